//! Is the forecast of a pilot still credible? Looked at after each campaign, with 5 % false alarms over all looks together.
//!
//! The gap of a campaign is the excess of its time over the forecast, less what the campaigns that the forecast was fitted to say of
//! it (`line.rs`): an error of the fit is in both, and goes. In every replication the same gaps are taken of the same campaigns,
//! history and pilot in one portfolio; they say how much gaps vary, whatever campaigns share through their teams.
//! A look is when a campaign ends, and sees what is known then (`looks.rs`). Its statistic is the sum of the gaps over its standard
//! deviation; the limit is the 95 % quantile of the largest one over all looks of a plan that is fixed beforehand, with campaigns
//! that have not begun yet: it does not rise from look to look, and an earlier look stays what it was (group-sequential trials with
//! one boundary: Pocock 1977).
//! Where the history is not at hand, the forecast is taken as exact but for √(1 + k/m), which is what independent campaigns give.

use super::excess::Excess;
use super::line::{Line, mean};
use super::looks::{Look, Looks};
use super::replay::Run;
use crate::stats::{self, Interval};

pub use super::excess::{Campaigns, Time};
pub use super::looks::FIRST;

/// The last one, where nothing else is planned.
pub const LAST: usize = 10;
/// No limit is lower: that of one look, one-sided.
const LOWEST: f64 = 1.645;
/// What lies beyond the limit with 80 %: z(.80).
const SHOWS: f64 = 0.842;

/// The mean of campaigns that hang together varies so many times as much as of independent ones: half of them tell nothing new.
const TOGETHER: f64 = std::f64::consts::SQRT_2;

/// What a forecast rests on.
#[derive(Clone, Copy, Debug)]
pub enum Basis<'a> {
    /// On nothing that varies: it is exact.
    Exact,
    /// On so many campaigns that are not at hand.
    Fitted(usize),
    /// On these campaigns, in the same replications.
    History(Campaigns<'a>),
}

/// The looks at a pilot.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// When each campaign begins, in hours: those of the pilot, then those to come.
    pub begun: &'a [f64],
    /// So many campaigns are looked at.
    pub last: usize,
    /// The limit of the first look, with what was known then: it stays, whatever comes. `None` at that look itself.
    pub limit: Option<f64>,
}

/// A factor, with its 95 % interval.
pub type Factor = (f64, Interval);

/// What a pilot says of its forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckIn {
    /// By campaign: its excess over the forecast, in standard deviations; of an open one, what that is on average of those that
    /// take at least as long.
    pub scores: Vec<f64>,
    /// After each look of the plan: how many campaigns are over, which of them has just ended (today's look: none), the statistic.
    pub looks: Vec<(usize, Option<usize>, f64)>,
    /// Above it, 5 % of pilots that are as forecast would come at some look of the plan.
    pub limit: f64,
    /// By how much campaigns take longer than is to be expected after their history; `None` of no finished one.
    pub factor: Option<Factor>,
    /// How many times as long as forecast they are to be expected to take after their history; `None` where that is not at hand.
    pub history: Option<Factor>,
    /// So many campaigns are looked at.
    pub seen: usize,
    /// The smallest factor that these show with 80 %.
    pub smallest: f64,
    /// P50 and P85 of the forecast over these campaigns, in hours.
    pub forecast: [f64; 2],
    /// Whether campaigns hang together so much that a forecast of few others, which are not at hand, may be off by as much as this
    /// pilot is.
    pub hang: bool,
}

impl CheckIn {
    /// Whether it is slower than forecast, at the look at which that first showed.
    pub fn alarm(&self) -> Option<usize> {
        self.looks
            .iter()
            .find(|(.., s)| *s > self.limit)
            .map(|(done, ..)| *done)
            .filter(|_| !self.hang)
    }

    /// Whether campaigns surely take less time than forecast.
    pub fn is_faster(&self) -> bool {
        !self.hang && self.factor.is_some_and(|(_, ends)| ends.high < 1.0)
    }

    /// Whether all together surely take longer than forecast, though those that are looked at do not show it.
    pub fn is_slower_since(&self) -> bool {
        let longer = self.factor.is_some_and(|(_, ends)| ends.low > 1.0);
        self.seen < self.scores.len() && !self.hang && longer && self.alarm().is_none()
    }

