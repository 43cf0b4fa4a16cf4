// P6 in the engine of `flowcast play`, as a page runs it, in Node: microseconds a replication of one model, statistics for
// the page included.
//
//   node benches/wasm.mjs [REPLICATIONS]
//
// Prints one line of JSON. Node's V8 is Chrome's; a page asks in blocks, with pauses between them to draw.

import { readFile } from "node:fs/promises";

const root = new URL("..", import.meta.url);
const replications = Number(process.argv[2] ?? 2000);
const INSTANCES = 5;
const compiled = await WebAssembly.compile(await readFile(new URL("assets/live/flowcast_web.wasm", root)));
const scenario = await readFile(new URL("benches/scenarios/p6.toml", root), "utf8");

// What an instance answers to a request.
const asker = async () => {
  const { exports: engine } = await WebAssembly.instantiate(compiled, {});
  const view = (at, length) => new Uint8Array(engine.memory.buffer, at, length);
  return (request) => {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    view(engine.allocate(bytes.length), bytes.length).set(bytes);
    const length = engine.call();
    const answer = JSON.parse(new TextDecoder().decode(view(engine.reply(), length)));
    if (!("ok" in answer)) throw new Error(JSON.stringify(answer));
    return answer.ok;
  };
};

const once = async () => {
  const ask = await asker();
  const { models, baseline } = ask({ op: "open", name: "p6.toml", text: scenario, files: {}, sets: [] });
  const model = models.find((name) => name !== baseline);
  ask({ op: "set", sets: [], model, n: replications });
  const begun = performance.now();
  ask({ op: "run", until: replications });
  const between = performance.now();
  ask({ op: "others", until: replications });
  // The baseline runs twice: as what was before, and as one of the others.
  return { both: between - begun, a_replication: (1000 * (performance.now() - begun)) / (replications * (models.length + 1)) };
};

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const runs = [];
for (let at = 0; at < INSTANCES; at += 1) runs.push(await once());
console.log(
  JSON.stringify({
    replications,
    both_sides_ms: middle(runs.map((run) => run.both)),
    us_per_replication: middle(runs.map((run) => run.a_replication)),
  }),
);
