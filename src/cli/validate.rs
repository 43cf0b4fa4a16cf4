//! `flowcast validate`: does a scenario give the times that were recorded?

use super::args;
use super::outcome::Outcome;
use super::session::fitted::Fitted;
use super::session::load::{self, Loaded};
use super::session::progress::Bar;
use super::session::{interrupt, output, settings};
use flowcast::error::{Error, shown};
use flowcast::fit::history::History;
use flowcast::fit::replay::{NoReplay, Split};
use flowcast::fit::survival::Curve;
use flowcast::fit::teams;
use flowcast::fit::validate::{Validation, validate};
use flowcast::log::Log;
use flowcast::report::chart::{Times, recorded};
use flowcast::report::{Cell, Column, Document, Table};
use flowcast::store;

/// Replications of the whole log: many campaigns each.
const REPLICATIONS: u32 = 200;

pub fn run(args: &args::Validate) -> Result<Outcome, Error> {
    let held = Held::open(&args.against)?;
    let fitted = held.fitted(args.fitted).unwrap_or(0);
    let scenario = (&held.loaded.scenario, held.model);
    let found = held
        .simulate(|bar, n| validate(scenario, (&held.history, held.log.epoch), fitted, n, bar))?;
    if let Some(path) = &args.chart {
        let name = &held.loaded.scenario.name;
        let panel = |name: &str, curve: &Curve| Times {
            name: name.to_owned(),
            steps: curve.steps().to_vec(),
        };
        let panels = [
            panel("Recorded", &found.recorded),
            panel("Simulated from the same starts", &found.simulated),
        ];
        let footer = format!("{} · {} recorded campaigns", name, found.campaigns);
        if let Some(drawing) = recorded(&panels, "Does the model give what was recorded?", &footer)
        {
            let svg = drawing.to_svg().map_err(|why| Error::Internal(why.to_string()))?;
            store::write_new(path, &svg, args.force)?;
        }
    }
    if !args.against.talk.quiet {
        let tables = [times(&found), happenings(&found)];
        let mut page = Document::default();
        page.text(found.sentence());
        page.text(grounds(&found));
        tables.iter().for_each(|table| page.table(table.clone()));
        output::show(&page, &tables, args.against.talk.format)?;
    }
    Ok(Outcome::Complete)
}

/// A scenario, and the log that it is held against.
pub struct Held<'a> {
    args: &'a args::Against,
    pub loaded: Loaded,
    pub log: Log,
    pub history: History,
    pub model: usize,
}

impl Held<'_> {
    /// Reads both.
    ///
    /// # Errors
    /// As of either.
    pub fn open(args: &args::Against) -> Result<Held<'_>, Error> {
        let mut loaded = load::load(&args.scenario)?;
        settings::apply(&mut loaded, &args.simulation)?;
        let log = load::log(&args.log, &args.how)?;
        if !args.talk.quiet && args.talk.format == args::Format::Table {
            output::print(&format!("What the columns were taken for:\n{}", log.mapping()))?;
        }
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        let model = loaded.scenario.study.baseline;
        Ok(Held { args, loaded, log, history, model })
    }

    /// How many campaigns the scenario was fitted to, as told or as fit.csv says.
    pub fn fitted(&self, told: Option<usize>) -> Option<usize> {
        let beside = || Fitted::beside(&self.args.scenario.scenario).ok().flatten()?.campaigns();
        told.or_else(beside)
    }

    /// Simulates under a bar.
    ///
    /// # Errors
    /// What stopped it.
    pub fn simulate<R: Send>(
        &self,
        work: impl FnOnce(&Bar, u32) -> Result<R, NoReplay> + Send,
    ) -> Result<R, Error> {
        interrupt::listen()?;
        let n = self.args.simulation.replications.unwrap_or(REPLICATIONS);
        let bar = Bar::new(u64::from(n), self.args.talk.quiet);
        let pool = settings::pool(self.args.simulation.threads)?;
        let found = pool.install(|| work(&bar, n));
        bar.finish();
        found.map_err(|why| match why {
            NoReplay::Cancelled => Error::Interrupted,
            NoReplay::Empty | NoReplay::Refused(_) => {
                Error::Usage(format!("{}: {why}", shown(&self.args.scenario.scenario)))
            }
        })
    }
}

fn grounds(found: &Validation) -> String {
    let Validation { campaigns, open, history, .. } = found;
    let how = match found.held_out {
        true => {
            format!("{campaigns} campaigns that the fit has not seen against {history} before them")
        }
        false => format!(
            "{campaigns} campaigns against {history} others; the fit has seen them all, so this flatters it: keep some with `fit --hold-out 0.3`"
        ),
    };
    let open = if *open > 0 {
        format!("; {open} of them were open and count as longer (Kaplan-Meier)")
    } else {
        String::new()
    };
    format!("{how}{open}. Each is simulated from its own start, all sharing the teams.")
}

fn number(value: Option<f64>) -> Cell {
    value
        .filter(|value| value.is_finite())
        .map_or(Cell::Missing, |value| Cell::Number((value * 1000.0).round() / 1000.0))
}

fn times(found: &Validation) -> Table {
    let columns = vec![
        Column::text("whose"),
        Column::number("p50_h").headed("P50 (h)"),
        Column::number("p85_h").headed("P85 (h)"),
        Column::number("mean_h").headed("mean (h)"),
        Column::number("distance_h").headed("distance to recorded (EMD, h)"),
        Column::number("relative").headed("of the mean"),
        Column::number("ratio").headed("of history's"),
    ];
    let mut table = Table::new(
        "cycle_times",
        "Cycle times, and how far they are from what was recorded",
        columns,
    );
    let mut row = |name: &str, curve: &Curve, distance: Option<f64>, ratio: Option<f64>| {
        let of = |value: f64| number(Some(value).filter(|_| !curve.is_empty()));
        let relative = distance.and_then(|it| found.relative(it));
        table.push(vec![
            Cell::Text(name.to_owned()),
            of(curve.quantile(0.5)),
            of(curve.quantile(0.85)),
            of(curve.mean()),
            number(distance),
            number(relative),
            number(ratio),
        ]);
    };
    row("recorded", &found.recorded, None, None);
    row("your history", &found.past, Some(found.floor()), Some(1.0));
    row("simulated", &found.simulated, Some(found.distance()), found.ratio());
    table
}

fn happenings(found: &Validation) -> Table {
    let columns =
        vec![Column::text("what"), Column::number("recorded"), Column::number("simulated")];
    let mut table = Table::new(
        "happenings",
        "What happened on the way, a campaign (all campaigns of the log)",
        columns,
    );
    let [was, is] = [&found.recorded_split, &found.simulated_split];
    type Of = fn(&Split) -> Option<f64>;
    let shown: [(&str, Of, bool); 5] = [
        ("share of verdicts that reject", Split::rejects, true),
        ("rounds of an approval", Split::rounds, true),
        ("hours worked on, nights included (h)", |it| Some(it.worked), found.tells_waiting),
        ("hours of waiting for people (h)", |it| Some(it.queued), found.tells_waiting),
        ("hours of waiting for reviewers (h)", |it| Some(it.review), found.tells_waiting),
    ];
    for (what, of, told) in shown {
        table.push(vec![
            Cell::Text(what.to_owned()),
            number(of(was).filter(|_| told)),
            number(of(is)),
        ]);
    }
    table
}
