//! "Why not earlier?": campaigns of one replication, a row per piece: tall is in hand, thin waits.

use crate::record::Wait;
use crate::time::{DAY, Elapsed, Instant, MINUTE};
use crate::trace::{Event, Trace};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

mod pieces;
pub mod segments;
mod strips;
mod warp;

use super::Drawing;
use super::draw::sheet::brief;
use super::draw::text::Type;
use super::draw::theme::{
    AXIS, Colour, GREY, GRID, HEADING, INK, LABEL, MARGIN, NOTE, PAPER, RECOMMENDED, SUBTITLE,
    TICK, WIDTH, rgb,
};
use super::draw::{Area, Scene, Sheet, Unit};
use crate::format;
use pieces::State;
use segments::{Doing, Segment};
use warp::Warp;

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
    /// Of each stream, whether it is an approval.
    pub approvals: Vec<bool>,
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
    /// The date of the trace's beginning, if there is one.
    pub date: Option<DateTime>,
    /// Closed time of the default calendar, ascending; may be empty.
    pub closed: Vec<(Instant, Instant)>,
    /// Absences: the team, from when on anybody of it is away, until when.
    pub away: Vec<(String, i64, i64)>,
    /// The switch of a model that changes its way of working.
    pub switch: Option<Switched>,
    /// What is said under its name, beside when it ended.
    pub note: String,
}

/// What became of a switch on the way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Switched {
    /// When it came; `None`: it did not.
    pub at: Option<i64>,
    /// Its meeting: the team, and until when it meets.
    pub met: Vec<(String, i64)>,
}

/// The most pieces that are shown of a campaign: those that were done last.
const MOST: usize = 16;
/// Height of a row, of what is in hand in it, and of what waits.
const ROW: f64 = 19.0;
const TALL: f64 = 14.0;
const THIN: f64 = 6.0;
/// Height of a row of syncs or changes above the plot.
const STRIP: f64 = 15.0;
/// Width of the column of pieces, and how they are named.
const NAMES: f64 = 168.0;
const NAME: Type = LABEL.sized(11.5);

const AGAIN: Colour = rgb(0xE0, 0x7F, 0x00);
const AUDIT: Colour = rgb(0x2E, 0x7D, 0x5B);
const READY: Colour = rgb(0x0B, 0x7A, 0x4B);
const CLOSED: Colour = rgb(0xE2, 0xE6, 0xEA);

/// What a state looks like, in the order of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Work,
    Again,
    Review,
    Audit,
    Batch,
    Reviewer,
    Person,
}

impl Look {
    const ALL: [(Look, &'static str); 7] = [
        (Look::Work, "worked on"),
        (Look::Again, "done again"),
        (Look::Review, "reviewed"),
        (Look::Audit, "audited"),
        (Look::Batch, "waits for what comes before, or to be handed on"),
        (Look::Reviewer, "waits for a reviewer"),
        (Look::Person, "waits for a person"),
    ];

    fn words(self) -> &'static str {
        Look::ALL.iter().find(|(look, _)| *look == self).map_or("", |(_, words)| words)
    }

    fn draw(self, scene: &Scene, (x, until): (f64, f64), y: f64) {
        let tall = Area { x, y: y - TALL / 2.0, w: (until - x).max(1.0), h: TALL };
        let thin = Area { y: y - THIN / 2.0, h: THIN, ..tall };
        match self {
            Look::Work => scene.rect(tall, RECOMMENDED),
            Look::Again => scene.rect(tall, AGAIN),
            Look::Review => scene.rect(Area { w: tall.w.max(2.5), ..tall }, INK),
            Look::Audit => scene.rect(tall, AUDIT),
            Look::Batch => scene.hatch(thin, 4.0, 1.2, GREY),
            Look::Reviewer => scene.dashed(&[(x, y), (until, y)], 2.5, INK, (2.5, 2.5)),
            Look::Person => scene.line((x, y), (until, y), 1.0, AXIS),
        }
    }
}

/// Draws campaigns under each other, on one axis, under what is found; `None` if none has tasks.
pub fn timelines(title: &str, campaigns: &[Campaign]) -> Option<Drawing> {
    let end = campaigns.iter().map(last_shown).max()?;
    // One calendar for all: the longest known.
    let known = |of: &&Campaign| of.closed.last().map(|(_, until)| *until);
    let closed = campaigns.iter().max_by_key(known).map_or(&[][..], |of| &of.closed);
    let all = campaigns.iter().filter_map(|of| Layout::new(of, end, closed));
    let all: Vec<Layout> = all.collect();
    let first = all.first()?;
    let mut sheet = Sheet::new(title, &first.reading());
    legend(&mut sheet, &all);
    for layout in &all {
        layout.draw(&mut sheet);
    }
    sheet.note(Some(READING.to_owned()));
    Some(sheet.finish("timeline", &first.footer()))
}

