//! "How likely is it to be launched by a given day?": a step line per model.

use crate::analysis;
use crate::study::Study;

use super::draw::labels;
use super::draw::numbers::share_of;
use super::draw::plot::X_AXIS;
use super::draw::theme::{Colour, GREY, LABEL, NOTE, PAPER, Paper, Shape, TICK};
use super::draw::{Area, Axis, Names, Plot, Point, Scene, Sheet, Unit};
use super::sample::{self, Sample};
use crate::format::{of_100, percent};

/// Width of the column of models at the right.
const COLUMN: f64 = 226.0;
/// Height of the plot.
const HEIGHT: f64 = 360.0;
/// How large the number on a line is.
const NUMBER: f64 = 17.0;

/// Draws the chart; `None` without replications.
pub fn draw(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    let times = Sample::of_all(study, analysis::time_shown(study).metric);
    times.iter().any(|times| times.of > 0).then(|| plot((study, names), paper, &times))
}

fn plot((study, names): (&Study, &Names), paper: Paper, times: &[Sample]) -> Sheet {
    let shown = analysis::time_shown(study);
    let (first, high) = sample::span(times, shown.due_h, 0.0);
    // From 0, unless nothing happens in most of that.
    let low = if first > high * 0.6 { first } else { 0.0 };
    let unit = Unit::for_hours(high).dated(study.start).over(high - low);
    // On a phone the models stand below.
    let beside = if paper.is_narrow() { Paper::INSET } else { COLUMN };
    let (left, right) = (paper.left() + 46.0, paper.right() - beside);
    let x = Axis::of_time((low, high), shown.due_h, unit, (right - left, 80.0));
    let percent = Axis::enclosing(0.0, 100.0, 5);

    let mut sheet = Sheet::new(
        paper,
        &match study.portfolio {
            true => format!("How long does a campaign take to be {}, on average?", shown.done),
            false => format!("How likely is it to be {} by a given day?", shown.done),
        },
        &reading(shown.done),
    );
    // Every line has the number of its model in the column, since names would lie over other lines.
    let numbered = study.models.len() > 1;
    let listed = if paper.is_narrow() { paper.room() } else { COLUMN - 26.0 };
    let entries = entries((study, names), times, numbered, listed);
    let top = sheet.y + 38.0;
    let height = match paper.is_narrow() {
        true => 260.0,
        false => entries.iter().map(Entry::height).sum::<f64>().max(HEIGHT),
    };
    let scene = &sheet.scene;
    let area = Area { x: left, y: top, w: right - left, h: height };
    let mut plot = Plot::new(scene, area, x, percent);
    plot.mesh(&unit.title(shown.span, high), "");
    scene.text((paper.left(), top - 25.0), &format!("share {} (%)", shown.done), TICK);
    if let Some(hours) = shown.due_h {
        plot.deadline(shown.due, hours, unit);
    }
    // Who stands out is drawn last, over the others.
    let (others, own): (Vec<usize>, Vec<usize>) =
        names.order.iter().partition(|model| !names.stands_out(**model));
    for model in others.into_iter().chain(own) {
        scene.of(Some(model));
        let width = if names.stands_out(model) { 3.0 } else { 1.5 };
        plot.line(&steps(&times[model], &plot, unit), width, names.colour(model), None);
        read_off(&sheet, study, (model, names.colour(model)), &plot, unit);
    }
    if numbered {
        number(scene, (study, names), times, (&plot, unit));
    }
    let below = top + height + X_AXIS;
    let end = match paper.is_narrow() {
        true => column(&sheet, names, &entries, (paper.left(), below)),
        false => column(&sheet, names, &entries, (right + 26.0, top)),
    };
    scene.of(None);
    sheet.y = end.max(below);
    sheet
}

