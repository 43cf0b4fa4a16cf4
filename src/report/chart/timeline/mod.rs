//! "What happened when?": one campaign of one replication, a row per deliverable.

use crate::record::Wait;
use crate::time::{Elapsed, HOUR, Instant, MINUTE};
use crate::trace::{Event, Trace};
use serde::{Deserialize, Serialize};

pub mod segments;
mod strips;

use super::Drawing;
use super::draw::plot::X_AXIS;
use super::draw::sheet::{Key, brief};
use super::draw::text::{Type, clean};
use super::draw::theme::{Colour, DEADLINE, GRID, INK, LABEL, MARGIN, NOTE, WIDTH, rgb};
use super::draw::{Area, Axis, Plot, Scene, Sheet, Unit};
use segments::{Doing, Segment};

/// Everything that the timeline of a campaign needs besides its trace. Indices in the trace point
/// into these lists.
#[derive(Clone, Debug)]
pub struct Campaign<'a> {
    /// What happened.
    pub trace: &'a Trace,
    /// Which campaign of the trace (0 unless it is a portfolio).
    pub campaign: usize,
    /// The scenario's name.
    pub scenario: &'a str,
    /// The model's name.
    pub model: &'a str,
    /// The seed.
    pub seed: u64,
    /// The replication, from 0.
    pub replication: u32,
    /// Names of the deliverables, each instance its own.
    pub deliverables: Vec<String>,
    /// Names of the streams.
    pub streams: Vec<String>,
    /// Per task: its deliverable and its stream.
    pub tasks: Vec<(usize, usize)>,
    /// Names of the model's syncs.
    pub syncs: Vec<String>,
    /// Names of the changes.
    pub changes: Vec<String>,
    /// When the campaign arrived.
    pub start: Instant,
    /// When it was ready, where it then waited for its launch.
    pub ready: Option<Instant>,
    /// When it was launched.
    pub launch: Option<Instant>,
    /// When it should be, as an instant of the trace's clock.
    pub deadline: Option<Instant>,
    /// The start in words ("Mon 2 March 2026 09:00"); empty if there is no date.
    pub start_date: String,
    /// Closed time of the default calendar, ascending; may be empty.
    pub closed: Vec<(Instant, Instant)>,
    /// Absences: the team, from when on anybody of it is away, until when.
    pub away: Vec<(String, i64, i64)>,
    /// The switch of a model that changes its way of working.
    pub switch: Option<Switched>,
}

/// What became of a switch on the way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Switched {
    /// When it came; `None`: it did not.
    pub at: Option<i64>,
    /// Its meeting: the team, and until when it meets.
    pub met: Vec<(String, i64)>,
}

/// The most deliverables that are shown.
const MOST_ROWS: usize = 40;
/// The most sub-rows (a deliverable in a stream) that are shown.
const MOST_LANES: usize = 180;
/// Height of a sub-row and of the bar in it.
const LANE: f64 = 13.0;
const BAR: f64 = 9.0;
/// Space between deliverables.
const GAP: f64 = 7.0;
/// Height of a row of syncs or changes above the plot.
const STRIP: f64 = 15.0;
/// Width of the column of deliverables, and the most for that of streams.
const NAMES: f64 = 148.0;
const STREAMS: f64 = 128.0;
/// How streams, syncs and changes are named.
const LANE_NAME: Type = NOTE.sized(9.5);

const HATCH: Colour = rgb(0x7A, 0x45, 0x00);
const CLOSED: Colour = rgb(0xF6, 0xF6, 0xF6);

/// How each thing that a task does is drawn; waiting in greys, darker the nearer the task is to being worked.
const KINDS: [(Doing, Key); 7] = [
    (Doing::Worked, Key { colour: rgb(0x33, 0x55, 0x80), hatch: None, text: "worked" }),
    (Doing::Rework, Key { colour: rgb(0xE0, 0x9A, 0x3C), hatch: Some(HATCH), text: "rework" }),
    (
        Doing::Waiting(Wait::Blocked),
        Key { colour: rgb(0xE4, 0xE4, 0xE4), hatch: None, text: "blocked" },
    ),
    (
        Doing::Waiting(Wait::Queued),
        Key { colour: rgb(0xC2, 0xC2, 0xC2), hatch: None, text: "queued" },
    ),
    (Doing::Waiting(Wait::Held), Key { colour: rgb(0xD9, 0xC9, 0xC9), hatch: None, text: "held" }),
    (
        Doing::Waiting(Wait::Review),
        Key { colour: rgb(0xC4, 0xD4, 0xDF), hatch: None, text: "in review" },
    ),
    (Doing::Audited, Key { colour: rgb(0x2E, 0x7D, 0x5B), hatch: None, text: "audited" }),
];

