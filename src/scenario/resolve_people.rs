//! Calendars, the start, the deadline and teams.

use super::context::{Context, find};
use super::moment::{DeadlineText, Moment};
use super::names::{Index, fault, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::tree::Place;
use super::units::{ELAPSED, text};
use super::wire::{self, File};
use crate::calendar::{Calendar, Pattern};
use crate::model::{CalendarId, Deadline, NamedCalendar, Team};
use crate::time::{DAY, Elapsed, Instant, WEEK, Work};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// The start of a campaign that has none: an arbitrary Monday at 09:00.
fn any_monday() -> DateTime {
    date(2024, 1, 1).at(9, 0, 0, 0)
}

/// The default calendar where the file names none.
const OFFICE_HOURS: &str = "Mon-Fri 09:00-17:00";
/// Default of `horizon`; counted from the deadline where that lies behind it.
const HORIZON: Elapsed = Elapsed(52 * WEEK);
/// A deadline lies at most 100 years after the start.
const LATEST_DEADLINE: i64 = 36_525 * DAY;

/// Calendars as patterns, not yet compiled.
struct Patterns {
    list: Vec<Written>,
    index: Index,
    default: CalendarId,
}

struct Written {
    name: String,
    text: String,
    pattern: Pattern,
    at: Place,
}

/// Calendars, compiled, with the start that they are compiled against.
pub struct Times {
    /// Time 0.
    pub start: DateTime,
    /// Whether the file gives a start.
    pub start_given: bool,
    /// All calendars.
    pub calendars: Vec<NamedCalendar>,
    /// The default calendar.
    pub calendar: CalendarId,
    /// For each team as written, its calendar.
    pub of_team: Vec<CalendarId>,
}

/// Resolves calendars and the start; `None` after noting what is wrong.
pub fn times(file: &File, notes: &mut Notes) -> Option<Times> {
    let mut patterns = patterns(file, notes);
    let given = start_of(file, notes);
    let entries = file.teams.entries();
    let calendar = |(_, team): &(At<String>, At<wire::Team>)| {
        patterns.named(&team.value.calendar, notes).unwrap_or(patterns.default)
    };
    let of_team = entries.iter().map(calendar).collect();
    let at = given.unwrap_or_else(any_monday);
    let start = opening(&patterns.list[patterns.default], at, notes)?;
    let calendars = patterns.list.iter().map(|written| compiled(written, start, notes));
    let calendars = calendars.collect::<Option<Vec<NamedCalendar>>>()?;
    let start_given = given.is_some();
    Some(Times { start, start_given, calendars, calendar: patterns.default, of_team })
}

impl Patterns {
    fn add(&mut self, name: &str, text: &str, pattern: Pattern, at: Place) -> CalendarId {
        self.index.add(name, self.list.len());
        self.list.push(Written { name: name.to_owned(), text: text.to_owned(), pattern, at });
        self.list.len() - 1
    }

    /// The calendar that a field names; `None` where it names none, or an unknown one (noted).
    fn named(&mut self, slot: &Slot<String>, notes: &mut Notes) -> Option<CalendarId> {
        let name = slot.given()?;
        if name.value == "always" && self.index.get("always").is_none() {
            return Some(self.add("always", "always", Pattern::always(), name.at));
        }
        find("calendar", &self.index, &name.value, name.at, notes)
    }

    /// The default of the default calendar, which no name finds.
    fn office_hours(&mut self) -> CalendarId {
        let windows = super::calendar_text::parse(OFFICE_HOURS).unwrap_or_default();
        let pattern = Pattern { windows, closed: Vec::new() };
        let (name, text) = ("office hours".to_owned(), OFFICE_HOURS.to_owned());
        self.list.push(Written { name, text, pattern, at: Place::default() });
        self.list.len() - 1
    }
}

/// The calendars of the file, and the default one.
fn patterns(file: &File, notes: &mut Notes) -> Patterns {
    let mut patterns = Patterns { list: Vec::new(), index: Index::default(), default: 0 };
    for (name, calendar) in file.calendars.entries() {
        let reserved = (name.value == "always").then_some("`always` is open at all times");
        if let Some(reason) = fault(&name.value).or(reserved) {
            let note = Note::new(name.at, format!("{} cannot be a calendar", quoted(&name.value)));
            notes.push(note.label(reason));
        }
        let closed = calendar.value.closed.iter().map(|date| date.value).collect();
        // A pattern that could not be read has been noted: any other one lets the rest be checked.
        let open = calendar.value.open.clone();
        let (text, windows) = open.map_or_else(
            || (String::new(), Pattern::always().windows),
            |open| (open.text, open.windows),
        );
        patterns.add(&name.value, &text, Pattern { windows, closed }, calendar.at);
    }
    let named = patterns.named(&file.calendar, notes);
    patterns.default = named.unwrap_or_else(|| patterns.office_hours());
    patterns
}

/// The start as given, after noting dates that need one.
fn start_of(file: &File, notes: &mut Notes) -> Option<DateTime> {
    match &file.start {
        Slot::Given(start) => return Some(start.value),
        Slot::Bad => return None,
        Slot::Absent => {}
    }
    if let Some(at) = file.deadline.given().filter(|at| matches!(at.value, DeadlineText::By(_))) {
        needs_start(at.at, "a deadline that is a date", notes);
    }
    for (_, calendar) in file.calendars.entries() {
        if let Some(first) = calendar.value.closed.first() {
            needs_start(first.at, "a closed date", notes);
        }
    }
    None
}

fn needs_start(at: Place, what: &str, notes: &mut Notes) {
    let note = Note::new(at, format!("{what} needs the campaign's start"));
    notes.push(note.label("a date").help("give `start`, such as start = \"2026-03-02 09:00\""));
}

/// The next opening of the default calendar.
fn opening(default: &Written, at: DateTime, notes: &mut Notes) -> Option<DateTime> {
    let calendar = compiled(default, at, notes)?.calendar;
    let wait = calendar.next_opening(Instant::ZERO).0;
    at.checked_add(SignedDuration::from_micros(wait)).ok()
}

fn compiled(written: &Written, start: DateTime, notes: &mut Notes) -> Option<NamedCalendar> {
    let Some(calendar) = Calendar::compile(&written.pattern, start) else {
        let note =
            Note::new(written.at, format!("the calendar {} never opens", quoted(&written.name)));
        notes.push(note.label("never open"));
        return None;
    };
    Some(NamedCalendar { name: written.name.clone(), calendar, text: written.text.clone() })
}

/// The promised launch; `None` where there is none, or after noting that it is not after the start.
pub fn deadline(file: &File, start: DateTime, notes: &mut Notes) -> Option<Deadline> {
    let given = file.deadline.given()?;
    if matches!(file.start, Slot::Bad) {
        return None;
    }
    let end = match given.value {
        DeadlineText::After(elapsed) => return Some(Deadline::After(elapsed)),
        DeadlineText::By(Moment::Time(time)) => time,
        DeadlineText::By(Moment::Day(day)) => day.tomorrow().ok()?.at(0, 0, 0, 0),
    };
    let after = i64::try_from(end.duration_since(start).as_micros()).ok()?;
    if (1..=LATEST_DEADLINE).contains(&after) {
        return Some(Deadline::At(Instant(after)));
    }
    let note = Note::new(given.at, "the deadline must lie after the start, and within 100 years");
    notes.push(note.label(format!("the campaign starts at {start}")));
    None
}

/// How long a campaign is followed, after noting a horizon that ends before the deadline: what would be
/// launched between the two would count as late.
pub fn horizon(file: &File, deadline: Option<Deadline>, notes: &mut Notes) -> Elapsed {
    let due = match deadline {
        Some(Deadline::After(span)) => span,
        Some(Deadline::At(instant)) => instant.since(Instant::ZERO),
        None => Elapsed(0),
    };
    let Some(given) = file.horizon.given() else {
        return if due > HORIZON { Elapsed(due.0 + HORIZON.0) } else { HORIZON };
    };
    let horizon = given.value;
    if horizon < due {
        let [shown, due] = [horizon, due].map(|span| text(span.0, ELAPSED));
        let message =
            format!("the horizon of {shown} ends before the deadline, {due} after the start");
        let note = Note::new(given.at, message).label("campaigns in time would count as late");
        notes.push(note.help(format!(
            "raise `horizon` beyond {due}, or leave it out: then it lies behind the deadline"
        )));
    }
    horizon
}

/// The teams.
pub fn teams(context: &Context<'_>, times: &Times) -> Vec<Team> {
    let entries = context.file.teams.entries();
    let team = |((name, team), calendar): (&(At<String>, At<wire::Team>), &CalendarId)| {
        let team = &team.value;
        Team {
            name: name.value.clone(),
            people: team.people.or(1),
            cost_per_hour: team.cost_per_hour.or(0.0),
            maturity: team.maturity.or(1.0),
            speed: team.speed.or(1.0),
            calendar: *calendar,
            switch_cost: team.switch_cost.or(Work(0)),
            share: team.share.or(1.0),
        }
    };
    entries.iter().zip(&times.of_team).map(team).collect()
}
