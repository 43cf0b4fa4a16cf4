//! Which distribution durations have: constant, lognormal, or as they were seen.

use super::clusters::Clusters;
use super::estimate::{Estimate, Unit};
use super::normal;
use super::survival::{Curve, kaplan_meier};
use crate::stats::{self, Interval};

/// Durations in hours, finished and cut off.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    pub values: Vec<f64>,
    /// At least so long: stopped, or still under way.
    pub cut: Vec<f64>,
    /// The campaign of each that is finished, where pieces of one may be alike.
    pub campaigns: Vec<usize>,
}

impl Sample {
    /// Values that are alike but for the clock, unless that is so coarse that it would make all alike.
    pub fn near(&self, usual: f64, grain: f64) -> impl Iterator<Item = f64> {
        let clock = if grain <= COARSE * usual { grain } else { 0.0 };
        self.values.iter().copied().filter(move |it| (it - usual).abs() <= clock + CLOSE * usual)
    }
}

/// A distribution as the scenario writes it, with its grounds.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    Constant(Estimate),
    Lognormal {
        median: Estimate,
        p90: Estimate,
    },
    /// Quantiles of what was seen; the median tells how well it is known.
    Empirical {
        values: Vec<f64>,
        median: Estimate,
    },
}

/// The 90th percentile of the standard normal distribution.
const Z90: f64 = 1.281_551_565_544_6;
/// Of A² (1 + .75 / n + 2.25 / n²), mean and deviation unknown: the 5 % point (D'Agostino & Stephens 1986, table 4.7).
const A2: f64 = 0.752;
/// Fewer values show no shape.
const SHAPE: usize = 12;
/// Quantiles that an empirical distribution keeps.
const KEPT: usize = 200;
/// Nine of ten must lie so close to the median of constant durations.
const CLOSE: f64 = 0.004;
/// A clock that tells no more than so much of what is measured hides whether it varies.
const COARSE: f64 = 0.1;

impl Law {
    /// The law of a sample; `grain` is the finest that its times are told in, in hours. `None` of no finished one.
    pub fn of(sample: &Sample, grain: f64, of: &'static str) -> Option<Law> {
        let median = Estimate::median(&sample.values, of)?.hours();
        let (n, close) = (sample.values.len(), sample.near(median.value, grain).count());
        if close * 10 >= n * 9 && sample.cut.len() * 10 <= n && n > 2 {
            return Some(Law::Constant(median.by("nine of ten alike")));
        }
        // A time of nothing has no logarithm, but a clock that counts minutes rounds short work to it.
        let logs: Vec<f64> =
            sample.values.iter().map(|it| it.max(0.5 * grain)).map(libm::log).collect();
        let zeros = sample.values.iter().filter(|value| **value <= 0.0).count();
        let few = zeros * 20 > n && grain < 0.01;
        if n < 2 || few || (n >= SHAPE && anderson_darling(&logs) > A2) {
            return Some(Law::empirical(sample, median));
        }
        let cut: Vec<f64> =
            sample.cut.iter().filter(|it| **it > 0.0).map(|it| libm::log(*it)).collect();
        Some(Law::lognormal((&logs, &sample.campaigns), &cut, of))
    }

