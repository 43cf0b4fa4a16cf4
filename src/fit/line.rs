//! What the campaigns that a forecast was fitted to say of those after them.
//!
//! An error of the fit is in both. Where campaigns have nothing in common but that, the mean of the history says all. Where teams are
//! near saturation, errors add up: waiting grows from campaign to campaign, and faster or slower than in the model. There the history
//! has a trend that goes on. How far they hang together, replications say.

use super::excess::Excess;
use super::looks::FIRST;
use super::normal;
use crate::stats;

/// So many campaigns make a line.
const FEWEST: usize = 4;

/// The history, carried on to the campaigns after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// How much of its trend goes on: from 0, none, to 1.
    pub weight: f64,
}

impl Line {
    /// The trend goes on in full where the means of history and pilot are correlated by a half or more in replications: of the pilot's
    /// first campaigns, which every look knows.
    pub fn of(history: &Excess, pilot: &Excess) -> Line {
        let m = history.recorded.len();
        let means = |excess: &Excess, first: usize| -> Vec<f64> {
            excess.runs.iter().map(|it| mean(&it[..first.min(it.len())])).collect()
        };
        let together = stats::correlation(&means(history, m), &means(pilot, FIRST)).unwrap_or(0.0);
        Line { weight: if m < FEWEST { 0.0 } else { (2.0 * together).clamp(0.0, 1.0) } }
    }

    /// What it gives the campaign at this place after the history, from 0.
    pub fn level(self, history: &[f64], place: usize) -> f64 {
        // From the middle of the history.
        let away = place as f64 + 0.5 * (history.len() as f64 + 1.0);
        mean(history) + self.weight * slope(history) * away
    }

    /// By how much the limit is wider since the history scatters about its line more than in replications, as far as so few
    /// campaigns tell it (Student's t); at least 1.
    pub fn widening(self, history: &Excess, limit: f64) -> f64 {
        // Neighbours that hang together are alike: half as many count.
        let freedom = 0.5 * (history.recorded.len() as f64 - 1.0 - self.weight);
        let squares: Vec<f64> = history.runs.iter().map(|it| self.scatter(it)).collect();
        let usual = stats::mean(&squares).unwrap_or(0.0);
        if freedom < 1.0 || usual <= 0.0 {
            return 1.0;
        }
        let beyond = 2.0 * normal::below(-limit);
        let student = if beyond > 0.0 { stats::two_sided(freedom, beyond) / limit } else { 1.0 };
        let by = libm::sqrt(self.scatter(&history.recorded) / usual);
        (by * (1.0 + self.weight * (student - 1.0))).max(1.0)
    }

    /// The sum of squares about the line.
    fn scatter(self, history: &[f64]) -> f64 {
        let (level, slope) = (mean(history), self.weight * slope(history));
        let off = |(place, it): (f64, &f64)| it - level - slope * place;
        places(history.len()).zip(history).map(off).map(|off| off * off).sum()
    }
}

/// Of numbers; 0 of none.
pub fn mean(numbers: &[f64]) -> f64 {
    stats::mean(numbers).unwrap_or(0.0)
}

/// Places of campaigns, from the middle one.
fn places(campaigns: usize) -> impl Iterator<Item = f64> {
    (0..campaigns).map(move |place| place as f64 - 0.5 * (campaigns as f64 - 1.0))
}

/// By how much campaigns rise from one to the next, by least squares.
fn slope(numbers: &[f64]) -> f64 {
    let squares: f64 = places(numbers.len()).map(|place| place * place).sum();
    let products: f64 = places(numbers.len()).zip(numbers).map(|(place, it)| place * it).sum();
    if squares > 0.0 { products / squares } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excess(recorded: &[f64], runs: &[&[f64]]) -> Excess {
        let runs = runs.iter().map(|it| it.to_vec()).collect();
        Excess { recorded: recorded.to_vec(), runs, unit: 1.0, hours: Vec::new(), own: Vec::new() }
    }

    /// 0, 1, 2, 3 rise by 1 to a campaign: the next two are 4 and 5; their own mean is 1.5.
    #[test]
    fn a_trend_is_carried_on_as_far_as_its_weight() {
        let history = [0.0, 1.0, 2.0, 3.0];
        for (weight, next) in [(0.0, [1.5, 1.5]), (0.5, [2.75, 3.25]), (1.0, [4.0, 5.0])] {
            let found = [0, 1].map(|place| Line { weight }.level(&history, place));
            assert!((found[0] - next[0]).abs() < 1e-12 && (found[1] - next[1]).abs() < 1e-12);
        }
    }

    /// Replications in which the pilot goes as the history did, against it, by itself, and a little as it did.
    #[test]
    fn a_trend_goes_on_where_campaigns_hang_together() {
        let history = excess(&[0.0; 4], &[&[1.0; 4], &[-1.0; 4], &[1.0; 4], &[-1.0; 4]]);
        let weight = |pilot: [f64; 4]| {
            let pilot: Vec<[f64; 1]> = pilot.iter().map(|it| [*it]).collect();
            let pilot: Vec<&[f64]> = pilot.iter().map(|it| &it[..]).collect();
            Line::of(&history, &excess(&[0.0], &pilot)).weight
        };
        assert_eq!(weight([2.0, -2.0, 2.0, -2.0]), 1.0);
        assert_eq!(weight([-1.0, 1.0, -1.0, 1.0]), 0.0);
        assert_eq!(weight([1.0, 1.0, -1.0, -1.0]), 0.0);
        // Correlated by 4 / √(4 · 200) = .141.
        assert!((weight([8.0, 6.0, -6.0, -8.0]) - 0.282_843).abs() < 1e-6);
    }

    /// Sums of squares about the mean: 4 in replications, 16 as recorded, so twice as wide; never narrower.
    #[test]
    fn what_scatters_more_than_simulated_is_worth_less() {
        let runs: [&[f64]; 2] = [&[1.0, -1.0, 1.0, -1.0], &[-1.0, 1.0, -1.0, 1.0]];
        let wide = excess(&[2.0, -2.0, 2.0, -2.0], &runs);
        let flat = Line { weight: 0.0 };
        assert!((flat.widening(&wide, 1.645) - 2.0).abs() < 1e-12);
        assert_eq!(flat.widening(&excess(&[0.0; 4], &runs), 1.645), 1.0);
        // About a line, half of two degrees of freedom are left: t is 6.314 where the normal quantile is 1.645. The squares about
        // it are those about the mean less (Σ place · value)² / Σ place²: 4 and 16, less a fifth of each.
        let by = Line { weight: 1.0 }.widening(&wide, 1.644_854);
        assert!((by - 2.0 * 6.313_752 / 1.644_854).abs() < 1e-4, "{by}");
    }
}
