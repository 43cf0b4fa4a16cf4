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

pub use aim::{Aim, Held, Kept, known};
pub use beam::BEAM;
pub use finals::{Entrant, Finals};
pub use flips::{Flip, SEARCHES, flips};
pub use menu::{Allow, Decision};
pub use path::Step;
pub use race::{FIRST, Score, Standings, undominated};
pub use rank::{Place, RESAMPLES, Ranking, best, rank, ranking};
pub use space::{Space, space};
pub use worlds::{CANDIDATES, IN_A_WORLD, WORLDS, World, Worlds, Worst};

use super::Stopped;
use super::goal::Goal;
use super::sampling::{Design, uniform};
use super::sensitivity::Factor;
use crate::model::Scenario;
use crate::plan::Plan;
use crate::scenario::Document;
use crate::study::{self, Progress, Study};

#[cfg(test)]
mod tests;

/// Whether every setting of fewer changes than the best is shown to break a bound: on fresh draws, or in the race.
fn no_fewer(space: &Space, race: &Standings, finals: &Finals, best: &Entrant) -> bool {
    let fewer = |setting: &usize| {
        space.settings[*setting].len() < best.changes && race.scores[*setting].same_as.is_none()
    };
    let broken = |setting: usize| {
        let fresh = finals.entrants.iter().find(|it| it.setting == setting);
        fresh.map_or(race.scores[setting].held, |it| it.held).kept == Kept::Broken
    };
    best.changes <= space.enumerated + 1 && (0..space.settings.len()).filter(fewer).all(broken)
}

/// What ran on fresh draws: a setting, how many changes it takes, its model.
type Ran = (usize, usize, usize);

/// Lets some settings leave: their models, their plans, and what ran.
fn leave(out: &[usize], (study, plans, ran): (&mut Study, &mut Vec<Plan>, &mut Vec<Ran>)) {
    let gone = |model: usize| ran.iter().any(|it| it.2 == model && out.contains(&it.0));
    let stays: Vec<usize> = (0..plans.len()).filter(|model| !gone(*model)).collect();
    *plans = stays.iter().map(|model| plans[*model].clone()).collect();
    study.models = stays.iter().map(|model| study.models[*model].clone()).collect();
    let place = |model: usize| stays.iter().position(|stays| *stays == model);
    *ran = ran.iter().filter_map(|it| Some((it.0, it.1, place(it.2)?))).collect();
}

/// Replications after which a race may let settings leave before its first round.
pub const SCREEN: u32 = 16;
/// Fresh draws after which settings may leave, and again after twice as many.
pub const LOOK: u32 = 250;
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
    /// So many at most run there for the front alone.
    pub front: usize,
    /// Whether what surely is not the one leaves after few replications already: [`SCREEN`] of the race, [`LOOK`] of the fresh
    /// draws. It is not known as well then how all others did, which a table of them or a front would need.
    pub early: bool,
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
    /// Where fewest changes go first: whether it is shown that no setting of fewer changes keeps the bounds.
    pub fewest: bool,
    /// Finalists of as many changes that are as good but for `within`, as settings.
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
        let first = std::slice::from_ref(&space.plans[0]);
        let today = study::run(self.scenario, first, FIRST, self.race_seed(), progress)?;
        let goal = self.goal.clone().unwrap_or_else(|| Goal::by_default(&today));
        let aim = Aim::of(&goal, &today, self.within);
        // More changes than are tried at once are needed only where fewer do not reach what is wanted.
        while space.grows() && !aim.fewest_first {
            self.widen(space, &aim, progress)?;
        }
        let (mut race, mut finals) = self.judge(space, &aim, progress)?;
        while space.grows() && !finals.best(&aim).is_some_and(|best| best.held.keeps()) {
            self.widen(space, &aim, progress)?;
            let before = race.replications;
            (race, finals) = self.judge(space, &aim, progress)?;
            race.replications += before;
        }
        let (best, path) = self.way(space, &aim, (&mut race, &mut finals), progress)?;
        let sure = finals.is_sure(&aim, &best);
        let as_good = finals.as_good(&aim, &best).iter().map(|it| it.setting).collect();
        let fewest =
            aim.fewest_first && best.held.keeps() && no_fewer(space, &race, &finals, &best);
        let worlds = self.worlds(space, &aim, (&finals, best.setting), progress)?;
        Ok(Found { aim, race, finals, best, fewest, as_good, sure, path, worlds })
    }

    /// The race of all settings, and what is left of it on fresh draws.
    fn judge(
        &self,
        space: &mut Space,
        aim: &Aim,
        progress: &dyn Progress,
    ) -> Result<(Standings, Finals), Stopped> {
        let race = race::race(self, space, aim, progress)?;
        let mut finalists = race.finalists(space, aim, self.finalists);
        let front = race.front(self.front).into_iter().filter(|it| *it != 0);
        let more: Vec<usize> = front.filter(|it| !finalists.contains(it)).collect();
        finalists.extend(more);
        let finals = self.fresh(space, aim, &finalists, progress)?;
        Ok((race, finals))
    }

    /// The best, and the path to it. What lies on the path may turn out to be better, as it has fewer changes.
    fn way(
        &self,
        space: &mut Space,
        aim: &Aim,
        (race, finals): (&mut Standings, &mut Finals),
        progress: &dyn Progress,
    ) -> Result<(Entrant, Vec<Step>), Stopped> {
        let nothing = || Stopped::Refused("nothing ran".to_owned());
        let mut best = finals.best(aim).cloned().ok_or_else(nothing)?;
        loop {
            let path = self.path(space, aim, (race, finals), best.setting, progress)?;
            let again = finals.best(aim).cloned().ok_or_else(nothing)?;
            if again.setting == best.setting {
                return Ok((again, path));
            }
            best = again;
        }
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
        progress.at("fresh draws");
        let study = Study::empty(self.scenario, &plans, self.scenario.study.seed);
        self.drawn(aim, (study, plans, ran), progress)
    }

    /// All fresh draws, from look to look.
    fn drawn(
        &self,
        aim: &Aim,
        (mut study, mut plans, mut ran): (Study, Vec<Plan>, Vec<Ran>),
        progress: &dyn Progress,
    ) -> Result<Finals, Stopped> {
        let n = self.scenario.study.replications;
        let looks: Vec<u32> = match self.early {
            true => (0..).map(|it| LOOK << it).take_while(|look| *look < n).collect(),
            false => Vec::new(),
        };
        // At every look, and in the end.
        let comparisons = (1 + looks.len()) * ran.len();
        for look in looks {
            progress.more(plans.len() as u64 * u64::from(look - study.replications));
            study::extend(&mut study, &plans, look, progress)?;
            let seen = Finals::of(study, aim, &ran);
            let out = seen.out(aim, comparisons);
            study = seen.study;
            leave(&out, (&mut study, &mut plans, &mut ran));
        }
        progress.more(plans.len() as u64 * u64::from(n - study.replications));
        study::extend(&mut study, &plans, n, progress)?;
        Ok(Finals::of(study, aim, &ran))
    }
}
