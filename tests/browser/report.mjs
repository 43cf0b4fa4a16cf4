// Drives a headless Chromium against report.html of every kind of run, opened as a file:
//   node report.mjs FLOWCAST [FOLDER FOR SCREENSHOTS]
// Fails if the console says anything, if anything is requested, if a chart is missing, if the slider or
// the models' boxes do nothing, if a hostile name is more than text, or if axe-core finds a serious fault.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { CHROMIUM, HOSTILE, accessible, check, chromium, ended, here, hostileScenario, needs, open, picture, pictures, program, quiet } from "./harness.mjs";

needs(chromium, "usage: node report.mjs FLOWCAST [FOLDER]; Chromium has to be installed (or named by CHROMIUM)");

const run = (folder, command, scenario, ...options) => {
  const out = join(folder, command === "compare" ? "out" : command);
  execFileSync(resolve(program), [command, scenario, "--out", out, "--quiet", "--report", ...options]);
  return join(out, "report.html");
};

// At the end of the slider more have launched than at its beginning, and what it says changes.
const readOff = (page) =>
  page.evaluate(() => {
    const slider = document.getElementById("day");
    const at = (value) => {
      slider.value = value;
      slider.dispatchEvent(new Event("input"));
      const cells = [...document.querySelectorAll("tr[data-read]")].map((row) => row.querySelector("td").textContent);
      return { day: document.getElementById("day-value").textContent, cells };
    };
    const [first, start] = [document.getElementById("day-value").textContent, slider.value];
    const [low, high] = [at(slider.min), at(slider.max)];
    at(start);
    return { first, low, high };
  });

// How long a page takes to open, not what else the machine does: the least of up to four times.
const opening = async (browser, file, first) => {
  let least = first;
  for (let again = 0; again < 3 && least >= 1000; again += 1) {
    const { page, milliseconds } = await open(browser, file, 1280);
    least = Math.min(least, milliseconds);
    await page.close();
  }
  return least;
};

const typical = async (browser, folder) => {
  const scenario = join(here, "../../scenarios/product-launch.toml");
  const file = run(folder, "compare", scenario, "--stress");
  check("its size is under 1.5 MB", statSync(file).size < 1.5e6, `${statSync(file).size} bytes`);
  const opened = await open(browser, file, 1280);
  const { page } = opened;
  const milliseconds = await opening(browser, file, opened.milliseconds);
  check("it opens in under a second", milliseconds < 1000, `${milliseconds} ms`);
  const charts = await page.$$eval("figure:not(.narrow, .paper) > svg", (all) =>
    all.map((svg) => [svg.querySelector("title").textContent, svg.querySelectorAll("rect, path, polyline, circle, polygon").length]));
  check("ten charts and a timeline are drawn", charts.length === 11, `${charts.length}`);
  check("each has marks", charts.every(([, marks]) => marks > 20), JSON.stringify(charts));
  const ids = await page.$$eval("[id]", (all) => all.map(({ id }) => id));
  check("no id is used twice", new Set(ids).size === ids.length);
  const { first, low, high } = await readOff(page);
  check("the slider starts at the deadline", first.startsWith("56 days"), first);
  check("the slider changes the day", low.day !== high.day, low.day);
  check("before anyone launches the chance is none", low.cells.every((cell) => cell === "0 %"), low.cells.join());
  check("at the end everyone has launched", high.cells.every((cell) => cell === "100 %"), high.cells.join());
  await switchedOff(page);
  await hovered(page);
  for (const id of ["chart-cycle-time", "chart-differences", "chart-waiting", "chart-idle", "chart-trade-off", "chart-waterfall", "chart-timeline"]) {
    await tells(page, id);
  }
  quiet(opened, "product launch");
  await accessible(page, "product launch, 1280 px");
  await picture(page, "report-1280");
  await onPaper(page);
  if (pictures) await page.pdf({ path: join(pictures, "report.pdf"), format: "A4" });
  await page.close();
  const small = await open(browser, file, 400, 800);
  const wide = await small.page.evaluate(() => document.documentElement.scrollWidth);
  check("nothing is wider than a phone", wide <= 400, `${wide} px`);
  const long = await small.page.evaluate(() => document.documentElement.scrollHeight);
  check("a phone shows the answer and the main pictures at first", long < 15000, `${long} px`);
  await readsOnAPhone(small.page, "product launch");
  await accessible(small.page, "product launch, 400 px");
  await picture(small.page, "report-400");
  await small.page.close();
};

