// One campaign under two ways of working, with the same luck: pieces move through the steps.

const MOST_TILES = 16;
const SPEEDS = [[6, "6 hours a second"], [24, "1 day a second"], [72, "3 days a second"], [168, "1 week a second"]];

// Where each piece is at a time, and since when.
const placesAt = (board, at) => {
  const places = new Map();
  for (const move of board.moves) {
    if (move.at > at) break;
    places.set(move.piece, move);
  }
  return places;
};

// "Mail 2" of "launch email 2 (press)": the last word, or as many of its letters as there is room for.
const shortName = (name, room) => {
  const [, words, number] = /^(.*?)\s*(\d*)$/.exec(plain(name));
  const all = Array.from(words.replace(/\s*\([^)]*\)/g, "").split(/\s+/).pop() || words);
  const kept = (letters) => capital(`${all.slice(0, letters).join("")}${letters < all.length ? "." : ""}`);
  let letters = all.length;
  while (letters > 1 && wide(kept(letters), 12, true) > room) letters -= 1;
  // A number may stand in the next line.
  return `${kept(letters)}${number ? ` ${number}` : ""}`;
};

const makeBoard = (engine, state, closed) => {
  let [boards, at, end, speed, playing, frame, last, replication, looked, room] = [[], 0, 0, 1, false, 0, 0, 0, 0, 80];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const root = () => byId("board");
  const stops = () => [...new Set(boards.flatMap((board) => board.moves.map((move) => move.at)))].sort((a, b) => a - b);

  const tile = (board, move, fresh) => {
    const name = board.pieces[move.piece];
    const review = move.zone === "hand" && board.columns[move.column].review;
    const kind = review ? "review" : move.zone === "hand" && move.again ? "again" : move.zone;
    const words = `${kind === "again" ? "↻ " : ""}${kind === "ready" ? "✓ " : ""}${shortName(name, room)}`;
    return el("span", { class: `tile ${kind}${fresh ? " fresh" : ""}`, title: plain(name), "data-piece": move.piece }, el("bdi", {}, words));
  };

  const zone = (board, moves, heading, kind) => {
    const counted = board.pieces.length > MOST_TILES;
    const fresh = (move) => move.at > 0 && at - move.at < SPEEDS[speed][0];
    const inner = counted
      ? moves.length > 0 && el("span", { class: `tile ${kind}` }, String(moves.length))
      : moves.map((move) => tile(board, move, fresh(move)));
    return el("div", { class: `zone ${kind}` }, el("span", { class: "zone-name" }, heading), el("div", { class: "tiles" }, inner));
  };

  const person = (busy) => svg("svg", { class: busy ? "person busy" : "person", viewBox: "0 0 16 20", width: 14, height: 18, "aria-hidden": "true" },
    svg("circle", { cx: 8, cy: 5, r: 4 }), svg("path", { d: "M0 19q0-8 8-8t8 8z" }));

  const column = (board, places, place) => {
    const { name, who, people } = board.columns[place];
    const here = [...places.values()].filter((move) => move.column === place);
    const part = (kind) => here.filter((move) => move.zone === kind);
    const busy = part("hand").length;
    const shown = Math.min(people, 8);
    const staff = people > 0 ? `${who.join(", ")}: ${people}` : "";
    return el("div", { class: "column" },
      el("h4", { class: plain(name).split(/[\s-]/).some((word) => word.length > 9) ? "long" : null }, el("bdi", {}, name)), el("p", { class: "small" }, staff),
      zone(board, part("waits"), "waiting", "waits"),
      el("div", { class: "people" }, Array.from({ length: shown }, (_, it) => person(it < busy))),
      zone(board, part("hand"), "in hand", "hand"),
      zone(board, part("held"), "held back", "held"));
  };

  const ready = (board, places) => {
    const done = [...places.values()].filter((move) => move.zone === "ready");
    return el("div", { class: "column ready" }, el("h4", {}, "Ready"),
      zone(board, done, "", "ready"),
      el("p", { class: "tally" }, `${done.length} of ${board.pieces.length}`));
  };

  const count = (places, kind) => [...places.values()].filter((move) => move.zone === kind).length;

  // What differs from the other side now.
  const differs = (board, places) => {
    const other = boards.find((it) => it !== board);
    if (!other) return "";
    const theirs = placesAt(other, at);
    const words = [["ready", "ready"], ["held", "held back"]];
    const more = words.map(([kind, what]) => [count(places, kind) - count(theirs, kind), what]).filter(([by]) => by > 0);
    return more.length === 0 ? "" : ` That is ${more.map(([by, what]) => `${by} more ${what}`).join(" and ")} than on the other side.`;
  };

  // What is going on, in a few words.
  const caption = (board, places) => {
    const zones = [...places.values()];
    const launched = board.marks.find((mark) => mark.what === "launch" && mark.at <= at);
    if (launched) return `Launched on ${day(start(), launched.at)}.`;
    const again = zones.filter((move) => move.zone === "hand" && move.again).length;
    const words = [["hand", "in hand"], ["waits", "waiting"], ["held", "held back"], ["ready", "ready"]].map(([kind, what]) => [count(places, kind), what]);
    const said = words.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`).join(", ");
    return `${said}${again > 0 ? `; ${again} done again` : ""}.${differs(board, places)}`;
  };
  const start = () => state.shown.now.start;

  const drawSide = (board, place) => {
    const places = placesAt(board, at);
    const own = boards.length > 1 && place === 1;
    const heading = boards.length === 1 ? board.model : `${own ? "This way" : "Before"}: ${board.model}`;
    return el("section", { class: own ? "side own" : "side" },
      el("h3", {}, el("bdi", {}, heading)), el("p", { class: "small caption" }, caption(board, places)),
      el("div", { class: "columns" }, board.columns.map((_, it) => column(board, places, it)), ready(board, places)));
  };

  const clock = () => {
    if (!start()) return `Day ${(at / 24 + 1).toFixed(0)}`;
    const date = new Date(Date.parse(`${start()}Z`) + at * HOUR);
    const names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const time = `${String(date.getUTCHours()).padStart(2, "0")}:${String(date.getUTCMinutes()).padStart(2, "0")}`;
    return `${names[date.getUTCDay()]} ${day(start(), at)}, ${time}`;
  };

  // Who is there only now and then, and is there now.
  const sitting = () => {
    const now = (boards[0].sits ?? []).flatMap(({ team, spans }) => spans.filter(([from, until]) => from <= at && at < until).map(([, until]) => [team, until]));
    const time = (hours) => new Date(Date.parse(`${start()}Z`) + hours * HOUR).toISOString().slice(11, 16);
    return now.map(([team, until]) => (start() ? `${plain(team)} sits until ${time(until)}` : `${plain(team)} sits`)).join(", ");
  };

  // A tile that moved flies from where it was, unless motion is to be reduced.
  const flown = (draw) => {
    const spots = () => new Map([...root().querySelectorAll(".tile[data-piece]")].map((it) => [
      `${it.closest(".side").classList.contains("own")} ${it.dataset.piece}`, it]));
    const before = new Map([...spots()].map(([key, it]) => [key, it.getBoundingClientRect()]));
    draw();
    if (still.matches) return;
    for (const [key, it] of spots()) {
      const from = before.get(key);
      const to = it.getBoundingClientRect();
      if (!from || Math.abs(from.x - to.x) + Math.abs(from.y - to.y) < 4) continue;
      it.animate([{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)` }, { transform: "none" }], { duration: 300, easing: "ease-out" });
    }
  };

  const markLine = () => {
    const marks = boards.flatMap((board, side) => board.marks
      .filter((mark) => mark.what === "launch" || (mark.what === "change" && side === boards.length - 1))
      .map((mark) => ({ ...mark, side })));
    const due = boards[0].due_h;
    const place = (mark, words, name, title = words) => {
      const item = el("span", { class: `mark ${name}`, title }, words);
      const share = Math.min(1, mark.at / end);
      item.style.left = `${100 * share}%`;
      // Near the end the words stand before the place.
      item.classList.toggle("last", share > 0.85 && name !== "sits");
      return item;
    };
    const words = (mark) => mark.what === "change" ? `▼ ${plain(mark.name) || "change"}` : `▼ ${mark.side === 1 ? "this way" : boards.length > 1 ? "before" : "launch"}`;
    return el("div", { class: "marks", "aria-hidden": "true" },
      marks.map((mark) => place(mark, words(mark), mark.what === "change" ? "turn" : mark.side === 1 ? "own" : "")),
      (boards[0].sits ?? []).flatMap(({ team, spans }) => spans.filter(([from]) => from <= end).map(([from]) => place({ at: from }, "◆", "sits", `${plain(team)} sits`))),
      due !== null && due <= end && place({ at: due }, `┃ ${state.shown.due}`, "due"));
  };

  // No words over others: each mark in the lowest row in which there is room. Of a change that comes again and again,
  // the words stand only once where there is none.
  const rowMarks = () => {
    if (!root().querySelector(".marks")) return;
    const rows = [];
    const all = [...root().querySelectorAll(".mark:not(.sits)")];
    const box = (it) => it.getBoundingClientRect();
    for (const it of all.sort((a, b) => box(a).left - box(b).left)) {
      const place = rows.findIndex((right) => box(it).left > right + 4);
      if (place < 0 && it.classList.contains("turn") && rows.length > 2) it.textContent = "▼";
      const row = place < 0 ? Math.min(rows.length, 3) : place;
      rows[row] = Math.max(rows[row] ?? 0, box(it).right);
      it.style.bottom = `${12 + 16 * row}px`;
    }
    root().querySelector(".marks").style.height = `${18 + 16 * rows.length}px`;
  };

  // How wide words of twelve pixels may be in a tile, beside a sign, its own edge and that of what is held back.
  const measure = () => {
    const widest = Math.max(0, ...[...root().querySelectorAll(".tiles")].map((it) => it.clientWidth));
    const letters = parseFloat(getComputedStyle(root().querySelector(".tile")).fontSize);
    room = ((widest - 24) * 12) / letters - 14;
  };
  const fit = () => {
    if (root().childElementCount === 0) return;
    measure();
    seek(at, true);
    rowMarks();
    tickLine();
  };

  // On a phone there is room for one side at a time.
  const look = (side) => {
    looked = side;
    byId("sides").dataset.side = side;
    if (byId("other")) byId("other").textContent = `Show ${side === 0 ? "this way" : "before"}`;
  };

  // Dates along the time, as many as there is room for, the outermost moved inwards.
  const tickLine = () => {
    const line = root().querySelector(".ticks");
    const room = line.clientWidth;
    const named = (hours) => day(start(), hours, room < 480);
    const most = room / (wide(named(end), 12) + 16);
    const days = [1, 7, 14, 28, 56, 112, 364].find((it) => end / (24 * it) <= Math.min(10, most)) ?? 364;
    const ticks = [];
    for (let hours = 0; hours <= end; hours += 24 * days) {
      const item = el("span", {}, named(hours));
      item.style.left = `${middleOf((room * hours) / end, wide(named(hours), 12), room)}px`;
      ticks.push(item);
    }
    line.replaceChildren(...ticks);
  };

  // What a tile looks like in each state.
  const keyLine = () => {
    const kinds = [["hand", "made"], ["again", "↻ done again"], ["review", "reviewed"], ["waits", "waits"], ["held", "held back"], ["ready", "✓ ready"]];
    const shown = kinds.filter(([kind]) => kind !== "review" || boards[0].columns.some((column) => column.review));
    return el("div", { class: "keys" }, shown.map(([kind, words]) => el("span", { class: `tile ${kind}` }, words)), (boards[0].sits ?? []).length > 0 && el("span", {}, `◆ ${boards[0].sits.map(({ team }) => plain(team)).join(", ")}: when it sits`));
  };

  // `jump`: who drags the time sees each moment at once; else pieces fly.
  const seek = (to, jump = false) => {
    // The slider knows fewer digits than the clock.
    at = to > end - 1e-3 ? end : Math.max(0, to);
    const draw = () => byId("sides").replaceChildren(...boards.map(drawSide));
    if (jump) draw();
    else flown(draw);
    byId("clock").textContent = clock();
    byId("sitting").textContent = sitting();
    byId("time").value = String(at);
    byId("time").setAttribute("aria-valuetext", byId("clock").textContent);
    if (at >= end) pause();
  };
  const pause = () => {
    playing = false;
    cancelAnimationFrame(frame);
    if (byId("play")) byId("play").textContent = "▶ Play";
  };
  const tick = (now) => {
    const to = at + ((now - last) / 1000) * SPEEDS[speed][0];
    last = now;
    // Drawn where something moves, else only the clock goes on.
    const moved = boards.some((board) => board.moves.some((move) => move.at > at && move.at <= to));
    if (moved || to >= end) seek(to);
    else {
      at = to;
      byId("clock").textContent = clock();
      byId("sitting").textContent = sitting();
      byId("time").value = String(at);
    }
    if (playing) frame = requestAnimationFrame(tick);
  };
  const play = () => {
    if (playing) return pause();
    if (at >= end) seek(0, true);
    playing = true;
    byId("play").textContent = "⏸ Pause";
    last = performance.now();
    frame = requestAnimationFrame(tick);
    return undefined;
  };
  const step = (way) => {
    pause();
    const all = stops();
    const next = way > 0 ? all.find((it) => it > at + 1e-9) : all.findLast((it) => it < at - 1e-9);
    seek(next ?? (way > 0 ? end : 0));
  };
  const faster = (by) => {
    speed = Math.max(0, Math.min(SPEEDS.length - 1, speed + by));
    byId("speed").textContent = SPEEDS[speed][1];
  };
  const close = () => {
    pause();
    root().replaceChildren();
    byId("page").classList.remove("watching");
    document.removeEventListener("keydown", keys);
    closed();
  };

  const keys = (event) => {
    if (event.target.matches("input[type=text], input[type=date], select")) return;
    const on = { " ": () => play(), ArrowRight: () => step(1), ArrowLeft: () => step(-1), "+": () => faster(1), "-": () => faster(-1), Home: () => seek(0, true), Escape: close }[event.key];
    if (!on || (event.key === " " && event.target.matches("button"))) return;
    event.preventDefault();
    on();
  };

  const drawAll = () => {
    const button = (id, words, act) => el("button", { type: "button", id, onclick: act }, words);
    const time = el("input", { id: "time", type: "range", min: 0, max: end, step: "any", value: 0, "aria-label": "Time", oninput: (event) => { pause(); seek(Number(event.target.value), true); } });
    const luck = boards.length > 1
      ? `The same luck on both sides: campaign number ${grouped(replication)}, the one in which the change makes the middle one of all differences.`
      : `Campaign number ${grouped(replication)}, the middle one in time, under one way of working: change something to see two side by side.`;
    const which = (boards[0].campaigns ?? 1) > 1 ? ` The first of ${boards[0].campaigns} campaigns.` : "";
    show("board",
      el("h2", {}, "One campaign"),
      el("p", { class: "small" }, `${luck}${which} Space plays, → steps, + and − change the speed, Home starts again, Esc closes.`),
      boards.length > 1 && el("div", { class: "which" }, button("other", "", () => look(1 - looked))),
      keyLine(),
      el("div", { id: "sides" }),
      el("div", { class: "player" },
        el("div", { class: "timeline" }, el("div", { class: "now" }, el("strong", { id: "clock" }), el("span", { id: "sitting", class: "small" })), el("div", { class: "track" }, markLine(), time, el("div", { class: "ticks", "aria-hidden": "true" }))),
        el("div", { class: "bar-buttons" },
        button("play", "▶ Play", play), button("step", "Step", () => step(1)), button("speed", SPEEDS[speed][1], () => { speed = (speed + 1) % SPEEDS.length; faster(0); }),
        button("again", "From start", () => seek(0, true)), button("close", "Close", close))));
    document.addEventListener("keydown", keys);
    byId("page").classList.add("watching");
    look(boards.length - 1);
    seek(0, true);
    fit();
    byId("play").focus();
    root().scrollIntoView({ block: "start" });
  };

  const open = async () => {
    const answer = await engine.ask({ op: "board", replication: state.shown.typical ?? 0 });
    if (!answer.ok) return;
    ({ boards, replication } = answer.ok);
    end = Math.max(...boards.map((board) => board.end_h));
    drawAll();
  };
  return { open, close, fit, isOpen: () => root().childElementCount > 0 };
};
