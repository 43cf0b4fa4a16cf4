//! What a pilot should measure, and how many campaigns it takes.

use super::advice::both;
use super::launches::{Decided, Launched, contest};
use super::time_shown::time_shown;
use crate::metric::{self, METRICS, Metric};
use crate::stats::{self, observations_per_side, paired, trials_per_side};
use crate::study::Study;
use serde::{Deserialize, Serialize};

/// A metric that a pilot can tell the two models apart by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// Index into [`METRICS`].
    #[serde(with = "metric::by_name")]
    pub metric: usize,
    /// Mean and standard deviation under the baseline, in the metric's unit.
    pub baseline: (f64, f64),
    /// Mean and standard deviation under the model, in the metric's unit.
    pub model: (f64, f64),
    /// Campaigns on each side that show the difference with 80 % probability.
    pub campaigns: f64,
}

/// A pilot of one model against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// What the advice rests on.
    pub grounds: Grounds,
    /// Other metrics whose difference shows soonest, soonest first.
    pub also: Vec<Watch>,
}

/// The difference that an advice rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grounds {
    /// The model launches earlier.
    Earlier(Watch),
    /// It launches more often: campaigns on each side that show the difference of shares with 80 % probability.
    MoreOften(f64),
}

/// What people in a campaign can measure besides its cycle time.
const MEASURABLE: [usize; 10] = [
    metric::REWORK_TIME,
    metric::REWORK_CHANGE,
    metric::REWORK_UPSTREAM,
    metric::REWORK_FLAW,
    metric::REWORK_REJECTION,
    metric::COORDINATION_TIME,
    metric::WAIT_QUEUED,
    metric::WAIT_REVIEW,
    metric::APPROVAL_TURNAROUND,
    metric::APPROVAL_ROUNDS,
];

/// At most so many other metrics are worth watching at once.
const MOST: usize = 4;

/// What to measure; `None` where neither launches nor cycle times show a difference.
pub fn pilot(study: &Study, model: usize) -> Option<Pilot> {
    let [ours, theirs] = [model, study.baseline].map(|model| &study.models[model]);
    let found = contest(ours, theirs, time_shown(study).metric, study.models.len() - 1);
    let share = |runs| Launched::of(runs).share();
    let grounds = match found.decided {
        Decided::Launches => Grounds::MoreOften(trials_per_side(share(ours)?, share(theirs)?)?),
        Decided::Mean => Grounds::Earlier(watch(study, model, time_shown(study).metric)?),
    };
    let shown = MEASURABLE.iter().filter_map(|metric| watch(study, model, *metric));
    let mut also: Vec<Watch> = shown.collect();
    also.sort_by(|a, b| a.campaigns.total_cmp(&b.campaigns));
    also.truncate(MOST);
    Some(Pilot { grounds, also })
}

impl Watch {
    /// The metric.
    pub fn of(&self) -> &'static Metric {
        &METRICS[self.metric]
    }
}

/// A metric whose paired interval clears zero. Campaigns of a pilot are not pairs: the deviations are
/// those of single campaigns.
fn watch(study: &Study, model: usize, metric: usize) -> Option<Watch> {
    let pairs = both(&study.models[model], &study.models[study.baseline], metric);
    let ci = paired(&pairs, study.models.len() - 1).ci?;
    if ci.contains(0.0) {
        return None;
    }
    let (ours, theirs): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let of = |values: &[f64]| Some((stats::mean(values)?, stats::sd(values)?));
    let (baseline, model) = (of(&theirs)?, of(&ours)?);
    let campaigns = observations_per_side(model.0 - baseline.0, (model.1, baseline.1))?;
    Some(Watch { metric, baseline, model, campaigns })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    #[test]
    fn campaigns_follow_from_single_deviations_not_from_pairs() {
        // 10 apart in every pair, yet campaigns of a side deviate by 10: d = 1 needs 17 a side
        // (Cohen 1988, table 2.4.1). Eight squares of 100 over 9 - 1.
        let times = |mean: f64| -> Vec<Option<f64>> {
            let away = [-10.0, -10.0, -10.0, -10.0, 0.0, 10.0, 10.0, 10.0, 10.0];
            away.map(|away| Some(mean + away)).into()
        };
        let base = with_cycle_times("A", &times(30.0));
        let other = with_cycle_times("B", &times(20.0));
        let found = pilot(&study(vec![base, other]), 1).unwrap();
        let Grounds::Earlier(launch) = found.grounds else { panic!("{found:?}") };
        assert_eq!((launch.baseline, launch.model), ((30.0, 10.0), (20.0, 10.0)));
        assert_eq!(launch.campaigns, 17.0);
        assert!(found.also.is_empty());
    }

    #[test]
    fn an_advice_that_rests_on_launches_is_confirmed_by_launches() {
        // All after 90 h against 35 of 100 after 10 h: later where both launch. 1 against .35 needs 7 a side.
        let mut rarely = vec![Some(10.0); 35];
        rarely.resize(100, None);
        let models = [with_cycle_times("A", &rarely), with_cycle_times("B", &[Some(90.0); 100])];
        assert_eq!(pilot(&study(models.into()), 1).unwrap().grounds, Grounds::MoreOften(7.0));
    }

    #[test]
    fn nothing_shown_nothing_to_confirm() {
        let base = with_cycle_times("A", &[Some(20.0), Some(30.0)]);
        let other = with_cycle_times("B", &[Some(21.0), Some(29.0)]);
        assert_eq!(pilot(&study(vec![base, other]), 1), None);
    }
}
