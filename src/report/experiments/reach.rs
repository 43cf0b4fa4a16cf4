//! Where models hold a goal, for readers and as data.

use super::Scale;
use super::breakeven::{Asked, remarks, states};
use super::decompose::footer;
use crate::metric::METRICS;
use crate::model::Facts;
use crate::question::breakeven::{Found, Reading, State};
use crate::question::goal::Bound;
use crate::question::sweep::Counts;
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Document, Table, format};
use crate::time::{DAY, Instant};
use jiff::SignedDuration;

/// What was asked, and of whom.
#[derive(Clone, Copy, Debug)]
pub struct Goal<'a> {
    /// The scenario, the path, its range, the goal; its models do not matter.
    pub asked: Asked<'a>,
    /// The goal.
    pub bound: &'a Bound,
    /// What the models have in common.
    pub facts: &'a Facts,
    /// The models.
    pub models: &'a [String],
}

impl<'a> Goal<'a> {
    fn of(&self, model: usize) -> Asked<'a> {
        Asked { models: [&self.models[model]; 2], ..self.asked }
    }

    fn counts(&self) -> Option<Counts> {
        Counts::of(self.asked.path, self.facts)
    }

    /// The instant of a value, where it is one.
    fn instant(&self, share: f64) -> Option<Instant> {
        self.counts()?.instant(self.asked.exact(share), self.asked.range)
    }

    /// The day of a value: "Sun 7 Feb 2027".
    fn day(&self, share: f64) -> Option<String> {
        format::date(self.facts.start, self.instant(share)?, "%a %-d %b %Y")
    }

    /// The last day of a value or before on which the default calendar was open until then: what comes on a weekend
    /// was known on the Friday.
    fn working_day(&self, share: f64) -> Option<String> {
        let (at, start) = (self.instant(share)?, self.facts.start);
        let then = start.checked_add(SignedDuration::from_micros(at.0)).ok()?;
        let midnight = then.date().at(0, 0, 0, 0).duration_since(start).as_micros();
        let midnight = i64::try_from(midnight).ok()?;
        let calendar = &self.facts.calendars[self.facts.calendar].calendar;
        let open = |day: &i64| {
            let from = Instant(midnight - day * DAY);
            calendar.open(from, at.min(Instant(from.0 + DAY))).0 > 0
        };
        let back = (0..MOST_CLOSED).find(open).unwrap_or(0);
        format::date(start, Instant(at.0 - back * DAY), "%a %-d %b %Y")
    }

    fn scale(&self) -> Scale {
        let scale = Scale::of(self.bound.quantity.metric);
        if scale.unit.is_empty() { Scale { per: 0.01, unit: "%", ..scale } } else { scale }
    }

    /// The quantity for headings, without its unit.
    fn quantity(&self) -> String {
        self.bound.quantity.name().trim_end_matches("_h").to_owned()
    }
}

/// The longest that an office is closed, in days.
const MOST_CLOSED: i64 = 28;

/// Whether the goal holds, as a cell.
fn holds(state: State) -> Cell {
    Cell::text(match state {
        State::First => "yes",
        State::Second => "no",
        _ => "not shown",
    })
}

/// `breakeven.csv`: every reading.
pub fn readings(goal: &Goal<'_>, found: &[Found]) -> Table {
    let words = ["path", "value", "model", "goal", "unit"].map(Column::text);
    let numbers = ["n", "estimate", "ci_low", "ci_high", "launched", "replications"];
    let columns = words.into_iter().chain(numbers.map(Column::number));
    let columns = columns.chain([Column::text("holds")]).collect();
    let mut table = Table::new("breakeven", "The goal at each value", columns);
    let unit = METRICS[goal.bound.quantity.metric].unit;
    for (model, found) in found.iter().enumerate() {
        for reading in &found.readings {
            let value = goal.asked.range.at(reading.at);
            let words = [
                goal.asked.path,
                &value,
                &goal.models[model],
                goal.asked.goal.unwrap_or_default(),
                unit,
            ];
            let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
            let ci = reading.ci;
            row.push(Cell::count(reading.n));
            row.extend([reading.mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high)].map(Cell::number));
            let [launched, _] = reading.launched;
            row.extend([launched.count, launched.of].map(Cell::count));
            row.push(holds(reading.state));
            table.push(row);
        }
    }
    table
}

