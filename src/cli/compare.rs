//! `flowcast compare`: simulate, write, show.

use super::options::{Assignment, Files, Scenario, Simulation, Talk, assignment};
use super::outcome::Outcome;
use super::results::{self, Results, Shown, Wanted};
use super::session::fitted::Fitted;
use super::session::timing::{FREEZE_DAY, LEVERS, SIMULATE, SMALLEST};
use super::session::{Ask, Session, interrupt, what_if};
use super::{freeze, smallest, story, which_lever};
use flowcast::analysis::{Analysis, DELIVERABLE_COLUMNS, DeliverableEstimate};
use flowcast::error::{Error, shown};
use flowcast::question::precision::{self, Target};
use flowcast::record::Status;
use flowcast::report::answer::Beside;
use flowcast::report::chart::{self, Chart, Drawing, Names};
use flowcast::report::chat::{self, SUMMARY};
use flowcast::report::comparison;
use flowcast::report::experiments::account::{DECOMPOSITION, WhichLever};
use flowcast::report::experiments::freeze::{FREEZE, Freezes};
use flowcast::report::experiments::improve::{IMPROVE, Smallest};
use flowcast::report::html;
use flowcast::report::material::Material;
use flowcast::report::stored::Stored;
use flowcast::report::story::{STORY, Story};
use flowcast::report::{Document, Table, data};
use flowcast::store::manifest::{Comparison, Manifest, Precision, Question};
use flowcast::store::replications::{
    self, DELIVERABLES, DETAILS, RAW, REPLICATIONS, Raw, TEAM_REPLICATIONS,
};
use flowcast::store::{Artifact, Draft, Folder, Kept, unreadable};
use flowcast::study::{self, Study};
use rayon::prelude::*;
use std::path::PathBuf;

/// Simulate all models of a scenario and compare them
///
/// Prints tables and verdicts, and writes data files and charts to the output folder. The same
/// version, scenario and seed give the same numbers, whatever the number of threads.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast compare scenarios/product-launch.toml \
    --replications 5000 --set teams.legal.people=2")]
pub struct Args {
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub simulation: Simulation,
    /// Also run the baseline with another fact, on the same draws, as a model of its own (repeatable)
    ///
    /// For example --what-if teams.legal.people=2 or --what-if changes.offer.before=5w. The others are compared with
    /// the baseline, so what the fact brings stands beside what another way of working brings.
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment)]
    pub what_if: Vec<Assignment>,
    #[command(flatten)]
    pub precise: Precise,
    /// The output folder (default: output/<scenario file stem>)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub files: Files,
    /// Also write report.html, one file to mail or to project, and summary.md, a text for a chat
    #[arg(long)]
    pub report: bool,
    /// Also write a row for each deliverable and each campaign of every replication
    ///
    /// In deliverable_replications.csv and campaign_replications.csv.
    #[arg(long)]
    pub details: bool,
    /// End the report with the checklist STRESS-DES (Monks et al. 2019)
    #[arg(long, requires = "report")]
    pub stress: bool,
    /// Do not look for a smaller change of the baseline than a switch to another model
    ///
    /// It is looked for wherever there is another model, since the answer hangs on it; where it is the answer, it has its rows
    /// in all tables, charts and data files. That takes 64 replications or more, and up to a few seconds.
    #[arg(long)]
    pub no_smaller: bool,
    /// The model that you think of switching to: the answer speaks of it first, then of what is better
    ///
    /// The report also takes the difference between it and the baseline apart. Default: the model that is advised;
    /// where none is, the one with the least mean difference in cycle time (with a fixed launch date: in ready time).
    #[arg(long, value_name = "NAME")]
    pub ask: Option<String>,
    #[command(flatten)]
    pub talk: Talk,
}

/// As many replications as a precision takes.
#[derive(Debug, clap::Args)]
pub struct Precise {
    /// Replicate until every 95 % interval is this narrow, such as 2%
    ///
    /// The half-width of every model's mean cycle time (with a fixed launch date: ready time), of its P50, P85 and P95, and of its
    /// difference to the baseline (in percent of the baseline's mean), has to stay within it through a look-ahead. A percentile that
    /// lies where launch days jump is never known so well.
    #[arg(long, value_name = "P%", value_parser = percent, conflicts_with = "replications")]
    pub precision: Option<f64>,
    /// With --precision: never more replications than this
    #[arg(long, value_name = "N", requires = "precision", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub max_replications: u32,
}

