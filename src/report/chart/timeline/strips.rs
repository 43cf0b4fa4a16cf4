//! What happened to a whole campaign: rows of syncs, of absences and of late changes above its timeline.

use crate::time::Instant;
use crate::trace::Event;

use super::super::draw::theme::{Colour, GREY, GRID, INK, NOTE, PAPER, Shape, rgb};
use super::super::draw::{Area, Point, Scene};
use super::{Layout, STRIP};
use crate::report::chart::draw::text::{Type, clean};

/// How syncs and changes are named.
const LANE_NAME: Type = NOTE;

/// The most kinds of syncs with a row of their own.
const MOST_SYNCS: usize = 6;

const CHANGE: Colour = rgb(0xA8, 0x00, 0x6D);

/// A row of events above the plot.
pub struct Strip {
    name: String,
    /// When, and which change it was.
    marks: Vec<(Instant, Option<usize>)>,
    change: bool,
    /// From when to when people are away, or meet.
    spans: Vec<(Instant, Instant)>,
    /// Whether a line goes down from the marks through all of the plot.
    line: bool,
}

impl Strip {
    fn new(name: String) -> Strip {
        Strip { name, marks: Vec::new(), change: false, spans: Vec::new(), line: false }
    }
}

impl Layout<'_> {
    /// The rows of events above the plot: each sync, then late changes.
    pub fn strips(&self) -> Vec<Strip> {
        let shown = |at: Instant| at >= self.of.start && at <= self.end;
        let mut strips: Vec<Strip> = Vec::new();
        for (sync, name) in self.of.syncs.iter().enumerate().take(MOST_SYNCS) {
            let held = |(at, event): &(Instant, Event)| match event {
                Event::SyncHeld { sync: held } if *held == sync && shown(*at) => Some((*at, None)),
                _ => None,
            };
            let marks: Vec<_> = self.of.trace.events.iter().filter_map(held).collect();
            // A sync of a setting that never came is not one that was missed.
            if !marks.is_empty() || self.of.switch.as_ref().is_none_or(|switch| switch.at.is_some())
            {
                strips.push(Strip { marks, ..Strip::new(format!("{name} meets")) });
            }
        }
        strips.extend(self.absences());
        strips.extend(self.switch());
        let arrived = |(at, event): &(Instant, Event)| match event {
            Event::ChangeArrived { campaign, change }
                if *campaign == self.of.campaign && shown(*at) =>
            {
                Some((*at, Some(*change)))
            }
            _ => None,
        };
        let marks: Vec<_> = self.of.trace.events.iter().filter_map(arrived).collect();
        if !marks.is_empty() {
            strips.push(Strip { marks, change: true, ..Strip::new("late changes".to_owned()) });
        }
        strips
    }

    /// A row for the switch, or that it did not come, and one for each team that meets for it.
    fn switch(&self) -> Vec<Strip> {
        let Some(switch) = &self.of.switch else { return Vec::new() };
        let Some(at) = switch.at.map(Instant).filter(|at| *at <= self.end) else {
            return vec![Strip::new("the switch did not come".to_owned())];
        };
        let marks = vec![(at, None)];
        let own =
            Strip { marks, line: true, ..Strip::new("switch of the way of working".to_owned()) };
        let met = switch.met.iter().map(|(team, until)| Strip {
            spans: vec![(at, Instant(*until).min(self.end))],
            ..Strip::new(format!("meets for it: {team}"))
        });
        std::iter::once(own).chain(met).collect()
    }

    /// A row for each team of which anybody is away while the campaign is shown.
    fn absences(&self) -> Vec<Strip> {
        let mut strips: Vec<Strip> = Vec::new();
        for (team, from, until) in &self.of.away {
            let span = (Instant(*from).max(self.of.start), Instant(*until).min(self.end));
            if span.0 >= span.1 {
                continue;
            }
            let name = format!("away: {team}");
            match strips.iter_mut().find(|strip| strip.name == name) {
                Some(strip) => strip.spans.push(span),
                None => strips.push(Strip { spans: vec![span], ..Strip::new(name) }),
            }
        }
        strips
    }

    /// How high the row of each strip is.
    pub fn strip_height(&self, strips: &[Strip]) -> f64 {
        let names = strips.iter().map(|strip| strip.name.as_str());
        self.high(STRIP, self.most_lines(names, LANE_NAME))
    }

    pub fn strip(&self, scene: &Scene, strip: &Strip, y: f64, bottom: f64) {
        let style = LANE_NAME;
        scene.line((self.sides.0, y), (self.sides.1, y), 0.5, GRID);
        self.name_at(scene, (&strip.name, style), (self.sides.0 - 6.0, y), STRIP);
        for (from, until) in &strip.spans {
            let (x, end) = (self.at(*from), self.at(*until));
            scene.rect(Area { x, y: y - 4.0, w: (end - x).max(1.0), h: 8.0 }, GREY);
        }
        let mut free = self.sides.0;
        for (index, (at, change)) in strip.marks.iter().enumerate() {
            let x = self.at(*at);
            if strip.line {
                scene.dashed(&[(x, y), (x, bottom)], 1.5, INK, (2.0, 3.0));
            }
            if !strip.change {
                scene.marker(Shape::Diamond, (x, y), 3.0, GREY);
                continue;
            }
            scene.dashed(&[(x, y), (x, bottom)], 1.5, CHANGE, (5.0, 3.0));
            scene.polygon(&[(x - 4.0, y - 4.0), (x + 4.0, y - 4.0), (x, y + 4.0)], CHANGE);
            if let Some(name) = change.and_then(|change| self.of.changes.get(change)) {
                let next = strip.marks.get(index + 1).map_or(self.sides.1, |(at, _)| self.at(*at));
                free = change_name(scene, name, (x, y), (free, next));
            }
        }
    }
}

/// The name of a change beside its mark, where there is room for all of it between what is before and the next mark; anyway
/// to the pointer. Returns where what is after it may begin.
fn change_name(scene: &Scene, name: &str, (x, y): Point, (free, next): (f64, f64)) -> f64 {
    let style = LANE_NAME.in_colour(CHANGE);
    let wide = style.width(&clean(name));
    scene.hint(Area { x: x - 6.0, y: y - 6.0, w: 12.0, h: 12.0 }, name);
    let left = match (x + 16.0 + wide <= next, x - 16.0 - wide >= free) {
        (true, _) => x + 8.0,
        (_, true) => x - 8.0 - wide,
        _ => return x + 8.0,
    };
    scene.rect(Area { x: left - 1.0, y: y - 6.0, w: wide + 2.0, h: 12.0 }, PAPER);
    scene.text((left, y + 3.5), name, style);
    (left + wide).max(x + 8.0)
}