    /// By how much they differ from a forecast that may be off as much itself.
    pub fn doubtful(&self) -> Option<Factor> {
        let late = self.looks.iter().any(|(.., s)| *s > self.limit);
        self.factor.filter(|(_, ends)| self.hang && (late || !ends.contains(1.0)))
    }

    /// By how much the history itself is off its forecast, where that is no chance.
    pub fn off(&self) -> Option<Factor> {
        self.history.filter(|(_, ends)| !ends.contains(1.0))
    }

    /// By what a forecast of the next campaign is multiplied, and whether because of the pilot.
    pub fn revision(&self) -> (f64, bool) {
        let off = self.off().map_or(1.0, |(by, _)| by);
        let revised = self.alarm().is_some() || self.is_faster() || self.is_slower_since();
        match self.factor.filter(|_| revised) {
            Some((by, _)) => (by * self.history.map_or(1.0, |(by, _)| by), true),
            None => (off, false),
        }
    }
}

/// The limit of a plan from replications of its campaigns alone; before it is widened by how the history scatters.
pub fn limit(runs: &[Run], basis: Basis<'_>, plan: Plan<'_>) -> Option<f64> {
    let gaps = Gaps::of(Campaigns { times: &[], runs }, basis);
    Boundary::of(&gaps, runs, Looks::of(&gaps.pilot, plan.begun, plan.last)).limit()
}

/// Holds a pilot against replications of the same campaigns, and of those to come up to the last look of the plan. `None` of fewer
/// than three campaigns.
pub fn check_in(pilot: Campaigns<'_>, basis: Basis<'_>, plan: Plan<'_>) -> Option<CheckIn> {
    let n = pilot.times.len();
    if n < FIRST || pilot.runs.is_empty() {
        return None;
    }
    let gaps = Gaps::of(pilot, basis);
    let boundary = Boundary::of(&gaps, pilot.runs, Looks::of(&gaps.pilot, plan.begun, plan.last));
    let alone = plan.limit.or_else(|| boundary.limit())?;
    let limit = alone
        * gaps
            .line
            .zip(gaps.history.as_ref())
            .map_or(1.0, |(line, history)| line.widening(history, alone));
    let recorded = boundary.looks.recorded(pilot.times, |case| gaps.level(None, case));
    let looks = boundary.statistics(&recorded, |done| wide(basis, done));
    let (unit, hours) = (gaps.pilot.unit, &gaps.pilot.hours);
    let of = |n: usize| gaps.spread(n) * wide(basis, n);
    let (spread, seen) = (of(n) * limit / alone, n.min(plan.last));
    let done = gaps.done(pilot.times);
    Some(CheckIn {
        factor: done
            .map(|(gap, of)| around(unit, gap, 1.96 * spread * libm::sqrt(n as f64 / of as f64))),
        history: gaps.expected(n).map(|(level, sd)| around(unit, level, 1.96 * sd * limit / alone)),
        smallest: libm::exp(unit * of(seen) * limit / alone * (alone + SHOWS)),
        seen,
        forecast: [stats::quantile(hours, 0.5)?, stats::quantile(hours, 0.85)?],
        hang: matches!(basis, Basis::Fitted(_)) && gaps.spread(n) > TOGETHER / libm::sqrt(n as f64),
        scores: Excess::of(pilot).recorded,
        looks,
        limit,
    })
}

/// By how much a mean of k campaigns varies more since the forecast comes of a history that is not at hand.
fn wide(basis: Basis<'_>, k: usize) -> f64 {
    match basis {
        Basis::Exact | Basis::History(_) => 1.0,
        Basis::Fitted(m) => libm::sqrt(1.0 + k as f64 / m.max(1) as f64),
    }
}

/// A factor from its logarithm in standard deviations.
fn around(unit: f64, level: f64, away: f64) -> Factor {
    let [low, at, high] = [level - away, level, level + away].map(|it| libm::exp(unit * it));
    (at, Interval { low, high })
}

/// Between a pilot and what its history says, as recorded and in every replication.
struct Gaps {
    /// Over what the history says of each campaign.
    pilot: Excess,
    history: Option<Excess>,
    line: Option<Line>,
}

impl Gaps {
    fn of(pilot: Campaigns<'_>, basis: Basis<'_>) -> Gaps {
        let history = match basis {
            Basis::History(campaigns) if !campaigns.times.is_empty() => Excess::of(campaigns),
            Basis::Exact | Basis::Fitted(_) | Basis::History(_) => {
                return Gaps { pilot: Excess::of(pilot), history: None, line: None };
            }
        };
        let line = Line::of(&history, &Excess::of(pilot));
        let pilot = Excess::over(pilot, |run, place| of_line(line, &history, run, place));
        Gaps { pilot, history: Some(history), line: Some(line) }
    }

