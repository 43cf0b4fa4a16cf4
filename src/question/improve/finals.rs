//! What is left of the race, on fresh draws: which is the one, which are as good, and how sure that is.

use super::aim::{Aim, Kept};
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
    /// Whether all bounds hold.
    pub kept: Kept,
    /// By how much the bound that is missed most is missed.
    pub missed: f64,
    /// What is wished for, less is better.
    pub value: f64,
}

impl Entrant {
    fn keeps(&self) -> bool {
        self.kept <= Kept::Seen
    }
}

impl Finals {
    /// Of a study whose first model is today's: settings, each with its changes and its model.
    pub fn of(study: Study, aim: &Aim, ran: &[(usize, usize, usize)]) -> Finals {
        let entrant = |&(setting, changes, model): &(usize, usize, usize)| {
            let (kept, missed) = aim.kept(&study, model, ran.len());
            let value = aim.value(&study, model);
            Entrant { setting, changes, model, kept, missed, value }
        };
        let entrants = ran.iter().map(entrant).collect();
        Finals { study, entrants }
    }

    /// The recommended entrant: with all bounds kept the fewest changes or those within δ of the best, as the aim asks;
    /// where none keeps them, the earliest or what misses the least.
    pub fn best(&self, aim: &Aim) -> Option<&Entrant> {
        let keeps = || self.entrants.iter().filter(|it| it.keeps());
        let any = keeps().next().is_some();
        match (any, aim.fewest_first) {
            (true, true) => fewest(keeps()),
            (true, false) => fewest_within(aim, &keeps().collect::<Vec<_>>()),
            (false, true) => fewest_within(aim, &self.entrants.iter().collect::<Vec<_>>()),
            (false, false) => self.entrants.iter().min_by(|a, b| a.missed.total_cmp(&b.missed)),
        }
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
        let alike =
            |it: &&Entrant| it.setting != best.setting && it.keeps() == best.keeps() && near(it);
        self.entrants.iter().filter(alike).collect()
    }

    /// Whether surely no entrant that keeps the bounds (as few changes, where fewer go first) is better by more than δ.
    pub fn is_sure(&self, aim: &Aim, best: &Entrant) -> bool {
        let rivals = self.entrants.iter().filter(|it| it.setting != best.setting && it.keeps());
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
