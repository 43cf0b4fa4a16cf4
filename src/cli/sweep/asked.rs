//! What a command line asks for: the scenario, what varies, the points; refused before anything runs.

use super::progress::span;
use crate::cli::load::{self, Loaded};
use crate::cli::{args, compare, output, settings};
use flowcast::draws::STREAM_VERSION;
use flowcast::error::Error;
use flowcast::question::sweep::{
    Bench, Identity, Plan, Point, Range, Vary, grid, grid_size, latin_hypercube,
};
use flowcast::study::Unwatched;
use rayon::ThreadPool;
use std::path::PathBuf;
use std::time::Instant;

/// Up to so many levels are all tried before anything runs; beyond, the first and the last.
const TRIED: usize = 200;
/// Replications of each model in the trial that times a sweep.
const TRIAL: u32 = 20;

/// A sweep as asked for.
pub struct Asked {
    /// Where points run.
    pub bench: Bench,
    /// On which threads.
    pub pool: ThreadPool,
    loaded: Loaded,
    vary: Vec<Vary>,
}

impl Asked {
    /// Loads the scenario and reads what varies.
    ///
    /// # Errors
    /// Everything that can be wrong with either.
    pub fn of(options: &args::SweepOptions) -> Result<Asked, Error> {
        let mut loaded = load::load(&options.common.scenario)?;
        settings::apply(&mut loaded, &options.common.simulation)?;
        let pool = compare::pool(settings::threads(options.common.simulation.threads)?)?;
        let bench = bench(&loaded);
        let mut vary = vary(&options.vary)?;
        if options.sample.is_some() {
            // Between whole numbers, too, where the file takes them.
            for range in
                vary.iter_mut().filter_map(|vary| vary.range.as_mut().zip(Some(&vary.path)))
            {
                let (range, path) = range;
                range.whole = range.whole && only_whole(&loaded, path, range);
            }
        }
        Ok(Asked { bench, pool, loaded, vary })
    }

    /// All points, and what their numbers depend on.
    ///
    /// # Errors
    /// No levels; more points than are allowed.
    pub fn plan(&self, options: &args::SweepOptions, command: &[String]) -> Result<Plan, Error> {
        let points = match options.sample {
            Some(count) => {
                self.allow(Some(count as usize), options.max_points)?;
                let points = latin_hypercube(&self.vary, count as usize, self.bench.seed);
                if points.len() < count as usize && !options.common.talk.quiet {
                    let different = points.len();
                    output::note(&format!("{different} of {count} sampled points are different"));
                }
                points
            }
            None => {
                if let Some(vary) = self.vary.iter().find(|vary| vary.levels.is_empty()) {
                    return Err(no_levels(vary));
                }
                self.allow(grid_size(&self.vary), options.max_points)?;
                grid(&self.vary)
            }
        };
        self.check(&points)?;
        Ok(Plan {
            identity: self.identity(options.raw),
            command: command.to_vec(),
            paths: self.vary.iter().map(|vary| vary.path.clone()).collect(),
            points,
        })
    }

    /// Sees whether any point makes a scenario, with all its values set together; those that do not are marked
    /// when the sweep is run.
    fn check(&self, points: &[Point]) -> Result<(), Error> {
        let paths: Vec<String> = self.vary.iter().map(|vary| vary.path.clone()).collect();
        let mut refused = points.iter().map(|point| {
            let sets = point.sets(&paths);
            resolved(&self.loaded, &sets).err().map(|why| (sets, why))
        });
        let Some(Some((sets, why))) = refused.next() else { return Ok(()) };
        if refused.any(|refused| refused.is_none()) {
            return Ok(());
        }
        let values: Vec<String> =
            sets.iter().map(|(path, value)| format!("{path}={value}")).collect();
        Err(Error::Rendered(format!(
            "no point of the sweep makes a scenario; of the first, {}:\n{why}",
            values.join(", ")
        )))
    }

    fn identity(&self, raw: bool) -> Identity {
        Identity {
            flowcast: env!("CARGO_PKG_VERSION").to_owned(),
            stream_version: STREAM_VERSION,
            scenario: self.loaded.source.clone(),
            models: self.bench.models.clone(),
            baseline: self.bench.models[self.bench.baseline].clone(),
            replications: self.bench.replications,
            seed: self.bench.seed,
            raw,
        }
    }

