//! "Which lever did it?": from one model's mean to another's, a bar for each lever.

use super::Drawing;
use super::draw::plot::X_AXIS;
use super::draw::sheet::Column;
use super::draw::text::Type;
use super::draw::theme::{ASKED, AXIS, Color, INK, LABEL, Paper, RECOMMENDED};
use super::draw::{Area, Axis, Plot, Scene, Sheet};
use crate::format;
use crate::stats::Interval;

/// Least height of a row.
const ROW: f64 = 36.0;
/// Width of the column of names at the left.
const NAMES: f64 = 300.0;
/// Width of the column of numbers at the right.
const NUMBERS: f64 = 170.0;

/// What a waterfall shows.
#[derive(Clone, Debug)]
pub struct Waterfall {
    /// The question.
    pub title: String,
    /// How to read it, beside what every waterfall says.
    pub reading: String,
    /// What is measured, with its unit.
    pub axis: String,
    /// Decimals of every number: those of the table beside it.
    pub decimals: usize,
    /// The first model and its mean.
    pub start: (String, f64),
    /// The second model and its mean.
    pub end: (String, f64),
    /// The steps from one to the other.
    pub steps: Vec<Step>,
    /// Where the numbers come from.
    pub footer: String,
}

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was switched, in plain words.
    pub name: String,
    /// The difference that it makes.
    pub value: f64,
    /// Its interval.
    pub ci: Option<Interval>,
    /// Where no replication differs: at most this share does.
    pub none_seen: Option<f64>,
}

/// Draws a waterfall.
pub fn waterfall(shown: &Waterfall) -> Drawing {
    super::on_every_paper(|paper| draw(shown, paper))
}

fn draw(shown: &Waterfall, paper: Paper) -> Drawing {
    let mut sheet = Sheet::new(
        paper,
        &shown.title,
        &format!(
            "{} Each bar is the difference that switching one lever makes, and begins where the bar \
             above ends; blue is less, orange more. Black lines: 95 % intervals, simultaneous over \
             the bars.",
            shown.reading
        ),
    );
    let column = Column { paper, width: NAMES };
    // On a phone the numbers stand below their bars.
    let (beside, below) = if paper.is_narrow() { (Paper::INSET, 18.0) } else { (NUMBERS, 0.0) };
    let (left, right) = (column.right(), paper.right() - beside);
    let axis = Axis::fitting(range(shown), right - left, 64.0);
    let rows = shown.steps.len() + 2;
    let names = shown.steps.iter().map(|step| &step.name).chain([&shown.start.0, &shown.end.0]);
    let lines = names.map(|name| lines(column, name).len()).max().unwrap_or(1);
    let high = column.height(lines, ROW + below);
    let (top, bottom) = (sheet.y + 14.0, sheet.y + 14.0 + high * rows as f64);
    let scene = &sheet.scene;
    let mut plot = Plot::rows(scene, (left, right), (top, bottom), axis);
    plot.mesh(&shown.axis, "");
    let place =
        |row: usize| Area { x: paper.left(), y: top + high * row as f64, w: paper.room(), h: high };
    total(scene, (&plot, column, place(0)), (&shown.start, shown.decimals));
    let mut reached = shown.start.1;
    for (index, step) in shown.steps.iter().enumerate() {
        bar(scene, (&plot, column, place(index + 1)), reached, (step, shown.decimals));
        reached += step.value;
        sheet.describe(&format!("{}: {}.", step.name, signed(step.value, shown.decimals)));
    }
    total(scene, (&plot, column, place(rows - 1)), (&shown.end, shown.decimals));
    sheet.y = bottom + X_AXIS;
    sheet.finish("waterfall", &shown.footer)
}

/// What the axis must reach: every end of a bar and of an interval.
fn range(shown: &Waterfall) -> (f64, f64) {
    let mut reached = shown.start.1;
    let mut ends = vec![shown.start.1, shown.end.1];
    for step in &shown.steps {
        ends.extend(step.ci.iter().flat_map(|ci| [reached + ci.low, reached + ci.high]));
        reached += step.value;
        ends.push(reached);
    }
    let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Totals are bars from zero.
    (low.min(0.0), high.max(0.0))
}

