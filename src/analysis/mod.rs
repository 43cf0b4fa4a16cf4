//! What may be said of a study: estimates, paired differences, verdicts, caveats.

mod advice;
mod answer;
mod beside;
mod caveat;
mod change;
mod deliverable;
mod difference;
mod dots;
mod due;
mod estimate;
mod flaws;
mod gain;
mod instead;
mod judgement;
mod late;
pub mod launches;
mod pilot;
mod sentence;
mod team;
mod time_shown;
mod turn;
mod verdict;
mod whole;

#[cfg(test)]
pub(crate) mod fixture;

pub use advice::{Advice, Risk, advice, best, person_hours, risk, rivals, sought};
pub use answer::{Answer, answer};
pub use beside::{Beside, Needed, beside};
pub use caveat::{Caveat, caveats};
pub use change::Change;
pub use deliverable::{DELIVERABLE_COLUMNS, DeliverableEstimate, Percentile, deliverables};
pub use difference::{Difference, Verdict, against, differences};
pub use dots::{DOTS, Dot, dots, middle, middle_difference};
pub use due::Due;
pub use estimate::{
    Estimate, QUANTILES, Quantile, day_reached, estimate, interval_of_quantile, per_week,
    percentile_shown, times,
};
pub use instead::{held_against, instead, recommended, too_little};
pub use judgement::{Judged, Worth, judged, worth};
pub use late::{LateChanges, TooLate};
pub use pilot::{Grounds, Pilot, Watch, pilot};
pub use sentence::{in_hours, none_seen, sentence};
use team::busiest;
pub use team::{TEAM_COLUMNS, TeamEstimate, bottleneck, team_estimate};
pub use time_shown::{
    Kept, TimeShown, counts, day, day_beside, due_day, in_time, kept, on_average, ready_in_time,
    short_due, slack, time_shown, time_where, told, waits_to_launch,
};
pub use verdict::{followed, is_sure, stays, verdict};
pub use whole::Analysis;
