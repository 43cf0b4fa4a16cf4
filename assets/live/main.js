// The page: what is set, what is known, and who is told.

const BOX_MS = 800;

const start = async () => {
  const told = JSON.parse(byId("told").textContent);
  const warn = (words) => {
    byId("stopped").textContent = plain(words);
    byId("stopped").hidden = false;
  };
  const stop = (words) => {
    warn(words);
    byId("page").classList.add("halted");
    byId("count").textContent = "Stopped.";
  };
  const state = { model: null, seed: told.seed, at: new Map(), n: null, shown: null, settled: false, last: "model", mode: told.lesson ? "setting" : "open", guesses: [], span: {}, framed: false };
  // The axis of a lesson is its own; else it is made anew of what is known.
  const unframed = () => Object.assign(state, told.lesson ? { span: lessonSpan(told.lesson), framed: true } : { span: {}, framed: false });
  unframed();
  let [engine, about, controls, guesses, board, lesson] = [null, null, null, null, null, null];

  const wish = () => {
    const pair = (control) => {
      const choice = control.choices[state.at.get(control.path) ?? control.at];
      return choice.set === null ? null : [control.path, choice.set];
    };
    return { model: state.model, seed: state.seed, sets: about.controls.map(pair).filter(Boolean) };
  };
  const isChanged = () => state.model !== null || wish().sets.length > 0;

  const draw = () => {
    if (!state.shown) return;
    byId("way").textContent = `, under ${plain(state.model ?? about.models[about.baseline])}`;
    const hidden = state.mode === "guessing" || state.mode === "setting";
    const how = { models: about.models.length, changed: isChanged(), settled: state.settled, guesses: state.guesses, hidden, pick: state.mode === "guessing" ? guesses.add : null, span: state.span };
    byId("page").classList.toggle("guessing", hidden);
    show("answer", hidden ? [] : drawAnswer(state.shown, how));
    show("picture", drawChart(state.shown, how));
    show("prices", hidden ? [] : state.shown.prices.map((price) => drawPrice(price, how.changed, how.settled)));
    guesses.draw();
    lesson.draw();
    byId("guess").textContent = state.mode === "open" ? "Guess first" : "Guess again";
  };

  // Once the answer rests: browsers refuse an address that changes with every move of a slider.
  const note = () => {
    const hash = toHash(told, wish(), state.n, lesson.more());
    if (location.hash !== hash) history.replaceState(null, "", hash);
  };

  const hear = (data) => {
    if (data.fatal) return controls.refuse(state.last, [{ message: `The engine stopped: ${data.fatal}`, help: `it is started again; set was ${JSON.stringify(wish().sets)}` }]);
    byId("page").classList.toggle("refused", Boolean(data.refused || data.failed));
    if (data.refused) return controls.refuse(state.last, data.refused);
    if (data.failed) return controls.refuse(state.last, [{ message: data.failed }]);
    if (data.ways) {
      byId("page").dataset.ways = "yes";
      return show("ways", drawWays(data.ways, state.shown, state.model ?? about.models[about.baseline]));
    }
    state.shown = data.ok;
    // While the first numbers come in, the axis is not yet what it will be.
    if (!state.framed) state.span = {};
    if (data.done) state.framed = true;
    state.settled = data.done || data.ms >= BOX_MS;
    byId("command").textContent = plain(data.command);
    // On paper there are no controls.
    const set = controls.differences().map(({ label, now, before }) => `${capital(label)}: ${plain(now)} instead of ${plain(before)}.`);
    byId("set").textContent = told.lesson ? "" : set.join(" ");
    const count = data.done ? `${grouped(data.ok.n)} campaigns` : `${grouped(data.ok.n)} so far of ${grouped(state.n)}`;
    byId("count").replaceChildren(el("strong", {}, count), `, ${seconds(data.ms)}`);
    byId("page").dataset.done = data.done ? "yes" : "no";
    if (state.settled) note();
    return draw();
  };

  const run = () => {
    // The table below is of the values before until its own runs are done.
    Object.assign(byId("page").dataset, { done: "no", ways: "no" });
    engine.run(wish(), state.n);
  };
  const changed = (key) => {
    state.last = key;
    if (board.isOpen()) board.close();
    // What was guessed was guessed of something else.
    if (state.mode === "revealed") Object.assign(state, { mode: "open", guesses: [] });
    if (state.mode === "guessing") state.guesses = [];
    controls.refuse(key, null);
    controls.mark();
    run();
  };

  // What the address asks for, as far as it is of this scenario.
  const obey = async () => {
    const asked = fromHash(told, location.hash);
    if (!asked) return lesson.follow(null);
    if (asked.foreign) {
      warn("The link was made for another version of this scenario: it is not followed.");
      return lesson.follow(null);
    }
    await lesson.follow(asked);
    const [n, bounded] = asked.n === null ? [told.replications ?? about.replications, ""] : within(asked.n);
    state.n = n;
    state.seed = asked.seed ?? told.seed;
    state.model = about.models.includes(asked.model) ? asked.model : null;
    state.at.clear();
    const unknown = [...asked.faulty, ...(asked.model !== null && state.model === null ? [asked.model] : [])];
    for (const [path, value] of asked.sets) {
      const control = about.controls.find((it) => it.path === path);
      const place = control ? control.choices.findIndex((choice) => choice.set === value) : -1;
      if (place >= 0) state.at.set(path, place);
      else unknown.push(`${path} = ${value}`);
    }
    const foreign = unknown.length > 0 ? `The link asks for what this page does not offer, which is left as in the file: ${unknown.join(", ")}.` : "";
    if (foreign || bounded) warn([foreign, bounded].filter(Boolean).join(" "));
    else byId("stopped").hidden = true;
    return undefined;
  };
  // What is compared with becomes another one: the scenario is read again with other values.
  const reopen = async (sets) => {
    byId("page").dataset.done = "no";
    const answer = await engine.open({ ...told.given, sets });
    if (answer.ok) Object.assign(about, answer.ok);
    else stop(`The scenario cannot be read: ${answer.fatal ?? answer.failed ?? answer.refused.map((it) => it.message).join("; ")}`);
  };

  const reset = () => {
    Object.assign(state, { model: null, seed: told.seed, n: told.replications ?? about.replications, mode: "open", guesses: [] });
    unframed();
    state.at.clear();
    controls.draw();
    changed("model");
  };
  const copy = async () => {
    note();
    await navigator.clipboard.writeText(location.href);
    byId("copy").textContent = "Copied";
    setTimeout(() => { byId("copy").textContent = "Copy link"; }, 1500);
  };

  try {
    engine = await makeEngine(told, hear);
  } catch (error) {
    return stop(`The engine cannot be started: ${error.message}`);
  }
  const { opened, bits } = engine.opened;
  if (!opened.ok) return stop(`The scenario cannot be read: ${opened.fatal ?? opened.failed ?? opened.refused.map((it) => it.message).join("; ")}`);
  about = opened.ok;
  const version = told.stale ? `, made by the core of ${told.stale}` : "";
  if (bits.ok !== told.bits) {
    return stop(`This page computes other numbers than flowcast ${told.version}, which wrote it${version}: nothing is shown.`);
  }
  byId("same").textContent = `same bits as flowcast ${told.version} ✓${version}`;
  state.n = told.replications ?? about.replications;
  controls = makeControls(about, state, told.lesson?.needs ?? [], changed);
  guesses = makeGuesses(state, draw);
  board = makeBoard(engine, state, () => byId("watch").focus());
  lesson = makeLesson(told.lesson, about, state, { guesses, controls, changed, reopen });
  const button = (id, words, act, name) => el("button", { type: "button", id, class: name, onclick: act }, words);
  show("buttons", button("watch", "▶ Watch one campaign", board.open, "main"), button("guess", "Guess first", guesses.begin), button("reset", told.lesson ? "Back to what it is compared with" : "Back to the file", reset));
  byId("copy").addEventListener("click", copy);
  byId("project").addEventListener("click", () => {
    const on = byId("page").classList.toggle("projecting");
    byId("project").setAttribute("aria-pressed", String(on));
    draw();
    if (!board.isOpen()) return;
    board.fit();
    byId("board").scrollIntoView({ block: "start" });
  });
  await obey();
  controls.draw();
  lesson.draw();
  run();
  addEventListener("hashchange", async () => {
    unframed();
    await obey();
    controls.draw();
    run();
  });
  addEventListener("resize", () => {
    draw();
    board.fit();
  });
  return undefined;
};

start();
