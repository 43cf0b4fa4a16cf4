//! Statistics: a leaf that knows nothing of campaigns. Each function stands under its source.

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The p-quantile of sorted values by linear interpolation of order statistics (Hyndman & Fan 1996,
/// type 7: the default of R, pandas and DuckDB's `quantile_cont`). Infinite values are allowed; an
/// infinite result and an empty slice give `None`.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = p * last as f64;
    let below = position.floor() as usize;
    let share = position - below as f64;
    let low = sorted[below];
    let value = if share > 0.0 { low + share * (sorted[below + 1] - low) } else { low };
    value.is_finite().then_some(value)
}

/// The arithmetic mean, summed in order; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
