//! One factor at a time, from end to end, all others as they are.

use crate::stats::{self, Interval};

/// What a factor does alone to the difference between two models.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Mean difference with the factor at its lower end.
    pub low: Option<f64>,
    /// Mean difference with the factor at its upper end.
    pub high: Option<f64>,
    /// Mean change from the lower end to the upper.
    pub change: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<Interval>,
}

/// Compares the differences at both ends, paired by replication.
pub fn swing(low: &[Option<f64>], high: &[Option<f64>]) -> Swing {
    let mean = |values: &[Option<f64>]| {
        stats::mean(&values.iter().flatten().copied().collect::<Vec<f64>>())
    };
    let changes: Vec<f64> =
        low.iter().zip(high).filter_map(|(low, high)| Some((*high)? - (*low)?)).collect();
    Swing {
        low: mean(low),
        high: mean(high),
        change: stats::mean(&changes),
        ci: stats::mean_interval(&changes),
    }
}
