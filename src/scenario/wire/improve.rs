//! Tables of what `flowcast improve` may try.

use crate::model::{Intake, Release, Route, Start, SyncOr, Visibility};
use crate::scenario::numbers::{Count, Probability};
use crate::scenario::read::{At, wire};
use crate::scenario::texts::Name;
use crate::scenario::units::PositiveElapsed;
use crate::time::{Elapsed, Work};

wire! {
    /// What `flowcast improve` may try; an empty list leaves a lever as it is today.
    Improve "the menu of improve" {
        /// Out of what exists once.
        opt once: ImproveGiver,
        /// Out of the first work streams that exist per piece.
        opt first: ImproveGiver,
        /// Out of other work streams.
        opt work: ImproveGiver,
        /// Out of approvals.
        opt approval: ImproveGiver,
        /// Orders in which reviewers are asked (default both).
        opt route: Vec<At<Route>>,
        /// When receivers learn that their giver was reopened (default handoff, live, sync daily, sync weekly).
        opt visibility: Vec<At<SyncOr<Visibility>>>,
        /// When late changes are taken in (default immediate, sync daily, sync weekly).
        opt intake: Vec<At<SyncOr<Intake>>>,
        /// Whether people share one context (default true, false).
        opt shared_context: Vec<At<bool>>,
        /// Whether handing over directly is tried where there is a hub (default true).
        opt direct: bool,
        /// Meetings that may be held (default `daily`, 15m a day, and `weekly`, 1h a week).
        opt syncs: Vec<At<ImproveSync>>,
        /// Whether today's meetings may be dropped (default true).
        opt drop_syncs: bool,
        /// Whether rows of handoffs of the other models are tried (default true).
        opt rows: bool,
        /// Whether pods of the other models are tried (default true).
        opt pods: bool,
        /// Limits of campaigns under way (default: those of the other models).
        opt wip: Vec<At<Count>>,
        /// With `--allow patience`: elapsed times from asking after which teams may go ahead (default 24h, 72h).
        opt patience: Vec<At<Elapsed>>,
        /// With `--allow bypass`: probabilities that they then do (default 0.5, 1).
        opt bypass: Vec<At<Probability>>,
    }

    /// What may be tried of handoffs out of some streams.
    ImproveGiver "the menu of a giver" {
        /// When versions leave: "item", "phase", "sync NAME" (default item, phase but for what exists once, of work sync weekly).
        opt release: Vec<At<SyncOr<Release>>>,
        /// When a receiver may first start: "final", "brief" or "early(0.5)" (default these three).
        opt start: Vec<At<Start>>,
    }

    /// A meeting that may be held.
    ImproveSync "a meeting" {
        /// Its name.
        must name: Name,
        /// Elapsed time between occurrences.
        must every: PositiveElapsed,
        /// Working time it takes everybody, above 0.
        must length: Work,
    }
}
