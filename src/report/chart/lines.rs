//! "How does it follow a parameter?": a line a model, in its 95 % band.

use super::Drawing;
use super::draw::numbers::short;
use super::draw::plot::X_AXIS;
use super::draw::theme::{
    AXIS, Color, GREY, INK, LABEL, PAPER, Paper, TICK, colour_of, dash_of, shape_of,
};
use super::draw::{Area, Axis, Plot, Point, Scene, Sheet, Unit};
use crate::stats::Interval;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// Height of the plot.
const HEIGHT: f64 = 380.0;
/// Width of the column of names at the right.
const NAMES: f64 = 190.0;
/// Width of the numbers at the left.
const NUMBERS: f64 = 64.0;

/// What the lines show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Where they are dates: the start (as ISO 8601 has it), and the hours after it of each value.
    pub dates: Option<(String, Vec<f64>)>,
    /// One a model.
    pub lines: Vec<Line>,
    /// Levels whose marker is grey: its height does not say who is ahead. May be shorter than `levels`.
    pub open: Vec<bool>,
    /// A height that is asked for, and its name.
    pub goal: Option<(f64, String)>,
    /// Of differences, that zero is on the axis; and between which levels the answer turns, with what is said there.
    pub turns: Option<Vec<([usize; 2], String)>>,
    /// Of each line, the level that is ringed, if one is. May be shorter than `lines`.
    pub marked: Vec<Option<usize>>,
    /// Whether a line goes on where it has no value: there that model was not run.
    pub bridged: bool,
    /// Where the numbers come from.
    pub footer: String,
}

/// A model's line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The model.
    pub name: String,
    /// One entry a level: mean and interval, if they exist.
    pub points: Vec<Option<(f64, Option<Interval>)>>,
}

/// Draws lines; `None` with fewer than two levels, or without any value.
pub fn lines(shown: &Lines) -> Option<Drawing> {
    super::on_both(|paper| picture(shown, paper))
}

fn picture(shown: &Lines, paper: Paper) -> Option<Drawing> {
    let values = || shown.lines.iter().flat_map(|line| &line.points).flatten();
    if shown.levels.len() < 2 || values().next().is_none() {
        return None;
    }
    let mut sheet = Sheet::new(paper, &shown.title, &shown.reading);
    // A single line is what the title speaks of, and needs no name.
    let named = shown.lines.len() > 1;
    // On a phone names stand above the plot.
    if named && paper.is_narrow() {
        sheet.models(shown.lines.iter().map(|line| line.name.as_str()).enumerate());
        sheet.y += 12.0;
    }
    // Above the plot: in it, lines of models would cross its name.
    let goal = shown.goal.as_ref();
    if let Some((_, name)) = goal {
        let dashed = |scene: &Scene, (x, y): Point| {
            scene.dashed(&[(x - 12.0, y), (x + 12.0, y)], 1.5, INK, GOAL);
        };
        sheet.key(paper.left(), &[(name.clone(), 24.0, &dashed)]);
        sheet.y += 8.0;
    }
    let turns = shown.turns.as_deref().unwrap_or_default();
    let title = TICK.wrap(&shown.y, paper.room());
    let above = 10.0 + LINE * title.len() as f64 + FLAG * turns.len().min(3) as f64;
    let (left, top) = (paper.left() + NUMBERS, sheet.y + above);
    let beside = if named && !paper.is_narrow() { NAMES } else { 20.0 };
    let width = paper.right() - beside - left;
    let area = Area { x: left, y: top, w: width, h: HEIGHT };
    let places = match &shown.dates {
        Some((start, hours)) => dated((start.parse().ok(), hours), width),
        None => places(&shown.levels, width),
    };
    let scene = &sheet.scene;
    let mut plot = Plot::new(scene, area, places.axis, y_axis(shown));
    let unit = if places.unit.is_empty() { String::new() } else { format!(" ({})", places.unit) };
    plot.mesh(&format!("{}{unit}", shown.x), "");
    // Above the flags.
    for (line, text) in title.iter().enumerate() {
        scene.text((paper.left(), sheet.y + 10.0 + LINE * line as f64), text, TICK);
    }
    if plot.y.shows(0.0) && (shown.turns.is_some() || plot.y.low < 0.0) {
        // Where neither side is ahead.
        plot.line(&[(plot.x.low, 0.0), (plot.x.high, 0.0)], 1.5, INK, None);
    }
    let told = flags(&mut plot, turns, &places.at);
    if let Some((goal, _)) = goal.filter(|(goal, _)| plot.y.shows(*goal)) {
        plot.line(&[(plot.x.low, *goal), (plot.x.high, *goal)], 1.5, INK, Some(GOAL));
    }
    for (model, line) in shown.lines.iter().enumerate() {
        scene.of(Some(model));
        draw(&mut plot, model, line, (&places.at, shown.bridged));
        markers(scene, &plot, (model, line), shown, &places.at);
    }
    if named && !paper.is_narrow() {
        names(scene, shown, &plot, &places.at);
    }
    scene.of(None);
    sheet.y = area.bottom() + X_AXIS;
    for line in told {
        sheet.lines(&line, LABEL, 17.0);
    }
    Some(sheet.finish("lines", &shown.footer))
}

