//! Whether a log is of one process: what its later campaigns took, held against the earlier ones.
//!
//! Cycle times alone do not tell it where it is worst: when work grows until a team is saturated, campaigns wait for one another,
//! so that they are alike and few count. Efforts do not wait: those of a step are of one distribution as long as the work is the
//! same, however busy anybody is.

use super::history::{History, Pass};
use super::normal;
use super::survival::{Curve, kaplan_meier};
use crate::stats;
use crate::time::hours;
use std::collections::BTreeMap;

/// So much shows drift of cycle times: two-sided one in a thousand.
const DRIFT: f64 = 3.29;
/// The chance that any step of a log without drift is named.
pub const FALSE: f64 = 0.01;
/// Less is within one process: where each campaign under way slows the others, jobs of a full team take up to 1.3 times as long as
/// those of the first campaigns, which met nobody.
pub const LEAST: f64 = 1.4;
/// Campaigns of each half that are compared.
pub const HALF: usize = 8;
const ADVICE: &str =
    "this is not one process; fit the part of the log that is as today, or say why it changed";

/// Steps whose work grew or shrank between the halves of the campaigns.
pub fn of_steps(history: &History, work: &dyn Fn(&Pass) -> Option<f64>) -> Vec<String> {
    let halves = |step| Some((step, halves(by_campaign(history, step, work))?));
    let told: Vec<(usize, [Vec<f64>; 2])> = (0..history.steps.len()).filter_map(halves).collect();
    // Any of so many steps could show it by chance (Bonferroni).
    let limit = -normal::quantile(0.5 * FALSE / told.len().max(1) as f64);
    let words = |(step, [early, late]): &(usize, [Vec<f64>; 2])| {
        let by = libm::exp(stats::mean(late)? - stats::mean(early)?);
        let shown =
            stats::rank_test([early, late]).abs() > limit && !(1.0 / LEAST..=LEAST).contains(&by);
        let name = &history.steps[*step].name;
        shown.then(|| format!("a job of `{name}` took {by:.2} times as much work in the later half of the campaigns as in the first: {ADVICE}"))
    };
    told.iter().filter_map(words).collect()
}

/// By campaign, in order of start: the mean logarithm of its efforts in a step, of first passes.
fn by_campaign(history: &History, step: usize, work: &dyn Fn(&Pass) -> Option<f64>) -> Vec<f64> {
    efforts(history, step, work).into_iter().map(|(_, mean)| mean).collect()
}

/// The same with the campaigns, which are counted in order of start.
pub fn efforts(
    history: &History,
    step: usize,
    work: &dyn Fn(&Pass) -> Option<f64>,
) -> Vec<(usize, f64)> {
    let mut logs: BTreeMap<(i64, usize), Vec<f64>> = BTreeMap::new();
    let told =
        |pass: &&Pass| pass.nth == 0 && pass.done && !history.is_elapsed(pass.step, pass.team);
    for pass in history.of_step(step).filter(told) {
        if let Some(hours) = work(pass) {
            let case = (history.cases[pass.case].start, pass.case);
            logs.entry(case).or_default().push(libm::log(hours.max(1e-3)));
        }
    }
    logs.iter().filter_map(|((_, case), logs)| Some((*case, stats::mean(logs)?))).collect()
}

/// Two halves, if there are enough.
fn halves(mut all: Vec<f64>) -> Option<[Vec<f64>; 2]> {
    let late = all.split_off(all.len() / 2);
    (all.len() >= HALF).then_some([all, late])
}

/// Whether campaigns of the second half took longer or shorter than those of the first.
pub fn of_cycles(history: &History) -> Option<String> {
    let times = settled(history);
    let half = times.len() / 2;
    if half < HALF {
        return None;
    }
    let (early, late) = times.split_at(half);
    // Campaigns that share people are alike: fewer count than there are (Bartlett 1946).
    let alike = autocorrelation([early, late]).clamp(0.0, 0.9);
    let z = stats::rank_test([early, late]) / libm::sqrt((1.0 + alike) / (1.0 - alike));
    let ratio = Curve::of(late).quantile(0.5) / Curve::of(early).quantile(0.5);
    (z.abs() > DRIFT).then(|| {
        let how = if ratio > 1.0 {
            format!("{ratio:.1} times as long")
        } else {
            format!("{:.0} % of the time", 100.0 * ratio)
        };
        format!("campaigns of the second half took {how}: {ADVICE}")
    })
}

/// Cycle times in order of start, of campaigns that had time to end: as long before the cut as 95 % take.
fn settled(history: &History) -> Vec<f64> {
    let mut sorted: Vec<_> = history.cases.iter().filter(|case| !case.abandoned).collect();
    sorted.sort_by_key(|case| case.start);
    let margin = kaplan_meier(&history.cycles()).seen(0.95);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_of_eight_at_least() {
        let of = |n: i32| (0..n).map(f64::from).collect::<Vec<f64>>();
        assert_eq!(halves(of(15)), None);
        assert_eq!(halves(of(16)), Some([of(8), (8..16).map(f64::from).collect()]));
    }

    /// Logarithms 0, 1, 0, 1, ...: each neighbour is on the other side of the mean, 7 pairs of 8 in each half, whatever sets these apart.
    #[test]
    fn neighbours_are_compared_within_their_half() {
        let up = |by: f64| (0..8).map(|it| by * libm::exp(f64::from(it % 2))).collect::<Vec<f64>>();
        for by in [1.0, 10.0] {
            assert!((autocorrelation([&up(1.0), &up(by)]) + 0.875).abs() < 1e-9);
        }
    }
}
