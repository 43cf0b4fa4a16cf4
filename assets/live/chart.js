// A hundred dots, each one of 100 campaigns: filled in time, hollow too late; the former shape grey behind them.

const WEEK_H = 168;
const DAY_H = 24;

// How much of what is known the axis leaves free at its sides.
const AIR = 0.35;

// What the axis holds. It is made of what is known first, with air, and stays: it only grows, by leaps, where something
// lies beyond it. While the answer is hidden it says no more than what the file as it is does. A lesson brings its own.
const widened = (span, { before, now }, hidden) => {
  const known = [...before.dots, ...(hidden ? [] : now.dots)];
  if (now.due_h !== null) known.push(now.due_h);
  if (known.length === 0) return span.high !== undefined;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const air = Math.max(DAY_H, AIR * (high - low));
  if (span.high === undefined) Object.assign(span, { low: Math.max(0, low - air), high: high + air });
  if (low < span.low) span.low = Math.max(0, low - air);
  if (high > span.high) span.high = high + air;
  return true;
};

// Bins counted from what is due: weeks, or whole days where the axis is shorter than six of them.
const makeScale = (shown, width, hidden, span) => {
  if (!widened(span, shown, hidden)) return null;
  const due = shown.now.due_h ?? 0;
  const { low, high } = span;
  const weeks = high - low >= 6 * WEEK_H;
  const bin = weeks ? WEEK_H : DAY_H;
  const from = due + Math.floor((low - due) / bin + 1e-9) * bin;
  const to = due + Math.ceil((high - due) / bin - 1e-9) * bin;
  const [left, right] = [14, 14];
  const room = width - left - right;
  const x = (hours) => left + ((hours - from) / (to - from)) * room;
  const hours = (at) => from + ((at - left) / room) * (to - from);
  return { due, bin, from, to, x, hours, left, right, width: (bin / (to - from)) * room };
};

