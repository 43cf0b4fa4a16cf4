//! The eight dimensions, what is measured of each, and what practitioners' guides claim.

/// A dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Mean cycle time.
    Speed,
    /// Coefficient of variation of the cycle time.
    Predictability,
    /// Coordination as a share of everything that people are busy with.
    Coordination,
    /// Extra days per late change.
    Resilience,
    /// The maturity of all teams from which on the model is ahead of the reference.
    Maturity,
    /// The handoff latency at which its lead over the reference is gone.
    Tooling,
    /// Share of replications in which it launches first of all.
    Suitability,
    /// Growth of the cycle time when deliverables and people double.
    Scalability,
}

impl Dimension {
    /// All of them, in the order of the guides.
    pub const ALL: [Dimension; 8] = [
        Dimension::Speed,
        Dimension::Predictability,
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
            Dimension::Coordination => "coordination overhead",
            Dimension::Resilience => "error resilience",
            Dimension::Maturity => "maturity required",
            Dimension::Tooling => "tooling required",
            Dimension::Suitability => "suitability",
            Dimension::Scalability => "scalability",
        }
    }

    /// What is measured, with its unit.
    pub fn measure(self) -> &'static str {
        match self {
            Dimension::Speed => "mean cycle time, days",
            Dimension::Predictability => "coefficient of variation of the cycle time",
            Dimension::Coordination => "coordination, share of busy time",
            Dimension::Resilience => "extra days per late change",
            Dimension::Maturity => "team maturity from which it is ahead of the reference",
            Dimension::Tooling => "handoff latency at which its lead is gone, hours",
            Dimension::Suitability => "share of replications in which it launches first",
            Dimension::Scalability => "cycle time with twice the work and people, times today's",
        }
    }

    /// What practitioners' guides say of the cascade, parallel work and the mesh, and the order of the
    /// measured values that follows from it (0 lowest); suitability is a matter of the campaign.
    pub fn claims(self) -> ([&'static str; 3], Option<[usize; 3]>) {
        match self {
            Dimension::Speed => (["slow", "moderate", "fast"], Some([2, 1, 0])),
            Dimension::Predictability => (["high", "moderate", "low"], Some([0, 1, 2])),
            Dimension::Coordination => (["low", "moderate", "high"], Some([0, 1, 2])),
            Dimension::Resilience => (["low", "moderate", "high"], Some([2, 1, 0])),
            Dimension::Maturity => (["low", "moderate", "high"], Some([0, 1, 2])),
            Dimension::Tooling => (["basic", "shared calendar", "real-time"], Some([2, 1, 0])),
            Dimension::Suitability => (["simple work", "recurring work", "urgent work"], None),
            Dimension::Scalability => {
                (["slows", "needs more syncs", "if the culture carries it"], Some([2, 1, 0]))
            }
        }
    }
}

/// The presets that guides speak of, in the order of [`Dimension::claims`].
pub const CLAIMED: [&str; 3] = ["sequential-cascade", "parallel-synchronization", "adaptive-mesh"];
