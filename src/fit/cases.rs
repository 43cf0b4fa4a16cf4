//! Campaigns as wholes: how long they take, which ways their pieces take, how alike their efforts are.

use super::estimate::Estimate;
use super::history::{History, Pass};
use super::normal;
use super::survival::{Curve, kaplan_meier};
use crate::stats::{self, Interval};
use std::collections::{BTreeMap, BTreeSet};

/// Campaigns that show a correlation.
const CORRELATED: usize = 20;

/// What finished campaigns alone would say, and what all say.
pub fn censoring(history: &History) -> Option<String> {
    let times = history.cycles();
    let open = times.iter().filter(|(_, open)| *open).count();
    let done: Vec<f64> = times.iter().filter(|(_, open)| !open).map(|(time, _)| *time).collect();
    let (all, done) = (kaplan_meier(&times), Curve::of(&done));
    let told = |curve: &Curve| [0.5, 0.85].map(|share| libm::round(curve.quantile(share)));
    (open > 0 && !done.is_empty() && told(&all) != told(&done)).then(|| {
        format!(
            "{open} of {} campaigns were open when the log was cut; they count as longer than so far (Kaplan-Meier): \
             P50 {:.0} h and P85 {:.0} h, where finished ones alone say {:.0} h and {:.0} h",
            times.len(), all.quantile(0.5), all.quantile(0.85), done.quantile(0.5), done.quantile(0.85)
        )
    })
}

/// The ways that pieces took, commonest first: by their steps, since in which order those run that do not wait for each other tells
/// nothing. Those of less than 2 % are summed up.
pub fn variants(history: &History, order: &[usize]) -> Vec<String> {
    let mut ways: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut of = 0;
    for (index, item) in
        history.items.iter().enumerate().filter(|(_, item)| !item.passes.is_empty())
    {
        if history.cases[item.case].open {
            continue;
        }
        let took: BTreeSet<usize> = history.of_item(index).map(|pass| pass.step).collect();
        let steps = order.iter().filter(|step| took.contains(step));
        let way: Vec<&str> = steps.map(|step| history.steps[*step].name.as_str()).collect();
        *ways.entry(way).or_insert(0) += 1;
        of += 1;
    }
    let mut sorted: Vec<_> = ways.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let (common, rare): (Vec<_>, Vec<_>) = sorted.into_iter().partition(|(_, n)| n * 50 >= of);
    let share = |n: usize| 100.0 * n as f64 / of.max(1) as f64;
    let mut lines: Vec<String> = common
        .iter()
        .map(|(way, n)| format!("{:.0} % of pieces: {}", share(*n), way.join(" → ")))
        .collect();
    if lines.len() == 1 && rare.is_empty() {
        lines.clear();
    }
    if !rare.is_empty() {
        let n: usize = rare.iter().map(|(_, n)| n).sum();
        let ways = if rare.len() == 1 { "another way" } else { "other ways" };
        lines.push(format!("{n} of {of} pieces took {ways}, in less than 2 % each; they are in the numbers, not in the order of steps"));
    }
    lines
}

/// How much the efforts of one campaign are alike: the intraclass correlation of their normal scores (Fisher 1925).
pub fn correlation(history: &History, work: &dyn Fn(&Pass) -> Option<f64>) -> Option<Estimate> {
    let mut scores: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let told = |step: &usize| !history.steps[*step].review && !history.steps[*step].elapsed;
    for step in (0..history.steps.len()).filter(told) {
        let firsts = history.of_step(step).filter(|pass| pass.nth == 0 && pass.done);
        let mut efforts: Vec<(f64, usize)> =
            firsts.filter_map(|pass| Some((work(pass)?, pass.case))).collect();
        efforts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let n = efforts.len() as f64;
        if is_constant(&efforts) {
            continue;
        }
        for (rank, (_, case)) in efforts.into_iter().enumerate() {
            scores.entry(case).or_default().push(normal::quantile((rank as f64 + 0.5) / n));
        }
    }
    let groups: Vec<&Vec<f64>> = scores.values().collect();
    let (a, n) = (groups.len() as f64, groups.iter().map(|it| it.len()).sum::<usize>() as f64);
    if groups.len() < CORRELATED || n < 2.0 * a {
        return None;
    }
    let all: f64 = groups.iter().flat_map(|it| it.iter()).sum::<f64>() / n;
    let (mut between, mut within, mut squares) = (0.0, 0.0, 0.0);
    for group in groups {
        let (size, mean) = (group.len() as f64, stats::mean(group)?);
        between += size * (mean - all) * (mean - all);
        within += group.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>();
        squares += size * size;
    }
    let (msb, msw, each) = (between / (a - 1.0), within / (n - a), (n - squares / n) / (a - 1.0));
    let ratio = msb / msw;
    // F is about normal in its logarithm, with variance 2 / (a - 1) + 2 / (n - a).
    let away = libm::exp(1.96 * libm::sqrt(2.0 / (a - 1.0) + 2.0 / (n - a)));
    let icc = |f: f64| ((f - 1.0) / (f + each - 1.0)).clamp(0.0, 1.0);
    let interval = Interval { low: icc(ratio / away), high: icc(ratio * away) };
    let found = Estimate::of(icc(ratio), Some(interval), a as usize, "campaigns")
        .by("intraclass correlation");
    (interval.low > 0.0).then_some(found)
}

/// Whether efforts, in order, are mostly the same: how the others differ has nothing to do with the campaign.
fn is_constant(efforts: &[(f64, usize)]) -> bool {
    let Some((usual, _)) = efforts.get(efforts.len() / 2) else { return true };
    let same = efforts.iter().filter(|(effort, _)| (effort - usual).abs() <= 0.01 * usual).count();
    2 * same >= efforts.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::flow::Flow;
    use crate::log;

    /// Within 0.12 h of 12 h lie three of four; within 0.1 h of 10 h one of four.
    #[test]
    fn efforts_are_constant_where_most_are_the_same() {
        let of = |hours: [f64; 4]| is_constant(&hours.map(|hours| (hours, 0)));
        assert!(of([12.0, 12.0, 12.05, 20.0]));
        assert!(!of([5.0, 8.0, 10.0, 20.0]));
    }

    /// Checks run beside the figures, now the one and now the other first; of ten texts each fifth goes without figures.
    #[test]
    fn ways_differ_in_steps_and_not_in_what_runs_beside_each_other() {
        let mut text = "item,step,start,end,cause\n".to_owned();
        for item in 0..10 {
            let mut row = |step: &str, from: i64, until: i64| {
                text += &format!(
                    "t{item},{step},2026-01-{:02} {from}:00,2026-01-{:02} {until}:00,why\n",
                    item + 5,
                    item + 5
                );
            };
            row("write", 10, 11);
            row("check", 12 + item % 2, 14);
            row("post", 15, 16);
            if item % 5 > 0 {
                row("figures", 13 - item % 2, 14);
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let note = "`why` is no cause that is known (change, upstream, flaw, rejection, feedback): 38 rows";
        assert!(log.notes.iter().any(|it| it.contains(note)), "{:?}", log.notes);
        let history = History::of(&log, None);
        let ways = variants(&history, &Flow::of(&history, Vec::new()).order);
        let shares: Vec<&str> = ways.iter().map(|way| &way[..20]).collect();
        assert_eq!(shares, ["80 % of pieces: writ", "20 % of pieces: writ"], "{ways:?}");
    }
}
