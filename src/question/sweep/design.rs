//! Which points are run.

use super::spec::Vary;
use crate::digest::sha256;
use crate::question::sampling::hypercube;
use serde::{Deserialize, Serialize};

/// A combination of values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Follows from the values alone, so that a point keeps it when others come and go; begins with a
    /// letter, so that no reader of the data takes it for a number.
    pub id: String,
    /// One value for each path that varies, as `--set` takes it.
    pub values: Vec<String>,
}

impl Point {
    /// A point of these values.
    pub fn new(paths: &[String], values: Vec<String>) -> Point {
        let mut pairs: Vec<String> =
            paths.iter().zip(&values).map(|(path, value)| format!("{path}={value}\n")).collect();
        pairs.sort_unstable();
        let id = format!("p{}", &sha256(pairs.concat().as_bytes())[..12]);
        Point { id, values }
    }

    /// Its paths and values, as `--set` takes them.
    pub fn sets(&self, paths: &[String]) -> Vec<(String, String)> {
        paths.iter().cloned().zip(self.values.iter().cloned()).collect()
    }
}

/// How many points the full grid has; `None` where that is beyond counting.
pub fn grid_size(vary: &[Vary]) -> Option<usize> {
    vary.iter().try_fold(1usize, |size, vary| size.checked_mul(vary.levels.len()))
}

/// Every combination of levels, the last parameter fastest.
pub fn grid(vary: &[Vary]) -> Vec<Point> {
    let paths = paths(vary);
    let size = grid_size(vary).unwrap_or(0);
    let point = |index: usize| {
        let mut rest = index;
        let mut values: Vec<String> = Vec::new();
        for vary in vary.iter().rev() {
            values.push(vary.levels[rest % vary.levels.len()].clone());
            rest /= vary.levels.len();
        }
        values.reverse();
        Point::new(&paths, values)
    };
    (0..size).map(point).collect()
}

/// `count` points of which each parameter's values lie one in each of `count` equal strata of its range
/// (McKay, Beckman & Conover 1979); a parameter without a range takes its levels equally often. Points
/// that fall together are kept once.
pub fn latin_hypercube(vary: &[Vary], count: usize, seed: u64) -> Vec<Point> {
    let paths = paths(vary);
    let value = |(vary, share): (&Vary, f64)| match &vary.range {
        Some(range) if !range.whole => range.at(share),
        _ => {
            let levels = &vary.levels;
            levels[((share * levels.len() as f64) as usize).min(levels.len() - 1)].clone()
        }
    };
    let mut points: Vec<Point> = Vec::new();
    for shares in hypercube(vary.len(), count, seed) {
        let values = vary.iter().zip(shares).map(value).collect();
        let point = Point::new(&paths, values);
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

fn paths(vary: &[Vary]) -> Vec<String> {
    vary.iter().map(|vary| vary.path.clone()).collect()
}
