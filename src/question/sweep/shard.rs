//! A sweep on several machines: which points each runs, and how they come together again.

use super::Plan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Part `index` of `of`, counted from 0: the points `index`, `index + of`, `index + 2 of`, ... of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Which part.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

impl Shard {
    /// Reads `i/n`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Shard, String> {
        let numbers = text.split_once('/').map(|(index, of)| (index.parse(), of.parse()));
        match numbers {
            Some((Ok(index), Ok(of))) if index < of => Ok(Shard { index, of }),
            _ => Err("expected I/N with I from 0 to N - 1, such as 0/8".to_owned()),
        }
    }

    /// The points of a plan that it runs: indices, rising.
    pub fn points(self, plan: &Plan) -> impl Iterator<Item = usize> {
        (self.index..plan.points.len()).step_by(self.of)
    }

    /// The name of its folder.
    pub fn folder(self) -> String {
        format!("{}-of-{}", self.index, self.of)
    }
}

/// What a finished shard says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sidecar {
    /// Which shard.
    pub shard: Shard,
    /// SHA-256 of the plan's file.
    pub plan_sha256: String,
    /// SHA-256 of each of its files, by path.
    pub files: BTreeMap<String, String>,
}

/// Why shards do not make a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// One belongs to another plan.
    #[error("shard {0} was run from another plan")]
    OtherPlan(String),
    /// They are of different splits.
    #[error("shards of {0} and of {1} are mixed")]
    Mixed(usize, usize),
    /// One is there twice.
    #[error("shard {0} is there twice")]
    Doubled(String),
    /// Some are not there.
    #[error("{} missing: {}", if .0.len() == 1 { "a shard is" } else { "shards are" }, .0.join(", "))]
    Missing(Vec<String>),
}

/// The order of sidecars in which they make a whole: indices by shard.
///
/// # Errors
/// Missing, doubled or mixed shards.
pub fn gather(sidecars: &[Sidecar], plan_sha256: &str) -> Result<Vec<usize>, Mismatch> {
    let Some(first) = sidecars.first() else {
        return Err(Mismatch::Missing(vec!["all".to_owned()]));
    };
    let of = first.shard.of;
    let mut places: Vec<Option<usize>> = vec![None; of];
    for (place, sidecar) in sidecars.iter().enumerate() {
        if sidecar.plan_sha256 != plan_sha256 {
            return Err(Mismatch::OtherPlan(sidecar.shard.folder()));
        }
        if sidecar.shard.of != of || sidecar.shard.index >= of {
            return Err(Mismatch::Mixed(of, sidecar.shard.of));
        }
        if places[sidecar.shard.index].replace(place).is_some() {
            return Err(Mismatch::Doubled(sidecar.shard.folder()));
        }
    }
    let missing = (0..of).filter(|index| places[*index].is_none());
    let missing: Vec<String> = missing.map(|index| Shard { index, of }.folder()).collect();
    if missing.is_empty() {
        Ok(places.into_iter().flatten().collect())
    } else {
        Err(Mismatch::Missing(missing))
    }
}
