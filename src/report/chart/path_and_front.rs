//! The way from today, one agreement at a time: the time wished for against what it costs in coordination.

use super::Drawing;
use super::draw::labels::{self, Anchored};
use super::draw::theme::{
    AXIS, Colour, GREY, GRID, INK, LABEL, NOTE, OTHER, PAPER, Paper, RECOMMENDED, Shape, TICK,
    TODAY, towards,
};
use super::draw::{Area, Axis, Point, Scene, Sheet, Unit};
use serde::{Deserialize, Serialize};

/// Height of the plot.
const HEIGHT: f64 = 430.0;
/// Room for the steps' names, left of the plot.
const NAMES: f64 = 300.0;

/// A way of working: its mean time in hours, and its mean hours of coordination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The mean time, in hours.
    pub time: f64,
    /// Mean hours of coordination.
    pub coordination: f64,
    /// What it is called; empty where it is one of many.
    pub name: String,
    /// A second line; may be empty.
    pub note: String,
    /// Its step on the path, or how many agreements it takes.
    pub number: usize,
}

/// What the chart shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// What is found.
    pub title: String,
    /// What the time is: "Mean time to launch".
    pub time: String,
    /// Today, then each step.
    pub path: Vec<Place>,
    /// Other models of the file.
    pub models: Vec<Place>,
    /// Everything else that was tried.
    pub tried: Vec<Place>,
    /// What nothing beats in both: times in hours, hours of coordination; the earliest first.
    pub front: Vec<(f64, f64)>,
    /// The deadline in hours, and what it is called.
    pub due: Option<(f64, String)>,
    /// The start (as ISO 8601 has it), where times are dates.
    #[serde(default)]
    pub start: Option<String>,
    /// From which numbers.
    pub footer: String,
}

/// The plot: where a place lies in it.
struct Frame {
    area: Area,
    x: Axis,
    y: Axis,
    unit: Unit,
}

impl Frame {
    fn of(front: &Front, top: f64, paper: Paper) -> Frame {
        let all = || front.path.iter().chain(&front.models).chain(&front.tried);
        let due = front.due.as_ref().map(|(due, _)| *due);
        let times = || all().map(|place| place.time).chain(due);
        let (low, high) =
            (times().fold(f64::INFINITY, f64::min), times().fold(f64::NEG_INFINITY, f64::max));
        let start = front.start.as_ref().and_then(|start| start.parse().ok());
        let unit = Unit::for_hours(high).dated(start).over(high - low);
        let air = 0.04 * (high - low);
        let (low, high) = ((low - air).max(0.0), high + air);
        let most = all().map(|place| place.coordination).fold(0.0, f64::max);
        // On a phone names stand in a list below.
        let (names, h) = if paper.is_narrow() { (14.0, 300.0) } else { (NAMES, HEIGHT) };
        let left = paper.left() + names;
        let area = Area { x: left, y: top, w: paper.right() - 44.0 - left, h };
        let x = Axis::fitting((0.0, most.max(1.0)), area.w, 70.0);
        let y = Axis::of_time((low, high), due, unit, (h, h / 8.0));
        Frame { area, x, y, unit }
    }

    /// Earlier is higher.
    fn at(&self, place: &Place) -> Point {
        self.point(place.time, place.coordination)
    }

    fn point(&self, time: f64, coordination: f64) -> Point {
        let Area { x, w, .. } = self.area;
        (x + self.x.share(coordination) * w, self.height(time / self.unit.hours))
    }

    fn height(&self, value: f64) -> f64 {
        self.area.y + self.y.share(value) * self.area.h
    }

    fn draw(&self, scene: &Scene, front: &Front) {
        let Area { x, y, w, .. } = self.area;
        for tick in &self.y.ticks {
            let at = self.height(*tick);
            scene.line((x, at), (x + w, at), 1.0, GRID);
            scene.text((x + w + 6.0, at + 4.0), &self.y.label(*tick), TICK);
        }
        for tick in &self.x.ticks {
            let at = x + self.x.share(*tick) * w;
            scene.line((at, self.area.bottom()), (at, self.area.bottom() + 4.0), 1.0, AXIS);
            scene.text((at, self.area.bottom() + 18.0), &self.x.label(*tick), TICK.middle());
        }
        scene.line((x, y), (x, self.area.bottom()), 1.0, AXIS);
        scene.line((x, self.area.bottom()), (x + w, self.area.bottom()), 1.0, AXIS);
        let unit = if self.unit.is_dated() { "date" } else { self.unit.name };
        let time = format!("{} ({unit}), earlier is higher", front.time);
        scene.text((scene.paper.right().min(x + w + 40.0), y - 12.0), &time, TICK.end());
        let below = self.area.bottom() + 38.0;
        let talk = "Coordination in one campaign (person-hours)";
        scene.text((x + w / 2.0, below), talk, TICK.middle());
    }

