//! Stacked horizontal bars, one per model: means of the parts of a whole.

use crate::study::Study;

use super::frame::{self, Key, Names, Sheet, X_AXIS};
use super::sample;
use super::scene::{Area, Colour, Scene};
use super::theme::{GREY, INK, LABEL, MARGIN, NOTE, PAPER, WIDTH};
use super::ticks::{Scale, short};

/// Height of a row, and of the bar in it.
const ROW: f64 = 42.0;
const BAR: f64 = 26.0;
/// Room for the totals at the right.
const TOTALS: f64 = 116.0;

/// One part of the whole.
pub struct Part {
    /// The metric that holds it.
    pub metric: usize,
    /// What it is, for the legend.
    pub label: &'static str,
    /// Its colour.
    pub colour: Colour,
}

/// What a chart of stacked bars shows.
pub struct Stack<'a> {
    /// The question.
    pub question: &'static str,
    /// How to read the answer.
    pub reading: String,
    /// The parts, from the axis outwards.
    pub parts: &'a [Part],
    /// What the values are divided by to be shown.
    pub divisor: f64,
    /// The unit in which they are then shown.
    pub unit: &'static str,
    /// The axis' title.
    pub axis: String,
}

/// The means of the parts of one model; `None` if one does not exist.
fn means(study: &Study, model: usize, parts: &[Part]) -> Option<Vec<f64>> {
    let runs = &study.models[model];
    parts.iter().map(|part| sample::mean(runs, part.metric)).collect()
}

/// The largest total of any model, in the metrics' own unit; `None` if no model has one.
pub fn largest_total(study: &Study, parts: &[Part]) -> Option<f64> {
    let totals = (0..study.models.len()).filter_map(|model| means(study, model, parts));
    totals.map(|means| means.iter().sum::<f64>()).reduce(f64::max)
}

/// Draws the chart; `None` without values.
pub fn draw(study: &Study, stack: &Stack) -> Option<Scene> {
    let high = largest_total(study, stack.parts)? / stack.divisor;
    let mut sheet = Sheet::new(stack.question, &stack.reading);
    let key = |part: &Part| Key { colour: part.colour, hatch: None, text: part.label };
    sheet.legend(&stack.parts.iter().map(key).collect::<Vec<Key>>());
    let names = Names::of(study);
    let (left, right) = (names.right(), WIDTH - MARGIN - TOTALS);
    let ticks = frame::ticks_for(0.0, if high > 0.0 { high } else { 1.0 }, right - left, 90.0);
    let scale = Scale::over(&ticks, left, right);
    let (top, bottom) = (sheet.y + 4.0, sheet.y + 8.0 + ROW * study.models.len() as f64);
    frame::x_axis(&mut sheet.scene, &scale, &ticks, (top, bottom), &stack.axis);
    for model in 0..study.models.len() {
        let y = top + 2.0 + ROW * (model as f64 + 0.5);
        sheet.scene.of(Some(model));
        names.draw(&mut sheet.scene, study, model, y);
        let means = means(study, model, stack.parts);
        let name = &study.models[model].name;
        hints(&mut sheet.scene, &scale, y, stack, name, means.as_deref().unwrap_or_default());
        let text = bar(&mut sheet.scene, &scale, y, stack, means);
        sheet.describe(&format!("{}: {text}.", study.models[model].name));
    }
    sheet.scene.of(None);
    sheet.y = bottom + X_AXIS;
    if let Some(note) = frame::not_launched(study) {
        sheet.note(note);
    }
    Some(sheet.finish(&frame::footer(study)))
}

/// One model's bar with its total; returns the total as text.
fn bar(scene: &mut Scene, scale: &Scale, y: f64, stack: &Stack, means: Option<Vec<f64>>) -> String {
    let Some(means) = means else {
        scene.text((scale.from + 8.0, y + 4.5), "–", LABEL.in_colour(GREY));
        return "no value".to_owned();
    };
    let mut sum = 0.0;
    for (part, mean) in stack.parts.iter().zip(&means) {
        let value = mean / stack.divisor;
        let (from, to) = (scale.at(sum), scale.at(sum + value));
        sum += value;
        if to - from >= 0.25 {
            segment(
                scene,
                part.colour,
                Area { x: from, y: y - BAR / 2.0, w: to - from, h: BAR },
                value,
            );
        }
    }
    let text = format!("{} {}", short(sum), stack.unit);
    scene.text((scale.at(sum) + 8.0, y + 4.5), &text, LABEL.bold());
    text
}

/// What each part of a bar says to the pointer, also where it is too narrow for its value.
fn hints(scene: &mut Scene, scale: &Scale, y: f64, stack: &Stack, name: &str, means: &[f64]) {
    let mut sum = 0.0;
    for (part, mean) in stack.parts.iter().zip(means) {
        let value = mean / stack.divisor;
        let (from, to) = (scale.at(sum), scale.at(sum + value));
        sum += value;
        let area = Area { x: from, y: y - BAR / 2.0, w: to - from, h: BAR };
        scene.hint(area, &format!("{name}, {}: {} {}", part.label, short(value), stack.unit));
    }
}

/// One part of a bar, with its value where there is room for it.
fn segment(scene: &mut Scene, colour: Colour, area: Area, value: f64) {
    scene.rect(area, colour);
    let text = short(value);
    if NOTE.width(&text) + 8.0 <= area.w {
        let ink = if colour.is_dark() { PAPER } else { INK };
        let at = (area.x + area.w / 2.0, area.y + area.h / 2.0 + 4.0);
        scene.text(at, &text, NOTE.in_colour(ink).middle());
    }
    // A hair of paper keeps neighbours apart where colours are hard to tell.
    scene.line((area.right(), area.y), (area.right(), area.bottom()), 0.5, PAPER);
}
