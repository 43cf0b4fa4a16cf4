//! Is the forecast of a pilot still credible? Looked at after each campaign, with 5 % false alarms over all looks together.
//!
//! The gap after k campaigns is the mean excess of their times over the forecast, less what the campaigns that the forecast was
//! fitted to say of it (`line.rs`): an error of the fit is in both, and goes. In every replication the same gaps are taken of the
//! same campaigns, history and pilot in one portfolio; they say how much a gap varies, whatever campaigns share through their teams.
//! The statistic is the gap over its standard deviation; its limit is the 95 % quantile of its largest value over all looks.
//! Where the history is not at hand, the forecast is taken as exact but for √(1 + k/m), which is what independent campaigns give.

use super::excess::Excess;
use super::line::{Line, mean};
use crate::stats::{self, Interval};

pub use super::excess::{Campaigns, Time};

/// The first look: fewer campaigns show nothing.
const FIRST: usize = 3;
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

/// A factor, with its 95 % interval.
pub type Factor = (f64, Interval);

/// What a pilot says of its forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckIn {
    /// By campaign: its excess over the forecast, in standard deviations; of an open one, what that is on average of those that
    /// take at least as long.
    pub scores: Vec<f64>,
    /// After each look: the statistic.
    pub looks: Vec<(usize, f64)>,
    /// Above it, 5 % of pilots that are as forecast would come at some look.
    pub limit: f64,
    /// By how much campaigns take longer than is to be expected after their history; `None` of no finished one.
    pub factor: Option<Factor>,
    /// How many times as long as forecast they are to be expected to take after their history; `None` where that is not at hand.
    pub history: Option<Factor>,
    /// The smallest factor that so many campaigns show with 80 %.
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
        self.looks.iter().find(|(_, s)| *s > self.limit).map(|(k, _)| *k).filter(|_| !self.hang)
    }

    /// Whether campaigns surely take less time than forecast.
    pub fn is_faster(&self) -> bool {
        !self.hang && self.factor.is_some_and(|(_, ends)| ends.high < 1.0)
    }

    /// By how much they differ from a forecast that may be off as much itself.
    pub fn doubtful(&self) -> Option<Factor> {
        let late = self.looks.iter().any(|(_, s)| *s > self.limit);
        self.factor.filter(|(_, ends)| self.hang && (late || !ends.contains(1.0)))
    }

    /// By how much the history itself is off its forecast, where that is no chance.
    pub fn off(&self) -> Option<Factor> {
        self.history.filter(|(_, ends)| !ends.contains(1.0))
    }

    /// By what a forecast of the next campaign is multiplied, and whether because of the pilot.
    pub fn revision(&self) -> (f64, bool) {
        let off = self.off().map_or(1.0, |(by, _)| by);
        let revised = self.alarm().is_some() || self.is_faster();
        match self.factor.filter(|_| revised) {
            Some((by, _)) => (by * self.history.map_or(1.0, |(by, _)| by), true),
            None => (off, false),
        }
    }
}

