//! Who finds more an hour: flaws that do not go live, for the hours of review and coordination that it takes.

use super::headline::{row, start, survivors};
use super::{Table, format};
use crate::analysis::Analysis;
use crate::metric::{COORDINATION_TIME, ESCAPES, REVIEW_TIME};
use crate::stats::{Interval, mean, mean_interval};

/// Hours for which flaws are counted.
const HOURS: f64 = 10.0;

/// Flaws and person-hours of review and coordination: of a replication; or how many flaws fewer escape than under the baseline,
/// for how many hours more.
type Pair = (f64, f64);

/// Against the baseline: escaped flaws fewer, hours more, and flaws fewer for ten of these hours, each with its 95 %
/// interval; `None` where no model is shown to let fewer escape for more hours.
pub fn table(analysis: &Analysis) -> Option<Table> {
    let study = &analysis.study;
    let baseline = study.baseline;
    let others: Vec<usize> = (0..study.models.len()).filter(|model| *model != baseline).collect();
    let pairs: Vec<Vec<Pair>> = others.iter().map(|model| pairs(analysis, *model)).collect();
    pairs.iter().find(|pairs| an_hour(pairs).is_some())?;
    let headings = [
        ("fewer_escapes", "Fewer escape", "flaws"),
        ("more_hours", "For more review and coordination", "person-h"),
        ("for_ten_hours", "Fewer escape for 10 of these hours", "flaws"),
    ];
    let name = &study.models[baseline].name;
    let title = format!("Who finds more an hour? Against {name} (means, 95 %)");
    let mut table = start("finding", title, &headings);
    for (model, pairs) in others.iter().zip(&pairs) {
        let of = |of: fn(&Pair) -> f64| -> Vec<f64> { pairs.iter().map(of).collect() };
        let [flaws, hours] = [of(|pair| pair.0), of(|pair| pair.1)]
            .map(|values| (mean(&values), mean_interval(&values)));
        let cells = [
            flaws,
            hours,
            an_hour(pairs).map_or((None, None), |(mean, ci)| (Some(mean), Some(ci))),
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
        let hours = runs.metric(REVIEW_TIME).zip(runs.metric(COORDINATION_TIME));
        let both = runs.metric(ESCAPES).zip(hours);
        both.map(|(flaws, (review, coordination))| Some((flaws?, review? + coordination?)))
            .collect()
    };
    let (ours, theirs) = (of(model), of(analysis.study.baseline));
    let pair = |(ours, theirs): (&Option<Pair>, &Option<Pair>)| {
        let ((flaws, hours), (more, fewer)) = ((*ours)?, (*theirs)?);
        Some((more - flaws, hours - fewer))
    };
    ours.iter().zip(&theirs).filter_map(pair).collect()
}

/// Flaws fewer for ten hours: the ratio of the two means, with its interval by linearisation (Cochran 1977, Sampling
/// Techniques, section 6.4); `None` where fewer flaws, or more hours, are not shown.
fn an_hour(pairs: &[Pair]) -> Option<(f64, Interval)> {
    let flaws: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    let hours: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let more =
        [&flaws, &hours].iter().all(|values| mean_interval(values).is_some_and(|ci| ci.low > 0.0));
    let (flaws, hours) = (mean(&flaws)?, mean(&hours)?);
    if !more {
        return None;
    }
    let ratio = flaws / hours;
    let of = |(flaws, of): &Pair| HOURS * (ratio + (flaws - ratio * of) / hours);
    let linear: Vec<f64> = pairs.iter().map(of).collect();
    Some((HOURS * ratio, mean_interval(&linear)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws_for_ten_hours_are_a_ratio_of_means() {
        // Means 2 flaws and 8 h: 2.5 for 10 h. Of the linearised values (flaws - hours / 4) x 10 / 8 + 2.5, namely 1.25 and
        // 3.75 in turn (1 - 2 = -1, 3 - 2 = 1), the sd is 1.25 x (100 / 99)^(1/2), half-width 1.98422 x 0.125632 = 0.24928.
        let pairs: Vec<Pair> = [(1.0, 8.0), (3.0, 8.0)].repeat(50);
        let pairs: Vec<Pair> =
            pairs.iter().enumerate().map(|(i, (f, h))| (*f, h + wobble(i))).collect();
        let (mean, ci) = an_hour(&pairs).unwrap();
        assert!((mean - 2.5).abs() < 1e-9);
        assert!((ci.half_width() - 0.2493).abs() < 0.001, "{ci:?}");
    }

    /// So that hours vary a little: plus and minus in pairs, mean 0.
    fn wobble(index: usize) -> f64 {
        if (index / 2).is_multiple_of(2) { 1e-4 } else { -1e-4 }
    }

    #[test]
    fn nothing_is_said_where_fewer_flaws_are_not_shown() {
        let pairs: Vec<Pair> = (0..100).map(|i| (wobble(i) * 1e4, 8.0 + wobble(i))).collect();
        assert!(an_hour(&pairs).is_none());
    }
}
