// What the scripts that drive browsers share: programs, checks and their count, and what no page may ever do.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const [program, pictures] = process.argv.slice(2);
export const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
export const firefox = process.env.FIREFOX ?? ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync);
// Chromium's own sandbox needs rights that a container does not have; the pages are ours.
export const CHROMIUM = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Ends at once where there is nothing to drive.
export const needs = (holds, usage) => {
  if (program && holds) return;
  console.error(usage);
  process.exit(2);
};

let failures = 0;
export const check = (what, holds, detail = "") => {
  console.log(`${holds ? "ok  " : "FAIL"} ${what}${holds ? "" : ` ${detail}`}`);
  if (!holds) failures += 1;
};

export const ended = () => {
  console.log(failures === 0 ? "all checks hold" : `${failures} checks failed`);
  process.exit(failures === 0 ? 0 : 1);
};

// A page at a path or an address that was asked to do nothing but show it; remembers all it complained about.
export const open = async (browser, address, width = 1280, height = 900) => {
  const page = await browser.newPage();
  const seen = { console: [], requests: [] };
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
  await page.setViewport({ width, height });
  const url = address.startsWith("file:") ? address : pathToFileURL(address).href;
  const started = Date.now();
  await page.goto(url, { waitUntil: "load", timeout: 180000 }); // thirty tabs at once take their time
  return { page, seen, url, milliseconds: Date.now() - started };
};

// `own` says which requests are of the page itself.
export const quiet = ({ seen, url }, name, own = (request) => request === url) => {
  check(`${name}: the console is silent`, seen.console.length === 0, seen.console.join("; "));
  const others = seen.requests.filter((request) => !own(request, url));
  check(`${name}: nothing is requested`, others.length === 0, others.join("; "));
};

export const accessible = async (page, name) => {
  // Evaluated by the debugger, so the page's policy stays as it is.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const text = grave.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map(({ html }) => html.slice(0, 150)).join(" | ")}`);
  check(`${name}: axe-core finds nothing serious`, grave.length === 0, text.join("\n  "));
};

export const picture = async (page, name) => {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
};

export const HOSTILE = [
  "<script>window.hacked = 1</script>",
  "</script><img src=x onerror='window.hacked = 2'>",
  "\"quoted\" & 'single'",
  "😀 שלום",
];
// The loader refuses a name that turns the direction of writing; a description may hold anything.
const TURNED = "<b>bold</b> \\u202eevil";

// A scenario of hostile names; its models are called by all of them, in order.
export const hostileScenario = (folder) => {
  const name = (index) => JSON.stringify(HOSTILE[index]);
  const scenario = join(folder, "hostile.toml");
  writeFileSync(scenario, `schema = 1
name = ${name(1)}
description = "${TURNED}"
start = "2026-03-02 09:00"
deadline = "2w"
[teams]
${name(0)} = { people = 1 }
[[streams]]
name = ${name(1)}
team = ${name(0)}
effort = { low = "4h", likely = "10h", high = "30h" }
[[streams]]
name = ${name(3)}
team = ${name(0)}
needs = [${name(1)}]
effort = { low = "4h", likely = "10h", high = "30h" }
[[deliverables]]
name = ${name(2)}
count = 2
[[changes]]
name = ${name(1)}
stream = ${name(1)}
at = "2d"
severity = 0.5
[[models]]
name = ${name(0)}
release = "phase"
[[models]]
name = ${name(1)}
[[models]]
name = ${name(2)}
[[models]]
name = ${name(3)}
[study]
replications = 80
`);
  return scenario;
};
