//! Break-evens for readers and as data.

use super::Scale;
use super::decompose::footer;
use super::goal_words::GoalWords;
use crate::analysis::launches::{Decided, Launched, more_is_better};
use crate::metric::METRICS;
use crate::question::breakeven::{Found, MOST, Reading, State, Stretch, Turn};
use crate::question::sensitivity::in_words;
use crate::question::sweep::{Dates, Range, hours};
use crate::report::chart;
use crate::report::document::Block;
use crate::report::told::{Kind, Picture, Told};
use crate::report::{Cell, Column, Table, format};
use crate::text::capitalised;
use crate::time::HOUR;

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The path that varies.
    pub path: &'a str,
    /// Over which range.
    pub range: &'a Range,
    /// The first model, then the second.
    pub models: [&'a str; 2],
    /// The goal, where one model (both of `models`) is set against it.
    pub goal: Option<&'a GoalWords>,
    /// The dates of the values, if they are any.
    pub dates: Option<Dates>,
    /// Index of the metric.
    pub metric: usize,
    /// Replications of each model.
    pub replications: u32,
    /// The seed.
    pub seed: u64,
}

impl Asked<'_> {
    /// The columns of [`Asked::value_cells`].
    pub(super) fn value_columns() -> [Column; 3] {
        [Column::text("path"), Column::text("value"), Column::number("value_h")]
    }

    /// What varies, over the values of a table for readers.
    pub(super) fn heading(&self) -> String {
        capitalised(&in_words(self.path))
    }

    /// The path, a value as `--set` takes it, and its hours where it is a duration.
    pub(super) fn value_cells(&self, share: f64) -> [Cell; 3] {
        let value = self.range.at(share);
        let number = self.range.unit.is_empty() && !self.range.whole;
        let number = value.parse().ok().filter(|_| number);
        let hours = Cell::number(hours(self.path, &value).filter(|_| !self.range.unit.is_empty()));
        let value = number.map_or_else(|| Cell::text(value), Cell::Number);
        [Cell::text(self.path), value, hours]
    }

    /// A value to as many digits as help.
    pub(super) fn value(&self, share: f64) -> String {
        format!("{}{}", format::rounded(self.exact(share)), self.range.unit)
    }

    /// A value with its date and time of day, where it has any: "2w (Mon 22 Feb 2027 09:00)".
    pub(super) fn dated(&self, share: f64) -> String {
        self.with_date(self.value(share), share)
    }

    fn with_date(&self, value: String, share: f64) -> String {
        let date = self.date(share, "%a %-d %b %Y %H:%M");
        match date.as_deref().map(|date| date.trim_end_matches(" 00:00")) {
            Some(date) => format!("{value} ({date})"),
            None => value,
        }
    }

    /// The date of a value, in jiff's pattern.
    pub(super) fn date(&self, share: f64, pattern: &str) -> Option<String> {
        self.dates?.text(self.exact(share), self.range, pattern)
    }

    /// The start, and the hours after it of these values, where they are dates.
    pub(super) fn axis(&self, shares: impl Iterator<Item = f64>) -> Option<(String, Vec<f64>)> {
        let Dates { counts, start } = self.dates?;
        let hours = |share| {
            let at = counts.instant(self.exact(share), self.range)?;
            Some(at.0 as f64 / HOUR as f64)
        };
        Some((start.to_string(), shares.map(hours).collect::<Option<_>>()?))
    }

    /// The last value tried before a turn and the first one after it, with their dates: to two digits of what lies between
    /// them. Where something merely begins or ceases to be shown moves with the replications: to three of the range.
    fn ends(&self, turn: &Turn) -> [String; 2] {
        let open = [turn.below, turn.above].contains(&State::Open);
        let decimals = match open && !self.range.log {
            true => self.decimals((0.0, 1.0), 3),
            false => self.decimals((turn.low, turn.high), 2),
        };
        [turn.low, turn.high].map(|share| self.with_decimals(share, decimals))
    }

    /// Decimals for so many digits of the width between two values; of whole numbers none.
    fn decimals(&self, (low, high): (f64, f64), digits: i32) -> usize {
        let width = (self.exact(high) - self.exact(low)).abs();
        if self.range.whole || width <= 0.0 {
            return 0;
        }
        (digits - 1 - libm::floor(libm::log10(width)) as i32).clamp(0, 9) as usize
    }

    fn with_decimals(&self, share: f64, decimals: usize) -> String {
        let value = format::fixed(self.exact(share), decimals);
        self.with_date(format!("{value}{}", self.range.unit), share)
    }

    /// A value with its date, to as many digits as tell it from another one, and to three of the range.
    pub(super) fn apart(&self, share: f64, other: f64) -> String {
        let decimals = self.decimals((share, other), 1).max(self.decimals((0.0, 1.0), 3));
        self.with_decimals(share, decimals)
    }

    /// The value at a share: a turn lies between whole numbers too.
    pub(super) fn exact(&self, share: f64) -> f64 {
        Range { whole: false, ..self.range.clone() }.value(share)
    }

    /// Who is ahead, or that nobody is.
    fn who(&self, state: State) -> &str {
        match state {
            State::First => self.models[0],
            State::Second => self.models[1],
            State::Equal => "equal",
            State::Open => "no difference shown",
        }
    }
}

