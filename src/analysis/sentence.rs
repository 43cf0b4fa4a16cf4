//! A verdict on the cycle time in plain words.

use super::difference::{Difference, Verdict};
use super::estimate::not_launched;
use super::launches::Launched;
use crate::stats::Interval;
use crate::study::{ModelRuns, Study};

/// What a difference in cycle time means, in a sentence or two. An interval that holds zero never
/// becomes "earlier" or "later", and means of survivors say so.
pub fn sentence(study: &Study, difference: &Difference) -> String {
    let ours = &study.models[difference.model];
    let theirs = &study.models[study.baseline];
    let mut text = match how_often(difference.verdict, ours, theirs) {
        Some(often) => often,
        None => format!("{}{}", ours.name, predicate(difference)),
    };
    if difference.flagged {
        text.push_str(&caveat(ours, theirs));
    }
    text
}

/// "B launches less often, in 35 % of replications instead of 100 %", where that decides.
fn how_often(verdict: Verdict, ours: &ModelRuns, theirs: &ModelRuns) -> Option<String> {
    let more = match verdict {
        Verdict::MoreOften => "more",
        Verdict::LessOften => "less",
        _ => return None,
    };
    let share = |runs: &ModelRuns| launched(Launched::of(runs));
    let (share, instead) = (share(ours)?, share(theirs)?);
    Some(format!(
        "{} launches {more} often, in {share} of replications instead of {instead}",
        ours.name
    ))
}

fn predicate(difference: &Difference) -> String {
    let Difference { mean, ci, verdict, .. } = *difference;
    match (verdict, mean, ci) {
        (Verdict::Identical, ..) => ": identical, the plans are the same".to_owned(),
        (Verdict::NoneSeen, ..) => format!(": no difference, {}", none_seen(difference)),
        (Verdict::Lower, Some(mean), Some(ci)) => {
            let turned = Interval { low: -ci.high, high: -ci.low };
            launches("earlier", -mean, turned, difference.share_lower, difference.n)
        }
        (Verdict::Higher, Some(mean), Some(ci)) => {
            launches("later", mean, ci, difference.share_higher, difference.n)
        }
        (_, _, Some(ci)) => {
            let scale = Scale::of(ci);
            let [low, high] = [ci.low, ci.high].map(|end| scale.number(end));
            format!(": no difference shown ({low} to {high} {})", scale.unit)
        }
        (_, Some(_), None) => format!(": no difference shown ({})", few(difference)),
        _ => ": no difference shown (no replication was launched under both)".to_owned(),
    }
}

/// "none seen in 1000; at most 0.3 % differ"
pub fn none_seen(difference: &Difference) -> String {
    let most = difference.share_differ_high.map_or("100 %".to_owned(), at_most);
    format!("none seen in {}; at most {most} differ", difference.n)
}

/// "3 of 1000 replications differ, too few for an interval; at most 0.78 % do"
fn few(difference: &Difference) -> String {
    let shares = [difference.share_lower, difference.share_higher];
    let share: f64 = shares.into_iter().flatten().sum();
    let count = libm::rint(share * difference.n as f64);
    let bound = difference.share_differ_high.filter(|bound| *bound < 1.0);
    let bound = bound.map_or(String::new(), |bound| format!("; at most {} do", at_most(bound)));
    format!("{count} of {} replications differ, too few for an interval{bound}", difference.n)
}

/// An upper bound of a share, rounded up to two digits: "0.3 %", "7.8 %", "78 %".
pub fn at_most(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = (0..8).find(|decimals| percent * libm::pow(10.0, *decimals as f64) >= 10.0);
    let decimals = decimals.unwrap_or(8);
    let unit = libm::pow(10.0, decimals as f64);
    let text = format!("{:.decimals$}", libm::ceil(percent * unit - 1e-9) / unit);
    let text = if decimals == 0 { text.as_str() } else { text.trim_end_matches('0') };
    format!("{} %", text.trim_end_matches('.'))
}

/// " launches 6.1 d earlier (5.2 to 7.0), earlier in 91 % of replications"
fn launches(when: &str, mean: f64, ci: Interval, share: Option<f64>, n: usize) -> String {
    let scale = Scale::of(ci);
    let [mean, low, high] = [mean, ci.low, ci.high].map(|hours| scale.number(hours));
    let unit = scale.unit;
    let often = match share {
        None => String::new(),
        Some(1.0) => format!(", {when} in all of {n} replications"),
        Some(share) => format!(", {when} in {} of replications", percent(share)),
    };
    format!(" launches {mean} {unit} {when} ({low} to {high}){often}")
}