/// The distance of lines of the title of the axis.
const LINE: f64 = 14.0;
/// The dashes of what is wanted.
const GOAL: (f64, f64) = (6.0, 4.0);
/// Height of a row of flags.
const FLAG: f64 = 20.0;

/// Between which levels the answer turns, as bands, each with what is said there; several, or what is too long, by their
/// numbers, whose meaning is returned.
fn flags(plot: &mut Plot, turns: &[([usize; 2], String)], at: &[f64]) -> Vec<String> {
    let whole = |text: &String| Plot::flag_width(text) <= plot.area.w * 0.6;
    let alone = turns.len() == 1 && turns.iter().all(|(_, text)| whole(text));
    // The right end of each row of flags so far.
    let mut rows = [f64::NEG_INFINITY; 3];
    let mut told = Vec::new();
    for (place, ([low, high], text)) in turns.iter().enumerate() {
        let (Some(low), Some(high)) = (at.get(*low), at.get(*high)) else { continue };
        let flag = if alone { text.clone() } else { (place + 1).to_string() };
        let (middle, wide) = ((low + high) / 2.0, Plot::flag_width(&flag) + 4.0);
        let x = plot.x(middle);
        let row = rows.iter().position(|end| *end <= x - wide).unwrap_or(rows.len() - 1);
        rows[row] = x + wide;
        plot.stripe((*low, *high));
        plot.flag(middle, &flag, FLAG * row as f64);
        told.extend((!alone).then(|| format!("{}   {text}", place + 1)));
    }
    told
}

/// From 0, unless that would hide the differences.
fn y_axis(shown: &Lines) -> Axis {
    let points = shown.lines.iter().flat_map(|line| &line.points).flatten();
    let ends = points.flat_map(|(mean, ci)| ci.map_or([*mean; 2], |ci| [ci.low, ci.high]));
    let ends = ends.chain(shown.goal.iter().map(|(goal, _)| *goal));
    let ends = ends.chain(shown.turns.iter().map(|_| 0.0));
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let low = if low > 0.0 && low < 0.5 * high { 0.0 } else { low };
    Axis::fitting((low, high), HEIGHT, 44.0)
}

/// Where levels stand along the axis.
struct Places {
    at: Vec<f64>,
    /// The unit that all levels share; may be empty.
    unit: String,
    /// Round numbers where all levels are numbers of one unit; else the levels themselves.
    axis: Axis,
}

fn places(levels: &[String], width: f64) -> Places {
    let unit =
        |level: &str| level.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).to_owned();
    let units: Vec<String> = levels.iter().map(|level| unit(level)).collect();
    let number = |level: &String| level.trim_end_matches(char::is_alphabetic).parse::<f64>().ok();
    let numbers: Option<Vec<f64>> = levels.iter().map(number).collect();
    if let Some(at) = numbers.filter(|_| units.windows(2).all(|pair| pair[0] == pair[1])) {
        let low = at.iter().copied().fold(f64::INFINITY, f64::min);
        let high = at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let whole = at.iter().all(|level| level.fract() == 0.0);
        // No ticks between whole numbers: nobody hires half a person.
        let fit = (width / 44.0).min(8.0);
        let most = if whole { (high - low).min(fit) as usize } else { fit as usize };
        let axis = Axis::enclosing(low, high, most);
        return Places { at, unit: units.into_iter().next().unwrap_or_default(), axis };
    }
    let room = width / levels.len() as f64 - 6.0;
    let names: Vec<&str> = levels.iter().map(String::as_str).collect();
    let names = TICK.cut_all(&names, room.max(60.0));
    let widest = names.iter().map(|name| TICK.width(name)).fold(0.0, f64::max);
    let at = (0..levels.len()).map(|index| index as f64).collect();
    Places {
        at,
        unit: String::new(),
        axis: Axis::named(names, 0.3, (widest / room).ceil() as usize),
    }
}