    /// The standard deviation of a gap; where nothing varies, as if each campaign did by itself.
    fn spread(&self, k: usize) -> f64 {
        let all: Vec<f64> = self.pilot.runs.iter().map(|run| mean(&run[..k])).collect();
        let sd = stats::sd(&all).unwrap_or(0.0);
        if sd > 1e-9 { sd } else { 1.0 / libm::sqrt(k as f64) }
    }

    /// The gap of the campaigns that are done, and how many they are.
    fn done(&self, times: &[Time]) -> Option<(f64, usize)> {
        let all = times.iter().zip(&self.pilot.recorded);
        let done: Vec<f64> = all.filter(|((_, open), _)| !open).map(|(_, gap)| *gap).collect();
        Some((stats::mean(&done)?, done.len()))
    }

    /// What the history says of a campaign by its place; of what was recorded, or of a replication.
    fn level(&self, run: Option<usize>, place: usize) -> f64 {
        let of = |(history, line)| of_line(line, history, run, place);
        self.history.as_ref().zip(self.line).map_or(0.0, of)
    }

    /// What the history says of n campaigns, with its standard deviation in replications.
    fn expected(&self, n: usize) -> Option<(f64, f64)> {
        let level = |run| mean(&(0..n).map(|place| self.level(run, place)).collect::<Vec<_>>());
        let runs = self.history.as_ref()?.runs.len();
        let all: Vec<f64> = (0..runs).map(|run| level(Some(run))).collect();
        Some((level(None), stats::sd(&all)?))
    }
}

fn of_line(line: Line, history: &Excess, run: Option<usize>, place: usize) -> f64 {
    line.level(run.map_or(&history.recorded, |run| &history.runs[run]), place)
}

/// All looks of the plan, in every replication.
struct Boundary<'a> {
    looks: Looks<'a>,
    runs: Vec<Vec<Look>>,
    /// By the number of campaigns that are over, from the first look on: the standard deviation.
    spreads: Vec<f64>,
}