    /// By maximum likelihood of the logarithms, those cut off included; log-t intervals, as far as campaigns tell them.
    fn lognormal((logs, campaigns): (&[f64], &[usize]), cut: &[f64], of: &'static str) -> Law {
        let (mean, sd) = normal_with_cut(logs, cut);
        let n = logs.len();
        // By how much one value moves the median, and the 90th percentile.
        let moves = |log: &f64| {
            let by = log - mean;
            by + Z90 * (by * by - sd * sd) / (2.0 * sd.max(f64::MIN_POSITIVE))
        };
        let clusters = Clusters::of(logs, campaigns);
        let upper = Clusters::of(&logs.iter().map(moves).collect::<Vec<f64>>(), campaigns);
        let part = |at: f64, error: f64, known: Clusters, method: &'static str| {
            let t = stats::two_sided(known.freedom, 1.0 - stats::CONFIDENCE);
            let error = t * known.wider * error;
            let ends = (libm::exp(at - error), libm::exp(at + error));
            let interval = Some(Interval { low: ends.0, high: ends.1 });
            Estimate::of(libm::exp(at), interval, n, of).hours().by(method)
        };
        let root = libm::sqrt(n as f64);
        let wide = libm::sqrt(1.0 / n as f64 + Z90 * Z90 / (2.0 * (n.max(2) - 1) as f64));
        let median = part(mean, sd / root, clusters, "lognormal, log t");
        let mut p90 = part(mean + Z90 * sd, sd * wide, upper, "lognormal, delta method");
        // The format's own limits.
        p90.value = p90.value.clamp(median.value, 600.0 * median.value);
        Law::Lognormal { median, p90 }
    }

    /// As it was seen, whatever the law.
    pub fn seen(sample: &Sample, of: &'static str) -> Option<Law> {
        Some(Law::empirical(sample, Estimate::median(&sample.values, of)?.hours()))
    }

    fn empirical(sample: &Sample, median: Estimate) -> Law {
        let curve = Curve::from(sample);
        let kept = KEPT.min(sample.values.len());
        let at = |place: usize| curve.seen((place as f64 + 0.5) / kept as f64);
        let values = (0..kept).map(at).collect();
        let interval = median_of_campaigns(sample, median.value).or(median.interval);
        let median = median.within(interval);
        Law::Empirical { values, median: median.by("as seen, Kaplan-Meier") }
    }

    /// A constant that nobody measured.
    pub fn assumed(hours: f64) -> Law {
        Law::Constant(Estimate::assumed(hours, Unit::Hours))
    }

    /// The same law with other grounds.
    pub fn map(self, change: impl Fn(Estimate) -> Estimate) -> Law {
        match self {
            Law::Constant(at) => Law::Constant(change(at)),
            Law::Lognormal { median, p90 } => {
                Law::Lognormal { median: change(median), p90: change(p90) }
            }
            Law::Empirical { values, median } => Law::Empirical { values, median: change(median) },
        }
    }

    /// As a value of the scenario, and what the comment says.
    pub fn written(&self) -> (String, String) {
        match self {
            Law::Constant(at) => (format!("\"{}\"", at.written()), at.comment()),
            Law::Lognormal { median, p90 } => {
                let value =
                    format!("{{ median = \"{}\", p90 = \"{}\" }}", median.written(), p90.written());
                (value, median.comment())
            }
            Law::Empirical { values, median } => {
                let all: Vec<String> =
                    values.iter().map(|it| format!("\"{}\"", Unit::Hours.written(*it))).collect();
                let all = fewest(&all).join(", ");
                let value = format!("{{ dist = \"empirical\", values = [{all}] }}");
                (value, format!("{}; the median is {}", median.comment(), median.written()))
            }
        }
    }

    /// Its numbers with what follows the path of the law.
    pub fn parts(&self) -> Vec<(&'static str, &Estimate)> {
        match self {
            Law::Constant(at) => vec![("", at)],
            Law::Lognormal { median, p90 } => vec![(".median", median), (".p90", p90)],
            Law::Empirical { median, .. } => vec![(".values", median)],
        }
    }

    pub fn median(&self) -> f64 {
        self.parts()[0].1.value
    }

    pub fn mean(&self) -> f64 {
        match self {
            Law::Constant(at) => at.value,
            Law::Lognormal { median, p90 } => {
                let sd = libm::log(p90.value / median.value) / Z90;
                median.value * libm::exp(0.5 * sd * sd)
            }
            Law::Empirical { values, .. } => stats::mean(values).unwrap_or(0.0),
        }
    }
}

/// The shortest list that holds every value in the same share: of 90 and 30 alike, three and one.
fn fewest(values: &[String]) -> Vec<&str> {
    let alike = || values.chunk_by(|a, b| a == b);
    let together = alike().map(<[String]>::len).fold(0, common_divisor);
    alike().flat_map(|run| run[..run.len() / together].iter().map(String::as_str)).collect()
}

/// The greatest (Euclid); with 0, the other.
fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// Between which values a median lies, as far as campaigns tell the share that lies below it; nothing where they make no difference.
fn median_of_campaigns(sample: &Sample, median: f64) -> Option<Interval> {
    let below: Vec<f64> =
        sample.values.iter().map(|it| if *it < median { 1.0 } else { 0.0 }).collect();
    let known = Clusters::of(&below, &sample.campaigns);
    let t = stats::two_sided(known.freedom, 1.0 - stats::CONFIDENCE);
    let away = t * known.wider * 0.5 / libm::sqrt(below.len() as f64);
    let sorted = stats::ascending(sample.values.iter().copied());
    let at = |share: f64| stats::quantile(&sorted, share).filter(|_| away < 0.5);
    let (low, high) = (at(0.5 - away)?, at(0.5 + away)?);
    (known.wider > 1.0).then_some(Interval { low, high })
}

