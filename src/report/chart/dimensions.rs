//! "How do the models do in eight dimensions?": a panel a dimension, a row a model.

use super::Drawing;
use super::draw::numbers::short;
use super::draw::theme::{AXIS, Colour, INK, LABEL, NOTE, Paper, Shape, TODAY};
use super::draw::{Area, Axis, Plot, Scene, Sheet};
use crate::stats::Interval;
use serde::{Deserialize, Serialize};

/// Panels side by side.
const ACROSS: usize = 2;
/// Space between them.
const GAP: f64 = 28.0;
/// Height of a model's row.
const ROW: f64 = 19.0;
/// Width of the names, which stand once, at the left of a row of panels.
const NAMES: f64 = 164.0;
/// The distance of a name's lines.
const LEADING: f64 = 15.0;
/// Height of a panel's title, and of its axis below.
const TITLE: f64 = 26.0;
const BELOW: f64 = 54.0;

/// What is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dimensions {
    /// What is found.
    pub title: String,
    /// The model that today's way of working is.
    pub baseline: usize,
    /// The models.
    pub models: Vec<String>,
    /// The dimensions.
    pub panels: Vec<Panel>,
    /// Where the numbers come from.
    pub footer: String,
}

/// A dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Its name.
    pub title: String,
    /// What is measured, with its unit.
    pub axis: String,
    /// One a model.
    pub scores: Vec<Score>,
}

/// A model in a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The measured number, if it is one.
    pub value: Option<f64>,
    /// Its interval.
    pub ci: Option<Interval>,
    /// What stands instead of a number.
    pub word: String,
}

/// Draws the dimensions; `None` where no score is a number.
pub fn dimensions(shown: &Dimensions) -> Option<Drawing> {
    let scores = || shown.panels.iter().flat_map(|panel| &panel.scores);
    scores().find(|score| score.value.is_some())?;
    Some(super::on_every_paper(|paper| picture(shown, paper)))
}

fn picture(shown: &Dimensions, paper: Paper) -> Drawing {
    let reading = format!(
        "Each marker is what was measured, in its 95 % interval (line); bold and grey: {}, with which the others are compared.",
        shown.models[shown.baseline]
    );
    let mut sheet = Sheet::new(paper, &shown.title, &reading);
    let (across, names_wide) = if paper.is_narrow() { (1, 130.0) } else { (ACROSS, NAMES) };
    let width = (paper.room() - names_wide - GAP * (across - 1) as f64) / across as f64;
    let lines = shown.models.iter().map(|name| LABEL.wrap(name, names_wide - 10.0).len());
    let high = ROW.max(LEADING * lines.max().unwrap_or(1) as f64 + 4.0);
    let height = TITLE + high * shown.models.len() as f64 + BELOW;
    let top = sheet.y + 8.0;
    for (index, panel) in shown.panels.iter().enumerate() {
        let (row, column) = (index / across, index % across);
        let x = paper.left() + names_wide + column as f64 * (width + GAP);
        let area = Area { x, y: top + row as f64 * height, w: width, h: height };
        if column == 0 {
            names(&sheet.scene, shown, (area.y, names_wide), high);
        }
        draw(&sheet.scene, (panel, shown.baseline), area, high);
        sheet.describe(&told(shown, panel));
    }
    sheet.y = top + shown.panels.len().div_ceil(across) as f64 * height;
    sheet.finish("dimensions", &shown.footer)
}

/// A panel in words.
fn told(shown: &Dimensions, panel: &Panel) -> String {
    let one = |(name, score): (&String, &Score)| {
        format!("{name} {}", score.value.map_or(score.word.clone(), short))
    };
    let all: Vec<String> = shown.models.iter().zip(&panel.scores).map(one).collect();
    format!("{} ({}): {}.", panel.title, panel.axis, all.join(", "))
}

