//! The axis and the bins that the rows of a distribution share.

use super::draw::axis::{round_step, widened};
use super::draw::{Axis, Unit};
use super::sample::{self, Bins, Sample};

/// Least distance of two ticks in pixels.
const TICKS: f64 = 62.0;
/// The least width of a bin in pixels, but for spans of many weeks.
const NARROWEST: f64 = 16.0;
/// The most weeks that have a bin each.
const WEEKS: f64 = 40.0;

/// An axis with bins: whole weeks of time, or days in under six weeks, counted from what is due; else round numbers.
#[derive(Clone, Debug)]
pub struct Scale {
    pub unit: Unit,
    pub axis: Axis,
    pub bins: Bins,
    /// As long as the axis is drawn.
    pub pixels: f64,
    due: Option<f64>,
    /// How much later than a midnight bins end, in days; `None` where something happens in between, so that days alone
    /// do not say what a bin holds.
    after_midnight: Option<f64>,
}

impl Scale {
    /// Of samples in hours.
    pub fn of(
        samples: &[Sample],
        due_h: Option<f64>,
        unit: impl Fn(f64) -> Unit,
        pixels: f64,
    ) -> Scale {
        let (low, high) = sample::span(samples, due_h, 0.005);
        let unit = unit(high).over(high - low);
        // An amount begins at 0, unless nothing is seen in most of that.
        let low = if unit == Unit::PERSON_HOURS && low < high * 0.6 { 0.0 } else { low };
        let (low, high) = widened(low / unit.hours, high / unit.hours);
        let due = due_h.map(|due| due / unit.hours);
        let anchor = due.filter(|due| (low..=high).contains(due)).unwrap_or(0.0);
        let (width, each) = steps(unit, high - low, pixels);
        let bins = Bins::covering((low, high), anchor, width);
        let (from, until) = (bins.low.max(0.0), bins.edge(bins.count));
        let pitch = pixels * width / (until - from);
        let each = each.iter().find(|each| **each * pitch >= TICKS).or(each.last());
        let axis = Axis::counted((from, until), anchor, width, each.copied().unwrap_or(1.0));
        let axis = axis.dated(unit);
        let after_midnight = after_midnight(samples, unit, &bins);
        Scale { unit, axis, bins, pixels, due, after_midnight }
    }

    /// How many replications are in each bin.
    pub fn count(&self, sample: &Sample) -> Vec<usize> {
        self.fill(&sample.known)
    }

    /// How many values in hours are in each bin.
    pub fn fill(&self, values: &[f64]) -> Vec<usize> {
        self.bins.fill(values.iter().map(|value| value / self.unit.hours))
    }

    /// Whether anything lies beyond the bins.
    pub fn is_cut(&self, samples: &[Sample]) -> bool {
        let ends = [self.bins.low, self.bins.edge(self.bins.count)];
        let [low, high] = ends.map(|end| end * self.unit.hours);
        let beyond = |value: &f64| *value < low * (1.0 - 1e-9) || *value > high * (1.0 + 1e-9);
        let outermost =
            |sample: &Sample| [sample.known.first().copied(), sample.known.last().copied()];
        samples.iter().flat_map(outermost).flatten().any(|value| beyond(&value))
    }

    /// Whether a bin is later than what is due.
    pub fn is_late(&self, bin: usize) -> bool {
        self.due.is_some_and(|due| self.bins.edge(bin + 1) > due * (1.0 + 1e-9))
    }

    /// How wide a bin is: "a week", "a day", "20 person-h".
    pub fn width(&self) -> String {
        match (self.unit, self.bins.width) {
            (unit, 7.0) if unit.is_days() => "a week".to_owned(),
            (unit, 1.0) if unit.is_days() => "a day".to_owned(),
            (unit, width) => {
                let width = Axis::plain(0.0, self.axis.high).as_fine_as(width).label(width);
                format!("{width} {}", unit.short)
            }
        }
    }

    /// What the axis says of itself, with its unit.
    pub fn title(&self, what: &str) -> String {
        self.unit.title(what, self.axis.high * self.unit.hours)
    }

    /// From when to when a bin is; the outermost hold what lies beyond.
    pub fn span(&self, bin: usize) -> String {
        let edges = [bin, bin + 1].map(|edge| self.bins.edge(edge).max(0.0));
        // Each bin is without its lower edge: of days its first one is the next.
        let (from, until, unit) = match (self.unit.is_dated(), self.after_midnight) {
            (true, Some(late)) => {
                let [first, last] =
                    [edges[0] + 1.0, edges[1]].map(|edge| self.axis.label(edge - late));
                (first, last, "")
            }
            (true, None) => {
                let [first, last] = edges.map(|edge| self.unit.moment(edge * self.unit.hours));
                (first, last, "")
            }
            (false, _) => (self.axis.label(edges[0]), self.axis.label(edges[1]), self.unit.short),
        };
        let days = self.unit.is_dated() && self.after_midnight.is_some();
        let said = match bin {
            _ if self.bins.count == 1 => "all".to_owned(),
            0 => format!("up to {until} {unit}"),
            bin if bin + 1 == self.bins.count => {
                format!("from {from} {unit} on").replace("  ", " ")
            }
            _ if days && self.bins.width <= 1.0 => until,
            _ => format!("{from} to {until} {unit}"),
        };
        said.trim_end().to_owned()
    }
}

