//! Normal draws for tests of coverage.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};

/// A stream of independent normal draws, by inversion.
pub(super) struct Normals {
    rng: Pcg64,
    law: Normal,
}

impl Normals {
    pub fn new(seed: u64) -> Normals {
        Normals { rng: Pcg64::seed_from_u64(seed), law: Normal::standard() }
    }

    pub fn draw(&mut self, mean: f64, sd: f64) -> f64 {
        let u = ((self.rng.next_u64() >> 12) as f64 + 0.5) / (1u64 << 52) as f64;
        mean + sd * self.law.inverse_cdf(u)
    }
}
