//! `flowcast sensitivity`: what moves the difference between two models?

use super::breakeven::{Listening, stopped};
use super::experiment::Experiment;
use super::load::Loaded;
use super::progress::Bar;
use super::sweep::{bench, check, vary};
use super::{Outcome, args, output};
use flowcast::analysis::LateChanges;
use flowcast::analysis::launches::Launched;
use flowcast::error::Error;
use flowcast::question::Stopped;
use flowcast::question::sensitivity::{
    Factor, Step, Swing, Unvaried, differences, effects, facts, fitted, levers, spelled, swing,
    trajectories,
};
use flowcast::question::sweep::{Bench, Standing, compare};
use flowcast::report::experiments::sensitivity::{Screened, data, drawing, page};
use flowcast::scenario::Problems;
use flowcast::stats;
use flowcast::study::{Progress, Study};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// More replications than these are only run when asked for: there are hundreds of points.
const REPLICATIONS: u32 = 200;
/// How far facts are varied where nothing else is said.
const PART: f64 = 0.25;

pub fn run(args: &args::Sensitivity, command: &[String]) -> Result<Outcome, Error> {
    let mut experiment = Experiment::open("sensitivity", &args.common)?;
    let models = models(&experiment, &args.between)?;
    let metric = experiment.metric(&args.metric)?;
    if args.levers {
        spell(&mut experiment.loaded, models)?;
    }
    let (factors, unvaried) = factors(&experiment, args, models)?;
    if factors.is_empty() {
        return Err(Error::Usage("nothing can be varied".to_owned()));
    }
    let bench = bench(&experiment.loaded).pair(models[0], models[1]);
    let asked = args.common.simulation.replications;
    let bench = bench.with_replications(asked.unwrap_or(bench.replications.min(REPLICATIONS)));
    let sample = trajectories(factors.len(), args.trajectories, bench.seed);
    let points = sample.iter().map(Vec::len).sum::<usize>() + 2 * factors.len() + 1;
    if args.common.dry_run {
        return experiment.outlook(&[(points, 2, bench.replications)]);
    }
    let total = points as u64 * 2 * u64::from(bench.replications);
    let bar = Bar::new(total, args.common.talk.quiet);
    let run = Run { bench: &bench, metric, progress: &bar, lacking: AtomicUsize::new(0) };
    let result = experiment.pool.install(|| run.all(&factors, &sample));
    bar.finish();
    let ((base, changes), outputs, swings) = result.map_err(stopped)?;
    let lacking = run.lacking.into_inner();
    let found = effects(factors.len(), &sample, &outputs);
    let screened = Screened {
        scenario: &experiment.loaded.scenario.name,
        models: [&bench.models[0], &bench.models[1]],
        metric,
        replications: bench.replications,
        seed: bench.seed,
        trajectories: args.trajectories,
        base,
        factors: factors
            .into_iter()
            .zip(found)
            .zip(swings)
            .map(|((factor, effect), swing)| (factor, effect, swing))
            .collect(),
        unvaried,
        lacking: (lacking, points),
    };
    let tables = [data(&screened)];
    let drawings: Vec<_> = drawing(&screened).into_iter().collect();
    let mut page = page(&screened);
    page.list(changes.sentences());
    experiment.finish(page, (&tables, &drawings), &args.common, command)?;
    Ok(Outcome::of(lacking == 0))
}

/// The two models: those named, else the baseline and the first other one.
fn models(experiment: &Experiment, between: &[String]) -> Result<[usize; 2], Error> {
    let study = &experiment.loaded.scenario.study;
    match between {
        [] => {
            let other = (0..experiment.loaded.scenario.models.len()).find(|m| *m != study.baseline);
            let other = other.ok_or(Error::Usage("the scenario has only one model".to_owned()))?;
            Ok([study.baseline, other])
        }
        names => experiment.between(names),
    }
}

/// Writes into the document what the models have from their presets only.
fn spell(loaded: &mut Loaded, models: [usize; 2]) -> Result<(), Error> {
    let sets = spelled(&loaded.document, &loaded.scenario, models);
    let refused = |found: Problems| Error::Rendered(found.render(output::colour()));
    loaded.document = loaded.document.with(&sets).map_err(refused)?;
    let full = loaded.document.resolve().map_err(refused)?;
    for model in &mut loaded.scenario.models {
        *model = full.models.iter().find(|full| full.name == model.name).unwrap_or(model).clone();
    }
    Ok(())
}

fn factors(
    experiment: &Experiment,
    args: &args::Sensitivity,
    models: [usize; 2],
) -> Result<(Vec<Factor>, Vec<Unvaried>), Error> {
    let loaded = &experiment.loaded;
    let mut all = Vec::new();
    for vary in vary(&args.vary)? {
        check(loaded, &vary)?;
        all.push(Factor::declared(&vary).ok_or_else(|| {
            Error::Usage(format!("--vary {}: sensitivity needs LOW..HIGH", vary.path))
        })?);
    }
    if all.is_empty() {
        all = facts(&loaded.document, PART);
    }
    if args.levers {
        all.extend(levers(&loaded.scenario, models, PART));
    }
    Ok(fitted(&loaded.document, all))
}

/// Runs the points of a sensitivity analysis.
struct Run<'a> {
    bench: &'a Bench,
    metric: usize,
    progress: &'a dyn Progress,
    /// Points at which some replication was not launched.
    lacking: AtomicUsize,
}

type Values = Vec<Option<f64>>;
type Ran = ((Standing, LateChanges), Vec<Values>, Vec<Swing>);

impl Run<'_> {
    fn all(&self, factors: &[Factor], sample: &[Vec<Step>]) -> Result<Ran, Stopped> {
        let study = self.at(&[])?;
        let base = (compare(&study, 0, 1, self.metric), LateChanges::of(&study));
        let output = |step: &Step| {
            let sets: Vec<(String, String)> = factors
                .iter()
                .zip(&step.shares)
                .flat_map(|(factor, share)| factor.sets(*share))
                .collect();
            // Values that do not make a scenario together give no effect.
            match self.at(&sets) {
                Err(Stopped::Refused(_) | Stopped::OverBudget(_)) => Ok(None),
                found => found.map(|study| mean(&differences(&study, self.metric))),
            }
        };
        let outputs = sample
            .par_iter()
            .map(|steps| steps.par_iter().map(output).collect::<Result<Values, Stopped>>())
            .collect::<Result<Vec<Values>, Stopped>>()?;
        let swing_of = |factor: &Factor| {
            let [low, high] = [0.0, 1.0].map(|share| self.at(&factor.sets(share)));
            Ok(swing(&low?, &high?, self.metric, factors.len()))
        };
        let swings = factors.par_iter().map(swing_of).collect::<Result<Vec<Swing>, Stopped>>()?;
        Ok((base, outputs, swings))
    }

    fn at(&self, sets: &[(String, String)]) -> Result<Study, Stopped> {
        if Listening.cancelled() {
            return Err(Stopped::Cancelled);
        }
        let study = self.bench.study(sets, self.progress)?;
        if !study.models.iter().all(|runs| Launched::of(runs).all()) {
            self.lacking.fetch_add(1, Ordering::Relaxed);
        }
        Ok(study)
    }
}

fn mean(values: &[Option<f64>]) -> Option<f64> {
    stats::mean(&values.iter().flatten().copied().collect::<Vec<f64>>())
}
