//! A sweep's folder: its plan, a file for each finished point, and at the end the data files.

use crate::cli::artifacts::{self, Charts};
use crate::cli::experiment::Manifest;
use flowcast::error::{Error, shown};
use flowcast::experiments::sweep::{Finished, Plan};
use flowcast::files::{self, Artifact, Folder, MANIFEST};
use flowcast::report::Table;
use flowcast::report::compare::CHARTS;
use flowcast::report::experiments::sweep;
use flowcast::study::Study;
use flowcast::study::archive;
use std::path::{Path, PathBuf};

/// The file that says what a folder's points belong to; always written first.
pub const PLAN: &str = "plan.json";
/// The folder of finished points.
const POINTS: &str = "points";
/// The folder of their replications.
const RAW: &str = "raw";

/// A claimed folder.
pub struct Store {
    path: PathBuf,
    folder: Folder,
    stale: Vec<String>,
    /// The hash of the sweep's identity.
    sweep: String,
}

impl Store {
    /// Claims a folder for a plan. Points of the same scenario, seed and version that it holds already
    /// are kept; it is refused if its points are of anything else.
    ///
    /// # Errors
    /// A folder that cannot be written, or holds something else and `force` does not say to drop it.
    pub fn claim(path: &Path, plan: &Plan, force: bool) -> Result<Store, Error> {
        let folder = Folder::claim(path)?;
        let old = files::read_if_there(&path.join(PLAN))?.map(|bytes| Plan::parse(&bytes));
        let foreign = match &old {
            None => files::read_if_there(&path.join(MANIFEST))?.map(|_| "other results".to_owned()),
            Some(Ok(old)) => {
                plan.identity.differs_from(&old.identity).map(|what| format!("points of {what}"))
            }
            Some(Err(_)) => Some("a plan.json that this flowcast cannot read".to_owned()),
        };
        if let Some(what) = foreign {
            if !force {
                return Err(foreign_folder(path, &what));
            }
            folder.clear(POINTS)?;
            folder.clear(RAW)?;
        }
        let stale = stale(path)?;
        folder.put(&Artifact::new(PLAN, plan.to_json()))?;
        Ok(Store { path: path.to_owned(), folder, stale, sweep: plan.identity.hash() })
    }

    /// Writes one more file.
    pub fn put(&self, artifact: &Artifact) -> Result<(), Error> {
        self.folder.put(artifact)
    }

    /// Whether a point is there, whole.
    pub fn has(&self, plan: &Plan, id: &str) -> bool {
        let raw = self.path.join(raw_file(id));
        let whole = |point: Finished| !plan.identity.raw || point.failed.is_some() || raw.exists();
        self.load(id).is_some_and(whole)
    }

    fn load(&self, id: &str) -> Option<Finished> {
        let bytes = files::read(&self.path.join(point_file(id))).ok()?;
        serde_json::from_slice::<Finished>(&bytes)
            .ok()
            .filter(|p| p.id == id && p.sweep == self.sweep)
    }

    /// Writes a finished point; its replications first, so that a point that is there is whole.
    pub fn keep(&self, plan: &Plan, point: &Finished, study: Option<&Study>) -> Result<(), Error> {
        if let (true, Some(study)) = (plan.identity.raw, study) {
            let csv = archive::replications_csv(study);
            self.folder.put(&Artifact::new(raw_file(&point.id), csv?))?;
        }
        // Strings and finite numbers always have a form in JSON.
        let point = Finished { sweep: self.sweep.clone(), ..point.clone() };
        let json = serde_json::to_string(&point).unwrap_or_default() + "\n";
        self.folder.put(&Artifact::new(point_file(&point.id), json))
    }

    /// Every point of the plan, in its order.
    ///
    /// # Errors
    /// One that is missing.
    pub fn read(&self, plan: &Plan) -> Result<Vec<Finished>, Error> {
        let read = |id: &String| {
            self.load(id).ok_or_else(|| {
                Error::Usage(format!("point {id} is missing in {}", shown(&self.path)))
            })
        };
        plan.points.iter().map(|point| read(&point.id)).collect()
    }

    /// Writes the data files and charts, the story and the page, the manifest last; gives the tables and
    /// the files.
    pub fn write(
        &mut self,
        plan: &Plan,
        found: &[Finished],
        wanted: Charts,
        pages: Vec<Artifact>,
    ) -> Result<(Vec<Table>, Vec<Artifact>), Error> {
        let tables = vec![sweep::sweep(plan, found), sweep::differences(plan, found)];
        let mut files = vec![Artifact::new("points.csv", sweep::points_csv(plan)?)];
        files.extend(artifacts::csv_files(&tables)?);
        if plan.identity.raw {
            files.push(Artifact::new("replications.csv", self.raw(found)?));
        }
        for drawing in sweep::drawings(plan, found).iter().filter(|_| wanted.wanted) {
            let path = format!("{CHARTS}{}", drawing.name);
            files.extend(artifacts::pictures(drawing, &path, wanted.png)?);
        }
        files.extend(pages);
        let manifest = manifest(plan, &files);
        self.folder.commit(Vec::new(), &files, &manifest, &self.stale)?;
        Ok((tables, files))
    }

    /// All replications: the points' files with the point in front.
    fn raw(&self, found: &[Finished]) -> Result<String, Error> {
        let mut all = String::new();
        for point in found.iter().filter(|point| point.failed.is_none()) {
            let bytes = files::read(&self.path.join(raw_file(&point.id)))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            for (index, line) in text.lines().enumerate() {
                let first = match index {
                    0 if !all.is_empty() => continue,
                    0 => "point",
                    _ => &point.id,
                };
                all.push_str(&format!("{first},{line}\n"));
            }
        }
        Ok(all)
    }
}

/// The files of a plan's folder that the new ones replace.
fn stale(path: &Path) -> Result<Vec<String>, Error> {
    let old = files::read_if_there(&path.join(MANIFEST))?;
    let old = old.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    Ok(old.map_or_else(Vec::new, |old| old.files.into_keys().collect()))
}

fn manifest(plan: &Plan, files: &[Artifact]) -> Artifact {
    let identity = &plan.identity;
    let manifest = Manifest {
        experiment: "sweep".to_owned(),
        flowcast: identity.flowcast.clone(),
        stream_version: identity.stream_version,
        command: plan.command.clone(),
        scenario: identity.scenario.clone(),
        seed: identity.seed,
        replications: identity.replications,
        models: identity.models.clone(),
        files: artifacts::digests(files),
    };
    // As above.
    let json = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    Artifact::new(MANIFEST, json)
}

/// Where a point's file is within its folder.
pub fn point_file(id: &str) -> String {
    format!("{POINTS}/{id}.json")
}

/// Where a point's replications are within its folder.
pub fn raw_file(id: &str) -> String {
    format!("{RAW}/{id}.csv")
}

fn foreign_folder(path: &Path, what: &str) -> Error {
    Error::Usage(format!(
        "the folder {} holds {what}; nothing was run\nchoose another folder with --out, or drop what \
         is there with --force",
        shown(path)
    ))
}