/// `breakeven.csv`: every reading.
pub fn readings(asked: &Asked<'_>, found: &Found) -> Table {
    let words = ["model", "baseline", "metric", "unit"].map(Column::text);
    let numbers = ["n", "mean_difference", "ci_low", "ci_high"];
    let numbers = numbers.into_iter().chain(["launched", "baseline_launched", "replications"]);
    let columns = Asked::value_columns().into_iter().chain(words);
    let columns = columns.chain(numbers.map(Column::number));
    let columns = columns.chain([Column::text("ahead")]).collect();
    let mut table = Table::new("breakeven", "The difference at each value", columns);
    let metric = &METRICS[asked.metric];
    for reading in &found.readings {
        let mut row = asked.value_cells(reading.at).to_vec();
        let words = [asked.models[1], asked.models[0], metric.name, metric.unit];
        row.extend(words.map(Cell::text));
        row.push(Cell::count(reading.n));
        let ci = reading.ci;
        let numbers = [reading.mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high)];
        row.extend(numbers.map(Cell::number));
        let [first, second] = reading.launched;
        row.extend([second.count, first.count, first.of].map(Cell::count));
        row.push(Cell::text(asked.who(reading.state)));
        table.push(row);
    }
    table
}

/// `crossings.csv`: where what is shown changes; no row where it is the same at every value tried.
pub fn crossings(asked: &Asked<'_>, found: &Found) -> Table {
    let columns = vec![
        Column::text("path"),
        Column::text("metric"),
        Column::number("crossing"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::text("unit"),
        Column::text("ahead_below"),
        Column::text("ahead_above"),
    ];
    let mut table = Table::new("crossings", "Where one overtakes the other", columns);
    for turn in &found.turns {
        let number = |share: Option<f64>| Cell::number(share.map(|share| asked.exact(share)));
        table.push(vec![
            Cell::text(asked.path),
            Cell::text(METRICS[asked.metric].name),
            number(turn.at),
            number(Some(turn.low)),
            number(Some(turn.high)),
            Cell::text(&asked.range.unit),
            Cell::text(asked.who(turn.below)),
            Cell::text(asked.who(turn.above)),
        ]);
    }
    table
}

/// What was found, in sentences: of values that were tried, and of no others.
pub fn sentences(asked: &Asked<'_>, found: &Found) -> Vec<String> {
    let mut said = states(asked, found);
    let (low, high) = (asked.dated(0.0), asked.dated(1.0));
    let whole = asked.exact(1.0) - asked.exact(0.0) + 1.0;
    said.push(match found.readings.len() {
        of if asked.range.whole && of as f64 >= whole => {
            format!("Tried: every whole number from {low} to {high}.")
        }
        of => format!(
            "Tried: {of} values between {low} and {high}; nothing is known of those in between."
        ),
    });
    if found.spent {
        said.push(format!("The search ended at {MOST} values: there may be more turns."));
    }
    said
}

/// What is shown where: a sentence a stretch, and one for what lies between two of them.
pub(super) fn states(asked: &Asked<'_>, found: &Found) -> Vec<String> {
    if let [only] = found.stretches.as_slice() {
        return vec![one_state(asked, only)];
    }
    let told = spans(asked, found).into_iter().flat_map(|(stretch, [from, to], after)| {
        let here = format!("{}{}", predicate(asked, stretch.state), parts(asked, stretch));
        let here =
            over([&from.unwrap_or(asked.dated(0.0)), &to.unwrap_or(asked.dated(1.0))], &here);
        [Some(here), after.and_then(|turn| between(asked, turn))]
    });
    told.flatten().collect()
}

/// A stretch, from where to where, each unless it is an end of the range, and the turn behind it.
type Span<'a> = (&'a Stretch, [Option<String>; 2], Option<&'a Turn>);

/// The one account of what is shown where, for all that is said of it.
fn spans<'a>(asked: &Asked<'_>, found: &'a Found) -> Vec<Span<'a>> {
    let ends: Vec<[String; 2]> = found.turns.iter().map(|turn| asked.ends(turn)).collect();
    let span = |(place, stretch): (usize, &'a Stretch)| {
        let from = place.checked_sub(1).and_then(|before| ends.get(before));
        let ends =
            [from.map(|[_, high]| high.clone()), ends.get(place).map(|[low, _]| low.clone())];
        (stretch, ends, found.turns.get(place))
    };
    found.stretches.iter().enumerate().map(span).collect()
}

/// "A is ahead", "A and B are equal", "no difference is shown"
fn predicate(asked: &Asked<'_>, state: State) -> String {
    let [first, second] = asked.models;
    if let Some(goal) = asked.goal {
        return match state {
            State::First => goal.holds.clone(),
            State::Second => goal.fails.clone(),
            _ => format!("whether {} is not shown", goal.holds),
        };
    }
    match state {
        State::First | State::Second => format!("{} is ahead", asked.who(state)),
        State::Equal => format!("{first} and {second} are equal in every replication"),
        State::Open => "no difference is shown".to_owned(),
    }
}

/// "From 1 to 3: A is ahead"; a stretch of one value is no range.
fn over([from, to]: [&str; 2], said: &str) -> String {
    if from == to { format!("At {from}: {said}") } else { format!("From {from} to {to}: {said}") }
}

/// " at 4 of 9 values tried; nothing is shown at the others, 3h to 5h", where that is so.
fn parts(asked: &Asked<'_>, stretch: &Stretch) -> String {
    let Stretch { tried, shown, silent: Some((first, last)), .. } = stretch else {
        return String::new();
    };
    let decimals = asked.decimals((*first, *last), 2);
    let [low, high] = [first, last].map(|share| asked.with_decimals(*share, decimals));
    let others = if first == last {
        format!("at {}", asked.dated(*first))
    } else {
        format!("at the others, {low} to {high}")
    };
    format!(" at {shown} of {tried} values tried; nothing is shown {others}")
}

/// Between two stretches: that nothing is shown there, and where the means turn.
fn between(asked: &Asked<'_>, turn: &Turn) -> Option<String> {
    (turn.silent > 0).then_some(())?;
    let [low, high] = asked.ends(turn);
    let decimals = asked.decimals((turn.low, turn.high), 2);
    let at = turn.at.map_or(String::new(), |at| {
        format!("; by the estimates it turns at {}", asked.with_decimals(at, decimals))
    });
    Some(format!("Between {low} and {high}: {}{at}", predicate(asked, State::Open)))
}

/// The same is shown at every value, but for a few at which noise hides it.
fn one_state(asked: &Asked<'_>, only: &Stretch) -> String {
    let Stretch { state, tried, shown, .. } = *only;
    let at = match (state == State::Open, shown == tried) {
        (true, true) => format!("at any of the {tried} values tried"),
        (false, true) => format!("at each of the {tried} values tried"),
        _ => format!("at {shown} of the {tried} values tried (nothing is shown at the others)"),
    };
    let (low, high) = (asked.dated(0.0), asked.dated(1.0));
    let range = format!("between {low} and {high} of {}", in_words(asked.path));
    format!("no crossing found: {} {at} {range}", predicate(asked, state))
}

/// The page; `more` is what else a reader has to mind.
pub fn told(asked: &Asked<'_>, found: &Found, more: Vec<String>) -> Told {
    let [first, second] = asked.models;
    let about = format!("{second} against {first} over {}", in_words(asked.path));
    let parts = (sentences(asked, found), lines(asked, found), shown(asked, found));
    let minded = [remarks(std::slice::from_ref(found)), more].concat();
    Told { complete: complete([found]), ..asked.told(&about, parts, minded) }
}

/// Whether every replication at every value was launched.
pub(super) fn complete<'a>(found: impl IntoIterator<Item = &'a Found>) -> bool {
    let readings = found.into_iter().flat_map(|found| &found.readings);
    readings.flat_map(|reading| reading.launched).all(Launched::all)
}

