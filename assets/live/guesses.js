// Predict, then reveal: guesses are taken while only the axis is shown; then the answer stands among them.

// Later than that nobody guesses, in hours: what a hand mistypes.
const LATEST_GUESS = 5 * 366 * 24;

const makeGuesses = (state, draw) => {
  const question = () => `“Half of all campaigns are ${state.shown.done} by …”`;
  const start = () => state.shown.now.start;
  const nextName = () => `T${state.guesses.length + 1}`;

  const add = (hours, name = nextName()) => {
    if (!Number.isFinite(hours) || hours <= 0 || hours > LATEST_GUESS) return;
    state.guesses.push({ name: plain(name).slice(0, 20) || nextName(), hours });
    draw();
    byId("guess-name")?.focus();
  };

  // Noon of the day that was typed, in hours after the start.
  const typed = (value) => {
    if (!start()) return Number(value) * 24 - 12;
    return (Date.parse(`${value}T12:00:00Z`) - Date.parse(`${start()}Z`)) / HOUR;
  };

  const form = () => {
    const name = el("input", { id: "guess-name", type: "text", maxlength: 20, value: nextName(), autocomplete: "off", onfocus: (event) => event.target.select() });
    const when = start()
      ? el("input", { id: "guess-day", type: "date", min: start().slice(0, 10), max: new Date(Date.parse(`${start()}Z`) + (LATEST_GUESS - 24) * HOUR).toISOString().slice(0, 10), required: true })
      : el("input", { id: "guess-day", type: "number", min: 1, max: LATEST_GUESS / 24, required: true });
    const submit = (event) => {
      event.preventDefault();
      add(typed(when.value), name.value);
    };
    return el("form", { onsubmit: submit, class: "guess-form" },
      el("label", {}, "Who ", name), el("label", {}, start() ? "By " : "By day ", when),
      el("button", { type: "submit" }, "Add the guess"));
  };

  const list = () => el("ul", { class: "guess-list" }, state.guesses.map((guess, place) => {
    const remove = () => {
      state.guesses.splice(place, 1);
      draw();
    };
    return el("li", {}, el("bdi", {}, guess.name), `: ${day(start(), guess.hours)} `,
      el("button", { type: "button", "aria-label": `Take back the guess of ${plain(guess.name)}`, onclick: remove }, "×"));
  }));

  const reveal = () => {
    state.mode = "revealed";
    draw();
  };

  // How far the closest guess is off, in whole days.
  const verdict = () => {
    const at = state.shown.now.half.at;
    if (state.guesses.length === 0) return "Nobody guessed.";
    if (at === null) return `Half are never ${state.shown.done}: no date is right.`;
    const off = (guess) => Math.abs(guess.hours - at);
    const best = Math.min(...state.guesses.map(off));
    const names = state.guesses.filter((guess) => off(guess) === best).map((guess) => guess.name).join(", ");
    const days = Math.round(best / 24);
    const words = days === 0 ? "to the day" : days === 1 ? "one day off" : `${days} days off`;
    const ready = state.guesses.filter((guess) => guess.hours < at).length;
    return `${question()}, asked before the answer was shown. It is ${day(start(), at)}. Closest: ${plain(names)}, ${words}; ${ready} of ${state.guesses.length} were too early.`;
  };

  const body = () => {
    if (state.mode === "guessing") {
      return [el("h2", {}, question()),
        el("p", { class: "small" }, "Type a guess, or click into the picture. Only the axis is shown until the reveal."),
        form(), list(),
        el("button", { type: "button", class: "main", disabled: state.guesses.length === 0, onclick: reveal, id: "reveal" }, "Reveal")];
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
