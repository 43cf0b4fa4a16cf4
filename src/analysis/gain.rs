//! What a switch of models gains, and for what, in a sentence.

use super::difference::{Difference, Verdict};
use super::estimate::{day_reached, percentile_shown};
use super::launches::Launched;
use super::sentence::in_hours;
use super::time_shown::{Kept, counts, kept, time_shown};
use crate::analysis;
use crate::format::{self, Interval, elapsed, percent};
use crate::study::Study;

/// What a switch to a model gains, for what.
pub fn gains(study: &Study, found: &Difference) -> String {
    let (model, baseline) = (found.model, study.baseline);
    let gain = more_often(study, found).unwrap_or_else(|| earlier(found));
    let change = match Some(model) == study.agreed_model() {
        true => "Changing only that".to_owned(),
        false => {
            let [from, to] = [baseline, model].map(|model| &study.models[model].name);
            format!("Switching from {from} to {to}")
        }
    };
    let mut text = format!("{change} {} {gain}", time_shown(study).switching);
    text.extend(in_time(study, model));
    text.extend(person_hours(study, model));
    text.push('.');
    text.extend(half_by(study, found));
    text.extend(how_often(found));
    text
}

/// "in 98 % of replications instead of 35 % (where both were launched, 2.0 days later)"
fn more_often(study: &Study, found: &Difference) -> Option<String> {
    let of = |model: usize| Launched::of(&study.models[model]).said();
    let (ours, theirs) = (of(found.model)?, of(study.baseline)?);
    let both = found.mean.map_or(String::new(), |mean| {
        let side = if mean < 0.0 { "earlier" } else { "later" };
        format!(" (where both were launched, {} {side})", elapsed(mean.abs()))
    });
    (found.verdict == Verdict::MoreOften)
        .then(|| format!("in {ours} of replications instead of {theirs}{both}"))
}

/// "9.3 days earlier (8.7 to 9.9)"
fn earlier(found: &Difference) -> String {
    let (Some(mean), Some(ci)) = (found.mean, found.ci) else { return "earlier".to_owned() };
    let turned = Interval { low: -ci.high, high: -ci.low };
    let (scale, [mean, low, high]) = in_hours(-mean, turned);
    let unit = format::in_full(scale.unit);
    format!("{mean} {unit} earlier ({low} to {high})")
}

/// ", on time in 94 of 100 campaigns instead of 61"
pub fn in_time(study: &Study, model: usize) -> Option<String> {
    let known = [model, study.baseline].map(|model| kept(study, &study.models[model]));
    let [Some(ours), Some(theirs)] = known else { return None };
    Some(in_time_instead(study, ours, theirs))
}

/// ", on time in 94 of 100 campaigns instead of 61", of what is kept by one and the other.
pub(super) fn in_time_instead(study: &Study, ours: Kept, theirs: Kept) -> String {
    let both = [ours, theirs].map(|kept| (kept.count, kept.of));
    let each = || both.map(|(count, of)| format::of_100(count, of));
    let [ours, theirs] = format::of_100_each(both).unwrap_or_else(each);
    let kept = time_shown(study).kept.to_lowercase();
    let counts = counts(study);
    format!(", {kept} in {ours} {counts} instead of {theirs}")
}

/// ", for 12 % more person-hours"
fn person_hours(study: &Study, model: usize) -> Option<String> {
    let (ours, theirs, paired) = analysis::person_hours(study, model)?;
    let ci = paired.ci?;
    if ci.contains(0.0) {
        return Some(", with no difference shown in person-hours".to_owned());
    }
    if theirs <= 0.0 {
        return None;
    }
    let (preposition, word) = if ours > theirs { ("for", "more") } else { ("with", "fewer") };
    let change = (ours / theirs - 1.0).abs();
    if change >= 2.0 {
        return Some(format!(", for {:.1} times as many person-hours", ours / theirs));
    }
    let change = if change < 0.005 { "under 1 %".to_owned() } else { percent(change) };
    Some(format!(", {preposition} {change} {word} person-hours"))
}

/// " Half of the replications are ready by Mon 1 Mar 2027 instead of Wed 10 Mar 2027.", and what it means that the middle is
/// later where the mean is earlier.
fn half_by(study: &Study, found: &Difference) -> Option<String> {
    let (time, models) = (time_shown(study), [found.model, study.baseline]);
    let [ours, theirs] = models.map(|model| day_reached(study, model, 0.5));
    let (ours, theirs, done) = (ours?, theirs?, time.done);
    let is_later = |p: f64| {
        let [ours, theirs] = models.map(|model| percentile_shown(study, model, time.metric, p));
        Some(ours? > theirs?)
    };
    let turned = found.verdict == Verdict::Lower && ours != theirs && is_later(0.5) == Some(true);
    let why = match turned {
        false => "",
        true if is_later(0.85) == Some(false) => {
            ": later, although the mean is earlier, since the gain lies with the slower campaigns"
        }
        true => ": later, although the mean is earlier",
    };
    Some(format!(" Half of the replications are {done} by {ours} instead of {theirs}{why}."))
}

fn how_often(found: &Difference) -> Option<String> {
    let count = |share: f64| format::grouped(libm::rint(share * found.n as f64));
    let (lower, n) = (count(found.share_lower?), format::grouped(found.n as f64));
    let which = if found.flagged { " launched under both" } else { "" };
    Some(format!(" It was earlier in {lower} of {n} replications{which}."))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::super::verdict::of;
    use super::*;

    /// From Monday 4 January 09:00. Ten, ten and 40 days twenty times; the other takes a day more in two of three, and ten
    /// days less in the third: (1 + 1 - 10) / 3 = 2.7 earlier, and half by the eleventh day instead of the tenth.
    #[test]
    fn a_later_middle_beside_an_earlier_mean_is_explained() {
        let of_days = |name: &str, days: [f64; 3]| {
            let hours: Vec<_> = days.repeat(20).iter().map(|days| Some(24.0 * days)).collect();
            with_cycle_times(name, &hours)
        };
        let said = |days: [f64; 3]| {
            let models = vec![of_days("Today", [10.0, 10.0, 40.0]), of_days("Mesh", days)];
            let start = Some(jiff::civil::datetime(2027, 1, 4, 9, 0, 0, 0));
            let study = Study { start, ..study(models) };
            gains(&study, &of(&study, 1).unwrap())
        };
        let later = said([11.0, 11.0, 30.0]);
        let wanted = "by Fri 15 Jan 2027 instead of Thu 14 Jan 2027: later, although the mean is earlier, since the gain lies \
                      with the slower campaigns.";
        assert!(later.contains(wanted), "{later}");
        assert!(!said([9.0, 9.0, 30.0]).contains("although"));
    }
}
