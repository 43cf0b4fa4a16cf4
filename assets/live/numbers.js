// The answer in words and large figures, what it costs, and the other ways of working.

const former = (words) => el("span", { class: "was", title: "in the file as it is" }, words, el("span", { class: "arrow" }, " → "));

const bigNumber = (shown, changed) => {
  const { now, before, kept } = shown;
  if (!now.in_time) {
    const [by, old] = changed ? apart(now.start, now.half.at, before.half.at) : [day(now.start, now.half.at)];
    const words = by.endsWith(" days") ? `After that, half of 100 campaigns are ${shown.done}.` : `By then half of 100 campaigns are ${shown.done}.`;
    return [
      changed && former(old),
      el("span", { class: "big date" }, by),
      el("span", { class: "what" }, el("strong", {}, now.half.at === null ? `Half are never ${shown.done}.` : words)),
    ];
  }
  const are = ofHundred(now.in_time) === "1" ? "is" : "are";
  // In time without a due time of its own: several campaigns, each with its deadline.
  const words = now.due_h === null ? "of 100 times all campaigns are on time." : `of 100 campaigns ${are} ${kept.toLowerCase()}.`;
  return [
    changed && before.in_time && former(ofHundred(before.in_time)),
    el("span", { class: "big" }, ofHundred(now.in_time)),
    el("span", { class: "what" }, el("strong", {}, words)),
  ];
};

// Intervals here are of one comparison; a command that compares more models widens them for that.
const INTERVALS = "Intervals: 95 % for this comparison alone. The command below compares all models at once, and widens them a little for that.";

const drawAnswer = (shown, { changed, settled, models }) => {
  const { now, before } = shown;
  const interval = (side) => side.in_time?.said.replace(" %", "\u00a0%");
  const sure = settled && now.in_time
    ? `${shown.kept}: ${interval(now)}${changed && before.in_time ? `, before ${interval(before)}` : ""}.`
    : "";
  const missing = now.missing > 0 ? ` ${now.missing} of 100 are not ${shown.done} at all.` : "";
  return [
    el("p", { class: "first" }, bigNumber(shown, changed)),
    el("p", { class: "says" }, settled && shown.sentence ? `${shown.sentence}.` : ""),
    el("p", { class: "sure" }, sure + missing),
    settled && shown.sentence && models > 2 && el("p", { class: "sure intervals" }, INTERVALS),
  ];
};

// A unit is not broken at its hyphen.
const unitOf = ({ unit }) => unit.replace("-", "\u2011");

const bar = (name, mean, most) => {
  const inner = el("span", { class: `bar ${name}` });
  inner.style.width = `${most > 0 && mean !== null ? Math.max(0.5, (100 * mean) / most) : 0}%`;
  return el("span", { class: "rail" }, inner);
};

// The 95 % interval of what stands before it.
const intervalOf = (ends) => ends && el("span", { class: "interval" }, ` ${ends}`);

const drawPrice = (price, changed, settled) => {
  const most = Math.max(...price.means.map((mean) => mean ?? 0));
  const change = changed && settled ? price.change : "";
  const words = change && change !== "no difference shown" ? `${readable(change)}, before ${price.said[0].mean}` : capital(change);
  return el("div", { class: "price" },
    el("h3", {}, price.label),
    el("p", {}, el("strong", {}, price.said[1].mean), ` ${unitOf(price)}`),
    changed && bar("before", price.means[0], most),
    bar("now", price.means[1], most),
    el("p", { class: "small" }, words || (settled && price.said[1].sure)));
};

// The day by which half are there, and between which days that lies, in tenths where days would be the same for ways
// that differ; none where it is sure.
const dayOfHalf = (start, { at, low, high }, fine) => {
  const said = (hours) => (fine && hours !== null ? tenths(hours) : day(start, hours, true));
  const [from, to] = [said(low), said(high)];
  return { mean: said(at), sure: from === to ? "" : `${fine ? from.replace(" days", "") : from} to ${to}` };
};

const drawWays = (ways, shown, chosen) => {
  if (!ways || ways.length < 2) return [];
  const heads = [shown.kept, "Half by", ...shown.prices.map((price) => `${price.label}, ${unitOf(price)}`)];
  const fine = clash(shown.now.start, ways.map((way) => way.half.at));
  const row = (way) => {
    const kept = way.in_time ? { mean: `${ofHundred(way.in_time)} of 100`, sure: /\((.*)\)/.exec(way.in_time.said)?.[1] } : { mean: "–" };
    const cells = [kept, dayOfHalf(shown.now.start, way.half, fine), ...way.prices.slice(0, shown.prices.length)];
    return el("tr", { class: way.model === chosen ? "chosen" : null },
      el("th", { scope: "row" }, el("bdi", {}, way.model)),
      cells.map((cell, place) => el("td", { "data-head": heads[place] }, cell.mean, intervalOf(cell.sure))));
  };
  return [el("h2", {}, "All ways of working, with these values"),
    el("p", { class: "small" }, "Below a number, its 95 % interval."),
    el("table", {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Way of working"), heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ways.map(row)))];
};
