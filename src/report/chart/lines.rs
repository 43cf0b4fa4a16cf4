//! "How does it follow a parameter?": a line a model, in its 95 % band.

use super::Drawing;
use super::frame::{self, Sheet, X_AXIS};
use super::labels::{self, Anchored};
use super::scene::{Area, Point, Scene};
use super::theme::{AXIS, GRID, LABEL, MARGIN, TICK, WIDTH, colour_of, dash_of, shape_of};
use super::ticks::{Scale, Ticks, short};
use crate::stats::Interval;

/// Height of the plot.
const HEIGHT: f64 = 380.0;
/// Width of the column of names at the right.
const NAMES: f64 = 190.0;
/// Width of the numbers at the left.
const NUMBERS: f64 = 64.0;

/// What the lines show.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The question.
    pub title: String,
    /// What varies.
    pub x: String,
    /// What is measured, with its unit.
    pub y: String,
    /// The values of what varies, as text.
    pub levels: Vec<String>,
    /// One a model.
    pub lines: Vec<Line>,
    /// Where the numbers come from.
    pub footer: String,
}

/// A model's line.
#[derive(Clone, Debug)]
pub struct Line {
    /// The model.
    pub name: String,
    /// One entry a level: mean and interval, if they exist.
    pub points: Vec<Option<(f64, Option<Interval>)>>,
}

/// Draws lines; `None` with fewer than two levels, or without any value.
pub fn lines(shown: &Lines) -> Option<Drawing> {
    let values = || shown.lines.iter().flat_map(|line| &line.points).flatten();
    if shown.levels.len() < 2 || values().next().is_none() {
        return None;
    }
    let mut sheet = Sheet::new(
        &shown.title,
        "A line a model: its mean at each value that was run (marker), in its 95 % interval (band). \
         All models and all values run on the same draws.",
    );
    let places = places(&shown.levels);
    let (left, right) = (MARGIN + NUMBERS, WIDTH - MARGIN - NAMES);
    let (top, bottom) = (sheet.y + 24.0, sheet.y + 24.0 + HEIGHT);
    let ends = values().flat_map(|(mean, ci)| {
        let ci = ci.unwrap_or(Interval { low: *mean, high: *mean });
        [ci.low, ci.high]
    });
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let low = if low > 0.0 && low < 0.5 * high { 0.0 } else { low };
    let y_ticks = frame::ticks_for(low, high, HEIGHT, 44.0);
    let y = Scale::over(&y_ticks, bottom, top);
    let x = x_axis(&mut sheet.scene, shown, &places, (left, right), (top, bottom));
    y_axis(&mut sheet.scene, &y, &y_ticks, (left, right), &shown.y);
    let at = |index: usize, value: f64| (x.at(places.at[index]), y.at(value));
    for (model, line) in shown.lines.iter().enumerate() {
        sheet.scene.of(Some(model));
        draw(&mut sheet.scene, model, line, &at);
        hints(&mut sheet.scene, shown, line, &at);
    }
    let room = Area { x: right + 2.0, y: top - 8.0, w: NAMES, h: HEIGHT + 16.0 };
    names(&mut sheet.scene, shown, &at, room);
    sheet.scene.of(None);
    sheet.y = bottom + X_AXIS;
    Some(Drawing { name: "lines", scene: sheet.finish(&shown.footer) })
}

/// Where levels stand along the axis.
struct Places {
    at: Vec<f64>,
    /// Round numbers where all levels are numbers of one unit; else the levels themselves.
    ticks: Option<Ticks>,
}