// How wide words are in the picture's letters.
const pen = document.createElement("canvas").getContext("2d");
const wide = (words, size = 14, bold = false) => {
  pen.font = `${bold ? "bold " : ""}${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(words).width;
};

// Words around a place, moved so far that they stay inside the picture: all words of the picture are written by this.
const middleOf = (x, room, width) => Math.max(room / 2 + 2, Math.min(width - room / 2 - 2, x));
const written = (width, { x, y, name, size = 14, bold = false }, words) => {
  const middle = middleOf(x, wide(plain(words), size, bold), width);
  return svg("text", { class: name, x: middle, y, "text-anchor": "middle" }, words);
};

// How many lie in each column; what is due at its very end is still in time.
const stacks = (dots, scale) => {
  const counts = new Map();
  for (const hours of dots) {
    const place = Math.ceil((hours - scale.due) / scale.bin - 1e-9) - 1;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
};

// So many columns to a bin that the dots are as large as can be.
const dotSize = (scale, most, room) => {
  const unit = (columns) => Math.min((scale.width / columns) * 0.96, room / Math.ceil(most / columns), 26);
  const columns = [1, 2, 3, 4, 5, 6, 8, 10].reduce((best, next) => (unit(next) > unit(best) + 1e-9 ? next : best));
  return { columns, unit: unit(columns) };
};

const formerShape = (before, scale, { columns, unit }, base) => {
  const counts = stacks(before.dots, scale);
  const share = 1 / columns;
  let path = `M${scale.x(scale.from)} ${base}`;
  for (let place = Math.round((scale.from - scale.due) / scale.bin); scale.due + place * scale.bin < scale.to - 1e-6; place += 1) {
    const y = base - (counts.get(place) ?? 0) * share * unit;
    path += `V${y}H${scale.x(scale.due + (place + 1) * scale.bin)}`;
  }
  return svg("path", { class: "former", d: `${path}V${base}Z` });
};

// The dots of each bin, in order of time, over its columns as evenly as can be: its height is that of the former shape.
const dotsOf = (now, scale, { columns, unit }, base) => {
  const marks = [];
  const radius = Math.max(1.5, unit / 2 - 1);
  // Of a portfolio every campaign must be in time: each dot says itself whether it is.
  const kept = now.kept?.length ? stacks(now.dots.filter((_, dot) => now.kept[dot]), scale) : null;
  for (const [place, count] of stacks(now.dots, scale)) {
    for (let k = 0; k < count; k += 1) {
      const late = kept ? k >= (kept.get(place) ?? 0) : now.due_h !== null && place >= 0;
      const column = Math.floor((k * columns) / count);
      const row = k - Math.ceil((column * count) / columns);
      const x = scale.x(scale.due + (place + (column + 0.5) / columns) * scale.bin);
      marks.push(svg("circle", { class: late ? "late" : "kept", cx: x, cy: base - (row + 0.5) * unit, r: radius }));
    }
  }
  return marks;
};

// The dates under the axis: what is due first, then as many others as have room.
const axis = (now, scale, base, width) => {
  const marks = [svg("line", { class: "base", x1: scale.left, x2: width - scale.right, y1: base, y2: base })];
  const places = [];
  for (let at = scale.from, k = Math.round((scale.from - scale.due) / scale.bin); at <= scale.to + 1e-6; at += scale.bin, k += 1) {
    const x = scale.x(at);
    if (scale.bin === WEEK_H) marks.push(svg("line", { class: "rule", x1: x, x2: x, y1: 30, y2: base }));
    const isDue = now.due_h !== null && k === 0;
    const words = dueDay(now.start, at);
    const room = wide(words, 14, isDue);
    if (isDue || (x >= room / 2 && x <= width - room / 2 && at > -1e-6)) places.push({ x, k, words, room, isDue });
  }
  const apart = Math.max(1, Math.ceil((14 + Math.max(0, ...places.map(({ room }) => room))) / scale.width));
  const due = places.find(({ isDue }) => isDue);
  const left = due ? middleOf(due.x, due.room, width) : 0;
  const free = (it) => it === due || !due || Math.abs(it.x - left) > (it.room + due.room) / 2 + 8;
  for (const it of places.filter((it) => it.k % apart === 0 && free(it))) {
    marks.push(written(width, { x: it.x, y: base + 22, name: it.isDue ? "tick due" : "tick", bold: it.isDue }, it.words));
  }
  return marks;
};

const flag = (now, shown, scale, base, width) => {
  if (now.due_h === null) return [];
  const x = scale.x(now.due_h);
  const words = capital(shown.due);
  const room = 14 + wide(words, 14, true);
  const left = Math.max(0, x + room > width ? x - room : x);
  return [
    svg("line", { class: "flagpole", x1: x, x2: x, y1: 4, y2: base + 8 }),
    svg("rect", { class: "flag", x: left, y: 0, width: room, height: 24 }),
    written(width, { x: left + room / 2, y: 17, name: "flag-text", bold: true }, words),
  ];
};

// By when half of all are there, with its interval as a pale strip.
const halfLine = (shown, changed, scale, base, width, settled) => {
  const { now } = shown;
  const { at, low, high } = now.half;
  if (at === null) return [];
  const x = scale.x(at);
  const words = `half by ${halfBy(shown, changed)}`;
  const room = wide(words, 17, true) + 16;
  const inside = x < room || (now.due_h !== null && at > now.due_h && x + room < width);
  const strip = settled && low !== null && high !== null
    ? svg("rect", { class: "strip", x: scale.x(low), width: Math.max(2, scale.x(high) - scale.x(low)), y: base + 1, height: 7 })
    : null;
  return [
    strip,
    svg("line", { class: "half", x1: x, x2: x, y1: 36, y2: base + 8 }),
    written(width, { x: inside ? x + room / 2 : x - room / 2, y: 50, name: "half-text", size: 17, bold: true }, words),
  ];
};

// Where a guess stands: one beyond the axis at its end, with an arrow, so that the axis stays as it is.
const guessSpots = (guesses, scale, width) => guesses.map(({ hours, name }) => {
  const early = hours < scale.from;
  const words = early ? `← ${name}` : hours > scale.to ? `${name} →` : name;
  const x = scale.x(Math.max(scale.from, Math.min(scale.to, hours)));
  // As wide as if it were bold: the closest is.
  const room = wide(plain(words), 14, true);
  return { x, words, room, middle: middleOf(x, room, width) };
});

// In which row the name of each guess stands, so that none covers another.
const MOST_ROWS = 8;
const guessRows = (spots) => {
  const [ends, rows] = [[], []];
  const order = spots.map((_, place) => place).sort((a, b) => spots[a].middle - spots[b].middle);
  for (const place of order) {
    const { middle, room } = spots[place];
    const found = ends.findIndex((end) => end <= middle - room / 2);
    rows[place] = found >= 0 ? found : Math.min(ends.length, MOST_ROWS - 1);
    ends[rows[place]] = middle + room / 2 + 8;
  }
  return rows;
};

const guessMarks = (guesses, spots, { start, half }, hidden, base, width) => {
  const far = (guess) => Math.abs(daysLate(start, guess.hours, half.at));
  const best = hidden || half.at === null ? null : Math.min(...guesses.map(far));
  const rows = guessRows(spots);
  return guesses.flatMap((guess, place) => {
    const { x, words } = spots[place];
    const closest = best !== null && far(guess) === best;
    const name = closest ? "guess closest" : "guess";
    return [
      svg("path", { class: name, d: `M${x} ${base + 34}l8 14h-16z` }),
      written(width, { x, y: base + 64 + 18 * rows[place], name, bold: closest }, words),
    ];
  });
};

// As high as the screen has room for under the number.
const projectedPlot = (zoom, below) => {
  const top = byId("picture").getBoundingClientRect().top + scrollY;
  const bar = document.querySelector("footer").offsetHeight;
  return Math.max(110, (innerHeight - top - bar - 36) / zoom - 30 - below);
};

// The chart, drawn for the width that there is. `hidden`: only the axis and the guesses, before the reveal.
const drawChart = (shown, { guesses = [], hidden = false, changed = false, settled = true, pick = null, span }) => {
  // Everything is larger on a projector.
  const zoom = byId("page").classList.contains("projecting") ? 1.6 : 1;
  const width = Math.max(280, byId("picture").clientWidth / zoom);
  const scale = makeScale(shown, width, hidden, span);
  if (!scale) return el("p", {}, `Nothing was ${shown.done} in any of ${grouped(shown.n)} campaigns.`);
  const { now, before } = shown;
  const spots = guessSpots(guesses, scale, width);
  const below = guesses.length ? 74 + 18 * Math.max(...guessRows(spots)) : 34;
  const plot = zoom > 1 ? projectedPlot(zoom, below) : width < 500 ? 200 : 300;
  const base = plot + 30;
  const height = base + below;
  const counts = (side) => [...stacks(side.dots, scale).values()];
  const most = Math.max(1, ...counts(now), ...(hidden || !changed ? [] : counts(before)));
  const size = dotSize(scale, most, plot - 30);
  const label = hidden ? "When campaigns are there: not shown before the guesses" : chartWords(shown);
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width: width * zoom, height: height * zoom, role: "img", "aria-label": plain(label),
    class: pick ? "pick" : null, onclick: pick ? (event) => pick(scale.hours(event.offsetX / zoom)) : null },
    axis(now, scale, base, width),
    !hidden && changed && formerShape(before, scale, size, base),
    !hidden && dotsOf(now, scale, size, base),
    flag(now, shown, scale, base, width),
    !hidden && halfLine(shown, changed, scale, base, width, settled),
    guessMarks(guesses, spots, now, hidden, base, width));
};

const chartWords = ({ now, before, done }) => {
  const half = (side) => (side.half.at === null ? "not reached" : day(side.start, side.half.at));
  const kept = now.in_time ? `${ofHundred(now.in_time)} of 100 campaigns are in time; ` : "";
  return `${kept}half are ${done} by ${half(now)}; in the file as it is, by ${half(before)}`;
};
