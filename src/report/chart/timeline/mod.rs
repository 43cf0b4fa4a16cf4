//! "Why not earlier?": campaigns of one replication, a row per piece: tall is in hand, thin waits.

use crate::record::Wait;
use crate::time::{DAY, Elapsed, Instant, MINUTE};
use crate::trace::{Event, Trace};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

mod callouts;
mod pieces;
pub mod segments;
mod strips;
mod warp;

use super::Drawing;
use super::draw::sheet::Meaning;
use super::draw::text::Type;
use super::draw::theme::{
    AXIS, Colour, GREY, GRID, HEADING, INK, LABEL, NOTE, PAPER, Paper, RECOMMENDED, SUBTITLE,
    Shape, TICK, rgb,
};
use super::draw::{Area, Point, Scene, Sheet, Unit};
use crate::analysis::Due;
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
    pub due: Option<Due>,
    /// The date of the trace's beginning, if there is one.
    pub date: Option<DateTime>,
    /// Closed time of the default calendar, ascending; may be empty.
    pub closed: Vec<(Instant, Instant)>,
    /// Absences: the team, from when on anybody of it is away, until when.
    pub away: Vec<(String, i64, i64)>,
    /// The switch of a model that changes its way of working.
    pub switch: Option<Switched>,
    /// Teams that sit now and then only, from when to when.
    pub sits: Vec<(String, Vec<(Instant, Instant)>)>,
    /// What the piece that was done last waited for longest, in a few words, and from when to when most of that was.
    pub waited: Option<(Instant, Instant, String)>,
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

/// The most pieces that are shown of a campaign, and on a phone: those that were done last.
const MOST: [usize; 2] = [16, 6];
/// Height of a row, of its name where that stands above it, of what is in hand in it, and of what waits.
const ROW: f64 = 19.0;
const ABOVE: f64 = 15.0;
/// Distance of the lines of a name that takes several.
const LEADING: f64 = 13.0;
const TALL: f64 = 14.0;
const THIN: f64 = 6.0;
/// Height of a row of syncs or changes above the plot.
const STRIP: f64 = 15.0;
/// Width of the column of pieces, and how they are named.
const NAMES: f64 = 168.0;
const MOST_NAMES: f64 = 260.0;

/// The column of names: as wide as the longest takes, within reason; the same under every model.
fn names_room(of: &Campaign<'_>) -> f64 {
    let sits = of.sits.iter().map(|(team, _)| format!("{team} sits"));
    let widest = of.deliverables.iter().cloned().chain(sits);
    let widest = widest.map(|name| NAME.bold().width(&name) + 16.0);
    widest.fold(NAMES, f64::max).min(MOST_NAMES)
}
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
    Before,
    Reviewer,
    Person,
    Seemed,
}

impl Look {
    const ALL: [(Look, &'static str); 9] = [
        (Look::Work, "worked on"),
        (Look::Again, "done again"),
        (Look::Review, "reviewed"),
        (Look::Audit, "audited"),
        (Look::Batch, "finished, but held back"),
        (Look::Before, "waits for what comes before"),
        (Look::Reviewer, "waits for a reviewer"),
        (Look::Person, "waits for a person"),
        (Look::Seemed, "looks finished, but is not yet"),
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
            Look::Before => scene.dashed(&[(x, y), (until, y)], 1.5, AXIS, (1.5, 5.0)),
            Look::Reviewer => scene.dashed(&[(x, y), (until, y)], 2.5, INK, (2.5, 2.5)),
            Look::Person => scene.line((x, y), (until, y), 1.0, AXIS),
            Look::Seemed => scene.dashed(&[(x, y), (until, y)], 1.5, READY, (7.0, 5.0)),
        }
    }
}

/// Draws campaigns under each other, on one axis, under what is found; `None` if none has tasks.
pub fn timelines(title: &str, campaigns: &[Campaign]) -> Option<Drawing> {
    super::on_both(|paper| picture(title, campaigns, paper))
}

