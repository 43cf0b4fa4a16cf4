//! From when on? The values of a parameter at which one model overtakes another.
//!
//! The difference between two models on common random numbers is read at a few values; where its
//! sign changes, the crossing is searched by bisection. Its interval holds the values at which the
//! difference's own 95 % interval holds zero (a confidence set by inverting a test: Fieller 1954).

use crate::stats::Interval;

/// The readings that a search begins with, ends included.
const FIRST: usize = 9;
/// How often a bracket is halved in search of a crossing.
const HALVINGS: usize = 6;
/// How often a bracket is halved in search of an interval's end.
const END_HALVINGS: usize = 4;

/// So many values at most are looked at in a search that finds one crossing.
pub const MOST: usize = FIRST + HALVINGS + 2 * END_HALVINGS;

/// The difference at one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Where: a share of the way through the range, from 0 to 1.
    pub at: f64,
    /// Pairs of replications.
    pub n: usize,
    /// Mean difference, second model less first.
    pub mean: f64,
    /// Its 95 % interval.
    pub ci: Option<Interval>,
}

impl Reading {
    /// Whether the interval leaves the sign open.
    fn is_open(&self) -> bool {
        self.ci.is_none_or(|ci| ci.contains(0.0))
    }
}

/// A place where the difference changes its sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// Where: a share of the way through the range.
    pub at: f64,
    /// Where the interval begins; `None` if that is not within the range.
    pub low: Option<f64>,
    /// Where it ends; `None` if that is not within the range.
    pub high: Option<f64>,
    /// Whether the second model's values are lower above the crossing.
    pub lower_above: bool,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Every reading, rising.
    pub readings: Vec<Reading>,
    /// Every crossing, rising.
    pub crossings: Vec<Crossing>,
}

/// Searches the range for crossings. `read` gives the difference at a share of the way, or nothing
/// where no pair of replications has one; `snap` moves a share to the nearest value that is allowed.
///
/// # Errors
/// The first error of `read`.
pub fn search<E>(
    read: &mut dyn FnMut(f64) -> Result<Option<Reading>, E>,
    snap: &dyn Fn(f64) -> f64,
) -> Result<Found, E> {
    let mut search = Search { read, snap, readings: Vec::new() };
    for k in 0..FIRST {
        search.at(k as f64 / (FIRST - 1) as f64)?;
    }
    let first = search.readings.clone();
    let known: Vec<Reading> = first.into_iter().filter(|reading| reading.mean != 0.0).collect();
    let mut crossings = Vec::new();
    for pair in known.windows(2) {
        if (pair[0].mean < 0.0) != (pair[1].mean < 0.0) {
            crossings.push(search.crossing(pair[0], pair[1])?);
        }
    }
    Ok(Found { readings: search.readings, crossings })
}

struct Search<'a, E> {
    read: &'a mut dyn FnMut(f64) -> Result<Option<Reading>, E>,
    snap: &'a dyn Fn(f64) -> f64,
    readings: Vec<Reading>,
}