/// Draws the timeline of a campaign; `None` if it has no tasks.
pub fn timeline(campaign: &Campaign) -> Option<Drawing> {
    let title = format!("{}: what happened when?", brief(campaign.model));
    timelines(&title, std::slice::from_ref(campaign))
}

const READING: &str = "Tall marks: somebody has it in hand. Thin marks: it waits. Nights are not drawn; grey bands are weekends and \
                       holidays.";

fn legend(sheet: &mut Sheet, all: &[Layout]) {
    let occurs = |look: Look| {
        all.iter()
            .flat_map(|it| it.rows.iter().map(move |row| (it, row)))
            .any(|(it, row)| row.states.iter().any(|state| it.look(*state) == look))
    };
    let (mut x, mut y) = (MARGIN, sheet.y + 8.0);
    for (look, words) in Look::ALL.into_iter().filter(|(look, _)| occurs(*look)) {
        let width = 30.0 + NOTE.width(words);
        if x + width > WIDTH - MARGIN {
            (x, y) = (MARGIN, y + 20.0);
        }
        look.draw(&sheet.scene, (x, x + 24.0), y);
        sheet.scene.text((x + 30.0, y + 4.0), words, NOTE.in_colour(INK));
        x += width + 18.0;
    }
    sheet.y = y + 14.0;
}

/// A piece: its name, what became of it, and when it was ready.
struct Row<'a> {
    name: &'a str,
    states: Vec<State>,
    done: Option<Instant>,
}

/// One campaign's rows, on the axis of all.
struct Layout<'a> {
    of: &'a Campaign<'a>,
    rows: Vec<Row<'a>>,
    end: Instant,
    warp: Warp,
    /// Where the plot begins and ends.
    sides: (f64, f64),
}

