//! `flowcast validate`: does a scenario give the times that were recorded?

use super::options::{Format, HowToRead, Scenario, Simulation, Talk};
use super::outcome::Outcome;
use super::session::fitted::Fitted;
use super::session::load::{self, Loaded};
use super::session::progress::Bar;
use super::session::{interrupt, output, settings};
use flowcast::error::{Error, shown};
use flowcast::fit::history::History;
use flowcast::fit::known::Known;
use flowcast::fit::replay::{NoReplay, Split};
use flowcast::fit::survival::Curve;
use flowcast::fit::teams;
use flowcast::fit::unseen;
use flowcast::fit::validate::{Validation, is_compared, validate};
use flowcast::format::{self, spoken};
use flowcast::log::Log;
use flowcast::model::WorkflowModel;
use flowcast::report::chart::{Times, recorded};
use flowcast::report::{Cell, Column, Document, Table};
use flowcast::stats;
use flowcast::store;
use flowcast::time::Instant;
use jiff::civil::DateTime;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Hold a scenario against recorded campaigns: does it give their times?
///
/// Each recorded campaign is simulated from its own start. The distance to what was recorded stands beside that of your
/// own history: nothing can be asked to do better than that.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Example:\n  flowcast validate team.toml jira.csv --chart recorded.svg"
)]
pub struct Args {
    #[command(flatten)]
    pub against: Against,
    /// How many of the first campaigns the scenario was fitted to (default: those that the dates in fit.csv beside it say)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub fitted: Option<u32>,
    /// Write the chart: recorded above simulated (SVG)
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    /// Replace the chart if it exists
    #[arg(long)]
    pub force: bool,
}

/// A scenario and the log that it is held against.
#[derive(Debug, clap::Args)]
pub struct Against {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The log: CSV of any dialect, or XES
    pub log: PathBuf,
    #[command(flatten)]
    pub how: HowToRead,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub talk: Talk,
}

/// Replications of the whole log: many campaigns each.
const REPLICATIONS: u32 = 200;
/// What is less than so many times more or less than recorded is no cause to name.
const APART: f64 = 1.2;

pub fn run(args: &Args) -> Result<Outcome, Error> {
    args.chart.as_deref().map_or(Ok(()), check_name)?;
    let held = Held::open(&args.against)?;
    let seen = held.seen(args.fitted)?;
    let (fitted, all) = (seen.campaigns().unwrap_or(0), held.history.cases.len());
    if args.fitted.is_some() && fitted > all {
        return Err(Error::Usage(format!("--fitted: the log has {all} campaigns, not {fitted}")));
    }
    let compared = (0..all).filter(|case| is_compared(*case, fitted, all));
    let compared = Compared::of(&held, compared);
    if compared.is_none_over() {
        return Err(Error::Incomplete(compared.none_over()));
    }
    let lacking = compared.lacking()?;
    let scenario = (&held.loaded.scenario, held.model);
    let log = (&held.history, held.log.epoch, held.earlier());
    let found = held.simulate(REPLICATIONS, |bar, n| validate(scenario, log, fitted, n, bar))?;
    if let Some(path) = &args.chart {
        draw(&found, &held.loaded.scenario.name, path, args.force)?;
    }
    if !args.against.talk.quiet {
        let tables = [times(&found), happenings(&found), verdict(found.sentence())];
        let mut page = Document::default();
        page.list(held.doubts(found.unlaunched).into_iter().chain(lacking));
        page.text(found.sentence());
        differs(&found).into_iter().for_each(|words| page.text(words));
        page.text(grounds(&found, &seen));
        page.text(promised(&found));
        tables[..2].iter().for_each(|table| page.table(table.clone()));
        output::show(&page, &tables, args.against.talk.format)?;
    }
    Ok(Outcome::Complete)
}

/// A chart is drawn as SVG; under another name it could not be opened.
fn check_name(path: &Path) -> Result<(), Error> {
    let ends = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
    match ends {
        true => Ok(()),
        false => Err(Error::Usage(format!(
            "--chart: {} is drawn as SVG: give it a name that ends in .svg",
            shown(path)
        ))),
    }
}

