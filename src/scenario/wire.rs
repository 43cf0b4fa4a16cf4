//! The scenario file as written: every table and field, declared once. No logic.

use super::calendar_text::CalendarText;
use super::dist::{EitherTime, ElapsedDistribution, WorkDistribution};
use super::moment::{Deadline, StartTime, Time};
use super::numbers::{
    Count, Level, Money, NonNegative, PartTime, People, Positive, Probability, Replications,
    SchemaVersion, Seed, Share,
};
use super::practices::PracticesTable;
use super::problem::Note;
use super::read::{At, Named, Notes, Read, wire};
use super::schema::Definitions;
use super::texts::{Kind, Name, SyncOr, Text};
use super::then::ThenTable;
use super::tree::{Node, Value};
use super::units::PositiveElapsed;
use crate::model::{
    Clock, Intake, Priority, Release, Route, Sessions, Start, Tier, Visibility, With,
};
use crate::time::{Elapsed, Work};
use serde_json::json;

wire! {
    /// A campaign, the workflow models to compare, and how to run the study.
    File "a scenario" {
        /// The version of the format: 2, or 1 for files without any key of 2.
        must schema: SchemaVersion,
        /// The campaign's name.
        must name: Name,
        /// One or two sentences about it.
        opt description: Text,
        /// When it starts, such as "2026-03-02 09:00"; in closed time, at the next opening. Without it, a Monday at 09:00.
        opt start: StartTime,
        /// The promised launch: elapsed time after the start, a date (its end), or a date and time.
        opt deadline: Deadline,
        /// When a campaign that is ready may be launched (default: at once).
        new launch: Launch,
        /// A campaign not launched after this elapsed time is censored (default 52w, or 52w after a later deadline).
        opt horizon: PositiveElapsed,
        /// The default calendar: a name from `calendars`, or "always" (default: Mon-Fri 09:00-17:00).
        opt calendar: Name,
        /// Currency units per day late (default 0).
        opt delay_cost: Money,
        /// Currency units per flaw that is live at launch: one price, or a table by tier (default 0).
        new escape_cost: EscapeCost,
        /// Currency units for a campaign that is not launched by its deadline, once (default 0).
        new miss_cost: Money,
        /// Correlation of efforts within a campaign, 0 to 1 (default 0).
        opt correlation: Level,
        /// How much a maturity gap of 1 multiplies overhead and flaws (default 2).
        opt penalty: NonNegative,
        /// How long (elapsed) a launched campaign stays open to changes.
        opt live: PositiveElapsed,
        /// Calendars by name.
        opt calendars: Named<CalendarText>,
        /// Teams by name.
        opt teams: Named<Team>,
        /// The steps that deliverables pass through.
        must streams: Vec<At<Stream>>,
        /// What has to be made.
        must deliverables: Vec<At<DeliverableRow>>,
        /// Handoffs between tasks of different deliverables.
        opt dependencies: Vec<At<Dependency>>,
        /// Facts of handoffs.
        opt handoffs: Handoffs,
        /// How rework behaves.
        opt rework: Rework,
        /// How tiredness builds up and fades.
        opt fatigue: Fatigue,
        /// The hub through whose hands versions may go: the default of the lever `broker`.
        opt broker: Broker,
        /// Several campaigns of this shape that share teams.
        opt portfolio: Portfolio,
        /// Iteration marks: finishing one stream may reopen an earlier one.
        opt feedback: Vec<At<Feedback>>,
        /// Late changes.
        opt changes: Vec<At<Change>>,
        /// People who are away for a while.
        new absences: Vec<At<Absence>>,
        /// What practices cost and bring; with this table every model pays for what it does.
        new practices: PracticesTable,
        /// The workflow models to compare (default: all presets).
        opt models: Vec<At<Model>>,
        /// How the study is run.
        opt study: Study,
    }

    /// When a campaign that is ready may be launched.
    Launch "the launch" {
        /// Not before: elapsed time after the campaign's start, or a date (its beginning).
        opt at: Time,
        /// Only while this calendar is open: a name from `calendars`, or "always".
        opt calendar: Name,
    }

    /// What a flaw costs that is live at launch, by the tier of its deliverable.
    EscapeCostByTier "the cost of escapes by tier" {
        /// In a deliverable of low tier (default 0).
        opt low: Money,
        /// In one of medium tier (default 0).
        opt medium: Money,
        /// In one of high tier (default 0).
        opt high: Money,
    }

    /// A team: identical people with one calendar.
    Team "a team" {
        /// How many people (default 1).
        opt people: Count,
        /// Currency units per person-hour (default 0).
        opt cost_per_hour: Money,
        /// Maturity, 0 to 1 (default 1).
        opt maturity: Level,
        /// Efforts are divided by this (default 1).
        opt speed: Positive,
        /// When they work: a name from `calendars`, or "always" (default: the scenario's calendar).
        opt calendar: Name,
        /// Working time lost when one of them starts a rework (default 0).
        opt switch_cost: Work,
        /// Share of their open time that they have for this work, above 0 and at most 1 (default 1).
        new share: PartTime,
        /// How long after being asked one of them turns to a review on demand, in open time of the scenario's
        /// calendar (default: median 4h, p90 16h where practices have their price, else 0).
        new response: WorkDistribution,
    }

    /// A stream: one step that deliverables pass through.
    Stream "a stream" {
        /// Its name.
        must name: Name,
        /// "work" (default) or "approval".
        opt kind: Kind,
        /// The streams it gets its input from.
        opt needs: Vec<At<Name>>,
        /// Work: the team that does it.
        opt team: Name,
        /// Work: effort in working time, for a deliverable of size 1.
        opt effort: WorkDistribution,
        /// Work: probability that a finish hides a flaw (default 0).
        opt flaw: Probability,
        /// Probability that a deliverable needs this step (default 1); where it does not, the step is passed over.
        new occurs: Probability,
        /// Whether it has one task for the whole campaign, such as a brief or a joint gate (default false).
        new once: bool,
        /// Approval: who reviews, in order.
        opt reviewers: Vec<At<Reviewer>>,
        /// Approval: the earlier stream that a rejection sends the work back to (default: the direct work predecessors).
        opt returns_to: Name,
        /// Approval: share of the work redone after a rejection.
        opt revise: Share,
        /// Approval: factor on review effort in further rounds (default 1).
        opt rereview: NonNegative,
    }

    /// A reviewer: a team (with `effort`), or an outsider (`name` with `turnaround`).
    Reviewer "a reviewer" {
        /// The team whose people review.
        opt team: Name,
        /// Review effort in working time.
        opt effort: WorkDistribution,
        /// The name of an external approver.
        opt name: Name,
        /// Elapsed time that an external approver takes.
        opt turnaround: ElapsedDistribution,
        /// Probability of a rejection by taste or policy: a number, or a list by round (default 0).
        opt reject: RejectList,
        /// Probability to detect each flaw (default 0).
        opt detect: Probability,
        /// Tiers of deliverables that this reviewer sees (default all).
        opt tiers: Vec<At<Tier>>,
    }

    /// A deliverable, or `count` alike ones.
    Deliverable "a deliverable" {
        /// Its name.
        must name: Name,
        /// How many alike instances (default 1).
        opt count: Count,
        /// Factor on efforts (default 1).
        opt size: Positive,
        /// Risk tier: "low", "medium" (default) or "high".
        opt tier: Tier,
        /// Streams that it does not pass through.
        opt skip: Vec<At<Name>>,
        /// When it is to be done: elapsed time after the campaign's start, or a date (its end) (default: the deadline).
        new due: Deadline,
    }

    /// Deliverables from a file, in the place of a deliverable. Needs schema = 2.
    DeliverablesFile "a file of deliverables" {
        /// A CSV file with the columns name, count, size, tier, skip (separated by ;), due; relative to the scenario's folder.
        must file: Name,
    }

    /// A handoff between tasks of different deliverables.
    Dependency "a dependency" {
        /// The giving task: "deliverable/stream".
        must from: Name,
        /// The receiving task: "deliverable/stream".
        must to: Name,
    }

    /// Facts of handoffs.
    Handoffs "the facts of handoffs" {
        /// Elapsed time from leaving the giver to arriving, drawn anew for each version (default 0).
        opt latency: ElapsedDistribution,
        /// Probability that a new version matters to the receiver (default 0.5, an assumption).
        opt sensitivity: Probability,
        /// Share of the receiver's work then redone (default 0.3, an assumption).
        opt impact: Share,
        /// Probability that the receiver notices a flaw in what it is given (default 0).
        opt spot: Probability,
        /// Whether a done receiver to which a new version does not matter passes the news on to its own
        /// receivers (default true).
        opt pass_on: bool,
        /// Facts of some handoffs; later rows win.
        opt between: Vec<At<Between>>,
    }

    /// Facts of some handoffs.
    Between "the facts of some handoffs" {
        /// The giving stream, or "@work", "@approval", "@first", "@once" (default: any).
        opt from: Name,
        /// The receiving stream, or "@work", "@approval", "@first", "@once" (default: any).
        opt to: Name,
        /// Elapsed time from leaving the giver to arriving, drawn anew for each version.
        opt latency: ElapsedDistribution,
        /// Probability that a new version matters to the receiver.
        opt sensitivity: Probability,
        /// Share of the receiver's work then redone.
        opt impact: Share,
        /// Probability that the receiver notices a flaw in what it is given.
        opt spot: Probability,
        /// Whether a done receiver to which a new version does not matter passes the news on.
        opt pass_on: bool,
    }

    /// How rework behaves.
    Rework "the facts of rework" {
        /// Share of a task redone to mend a flaw.
        opt fix: Share,
        /// Rate per working hour at which people who do not talk diverge (default 0).
        opt drift: NonNegative,
        /// Factor per further rework of the same task (default 1).
        opt learning: NonNegative,
    }

    /// How tiredness builds up and fades.
    Fatigue "the facts of fatigue" {
        /// Rise when one of a team starts a rework (default 0).
        opt per_rework: NonNegative,
        /// Rise at a sync that the team attends (default 0).
        opt per_sync: NonNegative,
        /// Elapsed time in which it halves (default 1w).
        opt half_life: PositiveElapsed,
    }

    /// The hub through whose hands versions may go.
    Broker "a broker" {
        /// Its team.
        opt team: Name,
        /// Working time per version (default 20m).
        opt effort: WorkDistribution,
        /// Probability that it finds a flaw (default 0.3).
        opt detect: Probability,
    }

    /// Several campaigns of one shape that share teams.
    Portfolio "a portfolio" {
        /// How many.
        opt campaigns: Count,
        /// Time between arrivals, the first of which is at 0: elapsed, or with `calendar` working time.
        opt every: EitherTime,
        /// In place of the two: when each arrives, in order; elapsed times from the start, or dates (their beginning).
        new at: Vec<At<Time>>,
        /// The calendar whose open time `every` is: a name from `calendars`, or "always".
        new calendar: Name,
    }

    /// An iteration mark: finishing `from` may reopen the earlier `to`.
    Feedback "a feedback" {
        /// The stream whose finish may cause it.
        must from: Name,
        /// The earlier work stream.
        must to: Name,
        /// Probability per finish.
        must probability: Probability,
        /// Share of the earlier work redone.
        must impact: Share,
    }

    /// A late change.
    Change "a change" {
        /// Its name, for display.
        opt name: Name,
        /// The work stream it hits.
        opt stream: Name,
        /// In place of `stream`: the work streams that one occurrence hits together.
        new streams: Vec<At<Name>>,
        /// When it comes: elapsed time on its clock, or a date (its beginning).
        opt at: Time,
        /// Between which two times it comes: two elapsed times, or two dates.
        opt within: Vec<At<Time>>,
        /// How long before the launch date (`launch.at`), or else the deadline, it comes: elapsed time.
        new before: Elapsed,
        /// Mean gap of changes that come again and again.
        opt every: PositiveElapsed,
        /// With `every`: the first possible time (default 0).
        opt from: Time,
        /// With `every`: when they end.
        opt until: Time,
        /// What times count from: "start" (default) or "launch".
        opt clock: Clock,
        /// Probability that it happens (default 1).
        opt probability: Probability,
        /// Deliverables that can be hit (default all).
        opt deliverables: Vec<At<Name>>,
        /// Probability for each deliverable to be hit (default 1).
        opt reach: Probability,
        /// Share of the hit work redone: a number, or a list with one for each of `streams`.
        must severity: SeverityOf,
    }

    /// People of a team who are away for a while, the same in all campaigns: whoever is free leaves first, then whoever finishes.
    Absence "an absence" {
        /// The team.
        must team: Name,
        /// How many of its people (default 1).
        opt people: Count,
        /// When it begins: elapsed time from the start, or a date (its beginning).
        opt at: Time,
        /// Between which two times it begins: two elapsed times, or two dates.
        opt within: Vec<At<Time>>,
        /// Mean gap of absences that come again and again.
        opt every: PositiveElapsed,
        /// How long it lasts: elapsed time.
        must r#for: PositiveElapsed,
        /// Probability that it happens (default 1).
        opt probability: Probability,
    }

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
        /// Whether nobody drifts.
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

    /// How the study is run.
    Study "the settings of a study" {
        /// Replications per model (default 1000).
        opt replications: Replications,
        /// The seed of all draws, below 2^53 (default 1).
        opt seed: Seed,
        /// The model that the others are compared with (default: the first).
        opt baseline: Name,
    }
}