impl Layout<'_> {
    fn new<'a>(
        of: &'a Campaign<'a>,
        last: Instant,
        closed: &[(Instant, Instant)],
    ) -> Option<Layout<'a>> {
        let end = last_shown(of);
        let rows = rows(of, end);
        if rows.is_empty() {
            return None;
        }
        // The deadline belongs on the axis unless it would squeeze everything else.
        let span = last.since(of.start).0;
        let due = of.deadline.filter(|due| due.since(of.start).0 * 2 <= span * 3);
        let until = due.map_or(last, |due| due.max(last)).plus(Elapsed(span / 50));
        let warp = Warp::new(of.start, until, closed);
        Some(Layout { of, rows, end, warp, sides: (MARGIN + NAMES, WIDTH - MARGIN - 8.0) })
    }

    /// The pixel of an instant.
    fn at(&self, instant: Instant) -> f64 {
        self.sides.0 + self.warp.share(instant) * (self.sides.1 - self.sides.0)
    }

    /// An instant as a reader is told it: a date, or days after the start.
    fn day(&self, at: Instant) -> String {
        let date = self.of.date.and_then(|date| format::date(date, at, "%a %-d %B"));
        date.unwrap_or_else(|| {
            let hours = at.since(self.of.start).hours();
            Unit::for_hours(hours).show(hours)
        })
    }

    fn draw(&self, sheet: &mut Sheet) {
        sheet.y += 26.0;
        let head = format!("{} {}", self.of.model, self.ended());
        for line in HEADING.wrap(&head, WIDTH - 2.0 * MARGIN) {
            sheet.scene.text((MARGIN, sheet.y), &line, HEADING);
            sheet.y += 19.0;
        }
        for line in SUBTITLE.wrap(&self.of.note, WIDTH - 2.0 * MARGIN) {
            sheet.scene.text((MARGIN, sheet.y), &line, SUBTITLE);
            sheet.y += 17.0;
        }
        sheet.describe(&format!("{head}. {}", self.of.note));
        let strips = self.strips();
        let top = sheet.y + 22.0 + STRIP * strips.len() as f64;
        let bottom = top + ROW * self.rows.len() as f64;
        let scene = &sheet.scene;
        self.axis(scene, top, bottom);
        for (index, row) in self.rows.iter().enumerate() {
            self.row(scene, row, top + ROW * (index as f64 + 0.5));
        }
        self.closed(scene, top, bottom);
        for (index, row) in self.rows.iter().enumerate() {
            self.ready(scene, row, top + ROW * (index as f64 + 0.5));
        }
        for (index, strip) in strips.iter().enumerate() {
            self.strip(scene, strip, sheet.y + 22.0 + STRIP * (index as f64 + 0.5), bottom);
        }
        self.deadline(scene, sheet.y + 14.0, bottom);
        sheet.y = bottom + 26.0;
        self.describe(sheet);
    }

    /// "launches on Thu 30 April, 3 days late"
    fn ended(&self) -> String {
        let (at, does) = match (self.of.ready, self.of.launch) {
            (Some(ready), _) => (ready, "is ready on"),
            (None, Some(launch)) => (launch, "launches on"),
            (None, None) => return "does not launch".to_owned(),
        };
        let does =
            if self.of.date.is_some() { does } else { does.trim_end_matches("on").trim_end() };
        let after = if self.of.date.is_some() { " " } else { " after " };
        let due =
            self.of.deadline.map(|due| due.0 - at.0).map_or(String::new(), |left| match left {
                0.. => {
                    format!(", {} to spare", format::spoken(left as f64 / crate::time::HOUR as f64))
                }
                _ => format!(", {} late", format::spoken(-left as f64 / crate::time::HOUR as f64)),
            });
        format!("{does}{after}{}{due}", self.day(at))
    }

    fn reading(&self) -> String {
        let all = self.of.deliverables.len();
        let cut = if all > MOST {
            format!(" Shown: the last {MOST} of {all} deliverables to be done.")
        } else {
            String::new()
        };
        format!("Replication {} of campaign {}.{cut}", self.of.replication, self.of.campaign + 1)
    }

    fn footer(&self) -> String {
        let scenario = NOTE.fit(self.of.scenario, 380.0);
        format!(
            "{scenario} · one replication (number {}), not a forecast · seed {}",
            self.of.replication, self.of.seed
        )
    }

    /// A line for each week, or for so many days as fit.
    fn axis(&self, scene: &Scene, top: f64, bottom: f64) {
        let span = self.end.since(self.of.start).0;
        let step = [1, 7, 14, 28, 56, 112, 364].map(|days| days * DAY);
        let wide = self.sides.1 - self.sides.0;
        let fits = |step: &&i64| wide * **step as f64 / span.max(1) as f64 >= 62.0;
        let step = step.iter().find(fits).copied().unwrap_or(364 * DAY);
        let mut at = self.of.start;
        let last = at.plus(Elapsed(span));
        while at <= last {
            let x = self.at(at);
            scene.line((x, top), (x, bottom + 4.0), 0.5, GRID);
            let date = self.of.date.and_then(|date| format::date(date, at, "%-d %b"));
            let days = at.since(self.of.start).0 / DAY;
            let text = date.unwrap_or_else(|| format!("day {days}"));
            scene.text((x + 2.0, bottom + 15.0), &text, TICK);
            at = at.plus(Elapsed(step));
        }
        scene.line((self.sides.0, bottom), (self.sides.1, bottom), 1.0, AXIS);
    }

    /// Weekends and holidays, over what is drawn: nobody works then.
    fn closed(&self, scene: &Scene, top: f64, bottom: f64) {
        for (from, until) in &self.warp.bands {
            let (x, end) = (self.at(*from), self.at(*until));
            scene.rect(Area { x, y: top, w: (end - x).max(0.5), h: bottom - top }, CLOSED);
        }
    }

    fn look(&self, state: State) -> Look {
        let review = self.of.approvals.get(self.of.tasks[state.task].1) == Some(&true);
        match state.doing {
            Doing::Worked if review => Look::Review,
            Doing::Worked => Look::Work,
            Doing::Rework if review => Look::Review,
            Doing::Rework => Look::Again,
            Doing::Audited => Look::Audit,
            Doing::Waiting(Wait::Queued) => Look::Person,
            Doing::Waiting(Wait::Review) => Look::Reviewer,
            Doing::Waiting(Wait::Held | Wait::Blocked) => Look::Batch,
        }
    }

    /// The name and the states of a piece; the last of all is bold.
    fn row(&self, scene: &Scene, row: &Row, y: f64) {
        let last = self.rows.iter().map(|row| row.done).max().flatten();
        let style = if row.done.is_some() && row.done == last { NAME.bold() } else { NAME };
        let name = style.fit(row.name, NAMES - 14.0);
        scene.text((self.sides.0 - 8.0, y + 4.0), &name, style.end());
        for state in &row.states {
            let (x, until) = (self.at(state.from), self.at(state.until));
            let look = self.look(*state);
            look.draw(scene, (x, until), y);
            let stream = &self.of.streams[self.of.tasks[state.task].1];
            self.letter(scene, look, (x, until, y), stream);
            let area = Area { x, y: y - ROW / 2.0, w: (until - x).max(2.0), h: ROW };
            let (from, to) = (self.day(state.from), self.day(state.until));
            let words = look.words();
            scene.hint(area, &format!("{}, {stream}: {words}, {from} to {to}", row.name));
        }
    }

    /// That a piece is ready, over everything.
    fn ready(&self, scene: &Scene, row: &Row, y: f64) {
        if let Some(done) = row.done.filter(|done| *done <= self.end) {
            let x = self.at(done) + 5.0;
            scene.path(&[(x, y), (x + 3.0, y + 4.0), (x + 9.0, y - 5.0)], 2.0, READY);
        }
    }

    /// The first letter of the stream, where there is room for it.
    fn letter(&self, scene: &Scene, look: Look, (x, until, y): (f64, f64, f64), stream: &str) {
        let Some(letter) = stream.chars().next().filter(|_| until - x >= 13.0) else { return };
        let style = NOTE.bold().in_colour(if look == Look::Again { INK } else { PAPER });
        if matches!(look, Look::Work | Look::Again) {
            scene.text((x + 3.0, y + 4.0), &letter.to_uppercase().to_string(), style);
        }
    }

    fn deadline(&self, scene: &Scene, y: f64, bottom: f64) {
        let Some(due) = self.of.deadline else { return };
        let x = self.at(due);
        let beyond = self.warp.share(due) >= 1.0;
        let text = format!("deadline {}{}", self.day(due), if beyond { " →" } else { "" });
        let style = NOTE.bold().in_colour(PAPER);
        let w = style.width(&text) + 12.0;
        let flag = if x + w <= WIDTH - MARGIN { x - 1.0 } else { x + 1.0 - w };
        scene.rect(Area { x: flag, y: y - 12.0, w, h: 17.0 }, INK);
        scene.text((flag + 6.0, y + 1.0), &text, style);
        if !beyond {
            scene.line((x, y), (x, bottom), 2.0, INK);
        }
    }

    fn describe(&self, sheet: &mut Sheet) {
        for row in &self.rows {
            let done =
                row.done.map_or("not ready".to_owned(), |at| format!("ready {}", self.day(at)));
            sheet.describe(&format!("{}: {done}.", row.name));
        }
        for (at, event) in &self.of.trace.events {
            let Event::ChangeArrived { campaign, change } = event else { continue };
            if let Some(name) =
                self.of.changes.get(*change).filter(|_| *campaign == self.of.campaign)
            {
                sheet.describe(&format!("Late change {name} on {}.", self.day(*at)));
            }
        }
    }
}