impl Asked<'_> {
    /// The page of what is said, of a picture and of values.
    pub(super) fn told(
        &self,
        about: &str,
        (said, lines, values): (Vec<String>, chart::Lines, Table),
        minded: Vec<String>,
    ) -> Told {
        let n = format::grouped(f64::from(self.replications));
        let sources = format!("{n} replications of each model at each value");
        let mut told = Told::new(Kind::Breakeven, format!("{}.", lines.title), sources);
        told.runs = vec![("Replications of each model at each value".to_owned(), n)];
        told.caveats = minded;
        let page = &mut told.body;
        page.on_output(|out| {
            let Asked { scenario, replications, seed, .. } = self;
            out.heading(format!(
                "{scenario}: {about}, {replications} replications each, seed {seed}"
            ));
            out.list(&said);
        });
        page.on_page(|page| {
            page.section("answer", "The answer");
            let (tried, states) = said.split_last().map_or(("", &[][..]), |(it, rest)| (it, rest));
            page.push(Block::Answer(format!("{}. {tried}", lines.title)));
            page.list(states.iter().map(|it| capitalised(it)).filter(|it| *it != lines.title));
        });
        told.chart(Some(Picture::Lines(lines)));
        told.body.on_page(|page| page.aside("values", "Every value"));
        told.body.table(values);
        told
    }
}