/// Probabilities of rejection by round: a number, or a list whose last value repeats.
#[derive(Debug)]
pub enum RejectList {}

impl Read for RejectList {
    type Value = Vec<f64>;
    fn read(node: &Node, notes: &mut Notes) -> Option<Vec<f64>> {
        let Value::Array(items) = &node.value else {
            return Probability::read(node, notes).map(|p| vec![p]);
        };
        if items.is_empty() {
            notes.wrong(node, "a probability, or a list of at least one");
            return None;
        }
        Vec::<Probability>::read(node, notes)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let one = Probability::schema(definitions);
        json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
    }
}

/// How much of the hit work a change makes redone.
#[derive(Clone, Debug)]
pub enum Severity {
    /// The same share in all streams.
    All(f64),
    /// One share for each stream.
    Each(Vec<f64>),
}

/// A severity: a number, or (since schema 2) a list.
#[derive(Debug)]
pub enum SeverityOf {}

impl Read for SeverityOf {
    type Value = Severity;
    fn read(node: &Node, notes: &mut Notes) -> Option<Severity> {
        let Value::Array(items) = &node.value else {
            return Share::read(node, notes).map(Severity::All);
        };
        notes.newer.push((node.at, "a list of severities".to_owned()));
        let shares: Vec<f64> = items.iter().filter_map(|item| Share::read(item, notes)).collect();
        (shares.len() == items.len()).then_some(Severity::Each(shares))
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let one = Share::schema(definitions);
        json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
    }
}

