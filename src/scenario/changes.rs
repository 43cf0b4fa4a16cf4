//! Late changes: what they hit, how hard, and when they come.

use super::context::{Context, deliverables};
use super::moment::TimeText;
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes};
use super::resolve_people::{Day, Times, written};
use super::tree::Place;
use super::units::{ELAPSED, parts};
use super::wire::{self, Severity};
use crate::model::{Arrival, Change, Clock, StreamId, When};
use crate::time::{Elapsed, Instant};

/// What the times of changes count from.
pub struct Dates<'a> {
    /// What comes: "a change".
    pub what: &'static str,
    /// The start and the calendars, where they could be read.
    pub times: Option<&'a Times>,
    /// The launch date, if any.
    pub launch: Option<When>,
    /// The deadline, if any.
    pub deadline: Option<When>,
}

/// The late changes; fewer than the file's only after noting what is wrong.
pub fn changes(context: &Context<'_>, dates: &Dates<'_>, notes: &mut Notes) -> Vec<Change> {
    let items = context.file.changes.items().iter();
    items.filter_map(|item| change(context, dates, item, notes)).collect()
}

fn change(
    context: &Context<'_>,
    dates: &Dates<'_>,
    item: &At<wire::Change>,
    notes: &mut Notes,
) -> Option<Change> {
    let change = &item.value;
    let streams = streams(context, item, notes);
    let clock = clock(context, change, notes);
    let arrival = arrival(context, dates, item, clock, notes);
    let hit = change.deliverables.given().map(|list| {
        if list.value.is_empty() {
            let note = Note::new(list.at, "a change that can hit no deliverable").label("empty");
            notes.push(note.help("leave `deliverables` out for all of them"));
        }
        deliverables(context, &list.value, notes)
    });
    let default_name = || {
        let names: Vec<&str> = named(change).map(|name| name.value.as_str()).collect();
        format!("change of {}", names.join(" and "))
    };
    Some(Change {
        name: change.name.value().cloned().unwrap_or_else(default_name),
        streams: streams?,
        arrival: arrival?,
        clock,
        probability: change.probability.or(1.0),
        deliverables: hit,
        reach: change.reach.or(1.0),
    })
}

/// The names of the streams that a change hits.
fn named(change: &wire::Change) -> impl Iterator<Item = &At<String>> {
    change.stream.given().into_iter().chain(change.streams.items())
}

/// The streams that a change hits, each with the share of its work redone.
fn streams(
    context: &Context<'_>,
    item: &At<wire::Change>,
    notes: &mut Notes,
) -> Option<Vec<(StreamId, f64)>> {
    let change = &item.value;
    if change.stream.is_absent() == change.streams.is_absent() {
        let note = Note::new(item.at, "a change needs `stream` or `streams`, not both");
        notes.push(
            note.label("what it hits")
                .help("stream = \"data\", or streams = [\"creative\", \"data\"]"),
        );
        return None;
    }
    if let Some(list) = change.streams.given().filter(|list| list.value.is_empty()) {
        let note = Note::new(list.at, "a change that hits no stream").label("empty");
        notes.push(note.help("name what it hits, such as streams = [\"creative\", \"data\"]"));
    }
    let mut found: Vec<StreamId> = Vec::new();
    for name in named(change) {
        let Some(stream) = context.work_stream(name, "a change", notes) else { continue };
        if found.contains(&stream) {
            let note = Note::new(name.at, format!("{} is listed twice", quoted(&name.value)));
            notes.push(note.label("listed before").help("leave one of the two out"));
        }
        found.push(stream);
    }
    // Unless another was noted.
    let severity = change.severity.given().filter(|_| found.len() == named(change).count())?;
    let each = match &severity.value {
        Severity::All(one) => vec![*one; found.len()],
        Severity::Each(list) => list.clone(),
    };
    if each.len() != found.len() {
        let severities = if each.len() == 1 { "severity" } else { "severities" };
        let streams = if found.len() == 1 { "stream" } else { "streams" };
        let message = format!("{} {severities} for {} {streams}", each.len(), found.len());
        let note = Note::new(severity.at, message).label("one for each stream");
        notes.push(
            note.help("a list goes with `streams` and is as long; a number holds for all of them"),
        );
    }
    Some(found.into_iter().zip(each).collect())
}

fn clock(context: &Context<'_>, change: &wire::Change, notes: &mut Notes) -> Clock {
    let Some(clock) = change.clock.given() else { return Clock::Start };
    if clock.value == Clock::Launch && context.file.live.is_absent() {
        let note = Note::new(clock.at, "changes after launch need live time").label("needs `live`");
        notes.push(note.help("live = \"2w\": how long a launched campaign stays open to changes"));
    }
    clock.value
}

