//! A sweep in words and readable tables.

use super::Scale;
use crate::experiments::sweep::{Finished, ModelPoint, Plan};
use crate::findings::Estimate;
use crate::metric::{self, METRICS};
use crate::report::{Cell, Column, Table, figures};
use crate::stats::Interval;

/// At most so many points are listed on a page; the data files have all of them.
pub const LISTED: usize = 200;

/// A paragraph: what was run, who launches first where, between which values it lies.
pub fn said(plan: &Plan, found: &[Finished]) -> String {
    let Some(cycle_time) = metric::find("cycle_time_h") else { return String::new() };
    let mut text = first_where(plan, found, cycle_time);
    text.extend(span(plan, found, cycle_time));
    let failed = found.iter().filter(|point| point.failed.is_some()).count();
    if failed > 0 {
        text.push_str(&format!(" {failed} of {} points could not be run.", found.len()));
    }
    text
}

/// Who has the least mean cycle time at how many points, and where that is shown.
fn first_where(plan: &Plan, found: &[Finished], metric: usize) -> String {
    let names = &plan.identity.models;
    if names.len() < 2 {
        return "There is only one model, so there is nothing to compare it with.".to_owned();
    }
    let winners: Vec<(usize, bool)> =
        found.iter().filter_map(|point| winner(point, metric)).collect();
    let of = winners.len();
    if of == 0 {
        return "Nothing can be said: no point has a cycle time of every model.".to_owned();
    }
    let mut counts: Vec<(usize, usize, usize)> = (0..names.len())
        .map(|model| {
            let own = || winners.iter().filter(|(best, _)| *best == model);
            (model, own().count(), own().filter(|(_, sure)| *sure).count())
        })
        .filter(|(_, count, _)| *count > 0)
        .collect();
    counts.sort_by_key(|(model, count, _)| (usize::MAX - count, *model));
    let one = |(model, count, sure): &(usize, usize, usize)| {
        let at = if *count == of { format!("all {of}") } else { format!("{count} of {of}") };
        let lead = match *sure {
            0 => "its lead over every other model is shown at none of them".to_owned(),
            sure if sure == *count => "its lead over every other model is shown there".to_owned(),
            sure => format!("its lead over every other model is shown at {sure} of them"),
        };
        format!("{} launches earliest at {at} points ({lead})", names[*model])
    };
    let told: Vec<String> = counts.iter().map(one).collect();
    format!("{}.", told.join("; "))
}

/// The model with the least mean at a point, and whether its lead over all others is shown.
pub(super) fn winner(point: &Finished, metric: usize) -> Option<(usize, bool)> {
    let mean = |model: &ModelPoint| model.estimates.get(metric).and_then(|known| known.mean);
    let means: Vec<f64> = point.models.iter().map(mean).collect::<Option<_>>()?;
    let best = (0..means.len()).min_by(|a, b| means[*a].total_cmp(&means[*b]))?;
    let sure = point.pairs.iter().filter(|pair| pair.a == best || pair.b == best).all(|pair| {
        pair.ci.is_some_and(|ci| if pair.a == best { ci.low > 0.0 } else { ci.high < 0.0 })
    });
    Some((best, sure))
}

/// Between which values the mean cycle time lies: of the baseline, and of those who launch first somewhere.
fn span(plan: &Plan, found: &[Finished], metric: usize) -> Option<String> {
    let scale = Scale::of(metric);
    let told = |(index, name): (usize, &String)| {
        let known = found.iter().enumerate().filter_map(|(place, point)| {
            Some((place, point.models.get(index)?.estimates.get(metric)?.mean?))
        });
        let known: Vec<(usize, f64)> = known.collect();
        let low = known.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let high = known.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let at = |place: usize| values(plan, place);
        let ends = [low.1, high.1].map(|mean| scale.value(mean));
        let decimals = figures::decimals(ends[1]);
        let [least, most] = ends.map(|end| figures::fixed(end, decimals));
        let unit = scale.unit;
        Some(format!("{name} {least} ({}) to {most} {unit} ({})", at(low.0), at(high.0)))
    };
    let first = |model: usize| {
        found.iter().filter_map(|point| winner(point, metric)).any(|(best, _)| best == model)
    };
    let models = plan.identity.models.iter().enumerate();
    let models = models.filter(|(model, name)| **name == plan.identity.baseline || first(*model));
    let told: Vec<String> = models.take(3).filter_map(told).collect();
    (!told.is_empty()).then(|| format!(" Mean cycle times: {}.", told.join("; ")))
}