/// What a flaw costs that is live at launch, by tier: one price for all, or a table.
#[derive(Debug)]
pub enum EscapeCost {}

impl Read for EscapeCost {
    type Value = [f64; 3];
    fn read(node: &Node, notes: &mut Notes) -> Option<[f64; 3]> {
        if node.table().is_none() {
            return Money::read(node, notes).map(|price| [price; 3]);
        }
        let prices = EscapeCostByTier::read(node, notes)?;
        Some([prices.low, prices.medium, prices.high].map(|price| price.or(0.0)))
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        json!({ "anyOf": [Money::schema(definitions), EscapeCostByTier::schema(definitions)] })
    }
}

/// A deliverable, or a file of them, whose rows stand in its place before anything is read.
#[derive(Debug)]
pub enum DeliverableRow {}

impl Read for DeliverableRow {
    type Value = Deliverable;
    fn read(node: &Node, notes: &mut Notes) -> Option<Deliverable> {
        let Some(file) = node.table().and_then(|table| table.get("file")) else {
            return Deliverable::read(node, notes);
        };
        if DeliverablesFile::read(node, notes).is_some_and(|row| row.file.value().is_some()) {
            let note = Note::new(file.at, "the file of these deliverables was not read");
            let help = "write `file` into the scenario itself; `--set` changes the deliverables that came from it";
            notes.push(note.label("not read").help(help));
        }
        None
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let (row, file) = (Deliverable::schema(definitions), DeliverablesFile::schema(definitions));
        json!({ "anyOf": [row, file] })
    }
}
