//! Calendars, the start, the deadline and teams.

use super::context::{Context, find};
use super::moment::{Moment, TimeText};
use super::names::{Index, fault, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::tree::Place;
use super::units::{ELAPSED, text};
use super::wire::{self, File};
use crate::calendar::{Calendar, Pattern};
use crate::model::{CalendarId, Launch, NamedCalendar, Person, Team, When};
use crate::time::{DAY, Elapsed, Instant, WEEK, Work};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// The start of a campaign that has none: an arbitrary Monday at 09:00.
fn any_monday() -> DateTime {
    date(2024, 1, 1).at(9, 0, 0, 0)
}

/// What the default of the default calendar is called.
pub const OFFICE_HOURS_NAME: &str = "office hours";
/// The default calendar where the file names none.
const OFFICE_HOURS: &str = "Mon-Fri 09:00-17:00";
/// Default of `horizon`; counted from the deadline where that lies behind it.
const HORIZON: Elapsed = Elapsed(52 * WEEK);
/// A date lies at most 100 years after the start.
const LATEST: i64 = 36_525 * DAY;

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
    /// The calendar of launches, if the file names one.
    pub of_launch: Option<CalendarId>,
    /// The calendar of arrivals, if the file names one.
    pub of_arrivals: Option<CalendarId>,
}

/// Which instant of a bare date is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Its first.
    Begin,
    /// Its last.
    End,
}

impl Times {
    /// A time of a campaign; `None` after noting a date before the start, or more than 100 years after it.
    pub fn when(
        &self,
        text: &At<TimeText>,
        day: Day,
        what: &str,
        notes: &mut Notes,
    ) -> Option<When> {
        let moment = match text.value {
            TimeText::After(elapsed) => return Some(When::After(elapsed)),
            TimeText::On(moment) => moment,
        };
        let after = self.since_start(moment.instant(day == Day::End))?;
        if (i64::from(day == Day::End)..=LATEST).contains(&after) {
            return Some(When::At(Instant(after)));
        }
        if self.start_given {
            let message = format!("{what} must lie after the start, and within 100 years");
            let note = Note::new(text.at, message);
            let start = written(self.start);
            let help = format!("write a date from {start} on, or an earlier `start`");
            notes.push(note.label(format!("the campaign starts on {start}")).help(help));
        }
        None
    }

    /// The end of the day in which an instant lies.
    fn end_of_day(&self, at: Instant) -> Instant {
        let day = self.start.checked_add(SignedDuration::from_micros(at.0)).map(DateTime::date);
        let end = day.ok().and_then(|day| self.since_start(Moment::Day(day).instant(true)));
        end.map_or(at, Instant)
    }

    /// Microseconds from time 0 to a date and time.
    fn since_start(&self, at: DateTime) -> Option<i64> {
        i64::try_from(at.duration_since(self.start).as_micros()).ok()
    }
}