/// The pieces that are shown: those that were done last, or never, in the order of the file.
fn rows<'a>(of: &'a Campaign, end: Instant) -> Vec<Row<'a>> {
    let segments: Vec<Vec<Segment>> =
        segments::segments(of.trace, of.campaign, of.tasks.len(), end)
            .iter()
            .map(|all| segments::within(all, of.start..end).collect())
            .collect();
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); of.deliverables.len()];
    of.tasks.iter().enumerate().for_each(|(task, (piece, _))| own[*piece].push(task));
    let row = |(piece, tasks): (usize, &Vec<usize>)| {
        let states = pieces::states(tasks, &segments);
        let last = states.iter().map(|state| state.until).max();
        let done = last.filter(|last| *last < end || of.launch.is_some() || of.ready.is_some());
        Row { name: &of.deliverables[piece], states, done }
    };
    let all = own.iter().enumerate().filter(|(_, tasks)| !tasks.is_empty());
    let mut rows: Vec<(usize, Row)> = all.map(row).enumerate().collect();
    // Never is latest.
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.done.map_or(i64::MAX, |done| done.0)));
    rows.truncate(MOST);
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The last instant that is shown: of what happened to this campaign.
fn last_shown(of: &Campaign) -> Instant {
    let last = segments::last_instant(of.trace, of.campaign);
    let last = of.ready.or(of.launch).map_or(last, |end| last.max(end));
    // Something to draw an axis for, even if nothing happened.
    last.max(of.start.plus(Elapsed(MINUTE)))
}
