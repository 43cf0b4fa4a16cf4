//! `flowcast check`: is it valid, and what does it ask of whom.

use super::options::{Scenario, Talk};
use super::outcome::Outcome;
use super::session::fitted::{self, Fitted};
use super::session::{load, output};
use flowcast::error::Error;
use flowcast::question::trial::trial;
use flowcast::report::{Table, check, no_effect, practice_warnings};

/// Validate a scenario; show its work, handoffs and each team's offered load
///
/// Prints every problem at once (exit code 2), or what the scenario means.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast check scenarios/product-launch.toml")]
pub struct Args {
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub talk: Talk,
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let loaded = load::load(&args.scenario)?;
    if !args.talk.quiet {
        let mut warnings = loaded.warnings();
        warnings.extend(practice_warnings::all(&loaded.scenario, &loaded.plans));
        let no_effect = no_effect::all(&loaded.scenario, &loaded.plans).into_iter();
        warnings.extend(
            no_effect.map(|(path, words)| format!("{}: {words}", loaded.document.line_of(&path))),
        );
        let mut page = check::page(&loaded.scenario, &warnings);
        check::tried(&mut page, &loaded.scenario, &trial(&loaded.scenario, &loaded.plans));
        if let Some(fitted) = Fitted::beside(&args.scenario.scenario)? {
            page.section("grounds", "Measured and assumed");
            page.list(fitted.words(&loaded.document));
        }
        page.list(fitted::of_another(&args.scenario.scenario)?);
        let data: Vec<Table> = page.tables().cloned().collect();
        output::show(&page, &data, args.talk.format)?;
    }
    Ok(Outcome::Complete)
}
