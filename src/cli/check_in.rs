//! `flowcast check-in`: is the forecast of a pilot still credible?

use super::outcome::Outcome;
use super::session::output;
use super::validate::{Against, Compared, Held, Seen, one_campaign, verdict};
use flowcast::error::Error;
use flowcast::fit;
use flowcast::fit::check_in::{
    Basis, Campaigns, CheckIn, FIRST, LAST, Plan, Time, check_in, limit,
};
use flowcast::fit::history::History;
use flowcast::fit::known::to_come;
use flowcast::fit::replay::{Beside, Replay, Run};
use flowcast::report::{Cell, Column, Document, Table};
use flowcast::stats;
use flowcast::time::hours;
use jiff::civil::{Date, DateTime};
use std::ops::Range;

/// Hold the first campaigns of a pilot against the forecast: still credible, or slower?
///
/// May be looked at after each campaign from the third to the last that is planned (--looks): all looks together call a pilot
/// slower that is not in 5 % of cases.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast check-in team.toml pilot.csv")]
pub struct Args {
    #[command(flatten)]
    pub against: Against,
    /// How many campaigns the forecast was fitted to (default: what fit.csv beside the scenario says)
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..))]
    pub fitted: Option<u32>,
    /// How many of the first campaigns of the log are history, those after them the pilot (default: those that the dates in
    /// fit.csv say; without one, none)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub history: Option<u32>,
    /// Up to how many campaigns of the pilot looks are planned, from the third on: all of them together are wrong in 5 % of cases, so fix
    /// it before the first look
    #[arg(long, value_name = "N", default_value_t = LAST as u32, value_parser = clap::value_parser!(u32).range(FIRST as i64..=1000))]
    pub looks: u32,
}

/// Replications of the whole log: of 500, the limit is told to within a tenth.
const REPLICATIONS: u32 = 500;
/// Campaigns that are shown on a screen.
const SHOWN: usize = 20;

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let held = Held::open(&args.against)?;
    let told = args.fitted.map(|it| it as usize);
    let fitted = told.or(held.known.as_ref().map(|it| it.campaigns));
    // Campaigns that the fit has seen are no pilot; a log of the pilot alone begins after them.
    let (seen, all) = (held.seen(args.history)?, held.history.cases.len());
    let until = seen.campaigns().unwrap_or(0);
    if args.history.is_some() && until >= all {
        let why =
            format!("--history: the log has {all} campaigns; {until} of history leave no pilot");
        return Err(Error::Usage(why));
    }
    if until >= all {
        return Err(Error::Incomplete(format!(
            "the scenario was fitted to all {all} campaigns of the log, so that no pilot is left: give a later log, or keep campaigns with `fit --hold-out`"
        )));
    }
    let of_both = until > 0;
    let cases = until..all;
    let compared = Compared::of(&held, cases.clone());
    let lacking = compared.lacking()?;
    let pilot = Part::of(&held, cases);
    let past = of_both.then(|| Part::of(&held, 0..until));
    let known = [held.earlier(), &held.starts].concat();
    let later = to_come(&known, (args.looks as usize).saturating_sub(pilot.times.len()));
    let begun = pilot.begun(&held, &later);
    let (runs, before) = simulate(&held, &held.history, (&pilot, past.as_ref()), &later)?;
    let last = args.looks as usize;
    let limit = of_first_look(&held, (&pilot, past.as_ref()), (&begun, last))?;
    let basis = basis(past.as_ref(), &before, fitted);
    let plan = Plan { begun: &begun, last, limit };
    let found = check_in(Campaigns { times: &pilot.times, runs: &runs }, basis, plan);
    let found = found.ok_or_else(|| too_few(pilot.times.len()))?;
    // What is not over, or lacks a step, takes less time than it did: it may still be slower.
    let why = if compared.is_none_over() { Some(compared.none_over()) } else { lacking.clone() };
    if let Some(why) = why.filter(|_| found.alarm().is_none()) {
        return Err(Error::Incomplete(why));
    }
    if !args.against.talk.quiet {
        let table = campaigns(&held, &pilot, &found);
        let mut page = Document::default();
        page.list(held.doubts(0.0).into_iter().chain(lacking));
        page.text(sentence(&found, of_both));
        page.text(next(&found));
        let alone = (until == 0).then(|| Alone::of(&held));
        page.text(limits(&found, (fitted, args.looks as usize), alone.as_ref()));
        if let Some(words) = alone.map(|it| it.words()) {
            page.text(words);
        }
        if let Some(past) = &past {
            [history(&found, past.times.len()), other_model(&held)]
                .into_iter()
                .flatten()
                .for_each(|words| page.text(words));
        }
        if matches!(seen, Seen::Nothing | Seen::Another(_)) {
            page.text(format!("All {all} campaigns of the log are taken for the pilot: no fit.csv of this scenario says which of them were before it. If some were, say how many: --history N."));
        }
        page.list(fit::drifted(&held.log));
        page.table(shortened(&table));
        let tables = [table, verdict(sentence(&found, of_both))];
        output::show(&page, &tables, args.against.talk.format)?;
    }
    Ok(Outcome::Complete)
}

