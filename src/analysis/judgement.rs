//! Whether a model that is ahead of the baseline is worth a switch.

use super::difference::{Difference, Verdict};
use super::launches::{Ahead, by_launches, launches};
use super::time_shown::{kept, time_shown};
use crate::stats::Moments;
use crate::study::Study;

/// So much of the standard deviation of the baseline's time is worth a switch, where the scenario does not say.
const PART: f64 = 0.1;
/// So many more campaigns in time are worth one, however little earlier they are.
const IN_TIME: f64 = 0.05;

/// How much earlier is worth a switch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// In hours.
    pub hours: f64,
    /// Whether the scenario says so; else it is a part of a deviation.
    pub given: bool,
}

/// What a difference to the baseline comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Ahead, and worth a switch.
    Worth,
    /// Ahead, but by too little.
    Little,
    /// Behind.
    Worse,
    /// Not told apart.
    Unclear,
}

/// How much earlier is worth a switch; `None` where the scenario does not say and nothing varies.
pub fn worth(study: &Study) -> Option<Worth> {
    let given = study.judging.worth_h.map(|hours| Worth { hours, given: true });
    given.or_else(|| {
        let times = study.models.get(study.baseline)?.metric(time_shown(study).metric);
        let sd = Moments::of(&times.flatten().collect::<Vec<f64>>()).sd?;
        Some(Worth { hours: PART * sd, given: false })
    })
}

/// What a difference to the baseline comes to.
pub fn judged(study: &Study, found: &Difference) -> Judged {
    judged_by(study, found, worth(study))
}

/// What a difference to the baseline comes to, where so much is worth a switch.
pub(super) fn judged_by(study: &Study, found: &Difference, worth: Option<Worth>) -> Judged {
    match found.verdict {
        _ if is_ahead(study, found) => match is_little(study, found, worth) {
            true => Judged::Little,
            false => Judged::Worth,
        },
        Verdict::Lower | Verdict::MoreOften | Verdict::Higher | Verdict::LessOften => Judged::Worse,
        _ => Judged::Unclear,
    }
}

/// Whether a model is shown to be ahead of the baseline, and launched often enough to be advised.
pub(super) fn is_ahead(study: &Study, found: &Difference) -> bool {
    let of = |model: usize| launches(&study.models[model]);
    let rarely = by_launches(&of(found.model), &of(study.baseline), None) == Ahead::Second;
    matches!(found.verdict, Verdict::Lower | Verdict::MoreOften) && !rarely
}

/// Whether it is earlier by less than is worth a switch. What the scenario says of that has the last word; where it says
/// nothing, more campaigns in time are worth one, too.
fn is_little(study: &Study, found: &Difference, worth: Option<Worth>) -> bool {
    let gain = found.mean.filter(|_| found.verdict == Verdict::Lower);
    gain.zip(worth).is_some_and(|(gain, worth)| {
        -gain < worth.hours && (worth.given || !more_in_time(study, found.model))
    })
}

/// Whether so many more campaigns of a model are in time that it is worth a switch by itself.
pub(super) fn more_in_time(study: &Study, model: usize) -> bool {
    let share = |model: usize| kept(study, &study.models[model]).map(|kept| kept.share());
    let more = share(model).zip(share(study.baseline));
    more.is_some_and(|(ours, theirs)| ours - theirs >= IN_TIME)
}

#[cfg(test)]
mod tests {
    use super::super::difference::differences;
    use super::super::fixture::{study, with_cycle_times};
    use super::*;
    use crate::metric::{CYCLE_TIME, METRICS, ON_TIME};
    use crate::record::Status;
    use crate::study::{Judging, ModelRuns};

    /// 100, 110, 120, 130 eight times: deviations of 15, 5, 5, 15 from 115, so (8 × 500 / 31)^(1/2) = 11.36.
    fn against(less: f64) -> Study {
        let hours = |less: f64| {
            let all = [100.0, 110.0, 120.0, 130.0].repeat(8).into_iter();
            all.map(|hours| Some(hours - less)).collect::<Vec<_>>()
        };
        study(vec![with_cycle_times("A", &hours(0.0)), with_cycle_times("B", &hours(less))])
    }

    fn judge(study: &Study) -> Judged {
        judged(study, &differences(study, 0)[0])
    }

    #[test]
    fn a_tenth_of_the_deviation_is_worth_a_switch() {
        let found = worth(&against(0.0)).unwrap();
        assert!((found.hours - 1.1359).abs() < 1e-4 && !found.given, "{found:?}");
        assert_eq!(
            [1.2, 1.0, -1.0].map(|less| judge(&against(less))),
            [Judged::Worth, Judged::Little, Judged::Worse]
        );
        assert_eq!(judge(&against(0.0)), Judged::Unclear);
    }

    #[test]
    fn the_scenario_may_say_what_is_worth_it() {
        let judging = Judging { worth_h: Some(24.0), asked: None };
        assert_eq!(judge(&Study { judging, ..against(20.0) }), Judged::Little);
    }

    /// The same campaigns, each with whether it is there by hour 110.
    fn by_110(runs: &ModelRuns) -> ModelRuns {
        let mut dated = ModelRuns::new(&runs.name, 0);
        for hours in runs.metric(CYCLE_TIME) {
            let mut row = vec![None; METRICS.len()];
            row[CYCLE_TIME] = hours;
            row[ON_TIME] = hours.map(|hours| f64::from(u8::from(hours <= 110.0)));
            dated.push_values(Status::Launched, &row);
        }
        dated
    }

    /// All of them in time instead of a half, 20 h earlier: what the scenario says is worth a switch decides; where it
    /// does not say, the campaigns in time do.
    #[test]
    fn what_the_scenario_says_holds_where_a_date_is_reached_too() {
        let due = |less: f64, worth_h: Option<f64>| {
            let judging = Judging { worth_h, asked: None };
            let mut study = Study { deadline_h: Some(110.0), judging, ..against(less) };
            study.models = study.models.iter().map(by_110).collect();
            judge(&study)
        };
        assert_eq!(due(20.0, None), Judged::Worth);
        assert_eq!(due(20.0, Some(24.0)), Judged::Little);
        assert_eq!(due(20.0, Some(12.0)), Judged::Worth);
    }
}