impl<'a> Boundary<'a> {
    fn of(gaps: &'a Gaps, runs: &[Run], looks: Looks<'a>) -> Boundary<'a> {
        let all = runs.iter().zip(&gaps.pilot.runs).enumerate();
        let of = |(at, (run, excess)): (usize, (&Run, &Vec<f64>))| {
            looks.simulated(run, excess, |case| gaps.level(Some(at), case))
        };
        let runs: Vec<Vec<Look>> = all.map(of).collect();
        let last = runs.iter().map(Vec::len).max().unwrap_or(0);
        let spread = |done: usize| {
            let sums: Vec<f64> =
                runs.iter().filter_map(|run| run.get(done - 1)).map(|look| look.sum).collect();
            let sd = stats::sd(&sums).unwrap_or(0.0);
            if sd > 1e-9 { sd } else { libm::sqrt(done as f64) }
        };
        let spreads = (FIRST..=last).map(spread).collect();
        Boundary { looks, runs, spreads }
    }

    /// Of the looks from the first of the plan on: how many campaigns are over, which has just ended, and the statistic. Today's look
    /// is one at the next end.
    fn statistics(
        &self,
        looks: &[Look],
        wide: impl Fn(usize) -> f64,
    ) -> Vec<(usize, Option<usize>, f64)> {
        let of = |look: &Look| {
            let end = look.done + usize::from(look.ended.is_none());
            let at = if look.ended.is_none() { end.max(FIRST) } else { end };
            let spread = self.spreads.get(at.checked_sub(FIRST)?)?;
            Some((look.done, look.ended, look.sum / (spread * wide(at))))
        };
        looks.iter().filter_map(of).collect()
    }

    /// The largest statistic over all looks: above it comes one more replication of 20, whichever they are.
    fn limit(&self) -> Option<f64> {
        let largest = |run: &Vec<Look>| {
            let all = self.statistics(run, |_| 1.0);
            all.into_iter().map(|(.., it)| it).fold(f64::NEG_INFINITY, f64::max)
        };
        let largest = stats::ascending(self.runs.iter().map(largest));
        let rank = libm::ceil(0.95 * (largest.len() + 1) as f64) as usize;
        Some(largest.get(rank - 1).or(largest.last())?.max(LOWEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::replay::{Run, Split};

    fn run(cycles: Vec<Option<f64>>) -> Run {
        Run { cycles, split: Split::default() }
    }

    /// Runs in which every campaign takes e¹ to e^101 times .01 h, in an order of its own: logarithms from 1 to 101.
    fn logs(run: usize, case: usize) -> f64 {
        ((run * (2 * case + 1) * 7 + case * 31) % 101) as f64 + 1.0
    }

    fn runs(cases: std::ops::Range<usize>) -> Vec<Run> {
        let time = |at, case| Some(libm::exp(0.01 * logs(at, case)));
        (0..101).map(|at| run(cases.clone().map(|case| time(at, case)).collect())).collect()
    }

    fn all(log: f64, open: bool, n: usize) -> Vec<Time> {
        vec![(libm::exp(0.01 * log), open); n]
    }

    /// A day after the other, by a plan that ends with the last of them.
    fn found(times: &[Time], basis: Basis<'_>) -> CheckIn {
        planned(times, basis, times.len())
    }

    fn planned(times: &[Time], basis: Basis<'_>, last: usize) -> CheckIn {
        let all = times.len().max(last);
        let pilot = Campaigns { times, runs: &runs(0..all) };
        check_in(pilot, basis, plan(&days(all), last)).unwrap()
    }

    fn plan(begun: &[f64], last: usize) -> Plan<'_> {
        Plan { begun, last, limit: None }
    }

    fn days(n: usize) -> Vec<f64> {
        (0..n).map(|day| 24.0 * day as f64).collect()
    }

    /// Three as forecast are looked at, and three after them are as slow as any.
    #[test]
    fn campaigns_after_the_last_look_are_not_called_credible() {
        let times = [all(51.0, false, 3), all(101.0, false, 3)].concat();
        let found = planned(&times, Basis::Exact, 3);
        assert_eq!((found.seen, found.alarm(), found.is_slower_since()), (3, None, true));
        // Half a unit longer in half of them: e^.25.
        assert!((found.revision().0 - libm::exp(0.25)).abs() < 1e-9, "{:?}", found.revision());
    }

    /// Uniform logarithms: the mean is 51, the standard deviation √((101² - 1) / 12 · 101 / 100) = 29.3.
    #[test]
    fn a_pilot_in_the_middle_is_credible_and_one_at_the_end_is_not() {
        let usual = found(&all(51.0, false, 6), Basis::Exact);
        assert!(usual.scores.iter().all(|score| score.abs() < 1e-9), "{:?}", usual.scores);
        assert_eq!((usual.alarm(), usual.revision()), (None, (1.0, false)));
        // Above that of one look, 1.645; four that have nothing in common have Φ⁻¹(.95^¼) = 2.234, and of 101 replications the
        // 97th value is told to within .3.
        assert!(usual.limit > 1.645 && usual.limit < 2.534, "{}", usual.limit);
        let slow = found(&all(99.0, false, 6), Basis::Exact);
        assert_eq!(slow.alarm(), Some(3));
        // 48 hundredths longer than the middle: e^.48.
        let (by, ends) = slow.factor.unwrap();
        assert!((by - libm::exp(0.48)).abs() < 1e-9 && ends.low > 1.0, "{by} {ends:?}");
        assert_eq!(slow.revision(), (by, true));
        // A forecast from six campaigns that are not at hand is worth less: all is divided by √2 after six.
        let fitted = found(&all(99.0, false, 6), Basis::Fitted(6));
        let ratio = slow.looks[3].2 / fitted.looks[3].2;
        assert!((ratio - std::f64::consts::SQRT_2).abs() < 1e-12);
        assert!(fitted.smallest > slow.smallest);
        let two = all(51.0, false, 2);
        let two = Campaigns { times: &two, runs: &runs(0..2) };
        assert_eq!(check_in(two, Basis::Exact, plan(&days(2), 10)), None);
    }

    #[test]
    fn an_open_campaign_counts_as_longer_than_so_far() {
        // Just begun: it may take anything, 51 on average. Beyond the middle: 51 to 101, so 76; (76 - 51) / 29.3 = .853.
        let begun = found(&all(0.0, true, 4), Basis::Exact);
        assert!(begun.scores.iter().all(|score| score.abs() < 1e-9), "{:?}", begun.scores);
        let late = found(&all(51.0, true, 4), Basis::Exact);
        assert!(late.scores.iter().all(|score| (score - 0.853).abs() < 0.001), "{:?}", late.scores);
        assert_eq!(late.factor, None);
    }

    /// What is wrong with the forecast for its own history is no news of the pilot: both 40 hundredths longer.
    #[test]
    fn an_error_that_the_history_has_too_is_no_slow_down() {
        let history = all(91.0, false, 12);
        let past = Campaigns { times: &history, runs: &runs(6..18) };
        let same = found(&all(91.0, false, 6), Basis::History(past));
        assert_eq!(same.alarm(), None);
        assert!((same.factor.unwrap().0 - 1.0).abs() < 1e-9);
        // Against the forecast they take e^.4 times as long, and so will the next.
        let (by, ends) = same.history.unwrap();
        assert!((by - libm::exp(0.4)).abs() < 1e-9 && ends.low > 1.0);
        assert_eq!(same.revision(), (by, false));
        assert_eq!(found(&all(91.0, false, 6), Basis::Exact).alarm(), Some(3));
        // As the forecast has it, but after such a history: less by as much.
        let faster = found(&all(51.0, false, 6), Basis::History(past));
        assert!((faster.factor.unwrap().0 - libm::exp(-0.4)).abs() < 1e-9);
        assert!(faster.is_faster() && (faster.revision().0 - 1.0).abs() < 1e-9);
    }

    /// Where all campaigns of a replication take as long, six are worth one: an error of the fit is in all of them.
    #[test]
    fn a_fit_that_is_off_where_campaigns_hang_together_is_no_fast_pilot() {
        let times = all(1.0, false, 6);
        let alike: Vec<Run> =
            (1..102).map(|log| run(vec![Some(libm::exp(0.01 * f64::from(log))); 6])).collect();
        let of = |runs: &[Run], basis| {
            check_in(Campaigns { times: &times, runs }, basis, plan(&days(6), 6)).unwrap()
        };
        let near = of(&alike[..], Basis::Fitted(20));
        assert!(near.hang && !near.is_faster());
        assert_eq!(near.revision(), (1.0, false));
        let apart = of(&runs(0..6), Basis::Fitted(20));
        assert!(!apart.hang && apart.is_faster() && apart.revision().1);
    }

    /// Where nothing varies, a hundredth is no slow-down and three are.
    #[test]
    fn what_never_varies_is_held_against_hundredths() {
        let runs: Vec<Run> = (0..20).map(|_| run(vec![Some(8.0); 4])).collect();
        let alarm = |hours: f64| {
            let times = [(hours, false); 4];
            let pilot = Campaigns { times: &times, runs: &runs };
            check_in(pilot, Basis::Exact, plan(&days(4), 4)).unwrap().alarm()
        };
        assert_eq!(alarm(8.0), None);
        // 3 campaigns at ln 1.005 / .01 = .5 each: .5 · √3 = .86; at ln 1.03 / .01 = 2.96: 5.1.
        assert_eq!(alarm(8.04), None);
        assert_eq!(alarm(8.24), Some(3));
    }

    /// All begin a day apart and are over within an hour or three: what the first four showed is there again after ten, and the limit
    /// is that of the plan, however many have come.
    #[test]
    fn looks_of_a_plan_stay_what_they_were() {
        let early = planned(&all(90.0, false, 4), Basis::Exact, 10);
        let late = planned(&[all(90.0, false, 4), all(1.0, false, 6)].concat(), Basis::Exact, 10);
        assert_eq!((early.limit, &early.looks[..]), (late.limit, &late.looks[..2]));
        assert_eq!((early.looks.len(), late.looks.len()), (2, 8));
        assert_eq!((early.alarm(), late.alarm()), (Some(3), Some(3)));
        // So is one that was found from the replications alone, at the first look.
        let times = all(90.0, false, 4);
        let first = limit(&runs(0..10), Basis::Exact, plan(&days(10), 10));
        assert_eq!(first, Some(early.limit));
        let begun = days(10);
        let told = Plan { limit: Some(9.0), ..plan(&begun, 10) };
        let told = check_in(Campaigns { times: &times, runs: &runs(0..10) }, Basis::Exact, told);
        let told = told.unwrap();
        assert_eq!((told.limit, told.alarm()), (9.0, None));
        // What comes after the last look is in none.
        let after = planned(&all(51.0, false, 12), Basis::Exact, 10);
        assert_eq!(after.looks.last().unwrap().1, Some(9));
    }
}