/// The number of each model on its line, where that is clearest.
fn number(
    scene: &Scene,
    (study, names): (&Study, &Names),
    times: &[Sample],
    (plot, unit): (&Plot, Unit),
) {
    let line = |model: &usize| -> Vec<Point> {
        steps(&times[*model], plot, unit).into_iter().map(|point| plot.at(point)).collect()
    };
    let lines: Vec<Vec<Point>> = names.order.iter().map(line).collect();
    let due = analysis::time_shown(study).due_h.map(|due| plot.x(due / unit.hours));
    // Neither on what is due, nor where nobody is there yet or everybody is.
    let Area { y, h, .. } = plot.area;
    let ends = [y, y + h].map(|y| Area { y: y - 4.0, h: 8.0, ..plot.area });
    let due = due.map(|x| Area { x: x - 6.0, w: 12.0, ..plot.area });
    let taken: Vec<Area> = ends.into_iter().chain(due).collect();
    let placed = labels::on_lines(&lines, NUMBER, &taken);
    for (model, at) in names.order.iter().zip(placed) {
        let Some((x, y)) = at else { continue };
        scene.of(Some(*model));
        scene.disc((x, y), NUMBER / 2.0, names.colour(*model));
        scene.disc((x, y), NUMBER / 2.0 - 1.5, PAPER);
        let style = NOTE.bold().in_colour(names.ink(*model)).middle();
        scene.text((x, y + 4.0), &names.number(*model).to_string(), style);
    }
    scene.of(None);
}

fn reading(done: &str) -> String {
    format!(
        "Each line: the share of a model's replications that are {done} by then; its number stands in the list. Steeper is more predictable, \
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
fn read_off(
    sheet: &Sheet,
    study: &Study,
    (model, colour): (usize, Colour),
    plot: &Plot,
    unit: Unit,
) {
    let shown = analysis::time_shown(study);
    let due = shown.due_h.filter(|hours| plot.x.shows(hours / unit.hours));
    let Some((hours, kept)) = due.zip(analysis::kept(study, &study.models[model])) else { return };
    let share = kept.share();
    let at = plot.at((hours / unit.hours, 100.0 * share));
    sheet.scene.marker(Shape::Disc, at, 6.0, PAPER);
    sheet.scene.marker(Shape::Disc, at, 4.0, colour);
    let text = format!("{}: {} by the {}", study.models[model].name, percent(share), shown.due);
    sheet.scene.hint(Area::around(at, 9.0), &text);
}

/// A model in the column: its name, what it reaches by the deadline and never, and both in a sentence.
struct Entry {
    model: usize,
    name: Vec<String>,
    reached: Vec<String>,
    said: String,
}

impl Entry {
    fn height(&self) -> f64 {
        15.0 * self.name.len() as f64 + 14.0 * self.reached.len() as f64 + 20.0
    }
}

/// The models, best first, in a column so wide.
fn entries(
    (study, names): (&Study, &Names),
    times: &[Sample],
    numbered: bool,
    room: f64,
) -> Vec<Entry> {
    let entry = |model: &usize| {
        let name = &study.models[*model].name;
        let number = if numbered { format!("{}. ", names.number(*model)) } else { String::new() };
        let reached = reached(study, *model, &times[*model]);
        Entry {
            model: *model,
            name: LABEL.bold().wrap(&format!("{number}{name}"), room),
            said: format!("{name}: {}.", reached.join(", ")),
            reached: reached.iter().flat_map(|line| NOTE.wrap(line, room)).collect(),
        }
    };
    names.order.iter().map(entry).collect()
}

/// Draws the column; returns where it ends.
fn column(sheet: &Sheet, names: &Names, entries: &[Entry], (x, top): (f64, f64)) -> f64 {
    let (scene, mut next) = (&sheet.scene, top);
    for entry in entries {
        let mut y = next + 12.0;
        scene.of(Some(entry.model));
        let style = if names.stands_out(entry.model) { LABEL.bold() } else { LABEL };
        for text in &entry.name {
            scene.text((x, y), text, style.in_colour(names.ink(entry.model)));
            y += 15.0;
        }
        for text in &entry.reached {
            scene.text((x, y), text, NOTE.in_colour(GREY));
            y += 14.0;
        }
        sheet.describe(&entry.said);
        next += entry.height();
    }
    next
}

/// What a model reaches, in a few words, in a line or two.
fn reached(study: &Study, model: usize, times: &Sample) -> Vec<String> {
    let shown = analysis::time_shown(study);
    let all = if study.portfolio { "all " } else { "" };
    let by = analysis::kept(study, &study.models[model]);
    let by = by.map(|kept| format!("{all}{} by the {}", of_100(kept.count, kept.of), shown.due));
    let never = (times.never() > 0).then(|| format!("{} never", share_of(times.never(), times.of)));
    let lines: Vec<String> = by.into_iter().chain(never).collect();
    if lines.is_empty() { vec![format!("all {}", shown.done)] } else { lines }
}