    /// The line of what is due, and where its name stands.
    fn draw_due(&self, scene: &Scene, due: f64, name: &str) -> Option<Area> {
        let value = due / self.unit.hours;
        if !self.y.shows(value) {
            return None;
        }
        let (at, right) = (self.height(value), self.area.right());
        scene.line((self.area.x, at), (right, at), 1.6, INK);
        let width = NOTE.width(name) + 12.0;
        let flag = Area { x: right - width, y: at - 17.0, w: width, h: 17.0 };
        scene.rect(flag, INK);
        scene.text((right - 6.0, at - 5.0), name, NOTE.in_colour(PAPER).end());
        Some(flag)
    }
}

/// Draws the chart; `None` where nothing has a time.
pub fn path_and_front(front: &Front) -> Option<Drawing> {
    super::on_both(|paper| draw(front, paper))
}

fn draw(front: &Front, paper: Paper) -> Option<Drawing> {
    let mut front = front.clone();
    if front.path.is_empty() {
        return None;
    }
    let far = bring_far_ones_in(&mut front);
    let reading = "Each dot: a way of working, the paler the more agreements it takes. The blue line leads from today to \
                   the recommended one, one agreement at a time; every step is a way of working at which one can stop. \
                   Squares: the models of the file. Dashed: the front, than which nothing is both earlier and less talk.";
    let mut sheet = Sheet::new(paper, &front.title, reading);
    let frame = Frame::of(&front, sheet.y + 24.0, paper);
    let scene = &sheet.scene;
    frame.draw(scene, &front);
    // The fewest changes last, so that they are on top.
    let mut tried: Vec<&Place> = front.tried.iter().collect();
    tried.sort_by_key(|place| std::cmp::Reverse(place.number));
    for place in tried {
        scene.disc(frame.at(place), 2.6, paler(place.number));
    }
    let line: Vec<Point> =
        front.front.iter().map(|(time, talk)| frame.point(*time, *talk)).collect();
    if line.len() > 1 {
        scene.dashed(&line, 1.2, GREY, (4.0, 3.0));
    }
    let flag = front.due.as_ref().and_then(|(due, name)| frame.draw_due(scene, *due, name));
    draw_path(scene, &frame, &front.path);
    draw_models(scene, &frame, &front, flag);
    for place in front.path.iter().chain(&front.models) {
        let (time, unit) = (frame.unit.show(place.time), place.coordination.round());
        sheet.describe(&format!("{}: {time}, {unit} h of coordination.", place.name));
    }
    sheet.y = frame.area.bottom() + 50.0;
    if paper.is_narrow() {
        list(&mut sheet, &front);
    }
    let far = match far {
        0 => None,
        1 => Some("One dot at the edge stands for more: far later, or far more talk.".to_owned()),
        n => Some(format!("{n} dots at the edges stand for more: far later, or far more talk.")),
    };
    sheet.note(far);
    Some(sheet.finish("path-and-front", &front.footer))
}

/// What numbers and letters of the picture stand for.
fn list(sheet: &mut Sheet, front: &Front) {
    for place in &front.path {
        let (mark, colour) = match place.number {
            0 => ("●".to_owned(), TODAY),
            number => (number.to_string(), RECOMMENDED),
        };
        sheet.lines(&format!("{mark}  {}", place.name), LABEL.bold().in_colour(colour), 18.0);
        sheet.lines(&place.note, NOTE, 15.0);
    }
    for (model, place) in front.models.iter().enumerate() {
        sheet.lines(&format!("{}  {}", letter(model), place.name), LABEL.in_colour(GREY), 18.0);
    }
}

/// A, B, ..., Z, AA, ... for a model of the file on a phone.
fn letter(model: usize) -> String {
    let last = char::from(b'A' + (model % 26) as u8).to_string();
    if model < 26 { last } else { letter(model / 26 - 1) + &last }
}

/// The colour of a dot: the more agreements, the paler.
fn paler(agreements: usize) -> Colour {
    towards(OTHER, PAPER, (0.25 * agreements.saturating_sub(1) as f64).min(0.7))
}

