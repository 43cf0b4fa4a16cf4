//! "What moves it most?": one factor at a time, from its lower end to its upper.

use super::Drawing;
use super::draw::numbers::short;
use super::draw::plot::X_AXIS;
use super::draw::sheet::Column;
use super::draw::text::Type;
use super::draw::theme::{ASKED, Color, GREY, INK, LABEL, NOTE, Paper, RECOMMENDED};
use super::draw::{Area, Axis, Plot, Scene, Sheet};
use crate::format::MISSING;
use crate::stats::Interval;
use serde::{Deserialize, Serialize};

/// Least height of a row.
const ROW: f64 = 30.0;
/// Width of the column of names at the left.
const NAMES: f64 = 330.0;

/// What a tornado shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// The question.
    pub title: String,
    /// What is measured, with its unit.
    pub axis: String,
    /// The value with every factor as it is.
    pub base: f64,
    /// The largest first.
    pub bars: Vec<Bar>,
    /// Where the numbers come from.
    pub footer: String,
}

/// A factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// Its path, and its ends, in words.
    pub detail: String,
    /// The interval of the change from the lower end to the upper.
    pub ci: Option<Interval>,
    /// The value with the factor at its lower end and at its upper; `None` where it does not exist.
    pub ends: Option<[f64; 2]>,
}

/// Draws a tornado; `None` without bars.
pub fn tornado(shown: &Tornado) -> Option<Drawing> {
    super::on_both(|paper| draw(shown, paper))
}

fn draw(shown: &Tornado, paper: Paper) -> Option<Drawing> {
    let reach = |bar: &Bar| {
        let ci = bar.ends.zip(bar.ci).map(|([low, _], ci)| [low + ci.low, low + ci.high]);
        bar.ends.into_iter().chain(ci).flatten().collect::<Vec<f64>>()
    };
    let ends = || shown.bars.iter().flat_map(reach).chain([shown.base]);
    if shown.bars.is_empty() || ends().any(|end| !end.is_finite()) {
        return None;
    }
    let (low, high) = ends()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let column = Column { paper, width: NAMES };
    let (left, right) = (column.right() + 4.0, paper.right() - Paper::INSET);
    let axis = Axis::fitting((low, high), right - left, 64.0);
    let zero = if axis.shows(0.0) {
        "Grey line: zero, where the answer would turn."
    } else {
        "Zero, where the answer would turn, lies beyond the axis."
    };
    let mut sheet = Sheet::new(
        paper,
        &shown.title,
        &format!(
            "Each bar shows what becomes of the value when one factor alone goes to its lower end \
             (blue) and to its upper end (orange). Thin line: the 95 % interval of the change between the ends, at the upper end. Long black line: everything as it is. {zero}"
        ),
    );
    let names: Vec<_> = shown.bars.iter().map(|bar| lines(column, bar)).collect();
    let heights: Vec<f64> = names.iter().map(|lines| column.height(lines.len(), ROW)).collect();
    let (top, bottom) = (sheet.y + 14.0, sheet.y + 14.0 + heights.iter().sum::<f64>());
    let scene = &sheet.scene;
    let mut plot = Plot::rows(scene, (left, right), (top, bottom), axis);
    plot.mesh(&shown.axis, "");
    let mut y = top;
    for ((bar, lines), h) in shown.bars.iter().zip(&names).zip(heights) {
        let area = Area { x: paper.left(), y, w: paper.room(), h };
        y += h;
        let own = column.draw(scene, area, lines);
        scene.hint(area, &format!("{}, {}: {}", bar.name, bar.detail, told(bar)));
        // On a phone lines would go through the names.
        if plot.x.shows(0.0) {
            scene.line((plot.x(0.0), own.y), (plot.x(0.0), own.bottom()), 2.0, GREY);
        }
        row(scene, &plot, own.middle().1, shown.base, bar);
        let base = plot.x(shown.base);
        scene.line((base, own.y), (base, own.bottom()), 1.5, INK);
        sheet.describe(&format!("{}: {}.", bar.name, told(bar)));
    }
    sheet.y = bottom + X_AXIS;
    Some(sheet.finish("tornado", &shown.footer))
}

fn row(scene: &Scene, plot: &Plot, y: f64, base: f64, bar: &Bar) {
    let middle = plot.x(base);
    // The longer part first, so that the shorter one stays visible where both go the same way.
    let mut parts: Vec<(f64, usize)> = bar.ends.into_iter().flatten().zip([0, 1]).collect();
    parts.sort_by(|a, b| (b.0 - base).abs().total_cmp(&(a.0 - base).abs()));
    for (value, colour) in parts {
        let end = plot.x(value);
        let (x, w) = (end.min(middle), (end - middle).abs().max(0.5));
        scene.rect(Area { x, y: y - 9.0, w, h: 18.0 }, [RECOMMENDED, ASKED][colour].mix(0.85));
    }
    if let (Some([low, high]), Some(ci)) = (bar.ends, bar.ci) {
        let (x, until) = (plot.x(low + ci.low), plot.x(low + ci.high));
        scene.line((x, y), (until, y), 1.5, INK);
        for x in [x, until, plot.x(high)] {
            scene.line((x, y - 4.0), (x, y + 4.0), 1.5, INK);
        }
    }
}

/// A factor's name, and below it its ends.
fn lines(column: Column, bar: &Bar) -> Vec<(String, Type)> {
    let of = |text: &str, style: Type| {
        let lines = style.wrap(text, column.room()).into_iter();
        lines.map(move |line| (line, style)).collect::<Vec<_>>()
    };
    [of(&bar.name, LABEL), of(&bar.detail, NOTE.in_colour(GREY))].concat()
}

fn told(bar: &Bar) -> String {
    bar.ends.map_or(MISSING.to_owned(), |[low, high]| format!("{} to {}", short(low), short(high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    #[test]
    fn bars_reach_from_the_base_to_their_ends() {
        let bar = |low, high| Bar {
            name: "f".to_owned(),
            detail: "a to b".to_owned(),
            ci: None,
            ends: Some([low, high]),
        };
        let shown = Tornado {
            title: "What moves it?".to_owned(),
            axis: "days".to_owned(),
            base: -5.0,
            bars: vec![bar(-9.0, -3.0), bar(-5.5, -5.0)],
            footer: "by hand".to_owned(),
        };
        let drawing = tornado(&shown).unwrap();
        let width = |mark: &Mark| match mark {
            Mark::Rect { area, .. } => Some(area.w),
            _ => None,
        };
        let widths: Vec<f64> = drawing.marks.iter().filter_map(width).collect();
        // From -5: 4 down, 2 up; then 0.5 down and nothing.
        assert!((widths[0] / widths[1] - 2.0).abs() < 0.01);
        assert!((widths[0] / widths[2] - 8.0).abs() < 0.1);
        assert!(tornado(&Tornado { bars: Vec::new(), ..shown }).is_none());
    }
}
