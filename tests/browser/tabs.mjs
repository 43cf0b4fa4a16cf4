// Thirty pages that play, open at once in one browser, as thirty laptops would be in a room (which have a processor each):
//   node tabs.mjs FLOWCAST [TABS] [chromium|firefox]
// Fails if a page does not come to the numbers of the others, or says anything; prints how long it took.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import puppeteer from "puppeteer-core";
import { CHROMIUM, check, chromium, ended, firefox, here, needs, open, program, quiet } from "./harness.mjs";

const fox = process.argv[4] === "firefox";
const executablePath = fox ? firefox : chromium;
needs(executablePath, "usage: node tabs.mjs FLOWCAST [TABS] [chromium|firefox]; the browser has to be installed (or named by CHROMIUM, FIREFOX)");

const tabs = Number(process.argv[3] ?? 30);
const folder = mkdtempSync(join(tmpdir(), "flowcast-"));
const file = join(folder, "page.html");
execFileSync(resolve(program), ["play", join(here, "../../scenarios/product-launch.toml"), "-o", file, "--quiet"]);
const which = fox ? { browser: "firefox" } : { args: CHROMIUM };
const browser = await puppeteer.launch({ executablePath, ...which, protocolTimeout: 1.8e6 });

const started = Date.now();
const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
const pages = await Promise.all(Array.from({ length: tabs }, () => open(browser, file)));
const done = ({ page }) => page.waitForSelector("#page[data-done=yes][data-ways=yes]", { timeout: 1.2e6 });
// The first numbers of each, then all of them.
const first = ({ page }) => page.waitForSelector("#answer .big", { timeout: 1.2e6 }).then(seconds);
const numbers = (await Promise.all(pages.map(first))).map(Number);
await Promise.all(pages.map(done));
const whole = seconds();
const answers = await Promise.all(pages.map(({ page }) => page.$eval("#answer", (answer) => answer.textContent)));
check(`${tabs} pages come to the same numbers`, new Set(answers).size === 1, [...new Set(answers)].join(" | "));
check("each computes the program's bits", (await Promise.all(pages.map(({ page }) => page.$eval("#same", (same) => same.textContent.includes("✓"))))).every(Boolean));

// One of them is changed while the others are open.
const { page } = pages[Math.floor(tabs / 2)];
const before = Date.now();
await page.$eval("#controls input[type=range]", (slider) => {
  slider.value = slider.max;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});
await page.waitForSelector("#page[data-done=yes]", { timeout: 1.2e6 });
const edit = Date.now() - before;
// The worker and the engine are of the page's own making.
const own = (request, url) => /^(blob|data):/.test(request) || request.split("#")[0] === url.split("#")[0];
for (const [place, opened] of pages.entries()) if (place % 10 === 0) quiet(opened, `page ${place + 1}`, own);
// Only Chromium says how much memory a page takes.
const measured = fox ? [] : await Promise.all(pages.map(({ page: each }) => each.metrics()));
const heap = measured.reduce((sum, it) => sum + it.JSHeapUsedSize, 0) / 2 ** 20 / tabs;
console.log(`${fox ? "Firefox" : "Chromium"}, ${tabs} pages, ${availableParallelism()} processors: first numbers after ${Math.min(...numbers)} to ${Math.max(...numbers)} s, all replications ` +
  `of all ways of working after ${whole} s; a change in one of them then takes ${edit} ms${fox ? "" : `; ${heap.toFixed(1)} MB of JavaScript each`}`);
await browser.close();
rmSync(folder, { recursive: true });
ended();
