//! What a command line asks for: the scenario, what varies, the points; refused before anything runs.

use super::args::Options;
use crate::cli::session::load::refused;
use crate::cli::session::progress::span;
use crate::cli::session::{Session, output, seconds_each};
use flowcast::draws::STREAM_VERSION;
use flowcast::error::{Error, shown};
use flowcast::model::Facts;
use flowcast::question::Bench;
use flowcast::question::sweep::{
    Identity, Plan, Point, Table, Vary, grid, grid_size, latin_hypercube,
};
use flowcast::scenario::Document;
use flowcast::store;
use std::path::Path;

/// A sweep as asked for.
pub struct Asked<'a> {
    /// The scenario and the options.
    pub session: Session<'a>,
    /// Where points run.
    pub bench: Bench,
    vary: Vec<Vary>,
    design: Option<Table>,
}

impl<'a> Asked<'a> {
    /// Loads the scenario and reads what varies.
    ///
    /// # Errors
    /// Everything that can be wrong with either.
    pub fn of(options: &'a Options, command: &'a [String]) -> Result<Asked<'a>, Error> {
        let session = Session::open(options.common.ask("sweep", options.page.report, command))?;
        let bench = session.bench();
        let mut vary = vary(&options.vary, &session.loaded.scenario.facts, &bench.document)?;
        if options.sample.is_some() {
            // Between whole numbers, too, where the file takes them.
            for (range, path) in
                vary.iter_mut().filter_map(|vary| vary.range.as_mut().zip(Some(&vary.path)))
            {
                range.whole = range.whole && bench.takes_only_whole(path, range);
            }
        }
        let design = options.design.as_deref().map(design).transpose()?;
        Ok(Asked { session, bench, vary, design })
    }

    /// All points, and what their numbers depend on.
    ///
    /// # Errors
    /// No levels; more points than are allowed.
    pub fn plan(&self, options: &Options) -> Result<Plan, Error> {
        let (points, rows) = match &self.design {
            Some(table) => self.tabled(table, options)?,
            None => (self.points(options)?, Vec::new()),
        };
        self.check(&points)?;
        Ok(Plan {
            identity: self.identity(options.raw),
            command: self.session.ask.command.to_vec(),
            paths: self.paths(),
            points,
            rows,
        })
    }

    fn paths(&self) -> Vec<String> {
        match &self.design {
            Some(table) => table.paths.clone(),
            None => self.vary.iter().map(|vary| vary.path.clone()).collect(),
        }
    }

    /// The points of a design, and the point of each row where points come back.
    fn tabled(&self, table: &Table, options: &Options) -> Result<(Vec<Point>, Vec<usize>), Error> {
        let (points, rows) = table.points();
        self.allow(Some(points.len()), options.max_points)?;
        table.check(&self.bench.document).map_err(|found| refused(&found))?;
        let again = rows.len() - points.len();
        if again > 0 && !options.common.talk.quiet {
            output::note(&format!(
                "{again} of {} rows are points that were there before: run once",
                rows.len()
            ));
        }
        Ok((points, if again > 0 { rows } else { Vec::new() }))
    }

    /// All points of levels and ranges.
    fn points(&self, options: &Options) -> Result<Vec<Point>, Error> {
        Ok(match options.sample {
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
        })
    }

    /// Sees whether any point makes a scenario, with all its values set together; those that do not are marked
    /// when the sweep is run.
    fn check(&self, points: &[Point]) -> Result<(), Error> {
        let paths = self.paths();
        let mut refused = points.iter().map(|point| {
            let sets = point.sets(&paths);
            self.bench.resolve(&sets).err().map(|found| (sets, refused(&found)))
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
            scenario: self.session.loaded.source.clone(),
            models: self.bench.models.clone(),
            baseline: self.bench.models[self.bench.baseline].clone(),
            replications: self.bench.replications,
            seed: self.bench.seed,
            raw,
            fixed: self.session.is_fixed(),
        }
    }

    fn allow(&self, count: Option<usize>, most: u32) -> Result<(), Error> {
        match count {
            Some(count) if count <= most as usize => Ok(()),
            _ => {
                let size = count.map_or("more than can be counted".to_owned(), |n| n.to_string());
                let each = self.seconds(&Point::new(&[], Vec::new()), &[]);
                let time = count.map_or("for ever".to_owned(), |n| span(each * n as f64));
                Err(Error::Usage(format!(
                    "the sweep has {size} points, which would take about {time}; at most {most} are \
                     run\nvary less, take a sample with --sample N, or allow it with --max-points"
                )))
            }
        }
    }

    /// How many points and replications there are, and about how long they take.
    pub fn outlook(&self, plan: &Plan) -> String {
        let (points, models) = (plan.points.len(), plan.identity.models.len());
        let replications = plan.identity.replications;
        let total = points as u64 * models as u64 * u64::from(replications);
        let ends = [plan.points.first(), plan.points.last()].into_iter().flatten();
        let seconds: Vec<f64> = ends.map(|point| self.seconds(point, &plan.paths)).collect();
        let each = seconds.iter().sum::<f64>() / seconds.len().max(1) as f64;
        format!(
            "{points} points x {models} models x {replications} replications = {total} replications\n\
             estimated time: {} on {} threads\n",
            span(each * points as f64),
            self.session.pool.current_num_threads()
        )
    }

    /// About how long a point takes, from a few replications of it.
    fn seconds(&self, point: &Point, paths: &[String]) -> f64 {
        let runs = f64::from(self.bench.replications) * self.bench.models.len() as f64;
        let threads = self.session.pool.current_num_threads().max(1) as f64;
        runs * seconds_each(&self.bench, &point.sets(paths)) / threads
    }
}

/// The design in a file.
fn design(path: &Path) -> Result<Table, Error> {
    let text = store::read_text(path, "a design is a CSV file")?;
    Table::read(&shown(path), &text).map_err(|found| refused(&found))
}

/// What varies, each path once.
pub fn vary(texts: &[String], facts: &Facts, document: &Document) -> Result<Vec<Vary>, Error> {
    let mut all: Vec<Vary> = Vec::new();
    for text in texts {
        let vary = Vary::of(text, facts).map_err(|why| Error::Usage(format!("--vary {why}")))?;
        let meant = document.meant(&vary.path);
        let same = |known: &&Vary| {
            known.path == vary.path || meant.is_some() && document.meant(&known.path) == meant
        };
        if let Some(known) = all.iter().find(same) {
            let spelt = if known.path == vary.path {
                String::new()
            } else {
                format!(", as {} too", known.path)
            };
            return Err(Error::Usage(format!("--vary {}: the same path twice{spelt}", vary.path)));
        }
        all.push(vary);
    }
    Ok(all)
}

fn no_levels(vary: &Vary) -> Error {
    Error::Usage(format!(
        "--vary {}: a range of fractions needs a step (LOW:HIGH:STEP), a count (log(LOW,HIGH,N)), or \
         --sample N",
        vary.path
    ))
}
