//! Tables of the workflow models.

use super::Broker;
use crate::model::{
    Intake, Priority, Release, Route, Sessions, Start, SyncOr, Tier, Visibility, With,
};
use crate::scenario::dist::WorkDistribution;
use crate::scenario::numbers::{Count, Level, NonNegative, People, Probability};
use crate::scenario::read::{At, Named, wire};
use crate::scenario::texts::Name;
use crate::scenario::then::ThenTable;
use crate::scenario::units::PositiveElapsed;
use crate::time::{Elapsed, Work};

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
