//! "How does it follow a parameter?": a line a model, in its 95 % band.

use super::Drawing;
use super::frame::{self, Sheet, X_AXIS};
use super::scene::{Area, Point, Scene};
use super::theme::{
    AXIS, GREY, GRID, INK, LABEL, MARGIN, TICK, WIDTH, colour_of, dash_of, shape_of,
};
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
    /// How to read it.
    pub reading: String,
    /// What varies.
    pub x: String,
    /// What is measured, with its unit.
    pub y: String,
    /// The values of what varies, as text.
    pub levels: Vec<String>,
    /// One a model.
    pub lines: Vec<Line>,
    /// Levels whose marker is grey: its height does not say who is ahead. May be shorter than `levels`.
    pub open: Vec<bool>,
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
    let mut sheet = Sheet::new(&shown.title, &shown.reading);
    let places = places(&shown.levels);
    // A single line is what the title speaks of, and needs no name.
    let named = shown.lines.len() > 1;
    let right = WIDTH - MARGIN - if named { NAMES } else { 20.0 };
    let left = MARGIN + NUMBERS;
    let (top, bottom) = (sheet.y + 22.0, sheet.y + 22.0 + HEIGHT);
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
        draw(&mut sheet.scene, model, (line, &shown.open), &at);
        hints(&mut sheet.scene, shown, line, &at);
    }
    if named {
        names(&mut sheet.scene, shown, &at, (right, top, bottom));
    }
    sheet.scene.of(None);
    sheet.y = bottom + X_AXIS;
    Some(Drawing { name: "lines", scene: sheet.finish(&shown.footer) })
}

/// Where levels stand along the axis.
struct Places {
    at: Vec<f64>,
    /// The unit that all levels share; may be empty.
    unit: String,
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
            let whole = at.iter().all(|level| level.fract() == 0.0);
            // No ticks between whole numbers: nobody hires half a person.
            let most = if whole { (high - low).min(8.0) as usize } else { 8 };
            let ticks = Ticks::enclosing(low, high, most);
            Places { at, unit: units.into_iter().next().unwrap_or_default(), ticks: Some(ticks) }
        }
        None => {
            let at = (0..levels.len()).map(|index| index as f64).collect();
            Places { at, unit: String::new(), ticks: None }
        }
    }
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
        let title = match places.unit.as_str() {
            "" => shown.x.clone(),
            unit => format!("{} ({unit})", shown.x),
        };
        frame::x_axis(scene, &scale, ticks, (top, bottom), &title);
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
        // Where neither side is ahead, if the axis goes through it.
        let through = *value == 0.0 && at != y.from;
        let (width, colour) = if through { (1.5, INK) } else { (0.5, GRID) };
        scene.line((left, at), (right, at), width, colour);
        scene.text((left - 8.0, at + 4.0), &ticks.label(*value), TICK.end());
    }
    scene.text((MARGIN, y.to - 10.0), title, TICK);
}

fn draw(
    scene: &mut Scene,
    model: usize,
    (line, open): (&Line, &[bool]),
    at: &dyn Fn(usize, f64) -> Point,
) {
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
            let grey = open.get(index).is_some_and(|open| *open);
            let colour = if grey { GREY } else { colour };
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

/// Height of a name.
const NAME: f64 = 17.0;

/// Each model's name at the height at which its line ends, or as near as the others leave room.
fn names(
    scene: &mut Scene,
    shown: &Lines,
    at: &dyn Fn(usize, f64) -> Point,
    (right, top, bottom): (f64, f64, f64),
) {
    let end = |(model, line): (usize, &Line)| {
        let last = line.points.iter().enumerate().rev();
        let (index, point) = last.clone().find_map(|(i, point)| Some((i, (*point)?)))?;
        Some((model, at(index, point.0)))
    };
    let mut ends: Vec<(usize, Point)> = shown.lines.iter().enumerate().filter_map(end).collect();
    ends.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let wanted: Vec<f64> = ends.iter().map(|(_, (_, y))| *y).collect();
    let x = right + 20.0;
    for ((model, end), y) in ends.into_iter().zip(apart(&wanted, (top, bottom))) {
        scene.of(Some(model));
        if (y - end.1).abs() > 2.0 {
            scene.line((end.0 + 5.0, end.1), (x - 6.0, y), 0.75, AXIS);
        }
        let text = LABEL.fit(&shown.lines[model].name, NAMES - 34.0);
        scene.marker(shape_of(model), (x, y), 4.0, colour_of(model));
        scene.text((x + 10.0, y + 4.5), &text, LABEL);
    }
}

/// Rising heights, moved as little as keeps names from touching and inside the plot.
fn apart(wanted: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut placed: Vec<f64> = wanted.to_vec();
    for _ in 0..50 {
        for index in 1..placed.len() {
            let overlap = NAME - (placed[index] - placed[index - 1]);
            if overlap > 0.0 {
                placed[index - 1] -= overlap / 2.0;
                placed[index] += overlap / 2.0;
            }
        }
    }
    // Once from each end, so that none hangs over; the first one wins where there are too many.
    let mut least = bottom;
    for y in placed.iter_mut().rev() {
        *y = y.min(least);
        least = *y - NAME;
    }
    let mut most = top;
    for y in &mut placed {
        *y = y.max(most);
        most = *y + NAME;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::scene::Mark;

    fn shown(levels: &[&str]) -> Lines {
        let point = |value: f64| Some((value, Some(Interval::around(value, 1.0))));
        Lines {
            title: "How?".to_owned(),
            reading: "By hand.".to_owned(),
            x: "people".to_owned(),
            y: "days".to_owned(),
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            lines: vec![
                Line { name: "A".to_owned(), points: vec![point(10.0), point(8.0), point(7.0)] },
                Line { name: "B".to_owned(), points: vec![point(9.0), None, point(6.0)] },
            ],
            open: Vec::new(),
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
    fn whole_numbers_have_no_ticks_between_and_units_are_said() {
        let texts = |levels: &[&str]| levels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        assert_eq!(places(&texts(&["1", "2", "4"])).ticks.unwrap().values, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(places(&texts(&["0h", "12h"])).unit, "h");
        assert_eq!(places(&texts(&["0", "12"])).unit, "");
    }

    #[test]
    fn names_keep_apart_and_inside() {
        let placed = apart(&[100.0, 101.0, 102.0, 299.0, 300.0], (90.0, 300.0));
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] >= NAME - 0.5), "{placed:?}");
        assert!(placed[0] >= 90.0 && placed[4] <= 300.0, "{placed:?}");
        assert_eq!(apart(&[10.0, 50.0], (0.0, 100.0)), [10.0, 50.0]);
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
