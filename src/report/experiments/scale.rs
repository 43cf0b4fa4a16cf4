//! The unit in which a metric is shown: elapsed hours as days, everything else as it is.

use crate::metric::METRICS;
use crate::report::format;
use crate::stats::Interval;

/// A metric's unit for readers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// How many of the data's units it has.
    pub per: f64,
    /// The unit, as a word behind a number or in a heading; may be empty.
    pub unit: &'static str,
    /// What is measured.
    pub label: &'static str,
}

impl Scale {
    /// The scale of a metric (an index into [`METRICS`]).
    pub fn of(metric: usize) -> Scale {
        let metric = &METRICS[metric];
        let (per, unit) = match metric.unit {
            "h" => (24.0, "days"),
            "0/1" => (1.0, ""),
            unit => (1.0, unit),
        };
        Scale { per, unit, label: metric.label }
    }

    /// A value in this unit.
    pub fn value(self, value: f64) -> f64 {
        value / self.per
    }

    /// An interval in this unit.
    pub fn interval(self, ci: Option<Interval>) -> Option<Interval> {
        ci.map(|ci| Interval { low: ci.low / self.per, high: ci.high / self.per })
    }

    /// What is measured with its unit: "mean cycle time (days)".
    pub fn axis(self) -> String {
        let label = self.label.to_lowercase();
        if self.unit.is_empty() {
            format!("mean {label}")
        } else {
            format!("mean {label} ({})", self.unit)
        }
    }

    /// A mean with its unit.
    pub fn shown(self, value: f64) -> String {
        format!("{} {}", format::rounded(self.value(value)), self.unit).trim_end().to_owned()
    }
}
