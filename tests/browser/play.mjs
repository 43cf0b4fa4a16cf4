// Drives Chromium and Firefox against the page of `flowcast play`, opened as a file:
//   node play.mjs FLOWCAST [FOLDER FOR SCREENSHOTS]
// Fails if the console says anything, if anything is requested, if a control does nothing, if a shared address shows
// something else, if the numbers are not those of the command line, or if axe-core finds a serious fault.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import puppeteer from "puppeteer-core";
import * as harness from "./harness.mjs";
import { CHROMIUM, HOSTILE, chromium, ended, firefox, here, hostileScenario, needs, open, program } from "./harness.mjs";

needs(chromium || firefox, "usage: node play.mjs FLOWCAST [FOLDER]; Chromium or Firefox has to be installed (or named by CHROMIUM, FIREFOX)");
const SCENARIO = join(here, "../../scenarios/product-launch.toml");
const N = "400";

// The same checks in every browser, each with the browser's name.
let where = "";
const check = (what, holds, detail) => harness.check(`${where}: ${what}`, holds, detail);
const accessible = (page, name) => harness.accessible(page, `${where}: ${name}`);
const picture = (page, name) => harness.picture(page, `play-${where}-${name}`);
// The worker and the engine are of the page's own making.
const own = (request, url) => /^(blob|data):/.test(request) || request.split("#")[0] === url.split("#")[0];
const quiet = (opened) => harness.quiet(opened, where, own);

const flowcast = (...words) => execFileSync(resolve(program), words, { encoding: "utf8" });
const made = (folder, scenario, ...options) => {
  const out = join(folder, "page.html");
  flowcast("play", scenario, "--out", out, "--force", "--quiet", ...options);
  return out;
};

const done = (page) => page.waitForSelector("#page[data-done=yes]", { timeout: 60000 });
const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());

