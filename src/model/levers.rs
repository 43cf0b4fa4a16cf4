//! Levers: how the work is organised. A workflow model is a setting of these and nothing else.

use crate::distribution::Distribution;
use crate::model::{DeliverableId, Facts, StreamId, SyncId, TeamId};
use crate::time::{Elapsed, Work};

/// What is written in a scenario as one of some words: the one place where they stand.
pub trait Word: Copy + PartialEq + 'static {
    /// What it is, such as "a route".
    const WHAT: &'static str;
    /// Each word with its meaning.
    const WORDS: &'static [(&'static str, Self)];

    /// The sync that it waits for, if it is "sync NAME".
    fn sync(self) -> Option<SyncId> {
        None
    }

    /// The word of a meaning; empty where that takes more than a word.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, meaning)| *meaning == self).map_or("", |(word, _)| word)
    }
}

/// A lever that is a word or waits for a sync, as the file writes it.
pub fn written(lever: impl Word, syncs: &[Sync]) -> String {
    lever.sync().map_or(lever.word().to_owned(), |id| format!("sync {}", syncs[id].name))
}

/// Declares the words of a type.
macro_rules! words {
    ($($name:ident $(or $sync:ident)?, $what:literal { $($word:literal => $value:ident,)* })*) => {$(
        impl $crate::model::Word for $name {
            const WHAT: &'static str = $what;
            const WORDS: &'static [(&'static str, $name)] = &[$(($word, $name::$value),)*];
            $(fn sync(self) -> Option<crate::model::SyncId> {
                if let $name::$sync(id) = self { Some(id) } else { None }
            })?
        }
    )*};
}
pub(super) use words;

words! {
    Start, "a start" { "final" => Final, "brief" => Brief, }
    Release or Sync, "a release" { "item" => Item, "phase" => Phase, }
    Visibility or Sync, "a visibility" { "handoff" => Handoff, "live" => Live, }
    Intake or Sync, "an intake" { "immediate" => Immediate, }
    Route, "a route" { "serial" => Serial, "concurrent" => Concurrent, }
    Sessions, "a kind of review session" { "calendar" => Calendar, "on-demand" => OnDemand, }
    With, "a set of streams to stay in touch with" { "neighbours" => Neighbours, "all" => All, }
    Priority, "a queue order" { "rework-first" => ReworkFirst, "fifo" => Fifo, }
    StreamSet, "a selector" { "@work" => Work, "@approval" => Approval, "@first" => First, "@once" => Once, }
}

impl Start {
    /// As the file writes it.
    pub fn written(self) -> String {
        match self {
            Start::Early(share) => format!("early({share})"),
            word => word.word().to_owned(),
        }
    }
}

/// A value and where it comes from, for `explain` and the list of assumptions.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourced<T> {
    /// The value in force.
    pub value: T,
    /// Where it was set.
    pub source: Source,
}

/// Where a lever's value was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nowhere: the rule of the format.
    Default,
    /// By the preset, for all handoffs.
    Preset,
    /// By a row of the preset (0-based).
    PresetRow(usize),
    /// By the model itself.
    Model,
    /// By a `[[models.handoffs]]` or `[[models.approvals]]` row of the model (0-based).
    ModelRow(usize),
    /// By a fact of the scenario (`[broker]`).
    Fact,
    /// By the table of practices.
    Practice,
}

/// When a receiver may first start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// Once a finished version has been delivered.
    Final,
    /// Once a preliminary version, published at this share of the giver's base effort, has been delivered.
    Early(f64),
    /// At once.
    Brief,
}

/// When a version leaves the giver's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// At once.
    Item,
    /// When every task of the giver's stream in the campaign is done.
    Phase,
    /// At the next such sync.
    Sync(SyncId),
}

/// Through whose hands a version goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Straight to the receiver.
    Direct,
    /// Through this team's queue.
    Team(TeamId),
}