/// How much later than a midnight bins end, in days, where nothing happens between the two.
fn after_midnight(samples: &[Sample], unit: Unit, bins: &Bins) -> Option<f64> {
    /// Far less than a minute, in hours.
    const ROUNDING: f64 = 1e-6;
    let clock = unit.clock(bins.low * unit.hours)?;
    let early = |hours: &f64| {
        let at = unit.clock(*hours).unwrap_or(0.0);
        at > ROUNDING && at <= clock + ROUNDING
    };
    let quiet = clock < ROUNDING || !samples.iter().flat_map(|sample| &sample.known).any(early);
    quiet.then_some(clock / unit.hours)
}

/// The width of bins over a span of so many pixels, and how many of them may lie between two ticks. No bin is so narrow that
/// they make a comb.
fn steps(unit: Unit, span: f64, pixels: f64) -> (f64, &'static [f64]) {
    /// Of days: bins, and how many of each may lie between two ticks.
    const DAYS: [(f64, &[f64]); 3] = [
        (1.0, &[1.0, 2.0, 7.0, 14.0, 28.0]),
        (2.0, &[1.0, 2.0, 7.0, 14.0]),
        (7.0, &[1.0, 2.0, 4.0, 8.0, 16.0]),
    ];
    let wide = |width: f64| width / span * pixels >= NARROWEST;
    if !unit.is_days() || span < 5.0 {
        return (round_step(span / 24.0), ROUND);
    }
    let from = if span < 42.0 { 0 } else { 2 };
    match DAYS[from..].iter().find(|(width, _)| wide(*width)) {
        Some(found) if span <= 7.0 * WEEKS => *found,
        None if span <= 7.0 * WEEKS => (14.0, &[1.0, 2.0, 4.0, 8.0]),
        _ => (round_step(span / WEEKS), ROUND),
    }
}

/// How many bins of round widths may lie between two ticks.
const ROUND: &[f64] = &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: &[f64], due: Option<f64>) -> Scale {
        let known = days.iter().map(|day| day * 24.0).collect();
        let samples = [Sample { known, of: days.len() }];
        Scale::of(&samples, due.map(|due| due * 24.0), Unit::for_hours, 400.0)
    }

    #[test]
    fn weeks_are_counted_from_the_deadline_and_end_at_it() {
        // From 20 to 70 days, in weeks from day 45: 45 - 4 × 7 = 17 up to 45 + 4 × 7 = 73.
        let scale = days(&[20.0, 70.0], Some(45.0));
        assert_eq!(scale.bins, Bins { low: 17.0, width: 7.0, count: 8 });
        assert_eq!((scale.is_late(3), scale.is_late(4)), (false, true));
        // 50 pixels a week: a tick every second week, on the deadline's.
        assert_eq!(scale.axis.ticks, [17.0, 31.0, 45.0, 59.0, 73.0]);
    }

    #[test]
    fn under_six_weeks_bins_are_days() {
        let scale = days(&[20.0, 40.0], None);
        assert_eq!(
            (scale.bins.width, scale.bins.low, scale.width().as_str()),
            (1.0, 19.0, "a day")
        );
        // 401 days in 40: nearest of 1, 2, 5 to 10.
        assert_eq!(days(&[0.0, 403.0], None).bins.width, 10.0);
    }

    /// 40 days in 400 pixels are 10 a day: bins are of two days. 20 days: 20 a day.
    #[test]
    fn no_bin_is_too_narrow() {
        assert_eq!(days(&[0.0, 40.0], None).bins.width, 2.0);
        assert_eq!(days(&[0.0, 20.0], None).bins.width, 1.0);
        // 38 weeks are 10.5 a week: a fortnight each.
        assert_eq!(days(&[0.0, 266.0], None).bins.width, 14.0);
    }

    #[test]
    fn what_is_due_far_away_leaves_all_late_or_none() {
        assert!(days(&[200.0, 300.0], Some(3.0)).is_late(0));
        let early = days(&[20.0, 30.0], Some(300.0));
        assert!(!early.is_late(early.bins.count - 1));
    }

    /// From Monday 2 March 9:00, due on a Monday at 9:00: weeks run from Monday to Sunday, since nobody launches at night;
    /// who does so is told from when to when.
    #[test]
    fn weeks_are_named_by_the_days_that_they_hold() {
        let start = Some(jiff::civil::datetime(2026, 3, 2, 9, 0, 0, 0));
        let named = |days: &[f64]| {
            let known: Vec<f64> = days.iter().map(|day| day * 24.0).collect();
            let sample = [Sample { of: known.len(), known }];
            let unit = |high| Unit::for_hours(high).dated(start);
            let scale = Scale::of(&sample, Some(56.0 * 24.0), unit, 400.0);
            let bin = (0..scale.bins.count).find(|bin| scale.bins.edge(*bin) == 49.0);
            scale.span(bin.unwrap_or(0))
        };
        assert_eq!(named(&[30.2, 50.2, 75.1]), "20 Apr to 26 Apr");
        // 20 hours after 9:00 is 5:00.
        assert_eq!(named(&[30.2, 50.0 + 20.0 / 24.0, 75.1]), "20 Apr 09:00 to 27 Apr 09:00");
    }

    #[test]
    fn no_spread_still_has_a_bin_with_everything() {
        let scale = days(&[30.0; 6], None);
        assert_eq!(scale.fill(&[720.0; 6]).iter().filter(|held| **held == 6).count(), 1);
    }
}
