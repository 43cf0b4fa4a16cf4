//! Times of which some are only known to be longer: Kaplan-Meier curves, and how far two curves are apart.

/// A distribution as steps: values in rising order, each with the share that lies at or below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    steps: Vec<(f64, f64)>,
    /// Of how many times.
    times: usize,
}

/// The curve of times; `true` beside those that were not over yet (Kaplan & Meier 1958). What is left when the last
/// is cut off is given to it, as the least that it can be.
pub fn kaplan_meier(times: &[(f64, bool)]) -> Curve {
    let mut sorted = times.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut left, mut above, mut steps) = (sorted.len() as f64, 1.0, Vec::new());
    for (place, (time, cut)) in sorted.iter().enumerate() {
        if !cut {
            above *= 1.0 - 1.0 / left;
            steps.push((*time, 1.0 - above));
        }
        left -= 1.0;
        if place + 1 == sorted.len() && above > 0.0 {
            steps.push((*time, 1.0));
        }
    }
    Curve { steps, times: times.len() }
}

impl Curve {
    /// The curve of whole times.
    pub fn of(times: &[f64]) -> Curve {
        kaplan_meier(&times.iter().map(|time| (*time, false)).collect::<Vec<_>>())
    }

    /// Where a share lies, between the values beside it as of a sample (type 7 of Hyndman & Fan 1996, as everywhere else); 0 of
    /// nothing. The k-th of n values is where (k - 1) / (n - 1) lie, and (k - 1) / n are below it.
    pub fn quantile(&self, share: f64) -> f64 {
        let wanted = share * (1.0 - 1.0 / self.times.max(1) as f64);
        let at = self.steps.partition_point(|step| step.1 <= wanted + 1e-12);
        let Some((value, until)) = self.steps.get(at).or(self.steps.last()) else { return 0.0 };
        let below = at.checked_sub(1).map_or(0.0, |before| self.steps[before].1);
        let next = self.steps.get(at + 1).map_or(*value, |step| step.0);
        value + ((wanted - below) / (until - below)).clamp(0.0, 1.0) * (next - value)
    }

    /// The first value at or below which a share lies: one of those that were seen; 0 of nothing.
    pub fn seen(&self, share: f64) -> f64 {
        let at = self.steps.partition_point(|step| step.1 < share - 1e-12);
        self.steps.get(at).or(self.steps.last()).map_or(0.0, |step| step.0)
    }

    pub fn mean(&self) -> f64 {
        let mut before = 0.0;
        let weighed = self.steps.iter().map(|(value, share)| {
            let weight = share - std::mem::replace(&mut before, *share);
            value * weight
        });
        weighed.sum()
    }

    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The share at or below a value.
    pub fn below(&self, value: f64) -> f64 {
        let at = self.steps.partition_point(|step| step.0 <= value);
        if at == 0 { 0.0 } else { self.steps[at - 1].1 }
    }

    /// The earth mover's distance: the area between two curves, in the unit of the values.
    pub fn distance(&self, other: &Curve) -> f64 {
        let mut places: Vec<f64> =
            self.steps.iter().chain(&other.steps).map(|step| step.0).collect();
        places.sort_by(f64::total_cmp);
        let gap =
            |pair: &[f64]| (self.below(pair[0]) - other.below(pair[0])).abs() * (pair[1] - pair[0]);
        places.windows(2).map(gap).sum()
    }

    /// Value and share of each step, for a chart.
    pub fn steps(&self) -> &[(f64, f64)] {
        &self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kaplan & Meier (1958), their example: deaths at 0.8, 3.1, 5.4, 9.2; losses at 1.0, 2.7, 7.0, 12.1.
    #[test]
    fn the_example_of_its_authors() {
        let times = [
            (0.8, false),
            (1.0, true),
            (2.7, true),
            (3.1, false),
            (5.4, false),
            (7.0, true),
            (9.2, false),
            (12.1, true),
        ];
        let curve = kaplan_meier(&times);
        let above: Vec<f64> =
            [0.8, 3.1, 5.4, 9.2].iter().map(|at| 1.0 - curve.below(*at)).collect();
        let expected =
            [7.0 / 8.0, 7.0 / 8.0 * 4.0 / 5.0, 7.0 / 8.0 * 3.0 / 5.0, 7.0 / 8.0 * 3.0 / 10.0];
        above.iter().zip(expected).for_each(|(got, want)| assert!((got - want).abs() < 1e-12));
        assert_eq!(curve.seen(0.5), 9.2);
        // Of eight, 7/16 are below where the half lies: 11 of the 14 parts of the step from 3/10 to 19/40.
        assert!((curve.quantile(0.5) - (5.4 + 11.0 / 14.0 * 3.8)).abs() < 1e-12);
    }

    #[test]
    fn distances_are_areas() {
        // Of {0, 2} and {1, 5}: 1/2 on [0, 1], 0 on [1, 2], wait for the other half until 5.
        let [a, b] = [Curve::of(&[0.0, 2.0]), Curve::of(&[5.0, 1.0])];
        assert!((a.distance(&b) - 2.0).abs() < 1e-12);
        assert!((a.distance(&a)).abs() < 1e-12);
        assert_eq!((a.mean(), b.mean(), b.seen(0.5), b.seen(0.51)), (1.0, 3.0, 1.0, 5.0));
    }

    #[test]
    fn quantiles_are_those_of_a_sample() {
        for times in [&[3.0, 1.0, 9.0, 4.0, 4.0, 20.0][..], &[5.0, 5.0, 5.0], &[2.0], &[1.0, 5.0]] {
            let (curve, sorted) =
                (Curve::of(times), crate::stats::ascending(times.iter().copied()));
            for share in [0.0, 0.1, 0.5, 0.85, 1.0] {
                let expected = crate::stats::quantile(&sorted, share).unwrap();
                assert!((curve.quantile(share) - expected).abs() < 1e-9, "{times:?} {share}");
            }
        }
        assert_eq!(Curve::default().quantile(0.5), 0.0);
    }
}
