// What is set, as the hash of the page's address: the seed, how many, the model, the values, and which scenario.

const DIGITS = 12;
const NUMBERS = ["n", "seed", "step", "before"];
const KEYS = ["of", "model", "set", ...NUMBERS];

// `more`: what else is to be found again, such as the step of a lesson.
const toHash = (told, wish, n, more = {}) => {
  const parts = new URLSearchParams();
  parts.set("of", told.sha256.slice(0, DIGITS));
  parts.set("n", n);
  if (wish.seed !== null) parts.set("seed", wish.seed);
  if (wish.model !== null) parts.set("model", wish.model);
  for (const [path, value] of wish.sets) parts.append("set", `${path}\n${value}`);
  for (const [key, value] of Object.entries(more)) parts.set(key, value);
  return `#${parts}`;
};

// What an address asks for; `foreign` if it is of another scenario.
const fromHash = (told, hash) => {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  if (!KEYS.some((key) => parts.has(key))) return null;
  const isNumber = (text) => /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text));
  const number = (key) => (isNumber(parts.get(key) ?? "") ? Number(parts.get(key)) : null);
  const pairs = parts.getAll("set").map((text) => text.split("\n"));
  const wrong = (key) => parts.has(key) && !isNumber(parts.get(key));
  return {
    foreign: parts.get("of") !== told.sha256.slice(0, DIGITS),
    n: number("n"),
    seed: number("seed"),
    model: parts.get("model"),
    step: number("step"),
    before: number("before"),
    sets: pairs.filter((pair) => pair.length === 2),
    // What is no number, or no path with its value, as it stands there.
    faulty: [...NUMBERS.filter(wrong).map((key) => `${key} = ${parts.get(key)}`),
      ...pairs.filter((pair) => pair.length !== 2).map((pair) => `set = ${pair.join(" ")}`)],
  };
};

// So many campaigns a page runs at least and at most.
const [FEWEST, MOST] = [8, 100000];

// How many are run of so many that are asked for, and what is said where that is another number.
const within = (asked) => {
  const n = Math.min(MOST, Math.max(FEWEST, asked));
  return [n, n === asked ? "" : `The link asks for ${grouped(asked)} campaigns; a page runs ${grouped(FEWEST)} to ${grouped(MOST)}: ${grouped(n)} are run.`];
};
