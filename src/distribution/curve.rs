//! The quantile function as a curve over the latent scale: values and two derivatives on a grid.
//!
//! Gamma and beta have no closed quantile function, and solving for each node would cost too much.
//! On the scale of [`super::law`] the curve satisfies `y' = phi(z) / g(y)` with `(ln g)' = s(y)`,
//! which is integrated by Taylor series (Steinbrecher & Shaw 2008 call it quantile mechanics). It is
//! integrated from both ends towards the middle, because in that direction errors shrink like the
//! ratio of the tail probabilities; outwards they would grow.

use super::Family;
use super::beta::Beta;
use super::gamma::Gamma;
use super::law::{self, Law};
use super::normal;
use super::tails::Tails;

/// The grid reaches from -8.5 to 8.5: beyond every normal deviate of a 53-bit uniform (8.3).
pub(super) const REACH: f64 = 8.5;
/// Distance of the nodes.
pub(super) const STEP: f64 = 1.0 / 32.0;
/// How many cells the grid has; even, so that one node is at 0.
pub(super) const CELLS: usize = 544;

/// Value and two derivatives with respect to the latent deviate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Jet {
    /// The value.
    pub value: f64,
    /// First derivative.
    pub first: f64,
    /// Second derivative.
    pub second: f64,
}

/// How the quantity depends on the scale on which the curve was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// exp(y).
    Exp,
    /// 1 / (1 + exp(-y)).
    Logistic,
}

/// The curve of a family: the quantity is `offset + factor * link(y(z))`.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// y at the nodes.
    pub nodes: Vec<Jet>,
    /// See [`Curve`].
    pub link: Link,
    /// See [`Curve`].
    pub offset: f64,
    /// See [`Curve`].
    pub factor: f64,
}

/// The deviate of a node; exact.
pub(super) fn node(index: usize) -> f64 {
    index as f64 * STEP - REACH
}

/// The curve of a family that has to be tabulated; `None` for those closed in the uniform draw.
pub(super) fn curve(family: &Family) -> Option<Curve> {
    let exp = |nodes, factor| Curve { nodes, link: Link::Exp, offset: 0.0, factor };
    Some(match *family {
        Family::Exponential { mean } => exp(closed(|z| weibull(1.0, z)), mean),
        Family::Weibull { scale, shape } => exp(closed(|z| weibull(shape, z)), scale),
        Family::Lognormal { median, log_sd } => {
            exp(closed(|z| Jet { value: log_sd * z, first: log_sd, second: 0.0 }), median)
        }
        Family::Gamma { mean, cv } => exp(integrate(&Gamma::with_cv(cv)), mean),
        Family::Pert { low, likely, high } => {
            let nodes = integrate(&Beta::pert((likely - low) / (high - low)));
            Curve { nodes, link: Link::Logistic, offset: low, factor: high - low }
        }
        Family::Constant { .. }
        | Family::Uniform { .. }
        | Family::Triangular { .. }
        | Family::Empirical { .. }
        | Family::Weighted { .. }
        | Family::Quantiles { .. }
        | Family::Mixture { .. } => return None,
    })
}

fn closed(jet: impl Fn(f64) -> Jet) -> Vec<Jet> {
    (0..=CELLS).map(|index| jet(node(index))).collect()
}

/// ln of a unit Weibull: `ln(E) / shape` with E a unit exponential, whose ln has `s = 1 - E`.
fn weibull(shape: f64, z: f64) -> Jet {
    let tails = Tails::of_deviate(z);
    let e = tails.exponential();
    let first = libm::exp(normal::ln_density(z)) / (tails.above * e);
    let second = first * (-z - (1.0 - e) * first);
    Jet { value: libm::log(e) / shape, first: first / shape, second: second / shape }
}

/// What the Taylor recursion needs: with `x = link(y)`, `dx/dy = x - bend x^2`, `s = (ln g)'`
/// falls by `pull` per unit of x.
pub(super) trait Integrable: Law {
    /// `link(y)`.
    fn x(&self, y: f64) -> f64;
    /// The derivative of the logarithm of the density.
    fn slope(&self, y: f64) -> f64;
    /// See [`Integrable`].
    fn pull(&self) -> f64;
    /// See [`Integrable`].
    fn bend(&self) -> f64;
}

impl Integrable for Gamma {
    fn x(&self, y: f64) -> f64 {
        libm::exp(y)
    }
    fn slope(&self, y: f64) -> f64 {
        -self.shape * libm::expm1(y)
    }
    fn pull(&self) -> f64 {
        self.shape
    }
    fn bend(&self) -> f64 {
        0.0
    }
}

impl Integrable for Beta {
    fn x(&self, y: f64) -> f64 {
        super::beta::logistic(y)
    }
    fn slope(&self, y: f64) -> f64 {
        self.a - (self.a + self.b) * self.x(y)
    }
    fn pull(&self) -> f64 {
        self.a + self.b
    }
    fn bend(&self) -> f64 {
        1.0
    }
}