/// Mean and deviation of normal values, some only known to lie above: the EM algorithm (Dempster, Laird & Rubin 1977).
fn normal_with_cut(values: &[f64], cut: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (sum, squares) = values.iter().fold((0.0, 0.0), |(s, q), v| (s + v, q + v * v));
    let (mut mean, mut sd) = (sum / n, stats::sd(values).unwrap_or(0.0));
    if cut.is_empty() || sd <= 0.0 {
        return (mean, sd);
    }
    let all = n + cut.len() as f64;
    for _ in 0..200 {
        let (mut s, mut q) = (sum, squares);
        for c in cut {
            let a = (c - mean) / sd;
            let hazard = hazard(a);
            let first = mean + sd * hazard;
            let spread = sd * sd * (1.0 + a * hazard - hazard * hazard).max(0.0);
            s += first;
            q += spread + first * first;
        }
        mean = s / all;
        sd = libm::sqrt((q / all - mean * mean).max(0.0) * all / (all - 1.0));
    }
    (mean, sd)
}

/// Density over what lies above, of the standard normal: how far above `a` a value lies that is above it, on average.
pub fn hazard(a: f64) -> f64 {
    let above = normal::below(-a);
    if above < 1e-300 { a } else { libm::exp(normal::ln_density(a)) / above }
}

/// How far logarithms are from normal: A², corrected for the estimated mean and deviation.
fn anderson_darling(values: &[f64]) -> f64 {
    let sorted = stats::ascending(values.iter().copied());
    let (Some(mean), Some(sd)) = (stats::mean(&sorted), stats::sd(&sorted)) else { return 0.0 };
    if sd <= 0.0 {
        return f64::INFINITY;
    }
    let n = sorted.len();
    let z = |place: usize| (sorted[place] - mean) / sd;
    let log = |p: f64| libm::log(p.max(1e-300));
    let term = |place: usize| {
        (2 * place + 1) as f64
            * (log(normal::below(z(place))) + log(normal::below(-z(n - 1 - place))))
    };
    let sum: f64 = (0..n).map(term).sum();
    let n = n as f64;
    (-n - sum / n) * (1.0 + 0.75 / n + 2.25 / (n * n))
}

/// Whether values may be exponential: A² with the mean estimated, at 5 % (D'Agostino & Stephens 1986, table 4.14).
pub fn is_exponential(values: &[f64]) -> bool {
    let sorted = stats::ascending(values.iter().copied());
    let Some(mean) = stats::mean(&sorted).filter(|mean| *mean > 0.0) else { return false };
    let n = sorted.len();
    let log = |p: f64| libm::log(p.max(1e-300));
    let term = |place: usize| {
        let above = -sorted[n - 1 - place] / mean;
        (2 * place + 1) as f64 * (log(-libm::expm1(-sorted[place] / mean)) + above)
    };
    let sum: f64 = (0..n).map(term).sum();
    let n = n as f64;
    (-n - sum / n) * (1.0 + 0.6 / n) < 1.321
}

/// The curve of a law's quantiles is that of its sample.
impl From<&Sample> for Curve {
    fn from(sample: &Sample) -> Curve {
        let seen = sample.values.iter().map(|value| (*value, false));
        let all: Vec<_> = seen.chain(sample.cut.iter().map(|value| (*value, true))).collect();
        kaplan_meier(&all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_as_short_as_its_shares_allow() {
        let values = |all: &[(&str, usize)]| {
            all.iter().flat_map(|(it, n)| vec![(*it).to_owned(); *n]).collect::<Vec<String>>()
        };
        assert_eq!(fewest(&values(&[("60m", 90), ("75m", 30)])), ["60m", "60m", "60m", "75m"]);
        assert_eq!(fewest(&values(&[("60m", 4), ("75m", 1)])).len(), 5);
    }

    #[test]
    fn a_clock_of_days_hides_no_spread() {
        let law = |values: &[f64], grain: f64| {
            let sample = Sample { values: values.repeat(10), ..Sample::default() };
            Law::of(&sample, grain, "jobs").unwrap()
        };
        // One, two or three days, a third each, by a clock of days: the mean is two.
        let days = law(&[24.0, 48.0, 72.0], 24.0);
        assert!(matches!(days, Law::Empirical { .. }) && days.mean() == 48.0, "{days:?}");
        assert!(matches!(law(&[48.0], 24.0), Law::Constant(_)));
        // Two hours by a clock of minutes.
        let [minute, two] = [1.0 / 60.0, 2.0];
        assert!(matches!(law(&[two, two - minute, two + minute], minute), Law::Constant(_)));
        assert!(!matches!(
            law(&[two, two - 3.0 * minute, two + 3.0 * minute], minute),
            Law::Constant(_)
        ));
    }
}