fn places(levels: &[String]) -> Places {
    let unit =
        |level: &str| level.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).to_owned();
    let units: Vec<String> = levels.iter().map(|level| unit(level)).collect();
    let number = |level: &String| level.trim_end_matches(char::is_alphabetic).parse::<f64>().ok();
    let numbers: Option<Vec<f64>> = levels.iter().map(number).collect();
    match numbers.filter(|_| units.windows(2).all(|pair| pair[0] == pair[1])) {
        Some(at) => {
            let low = at.iter().copied().fold(f64::INFINITY, f64::min);
            let high = at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let ticks = levels_as_ticks(&at).unwrap_or_else(|| Ticks::enclosing(low, high, 8));
            Places { at, ticks: Some(ticks) }
        }
        None => Places { at: (0..levels.len()).map(|index| index as f64).collect(), ticks: None },
    }
}

/// The levels themselves, where they are whole numbers, few, and not too near to each other.
fn levels_as_ticks(at: &[f64]) -> Option<Ticks> {
    let mut values = at.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let gap = values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let span = values.last()? - values.first()?;
    let whole = values.iter().all(|value| value.fract() == 0.0 && value.abs() < 1e9);
    let fit = (2..=12).contains(&values.len()) && gap >= 0.06 * span;
    (whole && fit).then_some(Ticks { values, step: 1.0 })
}

fn x_axis(
    scene: &mut Scene,
    shown: &Lines,
    places: &Places,
    (left, right): (f64, f64),
    (top, bottom): (f64, f64),
) -> Scale {
    if let Some(ticks) = &places.ticks {
        let scale = Scale::over(ticks, left, right);
        frame::x_axis(scene, &scale, ticks, (top, bottom), &shown.x);
        return scale;
    }
    let last = (shown.levels.len() - 1) as f64;
    let scale = Scale { low: -0.3, high: last + 0.3, from: left, to: right };
    let room = (right - left) / shown.levels.len() as f64 - 6.0;
    for (index, level) in shown.levels.iter().enumerate() {
        let x = scale.at(index as f64);
        scene.text((x, bottom + 17.0), &TICK.fit(level, room), TICK.middle());
    }
    scene.line((left, bottom), (right, bottom), 1.0, AXIS);
    scene.text(((left + right) / 2.0, bottom + 35.0), &shown.x, TICK.middle());
    scale
}

fn y_axis(scene: &mut Scene, y: &Scale, ticks: &Ticks, (left, right): (f64, f64), title: &str) {
    for value in &ticks.values {
        let at = y.at(*value);
        scene.line((left, at), (right, at), 0.5, GRID);
        scene.text((left - 8.0, at + 4.0), &ticks.label(*value), TICK.end());
    }
    scene.text((MARGIN, y.to - 10.0), title, TICK);
}

fn draw(scene: &mut Scene, model: usize, line: &Line, at: &dyn Fn(usize, f64) -> Point) {
    let colour = colour_of(model);
    // A missing value breaks the line.
    let mut run: Vec<(usize, f64, Interval)> = Vec::new();
    for (index, point) in line.points.iter().enumerate() {
        match point {
            Some((mean, ci)) => {
                run.push((index, *mean, ci.unwrap_or(Interval { low: *mean, high: *mean })));
            }
            None => stretch(scene, model, &std::mem::take(&mut run), at),
        }
    }
    stretch(scene, model, &run, at);
    for (index, point) in line.points.iter().enumerate() {
        if let Some((mean, _)) = point {
            scene.marker(shape_of(model), at(index, *mean), 4.0, colour);
        }
    }
}

/// What markers say to the pointer.
fn hints(scene: &mut Scene, shown: &Lines, line: &Line, at: &dyn Fn(usize, f64) -> Point) {
    for (index, (point, level)) in line.points.iter().zip(&shown.levels).enumerate() {
        let Some((mean, ci)) = point else { continue };
        let (x, y) = at(index, *mean);
        let reach =
            ci.map_or(String::new(), |ci| format!(" ({} to {})", short(ci.low), short(ci.high)));
        let text = format!("{}, {} = {level}: {}{reach}", line.name, shown.x, short(*mean));
        scene.hint(Area { x: x - 8.0, y: y - 8.0, w: 16.0, h: 16.0 }, &text);
    }
}