pub(super) fn remarks(found: &[Found]) -> Vec<String> {
    let readings = || found.iter().flat_map(|found| &found.readings);
    let mut remarks = vec![
        "All values run on the same draws. Intervals cover simulation noise only, not errors in the inputs."
            .to_owned(),
    ];
    if readings().any(|reading| reading.state == State::Open) {
        remarks.push(
            "What is not shown ends no stretch: one ends where something else is shown. More replications narrow what is \
             not shown."
                .to_owned(),
        );
    }
    if !readings().all(|reading| reading.launched.iter().all(|known| known.all())) {
        remarks.push(
            "Not all replications were launched: the model that launches more often is ahead where that is \
             shown, whatever its mean; differences are of replications launched under both."
                .to_owned(),
        );
    }
    remarks
}

/// At most so many values are listed; of more, the first ones tried and those around turns.
const LISTED: usize = 40;

/// The readings that are listed.
fn listed(found: &Found) -> Vec<&Reading> {
    let few = found.readings.len() <= LISTED;
    let at_end = |reading: &&Reading| {
        found.turns.iter().any(|turn| [turn.low, turn.high].contains(&reading.at))
    };
    // The values that a search begins with are eighths of the range.
    let coarse = |reading: &&Reading| (reading.at * 8.0).fract() == 0.0;
    found.readings.iter().filter(|r| few || at_end(r) || coarse(r)).collect()
}

