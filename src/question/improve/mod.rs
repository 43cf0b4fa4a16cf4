//! The smallest change: which few agreements, starting from how we work today, get us most of the way?
//!
//! All ways of working within a few decisions of today race on common random numbers (a setting leaves when it is
//! surely worse than the best: paired t intervals, Bonferroni over settings and rounds); what is left runs on fresh
//! draws together with today and the models of the file, so that no winner is one by luck (the winner's curse).

mod aim;
mod menu;
mod path;
mod race;
mod space;

pub use aim::{Aim, Bound, Kept, Wanted, known, mean};
pub use menu::Decision;
pub use path::Step;
pub use race::{FIRST, ROUNDS, Raced, Seen};
pub use space::{Space, space};

use super::Stopped;
use super::sampling::{Design, index};
use crate::model::Scenario;
use crate::plan;
use crate::scenario::Document;
use crate::stats::{Moments, interval_of_mean};
use crate::study::{self, ModelRuns, Progress, Study};

/// So many settings at most run on fresh draws.
const FINALISTS: usize = 24;

/// What is looked for.
pub struct Search<'a> {
    /// The scenario's text.
    pub document: &'a Document,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Today's model.
    pub from: usize,
    /// What is wanted; `None`: the default goal.
    pub wanted: Option<Wanted>,
    /// Differences up to this count as none; `None`: a default.
    pub within: Option<f64>,
    /// Replications of the race at most, but for its first round.
    pub budget: u64,
}

/// What was found.
pub struct Found {
    /// What was wanted.
    pub aim: Aim,
    /// How the race went, by setting.
    pub raced: Raced,
    /// The fresh draws: today, then the other models of the file, then the finalists.
    pub study: Study,
    /// The finalists, as settings of the space.
    pub finalists: Vec<usize>,
    /// The setting that is recommended: an index into the space's settings; 0 is today's.
    pub best: usize,
    /// Whether it keeps all bounds on the fresh draws.
    pub feasible: bool,
    /// Finalists that are as good but for `within`.
    pub as_good: Vec<usize>,
    /// Whether no finalist may be better by more than `within`, at 95 %.
    pub sure: bool,
    /// From today to the recommended setting, decision by decision; the first step is today.
    pub path: Vec<Step>,
}

impl Search<'_> {
    /// Searches a space.
    ///
    /// # Errors
    /// A progress that asks to stop; models that do not come to an end.
    pub fn run(&self, space: &mut Space, progress: &dyn Progress) -> Result<Found, Stopped> {
        // Of the space's first plan, today's, since a goal may speak of today's mean.
        let seed = self.race_seed();
        let first = std::slice::from_ref(&space.plans[0]);
        let today = study::run(self.scenario, first, FIRST, seed, progress)?;
        let wanted = self.wanted.clone().unwrap_or_else(|| Wanted::by_default(&today));
        let aim = wanted.aim(&today, self.within);
        let raced = race::race(self.scenario, space, &aim, (seed, self.budget), progress)?;
        let finalists: Vec<usize> =
            raced.left.iter().copied().filter(|it| *it != 0).take(FINALISTS).collect();
        let study = self.fresh(space, &finalists, progress)?;
        let finals =
            Finals { aim: &aim, study: &study, settings: &space.settings, finalists: &finalists };
        let (best, feasible) = finals.best();
        let (as_good, sure) = (finals.as_good(best), finals.is_sure(best));
        let path = self.path(space, &aim, &space.settings[best], progress)?;
        Ok(Found { aim, raced, study, finalists, best, feasible, as_good, sure, path })
    }

    /// The seed of the race: another than that of the fresh draws, which are those that `compare` makes.
    fn race_seed(&self) -> u64 {
        index(self.scenario.study.seed, Design::Race, 0, 0, 1 << 32) as u64
    }

    /// Today, the other models of the file and the finalists, as `compare` would run them.
    fn fresh(
        &self,
        space: &Space,
        finalists: &[usize],
        progress: &dyn Progress,
    ) -> Result<Study, Stopped> {
        let mut plans = super::compiled(self.scenario).map_err(Stopped::Refused)?;
        let today = plans.remove(self.from);
        plans.insert(0, today);
        let settings: Vec<Vec<usize>> =
            finalists.iter().map(|setting| space.settings[*setting].clone()).collect();
        plans.extend(self.plans(space, &settings)?.into_iter().flatten());
        let n = self.scenario.study.replications;
        progress.more(plans.len() as u64 * u64::from(n));
        Ok(study::run(self.scenario, &plans, n, self.scenario.study.seed, progress)?)
    }

    /// The plans of settings; none of one that contradicts itself.
    fn plans(
        &self,
        space: &Space,
        settings: &[Vec<usize>],
    ) -> Result<Vec<Option<plan::Plan>>, Stopped> {
        if settings.is_empty() {
            return Ok(Vec::new());
        }
        let base = &self.scenario.models[self.from].name;
        let name = |index: usize| format!("setting {index}");
        let variants: Vec<_> = settings
            .iter()
            .enumerate()
            .map(|(index, setting)| space.variant(base, &name(index), setting))
            .collect();
        let found = self.document.with_variants(&variants).resolve();
        let scenario = found.map_err(|problems| Stopped::Refused(problems.render(false)))?;
        Ok(plan::compile_each(&scenario).into_iter().map(Result::ok).collect())
    }
}