/// "; mean cycle times are of launched replications only: 12 % of A and 3 % of B were not launched"
fn caveat(ours: &ModelRuns, theirs: &ModelRuns) -> String {
    let part = |runs: &ModelRuns| {
        let missing = not_launched(runs);
        let share = missing as f64 / runs.len().max(1) as f64;
        (missing > 0).then(|| format!("{} of {}", percent(share), runs.name))
    };
    let parts: Vec<String> = [ours, theirs].into_iter().filter_map(part).collect();
    format!(
        "; mean cycle times are of launched replications only: {} not launched",
        parts.join(" and ")
    )
}

/// A share in percent that never rounds to all or nothing: "91 %", "<1 %", ">99 %", "0 %", "100 %".
pub fn percent(share: f64) -> String {
    let rounded = libm::rint(100.0 * share);
    if share > 0.0 && rounded < 1.0 {
        "<1 %".to_owned()
    } else if share < 1.0 && rounded > 99.0 {
        ">99 %".to_owned()
    } else {
        format!("{rounded} %")
    }
}

/// How often a model was launched; with decimals where it would else be rounded to the 95 % that it misses.
pub fn launched(launched: Launched) -> Option<String> {
    let share = launched.share()?;
    if launched.enough() || share < 0.94 {
        return Some(percent(share));
    }
    let text = (1..9).map(|decimals| format!("{:.decimals$}", 100.0 * share));
    text.into_iter().find(|text| !text.starts_with("95")).map(|text| format!("{text} %"))
}

/// Elapsed hours as a person would say them: "6.1 d", "13.5 h", "20.0 min".
pub fn elapsed(hours: f64) -> String {
    let scale = Scale { decimals: 1, ..Scale::of(Interval { low: 0.0, high: hours }) };
    format!("{} {}", scale.number(hours), scale.unit)
}

/// The unit and the digits that a span deserves.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// "d", "h" or "min".
    pub unit: &'static str,
    hours: f64,
    decimals: usize,
}

impl Scale {
    /// Days of 24 h if an end reaches one, else hours, else minutes; the width shows two digits.
    pub fn of(interval: Interval) -> Scale {
        let largest = interval.low.abs().max(interval.high.abs());
        let (unit, hours) = if largest >= 24.0 {
            ("d", 24.0)
        } else if largest >= 1.0 || largest == 0.0 {
            ("h", 1.0)
        } else {
            ("min", 1.0 / 60.0)
        };
        Scale { unit, hours, decimals: decimals((interval.high - interval.low) / hours) }
    }

    /// As [`Scale::of`], with one decimal where that is enough to tell the ends apart.
    pub fn plain(interval: Interval) -> Scale {
        let scale = Scale::of(interval);
        let coarse = Scale { decimals: 1, ..scale };
        if coarse.number(interval.low) == coarse.number(interval.high) { scale } else { coarse }
    }

    /// Hours as a number of this unit.
    pub fn number(self, hours: f64) -> String {
        let text = format!("{:.*}", self.decimals, hours / self.hours);
        let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
        if is_zero { text.trim_start_matches('-').to_owned() } else { text }
    }
}

