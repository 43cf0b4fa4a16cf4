// Predict, then reveal: guesses are taken while only the axis is shown; then the answer stands among them.

// Later than that nobody guesses, in hours: what a hand mistypes.
const LATEST_GUESS = 5 * 366 * 24;
const LONGEST_NAME = 40;

const makeGuesses = (state, draw) => {
  const start = () => state.shown.now.start;
  const question = () => `“Half of all campaigns are ${state.shown.done} ${start() ? "by …" : "after … days"}”`;
  // Of a file without a start, days and tenths.
  const moment = (hours) => (start() ? dayOfYear(start(), hours) : `${(hours / 24).toFixed(1)} days`);
  const nextName = () => `T${state.guesses.length + 1}`;
  // Two of one name are told apart.
  const own = (name) => {
    const taken = (other) => state.guesses.some((guess) => guess.name === other);
    let [number, found] = [1, name];
    while (taken(found)) found = `${name} ${(number += 1)}`;
    return found;
  };

  // Why a guess is not taken; empty if it is.
  const refusal = (hours) => {
    if (!Number.isFinite(hours)) return "That is no day: the guess is not taken.";
    if (hours <= 0) return `That is before the start${start() ? `, ${dated(start(), 0)}` : ""}: the guess is not taken.`;
    if (hours > LATEST_GUESS) return `That is more than five years after the start${start() ? `, ${dated(start(), 0)}` : ""}: the guess is not taken.`;
    return "";
  };
  const add = (hours, name = nextName()) => {
    const refused = refusal(hours);
    if (byId("guess-said")) byId("guess-said").textContent = refused;
    if (refused) return;
    state.guesses.push({ name: own(plain(name).trim().slice(0, LONGEST_NAME) || nextName()), hours });
    draw();
    byId("guess-name")?.focus();
  };

  // Noon of the day that was typed, in hours after the start.
  const typed = (value) => {
    if (!start()) return value === "" ? NaN : Number(value) * 24;
    return (Date.parse(`${value}T12:00:00Z`) - Date.parse(`${start()}Z`)) / HOUR;
  };

  const form = () => {
    const name = el("input", { id: "guess-name", type: "text", maxlength: LONGEST_NAME, value: nextName(), autocomplete: "off", onfocus: (event) => event.target.select() });
    const when = start()
      ? el("input", { id: "guess-day", type: "date", required: true })
      : el("input", { id: "guess-day", type: "number", step: 0.1, required: true });
    const submit = (event) => {
      event.preventDefault();
      add(typed(when.value), name.value);
    };
    // What is wrong with a guess is said below the form, in the page's own words.
    return el("form", { onsubmit: submit, class: "guess-form", novalidate: true },
      el("label", {}, "Who ", name), el("label", {}, start() ? "By " : "After days ", when),
      el("button", { type: "submit" }, "Add the guess"));
  };

  const list = () => el("ul", { class: "guess-list" }, state.guesses.map((guess, place) => {
    const remove = () => {
      state.guesses.splice(place, 1);
      draw();
    };
    return el("li", {}, el("bdi", {}, guess.name), `: ${moment(guess.hours)} `,
      el("button", { type: "button", "aria-label": `Take back the guess of ${plain(guess.name)}`, onclick: remove }, "×"));
  }));

  const reveal = () => {
    state.mode = "revealed";
    draw();
  };

  // How far the closest guess is off: whole days where guesses are dates.
  const off = (days) => {
    if (days === 0) return start() ? "to the day" : "to a tenth of a day";
    return days === 1 ? "one day off" : `${start() ? days : days.toFixed(1)} days off`;
  };
  const verdict = () => {
    const at = state.shown.now.half.at;
    if (state.guesses.length === 0) return "Nobody guessed.";
    if (at === null) return `Half are never ${state.shown.done}: no date is right.`;
    const late = (guess) => daysLate(start(), guess.hours, at);
    const best = Math.min(...state.guesses.map((guess) => Math.abs(late(guess))));
    const names = state.guesses.filter((guess) => Math.abs(late(guess)) === best).map((guess) => guess.name).join(", ");
    const [early, after] = [state.guesses.filter((guess) => late(guess) < 0).length, state.guesses.filter((guess) => late(guess) > 0).length];
    const all = `Of ${state.guesses.length} ${state.guesses.length === 1 ? "guess" : "guesses"}, ${early} ${early === 1 ? "was" : "were"} too early and ${after} too late.`;
    return `${question()}, asked before the answer was shown. It is ${moment(at)}. Closest: ${plain(names)}, ${off(best)}. ${all}`;
  };

  const body = () => {
    if (state.mode === "guessing") {
      return [el("h2", {}, question()),
        el("p", { class: "small" }, "Type a guess, or click into the picture. Only the axis is shown until the reveal."),
        form(), el("p", { class: "refused", role: "alert", id: "guess-said" }), list(),
        el("button", { type: "button", class: "main", disabled: state.guesses.length === 0, onclick: reveal, id: "reveal" }, "Reveal"),
        state.guesses.length === 0 && el("p", { class: "small" }, "Before the reveal, at least one guess.")];
    }
    return state.mode === "revealed" ? [el("p", { class: "says", id: "verdict" }, verdict())] : [];
  };
  // What was typed so far stays while numbers come in.
  const drawn = () => {
    const key = `${state.mode} ${state.guesses.length} ${state.mode === "revealed" ? state.shown.now.half.at : ""}`;
    if (byId("guesses").dataset.key === key) return;
    byId("guesses").dataset.key = key;
    show("guesses", body());
  };
  const begin = () => {
    Object.assign(state, { mode: "guessing", guesses: [] });
    draw();
    byId("guess-name")?.focus();
  };
  return { draw: drawn, begin, add, reveal };
};
