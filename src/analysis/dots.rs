//! What stands for many replications in a picture: a hundred dots of their times, and one of them that is shown whole.

use super::{in_time, launches};
use crate::study::{ModelRuns, Study};

/// So many dots stand for a distribution.
pub const DOTS: usize = 100;

/// One of a hundred equal parts of the replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Its time in hours; `None` where it never happens.
    pub hours: Option<f64>,
    /// Whether it is in time, where its hours alone do not say so: in a portfolio every campaign must be.
    pub kept: Option<bool>,
}

/// So many dots, one for each of as many equal parts of the replications; of a portfolio with deadlines those in time first,
/// as many as their share, else in order of time. None without replications.
pub fn dots(study: &Study, runs: &ModelRuns, metric: usize, all: usize) -> Vec<Dot> {
    let times = launches::ranked(runs, metric);
    let Some(kept) = in_time(study, runs).filter(|_| study.portfolio) else {
        return parts(times.flatten().collect(), all, None);
    };
    let [mut own, mut late] = [Vec::new(), Vec::new()];
    for (hours, kept) in times.zip(kept) {
        if kept { own.extend(hours) } else { late.extend(hours) }
    }
    let of = own.len() + late.len();
    // None and all only where it is so.
    let few = usize::from(!own.is_empty());
    let most = all.saturating_sub(usize::from(!late.is_empty())).max(few);
    let share = libm::rint((all * own.len()) as f64 / of.max(1) as f64) as usize;
    let share = share.clamp(few, most);
    let mut dots = parts(own, share, Some(true));
    dots.extend(parts(late, all - share, Some(false)));
    dots
}

/// The middle of each of so many equal parts of times, of which what never happens is infinite; none without times.
fn parts(mut times: Vec<f64>, count: usize, kept: Option<bool>) -> Vec<Dot> {
    times.sort_by(f64::total_cmp);
    let of = times.len();
    let count = if of == 0 { 0 } else { count };
    let place = |dot: usize| times[(2 * dot + 1) * of / (2 * count)];
    let dot = |hours: f64| Dot { hours: Some(hours).filter(|hours| hours.is_finite()), kept };
    (0..count).map(|at| dot(place(at))).collect()
}

/// The replication that may stand for all: of those that have a value, the middle one by size, of two the lesser, of
/// equal ones the first. It lies between the 30th and the 70th percentile of the values, whatever they are.
pub fn middle(values: impl Iterator<Item = Option<f64>>) -> Option<u32> {
    let known = values.zip(0..).filter_map(|(value, replication)| Some((value?, replication)));
    let mut known: Vec<(f64, u32)> = known.collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    known.get(known.len().saturating_sub(1) / 2).map(|(_, replication)| *replication)
}

/// [`middle`] of the differences of two models in a metric, over the replications in which both have it.
pub fn middle_difference(ours: &ModelRuns, theirs: &ModelRuns, metric: usize) -> Option<u32> {
    let pairs = ours.metric(metric).zip(theirs.metric(metric));
    middle(pairs.map(|(ours, theirs)| Some(ours? - theirs?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_lies_in_the_middle() {
        let of = |values: &[Option<f64>]| middle(values.iter().copied());
        assert_eq!(of(&[Some(9.0), Some(1.0), None, Some(5.0)]), Some(3));
        // Of two the lesser; the first of equal ones that stands in the middle.
        assert_eq!(of(&[Some(2.0), Some(1.0)]), Some(1));
        assert_eq!(of(&[Some(1.0), Some(7.0), Some(7.0), Some(7.0), Some(0.0)]), Some(1));
        assert_eq!((of(&[None]), of(&[])), (None, None));
    }

    #[test]
    fn each_dot_stands_for_as_many() {
        // The middle of each hundredth of 0, ..., 499: 2, 7, ..., 497.
        let times: Vec<f64> = (0..500).rev().map(f64::from).collect();
        let dots = parts(times, DOTS, None);
        assert_eq!((dots.len(), dots[0].hours, dots[99].hours), (100, Some(2.0), Some(497.0)));
        // Never comes last.
        let dots = parts(vec![f64::INFINITY, 3.0], 2, Some(false));
        assert_eq!(dots.iter().map(|dot| dot.hours).collect::<Vec<_>>(), [Some(3.0), None]);
        assert!(parts(Vec::new(), DOTS, None).is_empty());
    }
}
