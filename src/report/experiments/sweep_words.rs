//! A sweep in words and readable tables.

use super::Scale;
use crate::analysis::TimeShown;
use crate::analysis::launches::{Ahead, Launched, places};
use crate::format::Interval;
use crate::format::percent;
use crate::metric::{Exists, METRICS};
use crate::question::sensitivity::in_words;
use crate::question::sweep::{Finished, ModelPoint, Plan};
use crate::report::{Cell, Column, Table, format};
use crate::text;

/// At most so many points are listed on a page; the data files have all of them.
pub const LISTED: usize = 200;

/// A paragraph: what was run, who launches first where, between which values it lies.
pub fn said(plan: &Plan, found: &[Finished]) -> String {
    let mut text = first_where(plan, found);
    text.extend(survivors(plan, found));
    text.extend(span(plan, found, plan.identity.time()));
    let failed = found.iter().filter(|point| point.failed.is_some()).count();
    if failed > 0 {
        text.push_str(&format!(" {failed} of {} points could not be run.", found.len()));
    }
    text
}

/// Who is shown to launch first at how many of the points that were run.
pub(super) fn first_where(plan: &Plan, found: &[Finished]) -> String {
    let names = &plan.identity.models;
    if names.len() < 2 {
        return "There is only one model, so there is nothing to compare it with.".to_owned();
    }
    let firsts: Vec<Vec<usize>> = found.iter().filter_map(first).collect();
    let of = firsts.len();
    if of == 0 {
        return format!(
            "Nothing can be said: no model was {} at any point.",
            plan.identity.time().done
        );
    }
    let mut kinds: Vec<&Vec<usize>> = Vec::new();
    for models in &firsts {
        if !kinds.contains(&models) {
            kinds.push(models);
        }
    }
    let count = |models: &Vec<usize>| firsts.iter().filter(|first| *first == models).count();
    kinds.sort_by_key(|models| (usize::MAX - count(models), (*models).clone()));
    let one = |models: &&Vec<usize>| {
        let at = at_points(count(models), of);
        match models.as_slice() {
            [only] => {
                format!("{} {} earliest at {at}", names[*only], plan.identity.time().does)
            }
            several => format!("{} cannot be told apart at {at}", listed(names, several)),
        }
    };
    let told: Vec<String> = kinds.iter().map(one).collect();
    format!("{}.", told.join("; "))
}

/// "both points", "3 of 4 points"
pub(super) fn at_points(own: usize, of: usize) -> String {
    match (own, of) {
        (1, 1) => "the one point".to_owned(),
        (2, 2) => "both points".to_owned(),
        (own, of) if own == of => format!("all {of} points"),
        _ => format!("{own} of {of} points"),
    }
}

/// "A, B and C"
fn listed(names: &[String], models: &[usize]) -> String {
    let names: Vec<&str> = models.iter().map(|model| names[*model].as_str()).collect();
    text::listed(&names)
}

/// Where replications were not launched, means alone do not say who is first.
fn survivors(plan: &Plan, found: &[Finished]) -> Option<String> {
    let lacking = |point: &&Finished| point.models.iter().any(|model| !launched(model).all());
    let count = found.iter().filter(lacking).count();
    (count > 0).then(|| {
        format!(
            " At {count} of {} points some replications were not launched: there whoever launches more \
             often comes first, and {}.",
            found.len(),
            plan.identity.time().means
        )
    })
}

/// How often a model was launched at a point.
pub(super) fn launched(model: &ModelPoint) -> Launched {
    Launched { count: model.launched, of: model.of }
}

/// Who launches first at a point, by the rule for what was not launched; `None` where nothing was. Several
/// where no lead of one over the others is shown.
pub(super) fn first(point: &Finished) -> Option<Vec<usize>> {
    point.models.iter().find(|model| model.launched > 0)?;
    let pair = |a: usize, b: usize| point.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b));
    let shown = |a, b| match pair(a, b) {
        Some(pair) if pair.standing.shown => pair.standing.ahead,
        _ => Ahead::Neither,
    };
    Some(undefeated(point.models.len(), shown))
}

/// Those that are beaten least, and those that none of these beats.
fn undefeated(count: usize, ahead: impl Fn(usize, usize) -> Ahead) -> Vec<usize> {
    let places = places(count, &ahead);
    let beats = |a: usize, b: usize| match a < b {
        true => ahead(a, b) == Ahead::First,
        false => a > b && ahead(b, a) == Ahead::Second,
    };
    let beaten = |model: usize| (0..count).any(|best| places[best] == 1 && beats(best, model));
    (0..count).filter(|model| places[*model] == 1 || !beaten(*model)).collect()
}

/// Between which values the mean cycle time lies: of the baseline, and of those who launch first somewhere.
fn span(plan: &Plan, found: &[Finished], shown: TimeShown) -> Option<String> {
    let metric = shown.metric;
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
        let decimals = format::decimals(ends[1]);
        let [least, most] = ends.map(|end| format::fixed(end, decimals));
        let unit = scale.unit;
        Some(format!("{name} {least} ({}) to {most} {unit} ({})", at(low.0), at(high.0)))
    };
    let first = |model: usize| found.iter().filter_map(first).any(|known| known == [model]);
    let models = plan.identity.models.iter().enumerate();
    let models = models.filter(|(model, name)| **name == plan.identity.baseline || first(*model));
    let told: Vec<String> = models.take(3).filter_map(told).collect();
    (!told.is_empty()).then(|| format!(" Mean {}s: {}.", shown.time, told.join("; ")))
}