/// A plot, the column of names beside it, and the row that is drawn.
type Row<'a> = (&'a Plot<'a>, Column, Area);

fn total(scene: &Scene, row: Row, ((name, value), decimals): (&(String, f64), usize)) {
    let y = named(scene, row, (name, &format::fixed(*value, decimals)), LABEL.bold());
    let (zero, end) = (row.0.x(0.0), row.0.x(*value));
    let (x, w) = (zero.min(end), (end - zero).abs().max(1.0));
    scene.rect(Area { x, y: y - 10.0, w, h: 20.0 }, AXIS);
}

/// The name and the number of a row; returns the middle of its bar.
fn named(scene: &Scene, (_, column, row): Row, (name, number): (&str, &str), style: Type) -> f64 {
    let lines = lines(column, name).into_iter().map(|line| (line, style)).collect::<Vec<_>>();
    let own = column.draw(scene, row, &lines);
    let (below, end) = if scene.paper.is_narrow() {
        (18.0, own.bottom() - 6.0)
    } else {
        (0.0, own.middle().1 + 4.5)
    };
    scene.text((scene.paper.right(), end), number, style.end());
    own.middle().1 - below / 2.0
}

fn bar(scene: &Scene, row: Row, from: f64, (step, decimals): (&Step, usize)) {
    let words =
        format::difference_or_none_seen(Some(step.value), step.ci, step.none_seen, decimals);
    let y = named(scene, row, (&step.name, &words), LABEL);
    let (plot, _, area) = row;
    let (start, end) = (plot.x(from), plot.x(from + step.value));
    let colour = if step.value > 0.0 { ASKED } else { RECOMMENDED };
    let bar = Area { x: start.min(end), y: y - 10.0, w: (end - start).abs().max(1.0), h: 20.0 };
    scene.rect(bar, colour.mix(0.85));
    scene.line((end, y + 10.0), (end, y + area.h - 10.0), 0.75, AXIS);
    if let Some(ci) = step.ci {
        let (low, high) = (plot.x(from + ci.low), plot.x(from + ci.high));
        scene.line((low, y), (high, y), 1.5, INK);
        for x in [low, high] {
            scene.line((x, y - 4.0), (x, y + 4.0), 1.5, INK);
        }
    }
    scene.hint(area, &format!("{}: {words}", step.name));
}

/// A name in as many lines as it takes; at least one.
fn lines(column: Column, name: &str) -> Vec<String> {
    let lines = LABEL.bold().wrap(name, column.room());
    if lines.is_empty() { vec![String::new()] } else { lines }
}

fn signed(value: f64, decimals: usize) -> String {
    format::difference(Some(value), None, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    fn shown() -> Waterfall {
        let step = |name: &str, value: f64| Step {
            name: name.to_owned(),
            value,
            ci: Some(Interval::around(value, 0.5)),
            none_seen: None,
        };
        Waterfall {
            title: "Which lever did it?".to_owned(),
            reading: String::new(),
            axis: "mean cycle time (days)".to_owned(),
            decimals: 1,
            start: ("A".to_owned(), 10.0),
            end: ("B".to_owned(), 5.0),
            steps: vec![step("start", -7.0), step("release", 2.0)],
            footer: "by hand".to_owned(),
        }
    }

    #[test]
    fn the_axis_reaches_every_step_and_interval() {
        // 10, 3 (down to 2.5), 5 (up to 5.5).
        assert_eq!(range(&shown()), (0.0, 10.0));
        let high =
            Waterfall { start: ("A".to_owned(), 110.0), end: ("B".to_owned(), 105.0), ..shown() };
        assert_eq!(range(&high), (0.0, 110.0));
    }

    #[test]
    fn bars_are_as_long_as_their_differences() {
        let drawing = waterfall(&shown());
        let rects: Vec<Area> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rect { area, .. } => Some(*area),
                _ => None,
            })
            .collect();
        assert_eq!(rects.len(), 4);
        assert!((rects[1].w / rects[2].w - 3.5).abs() < 0.01);
        // The second bar ends where the second total does.
        assert!((rects[2].right() - rects[3].right()).abs() <= 0.25);
        assert!(drawing.to_svg().unwrap().contains("release"));
    }
}