/// When a receiver learns that its giver was reopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Only by the new version.
    Handoff,
    /// At the next such sync, if the giver is still open.
    Sync(SyncId),
    /// At once.
    Live,
}

/// When a late change is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// At once.
    Immediate,
    /// At the next such sync.
    Sync(SyncId),
}

/// In which order reviewers are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// In list order.
    Serial,
    /// All at once.
    Concurrent,
}

/// When reviewers work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    /// By their team's calendar.
    Calendar,
    /// In the default calendar, interrupted (the switch cost is paid at each review).
    OnDemand,
}

/// Which other streams a stream stays in touch with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// Those joined to it by at least one handoff.
    Neighbours,
    /// All.
    All,
}

/// Which work a free person takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Rework before new work, then first come, first served.
    ReworkFirst,
    /// First come, first served.
    Fifo,
}

/// A recurring meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Sync {
    /// Unique within the model.
    pub name: String,
    /// Elapsed time between occurrences, above 0.
    pub every: Elapsed,
    /// Working time it takes every attending person; may be 0.
    pub length: Work,
    /// Which teams attend (all, if the file names none).
    pub attend: Vec<TeamId>,
    /// Probability that it finds each flaw; `None`: what practices say.
    pub detect: Option<f64>,
}

/// What the part of a team that is in no pod is called.
pub const REST: &str = "rest";

/// People who serve some deliverables only.
#[derive(Clone, Debug, PartialEq)]
pub struct Pod {
    /// Unique within the model.
    pub name: String,
    /// Which deliverables, in file order; none of them is in another pod.
    pub deliverables: Vec<DeliverableId>,
    /// How many people of which teams, in the order of the file's teams.
    pub people: Vec<(TeamId, u32)>,
}

impl Pod {
    /// Who serves what: "2 of design, 1 of copy for banner, post".
    pub fn written(&self, facts: &Facts) -> String {
        let people = self.people.iter().map(|(id, n)| format!("{n} of {}", facts.teams[*id].name));
        let served = self.deliverables.iter().map(|id| facts.deliverables[*id].name.as_str());
        let (people, served): (Vec<String>, Vec<&str>) = (people.collect(), served.collect());
        format!("{} for {}", people.join(", "), served.join(", "))
    }
}

/// A recurring look of a team at a sample of the done work.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Unique within the model.
    pub name: String,
    /// Elapsed time between occurrences, above 0.
    pub every: Elapsed,
    /// Whose people look.
    pub team: TeamId,
    /// Probability that a done work task is drawn at an occurrence.
    pub sample: f64,
    /// Working time (µs) per drawn task, before speed.
    pub effort: Distribution,
    /// Probability that a look finds the flaw.
    pub detect: f64,
}

/// Levers of the approval process.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalLevers {
    /// Order of asking.
    pub route: Route,
    /// Teams that review on demand: in the default calendar, interrupted. In file order.
    pub on_demand: Vec<TeamId>,
    /// How long teams wait for a verdict, if they lose patience at all.
    pub patience: Option<Elapsed>,
    /// Probability that they then go ahead without approval.
    pub bypass: f64,
}

/// Who is interrupted for reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interrupted<'a> {
    /// Nobody: all review by their team's calendar.
    Nobody,
    /// Every team that reviews anything.
    All,
    /// The teams of these names.
    These(Vec<&'a str>),
}

impl ApprovalLevers {
    /// Who reviews on demand.
    pub fn interrupted<'a>(&self, facts: &'a Facts) -> Interrupted<'a> {
        let asked = |team: &TeamId| self.on_demand.contains(team);
        if self.on_demand.is_empty() {
            Interrupted::Nobody
        } else if (0..facts.teams.len()).all(|team| asked(&team) || !facts.reviews(team, None)) {
            Interrupted::All
        } else {
            let names = self.on_demand.iter().map(|team| facts.teams[*team].name.as_str());
            Interrupted::These(names.collect())
        }
    }
}

