//! A curve as a piecewise quintic Hermite polynomial: a fifth-degree polynomial per cell that meets
//! value, slope and curvature at both ends (error: sixth derivative times h^6 / 46080).

use std::sync::Arc;

use super::curve::{CELLS, Curve, Jet, Link, REACH, STEP};

/// The error allowed to the table, as a share of the larger of the value and the mean: 0.4 µs at 100 h.
const TOLERANCE: f64 = 1e-12;

/// Coefficients per cell, equidistant over the latent deviate; shared between clones.
#[derive(Clone, Debug)]
pub(super) struct Table {
    cells: Arc<[[f64; 6]]>,
    per_unit: f64,
    /// Present if the table holds y and the quantity is `offset + factor * link(y)`.
    link: Option<(Link, f64, f64)>,
}

impl Table {
    /// The coarsest of the tables that is good enough: the quantity itself on every second node, the
    /// quantity on every node, or (very skewed laws) the smooth scale of the curve.
    pub fn new(curve: &Curve, mean: f64) -> Table {
        let jets: Vec<Jet> = curve.nodes.iter().map(|y| quantity(curve, *y)).collect();
        let coarse = hermite(&jets, 2);
        let error = worst(&coarse, &jets, mean);
        if error <= TOLERANCE {
            return Table { cells: coarse, per_unit: 0.5 / STEP, link: None };
        }
        // Half the step has a 64th of the error; half of that gain is kept as a margin.
        if error <= 32.0 * TOLERANCE {
            return Table { cells: hermite(&jets, 1), per_unit: 1.0 / STEP, link: None };
        }
        let link = Some((curve.link, curve.offset, curve.factor));
        Table { cells: hermite(&curve.nodes, 1), per_unit: 1.0 / STEP, link }
    }

    /// The value at a latent deviate; `None` beyond the grid.
    #[inline]
    pub fn at(&self, z: f64) -> Option<f64> {
        let position = (z + REACH) * self.per_unit;
        // A negative position saturates at 0 as an integer, so the sign is asked for.
        let index = position as usize;
        let cell = self.cells.get(index).filter(|_| position >= 0.0)?;
        let value = polynomial(cell, position - index as f64);
        Some(match self.link {
            None => value,
            Some((link, offset, factor)) => offset + factor * link.value(value),
        })
    }

    /// Bytes of coefficients.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.cells.len() * 48
    }
}

/// The quantity at a node, with its derivatives.
fn quantity(curve: &Curve, y: Jet) -> Jet {
    let Jet { value, first, second } = curve.link.jet(y);
    Jet {
        value: curve.offset + curve.factor * value,
        first: curve.factor * first,
        second: curve.factor * second,
    }
}

/// One polynomial per `stride` nodes.
fn hermite(jets: &[Jet], stride: usize) -> Arc<[[f64; 6]]> {
    let h = STEP * stride as f64;
    (0..CELLS / stride).map(|i| quintic(jets[i * stride], jets[(i + 1) * stride], h)).collect()
}

/// The quintic on [0, 1] with the given jets at its ends, a distance `h` apart.
fn quintic(a: Jet, b: Jet, h: f64) -> [f64; 6] {
    let rise = b.value - a.value;
    let (da, db) = (h * a.first, h * b.first);
    let (sa, sb) = (h * h * a.second, h * h * b.second);
    [
        a.value,
        da,
        0.5 * sa,
        10.0 * rise - 6.0 * da - 4.0 * db - 1.5 * sa + 0.5 * sb,
        -15.0 * rise + 8.0 * da + 7.0 * db + 1.5 * sa - sb,
        6.0 * rise - 3.0 * (da + db) - 0.5 * sa + 0.5 * sb,
    ]
}

/// Estrin's scheme.
#[inline]
fn polynomial(c: &[f64; 6], s: f64) -> f64 {
    let s2 = s * s;
    (c[0] + c[1] * s) + s2 * ((c[2] + c[3] * s) + s2 * (c[4] + c[5] * s))
}

/// The error of the coarse table at the nodes that it left out, relative to the larger of the value
/// and the mean.
fn worst(coarse: &[[f64; 6]], jets: &[Jet], mean: f64) -> f64 {
    let left_out = jets.iter().skip(1).step_by(2);
    let errors = coarse
        .iter()
        .zip(left_out)
        .map(|(cell, jet)| (polynomial(cell, 0.5) - jet.value).abs() / jet.value.max(mean));
    errors.fold(0.0, f64::max)
}