/// "people = 3, probability = 0.5": the last words of the paths are enough beside a table.
fn values(plan: &Plan, place: usize) -> String {
    let named = |(path, value): (&String, &String)| format!("{} = {value}", last_word(path));
    let point = plan.points.get(place);
    let all =
        point.map(|point| plan.paths.iter().zip(&point.values).map(named).collect::<Vec<_>>());
    all.unwrap_or_default().join(", ")
}

fn last_word(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// A metric of every model at every point, with its interval; `None` where it has no value, or only 0.
pub fn metric_table(plan: &Plan, found: &[Finished], name: &str) -> Option<Table> {
    let metric = metric::find(name)?;
    let scale = if METRICS[metric].unit == "0/1" { PERCENT } else { Scale::of(metric) };
    let estimate = |point: &Finished, model: usize| -> Option<Estimate> {
        point.models.get(model)?.estimates.get(metric).cloned()
    };
    let models = 0..plan.identity.models.len();
    let shown: Vec<Vec<(Option<f64>, Option<Interval>)>> = found
        .iter()
        .map(|point| {
            let one = |model| {
                let known = estimate(point, model);
                let mean = known.as_ref().and_then(|known| known.mean);
                (mean.map(|m| scale.value(m)), scale.interval(known.and_then(|known| known.ci)))
            };
            models.clone().map(one).collect()
        })
        .collect();
    shown.iter().flatten().any(|(mean, _)| mean.is_some_and(|mean| mean != 0.0)).then_some(())?;
    let decimals = figures::decimals_with_intervals(&shown.concat()).min(3);
    let label = match scale.unit {
        "" => METRICS[metric].label.to_owned(),
        unit => format!("{} ({unit})", METRICS[metric].label),
    };
    let title = match found.len().saturating_sub(LISTED) {
        0 => format!("{label}: mean ± its 95 % interval"),
        left => format!("{label}: mean ± its 95 % interval ({left} more points in sweep.csv)"),
    };
    let cell = |(mean, ci): &(Option<f64>, Option<Interval>)| {
        Cell::Text(figures::mean_with_interval(*mean, *ci, decimals))
    };
    let names: Vec<&String> = plan.identity.models.iter().collect();
    Some(by_point(plan, &names, title, (&shown, &cell)))
}

/// Shares are shown in percent.
const PERCENT: Scale = Scale { per: 0.01, unit: "%", label: "" };

/// Every model's difference to the baseline in cycle time at every point.
pub fn against_baseline(plan: &Plan, found: &[Finished]) -> Option<Table> {
    let metric = metric::find("cycle_time_h")?;
    let scale = Scale::of(metric);
    let baseline = &plan.identity.baseline;
    (plan.identity.models.len() > 1).then_some(())?;
    let names: Vec<&String> =
        plan.identity.models.iter().filter(|name| *name != baseline).collect();
    let one = |model: &ModelPoint| {
        let known = model.differences.get(metric);
        let mean = known.and_then(|known| known.mean).map(|mean| scale.value(mean));
        (mean, scale.interval(known.and_then(|known| known.ci)))
    };
    let row = |point: &Finished| {
        let models = plan.identity.models.iter().zip(&point.models);
        models.filter(|(name, _)| *name != baseline).map(|(_, model)| one(model)).collect()
    };
    let shown: Vec<Vec<(Option<f64>, Option<Interval>)>> = found.iter().map(row).collect();
    let decimals = figures::decimals_with_intervals(&shown.concat()).min(3);
    let unit = scale.unit;
    let title =
        format!("Cycle time less that of {baseline}: mean difference in {unit} (95 % interval)");
    let cell = |(mean, ci): &(Option<f64>, Option<Interval>)| {
        Cell::Text(figures::difference(*mean, *ci, decimals))
    };
    Some(by_point(plan, &names, title, (&shown, &cell)))
}

/// What stands in a table, row by row, and how it is written.
type Shown<'a, T> = (&'a [Vec<T>], &'a dyn Fn(&T) -> Cell);

/// A row a point: its values, then a cell a model.
fn by_point<T>(
    plan: &Plan,
    names: &[&String],
    title: String,
    (shown, cell): Shown<'_, T>,
) -> Table {
    let paths = plan.paths.iter().map(|path| Column::text("value").headed(path));
    let models = names.iter().map(|name| Column::number("mean").headed(name.as_str()));
    let mut table = Table::new("sweep", title, paths.chain(models).collect());
    for (point, row) in plan.points.iter().zip(shown).take(LISTED) {
        let values = point.values.iter().map(Cell::text);
        let cells = (0..names.len()).map(|model| row.get(model).map_or(Cell::Missing, cell));
        table.push(values.chain(cells).collect());
    }
    table
}