fn draw(found: &Validation, name: &str, path: &Path, force: bool) -> Result<(), Error> {
    let far = |hours: f64| format!("{hours:.0} h from it on average");
    let panel = |name: String, curve: &Curve| {
        let marks = [0.5, 0.85].map(|share| curve.quantile(share));
        Times { name, steps: curve.steps().to_vec(), marks }
    };
    let open =
        |open: usize| if open > 0 { format!(", {open} of them open") } else { String::new() };
    let panels = [
        panel(format!("Recorded ({}{})", found.compared(), open(found.open)), &found.recorded),
        panel(
            format!("Simulated from the same starts: {}", far(found.distance())),
            &found.simulated,
        ),
        panel(
            format!(
                "Your history ({}{}): {}",
                found.history,
                open(found.past_open),
                far(found.floor())
            ),
            &found.past,
        ),
    ];
    match recorded(&panels, "Does the model give what was recorded?", name) {
        Some(drawing) => {
            let svg = drawing.to_svg().map_err(|why| Error::Internal(why.to_string()))?;
            store::write_new(path, &svg, force)
        }
        None => Err(Error::Usage("--chart: nothing to draw, no campaign has ended".to_owned())),
    }
}

/// A scenario, and the log that it is held against.
pub struct Held<'a> {
    args: &'a Against,
    pub loaded: Loaded,
    pub log: Log,
    pub history: History,
    pub model: usize,
    /// The model by which the scenario says what was done: its baseline, whichever is held against the log.
    pub today: WorkflowModel,
    /// The campaigns that the scenario was fitted to, as fit.csv beside it says.
    pub known: Option<Known>,
    /// When the campaigns of the log began.
    pub starts: Vec<DateTime>,
}

impl Held<'_> {
    /// Reads both.
    ///
    /// # Errors
    /// As of either.
    pub fn open(args: &Against) -> Result<Held<'_>, Error> {
        let mut loaded = load::load(&args.scenario)?;
        let today = loaded.scenario.models[loaded.scenario.study.baseline].clone();
        settings::apply(&mut loaded, &args.simulation)?;
        let log = load::log(&args.log, &args.how)?;
        if !args.talk.quiet && args.talk.format == Format::Table {
            output::print(&format!("What the columns were taken for:\n{}", log.mapping()))?;
        }
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        let model = loaded.scenario.study.baseline;
        let known = Fitted::beside(&args.scenario.scenario)?.and_then(|it| it.known());
        let starts = history.cases.iter().map(|case| log.at(Instant(case.start))).collect();
        Ok(Held { args, loaded, log, history, model, today, known, starts })
    }

    /// When campaigns began that the scenario was fitted to and that lie before the log.
    pub fn earlier(&self) -> &[DateTime] {
        self.known.as_ref().map_or(&[], |it| it.before(&self.starts))
    }

    /// What the scenario was fitted to, as told or as the dates of fit.csv say.
    ///
    /// # Errors
    /// A fit.csv that cannot be read.
    pub fn seen(&self, told: Option<u32>) -> Result<Seen, Error> {
        if let Some(told) = told {
            return Ok(Seen::First(told as usize));
        }
        if let Some(known) = &self.known {
            return Ok(match known.among(&self.starts) {
                0 => Seen::Earlier(known.campaigns),
                first if known.are_others(&self.first_ends(first)) => Seen::Others(known.campaigns),
                first => Seen::First(first),
            });
        }
        let another = Fitted::of_another(&self.args.scenario.scenario)?;
        Ok(another.map_or(Seen::Nothing, Seen::Another))
    }

    /// When the first jobs of so many campaigns ended.
    fn first_ends(&self, campaigns: usize) -> Vec<DateTime> {
        let ends = self.history.first_ends().into_iter().take(campaigns);
        ends.map(|at| self.log.at(Instant(at))).collect()
    }

    /// Why log and scenario may not speak of the same; the share of simulated campaigns that had not launched.
    pub fn doubts(&self, unlaunched: f64) -> Vec<String> {
        let streams = &self.loaded.scenario.facts.streams;
        let known = |name: &str| streams.iter().any(|stream| stream.name == name);
        let used: BTreeSet<usize> = self.history.all().map(|pass| pass.step).collect();
        let steps = used.into_iter().map(|step| self.history.steps[step].name.as_str());
        let strange: Vec<String> =
            steps.filter(|name| !known(name)).map(|name| format!("`{name}`")).collect();
        let strange = (!strange.is_empty()).then(|| {
            format!(
                "the scenario has no stream {}, as the log has: is it of the same work?",
                strange.join(", ")
            )
        });
        let late = (unlaunched > 0.0).then(|| {
            let share = 100.0 * unlaunched;
            format!("{share:.0} % of the simulated campaigns had not launched by the horizon, and count as longer")
        });
        strange.into_iter().chain(late).collect()
    }

    /// Simulates under a bar, so often if nothing else was asked for.
    ///
    /// # Errors
    /// What stopped it.
    pub fn simulate<R: Send>(
        &self,
        replications: u32,
        work: impl FnOnce(&Bar, u32) -> Result<R, NoReplay> + Send,
    ) -> Result<R, Error> {
        interrupt::listen()?;
        let n = self.args.simulation.replications.unwrap_or(replications);
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

/// Campaigns of a log that are held against a scenario.
pub struct Compared<'a> {
    held: &'a Held<'a>,
    all: usize,
    /// Those in which nothing is open.
    over: Vec<usize>,
}

