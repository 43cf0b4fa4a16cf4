// Dates and numbers as a reader sees them.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const HOUR = 3600000;

// The day of a time so many hours after the start; "day 23" where the file gives no start.
const day = (start, hours, short = false) => {
  if (hours === null || hours === undefined) return "–";
  if (!start) return `day ${Math.max(1, Math.ceil(hours / 24 - 1e-9))}`;
  const date = new Date(Date.parse(`${start}Z`) + hours * HOUR);
  const month = MONTHS[date.getUTCMonth()];
  return `${date.getUTCDate()} ${short ? month.slice(0, 3) : month}`;
};

// The same with its year.
const dated = (start, hours) => `${day(start, hours)} ${new Date(Date.parse(`${start}Z`) + hours * HOUR).getUTCFullYear()}`;

// The day, with its year where that is not the one of the start.
const dayOfYear = (start, hours) => {
  const year = (at) => new Date(Date.parse(`${start}Z`) + at * HOUR).getUTCFullYear();
  return start && year(hours) !== year(0) ? dated(start, hours) : day(start, hours);
};

// By how many days a guess is too late, less than none if too early: days of the calendar, whatever the hour, since a
// guess is a day; tenths of a day where the file gives no start.
const daysLate = (start, guess, at) => {
  if (!start) return (Math.round(guess / 2.4) - Math.round(at / 2.4)) / 10;
  const number = (hours) => Math.floor((Date.parse(`${start}Z`) + hours * HOUR) / (24 * HOUR));
  return number(guess) - number(at);
};

// Two times for a reader who compares them: as days of the calendar, or, where both fall on one, as days since the start.
const apart = (start, hours, other) => {
  const [own, theirs] = [day(start, hours), day(start, other)];
  if (own !== theirs || hours === null || other === null) return [own, theirs];
  return [hours, other].map(tenths);
};

const tenths = (hours) => `${(hours / 24).toFixed(1)} days`;

// Whether some of these times differ by tenths of days and are the same day after a start that no file gives.
const clash = (start, times) => {
  const known = start ? [] : times.filter((it) => it !== null);
  return new Set(known.map(tenths)).size > new Set(known.map((it) => day(null, it))).size;
};

// By when half are there, as all parts of the page say it: in tenths of days where days alone would be the same for both.
const halfBy = ({ now, before }, changed) => {
  const at = now.half.at;
  return changed && clash(now.start, [at, before.half.at]) ? tenths(at) : day(now.start, at);
};

// The day by whose end, or at an instant of which, something is due.
const dueDay = (start, hours, short) => day(start, hours - 1e-6, short);

// "88", or that it is next to none or all.
const ofHundred = ({ count, of }) => {
  const exact = (100 * count) / of;
  // A half goes to the even neighbour, as in the engine's own sentences.
  const shown = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
  if (shown === 0 && count > 0) return "<1";
  if (shown === 100 && count < of) return ">99";
  return String(shown);
};

// What a program writes as "-8839" as it is read: "−8,839".
const readable = (text) => text.replace(/-(?=\d)/g, "−").replace(/(?<![\d.])\d{4,}/g, grouped);

// How long something took.
const seconds = (ms) => (ms < 50 ? "under 0.1 s" : `${(ms / 1000).toFixed(1)} s`);

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

// As a sentence begins.
const capital = (words) => `${plain(words).charAt(0).toUpperCase()}${plain(words).slice(1)}`;
