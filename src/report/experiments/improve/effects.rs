//! What else changes, so that an exploit of the simulated world shows itself.

use super::{Improvement, amount, change_cell};
use crate::analysis::Change;
use crate::format::{self, decimals_with_intervals, mean_with_interval};
use crate::metric::{self, METRICS, TEAM_OPEN};
use crate::model::{ReviewerKind, TeamId};
use crate::report::experiments::Scale;
use crate::report::{Cell, Column, Table};
use crate::stats;
use crate::study::ModelRuns;

/// What is looked at, and whether more of it is a price.
const LOOKED_AT: [(usize, bool); 7] = [
    (metric::COORDINATION_TIME, true),
    (metric::REVIEW_TIME, false),
    (metric::REWORK_TIME, true),
    (metric::IDLE_TIME, false),
    (metric::ESCAPES, true),
    (metric::BYPASSED, true),
    (metric::COST, true),
];

/// What gets worse counts from this share of today's on.
const NOTICEABLE: f64 = 0.01;

/// A quantity, today and under what is recommended.
struct Effect {
    label: &'static str,
    /// Its metric; none of open hours.
    metric: Option<usize>,
    is_price: bool,
    /// By replication in which both exist: then, now.
    pairs: Vec<(f64, f64)>,
}

impl Effect {
    fn cell(&self, side: fn(&(f64, f64)) -> f64) -> Cell {
        let values: Vec<f64> = self.pairs.iter().map(side).collect();
        let (mean, ci) = (stats::mean(&values), stats::mean_interval(&values));
        let decimals = decimals_with_intervals(&[(mean, ci)]);
        mean.map_or(Cell::Missing, |_| Cell::Text(mean_with_interval(mean, ci, decimals)))
    }

    fn unit(&self) -> &'static str {
        self.metric.map_or("person-h", |metric| Scale::of(metric).unit)
    }

    /// By how much it is shown to be more, or less, from a noticeable share on: in the mean, or in every replication.
    fn changes(&self) -> Option<f64> {
        let mean = Change::of_pairs(&self.pairs)?;
        let all =
            |more: bool| self.pairs.iter().all(|(then, now)| then != now && (then > now) == more);
        let shown = mean.is_shown() || all(mean.mean > 0.0);
        let now: Vec<f64> = self.pairs.iter().map(|(_, now)| *now).collect();
        let least = NOTICEABLE * stats::mean(&now)?;
        (shown && mean.mean != 0.0 && mean.mean.abs() >= least).then_some(mean.mean)
    }
}

/// All that is not 0 both today and then.
fn effects(of: &Improvement<'_>) -> Vec<Effect> {
    let (now, then) = (of.runs(0), of.runs(of.last()));
    // Whoever stands for time that passes is not idle.
    let free = super::free(&of.scenario.facts);
    let is_said = |metric| metric != of.metric() && !(free && metric == metric::IDLE_TIME);
    let looked_at = LOOKED_AT.into_iter().filter(|(metric, _)| is_said(*metric));
    let metrics = looked_at.map(|(metric, is_price)| Effect {
        label: METRICS[metric].label,
        metric: Some(metric),
        is_price,
        pairs: both(then.metric(metric), now.metric(metric)),
    });
    let teams = reviewing(of);
    let open = Effect {
        label: "Open hours of reviewers",
        metric: None,
        is_price: true,
        pairs: both(open(then, &teams).into_iter(), open(now, &teams).into_iter()),
    };
    let all = metrics.chain((!teams.is_empty()).then_some(open));
    all.filter(|it| it.pairs.iter().any(|(then, now)| *then != 0.0 || *now != 0.0)).collect()
}

fn both(
    then: impl Iterator<Item = Option<f64>>,
    now: impl Iterator<Item = Option<f64>>,
) -> Vec<(f64, f64)> {
    then.zip(now).filter_map(|(then, now)| Some((then?, now?))).collect()
}

/// Teams that review something.
pub fn reviewing(of: &Improvement<'_>) -> Vec<TeamId> {
    let facts = &of.scenario.facts;
    let reviews = |team: &TeamId| {
        let mut all = facts.streams.iter().flat_map(|stream| stream.kind.reviewers());
        all.any(|it| matches!(&it.who, ReviewerKind::Team { team: found, .. } if found == team))
    };
    (0..facts.teams.len()).filter(reviews).collect()
}

/// Open hours of some teams by replication.
fn open(runs: &ModelRuns, teams: &[TeamId]) -> Vec<Option<f64>> {
    let mut sum = vec![Some(0.0); runs.len()];
    for team in teams {
        for (sum, open) in sum.iter_mut().zip(runs.team_metric(*team, TEAM_OPEN)) {
            *sum = sum.zip(open).map(|(sum, open)| sum + open);
        }
    }
    sum
}

/// What it is paid with, as a table.
pub fn table(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::text("metric").headed("What"),
        Column::number("today").headed("Today (95 %)"),
        Column::number("then").headed("Then (95 %)"),
        Column::number("difference").headed("Difference (95 %)"),
    ];
    let mut table = Table::new("effects", "What else changes in a campaign", columns);
    for effect in effects(of) {
        let unit = effect.unit();
        let unit = if unit.is_empty() { String::new() } else { format!(" [{unit}]") };
        table.push(vec![
            Cell::Text(format!("{}{unit}", effect.label)),
            effect.cell(|(_, now)| *now),
            effect.cell(|(then, _)| *then),
            change_cell(Change::of_pairs(&effect.pairs)),
        ]);
    }
    table
}

/// What is shown to get worse, in words: "coordination +20.1 person-h"; and that the cost falls, where it does.
pub fn paid(of: &Improvement<'_>) -> String {
    let priced = || effects(of).into_iter().filter(|it| it.is_price);
    let said = |effect: &Effect, by: f64| match effect.metric {
        Some(metric) if METRICS[metric].unit != "person-h" => amount(metric, by),
        _ => format!("{} person-h", format::brief(by)),
    };
    let worse: Vec<String> = priced()
        .filter_map(|effect| {
            let more = effect.changes().filter(|by| *by > 0.0)?;
            Some(format!("{} +{}", effect.label.to_lowercase(), said(&effect, more)))
        })
        .collect();
    let cost = priced().find(|it| it.metric == Some(metric::COST));
    let less = cost.and_then(|cost| Some((cost.changes().filter(|by| *by < 0.0)?, cost)));
    let less = less.map(|(by, cost)| format!(" The cost falls, by {}.", said(&cost, -by)));
    let worse = match worse.as_slice() {
        [] => String::new(),
        some => format!(" Paid with: {}.", some.join(", ")),
    };
    worse + &less.unwrap_or_default()
}