/// All nodes, from both ends towards the middle.
fn integrate(law: &impl Integrable) -> Vec<Jet> {
    let mut nodes = vec![Jet::default(); CELLS + 1];
    let middle = CELLS / 2;
    let mut y = law::solve(law, -REACH);
    for (index, slot) in nodes.iter_mut().enumerate().take(middle) {
        (*slot, y) = advance(law, node(index), y, STEP);
    }
    let mut y = law::solve(law, REACH);
    for (index, slot) in nodes.iter_mut().enumerate().skip(middle).rev() {
        (*slot, y) = advance(law, node(index), y, -STEP);
    }
    nodes
}

/// Terms of the Taylor series: with eight, nodes are right to 2e-13 of their value (see the tests).
const ORDER: usize = 8;

/// The jet at `z`, and y at `z + step`.
///
/// With `v = y'` and `l = (ln v)' = -z - s v`: `v' = v l`, `x' = (x - bend x^2) v`; coefficients
/// follow by multiplying power series in units of `step`.
fn advance(law: &impl Integrable, z: f64, y: f64, step: f64) -> (Jet, f64) {
    let mut x = [0.0; ORDER];
    let mut v = [0.0; ORDER];
    let mut s = [0.0; ORDER];
    let mut l = [0.0; ORDER];
    let mut dx = [0.0; ORDER];
    let speed = libm::exp(normal::ln_density(z) - law.ln_density(y));
    (x[0], v[0], s[0]) = (law.x(y), step * speed, law.slope(y));
    let mut next = y + v[0];
    for k in 0..ORDER - 1 {
        let latent = [step * z, step * step];
        l[k] = -latent.get(k).copied().unwrap_or(0.0) - product(&s, &v, k);
        dx[k] = x[k] - if law.bend() == 0.0 { 0.0 } else { law.bend() * product(&x, &x, k) };
        let n = (k + 1) as f64;
        v[k + 1] = product(&v, &l, k) / n;
        x[k + 1] = product(&dx, &v, k) / n;
        s[k + 1] = -law.pull() * x[k + 1];
        next += v[k + 1] / (n + 1.0);
    }
    (Jet { value: y, first: speed, second: v[1] / (step * step) }, next)
}

/// Coefficient `k` of the product of two power series.
#[inline]
fn product(a: &[f64; ORDER], b: &[f64; ORDER], k: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..=k {
        sum += a[i] * b[k - i];
    }
    sum
}

impl Link {
    /// The link function.
    #[inline]
    pub fn value(self, y: f64) -> f64 {
        match self {
            Link::Exp => libm::exp(y),
            Link::Logistic => super::beta::logistic(y),
        }
    }

    /// The link function of a jet, by the chain rule.
    pub fn jet(self, y: Jet) -> Jet {
        let value = self.value(y.value);
        let (slope, bend) = match self {
            Link::Exp => (value, value),
            Link::Logistic => {
                let slope = value * self.value(-y.value);
                (slope, slope * (1.0 - 2.0 * value))
            }
        };
        let first = slope * y.first;
        Jet { value, first, second: slope * y.second + bend * y.first * y.first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees(law: &impl Integrable, name: &str) {
        let nodes = integrate(law);
        for (index, jet) in nodes.iter().enumerate() {
            let exact = law::solve(law, node(index));
            let (found, wanted) = (law.x(jet.value), law.x(exact));
            let scale = wanted.max(1e-3);
            assert!(
                (found - wanted).abs() < 2e-13 * scale,
                "{name} {}: {found} {wanted}",
                node(index)
            );
        }
    }

    #[test]
    fn integrated_nodes_agree_with_newtons_method() {
        for shape in [0.01, 0.04, 0.25, 1.0, 4.0, 25.0, 1e4] {
            agrees(&Gamma::new(shape), &format!("gamma {shape}"));
        }
        for mode in [0.0, 0.1, 0.25, 0.5, 0.9, 1.0] {
            agrees(&Beta::pert(mode), &format!("pert {mode}"));
        }
    }

    #[test]
    fn derivatives_are_those_of_the_curve() {
        for family in [
            Family::Weibull { scale: 1.0, shape: 0.7 },
            Family::Gamma { mean: 1.0, cv: 0.8 },
            Family::Pert { low: 0.0, likely: 1.0, high: 4.0 },
        ] {
            let nodes = curve(&family).map(|curve| curve.nodes).unwrap_or_default();
            for index in 1..CELLS {
                let (a, b, c) = (nodes[index - 1], nodes[index], nodes[index + 1]);
                let first = (c.value - a.value) / (2.0 * STEP);
                let second = (c.first - a.first) / (2.0 * STEP);
                assert!(
                    (first - b.first).abs() < 1e-3 * b.first.abs().max(1.0),
                    "{family:?} {index}"
                );
                assert!(
                    (second - b.second).abs() < 1e-2 * b.second.abs().max(1.0),
                    "{family:?} {index}"
                );
            }
        }
    }
}
