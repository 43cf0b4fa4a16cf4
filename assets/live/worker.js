"use strict";
// Runs the engine apart from the page: one scenario, the latest wish, a block at a time so that a newer wish is heard.

let engine = null;
let latest = 0;
const BLOCK_MS = 60;
const SHOW_MS = 100;

const view = (at, length) => new Uint8Array(engine.memory.buffer, at, length);
const said = (length) => new TextDecoder().decode(view(engine.reply(), length));

// A request to the engine, and its answer. What it says when it panics is an answer too, its last one.
const ask = (request) => {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  try {
    view(engine.allocate(bytes.length), bytes.length).set(bytes);
    return JSON.parse(said(engine.call()));
  } catch (error) {
    const panic = said(engine.panicked());
    return { fatal: panic || String(error) };
  }
};

const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

// Asks for more and more replications until there are n, about BLOCK_MS at a time; `tell` hears each answer.
const inBlocks = async (mine, op, n, tell) => {
  let [until, size] = [0, 8];
  while (until < n) {
    until = Math.min(n, until + size);
    const begun = performance.now();
    const answer = ask({ op, until });
    const took = Math.max(1, performance.now() - begun);
    size = Math.max(1, Math.min(512, Math.round((size * BLOCK_MS) / took)));
    if (!tell(answer, until)) return false;
    await pause();
    if (mine !== latest) return false;
  }
  return true;
};

const run = async ({ serial, wish, n }) => {
  const begun = performance.now();
  const answer = ask({ op: "set", ...wish, n });
  if (!answer.ok) return postMessage({ serial, ...answer });
  const command = answer.ok;
  let shown = 0;
  const tell = (found, until) => {
    const now = performance.now();
    const done = until === n;
    if (!found.ok || done || now - shown >= SHOW_MS) {
      shown = now;
      postMessage({ serial, ...found, done, command, ms: now - begun });
    }
    return Boolean(found.ok);
  };
  if (!(await inBlocks(serial, "run", n, tell))) return undefined;
  let ways = null;
  const keep = (found) => {
    ways = found.ok;
    if (!found.ok) postMessage({ serial, ...found });
    return Boolean(found.ok);
  };
  if (await inBlocks(serial, "others", n, keep)) postMessage({ serial, ways });
  return undefined;
};

const open = async ({ engine: bytes, given }) => {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  engine = instance.exports;
  const opened = ask({ op: "open", ...given });
  return { opened, bits: opened.ok ? ask({ op: "bits" }) : null };
};

let opening = null;
onmessage = async ({ data }) => {
  if (data.engine) {
    opening = open(data);
    return postMessage(await opening);
  }
  await opening;
  if (data.ask) return postMessage({ id: data.id, ...ask(data.ask) });
  latest = data.serial;
  return data.halt ? undefined : run(data);
};
