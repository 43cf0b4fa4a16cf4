//! One campaign as a board: where each piece is, and when it moves on.

use crate::engine;
use crate::plan::{Deliverable, Plan, Sittings, StepKind};
use crate::time::Instant;
use crate::trace::{Event, State, Trace};
use serde::Serialize;

/// One campaign under one model.
#[derive(Debug, PartialEq, Serialize)]
pub struct Board {
    /// The model.
    pub model: String,
    /// The steps, in the order of the file.
    pub columns: Vec<Column>,
    /// The names of the pieces.
    pub pieces: Vec<String>,
    /// Where each piece goes, in order of time; all are somewhere at time 0.
    pub moves: Vec<Move>,
    /// What happens to the campaign as a whole.
    pub marks: Vec<Mark>,
    /// Teams that sit now and then only.
    pub sits: Vec<Sits>,
    /// How many campaigns there are, of which this is the first.
    pub campaigns: u32,
    /// When it is due in hours after the start.
    pub due_h: Option<f64>,
    /// When the last thing happened.
    pub end_h: f64,
}

/// A team that sits now and then only.
#[derive(Debug, PartialEq, Serialize)]
pub struct Sits {
    /// Its name.
    pub team: String,
    /// From when to when, in hours after the start.
    pub spans: Vec<(f64, f64)>,
}

/// A step.
#[derive(Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Who works there.
    pub who: Vec<String>,
    /// How many of them there are.
    pub people: u32,
    /// Whether pieces are reviewed there, not made.
    pub review: bool,
}

/// A piece goes somewhere else.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// When, in hours after the start.
    pub at: f64,
    /// Which piece.
    pub piece: usize,
    /// To which column; behind the last one: ready.
    pub column: usize,
    /// In which part of it.
    pub zone: Zone,
    /// Whether it is done again.
    pub again: bool,
    /// A few words, where there is more to say.
    pub why: &'static str,
}

/// A part of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// It waits to be worked on.
    Waits,
    /// Somebody works on it.
    Hand,
    /// It is finished there and not handed over yet.
    Held,
    /// Nothing is left to do.
    Ready,
}

/// Something that happens to the campaign as a whole.
#[derive(Debug, PartialEq, Serialize)]
pub struct Mark {
    /// When, in hours after the start.
    pub at: f64,
    /// What: "change", "ready", "launch".
    pub what: &'static str,
    /// The change's name, or nothing.
    pub name: String,
}

/// The first campaign of a replication.
pub fn board(plan: &Plan, seed: u64, replication: u32) -> Board {
    let (_, trace) = engine::trace(plan, seed, replication);
    let mut watch = Watch::new(plan);
    for (at, event) in &trace.events {
        watch.note(*at, event);
    }
    watch.settle(Instant(i64::MAX));
    let own: Vec<usize> =
        (0..plan.deliverables.len()).filter(|piece| watch.place(*piece).is_some()).collect();
    // Of several campaigns only what concerns the first one.
    let counts = |(_, event): &&(Instant, Event)| match event {
        Event::State { campaign, .. } | Event::Launched { campaign } => *campaign == 0,
        _ => plan.rules.campaigns == 1,
    };
    let end = trace.events.iter().rev().find(counts).map_or(Instant::ZERO, |(at, _)| *at);
    let sits = |(team, spans): Sittings| {
        let hours = |(from, until): (i64, i64)| (Instant(from).hours(), Instant(until).hours());
        Sits { team, spans: spans.into_iter().map(hours).collect() }
    };
    let moves = watch.moves.iter().filter_map(|it| {
        Some(Move { piece: own.iter().position(|piece| *piece == it.piece)?, ..it.clone() })
    });
    Board {
        model: plan.model.clone(),
        columns: plan.steps.iter().enumerate().map(|(step, _)| column(plan, step)).collect(),
        pieces: own.iter().map(|piece| piece_name(plan, *piece)).collect(),
        moves: moves.collect(),
        marks: marks(plan, &trace),
        sits: plan.sittings(Instant::ZERO, end).into_iter().map(sits).collect(),
        due_h: plan.deadline(Instant::ZERO).map(|due| due.hours()),
        end_h: end.hours(),
        campaigns: plan.rules.campaigns,
    }
}

/// The name of a piece; of what exists once for the campaign, that of its step.
fn piece_name(plan: &Plan, piece: usize) -> String {
    let Deliverable { of, tasks: (first, _), name, .. } = &plan.deliverables[piece];
    match of {
        None => plan.steps[plan.tasks[*first as usize].stream as usize].name.clone(),
        Some(_) => name.clone(),
    }
}

