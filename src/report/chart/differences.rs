//! "How much earlier than the baseline?": paired differences of the cycle time, or of when campaigns are ready.

use crate::analysis::{self, Difference, Verdict};
use crate::stats;
use crate::study::Study;

use super::draw::numbers::{grouped, short};
use super::draw::plot::X_AXIS;
use super::draw::theme::{Colour, GREY, INK, LABEL, NOTE, PAPER, Paper, TICK, towards};
use super::draw::{Area, Axis, Names, Plot, Scene, Sheet, Unit};
use crate::format::percent;

/// Height of a row.
const ROW: f64 = 54.0;
/// Width of the column of findings at the right.
const FINDINGS: f64 = 262.0;

/// Draws the chart; `None` with a single model.
pub fn draw(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    let others = names.order.iter().filter(|model| **model != study.baseline);
    let time = analysis::time_shown(study).metric;
    let found = analysis::differences(study, time);
    let row = |model: &usize| Row {
        model: *model,
        hours: pairs(study, *model, time),
        found: found.iter().find(|difference| difference.model == *model).cloned(),
    };
    let mut rows: Vec<Row> = others.map(row).collect();
    earliest_first(&mut rows);
    (!rows.is_empty() && !study.models[study.baseline].is_empty())
        .then(|| plot(study, paper, names, &rows))
}

/// By what is shown here; what has no difference is last.
fn earliest_first(rows: &mut [Row]) {
    let key = |row: &Row| row.mean().unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
}

/// One model against the baseline.
struct Row {
    model: usize,
    /// Model less baseline in hours, per pair in which both have a time, ascending.
    hours: Vec<f64>,
    found: Option<Difference>,
}

impl Row {
    fn quantile(&self, p: f64) -> Option<f64> {
        stats::quantile(&self.hours, p)
    }

    fn mean(&self) -> Option<f64> {
        let found = self.found.as_ref().and_then(|found| found.mean);
        found.or_else(|| stats::mean(&self.hours)).filter(|mean| mean.is_finite())
    }

    /// What an axis must reach to show this row, in hours.
    fn reach(&self) -> impl Iterator<Item = f64> {
        let ci = self.found.as_ref().and_then(|found| found.ci);
        let ends = ci.into_iter().flat_map(|ci| [ci.low, ci.high]);
        let quantiles = [self.quantile(0.05), self.quantile(0.95), self.mean()];
        ends.chain(quantiles.into_iter().flatten()).filter(|value| value.is_finite())
    }
}

/// The sorted differences of all replications in which both models launched.
fn pairs(study: &Study, model: usize, cycle_time: usize) -> Vec<f64> {
    let theirs = study.models[study.baseline].metric(cycle_time);
    let both = study.models[model].metric(cycle_time).zip(theirs);
    let hours = both.filter_map(|(own, base)| Some(own? - base?));
    stats::ascending(hours.filter(|value| value.is_finite()))
}