/// `crossings.csv`: where the goal begins or ceases to hold; dates where the value is a time and the start is known.
pub fn crossings(goal: &Goal<'_>, found: &[Found]) -> Table {
    let words = ["model", "path", "goal"].map(Column::text);
    let numbers = ["crossing", "ci_low", "ci_high"].map(Column::number);
    let rest = ["unit", "date", "date_low", "date_high", "holds_below", "holds_above"];
    let columns = words.into_iter().chain(numbers).chain(rest.map(Column::text)).collect();
    let mut table = Table::new("crossings", "Where the goal begins or ceases to hold", columns);
    let date = |share: f64| {
        let date = goal.instant(share);
        let date = date.and_then(|at| format::date(goal.facts.start, at, "%Y-%m-%d"));
        date.map_or(Cell::Missing, Cell::Text)
    };
    for (model, found) in found.iter().enumerate() {
        for turn in &found.turns {
            let places = [turn.at, turn.low, turn.high];
            let words = [&goal.models[model], goal.asked.path, goal.asked.goal.unwrap_or_default()];
            let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
            row.extend(places.map(|share| Cell::number(Some(goal.asked.exact(share)))));
            row.push(Cell::text(&goal.asked.range.unit));
            row.extend(places.map(date));
            row.extend([turn.below, turn.above].map(holds));
            table.push(row);
        }
    }
    table
}

/// What was found of each model, in sentences.
fn said(goal: &Goal<'_>, found: &[Found]) -> Vec<String> {
    let each = found.iter().enumerate().flat_map(|(model, found)| {
        let words = match goal.counts() {
            Some(Counts::Before(_)) => vec![last_safe(goal, found)],
            _ => states(&goal.of(model), found),
        };
        words.into_iter().map(move |words| format!("{}: {words}", goal.models[model]))
    });
    let tried: Vec<usize> = found.iter().map(|found| found.readings.len()).collect();
    let (fewest, most) = (tried.iter().min().copied(), tried.iter().max().copied());
    let tried = match (fewest, most) {
        (Some(fewest), Some(most)) if fewest < most => format!("{fewest} to {most}"),
        (_, most) => most.unwrap_or(0).to_string(),
    };
    let (low, high) = (goal.asked.value(0.0), goal.asked.value(1.0));
    let tried = format!(
        "Tried of each model: {tried} values between {low} and {high}; nothing is known of those in between."
    );
    each.chain([tried]).collect()
}

/// Where the goal is safe: the latest reading (the least before what is due) at which it is shown to hold, such that it
/// holds, or seems to, at all that were tried earlier.
fn safe<'a>(goal: &Goal<'_>, found: &'a Found) -> Option<&'a Reading> {
    let bound = goal.bound;
    let seems = |mean: f64| {
        let holds = |limit: f64| if bound.at_least { mean >= limit } else { mean <= limit };
        bound.value().is_some_and(holds)
    };
    let good = |reading: &&Reading| match reading.state {
        State::First => true,
        State::Second => false,
        _ => reading.mean.is_some_and(seems),
    };
    let from_the_end = found.readings.iter().rev().take_while(good);
    from_the_end.filter(|reading| reading.state == State::First).last()
}

/// "the last safe day for `offer` is Fri 5 Feb 2027, 4.2w before the launch date: ready >= 90 % holds if it comes by
/// then; at 4.1w, the next value tried, that is not shown"
fn last_safe(goal: &Goal<'_>, found: &Found) -> String {
    let change = goal.asked.path.trim_start_matches("changes").trim_end_matches(".before");
    let change = change.trim_start_matches('.');
    let launch = goal.facts.launch.is_some_and(|launch| launch.at.is_some());
    let due = if launch { "launch date" } else { "deadline" };
    let words = goal.asked.goal.unwrap_or_default();
    let Some(safe) = safe(goal, found) else {
        return format!(
            "there is no safe day for `{change}` among those tried: even {} before the {due} {words} is not shown to \
             hold",
            goal.asked.value(1.0)
        );
    };
    let day = goal.working_day(safe.at).unwrap_or_default();
    let before = goal.asked.value(safe.at);
    let next = found.readings.iter().rev().find(|reading| reading.at < safe.at);
    let next = next.map_or(String::new(), |next| {
        let not = if next.state == State::Second { "it does not" } else { "that is not shown" };
        let at = goal.asked.value(next.at);
        let at = if at == before { format!("just under {at}") } else { format!("at {at}") };
        format!("; {at}, the next value tried, {not}")
    });
    format!(
        "the last safe day for `{change}` is {day}, {before} before the {due}: {words} holds if it comes by then{next}"
    )
}