fn column(plan: &Plan, step: usize) -> Column {
    let mut parts: Vec<usize> = Vec::new();
    for task in plan.tasks.iter().filter(|task| task.stream as usize == step) {
        let panel = matches!(plan.steps[step].kind, StepKind::Approval(_))
            .then(|| &plan.panels[task.panel as usize]);
        let reviewers = panel.into_iter().flat_map(|panel| &panel.reviewers);
        let teams = reviewers.filter_map(|reviewer| reviewer.team).chain(task.team);
        parts.extend(teams.map(|team| team as usize));
    }
    parts.sort_unstable();
    parts.dedup();
    let mut who: Vec<String> = Vec::new();
    for part in &parts {
        let name = &plan.teams[*part].name;
        if !who.contains(name) {
            who.push(name.clone());
        }
    }
    let people = parts.iter().map(|part| plan.teams[*part].people).sum();
    let review = matches!(plan.steps[step].kind, StepKind::Approval(_));
    Column { name: plan.steps[step].name.clone(), who, people, review }
}

fn marks(plan: &Plan, trace: &Trace) -> Vec<Mark> {
    let of = |(at, event): &(Instant, Event)| {
        let (what, name) = match event {
            Event::ChangeArrived { campaign: 0, change } => {
                ("change", plan.changes[*change].name.clone())
            }
            Event::Ready { campaign: 0 } => ("ready", String::new()),
            Event::Launched { campaign: 0 } => ("launch", String::new()),
            _ => return None,
        };
        Some(Mark { at: at.hours(), what, name })
    };
    trace.events.iter().filter_map(of).collect()
}

/// What is known while events are read.
struct Watch<'a> {
    plan: &'a Plan,
    /// Of every task of the campaign.
    states: Vec<Option<State>>,
    /// Whether what is done, or was done last, is done again.
    again: Vec<bool>,
    /// The last words on each piece.
    why: Vec<&'static str>,
    /// Pieces that something happened to at this instant.
    touched: Vec<usize>,
    now: Instant,
    places: Vec<Option<(usize, Zone, bool)>>,
    moves: Vec<Move>,
}

impl<'a> Watch<'a> {
    fn new(plan: &'a Plan) -> Watch<'a> {
        let (tasks, pieces) = (plan.tasks.len(), plan.deliverables.len());
        Watch {
            plan,
            states: vec![None; tasks],
            again: vec![false; tasks],
            why: vec![""; pieces],
            touched: Vec::new(),
            now: Instant::ZERO,
            places: vec![None; pieces],
            moves: Vec::new(),
        }
    }

    fn note(&mut self, at: Instant, event: &Event) {
        self.settle(at);
        match event {
            Event::State { campaign: 0, task, state } => {
                self.states[*task] = Some(*state);
                self.touch(*task, None);
            }
            Event::PassedOver { campaign: 0, task } => {
                self.states[*task] = Some(State::Done);
                self.touch(*task, None);
            }
            Event::JobStarted { campaign: 0, task, rework, .. } => {
                self.again[*task] = rework.is_some();
                self.touch(*task, None);
            }
            Event::Verdict { campaign: 0, task, approved, .. } => {
                self.touch(*task, Some(if *approved { "approved" } else { "sent back" }));
            }
            Event::ChangeHit { campaign: 0, task, absorbed: false, .. } => {
                self.touch(*task, Some("hit by the change"));
            }
            _ => {}
        }
    }

    fn touch(&mut self, task: usize, why: Option<&'static str>) {
        let piece = self.plan.tasks[task].deliverable as usize;
        if !self.touched.contains(&piece) {
            self.touched.push(piece);
        }
        if let Some(why) = why {
            self.why[piece] = why;
        }
    }

    /// All of an instant has happened: whoever is elsewhere now has moved.
    fn settle(&mut self, next: Instant) {
        if next <= self.now {
            return;
        }
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        for piece in touched {
            let place = self.place(piece);
            if place == self.places[piece] {
                continue;
            }
            self.places[piece] = place;
            let why = std::mem::take(&mut self.why[piece]);
            if let Some((column, zone, again)) = place {
                self.moves.push(Move { at: self.now.hours(), piece, column, zone, again, why });
            }
        }
        self.now = next;
    }

    /// Where a piece is: at its first task that is not done, or held back at the one before it; `None` of a piece
    /// without tasks.
    fn place(&self, piece: usize) -> Option<(usize, Zone, bool)> {
        let (from, to) = self.plan.deliverables[piece].tasks;
        let tasks = from as usize..to as usize;
        tasks.clone().next()?;
        let column = |task: usize| self.plan.tasks[task].stream as usize;
        let is_done = |task: &usize| self.states[*task] == Some(State::Done);
        let worked = tasks.clone().find(|task| self.states[*task] == Some(State::Worked));
        let Some(open) = worked.or_else(|| tasks.clone().find(|task| !is_done(task))) else {
            return Some((self.plan.steps.len(), Zone::Ready, false));
        };
        let before = tasks.clone().take_while(|task| *task < open).filter(is_done).last();
        Some(match (self.states[open], before) {
            (Some(State::Worked), _) => (column(open), Zone::Hand, self.again[open]),
            (None | Some(State::Waiting(crate::record::Wait::Blocked)), Some(before)) => {
                (column(before), Zone::Held, false)
            }
            _ => (column(open), Zone::Waits, false),
        })
    }
}
