//! A verdict on the cycle time in plain words.

use super::difference::{Difference, Verdict};
use super::estimate::not_launched;
use super::launches::Launched;
use super::time_shown::{TimeShown, time_shown};
use crate::format::{self, Interval, Scale, at_most, percent};
use crate::study::{ModelRuns, Study};

/// What a difference in cycle time means, in a sentence or two. An interval that holds zero never
/// becomes "earlier" or "later", and means of survivors say so.
pub fn sentence(study: &Study, difference: &Difference) -> String {
    let ours = &study.models[difference.model];
    let theirs = &study.models[study.baseline];
    let mut text = match how_often(study, difference.verdict, ours, theirs) {
        Some(often) => often,
        None => format!("{}{}", ours.name, predicate(difference, time_shown(study))),
    };
    if difference.flagged {
        text.push_str(&caveat(study, ours, theirs));
    }
    text
}

/// "B launches less often, in 35 % of replications instead of 100 %", where that decides.
fn how_often(
    study: &Study,
    verdict: Verdict,
    ours: &ModelRuns,
    theirs: &ModelRuns,
) -> Option<String> {
    let more = match verdict {
        Verdict::MoreOften => "more",
        Verdict::LessOften => "less",
        _ => return None,
    };
    let share = |runs: &ModelRuns| Launched::of(runs).said();
    let (share, instead) = (share(ours)?, share(theirs)?);
    Some(format!(
        "{} {} {more} often, in {share} of replications instead of {instead}",
        ours.name,
        time_shown(study).does
    ))
}

fn predicate(difference: &Difference, shown: TimeShown) -> String {
    let (does, done) = (shown.does, shown.done);
    let Difference { mean, ci, verdict, .. } = *difference;
    match (verdict, mean, ci) {
        (Verdict::Identical, ..) => ": identical, the plans are the same".to_owned(),
        (Verdict::NoneSeen, ..) => format!(": no difference, {}", none_seen(difference)),
        (Verdict::Lower, Some(mean), Some(ci)) => {
            let turned = Interval { low: -ci.high, high: -ci.low };
            moved(does, "earlier", -mean, turned, difference.share_lower, difference.n)
        }
        (Verdict::Higher, Some(mean), Some(ci)) => {
            moved(does, "later", mean, ci, difference.share_higher, difference.n)
        }
        (_, _, Some(ci)) => {
            let (scale, [low, high]) = ends(ci);
            format!(": no difference shown ({low} to {high} {})", scale.unit)
        }
        (_, Some(_), None) => format!(": no difference shown ({})", few(difference)),
        _ => format!(": no difference shown (no replication was {done} under both)"),
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

/// " launches 6.1 d earlier (5.2 to 7.0), earlier in 91 % of replications"
fn moved(does: &str, when: &str, mean: f64, ci: Interval, share: Option<f64>, n: usize) -> String {
    let (scale, [mean, low, high]) = in_hours(mean, ci);
    let unit = scale.unit;
    let often = match share {
        None => String::new(),
        Some(1.0) => format!(", {when} in all of {n} replications"),
        Some(share) => format!(", {when} in {} of replications", percent(share)),
    };
    format!(" {does} {mean} {unit} {when} ({low} to {high}){often}")
}

/// "9.3 days earlier", of a difference in hours that is less than zero.
pub(super) fn earlier(mean: f64) -> String {
    format!("{} earlier", format::spoken(-mean))
}

/// A mean of elapsed hours and the ends of its interval in the unit that they deserve.
pub fn in_hours(mean: f64, ci: Interval) -> (Scale, [String; 3]) {
    let (scale, [low, high]) = ends(ci);
    let shown = scale.interval(Some(ci)).unwrap_or(ci);
    (scale, [format::fixed(scale.value(mean), format::decimals_of_ends(shown)), low, high])
}

/// The ends alone.
fn ends(ci: Interval) -> (Scale, [String; 2]) {
    let scale = Scale::of_elapsed(ci.low.abs().max(ci.high.abs()));
    let shown = Interval { low: scale.value(ci.low), high: scale.value(ci.high) };
    let decimals = format::decimals_of_ends(shown);
    (scale, [shown.low, shown.high].map(|end| format::fixed(end, decimals)))
}

/// "; mean cycle times are of launched replications only: 12 % of A and 3 % of B were not launched"
fn caveat(study: &Study, ours: &ModelRuns, theirs: &ModelRuns) -> String {
    let part = |runs: &ModelRuns| {
        let missing = not_launched(runs);
        let share = missing as f64 / runs.len().max(1) as f64;
        (missing > 0).then(|| format!("{} of {}", percent(share), runs.name))
    };
    let parts: Vec<String> = [ours, theirs].into_iter().filter_map(part).collect();
    format!("; {}: {} not launched", time_shown(study).means, parts.join(" and "))
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
            correlation: None,
            pairing_gain: None,
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
}
