//! A sweep in words and readable tables.

use super::Scale;
use crate::experiments::sweep::{Finished, ModelPoint, Plan};
use crate::findings::launches::{Ahead, Launched, places};
use crate::findings::percent;
use crate::metric::{self, Exists, METRICS};
use crate::report::{Cell, Column, Table, figures};
use crate::stats::Interval;

/// At most so many points are listed on a page; the data files have all of them.
pub const LISTED: usize = 200;

/// A paragraph: what was run, who launches first where, between which values it lies.
pub fn said(plan: &Plan, found: &[Finished]) -> String {
    let Some(cycle_time) = metric::find("cycle_time_h") else { return String::new() };
    let mut text = first_where(plan, found);
    text.extend(survivors(found));
    text.extend(span(plan, found, cycle_time));
    let failed = found.iter().filter(|point| point.failed.is_some()).count();
    if failed > 0 {
        text.push_str(&format!(" {failed} of {} points could not be run.", found.len()));
    }
    text
}

/// Who launches first at how many of the points that were run, and where that is shown.
fn first_where(plan: &Plan, found: &[Finished]) -> String {
    let names = &plan.identity.models;
    if names.len() < 2 {
        return "There is only one model, so there is nothing to compare it with.".to_owned();
    }
    let firsts: Vec<First> = found.iter().filter_map(first).collect();
    let of = firsts.len();
    if of == 0 {
        return "Nothing can be said: no model was launched at any point.".to_owned();
    }
    let mut kinds: Vec<&Vec<usize>> = Vec::new();
    for First { models, .. } in &firsts {
        if !kinds.contains(&models) {
            kinds.push(models);
        }
    }
    let count = |models: &Vec<usize>| firsts.iter().filter(|f| f.models == *models).count();
    kinds.sort_by_key(|models| (usize::MAX - count(models), (*models).clone()));
    let one = |models: &&Vec<usize>| {
        let own = count(models);
        let at = if own == of { format!("all {of}") } else { format!("{own} of {of}") };
        match models.as_slice() {
            [only] => {
                let sure = firsts.iter().filter(|f| f.models == **models && f.sure).count();
                format!("{} launches earliest at {at} points ({})", names[*only], lead(sure, own))
            }
            several => {
                format!("{} cannot be told apart at {at} points", listed(names, several))
            }
        }
    };
    let told: Vec<String> = kinds.iter().map(one).collect();
    format!("{}.", told.join("; "))
}

fn lead(sure: usize, of: usize) -> String {
    match sure {
        0 => "its lead over every other model is shown at none of them".to_owned(),
        sure if sure == of => "its lead over every other model is shown there".to_owned(),
        sure => format!("its lead over every other model is shown at {sure} of them"),
    }
}

/// "A, B and C"
fn listed(names: &[String], models: &[usize]) -> String {
    let names: Vec<&str> = models.iter().map(|model| names[*model].as_str()).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// Where replications were not launched, means alone do not say who is first.
fn survivors(found: &[Finished]) -> Option<String> {
    let lacking = |point: &&Finished| point.models.iter().any(|model| !launched(model).all());
    let count = found.iter().filter(lacking).count();
    (count > 0).then(|| {
        format!(
            " At {count} of {} points some replications were not launched: there whoever launches more \
             often comes first, and mean cycle times are of launched replications only.",
            found.len()
        )
    })
}

/// How often a model was launched at a point.
pub(super) fn launched(model: &ModelPoint) -> Launched {
    Launched { count: model.launched, of: model.of }
}

/// The models that launch first at a point.
pub(super) struct First {
    /// Several where nothing tells them apart.
    pub models: Vec<usize>,
    /// Whether the lead of a single one over all others is shown.
    pub sure: bool,
}

/// Who launches first at a point, by the rule for what was not launched; `None` where nothing was.
pub(super) fn first(point: &Finished) -> Option<First> {
    point.models.iter().find(|model| model.launched > 0)?;
    let pair = |a: usize, b: usize| point.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b));
    let ahead = |a, b| pair(a, b).map_or(Ahead::Neither, |pair| pair.standing.ahead);
    let places = places(point.models.len(), ahead);
    let models: Vec<usize> = (0..places.len()).filter(|model| places[*model] == 1).collect();
    let own = |model: usize| point.pairs.iter().filter(move |p| p.a == model || p.b == model);
    let sure = models.len() == 1 && own(models[0]).all(|pair| pair.standing.shown);
    Some(First { models, sure })
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
    let first = |model: usize| found.iter().filter_map(first).any(|known| known.models == [model]);
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
    let models = 0..plan.identity.models.len();
    let row = |point| models.clone().map(|model| Mean::of(point, (model, metric), scale)).collect();
    let shown: Vec<Vec<Mean>> = found.iter().map(row).collect();
    let all: Vec<_> = shown.iter().flatten().map(|known| (known.mean, known.ci)).collect();
    all.iter().any(|(mean, _)| mean.is_some_and(|mean| mean != 0.0)).then_some(())?;
    let decimals = figures::decimals_with_intervals(&all).min(3);
    let label = match scale.unit {
        "" => METRICS[metric].label.to_owned(),
        unit => format!("{} ({unit})", METRICS[metric].label),
    };
    let title = match found.len().saturating_sub(LISTED) {
        0 => format!("{label}: mean ± its 95 % interval"),
        left => format!("{label}: mean ± its 95 % interval ({left} more points in sweep.csv)"),
    };
    let cell = |known: &Mean| Cell::Text(known.words(decimals));
    let names: Vec<&String> = plan.identity.models.iter().collect();
    Some(by_point(plan, &names, title, (&shown, &cell)))
}

/// A mean of a model at a point.
struct Mean {
    mean: Option<f64>,
    ci: Option<Interval>,
    /// The share launched, where the mean is of launched replications and these are not all.
    launched: Option<f64>,
}

impl Mean {
    fn of(point: &Finished, (model, metric): (usize, usize), scale: Scale) -> Mean {
        let known = point.models.get(model);
        let estimate = known.and_then(|known| known.estimates.get(metric));
        let at_launch = METRICS[metric].exists == Exists::AtLaunch;
        let rare = known.map(launched).filter(|launched| at_launch && !launched.all());
        Mean {
            mean: estimate.and_then(|known| known.mean).map(|mean| scale.value(mean)),
            ci: scale.interval(estimate.and_then(|known| known.ci)),
            launched: rare.and_then(Launched::share),
        }
    }

    fn words(&self, decimals: usize) -> String {
        let mean = figures::mean_with_interval(self.mean, self.ci, decimals);
        match self.launched {
            Some(share) => format!("{mean} (launched {})", percent(share)),
            None => mean,
        }
    }
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
