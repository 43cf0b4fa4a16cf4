//! "What does speed cost?": P80 of the cycle time against the mean cost (or effort) of each model.

use crate::analysis;
use crate::metric;
use crate::stats::Interval;
use crate::study::{ModelRuns, Study};

use super::frame::{self, Sheet, X_AXIS};
use super::labels::{self, Anchored};
use super::sample::{self, CycleTimes};
use super::scene::{Area, Scene};
use super::theme::{
    AXIS, GREY, GRID, INK, LABEL, MARGIN, NOTE, PAPER, TICK, WIDTH, colour_of, shape_of,
};
use super::ticks::{Scale, Ticks, Unit, short};

/// Height of the plot.
const HEIGHT: f64 = 420.0;
/// Widest that a model's label becomes.
const LABEL_ROOM: f64 = 215.0;

/// One model's place.
struct Spot {
    model: usize,
    /// P80 of the cycle time, in hours.
    time: f64,
    time_interval: Option<Interval>,
    /// Mean cost, or mean busy person-hours.
    spend: f64,
    spend_interval: Option<Interval>,
}

/// Draws the chart; `None` where no model has both a P80 and a cost.
pub fn draw(study: &Study) -> Option<Scene> {
    let paid =
        study.models.iter().any(|runs| sample::mean(runs, metric::COST).is_some_and(|c| c > 0.0));
    let spots: Vec<Spot> = (0..study.models.len()).filter_map(|m| spot(study, m, paid)).collect();
    (!spots.is_empty()).then(|| plot(study, &spots, paid))
}

fn spot(study: &Study, model: usize, paid: bool) -> Option<Spot> {
    let runs = &study.models[model];
    let times = CycleTimes::of(runs);
    let (spend, spend_interval) = if paid {
        (sample::mean(runs, metric::COST)?, analysis::estimate(study, model, metric::COST).ci)
    } else {
        (mean_effort(runs)?, None)
    };
    Some(Spot {
        model,
        time: times.quantile(0.80)?,
        time_interval: times.quantile_interval(0.80),
        spend,
        spend_interval,
    })
}

/// Mean person-hours of everything that people were busy with.
fn mean_effort(runs: &ModelRuns) -> Option<f64> {
    metric::EFFORT.iter().map(|part| sample::mean(runs, *part)).sum()
}

/// Ticks around values and the ends of their intervals, with a little air.
fn ticks_around(values: &[f64], wanted: usize) -> Ticks {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let air = (high - low) * 0.08;
    // An axis that nearly begins at 0 begins there; none goes below.
    let low = if low < high * 0.35 { 0.0 } else { (low - air).max(0.0) };
    Ticks::enclosing(low, high + air, wanted)
}

fn plot(study: &Study, spots: &[Spot], paid: bool) -> Scene {
    let ends = |value: f64, ci: Option<Interval>| {
        [value, ci.map_or(value, |ci| ci.low), ci.map_or(value, |ci| ci.high)]
    };
    let times: Vec<f64> = spots.iter().flat_map(|s| ends(s.time, s.time_interval)).collect();
    let spends: Vec<f64> = spots.iter().flat_map(|s| ends(s.spend, s.spend_interval)).collect();
    let unit = Unit::for_hours(times.iter().copied().fold(0.0, f64::max));
    let times: Vec<f64> = times.iter().map(|hours| hours / unit.hours).collect();
    let (x_ticks, y_ticks) = (ticks_around(&times, 8), ticks_around(&spends, 6));

    let mut sheet = Sheet::new("What does speed cost?", &reading(paid));
    let (top, bottom) = (sheet.y + 30.0, sheet.y + 30.0 + HEIGHT);
    let widest = y_ticks.values.iter().map(|v| TICK.width(&y_ticks.label(*v))).fold(0.0, f64::max);
    let x = Scale::over(&x_ticks, MARGIN + widest + 14.0, WIDTH - MARGIN - 12.0);
    let y = Scale::over(&y_ticks, bottom, top);
    let scene = &mut sheet.scene;
    y_axis(
        scene,
        (&x, &y),
        &y_ticks,
        if paid { "mean cost (currency)" } else { "mean effort (person-hours)" },
    );
    let title = format!("P80 of the cycle time ({})", unit.name);
    frame::x_axis(scene, &x, &x_ticks, (top, bottom), &title);
    better(scene, (x.to, top));
    points(scene, study, spots, (&x, &y), unit);
    for spot in spots {
        let name = &study.models[spot.model].name;
        sheet.describe(&format!(
            "{name}: P80 {}, mean {}.",
            unit.show(spot.time),
            short(spot.spend)
        ));
    }
    sheet.y = bottom + X_AXIS;
    missing(&mut sheet, study, spots);
    sheet.finish(&frame::footer(study))
}