/// A date and time as the file writes it.
pub fn written(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
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
    let launch = file.launch.value().map(|launch| &launch.calendar);
    let of_launch = launch.and_then(|calendar| patterns.named(calendar, notes));
    let portfolio = file.portfolio.value().map(|portfolio| &portfolio.calendar);
    let of_arrivals = portfolio.and_then(|calendar| patterns.named(calendar, notes));
    let at = given.unwrap_or_else(any_monday);
    let start = opening(&patterns.list[patterns.default], at, notes)?;
    let calendars = patterns.list.iter().map(|written| compiled(written, start, notes));
    let calendars = calendars.collect::<Option<Vec<NamedCalendar>>>()?;
    let start_given = given.is_some();
    Some(Times {
        start,
        start_given,
        calendars,
        calendar: patterns.default,
        of_team,
        of_launch,
        of_arrivals,
    })
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
        let (name, text) = (OFFICE_HOURS_NAME.to_owned(), OFFICE_HOURS.to_owned());
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
    for (at, what) in std::mem::take(&mut notes.dates) {
        needs_start(at, what, notes);
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

/// When a campaign may be launched: the rule, and the deadline that it makes where none is given.
pub fn launch(file: &File, times: &Times, notes: &mut Notes) -> (Option<Launch>, Option<When>) {
    let Some(table) = file.launch.given() else { return (None, None) };
    if table.value.at.is_absent() && table.value.calendar.is_absent() {
        let note = Note::new(table.at, "a launch has a time, a calendar, or both").label("neither");
        notes.push(
            note.help("at = \"2026-05-04\": not before; calendar = \"launch days\": only then"),
        );
    }
    let given = table.value.at.given();
    let at = given.and_then(|at| times.when(at, Day::Begin, "the launch", notes));
    let opening = |at: Instant| {
        times.of_launch.map_or(at, |id| times.calendars[id].calendar.next_opening(at))
    };
    let whole_day = given.is_some_and(|at| matches!(at.value, TimeText::On(Moment::Day(_))));
    let due = at.map(|at| match at {
        When::At(instant) if whole_day => When::At(times.end_of_day(opening(instant))),
        When::At(instant) => When::At(opening(instant)),
        after => after,
    });
    let moves_deadline = file.deadline.is_absent()
        && times.of_launch.is_some()
        && matches!(at, Some(When::After(_)));
    (Some(Launch { at, calendar: times.of_launch, moves_deadline }), due)
}

/// The promised launch; `None` where there is none, or after noting that it is not after the start.
pub fn deadline(file: &File, times: &Times, notes: &mut Notes) -> Option<When> {
    times.when(file.deadline.given()?, Day::End, "the deadline", notes)
}

/// How long a campaign is followed, after noting a horizon that ends before the deadline (what would be
/// launched between the two would count as late) or before the launch.
pub fn horizon(
    file: &File,
    deadline: Option<When>,
    launch: Option<Launch>,
    notes: &mut Notes,
) -> Elapsed {
    let after = |when: Option<When>| when.map_or(Instant::ZERO, |when| when.of(Instant::ZERO));
    let (due, launch) = (Elapsed(after(deadline).0), Elapsed(after(launch.and_then(|l| l.at)).0));
    let Some(given) = file.horizon.given() else {
        let latest = due.max(launch);
        return if latest > HORIZON { Elapsed(latest.0 + HORIZON.0) } else { HORIZON };
    };
    let horizon = given.value;
    if horizon < launch {
        let [shown, launch] = [horizon, launch].map(|span| text(span.0, ELAPSED));
        let message =
            format!("the horizon of {shown} ends before the launch, {launch} after the start");
        let note = Note::new(given.at, message).label("nothing could ever be launched");
        notes.push(note.help(format!("raise `horizon` beyond {launch}, or leave it out")));
        return horizon;
    }
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

/// What a missed deadline costs, after noting that there is none to miss.
pub fn miss_cost(file: &File, has_deadline: bool, notes: &mut Notes) -> f64 {
    let Some(cost) = file.miss_cost.given() else { return 0.0 };
    let has_launch = file.launch.value().is_some_and(|launch| !launch.at.is_absent());
    if !has_deadline && file.deadline.is_absent() && !has_launch {
        let note = Note::new(cost.at, "`miss_cost` needs a deadline that can be missed");
        notes
            .push(note.label("there is no `deadline`").help("give one, such as deadline = \"8w\""));
    }
    cost.value
}

/// The teams.
pub fn teams(context: &Context<'_>, times: &Times) -> Vec<Team> {
    let entries = context.file.teams.entries();
    let team = |((name, team), calendar): (&(At<String>, At<wire::Team>), &CalendarId)| {
        let team = &team.value;
        Team {
            name: name.value.clone(),
            people: team.people.or(1),
            person: Person {
                cost_per_hour: team.cost_per_hour.or(0.0),
                maturity: team.maturity.or(1.0),
                speed: team.speed.or(1.0),
                switch_cost: team.switch_cost.or(Work(0)),
                share: team.share.or(1.0),
            },
            calendar: *calendar,
            response: team.response.value().cloned(),
        }
    };
    entries.iter().zip(&times.of_team).map(team).collect()
}
