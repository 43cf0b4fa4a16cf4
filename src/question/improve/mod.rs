//! The smallest change: which few agreements, starting from how we work today, get us most of the way?
//!
//! All ways of working within a few decisions of today race on common random numbers (a setting leaves when it is
//! surely worse than the best: paired t intervals, Bonferroni over settings and rounds); what is left runs on fresh
//! draws together with today and the models of the file, so that no winner is one by luck (the winner's curse). With
//! no change at all, the models of the file are ranked ([`ranking`]).

mod aim;
mod beam;
mod finals;
mod flips;
mod menu;
mod path;
mod race;
mod rank;
mod space;
mod turn;
mod worlds;

pub use aim::{Aim, Kept, known};
pub use beam::BEAM;
pub use finals::{Entrant, Finals};
pub use flips::{Flip, SEARCHES, flips};
pub use menu::{Allow, Decision};
pub use path::Step;
pub use race::{FIRST, ROUNDS, Score, Standings};
pub use rank::{Place, RESAMPLES, Ranking, best, rank, ranking};
pub use space::{Space, space};
pub use worlds::{CANDIDATES, IN_A_WORLD, WORLDS, World, Worlds, Worst};

use super::Stopped;
use super::goal::Goal;
use super::sampling::{Design, uniform};
use super::sensitivity::Factor;
use crate::model::Scenario;
use crate::scenario::Document;
use crate::study::{self, Progress};

#[cfg(test)]
mod tests;

/// So many settings at most run on fresh draws.
pub const FINALISTS: usize = 24;

/// What is looked for.
pub struct Search<'a> {
    /// The scenario's text.
    pub document: &'a Document,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Today's model.
    pub from: usize,
    /// What is wanted; `None`: the default goal.
    pub goal: Option<Goal>,
    /// Differences up to this count as none; `None`: a default.
    pub within: Option<f64>,
    /// Replications of the race at most; its first round always runs.
    pub budget: u64,
    /// So many settings at most run on fresh draws.
    pub finalists: usize,
    /// The facts that vary from world to world; `None`: no other worlds are looked at.
    pub factors: Option<&'a [Factor]>,
}

/// What was found.
pub struct Found {
    /// What was wanted.
    pub aim: Aim,
    /// How the race went, by setting.
    pub race: Standings,
    /// The fresh draws.
    pub finals: Finals,
    /// The setting that is recommended.
    pub best: Entrant,
    /// Whether it keeps all bounds on the fresh draws.
    pub feasible: bool,
    /// Finalists that are as good but for `within`, as settings.
    pub as_good: Vec<usize>,
    /// Whether no finalist may be better by more than `within`, at 95 %.
    pub sure: bool,
    /// From today to the recommended setting, decision by decision; the first step is today.
    pub path: Vec<Step>,
    /// What became of the finalists in other worlds, where that was asked.
    pub worlds: Option<Worlds>,
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
        let goal = self.goal.clone().unwrap_or_else(|| Goal::by_default(&today));
        let aim = Aim::of(&goal, &today, self.within);
        self.widen(space, &aim, progress)?;
        let race = race::race(self.scenario, space, &aim, (seed, self.budget), progress)?;
        let finalists = race.left.iter().copied().filter(|it| *it != 0).take(self.finalists);
        let mut finals = self.fresh(space, &aim, &finalists.collect::<Vec<_>>(), progress)?;
        let best = finals.best(&aim).cloned();
        let best = best.ok_or_else(|| Stopped::Refused("nothing ran".to_owned()))?;
        let (feasible, sure) = (best.kept <= Kept::Seen, finals.is_sure(&aim, &best));
        let as_good = finals.as_good(&aim, &best).iter().map(|it| it.setting).collect();
        let path = self.path(space, &aim, &mut finals, best.setting, progress)?;
        let worlds = self.worlds(space, &aim, (&finals, best.setting), progress)?;
        Ok(Found { aim, race, finals, best, feasible, as_good, sure, path, worlds })
    }

    /// The seed of the race: another than that of the fresh draws, which are those that `compare` makes.
    fn race_seed(&self) -> u64 {
        (uniform(self.scenario.study.seed, Design::Race, 0, 0) * (1u64 << 32) as f64) as u64
    }

    /// Today, the other models of the file and the finalists, as `compare` would run them.
    fn fresh(
        &self,
        space: &Space,
        aim: &Aim,
        finalists: &[usize],
        progress: &dyn Progress,
    ) -> Result<Finals, Stopped> {
        let mut plans = super::compiled(self.scenario).map_err(Stopped::Refused)?;
        let today = plans.remove(self.from);
        plans.insert(0, today);
        let mut ran = vec![(0, 0, 0)];
        let settings: Vec<&[usize]> =
            finalists.iter().map(|setting| space.settings[*setting].as_slice()).collect();
        for (setting, plan) in finalists.iter().zip(space.compile(self.document, &settings)?) {
            let Some(plan) = plan else { continue };
            ran.push((*setting, space.settings[*setting].len(), plans.len()));
            plans.push(plan);
        }
        let n = self.scenario.study.replications;
        progress.at("fresh draws");
        progress.more(plans.len() as u64 * u64::from(n));
        let study = study::run(self.scenario, &plans, n, self.scenario.study.seed, progress)?;
        Ok(Finals::of(study, aim, &ran))
    }
}
