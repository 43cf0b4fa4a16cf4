//! A distribution prepared for fast sampling.

use std::sync::Arc;

use super::direct::Direct;
use super::law::Side;
use super::table::Table;
use super::{Distribution, Family, curve, normal};

/// A distribution prepared for fast sampling; agrees with the exact quantile function to well below
/// a microsecond of effort (a 10^-12th of the larger of value and mean).
#[derive(Clone, Debug)]
pub struct Sampler {
    form: Form,
}

/// Clones share what is large.
#[derive(Clone, Debug)]
enum Form {
    Constant(f64),
    /// Closed in the uniform draw.
    Closed(Arc<Distribution>),
    /// Tabulated over the uniform draw, but for cells that hold no number.
    Patched {
        direct: Direct,
        exact: Arc<Distribution>,
    },
    /// Tabulated over the latent draw, and mostly over the uniform one too; the exact form serves beyond
    /// the grid.
    Tabulated {
        direct: Option<Direct>,
        table: Table,
        low: f64,
        high: f64,
        exact: Arc<Distribution>,
    },
}

impl PartialEq for Sampler {
    /// Equal distributions are prepared alike.
    fn eq(&self, other: &Sampler) -> bool {
        match (&self.form, &other.form) {
            (Form::Constant(ours), Form::Constant(theirs)) => ours == theirs,
            (Form::Closed(ours), Form::Closed(theirs))
            | (Form::Patched { exact: ours, .. }, Form::Patched { exact: theirs, .. }) => {
                ours == theirs
            }
            (Form::Tabulated { exact: ours, .. }, Form::Tabulated { exact: theirs, .. }) => {
                ours == theirs
            }
            _ => false,
        }
    }
}

impl Sampler {
    /// Prepares a distribution: at most 47 KB and a fraction of a millisecond.
    pub(super) fn new(exact: &Distribution) -> Sampler {
        let family = exact.family();
        let form = match (family, curve::curve(family)) {
            (Family::Constant { value }, _) => Form::Constant(*value),
            (Family::Mixture { .. }, _) => {
                let direct = Direct::patched(|tail, side| at_tail(exact, tail, side), exact.mean());
                Form::Patched { direct, exact: Arc::new(exact.clone()) }
            }
            (_, None) => Form::Closed(Arc::new(exact.clone())),
            (_, Some(curve)) => Form::Tabulated {
                direct: None,
                table: Table::new(&curve, exact.mean()),
                low: curve.offset,
                high: highest(family),
                exact: Arc::new(exact.clone()),
            },
        };
        Sampler { form }.with_direct(exact.mean())
    }

    /// Adds the table over the uniform draw, from what has been tabulated over the latent one.
    fn with_direct(mut self, mean: f64) -> Sampler {
        if !matches!(self.form, Form::Tabulated { .. }) {
            return self;
        }
        let quantile = |tail, side| match side {
            Side::Lower => self.of_latent(normal::latent(tail)),
            Side::Upper => self.of_latent(-normal::latent(tail)),
        };
        let direct = Direct::new(quantile, mean);
        if let Form::Tabulated { direct: place, .. } = &mut self.form {
            *place = direct;
        }
        self
    }

    /// The value at a uniform draw in (0, 1).
    #[inline(always)]
    pub fn of_uniform(&self, u: f64) -> f64 {
        match &self.form {
            Form::Constant(value) => *value,
            Form::Closed(exact) => exact.quantile(u),
            Form::Patched { direct, exact } => {
                let value = direct.at(u).filter(|value| !value.is_nan());
                value.unwrap_or_else(|| exact.quantile(u)).max(0.0)
            }
            Form::Tabulated { direct, low, high, .. } => {
                match direct.as_ref().and_then(|d| d.at(u)) {
                    Some(value) => within(value, *low, *high),
                    None => self.over_latent(u),
                }
            }
        }
    }

    /// The values at many uniform draws: asks once which form this has. What stands beside a draw is given
    /// back beside its value.
    #[inline(always)]
    pub fn of_uniforms<T>(
        &self,
        draws: impl Iterator<Item = (f64, T)>,
        mut take: impl FnMut(f64, T),
    ) {
        if let Form::Tabulated { direct: Some(direct), low, high, .. } = &self.form {
            let (low, high) = (*low, *high);
            for (u, beside) in draws {
                let value = direct.at(u).map(|value| within(value, low, high));
                take(value.unwrap_or_else(|| self.over_latent(u)), beside);
            }
        } else {
            draws.for_each(|(u, beside)| take(self.of_uniform(u), beside));
        }
    }

    /// The value at a uniform draw for which no table over it serves.
    #[inline(never)]
    fn over_latent(&self, u: f64) -> f64 {
        self.of_latent(normal::latent(u))
    }

    /// The value at a standard normal latent draw.
    #[inline]
    pub fn of_latent(&self, z: f64) -> f64 {
        match &self.form {
            Form::Constant(value) => *value,
            Form::Closed(exact) => exact.of_latent(z),
            Form::Patched { direct, exact } => {
                let value = direct.at_tail(normal::below(-z.abs()), z > 0.0);
                let value = value.filter(|value| !value.is_nan());
                value.unwrap_or_else(|| exact.of_latent(z)).max(0.0)
            }
            // A polynomial may leave the support by its rounding error; the ends are enforced.
            Form::Tabulated { table, low, high, exact, .. } => match table.at(z) {
                Some(value) => within(value, *low, *high),
                None => far_out(exact, z),
            },
        }
    }

    /// Bytes of tables.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        match &self.form {
            Form::Tabulated { direct, table, .. } => {
                table.bytes() + direct.as_ref().map_or(0, Direct::bytes)
            }
            Form::Patched { direct, .. } => direct.bytes(),
            _ => 0,
        }
    }
}

/// The quantile of a tail probability and a side: over the latent scale, on which neither side loses digits.
fn at_tail(exact: &Distribution, tail: f64, side: Side) -> f64 {
    let z = normal::quantile(tail);
    exact.of_latent(if side == Side::Lower { z } else { -z })
}

/// The nearest value between two ends. By comparisons, since `f64::max` also asks for numbers that are none.
#[inline(always)]
fn within(value: f64, low: f64, high: f64) -> f64 {
    let value = if value < low { low } else { value };
    if value > high { high } else { value }
}

/// Beyond the grid, where only correlated draws can be, and hardly ever.
#[cold]
#[inline(never)]
fn far_out(exact: &Distribution, z: f64) -> f64 {
    exact.of_latent(z)
}

/// The upper end of the support.
fn highest(family: &Family) -> f64 {
    if let Family::Pert { high, .. } = family { *high } else { f64::INFINITY }
}
