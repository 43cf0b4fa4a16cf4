//! What is left of the race, on fresh draws: which is the one, which are as good, and how sure that is.

use super::aim::{Aim, Held};
use crate::analysis::launches::Launched;
use crate::study::Study;

/// Settings on fresh draws.
#[derive(Clone, Debug)]
pub struct Finals {
    /// Today, the other models of the file, the finalists, then what else lies on the path.
    pub study: Study,
    /// Today's setting, then the finalists.
    pub entrants: Vec<Entrant>,
}

/// A setting on fresh draws.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// An index into the space's settings; 0 is today's.
    pub setting: usize,
    /// How many decisions it takes otherwise.
    pub changes: usize,
    /// Its model in the study.
    pub model: usize,
    /// What is known of the bounds.
    pub held: Held,
    /// What is wished for, less is better.
    pub value: f64,
    /// How often it was launched.
    pub launched: Launched,
}

impl Finals {
    /// Of a study whose first model is today's: settings, each with its changes and its model.
    pub fn of(study: Study, aim: &Aim, ran: &[(usize, usize, usize)]) -> Finals {
        let mut finals = Finals { study, entrants: Vec::new() };
        finals.enter(aim, ran);
        finals
    }

    /// Lets further models of the study in; what is known of bounds then is known of all of them at once.
    pub fn enter(&mut self, aim: &Aim, ran: &[(usize, usize, usize)]) {
        let known = self.entrants.iter().map(|it| (it.setting, it.changes, it.model));
        let all: Vec<(usize, usize, usize)> = known.chain(ran.iter().copied()).collect();
        let entrant = |&(setting, changes, model): &(usize, usize, usize)| Entrant {
            setting,
            changes,
            model,
            held: aim.held(&self.study, model, all.len()),
            value: aim.value(&self.study, model),
            launched: Launched::of(&self.study.models[model]),
        };
        self.entrants = all.iter().map(entrant).collect();
    }

    /// The recommended entrant: with all bounds kept the fewest changes or those within δ of the best, as the aim asks;
    /// where none keeps them, the earliest or what misses the least.
    pub fn best(&self, aim: &Aim) -> Option<&Entrant> {
        let keeps = || self.entrants.iter().filter(|it| it.held.keeps());
        let any = keeps().next().is_some();
        match (any, aim.fewest_first) {
            (true, true) => fewest(keeps()),
            (true, false) => fewest_within(aim, &keeps().collect::<Vec<_>>()),
            (false, true) => fewest_within(aim, &self.launched_most()),
            (false, false) => {
                let least = self.entrants.iter().map(|it| it.held.missed);
                let least = least.fold(f64::INFINITY, f64::min);
                fewest(self.entrants.iter().filter(|it| it.held.missed <= least))
            }
        }
    }

    /// Entrants that are launched often enough for their means to be held against each other; where none is, those that
    /// are launched most often.
    fn launched_most(&self) -> Vec<&Entrant> {
        let most = self.entrants.iter().map(|it| it.launched.count).max().unwrap_or_default();
        let any = self.entrants.iter().any(|it| it.launched.enough());
        let often = |it: &&Entrant| {
            if any { it.launched.enough() } else { it.launched.count == most }
        };
        self.entrants.iter().filter(often).collect()
    }

    /// What is known of the entrant of fewer changes than the best that comes nearest to the bounds.
    pub fn nearest_of_fewer(&self, best: &Entrant) -> Option<&Entrant> {
        let fewer = self.entrants.iter().filter(|it| it.changes < best.changes);
        fewer.min_by(|a, b| {
            let missed = a.held.reach.low.total_cmp(&b.held.reach.low);
            missed.then(a.held.missed.total_cmp(&b.held.missed)).then(a.changes.cmp(&b.changes))
        })
    }

    /// Entrants that are as good as the best, but for δ: by their means; of a percentile, all that are not told apart.
    pub fn as_good(&self, aim: &Aim, best: &Entrant) -> Vec<&Entrant> {
        let near = |it: &Entrant| {
            if aim.wish.percentile.is_none() {
                return (it.value - best.value).abs() <= aim.within;
            }
            let worse = aim.worse(&self.study, [best.model, it.model], self.entrants.len());
            worse.is_none_or(|worse| worse.low <= aim.within && worse.high >= -aim.within)
        };
        let alike = |it: &&Entrant| {
            it.setting != best.setting && it.held.keeps() == best.held.keeps() && near(it)
        };
        self.entrants.iter().filter(alike).collect()
    }

    /// Whether surely no entrant that keeps the bounds (as few changes, where fewer go first) is better by more than δ.
    pub fn is_sure(&self, aim: &Aim, best: &Entrant) -> bool {
        let rivals =
            self.entrants.iter().filter(|it| it.setting != best.setting && it.held.keeps());
        let mut rivals = rivals.filter(|it| !aim.fewest_first || it.changes == best.changes);
        rivals.all(|it| {
            let worse = aim.worse(&self.study, [best.model, it.model], self.entrants.len() - 1);
            worse.is_some_and(|worse| worse.high <= aim.within)
        })
    }
}

/// The entrant of the fewest changes, and of these the best.
fn fewest<'a>(entrants: impl Iterator<Item = &'a Entrant>) -> Option<&'a Entrant> {
    entrants.min_by(|a, b| a.changes.cmp(&b.changes).then(a.value.total_cmp(&b.value)))
}

/// Of those within δ of the best, the one of the fewest changes.
fn fewest_within<'a>(aim: &Aim, open: &[&'a Entrant]) -> Option<&'a Entrant> {
    let lowest = open.iter().map(|it| it.value).fold(f64::INFINITY, f64::min);
    fewest(open.iter().copied().filter(|it| it.value <= lowest + aim.within))
}
