//! Where an answer turns.

use super::rank::Place;

/// At most so many multipliers are looked at in one search of a turn.
pub const TURN: usize = 6;

/// Where an answer turns: the multiplier of a fact that is nearest to 1 at which another model is best.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The multiplier.
    pub times: f64,
    /// The model that is best there.
    pub best: Place,
}

/// Searches from 1 towards an end for the multiplier at which the best model changes. `best` gives the
/// best model at a multiplier, or nothing where that makes no scenario.
///
/// # Errors
/// The first error of `best`.
pub fn turn<E>(
    end: f64,
    now: usize,
    best: &mut dyn FnMut(f64) -> Result<Option<Place>, E>,
) -> Result<Option<Turn>, E> {
    let Some(mut other_best) = best(end)?.filter(|found| found.model != now) else {
        return Ok(None);
    };
    // Halving on the scale on which doubling and halving are alike.
    let (mut same, mut other) = (0.0, libm::log(end));
    for _ in 1..TURN {
        let middle = 0.5 * (same + other);
        match best(libm::exp(middle))? {
            Some(found) if found.model != now => (other_best, other) = (found, middle),
            _ => same = middle,
        }
    }
    Ok(Some(Turn { times: libm::exp(other), best: other_best }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::launches::Launched;

    #[test]
    fn a_turn_is_found_between_same_and_other() {
        let place = |model| Place {
            model,
            rank: 1,
            values: Vec::new(),
            broken: 0,
            launched: Launched { count: 1, of: 1 },
        };
        let mut best = |times: f64| Ok::<_, ()>(Some(place(usize::from(times > 1.5))));
        let found = turn(2.0, 0, &mut best).unwrap().unwrap();
        assert!(found.best.model == 1 && (1.5..1.56).contains(&found.times), "{found:?}");
        assert_eq!(turn(1.4, 0, &mut best), Ok(None));
        assert_eq!(turn(0.5, 0, &mut |_| Ok::<_, ()>(None)), Ok(None));
    }
}