fn basis<'a>(past: Option<&'a Part>, before: &'a [Run], fitted: Option<usize>) -> Basis<'a> {
    match (past, fitted) {
        (Some(past), _) => Basis::History(Campaigns { times: &past.times, runs: before }),
        (None, Some(campaigns)) => Basis::Fitted(campaigns),
        (None, None) => Basis::Exact,
    }
}

/// The limit as the first look found it, which did not know of campaigns that began later; `None` if there are none.
fn of_first_look(
    held: &Held<'_>,
    (pilot, past): (&Part, Option<&Part>),
    (begun, last): (&[f64], usize),
) -> Result<Option<f64>, Error> {
    let own = pilot.times.iter().zip(begun).take(last);
    let ends = own.filter(|((_, open), _)| !open).map(|((time, _), begun)| begun + time);
    let Some(first) = stats::ascending(ends).get(FIRST - 1).copied() else { return Ok(None) };
    let mut then = held.history.clone();
    then.cases.retain(|case| hours(case.start) <= first);
    let all = then.cases.len();
    let cases: Vec<usize> = pilot.cases.iter().copied().filter(|case| *case < all).collect();
    if all == held.history.cases.len() || cases.len() < FIRST {
        return Ok(None);
    }
    let pilot = Part { times: pilot.times[..cases.len()].to_vec(), cases };
    let known = [held.earlier(), &held.starts[..all]].concat();
    let later = to_come(&known, last.saturating_sub(pilot.times.len()));
    let (runs, before) = simulate(held, &then, (&pilot, past), &later)?;
    let plan = Plan { begun: &pilot.begun(held, &later), last, limit: None };
    // By how much a fit that is not at hand widens it, each look has for itself.
    Ok(limit(&runs, basis(past, &before, None), plan))
}

/// Campaigns of the log: the pilot, or those before it.
struct Part {
    cases: Vec<usize>,
    times: Vec<Time>,
}

impl Part {
    /// Abandoned ones have no time.
    fn of(held: &Held<'_>, cases: Range<usize>) -> Part {
        let timed = cases.filter_map(|case| Some((case, held.history.cycle(case)?)));
        let (cases, times) = timed.unzip();
        Part { cases, times }
    }

    /// When these begin and then those to come, in hours.
    fn begun(&self, held: &Held<'_>, later: &[DateTime]) -> Vec<f64> {
        let own = self.cases.iter().map(|case| held.starts[*case]);
        let all = own.chain(later.iter().copied());
        all.map(|at| at.duration_since(held.log.epoch).as_secs_f64() / 3600.0).collect()
    }

    /// What replications of the whole log gave these, and then the campaigns to come after the so many of the log.
    fn of_runs(&self, runs: &[Run], log: usize) -> Vec<Run> {
        let of_run = |run: &Run| {
            let own = self.cases.iter().map(|case| run.cycles[*case]);
            Run { cycles: own.chain(run.cycles[log..].iter().copied()).collect(), split: run.split }
        };
        runs.iter().map(of_run).collect()
    }
}

/// Replications of the whole log: of the pilot, up to its last look, and of those before it. These went by today's way of working,
/// whichever the pilot goes by; the same draws give both.
fn simulate(
    held: &Held<'_>,
    log: &History,
    (pilot, past): (&Part, Option<&Part>),
    later: &[DateTime],
) -> Result<(Vec<Run>, Vec<Run>), Error> {
    let (scenario, epoch) = (&held.loaded.scenario, held.log.epoch);
    let all = log.cases.len();
    let beside = Beside { earlier: held.earlier(), later };
    let replay = |scenario, model| Replay::beside(beside, (scenario, model), log, epoch);
    let runs = held.simulate(REPLICATIONS, |bar, n| replay(scenario, held.model)?.run(n, bar))?;
    let before = match past {
        None => Vec::new(),
        Some(past) if !is_other(held) => past.of_runs(&runs, all),
        Some(past) => {
            let mut scenario = scenario.clone();
            scenario.models = vec![held.today.clone()];
            let runs = held.simulate(REPLICATIONS, |bar, n| replay(&scenario, 0)?.run(n, bar));
            past.of_runs(&runs?, all)
        }
    };
    Ok((pilot.of_runs(&runs, all), before))
}