fn arrival(
    context: &Context<'_>,
    dates: &Dates<'_>,
    item: &At<wire::Change>,
    clock: Clock,
    notes: &mut Notes,
) -> Option<Arrival> {
    let change = &item.value;
    let given = [
        !change.at.is_absent(),
        !change.within.is_absent(),
        !change.before.is_absent(),
        !change.every.is_absent(),
    ];
    if given.iter().filter(|given| **given).count() != 1 {
        let message = "a change comes `at` a time, `within` two times, so long `before` the launch date, \
                       or `every` so often";
        notes.push(Note::new(item.at, message).label("exactly one of the four").help(
            "at = \"3w\", within = [\"4w\", \"8w\"], before = \"3w\", or every = \"2w\" with until = \"12w\"",
        ));
        return None;
    }
    if change.every.is_absent() {
        for (slot, key) in [(&change.from, "from"), (&change.until, "until")] {
            if let Some(bound) = slot.given() {
                let note = Note::new(bound.at, format!("`{key}` belongs to `every`"));
                notes.push(note.label("not allowed here"));
            }
        }
    }
    if let Some(before) = change.before.given() {
        return dates.before(context, before, clock, notes).map(Arrival::At);
    }
    if let Some(list) = change.within.given() {
        let ends = list.value.iter().zip([Day::Begin, Day::End, Day::End]);
        let times = ends.map(|(at, day)| dates.when(at, day, clock, notes));
        let times: Vec<When> = times.collect::<Option<_>>()?;
        return within(list.at, &times, notes);
    }
    match change.at.given() {
        Some(at) => dates.when(at, Day::Begin, clock, notes).map(Arrival::At),
        None => every(context, dates, change, clock, notes),
    }
}

/// A time between two, after noting what is not that.
pub fn within(at: Place, times: &[When], notes: &mut Notes) -> Option<Arrival> {
    match *times {
        [When::After(from), When::After(to)] if from <= to => {
            Some(Arrival::Within(When::After(from), When::After(to)))
        }
        [When::At(from), When::At(to)] if from <= to => {
            Some(Arrival::Within(When::At(from), When::At(to)))
        }
        _ => {
            let note = Note::new(at, "`within` is a list of two times, the earlier first");
            notes.push(note.label("two times of one kind").help("within = [\"4w\", \"8w\"]"));
            None
        }
    }
}

fn every(
    context: &Context<'_>,
    dates: &Dates<'_>,
    change: &wire::Change,
    clock: Clock,
    notes: &mut Notes,
) -> Option<Arrival> {
    let every = change.every.given()?;
    let ends =
        !change.until.is_absent() || !context.file.deadline.is_absent() || dates.deadline.is_some();
    if clock == Clock::Start && !ends {
        let note = Note::new(every.at, "changes that come again and again need an end");
        notes.push(
            note.label("needs `until`").help("until = \"12w\", or a `deadline` of the campaign"),
        );
    }
    let from = match change.from.given() {
        Some(from) => dates.when(from, Day::Begin, clock, notes)?,
        None => When::After(Elapsed(0)),
    };
    let until = match change.until.given() {
        Some(until) => Some((until.at, dates.when(until, Day::End, clock, notes)?)),
        None => None,
    };
    let not_later = |(_, until): &(Place, When)| until.of(Instant::ZERO) <= from.of(Instant::ZERO);
    if let Some((at, _)) = until.filter(not_later) {
        notes.push(Note::new(at, "`until` must be later than `from`").label("not later"));
    }
    Some(Arrival::Every { mean_gap: every.value, from, until: until.map(|(_, until)| until) })
}

impl Dates<'_> {
    /// A time of a change; `None` after noting a date on the launch clock, or before the start.
    pub fn when(
        &self,
        at: &At<TimeText>,
        day: Day,
        clock: Clock,
        notes: &mut Notes,
    ) -> Option<When> {
        if let TimeText::After(elapsed) = at.value {
            return Some(When::After(elapsed));
        }
        if clock == Clock::Launch {
            notes.push(start_clock_only(at.at, "a date"));
            return None;
        }
        self.times?.when(at, day, self.what, notes)
    }

    /// So long before the launch date, or else the deadline; `None` after noting that there is neither, or that it lies
    /// before the start.
    pub fn before(
        &self,
        context: &Context<'_>,
        before: &At<Elapsed>,
        clock: Clock,
        notes: &mut Notes,
    ) -> Option<When> {
        if clock == Clock::Launch {
            notes.push(start_clock_only(before.at, "`before`"));
            return None;
        }
        let file = context.file;
        // A calendar alone says on which days one may launch, not when.
        let is_dated = file.launch.value().is_some_and(|launch| !launch.at.is_absent());
        if !is_dated && file.deadline.is_absent() {
            let note = Note::new(before.at, "`before` needs a launch date or a deadline");
            notes.push(
                note.label("before what?").help("launch = { at = \"9w\" }, or deadline = \"9w\""),
            );
        }
        let due = self.launch.or(self.deadline)?;
        let after = due.of(Instant::ZERO).since(Instant::ZERO);
        if before.value > after {
            let [span, after] = [before.value, after].map(|span| parts(span.0, ELAPSED));
            let what = if self.launch.is_some() { "launch" } else { "deadline" };
            let message = format!("{span} before the {what} is before the start");
            let note = Note::new(before.at, message).label("before the start");
            let start = self.times.filter(|times| times.start_given).map(|times| times.start);
            let start = start.map_or(String::new(), |start| format!(", {}", written(start)));
            notes.push(note.help(format!(
                "the {what} is {after} after the start{start}: write at most before = \"{after}\""
            )));
            return None;
        }
        let left = after.0 - before.value.0;
        Some(match due {
            When::After(_) => When::After(Elapsed(left)),
            When::At(_) => When::At(Instant(left)),
        })
    }
}

fn start_clock_only(at: Place, what: &str) -> Note {
    let note = Note::new(at, format!("{what} goes with the start clock only"));
    note.label("with clock = \"launch\"").help("times after the launch are elapsed times")
}