/// One for widths from 1 up (a tenth of a day is as fine as anyone plans), more for narrow intervals.
fn decimals(width: f64) -> usize {
    if width >= 0.3 || width <= 0.0 {
        1
    } else if width >= 0.03 {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::super::difference::differences;
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    fn difference(mean: f64, low: f64, high: f64, verdict: Verdict) -> Difference {
        Difference {
            model: 1,
            n: 100,
            mean: Some(mean),
            ci: Some(Interval { low, high }),
            share_lower: Some(0.91),
            share_higher: Some(0.09),
            share_lower_high: None,
            share_higher_high: None,
            share_differ_high: None,
            verdict,
            flagged: false,
        }
    }

    fn said(difference: &Difference) -> String {
        let models = vec![with_cycle_times("Cascade", &[]), with_cycle_times("Hybrid Flow", &[])];
        sentence(&study(models), difference)
    }

    #[test]
    fn earlier_and_later() {
        let earlier = difference(-146.4, -168.0, -124.8, Verdict::Lower);
        assert_eq!(
            said(&earlier),
            "Hybrid Flow launches 6.1 d earlier (5.2 to 7.0), earlier in 91 % of replications"
        );
        let later = difference(12.0, 10.5, 13.5, Verdict::Higher);
        assert_eq!(
            said(&later),
            "Hybrid Flow launches 12.0 h later (10.5 to 13.5), later in 9 % of replications"
        );
    }

    #[test]
    fn nothing_shown() {
        let nothing = difference(1.2, -24.0, 36.0, Verdict::NoDifferenceShown);
        assert_eq!(said(&nothing), "Hybrid Flow: no difference shown (-1.0 to 1.5 d)");
        let narrow = difference(1.2, -7.2, 24.0, Verdict::NoDifferenceShown);
        assert_eq!(said(&narrow), "Hybrid Flow: no difference shown (-0.3 to 1.0 d)");
        let minutes = difference(0.0, -0.2, 0.5, Verdict::NoDifferenceShown);
        assert_eq!(said(&minutes), "Hybrid Flow: no difference shown (-12.0 to 30.0 min)");
    }

    #[test]
    fn small_numbers_of_replications() {
        let models = |a, b| study(vec![with_cycle_times("A", a), with_cycle_times("B", b)]);
        let of = |study: &Study| sentence(study, &differences(study, 0)[0]);
        let mut same = models(&[Some(3.0), Some(4.0)], &[Some(3.0), Some(4.0)]);
        // None of 2: 1 - 0.05^(1/2) = 77.6 %.
        assert_eq!(of(&same), "B: no difference, none seen in 2; at most 78 % differ");
        same.models[1].same_as = Some(0);
        assert_eq!(of(&same), "B: identical, the plans are the same");
        let one = models(&[Some(3.0)], &[Some(4.0)]);
        assert_eq!(
            of(&one),
            "B: no difference shown (1 of 1 replications differ, too few for an interval)"
        );
        let mut other = vec![Some(3.0); 1000];
        other[..3].fill(Some(4.0));
        // Three of 1000: 7.754 / n by Poisson.
        assert_eq!(
            of(&models(&[Some(3.0); 1000], &other)),
            "B: no difference shown (3 of 1000 replications differ, too few for an interval; at most \
             0.78 % do)"
        );
    }

    #[test]
    fn survivors_are_named() {
        let mut times = vec![Some(48.0); 22];
        times.extend([None; 3]);
        let models = vec![with_cycle_times("A", &[Some(96.0); 25]), with_cycle_times("B", &times)];
        let study = study(models);
        assert_eq!(
            sentence(&study, &differences(&study, 0)[0]),
            "B launches 2.0 d earlier (2.0 to 2.0), earlier in all of 22 replications; mean \
             cycle times are of launched replications only: 12 % of B not launched"
        );
    }

    #[test]
    fn nobody_launched() {
        let nobody =
            study(vec![with_cycle_times("A", &[None; 4]), with_cycle_times("B", &[None; 4])]);
        assert_eq!(
            sentence(&nobody, &differences(&nobody, 0)[0]),
            "B: no difference shown (no replication was launched under both); mean cycle times are \
             of launched replications only: 100 % of B and 100 % of A not launched"
        );
    }

    #[test]
    fn bounds_are_rounded_up() {
        let shown = [0.002_991, 0.000_149_8, 0.058_1, 0.776_4, 0.3, 1.0].map(at_most);
        assert_eq!(shown, ["0.3 %", "0.015 %", "5.9 %", "78 %", "30 %", "100 %"]);
    }

    #[test]
    fn percentages_do_not_round_to_all_or_nothing() {
        let shown = [0.0, 0.001, 0.004, 0.5, 0.91, 0.996, 1.0].map(percent);
        assert_eq!(shown, ["0 %", "<1 %", "<1 %", "50 %", "91 %", ">99 %", "100 %"]);
    }

    #[test]
    fn a_share_launched_is_not_rounded_to_what_it_misses() {
        let shown = |count, of| launched(Launched { count, of }).unwrap();
        // 284 / 300 = 94.67 %; 949,999 of a million; 285 / 300 = 95 %.
        assert_eq!((shown(284, 300), shown(285, 300)), ("94.7 %".to_owned(), "95 %".to_owned()));
        assert_eq!((shown(949_999, 1_000_000), shown(3, 100)), ("94.9999 %".into(), "3 %".into()));
    }

    #[test]
    fn spans_in_words() {
        let shown = [0.0, 0.25, 13.5, 24.0, 480.0].map(elapsed);
        assert_eq!(shown, ["0.0 h", "15.0 min", "13.5 h", "1.0 d", "20.0 d"]);
        // What rounds to nothing has no sign.
        let tiny = Scale { unit: "d", hours: 24.0, decimals: 1 };
        assert_eq!(tiny.number(-0.5), "0.0");
    }
}
