//! "Does the model give what was recorded?": the recorded times above, the simulated ones below, on one axis.

use super::Drawing;
use super::draw::plot::X_AXIS;
use super::draw::theme::{Color, INK, LABEL, NOTE, Paper, colour_of};
use super::draw::{Area, Axis, Plot, Scene, Sheet, Unit};

/// Height of a panel.
const HEIGHT: f64 = 150.0;
/// Height of a row of words in a panel, and how far they stand off their line.
const ROW: f64 = 16.0;
const BESIDE: f64 = 4.0;
/// Bars at most.
const BARS: usize = 40;

/// Times as steps: hours in rising order, each with the share at or below it.
#[derive(Clone, Debug)]
pub struct Times {
    /// Whose.
    pub name: String,
    /// The steps.
    pub steps: Vec<(f64, f64)>,
    /// By when half of them, and 85 of 100, are done.
    pub marks: [f64; 2],
}

impl Times {
    fn below(&self, hours: f64) -> f64 {
        let at = self.steps.partition_point(|step| step.0 < hours);
        if at == 0 { 0.0 } else { self.steps[at - 1].1 }
    }

    fn quantile(&self, share: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.1 >= share - 1e-12).map(|step| step.0)
    }
}

/// Draws panels one above the other; `None` where one of them is empty.
pub fn recorded(panels: &[Times], title: &str, footer: &str) -> Option<Drawing> {
    super::on_both(|paper| draw(panels, title, footer, paper))
}

fn draw(panels: &[Times], title: &str, footer: &str, paper: Paper) -> Option<Drawing> {
    let last = |times: &Times| times.quantile(0.99);
    let most =
        panels.iter().map(last).collect::<Option<Vec<f64>>>()?.into_iter().fold(0.0, f64::max);
    if panels.is_empty() || most <= 0.0 {
        return None;
    }
    let mut sheet = Sheet::new(
        paper,
        title,
        "Share of campaigns by cycle time. Lines: half of them, and 85 of 100, are done by then. The slowest hundredth is not shown.",
    );
    let unit = Unit::for_hours(most);
    let axis = Axis::fitting((0.0, most / unit.hours), paper.room(), 64.0);
    let width = (axis.high - axis.low) / BARS as f64;
    let share = |times: &Times, bar: usize| {
        let end = |bar: usize| times.below((axis.low + width * bar as f64) * unit.hours);
        end(bar + 1) - end(bar)
    };
    let all = panels.iter().flat_map(|times| (0..BARS).map(move |bar| share(times, bar)));
    let tallest = all.fold(0.0, f64::max).max(1e-9);
    for (index, times) in panels.iter().enumerate() {
        let top = sheet.y + 30.0;
        let area = Area { x: paper.left(), y: top, w: paper.room(), h: HEIGHT };
        let scene = &sheet.scene;
        scene.text((paper.left(), top - 12.0), &times.name, LABEL);
        let mut plot = Plot::new(scene, area, axis.clone(), Axis::plain(0.0, tallest * 1.1));
        plot.mesh(&unit.title("start to launch", most), "");
        for bar in (0..BARS).filter(|bar| share(times, *bar) > 0.0) {
            let from = axis.low + width * bar as f64;
            let area = plot.between((from, 0.0), (from + width * 0.94, share(times, bar)));
            scene.rect(area, colour_of(index).mix(0.8));
        }
        let marks = ["half by", "85 of 100 by"].into_iter().zip(times.marks);
        for (row, (name, hours)) in marks.enumerate() {
            let text = format!("{name} {}", unit.show(hours));
            sheet.describe(&format!("{}: {text}.", times.name));
            if axis.shows(hours / unit.hours) {
                mark(&sheet.scene, (row, plot.x(hours / unit.hours)), &text, area);
            }
        }
        sheet.y = area.bottom() + X_AXIS;
    }
    Some(sheet.finish("recorded", footer))
}

/// A line with its words beside it, in a row of their own: the next line starts below them, so that it crosses none.
fn mark(scene: &Scene, (row, x): (usize, f64), text: &str, area: Area) {
    let top = area.y + ROW * row as f64;
    let style = NOTE.in_colour(INK);
    scene.line((x, top), (x, area.bottom()), 1.5, INK);
    if x + BESIDE + style.width(text) <= area.right() {
        scene.text((x + BESIDE, top + 10.0), text, style);
    } else {
        scene.text((x - BESIDE, top + 10.0), text, style.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    #[test]
    fn bars_are_as_tall_as_their_shares() {
        let times = |steps: &[(f64, f64)]| Times {
            name: "a".to_owned(),
            steps: steps.to_vec(),
            marks: [90.0, 90.0],
        };
        // A quarter at 10 h, the rest at 90 h.
        let drawing =
            recorded(&[times(&[(10.0, 0.25), (90.0, 1.0)])], "Does it?", "by hand").unwrap();
        let height = |mark: &Mark| match mark {
            Mark::Rect { area, .. } => Some(area.h),
            _ => None,
        };
        let heights: Vec<f64> = drawing.marks.iter().filter_map(height).collect();
        assert!((heights[1] / heights[0] - 3.0).abs() < 0.02, "{heights:?}");
        assert!(recorded(&[times(&[])], "Does it?", "by hand").is_none());
    }
}