fn picture(title: &str, campaigns: &[Campaign], paper: Paper) -> Option<Drawing> {
    let end = campaigns.iter().map(last_shown).max()?;
    // One calendar for all: the longest known.
    let known = |of: &&Campaign| of.closed.last().map(|(_, until)| *until);
    let closed = campaigns.iter().max_by_key(known).map_or(&[][..], |of| &of.closed);
    let all = campaigns.iter().filter_map(|of| Layout::new(of, end, closed, paper));
    let all: Vec<Layout> = all.collect();
    let first = all.first()?;
    let mut sheet = Sheet::new(paper, title, &first.reading(all.len()));
    legend(&mut sheet, &all);
    let mut said = 1;
    for layout in &all {
        said += layout.draw(&mut sheet, said);
    }
    sheet.note(Some(reading(&all)));
    Some(sheet.finish("timeline", &first.footer()))
}

/// What is not in the legend, of what these drawings hold.
fn reading(all: &[Layout]) -> String {
    let mut said = "Tall marks: somebody has it in hand, a letter in them begins the name of the step. Thin marks: it waits. \
                    Bold: the piece that is done last. Numbers: what is said above, where it happened."
        .to_owned();
    if all.iter().any(|it| !it.of.sits.is_empty()) {
        said.push_str(" \u{25c6}: a team sits that is there now and then only.");
    }
    said + " Nights are not drawn; grey bands are weekends and holidays."
}

fn legend(sheet: &mut Sheet, all: &[Layout]) {
    let occurs = |look: Look| {
        all.iter()
            .flat_map(|it| it.rows.iter().map(move |row| (it, row)))
            .any(|(it, row)| row.states.iter().any(|state| it.look(*state) == look))
    };
    let drawn =
        |look: Look| move |scene: &Scene, (x, y): Point| look.draw(scene, (x - 12.0, x + 12.0), y);
    let looks: Vec<_> = Look::ALL.into_iter().filter(|(look, _)| occurs(*look)).collect();
    let drawn: Vec<_> = looks.iter().map(|(look, _)| drawn(*look)).collect();
    let mut keys: Vec<Meaning<'_>> = Vec::new();
    for ((_, words), drawn) in looks.iter().zip(&drawn) {
        keys.push(((*words).to_owned(), 24.0, drawn));
    }
    if all.iter().any(|it| it.rejections().next().is_some()) {
        keys.push(("sent back".to_owned(), 12.0, &|scene, at| sent_back(scene, at)));
    }
    if all.iter().any(|it| it.rows.iter().any(|row| it.is_ready(row))) {
        keys.push(("done".to_owned(), 12.0, &|scene, (x, y)| tick(scene, (x - 5.0, y))));
    }
    sheet.key(sheet.scene.paper.left(), &keys);
    sheet.y += 8.0;
}

/// A circle with a cross in it.
fn sent_back(scene: &Scene, (x, y): Point) {
    scene.disc((x, y), 6.5, PAPER);
    scene.disc((x, y), 5.5, INK);
    scene.disc((x, y), 4.0, PAPER);
    for side in [-1.0, 1.0] {
        scene.line((x - 2.4, y - 2.4 * side), (x + 2.4, y + 2.4 * side), 1.3, INK);
    }
}

/// What says that a piece is done.
fn tick(scene: &Scene, (x, y): Point) {
    scene.path(&[(x, y), (x + 3.0, y + 4.0), (x + 9.0, y - 5.0)], 2.0, READY);
}

/// A piece: its name, what became of it, and when it was ready.
#[derive(Clone)]
struct Row<'a> {
    piece: usize,
    name: &'a str,
    states: Vec<State>,
    done: Option<Instant>,
}

/// One campaign's rows, on the axis of all.
struct Layout<'a> {
    of: &'a Campaign<'a>,
    /// Every piece: what is said is said of them all, however few are shown.
    all: Vec<Row<'a>>,
    /// Those that are shown.
    rows: Vec<Row<'a>>,
    end: Instant,
    warp: Warp,
    /// Where the plot begins and ends.
    sides: (f64, f64),
    paper: Paper,
}

