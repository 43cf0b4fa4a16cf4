//! What is left of the race, on fresh draws: which is the one, which are as good, and how sure that is.

use super::aim::{Aim, Held, Kept, known};
use crate::analysis::launches::Launched;
use crate::metric::COORDINATION_TIME;
use crate::stats;
use crate::study::Study;
use std::cmp::Ordering;

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

    /// Settings that cannot be the one, at a look before all draws are made: where one surely keeps the bounds, what takes more
    /// changes (where fewest go first), and of as many what surely breaks them or is worse by more than δ. What takes fewer
    /// stays, since it is said of it whether it would do.
    pub fn out(&self, aim: &Aim, comparisons: usize) -> Vec<usize> {
        let kept = |it: &Entrant| aim.held(&self.study, it.model, comparisons).kept;
        let sure =
            self.entrants.iter().filter(|it| kept(it) == Kept::Surely && it.launched.enough());
        let order = |it: &Entrant| (if aim.fewest_first { it.changes } else { 0 }, it.value);
        let best = sure.min_by(|a, b| {
            let ((a, x), (b, y)) = (order(a), order(b));
            a.cmp(&b).then(x.total_cmp(&y))
        });
        let Some(best) = best else { return Vec::new() };
        let others = self.entrants.iter().filter(|it| ![0, best.setting].contains(&it.setting));
        others.filter(|it| self.is_out((aim, comparisons), it, best)).map(|it| it.setting).collect()
    }

    fn is_out(&self, (aim, comparisons): (&Aim, usize), it: &Entrant, best: &Entrant) -> bool {
        match aim.fewest_first {
            true if it.changes > best.changes => return true,
            true if it.changes < best.changes => return false,
            _ => {}
        }
        let broken = aim.held(&self.study, it.model, comparisons).kept == Kept::Broken;
        let worse = aim.worse(&self.study, [it.model, best.model], comparisons);
        broken || worse.is_some_and(|worse| worse.low > aim.within)
    }

    /// The recommended entrant: with all bounds kept the fewest changes or those within δ of the best, as the aim asks;
    /// where none keeps them, what comes nearest, as far as that is shown.
    pub fn best(&self, aim: &Aim) -> Option<&Entrant> {
        let keeps = || self.entrants.iter().filter(|it| it.held.keeps());
        match (keeps().next().is_some(), aim.fewest_first) {
            (true, true) => self.least_talk(aim, fewest(keeps())?, keeps()),
            (true, false) => self.fewest_within(aim, &keeps().collect::<Vec<_>>()),
            (false, _) => self.nearest(aim),
        }
    }

    /// Where nothing keeps the bounds: of what is shown to come nearer than today, the fewest changes that are not shown
    /// to be further off than the nearest, of these the best wish; today where nothing is. Else chance would name an
    /// agreement that gives nothing.
    fn nearest(&self, aim: &Aim) -> Option<&Entrant> {
        let today = self.entrants.first()?;
        let nearer: Vec<&Entrant> =
            self.entrants.iter().filter(|it| self.is_nearer(aim, it, today)).collect();
        let Some(nearest) = nearer.iter().copied().min_by(|a, b| self.by_distance(aim, a, b))
        else {
            return Some(today);
        };
        let open = || {
            let all = [today].into_iter().chain(nearer.iter().copied());
            all.filter(|it| !self.is_further(aim, it, nearest))
        };
        let fewest = fewest(open())?;
        if aim.fewest_first { self.least_talk(aim, fewest, open()) } else { Some(fewest) }
    }

    /// Where nothing keeps the bounds, the order of entrants by what was asked for: of the fewest changes that are in time
    /// the earliest, of those that are launched often enough for their means to be held against each other; else what
    /// misses the bounds the least.
    pub fn by_distance(&self, aim: &Aim, a: &Entrant, b: &Entrant) -> Ordering {
        let rarely =
            |it: &Entrant| if it.launched.enough() { 0.0 } else { -(it.launched.count as f64) };
        let of = |it: &Entrant| match aim.fewest_first {
            true => (f64::from(u8::from(!it.launched.enough())), rarely(it), it.value),
            false => (it.held.missed, -(it.launched.count as f64), 0.0),
        };
        let (a, b) = (of(a), of(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
    }

    /// Whether one entrant is shown to come nearer to what was asked for than another.
    fn is_nearer(&self, aim: &Aim, ours: &Entrant, theirs: &Entrant) -> bool {
        let (pair, all) = ([ours.model, theirs.model], self.entrants.len());
        let seen = [ours, theirs].iter().all(|it| it.held.missed.is_finite());
        if !aim.fewest_first && seen {
            return aim.misses_less(&self.study, pair, all);
        }
        if aim.fewest_first && [ours, theirs].iter().all(|it| it.launched.enough()) {
            return aim.worse(&self.study, pair, all).is_some_and(|worse| worse.high < 0.0);
        }
        aim.launches_more(&self.study, pair, all)
    }

    /// Whether an entrant is shown to be further off than the nearest; of means, by more than δ.
    fn is_further(&self, aim: &Aim, it: &Entrant, nearest: &Entrant) -> bool {
        let near = aim.fewest_first
            && it.launched.enough() == nearest.launched.enough()
            && it.value <= nearest.value + aim.within;
        !near && self.is_nearer(aim, nearest, it)
    }

    /// Of those within δ of the best, the one of the fewest changes.
    fn fewest_within<'a>(&self, aim: &Aim, open: &[&'a Entrant]) -> Option<&'a Entrant> {
        let lowest = open.iter().map(|it| it.value).fold(f64::INFINITY, f64::min);
        let near = || open.iter().copied().filter(|it| it.value <= lowest + aim.within);
        self.least_talk(aim, fewest(near())?, near())
    }

    /// Of as many changes, what is not told apart from the best of them and is shown to be within δ of it: the least
    /// coordination, since chance alone tells which of them is the earliest.
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
                && (it.setting == best.setting
                    || worse().is_none_or(|it| it.low <= 0.0 && it.high <= aim.within))
        };
        let order = |it: &Entrant| (talk(it), it.value);
        open.filter(alike).min_by(|a, b| {
            let ((a, x), (b, y)) = (order(a), order(b));
            a.total_cmp(&b).then(x.total_cmp(&y))
        })
    }

    /// What is known of the entrant of fewer changes than the best that comes nearest to the bounds.
    pub fn nearest_of_fewer(&self, best: &Entrant) -> Option<&Entrant> {
        let fewer = self.entrants.iter().filter(|it| it.changes < best.changes);
        fewer.min_by(|a, b| {
            let missed = a.held.reach.low.total_cmp(&b.held.reach.low);
            missed.then(a.held.missed.total_cmp(&b.held.missed)).then(a.changes.cmp(&b.changes))
        })
    }

    /// Entrants of as many changes that are as good as the best, but for δ: by their means; of a percentile, all that are
    /// not told apart. Of what misses bounds, none that is shown to be further off.
    pub fn as_good(&self, aim: &Aim, best: &Entrant) -> Vec<&Entrant> {
        let keeps = best.held.keeps();
        let near = |it: &Entrant| {
            if !keeps && !aim.fewest_first && self.is_nearer(aim, best, it) {
                return false;
            }
            if aim.wish.percentile.is_none() {
                return (it.value - best.value).abs() <= aim.within;
            }
            let worse = aim.worse(&self.study, [best.model, it.model], self.entrants.len());
            worse.is_none_or(|worse| worse.low <= aim.within && worse.high >= -aim.within)
        };
        let others = self.entrants.iter().filter(|it| it.setting != best.setting);
        let alike = others.filter(|it| it.changes == best.changes && it.held.keeps() == keeps);
        alike.filter(|it| near(it)).collect()
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
        // Of one change: 0.1 h apart with a standard error of 0.25 h; 2 h later in every replication, but within 6 h; 5 h
        // later with a standard error of 3 h, which may be none or 12 h.
        let models = vec![
            runs(100.0, 0.0, 0.0),
            runs(50.0, 1.0, 60.0),
            runs(50.1, -1.0, 40.0),
            runs(52.0, 1.0, 10.0),
            runs(55.0, 25.0, 5.0),
        ];
        let study = fixture::study(models);
        let aim = Aim::of(&Goal::parse("cycle_time").unwrap(), &study, Some(6.0));
        let ran = [(0, 0, 0), (1, 1, 1), (2, 1, 2), (3, 1, 3)];
        let best = |ran: &[(usize, usize, usize)]| {
            Finals::of(study.clone(), &aim, ran).best(&aim).map(|it| it.setting)
        };
        assert_eq!(best(&ran), Some(2));
        assert_eq!(best(&[ran[0], ran[1], ran[3]]), Some(1));
        assert_eq!(best(&[ran[0], ran[1], (4, 1, 4)]), Some(1));
    }

    /// The setting that is recommended, and those that are as good: of settings, each with its changes, that are what runs
    /// today (the first) and the others are.
    fn found(goal: &str, ran: &[(usize, ModelRuns)]) -> (usize, Vec<usize>) {
        let study = fixture::study(ran.iter().map(|(_, runs)| runs.clone()).collect());
        let aim = Aim::of(&Goal::parse(goal).unwrap(), &study, Some(6.0));
        let entered = ran.iter().enumerate().map(|(it, (changes, _))| (it, *changes, it));
        let finals = Finals::of(study, &aim, &entered.collect::<Vec<_>>());
        let best = finals.best(&aim).unwrap();
        (best.setting, finals.as_good(&aim, best).iter().map(|it| it.setting).collect())
    }

    /// Differences of pairs are by turns 2 h more and less than their mean: a standard error of 0.25 h.
    #[test]
    fn where_nothing_keeps_a_bound_chance_names_nothing() {
        let goal = "cycle_time <= 10h, then coordination";
        let today = || (0, runs(50.0, 1.0, 0.0));
        // Nearer by 0.2 h is not shown: today stands, whatever talks less.
        assert_eq!(found(goal, &[today(), (1, runs(49.8, -1.0, 0.0))]), (0, vec![]));
        // 10 h nearer is; that two changes are nearer by another 0.2 h is not, by 10 h more it is.
        let one = || (1, runs(40.0, -1.0, 0.0));
        assert_eq!(found(goal, &[today(), one(), (2, runs(39.8, 1.0, 0.0))]), (1, vec![]));
        assert_eq!(found(goal, &[today(), one(), (2, runs(30.0, 1.0, 0.0))]), (2, vec![]));
        // Another one of as many changes, 0.1 h further off, is not told apart; one of more is not listed beside it.
        let more = [today(), one(), (1, runs(40.1, 1.0, 0.0)), (2, runs(40.0, -1.0, 0.0))];
        assert_eq!(found(goal, &more), (1, vec![2]));
        // If it talks less, it is the better one, as the other one is not shown to come nearer.
        let more = [today(), (1, runs(40.0, -1.0, 9.0)), (1, runs(40.1, 1.0, 2.0))];
        assert_eq!(found(goal, &more), (2, vec![]));
    }

    /// 85 of 100 by 10 h: never. The mean decides, by more than 6 h and as far as it is shown.
    #[test]
    fn where_nothing_is_in_time_chance_names_nothing() {
        let goal = "p85 cycle_time <= 10h";
        let today = || (0, runs(100.0, 1.0, 0.0));
        // 8 h earlier with a standard error of 5 h; 5 h earlier, surely; 8 h earlier, surely.
        assert_eq!(found(goal, &[today(), (1, runs(92.0, -39.0, 0.0))]).0, 0);
        assert_eq!(found(goal, &[today(), (1, runs(95.0, 1.0, 0.0))]).0, 0);
        assert_eq!(found(goal, &[today(), (1, runs(92.0, 1.0, 0.0))]).0, 1);
        // Of two and of one change, 5 h apart: one.
        let both = [today(), (2, runs(80.0, 1.0, 0.0)), (1, runs(85.0, 1.0, 0.0))];
        assert_eq!(found(goal, &both).0, 2);
    }

    #[test]
    fn what_takes_more_changes_is_not_listed_as_as_good() {
        let of = |changes: usize, time: f64| (changes, runs(time, 1.0, 0.0));
        let ran = [of(0, 100.0), of(1, 50.0), of(2, 48.0), of(1, 52.0), of(1, 57.0)];
        assert_eq!(found("cycle_time", &ran), (1, vec![3]));
    }

    #[test]
    fn at_a_look_only_what_cannot_be_the_one_is_out() {
        let out = |goal: &str, ran: &[(usize, f64)]| {
            let study = fixture::study(ran.iter().map(|(_, time)| runs(*time, 1.0, 0.0)).collect());
            let aim = Aim::of(&Goal::parse(goal).unwrap(), &study, Some(6.0));
            let entered = ran.iter().enumerate().map(|(it, (changes, _))| (it, *changes, it));
            Finals::of(study, &aim, &entered.collect::<Vec<_>>()).out(&aim, 10)
        };
        // One change keeps 70 h: two changes are out, as is what is 15 h later; 2 h later is within 6 h.
        let ran = [(0, 100.0), (1, 50.0), (2, 40.0), (1, 65.0), (1, 52.0)];
        assert_eq!(out("cycle_time <= 70h", &ran), [2, 3]);
        // Two changes do; that none of one does has still to be shown.
        let ran = [(0, 100.0), (1, 80.0), (2, 60.0), (2, 69.0)];
        assert_eq!(out("cycle_time <= 70h", &ran), [3]);
        // Of 64 launches out of 64 it is not shown that 95 of 100 are: means say nothing yet.
        assert_eq!(out("cycle_time", &ran), [0; 0]);
        // Nothing keeps it: nobody knows who comes nearest.
        assert_eq!(out("cycle_time <= 10h", &ran), [0; 0]);
    }
}
