//! What holds a campaign up, said at the spot: numbered discs in the plot, and a few words each above it.

use std::collections::BTreeMap;

use crate::time::Instant;
use crate::trace::Event;

use super::super::draw::theme::{INK, LABEL, NOTE, PAPER};
use super::super::draw::{Point, Scene};
use super::{Layout, Look};

/// Alike from so many pieces on.
const MANY: usize = 3;
/// Height of a callout's two lines, and the space between two of them.
const HIGH: f64 = 36.0;
const GAP: f64 = 22.0;

/// Something to know about the campaign.
pub struct Callout {
    /// When.
    at: Instant,
    /// In which row; `None`: of all.
    row: Option<usize>,
    what: String,
    more: String,
}

impl Layout<'_> {
    /// What is called out, in order of time, what the last piece waited for at the end.
    pub fn callouts(&self) -> Vec<Callout> {
        let mut all: Vec<Callout> =
            self.batch().into_iter().chain(self.change()).chain(self.sent_back()).collect();
        all.sort_by_key(|callout| callout.at);
        all.extend(self.last());
        all
    }

    /// The largest group of finished pieces that go on at one instant.
    fn batch(&self) -> Option<Callout> {
        let mut groups: BTreeMap<Instant, Vec<(usize, usize)>> = BTreeMap::new();
        for (row, own) in self.rows.iter().enumerate() {
            let held = |state: &&super::State| self.look(**state) == Look::Batch;
            for state in own.states.iter().filter(held) {
                groups.entry(state.until).or_default().push((row, state.task));
            }
        }
        let (until, group) = groups.into_iter().max_by_key(|(at, group)| (group.len(), -at.0))?;
        let (_, task) = *group.first().filter(|_| group.len() >= MANY && until < self.end)?;
        let to = &self.of.streams[self.of.tasks[task].1];
        // Called out at the piece that waits longest, in the middle of its wait.
        let waits = group.iter().filter_map(|(row, _)| {
            let state = self.rows[*row].states.iter().find(|state| state.until == until)?;
            Some((
                until.0 - state.from.0,
                *row,
                Instant(state.from.0 + (until.0 - state.from.0) / 2),
            ))
        });
        let (_, row, at) = waits.max()?;
        Some(Callout {
            at,
            row: Some(row),
            what: "Finished, but held for the others".to_owned(),
            more: format!("{} pieces go to {to} together, {}", group.len(), self.day(until)),
        })
    }

    /// The first late change.
    fn change(&self) -> Option<Callout> {
        let arrived = self.of.trace.events.iter().find_map(|(at, event)| match event {
            Event::ChangeArrived { campaign, change } if *campaign == self.of.campaign => {
                Some((*at, *change))
            }
            _ => None,
        });
        let (at, change) = arrived.filter(|(at, _)| *at < self.end)?;
        let mut hit: Vec<usize> = Vec::new();
        for (_, event) in &self.of.trace.events {
            match event {
                Event::ChangeHit { campaign, task, change: by, absorbed: false }
                    if (*campaign, *by) == (self.of.campaign, change) =>
                {
                    hit.push(self.of.tasks[*task].0);
                }
                _ => {}
            }
        }
        hit.sort_unstable();
        hit.dedup();
        let more = match hit.len() {
            0 => "nothing that was begun is redone".to_owned(),
            1 => "1 piece redone".to_owned(),
            many => format!("{many} pieces redone"),
        };
        let what = self.of.changes.get(change).map_or("Late change", String::as_str);
        Some(Callout { at, row: None, what: crate::text::capitalised(what), more })
    }

    /// That pieces are sent back, at the first of them that is shown.
    fn sent_back(&self) -> Option<Callout> {
        let mut pieces: Vec<usize> = self.rejections().map(|(_, piece)| piece).collect();
        let times = pieces.len();
        let first = self.rejections().find_map(|(at, piece)| Some((at, self.row_of(piece)?)));
        let (at, row) = first?;
        pieces.sort_unstable();
        pieces.dedup();
        let what = match pieces.len() {
            1 => "1 piece is sent back".to_owned(),
            many => format!("{many} pieces are sent back"),
        };
        let more = match times {
            1 => format!("on {}", self.day(at)),
            times => format!("{times} times, first on {}", self.day(at)),
        };
        Some(Callout { at, row: Some(row), what, more })
    }

    /// The piece that is ready last, and what it waited for longest.
    fn last(&self) -> Option<Callout> {
        let last = self.rows.iter().filter_map(|row| row.done).max()?;
        let row = self.rows.iter().position(|row| row.done == Some(last))?;
        let wait = self.rows[row].states.iter().filter(|state| self.look(**state).is_wait());
        let longest = wait.max_by_key(|state| state.until.0 - state.from.0);
        let at = longest
            .map_or(last, |state| Instant(state.from.0 + (state.until.0 - state.from.0) / 2));
        let more = self.of.waited.clone()?;
        Some(Callout {
            at,
            row: Some(row),
            what: format!("The last: {}", self.rows[row].name),
            more,
        })
    }

    /// When pieces were sent back, and which.
    pub fn rejections(&self) -> impl Iterator<Item = (Instant, usize)> {
        self.of.trace.events.iter().filter_map(|(at, event)| match event {
            Event::Verdict { campaign, task, approved: false, .. }
                if *campaign == self.of.campaign && *at <= self.end =>
            {
                Some((*at, self.of.tasks[*task].0))
            }
            _ => None,
        })
    }

    pub fn row_of(&self, piece: usize) -> Option<usize> {
        self.rows.iter().position(|row| row.piece == piece)
    }

    /// Where the words of each callout stand: left end and line; and how many lines there are.
    fn seats(&self, callouts: &[Callout], paper: super::Paper) -> (Vec<(f64, usize)>, usize) {
        let (mut line, mut free) = (0, paper.left());
        let seats = callouts.iter().map(|callout| {
            let wide = callout.wide();
            let wanted = self.at(callout.at) - 30.0;
            let x = wanted.clamp(free, (paper.right() - wide).max(free));
            if x + wide > paper.right() + 0.5 {
                line += 1;
                free = paper.left() + wide + GAP;
                return (paper.left(), line);
            }
            free = x + wide + GAP;
            (x, line)
        });
        let seats: Vec<(f64, usize)> = seats.collect();
        (seats, if callouts.is_empty() { 0 } else { line + 1 })
    }

    /// Draws the words, numbered from `first` on, from `y` down; returns how high they are.
    pub fn say(&self, scene: &Scene, callouts: &[Callout], (y, first): (f64, usize)) -> f64 {
        let (seats, lines) = self.seats(callouts, scene.paper);
        for (place, (callout, (x, line))) in callouts.iter().zip(seats).enumerate() {
            let y = y + HIGH * line as f64;
            number(scene, (x + 9.0, y + 14.0), first + place);
            let room = scene.paper.right() - x - 24.0;
            scene.text((x + 24.0, y + 12.0), &LABEL.bold().cut(&callout.what, room), LABEL.bold());
            scene.text((x + 24.0, y + 27.0), &NOTE.cut(&callout.more, room), NOTE);
        }
        HIGH * lines as f64
    }

    /// Where the numbers stand in the plot, none on another; of what belongs to no row, above it.
    pub fn spots(&self, callouts: &[Callout], rows: &dyn Fn(usize) -> f64, top: f64) -> Vec<Point> {
        let mut spots: Vec<Point> = Vec::new();
        for callout in callouts {
            let (mut x, y) = (self.at(callout.at), callout.row.map_or(top, rows));
            while spots.iter().any(|(at, on)| (x - at).abs() < APART && (y - on).abs() < APART) {
                x += APART;
            }
            spots.push((x.min(self.paper.right() - APART / 2.0), y));
        }
        spots
    }
}

/// Draws numbers where they stand, from `first` on.
pub fn point_out(scene: &Scene, spots: &[Point], first: usize) {
    spots.iter().enumerate().for_each(|(place, at)| number(scene, *at, first + place));
}

/// How far numbers keep from each other.
const APART: f64 = 20.0;

impl Callout {
    fn wide(&self) -> f64 {
        24.0 + LABEL.bold().width(&self.what).max(NOTE.width(&self.more))
    }

    /// In words, for those who cannot see it.
    pub fn told(&self) -> String {
        format!("{}: {}.", self.what, self.more)
    }
}

/// A number on a disc.
fn number(scene: &Scene, (x, y): Point, number: usize) {
    scene.disc((x, y), 9.5, PAPER);
    scene.disc((x, y), 8.5, INK);
    scene.text((x, y + 4.0), &number.to_string(), NOTE.bold().in_colour(PAPER).middle());
}
