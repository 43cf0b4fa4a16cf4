//! The standard normal distribution: density, probabilities, quantiles, and a table of the latter.

use super::cell::Cell;
use std::sync::OnceLock;

/// ln sqrt(2 pi).
pub(super) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// Logarithm of the density.
pub(super) fn ln_density(z: f64) -> f64 {
    -0.5 * z * z - LN_SQRT_2PI
}

/// The probability below `z`; for the probability above, ask for `below(-z)`: it keeps its digits.
pub(super) fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The quantile at `u`, to the last digits, by Halley's method. Probabilities are kept inside (0, 1).
pub(super) fn quantile(u: f64) -> f64 {
    if u <= 0.5 { -upper(u) } else { upper(1.0 - u) }
}

/// The deviate that is exceeded with probability `tail` <= 0.5.
fn upper(tail: f64) -> f64 {
    let tail = tail.max(f64::MIN_POSITIVE);
    let mut z = hastings(tail);
    // Cubic convergence from 4.5e-4: two steps reach the precision of erfc, a third costs little.
    for _ in 0..3 {
        let newton = (below(-z) - tail) / libm::exp(ln_density(z));
        z += newton / (1.0 - 0.5 * z * newton);
    }
    z
}

/// A start that is right to 4.5e-4 (Hastings 1955; Abramowitz & Stegun 1964, 26.2.23).
fn hastings(tail: f64) -> f64 {
    let t = libm::sqrt(-2.0 * libm::log(tail));
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let under = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    t - above / under
}

/// Bits of the mantissa that choose a cell: 32 cells per power of two.
const CELL_BITS: u32 = 5;
/// The lowest tail probability in the table is 2^-54: below the smallest uniform with 53 bits.
const LOWEST_EXPONENT: i64 = 54;
const SHIFT: u32 = 52 - CELL_BITS;
const FIRST: u64 = ((1023 - LOWEST_EXPONENT) as u64) << CELL_BITS;
/// Cells from 2^-54 up to 0.5, and one more that begins at 0.5.
const CELLS: usize = (((LOWEST_EXPONENT - 1) as usize) << CELL_BITS) + 1;

static TABLE: OnceLock<[Cell; CELLS]> = OnceLock::new();

/// The standard normal quantile at a uniform draw in (0, 1), tabulated for speed.
///
/// The tail probability's exponent and first mantissa bits choose a cell; a cell spans a 32nd of its
/// power of two, so the remainder after the seventh power is below (1/64)^8 / 8, less than 1e-15.
#[inline]
pub fn latent(u: f64) -> f64 {
    let cells = TABLE.get_or_init(|| std::array::from_fn(cell));
    let tail = u.min(1.0 - u);
    let index = (tail.to_bits() >> SHIFT).wrapping_sub(FIRST) as usize;
    match cells.get(index) {
        // The side is a coin toss: a sign is copied where a branch would often be mispredicted.
        Some(cell) => cell.at(tail - middle(index)).copysign(u - 0.5),
        None => far_out(u),
    }
}

/// Below the table, where no 53-bit uniform can be.
#[cold]
#[inline(never)]
fn far_out(u: f64) -> f64 {
    quantile(u)
}

/// The middle of a cell: its leading bits, then a one.
#[inline]
fn middle(index: usize) -> f64 {
    f64::from_bits(((index as u64 + FIRST) << SHIFT) | (1 << (SHIFT - 1)))
}

/// Taylor coefficients of the upper quantile `z(t)`: `z' = -1/density(z)`, `z'' = z z'^2`; the rest
/// follows by multiplying power series (w = z' satisfies w' = z w^2).
fn cell(index: usize) -> Cell {
    let mut z = [0.0; 8];
    let mut w = [0.0; 8];
    z[0] = quantile_upper_any(middle(index));
    w[0] = -libm::exp(-ln_density(z[0]));
    for k in 0..7 {
        z[k + 1] = w[k] / (k + 1) as f64;
        let mut sum = 0.0;
        for i in 0..=k {
            for j in 0..=k - i {
                sum += z[i] * w[j] * w[k - i - j];
            }
        }
        w[k + 1] = sum / (k + 1) as f64;
    }
    Cell::new(z)
}

/// The upper quantile of any probability (the cell that begins at 0.5 has its middle above it).
fn quantile_upper_any(tail: f64) -> f64 {
    -quantile(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles as tabulated by Wichura (1988, AS 241) and Abramowitz & Stegun (1964, table 26.5).
    const KNOWN: [(f64, f64); 6] = [
        (0.25, -0.674_489_750_196_081_7),
        (0.001, -3.090_232_306_167_813_5),
        (1e-20, -9.262_340_089_798_408),
        (0.9, 1.281_551_565_544_600_4),
        (0.975, 1.959_963_984_540_054),
        (0.5, 0.0),
    ];

    #[test]
    fn quantiles_as_published() {
        for (p, z) in KNOWN {
            assert!((quantile(p) - z).abs() < 2e-15 * z.abs().max(1.0), "{p}");
            assert!((latent(p) - z).abs() < 4e-15 * z.abs().max(1.0), "{p}");
        }
    }

    #[test]
    fn probabilities_as_published() {
        assert!((below(1.0) - 0.841_344_746_068_542_9).abs() < 2e-16);
        // Rounding z / sqrt 2 moves a tail probability by up to z^2 units in the last place.
        assert!((below(-3.0) / 1.349_898_031_630_094_6e-3 - 1.0).abs() < 3e-15);
        assert!((below(-8.0) / 6.220_960_574_271_785e-16 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn the_table_agrees_with_the_exact_quantile() {
        let mut tail = 0.5;
        while tail > 1e-16 {
            for u in [tail, 1.0 - tail] {
                let error = (latent(u) - quantile(u)).abs();
                assert!(error < 1e-14, "{u}: {error}");
            }
            tail *= 0.9987;
        }
    }

    #[test]
    fn it_is_symmetric_monotone_and_finite_to_the_ends() {
        let mut before = f64::NEG_INFINITY;
        for step in 1..100_000 {
            let u = f64::from(step) / 100_000.0;
            assert!(latent(u) > before);
            before = latent(u);
        }
        for u in [0.125, 0.25, 2f64.powi(-30)] {
            assert_eq!(latent(u), -latent(1.0 - u));
        }
        for u in [0.0, 1.0, f64::MIN_POSITIVE, 1e-300] {
            assert!(latent(u).is_finite(), "{u}");
        }
    }
}
