// A lesson around the page: setting, prediction, run, debrief, and what to try.

const STEPS = ["Setting", "Prediction", "Run", "Debrief", "Try yourself"];
const [SETTING, PREDICTION, RUN, DEBRIEF, TRY] = [0, 1, 2, 3, 4];
// The axis of a lesson holds all its runs from the start, and stays.
const lessonSpan = (lesson) => ({ low: 0, high: lesson.until_d * 24 });

const makeLesson = (lesson, about, state, { guesses, controls, changed, reopen }) => {
  if (!lesson) return { draw: () => {}, follow: () => {}, more: () => ({}) };
  let at = SETTING;
  // What is compared with: a run and its model; only one of the two differs from what is shown.
  let before = lesson.before;

  // The run that was set last, and what that made of the controls.
  let applied = null;
  const setNow = () => JSON.stringify([state.model, [...state.at]]);

  const bare = (value) => String(value).replace(/^"|"$/g, "");
  const counterpart = (place, model) => (lesson.compare === "models" ? [place, lesson.models[0]] : [lesson.against[place], model]);
  // Compares with another run from now on; false if something else was asked for meanwhile.
  const against = async ([place, model]) => {
    if (before[0] === place && before[1] === model) return true;
    before = [place, model];
    const sets = [["study.baseline", JSON.stringify(model)], ...lesson.variants[place].sets];
    await reopen(sets);
    return before[0] === place && before[1] === model;
  };
  // What a run sets; everything else is as in the one before.
  const apply = async ([place, model], mode) => {
    Object.assign(state, { mode, guesses: [] });
    if (!(await against(counterpart(place, model)))) return;
    state.at.clear();
    for (const [path, value] of lesson.variants[place].sets) {
      const control = about.controls.find((it) => it.path === path);
      const choice = control ? control.choices.findIndex((it) => it.set !== null && bare(it.set) === bare(value)) : -1;
      if (choice >= 0) state.at.set(path, choice);
    }
    state.model = model === about.models[about.baseline] ? null : model;
    applied = { place, set: setNow() };
    controls.draw();
    changed("model");
  };
  const go = async (step) => {
    const from = at;
    at = step;
    draw();
    byId("lesson").scrollIntoView({ block: "start" });
    // Nothing of the answer is shown before the run.
    if (step === SETTING) return apply(lesson.before, "setting");
    if (step === PREDICTION) {
      await apply(lesson.guess, "guessing");
      return guesses.begin();
    }
    // Who goes back finds what the words speak of.
    if (step === RUN && state.mode === "guessing") return guesses.reveal();
    return (step === RUN || step === DEBRIEF) && !(step === DEBRIEF && from === RUN) ? apply(lesson.guess, "open") : undefined;
  };

  // What stands in backticks is typed.
  const words = (texts) => texts.map((text) => el("p", {}, text.split("`").map((part, place) => place % 2 ? el("code", {}, part) : part)));
  const run = ([place, model]) => `${capital(lesson.variants[place].name)}, under ${model}`;
  const tries = () => lesson.variants.flatMap((variant, place) => lesson.models.map((name) => el("li", {},
    el("button", { type: "button", onclick: () => apply([place, name], "open") }, `${capital(variant.name)}: ${name}`))));
  const predicted = () => {
    const [first, ...others] = lesson.questions;
    return [el("p", {}, el("strong", {}, first), ` The guess below is for this question: ${run(lesson.guess)}. For comparison: ${run(lesson.before)}.`),
      el("p", {}, "And on paper, before anything is shown:"), el("ol", { start: 2 }, others.map((text) => el("li", {}, text)))];
  };
  const differs = lesson.compare === "models" ? "the same run under the first way of working" : "the same way of working as it was before";
  // What is compared, as it is set at this moment; more than one difference teaches nothing about either.
  const differing = el("p", { id: "differing", "aria-live": "polite" });
  // A run of the lesson is one thing, however many controls it takes: when a change comes is nothing where none does.
  const otherRun = () => {
    if (applied?.set !== setNow() || applied.place === before[0]) return null;
    const [now, then] = [applied.place, before[0]].map((place) => `“${lesson.variants[place].name}”`);
    return [{ label: "The run", now, before: then }];
  };
  const compared = () => {
    const turned = controls.differences();
    const all = (turned.length > 1 && otherRun()) || turned;
    const each = all.map(({ label, now, before: old }) => `${capital(label)}: ${plain(now)} instead of ${plain(old)}`).join("; ");
    const grey = `Grey, and before the arrow: ${run(before)}. `;
    if (all.length === 0) return `${grey}Nothing differs from it now.`;
    if (all.length === 1) return `${grey}One thing differs from it now. ${each}.`;
    const many = ["Two", "Three", "Four"][all.length - 2] ?? all.length;
    return `${grey}${many} things differ from it now. ${each}. Nobody can tell which of them makes the difference: set back all but one.`;
  };
  const body = () => [
    () => words(lesson.setting),
    predicted,
    () => [differing],
    () => [...words(lesson.debrief), differing],
    () => [el("p", {}, `Press one: it is compared with ${differs}, so that one thing differs. Or turn the controls. The axis stays as it was.`),
      el("ul", { class: "tries" }, tries()), differing,
      el("details", {}, el("summary", {}, "The same on the command line"), lesson.variants.map((variant) => el("pre", {}, variant.command)))],
  ][at]();
  const steps = () => el("ol", { class: "steps" }, STEPS.map((name, step) => el("li", {},
    el("button", { type: "button", "aria-current": step === at ? "step" : null, onclick: () => go(step) }, `${step + 1} ${name}`))));

  const draw = () => {
    // Who reveals has come to the run.
    if (at === PREDICTION && state.mode === "revealed") at = RUN;
    byId("page").classList.toggle("unrevealed", at < RUN);
    const words = compared();
    if (differing.textContent !== words) differing.textContent = words;
    const key = String(at);
    if (byId("lesson").dataset.at === key) return;
    byId("lesson").dataset.at = key;
    show("lesson", el("nav", { "aria-label": "Steps of the lesson" }, steps()), body(),
      at < TRY && el("button", { type: "button", class: "main", id: "next", onclick: () => go(at + 1) }, `Next: ${STEPS[at + 1].toLowerCase()}`));
  };

  // The place that an address remembers, and the way back to it.
  const pairs = lesson.variants.flatMap((_, place) => lesson.models.map((model) => [place, model]));
  const more = () => ({ step: at, before: pairs.findIndex(([place, model]) => place === before[0] && model === before[1]) });
  const follow = async (asked) => {
    const step = Math.min(TRY, asked?.step ?? SETTING);
    if (step < TRY) return go(step);
    at = TRY;
    state.mode = "open";
    draw();
    return against(pairs[asked.before] ?? lesson.before);
  };
  return { draw, follow, more };
};
