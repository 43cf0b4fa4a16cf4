//! What happened to a whole campaign: rows of syncs and of late changes above its timeline.

use crate::time::Instant;
use crate::trace::Event;

use super::super::draw::theme::{Colour, GREY, GRID, PAPER, rgb};
use super::super::draw::{Area, Scene};
use super::{LANE_NAME, Layout, NAMES};

/// The most kinds of syncs with a row of their own.
const MOST_SYNCS: usize = 6;

const CHANGE: Colour = rgb(0x7B, 0x2D, 0x8E);

/// A row of events above the plot.
pub struct Strip {
    name: String,
    /// When, and which change it was.
    marks: Vec<(Instant, Option<usize>)>,
    change: bool,
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
            let marks = self.of.trace.events.iter().filter_map(held).collect();
            strips.push(Strip { name: format!("sync: {name}"), marks, change: false });
        }
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
            strips.push(Strip { name: "late changes".to_owned(), marks, change: true });
        }
        strips
    }

    pub fn strip(&self, scene: &Scene, strip: &Strip, y: f64, bottom: f64) {
        let style = LANE_NAME;
        let name = style.fit(&strip.name, NAMES + self.streams - 8.0);
        scene.text((self.sides.0 - 6.0, y + 3.5), &name, style.end());
        scene.line((self.sides.0, y), (self.sides.1, y), 0.5, GRID);
        for (index, (at, change)) in strip.marks.iter().enumerate() {
            let x = self.at(*at);
            if !strip.change {
                scene.line((x, y - 4.0), (x, y + 4.0), 1.0, GREY);
                continue;
            }
            scene.dashed(&[(x, y), (x, bottom)], 1.5, CHANGE, (5.0, 3.0));
            scene.polygon(&[(x - 4.0, y - 4.0), (x + 4.0, y - 4.0), (x, y + 4.0)], CHANGE);
            let next = strip.marks.get(index + 1).map_or(self.sides.1, |(at, _)| self.at(*at));
            let name = change.and_then(|change| self.of.changes.get(change));
            let text = name.map_or_else(String::new, |name| style.fit(name, next - x - 16.0));
            if text.chars().count() > 3 {
                let at = (x + 8.0, y + 3.5);
                let wide = style.width(&text);
                scene.rect(Area { x: at.0 - 1.0, y: y - 6.0, w: wide + 2.0, h: 12.0 }, PAPER);
                scene.text(at, &text, style.in_colour(CHANGE));
            }
        }
    }
}