fn reading(paid: bool) -> String {
    let what = if paid { "mean cost" } else { "mean effort (no team has a cost in this scenario)" };
    format!(
        "Each marker: a model's {what} against the time within which 80 % of its replications \
         launched. Crosses: 95 % intervals, where there are enough replications for one. \
         Neither axis needs to begin at 0."
    )
}

fn y_axis(scene: &mut Scene, (x, y): (&Scale, &Scale), ticks: &Ticks, title: &str) {
    for value in &ticks.values {
        let at = y.at(*value);
        scene.line((x.from, at), (x.to, at), 0.5, GRID);
        scene.text((x.from - 8.0, at + 4.0), &ticks.label(*value), TICK.end());
    }
    scene.line((x.from, y.from), (x.from, y.to), 1.0, AXIS);
    scene.text((MARGIN, y.to - 14.0), title, TICK);
}

/// The arrow towards cheaper and earlier, above the plot's right corner.
fn better(scene: &mut Scene, (right, top): (f64, f64)) {
    let (x, y) = (right - 16.0, top - 8.0);
    scene.line((x + 14.0, y - 14.0), (x + 2.0, y - 2.0), 2.0, GREY);
    scene.polygon(vec![(x, y), (x + 2.0, y - 8.5), (x + 8.5, y - 2.0)], GREY);
    scene.text((x - 8.0, y - 2.0), "better: earlier and cheaper", TICK.end());
}

/// Crosses, markers, and labels that keep clear of both.
fn points(scene: &mut Scene, study: &Study, spots: &[Spot], (x, y): (&Scale, &Scale), unit: Unit) {
    let mut anchored = Vec::new();
    let mut taken = Vec::new();
    for spot in spots {
        let at = (x.at(spot.time / unit.hours), y.at(spot.spend));
        let name = LABEL.fit(&study.models[spot.model].name, LABEL_ROOM);
        anchored.push(Anchored { at, width: LABEL.width(&name), text: name });
        taken.push(Area { x: at.0 - 7.0, y: at.1 - 7.0, w: 14.0, h: 14.0 });
        scene.of(Some(spot.model));
        taken.extend(cross(scene, spot, at, (x, y), unit));
    }
    for (spot, anchored) in spots.iter().zip(&anchored) {
        scene.of(Some(spot.model));
        scene.marker(shape_of(spot.model), anchored.at, 8.0, PAPER);
        scene.marker(shape_of(spot.model), anchored.at, 6.0, colour_of(spot.model));
        let (name, time) = (&study.models[spot.model].name, unit.show(spot.time));
        let area = Area { x: anchored.at.0 - 9.0, y: anchored.at.1 - 9.0, w: 18.0, h: 18.0 };
        scene.hint(area, &format!("{name}: {time}, {}", super::ticks::grouped(spot.spend, 0)));
    }
    let inside =
        Area { x: x.from + 2.0, y: y.to + 2.0, w: x.to - x.from + 8.0, h: y.from - y.to - 4.0 };
    let labels = labels::place(&anchored, &taken, inside);
    for ((label, anchored), spot) in labels.iter().zip(&anchored).zip(spots) {
        scene.of(Some(spot.model));
        if let Some(from) = label.leader {
            scene.line(from, anchored.at, 0.5, AXIS);
        }
        scene.text((label.area.x, label.area.bottom() - 4.0), &anchored.text, LABEL.in_colour(INK));
    }
    scene.of(None);
}

/// The arms of one cross; returns what they cover.
fn cross(
    scene: &mut Scene,
    spot: &Spot,
    at: (f64, f64),
    (x, y): (&Scale, &Scale),
    unit: Unit,
) -> Vec<Area> {
    let colour = colour_of(spot.model);
    let mut covered = Vec::new();
    if let Some(ci) = spot.time_interval {
        let (low, high) = (x.at(ci.low / unit.hours), x.at(ci.high / unit.hours));
        scene.line((low, at.1), (high, at.1), 1.5, colour);
        covered.push(Area { x: low - 5.0, y: at.1 - 4.0, w: high - low + 10.0, h: 8.0 });
    }
    if let Some(ci) = spot.spend_interval {
        let (low, high) = (y.at(ci.low), y.at(ci.high));
        scene.line((at.0, low), (at.0, high), 1.5, colour);
        covered.push(Area { x: at.0 - 4.0, y: high - 5.0, w: 8.0, h: low - high + 10.0 });
    }
    covered
}

/// Says which models have no place, and why.
fn missing(sheet: &mut Sheet, study: &Study, spots: &[Spot]) {
    let lost =
        (0..study.models.len()).filter(|model| spots.iter().all(|spot| spot.model != *model));
    let names: Vec<String> = lost.map(|model| NOTE.fit(&study.models[model].name, 260.0)).collect();
    if !names.is_empty() {
        sheet.note(format!(
            "Not shown, because fewer than 80 % of their replications launched: {}.",
            names.join(", ")
        ));
    }
}
