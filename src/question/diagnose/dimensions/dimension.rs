//! The eight dimensions (predictability in two measures) by which practitioners' guides describe ways of working, and what
//! is measured of each.

use crate::analysis::TimeShown;

/// A dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Mean cycle time.
    Speed,
    /// Coefficient of variation of the cycle time.
    Predictability,
    /// Standard deviation of the cycle time: how many days a plan has to allow for.
    Deviation,
    /// Coordination as a share of everything that people are busy with.
    Coordination,
    /// Extra days per late change, over a range of dates.
    Resilience,
    /// The maturity of all teams from which on the model launches before the baseline.
    Maturity,
    /// The handoff latency up to which it launches before the baseline.
    Tooling,
    /// Share of replications in which it launches first of all.
    Suitability,
    /// Growth of the cycle time when deliverables and people double.
    Scalability,
}

impl Dimension {
    /// All of them, in the order of the guides.
    pub const ALL: [Dimension; 9] = [
        Dimension::Speed,
        Dimension::Predictability,
        Dimension::Deviation,
        Dimension::Coordination,
        Dimension::Resilience,
        Dimension::Maturity,
        Dimension::Tooling,
        Dimension::Suitability,
        Dimension::Scalability,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Speed => "speed",
            Dimension::Predictability => "predictability",
            Dimension::Deviation => "predictability in days",
            Dimension::Coordination => "coordination overhead",
            Dimension::Resilience => "error resilience",
            Dimension::Maturity => "maturity required",
            Dimension::Tooling => "tooling required",
            Dimension::Suitability => "suitability",
            Dimension::Scalability => "scalability",
        }
    }

    /// Whether more of it is better.
    pub fn is_better_high(self) -> bool {
        matches!(self, Dimension::Tooling | Dimension::Suitability)
    }

    /// What is measured, with its unit: of the time that is shown.
    pub fn measure(self, shown: TimeShown) -> String {
        let TimeShown { time, does, .. } = shown;
        let fixed = match self {
            Dimension::Speed => return format!("mean {time}, days"),
            Dimension::Predictability => return format!("coefficient of variation of the {time}"),
            Dimension::Deviation => return format!("standard deviation of the {time}, days"),
            Dimension::Suitability => {
                return format!("share of replications in which it {does} first");
            }
            Dimension::Scalability => {
                return format!("{time} with twice the work and people, times today's");
            }
            Dimension::Coordination => "coordination, share of busy time",
            Dimension::Resilience => "extra days per late change, mean over five dates",
            Dimension::Maturity => "lowest team maturity at which it beats the baseline",
            Dimension::Tooling => "handoff latency up to which it beats the baseline, hours",
        };
        fixed.to_owned()
    }
}
