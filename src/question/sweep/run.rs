//! Running points in parallel; each is handed over as soon as it is done.

use super::Point;
use super::point::Finished;
use crate::parallel;
use crate::question::{Bench, Stopped};
use crate::study::{Progress, Study};

/// Takes what a point gave, from any thread; the study is missing where the point failed.
pub type Sink<'a, E> = dyn Fn(Finished, Option<&Study>) -> Result<(), E> + Sync + 'a;

/// Why a run of points ended early.
#[derive(Debug)]
pub enum Ended<E> {
    /// The progress asked to stop.
    Cancelled,
    /// A point could not be handed over.
    Sink(E),
}

/// Runs points in rayon's present thread pool. A point whose values do not make a scenario is handed
/// over as failed, and the others go on.
///
/// # Errors
/// A progress that stops it; the sink's first error.
pub fn run<E: Send>(
    bench: &Bench,
    paths: &[String],
    points: &[&Point],
    progress: &dyn Progress,
    sink: &Sink<'_, E>,
) -> Result<(), Ended<E>> {
    parallel::try_each(points, |point| {
        let handed = match bench.study(&point.sets(paths), progress) {
            Ok(study) => sink(Finished::of(&point.id, &study), Some(&study)),
            Err(Stopped::Cancelled) => return Err(Ended::Cancelled),
            Err(why) => sink(Finished::failed(&point.id, why.to_string()), None),
        };
        handed.map_err(Ended::Sink)
    })
}