/// Dates along the axis.
fn dated((start, hours): (Option<DateTime>, &[f64]), width: f64) -> Places {
    let low = hours.iter().copied().fold(f64::INFINITY, f64::min);
    let high = hours.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let unit = Unit::for_hours(high).dated(start).over(high - low);
    let axis = Axis::fitting((low / unit.hours, high / unit.hours), width, 90.0).dated(unit);
    let at = hours.iter().map(|hours| hours / unit.hours).collect();
    let name = if unit.is_dated() { "date" } else { unit.name };
    Places { at, unit: name.to_owned(), axis }
}

/// A line in its band; a missing value breaks both, unless it is bridged.
fn draw(plot: &mut Plot, model: usize, line: &Line, (at, bridged): (&[f64], bool)) {
    let kept = |(point, _): &(&Option<_>, _)| !bridged || point.is_some();
    let points: Vec<_> = line.points.iter().zip(at).filter(kept).collect();
    for run in points.split(|(point, _)| point.is_none()).filter(|run| run.len() > 1) {
        let known = || run.iter().filter_map(|(point, x)| Some((**x, (**point)?)));
        let end = |high: bool| {
            let of = move |(x, (mean, ci)): (f64, (f64, Option<Interval>))| {
                (x, ci.map_or(mean, |ci| if high { ci.high } else { ci.low }))
            };
            known().map(of).collect::<Vec<Point>>()
        };
        plot.band(&end(true), &end(false), colour_of(model).mix(0.18));
        let means: Vec<Point> = known().map(|(x, (mean, _))| (x, mean)).collect();
        plot.line(&means, 2.0, colour_of(model), dash_of(model));
    }
}

/// A marker at each value, and what it says to the pointer.
fn markers(scene: &Scene, plot: &Plot, (model, line): (usize, &Line), shown: &Lines, at: &[f64]) {
    for (index, (point, level)) in line.points.iter().zip(&shown.levels).enumerate() {
        let Some((mean, ci)) = point else { continue };
        let place = plot.at((at[index], *mean));
        let is_open = shown.open.get(index).is_some_and(|open| *open);
        let colour = if is_open { GREY } else { colour_of(model) };
        if shown.marked.get(model).copied().flatten() == Some(index) {
            scene.disc(place, 9.0, INK);
            scene.disc(place, 7.0, PAPER);
        }
        scene.marker(shape_of(model), place, 4.0, colour);
        let reach =
            ci.map_or(String::new(), |ci| format!(" ({} to {})", short(ci.low), short(ci.high)));
        let text = format!("{}, {} = {level}: {}{reach}", line.name, shown.x, short(*mean));
        scene.hint(Area::around(place, 8.0), &text);
    }
}

/// Height of a name.
const NAME: f64 = 17.0;

/// Each model's name at the height at which its line ends, or as near as the others leave room.
fn names(scene: &Scene, shown: &Lines, plot: &Plot, at: &[f64]) {
    let end = |(model, line): (usize, &Line)| {
        let (point, x) = line.points.iter().zip(at).rev().find(|(point, _)| point.is_some())?;
        Some((model, plot.at((*x, (*point)?.0))))
    };
    let mut ends: Vec<(usize, Point)> = shown.lines.iter().enumerate().filter_map(end).collect();
    ends.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let wanted: Vec<f64> = ends.iter().map(|(_, (_, y))| *y).collect();
    let x = plot.area.right() + 20.0;
    let lines = shown.lines.iter().map(|line| LABEL.wrap(&line.name, NAMES - 34.0).len());
    let pitch = NAME * lines.max().unwrap_or(1) as f64;
    let placed = apart(&wanted, (plot.area.y, plot.area.bottom()), pitch);
    for ((model, end), y) in ends.into_iter().zip(placed) {
        scene.of(Some(model));
        if (y - end.1).abs() > 2.0 {
            scene.line((end.0 + 5.0, end.1), (x - 6.0, y), 0.75, AXIS);
        }
        let lines = LABEL.wrap(&shown.lines[model].name, NAMES - 34.0);
        scene.marker(shape_of(model), (x, y), 4.0, colour_of(model));
        let first = y + 4.5 - (lines.len() - 1) as f64 * NAME / 2.0;
        for (line, text) in lines.iter().enumerate() {
            scene.text((x + 10.0, first + NAME * line as f64), text, LABEL);
        }
    }
}

