//! A sweep's points, run and as results.

use super::points::Points;
use crate::cli::results::{self, Results, Shown, Wanted};
use crate::cli::session::claim;
use crate::cli::session::load::refused;
use crate::cli::session::output;
use crate::cli::session::progress::Bar;
use crate::cli::story;
use flowcast::error::Error;
use flowcast::question::Bench;
use flowcast::question::sweep::{Ended, Finished, Plan, Point, run};
use flowcast::report::comparison::CHARTS;
use flowcast::report::experiments::sweep;
use flowcast::report::stored::Stored;
use flowcast::report::story::{STORY, Story};
use flowcast::report::{self, Table, html};
use flowcast::scenario::{Document, split_set};
use flowcast::store::manifest::{Asked, Manifest, Question};
use flowcast::store::replications::REPLICATIONS;
use flowcast::store::{Artifact, Draft, Folder};
use rayon::ThreadPool;
use std::collections::BTreeMap;

/// The bench that a plan describes: it holds the scenario's text.
///
/// # Errors
/// A text that is no scenario.
pub fn bench(plan: &Plan) -> Result<Bench, Error> {
    let identity = &plan.identity;
    let source = &identity.scenario;
    let sets: Vec<_> = source.set.iter().filter_map(|set| split_set(set)).collect();
    let document = Document::parse(&source.file, &source.text)
        .and_then(|text| text.with_files(&source.file_texts()))
        .and_then(|text| text.with(&sets));
    let baseline = identity.models.iter().position(|name| *name == identity.baseline);
    Ok(Bench {
        document: document.map_err(|found| refused(&found))?,
        models: identity.models.clone(),
        baseline: baseline.unwrap_or(0),
        replications: identity.replications,
        seed: identity.seed,
    })
}

/// What the scenario of a plan says of itself.
///
/// # Errors
/// As [`bench`].
pub fn told(plan: &Plan) -> Result<Story, Error> {
    let (scenario, plans) = bench(plan)?.compile(&[]).map_err(Error::Rendered)?;
    Ok(story::of(&scenario, &plans))
}

/// The files that are made of a plan's points.
pub fn names(plan: &Plan, wanted: &Wanted<'_>) -> Vec<String> {
    let raw = plan.identity.raw.then(|| REPLICATIONS.to_owned());
    let drawing = [None, Some("lines"), Some("map")].get(plan.paths.len()).copied().flatten();
    let drawing = drawing.map(|stem| format!("{CHARTS}{stem}"));
    let drawn = drawing.into_iter().flat_map(|stem| claim::pictures(stem, wanted.charts));
    claim::names("sweep", wanted.charts, wanted.report)
        .into_iter()
        .chain(raw)
        .chain(drawn)
        .collect()
}

/// Runs the points of these indices that a folder does not hold yet.
///
/// # Errors
/// What cannot be written; an interruption.
pub fn fill(
    (bench, pool): (&Bench, &ThreadPool),
    plan: &Plan,
    (points, folder): (&Points, &Folder),
    indices: &[usize],
    quiet: bool,
) -> Result<(), Error> {
    let wanted = indices.iter().map(|index| &plan.points[*index]);
    let missing: Vec<&Point> = wanted.filter(|point| !points.has(plan, &point.id)).collect();
    let there = indices.len() - missing.len();
    if there > 0 && !quiet {
        output::note(&format!("{there} of {} points were there already", indices.len()));
    }
    let replications = u64::from(plan.identity.replications) * plan.identity.models.len() as u64;
    let bar = Bar::with_lines(missing.len() as u64 * replications, quiet);
    let keep = |finished: Finished, study: Option<&_>| points.keep(folder, plan, &finished, study);
    let result = pool.install(|| run(bench, &plan.paths, &missing, &bar, &keep));
    bar.finish();
    result.map_err(|ended| match ended {
        Ended::Sink(error) => error,
        Ended::Cancelled => points.interrupted(plan, indices),
    })
}

/// A sweep of which every point is there.
pub struct Swept {
    /// What was run.
    pub plan: Plan,
    /// What was found.
    pub found: Vec<Finished>,
    /// What the scenario says of itself.
    pub story: Story,
    /// Where the points are.
    pub points: Points,
}

impl Swept {
    /// The manifest, of files that are not known yet.
    pub fn manifest(&self) -> Manifest {
        let identity = &self.plan.identity;
        Manifest {
            flowcast: identity.flowcast.clone(),
            stream_version: identity.stream_version,
            command: self.plan.command.clone(),
            scenario: identity.scenario.clone(),
            seed: identity.seed,
            replications: identity.replications,
            question: Question::Sweep(Asked { models: identity.models.clone() }),
            files: BTreeMap::new(),
        }
    }
}

impl Results for Swept {
    fn is_complete(&self) -> bool {
        self.found.iter().all(Finished::is_complete)
    }

    fn tables(&self) -> Vec<Table> {
        let Swept { plan, found, .. } = self;
        vec![sweep::sweep(plan, found), sweep::differences(plan, found), sweep::points(plan)]
    }

    fn files(
        &self,
        tables: &[Table],
        _: &Manifest,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Artifact>, Error> {
        let Swept { plan, found, story, .. } = self;
        let mut files = results::csv_files(tables)?;
        let finding = sweep::finding(plan, found);
        let drawings =
            if wanted.draws() { sweep::drawings(plan, found, &finding) } else { Vec::new() };
        files.extend(results::charts(&drawings, wanted.charts)?);
        files.push(Artifact::new(STORY, story.to_json()));
        if wanted.report {
            files.push(results::report(html::render(&sweep::document(
                (plan, found),
                finding,
                story,
                &drawings,
            )))?);
        }
        Ok(files)
    }

    fn raw(&self, folder: &Folder) -> Result<Vec<Draft>, Error> {
        let raw = self.plan.identity.raw.then_some(&self.found);
        let raw =
            raw.map(|found| self.points.replications_of(&self.plan, found, folder)).transpose()?;
        Ok(raw.into_iter().collect())
    }

    fn page(&self, _: &Shown<'_>) -> report::Document {
        let Swept { plan, found, story, .. } = self;
        sweep::document((plan, found), sweep::finding(plan, found), story, &[])
    }

    fn interrupted(&self) -> Error {
        Error::InterruptedSweep { finished: self.found.len(), of: self.found.len() }
    }
}
