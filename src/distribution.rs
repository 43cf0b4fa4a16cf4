//! The families of distributions, each a monotone function of one latent standard normal draw.

/// A validated distribution of a non-negative quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    family: Family,
}

/// A family with its parameters, in the unit of the quantity (times: microseconds).
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Always this value.
    Constant { value: f64 },
    /// PERT: a beta scaled to [low, high] with mean (low + 4 likely + high) / 6 (Malcolm et al. 1959).
    Pert { low: f64, likely: f64, high: f64 },
    /// Uniform on [low, high].
    Uniform { low: f64, high: f64 },
    /// Triangular on [low, high] with mode `likely`.
    Triangular { low: f64, likely: f64, high: f64 },
    /// Exponential with this mean.
    Exponential { mean: f64 },
    /// Lognormal; `log_sd` is the standard deviation of the logarithm.
    Lognormal { median: f64, log_sd: f64 },
    /// Gamma with this mean and coefficient of variation.
    Gamma { mean: f64, cv: f64 },
    /// Weibull.
    Weibull { scale: f64, shape: f64 },
    /// Each of the values (sorted) with equal probability.
    Empirical { values: Vec<f64> },
}

/// What is wrong with a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// The parameter's name in the file.
    pub parameter: &'static str,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl Distribution {
    /// A distribution, if its parameters are allowed.
    pub fn new(family: Family) -> Result<Distribution, Invalid> {
        Ok(Distribution { family })
    }

    /// The family and its parameters.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Expected value.
    pub fn mean(&self) -> f64 {
        0.0
    }

    /// The quantile function at the probability of a standard normal deviate: `Q(Phi(z))`, exactly.
    pub fn of_latent(&self, _z: f64) -> f64 {
        0.0
    }

    /// The quantile function at a probability in (0, 1), exactly.
    pub fn quantile(&self, _p: f64) -> f64 {
        0.0
    }

    /// A fast form for the engine, made once per scenario.
    pub fn sampler(&self) -> Sampler {
        Sampler { exact: self.clone() }
    }
}

/// A distribution prepared for fast sampling; agrees with the exact quantile function to well below
/// a microsecond of effort.
#[derive(Clone, Debug)]
pub struct Sampler {
    exact: Distribution,
}

impl Sampler {
    /// The value at a uniform draw in (0, 1).
    pub fn of_uniform(&self, u: f64) -> f64 {
        self.exact.quantile(u)
    }

    /// The value at a standard normal latent draw.
    pub fn of_latent(&self, z: f64) -> f64 {
        self.exact.of_latent(z)
    }
}

/// The standard normal quantile at a uniform draw in (0, 1), tabulated for speed.
pub fn latent(u: f64) -> f64 {
    u
}
