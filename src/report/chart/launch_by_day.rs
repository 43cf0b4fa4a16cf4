//! "How likely is it to be launched by a given day?": a step line per model.

use crate::analysis;
use crate::study::Study;

use super::draw::numbers::share_of;
use super::draw::plot::X_AXIS;
use super::draw::theme::{
    GREY, LABEL, MARGIN, NOTE, PAPER, TICK, WIDTH, colour_of, dash_of, shape_of,
};
use super::draw::{Area, Axis, Plot, Point, Sheet, Unit};
use super::sample::{self, Sample};
use crate::format::percent;

/// Width of the column of models at the right.
const COLUMN: f64 = 262.0;
/// Height of the plot.
const HEIGHT: f64 = 360.0;

/// Draws the chart; `None` without replications.
pub fn draw(study: &Study) -> Option<Sheet> {
    let times = Sample::of_all(study, analysis::time_shown(study).metric);
    times.iter().any(|times| times.of > 0).then(|| plot(study, &times))
}

fn plot(study: &Study, times: &[Sample]) -> Sheet {
    let shown = analysis::time_shown(study);
    let (first, high) = sample::span(times, shown.due_h, 0.0);
    // From 0, unless nothing happens in most of that.
    let low = if first > high * 0.6 { first } else { 0.0 };
    let unit = Unit::for_hours(high).dated(study.start).over(high - low);
    let x = Axis::enclosing(low / unit.hours, high / unit.hours, 8).dated(unit);
    let percent = Axis::enclosing(0.0, 100.0, 5);

    let mut sheet = Sheet::new(
        &match study.portfolio {
            true => format!("How long does a campaign take to be {}, on average?", shown.done),
            false => format!("How likely is it to be {} by a given day?", shown.done),
        },
        &reading(shown.done),
    );
    let (left, right) = (MARGIN + 46.0, WIDTH - MARGIN - COLUMN);
    let (top, height) = (sheet.y + 38.0, HEIGHT.max(68.0 * times.len() as f64));
    let scene = &sheet.scene;
    let area = Area { x: left, y: top, w: right - left, h: height };
    let mut plot = Plot::new(scene, area, x, percent);
    plot.mesh(&unit.title(shown.span, high), "");
    scene.text((MARGIN, top - 25.0), &format!("share {} (%)", shown.done), TICK);
    if let Some(hours) = shown.due_h {
        plot.deadline(shown.due, hours, unit);
    }
    for (model, times) in times.iter().enumerate() {
        scene.of(Some(model));
        let steps = steps(times, &plot, unit);
        plot.line(&steps, 2.0, colour_of(model), dash_of(model));
        read_off(&sheet, study, model, &plot, unit);
    }
    column(&sheet, study, times, (right + 26.0, top, height));
    scene.of(None);
    sheet.y = top + height + X_AXIS;
    sheet
}

fn reading(done: &str) -> String {
    format!(
        "Each line: the share of a model's replications that are {done} by then. Steeper is more predictable, \
         further left is earlier. Replications that are not {done} by the horizon count as never."
    )
}

/// The corners of the step line, merged to half pixels.
fn steps(times: &Sample, plot: &Plot, unit: Unit) -> Vec<Point> {
    let of = times.of.max(1) as f64;
    let pixel = |hours: f64| (plot.x(hours / unit.hours) * 2.0).round();
    let mut points = vec![(plot.x.low, 0.0)];
    let mut height = 0.0;
    let mut index = 0;
    while let Some(first) = times.known.get(index) {
        let same = |hours: &f64| pixel(*hours) <= pixel(*first);
        index += times.known[index..].partition_point(same).max(1);
        points.push((first / unit.hours, height));
        height = 100.0 * index as f64 / of;
        points.push((first / unit.hours, height));
    }
    points.push((plot.x.high, height));
    points
}

/// The marker where a model's line meets the deadline.
fn read_off(sheet: &Sheet, study: &Study, model: usize, plot: &Plot, unit: Unit) {
    let shown = analysis::time_shown(study);
    let due = shown.due_h.filter(|hours| plot.x.shows(hours / unit.hours));
    let Some((hours, kept)) = due.zip(analysis::kept(study, &study.models[model])) else { return };
    let share = kept.share();
    let at = plot.at((hours / unit.hours, 100.0 * share));
    sheet.scene.marker(shape_of(model), at, 7.0, PAPER);
    sheet.scene.marker(shape_of(model), at, 5.0, colour_of(model));
    let text = format!("{}: {} by the {}", study.models[model].name, percent(share), shown.due);
    sheet.scene.hint(Area::around(at, 9.0), &text);
}

/// The models, each with what it reaches by the deadline and never.
fn column(sheet: &Sheet, study: &Study, times: &[Sample], (x, top, height): (f64, f64, f64)) {
    let scene = &sheet.scene;
    let pitch = (height / times.len() as f64).min(68.0);
    for (model, times) in times.iter().enumerate() {
        let y = top + pitch * model as f64 + 12.0;
        let key = [(x, y - 4.0), (x + 26.0, y - 4.0)];
        scene.of(Some(model));
        match dash_of(model) {
            None => scene.path(&key, 2.0, colour_of(model)),
            Some(dash) => scene.dashed(&key, 2.0, colour_of(model), dash),
        }
        scene.marker(shape_of(model), (x + 13.0, y - 4.0), 4.5, colour_of(model));
        let room = WIDTH - MARGIN - x - 34.0;
        let mut names = LABEL.wrap(&study.models[model].name, room);
        names.truncate(2);
        for (line, text) in names.iter().enumerate() {
            scene.text((x + 34.0, y + 15.0 * line as f64), text, LABEL);
        }
        let lines = reached(study, model, times);
        for (line, text) in lines.iter().enumerate() {
            let at = (x + 34.0, y + 15.0 * names.len() as f64 + 14.0 * line as f64);
            scene.text(at, &NOTE.fit(text, room), NOTE.in_colour(GREY));
        }
        sheet.describe(&format!("{}: {}.", study.models[model].name, lines.join(", ")));
    }
}

/// What a model reaches, in a few words, in a line or two.
fn reached(study: &Study, model: usize, times: &Sample) -> Vec<String> {
    let shown = analysis::time_shown(study);
    let all = if study.portfolio { "all " } else { "" };
    let by = analysis::kept(study, &study.models[model]);
    let by = by.map(|kept| format!("{all}{} by the {}", share_of(kept.count, kept.of), shown.due));
    let never = (times.never() > 0).then(|| format!("{} never", share_of(times.never(), times.of)));
    let lines: Vec<String> = by.into_iter().chain(never).collect();
    if lines.is_empty() { vec![format!("all {}", shown.done)] } else { lines }
}