impl<'a> Compared<'a> {
    pub fn of(held: &'a Held<'_>, cases: impl Iterator<Item = usize>) -> Compared<'a> {
        let cases: Vec<usize> = cases.collect();
        let over = cases.iter().copied().filter(|case| !held.history.cases[*case].open);
        Compared { held, all: cases.len(), over: over.collect() }
    }

    pub fn is_none_over(&self) -> bool {
        self.over.is_empty()
    }

    /// That none is over, in words.
    pub fn none_over(&self) -> String {
        let none = match self.all {
            1 => "the one campaign that is compared is not over".to_owned(),
            all => format!("none of the {all} campaigns that are compared is over"),
        };
        format!("{none}: how long they take is not known yet")
    }

    /// Steps of the scenario to which none of them came, where that still leaves an answer.
    ///
    /// # Errors
    /// Where it does not: when they were done is not known.
    pub fn lacking(&self) -> Result<Option<String>, Error> {
        let facts = &self.held.loaded.scenario.facts;
        let lacking = unseen::of(facts, &self.held.history, &self.over);
        let last = unseen::last(facts, &lacking);
        let named = |streams: &[usize]| {
            let names = streams.iter().map(|it| format!("`{}`", facts.streams[*it].name));
            names.collect::<Vec<_>>().join(", ")
        };
        let none = match self.over.len() {
            1 => "the one campaign that is over never came to".to_owned(),
            n => format!("none of the {n} campaigns that are over came to"),
        };
        if !last.is_empty() {
            return Err(Error::Incomplete(format!(
                "{none} {}, with which the scenario ends: when they were done is not in this log, or they are of other work; export that step, or tell what the log calls it with --steps",
                named(&last)
            )));
        }
        Ok((!lacking.is_empty()).then(|| {
            format!(
                "{none} {}, which the scenario has: it is not in this log, or not done any more, and what the scenario takes for it is held against nothing",
                named(&lacking)
            )
        }))
    }
}

/// The one sentence as data.
pub fn verdict(words: String) -> Table {
    let mut table = Table::new("verdict", "What is to be believed", vec![Column::text("verdict")]);
    table.push(vec![Cell::Text(words)]);
    table
}

/// Which campaigns of a log a scenario was fitted to.
pub enum Seen {
    /// So many of the first.
    First(usize),
    /// None: it begins after the so many that it was fitted to.
    Earlier(usize),
    /// None: the so many that it was fitted to began at the same times, but are others.
    Others(usize),
    /// Unknown: fit.csv is that of another scenario.
    Another(String),
    /// None that is known.
    Nothing,
}

impl Seen {
    /// How many of the log, where it holds any.
    pub fn campaigns(&self) -> Option<usize> {
        match self {
            Seen::First(campaigns) => Some(*campaigns),
            Seen::Earlier(_) | Seen::Others(_) | Seen::Another(_) | Seen::Nothing => None,
        }
    }
}

/// When one campaign will be done: what `compare` says of a portfolio is of the mean of its campaigns.
pub fn one_campaign(by: &str, hours: [f64; 2]) -> String {
    let [half, most] = hours.map(spoken);
    format!(
        "One campaign{by}: done within {most} of its start in 85 of 100 cases, within {half} in half"
    )
}

