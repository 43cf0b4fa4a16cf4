// What can be changed: native controls, each with the value of the file and the engine's own words if it is refused.

// `needs`: which of them do nothing unless another one is at a value.
const makeControls = (about, state, needs, changed) => {
  const fields = [];
  const controlOf = (path) => about.controls.find((it) => it.path === path);

  const radios = (name, choices, at, pick) => {
    const option = (words, place) => {
      const input = el("input", { type: "radio", name, value: place, checked: place === at, onchange: () => pick(place) });
      return el("label", {}, input, el("span", {}, el("bdi", {}, words)));
    };
    return el("div", { class: "choices" }, choices.map(option));
  };

  const field = (label, body, key, value = null) => {
    const old = el("span", { class: "old" });
    const error = el("p", { class: "refused", role: "alert", id: `refused-${fields.length}` });
    const group = el("fieldset", { class: "control" }, el("legend", {}, el("bdi", {}, label), value), body, old, error);
    fields.push({ key, group, old, error });
    return group;
  };

  // The way of working.
  const many = about.models.length > 4;
  const pickModel = (place) => {
    state.model = place === about.baseline ? null : about.models[place];
    changed("model");
  };
  const model = () => {
    const at = state.model === null ? about.baseline : about.models.indexOf(state.model);
    if (!many) return radios("model", about.models, at, pickModel);
    const options = about.models.map((name, place) => el("option", { value: place, selected: place === at }, name));
    return el("select", { "aria-label": "Way of working", onchange: (event) => pickModel(Number(event.target.value)) }, options);
  };

  const slider = (control, value) => {
    const at = state.at.get(control.path) ?? control.at;
    const say = (place) => {
      value.textContent = plain(control.choices[place].said);
      input.setAttribute("aria-valuetext", value.textContent);
    };
    const pick = (event) => {
      const place = Number(event.target.value);
      state.at.set(control.path, place);
      say(place);
      changed(control.path);
    };
    const input = el("input", { type: "range", min: 0, max: control.choices.length - 1, step: 1, value: at,
      "aria-label": plain(control.label), oninput: pick });
    say(at);
    return input;
  };

  const choice = (control, place) => {
    const pick = (at) => {
      state.at.set(control.path, at);
      changed(control.path);
    };
    const words = control.choices.map((it) => it.said);
    return radios(`control-${place}`, words, state.at.get(control.path) ?? control.at, pick);
  };

  const draw = () => {
    fields.length = 0;
    const own = about.controls.map((control, place) => {
      const value = control.slider ? el("output", {}) : null;
      return field(control.label, value ? slider(control, value) : choice(control, place), control.path, value);
    });
    show("controls", about.models.length > 1 && field("Way of working", model(), "model"), own);
    mark();
  };

  const current = () => state.model ?? about.models[about.baseline];
  const isOfOther = (control) => Boolean(control?.model) && control.model !== current();
  // What is set otherwise than in the file, or `null`.
  const difference = (key) => {
    const control = controlOf(key);
    if (!control) return state.model === null ? null : { label: "Way of working", now: current(), before: about.models[about.baseline] };
    const at = state.at.get(key) ?? control.at;
    return at === control.at ? null : { label: control.label, now: control.choices[at].said, before: control.choices[control.at].said };
  };
  // Whether a control does nothing on one of the sides that are compared: the file's, or the one that is set.
  const isIdle = (key) => needs.filter(({ path }) => path === key).some(({ of, said }) => {
    const { at, choices } = controlOf(of);
    return [at, state.at.get(of) ?? at].some((place) => choices[place].said !== said);
  });
  // All of it that reaches the simulation under this way of working.
  const differences = () => fields.filter(({ key }) => !isOfOther(controlOf(key)) && !isIdle(key)).map(({ key }) => difference(key)).filter(Boolean);

  // The blue edge of what is not as in the file, and the old value; controls of other models are hidden.
  const mark = () => {
    for (const { key, group, old } of fields) {
      const found = difference(key);
      group.classList.toggle("changed", found !== null);
      old.textContent = found ? `Before: ${plain(found.before)}` : "";
      group.hidden = isOfOther(controlOf(key));
    }
  };

  // The engine's own words, under the control that was changed last; `null` takes them away.
  const refuse = (key, problems) => {
    for (const { error } of fields) error.textContent = "";
    const found = fields.find((it) => it.key === key) ?? fields[0];
    if (problems && found) {
      found.error.textContent = problems.map(({ message, help }) => plain(help ? `${message}: ${help}` : message)).join("\n");
    }
  };

  return { draw, mark, refuse, differences };
};