// What is wider than a sheet (A4 less its margins: 206 mm, 778 px) would shrink every page; what no sheet holds comes in parts.
const onPaper = async (page) => {
  await page.emulateMediaType("print");
  await page.setViewport({ width: 778, height: 900 });
  const found = await page.evaluate(() => {
    const sheets = [...document.querySelectorAll("figure > svg")].filter((svg) => svg.getClientRects().length > 0);
    const high = sheets.map((svg) => svg.getBoundingClientRect().height);
    const beside = [...document.querySelectorAll("details.beside")].filter((it) => it.checkVisibility());
    return { wide: document.documentElement.scrollWidth, high: Math.max(...high), beside: beside.length };
  });
  check("on paper nothing is wider than a sheet", found.wide <= 778, `${found.wide} px`);
  // 254 mm.
  check("on paper every chart stands on one sheet", found.high <= 960, `${found.high} px`);
  check("on paper the files beside the page are left out", found.beside === 0, `${found.beside}`);
  await page.emulateMediaType("screen");
  await page.setViewport({ width: 1280, height: 900 });
};

// No chart scrolls sideways, and its letters are at least 11 pixels high.
const readsOnAPhone = async (page, name) => {
  const found = await page.evaluate(() => {
    document.querySelectorAll("details").forEach((it) => { it.open = true; });
    const shown = [...document.querySelectorAll("figure")].filter((figure) => figure.getClientRects().length > 0);
    const size = (text) => Number(text.getAttribute("font-size")) * text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width;
    return {
      charts: shown.length,
      cut: shown.filter((figure) => figure.scrollWidth > figure.clientWidth + 1).map((figure) => figure.getAttribute("aria-label")),
      least: Math.min(...shown.flatMap((figure) => [...figure.querySelectorAll("text")].map(size))),
    };
  });
  check(`${name}: ${found.charts} charts fit a phone`, found.cut.length === 0 && found.charts > 0, found.cut.join());
  check(`${name}: letters are at least 11 px high`, found.least >= 10.95, `${found.least}`);
};

// Every chart with a row, a line or a marker for each model hides those of a model that is switched off.
const switchedOff = async (page) => {
  const drawn = () =>
    page.evaluate(() => {
      const visible = (element) => element.getClientRects().length > 0;
      const marks = (svg, model) => [...svg.querySelectorAll(`g[data-model="${model}"] *`)].filter(visible).length;
      const charts = [...document.querySelectorAll("figure > svg")].filter(visible);
      const ids = charts.map((svg) => svg.getAttribute("aria-labelledby").split(" ")[0].replace("-title", ""));
      return {
        lines: [...document.querySelectorAll("#plot path")].filter((line) => line.getAttribute("visibility") !== "hidden").length,
        own: Object.fromEntries(charts.map((svg, index) => [ids[index], marks(svg, 1)])),
        others: Object.fromEntries(charts.map((svg, index) => [ids[index], marks(svg, 2)])),
        row: getComputedStyle(document.querySelector("tr[data-read='1']")).display,
      };
    });
  const flip = () => page.$eval("#switches input[value='1']", (box) => box.click());
  const before = await drawn();
  const grouped = Object.keys(before.own).filter((id) => before.own[id] > 0);
  const expected = ["chart-cycle-time", "chart-differences", "chart-waiting", "chart-rework", "chart-idle", "chart-trade-off"];
  check("charts know whose their marks are", expected.every((id) => grouped.includes(id)), grouped.join());
  await flip();
  const off = await drawn();
  check("a model can be switched off", off.lines === before.lines - 1);
  check("its marks go in every chart", grouped.every((id) => !off.own[id]), JSON.stringify(off.own));
  check("those of others stay", expected.every((id) => off.others[id] === before.others[id]), JSON.stringify(off.others));
  check("its row goes too", off.row === "none", off.row);
  const said = await page.$eval("#shown-models", (element) => element.textContent);
  // Six of the file, and the recommended change.
  check("it is said how many are shown", said === "6 of 7", said);
  await flip();
  check("and on again", JSON.stringify(await drawn()) === JSON.stringify(before));
};