/// Draws dots that would press all that matters into a corner at the edge, beyond which they lie; how many is said.
fn bring_far_ones_in(front: &mut Front) -> usize {
    /// What may lie around the path and the models, as a share of their extent.
    const AROUND: f64 = 0.6;
    let near = || front.path.iter().chain(&front.models);
    let due = front.due.as_ref().map(|(due, _)| *due);
    let times = || near().map(|place| place.time).chain(due);
    let (low, high) =
        (times().fold(f64::INFINITY, f64::min), times().fold(f64::NEG_INFINITY, f64::max));
    let talk = near().map(|place| place.coordination).fold(0.0, f64::max);
    let (latest, most) =
        (high + AROUND * (high - low).max(0.1 * high), (1.0 + AROUND) * talk + 1.0);
    let mut far = 0;
    for place in &mut front.tried {
        far += usize::from(place.time > latest || place.coordination > most);
        place.time = place.time.min(latest);
        place.coordination = place.coordination.min(most);
    }
    far
}

fn draw_models(scene: &Scene, frame: &Frame, front: &Front, flag: Option<Area>) {
    let mut taken: Vec<Area> =
        front.path.iter().map(|place| Area::around(frame.at(place), 10.0)).collect();
    taken.extend(front.models.iter().map(|place| Area::around(frame.at(place), 6.0)));
    taken.extend(flag);
    let label = |(model, place): (usize, &Place)| {
        let text = match scene.paper.is_narrow() {
            true => letter(model),
            false => place.name.clone(),
        };
        Anchored { at: frame.at(place), width: LABEL.width(&text), text }
    };
    let labels: Vec<Anchored> = front.models.iter().enumerate().map(label).collect();
    let placed = labels::place(&labels, &taken, frame.area);
    for (label, placed) in labels.iter().zip(&placed) {
        if let Some(from) = placed.leader {
            scene.line(from, label.at, 0.5, AXIS);
        }
        scene.marker(Shape::Square, label.at, 5.5, OTHER);
        // Dots do not show through names.
        scene.rect(placed.area, PAPER);
        scene.text((placed.area.x, placed.area.bottom() - 4.0), &label.text, LABEL.in_colour(GREY));
    }
}

/// The line with its numbered steps; names left of the plot, each at its height where there is room.
fn draw_path(scene: &Scene, frame: &Frame, path: &[Place]) {
    let points: Vec<Point> = path.iter().map(|place| frame.at(place)).collect();
    scene.path(&points, 4.0, RECOMMENDED);
    let lines: Vec<Vec<String>> =
        path.iter().map(|place| LABEL.bold().wrap(&place.name, NAMES - 24.0)).collect();
    let heights: Vec<f64> = lines.iter().map(|lines| 17.0 * lines.len() as f64 + 20.0).collect();
    let wanted: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
    let tops = spread(&wanted, &heights, frame.area.y - 10.0, frame.area.bottom() + 10.0);
    for (step, (place, point)) in path.iter().zip(&points).enumerate() {
        let colour = if place.number == 0 { TODAY } else { RECOMMENDED };
        scene.disc(*point, 10.5, PAPER);
        scene.disc(*point, 9.0, colour);
        if place.number > 0 {
            let number = NOTE.in_colour(PAPER).middle();
            scene.text((point.0, point.1 + 4.0), &place.number.to_string(), number);
        }
        if scene.paper.is_narrow() {
            continue;
        }
        let right = frame.area.x - 18.0;
        let mut y = tops[step] + 14.0;
        for line in &lines[step] {
            scene.text((right, y), line, LABEL.bold().in_colour(colour).end());
            y += 17.0;
        }
        scene.text((right, y), &NOTE.cut(&place.note, NAMES), NOTE.end());
        let middle = tops[step] + heights[step] / 2.0;
        scene.line((right + 4.0, middle), (point.0 - 11.0, point.1), 0.5, AXIS);
    }
}

/// Tops of boxes of these heights, each centred where it is wanted as far as none covers another; kept in order of
/// what is wanted.
fn spread(wanted: &[f64], heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(b.cmp(a)));
    let mut tops = vec![0.0; wanted.len()];
    let mut free = top;
    for box_ in &order {
        tops[*box_] = (wanted[*box_] - heights[*box_] / 2.0).max(free);
        free = tops[*box_] + heights[*box_];
    }
    let mut end = bottom;
    for box_ in order.iter().rev() {
        tops[*box_] = tops[*box_].min(end - heights[*box_]);
        end = tops[*box_];
    }
    tops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_apart() {
        // The later step stands above the earlier one at the same height.
        let tops = spread(&[100.0, 100.0, 100.0], &[20.0; 3], 0.0, 300.0);
        assert_eq!(tops, [130.0, 110.0, 90.0]);
        let low = spread(&[290.0, 295.0], &[20.0; 2], 0.0, 300.0);
        assert_eq!(low, [260.0, 280.0]);
    }
}
