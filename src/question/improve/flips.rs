//! What turns the answer: facts varied one by one.

use super::rank::best;
use super::turn::{TURN, Turn, turn};
use crate::analysis::launches::Launched;
use crate::question::goal::Goal;
use crate::question::sensitivity::Factor;
use crate::question::{Bench, Sets, Stopped};
use crate::study::Progress;

/// How far facts are varied.
const ENDS: [f64; 2] = [0.5, 2.0];
/// At most so many flips are told.
const TOLD: usize = 8;
/// At most so many studies are run for each fact.
pub const SEARCHES: usize = ENDS.len() * TURN;

/// A change of a fact that turns the answer.
#[derive(Clone, Debug)]
pub struct Flip {
    /// What changes.
    pub factor: String,
    /// Its value now.
    pub now: String,
    /// The value at which the answer turns.
    pub then: String,
    /// The multiplier.
    pub times: f64,
    /// The model that is best there.
    pub model: String,
    /// How often it is launched there.
    pub launched: Launched,
}

/// What turns the answer, the nearest first. Every end is looked at; those at which the answer is another one,
/// more closely.
///
/// # Errors
/// A progress that stops it.
pub fn flips(
    bench: &Bench,
    goal: &Goal,
    factors: &[Factor],
    progress: &dyn Progress,
) -> Result<Vec<Flip>, Stopped> {
    let each = u64::from(bench.replications) * bench.models.len() as u64;
    progress.more(each * (factors.len() * ENDS.len()) as u64);
    let best = |sets: &Sets, now: Option<usize>| match bench.study(sets, progress) {
        Ok(study) => Ok(best(&study, goal, now)),
        // Twice a probability may be no probability.
        Err(Stopped::Refused(_) | Stopped::OverBudget(_)) => Ok(None),
        Err(Stopped::Cancelled) => Err(Stopped::Cancelled),
    };
    let Some(now) = best(&[], None)?.map(|best| best.model) else { return Ok(Vec::new()) };
    let mut flips = Vec::new();
    for (factor, end) in factors.iter().flat_map(|factor| ENDS.map(|end| (factor, end))) {
        let found = turn(end, now, &mut |times| {
            if times != end {
                progress.more(each);
            }
            best(&factor.times(times), Some(now))
        })?;
        flips.extend(found.map(|turn| flip(factor, &turn, &bench.models[turn.best.model])));
    }
    let distance = |flip: &Flip| flip.times.ln().abs();
    flips.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    flips.truncate(TOLD);
    Ok(flips)
}

fn flip(factor: &Factor, turn: &Turn, model: &str) -> Flip {
    let shown = |sets: Vec<(String, String)>| {
        let values: Vec<String> = sets.into_iter().map(|(_, value)| value).collect();
        values.join(", ")
    };
    // Three digits say where it turns; the search knows no more.
    let times = format!("{:.2e}", turn.times).parse().unwrap_or(turn.times);
    Flip {
        factor: factor.name.clone(),
        now: shown(factor.times(1.0)),
        then: shown(factor.times(times)),
        times,
        model: model.to_owned(),
        launched: turn.best.launched,
    }
}
