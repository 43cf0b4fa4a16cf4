//! Campaigns as wholes: how long they take, and whether they are of one process.

use super::estimate::Estimate;
use super::history::{History, Pass};
use super::normal;
use super::survival::{Curve, kaplan_meier};
use crate::stats::{self, Interval};
use crate::time::hours;
use std::collections::BTreeMap;

/// So much shows drift: two-sided one in a thousand.
const DRIFT: f64 = 3.29;
/// Campaigns of each half that are compared.
const HALF: usize = 8;
/// Campaigns that show a correlation.
const CORRELATED: usize = 20;

/// Whether campaigns of the second half took longer or shorter than those of the first.
pub fn drift(history: &History) -> Option<String> {
    let times = settled(history);
    let half = times.len() / 2;
    if half < HALF {
        return None;
    }
    let (early, late) = times.split_at(half);
    let below = |a: f64, b: f64| if a < b { 1.0 } else { f64::from(u8::from(a == b)) * 0.5 };
    let u: f64 = early.iter().flat_map(|a| late.iter().map(move |b| below(*a, *b))).sum();
    let (m, n) = (early.len() as f64, late.len() as f64);
    // Campaigns that share people are alike: fewer count than there are (Bartlett 1946).
    let alike = autocorrelation([early, late]).clamp(0.0, 0.9);
    let sd = libm::sqrt(m * n * (m + n + 1.0) / 12.0 * (1.0 + alike) / (1.0 - alike));
    let z = (u - m * n / 2.0) / sd;
    let ratio = Curve::of(late).quantile(0.5) / Curve::of(early).quantile(0.5);
    (z.abs() > DRIFT).then(|| {
        let how = if ratio > 1.0 { format!("{ratio:.1} times as long") } else { format!("{:.0} % of the time", 100.0 * ratio) };
        format!("campaigns of the second half took {how}: this is not one process; fit a part of the log (--hold-out), or say why it changed")
    })
}

/// Cycle times in order of start, of campaigns that had time to end: as long before the cut as 95 % take.
fn settled(history: &History) -> Vec<f64> {
    let mut sorted: Vec<_> = history.cases.iter().filter(|case| !case.abandoned).collect();
    sorted.sort_by_key(|case| case.start);
    let margin = kaplan_meier(&history.cycles()).quantile(0.95);
    let early = sorted.into_iter().filter(|case| hours(history.last - case.start) > margin);
    early.map(|case| hours(if case.open { history.last } else { case.end } - case.start)).collect()
}

/// Of the logarithms of neighbours, within each half around its own mean: what sets the halves apart makes none alike.
fn autocorrelation(halves: [&[f64]; 2]) -> f64 {
    let (mut all, mut next) = (0.0, 0.0);
    for times in halves {
        let logs: Vec<f64> = times.iter().map(|time| libm::log(time.max(1e-3))).collect();
        let mean = stats::mean(&logs).unwrap_or(0.0);
        let product = |a: f64, b: f64| (a - mean) * (b - mean);
        all += logs.iter().map(|it| product(*it, *it)).sum::<f64>();
        next += logs.windows(2).map(|pair| product(pair[0], pair[1])).sum::<f64>();
    }
    if all > 0.0 { next / all } else { 0.0 }
}

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

/// The ways that pieces took, commonest first; those of less than 2 % are summed up.
pub fn variants(history: &History, order: &[usize]) -> Vec<String> {
    let mut ways: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut of = 0;
    for (index, item) in
        history.items.iter().enumerate().filter(|(_, item)| !item.passes.is_empty())
    {
        if history.cases[item.case].open {
            continue;
        }
        let mut firsts: Vec<&Pass> = history.of_item(index).filter(|pass| pass.nth == 0).collect();
        // What happened at one time, or on one day, is in the usual order.
        firsts.sort_by_key(|it| (it.first(), order.iter().position(|step| *step == it.step)));
        let mut way: Vec<&str> =
            firsts.into_iter().map(|pass| history.steps[pass.step].name.as_str()).collect();
        way.dedup();
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
        let n = rare.iter().map(|(_, n)| n).sum();
        lines.push(format!("{:.0} % of pieces took {} other ways; they are in the numbers, not in the order of steps", share(n), rare.len()));
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
        if efforts.len() < 2 || efforts[0].0 == efforts[efforts.len() - 1].0 {
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