/// A percentage such as `2%` or `0.5`, as a share.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    let percent: f64 = number.parse().map_err(|_| "expected a percentage such as 2%")?;
    if percent > 0.0 && percent <= 100.0 {
        Ok(percent / 100.0)
    } else {
        Err("expected a percentage above 0 and at most 100".to_owned())
    }
}

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(ask(args, command))?;
    let asked = asked(&session, args)?;
    what_if::add(&mut session.loaded, &args.what_if)?;
    let path = session.path();
    let details = args.details.then_some(&DETAILS).into_iter().flatten();
    let details: Vec<String> = details.map(|raw| raw.name.to_owned()).collect();
    let folder = session.claim(&path, &details)?;
    let (mut study, precision) = simulate(&mut session, args)?;
    study.judging.asked = asked.map(|asked| study.models[asked].name.clone());
    let (mut lever, mut smallest, mut freeze) = (None, None, None);
    if args.report {
        lever = Some(which_lever::answer(&mut session, &study, LEVERS)?);
    }
    // The judgement hangs on it wherever there is one; so it is looked for whatever is to be read.
    if !args.no_smaller && (args.report || study.ways() > 1) {
        smallest = Some(smallest::answer(&mut session, &mut study, SMALLEST)?);
    }
    // After that: it is asked of what is advised, which may be the smallest change.
    if args.report {
        freeze = freeze::answer(&mut session, &study, FREEZE_DAY)?;
    }
    let loaded = &session.loaded;
    let mut story = session.pool.install(|| story::gather(loaded, &study, args.stress));
    if let Some(fitted) = Fitted::beside(&args.scenario.scenario)? {
        fitted.tell(&loaded.document, &mut story);
    }
    let horizon_h = session.loaded.scenario.facts.horizon.hours();
    let comparison = Comparison::of(&study, horizon_h, precision);
    let manifest = Manifest {
        replications: study.replications,
        ..session.manifest(Question::Compare(Box::new(comparison.clone())))
    };
    let analysis = session.pool.install(|| Analysis::of(study));
    session.finish(
        folder,
        &Compared {
            names: Names::of(&analysis.study),
            analysis,
            comparison,
            story,
            lever,
            smallest,
            freeze,
        },
        manifest,
    )
}

fn ask<'a>(args: &'a Args, command: &'a [String]) -> Ask<'a> {
    Ask {
        question: "compare",
        scenario: &args.scenario,
        simulation: &args.simulation,
        out: args.out.as_ref(),
        files: &args.files,
        report: args.report,
        talk: &args.talk,
        command,
    }
}

/// The model that is asked for, if one is.
fn asked(session: &Session<'_>, args: &Args) -> Result<Option<usize>, Error> {
    let Some(name) = &args.ask else { return Ok(None) };
    let found = session.model(name)?;
    if found == session.loaded.scenario.study.baseline {
        return Err(Error::Usage(format!(
            "--ask names the baseline, \"{name}\"; name the model that you think of switching to"
        )));
    }
    Ok(Some(found))
}

/// The study: so many replications, or as many as the wanted precision takes.
fn simulate(session: &mut Session<'_>, args: &Args) -> Result<(Study, Option<Precision>), Error> {
    let (scenario, plans) = (session.loaded.scenario.clone(), session.loaded.plans.clone());
    let wanted = &args.precise;
    let target = wanted.precision.map(|share| Target { share, most: wanted.max_replications });
    let most = target.map_or(scenario.study.replications, |target| target.most);
    let mut study = Study::empty(&scenario, &plans, scenario.study.seed);
    study = study.of_deliverables(&scenario, &plans);
    if args.details {
        study = study.of_campaigns(&plans);
    }
    study.what_ifs = session.loaded.beside.len();
    let total = u64::from(most) * plans.len() as u64;
    let precision = session.run(SIMULATE, total, |bar| match target {
        Some(target) => precision::reach(&mut study, &plans, target, bar).map(Some),
        None => study::extend(&mut study, &plans, most, bar).map(|()| None),
    })?;
    Ok((study, precision))
}

/// A comparison.
pub struct Compared {
    analysis: Analysis,
    names: Names,
    comparison: Comparison,
    story: Story,
    lever: Option<WhichLever>,
    smallest: Option<Smallest>,
    freeze: Option<Freezes>,
}

impl Compared {
    /// The comparison in a folder; `stress` ends its page with the checklist.
    ///
    /// # Errors
    /// A file that cannot be read, or is not the one that the manifest speaks of.
    pub fn read(kept: &Kept, comparison: &Comparison, stress: bool) -> Result<Compared, Error> {
        let (raw, teams) = (kept.read(REPLICATIONS)?, kept.read(TEAM_REPLICATIONS)?);
        let study = replications::read(&kept.manifest, comparison, &raw, &teams);
        let unreadable = |why: String| unreadable(kept.folder(), &why);
        let mut study = study.map_err(unreadable)?;
        if comparison.campaigns > 0 {
            let [of_deliverables, of_campaigns] = DETAILS.each_ref().map(|raw| kept.read(raw.name));
            let (campaigns, found) = (comparison.campaigns, (of_deliverables?, of_campaigns?));
            replications::read_details(&mut study, campaigns, &found.0, &found.1)
                .map_err(unreadable)?;
        }
        let mut story = kept.parse(STORY, Story::parse)?;
        story.stress |= stress;
        let lever = kept.lists(DECOMPOSITION);
        let lever = lever.then(|| kept.parse(DECOMPOSITION, WhichLever::parse)).transpose()?;
        let smallest = kept.lists(IMPROVE);
        let smallest = smallest.then(|| kept.parse(IMPROVE, Smallest::parse)).transpose()?;
        let freeze = kept.lists(FREEZE);
        let freeze = freeze.then(|| kept.parse(FREEZE, Freezes::parse)).transpose()?;
        let deliverables = kept.parse(DELIVERABLES, |bytes| read_deliverables(&study, bytes))?;
        let analysis = Analysis { deliverables, ..Analysis::of(study) };
        let (names, comparison) = (Names::of(&analysis.study), comparison.clone());
        Ok(Compared { analysis, names, comparison, story, lever, smallest, freeze })
    }

