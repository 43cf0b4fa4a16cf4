//! "How likely is it to have launched by a given day?": a step line per model.

use crate::study::Study;

use super::frame::{self, Sheet, X_AXIS};
use super::sample::{self, CycleTimes};
use super::scene::{Area, Point, Scene};
use super::theme::{
    AXIS, GREY, GRID, INK, LABEL, MARGIN, NOTE, PAPER, TICK, WIDTH, colour_of, dash_of, shape_of,
};
use super::ticks::{Scale, Ticks, Unit, percent, share_of};

/// Width of the column of models at the right.
const COLUMN: f64 = 262.0;
/// Height of the plot.
const HEIGHT: f64 = 360.0;

/// Draws the chart; `None` without replications.
pub fn draw(study: &Study) -> Option<Scene> {
    let times = CycleTimes::of_all(study);
    times.iter().any(|times| times.of > 0).then(|| plot(study, &times))
}

fn plot(study: &Study, times: &[CycleTimes]) -> Scene {
    let (first, high) = sample::span(times, study.deadline_h);
    // From 0, unless nothing happens in most of that.
    let low = if first > high * 0.6 { first } else { 0.0 };
    let unit = Unit::for_hours(high);
    let ticks = Ticks::enclosing(low / unit.hours, high / unit.hours, 8);

    let mut sheet = Sheet::new("How likely is it to have launched by a given day?", READING);
    let (left, right) = (MARGIN + 46.0, WIDTH - MARGIN - COLUMN);
    let (top, bottom) = (sheet.y + 38.0, sheet.y + 38.0 + HEIGHT.max(56.0 * times.len() as f64));
    let x = Scale::over(&ticks, left, right);
    let y = Scale { low: 0.0, high: 1.0, from: bottom, to: top };
    y_axis(&mut sheet.scene, &x, &y);
    let title = format!("time since start ({})", unit.name);
    frame::x_axis(&mut sheet.scene, &x, &ticks, (top, bottom), &title);
    if let Some(hours) = study.deadline_h {
        frame::deadline(&mut sheet.scene, &x, hours, unit, (top - 5.0, bottom));
    }
    for (model, times) in times.iter().enumerate() {
        sheet.scene.of(Some(model));
        curve(&mut sheet.scene, model, &steps(times, &x, &y, unit));
        read_off(&mut sheet.scene, study, model, times, (&x, &y), unit);
    }
    column(&mut sheet, study, times, (right + 26.0, top, bottom));
    sheet.scene.of(None);
    sheet.y = bottom + X_AXIS;
    sheet.finish(&frame::footer(study))
}

const READING: &str = "Each line: the share of a model's replications that have launched by \
 then. Steeper is more predictable, further left is earlier. Replications not launched by the \
 horizon count as never.";

fn y_axis(scene: &mut Scene, x: &Scale, y: &Scale) {
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let at = y.at(share);
        scene.line((x.from, at), (x.to, at), 0.5, GRID);
        scene.text((x.from - 8.0, at + 4.0), &percent(share), TICK.end());
    }
    scene.line((x.from, y.from), (x.from, y.to), 1.0, AXIS);
    scene.text((MARGIN, y.to - 25.0), "share launched", TICK);
}

/// The corners of the step line, merged to half pixels.
fn steps(times: &CycleTimes, x: &Scale, y: &Scale, unit: Unit) -> Vec<Point> {
    let of = times.of.max(1) as f64;
    let mut points = vec![(x.from, y.from)];
    let mut height = y.from;
    let mut index = 0;
    while index < times.launched.len() {
        let at = half_pixel(x.at(times.launched[index] / unit.hours));
        let same = |hours: &f64| half_pixel(x.at(hours / unit.hours)) <= at;
        index += times.launched[index..].partition_point(same).max(1);
        points.push((at, height));
        height = y.at(index as f64 / of);
        points.push((at, height));
    }
    points.push((x.to, height));
    points
}

fn half_pixel(value: f64) -> f64 {
    (value * 2.0).round() / 2.0
}

fn curve(scene: &mut Scene, model: usize, points: &[Point]) {
    match dash_of(model) {
        None => scene.path(points.to_vec(), 2.0, colour_of(model)),
        Some(dash) => scene.dashed(points, 2.0, colour_of(model), dash),
    }
}

/// The marker where a model's line meets the deadline.
fn read_off(
    scene: &mut Scene,
    study: &Study,
    model: usize,
    times: &CycleTimes,
    (x, y): (&Scale, &Scale),
    unit: Unit,
) {
    let Some(hours) = study.deadline_h.filter(|hours| x.shows(hours / unit.hours)) else { return };
    let share = times.within(hours) as f64 / times.of.max(1) as f64;
    let at = (x.at(hours / unit.hours), y.at(share));
    scene.marker(shape_of(model), at, 7.0, PAPER);
    scene.marker(shape_of(model), at, 5.0, colour_of(model));
    let name = &study.models[model].name;
    let area = Area { x: at.0 - 9.0, y: at.1 - 9.0, w: 18.0, h: 18.0 };
    scene.hint(area, &format!("{name}: {} by the deadline", percent(share)));
}

/// The models, each with what it reaches by the deadline and never.
fn column(
    sheet: &mut Sheet,
    study: &Study,
    times: &[CycleTimes],
    (x, top, bottom): (f64, f64, f64),
) {
    let pitch = ((bottom - top) / times.len() as f64).min(56.0);
    for (model, times) in times.iter().enumerate() {
        let y = top + pitch * model as f64 + 12.0;
        let key = [(x, y - 4.0), (x + 26.0, y - 4.0)];
        sheet.scene.of(Some(model));
        curve(&mut sheet.scene, model, &key);
        sheet.scene.marker(shape_of(model), (x + 13.0, y - 4.0), 4.5, colour_of(model));
        let name = &study.models[model].name;
        let room = WIDTH - MARGIN - x - 34.0;
        sheet.scene.text((x + 34.0, y), &LABEL.fit(name, room), LABEL.in_colour(INK));
        let lines = reached(study, times);
        for (line, text) in lines.iter().enumerate() {
            let at = (x + 34.0, y + 15.0 + 14.0 * line as f64);
            sheet.scene.text(at, &NOTE.fit(text, room), NOTE.in_colour(GREY));
        }
        sheet.describe(&format!("{name}: {}.", lines.join(", ")));
    }
}

/// What a model reaches, in a few words, in a line or two.
fn reached(study: &Study, times: &CycleTimes) -> Vec<String> {
    let within = |hours: f64| share_of(times.within(hours), times.of);
    let by = study.deadline_h.map(|hours| format!("{} by the deadline", within(hours)));
    let never = (times.never() > 0).then(|| format!("{} never", share_of(times.never(), times.of)));
    let lines: Vec<String> = by.into_iter().chain(never).collect();
    if lines.is_empty() { vec!["all launched".to_owned()] } else { lines }
}