/// The fresh draws of the finalists.
struct Finals<'a> {
    aim: &'a Aim,
    study: &'a Study,
    settings: &'a [Vec<usize>],
    finalists: &'a [usize],
}

impl Finals<'_> {
    /// Settings that ran: today's, then the finalists.
    fn all(&self) -> impl Iterator<Item = usize> + '_ {
        [0].into_iter().chain(self.finalists.iter().copied())
    }

    fn runs(&self, setting: usize) -> &ModelRuns {
        let place = self.finalists.iter().position(|finalist| *finalist == setting);
        let first = self.study.models.len() - self.finalists.len();
        &self.study.models[place.map_or(0, |place| first + place)]
    }

    fn kept(&self, setting: usize) -> (Kept, f64) {
        self.aim.kept(self.runs(setting), &self.study.models[0], self.finalists.len() + 1)
    }

    fn changes(&self, setting: usize) -> usize {
        self.settings[setting].len()
    }

    fn value(&self, setting: usize) -> f64 {
        self.aim.value(self.runs(setting))
    }

    /// The recommended setting, and whether it keeps all bounds.
    fn best(&self) -> (usize, bool) {
        let keeps: Vec<usize> = self.all().filter(|it| self.kept(*it).0 <= Kept::Seen).collect();
        if keeps.is_empty() && !self.aim.fewest_first {
            let nearest = self.all().min_by(|a, b| self.kept(*a).1.total_cmp(&self.kept(*b).1));
            return (nearest.unwrap_or(0), false);
        }
        let feasible = !keeps.is_empty();
        let open: Vec<usize> = if feasible { keeps } else { self.all().collect() };
        if self.aim.fewest_first && feasible {
            let key = |it: &usize| (self.changes(*it), self.value(*it));
            let first = open.into_iter().min_by(|a, b| {
                let ((few, x), (many, y)) = (key(a), key(b));
                few.cmp(&many).then(x.total_cmp(&y))
            });
            return (first.unwrap_or(0), true);
        }
        (self.fewest_within(&open), feasible)
    }

    /// Of those that are within δ of the best, the one of the fewest changes.
    fn fewest_within(&self, open: &[usize]) -> usize {
        let lowest = open.iter().map(|it| self.value(*it)).fold(f64::INFINITY, f64::min);
        let near = open.iter().copied().filter(|it| self.value(*it) <= lowest + self.aim.within);
        let key = |it: &usize| (self.changes(*it), self.value(*it));
        near.min_by(|a, b| {
            let ((few, x), (many, y)) = (key(a), key(b));
            few.cmp(&many).then(x.total_cmp(&y))
        })
        .unwrap_or(0)
    }

    /// Finalists whose mean is that of the best but for `within`, and that keep the bounds as well.
    fn as_good(&self, best: usize) -> Vec<usize> {
        let (kept, value) = (self.kept(best).0 <= Kept::Seen, self.value(best));
        let alike = |it: &usize| {
            *it != best
                && (self.kept(*it).0 <= Kept::Seen) == kept
                && (self.value(*it) - value).abs() <= self.aim.within
        };
        self.all().filter(alike).collect()
    }

    /// Whether all finalists that keep the bounds are surely not better by more than `within`.
    fn is_sure(&self, best: usize) -> bool {
        let others = self.finalists.len();
        let fine = |it: usize| {
            let gain = Moments::of(&self.aim.worse_by(self.runs(best), self.runs(it)));
            let interval = interval_of_mean(gain, others.max(1));
            interval.is_some_and(|interval| interval.high <= self.aim.within.max(0.0))
        };
        let rivals = self.all().filter(|it| *it != best && self.kept(*it).0 <= Kept::Seen);
        let fewer = |it: &usize| !self.aim.fewest_first || self.changes(*it) == self.changes(best);
        rivals.filter(fewer).all(fine)
    }
}
