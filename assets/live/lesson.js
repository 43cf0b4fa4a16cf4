// A lesson around the page: setting, prediction, run, debrief, and what to try.

const STEPS = ["Setting", "Prediction", "Run", "Debrief", "Try yourself"];

const makeLesson = (lesson, about, state, { guesses, controls, changed }) => {
  if (!lesson) return { draw: () => {} };
  let at = 0;

  const bare = (value) => String(value).replace(/^"|"$/g, "");
  // What a variant sets; everything else is as in the file.
  const apply = (variant, model) => {
    state.at.clear();
    for (const [path, value] of variant.sets) {
      const control = about.controls.find((it) => it.path === path);
      const place = control ? control.choices.findIndex((choice) => choice.set !== null && bare(choice.set) === bare(value)) : -1;
      if (place >= 0) state.at.set(path, place);
    }
    state.model = model === about.models[about.baseline] ? null : model;
    Object.assign(state, { mode: "open", guesses: [] });
    controls.draw();
    changed("model");
  };
  const go = (step) => {
    const [place, model] = lesson.guess;
    if (step === 0) apply(lesson.variants[0], lesson.models[0]);
    if (step === 1) {
      apply(lesson.variants[place], model);
      guesses.begin();
    }
    // Who goes back finds what the words speak of.
    if (step === 2 && state.mode === "guessing") guesses.reveal();
    else if ((step === 2 || step === 3) && !(step === 3 && at === 2)) apply(lesson.variants[place], model);
    at = step;
    draw();
    byId("lesson").scrollIntoView({ block: "start" });
  };

  const words = (texts) => texts.map((text) => el("p", {}, text));
  const [guessed, model] = [lesson.variants[lesson.guess[0]].name, lesson.guess[1]];
  const tries = () => lesson.variants.flatMap((variant) => lesson.models.map((name) => el("li", {},
    el("button", { type: "button", onclick: () => apply(variant, name) }, `${variant.name}: ${name}`))));
  const body = () => [
    () => words(lesson.setting),
    () => [el("ol", {}, lesson.questions.map((text) => el("li", {}, text))),
      el("p", {}, el("strong", {}, `Everybody writes down a guess. First of all: ${guessed}, under ${model}.`))],
    () => words([`${guessed}, under ${model}. Behind it, in grey: ${lesson.variants[0].name}, under ${lesson.models[0]}.`]),
    () => words(lesson.debrief),
    () => [el("p", {}, "Press one, or turn the controls: the axis holds all that was shown so far."), el("ul", { class: "tries" }, tries()),
      el("details", {}, el("summary", {}, "The same on the command line"), lesson.variants.map((variant) => el("pre", {}, variant.command)))],
  ][at]();
  const steps = () => el("ol", { class: "steps" }, STEPS.map((name, step) => el("li", {},
    el("button", { type: "button", "aria-current": step === at ? "step" : null, onclick: () => go(step) }, `${step + 1} ${name}`))));

  const draw = () => {
    // Who reveals has come to the run.
    if (at === 1 && state.mode === "revealed") at = 2;
    const key = String(at);
    if (byId("lesson").dataset.at === key) return;
    byId("lesson").dataset.at = key;
    show("lesson", el("nav", { "aria-label": "Steps of the lesson" }, steps()), body(),
      at < STEPS.length - 1 && el("button", { type: "button", class: "main", id: "next", onclick: () => go(at + 1) }, `Next: ${STEPS[at + 1].toLowerCase()}`));
  };
  return { draw };
};
