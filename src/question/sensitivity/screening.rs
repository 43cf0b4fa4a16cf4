//! Every point of a sensitivity analysis: everything as it is, the trajectories, each factor's ends.

use super::factor::Factor;
use super::morris::{Effect, Step, effects};
use super::tornado::{Swing, differences, swing};
use crate::analysis::LateChanges;
use crate::analysis::launches::Launched;
use crate::parallel;
use crate::question::{Bench, Standing, Stopped, compare};
use crate::stats;
use crate::study::{Progress, Study};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is asked of a bench's first two models.
#[derive(Clone, Copy, Debug)]
pub struct Screening<'a> {
    /// The two models.
    pub bench: &'a Bench,
    /// Index of the metric in which they differ.
    pub metric: usize,
    /// What varies.
    pub factors: &'a [Factor],
    /// The trajectories.
    pub sample: &'a [Vec<Step>],
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// The two models with everything as it is.
    pub base: Standing,
    /// How often late changes came, and came too late, with everything as it is.
    pub changes: LateChanges,
    /// What screening says of each factor.
    pub effects: Vec<Effect>,
    /// What each factor does alone.
    pub swings: Vec<Swing>,
    /// Points at which some replication was not launched.
    pub lacking: usize,
}

impl Screening<'_> {
    /// How many points are run.
    pub fn points(&self) -> usize {
        self.sample.iter().map(Vec::len).sum::<usize>() + 2 * self.factors.len() + 1
    }

    /// Runs all points, in rayon's present thread pool.
    ///
    /// # Errors
    /// A progress that stops it; values at an end that make no scenario.
    pub fn run(&self, progress: &dyn Progress) -> Result<Found, Stopped> {
        let lacking = AtomicUsize::new(0);
        let at = |shares: &[(&Factor, f64)]| self.at(shares, progress, &lacking);
        let study = at(&[])?;
        let output = |step: &Step| {
            let each: Vec<_> = self.factors.iter().zip(step.shares.iter().copied()).collect();
            // Values that do not make a scenario together give no effect.
            match at(&each) {
                Err(Stopped::Refused(_) | Stopped::OverBudget(_)) => Ok(None),
                found => found.map(|study| mean(&differences(&study, self.metric))),
            }
        };
        let along = |steps: &Vec<Step>| parallel::map(steps, output).into_iter().collect();
        let outputs = parallel::map(self.sample, along);
        let outputs = outputs.into_iter().collect::<Result<Vec<Vec<_>>, Stopped>>()?;
        let ends = |factor: &Factor| {
            let [low, high] = [0.0, 1.0].map(|share| at(&[(factor, share)]));
            Ok(swing(&low?, &high?, self.metric, self.factors.len()))
        };
        Ok(Found {
            base: compare(&study, 0, 1, self.metric),
            changes: LateChanges::of(&study),
            effects: effects(self.factors.len(), self.sample, &outputs),
            swings: parallel::map(self.factors, ends)
                .into_iter()
                .collect::<Result<_, Stopped>>()?,
            lacking: lacking.into_inner(),
        })
    }

    /// The models with each of these factors at a share of its range.
    fn at(
        &self,
        shares: &[(&Factor, f64)],
        progress: &dyn Progress,
        lacking: &AtomicUsize,
    ) -> Result<Study, Stopped> {
        if progress.cancelled() {
            return Err(Stopped::Cancelled);
        }
        let sets: Vec<_> = shares.iter().flat_map(|(factor, share)| factor.sets(*share)).collect();
        let figures: Vec<_> =
            shares.iter().filter_map(|(factor, share)| factor.figure(*share)).collect();
        let study = self.bench.adjusted(&sets, &figures, progress)?;
        if !study.models.iter().all(|runs| Launched::of(runs).all()) {
            lacking.fetch_add(1, Ordering::Relaxed);
        }
        Ok(study)
    }
}

fn mean(values: &[Option<f64>]) -> Option<f64> {
    stats::mean(&values.iter().flatten().copied().collect::<Vec<f64>>())
}
