//! `flowcast decompose`: which lever makes the difference between two models?

use super::options::{Experiment, Page};
use super::outcome::Outcome;
use super::results::{self, Results, Shown, Wanted};
use super::session::timing::SIMULATE;
use super::session::{Session, names};
use super::story;
use flowcast::error::Error;
use flowcast::metric::METRICS;
use flowcast::question::Stopped;
use flowcast::question::decompose::{Difference, Orders};
use flowcast::report::chart::Drawing;
use flowcast::report::experiments::account::{Account, Asked, DECOMPOSITION, WhichLever};
use flowcast::report::experiments::decompose::{data, document, drawing};
use flowcast::report::fine_print::Grounds;
use flowcast::report::html;
use flowcast::report::stored::Stored;
use flowcast::report::story::{STORY, Story};
use flowcast::report::{Document, Table};
use flowcast::store::manifest::{Manifest, Question};
use flowcast::store::{Artifact, Kept, unreadable};

/// Say which lever makes the difference between two models
///
/// Switches the levers that differ one at a time on the same draws: each alone, then in an order.
/// The parts in the order add up to the whole difference exactly.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast decompose scenarios/product-launch.toml \
    --from \"Sequential Cascade\" --to \"Adaptive Mesh\" --shapley")]
pub struct Args {
    #[command(flatten)]
    pub common: Experiment,
    /// The model to start from
    #[arg(long, value_name = "NAME")]
    pub from: String,
    /// The model to arrive at
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// What is taken apart (see `flowcast metrics`)
    ///
    /// Default: cycle_time; with a fixed launch date, ready_time.
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<String>,
    /// Levers in the order in which they are switched (default: as presets list them)
    ///
    /// Levers that differ but are not named come last.
    #[arg(long, value_name = "LEVER,...", value_delimiter = ',', conflicts_with = "shapley")]
    pub order: Vec<String>,
    /// Average over all orders instead: exact up to 8 levers, sampled beyond
    #[arg(long)]
    pub shapley: bool,
    /// Where orders are sampled: how many, each with its reverse
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub orders: u32,
    #[command(flatten)]
    pub page: Page,
}

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask("decompose", args.page.report, command))?;
    let (from, to) = (session.model(&args.from)?, session.model(&args.to)?);
    let metric = session.metric(args.metric.as_deref())?;
    let scenario = session.loaded.scenario.clone();
    let (replications, seed) = (scenario.study.replications, scenario.study.seed);
    let question = Difference { scenario: &scenario, from, to, metric, replications, seed };
    if let Some(why) = question.refusal() {
        return Err(Error::Usage(format!("{why}; compare it with others instead")));
    }
    let levers = question.levers();
    if levers.is_empty() {
        let (a, b) = (&scenario.models[from].name, &scenario.models[to].name);
        return Err(Error::Usage(format!("\"{a}\" and \"{b}\" set every lever alike")));
    }
    let known: Vec<&str> = levers.iter().map(|lever| lever.name()).collect();
    let orders = orders(args, &known, seed)?;
    let mixtures = orders.coalitions(levers.len()).len();
    if args.common.dry_run {
        return session.outlook(&[(mixtures, 1, replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = mixtures as u64 * u64::from(replications);
    let found = session.run(SIMULATE, total, |bar| question.answer(&levers, &orders, bar));
    let found = found.map_err(|stopped| match stopped {
        Stopped::Refused(why) => Error::Usage(why),
        other => other.into(),
    })?;
    let asked = Asked { scenario: &scenario, from, to, metric, seed };
    let account = Account::of(&asked, &found);
    let story = story::of(&scenario, &session.loaded.plans);
    let manifest = session.manifest(Question::Decompose(session.asked()));
    session.finish(folder, &Decomposed { account, story }, manifest)
}

/// The order that was asked for; the file's where none was. Levers that are not named come last.
fn orders(args: &Args, levers: &[&str], seed: u64) -> Result<Orders, Error> {
    if args.shapley {
        return Ok(Orders::average(levers.len(), args.orders, seed));
    }
    let mut order = Vec::new();
    for name in &args.order {
        let lever = names::find("lever that differs", name, levers)?;
        if order.contains(&lever) {
            return Err(Error::Usage(format!("--order names {name} twice")));
        }
        order.push(lever);
    }
    let rest: Vec<usize> = (0..levers.len()).filter(|lever| !order.contains(lever)).collect();
    order.extend(rest);
    Ok(Orders::One(order))
}

/// A difference, taken apart.
pub struct Decomposed {
    account: Account,
    story: Story,
}

impl Decomposed {
    /// The decomposition in a folder.
    ///
    /// # Errors
    /// A file that cannot be read, or is not the one that the manifest speaks of.
    pub fn read(kept: &Kept) -> Result<Decomposed, Error> {
        let account = match kept.parse(DECOMPOSITION, WhichLever::parse)? {
            WhichLever::Known(account) => *account,
            WhichLever::Unknown(_) => {
                let path = kept.folder().join(DECOMPOSITION);
                return Err(unreadable(&path, "it holds no decomposition"));
            }
        };
        Ok(Decomposed { account, story: kept.parse(STORY, Story::parse)? })
    }

    fn document(&self, manifest: &Manifest, drawings: &[Drawing]) -> Document {
        let account = &self.account;
        let Account { of, mixtures, .. } = account;
        let runs = vec![
            ("From", account.from.clone()),
            ("To", account.to.clone()),
            ("Metric", METRICS[account.metric].name.to_owned()),
            ("Replications", format!("{of} of each of {mixtures} mixtures")),
        ];
        let caveats = account.late.clone();
        let grounds = Grounds { runs, caveats, ..Grounds::of(manifest, &self.story) };
        document(account, &grounds, drawings)
    }
}

impl Results for Decomposed {
    fn is_complete(&self) -> bool {
        self.account.complete && self.account.n == self.account.of
    }

    fn tables(&self) -> Vec<Table> {
        vec![data(&self.account)]
    }

    fn files(
        &self,
        tables: &[Table],
        manifest: &Manifest,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Artifact>, Error> {
        let mut files = results::csv_files(tables)?;
        let drawing = wanted.draws().then(|| drawing(&self.account)).flatten();
        let drawings: Vec<Drawing> = drawing.into_iter().collect();
        files.extend(results::charts(&drawings, wanted.charts)?);
        let kept = WhichLever::Known(Box::new(self.account.clone()));
        files.push(Artifact::new(DECOMPOSITION, kept.to_json()));
        files.push(Artifact::new(STORY, self.story.to_json()));
        if wanted.report {
            files.push(results::report(html::render(&self.document(manifest, &drawings)))?);
        }
        Ok(files)
    }

    fn page(&self, shown: &Shown<'_>) -> Document {
        self.document(shown.manifest, &[])
    }
}
