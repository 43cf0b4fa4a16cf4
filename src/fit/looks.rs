//! A pilot as it is known when each of its campaigns ends: those that are over, and those that are under way.

use super::excess::{Beyond, Excess, Time};
use super::replay::Run;

/// The first look: fewer campaigns show nothing.
pub const FIRST: usize = 3;

/// The campaigns of a pilot up to the last look that is planned, over what is to be expected of them.
pub struct Looks<'a> {
    pub excess: &'a Excess,
    /// When each campaign begins, in hours.
    pub begun: &'a [f64],
    beyond: Vec<Beyond>,
}

/// One look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The campaign that has just ended, by its place; today's look: none.
    pub ended: Option<usize>,
    /// How many are over.
    pub done: usize,
    /// What is known of all that have begun, added up.
    pub sum: f64,
}

/// A campaign: when it began and ended, and by how much it took longer than was to be expected.
#[derive(Clone, Copy)]
struct Known {
    begun: f64,
    end: f64,
    excess: f64,
}

impl<'a> Looks<'a> {
    /// The first `last` campaigns.
    pub fn of(excess: &'a Excess, begun: &'a [f64], last: usize) -> Looks<'a> {
        let all = last.min(begun.len()).min(excess.own.len());
        let column = |case: usize| excess.runs.iter().map(move |run| run[case]);
        let beyond = (0..all).map(|case| Beyond::of(column(case))).collect();
        Looks { excess, begun, beyond }
    }

    /// At the end of each campaign of a replication.
    pub fn simulated(&self, run: &Run, excess: &[f64], level: impl Fn(usize) -> f64) -> Vec<Look> {
        let end = |case: usize| run.cycles[case].map_or(f64::INFINITY, |it| self.begun[case] + it);
        self.at_ends(&self.known(excess, end), level)
    }

    /// At the end of each recorded one, and now if any is open.
    pub fn recorded(&self, times: &[Time], level: impl Fn(usize) -> f64) -> Vec<Look> {
        let now = |case: usize| self.begun[case] + times[case].0;
        let end = |case: usize| if times[case].1 { f64::INFINITY } else { now(case) };
        let known = self.known(&self.excess.recorded, end);
        let mut looks = self.at_ends(&known, &level);
        let open = (0..known.len()).filter(|case| times[*case].1).map(now);
        if let Some(now) = open.reduce(f64::max) {
            looks.push(Look { ended: None, done: looks.len(), sum: self.sum(&known, now, level) });
        }
        looks
    }

    fn known(&self, excess: &[f64], end: impl Fn(usize) -> f64) -> Vec<Known> {
        let of = |(case, excess): (usize, &f64)| Known {
            begun: self.begun[case],
            end: end(case),
            excess: *excess,
        };
        excess.iter().take(self.beyond.len()).enumerate().map(of).collect()
    }

    fn at_ends(&self, known: &[Known], level: impl Fn(usize) -> f64) -> Vec<Look> {
        let mut ended: Vec<usize> =
            (0..known.len()).filter(|case| known[*case].end.is_finite()).collect();
        ended.sort_by(|a, b| known[*a].end.total_cmp(&known[*b].end));
        let look = |(done, case): (usize, &usize)| Look {
            ended: Some(*case),
            done: done + 1,
            sum: self.sum(known, known[*case].end, &level),
        };
        ended.iter().enumerate().map(look).collect()
    }

    /// What is under way counts as what replications give it that take at least as long.
    fn sum(&self, known: &[Known], now: f64, level: impl Fn(usize) -> f64) -> f64 {
        let of = |(case, it): (usize, &Known)| match it.end <= now {
            true => it.excess,
            false => {
                let so_far = self.excess.own[case].excess(now - it.begun) - level(case);
                self.beyond[case].at_least(so_far)
            }
        };
        known.iter().enumerate().filter(|(_, it)| it.begun <= now).map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::excess::Campaigns;
    use super::super::replay::Split;
    use super::*;

    /// Replications of two campaigns: both take 1, e² and e⁴ hours, so -1, 0 and 1 standard deviation over the mean.
    fn runs() -> Vec<Run> {
        let one = |log: f64| Run {
            cycles: vec![Some(libm::exp(log)), Some(libm::exp(4.0 - log))],
            split: Split::default(),
        };
        [0.0, 2.0, 4.0].map(one).into()
    }

    /// The second begins at hour 2. When it ends after an hour, the first has taken e hours: as e² or e⁴, .5 on average.
    #[test]
    fn a_look_sees_what_was_known_then() {
        let runs = runs();
        let e = libm::exp(1.0);
        let times = [(libm::exp(5.0), false), (1.0, false)];
        let begun = [3.0 - e, 2.0];
        let excess = Excess::over(Campaigns { times: &times, runs: &runs }, |_, _| 0.0);
        let looks = Looks::of(&excess, &begun, 10);
        let found = looks.recorded(&times, |_| 0.0);
        assert_eq!([found[0].ended, found[1].ended], [Some(1), Some(0)]);
        assert!((found[0].sum - (0.5 - 1.0)).abs() < 1e-12, "{found:?}");
        assert!((found[1].sum - (1.5 - 1.0)).abs() < 1e-12);
        // The same with the first still open an hour later, as long as any that replications have: today's look.
        let times = [(libm::exp(4.0), true), (1.0, false)];
        let excess = Excess::over(Campaigns { times: &times, runs: &runs }, |_, _| 0.0);
        let found = Looks::of(&excess, &begun, 10).recorded(&times, |_| 0.0);
        assert_eq!((found[1].ended, found[1].done), (None, 1));
        assert!((found[1].sum - (1.0 - 1.0)).abs() < 1e-12, "{found:?}");
        // In the third replication the second campaign is over first, too: an hour after it began.
        let looks = Looks::of(&excess, &begun, 10).simulated(&runs[2], &excess.runs[2], |_| 0.0);
        assert!((looks[0].sum - (0.5 - 1.0)).abs() < 1e-12, "{looks:?}");
    }
}