impl Layout<'_> {
    fn new<'a>(
        of: &'a Campaign<'a>,
        last: Instant,
        closed: &[(Instant, Instant)],
        paper: Paper,
    ) -> Option<Layout<'a>> {
        let end = last_shown(of);
        let all = rows(of, end);
        let rows = shown(&all, most(paper));
        if rows.is_empty() {
            return None;
        }
        // The deadline belongs on the axis unless it would squeeze everything else.
        let span = last.since(of.start).0;
        let due = of.due.map(|due| due.at).filter(|due| due.since(of.start).0 * 2 <= span * 3);
        let until = due.map_or(last, |due| due.max(last)).plus(Elapsed(span / 50));
        let warp = Warp::new(of.start, until, closed);
        let names = if paper.is_narrow() { 0.0 } else { names_room(of) };
        Some(Layout {
            of,
            all,
            rows,
            end,
            warp,
            sides: (paper.left() + names, paper.right() - 8.0),
            paper,
        })
    }

    /// The room of a name at the left.
    fn names(&self) -> f64 {
        self.sides.0 - self.paper.left() - 14.0
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

    /// How high a row is.
    fn row_height(&self) -> f64 {
        self.high(ROW, self.most_lines(self.rows.iter().map(|row| row.name), NAME))
    }

    /// How high a row is whose marks take so much, and its name so many lines: above it on a phone, else beside it.
    fn high(&self, own: f64, lines: usize) -> f64 {
        match self.paper.is_narrow() {
            true => own + self.above(lines),
            false => own.max(LEADING * lines as f64 + 4.0),
        }
    }

    /// From the top of a row to the middle of its marks.
    fn middle(&self, own: f64, high: f64) -> f64 {
        if self.paper.is_narrow() { high - own / 2.0 } else { high / 2.0 }
    }

    /// A name in lines, for which there is room beside or above its row.
    fn lines(&self, name: &str, style: Type) -> Vec<String> {
        let room = if self.paper.is_narrow() { self.paper.room() - 4.0 } else { self.names() };
        style.bold().wrap(name, room)
    }

    /// The lines of the longest name.
    fn most_lines<'a>(&self, names: impl Iterator<Item = &'a str>, style: Type) -> usize {
        names.map(|name| self.lines(name, style).len()).max().unwrap_or(1)
    }

    /// How high names of so many lines are that stand above what they name.
    fn above(&self, lines: usize) -> f64 {
        ABOVE + LEADING * lines.saturating_sub(1) as f64
    }

    /// A name at the left of what is drawn at a height, or above that on a phone.
    fn name_at(&self, scene: &Scene, (name, style): (&str, Type), (x, y): Point, own: f64) {
        let lines = self.lines(name, style);
        if self.paper.is_narrow() {
            return self.name_above(scene, &lines, y - own / 2.0 - 2.0, style);
        }
        let first = y + 4.0 - LEADING * (lines.len() as f64 - 1.0) / 2.0;
        for (line, text) in lines.iter().enumerate() {
            scene.text((x, first + LEADING * line as f64), text, style.end());
        }
    }

    /// Lines that end above a place, at the left, over what is drawn there.
    fn name_above(&self, scene: &Scene, lines: &[String], y: f64, style: Type) {
        for (up, line) in lines.iter().rev().enumerate() {
            let (x, y) = (self.paper.left(), y - LEADING * up as f64);
            scene.rect(Area { x, y: y - 10.0, w: style.width(line) + 4.0, h: 12.0 }, PAPER);
            scene.text((x, y), line, style);
        }
    }

    /// Draws it, its callouts numbered from `first` on; returns how many these are.
    fn draw(&self, sheet: &mut Sheet, first: usize) -> usize {
        sheet.y += 26.0;
        let head = format!("{} {}", self.of.model, self.ended());
        for line in HEADING.wrap(&head, self.paper.room()) {
            sheet.scene.text((self.paper.left(), sheet.y), &line, HEADING);
            sheet.y += 19.0;
        }
        for line in SUBTITLE.wrap(&self.of.note, self.paper.room()) {
            sheet.scene.text((self.paper.left(), sheet.y), &line, SUBTITLE);
            sheet.y += 17.0;
        }
        sheet.describe(&format!("{head}. {}", self.of.note));
        let callouts = self.callouts();
        callouts.iter().for_each(|callout| sheet.describe(&callout.told()));
        sheet.y += self.say(&sheet.scene, &callouts, (sheet.y - 8.0, first));
        let strips = self.strips();
        let strip_high = self.strip_height(&strips);
        let top = sheet.y + 22.0 + strip_high * strips.len() as f64;
        let high = self.row_height();
        let bottom = top + high * self.rows.len() as f64;
        let scene = &sheet.scene;
        let middle = |row: usize| top + high * row as f64 + self.middle(ROW, high);
        let spots = self.spots(&callouts, &middle, top - 4.0);
        self.axis(scene, top, bottom);
        for (index, row) in self.rows.iter().enumerate() {
            self.row(scene, row, middle(index), &spots);
        }
        self.closed(scene, top, bottom);
        for (index, row) in self.rows.iter().enumerate() {
            self.ready(scene, row, middle(index));
        }
        for (at, piece) in self.rejections() {
            if let Some(row) = self.row_of(piece) {
                sent_back(scene, (self.at(at), middle(row)));
            }
        }
        for (index, strip) in strips.iter().enumerate() {
            let y = sheet.y + 22.0 + strip_high * index as f64 + self.middle(STRIP, strip_high);
            self.strip(scene, strip, y, bottom);
        }
        // Over the lines that go through the plot.
        for (index, row) in self.rows.iter().enumerate() {
            self.name(scene, row, middle(index));
        }
        self.deadline(scene, sheet.y + 14.0, bottom);
        callouts::point_out(scene, &spots, first);
        sheet.y = bottom + 26.0;
        for (team, spans) in &self.of.sits {
            self.sits(sheet, team, spans);
        }
        self.describe(sheet);
        callouts.len()
    }

    /// A row of diamonds, one for each time at which a team sits.
    fn sits(&self, sheet: &mut Sheet, team: &str, spans: &[(Instant, Instant)]) {
        let text = format!("{team} sits");
        let high = self.high(ROW, self.lines(&text, NAME).len());
        // The middle of the first row of marks stands where the cursor is.
        sheet.y += self.middle(ROW, high) - ROW / 2.0;
        self.name_at(&sheet.scene, (&text, NAME), (self.sides.0 - 8.0, sheet.y), ROW);
        for (from, _) in spans.iter().filter(|(from, _)| self.warp.share(*from) < 1.0) {
            sheet.scene.marker(Shape::Diamond, (self.at(*from), sheet.y), 4.0, INK);
        }
        sheet.y += high - self.middle(ROW, high) + ROW / 2.0;
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
        let due = self.of.due.map(|due| due.at.0 - at.0).map_or(String::new(), |left| match left {
            0.. => {
                format!(", {} to spare", format::spoken(left as f64 / crate::time::HOUR as f64))
            }
            _ => format!(", {} late", format::spoken(-left as f64 / crate::time::HOUR as f64)),
        });
        format!("{does}{after}{}{due}", self.day(at))
    }

    /// Which campaign it is, of so many models.
    fn reading(&self, models: usize) -> String {
        let (all, most) = (self.of.deliverables.len(), most(self.paper));
        let cut = if all > most {
            format!(" Shown: the last {most} of {all} deliverables to be done.")
        } else {
            String::new()
        };
        let which = match self.of.campaign {
            0 => String::new(),
            number => format!(", the campaign that arrives as number {}", number + 1),
        };
        let luck = if models > 1 { ", with the same luck under each" } else { "" };
        format!("One campaign: replication number {}{which}{luck}.{cut}", self.of.replication)
    }

    fn footer(&self) -> String {
        format!(
            "{} · one replication (number {}), not a forecast · seed {}",
            self.of.scenario, self.of.replication, self.of.seed
        )
    }

    /// A line for each week, or for so many days as fit.
    fn axis(&self, scene: &Scene, top: f64, bottom: f64) {
        let span = self.end.since(self.of.start).0;
        let step = [1, 7, 14, 28, 56, 112, 364].map(|days| days * DAY);
        let fits = |step: &&i64| {
            let end = self.of.start.plus(Elapsed(**step));
            self.warp.share(end) * (self.sides.1 - self.sides.0) >= 58.0
        };
        let step = step.iter().find(fits).copied().unwrap_or(364 * DAY);
        let (mut at, mut free) = (self.of.start, 0.0);
        let last = at.plus(Elapsed(span));
        while at <= last {
            let x = self.at(at);
            scene.line((x, top), (x, bottom + 4.0), 0.5, GRID);
            let date = self.of.date.and_then(|date| format::date(date, at, "%-d %b"));
            let days = at.since(self.of.start).0 / DAY;
            let text = date.unwrap_or_else(|| format!("day {days}"));
            let end = x + 2.0 + TICK.width(&text);
            if x >= free && end <= self.paper.width - 2.0 {
                scene.text((x + 2.0, bottom + 15.0), &text, TICK);
                free = end + 2.0;
            }
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
        let Some(doing) = state.doing else { return Look::Seemed };
        match doing {
            Doing::Worked if review => Look::Review,
            Doing::Worked => Look::Work,
            Doing::Rework if review => Look::Review,
            Doing::Rework => Look::Again,
            Doing::Audited => Look::Audit,
            Doing::Waiting(Wait::Queued) => Look::Person,
            Doing::Waiting(Wait::Review) => Look::Reviewer,
            Doing::Waiting(Wait::Held | Wait::Blocked) if state.begun => Look::Batch,
            Doing::Waiting(Wait::Held | Wait::Blocked) => Look::Before,
        }
    }

    /// The name of a piece, at its left or above it; the last of all is bold.
    fn name(&self, scene: &Scene, row: &Row, y: f64) {
        let last = self.rows.iter().map(|row| row.done).max().flatten();
        let style = if row.done.is_some() && row.done == last { NAME.bold() } else { NAME };
        self.name_at(scene, (row.name, style), (self.sides.0 - 8.0, y), ROW);
    }

    /// The states of a piece.
    fn row(&self, scene: &Scene, row: &Row, y: f64, spots: &[[Point; 2]]) {
        for state in &row.states {
            let (x, until) = (self.at(state.from), self.at(state.until));
            let look = self.look(*state);
            look.draw(scene, (x, until), y);
            let stream = &self.of.streams[self.of.tasks[state.task].1];
            // A callout hides the letter under it.
            let hidden = |[(at, on), _]: &[Point; 2]| *on == y && (at - x - 7.0).abs() < 16.0;
            if !spots.iter().any(hidden) {
                self.letter(scene, look, (x, until, y), stream);
            }
            let area = Area { x, y: y - ROW / 2.0, w: (until - x).max(2.0), h: ROW };
            let (from, to) = (self.day(state.from), self.day(state.until));
            let words = look.words();
            scene.hint(area, &format!("{}, {stream}: {words}, {from} to {to}", row.name));
        }
    }

    /// That a piece is ready, over everything.
    fn ready(&self, scene: &Scene, row: &Row, y: f64) {
        if let Some(done) = row.done.filter(|_| self.is_ready(row)) {
            tick(scene, (self.at(done) + 5.0, y));
        }
    }

    fn is_ready(&self, row: &Row) -> bool {
        row.done.is_some_and(|done| done <= self.end)
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
        let Some(due) = self.of.due else { return };
        let x = self.at(due.at);
        let beyond = self.warp.share(due.at) >= 1.0;
        let day = due.day("%a %-d %B").unwrap_or_else(|| self.day(due.at));
        let text = format!("{} {day}{}", due.name(), if beyond { " →" } else { "" });
        let style = NOTE.bold().in_colour(PAPER);
        let w = style.width(&text) + 12.0;
        let flag = if x + w <= self.paper.right() { x - 1.0 } else { x + 1.0 - w };
        let flag = flag.max(self.paper.left());
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

/// The pieces, in the order of the file.
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
        Row { piece, name: &of.deliverables[piece], states, done }
    };
    own.iter().enumerate().filter(|(_, tasks)| !tasks.is_empty()).map(row).collect()
}

/// The pieces that are shown: those that were done last, or never, in the order of the file.
fn shown<'a>(all: &[Row<'a>], most: usize) -> Vec<Row<'a>> {
    let mut rows: Vec<Row> = all.to_vec();
    // Never is latest.
    rows.sort_by_key(|row| std::cmp::Reverse(row.done.map_or(i64::MAX, |done| done.0)));
    rows.truncate(most);
    rows.sort_by_key(|row| row.piece);
    rows
}

/// How many pieces are shown.
fn most(paper: Paper) -> usize {
    MOST[usize::from(paper.is_narrow())]
}

/// The last instant that is shown: of what happened to this campaign.
fn last_shown(of: &Campaign) -> Instant {
    let last = segments::last_instant(of.trace, of.campaign);
    let last = of.ready.or(of.launch).map_or(last, |end| last.max(end));
    // Something to draw an axis for, even if nothing happened.
    last.max(of.start.plus(Elapsed(MINUTE)))
}