/// Whether the pilot goes by another model than the campaigns before it.
fn is_other(held: &Held<'_>) -> bool {
    held.loaded.scenario.models[held.model].name != held.today.name
}

fn too_few(n: usize) -> Error {
    let campaigns = if n == 1 { "campaign" } else { "campaigns" };
    Error::Incomplete(format!(
        "{n} {campaigns} of a pilot: too few to say anything; wait for three"
    ))
}

/// What the campaigns that the forecast was fitted to say of it.
fn history(found: &CheckIn, campaigns: usize) -> Option<String> {
    let (by, ends) = found.off()?;
    Some(format!(
        "Going by the {campaigns} campaigns that the forecast was fitted to, campaigns now take {by:.2} times as long as it says ({:.2} to {:.2}): \
         the pilot is held against that, not against the forecast alone.",
        ends.low, ends.high
    ))
}

fn other_model(held: &Held<'_>) -> Option<String> {
    is_other(held).then(|| {
        format!(
            "The campaigns before the pilot are simulated by {:?}, the pilot by {:?}: it is assumed that the forecast is as far off by one as by the other.",
            held.today.name, held.loaded.scenario.models[held.model].name
        )
    })
}

fn sentence(found: &CheckIn, of_both: bool) -> String {
    let n = found.scores.len();
    // Where the campaigns before them are at hand, they say what is to be expected.
    let forecast = if of_both && found.off().is_some() { "expected" } else { "forecast" };
    let by = found
        .factor
        .map(|(by, ends)| format!("{by:.2} times as long ({:.2} to {:.2})", ends.low, ends.high));
    if let (Some(_), Some(by)) = (found.doubtful(), &by) {
        return format!(
            "Cannot tell whether slower or faster than {forecast}: {by}, but campaigns here wait for the same people, so that all {n} share the \
             error of a fitted forecast. Keep the campaigns before the pilot in the log: they show that error."
        );
    }
    let Some(look) = found.alarm() else {
        return match by {
            Some(by) if found.is_faster() => {
                format!("Not slower than {forecast}: {by}, so faster.")
            }
            by => credible(found, forecast, by),
        };
    };
    let slower = by.unwrap_or("it shows in campaigns that are still open".to_owned());
    let first = match look {
        0 => "before any of its campaigns is over".to_owned(),
        1 => "when 1 of its campaigns was over".to_owned(),
        look => format!("when {look} of its campaigns were over"),
    };
    if found.looks.last().is_some_and(|(.., statistic)| *statistic <= found.limit) {
        let lasts = found.factor.is_some_and(|(by, _)| by > 1.0);
        let lasts = if lasts { "a slow-down that lasts, " } else { "" };
        return format!(
            "Slower than {forecast}, first seen {first} and not seen any more after {n}: all together {slower}. It may be \
             {lasts}a bad stretch, or a false alarm, of which 5 in 100 pilots have one: ask what happened then.",
        );
    }
    format!(
        "Slower than {forecast}, first seen {first}: {slower}. One shared cause may be behind all of them: ask before you blame the model."
    )
}

/// That no look shows a slow-down, and what those say that are in none.
fn credible(found: &CheckIn, forecast: &str, by: Option<String>) -> String {
    let (n, seen) = (found.scores.len(), found.seen);
    if seen == n {
        return format!("Still credible: {n} campaigns are within what was {forecast}.");
    }
    let later = n - seen;
    match by.filter(|_| found.is_slower_since()) {
        Some(by) => format!(
            "Within what was {forecast} as far as {seen} of {n} campaigns, but no longer: all {n} take {by}. The last {later} are in no look: look at them, too (--looks {n})."
        ),
        None => format!(
            "Still credible: the first {seen} of {n} campaigns are within what was {forecast}; the last {later} are in no look (--looks {n})."
        ),
    }
}

/// The next campaign: as was forecast, or as this pilot goes; both where that cannot be told.
fn next(found: &CheckIn) -> String {
    let (by, revised) = found.revision();
    if let Some((slower, _)) = found.doubtful() {
        let of = |by: f64, why| one_campaign(why, found.forecast.map(|it| by * it));
        return format!(
            "{}. {}. Which of them cannot be told yet: promise the later one.",
            of(by, ", as was forecast"),
            of(slower, ", as this pilot goes")
        );
    }
    let why = match (revised, found.off()) {
        (true, _) => "as this pilot goes",
        (false, Some(_)) => "as was forecast, and as the campaigns before this pilot correct it",
        (false, None) => "as was forecast",
    };
    format!("{}, {why}.", one_campaign("", found.forecast.map(|it| by * it)))
}

