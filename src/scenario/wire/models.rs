//! Tables of the workflow models.

use super::Broker;
use crate::model::{
    Intake, Priority, Release, Route, Sessions, Start, SyncOr, Tier, Visibility, With,
};
use crate::scenario::definitions::Definitions;
use crate::scenario::dist::WorkDistribution;
use crate::scenario::moment::Time;
use crate::scenario::names::quoted;
use crate::scenario::numbers::{Count, Level, NonNegative, People, Probability};
use crate::scenario::problem::Note;
use crate::scenario::read::{At, Named, Notes, Read, wire};
use crate::scenario::texts::Name;
use crate::scenario::tree::{Entry, Node, Table, Value};
use crate::scenario::units::PositiveElapsed;
use crate::time::{Elapsed, Work};
use serde_json::{Map, Value as Json, json};

wire! {
    /// A workflow model: a setting of the levers.
    Model "a model" {
        /// Its name.
        must name: Name,
        /// The preset whose levers it starts from.
        opt preset: Name,
        /// When a receiver may first start: "final", "brief" or "early(0.5)".
        opt start: Start,
        /// When a version leaves the giver's hands: "item", "phase" or "sync NAME".
        opt release: SyncOr<Release>,
        /// Through whose hands versions go: "none", "hub" (the broker's team) or a team.
        opt via: Name,
        /// When a receiver learns that its giver was reopened: "handoff", "live" or "sync NAME".
        opt visibility: SyncOr<Visibility>,
        /// Factor on the latency of handoffs.
        opt latency_factor: NonNegative,
        /// When late changes are taken in: "immediate" or "sync NAME".
        opt intake: SyncOr<Intake>,
        /// The approval process.
        opt approval: Approval,
        /// Recurring meetings: merged by name with the preset's; an empty list clears them.
        opt syncs: Vec<At<Sync>>,
        /// Recurring looks of a team at a sample of the done work.
        new audits: Vec<At<Audit>>,
        /// The cost of staying in touch.
        opt coordination: Coordination,
        /// Whether everybody knows of everything, and so drifts less.
        opt shared_context: bool,
        /// Flaws found while people work side by side.
        opt feedback: LiveFeedback,
        /// The broker, where it differs from the fact `broker`.
        opt broker: Broker,
        /// Queue order: "rework-first" (default) or "fifo".
        opt priority: Priority,
        /// People who serve some deliverables only; the others serve the rest, and what exists once.
        new pods: Vec<At<Pod>>,
        /// In a portfolio: how many campaigns may be under way at once (default: no limit).
        new wip: Count,
        /// Maturity below which overhead and flaws grow, 0 to 1.
        opt maturity_required: Level,
        /// Levers of some handoffs; later rows win.
        opt handoffs: Vec<At<Row>>,
        /// Levers of some approvals; later rows win.
        new approvals: Vec<At<ApprovalRow>>,
        /// A switch on the way: a second setting of the levers, and from when on it is in force.
        new then: ThenTable,
    }

    /// Levers of some handoffs.
    Row "a row of handoffs" {
        /// The giving stream, or "@work", "@approval", "@first", "@once" (default: any).
        opt from: Name,
        /// The receiving stream, or "@work", "@approval", "@first", "@once" (default: any).
        opt to: Name,
        /// Deliverables of the receiver; into a stream that exists once, of the giver (default: any).
        new deliverables: Vec<At<Name>>,
        /// Tiers of these deliverables (default: any).
        new tiers: Vec<At<Tier>>,
        /// When a receiver may first start: "final", "brief" or "early(0.5)".
        opt start: Start,
        /// When a version leaves the giver's hands: "item", "phase" or "sync NAME".
        opt release: SyncOr<Release>,
        /// Through whose hands versions go: "none", "hub" (the broker's team) or a team.
        opt via: Name,
        /// When a receiver learns that its giver was reopened: "handoff", "live" or "sync NAME".
        opt visibility: SyncOr<Visibility>,
        /// Factor on the latency of handoffs.
        opt latency_factor: NonNegative,
    }

    /// People who serve some deliverables only.
    Pod "a pod" {
        /// Its name.
        must name: Name,
        /// The deliverables; each may be in one pod.
        must deliverables: Vec<At<Name>>,
        /// How many people of which teams.
        must people: Named<People>,
    }

    /// Levers of some approvals.
    ApprovalRow "a row of approvals" {
        /// The approval stream (default: any).
        opt approval: Name,
        /// Deliverables whose approval it is (default: any).
        opt deliverables: Vec<At<Name>>,
        /// Tiers of these deliverables (default: any).
        opt tiers: Vec<At<Tier>>,
        /// "serial", in list order, or "concurrent".
        opt route: Route,
        /// Teams whose reviews are made on demand: in the default calendar, interrupted.
        opt on_demand: Vec<At<Name>>,
        /// Elapsed time from asking after which teams may go ahead without a verdict.
        opt patience: Elapsed,
        /// Probability that they then do.
        opt bypass: Probability,
    }

    /// The approval process.
    Approval "the levers of approval" {
        /// "serial", in list order, or "concurrent".
        opt route: Route,
        /// "calendar", or "on-demand": all reviews are made in the default calendar, interrupted.
        opt sessions: Sessions,
        /// In place of `sessions`: the teams whose reviews are made so.
        new on_demand: Vec<At<Name>>,
        /// Elapsed time from asking after which teams may go ahead without a verdict.
        opt patience: Elapsed => "runs until the verdict, and for external approvers too; before, a review under way was waited for",
        /// Probability that they then do (default 0).
        opt bypass: Probability,
    }

    /// A recurring meeting.
    Sync "a sync" {
        /// Its name.
        must name: Name,
        /// Elapsed time between occurrences; needed unless the preset has a sync of that name.
        opt every: PositiveElapsed,
        /// Working time it takes every attending person (default 0).
        opt length: Work,
        /// The teams that attend (default all).
        opt attend: Vec<At<Name>>,
        /// Probability that it finds each flaw (default: by its length where practices have their price, else 0).
        opt detect: Probability,
        /// Whether the preset's sync of that name is removed (default false).
        new off: bool,
    }

    /// A recurring look of a team at a sample of the done work, without a meeting.
    Audit "an audit" {
        /// Its name.
        must name: Name,
        /// Elapsed time between occurrences.
        must every: PositiveElapsed,
        /// The team that looks.
        must team: Name,
        /// Probability that a done work task is drawn at an occurrence (default 1).
        opt sample: Probability,
        /// Working time per drawn task.
        must effort: WorkDistribution,
        /// Probability that a look finds the flaw.
        must detect: Probability,
    }

    /// The cost of staying in touch.
    Coordination "the levers of coordination" {
        /// Share of effort per linked stream.
        opt per_link: NonNegative,
        /// Share of effort per other person.
        opt per_person: NonNegative,
        /// Which streams are linked: "neighbours" or "all".
        opt with: With,
    }

    /// Flaws found while people work side by side.
    LiveFeedback "the levers of live feedback" {
        /// Probability to find each flaw.
        opt detect: Probability,
        /// Elapsed time from the finish to the finding.
        opt delay: Elapsed,
    }
}

