//! How another model stands to the best one: as good, not told apart, or worse.

use super::advice::{both, rivals};
use super::judgement::worth;
use super::sentence::in_hours;
use super::time_shown::time_shown;
use crate::format::{self, Interval};
use crate::stats::{Paired, paired, pairs_to_tell};
use crate::study::Study;

/// How another model stands to the best one, and how much later it is (in hours, paired; the intervals hold at once over all
/// comparisons with the best).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beside {
    /// Whichever is earlier is so by less than is worth a switch: all of the interval says so.
    AsGood(Paired),
    /// Neither is shown to be earlier, nor that they are as good.
    Untold(Paired, Option<Needed>),
    /// Later, or launched less often.
    Worse(Paired),
}

/// How many replications would tell two models apart that these do not, if the mean difference stays as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Needed {
    /// So many would show which is earlier.
    Which(f64),
    /// So many would show that they are as good.
    AsGood(f64),
}

/// How a model stands to the best one.
pub fn beside(study: &Study, best: usize, other: usize) -> Beside {
    let pairs = both(&study.models[other], &study.models[best], time_shown(study).metric);
    let comparisons = study.models.len() - 1;
    let found = paired(&pairs, comparisons);
    let is_rival = rivals(study, best).contains(&other);
    let worth = worth(study).map(|worth| worth.hours);
    let within = |ci: Interval| worth.is_some_and(|worth| -worth < ci.low && ci.high < worth);
    // Who launches less often is worse, however early it is where it does.
    let is_later = found.ci.is_some_and(|ci| ci.low > 0.0);
    match found.ci {
        _ if !is_rival && !is_later => Beside::Worse(found),
        _ if found.none_differ() => Beside::AsGood(found),
        Some(ci) if within(ci) => Beside::AsGood(found),
        _ if !is_rival => Beside::Worse(found),
        _ => Beside::Untold(found, needed(&pairs, found, worth)),
    }
}

/// Whether a model is worse than the best.
pub fn is_worse(study: &Study, best: usize, other: usize) -> bool {
    matches!(beside(study, best, other), Beside::Worse(_))
}

fn needed(pairs: &[(f64, f64)], found: Paired, worth: Option<f64>) -> Option<Needed> {
    let (mean, ci) = (found.mean?, found.ci?);
    let which = pairs_to_tell(pairs, ci, mean.abs()).map(Needed::Which);
    let spare = worth.map(|worth| worth - mean.abs()).filter(|spare| *spare > 0.0);
    let alike = spare.and_then(|spare| pairs_to_tell(pairs, ci, spare)).map(Needed::AsGood);
    let count = |needed: &Needed| match needed {
        Needed::Which(n) | Needed::AsGood(n) => *n,
    };
    which.into_iter().chain(alike).min_by(|a, b| count(a).total_cmp(&count(b)))
}

/// "0.34 d later, 0.0 to 0.7", or "0.2 d earlier to 0.5 d later" where neither is shown; the sides as seen from the other
/// model, or from the best.
pub fn apart(found: &Paired, [later, earlier]: [&str; 2]) -> String {
    let Some((mean, ci)) = found.mean.zip(found.ci) else {
        return format!("not shown to be {later}");
    };
    let (scale, [mean, low, high]) = in_hours(mean, ci);
    let unit = scale.unit;
    if ci.low >= 0.0 {
        return format!("{mean} {unit} {later}, {low} to {high}");
    }
    let turned = Interval { low: -ci.high, high: -ci.low };
    let (_, [mean, near, far]) = in_hours(-found.mean.unwrap_or(0.0), turned);
    if ci.high <= 0.0 {
        return format!("{mean} {unit} {earlier}, {near} to {far}");
    }
    format!("{far} {unit} {earlier} to {high} {unit} {later}")
}

impl Needed {
    /// "about 1,300 would show which is earlier"
    pub fn said(self) -> String {
        let (n, what) = match self {
            Needed::Which(n) => (n, "which is earlier"),
            Needed::AsGood(n) => (n, "that they are as good"),
        };
        format!("about {} would show {what}", format::grouped(two_digits(n)))
    }
}

/// Rounded up to two digits, since more are not known.
fn two_digits(n: f64) -> f64 {
    let step = libm::pow(10.0, (libm::floor(libm::log10(n.max(1.0))) - 1.0).max(0.0));
    libm::ceil(n / step) * step
}