/// "people = 3, probability = 0.5": the last words of the paths are enough beside a table.
pub(super) fn values(plan: &Plan, place: usize) -> String {
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
pub fn metric_table(plan: &Plan, found: &[Finished], metric: usize) -> Option<Table> {
    let share = METRICS[metric].unit == "0/1";
    let scale = Scale::of(metric);
    let models = 0..plan.identity.models.len();
    let row = |point| models.clone().map(|model| Mean::of(point, (model, metric), scale)).collect();
    let shown: Vec<Vec<Mean>> = found.iter().map(row).collect();
    let all: Vec<_> = shown.iter().flatten().map(|known| (known.mean, known.ci)).collect();
    all.iter().any(|(mean, _)| mean.is_some_and(|mean| mean != 0.0)).then_some(())?;
    let decimals = format::decimals_with_intervals(&all).min(3);
    let label = match scale.unit {
        "" => METRICS[metric].label.to_owned(),
        unit => format!("{} ({unit})", METRICS[metric].label),
    };
    let shows = if share { "share (95 % interval)" } else { "mean ± its 95 % interval" };
    let title = match found.len().saturating_sub(LISTED) {
        0 => format!("{label}: {shows}"),
        left => format!("{label}: {shows} ({left} more points in sweep.csv)"),
    };
    let cell = |known: &Mean| Cell::Text(if share { known.share() } else { known.words(decimals) });
    let names: Vec<&String> = plan.identity.models.iter().collect();
    Some(by_point(plan, &names, title, (&shown, &cell)))
}

/// A mean of a model at a point.
struct Mean {
    mean: Option<f64>,
    ci: Option<Interval>,
    /// Replications in which it exists.
    n: usize,
    /// The share launched, where the mean is of launched replications and these are not all.
    launched: Option<f64>,
}

impl Mean {
    fn of(point: &Finished, (model, metric): (usize, usize), scale: Scale) -> Mean {
        let known = point.models.get(model);
        let estimate = known.and_then(|known| known.estimates.get(metric));
        let at_launch = METRICS[metric].exists != Exists::Always;
        let rare = known.map(launched).filter(|launched| at_launch && !launched.all());
        Mean {
            mean: estimate.and_then(|known| known.mean).map(|mean| scale.value(mean)),
            ci: scale.interval(estimate.and_then(|known| known.ci)),
            n: estimate.map_or(0, |known| known.n),
            launched: rare.and_then(Launched::share),
        }
    }

    /// Of what is 0 or 1 in every replication.
    fn share(&self) -> String {
        format::proportion(self.mean, self.ci, self.n)
    }

    fn words(&self, decimals: usize) -> String {
        let mean = format::mean_with_interval(self.mean, self.ci, decimals);
        match self.launched {
            Some(share) => format!("{mean} (launched {})", percent(share)),
            None => mean,
        }
    }
}

/// Every model's difference to the baseline in cycle time at every point.
pub fn against_baseline(plan: &Plan, found: &[Finished]) -> Option<Table> {
    let metric = plan.identity.time().metric;
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
    let decimals = format::decimals_with_intervals(&shown.concat()).min(3);
    let unit = scale.unit;
    let title = format!(
        "{} less that of {baseline}: mean difference in {unit} (95 % interval)",
        scale.label
    );
    let cell = |(mean, ci): &(Option<f64>, Option<Interval>)| {
        Cell::Text(format::difference(*mean, *ci, decimals))
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
    let heading = |path: &String| Column::text("value").headed(text::capitalised(&in_words(path)));
    let paths = plan.paths.iter().map(heading);
    let models = names.iter().map(|name| Column::number("mean").headed(name.as_str()));
    let mut table = Table::new("sweep", title, paths.chain(models).collect());
    for (point, row) in plan.points.iter().zip(shown).take(LISTED) {
        let values = point.values.iter().map(Cell::text);
        let cells = (0..names.len()).map(|model| row.get(model).map_or(Cell::Missing, cell));
        table.push(values.chain(cells).collect());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_shown_to_be_beaten_shares_the_first_place() {
        let of = |shown: &[(usize, usize)]| {
            undefeated(3, |a, b| match (shown.contains(&(a, b)), shown.contains(&(b, a))) {
                (true, _) => Ahead::First,
                (_, true) => Ahead::Second,
                _ => Ahead::Neither,
            })
        };
        assert_eq!(of(&[(0, 1), (0, 2)]), [0]);
        assert_eq!(of(&[(2, 0), (2, 1)]), [2]);
        assert_eq!(of(&[]), [0, 1, 2]);
        assert_eq!(of(&[(0, 2)]), [0, 1]);
        // 0 is beaten by none and beats only 1: its lead over 2, which 1 beats, is not shown.
        assert_eq!(of(&[(0, 1), (1, 2)]), [0, 2]);
        assert_eq!(of(&[(0, 1), (1, 2), (2, 0)]), [0, 1, 2]);
    }

    #[test]
    fn points_are_counted_in_words() {
        assert_eq!(at_points(2, 2), "both points");
        assert_eq!(at_points(1, 2), "1 of 2 points");
        assert_eq!(at_points(4, 4), "all 4 points");
    }

    #[test]
    fn a_share_never_exceeds_all() {
        // Wilson of 196 of 196: from 196 / (196 + 3.84) = 98.1 % to 100 %, never 100 ± 0.9.
        let ci = crate::stats::wilson(196, 196);
        let all = Mean { mean: Some(1.0), ci, n: 196, launched: None };
        assert_eq!(all.share(), "196 of 196 (≥ 98 %)");
    }
}