    fn beside(&self) -> Beside<'_> {
        Beside {
            lever: self.lever.as_ref(),
            smallest: self.smallest.as_ref(),
            freeze: self.freeze.as_ref(),
        }
    }

    fn drawings(&self) -> Result<Vec<Drawing>, Error> {
        let draw = |chart: &Chart| {
            interrupt::check()?;
            Ok(chart.of(&self.analysis.study, &self.names))
        };
        let drawn: Vec<_> = chart::CHARTS.par_iter().map(draw).collect::<Result<_, Error>>()?;
        Ok(drawn
            .into_iter()
            .flatten()
            .chain(chart::readiness(&self.analysis, &self.names))
            .collect())
    }

    fn document(&self, manifest: &Manifest, charts: &[Drawing], verbose: bool) -> Document {
        let Compared { analysis, names, story, .. } = self;
        let horizon_h = self.comparison.horizon_h;
        let Beside { lever, smallest, freeze } = self.beside();
        comparison::document(&Material {
            analysis,
            horizon_h,
            manifest,
            story,
            lever,
            smallest,
            freeze,
            names,
            charts,
            verbose,
        })
    }
}

/// What `deliverables.csv` says of each model's deliverables.
fn read_deliverables(study: &Study, bytes: &[u8]) -> Result<Vec<Vec<DeliverableEstimate>>, String> {
    let models = replications::read_deliverables(study, &DELIVERABLE_COLUMNS, bytes)?;
    let estimate = |row: &Vec<Option<f64>>| DeliverableEstimate::of_numbers(row.get(1..)?);
    let of_model = |rows: &Vec<Vec<_>>| rows.iter().map(estimate).collect();
    let read: Option<_> = models.iter().map(of_model).collect();
    read.ok_or_else(|| "a row without counts".to_owned())
}

impl Results for Compared {
    fn is_complete(&self) -> bool {
        let met = self.comparison.precision.as_ref().is_none_or(|precision| precision.met);
        let launched = self
            .analysis
            .study
            .models
            .iter()
            .all(|runs| runs.count(Status::Launched) == runs.len());
        met && launched
    }

    fn tables(&self) -> Vec<Table> {
        let makers: [fn(&Analysis) -> Table; 4] =
            [data::summary, data::comparison, data::teams, data::deliverables];
        makers.par_iter().map(|make| make(&self.analysis)).collect()
    }

    fn files(
        &self,
        tables: &[Table],
        manifest: &Manifest,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Artifact>, Error> {
        let mut files = results::csv_files(tables)?;
        let drawings = if wanted.draws() { self.drawings()? } else { Vec::new() };
        files.extend(results::charts(&drawings, wanted.charts)?);
        files.push(Artifact::new(STORY, self.story.to_json()));
        let lever = self.lever.iter();
        files.extend(lever.map(|lever| Artifact::new(DECOMPOSITION, lever.to_json())));
        let smallest = self.smallest.iter();
        files.extend(smallest.map(|smallest| Artifact::new(IMPROVE, smallest.to_json())));
        let freeze = self.freeze.iter();
        files.extend(freeze.map(|freeze| Artifact::new(FREEZE, freeze.to_json())));
        if wanted.report {
            let page = self.document(manifest, &drawings, false);
            files.push(results::report(html::render(&page))?);
            files.push(Artifact::new(
                SUMMARY,
                chat::summary(&self.analysis, self.beside(), &self.story.warnings, manifest),
            ));
        }
        Ok(files)
    }

    fn raw(&self, folder: &Folder) -> Result<Vec<Draft>, Error> {
        let write = |raw: &Raw| {
            let mut draft = folder.draft(raw.name)?;
            raw.write(&self.analysis.study, |piece| {
                interrupt::check()?;
                draft.add(piece.as_bytes())
            })?;
            Ok(draft)
        };
        // Collected first: of two errors the first file's is told.
        let details = if self.comparison.campaigns > 0 { &DETAILS[..] } else { &[] };
        let written: Vec<Result<_, Error>> = RAW.par_iter().chain(details).map(write).collect();
        written.into_iter().collect()
    }

    fn page(&self, shown: &Shown<'_>) -> Document {
        self.document(shown.manifest, &[], shown.verbose)
    }

    fn end(&self, page: &mut Document, found: &Shown<'_>) {
        comparison::end(page, found.manifest, &shown(found.folder), &found.files);
    }
}