// A chart tells the pointer a value.
const tells = async (page, id) => {
  const found = await page.evaluate((name) => {
    const svg = document.querySelector(`svg[aria-labelledby^="${name}-title"]`);
    const area = svg?.querySelector("g[pointer-events] rect");
    if (!area) return "no area";
    const box = area.getBoundingClientRect();
    const at = { bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    area.dispatchEvent(new PointerEvent("pointerover", at));
    const tip = document.querySelector(".tip.hint");
    const text = tip.hidden ? "nothing" : tip.textContent;
    document.body.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    return tip.hidden ? text : "it stays";
  }, id);
  check(`${id} tells values to the pointer`, /\d/.test(found), found);
};

const hovered = async (page) => {
  await page.$eval("#plot", (plot) => plot.scrollIntoView({ block: "center", behavior: "instant" }));
  const box = await (await page.$("#plot svg")).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = await page.$eval(".tip", (element) => (element.hidden ? "" : element.textContent));
  check("hovering shows values", /\d %  Adaptive Mesh/.test(tip), tip);
  await page.mouse.move(0, 0);
};

const hostile = async (browser, folder) => {
  const scenario = hostileScenario(folder);
  const opened = await open(browser, run(folder, "compare", scenario, "--stress"), 1280);
  const { page } = opened;
  quiet(opened, "hostile names");
  const found = await page.evaluate(() => ({
    hacked: window.hacked,
    images: document.images.length,
    scripts: document.scripts.length,
    labels: [...document.querySelectorAll("#switches label bdi")].map((label) => label.textContent),
    title: document.title,
    lede: document.querySelector(".lede").textContent,
    text: document.body.textContent,
  }));
  check("no name ran", found.hacked === undefined, String(found.hacked));
  check("no name became an element", found.images === 0 && found.scripts === 2, `${found.images} ${found.scripts}`);
  check("names are shown as they are", HOSTILE.every((name, index) => found.labels[index] === name), found.labels.join());
  check("the description is text", found.lede === "<b>bold</b>  evil", found.lede);
  check("no control of direction is left", !/[\u202a-\u202e\u2066-\u2069]/.test(found.text));
  check("the title is text", found.title.startsWith("</script><img"), found.title);
  await accessible(page, "hostile names");
  await page.close();
  await hostileOthers(browser, folder, scenario);
};

// Names stay text on the other kinds of page too.
const hostileOthers = async (browser, folder, scenario) => {
  const pages = [
    ["trace", "--model", HOSTILE[0]],
    ["decompose", "--from", HOSTILE[0], "--to", HOSTILE[1], "-n", "20"],
    ["sweep", "--vary", `teams."${HOSTILE[0]}".people=1..2`, "-n", "20"],
    ["breakeven", "--vary", `teams."${HOSTILE[0]}".people=1..2`, "--between", `${HOSTILE[2]},${HOSTILE[3]}`, "-n", "20"],
    ["sensitivity", "--vary", `teams."${HOSTILE[0]}".people=1..2`, "--trajectories", "2", "-n", "20"],
  ];
  for (const [command, ...options] of pages) {
    const opened = await open(browser, run(folder, command, scenario, ...options), 1280);
    const found = await opened.page.evaluate(() => ({
      hacked: window.hacked,
      images: document.images.length,
      scripts: document.scripts.length,
      heading: `${document.querySelector(".kind").textContent} ${document.querySelector("h1").textContent}`,
    }));
    check(`${command}: no name ran or became an element`, found.hacked === undefined && found.images === 0 && found.scripts === 1, JSON.stringify(found));
    check(`${command}: the name is shown as it is`, found.heading.includes(HOSTILE[1]), found.heading);
    quiet(opened, `${command}, hostile names`);
    await accessible(opened.page, `${command}, hostile names`);
    await opened.page.close();
  }
};

// Trace, decomposition and sweep: drawn, silent, readable on a phone, with the fine print.
const otherKinds = async (browser, folder) => {
  const scenario = join(here, "../../scenarios/product-launch.toml");
  const kinds = [
    ["trace", 1, "chart-timeline-1", "--model", "Hub-and-Spoke"],
    ["decompose", 1, "chart-waterfall", "--from", "Sequential Cascade", "--to", "Adaptive Mesh", "-n", "100"],
    ["sweep", 1, "chart-lines", "--vary", "teams.legal.people=1..3", "-n", "50"],
    ["breakeven", 1, "chart-lines", "--vary", "teams.design.people=1..4", "--between", "Sequential Cascade,Hybrid Flow", "-n", "50"],
    ["sensitivity", 1, "chart-tornado", "--vary", "teams.legal.people=1..3", "--vary", "handoffs.latency=1h..8h", "--trajectories", "2", "-n", "50"],
    ["improve", 1, "chart-path-and-front", "-n", "64"],
    ["sweep", 1, "chart-map", "--vary", "teams.legal.people=1..2", "--vary", "changes.feature-change.probability=0:1:0.5", "-n", "50"],
  ];
  for (const [index, [command, count, chart, ...options]] of kinds.entries()) {
    const name = `${command} (${chart.replace("chart-", "")})`;
    const file = run(mkdtempSync(join(folder, "kind-")), command, scenario, ...options);
    const opened = await open(browser, file, 1280);
    const { page } = opened;
    const milliseconds = await opening(browser, file, opened.milliseconds);
    check(`${name}: it opens in under a second`, milliseconds < 1000, `${milliseconds} ms`);
    const drawn = await page.$$eval("figure:not(.narrow, .paper) > svg", (all) => all.length);
    check(`${name}: charts are drawn`, drawn === count, `${drawn}`);
    // The points of the path carry their names; they have no areas for the pointer.
    if (command !== "improve") await tells(page, chart);
    const said = await page.evaluate(() => document.querySelector("#fine-print").closest("section").textContent);
    const fine = ["Assumptions", "Not modelled", "Seed", "SHA-256", `flowcast ${command}`];
    check(`${name}: the fine print is there`, fine.every((text) => said.includes(text)));
    const answer = await page.$eval(".answer", (element) => element.textContent);
    check(`${name}: an answer comes first`, /\d/.test(answer) && answer.length > 60, answer);
    if (command === "sweep" && chart === "chart-lines") await lineOff(page);
    quiet(opened, name);
    await accessible(page, name);
    await picture(page, `report-${command}-${index}-1280`);
    if (pictures) await page.pdf({ path: join(pictures, `${command}-${index}.pdf`), format: "A4" });
    await page.close();
    const small = await open(browser, file, 400, 800);
    const wide = await small.page.evaluate(() => document.documentElement.scrollWidth);
    check(`${name}: nothing is wider than a phone`, wide <= 400, `${wide} px`);
    await readsOnAPhone(small.page, name);
    await picture(small.page, `report-${command}-${index}-400`);
    await small.page.close();
  }
};

const lineOff = async (page) => {
  const drawn = () => page.$$eval("svg g[data-model='0'] *", (all) => all.filter((own) => own.getClientRects().length > 0).length);
  const before = await drawn();
  await page.$eval("#switches input[value='0']", (box) => box.click());
  check("sweep: a model's line can be switched off", before > 0 && (await drawn()) === 0, `${before}`);
  await page.$eval("#switches input[value='0']", (box) => box.click());
};

// Without the script the static chart is there instead of the explorer, and the page is whole.
const scriptless = async (browser, folder) => {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(pathToFileURL(join(folder, "out/report.html")).href);
  // Of a chart that is drawn twice, the one that fits the window.
  const shown = (selector) => page.$$eval(selector, (found) => found.some((element) => element.checkVisibility?.() ?? true)).catch(() => null);
  await page.setJavaScriptEnabled(true);
  check("without script the static chart is shown", (await shown(".static figure")) === true);
  check("without script there is no explorer", (await shown("#explorer")) === false);
  await page.close();
};

// Names for which a phone has no room: the page is no wider, and no word leaves its picture.
const longNames = async (browser, folder) => {
  const long = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente";
  const scenario = join(folder, "long.toml");
  const text = readFileSync(join(here, "../../scenarios/first.toml"), "utf8")
    .replace('team = "writers"', `team = "${long} writers"`).replace("writers  =", `"${long} writers" =`)
    .replace('"post", count = 6', `"${long} post of ${long}", count = 6`).replace("First steps", `First steps of the ${long} since 1970`);
  const model = (name, preset) => `\n[[models]]\nname = "${long} ${name}, as it has always been since 1970"\npreset = "${preset}"\n`;
  writeFileSync(scenario, text + model("one", "sequential-cascade") + model("two", "adaptive-mesh"));
  const file = run(folder, "compare", scenario, "-n", "100");
  const { page } = await open(browser, file, 400, 800);
  const found = await page.evaluate(() => {
    document.querySelectorAll("details").forEach((it) => { it.open = true; });
    const leaves = (svg) => {
      const width = svg.viewBox.baseVal.width;
      const out = ({ x, width: wide }) => x < -0.5 || x + wide > width + 0.5;
      return [...svg.querySelectorAll("text")].filter((it) => out(it.getBBox())).map((it) => it.textContent);
    };
    const shown = [...document.querySelectorAll("svg")].filter((svg) => svg.checkVisibility());
    return { wide: document.documentElement.scrollWidth, pictures: shown.length, words: shown.flatMap(leaves) };
  });
  check("long names: nothing is wider than a phone", found.wide <= 400, `${found.wide} px`);
  check("long names: no word leaves its picture", found.pictures > 5 && found.words.length === 0, JSON.stringify(found));
  await picture(page, "report-long-names-400");
  await page.close();
};

// The checks above can fail: a page with a foreign script and a picture is not quiet.
const tampered = async (browser, folder) => {
  const file = join(folder, "tampered.html");
  const page = readFileSync(join(folder, "out/report.html"), "utf8");
  writeFileSync(file, page.replace("<main>", '<main><script>window.hacked = 3</script><img alt="" src="https://example.org/x.png">'));
  const { page: opened, seen } = await open(browser, file, 1280);
  check("a foreign script is refused, and complained about", seen.console.some((text) => /Content Security Policy/.test(text)), seen.console.join("; "));
  check("it did not run", (await opened.evaluate(() => window.hacked)) === undefined);
  await opened.close();
};

const folder = mkdtempSync(join(tmpdir(), "flowcast-browser-"));
if (pictures) mkdirSync(pictures, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: CHROMIUM,
});
try {
  await typical(browser, folder);
  await scriptless(browser, folder);
  await tampered(browser, folder);
  await otherKinds(browser, folder);
  await hostile(browser, mkdtempSync(join(folder, "hostile-")));
  await longNames(browser, mkdtempSync(join(folder, "long-")));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
ended();
