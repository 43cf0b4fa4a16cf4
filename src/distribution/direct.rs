//! A quantile function over the uniform draw in one table: an index, a line of the processor's cache and
//! a polynomial per draw, where the way over the latent scale takes two tables and three times as long.
//!
//! A quantile function has its singularities where a tail probability is zero, so cells are an eighth of
//! a power of two of the tail probability wide, on either side; there a polynomial through Chebyshev
//! nodes converges like 34^-8 (Trefethen 2013, theorem 8.2: the ellipse of a cell reaches the singularity
//! at 17 half-widths).

use super::cell::Cell;
use super::law::Side;
use std::sync::Arc;

/// The error allowed, as a share of the larger of the value and the mean: 0.2 µs at 100 h.
const TOLERANCE: f64 = 5e-13;

/// Bits of the mantissa that choose a cell: 8 cells per power of two.
const CELL_BITS: u32 = 3;
/// The least tail probability in the table is 2^-20; one draw in 500,000 lies beyond.
const LOWEST_EXPONENT: u64 = 20;
const SHIFT: u32 = 52 - CELL_BITS;
const FIRST: u64 = (1023 - LOWEST_EXPONENT) << CELL_BITS;
/// Cells of one side, from 2^-20 up to 0.5.
const SIDE: usize = ((LOWEST_EXPONENT - 1) as usize) << CELL_BITS;

/// The cells of the lower side, then those of the upper; shared between clones.
#[derive(Clone, Debug)]
pub(super) struct Direct {
    cells: Arc<[Cell]>,
}

impl Direct {
    /// The table of a law by its quantile function of a tail probability (at most 0.5, so that none of its
    /// digits are lost) and a side, and by its mean; `None` if the law is too steep for an error within
    /// the tolerance (very heavy tails).
    pub fn new(quantile: impl Fn(f64, Side) -> f64, mean: f64) -> Option<Direct> {
        let cosines = std::array::from_fn(cosine);
        let cell = |number| cell(&quantile, number, &cosines);
        let cells: Arc<[Cell]> = (0..2 * SIDE).map(cell).collect();
        let direct = Direct { cells };
        let right = |number| direct.error(&quantile, mean, number) <= TOLERANCE;
        (0..2 * SIDE).all(right).then_some(direct)
    }

    /// As [`Direct::new`], of a law that may jump or have kinks: cells that are not within the tolerance hold no number.
    pub fn patched(quantile: impl Fn(f64, Side) -> f64, mean: f64) -> Direct {
        let cosines = std::array::from_fn(cosine);
        let cell = |number| cell(&quantile, number, &cosines);
        let direct = Direct { cells: (0..2 * SIDE).map(cell).collect() };
        let right = |number: usize| direct.error(&quantile, mean, number) <= TOLERANCE;
        let none = Cell::new([f64::NAN; 8]);
        let kept = |number: usize| if right(number) { direct.cells[number] } else { none };
        Direct { cells: (0..2 * SIDE).map(kept).collect() }
    }

    /// The value at a uniform draw; `None` in the last 2^-20 of either side.
    #[inline(always)]
    pub fn at(&self, u: f64) -> Option<f64> {
        let other = 1.0 - u;
        self.at_tail(if u < other { u } else { other }, u > 0.5)
    }

    /// The value at a tail probability of at most 0.5.
    #[inline(always)]
    pub fn at_tail(&self, tail: f64, upper: bool) -> Option<f64> {
        let bits = tail.to_bits();
        let place = (bits >> SHIFT).wrapping_sub(FIRST) as usize;
        if place >= SIDE {
            return None;
        }
        let upper = usize::from(upper) * SIDE;
        self.cells.get(upper + place).map(|cell| cell.at(tail - middle(bits)))
    }

    /// The largest error between the nodes of a cell, relative to the larger of the value and the mean.
    fn error(&self, quantile: &impl Fn(f64, Side) -> f64, mean: f64, number: usize) -> f64 {
        let (middle, half) = span(number);
        // The ends of the cell and its middle are as far from the nodes as can be.
        let errors = [-1.0, 0.0, 1.0 - 1e-9].map(|x| {
            let s = half * x;
            let exact = quantile(middle + s, side(number));
            (self.cells[number].at(s) - exact).abs() / exact.max(mean)
        });
        errors.into_iter().fold(0.0, f64::max)
    }

    /// Bytes of coefficients.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.cells.len() * size_of::<Cell>()
    }
}