fn stretch(
    scene: &mut Scene,
    model: usize,
    run: &[(usize, f64, Interval)],
    at: &dyn Fn(usize, f64) -> Point,
) {
    if run.len() < 2 {
        return;
    }
    let upper = run.iter().map(|(index, _, ci)| at(*index, ci.high));
    let lower = run.iter().rev().map(|(index, _, ci)| at(*index, ci.low));
    scene.polygon(upper.chain(lower).collect(), colour_of(model).alpha(0.18));
    let points: Vec<Point> = run.iter().map(|(index, mean, _)| at(*index, *mean)).collect();
    match dash_of(model) {
        Some(dash) => scene.dashed(&points, 2.0, colour_of(model), dash),
        None => scene.path(points, 2.0, colour_of(model)),
    }
}

/// Each model's name where its line ends.
fn names(scene: &mut Scene, shown: &Lines, at: &dyn Fn(usize, f64) -> Point, room: Area) {
    let end = |line: &Line| {
        let (index, point) =
            line.points.iter().enumerate().rev().find_map(|(i, point)| Some((i, (*point)?)))?;
        Some(at(index, point.0))
    };
    let mut labels = Vec::new();
    let mut models = Vec::new();
    for (model, line) in shown.lines.iter().enumerate() {
        let Some((_, y)) = end(line) else { continue };
        let text = LABEL.fit(&line.name, NAMES - 30.0);
        labels.push(Anchored { at: (room.x, y), width: LABEL.width(&text) + 14.0, text });
        models.push(model);
    }
    let placed = labels::place(&labels, &[], room);
    for ((label, placed), model) in labels.iter().zip(placed).zip(models) {
        let (x, y) = (placed.area.x, placed.area.y + 13.0);
        scene.of(Some(model));
        scene.marker(shape_of(model), (x + 4.0, y - 4.5), 4.0, colour_of(model));
        scene.text((x + 14.0, y), &label.text, LABEL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::scene::Mark;

    fn shown(levels: &[&str]) -> Lines {
        let point = |value: f64| Some((value, Some(Interval::around(value, 1.0))));
        Lines {
            title: "How?".to_owned(),
            x: "people".to_owned(),
            y: "days".to_owned(),
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            lines: vec![
                Line { name: "A".to_owned(), points: vec![point(10.0), point(8.0), point(7.0)] },
                Line { name: "B".to_owned(), points: vec![point(9.0), None, point(6.0)] },
            ],
            footer: "by hand".to_owned(),
        }
    }

    #[test]
    fn numbers_keep_their_distances_and_words_do_not_have_any() {
        let texts = |levels: &[&str]| levels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        assert_eq!(places(&texts(&["1", "2", "10"])).at, [1.0, 2.0, 10.0]);
        assert_eq!(places(&texts(&["1h", "2h", "10h"])).at, [1.0, 2.0, 10.0]);
        assert_eq!(places(&texts(&["1h", "2d"])).at, [0.0, 1.0]);
        let ticks = |levels: &[&str]| places(&texts(levels)).ticks.map(|ticks| ticks.values);
        // There is no half a person.
        assert_eq!(ticks(&["3", "1", "2"]), Some(vec![1.0, 2.0, 3.0]));
        assert_eq!(ticks(&["1", "2", "100"]).map(|ticks| ticks.contains(&2.0)), Some(false));
        assert!(places(&texts(&["item", "phase"])).ticks.is_none());
    }

    #[test]
    fn a_missing_value_breaks_its_line() {
        let drawing = lines(&shown(&["1", "2", "3"])).unwrap();
        let bands =
            drawing.scene.marks.iter().filter(|m| matches!(m, Mark::Polygon { .. })).count();
        // Only A has two values in a row.
        assert_eq!(bands, 1);
        assert!(drawing.to_svg().is_ok());
        assert!(lines(&shown(&["1"])).is_none());
    }
}
