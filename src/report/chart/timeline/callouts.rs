//! What holds a campaign up, said at the spot: numbered discs in the plot, and a few words each above it.

use std::collections::BTreeMap;

use crate::time::Instant;
use crate::trace::Event;

use super::super::draw::text::Type;
use super::super::draw::theme::{INK, LABEL, NOTE, PAPER};
use super::super::draw::{Point, Scene};
use super::{Layout, Look, Row, State};

/// Alike from so many pieces on.
const MANY: usize = 3;
/// Height of a callout's line, and the space between two callouts.
const LINE: f64 = 15.0;
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
    /// What is called out, in order of time.
    pub fn callouts(&self) -> Vec<Callout> {
        let all = [self.batch(), self.change(), self.sent_back(), self.last()];
        let mut all: Vec<Callout> = all.into_iter().flatten().collect();
        all.sort_by_key(|callout| callout.at);
        all
    }

    /// The largest group of finished pieces that go on to one step at one instant.
    fn batch(&self) -> Option<Callout> {
        let mut groups: BTreeMap<(Instant, usize), Vec<(&Row, &State)>> = BTreeMap::new();
        for row in &self.all {
            let held = |state: &&State| self.look(**state) == Look::Batch;
            for state in row.states.iter().filter(held) {
                let to = self.of.tasks[state.task].1;
                groups.entry((state.until, to)).or_default().push((row, state));
            }
        }
        let order = |((at, to), group): &((Instant, usize), Vec<_>)| (group.len(), -at.0, *to);
        let ((until, to), group) = groups.into_iter().max_by_key(order)?;
        let many = group.len() >= MANY && until < self.end;
        // Called out at the piece that waits longest of those that are shown, in the middle of its wait.
        let place = |(row, state): &&(&Row, &State)| {
            let row = self.row_of(row.piece);
            (row.is_some(), state.until.0 - state.from.0, row)
        };
        let (row, state) = group.iter().max_by_key(place).filter(|_| many)?;
        Some(Callout {
            at: middle(state.from, state.until),
            row: self.row_of(row.piece),
            what: "Finished, but held for the others".to_owned(),
            more: format!(
                "{} pieces go to {} together, {}",
                group.len(),
                self.of.streams[to],
                self.day(until)
            ),
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

    /// That pieces are sent back, at the first of them.
    fn sent_back(&self) -> Option<Callout> {
        let mut pieces: Vec<usize> = self.rejections().map(|(_, piece)| piece).collect();
        let times = pieces.len();
        let (at, first) = self.rejections().next()?;
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
        Some(Callout { at, row: self.row_of(first), what, more })
    }

    /// The piece that is ready last, and what it waited for longest, in the middle of the longest time of that.
    fn last(&self) -> Option<Callout> {
        let last = self.all.iter().filter_map(|row| row.done).max()?;
        let row = self.all.iter().find(|row| row.done == Some(last))?;
        let (from, until, more) = self.of.waited.clone()?;
        Some(Callout {
            at: middle(from, until),
            row: self.row_of(row.piece),
            what: format!("The last: {}", row.name),
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
            let wide = 24.0 + callout.wide(paper.room() - 24.0);
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
        let room = scene.paper.room() - 24.0;
        let most = callouts.iter().map(|callout| callout.lines(room).len()).max().unwrap_or(0);
        let high = LINE * most as f64 + 6.0;
        let (seats, lines) = self.seats(callouts, scene.paper);
        for (place, (callout, (x, line))) in callouts.iter().zip(seats).enumerate() {
            let y = y + high * line as f64;
            number(scene, (x + 9.0, y + 14.0), first + place);
            for (line, (text, style)) in callout.lines(room).iter().enumerate() {
                scene.text((x + 24.0, y + 12.0 + LINE * line as f64), text, *style);
            }
        }
        high * lines as f64
    }

    /// Where the numbers stand in the plot, none on another, and what each points at; of what belongs to no row, above it.
    pub fn spots(
        &self,
        callouts: &[Callout],
        rows: &dyn Fn(usize) -> f64,
        top: f64,
    ) -> Vec<[Point; 2]> {
        let mut spots: Vec<[Point; 2]> = Vec::new();
        for callout in callouts {
            let at = (self.at(callout.at), callout.row.map_or(top, rows));
            let (mut x, y) = at;
            let near = |x: f64, [(other, on), _]: &[Point; 2]| {
                (x - other).abs() < APART && (y - on).abs() < APART
            };
            while spots.iter().any(|spot| near(x, spot)) {
                x += APART;
            }
            spots.push([(x.min(self.paper.right() - APART / 2.0), y), at]);
        }
        spots
    }
}

/// The middle of a time.
fn middle(from: Instant, until: Instant) -> Instant {
    Instant(from.0 + (until.0 - from.0) / 2)
}

/// Draws numbers where they stand, from `first` on, a line from each that had to give way to where it belongs.
pub fn point_out(scene: &Scene, spots: &[[Point; 2]], first: usize) {
    for [stands, belongs] in spots.iter().filter(|[stands, belongs]| stands != belongs) {
        scene.line(*stands, *belongs, 1.5, INK);
        scene.disc(*belongs, 2.5, INK);
    }
    spots.iter().enumerate().for_each(|(place, [at, _])| number(scene, *at, first + place));
}

/// How far numbers keep from each other.
const APART: f64 = 20.0;

impl Callout {
    /// What is said, line by line.
    fn lines(&self, room: f64) -> Vec<(String, Type)> {
        let of = |text: &str, style: Type| -> Vec<(String, Type)> {
            style.wrap(text, room).into_iter().map(|line| (line, style)).collect()
        };
        [of(&self.what, LABEL.bold()), of(&self.more, NOTE)].concat()
    }

    fn wide(&self, room: f64) -> f64 {
        self.lines(room).iter().map(|(line, style)| style.width(line)).fold(0.0, f64::max)
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
