//! What is left of the race, on fresh draws: which is the one, which are as good, and how sure that is.

use super::aim::{Aim, Held, known};
use crate::analysis::launches::Launched;
use crate::metric::COORDINATION_TIME;
use crate::stats;
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
            (true, true) => self.least_talk(aim, fewest(keeps())?, keeps()),
            (true, false) => self.fewest_within(aim, &keeps().collect::<Vec<_>>()),
            (false, true) => self.fewest_within(aim, &self.launched_most()),
            (false, false) => {
                let least = self.entrants.iter().map(|it| it.held.missed);
                let least = least.fold(f64::INFINITY, f64::min);
                fewest(self.entrants.iter().filter(|it| it.held.missed <= least))
            }
        }
    }

    /// Of those within δ of the best, the one of the fewest changes.
    fn fewest_within<'a>(&self, aim: &Aim, open: &[&'a Entrant]) -> Option<&'a Entrant> {
        let lowest = open.iter().map(|it| it.value).fold(f64::INFINITY, f64::min);
        let near = || open.iter().copied().filter(|it| it.value <= lowest + aim.within);
        self.least_talk(aim, fewest(near())?, near())
    }

    /// Of as many changes, what is not told apart from the best of them, within δ: the least coordination, since chance
    /// alone tells which of them is the earliest.
    fn least_talk<'a>(
        &self,
        aim: &Aim,
        best: &'a Entrant,
        open: impl Iterator<Item = &'a Entrant>,
    ) -> Option<&'a Entrant> {
        let talk = |it: &Entrant| {
            let hours = known(&self.study.models[it.model], COORDINATION_TIME);
            stats::mean(&hours).unwrap_or_default()
        };
        let alike = |it: &&Entrant| {
            let worse = || aim.worse(&self.study, [it.model, best.model], self.entrants.len());
            it.changes == best.changes
                && it.value <= best.value + aim.within
                && (it.setting == best.setting || worse().is_none_or(|worse| worse.low <= 0.0))
        };
        let order = |it: &Entrant| (talk(it), it.value);
        open.filter(alike).min_by(|a, b| {
            let ((a, x), (b, y)) = (order(a), order(b));
            a.total_cmp(&b).then(x.total_cmp(&y))
        })
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

    /// Entrants that are as good as the best, but for δ: by their means; of a percentile, all that are not told apart. What
    /// takes fewer changes would be the best if it were; where the fewest go first, what takes more is not as good.
    pub fn as_good(&self, aim: &Aim, best: &Entrant) -> Vec<&Entrant> {
        let enough = aim.fewest_first && best.held.keeps();
        let near = |it: &Entrant| {
            if it.changes < best.changes || enough && it.changes > best.changes {
                return false;
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use crate::metric::{CYCLE_TIME, METRICS};
    use crate::question::goal::Goal;
    use crate::record::Status;
    use crate::study::ModelRuns;

    /// 64 replications: a time, by turns `apart` more and less, and hours of coordination.
    fn runs(time: f64, apart: f64, talk: f64) -> ModelRuns {
        let mut runs = ModelRuns::new("m", 0);
        for k in 0..64 {
            let mut row = vec![None; METRICS.len()];
            row[CYCLE_TIME] = Some(if k % 2 == 0 { time + apart } else { time - apart });
            row[COORDINATION_TIME] = Some(talk);
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    #[test]
    fn of_what_is_not_told_apart_the_least_talk_is_the_best() {
        // Of one change: 0.1 h apart with a standard error of 0.25 h; 2 h later in every replication, but within 6 h.
        let models = vec![
            runs(100.0, 0.0, 0.0),
            runs(50.0, 1.0, 60.0),
            runs(50.1, -1.0, 40.0),
            runs(52.0, 1.0, 10.0),
        ];
        let study = fixture::study(models);
        let aim = Aim::of(&Goal::parse("cycle_time").unwrap(), &study, Some(6.0));
        let ran = [(0, 0, 0), (1, 1, 1), (2, 1, 2), (3, 1, 3)];
        let best = |ran: &[(usize, usize, usize)]| {
            Finals::of(study.clone(), &aim, ran).best(&aim).map(|it| it.setting)
        };
        assert_eq!(best(&ran), Some(2));
        assert_eq!(best(&[ran[0], ran[1], ran[3]]), Some(1));
    }
}