/// The same by what may be believed, and how what was recorded kept it.
fn promised(found: &Validation) -> String {
    let (curve, by) = match found.is_as_good() {
        true if found.has_changed() => (&found.simulated, " by the scenario, not to be relied on"),
        true => (&found.simulated, ""),
        false => (&found.past, ", by your own history"),
    };
    let hours = [0.5, 0.85].map(|share| curve.quantile(share));
    let kept = (found.recorded.below(hours[1]) * found.campaigns as f64).round();
    let (one, most) = (one_campaign(by, hours), spoken(hours[1]));
    let share = stats::clopper_pearson(kept as usize, found.campaigns);
    let warning = match share.is_some_and(|it| it.high < 0.85) {
        true => {
            ": fewer than 85 of 100 by more than chance. Promise nobody that day: these campaigns take longer than those before them"
        }
        false => "",
    };
    format!(
        "{one}; of the {} recorded, {kept} took no longer than {most}{warning}.",
        found.campaigns
    )
}

fn grounds(found: &Validation, seen: &Seen) -> String {
    let Validation { open, history, abandoned, alone, .. } = found;
    let compared = found.compared();
    let others =
        format!("{compared} against {history} other{}", if *history == 1 { "" } else { "s" });
    let how = match seen {
        _ if found.held_out => {
            format!("{compared} that the fit has not seen against {history} before them")
        }
        Seen::First(_) => format!(
            "{others}; the fit has seen them all, so this flatters it: keep some with `fit --hold-out 0.3`"
        ),
        Seen::Earlier(fitted) => format!(
            "{others}; the fit has seen none of them: it was fitted to {fitted} that began before. What it is held against is this log alone: better give one that holds these, too"
        ),
        Seen::Others(fitted) => format!(
            "{others}; the fit has seen none of them: the {fitted} that it was fitted to began at the same times, but their first jobs ended at others"
        ),
        Seen::Another(name) => format!(
            "{others}; fit.csv beside the scenario is that of {name}, so which of them a fit has seen is not known (--fitted N tells it)"
        ),
        Seen::Nothing => format!(
            "{others}; nothing says that the scenario was fitted to any (no fit.csv beside it)"
        ),
    };
    let open = match *open {
        0 => String::new(),
        1 => "; 1 of them is open and counts as longer (Kaplan-Meier)".to_owned(),
        n => format!("; {n} of them are open and count as longer (Kaplan-Meier)"),
    };
    let abandoned = match *abandoned {
        0 => String::new(),
        1 => "; 1 more never came to its end and is left out".to_owned(),
        n => format!("; {n} more never came to their end and are left out"),
    };
    let simulated = match alone {
        true => "alone, since no two of the log overlap",
        false => "from its own start, all sharing the teams",
    };
    format!("{how}{open}{abandoned}. Each is simulated {simulated}.")
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

/// What happened on the way: its name, of what is recorded and simulated, and whether the log tells it.
type Happening = (&'static str, fn(&Split) -> Option<f64>, bool);

fn counted(found: &Validation) -> [Happening; 5] {
    [
        ("share of rounds that reject", Split::rejects, true),
        ("rounds of an approval", Split::rounds, true),
        (
            "hours worked on, nights included (h)",
            |it| Some(it.worked),
            found.tells_work && found.tells_reviews,
        ),
        ("hours of waiting for people (h)", |it| Some(it.queued), found.tells_work),
        ("hours of waiting for reviewers (h)", |it| Some(it.review), found.tells_reviews),
    ]
}

/// Where a scenario is not as good as history: what on the way is much more or less than recorded, first what brings the others.
fn differs(found: &Validation) -> Option<String> {
    let off = |(what, of, _): Happening| {
        let [was, is] = [of(&found.recorded_split)?, of(&found.simulated_split)?];
        let apart = was > 0.0 && !(was / APART..was * APART).contains(&is);
        let [was, is] = [was, is].map(|it| format::fixed(it, 2));
        apart.then(|| format!("{what}: {is}, recorded {was}"))
    };
    let told = counted(found).into_iter().filter(|(.., told)| *told);
    let off: Vec<String> = told.filter_map(off).collect();
    (!found.is_as_good() && !off.is_empty()).then(|| {
        format!("Off by a fifth or more on the way, so that the cause may lie there, in the first of them before the others: {}.", off.join("; "))
    })
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
    for (what, of, told) in counted(found) {
        table.push(vec![
            Cell::Text(what.to_owned()),
            number(of(was).filter(|_| told)),
            number(of(is)),
        ]);
    }
    table
}