/// Prices of staying in touch that are set by hand; `None`: what practices say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coordination {
    /// Share of effort per link.
    pub per_link: Option<f64>,
    /// Share of effort per other person.
    pub per_person: Option<f64>,
    /// Which streams are linked.
    pub with: Option<With>,
}

/// What is set by hand of flaws found while people work side by side; `None`: what practices say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LiveFeedback {
    /// Probability to find each flaw.
    pub detect: Option<f64>,
    /// Elapsed time from the finish to the finding.
    pub delay: Option<Elapsed>,
}

/// The broker in force.
#[derive(Clone, Debug)]
pub struct Broker {
    /// Working time (µs) per version, before speed.
    pub effort: Distribution,
    /// Probability that it finds a flaw.
    pub detect: f64,
}

/// One rule about approvals: which ones, and what it sets.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalRule {
    /// The approval that it speaks of; `None`: all.
    pub approval: Option<StreamId>,
    /// Of which deliverables.
    pub pieces: Pieces,
    /// Where it was written.
    pub source: Source,
    /// What it sets; `None` leaves the lever alone.
    pub route: Option<Route>,
    /// See `route`.
    pub on_demand: Option<Vec<TeamId>>,
    /// See `route`.
    pub patience: Option<Elapsed>,
    /// See `route`.
    pub bypass: Option<f64>,
}

/// Which deliverables a row speaks of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pieces {
    /// These; `None`: all.
    pub deliverables: Option<Vec<DeliverableId>>,
    /// Those of these tiers (low, medium, high); `None`: all.
    pub tiers: Option<[bool; 3]>,
}

impl Pieces {
    /// Whether it speaks of everything, what exists once included.
    pub fn are_all(&self) -> bool {
        self.deliverables.is_none() && self.tiers.is_none()
    }

    /// Whether it speaks of a deliverable, or, where there is none, of what exists once.
    pub fn hold(&self, facts: &Facts, piece: Option<DeliverableId>) -> bool {
        let Some(piece) = piece else { return self.are_all() };
        self.deliverables.as_ref().is_none_or(|some| some.contains(&piece))
            && self.tiers.is_none_or(|some| some[facts.deliverables[piece].tier as usize])
    }
}

/// Which streams a handoff row speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamSet {
    /// Any stream (the key was left out).
    Any,
    /// This one.
    One(StreamId),
    /// Every work stream (`@work`).
    Work,
    /// Every approval (`@approval`).
    Approval,
    /// Every stream without needs (`@first`).
    First,
    /// Every stream that exists once (`@once`).
    Once,
}

/// One rule about handoffs: which ones, and what it sets.
#[derive(Clone, Debug, PartialEq)]
pub struct HandoffRule {
    /// Givers it speaks of.
    pub from: StreamSet,
    /// Receivers it speaks of.
    pub to: StreamSet,
    /// Deliverables it speaks of: the receiver's; into what exists once, the giver's.
    pub pieces: Pieces,
    /// Where it was written.
    pub source: Source,
    /// What it sets; `None` leaves the lever alone.
    pub start: Option<Start>,
    /// See `start`.
    pub release: Option<Release>,
    /// See `start`.
    pub via: Option<Via>,
    /// See `start`.
    pub visibility: Option<Visibility>,
    /// See `start`; at least 0.
    pub latency_factor: Option<f64>,
}

/// The levers of one handoff, each with its source.
#[derive(Clone, Debug, PartialEq)]
pub struct HandoffLevers {
    /// When the receiver may first start.
    pub start: Sourced<Start>,
    /// When versions leave.
    pub release: Sourced<Release>,
    /// Through whose hands.
    pub via: Sourced<Via>,
    /// When reopenings are learnt.
    pub visibility: Sourced<Visibility>,
    /// Factor on latency.
    pub latency_factor: Sourced<f64>,
    /// The rule that set a phase, if it speaks of some deliverables only: the phase is then over when what it governs of
    /// the giving stream is done.
    pub phase_of: Option<usize>,
}