fn shown(asked: &Asked<'_>, found: &Found) -> Table {
    let scale = Scale::of(asked.metric);
    let listed = listed(found);
    let survivors = listed.iter().any(|r| !r.launched.iter().all(|known| known.all()));
    let [first, second] = asked.models;
    let mut columns = vec![
        Column::number("value").headed(asked.heading()),
        Column::number("difference").headed("Difference (95 %)").in_unit(scale.unit),
    ];
    if survivors {
        columns.push(Column::text("launched").headed(format!("Launched: {second} / {first}")));
    }
    columns.push(Column::text("ahead").headed("Ahead"));
    let mut title = format!("{}: {second} less {first}", scale.label);
    if listed.len() < found.readings.len() {
        title.push_str(&format!(
            " (the rest of {} values are in breakeven.csv)",
            found.readings.len()
        ));
    }
    let mut table = Table::new("shown", title, columns);
    let value = |reading: &&Reading| {
        (reading.mean.map(|mean| scale.value(mean)), scale.interval(reading.ci))
    };
    let all: Vec<_> = listed.iter().map(value).collect();
    let decimals = format::decimals_with_intervals(&all);
    for (reading, (mean, ci)) in listed.iter().zip(&all) {
        let mut row = vec![
            Cell::Text(asked.value(reading.at)),
            Cell::Text(format::difference(*mean, *ci, decimals)),
        ];
        if survivors {
            let [first, second] = reading.launched.map(|known| known.count);
            row.push(Cell::Text(format!("{second} / {first} of {}", reading.launched[0].of)));
        }
        row.push(Cell::text(asked.who(reading.state)));
        table.push(row);
    }
    table
}

/// Whether one launches more often, so that the mean does not say who is ahead.
fn by_launches(reading: &Reading) -> bool {
    reading.decided == Decided::Launches
}

/// Who is ahead on which side of 0, and who by launching more often, wherever the marker stands.
fn ahead_in_picture(asked: &Asked<'_>, found: &Found) -> String {
    let [first, second] = asked.models;
    let side = if more_is_better(asked.metric) { "above" } else { "below" };
    let lead = |state: State, place: usize| {
        let decided = found.readings.iter().filter(|r| by_launches(r) && r.state == state);
        let shares: Vec<[f64; 2]> =
            decided.map(|r| r.launched.map(|known| known.share().unwrap_or(0.0))).collect();
        let (own, other) = (range_of(&shares, place), range_of(&shares, 1 - place));
        let name = asked.who(state);
        (!shares.is_empty()).then(|| {
            format!("{name} at {} (launched in {own} instead of {other})", values(shares.len()))
        })
    };
    let leads = [lead(State::First, 0), lead(State::Second, 1)];
    let open = |r: &&Reading| by_launches(r) && !matches!(r.state, State::First | State::Second);
    let open = found.readings.iter().filter(open).count();
    let nobody = (open > 0).then(|| format!("nobody, as far as is shown, at {}", values(open)));
    let leads: Vec<String> = leads.into_iter().flatten().chain(nobody).collect();
    if leads.is_empty() {
        return format!("{side} 0, {second} is ahead.");
    }
    let rest = match found.readings.iter().all(by_launches) {
        true => String::new(),
        false => format!(" At the other values, {side} 0, {second} is ahead."),
    };
    format!(
        "at the grey markers launches decide, wherever they stand: ahead is {}. Means are of replications \
         launched under both, {first} and {second}.{rest}",
        leads.join("; ")
    )
}

/// "1 value", "17 values"
fn values(count: usize) -> String {
    format!("{count} {}", if count == 1 { "value" } else { "values" })
}

/// "35 %", "35 % to 40 %"
fn range_of(shares: &[[f64; 2]], place: usize) -> String {
    let all = || shares.iter().map(|shares| shares[place]);
    let [low, high] = [all().fold(1.0, f64::min), all().fold(0.0, f64::max)].map(format::percent);
    if low == high { low } else { format!("{low} to {high}") }
}

