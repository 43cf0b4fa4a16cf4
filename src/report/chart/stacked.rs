//! Stacked horizontal bars, one per model: means of the parts of a whole.

use crate::format::percent;
use crate::metric;
use crate::study::Study;

use super::draw::numbers::short;
use super::draw::plot::X_AXIS;
use super::draw::sheet::{Key, not_launched};
use super::draw::theme::{Colour, GREY, INK, LABEL, NOTE, PAPER, Paper, TODAY, is_dark, part_of};
use super::draw::{Area, Axis, Names, Plot, Scene, Sheet, Unit};
use super::sample;

/// Height of a row, and of the bar in it.
const ROW: f64 = 42.0;
const BAR: f64 = 26.0;
/// Room for the totals at the right.
const TOTALS: f64 = 116.0;

/// One part of the whole: the metric that holds it, what it is, and which of the tints it has.
type Part = (usize, &'static str, usize);

const CAUSES: [Part; 5] = [
    (metric::REWORK_CHANGE, "late changes", 0),
    (metric::REWORK_UPSTREAM, "news from upstream", 1),
    (metric::REWORK_FLAW, "flaws found", 2),
    (metric::REWORK_REJECTION, "rejections", 3),
    (metric::REWORK_FEEDBACK, "feedback", 4),
];

const WAITS: [Part; 4] = [
    (metric::WAIT_BLOCKED, "blocked: waits for a first handoff", 0),
    (metric::WAIT_QUEUED, "queued: ready, nobody free", 1),
    (metric::WAIT_HELD, "held: waits for a newer version", 2),
    (metric::WAIT_REVIEW, "in review: no reviewer works on it", 3),
];

/// Adds the mean rework per model, by cause, where there are values.
pub fn causes(study: &Study, names: &Names, sheet: &mut Sheet) {
    let Some(high) = largest_total(study, &CAUSES) else { return };
    sheet.heading(
        "Where it comes from",
        "Mean effort per replication that was spent on finished or running work because it was reopened or added \
         to, by cause.",
    );
    let stack = Stack {
        parts: &CAUSES,
        divisor: 1.0,
        unit: "person-h",
        axis: "mean rework (person-hours)".to_owned(),
        first: &|_| None,
    };
    stack.draw(study, names, sheet, high);
}

/// Mean waiting time of tasks per model, by what they wait for; `None` without
/// values.
pub fn waiting(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    let high = largest_total(study, &WAITS)?;
    let unit = Unit::for_hours(high);
    let mut sheet = Sheet::new(
        paper,
        &finding(study, names),
        "The share is one of office hours. The bars are mean elapsed time per replication, nights and weekends \
         included, in which tasks were neither done nor worked on, summed over all tasks, by what they waited for.",
    );
    let stack = Stack {
        parts: &WAITS,
        divisor: unit.hours,
        unit: match unit {
            Unit::DAYS => "task-days",
            Unit::HOURS => "task-h",
            _ => "task-min",
        },
        axis: format!("mean waiting time of all tasks (task-{})", unit.name),
        first: &|model| Some(format!("waits {}", waits(study, model)?)),
    };
    stack.draw(study, names, &mut sheet, high);
    Some(sheet)
}

/// Which share of its office hours a piece waits, under the best model and the baseline.
fn finding(study: &Study, names: &Names) -> String {
    let waits =
        |model: usize| Some(format!("{} under {}", waits(study, model)?, study.models[model].name));
    let best = names.order.first().copied().into_iter();
    let shown =
        best.chain([study.baseline].into_iter().filter(|it| names.order.first() != Some(it)));
    let said: Vec<String> = shown.filter_map(waits).collect();
    match said.is_empty() {
        true => "Where does the time go?".to_owned(),
        false => format!("Share of office hours in which a piece waits: {}", said.join(", ")),
    }
}

/// The share of its office hours that a piece waits.
fn waits(study: &Study, model: usize) -> Option<String> {
    let in_hand = sample::mean(&study.models[model], metric::FLOW_EFFICIENCY)?;
    Some(percent(1.0 - in_hand))
}

/// What a chart of stacked bars shows.
struct Stack<'a> {
    /// From the axis outwards.
    parts: &'static [Part],
    /// What the values are divided by to be shown.
    divisor: f64,
    /// The unit in which they are then shown.
    unit: &'static str,
    axis: String,
    /// What stands over a model's total, where anything does.
    first: &'a dyn Fn(usize) -> Option<String>,
}

/// The means of the parts of one model; `None` if one does not exist.
fn means(study: &Study, model: usize, parts: &[Part]) -> Option<Vec<f64>> {
    let runs = &study.models[model];
    parts.iter().map(|(metric, ..)| sample::mean(runs, *metric)).collect()
}