// Moves the slider of a label to a place, as a hand does: one value after the other.
const drag = (page, label, to) =>
  page.evaluate(({ label, to }) => {
    const input = document.querySelector(`input[type=range][aria-label^="${label}"]`);
    const from = Number(input.value);
    const step = Math.sign(to - from);
    for (let at = from; at !== to; at += step) {
      input.value = String(at + step);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }, { label, to });

// The command at the foot of the page, run for its data.
const byCommand = (line, folder) => {
  const command = line.replace(/^flowcast /, `${resolve(program)} `).replace("product-launch.toml", SCENARIO);
  return JSON.parse(execFileSync("bash", ["-c", `${command} --format json --no-charts --out ${folder}`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
};

const typical = async (browser, folder) => {
  const file = made(folder, SCENARIO, "-n", N);
  const opened = await open(browser, file);
  const { page } = opened;
  await done(page);
  check("the bits are those of the program", /^same bits as flowcast \d/.test(await text(page, "#same")), await text(page, "#same"));
  check("all campaigns are run", (await text(page, "#count")).startsWith(`${N} campaigns`), await text(page, "#count"));
  const dots = () => page.$$eval("#picture circle", (all) => all.length);
  check("a hundred dots are drawn", (await dots()) === 100, `${await dots()}`);
  const before = await text(page, ".big");
  await page.click("#watch");
  await page.waitForSelector("#sides", { timeout: 10000 });
  const stray = await page.$eval("#board", (board) => [...board.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE).map((it) => it.data).join());
  check("a board of one side holds no stray words", stray === "", stray);
  await page.keyboard.press("Escape");
  check("nothing is said to be changed", (await page.$(".was")) === null && (await page.$(".former")) === null);
  await picture(page, "start");

  await page.evaluate(() => [...document.querySelectorAll("legend")].find((it) => it.textContent === "Legal sits")
    .parentElement.querySelector("input[value='2']").click());
  await drag(page, "People in design", 5);
  await done(page);
  const after = await text(page, ".big");
  check("a change changes the answer", after !== before && (await text(page, ".was")).startsWith(before), `${before} ${after}`);
  check("the former shape stands behind it", (await page.$(".former")) !== null);
  check("the engine says what it does", /^This way launches [\d.]+ \w+ earlier \([\d.]+ to [\d.]+\)/.test(await text(page, ".says")), await text(page, ".says"));
  check("what is changed is marked", (await page.$$(".control.changed")).length === 2);
  await page.waitForSelector("#page[data-ways=yes] #ways tbody tr.chosen", { timeout: 60000 });
  await picture(page, "changed");

  const line = await text(page, "#command");
  check("the command sets the same", line.includes("--set teams.design.people=6") && line.includes(`-n ${N}`), line);
  const { summary } = byCommand(line, join(folder, "compared"));
  const mean = (model, metric) => summary.find((row) => row.model === model && row.metric === metric).mean;
  const rows = await page.$$eval("#ways tbody tr", (all) => all.map((row) => [...row.children].map((cell) => cell.firstChild.textContent)));
  check("all ways of working are there", rows.length === 6, rows.join());
  for (const [model, kept, , rework, idle] of rows) {
    const number = (cell) => Number(cell.replace(",", ""));
    const near = (cell, metric) => Math.abs(number(cell) - mean(model, metric)) <= 0.5;
    const same = Number.parseInt(kept, 10) === Math.round(100 * mean(model, "on_time"));
    check(`the numbers of ${model} are those of the command line`, same && near(rework, "rework_time_h") && near(idle, "idle_time_h"), `${kept} ${rework} ${idle}`);
  }

  const shared = await page.evaluate(() => location.href);
  const again = await open(browser, shared);
  await done(again.page);
  check("a shared address shows the same", (await text(again.page, ".answer")) === (await text(page, ".answer")), await text(again.page, ".answer"));
  check("and the same command", (await text(again.page, "#command")) === line);
  await again.page.close();
  const foreign = await open(browser, shared.replace(/of=[0-9a-f]{4}/, "of=0000"));
  await done(foreign.page);
  check("an address of another scenario is not followed", (await text(foreign.page, ".big")) === before && (await text(foreign.page, "#stopped")).includes("another version"));
  await foreign.page.close();

  await accessible(page, "1280");
  await predicted(page);
  await watched(page);
  quiet(opened);
  await page.close();

  const small = await open(browser, shared, 400, 860);
  await done(small.page);
  // A busy machine may still be drawing.
  const fits = () => document.documentElement.scrollWidth <= 400;
  await small.page.waitForFunction(fits, { timeout: 5000 }).catch(() => {});
  const wide = await small.page.evaluate(() => document.documentElement.scrollWidth);
  check("nothing is wider than a phone", wide <= 400, `${wide} px`);
  await picture(small.page, "400");
  await accessible(small.page, "400");
  await small.page.close();
};

// Texts of the picture that leave it, and dates that cover each other.
const misplaced = (page) => page.$$eval("#picture svg text", (all) => {
  const width = document.querySelector("#picture svg").viewBox.baseVal.width;
  const boxes = all.map((it) => ({ words: it.textContent, tick: it.matches(".tick"), from: it.getBBox().x, to: it.getBBox().x + it.getBBox().width }));
  const out = boxes.filter(({ from, to }) => from < -0.5 || to > width + 0.5);
  const ticks = boxes.filter(({ tick }) => tick).sort((a, b) => a.from - b.from);
  const over = ticks.filter(({ from }, place) => place > 0 && from < ticks[place - 1].to);
  return [...out, ...over].map(({ words }) => words).join();
});
const axisOf = (page) => page.$$eval("#picture .tick", (all) => all.map((it) => it.textContent).join());

// A deadline at the very left, on a phone; the axis stays when values change.
const edges = async (browser, folder) => {
  const opened = await open(browser, made(folder, join(here, "../../docs/workshop/batch-size.toml"), "-n", "100"), 400, 860);
  const { page } = opened;
  await done(page);
  check("no words leave the picture, and no date covers another", (await misplaced(page)) === "", await misplaced(page));
  check("the deadline is read whole", (await axisOf(page)).includes("23 March"), await axisOf(page));
  quiet(opened);
  await page.close();
};

// What a link asks for and does not get is said.
const bounded = async (browser, folder) => {
  const file = made(folder, SCENARIO, "-n", "50");
  const page = (await open(browser, file)).page;
  await done(page);
  const link = await page.evaluate(() => location.href);
  await page.close();
  for (const [asked, given] of [["0", "8 are run"], ["99999999", "100,000 are run"], ["-1", "n = -1"]]) {
    const { page: other } = await open(browser, link.replace(/n=\d+/, `n=${asked}`));
    await other.waitForSelector("#stopped:not([hidden])", { timeout: 60000 });
    const said = await text(other, "#stopped");
    check(`a link for ${asked} campaigns is answered`, said.includes(given), said);
    await other.close();
  }
};

// A guess of the very day is neither early nor late.
const exact = async (page, said) => {
  const [, date, month] = /It is (\d+) (\w+)\./.exec(said);
  const right = `2026-${String(new Date(`${month} 1, 2026`).getMonth() + 1).padStart(2, "0")}-${date.padStart(2, "0")}`;
  await page.click("#guess");
  for (const at of [right, "2028-01-01", right]) {
    await page.$eval("#guess-day", (input, value) => { input.value = value; }, at);
    await page.click(".guess-form button");
  }
  await page.click("#reveal");
  const now = await text(page, "#verdict");
  check("a guess of the day is neither early nor late", now.endsWith("Closest: T1, T3, to the day. Of 3 guesses, 0 were too early and 1 too late."), now);
};

// Nothing is shown before the guesses; then who was closest.
const predicted = async (page) => {
  await page.click("#guess");
  const shown = () => page.evaluate(() => ({ dots: document.querySelectorAll("#picture circle").length, big: document.querySelectorAll(".big").length,
    prices: document.querySelectorAll(".price").length, ways: document.querySelector("#ways").checkVisibility() }));
  const before = await shown();
  check("before the reveal nothing is told", before.dots === 0 && before.big === 0 && before.prices === 0 && !before.ways, JSON.stringify(before));
  const guess = async (name, at) => {
    await page.$eval("#guess-name", (input, value) => { input.value = value; }, name);
    await page.$eval("#guess-day", (input, value) => { input.value = value; }, at);
    await page.click(".guess-form button");
  };
  const axis = await axisOf(page);
  await guess("late", "2099-01-01");
  check("a guess that is not taken is answered", (await text(page, "#guess-said")).includes("five years"), await text(page, "#guess-said"));
  await guess("<b>far</b>", "2028-06-20");
  await guess("near", "2026-04-14");
  await guess("near", "2026-08-14");
  check("two of one name are told apart", (await text(page, ".guess-list")).includes("near 2: "), await text(page, ".guess-list"));
  check("a guess far out stands at the end of the axis, which stays", (await axisOf(page)) === axis && (await text(page, "#picture")).includes("<b>far</b> →"));
  const box = await (await page.$("#picture svg")).boundingBox();
  await page.mouse.click(box.x + box.width / 3, box.y + box.height / 2);
  check("guesses are typed and clicked", (await page.$$("path.guess")).length === 4);
  check("a year that is not the start's is said", (await text(page, ".guess-list")).includes("20 June 2028"), await text(page, ".guess-list"));
  await picture(page, "guessing");
  await accessible(page, "guessing");
  await page.click("#reveal");
  const said = await text(page, "#verdict");
  check("the closest is named", /Closest: (near|T4), /.test(said) && (await page.$$("path.guess.closest")).length === 1, said);
  await exact(page, said);
  check("no name leaves the picture", (await misplaced(page)) === "", await misplaced(page));
  check("the answer stands among them", (await page.$$("#picture circle")).length === 100);
  await picture(page, "revealed");
  await page.setViewport({ width: 1280, height: 720 });
  await page.click("#project");
  const bar = await page.$eval("#project", (it) => it.getBoundingClientRect().bottom);
  check("on a projector the bar is on the screen", bar <= 720, `${bar}`);
  await picture(page, "projector");
  await page.click("#project");
  await page.setViewport({ width: 1280, height: 900 });
};

// One campaign under both, by buttons and keys.
const watched = async (page) => {
  await page.click("#watch");
  await page.waitForSelector("#sides .side:nth-child(2)", { timeout: 10000 });
  const pieces = () => page.$$eval(".side", (sides) => sides.map((side) => side.querySelectorAll("[data-piece]").length));
  const count = await pieces();
  // 1 + 1 + 3 + 3 + 4 + 1 pieces and the brief, which exists once.
  const tiles = await page.$$eval(".side:first-child [data-piece]", (all) => all.map((it) => it.textContent.trim()));
  check("names that have room are whole", tiles.includes("Email 1") && tiles.includes("Cut 4"), tiles.join());
  check("every piece is on both boards", count.join() === "14,14", count.join());
  const clock = () => text(page, "#clock");
  const began = await clock();
  await page.keyboard.press("ArrowRight");
  const stepped = await clock();
  check("a step moves on", stepped !== began, `${began} ${stepped}`);
  await page.keyboard.press("Home");
  check("Home is the start", (await clock()) === began);
  await page.keyboard.press(" ");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await page.keyboard.press(" ");
  const paused = await clock();
  await new Promise((resolve) => setTimeout(resolve, 300));
  check("it plays and pauses", paused !== began && (await clock()) === paused, `${began} ${paused}`);
  const speed = await text(page, "#speed");
  await page.keyboard.press("+");
  check("the speed changes", (await text(page, "#speed")) !== speed);
  await page.$eval("#time", (input) => {
    input.value = String(Number(input.max) * 0.4);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await picture(page, "board");
  await accessible(page, "board");
  await page.$eval("#time", (input) => {
    input.value = input.max;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const tallies = await page.$$eval(".tally", (all) => all.map((it) => it.textContent));
  check("in the end all are ready", tallies.join() === "14 of 14,14 of 14", tallies.join());
  await page.keyboard.press("Escape");
  check("Escape closes it", (await page.$("#sides")) === null);
};

// Values that the engine refuses together are told in its words under the control; the next good ones are run.
const refused = async (browser, folder) => {
  const scenario = join(folder, "refused.toml");
  const more = `[[absences]]
team = "design"
at = "1w"
for = "1w"
people = 1
[[controls]]
label = "People in design"
path = "teams.design.people"
range = "1..5"
[[controls]]
label = "Away"
path = "absences.design.people"
options = [1, 2, 3]
labels = ["one", "two", "three"]
`;
  writeFileSync(scenario, readFileSync(SCENARIO, "utf8").replace("[study]", `${more}[study]`));
  const opened = await open(browser, made(folder, scenario, "-n", "50"));
  const { page } = opened;
  await done(page);
  const labels = await page.$$eval("legend bdi", (all) => all.map((it) => it.textContent));
  check("the controls are those of the file", labels.join() === "Way of working,People in design,Away", labels.join());
  await page.evaluate(() => document.querySelector("input[name='control-1'][value='2']").click());
  await done(page);
  await drag(page, "People in design", 1);
  await page.waitForFunction(() => [...document.querySelectorAll(".control .refused")].some((it) => it.textContent !== ""), { timeout: 10000 });
  const said = await page.$$eval(".control", (all) => all.map((it) => it.querySelector(".refused").textContent));
  check("the engine's words stand under the control", said[1].startsWith("3 people cannot be away: `design` has 2") && said[2] === "", said.join("|"));
  await picture(page, "refused");
  await drag(page, "People in design", 3);
  await done(page);
  const left = await page.$$eval(".control .refused", (all) => all.map((it) => it.textContent).join(""));
  check("they go with the next good value", left === "", left);
  quiet(opened);
  await page.close();
};

// An engine that panics is started again, and it is said what was set.
const panics = async (browser, folder) => {
  const file = made(folder, SCENARIO, "-n", "50");
  const call = "return JSON.parse(said(engine.call()));";
  const broken = readFileSync(file, "utf8").replace(call, `if (JSON.stringify(request).includes('people","1"')) throw new Error("unreachable"); ${call}`);
  writeFileSync(file, broken);
  const opened = await open(browser, file);
  const { page } = opened;
  await done(page);
  await drag(page, "People in design", 0);
  await page.waitForFunction(() => [...document.querySelectorAll(".refused")].some((it) => it.textContent.includes("The engine stopped")), { timeout: 10000 });
  const said = await page.$$eval(".control .refused", (all) => all.map((it) => it.textContent).join(""));
  check("what was set is said", said.includes('["teams.design.people","1"]'), said);
  await drag(page, "People in design", 1);
  await done(page);
  check("it runs again", (await text(page, "#count")).startsWith("50 campaigns") && (await page.$$(".control.changed")).length === 1);
  await page.close();
};

const hostile = async (browser, folder) => {
  const scenario = hostileScenario(folder);
  const opened = await open(browser, made(folder, scenario));
  await done(opened.page);
  const found = await opened.page.evaluate(() => ({
    hacked: window.hacked,
    images: document.images.length,
    scripts: document.scripts.length,
    title: document.querySelector("h1").textContent,
    models: [...document.querySelectorAll("#controls fieldset:first-child label")].map((label) => label.textContent),
  }));
  check("no name ran or became an element", found.hacked === undefined && found.images === 0 && found.scripts === 4, JSON.stringify(found));
  check("names are shown as they are", found.title.startsWith(HOSTILE[1]) && found.models.join() === HOSTILE.join(), JSON.stringify(found));
  quiet(opened);
  await opened.page.close();
};

// A page whose digest is another one stops, and shows nothing.
const otherBits = async (browser, folder) => {
  const file = made(folder, SCENARIO, "-n", "50");
  const page = readFileSync(file, "utf8");
  const changed = page.replace(/"bits":"[0-9a-f]{4}/, '"bits":"0000');
  writeFileSync(file, changed);
  const opened = await open(browser, file);
  await opened.page.waitForSelector("#stopped:not([hidden])", { timeout: 60000 });
  check("other bits stop the page", (await text(opened.page, "#stopped")).includes("other numbers") && (await opened.page.$(".big")) === null);
  await opened.page.close();
};

// A lesson from its setting to what to try; all of them open.
const lessons = async (browser, folder) => {
  const file = join(folder, "lesson.html");
  const lesson = async (number) => {
    flowcast("lesson", String(number), "--out", file, "--force", "--quiet");
    const opened = await open(browser, file);
    await done(opened.page);
    return opened;
  };
  for (const number of [1, 3, 4, 5, 6, 7, 8]) {
    const { page } = await lesson(number);
    check(`lesson ${number} opens`, (await page.$$(".steps button")).length === 5 && !(await page.$("#stopped:not([hidden])")));
    const told = () => page.evaluate(() => ["#ways", "#prices", "#answer"].filter((id) => document.querySelector(id).checkVisibility()
      && document.querySelector(id).textContent !== "").concat([...document.querySelectorAll("#picture circle, #picture .half, #picture .former")].map((it) => it.tagName)).join());
    const seen = [await told()];
    const axes = new Set([await axisOf(page)]);
    await page.click("#next");
    await done(page);
    seen.push(await told());
    axes.add(await axisOf(page));
    check(`lesson ${number} tells nothing before the run`, seen.join("") === "", seen.join("; "));
    await page.click("#next");
    await done(page);
    axes.add(await axisOf(page));
    check(`the run of lesson ${number} has an answer beside what it is compared with`, (await page.$(".was, .former")) !== null && (await text(page, ".says")).startsWith("This way"), await text(page, ".answer"));
    await page.click(".steps li:last-child button");
    const runs = await page.$$eval(".tries button", (all) => all.length);
    const many = [];
    for (let run = 1; run <= runs; run += 1) {
      await page.click(`.tries li:nth-child(${run}) button`);
      await done(page);
      many.push(...((await text(page, "#differing")).match(/\w+ things differ/) ?? []));
      axes.add(await axisOf(page));
    }
    check(`each run of lesson ${number} differs in one thing`, many.length === 0, many.join("; "));
    check(`the axis of lesson ${number} stays`, axes.size === 1, [...axes].join(" | "));
    check(`the words of lesson ${number} keep apart`, (await misplaced(page)) === "", await misplaced(page));
    await page.close();
  }
  // Without a change, when it comes reaches nothing.
  const { page: still } = await lesson(7);
  await still.click(".steps li:last-child button");
  await done(still);
  await still.click(".tries li:nth-child(2) button");
  await done(still);
  await still.evaluate(() => [...document.querySelectorAll("#controls label")].find((it) => it.textContent === "six weeks before").click());
  await done(still);
  check("what reaches nothing is no difference", (await text(still, "#differing")).includes("Nothing differs from it now."), await text(still, "#differing"));
  await still.close();
  const opened = await lesson(2);
  const { page } = opened;
  const next = () => page.click("#next");
  await next();
  await done(page);
  check("the prediction hides the answer", (await page.$(".big")) === null && (await page.$("#guess-day")) !== null);
  check("the lesson sets what is predicted", (await text(page, "#command")).includes("teams.legal.calendar"), await text(page, "#command"));
  await page.$eval("#guess-day", (input) => { input.value = "2026-04-20"; });
  await page.click(".guess-form button");
  await page.click("#reveal");
  check("the reveal is the run", (await text(page, ".steps [aria-current]")) === "3 Run" && (await page.$(".big")) !== null);
  const differing = () => text(page, "#differing");
  check("one thing differs in the run", (await differing()).includes("One thing differs from it now."), await differing());
  const free = () => page.click("#controls .control:not([hidden]):not(.changed) label:not(:has(:checked))");
  await free();
  await done(page);
  check("where legal keeps office hours, the days of the committee reach nothing", (await differing()).includes("One thing differs from it now."), await differing());
  await page.select("#controls select", await page.$eval("#controls select option:not(:checked)", (it) => it.value));
  await done(page);
  check("what is turned besides is said", (await differing()).includes("Two things differ from it now."), await differing());
  await page.click("#reset");
  await done(page);
  check("what is set back is said", (await differing()).includes("Nothing differs from it now."), await differing());
  await page.setViewport({ width: 400, height: 800 });
  const top = (id) => page.$eval(id, (it) => it.getBoundingClientRect().top);
  check("the title is first on a phone", (await top("h1")) < (await top("#lesson")));
  await page.setViewport({ width: 1280, height: 900 });
  await next();
  check("the debrief follows", (await text(page, "#lesson")).includes("waits for the next sitting"));
  await next();
  await page.click(".tries li:nth-child(3) button");
  await done(page);
  check("what to try is set", (await text(page, "#command")).includes("calendars.committee"), await text(page, "#command"));
  await accessible(page, "lesson");
  quiet(opened);
  await page.close();
};

const BROWSERS = [
  ["chromium", chromium, { args: CHROMIUM }],
  ["firefox", firefox, { browser: "firefox" }],
];
for (const [name, executablePath, options] of BROWSERS) {
  where = name;
  if (!executablePath) {
    console.log(`${name} is not installed: the page was NOT tried in it`);
    continue;
  }
  const folder = mkdtempSync(join(tmpdir(), "flowcast-play-"));
  const browser = await puppeteer.launch({ executablePath, headless: true, ...options });
  try {
    await typical(browser, folder);
    await refused(browser, folder);
    await panics(browser, folder);
    await hostile(browser, folder);
    await otherBits(browser, folder);
    await edges(browser, folder);
    await bounded(browser, folder);
    await lessons(browser, folder);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
ended();