wire! {
    /// From when on the second setting is in force: one of the three.
    SwitchAt "the time of a switch" {
        /// From this time on: elapsed time from the start, or a date (its beginning).
        opt at: Time,
        /// So long before the launch date (`launch.at`), or else the deadline: elapsed time.
        opt before: Elapsed,
        /// When the change of this name is taken in.
        opt on: Name,
    }
}

/// The keys of a model that a second setting does not have.
const NOT_HERE: [&str; 4] = ["name", "then", "pods", "wip"];
const TIMES: [&str; 3] = ["at", "before", "on"];

/// A second setting as written.
#[derive(Clone, Debug)]
pub struct Written {
    /// From when on.
    pub when: At<SwitchAt>,
    /// Its levers; the name is that of the model, filled in later.
    pub levers: Box<At<Model>>,
}

/// The table `then` of a model: a time, and all levers of a model.
#[derive(Debug)]
pub enum ThenTable {}

impl Read for ThenTable {
    type Value = Written;

    fn read(node: &Node, notes: &mut Notes) -> Option<Written> {
        let Some(table) = node.table() else {
            notes.wrong(node, "a table: a time and levers");
            return None;
        };
        let (times, mut levers): (Vec<_>, Vec<_>) =
            table.entries.iter().cloned().partition(|entry| TIMES.contains(&entry.key.as_str()));
        for entry in levers.extract_if(.., |entry| NOT_HERE.contains(&entry.key.as_str())) {
            let message = format!("`then` has no {}", quoted(&entry.key));
            let note = Note::new(entry.at, message).label("not a key of this table");
            notes.push(note.help("`then` holds `at`, `before` or `on`, `preset`, and levers; pods and `wip` cannot change on the way"));
        }
        let of = |entries| Node { at: node.at, value: Value::Table(Table { entries }) };
        let when = At::<SwitchAt>::read(&of(times), notes);
        levers.push(name(node));
        let before = notes.list.len();
        let levers = At::<Model>::read(&of(levers), notes);
        for note in notes.list[before..].iter_mut().filter(|note| note.unknown_in.is_some()) {
            note.help.push_str("; and when: `at`, `before` or `on`");
        }
        Some(Written { when: when?, levers: Box::new(levers?) })
    }

    fn schema(definitions: &mut Definitions) -> Json {
        SwitchAt::schema(definitions);
        json!({ "$ref": "#/$defs/Then" })
    }
}

/// Completes the schema of [`ThenTable`], once that of models is there: its keys are those of a time and of a model.
pub fn complete(definitions: &mut Map<String, Json>) {
    let Some(mut then) = definitions.remove("SwitchAt") else { return };
    let model = definitions.get("Model").and_then(|model| model["properties"].as_object());
    if let (Some(keys), Some(model)) = (then["properties"].as_object_mut(), model) {
        let levers = model.iter().filter(|(key, _)| !NOT_HERE.contains(&key.as_str()));
        keys.extend(levers.map(|(key, schema)| (key.clone(), schema.clone())));
    }
    then["description"] = "A second setting of the levers, and from when on it is in force.".into();
    definitions.insert("Then".to_owned(), then);
}

/// The name that every model needs.
fn name(node: &Node) -> Entry {
    let value = Node { at: node.at, value: Value::String("then".to_owned()) };
    Entry { key: "name".to_owned(), at: node.at, node: value }
}