/// The largest total of any model, in the metrics' own unit; `None` if no model has one.
fn largest_total(study: &Study, parts: &[Part]) -> Option<f64> {
    let totals = (0..study.models.len()).filter_map(|model| means(study, model, parts));
    totals.map(|means| means.iter().sum::<f64>()).reduce(f64::max)
}

/// A part of one model's bar: which it is, where it begins and ends.
struct Piece {
    part: Part,
    from: f64,
    until: f64,
}

impl Stack<'_> {
    fn draw(&self, study: &Study, names: &Names, sheet: &mut Sheet, high: f64) {
        let key = |(_, text, tint): &Part| Key { colour: part_of(TODAY, *tint), hatch: None, text };
        sheet.legend(&self.parts.iter().map(key).collect::<Vec<Key>>());
        let (scene, paper) = (&sheet.scene, sheet.scene.paper);
        let (left, right) = (
            names.right(paper),
            paper.right() - TOTALS - if paper.is_narrow() { Paper::INSET } else { 0.0 },
        );
        let high = if high > 0.0 { high / self.divisor } else { 1.0 };
        let row_high = names.height(study, paper, ROW);
        let (top, bottom) = (sheet.y + 4.0, sheet.y + 8.0 + row_high * study.models.len() as f64);
        let axis = Axis::fitting((0.0, high), right - left, 90.0);
        let mut plot = Plot::rows(scene, (left, right), (top, bottom), axis);
        plot.mesh(&self.axis, "");
        for (row, model) in names.order.iter().copied().enumerate() {
            let runs = &study.models[model];
            let y = top + 2.0 + row_high * row as f64;
            scene.of(Some(model));
            let area = Area { x: paper.left(), y, w: paper.room(), h: row_high };
            let y = names.draw(scene, study, model, area).middle().1;
            let pieces = means(study, model, self.parts).map(|means| self.pieces(&means));
            let row = (runs.name.as_str(), names.whole(model), y);
            let text = self.bar(scene, &plot, row, (pieces, (self.first)(model)));
            sheet.describe(&format!("{}: {text}.", runs.name));
        }
        scene.of(None);
        sheet.y = bottom + X_AXIS;
        sheet.note(not_launched(study));
    }

    fn pieces(&self, means: &[f64]) -> Vec<Piece> {
        let mut until = 0.0;
        let piece = |(part, mean): (&Part, &f64)| {
            let from = until;
            until += mean / self.divisor;
            Piece { part: *part, from, until }
        };
        self.parts.iter().zip(means).map(piece).collect()
    }

    /// One model's bar with its total; returns the total as text.
    fn bar(
        &self,
        scene: &Scene,
        plot: &Plot,
        (name, colour, y): (&str, Colour, f64),
        (pieces, first): (Option<Vec<Piece>>, Option<String>),
    ) -> String {
        let Some(pieces) = pieces else {
            scene.text((plot.area.x + 8.0, y + 4.5), "–", LABEL.in_colour(GREY));
            return "no value".to_owned();
        };
        for Piece { part: (_, label, tint), from, until } in &pieces {
            let (x, end) = (plot.x(*from), plot.x(*until));
            let area = Area { x, y: y - BAR / 2.0, w: end - x, h: BAR };
            let value = short(until - from);
            // Also where it is too narrow for its value.
            scene.hint(area, &format!("{name}, {label}: {value} {}", self.unit));
            if area.w >= 0.25 {
                segment(scene, part_of(colour, *tint), area, &value);
            }
        }
        let sum = pieces.last().map_or(0.0, |piece| piece.until);
        let text = format!("{} {}", short(sum), self.unit);
        let x = plot.x(sum) + 8.0;
        match first {
            Some(first) => {
                scene.text((x, y - 2.0), &first, LABEL.bold());
                scene.text((x, y + 12.0), &text, NOTE);
                format!("{first}, {text}")
            }
            None => {
                scene.text((x, y + 4.5), &text, LABEL.bold());
                text
            }
        }
    }
}

/// One part of a bar, with its value where there is room for it.
fn segment(scene: &Scene, colour: Colour, area: Area, value: &str) {
    scene.rect(area, colour);
    if NOTE.width(value) + 8.0 <= area.w {
        let ink = if is_dark(colour) { PAPER } else { INK };
        let (x, y) = area.middle();
        scene.text((x, y + 4.0), value, NOTE.in_colour(ink).middle());
    }
    // A hair of paper keeps neighbours apart where colours are hard to tell.
    scene.line((area.right(), area.y), (area.right(), area.bottom()), 0.5, PAPER);
}
