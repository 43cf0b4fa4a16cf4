//! What it takes to find more: hours of review and coordination for each flaw that does not go live.

use super::headline::{row, start, survivors};
use super::{Table, format};
use crate::analysis::Analysis;
use crate::metric::{COORDINATION_TIME, ESCAPES, REREVIEW_TIME, REVIEW_TIME};
use crate::stats::{Interval, mean, mean_interval};

/// Flaws and person-hours of review and coordination: of a replication; or how many flaws fewer escape than under the baseline,
/// for how many hours more.
type Pair = (f64, f64);

/// Against the baseline: escaped flaws fewer, hours more, and hours for each flaw fewer, each with its 95 %
/// interval; `None` where no model is shown to let fewer escape for more hours.
pub fn table(analysis: &Analysis) -> Option<Table> {
    let study = &analysis.study;
    let baseline = study.baseline;
    let others: Vec<usize> = (0..study.models.len()).filter(|model| *model != baseline).collect();
    let pairs: Vec<Vec<Pair>> = others.iter().map(|model| pairs(analysis, *model)).collect();
    pairs.iter().find(|pairs| hours_a_flaw(pairs).is_some())?;
    let headings = [
        ("fewer_escapes", "Fewer flaws go live", "flaws"),
        ("more_hours", "More hours of review (all rounds) and coordination", "person-h"),
        ("for_each_flaw", "Hours for each flaw fewer", "person-h"),
    ];
    let name = &study.models[baseline].name;
    let title = format!("Who finds flaws in fewer hours? Against {name} (means, 95 %)");
    let mut table = start("finding", title, &headings);
    for (model, pairs) in others.iter().zip(&pairs) {
        let of = |of: fn(&Pair) -> f64| -> Vec<f64> { pairs.iter().map(of).collect() };
        let [flaws, hours] = [of(|pair| pair.0), of(|pair| pair.1)]
            .map(|values| (mean(&values), mean_interval(&values)));
        let cells = [
            flaws,
            hours,
            hours_a_flaw(pairs).map_or((None, None), |(mean, ci)| (Some(mean), Some(ci))),
        ];
        let shown = cells.map(|(mean, ci)| {
            format::difference(mean, ci, format::decimals_with_intervals(&[(mean, ci)]))
        });
        let mark = survivors(&study.models[*model]);
        table.push(row(
            study,
            *model,
            shown.into_iter().map(|cell| format!("{cell} {mark}").trim_end().to_owned()),
        ));
    }
    Some(table)
}

/// The replications that were launched under both. What goes into mending is no part of the hours that it takes to find.
fn pairs(analysis: &Analysis, model: usize) -> Vec<Pair> {
    let of = |model: usize| -> Vec<Option<Pair>> {
        let runs = &analysis.study.models[model];
        let hours = |metric| runs.metric(metric);
        let further = hours(REREVIEW_TIME).zip(hours(COORDINATION_TIME));
        let both = runs.metric(ESCAPES).zip(hours(REVIEW_TIME).zip(further));
        both.map(|(flaws, (review, (further, coordination)))| {
            Some((flaws?, review? + further? + coordination?))
        })
        .collect()
    };
    let (ours, theirs) = (of(model), of(analysis.study.baseline));
    let pair = |(ours, theirs): (&Option<Pair>, &Option<Pair>)| {
        let ((flaws, hours), (more, fewer)) = ((*ours)?, (*theirs)?);
        Some((more - flaws, hours - fewer))
    };
    ours.iter().zip(&theirs).filter_map(pair).collect()
}

/// Hours for each flaw fewer: the ratio of the two means, with its interval by linearisation (Cochran 1977, Sampling
/// Techniques, section 6.4); `None` where fewer flaws, or more hours, are not shown.
fn hours_a_flaw(pairs: &[Pair]) -> Option<(f64, Interval)> {
    let flaws: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    let hours: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let more =
        [&flaws, &hours].iter().all(|values| mean_interval(values).is_some_and(|ci| ci.low > 0.0));
    let (flaws, hours) = (mean(&flaws)?, mean(&hours)?);
    if !more {
        return None;
    }
    let ratio = hours / flaws;
    let of = |(fewer, more): &Pair| ratio + (more - ratio * fewer) / flaws;
    let linear: Vec<f64> = pairs.iter().map(of).collect();
    Some((ratio, mean_interval(&linear)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_for_each_flaw_are_a_ratio_of_means() {
        // Means 2 flaws and 8 h: 4 h a flaw. Of the linearised values 4 + (hours - 4 x flaws) / 2, namely 6 and 2 in turn,
        // the sd is 2 x (100 / 99)^(1/2), half-width 1.98422 x 0.201008 = 0.39884.
        let pairs: Vec<Pair> = [(1.0, 8.0), (3.0, 8.0)].repeat(50);
        let pairs: Vec<Pair> =
            pairs.iter().enumerate().map(|(i, (f, h))| (*f, h + wobble(i))).collect();
        let (mean, ci) = hours_a_flaw(&pairs).unwrap();
        assert!((mean - 4.0).abs() < 1e-9);
        assert!((ci.half_width() - 0.3988).abs() < 0.001, "{ci:?}");
    }

    /// So that hours vary a little: plus and minus in pairs, mean 0.
    fn wobble(index: usize) -> f64 {
        if (index / 2).is_multiple_of(2) { 1e-4 } else { -1e-4 }
    }

    #[test]
    fn nothing_is_said_where_fewer_flaws_are_not_shown() {
        let pairs: Vec<Pair> = (0..100).map(|i| (wobble(i) * 1e4, 8.0 + wobble(i))).collect();
        assert!(hours_a_flaw(&pairs).is_none());
    }
}