/// What is said on standard output.
pub fn page(goal: &Goal<'_>, found: &[Found]) -> Document {
    let mut page = Document::default();
    let Asked { scenario, path, replications, seed, .. } = goal.asked;
    page.heading(format!(
        "{scenario}: when does {} hold, over {path}? {replications} replications each, seed {seed}",
        goal.asked.goal.unwrap_or_default(),
    ));
    page.list(said(goal, found));
    page.table(shown(goal, found));
    let all = Found {
        readings: found.iter().flat_map(|found| found.readings.clone()).collect(),
        turns: found.iter().flat_map(|found| found.turns.clone()).collect(),
        spent: false,
    };
    page.list(remarks(&goal.asked, &all));
    page
}

/// The values that every search begins with: eighths of the range.
fn shown(goal: &Goal<'_>, found: &[Found]) -> Table {
    let scale = goal.scale();
    let mut columns = vec![Column::number("value").headed(goal.asked.path)];
    let dated = goal.day(0.0).is_some();
    if dated {
        columns.push(Column::text("date").headed("Date"));
    }
    let model = |name: &String| Column::number("model").headed(name).in_unit(scale.unit);
    columns.extend(goal.models.iter().map(model));
    let title = format!("{} (95 %)", goal.quantity());
    let mut table = Table::new("shown", title, columns);
    let coarse = |found: &Found| -> Vec<Reading> {
        let coarse = found.readings.iter().filter(|r| (r.at * 8.0).fract() == 0.0);
        coarse.copied().collect()
    };
    let all: Vec<Vec<Reading>> = found.iter().map(coarse).collect();
    for (place, first) in all.first().into_iter().flatten().enumerate() {
        let mut row = vec![Cell::Text(goal.asked.value(first.at))];
        if dated {
            row.push(goal.day(first.at).map_or(Cell::Missing, Cell::Text));
        }
        row.extend(all.iter().map(|of| of.get(place).map_or(Cell::Missing, |r| cell(r, scale))));
        table.push(row);
    }
    table
}

/// "93.1 (91.4 to 94.5)"
fn cell(reading: &Reading, scale: Scale) -> Cell {
    let Some(value) = reading.mean.map(|value| scale.value(value)) else { return Cell::Missing };
    let Some(ci) = scale.interval(reading.ci) else { return Cell::Text(format::rounded(value)) };
    let decimals = format::decimals_of_ends(ci);
    let [value, low, high] = [value, ci.low, ci.high].map(|end| format::fixed(end, decimals));
    Cell::Text(format!("{value} ({low} to {high})"))
}

/// The quantity of each model over the range.
pub fn drawing(goal: &Goal<'_>, found: &[Found]) -> Option<Drawing> {
    let scale = goal.scale();
    let at = |found: &Found| found.readings.iter().map(|reading| reading.at).collect::<Vec<_>>();
    let mut places: Vec<f64> = found.iter().flat_map(at).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let dated = matches!(goal.counts(), Some(Counts::Before(_)));
    let name = |model: usize, found: &Found| match safe(goal, found).filter(|_| dated) {
        Some(safe) => {
            let day = goal.working_day(safe.at).unwrap_or_default();
            format!("{}: {day}", goal.models[model])
        }
        None => goal.models[model].clone(),
    };
    let line = |(model, found): (usize, &Found)| chart::Line {
        name: name(model, found),
        points: places.iter().map(|at| point(found, *at, scale)).collect(),
    };
    let Asked { path, scenario, replications, seed, .. } = goal.asked;
    let words = goal.asked.goal.unwrap_or_default();
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" ({})", scale.unit) };
    chart::lines(&chart::Lines {
        title: format!("When does {words} hold?"),
        reading: format!(
            "{} at each value that was run (marker), in its 95 % interval (band). All values run on the same \
             draws.{}",
            goal.quantity(),
            if dated { " Ringed: the last safe day." } else { "" }
        ),
        x: path.to_owned(),
        y: format!("{}{unit}", goal.quantity()),
        levels: places.iter().map(|at| goal.asked.range.at(*at)).collect(),
        lines: found.iter().enumerate().map(line).collect(),
        open: Vec::new(),
        goal: goal.bound.value().map(|limit| (scale.value(limit), words.to_owned())),
        turns: None,
        marked: found.iter().map(|found| marked(goal, &places, found)).collect(),
        bridged: true,
        footer: footer(scenario, replications as usize, seed),
    })
}

/// The place of the last safe day, where a day is asked for.
fn marked(goal: &Goal<'_>, places: &[f64], found: &Found) -> Option<usize> {
    let safe = safe(goal, found).filter(|_| matches!(goal.counts(), Some(Counts::Before(_))))?;
    places.iter().position(|place| *place == safe.at)
}

fn point(found: &Found, at: f64, scale: Scale) -> Option<(f64, Option<format::Interval>)> {
    let reading = found.readings.iter().find(|reading| reading.at == at)?;
    Some((scale.value(reading.mean?), scale.interval(reading.ci)))
}