/// Who is ahead where, or how often that turns; or else the first thing that is found.
fn title(asked: &Asked<'_>, found: &Found) -> String {
    let what = capitalised(&in_words(asked.path));
    match (leads(asked, found).as_slice(), found.turns.len()) {
        (_, 0) => {
            let only = states(asked, found).into_iter().next().unwrap_or_default();
            capitalised(only.trim_end_matches('.'))
        }
        ([], _) => format!("{what}: no one is shown to be ahead at any value tried"),
        (few @ ([_] | [_, _] | [_, _, _]), _) => {
            let silent = found.turns.iter().any(|turn| turn.silent > 0);
            let between = if silent { "; nothing is shown between" } else { "" };
            format!("{what}: {}{between}", few.join(", "))
        }
        (_, turns) => {
            let (low, high) = (asked.dated(0.0), asked.dated(1.0));
            format!("{what}: who is ahead turns {turns} times between {low} and {high}")
        }
    }
}

/// Who is ahead where: "Hybrid Flow is ahead from 1h to 26h".
fn leads(asked: &Asked<'_>, found: &Found) -> Vec<String> {
    let lead = |(stretch, ends, _): Span<'_>| {
        let leads = matches!(stretch.state, State::First | State::Second);
        let who = leads.then(|| asked.who(stretch.state))?;
        let parts = if stretch.silent.is_some() { " in parts" } else { "" };
        let over = match ends {
            [Some(from), Some(to)] if from == to => format!(" at {from}"),
            [Some(from), Some(to)] => format!(" from {from} to {to}"),
            [Some(from), None] => format!(" from {from} on"),
            [None, Some(to)] => format!(" up to {to}"),
            [None, None] => String::new(),
        };
        Some(format!("{who} is ahead{parts}{over}"))
    };
    spans(asked, found).into_iter().filter_map(lead).collect()
}

/// What changes at a turn: "19h to 82h: turns to Mesh", "from 4.4h: Mesh ahead".
fn turned(asked: &Asked<'_>, turn: &Turn) -> String {
    let ([low, high], who) = (asked.ends(turn), asked.who(turn.above));
    match (turn.below, turn.above) {
        (State::Open, State::First | State::Second) => format!("from {high}: {who} ahead"),
        (State::Open, _) | (_, State::Open) => format!("from {high}: {who}"),
        _ => format!("{low} to {high}: turns to {who}"),
    }
}

/// The readings between which a turn lies, and what is said of it.
fn flag(asked: &Asked<'_>, found: &Found, turn: &Turn) -> ([usize; 2], String) {
    let place = |at: f64| found.readings.partition_point(|reading| reading.at < at);
    ([turn.low, turn.high].map(place), turned(asked, turn))
}