/// The middle of the cell that holds a tail probability with these bits: its leading bits, then a one.
#[inline(always)]
fn middle(bits: u64) -> f64 {
    f64::from_bits((bits >> SHIFT << SHIFT) | 1 << (SHIFT - 1))
}

/// Middle and half width of a cell, in tail probability.
fn span(number: usize) -> (f64, f64) {
    let start = (number % SIDE) as u64 + FIRST;
    let (from, to) = (f64::from_bits(start << SHIFT), f64::from_bits((start + 1) << SHIFT));
    (middle(start << SHIFT), 0.5 * (to - from))
}

/// On which side a cell is.
fn side(number: usize) -> Side {
    if number < SIDE { Side::Lower } else { Side::Upper }
}

/// The polynomial through the eight Chebyshev nodes of a cell.
fn cell(quantile: &impl Fn(f64, Side) -> f64, number: usize, cosines: &[f64; 32]) -> Cell {
    let (middle, half) = span(number);
    let cosine = |k: usize| cosines[k % 32];
    let values: [f64; 8] =
        std::array::from_fn(|node| quantile(middle + half * cosine(2 * node + 1), side(number)));
    let series: [f64; 8] = std::array::from_fn(|k| {
        let terms = values.iter().enumerate().map(|(node, v)| v * cosine(k * (2 * node + 1)));
        terms.sum::<f64>() * if k == 0 { 0.125 } else { 0.25 }
    });
    let mut power = 1.0;
    Cell::new(powers(&series).map(|coefficient| {
        let scaled = coefficient * power;
        power /= half;
        scaled
    }))
}

/// cos(k π / 16): with k modulo 32, all cosines that eight nodes ask for.
fn cosine(k: usize) -> f64 {
    libm::cos(k as f64 * (std::f64::consts::PI / 16.0))
}

/// The coefficients of powers of a sum of Chebyshev polynomials.
fn powers(series: &[f64; 8]) -> [f64; 8] {
    let (mut before, mut now) = ([0.0; 8], [0.0; 8]);
    before[0] = 1.0;
    now[1] = 1.0;
    let mut sum: [f64; 8] = std::array::from_fn(|i| series[0] * before[i] + series[1] * now[i]);
    for coefficient in &series[2..] {
        // T(k + 1) = 2 x T(k) - T(k - 1).
        let next = std::array::from_fn(|i| match i {
            0 => -before[0],
            _ => 2.0 * now[i - 1] - before[i],
        });
        (before, now) = (now, next);
        sum.iter_mut().zip(&now).for_each(|(s, t)| *s += coefficient * t);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exponential's quantile function, in closed form.
    fn exponential(tail: f64, side: Side) -> f64 {
        match side {
            Side::Lower => -libm::log1p(-tail),
            Side::Upper => -libm::log(tail),
        }
    }

    #[test]
    fn the_table_agrees_with_a_closed_quantile_function() {
        let direct = Direct::new(exponential, 1.0).expect("it is smooth");
        let mut tail: f64 = 0.499_999;
        while tail > 1e-6 {
            // The uniform draw loses digits of the tail; what is left is what the draw means.
            for (u, side) in [(tail, Side::Lower), (1.0 - tail, Side::Upper)] {
                let wanted = exponential(u.min(1.0 - u), side);
                let found = direct.at(u).expect("it is in the table");
                assert!((found - wanted).abs() < 1e-12 * wanted.max(1.0), "{u}: {found} {wanted}");
            }
            tail *= 0.999;
        }
    }

    #[test]
    fn polynomials_of_the_seventh_degree_are_kept_as_they_are() {
        let law = |tail: f64, _| 1.0 + tail * (2.0 - tail * tail) + 3.0 * (tail - 0.25).powi(7);
        let direct = Direct::new(law, 1.0).expect("it is smooth");
        for tail in [0.001, 0.02, 0.3, 0.38, 0.49] {
            let wanted = law(tail, Side::Lower);
            assert!((direct.at(tail).expect("inside") - wanted).abs() < 1e-14, "{tail}");
        }
    }

    #[test]
    fn beyond_the_table_and_in_its_very_middle_there_is_nothing() {
        let direct = Direct::new(exponential, 1.0).expect("it is smooth");
        for u in [0.0, 1e-7, 0.5, 1.0 - 1e-7, 1.0, f64::NAN] {
            assert_eq!(direct.at(u), None, "{u}");
        }
        assert!(direct.at(2f64.powi(-20)).is_some());
    }

    #[test]
    fn a_law_that_is_too_steep_has_no_table() {
        assert!(Direct::new(|tail, _| libm::pow(tail, -30.0), 1.0).is_none());
    }
}