/// Rising heights, moved as little as keeps names from touching and inside the plot.
fn apart(wanted: &[f64], (top, bottom): (f64, f64), pitch: f64) -> Vec<f64> {
    let mut placed: Vec<f64> = wanted.to_vec();
    for _ in 0..50 {
        for index in 1..placed.len() {
            let overlap = pitch - (placed[index] - placed[index - 1]);
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
        least = *y - pitch;
    }
    let mut most = top;
    for y in &mut placed {
        *y = y.max(most);
        most = *y + pitch;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    fn shown(levels: &[&str]) -> Lines {
        let point = |value: f64| Some((value, Some(Interval::around(value, 1.0))));
        Lines {
            title: "How?".to_owned(),
            reading: "By hand.".to_owned(),
            x: "people".to_owned(),
            y: "days".to_owned(),
            levels: levels.iter().map(|level| (*level).to_owned()).collect(),
            dates: None,
            lines: vec![
                Line { name: "A".to_owned(), points: vec![point(10.0), point(8.0), point(7.0)] },
                Line { name: "B".to_owned(), points: vec![point(9.0), None, point(6.0)] },
            ],
            open: Vec::new(),
            goal: None,
            turns: None,
            marked: Vec::new(),
            bridged: false,
            footer: "by hand".to_owned(),
        }
    }

    #[test]
    fn numbers_keep_their_distances_and_words_do_not_have_any() {
        let texts = |levels: &[&str]| levels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let at = |levels: &[&str]| places(&texts(levels), 600.0).at;
        assert_eq!(at(&["1", "2", "10"]), [1.0, 2.0, 10.0]);
        assert_eq!(at(&["1h", "2h", "10h"]), [1.0, 2.0, 10.0]);
        assert_eq!(at(&["1h", "2d"]), [0.0, 1.0]);
        let ticks = |levels: &[&str]| places(&texts(levels), 600.0).axis.ticks;
        // There is no half a person.
        assert_eq!(ticks(&["3", "1", "2"]), [1.0, 2.0, 3.0]);
        assert!(!ticks(&["1", "2", "100"]).contains(&2.0));
        let words = places(&texts(&["item", "phase"]), 600.0).axis;
        assert_eq!(words.label(words.ticks[1]), "phase");
    }

    #[test]
    fn whole_numbers_have_no_ticks_between_and_units_are_said() {
        let texts = |levels: &[&str]| levels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        assert_eq!(places(&texts(&["1", "2", "4"]), 600.0).axis.ticks, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(places(&texts(&["0h", "12h"]), 600.0).unit, "h");
        assert_eq!(places(&texts(&["0", "12"]), 600.0).unit, "");
    }

    /// Thursday 7 January is three days after Monday the 4th, and stands there, whatever the order of the values.
    #[test]
    fn dates_stand_on_the_axis() {
        let start = jiff::civil::date(2027, 1, 4).at(0, 0, 0, 0);
        let places = dated((Some(start), &[336.0, 72.0, 0.0]), 600.0);
        assert_eq!(places.at, [14.0, 3.0, 0.0]);
        assert_eq!((places.unit.as_str(), places.axis.label(4.0).as_str()), ("date", "7 Jan"));
    }

    #[test]
    fn names_keep_apart_and_inside() {
        let placed = apart(&[100.0, 101.0, 102.0, 299.0, 300.0], (90.0, 300.0), NAME);
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] >= NAME - 0.5), "{placed:?}");
        assert!(placed[0] >= 90.0 && placed[4] <= 300.0, "{placed:?}");
        assert_eq!(apart(&[10.0, 50.0], (0.0, 100.0), NAME), [10.0, 50.0]);
    }

    #[test]
    fn a_missing_value_breaks_its_line() {
        let drawing = lines(&shown(&["1", "2", "3"])).unwrap();
        let is_band = |mark: &&Mark| matches!(mark, Mark::Path { points, ink } if ink.width.is_none() && points.len() > 4);
        let bands = drawing.marks.iter().filter(is_band).count();
        // Only A has two values in a row.
        assert_eq!(bands, 1);
        assert!(drawing.to_svg().is_ok());
        assert!(lines(&shown(&["1"])).is_none());
    }
}
