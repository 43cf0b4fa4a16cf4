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
    match found.verdict {
        _ if is_ahead(study, found) => match is_little(study, found) {
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

fn is_little(study: &Study, found: &Difference) -> bool {
    let share = |model: usize| kept(study, &study.models[model]).map(|kept| kept.share());
    let more = share(found.model).zip(share(study.baseline));
    let in_time = more.is_some_and(|(ours, theirs)| ours - theirs >= IN_TIME);
    let gain = found.mean.filter(|_| found.verdict == Verdict::Lower);
    !in_time && gain.zip(worth(study)).is_some_and(|(gain, worth)| -gain < worth.hours)
}

#[cfg(test)]
mod tests {
    use super::super::difference::differences;
    use super::super::fixture::{study, with_cycle_times};
    use super::*;
    use crate::study::Judging;

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
}