/// Draws the timeline of a campaign; `None` if it has no tasks.
pub fn timeline(campaign: &Campaign) -> Option<Drawing> {
    Some(Layout::new(campaign)?.draw())
}

/// The layout: which tasks stand where, and the axis of time.
struct Layout<'a> {
    of: &'a Campaign<'a>,
    /// The deliverables that are shown, each with its tasks in order.
    rows: Vec<(usize, Vec<usize>)>,
    segments: Vec<Vec<Segment>>,
    end: Instant,
    unit: Unit,
    axis: Axis,
    /// Where the plot begins and ends.
    sides: (f64, f64),
    /// Width of the column of streams.
    streams: f64,
}

impl Layout<'_> {
    fn new<'a>(of: &'a Campaign<'a>) -> Option<Layout<'a>> {
        let rows = rows(of);
        if rows.is_empty() {
            return None;
        }
        let end = last_shown(of);
        let segments = segments::segments(of.trace, of.campaign, of.tasks.len(), end);
        // The deadline belongs on the axis unless it would squeeze everything else.
        let span = end.since(of.start).hours();
        let due = of.deadline.map(|due| due.since(of.start).hours());
        let span = due.filter(|due| *due <= span * 1.5).map_or(span, |due| due.max(span));
        let unit = Unit::for_hours(span);
        let axis = Axis::enclosing(0.0, span / unit.hours, 12);
        // The axis ends where the story does, not at the next round number.
        let high = (span / unit.hours * 1.02).max(axis.step * 0.1);
        let axis = axis.until(high);
        let widths = of.streams.iter().map(|name| LANE_NAME.width(&clean(name)));
        let streams = widths.fold(40.0, f64::max).min(STREAMS);
        let sides = (MARGIN + NAMES + streams + 12.0, WIDTH - MARGIN);
        Some(Layout { of, rows, segments, end, unit, axis, sides, streams })
    }

    /// The pixel of an instant.
    fn at(&self, instant: Instant) -> f64 {
        let share = self.axis.share(instant.since(self.of.start).hours() / self.unit.hours);
        self.sides.0 + share * (self.sides.1 - self.sides.0)
    }

    fn draw(&self) -> Drawing {
        let mut sheet =
            Sheet::new(&format!("{}: what happened when?", brief(self.of.model)), &self.reading());
        let occurs = |doing: Doing| self.segments.iter().flatten().any(|s| s.doing == doing);
        let keys = KINDS.iter().filter(|(doing, _)| occurs(*doing)).map(|(_, key)| *key);
        sheet.legend(&keys.collect::<Vec<Key>>());
        let top = sheet.y + if self.of.ready.is_some() { 50.0 } else { 22.0 };
        let strips = self.strips();
        let plot_top = top + STRIP * strips.len() as f64 + 6.0;
        let lanes: usize = self.rows.iter().map(|(_, tasks)| tasks.len()).sum();
        let bottom = plot_top + LANE * lanes as f64 + GAP * self.rows.len() as f64;
        self.closed(&sheet.scene, plot_top, bottom);
        Plot::rows(&sheet.scene, self.sides, (plot_top, bottom), self.axis.clone())
            .mesh(&format!("{} {}", self.unit.name, self.since()), "");
        for (index, strip) in strips.iter().enumerate() {
            self.strip(&sheet.scene, strip, top + STRIP * (index as f64 + 0.5), bottom);
        }
        self.deliverables(&sheet.scene, plot_top);
        self.milestones(&sheet.scene, top, bottom);
        sheet.y = bottom + X_AXIS;
        self.describe(&mut sheet);
        sheet.finish("timeline", &self.footer())
    }

    fn reading(&self) -> String {
        let shown = self.rows.len();
        let all = self.of.deliverables.len();
        let cut = if shown < all {
            format!(" Shown: the first {shown} of {all} deliverables.")
        } else {
            String::new()
        };
        format!(
            "Replication {} of campaign {}: for each deliverable a bar per stream, from start \
             to launch. A task that is done has no bar until it is reopened or audited.{cut}",
            self.of.replication,
            self.of.campaign + 1
        )
    }

    fn footer(&self) -> String {
        let scenario = NOTE.fit(self.of.scenario, 380.0);
        format!(
            "{scenario} · one replication (number {}), not a forecast · seed {}",
            self.of.replication, self.of.seed
        )
    }

    fn since(&self) -> String {
        match self.of.start_date.is_empty() {
            true => "since the campaign's start".to_owned(),
            false => format!("since {}", NOTE.fit(&self.of.start_date, 240.0)),
        }
    }

    /// Shades closed time, where it is wide enough to be seen as such.
    fn closed(&self, scene: &Scene, top: f64, bottom: f64) {
        for (from, until) in &self.of.closed {
            let (x, end) = (self.at(*from), self.at(*until));
            if end - x >= 3.0 {
                scene.rect(Area { x, y: top, w: end - x, h: bottom - top }, CLOSED);
            }
        }
    }

    /// The names and bars of every deliverable.
    fn deliverables(&self, scene: &Scene, top: f64) {
        let mut y = top;
        for (deliverable, tasks) in &self.rows {
            y += GAP / 2.0;
            let name = LABEL.sized(11.5).fit(&self.of.deliverables[*deliverable], NAMES - 8.0);
            scene.text((MARGIN, y + LANE - 3.0), &name, LABEL.sized(11.5));
            for task in tasks {
                let stream = LANE_NAME.fit(&self.of.streams[self.of.tasks[*task].1], self.streams);
                let at = (self.sides.0 - 6.0, y + LANE - 3.5);
                scene.text(at, &stream, LANE_NAME.end());
                for segment in segments::within(&self.segments[*task], self.of.start..self.end) {
                    for (_, key) in KINDS.iter().filter(|(doing, _)| *doing == segment.doing) {
                        self.bar(scene, y, segment, *key);
                        self.hint(scene, y, (*task, key.text), segment);
                    }
                }
                y += LANE;
            }
            y += GAP / 2.0;
            scene.line((MARGIN, y), (self.sides.1, y), 0.5, GRID);
        }
    }

    /// What a bar says to the pointer.
    fn hint(&self, scene: &Scene, y: f64, (task, what): (usize, &str), segment: Segment) {
        let (x, end) = (self.at(segment.from), self.at(segment.until));
        let long = segment.until.since(segment.from).hours();
        let long = Unit::for_hours(long).show(long);
        let from = self.unit.show(segment.from.since(self.of.start).hours());
        let (deliverable, stream) = self.of.tasks[task];
        let (deliverable, stream) = (&self.of.deliverables[deliverable], &self.of.streams[stream]);
        let area = Area { x, y, w: (end - x).max(2.0), h: LANE };
        scene.hint(area, &format!("{deliverable}, {stream}: {what} {long}, from {from} on"));
    }

    fn bar(&self, scene: &Scene, y: f64, segment: Segment, key: Key) {
        let (x, end) = (self.at(segment.from), self.at(segment.until));
        // Waiting is drawn thinner, so that work stands out without colour too.
        let thin = matches!(segment.doing, Doing::Waiting(_) | Doing::Audited);
        let h = if thin { BAR - 5.0 } else { BAR };
        let area = Area { x, y: y + (LANE - h) / 2.0, w: (end - x).max(0.5), h };
        scene.rect(area, key.colour);
        if let Some(hatch) = key.hatch {
            scene.hatch(area, 4.0, 1.0, hatch);
        }
    }

    /// When it was ready, the launch, and the deadline.
    fn milestones(&self, scene: &Scene, top: f64, bottom: f64) {
        let mut taken = None;
        let ends = [(self.of.ready, "ready", 1.0, 34.0), (self.of.launch, "launched", 2.0, 6.0)];
        for (at, name, width, above) in ends {
            let Some(at) = at.filter(|at| *at <= self.end) else { continue };
            let x = self.at(at);
            scene.line((x, top - above + 6.0), (x, bottom), width, INK);
            let text = format!("{name} {}", self.unit.show(at.since(self.of.start).hours()));
            taken = Some(self.flag(scene, x, top - above, &text, INK));
        }
        if let Some(due) = self.of.deadline {
            let hours = due.since(self.of.start).hours();
            let style = NOTE.bold().in_colour(DEADLINE);
            let off = hours / self.unit.hours > self.axis.high;
            let unit = if off { Unit::for_hours(hours) } else { self.unit };
            let text = format!("deadline {}", unit.show(hours));
            let text = if off { format!("{text} →") } else { text };
            let x = self.at(due);
            let wide = style.width(&text);
            let free = |x: f64| {
                taken.is_none_or(|t: Area| {
                    x + wide / 2.0 < t.x - 6.0 || x - wide / 2.0 > t.right() + 6.0
                })
            };
            let middle = x.clamp(self.sides.0 + wide / 2.0, self.sides.1 - wide / 2.0);
            let y = if free(middle) { top - 6.0 } else { top - 20.0 };
            if !off {
                scene.line((x, top), (x, bottom), 2.0, DEADLINE);
            }
            self.flag(scene, x, y, &text, DEADLINE);
        }
    }

    /// A text above the plot at `x`, kept inside it; returns what it covers.
    fn flag(&self, scene: &Scene, x: f64, y: f64, text: &str, colour: Colour) -> Area {
        let style = NOTE.bold().in_colour(colour).middle();
        let half = style.width(text) / 2.0;
        let x = x.clamp(self.sides.0 + half, self.sides.1 - half);
        scene.text((x, y), text, style);
        Area { x: x - half, y: y - 10.0, w: 2.0 * half, h: 12.0 }
    }

    fn describe(&self, sheet: &mut Sheet) {
        let hours = |is: fn(Doing) -> bool| {
            let all = self.segments.iter().flatten().filter(|segment| is(segment.doing));
            all.map(|segment| segment.until.since(segment.from).0).sum::<i64>() as f64 / HOUR as f64
        };
        let show = |hours: f64| self.unit.show(hours);
        sheet.describe(&format!(
            "All tasks together waited {} and were worked for {}, {} of it again.",
            show(hours(|doing| matches!(doing, Doing::Waiting(_)))),
            show(hours(|doing| matches!(doing, Doing::Worked | Doing::Rework))),
            show(hours(|doing| doing == Doing::Rework)),
        ));
        for (at, event) in &self.of.trace.events {
            let Event::ChangeArrived { campaign, change } = event else { continue };
            if let Some(name) =
                self.of.changes.get(*change).filter(|_| *campaign == self.of.campaign)
            {
                let when = show(at.since(self.of.start).hours());
                sheet.describe(&format!("Late change {name} at {when}."));
            }
        }
    }
}

/// The deliverables that are shown, each with its tasks in stream order.
fn rows(of: &Campaign) -> Vec<(usize, Vec<usize>)> {
    let mut rows = Vec::new();
    let mut lanes = 0;
    for deliverable in 0..of.deliverables.len() {
        let tasks: Vec<usize> =
            (0..of.tasks.len()).filter(|t| of.tasks[*t].0 == deliverable).collect();
        lanes += tasks.len();
        if rows.len() == MOST_ROWS || (lanes > MOST_LANES && !rows.is_empty()) {
            break;
        }
        rows.push((deliverable, tasks));
    }
    rows.retain(|(_, tasks)| !tasks.is_empty());
    rows
}

/// The last instant that is shown: of what happened to this campaign.
fn last_shown(of: &Campaign) -> Instant {
    let last = segments::last_instant(of.trace, of.campaign);
    let last = of.launch.map_or(last, |launch| last.max(launch));
    // Something to draw an axis for, even if nothing happened.
    last.max(of.start.plus(Elapsed(MINUTE)))
}
