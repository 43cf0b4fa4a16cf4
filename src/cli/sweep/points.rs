//! A sweep's folder: its plan, a file for each finished point, and at the end the data files.

use crate::cli::session::{claim, interrupt};
use flowcast::digest::sha256;
use flowcast::error::{Error, shown};
use flowcast::question::sweep::{Finished, Plan};
use flowcast::report::experiments::factors::Factors;
use flowcast::store::replications::{REPLICATIONS, replications_csv};
use flowcast::store::{self, Artifact, Draft, Folder};
use flowcast::study::Study;
use std::path::{Path, PathBuf};

/// The file that says what a folder's points belong to; always written first.
pub const PLAN: &str = "plan.json";
/// What a finished shard says of itself; always written last.
pub const SIDECAR: &str = "shard.json";
/// The folder of finished points.
const POINTS: &str = "points";
/// The folder of their replications.
const RAW: &str = "raw";

/// The finished points in a folder.
pub struct Points {
    path: PathBuf,
    /// The hash of the sweep's identity.
    sweep: String,
}

impl Points {
    /// Claims a folder for a plan, and for files with these names. Points of the same scenario, seed and
    /// version that it holds already are kept; it is refused if its points are of anything else.
    ///
    /// # Errors
    /// A folder that cannot be written; without `force`, one that holds anything else at the places of the
    /// new files.
    pub fn claim(
        path: &Path,
        plan: &Plan,
        names: &[String],
        force: bool,
    ) -> Result<(Points, Folder), Error> {
        let mut folder = claim::open(path, force)?;
        let old = store::read_if_there(&path.join(PLAN))?;
        let old = old.and_then(|bytes| Plan::parse(&bytes).ok());
        let foreign = match &old {
            Some(old) => {
                plan.identity.differs_from(&old.identity).map(|what| format!("points of {what}"))
            }
            None => folder.held()?.map(|held| held.to_string()),
        };
        let points = plan.points.iter().map(|point| &point.id);
        let points: Vec<String> = points.flat_map(|id| [point_file(id), raw_file(id)]).collect();
        match (foreign, &old) {
            (Some(what), _) if !force => return Err(claim::foreign(path, &what)),
            (Some(_), _) => folder.keep_stale(),
            (None, Some(_)) => {
                points
                    .iter()
                    .map(String::as_str)
                    .chain([SIDECAR])
                    .for_each(|name| folder.own(name));
            }
            (None, None) => {}
        }
        if old.is_some() {
            folder.own(PLAN);
        }
        folder.expect(points.iter().chain(names).map(String::as_str).chain([PLAN]))?;
        folder.put(&Artifact::new(PLAN, plan.to_json()))?;
        Ok((Points { path: path.to_owned(), sweep: plan.identity.hash() }, folder))
    }

    /// Whether a point is there, whole: its replications, if they are kept, as they were written.
    pub fn has(&self, plan: &Plan, id: &str) -> bool {
        let whole = |point: Finished| {
            !plan.identity.raw || point.failed.is_some() || { self.replications(&point).is_ok() }
        };
        self.load(id).is_some_and(whole)
    }

    /// A point's replications.
    ///
    /// # Errors
    /// A file that cannot be read, or is not the one that the point was made with.
    fn replications(&self, point: &Finished) -> Result<Vec<u8>, Error> {
        let path = self.path.join(raw_file(&point.id));
        let bytes = store::read(&path)?;
        if point.raw_sha256 == Some(sha256(&bytes)) {
            return Ok(bytes);
        }
        Err(Error::Usage(format!(
            "{} is not the file that was written with its point; the same sweep, started again, makes it anew",
            shown(&path)
        )))
    }

    /// The error of a sweep that was stopped: how many of these points are finished.
    pub fn interrupted(&self, plan: &Plan, indices: &[usize]) -> Error {
        let finished = indices.iter().filter(|index| self.has(plan, &plan.points[**index].id));
        Error::InterruptedSweep { finished: finished.count(), of: indices.len() }
    }

    fn load(&self, id: &str) -> Option<Finished> {
        let bytes = store::read(&self.path.join(point_file(id))).ok()?;
        serde_json::from_slice::<Finished>(&bytes)
            .ok()
            .filter(|p| p.id == id && p.sweep == self.sweep)
    }

    /// Writes a finished point; its replications first, so that a point that is there is whole.
    pub fn keep(
        &self,
        folder: &Folder,
        plan: &Plan,
        point: &Finished,
        study: Option<&Study>,
    ) -> Result<(), Error> {
        let mut raw_sha256 = None;
        if let (true, Some(study)) = (plan.identity.raw, study) {
            let csv = replications_csv(study)?;
            raw_sha256 = Some(sha256(csv.as_bytes()));
            folder.put(&Artifact::new(raw_file(&point.id), csv))?;
        }
        // Strings and finite numbers always have a form in JSON.
        let point = Finished { sweep: self.sweep.clone(), raw_sha256, ..point.clone() };
        let json = serde_json::to_string(&point).unwrap_or_default() + "\n";
        folder.put(&Artifact::new(point_file(&point.id), json))
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

    /// All replications, on their way to the disk: the points' files with the point and its factors in front, of
    /// which one at a time is in memory.
    ///
    /// # Errors
    /// What cannot be read or written; an interruption.
    pub fn replications_of(
        &self,
        plan: &Plan,
        found: &[Finished],
        folder: &Folder,
    ) -> Result<Draft, Error> {
        let mut draft = folder.draft(REPLICATIONS)?;
        let factors = Factors::of(plan);
        let mut names = Some(factors.line(None)?);
        for (point, at) in found.iter().zip(&plan.points).filter(|(it, _)| it.failed.is_none()) {
            interrupt::check()?;
            let bytes = self.replications(point)?;
            let text = String::from_utf8_lossy(&bytes);
            let piece = with_point(&text, &factors.line(Some(at))?, names.take().as_deref());
            draft.add(piece.as_bytes())?;
        }
        Ok(draft)
    }
}

/// A point's file with the point in front of every line; with its header, under these names, or without.
fn with_point(text: &str, point: &str, header: Option<&str>) -> String {
    let mut lines = text.lines();
    let mut found = String::with_capacity(text.len() * 5 / 4);
    let mut line = |first: &str, rest: &str| {
        [first, ",", rest, "\n"].into_iter().for_each(|part| found.push_str(part));
    };
    if let Some((names, header)) = lines.next().zip(header) {
        line(header, names);
    }
    lines.for_each(|rest| line(point, rest));
    found
}

/// Where a point's file is within its folder.
pub fn point_file(id: &str) -> String {
    format!("{POINTS}/{id}.json")
}

/// Where a point's replications are within its folder.
pub fn raw_file(id: &str) -> String {
    format!("{RAW}/{id}.csv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_put_in_front_and_the_header_stands_once() {
        let file = "model,replication\nm,0\nm,1\n";
        assert_eq!(with_point(file, "a", Some("point")), "point,model,replication\na,m,0\na,m,1\n");
        assert_eq!(with_point(file, "b", None), "b,m,0\nb,m,1\n");
        assert_eq!(with_point("", "c", Some("point")), "");
    }
}
