// Thirty pages that play, open at once in one Chromium, as thirty laptops would be in a room (which have a processor each):
//   node tabs.mjs FLOWCAST [TABS]
// Fails if a page does not come to the numbers of the others, or says anything; prints how long it took.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import puppeteer from "puppeteer-core";
import { CHROMIUM, check, chromium, ended, here, needs, open, program, quiet } from "./harness.mjs";

needs(chromium, "usage: node tabs.mjs FLOWCAST [TABS]; Chromium has to be installed (or named by CHROMIUM)");

const tabs = Number(process.argv[3] ?? 30);
const folder = mkdtempSync(join(tmpdir(), "flowcast-"));
const file = join(folder, "page.html");
execFileSync(resolve(program), ["play", join(here, "../../scenarios/product-launch.toml"), "-o", file, "--quiet"]);
const browser = await puppeteer.launch({ executablePath: chromium, args: CHROMIUM, protocolTimeout: 1.8e6 });

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
for (const [place, opened] of pages.entries()) if (place % 10 === 0) quiet(opened, `page ${place + 1}`);
const measured = await Promise.all(pages.map(({ page: own }) => own.metrics()));
const heap = measured.reduce((sum, it) => sum + it.JSHeapUsedSize, 0) / 2 ** 20 / tabs;
console.log(`${tabs} pages, ${availableParallelism()} processors: first numbers after ${Math.min(...numbers)} to ${Math.max(...numbers)} s, all replications ` +
  `of all ways of working after ${whole} s; a change in one of them then takes ${edit} ms; ${heap.toFixed(1)} MB of JavaScript each`);
await browser.close();
rmSync(folder, { recursive: true });
ended();
