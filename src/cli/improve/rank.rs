//! `flowcast improve --max-changes 0`: which of the models of the file is it, how sure is that, what would turn it?

use super::Args;
use crate::cli::outcome::Outcome;
use crate::cli::paged::Paged;
use crate::cli::session::Session;
use crate::cli::session::timing::SIMULATE;
use crate::cli::story;
use flowcast::analysis::time_shown;
use flowcast::error::Error;
use flowcast::question::goal::{Goal, Quantity};
use flowcast::question::improve::{SEARCHES, flips, ranking};
use flowcast::question::sensitivity::facts;
use flowcast::report::experiments::improve::ranking::{data, flips_data, told};
use flowcast::store::manifest::Question;
use flowcast::study::Study;

/// Replications of each model in the search for what turns the answer.
const SEARCHED: u32 = 200;

pub fn run(
    session: &mut Session<'_>,
    from: usize,
    goal: Option<(&str, Goal)>,
    args: &Args,
) -> Result<Outcome, Error> {
    session.loaded.scenario.study.baseline = from;
    let bench = session.bench();
    let searched = bench.with_replications(bench.replications.min(SEARCHED));
    let factors = facts(&session.loaded.document, 0.0);
    let models = bench.models.len();
    if args.common.dry_run {
        let search = (1 + factors.len() * SEARCHES, models, searched.replications);
        return session.outlook(&[(1, models, bench.replications), search]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = models as u64 * u64::from(bench.replications);
    let study = session.run(SIMULATE, total, |bar| bench.study(&[], bar))?;
    let (words, goal) =
        goal.map_or_else(|| by_default(&study), |(text, goal)| (text.to_owned(), goal));
    let found = ranking(&study, &goal);
    let total = models as u64 * u64::from(searched.replications);
    let flips = session.run(SIMULATE, total, |bar| flips(&searched, &goal, &factors, bar))?;
    let told = told(&study, (&goal, &words), &found, &flips);
    let story = story::of(&session.loaded.scenario, &session.loaded.plans);
    let paged = Paged::of(told, story, vec![data(&study, &goal, &found), flips_data(&flips)]);
    let question = Question::Improve(session.asked());
    paged.finish(session, folder, question)
}

/// The default goal, then the earliest mean; in words, too.
fn by_default(study: &Study) -> (String, Goal) {
    let mut goal = Goal::by_default(study);
    if goal.wishes.is_empty() {
        goal.wishes.push(Quantity::mean(time_shown(study).metric));
    }
    let bounds = goal.bounds.iter().map(|bound| bound.words.clone());
    let wishes = goal.wishes.iter().map(|wish| wish.name().trim_end_matches("_h").to_owned());
    (bounds.chain(wishes).collect::<Vec<String>>().join(", then "), goal)
}
