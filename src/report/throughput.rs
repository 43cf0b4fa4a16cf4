//! What a portfolio gets done: campaigns launched a week, and how long they wait for their start.

use super::headline::{row, start};
use super::{Table, format};
use crate::analysis::{Analysis, Estimate};
use crate::metric::{LAUNCHED_PER_WEEK, START_WAIT};
use crate::stats::Interval;

/// Means with their 95 % intervals, by model; `None` without a portfolio.
pub fn table(analysis: &Analysis) -> Option<Table> {
    let [launched, wait] = [LAUNCHED_PER_WEEK, START_WAIT].map(|metric| analysis.metric(metric));
    launched.iter().chain(&wait).find(|known| known.mean.is_some())?;
    let headings = [
        ("launched_per_week", "Launched ±95 %", "campaigns a week"),
        ("start_wait_d", "Wait for the start ±95 %", "days"),
    ];
    let mut table = start("throughput", "What comes out of the portfolio (means)", &headings);
    let columns = [shown(&launched, 1.0), shown(&wait, 24.0)];
    for model in 0..analysis.study.models.len() {
        let cells = columns.iter().map(|column| column[model].clone());
        table.push(row(&analysis.study, model, cells));
    }
    Some(table)
}

/// Means in a unit, each with its interval.
fn shown(known: &[&Estimate], unit: f64) -> Vec<String> {
    let in_unit = |known: &&Estimate| {
        let ends = |ci: Interval| Interval { low: ci.low / unit, high: ci.high / unit };
        (known.mean.map(|mean| mean / unit), known.ci.map(ends))
    };
    let values: Vec<_> = known.iter().map(in_unit).collect();
    let decimals = format::decimals_with_intervals(&values);
    let one = |(mean, ci): &(Option<f64>, Option<Interval>)| {
        format::mean_with_interval(*mean, *ci, decimals)
    };
    values.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::{study, with_metric};
    use crate::record::Status;

    #[test]
    fn a_portfolio_has_its_launches_a_week_and_nobody_else() {
        // 0.5 and 0.7 in turn: mean 0.6, sd 0.1 (100 of 99 for the sample), half-width 1.984 x 0.1005 / 10 = 0.02.
        let values = [0.5, 0.7].repeat(50);
        let rows: Vec<_> = values.iter().map(|v| (Status::Launched, Some(*v))).collect();
        let of = |metric| Analysis::of(study(vec![with_metric("A", metric, &rows)]));
        let table = table(&of(LAUNCHED_PER_WEEK)).unwrap();
        let cells: Vec<String> = table.rows[0].iter().map(super::super::Cell::shown).collect();
        assert_eq!(cells, ["A", "0.60 ±0.02", format::MISSING]);
        assert!(super::table(&of(crate::metric::ESCAPES)).is_none());
    }
}