fn names(scene: &Scene, shown: &Dimensions, (top, wide): (f64, f64), row: f64) {
    for (model, name) in shown.models.iter().enumerate() {
        let today = model == shown.baseline;
        let style = if today { LABEL.bold().in_colour(TODAY) } else { LABEL };
        let lines = style.wrap(name, wide - 10.0);
        let first = top + TITLE + row * (model as f64 + 0.5) + 4.0;
        let first = first - LEADING * (lines.len() - 1) as f64 / 2.0;
        for (place, line) in lines.iter().enumerate() {
            scene.text((scene.paper.left(), first + LEADING * place as f64), line, style);
        }
    }
}

fn draw(scene: &Scene, (panel, baseline): (&Panel, usize), area: Area, row: f64) {
    scene.text((area.x, area.y + 14.0), &LABEL.bold().cut(&panel.title, area.w), LABEL.bold());
    let (left, right) = (area.x + 4.0, area.right() - 8.0);
    let top = area.y + TITLE;
    let bottom = top + row * panel.scores.len() as f64;
    let plot = axis(scene, panel, (left, right), (top, bottom));
    for (model, score) in panel.scores.iter().enumerate() {
        let y = top + row * (model as f64 + 0.5);
        let colour = if model == baseline { TODAY } else { INK };
        score_at(scene, colour, score, plot.as_ref(), ((left + 6.0, right), y));
    }
}

/// The axis, where there is a number to show; from zero, unless that would hide the differences.
fn axis<'a>(
    scene: &'a Scene,
    panel: &Panel,
    (left, right): (f64, f64),
    (top, bottom): (f64, f64),
) -> Option<Plot<'a>> {
    let reach = panel.scores.iter().filter(|score| score.value.is_some());
    let ends = reach.flat_map(|s| [s.value, s.ci.map(|ci| ci.low), s.ci.map(|ci| ci.high)]);
    let ends: Vec<f64> = ends.flatten().collect();
    scene.text(((left + right) / 2.0, bottom + 34.0), &panel.axis, NOTE.middle());
    if ends.is_empty() {
        scene.line((left, bottom), (right, bottom), 1.0, AXIS);
        return None;
    }
    let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    let mut plot = Plot::rows(scene, (left, right), (top, bottom), Axis::enclosing(low, high, 3));
    plot.mesh("", "");
    Some(plot)
}

fn score_at(
    scene: &Scene,
    colour: Colour,
    score: &Score,
    plot: Option<&Plot>,
    ((left, right), y): ((f64, f64), f64),
) {
    let (Some(value), Some(plot)) = (score.value, plot) else {
        scene.text((left, y + 4.0), &NOTE.fit(&score.word, right - left), NOTE);
        return;
    };
    if let Some(ci) = score.ci {
        scene.line((plot.x(ci.low), y), (plot.x(ci.high), y), 2.0, colour);
    }
    scene.marker(Shape::Disc, (plot.x(value), y), 4.0, colour);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    fn shown() -> Dimensions {
        let score = |value: Option<f64>| Score {
            value,
            ci: value.map(|value| Interval::around(value, 1.0)),
            word: "not measured".to_owned(),
        };
        let panel = |first| Panel {
            title: "speed".to_owned(),
            axis: "days".to_owned(),
            scores: vec![score(first), score(None)],
        };
        Dimensions {
            title: "How?".to_owned(),
            baseline: 0,
            models: vec!["A".to_owned(), "B".to_owned()],
            panels: vec![panel(Some(10.0)), panel(None)],
            footer: "by hand".to_owned(),
        }
    }

    #[test]
    fn what_is_no_number_is_said_in_words() {
        let drawing = dimensions(&shown()).unwrap();
        let words = |word: &str| {
            let has = |mark: &&Mark| matches!(mark, Mark::Text { text, .. } if text == word);
            drawing.marks.iter().filter(has).count()
        };
        assert_eq!(words("not measured"), 3);
        assert!(drawing.to_svg().is_ok());
        assert!(
            drawing.description().contains("A 10, B not measured"),
            "{}",
            drawing.description()
        );
    }

    #[test]
    fn without_a_number_there_is_no_chart() {
        let mut none = shown();
        none.panels.remove(0);
        assert!(dimensions(&none).is_none());
    }
}