/// Holds a pilot against replications of the same campaigns. `None` of fewer than three campaigns.
pub fn check_in(pilot: Campaigns<'_>, basis: Basis<'_>) -> Option<CheckIn> {
    let n = pilot.times.len();
    if n < FIRST || pilot.runs.is_empty() {
        return None;
    }
    let gaps = Gaps::of(pilot, basis);
    let spreads: Vec<f64> = (FIRST..=n).map(|k| gaps.spread(k)).collect();
    let alone = gaps.limit(&spreads)?;
    let limit = alone
        * gaps
            .line
            .zip(gaps.history.as_ref())
            .map_or(1.0, |(line, history)| line.widening(history, alone));
    let looks: Vec<(usize, f64)> = (FIRST..=n)
        .zip(&spreads)
        .map(|(k, spread)| (k, gaps.recorded(k) / (spread * wide(basis, k))))
        .collect();
    let (unit, hours) = (gaps.pilot.unit, &gaps.pilot.hours);
    let spread = gaps.spread(n) * wide(basis, n) * limit / alone;
    let done = gaps.done(pilot.times);
    Some(CheckIn {
        factor: done
            .map(|(gap, of)| around(unit, gap, 1.96 * spread * libm::sqrt(n as f64 / of as f64))),
        history: gaps.expected(n).map(|(level, sd)| around(unit, level, 1.96 * sd * limit / alone)),
        smallest: libm::exp(unit * spread * (alone + SHOWS)),
        forecast: [stats::quantile(hours, 0.5)?, stats::quantile(hours, 0.85)?],
        hang: matches!(basis, Basis::Fitted(_)) && gaps.spread(n) > TOGETHER / libm::sqrt(n as f64),
        scores: gaps.pilot.recorded,
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
    pilot: Excess,
    history: Option<Excess>,
    line: Option<Line>,
}

impl Gaps {
    fn of(pilot: Campaigns<'_>, basis: Basis<'_>) -> Gaps {
        let pilot = Excess::of(pilot);
        let history = match basis {
            Basis::History(campaigns) if !campaigns.times.is_empty() => Some(Excess::of(campaigns)),
            Basis::Exact | Basis::Fitted(_) | Basis::History(_) => None,
        };
        let line = history.as_ref().map(|history| Line::of(history, &pilot));
        Gaps { pilot, history, line }
    }

    /// What the history says of the first k campaigns; of what was recorded, or of a replication.
    fn level(&self, run: Option<usize>, k: usize) -> f64 {
        let of = |history: &Excess, line: Line| match run {
            Some(run) => line.level(&history.runs[run], k),
            None => line.level(&history.recorded, k),
        };
        self.history.as_ref().zip(self.line).map_or(0.0, |(history, line)| of(history, line))
    }

    fn recorded(&self, k: usize) -> f64 {
        mean(&self.pilot.recorded[..k]) - self.level(None, k)
    }

    fn simulated(&self, run: usize, k: usize) -> f64 {
        mean(&self.pilot.runs[run][..k]) - self.level(Some(run), k)
    }

    /// The standard deviation of a gap; where nothing varies, as if each campaign did by itself.
    fn spread(&self, k: usize) -> f64 {
        let all: Vec<f64> = (0..self.pilot.runs.len()).map(|run| self.simulated(run, k)).collect();
        let sd = stats::sd(&all).unwrap_or(0.0);
        if sd > 1e-9 { sd } else { 1.0 / libm::sqrt(k as f64) }
    }

    /// The 95 % quantile of the largest statistic over all looks.
    fn limit(&self, spreads: &[f64]) -> Option<f64> {
        let largest = |run: usize| {
            let looks = spreads.iter().enumerate();
            looks
                .map(|(at, spread)| self.simulated(run, FIRST + at) / spread)
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let largest = stats::ascending((0..self.pilot.runs.len()).map(largest));
        Some(stats::quantile(&largest, 0.95)?.max(LOWEST))
    }

    /// The gap of the campaigns that are done, and how many they are.
    fn done(&self, times: &[Time]) -> Option<(f64, usize)> {
        let done: Vec<f64> = times
            .iter()
            .zip(&self.pilot.recorded)
            .filter(|((_, open), _)| !open)
            .map(|(_, excess)| *excess)
            .collect();
        Some((stats::mean(&done)? - self.level(None, times.len()), done.len()))
    }

    /// What the history says of n campaigns, with its standard deviation in replications.
    fn expected(&self, n: usize) -> Option<(f64, f64)> {
        self.history.as_ref()?;
        let all: Vec<f64> =
            (0..self.pilot.runs.len()).map(|run| self.level(Some(run), n)).collect();
        Some((self.level(None, n), stats::sd(&all)?))
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

    fn found(times: &[Time], basis: Basis<'_>) -> CheckIn {
        check_in(Campaigns { times, runs: &runs(0..times.len()) }, basis).unwrap()
    }

    /// Uniform logarithms: the mean is 51, the standard deviation √((101² - 1) / 12 · 101 / 100) = 29.3.
    #[test]
    fn a_pilot_in_the_middle_is_credible_and_one_at_the_end_is_not() {
        let usual = found(&all(51.0, false, 6), Basis::Exact);
        assert!(usual.scores.iter().all(|score| score.abs() < 1e-9), "{:?}", usual.scores);
        assert_eq!((usual.alarm(), usual.revision()), (None, (1.0, false)));
        // Above that of one look, 1.645, and below that of four that have nothing in common, Φ⁻¹(.95^¼) = 2.234.
        assert!(usual.limit > 1.645 && usual.limit < 2.234, "{}", usual.limit);
        let slow = found(&all(99.0, false, 6), Basis::Exact);
        assert_eq!(slow.alarm(), Some(3));
        // 48 hundredths longer than the middle: e^.48.
        let (by, ends) = slow.factor.unwrap();
        assert!((by - libm::exp(0.48)).abs() < 1e-9 && ends.low > 1.0, "{by} {ends:?}");
        assert_eq!(slow.revision(), (by, true));
        // A forecast from six campaigns that are not at hand is worth less: all is divided by √2 after six.
        let fitted = found(&all(99.0, false, 6), Basis::Fitted(6));
        let ratio = slow.looks[3].1 / fitted.looks[3].1;
        assert!((ratio - std::f64::consts::SQRT_2).abs() < 1e-12);
        assert!(fitted.smallest > slow.smallest);
        let two = all(51.0, false, 2);
        assert_eq!(check_in(Campaigns { times: &two, runs: &runs(0..2) }, Basis::Exact), None);
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
        let of = |runs: &[Run], basis| check_in(Campaigns { times: &times, runs }, basis).unwrap();
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
            let found = check_in(Campaigns { times: &times, runs: &runs }, Basis::Exact).unwrap();
            found.alarm()
        };
        assert_eq!(alarm(8.0), None);
        // 3 campaigns at ln 1.005 / .01 = .5 each: .5 · √3 = .86; at ln 1.03 / .01 = 2.96: 5.1.
        assert_eq!(alarm(8.04), None);
        assert_eq!(alarm(8.24), Some(3));
    }
}