fn limits(
    found: &CheckIn,
    (fitted, last): (Option<usize>, usize),
    alone: Option<&Alone>,
) -> String {
    let n = found.scores.len();
    let base = fitted.map_or("taken as exact".to_owned(), |m| format!("fitted to {m} campaigns"));
    let provided = match alone.is_some_and(Alone::is_open) {
        true => "If nothing else was under way when it began, a pilot",
        false => "A pilot",
    };
    if found.hang {
        // Without a pilot after them, the campaigns of the log are those of the fit.
        let base = if alone.is_some() { base + ", none of which is in the log" } else { base };
        return format!(
            "The forecast is {base}, and campaigns hang together: {n} of them say less than {} independent ones would.",
            n.div_ceil(2)
        );
    }
    format!(
        "The forecast is {base}. {provided} that is as forecast would be called slower in 5 % of cases, all looks after campaigns 3 to {last} \
         together (--looks). {} campaigns show a slow-down by {:.2} times or more with 80 %; less may stay unseen.",
        found.seen, found.smallest
    )
}

/// What is known of the work that was under way when a pilot began of which the log holds nothing before.
struct Alone {
    /// Campaigns before it that fit.csv knows, simulated with it.
    earlier: usize,
    /// From when until when nothing is known: from the end of the log that was fitted to the first campaign of the pilot.
    gap: Option<[Date; 2]>,
}

impl Alone {
    fn of(held: &Held<'_>) -> Alone {
        let until = held.known.as_ref().and_then(|it| it.until);
        let gap = until.zip(held.starts.first().copied()).filter(|(until, first)| until < first);
        let gap = gap.map(|(until, first)| [until.date(), first.date()]);
        Alone { earlier: held.earlier().len(), gap }
    }

    /// Whether work may have been under way that nobody knows of.
    fn is_open(&self) -> bool {
        self.earlier == 0 || self.gap.is_some()
    }

    fn words(&self) -> String {
        let keep = "that waits for the same people, and more pilots than these are called slower: keep the campaigns before the pilot in the log";
        let earlier = self.earlier;
        let known = format!(
            "The log holds none of the {earlier} campaigns before the pilot: they are simulated from their starts in fit.csv, so that it meets what they left."
        );
        match (earlier, self.gap) {
            (0, _) => format!(
                "The log holds nothing from before the pilot. If anything was under way when it began, {keep}."
            ),
            (_, None) => known,
            (_, Some([until, first])) => format!(
                "{known} Of what began between {until} and {first} nothing is known; if any was, {keep}."
            ),
        }
    }
}

/// The last campaigns are what is read on a screen; data formats have all.
fn shortened(table: &Table) -> Table {
    let mut table = table.clone();
    if table.rows.len() > SHOWN {
        let more = table.rows.len() - SHOWN;
        table.rows.drain(..more);
        table.title += &format!(" (the last {SHOWN}; {more} before them with --format csv)");
    }
    table
}

fn campaigns(held: &Held<'_>, pilot: &Part, found: &CheckIn) -> Table {
    let columns = vec![
        Column::text("campaign"),
        Column::number("hours").headed("cycle time (h)"),
        Column::text("status"),
        Column::number("score").headed("over the forecast (sd)"),
        Column::number("statistic").headed("all so far"),
        Column::number("limit"),
    ];
    let mut table = Table::new(
        "check_in",
        "Each campaign of the pilot; slower where all so far is above the limit",
        columns,
    );
    let round = |value: f64| Cell::Number((value * 1000.0).round() / 1000.0);
    // Today's look stands with the last of those that are open.
    let open_last = pilot.times.iter().rposition(|(_, open)| *open);
    for (place, case) in pilot.cases.iter().enumerate() {
        let is_own =
            |ended: Option<usize>| ended.map_or(Some(place) == open_last, |it| it == place);
        let look = found.looks.iter().find(|(_, ended, _)| is_own(*ended));
        let (hours, open) = pilot.times[place];
        table.push(vec![
            Cell::Text(held.history.cases[*case].name.clone()),
            round(hours),
            Cell::Text(if open { "open" } else { "done" }.to_owned()),
            round(found.scores[place]),
            look.map_or(Cell::Missing, |(.., s)| round(*s)),
            look.map_or(Cell::Missing, |_| round(found.limit)),
        ]);
    }
    table
}