fn plot(study: &Study, paper: Paper, names: &Names, rows: &[Row]) -> Sheet {
    let reach = || rows.iter().flat_map(Row::reach);
    let (low, high) = (reach().fold(0.0, f64::min), reach().fold(0.0, f64::max));
    let (unit, shown) = (Unit::for_hours(high.max(-low)), analysis::time_shown(study));
    let mut sheet = Sheet::new(
        paper,
        &format!("How much earlier than {}?", study.models[study.baseline].name),
        &format!(
            "Difference of the {} in replications with the same draws, model less baseline: left of 0 is \
             earlier. Thick bar: the middle half of the differences; thin bar: the middle 90 of 100. Black \
             line: their mean, in its 95 % interval (white; simultaneous over the models shown).",
            shown.time
        ),
    );
    // On a phone the findings stand below their bars.
    let (beside, below) = if paper.is_narrow() { (Paper::INSET, 30.0) } else { (FINDINGS, 0.0) };
    let (left, right) = (names.right(paper), paper.right() - beside);
    let row_high = names.height(study, paper, ROW + below);
    let axis = Axis::fitting((low / unit.hours, high / unit.hours), right - left, 64.0);
    let (top, bottom) = (sheet.y + 20.0, sheet.y + 20.0 + row_high * rows.len() as f64);
    let scene = &sheet.scene;
    let mut plot = Plot::rows(scene, (left, right), (top, bottom), axis);
    plot.mesh(&format!("difference of the {} ({})", shown.time, unit.name), "");
    directions(scene, &plot);
    for (index, row) in rows.iter().enumerate() {
        let area = Area {
            x: paper.left(),
            y: top + row_high * index as f64,
            w: paper.room(),
            h: row_high,
        };
        scene.of(Some(row.model));
        let own = names.draw(scene, study, row.model, area);
        let y = own.middle().1 - below / 2.0;
        // On a phone it would go through the names and findings.
        scene.line((plot.x(0.0), own.y), (plot.x(0.0), own.bottom() - below), 1.5, INK);
        boxes(scene, &plot, (y, shown.done), (row, names.colour(row.model)), unit);
        let lines = words(row, unit, study);
        let area = Area { x: left, w: right - left, ..own };
        let name = &study.models[row.model].name;
        scene.hint(area, &format!("{name}: {}, {}", lines.0, lines.1));
        let (x, y) =
            if paper.is_narrow() { (paper.left(), own.bottom() - 22.0) } else { (right + 22.0, y) };
        let room = paper.right() - x;
        scene.text((x, y - 3.0), &LABEL.sized(12.0).fit(&lines.0, room), LABEL.sized(12.0));
        scene.text((x, y + 13.0), &NOTE.fit(&lines.1, room), NOTE.in_colour(GREY));
        sheet.describe(&format!("{name}: {}, {}.", lines.0, lines.1));
    }
    scene.of(None);
    sheet.y = bottom + X_AXIS;
    if rows.iter().any(|row| row.hours.len() < study.models[row.model].len()) {
        sheet.note(Some(format!(
            "Pairs in which either model was not {0} are left out: what is shown is of those in which both were \
             {0}.",
            shown.done
        )));
    }
    sheet
}

/// "earlier" and "later" at the sides of the zero line, where there is room.
fn directions(scene: &Scene, plot: &Plot) {
    let (zero, y, room) = (plot.x(0.0), plot.area.y - 6.0, 66.0);
    if zero - plot.area.x >= room {
        scene.text((zero - 8.0, y), "← earlier", TICK.end());
    }
    if plot.area.right() - zero >= room {
        scene.text((zero + 8.0, y), "later →", TICK);
    }
}

fn boxes(
    scene: &Scene,
    plot: &Plot,
    (y, done): (f64, &str),
    (row, colour): (&Row, Colour),
    unit: Unit,
) {
    let at = |hours: f64| plot.x(hours / unit.hours);
    for (p, height, tint) in [(0.05, 8.0, 0.55), (0.25, 24.0, 0.25)] {
        if let (Some(low), Some(high)) = (row.quantile(p), row.quantile(1.0 - p)) {
            let (x, end) = (at(low), at(high));
            let area = Area { x, y: y - height / 2.0, w: (end - x).max(1.0), h: height };
            scene.rect(area, towards(colour, PAPER, tint));
        }
    }
    let Some(mean) = row.mean() else {
        let at = (plot.area.x + 8.0, y + 4.0);
        let none = format!("no pair in which both were {done}");
        return scene.text(at, &none, NOTE.in_colour(GREY));
    };
    let (top, bottom) = (y - 16.0, y + 16.0);
    if let Some(ci) = row.found.as_ref().and_then(|found| found.ci) {
        let (x, end) = (at(ci.low), at(ci.high));
        scene.rect(Area { x, y: top, w: end - x, h: bottom - top }, PAPER);
        scene.line((x, top), (x, bottom), 1.0, INK);
        scene.line((end, top), (end, bottom), 1.0, INK);
    }
    scene.line((at(mean), top), (at(mean), bottom), 2.5, INK);
}

