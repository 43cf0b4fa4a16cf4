//! `flowcast decompose`: which lever makes the difference between two models?

use super::artifacts::Charts;
use super::claim;
use super::experiment::{self, Experiment, Manifest, whereabouts};
use super::progress::Bar;
use super::report::{Kept, unreadable};
use super::{Outcome, args, artifacts, names, output, story};
use flowcast::error::Error;
use flowcast::metric::METRICS;
use flowcast::question::Stopped;
use flowcast::question::decompose::{Decomposition, Lever, Orders, Question};
use flowcast::report::experiments::account::{Account, Asked, DECOMPOSITION, WhichLever};
use flowcast::report::experiments::decompose::{data, drawing, page};
use flowcast::report::html::{self, Grounds, REPORT};
use flowcast::report::story::{STORY, Story};
use flowcast::store::Artifact;

pub fn run(args: &args::Decompose, command: &[String]) -> Result<Outcome, Error> {
    let mut experiment = Experiment::open("decompose", &args.common)?;
    if args.page.report {
        experiment.expect(REPORT)?;
    }
    let (from, to) = (experiment.model(&args.from)?, experiment.model(&args.to)?);
    let metric = experiment.metric(&args.metric)?;
    let scenario = experiment.loaded.scenario.clone();
    let study = &scenario.study;
    let question = Question {
        scenario: &scenario,
        from,
        to,
        metric,
        replications: study.replications,
        seed: study.seed,
    };
    let levers = question.levers();
    if levers.is_empty() {
        let (a, b) = (&scenario.models[from].name, &scenario.models[to].name);
        return Err(Error::Usage(format!("\"{a}\" and \"{b}\" set every lever alike")));
    }
    let orders = orders(args, &levers, study.seed)?;
    if args.common.dry_run {
        let mixtures = orders.coalitions(levers.len()).len();
        return experiment.outlook(&[(mixtures, 1, study.replications)]);
    }
    let found = answer(&experiment, &question, &levers, &orders, args.common.talk.quiet)?;
    experiment.simulated();
    let asked = Asked { scenario: &scenario, from, to, metric, seed: study.seed };
    let account = Account::of(&asked, &found);
    let manifest = experiment.manifest(command);
    let story = story::of(&scenario, &experiment.loaded.plans);
    let mut files = made(&account, &story, args.common.files.pictures.charts(&args.common.talk))?;
    if args.page.report {
        files.push(report(&account, &manifest, &story)?);
    }
    let files = experiment.commit(files, manifest, args.common.talk.verbose)?;
    show(&account, whereabouts(&experiment.path, &files), &args.common.talk)
}

/// The files of a decomposition but the page.
fn made(account: &Account, story: &Story, charts: Charts) -> Result<Vec<Artifact>, Error> {
    let drawings: Vec<_> = drawing(account).into_iter().collect();
    let mut files = experiment::data_and_charts(&[data(account)], &drawings, charts)?;
    let kept = WhichLever::Known(Box::new(account.clone()));
    files.push(Artifact::new(DECOMPOSITION, kept.to_json()));
    files.push(Artifact::new(STORY, story.to_json()));
    Ok(files)
}

fn report(account: &Account, manifest: &Manifest, story: &Story) -> Result<Artifact, Error> {
    let Account { of, mixtures, .. } = account;
    let runs = vec![
        ("From", account.from.clone()),
        ("To", account.to.clone()),
        ("Metric", METRICS[account.metric].name.to_owned()),
        ("Replications", format!("{of} of each of {mixtures} mixtures")),
    ];
    let grounds = Grounds {
        story,
        scenario: &manifest.scenario,
        command: &manifest.command,
        flowcast: &manifest.flowcast,
        stream_version: manifest.stream_version,
        seed: manifest.seed,
        runs,
        caveats: account.late.clone(),
    };
    artifacts::report(html::decomposition(account, &grounds))
}

fn show(account: &Account, whereabouts: String, talk: &args::Talk) -> Result<Outcome, Error> {
    if !talk.quiet {
        let mut page = page(account);
        page.text(whereabouts);
        output::show(&page, &[data(account)], talk.format)?;
    }
    Ok(Outcome::of(account.complete && account.n == account.of))
}

/// Everything again from the data files.
pub fn again(args: &args::Report, manifest: Manifest) -> Result<Outcome, Error> {
    let kept = Kept { folder: &args.folder, files: &manifest.files };
    let path = args.folder.join(DECOMPOSITION);
    let account = match WhichLever::parse(&kept.read(DECOMPOSITION)?) {
        Ok(WhichLever::Known(account)) => *account,
        Ok(WhichLever::Unknown(_)) => return Err(unreadable(&path, "it holds no decomposition")),
        Err(why) => return Err(unreadable(&path, &why)),
    };
    let story = kept.story()?;
    let mut folder = claim::open(&args.folder, args.force)?;
    let mut files = made(&account, &story, args.pictures.charts(&args.talk))?;
    files.push(report(&account, &manifest, &story)?);
    folder.commit(Vec::new(), &files, &manifest.with(&files))?;
    show(&account, whereabouts(&args.folder, &files), &args.talk)
}

fn answer(
    experiment: &Experiment,
    question: &Question<'_>,
    levers: &[Lever],
    orders: &Orders,
    quiet: bool,
) -> Result<Decomposition, Error> {
    let mixtures = orders.coalitions(levers.len()).len() as u64;
    let bar = Bar::new(mixtures * u64::from(question.replications), quiet);
    let result = experiment.pool.install(|| question.answer(levers, orders, &bar));
    bar.finish();
    result.map_err(|stopped| match stopped {
        Stopped::Refused(why) => Error::Usage(why),
        other => super::breakeven::stopped(other),
    })
}

/// The order that was asked for; the file's where none was. Levers that are not named come last.
fn orders(args: &args::Decompose, levers: &[Lever], seed: u64) -> Result<Orders, Error> {
    if args.shapley {
        return Ok(Orders::average(levers.len(), args.orders, seed));
    }
    let known: Vec<&str> = levers.iter().map(|lever| lever.name()).collect();
    let mut order = Vec::new();
    for name in &args.order {
        let lever = names::find("lever that differs", name, &known)?;
        if order.contains(&lever) {
            return Err(Error::Usage(format!("--order names {name} twice")));
        }
        order.push(lever);
    }
    let rest: Vec<usize> = (0..levers.len()).filter(|lever| !order.contains(lever)).collect();
    order.extend(rest);
    Ok(Orders::One(order))
}
