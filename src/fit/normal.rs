//! The standard normal distribution.

pub use crate::distribution::latent as quantile;
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// Logarithm of the density.
pub fn ln_density(z: f64) -> f64 {
    -0.5 * (z * z + libm::log(TAU))
}

/// The probability below `z`.
pub fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}