/// What may be said: the mean difference, and how often the model was earlier.
fn words(row: &Row, unit: Unit, study: &Study) -> (String, String) {
    let Some(mean) = row.mean() else { return ("–".to_owned(), String::new()) };
    let n = row.hours.len();
    let earlier = row.hours.partition_point(|hours| *hours < 0.0);
    let share = earlier as f64 / n.max(1) as f64;
    let of = if n == study.models[row.model].len() { "of replications" } else { "of pairs" };
    let often = if earlier == 0 || earlier == n {
        format!("earlier in {} of {} pairs", grouped(earlier as f64, 0), grouped(n as f64, 0))
    } else {
        format!("earlier in {} {of}", percent(share))
    };
    (statement(row, mean, unit), often)
}

fn statement(row: &Row, mean: f64, unit: Unit) -> String {
    let side = if mean < 0.0 { "earlier" } else { "later" };
    let size = format!("{} {side}", unit.show(mean.abs()));
    let Some(found) = &row.found else { return size };
    match (found.verdict, found.ci) {
        (Verdict::Identical, _) => "identical".to_owned(),
        (Verdict::MoreOften, _) => "launched more often".to_owned(),
        (Verdict::LessOften, _) => "launched less often".to_owned(),
        (Verdict::NoneSeen, _) => "no difference seen".to_owned(),
        (Verdict::NoDifferenceShown, _) => "no difference shown".to_owned(),
        (_, Some(ci)) => {
            let (a, b) = (ci.low.abs().min(ci.high.abs()), ci.low.abs().max(ci.high.abs()));
            format!("{size} ({} to {})", short(a / unit.hours), short(b / unit.hours))
        }
        (_, None) => size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Interval;

    fn row(verdict: Verdict, low: f64, high: f64) -> Row {
        let ci = (low < high).then_some(Interval { low, high });
        let found = Difference {
            model: 1,
            n: 3,
            mean: Some(-48.0),
            ci,
            share_lower: None,
            share_higher: None,
            share_lower_high: None,
            share_higher_high: None,
            share_differ_high: None,
            correlation: None,
            pairing_gain: None,
            verdict,
            flagged: false,
        };
        Row { model: 1, hours: vec![-72.0, -48.0, -24.0], found: Some(found) }
    }

    #[test]
    fn only_a_verdict_makes_a_statement() {
        let say = |row: &Row| statement(row, -48.0, Unit::DAYS);
        assert_eq!(say(&row(Verdict::Lower, -60.0, -36.0)), "2 d earlier (1.5 to 2.5)");
        assert_eq!(say(&row(Verdict::NoDifferenceShown, -90.0, 6.0)), "no difference shown");
        assert_eq!(say(&row(Verdict::NoDifferenceShown, 0.0, 0.0)), "no difference shown");
        assert_eq!(say(&Row { found: None, ..row(Verdict::Lower, 0.0, 0.0) }), "2 d earlier");
    }

    #[test]
    fn rows_stand_in_the_order_of_their_differences() {
        let of = |model, hours: &[f64]| Row { model, hours: hours.to_vec(), found: None };
        let mut rows = [of(0, &[]), of(1, &[-1.0, 3.0]), of(2, &[-9.0, -1.0]), of(3, &[-2.0])];
        earliest_first(&mut rows);
        // Means of 1, -5 and -2; none at all.
        assert_eq!(rows.map(|row| row.model), [2, 3, 1, 0]);
    }

    #[test]
    fn equal_pairs_are_identical_only_if_the_plans_are() {
        let equal = |verdict| Row { hours: vec![0.0; 5], ..row(verdict, 0.0, 0.0) };
        let say = |verdict| statement(&equal(verdict), 0.0, Unit::DAYS);
        assert_eq!(say(Verdict::Identical), "identical");
        assert_eq!(say(Verdict::NoneSeen), "no difference seen");
    }

    #[test]
    fn the_axis_reaches_bars_and_intervals() {
        // P5 of -72, -48, -24 is -72 + 0.1 × 24 = -69.6.
        let reach: Vec<f64> = row(Verdict::Lower, -80.0, -20.0).reach().collect();
        assert_eq!(reach.iter().copied().fold(0.0, f64::min), -80.0);
        assert!(reach.iter().any(|value| (value + 69.6).abs() < 1e-9));
    }
}
