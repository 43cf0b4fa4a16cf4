//! Where models hold a goal, for readers and as data.

use super::Scale;
use super::breakeven::{Asked, complete, remarks, states};
use super::decompose::footer;
use super::goal_words::GoalWords;
use crate::analysis::launches::more_is_better;
use crate::metric::METRICS;
use crate::model::Facts;
use crate::question::breakeven::{Found, Reading, State, Turn};
use crate::question::goal::Bound;
use crate::question::sensitivity::in_words;
use crate::question::sweep::{Counts, DayEnd};
use crate::question::until::{Time, Until};
use crate::report::chart;
use crate::report::told::Told;
use crate::report::{Cell, Column, Table, format};
use crate::text::{capitalised, listed};

/// What was asked, and of whom.
#[derive(Clone, Copy, Debug)]
pub struct Goal<'a> {
    /// The scenario, the path, its range, the goal; its models do not matter.
    pub asked: Asked<'a>,
    /// The goal.
    pub bound: &'a Bound,
    /// The same in words.
    pub words: &'a GoalWords,
    /// What the models have in common.
    pub facts: &'a Facts,
    /// The days on which what varies may come, where it is so long before what is due.
    pub days: &'a [DayEnd],
    /// The models.
    pub models: &'a [String],
}

impl<'a> Goal<'a> {
    fn of(&self, model: usize) -> Asked<'a> {
        Asked { models: [&self.models[model]; 2], ..self.asked }
    }

    /// Until when the change may come.
    fn until(&self, found: &Found) -> Until {
        Until::of(&found.readings, self.days, self.bound)
    }

    /// The last day whose end is safe.
    fn safe_day(&self, found: &Found) -> Option<DayEnd> {
        self.until(found).likely?.day
    }

    /// The day itself: "Thu 18 Feb 2027".
    fn name(&self, day: DayEnd) -> String {
        format::date(self.facts.start, day.day, DATE).unwrap_or_default()
    }

    /// The day that ends then; else the time: "4.2w (Fri 5 Feb 2027 16:00)".
    fn time(&self, time: Time) -> String {
        time.day.map_or_else(|| self.asked.dated(time.at), |day| self.name(day))
    }

    /// Whether the question is up to when something may come, so long before what is due.
    fn asks_until(&self) -> bool {
        let counts = Counts::of(self.asked.path, self.facts);
        matches!(counts, Some(Counts::Before(_))) && is_safe_for(self.bound)
    }

    /// The change that comes.
    fn change(&self) -> &str {
        let change = self.asked.path.trim_start_matches("changes").trim_end_matches(".before");
        change.trim_start_matches('.')
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

/// How days are written.
const DATE: &str = "%a %-d %b %Y";

/// Whether a bound asks for what is good to have, so that what comes early is safe.
pub fn is_safe_for(bound: &Bound) -> bool {
    bound.at_least == more_is_better(bound.quantity.metric)
}

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
    let words = ["model", "goal", "unit"].map(Column::text);
    let numbers = ["n", "estimate", "ci_low", "ci_high", "launched", "replications"];
    let columns = Asked::value_columns().into_iter().chain(words);
    let columns = columns.chain(numbers.map(Column::number));
    let columns = columns.chain([Column::text("holds")]).collect();
    let mut table = Table::new("breakeven", "The goal at each value", columns);
    let unit = METRICS[goal.bound.quantity.metric].unit;
    for (model, found) in found.iter().enumerate() {
        for reading in &found.readings {
            let mut row = goal.asked.value_cells(reading.at).to_vec();
            let words = [&goal.models[model], goal.words.asked.as_str(), unit];
            row.extend(words.map(Cell::text));
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
    let date = |(share, day): (f64, Option<DayEnd>)| {
        let date = match day {
            Some(day) => format::date(goal.facts.start, day.day, "%Y-%m-%d"),
            None => goal.asked.date(share, "%Y-%m-%d"),
        };
        date.map_or(Cell::Missing, Cell::Text)
    };
    let number = |share: Option<f64>| Cell::number(share.map(|share| goal.asked.exact(share)));
    for (model, found) in found.iter().enumerate() {
        for Crossing { places, holds } in turns(goal, found) {
            let words = [&goal.models[model], goal.asked.path, goal.words.asked.as_str()];
            let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
            row.extend(places.iter().map(|place| number(place.map(|(share, _)| share))));
            row.push(Cell::text(&goal.asked.range.unit));
            row.extend(places.map(|place| place.map_or(Cell::Missing, date)));
            row.extend(holds.map(self::holds));
            table.push(row);
        }
    }
    table
}

/// Where the goal begins or ceases to hold: by the estimate, and the ends of what is not shown, with the days that end
/// there; and whether it holds below and above.
struct Crossing {
    places: [Option<(f64, Option<DayEnd>)>; 3],
    holds: [State; 2],
}

/// Until when, where that is asked; else every turn.
fn turns(goal: &Goal<'_>, found: &Found) -> Vec<Crossing> {
    if !goal.asks_until() {
        let one = |turn: &Turn| Crossing {
            places: [turn.at, Some(turn.low), Some(turn.high)].map(|at| Some((at?, None))),
            holds: [turn.below, turn.above],
        };
        return found.turns.iter().map(one).collect();
    }
    let Until { likely, shown, fails } = goal.until(found);
    let time = |time: Option<Time>| time.map(|time| (time.at, time.day));
    let crossing = Crossing {
        places: [time(likely), fails.map(|at| (at, None)), time(shown)],
        holds: [
            fails.map_or(State::Open, |_| State::Second),
            shown.map_or(State::Open, |_| State::First),
        ],
    };
    likely.map(|_| crossing).into_iter().collect()
}

/// What was found of each model, in sentences.
fn said(goal: &Goal<'_>, found: &[Found]) -> Vec<String> {
    let each = found.iter().enumerate().flat_map(|(model, found)| {
        let words = match goal.asks_until() {
            true => vec![last_safe(goal, found)],
            false => states(&goal.of(model), found),
        };
        words.into_iter().map(move |words| format!("{}: {words}", goal.models[model]))
    });
    let tried: Vec<usize> = found.iter().map(|found| found.readings.len()).collect();
    let (fewest, most) = (tried.iter().min().copied(), tried.iter().max().copied());
    let tried = match (fewest, most) {
        (Some(fewest), Some(most)) if fewest < most => format!("{fewest} to {most}"),
        (_, most) => most.unwrap_or(0).to_string(),
    };
    let (low, high) = (goal.asked.dated(0.0), goal.asked.dated(1.0));
    let tried = format!(
        "Tried of each model: {tried} values between {low} and {high}; nothing is known of those in between."
    );
    each.chain([tried]).collect()
}

/// "the last safe day for `offer` is Thu 11 Feb 2027: 90 of 100 are ready in time if it comes by the end of that day, 3.43w
/// before the launch date, by the estimates; that is shown up to Fri 29 Jan 2027; from 2.9w (Mon 15 Feb 2027 11:45) on it is
/// shown that fewer than 90 of 100 are ready in time"
fn last_safe(goal: &Goal<'_>, found: &Found) -> String {
    let (change, asked, words) = (goal.change(), &goal.asked, goal.words);
    let launch = goal.facts.launch.is_some_and(|launch| launch.at.is_some());
    let due = if launch { "launch date" } else { "deadline" };
    let until = goal.until(found);
    let again = again(goal, found, until.fails);
    let since = |safe: f64| match until.fails.filter(|fails| *fails < safe) {
        Some(at) => {
            format!("; from {} on it is shown that {}", asked.apart(at, safe), words.fails)
        }
        None => String::new(),
    };
    let Some(safe) = until.likely else {
        let never = until.fails.is_some_and(|fails| fails >= 1.0);
        let said = match never {
            true => words.fails.clone(),
            false => format!("it is not shown that {}", words.holds),
        };
        let (first, since) = (asked.dated(1.0), since(1.0));
        return format!(
            "there is no safe time for `{change}` among those tried: {said} even at {first} before the {due}{since}{again}"
        );
    };
    let (holds, before) = (&words.holds, asked.value(safe.at));
    let said = match safe.day {
        Some(day) => format!(
            "the last safe day for `{change}` is {}: {holds} if it comes by the end of that day, {before} before \
             the {due}",
            goal.name(day)
        ),
        None => format!(
            "`{change}` is safe up to {} before the {due}: {holds} if it comes then",
            asked.dated(safe.at)
        ),
    };
    format!("{said}{}{}{again}", how_sure(goal, &until), since(safe.at))
}

/// Until when it is shown, where that is not until the last safe time.
fn how_sure(goal: &Goal<'_>, until: &Until) -> String {
    match until.shown {
        shown if shown == until.likely => ", and at all earlier times tried".to_owned(),
        Some(shown) => format!(", by the estimates; that is shown up to {}", goal.time(shown)),
        None => ", by the estimates; that is shown at no time tried".to_owned(),
    }
}

/// That the goal is shown to hold again after it was shown not to.
fn again(goal: &Goal<'_>, found: &Found, fails: Option<f64>) -> String {
    let later = |reading: &&Reading| fails.is_some_and(|fails| reading.at < fails);
    let shown = found.readings.iter().filter(later).find(|reading| reading.state == State::First);
    shown.map_or(String::new(), |reading| {
        format!(
            " (it is shown to hold again later, the last time at {})",
            goal.asked.dated(reading.at)
        )
    })
}

/// The page; `more` is what else a reader has to mind.
pub fn told(goal: &Goal<'_>, found: &[Found], more: Vec<String>) -> Told {
    let about = format!("where {}, over {}", goal.words.holds, in_words(goal.asked.path));
    let parts = (said(goal, found), lines(goal, found), shown(goal, found));
    let minded = [remarks(found), more].concat();
    Told { complete: complete(found), ..goal.asked.told(&about, parts, minded) }
}

/// The values that every search begins with: eighths of the range.
fn shown(goal: &Goal<'_>, found: &[Found]) -> Table {
    let scale = goal.scale();
    let mut columns = vec![Column::number("value").headed(goal.asked.heading())];
    let dated = goal.asked.dates.is_some();
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
            let date = goal.asked.date(first.at, "%a %-d %b %Y %H:%M");
            row.push(date.map_or(Cell::Missing, Cell::Text));
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
fn lines(goal: &Goal<'_>, found: &[Found]) -> chart::Lines {
    let scale = goal.scale();
    let at = |found: &Found| found.readings.iter().map(|reading| reading.at).collect::<Vec<_>>();
    let mut places: Vec<f64> = found.iter().flat_map(at).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let until = goal.asks_until();
    if until && goal.asked.dates.is_some() {
        // Less before is later.
        places.reverse();
    }
    let name = |model: usize, found: &Found| match goal.safe_day(found) {
        Some(day) => format!("{}: {}", goal.models[model], goal.name(day)),
        None => goal.models[model].clone(),
    };
    let line = |(model, found): (usize, &Found)| chart::Line {
        name: name(model, found),
        points: places.iter().map(|at| point(found, *at, scale)).collect(),
    };
    let Asked { path, scenario, replications, seed, .. } = goal.asked;
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" ({})", scale.unit) };
    chart::Lines {
        title: title(goal, found),
        reading: format!(
            "{} at each value that was run (marker), in its 95 % interval (band). All values run on the same \
             draws.{}",
            goal.quantity(),
            match (until, goal.days.is_empty()) {
                (true, false) => " Ringed: the end of the last safe day, by the estimates.",
                (true, true) => " Ringed: the latest safe time, by the estimates.",
                _ => "",
            }
        ),
        x: if until { format!("when “{}” comes", goal.change()) } else { in_words(path) },
        y: format!("{}{unit}", goal.quantity()),
        levels: places.iter().map(|at| goal.asked.dated(*at)).collect(),
        dates: goal.asked.axis(places.iter().copied()),
        lines: found.iter().enumerate().map(line).collect(),
        open: Vec::new(),
        goal: goal.bound.value().map(|limit| (scale.value(limit), goal.words.holds.clone())),
        turns: None,
        marked: found.iter().map(|found| marked(goal, &places, found)).collect(),
        bridged: true,
        footer: footer(scenario, replications as usize, seed),
    }
}

/// The finding: "Under Flow “offer” may come until Thu 18 Feb 2027 (90 of 100 are ready in time; that is shown up to Tue 16
/// Feb 2027)", or from where on it holds under which models.
fn title(goal: &Goal<'_>, found: &[Found]) -> String {
    let words = &goal.words.holds;
    let known = |(model, of): (usize, &Found)| {
        let until = goal.until(of);
        Some((until.likely?.day?, until.shown?, until, model))
    };
    let days = found.iter().enumerate().filter_map(known);
    let latest = days.reduce(|best, next| if next.0.day > best.0.day { next } else { best });
    match latest {
        Some((day, shown, until, model)) => {
            let sure = match until.likely == Some(shown) {
                true => String::new(),
                false => format!("; that is shown up to {}", goal.time(shown)),
            };
            let (change, day) = (goal.change(), goal.name(day));
            format!("Under {} “{change}” may come until {day} ({words}{sure})", goal.models[model])
        }
        None => reached(goal, found),
    }
}

/// "85 of 100 are ready in time from Tue 23 Feb 2027 under Hub-and-Spoke, from Thu 4 Mar 2027 under Mesh; nowhere under Cascade"
fn reached(goal: &Goal<'_>, found: &[Found]) -> String {
    let mut where_: Vec<(f64, String, &str)> = Vec::new();
    let mut nowhere: Vec<&str> = Vec::new();
    for (name, of) in goal.models.iter().zip(found) {
        match holds_from(goal, of) {
            Some((at, words)) => where_.push((at, words, name)),
            None => nowhere.push(name),
        }
    }
    where_.sort_by(|a, b| a.0.total_cmp(&b.0));
    let each: Vec<String> =
        where_.iter().map(|(_, words, name)| format!("{words} under {name}")).collect();
    let plain = &goal.words.holds;
    match (each.as_slice(), nowhere.as_slice()) {
        ([], _) => format!("Nowhere is it shown that {plain}"),
        (each, []) => format!("{}: {}", capitalised(plain), each.join(", ")),
        (each, never) => {
            format!("{}: {}; nowhere under {}", capitalised(plain), each.join(", "), listed(never))
        }
    }
}

/// Where a goal is shown to hold: from a value on, up to one, everywhere, or here and there, which come in this order.
fn holds_from(goal: &Goal<'_>, found: &Found) -> Option<(f64, String)> {
    let held = || found.readings.iter().filter(|reading| reading.state == State::First);
    let (first, last) = (held().next()?, held().next_back()?);
    let at = |reading: &Reading| {
        let day = goal.asked.date(reading.at, DATE);
        day.unwrap_or_else(|| goal.asked.value(reading.at))
    };
    let between = found.readings.iter().filter(|it| it.at >= first.at && it.at <= last.at);
    let gaps = between.count() > held().count();
    Some(match (first.at <= 0.0, last.at >= 1.0) {
        (true, true) if !gaps => (0.0, "everywhere".to_owned()),
        (false, true) if !gaps => (first.at, format!("from {}", at(first))),
        (true, false) if !gaps => (0.0, format!("up to {}", at(last))),
        _ => (first.at, format!("in parts from {} to {}", at(first), at(last))),
    })
}

/// The place of what is safe, where that is asked.
fn marked(goal: &Goal<'_>, places: &[f64], found: &Found) -> Option<usize> {
    let safe = goal.until(found).likely.filter(|_| goal.asks_until())?;
    places.iter().position(|place| *place == safe.at)
}

fn point(found: &Found, at: f64, scale: Scale) -> Option<(f64, Option<format::Interval>)> {
    let reading = found.readings.iter().find(|reading| reading.at == at)?;
    Some((scale.value(reading.mean?), scale.interval(reading.ci)))
}
