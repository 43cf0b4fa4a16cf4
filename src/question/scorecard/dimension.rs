//! The eight dimensions (predictability in two measures), what is measured of each, and what practitioners' guides claim.

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
    /// The maturity of all teams from which on the model launches before the reference.
    Maturity,
    /// The handoff latency up to which it launches before the reference.
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

    /// What is measured, with its unit.
    pub fn measure(self) -> &'static str {
        match self {
            Dimension::Speed => "mean cycle time, days",
            Dimension::Predictability => "coefficient of variation of the cycle time",
            Dimension::Deviation => "standard deviation of the cycle time, days",
            Dimension::Coordination => "coordination, share of busy time",
            Dimension::Resilience => "extra days per late change, mean over five dates",
            Dimension::Maturity => "lowest team maturity at which it beats the reference",
            Dimension::Tooling => "handoff latency up to which it beats the reference, hours",
            Dimension::Suitability => "share of replications in which it launches first",
            Dimension::Scalability => "cycle time with twice the work and people, times today's",
        }
    }

    /// What practitioners' guides say of the cascade, parallel work and the mesh, and the order of the
    /// measured values that follows from it (0 lowest); suitability is a matter of the campaign.
    pub fn claims(self) -> ([&'static str; 3], Option<[usize; 3]>) {
        match self {
            Dimension::Speed => (["slow", "moderate", "fast"], Some([2, 1, 0])),
            Dimension::Predictability | Dimension::Deviation => {
                (["high", "moderate", "low"], Some([0, 1, 2]))
            }
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