/// The difference over the range.
fn lines(asked: &Asked<'_>, found: &Found) -> chart::Lines {
    let scale = Scale::of(asked.metric);
    let [first, second] = asked.models;
    let point = |reading: &Reading| Some((scale.value(reading.mean?), scale.interval(reading.ci)));
    chart::Lines {
        title: title(asked, found),
        reading: format!(
            "The mean difference at each value that was run (marker), in its 95 % interval (band); {} \
             All values run on the same draws.",
            ahead_in_picture(asked, found)
        ),
        x: in_words(asked.path),
        y: format!("{}: {second} less {first}", scale.axis()),
        levels: found.readings.iter().map(|reading| asked.dated(reading.at)).collect(),
        dates: asked.axis(found.readings.iter().map(|reading| reading.at)),
        lines: vec![chart::Line {
            name: "difference".to_owned(),
            points: found.readings.iter().map(point).collect(),
        }],
        open: found.readings.iter().map(by_launches).collect(),
        goal: None,
        turns: Some(found.turns.iter().map(|turn| flag(asked, found, turn)).collect()),
        marked: Vec::new(),
        bridged: false,
        footer: footer(asked.scenario, asked.replications as usize, asked.seed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::launches::Launched;

    fn asked(range: &Range) -> Asked<'_> {
        let models = ["mostly never", "always, slowly"];
        Asked {
            scenario: "S",
            path: "x",
            range,
            models,
            goal: None,
            dates: None,
            metric: 0,
            replications: 100,
            seed: 1,
        }
    }

    fn reading(at: f64, state: State, decided: Decided) -> Reading {
        let launched = [35, 100].map(|count| Launched { count, of: 100 });
        Reading { at, n: 35, mean: Some(24.0), ci: None, state, decided, launched }
    }

    #[test]
    fn the_picture_says_who_is_ahead_by_the_rule_of_the_words() {
        let range = Range { low: 1.0, high: 2.0, unit: "h".into(), log: false, whole: false };
        let asked = asked(&range);
        // Later by a day where both launch, so above 0, and ahead all the same.
        let by = |decided, state| [0.0, 1.0].map(|at| reading(at, state, decided)).to_vec();
        let found = |readings| Found::of(readings, 0.0, false);
        let said = ahead_in_picture(&asked, &found(by(Decided::Launches, State::Second)));
        assert!(
            said.contains(
                "ahead is always, slowly at 2 values (launched in 100 % instead of 35 %)"
            )
        );
        assert!(!said.contains("below 0"), "{said}");
        let said = ahead_in_picture(&asked, &found(by(Decided::Mean, State::First)));
        assert_eq!(said, "below 0, always, slowly is ahead.");
    }

    #[test]
    fn whole_numbers_have_nothing_between_them() {
        let range = Range { low: 1.0, high: 3.0, unit: "".into(), log: false, whole: true };
        let states = [(0.0, State::First), (0.5, State::Second), (1.0, State::Second)];
        let readings = states.map(|(at, state)| reading(at, state, Decided::Mean)).to_vec();
        let found = Found::of(readings, 0.0, false);
        let asked = asked(&range);
        let wanted = [
            "At 1: mostly never is ahead",
            "From 2 to 3: always, slowly is ahead",
            "Tried: every whole number from 1 to 3.",
        ];
        assert_eq!(sentences(&asked, &found), wanted);
    }

    /// From 0 to 100 h, shown at 10 h and 12 h, then from 75 h on but for 90 h. 63 h lie between 12 h and 75 h: whole
    /// hours are two digits of that. The mean falls from 24 to -24 between 25 h and 27.25 h: zero at 26.125 h.
    #[test]
    fn all_that_is_said_of_a_turn_says_how_wide_it_is() {
        let range = Range { low: 0.0, high: 100.0, unit: "h".into(), log: false, whole: false };
        let known = [
            (0.0, State::Open, 24.0),
            (0.1, State::First, 24.0),
            (0.12, State::First, 24.0),
            (0.25, State::Open, 24.0),
            (0.2725, State::Open, -24.0),
            (0.75, State::Second, -24.0),
            (0.9, State::Open, -24.0),
            (1.0, State::Second, -24.0),
        ];
        let of =
            |(at, state, mean)| Reading { mean: Some(mean), ..reading(at, state, Decided::Mean) };
        let (asked, found) = (asked(&range), Found::of(known.map(of).to_vec(), 0.0, false));
        let said = states(&asked, &found);
        assert_eq!(said[0], "At 0h: no difference is shown");
        assert_eq!(said[1], "From 10h to 12h: mostly never is ahead");
        let between =
            "Between 12h and 75h: no difference is shown; by the estimates it turns at 26h";
        assert_eq!(said[2], between);
        let parts = "always, slowly is ahead at 2 of 3 values tried; nothing is shown at 90h";
        assert_eq!(said[3..], [format!("From 75h to 100h: {parts}")]);
        let lines = lines(&asked, &found);
        assert_eq!(
            lines.title,
            "X: mostly never is ahead from 10h to 12h, always, slowly is ahead in parts from 75h on; nothing is shown \
             between"
        );
        let flags = [
            ([0, 1], "from 10h: mostly never ahead"),
            ([2, 5], "12h to 75h: turns to always, slowly"),
        ];
        assert_eq!(lines.turns, Some(flags.map(|(at, text)| (at, text.to_owned())).to_vec()));
        let Table { rows, .. } = crossings(&asked, &found);
        assert!(matches!(rows[0][2], Cell::Missing), "{:?}", rows[0]);
    }
}