impl<E> Search<'_, E> {
    /// The reading at the allowed value nearest to a share; read once.
    fn at(&mut self, share: f64) -> Result<Option<Reading>, E> {
        let at = (self.snap)(share);
        if let Some(known) = self.readings.iter().find(|reading| reading.at == at) {
            return Ok(Some(*known));
        }
        let reading = (self.read)(at)?.map(|reading| Reading { at, ..reading });
        if let Some(reading) = reading {
            let place = self.readings.partition_point(|known| known.at < at);
            self.readings.insert(place, reading);
        }
        Ok(reading)
    }

    /// The crossing between two readings of different sign, with its interval.
    fn crossing(&mut self, below: Reading, above: Reading) -> Result<Crossing, E> {
        let negative = below.mean < 0.0;
        let (from, to) =
            self.bracket(below, above, HALVINGS, |reading| (reading.mean < 0.0) == negative)?;
        // Between the ends of a narrow bracket the difference is as good as straight.
        let share = from.mean / (from.mean - to.mean);
        let at = from.at + share * (to.at - from.at);
        let low = self.end(at, true)?;
        let high = self.end(at, false)?;
        Ok(Crossing { at, low, high, lower_above: !negative })
    }

    /// Halves a bracket: `like_first` holds at its first end and not at its second.
    fn bracket(
        &mut self,
        mut first: Reading,
        mut second: Reading,
        halvings: usize,
        like_first: impl Fn(&Reading) -> bool,
    ) -> Result<(Reading, Reading), E> {
        for _ in 0..halvings {
            let Some(middle) = self.at(0.5 * (first.at + second.at))? else { break };
            if middle.at == first.at || middle.at == second.at {
                break;
            }
            if like_first(&middle) {
                first = middle;
            } else {
                second = middle;
            }
        }
        Ok((first, second))
    }

    /// The end of the interval around a crossing: the nearest value, below it or above, at which the
    /// sign is settled.
    fn end(&mut self, crossing: f64, below: bool) -> Result<Option<f64>, E> {
        let side = |reading: &&Reading| (reading.at < crossing) == below;
        let mut outward: Vec<Reading> = self.readings.iter().filter(side).copied().collect();
        if below {
            outward.reverse();
        }
        let Some(settled) = outward.iter().position(|reading| !reading.is_open()) else {
            return Ok(None);
        };
        let outside = outward[settled];
        let Some(inside) = settled.checked_sub(1).map(|place| outward[place]) else {
            return Ok(Some(outside.at));
        };
        let (outside, _) =
            self.bracket(outside, inside, END_HALVINGS, |reading| !reading.is_open())?;
        Ok(Some(outside.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a known difference whose intervals have a known half-width.
    fn found(difference: impl Fn(f64) -> f64, half: f64) -> Found {
        let mut read = |at: f64| {
            let mean = difference(at);
            let ci = Some(Interval::around(mean, half));
            Ok::<_, ()>(Some(Reading { at, n: 10, mean, ci }))
        };
        search(&mut read, &|share| share).unwrap()
    }

    #[test]
    fn a_straight_line_crosses_where_it_must() {
        // 10 (0.3 - x): zero at 0.3; |10 (0.3 - x)| < 0.5 from 0.25 to 0.35.
        let found = found(|x| 10.0 * (0.3 - x), 0.5);
        assert_eq!(found.crossings.len(), 1);
        let crossing = found.crossings[0];
        assert!((crossing.at - 0.3).abs() < 1e-9, "{crossing:?}");
        assert!(crossing.lower_above);
        let (low, high) = (crossing.low.unwrap(), crossing.high.unwrap());
        assert!((0.23..=0.25).contains(&low) && (0.35..=0.37).contains(&high), "{crossing:?}");
        assert!(found.readings.windows(2).all(|pair| pair[0].at < pair[1].at));
    }

    #[test]
    fn no_crossing_two_crossings_and_open_ends() {
        assert!(found(|x| 1.0 + x, 0.1).crossings.is_empty());
        let two = found(|x| (x - 0.2) * (x - 0.7), 0.01);
        let at: Vec<f64> = two.crossings.iter().map(|crossing| crossing.at).collect();
        assert!((at[0] - 0.2).abs() < 0.01 && (at[1] - 0.7).abs() < 0.01, "{at:?}");
        assert!(two.crossings[0].lower_above && !two.crossings[1].lower_above);
        // So noisy that no sign is ever settled.
        let noisy = found(|x| x - 0.5, 9.0).crossings[0];
        assert_eq!((noisy.low, noisy.high), (None, None));
    }

    #[test]
    fn equal_models_do_not_cross() {
        assert!(found(|_| 0.0, 0.0).crossings.is_empty());
        // Equal in a stretch, then apart on both sides: one crossing within the stretch.
        let flat = found(
            |x| {
                if x < 0.3 {
                    -1.0
                } else if x > 0.6 {
                    1.0
                } else {
                    0.0
                }
            },
            0.1,
        );
        assert_eq!(flat.crossings.len(), 1);
    }

    #[test]
    fn whole_numbers_are_read_once_each() {
        let mut count = 0;
        let mut read = |at: f64| {
            count += 1;
            let mean = 2.4 - 4.0 * at;
            Ok::<_, ()>(Some(Reading { at, n: 5, mean, ci: Some(Interval::around(mean, 0.1)) }))
        };
        // Five values: 0, 1/4, ..., 1.
        let snap = |share: f64| (share * 4.0).round() / 4.0;
        let found = search(&mut read, &snap).unwrap();
        assert_eq!((count, found.readings.len()), (5, 5));
        let crossing = found.crossings[0];
        // Between 2 and 3 of 0..4.
        assert!((0.5..0.75).contains(&crossing.at));
        assert_eq!((crossing.low, crossing.high), (Some(0.5), Some(0.75)));
    }
}
