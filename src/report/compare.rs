//! What `compare` says on standard output.

use super::headline;
use super::page::Page;
use super::{CAVEATS, figures};
use crate::findings;
use crate::metric;
use crate::record::Status;
use crate::study::{ModelRuns, Study};

/// The folder of charts within the output folder.
pub const CHARTS: &str = "charts/";

/// What a study does not know of its scenario, yet a reader wants to.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Hours after which a campaign is censored.
    pub horizon_h: f64,
    /// Where the files are, as the user would type it.
    pub folder: String,
    /// The files' paths in that folder.
    pub files: Vec<String>,
    /// Warnings of the scenario.
    pub warnings: Vec<String>,
    /// How many values of the scenario were left at a default that moves results.
    pub assumptions: Vec<String>,
    /// Whether all assumptions are listed instead of counted.
    pub verbose: bool,
}

/// The page: what was run, the tables, the verdicts, the doubts, where the files are.
pub fn page(study: &Study, context: &Context) -> Page {
    let mut page = Page::default();
    page.heading(title(study, context));
    page.table(headline::when(study));
    page.list(losses(study));
    page.table(headline::cost(study));
    if let Some(against) = headline::against(study) {
        page.table(against);
        page.list(legend(study));
        page.heading("What may be said");
        page.list(verdicts(study));
    }
    page.heading("Mind");
    page.list(doubts(study, context));
    page.text(whereabouts(context));
    page
}

fn title(study: &Study, context: &Context) -> String {
    let models = study.models.len();
    let days = |hours: f64| format!("{} d", figures::rounded(hours / 24.0));
    let deadline =
        study.deadline_h.map_or("no deadline".to_owned(), |h| format!("deadline {}", days(h)));
    format!(
        "{}: {models} model{}, {} replication{} each, seed {}, {deadline}, horizon {}",
        study.scenario,
        plural(models),
        study.replications,
        plural(study.replications as usize),
        study.seed,
        days(context.horizon_h),
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// One line for each model of which not every replication was launched.
fn losses(study: &Study) -> Vec<String> {
    let incomplete = study.models.iter().filter(|runs| runs.count(Status::Launched) < runs.len());
    incomplete.map(loss).collect()
}

fn loss(runs: &ModelRuns) -> String {
    let others = Status::ALL.into_iter().filter(|status| *status != Status::Launched);
    let counted = others.map(|status| (status, runs.count(status))).filter(|(_, count)| *count > 0);
    let counts: Vec<String> =
        counted.map(|(status, count)| format!("{count} {}", said(status))).collect();
    format!(
        "† {}: {} of {} replications were not launched ({}). Means are of the launched only; quantiles \
         count the others as infinite.",
        runs.name,
        runs.len() - runs.count(Status::Launched),
        runs.len(),
        counts.join(", "),
    )
}

/// Where the files are, charts counted instead of named.
fn whereabouts(context: &Context) -> String {
    let (charts, data): (Vec<&String>, Vec<&String>) =
        context.files.iter().partition(|path| path.starts_with(CHARTS));
    let data: Vec<&str> = data.into_iter().map(String::as_str).collect();
    let folder = &context.folder;
    let pictures = match charts.len() {
        0 => String::new(),
        count => format!("; {count} chart{} in {folder}/{CHARTS}", plural(count)),
    };
    format!("Results are in {folder}: {}{pictures}", data.join(", "))
}

fn said(status: Status) -> &'static str {
    match status {
        Status::Launched => "launched",
        Status::Censored => "censored at the horizon",
        Status::Deadlocked => "deadlocked",
        Status::OverBudget => "over the event budget",
        Status::Failed => "failed, a defect of flowcast",
    }
}

fn legend(study: &Study) -> Option<String> {
    (study.models.len() > 1).then(|| "? no difference shown: the interval holds zero.".to_owned())
}

fn verdicts(study: &Study) -> Vec<String> {
    let Some(metric) = metric::find("cycle_time_h") else { return Vec::new() };
    let found = findings::differences(study, metric);
    found.iter().map(|difference| findings::sentence(study, metric, difference)).collect()
}

fn doubts(study: &Study, context: &Context) -> Vec<String> {
    let mut doubts = context.warnings.clone();
    doubts.extend(findings::doubts(study).iter().map(ToString::to_string));
    doubts.extend(CAVEATS.iter().map(|caveat| (*caveat).to_owned()));
    if context.verbose {
        doubts.extend(context.assumptions.iter().map(|words| format!("Assumed: {words}")));
    } else if !context.assumptions.is_empty() {
        doubts.push(format!(
            "Defaults of the scenario that move results: {} (listed by `flowcast check`).",
            context.assumptions.len()
        ));
    }
    doubts
}
