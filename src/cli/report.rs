//! `flowcast report`: tables, charts and pages again from the data files, without simulating.

use super::compare::Compared;
use super::decompose::Decomposed;
use super::options::{Pictures, Talk};
use super::outcome::Outcome;
use super::paged::Paged;
use super::results::{self, Results, Wanted};
use super::session::claim;
use super::session::interrupt;
use super::sweep;
use super::trace::Replayed;
use flowcast::error::Error;
use flowcast::store::Kept;
use flowcast::store::manifest::Question;
use std::path::PathBuf;

/// Rebuild tables, charts and report.html from an output folder's data files, without simulating
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast report output/product-launch --png")]
pub struct Args {
    /// An output folder of `compare`, `trace`, `decompose`, `sweep`, `improve` or `diagnose`
    pub folder: PathBuf,
    #[command(flatten)]
    pub pictures: Pictures,
    /// Of a comparison: end report.html with the checklist STRESS-DES (Monks et al. 2019)
    #[arg(long)]
    pub stress: bool,
    /// Replace files that flowcast did not write
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub talk: Talk,
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let kept = Kept::open(&args.folder)?;
    let comparison = matches!(kept.manifest.question, Question::Compare(_));
    if args.stress && !comparison {
        let why =
            "--stress: the checklist is a part of a comparison's report only; leave it out here";
        return Err(Error::Usage(why.to_owned()));
    }
    let charts = args.pictures.charts(&args.talk);
    let wanted = Wanted { charts, report: true, talk: &args.talk };
    let results: Box<dyn Results> = match &kept.manifest.question {
        Question::Compare(found) => Box::new(Compared::read(&kept, found, args.stress)?),
        Question::Trace(found) => Box::new(Replayed::read(&kept, found)?),
        Question::Decompose(_) => Box::new(Decomposed::read(&kept)?),
        Question::Sweep(_) => return sweep::again(&kept, &wanted, args.force),
        Question::Improve(_)
        | Question::Diagnose(_)
        | Question::DiagnoseModels(_)
        | Question::Breakeven(_)
        | Question::Steady(_)
        | Question::Sensitivity(_) => Box::new(Paged::read(&kept)?),
    };
    let mut folder = claim::open(&args.folder, args.force)?;
    interrupt::listen()?;
    results::deliver(&*results, &mut folder, kept.manifest, &wanted, None)
}
