"use strict";
// Values of charts, where the pointer rests: at once, and on a touch too, which titles alone are not.
(() => {
  const hints = [...document.querySelectorAll("figure > svg rect > title")];
  if (hints.length === 0) return;
  const tip = document.createElement("div");
  tip.className = "tip hint";
  tip.hidden = true;
  document.body.append(tip);
  const texts = new Map(hints.map((title) => [title.parentNode, title.textContent]));
  for (const title of hints) title.remove();
  const show = (event) => {
    const text = texts.get(event.target);
    tip.hidden = text === undefined;
    if (tip.hidden) return;
    tip.textContent = text;
    const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 4);
    const below = event.clientY + 18 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${below ? event.clientY + 18 : event.clientY - tip.offsetHeight - 10}px`;
  };
  for (const event of ["pointerover", "pointermove", "pointerdown"]) document.addEventListener(event, show);
  document.addEventListener("scroll", () => { tip.hidden = true; }, true);
})();

// On a phone, what is looked up rather than read is closed at first; a link to it opens it.
(() => {
  const folds = [...document.querySelectorAll("details.fold")];
  const narrow = matchMedia("(max-width: 40rem)");
  const fold = () => { for (const it of folds) it.open = !narrow.matches; };
  const reveal = (anchor) => {
    const own = document.getElementById(decodeURIComponent(anchor.slice(1)))?.closest("details.fold");
    if (own) own.open = true;
  };
  fold();
  narrow.addEventListener("change", fold);
  if (location.hash) reveal(location.hash);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) reveal(link.getAttribute("href"));
  });
})();

// What is folded is read on paper too, but what the files beside the page have, or a picture says already.
(() => {
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open], .beside, .same)")];
    for (const it of unfolded) it.open = true;
  });
  addEventListener("afterprint", () => {
    for (const it of unfolded) it.open = false;
  });
})();

// Models switched on and off: everything that belongs to one says so.
const switches = (() => {
  const element = document.getElementById("switches");
  const boxes = element ? [...element.querySelectorAll("input[type=checkbox]")] : [];
  const shown = (model) => boxes.length === 0 || boxes[model].checked;
  const listeners = [];
  const toggle = () => {
    for (const own of document.querySelectorAll("[data-model]")) own.classList.toggle("off", !shown(own.dataset.model));
    const count = boxes.filter((box) => box.checked).length;
    document.getElementById("shown-models").textContent = count === boxes.length ? `all ${count}` : `${count} of ${boxes.length}`;
    for (const listener of listeners) listener();
  };
  if (element) {
    element.hidden = false;
    for (const box of boxes) box.addEventListener("change", toggle);
    toggle();
  }
  return { shown, listen: (listener) => { listeners.push(listener); listener(); } };
})();

// A promised day to play with.
(() => {
  const source = document.getElementById("launch-data");
  const explorer = document.getElementById("explorer");
  if (!source || !explorer) return;
  const data = JSON.parse(source.textContent);
  const slider = document.getElementById("day");
  const plot = document.getElementById("plot");
  const rows = [...document.querySelectorAll("tr[data-read]")];
  const last = data.models[0].within.length - 1;
  explorer.hidden = false;
  const W = Math.max(300, Math.min(920, plot.clientWidth)), H = 340, LEFT = 52, RIGHT = 16, TOP = data.due ? 34 : 14, BOTTOM = 44;

  const x = (k) => LEFT + (k / last) * (W - LEFT - RIGHT);
  const y = (share) => H - BOTTOM - share * (H - TOP - BOTTOM);
  const time = (k) => data.first + k * data.step;
  const { shown } = switches;

  // Rounded as the tables round: what is half-way goes to the even digit.
  const fixed = (value, digits) => {
    const scaled = value * 10 ** digits;
    return (scaled % 1 === 0.5 ? (2 * Math.round(scaled / 2)) / 10 ** digits : value).toFixed(digits);
  };
  // A share as the tables say it: never rounded to none or all.
  const percent = (part, of) => {
    const p = (100 * part) / of;
    if (part === 0 || part === of) return `${p} %`;
    for (const digits of [0, 1, 2, 3, 4]) {
      const text = fixed(p, digits);
      if (Number(text) > 0 && Number(text) < 100 && (digits > 0 || (p >= 1 && p <= 99))) return `${text} %`;
    }
    return `${p} %`;
  };
  const when = (k) => {
    const units = time(k) / data.unit.hours;
    const text = `${Number(fixed(units, 1))} ${data.unit.name} after the start`;
    if (!data.start) return text;
    const date = Date.parse(`${data.start}Z`) + time(k) * 3600e3;
    const day = { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    const clock = { ...day, hour: "2-digit", minute: "2-digit", hour12: false };
    // Midnight is the end of a day.
    const said = date % 864e5 === 0
      ? `end of ${new Date(date - 1).toLocaleString("en-GB", day)}`
      : new Date(date).toLocaleString("en-GB", clock);
    const due = data.due && data.due[0] === k ? `, the ${data.due[1]}` : "";
    return `${text} (${said}${due})`;
  };

  const make = (name, attributes, parent, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  };

  const svg = make("svg", { viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true", "font-size": 13, fill: "#595959" }, plot);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    make("line", { x1: LEFT, x2: W - RIGHT, y1: y(share), y2: y(share), stroke: "#e6e6e6" }, svg);
    make("text", { x: LEFT - 8, y: y(share) + 4, "text-anchor": "end" }, svg, `${100 * share} %`);
  }
  // Round numbers along the axis, about as many as fit.
  const [low, high] = [time(0) / data.unit.hours, time(last) / data.unit.hours];
  const wanted = (high - low) / (W / 90);
  const size = 10 ** Math.floor(Math.log10(wanted));
  // Of dates whole weeks, counted from what is due.
  const dated = data.start && data.unit.name === "days";
  const sizes = dated ? [1, 2, 7, 14, 28, 56, 91, 182, 364] : [1, 2, 5, 10].map((factor) => factor * size);
  const tick = sizes.find((own) => own >= wanted) ?? 10 * size;
  const anchor = dated && data.due ? time(data.due[0]) / data.unit.hours : 0;
  const named = (at) => {
    if (!dated) return Number(at.toPrecision(6));
    const date = Math.round(Date.parse(`${data.start}Z`) + at * 864e5);
    return new Date(date % 864e5 === 0 ? date - 1 : date).toLocaleString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  };
  for (let at = anchor + Math.ceil((low - anchor) / tick) * tick; at <= high; at += tick) {
    const place = x((last * (at - low)) / (high - low));
    make("line", { x1: place, x2: place, y1: H - BOTTOM, y2: H - BOTTOM + 5, stroke: "#9a9a9a" }, svg);
    make("text", { x: place, y: H - BOTTOM + 19, "text-anchor": "middle" }, svg, named(at));
  }
  make("text", { x: W - RIGHT, y: H - 6, "text-anchor": "end" }, svg, dated ? "date" : `${data.unit.name} since the start`);
  const lines = data.models.map((model) => {
    let path = `M${x(0)} ${y(model.within[0] / model.of)}`;
    for (let k = 1; k <= last; k += 1) path += `H${x(k).toFixed(1)}V${y(model.within[k] / model.of).toFixed(1)}`;
    return make("path", { d: path, fill: "none", stroke: model.colour, "stroke-width": model.named ? 3 : 1.5 }, svg);
  });
  // And lies over the others.
  for (const [index, model] of data.models.entries()) if (model.named) svg.append(lines[index]);
  // What is due: one line with its name on a flag.
  if (data.due) {
    const place = x(data.due[0]);
    make("line", { x1: place, x2: place, y1: 12, y2: H - BOTTOM, stroke: "#16202b", "stroke-width": 2 }, svg);
    const text = `${data.due[1]} ${dated ? named(anchor) : `${named(time(data.due[0]) / data.unit.hours)} ${data.unit.name}`}`;
    const flag = make("rect", { y: 4, height: 20, fill: "#16202b" }, svg);
    const words = make("text", { y: 18, fill: "#fff", "font-weight": "bold" }, svg, text);
    const room = words.getComputedTextLength() + 12;
    const left = place - 1 + room <= W ? place - 1 : place + 1 - room;
    flag.setAttribute("x", left);
    flag.setAttribute("width", room);
    words.setAttribute("x", left + 6);
  }
  // Every line has the number of its row in the table, where it is clearest of the others and of what is due.
  const order = rows.map((row) => Number(row.dataset.read));
  const sampled = order.map((index) => {
    const { within, of } = data.models[index];
    const points = within.flatMap((count, k) => {
      const [from, to] = [y(within[Math.max(0, k - 1)] / of), y(count / of)];
      const steps = Math.ceil((from - to) / 6);
      return Array.from({ length: steps + 1 }, (_, step) => [x(k), from + ((to - from) * step) / Math.max(1, steps)]);
    });
    return { index, points };
  });
  const SIZE = 18;
  const placed = new Map();
  const far = ([left, top]) => ([x, y]) => Math.hypot(x - left, y - top);
  const score = (own, at) => {
    const lines = sampled.filter((line) => line !== own).flatMap((line) => line.points);
    const nearest = (points) => points.map(far(at)).reduce((least, own) => Math.min(least, own), 2 * SIZE);
    const [line, mark] = [nearest(lines), nearest([...placed.values()])];
    // Neither on what is due, nor where nobody is there yet or everybody is.
    const due = data.due && Math.abs(at[0] - x(data.due[0])) < SIZE / 2 + 2;
    const end = at[1] > y(0) - SIZE / 2 - 2 || at[1] < y(1) + SIZE / 2 + 2;
    return line + mark - (mark < SIZE ? 100 : 0) - (due || end ? 50 : 0);
  };
  // Who has no line of its own in the picture needs no number in it.
  const numbered = sampled.filter(({ index }) => order.length > 1 && data.models[index].within[last] > 0);
  for (const own of numbered) {
    // Fewer places are tried where there are many lines.
    const tried = own.points.filter((_, at) => at % Math.ceil(order.length / 10) === 0);
    const scores = tried.map((at) => score(own, at));
    placed.set(own.index, tried[scores.indexOf(Math.max(...scores))]);
  }
  const labels = data.models.map((model, index) => {
    if (!placed.has(index)) return null;
    const [left, top] = placed.get(index);
    const mark = make("g", {}, svg);
    make("circle", { cx: left, cy: top, r: SIZE / 2 - 1, fill: "#fff", stroke: model.colour, "stroke-width": 1.5 }, mark);
    make("text", { x: left, y: top + 4, "text-anchor": "middle", "font-size": 11, "font-weight": "bold", fill: model.named ? model.colour : "#46525f" }, mark, order.indexOf(index) + 1);
    return mark;
  });
  if (order.length > 1) rows.forEach((row, place) => row.querySelector("th").prepend(`${place + 1}. `));
  const promise = make("line", { y1: TOP, y2: H - BOTTOM, stroke: "#16202b", "stroke-width": 2, "stroke-dasharray": "6 3" }, svg);
  const cursor = make("line", { y1: TOP, y2: H - BOTTOM, stroke: "#222", "stroke-dasharray": "3 3", visibility: "hidden" }, svg);
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  plot.append(tip);

  const read = () => {
    const k = Number(slider.value);
    promise.setAttribute("x1", x(k));
    promise.setAttribute("x2", x(k));
    document.getElementById("day-value").textContent = when(k);
    slider.setAttribute("aria-valuetext", when(k));
    for (const row of rows) {
      const model = data.models[row.dataset.read];
      const [chance, count] = row.querySelectorAll("td");
      chance.textContent = percent(model.within[k], model.of);
      count.textContent = `${model.within[k].toLocaleString("en-GB")} of ${model.of.toLocaleString("en-GB")}`;
    }
  };
  const toggle = () => {
    lines.forEach((line, model) => line.setAttribute("visibility", shown(model) ? "visible" : "hidden"));
    labels.forEach((label, model) => label?.setAttribute("visibility", shown(model) ? "visible" : "hidden"));
  };
  const hover = (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * W;
    const k = Math.max(0, Math.min(last, Math.round(((at - LEFT) / (W - LEFT - RIGHT)) * last)));
    cursor.setAttribute("x1", x(k));
    cursor.setAttribute("x2", x(k));
    cursor.setAttribute("visibility", "visible");
    const read = data.models.map((model, index) => [index, `${percent(model.within[k], model.of)}  ${model.name}`]);
    tip.textContent = [when(k), ...read.filter(([index]) => shown(index)).map(([, text]) => text)].join("\n");
    tip.hidden = false;
    const left = (x(k) / W) * box.width + 10;
    tip.style.left = `${Math.max(0, left + tip.offsetWidth > box.width ? left - tip.offsetWidth - 20 : left)}px`;
  };
  const leave = () => {
    tip.hidden = true;
    cursor.setAttribute("visibility", "hidden");
  };

  slider.addEventListener("input", read);
  svg.addEventListener("pointermove", hover);
  svg.addEventListener("pointerleave", leave);
  document.documentElement.classList.add("scripted");
  read();
  switches.listen(toggle);
})();