    fn allow(&self, count: Option<usize>, most: u32) -> Result<(), Error> {
        match count {
            Some(count) if count <= most as usize => Ok(()),
            _ => {
                let size = count.map_or("more than can be counted".to_owned(), |n| n.to_string());
                let each = self.seconds(&Point::new(&[], Vec::new()), &[])?;
                let time = count.map_or("for ever".to_owned(), |n| span(each * n as f64));
                Err(Error::Usage(format!(
                    "the sweep has {size} points, which would take about {time}; at most {most} are \
                     run\nvary less, take a sample with --sample N, or allow it with --max-points"
                )))
            }
        }
    }

    /// How many points and replications there are, and about how long they take.
    pub fn outlook(&self, plan: &Plan) -> Result<String, Error> {
        let (points, models) = (plan.points.len(), plan.identity.models.len());
        let replications = plan.identity.replications;
        let total = points as u64 * models as u64 * u64::from(replications);
        let ends = [plan.points.first(), plan.points.last()];
        let seconds: Vec<f64> = ends
            .into_iter()
            .flatten()
            .map(|point| self.seconds(point, &plan.paths))
            .collect::<Result<_, _>>()?;
        let each = seconds.iter().sum::<f64>() / seconds.len().max(1) as f64;
        Ok(format!(
            "{points} points x {models} models x {replications} replications = {total} replications\n\
             estimated time: {} on {} threads\n",
            span(each * points as f64),
            self.pool.current_num_threads()
        ))
    }

    /// About how long a point takes, from a few replications of it.
    fn seconds(&self, point: &Point, paths: &[String]) -> Result<f64, Error> {
        let trial = self.bench.replications.min(TRIAL);
        let bench = self.bench.with_replications(trial);
        let started = Instant::now();
        // A point that fails takes no time; it is said when the sweep is run.
        let _ = bench.study(&point.sets(paths), &Unwatched);
        let one = started.elapsed().as_secs_f64() / f64::from(trial.max(1));
        let threads = self.pool.current_num_threads().max(1) as f64;
        Ok(one * f64::from(self.bench.replications) / threads)
    }

    /// `output/<scenario file stem>/sweep`, unless another folder was named.
    pub fn folder(&self, options: &args::SweepOptions) -> PathBuf {
        let default = || compare::default_folder(&options.common.scenario.scenario).join("sweep");
        options.common.out.clone().unwrap_or_else(default)
    }
}

/// A bench for a loaded scenario with the options applied.
pub fn bench(loaded: &Loaded) -> Bench {
    let study = &loaded.scenario.study;
    Bench {
        document: loaded.document.clone(),
        models: loaded.scenario.models.iter().map(|model| model.name.clone()).collect(),
        baseline: study.baseline,
        replications: study.replications,
        seed: study.seed,
    }
}

/// What varies, each path once.
pub fn vary(texts: &[String]) -> Result<Vec<Vary>, Error> {
    let mut all: Vec<Vary> = Vec::new();
    for text in texts {
        let vary = Vary::parse(text).map_err(|why| Error::Usage(format!("--vary {why}")))?;
        if all.iter().any(|known| known.path == vary.path) {
            return Err(Error::Usage(format!("--vary {}: the same path twice", vary.path)));
        }
        all.push(vary);
    }
    Ok(all)
}

/// The levels of a parameter that are tried before anything runs.
fn tried(vary: &Vary) -> Vec<String> {
    let ends = vary.range.iter().flat_map(|range| [range.text(range.low), range.text(range.high)]);
    let few = !vary.levels.is_empty() && vary.levels.len() <= TRIED;
    if few { vary.levels.clone() } else { ends.chain(vary.levels.last().cloned()).collect() }
}

/// Sees whether each level alone makes a scenario: an unknown path lists the nearest ones.
pub fn check(loaded: &Loaded, vary: &Vary) -> Result<(), Error> {
    tried(vary).into_iter().try_for_each(|level| resolved(loaded, &[(vary.path.clone(), level)]))
}

fn resolved(loaded: &Loaded, sets: &[(String, String)]) -> Result<(), Error> {
    let resolved = loaded.document.with(sets).and_then(|document| document.resolve());
    resolved.map(|_| ()).map_err(|found| Error::Rendered(found.render(output::colour())))
}

/// Whether the file takes nothing but whole numbers at a path.
pub fn only_whole(loaded: &Loaded, path: &str, range: &Range) -> bool {
    let fraction = range.text(range.low + 0.412_5 * (range.high - range.low));
    resolved(loaded, &[(path.to_owned(), fraction)]).is_err()
}

fn no_levels(vary: &Vary) -> Error {
    Error::Usage(format!(
        "--vary {}: a range of fractions needs a step (LOW:HIGH:STEP), a count (log(LOW,HIGH,N)), or \
         --sample N",
        vary.path
    ))
}
