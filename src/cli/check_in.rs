//! `flowcast check-in`: is the forecast of a pilot still credible?

use super::args;
use super::outcome::Outcome;
use super::session::output;
use super::validate::{Held, one_campaign};
use flowcast::error::Error;
use flowcast::fit::check_in::{CheckIn, check_in};
use flowcast::fit::replay::{NoReplay, Replay};
use flowcast::report::{Cell, Column, Document, Table};

/// Campaigns that are shown on a screen.
const SHOWN: usize = 20;

pub fn run(args: &args::CheckIn) -> Result<Outcome, Error> {
    let held = Held::open(&args.against)?;
    let seen = held.seen(args.fitted)?;
    let fitted = seen.campaigns();
    let history = &held.history;
    // Campaigns that the fit has seen are no pilot; a log of the pilot alone begins after them.
    let until = fitted.unwrap_or(0);
    let first = if until < history.cases.len() && args.fitted.is_none() { until } else { 0 };
    let pilot: Vec<usize> =
        (first..history.cases.len()).filter(|case| !history.cases[*case].abandoned).collect();
    let times: Vec<(f64, bool)> = pilot.iter().filter_map(|case| history.cycle(*case)).collect();
    let runs = held.simulate(|bar, n| {
        let replay = Replay::of(&held.loaded.scenario, held.model, history, held.log.epoch)?;
        let mut runs = replay.run(n, bar)?;
        for run in &mut runs {
            run.cycles = pilot.iter().map(|case| run.cycles[*case]).collect();
        }
        Ok::<_, NoReplay>(runs)
    })?;
    let found = check_in(&times, &runs, fitted).ok_or_else(|| {
        let campaigns = if times.len() == 1 { "campaign" } else { "campaigns" };
        Error::Incomplete(format!(
            "{} {campaigns} of a pilot: too few to say anything; wait for three",
            times.len()
        ))
    })?;
    if !args.against.talk.quiet {
        let table = campaigns(&held, &pilot, &times, &found);
        let mut page = Document::default();
        page.text(sentence(&found));
        page.text(next(&found));
        page.text(limits(&found, fitted));
        if fitted.is_some() && first == 0 && args.fitted.is_none() {
            page.text("The forecast was fitted to these very campaigns, so this flatters it. Of a log of the pilot alone, say so with --fitted M; else keep campaigns with `fit --hold-out`.");
        }
        page.list(held.doubts(0.0));
        page.table(shortened(&table));
        output::show(&page, &[table], args.against.talk.format)?;
    }
    Ok(Outcome::Complete)
}

fn sentence(found: &CheckIn) -> String {
    let n = found.scores.len();
    let by = found
        .factor
        .map(|(by, ends)| format!("{by:.2} times as long ({:.2} to {:.2})", ends.low, ends.high));
    let Some(look) = found.alarm() else {
        return match by.filter(|_| found.is_faster()) {
            Some(by) => format!("Not slower than forecast: {by}, so faster."),
            None => format!("Still credible: {n} campaigns are within what was forecast."),
        };
    };
    let slower = by.unwrap_or("it shows in campaigns that are still open".to_owned());
    if found.looks.last().is_some_and(|(_, statistic)| *statistic <= found.limit) {
        let lasts = found.factor.is_some_and(|(by, _)| by > 1.0);
        let lasts = if lasts { "a slow-down that lasts, " } else { "" };
        return format!(
            "Slower than forecast, as it showed after campaign {look} and does not show any more after {n}: all together {slower}. It may be \
             {lasts}a bad stretch, or a false alarm, of which 5 in 100 pilots have one: ask what happened then.",
        );
    }
    format!(
        "Slower than forecast since campaign {look}: {slower}. One shared cause may be behind all of them: ask before you blame the model."
    )
}

/// The next campaign: as was forecast, or as this pilot goes.
fn next(found: &CheckIn) -> String {
    let revised = found.alarm().is_some() || found.is_faster();
    match found.factor.filter(|_| revised) {
        Some((by, _)) => {
            format!("{}, as this pilot goes.", one_campaign("", found.forecast.map(|it| by * it)))
        }
        None => format!("{}, as was forecast.", one_campaign("", found.forecast)),
    }
}

fn limits(found: &CheckIn, fitted: Option<usize>) -> String {
    let n = found.scores.len();
    let base = fitted.map_or("taken as exact".to_owned(), |m| format!("fitted to {m} campaigns"));
    format!(
        "The forecast is {base}. A pilot that is as forecast would be called slower in 5 % of cases, all looks after the third campaign together. \
         {n} campaigns show a slow-down by {:.2} times or more with 80 %; less may stay unseen.",
        found.smallest
    )
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

fn campaigns(held: &Held<'_>, pilot: &[usize], times: &[(f64, bool)], found: &CheckIn) -> Table {
    let columns = vec![
        Column::text("campaign"),
        Column::number("hours").headed("cycle time (h)"),
        Column::text("status"),
        Column::number("score").headed("score in the forecast"),
        Column::number("statistic").headed("all so far"),
        Column::number("limit"),
    ];
    let mut table = Table::new(
        "check_in",
        "Each campaign of the pilot; slower where all so far is above the limit",
        columns,
    );
    let round = |value: f64| Cell::Number((value * 1000.0).round() / 1000.0);
    for (place, case) in pilot.iter().enumerate() {
        let look = found.looks.iter().find(|(k, _)| *k == place + 1);
        let (hours, open) = times[place];
        table.push(vec![
            Cell::Text(held.history.cases[*case].name.clone()),
            round(hours),
            Cell::Text(if open { "open" } else { "done" }.to_owned()),
            round(found.scores[place]),
            look.map_or(Cell::Missing, |(_, s)| round(*s)),
            look.map_or(Cell::Missing, |_| round(found.limit)),
        ]);
    }
    table
}
