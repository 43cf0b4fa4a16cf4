//! From when on? The values of a parameter at which one model overtakes another.
//!
//! Two models on common random numbers are compared at a few values, closer where the difference bends (a
//! calendar or a meeting makes a saw-tooth of it), and where what is shown of them changes, that place is
//! bracketed by halving. The bracket holds the values at which no difference is shown (a confidence set by
//! inverting a test: Fieller 1954). Nothing is said of values between those that were tried. The same search says
//! up to which value one model holds a bound, and at the end of which day.
//!
//! A stretch of values ends only where something else is shown: that no difference is shown is no finding (Altman &
//! Bland 1995), so it cannot end one. What flickers while intervals touch zero is one stretch, which counts at how
//! many of its values something is shown.

use super::sweep::{DayEnd, Range};
use super::{Bench, Standing, Stopped, compare};
use crate::analysis::LateChanges;
use crate::analysis::launches::{Ahead, Decided, Launched};
use crate::question::goal::Bound;
use crate::stats::Interval;
use crate::study::{Progress, Study};

/// The values that a search begins with, ends included.
const FIRST: usize = 9;
/// How often the gap between two of them is divided: once, and again where the difference bends.
const CLOSER: usize = 3;
/// Where a gap is divided: in the golden section, so that equal gaps do not fall in step with a calendar.
const ASIDE: f64 = 0.381_966;
/// How far from a straight line a difference is bent: so large a part of the spread of all readings.
const BENT: f64 = 0.05;
/// How often a gap in which something changes is halved.
const HALVINGS: usize = 8;

/// So many values at most are tried in a search.
pub const MOST: usize = 160;
/// So many ends of days are tried beyond them.
const DAYS: usize = 40;

/// What is shown of two models, or of a model and a bound, at a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The first is ahead; the bound holds.
    First,
    /// The second is ahead; the bound does not hold.
    Second,
    /// They are equal in every replication.
    Equal,
    /// No difference is shown.
    Open,
}

impl State {
    /// Of two models, one of which may be ahead, which may be shown, and which may be equal throughout.
    pub fn of(ahead: Ahead, shown: bool, equal: bool) -> State {
        match (ahead, shown, equal) {
            (_, _, true) => State::Equal,
            (Ahead::First, true, _) => State::First,
            (Ahead::Second, true, _) => State::Second,
            _ => State::Open,
        }
    }
}

/// The difference at one value, or how a model stands to a bound there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Where: a share of the way through the range, from 0 to 1.
    pub at: f64,
    /// Pairs of replications; of a bound, replications in which its quantity exists.
    pub n: usize,
    /// Mean difference, second model less first, or the bounded quantity; `None` without any.
    pub mean: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<Interval>,
    /// What is shown.
    pub state: State,
    /// What decides who is ahead.
    pub decided: Decided,
    /// How often each model was launched.
    pub launched: [Launched; 2],
}

/// Values next to each other at which the same is shown, wherever anything is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// What is shown; [`State::Open`] only at an end of the range, or where nothing is shown anywhere.
    pub state: State,
    /// The first value tried at which that is so.
    pub first: f64,
    /// The last one.
    pub last: f64,
    /// So many values were tried from the first to the last.
    pub tried: usize,
    /// At so many of them it is so; at the others nothing is shown.
    pub shown: usize,
    /// The first and the last of the others.
    pub silent: Option<(f64, f64)>,
}

/// A place where what is shown changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// What is shown below it.
    pub below: State,
    /// What is shown above it.
    pub above: State,
    /// Where the mean passes from one side to the other, a share of the way through the range; if it does.
    pub at: Option<f64>,
    /// The last value tried at which `below` holds.
    pub low: f64,
    /// The first value tried at which `above` holds.
    pub high: f64,
    /// So many values were tried between them: at none is anything shown.
    pub silent: usize,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Every reading, rising.
    pub readings: Vec<Reading>,
    /// What is shown along the range, rising.
    pub stretches: Vec<Stretch>,
    /// The turn between each of them and the next.
    pub turns: Vec<Turn>,
    /// Whether the search ended because [`MOST`] values were tried.
    pub spent: bool,
}

/// Where one of a bench's first two models overtakes the other as the value at a path goes through a range, in one
/// metric; and which late changes came too late there.
///
/// # Errors
/// What stops a run.
pub fn find(
    bench: &Bench,
    path: &str,
    range: &Range,
    metric: usize,
    progress: &dyn Progress,
) -> Result<(Found, LateChanges), Stopped> {
    over(bench, (path, range), (0.0, &[]), progress, &|study| {
        let Standing { n, mean, ci, ahead, shown, equal, decided, launched } =
            compare(study, 0, 1, metric);
        let state = State::of(ahead, shown, equal);
        Reading { at: 0.0, n, mean, ci, state, decided, launched }
    })
}

/// Where a bench's only model begins and ceases to hold a bound, and at which of these ends of days, the latest first,
/// it still does; else as [`find`].
///
/// # Errors
/// What stops a run.
pub fn reach(
    bench: &Bench,
    (path, range): (&str, &Range),
    bound: &Bound,
    days: &[DayEnd],
    progress: &dyn Progress,
) -> Result<(Found, LateChanges), Stopped> {
    let level = bound.value().unwrap_or_default();
    over(bench, (path, range), (level, days), progress, &|study| held(study, bound))
}

/// How the only model of a study stands to a bound.
fn held(study: &Study, bound: &Bound) -> Reading {
    let known = bound.estimate(study, &study.models[0]);
    let state = match known.holds {
        Some(true) => State::First,
        Some(false) => State::Second,
        None => State::Open,
    };
    Reading {
        at: 0.0,
        n: known.n,
        mean: known.value,
        ci: known.reach.and_then(|reach| reach.closed()),
        state,
        decided: Decided::Mean,
        launched: [Launched::of(&study.models[0]); 2],
    }
}

/// Searches a range for what a study says at its values; at `level` neither side has the mean for it.
fn over(
    bench: &Bench,
    (path, range): (&str, &Range),
    (level, days): (f64, &[DayEnd]),
    progress: &dyn Progress,
    of: &dyn Fn(&Study) -> Reading,
) -> Result<(Found, LateChanges), Stopped> {
    let mut changes = LateChanges::default();
    let mut read = |at: f64| -> Result<Reading, Stopped> {
        let study = bench.study(&[(path.to_owned(), range.at(at))], progress)?;
        changes.add(&study);
        Ok(of(&study))
    };
    let steps = range.high - range.low;
    let snap = |share: f64| {
        if range.whole { (share * steps).round() / steps } else { share }
    };
    let found = search(&mut read, &snap, level, days)?;
    Ok((found, changes))
}

/// Searches the range for turns. `read` compares the models at a share of the way; `snap` moves a share to the
/// nearest value that is allowed; means turn at `level`; `days` as in [`reach`].
///
/// # Errors
/// The first error of `read`.
fn search<E>(
    read: &mut dyn FnMut(f64) -> Result<Reading, E>,
    snap: &dyn Fn(f64) -> f64,
    level: f64,
    days: &[DayEnd],
) -> Result<Found, E> {
    let mut search = Search { read, snap, readings: Vec::new(), spent: false, most: MOST };
    for k in 0..FIRST {
        search.at(k as f64 / (FIRST - 1) as f64)?;
    }
    for pair in search.readings.clone().windows(2) {
        search.closer(pair[0], pair[1], CLOSER)?;
    }
    for pair in search.readings.clone().windows(2) {
        search.bracket(pair[0], pair[1], HALVINGS)?;
    }
    search.last_day(days)?;
    let Search { readings, spent, .. } = search;
    Ok(Found::of(readings, level, spent))
}

struct Search<'a, E> {
    read: &'a mut dyn FnMut(f64) -> Result<Reading, E>,
    snap: &'a dyn Fn(f64) -> f64,
    readings: Vec<Reading>,
    spent: bool,
    most: usize,
}

impl<E> Search<'_, E> {
    /// The reading at the allowed value nearest to a share, read once; `None` where no more are read.
    fn at(&mut self, share: f64) -> Result<Option<Reading>, E> {
        let at = (self.snap)(share);
        if let Some(known) = self.readings.iter().find(|reading| reading.at == at) {
            return Ok(Some(*known));
        }
        if self.readings.len() >= self.most {
            self.spent = true;
            return Ok(None);
        }
        let reading = Reading { at, ..(self.read)(at)? };
        let place = self.readings.partition_point(|known| known.at < at);
        self.readings.insert(place, reading);
        Ok(Some(reading))
    }

    /// A reading strictly between two others, at a share of the way from one to the other.
    fn between(&mut self, a: Reading, b: Reading, share: f64) -> Result<Option<Reading>, E> {
        let found = self.at(a.at + share * (b.at - a.at))?;
        Ok(found.filter(|found| a.at < found.at && found.at < b.at))
    }

    /// Divides a gap, and again where the difference bends.
    fn closer(&mut self, a: Reading, b: Reading, times: usize) -> Result<(), E> {
        let Some(middle) = self.between(a, b, ASIDE)? else { return Ok(()) };
        if times > 1 && self.bends(a, middle, b) {
            self.closer(a, middle, times - 1)?;
            self.closer(middle, b, times - 1)?;
        }
        Ok(())
    }

    /// Whether three readings are not on a straight line.
    fn bends(&self, a: Reading, middle: Reading, b: Reading) -> bool {
        let (Some(from), Some(mean), Some(to)) = (a.mean, middle.mean, b.mean) else {
            return a.launched != middle.launched || middle.launched != b.launched;
        };
        let straight = from + (middle.at - a.at) / (b.at - a.at) * (to - from);
        let means = || self.readings.iter().filter_map(|reading| reading.mean);
        let spread = means().fold(f64::MIN, f64::max) - means().fold(f64::MAX, f64::min);
        f64::abs(mean - straight) > BENT * spread
    }

    /// Brackets every change of what is shown between two readings.
    fn bracket(&mut self, a: Reading, b: Reading, halvings: usize) -> Result<(), E> {
        if a.state == b.state || halvings == 0 {
            return Ok(());
        }
        let Some(middle) = self.between(a, b, 0.5)? else { return Ok(()) };
        self.bracket(a, middle, halvings - 1)?;
        self.bracket(middle, b, halvings - 1)
    }

    /// Tries the ends of days, from the first after all at which it is shown not to hold: the latest first, until one is
    /// shown to.
    fn last_day(&mut self, days: &[DayEnd]) -> Result<(), E> {
        self.most = self.readings.len() + DAYS;
        for day in days {
            let not = self.readings.iter().rev().find(|reading| reading.state == State::Second);
            if not.is_some_and(|not| day.at <= not.at) {
                continue;
            }
            if self.at(day.at)?.is_none_or(|reading| reading.state == State::First) {
                break;
            }
        }
        Ok(())
    }
}

impl Found {
    /// What rising readings show; means turn at `level`.
    pub fn of(readings: Vec<Reading>, level: f64, spent: bool) -> Found {
        let stretches = stretches(&readings);
        let turn = |pair: &[Stretch]| turn(&readings, level, &pair[0], &pair[1]);
        Found { turns: stretches.windows(2).map(turn).collect(), stretches, readings, spent }
    }
}

/// What is shown from which place to which, until something else is: what is not shown ends nothing.
pub fn runs<T: PartialEq>(shown: impl IntoIterator<Item = Option<T>>) -> Vec<(T, usize, usize)> {
    let mut runs: Vec<(T, usize, usize)> = Vec::new();
    for (place, shown) in shown.into_iter().enumerate() {
        let Some(shown) = shown else { continue };
        match runs.last_mut() {
            Some((known, _, last)) if *known == shown => *last = place,
            _ => runs.push((shown, place, place)),
        }
    }
    runs
}

/// What is shown, until something else is; and up to the first and from the last value at which anything is shown.
fn stretches(readings: &[Reading]) -> Vec<Stretch> {
    let shown = readings.iter().map(|reading| Some(reading.state).filter(|it| *it != State::Open));
    let mut ends: Vec<(usize, usize)> =
        runs(shown).into_iter().map(|(_, first, last)| (first, last)).collect();
    let first = ends.first().map_or(readings.len(), |(first, _)| *first);
    let last = ends.last().map_or(readings.len(), |(_, last)| *last + 1);
    if first > 0 {
        ends.insert(0, (0, first - 1));
    }
    if last < readings.len() {
        ends.push((last, readings.len() - 1));
    }
    ends.into_iter().map(|(first, last)| stretch(&readings[first..=last])).collect()
}

/// The stretch of these readings, of which the first shows what is shown.
fn stretch(readings: &[Reading]) -> Stretch {
    let (first, last) = (readings[0], readings[readings.len() - 1]);
    let others = || readings.iter().filter(|reading| reading.state != first.state).map(|r| r.at);
    Stretch {
        state: first.state,
        first: first.at,
        last: last.at,
        tried: readings.len(),
        shown: readings.len() - others().count(),
        silent: others().next().zip(others().next_back()),
    }
}

/// The turn between two stretches: where the mean first passes `level`.
fn turn(readings: &[Reading], level: f64, below: &Stretch, above: &Stretch) -> Turn {
    let (low, high) = (below.last, above.first);
    let within = readings.iter().filter(|reading| (low..=high).contains(&reading.at));
    let silent = within.clone().count().saturating_sub(2);
    let within: Vec<(f64, f64)> =
        within.filter_map(|reading| Some((reading.at, reading.mean? - level))).collect();
    let sign_changes =
        |pair: &&[(f64, f64)]| pair[0].1 * pair[1].1 <= 0.0 && pair[0].1 != pair[1].1;
    let at = within.windows(2).find(sign_changes).map(|pair| {
        let [(from, a), (to, b)] = [pair[0], pair[1]];
        from + a / (a - b) * (to - from)
    });
    Turn { below: below.state, above: above.state, at, low, high, silent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::goal::Goal;
    use crate::question::until::Until;
    use crate::time::Instant;

    /// What is shown of a known difference whose intervals have a known half-width.
    fn reading(at: f64, mean: f64, half: f64) -> Reading {
        let ahead = if mean < 0.0 { Ahead::Second } else { Ahead::First };
        let state = State::of(ahead, mean.abs() > half, mean == 0.0 && half == 0.0);
        let launched = [Launched { count: 10, of: 10 }; 2];
        let ci = Some(Interval::around(mean, half));
        Reading { at, n: 10, mean: Some(mean), ci, state, decided: Decided::Mean, launched }
    }

    fn found(difference: impl Fn(f64) -> f64, half: f64) -> Found {
        let mut read = |at: f64| Ok::<_, ()>(reading(at, difference(at), half));
        search(&mut read, &|share| share, 0.0, &[]).unwrap()
    }

    /// The turns as (below, above), and where they are; half-way where no mean says it.
    fn shown(found: &Found) -> (Vec<(State, State)>, Vec<f64>) {
        let at = |turn: &Turn| turn.at.unwrap_or(0.5 * (turn.low + turn.high));
        found.turns.iter().map(|turn| ((turn.below, turn.above), at(turn))).unzip()
    }

    #[test]
    fn a_straight_line_turns_where_it_must() {
        // 10 (0.3 - x): zero at 0.3; |10 (0.3 - x)| <= 0.5 from 0.25 to 0.35.
        let found = found(|x| 10.0 * (0.3 - x), 0.5);
        let (states, at) = shown(&found);
        assert_eq!(states, [(State::First, State::Second)]);
        assert!((at[0] - 0.3).abs() < 1e-9, "{at:?}");
        let Turn { low, high, .. } = found.turns[0];
        assert!((0.248..0.25).contains(&low) && (0.35..0.352).contains(&high), "{low} {high}");
        assert!(found.readings.windows(2).all(|pair| pair[0].at < pair[1].at));
        // Nothing bends: 9 values, 8 between them, and two brackets.
        assert!(found.readings.len() <= 17 + 2 * HALVINGS && !found.spent);
    }

    #[test]
    fn none_two_and_open_ends() {
        assert!(found(|x| 1.0 + x, 0.1).turns.is_empty());
        let (states, at) = shown(&found(|x| (x - 0.2) * (x - 0.7), 0.01));
        assert_eq!(states, [(State::First, State::Second), (State::Second, State::First)]);
        assert!((at[0] - 0.2).abs() < 0.001 && (at[1] - 0.7).abs() < 0.001, "{at:?}");
        // So noisy that nothing is ever shown.
        let noisy = found(|x| x - 0.5, 9.0);
        assert!(noisy.turns.is_empty());
        assert!(noisy.readings.iter().all(|reading| reading.state == State::Open));
        // A lead that fades: shown up to 0.6, never the other's.
        let (states, at) = shown(&found(|x| 1.0 - x, 0.4));
        assert_eq!(states, [(State::First, State::Open)]);
        assert!((at[0] - 0.6).abs() < 0.001, "{at:?}");
    }

    /// Equal up to 0.3, then apart, then equal again from 0.6 on: both ends of the ties are found.
    #[test]
    fn ties_end_and_begin() {
        let apart = |x: f64| if (0.3..0.6).contains(&x) { 2.0 } else { 0.0 };
        let (states, at) = shown(&found(apart, 0.0));
        assert_eq!(states, [(State::Equal, State::First), (State::First, State::Equal)]);
        assert!((at[0] - 0.3).abs() < 0.001 && (at[1] - 0.6).abs() < 0.001, "{at:?}");
        assert!(found(|_| 0.0, 0.0).turns.is_empty());
        // Unknown in a stretch between two leads: one turn within it.
        let step = |x: f64| if x < 0.3 { -1.0 } else { f64::from(u8::from(x > 0.6)) };
        let (states, at) = shown(&found(step, 0.1));
        assert_eq!(states, [(State::Second, State::First)]);
        assert!((0.3..0.61).contains(&at[0]), "{at:?}");
    }

    /// A meeting every 24 h, work of 1 to 100 h: work is handed over at the next meeting instead of after 4 h,
    /// so the difference is ceil(x / 24) 24 - x - 4. It is positive at each of the first nine values.
    #[test]
    fn a_saw_tooth_between_the_first_values_is_found() {
        let hours = |share: f64| 1.0 + 99.0 * share;
        let difference = |share: f64| {
            let x = hours(share);
            (x / 24.0).ceil() * 24.0 - x - 4.0
        };
        assert!((0..9).all(|k| difference(f64::from(k) / 8.0) > 0.0));
        let found = found(difference, 0.0);
        let (states, at) = shown(&found);
        let turn = [(State::First, State::Second), (State::Second, State::First)];
        assert_eq!(states, turn.repeat(4));
        for (at, wanted) in at.iter().zip([20.0, 24.0, 44.0, 48.0, 68.0, 72.0, 92.0, 96.0]) {
            assert!((hours(*at) - wanted).abs() < 0.05, "{} {wanted}", hours(*at));
        }
        assert!(!found.spent);
    }

    /// Days end at 0.05, 0.15, ... 0.95. It holds from 0.38 on, but not from 0.62 to 0.64: the day that ends at 0.65
    /// is the last before which nothing fails; without that hole it is the one that ends at 0.45.
    #[test]
    fn the_last_safe_day_holds_at_its_end_and_at_all_before() {
        let ends = (0..10).map(|k| 0.1 * f64::from(k) + 0.05);
        let days: Vec<DayEnd> = ends.map(|at| DayEnd { at, day: Instant(0) }).collect();
        let bound = &Goal::parse("cost >= 0").unwrap().bounds[0];
        let last = |holds: &dyn Fn(f64) -> bool| {
            let mut read =
                |at: f64| Ok::<_, ()>(reading(at, if holds(at) { 1.0 } else { -1.0 }, 0.1));
            let found = search(&mut read, &|share| share, 0.0, &days).unwrap();
            let until = Until::of(&found.readings, &days, bound);
            assert_eq!(until.likely, until.shown);
            until.shown.map(|time| time.at)
        };
        let hole = |at: f64| (0.38..0.62).contains(&at) || at >= 0.64;
        assert_eq!(last(&|at| at >= 0.38), Some(days[4].at));
        assert_eq!(last(&hole), Some(days[6].at));
        assert_eq!((last(&|_| true), last(&|at| at < 0.38)), (Some(days[0].at), None));
    }

    /// Shown by hand, `-` is nothing: flicker is one stretch, however long its silence; the other's lead ends it, and
    /// what is silent at an end of the range stands alone.
    #[test]
    fn only_what_is_shown_ends_a_stretch() {
        let of = |states: &str| {
            let state = |c| match c {
                'a' => (State::First, 1.0),
                'b' => (State::Second, -1.0),
                '=' => (State::Equal, 0.0),
                _ => (State::Open, 0.1),
            };
            let known = states.chars().map(state).enumerate();
            let known =
                known.map(|(at, (state, mean))| Reading { state, ..reading(at as f64, mean, 0.1) });
            Found::of(known.collect(), 0.0, false)
        };
        let told = |states: &str| -> Vec<(State, [f64; 2], [usize; 2])> {
            let one = |it: &Stretch| (it.state, [it.first, it.last], [it.shown, it.tried]);
            of(states).stretches.iter().map(one).collect()
        };
        let (open, a, b) = (State::Open, State::First, State::Second);
        assert_eq!(told("---"), [(open, [0.0, 2.0], [3, 3])]);
        assert_eq!(told("a-a---aa"), [(a, [0.0, 7.0], [4, 8])]);
        let ends =
            [(open, [0.0, 0.0], [1, 1]), (a, [1.0, 4.0], [2, 4]), (open, [5.0, 6.0], [2, 2])];
        assert_eq!(told("-a--a--"), ends);
        let turned =
            [(a, [0.0, 2.0], [2, 3]), (b, [5.0, 7.0], [2, 3]), (State::Equal, [8.0, 8.0], [1, 1])];
        assert_eq!(told("a-a--b-b="), turned);
        let found = of("a-a--b-b=");
        assert_eq!(found.stretches[1].silent, Some((6.0, 6.0)));
        let turns: Vec<_> = found.turns.iter().map(|it| (it.low, it.high, it.silent)).collect();
        assert_eq!(turns, [(2.0, 5.0, 2), (7.0, 8.0, 0)]);
        // From 0.1 at 4 to -1 at 5: zero after a part of 0.1 / 1.1.
        assert!(found.turns[0].at.is_some_and(|at| (at - (4.0 + 0.1 / 1.1)).abs() < 1e-12));
        assert!(of("").stretches.is_empty());
    }

    #[test]
    fn a_search_ends_and_says_so() {
        // Forty teeth, each of a rise and a jump.
        let found = found(|x| (x * 40.0).fract() - 0.5, 0.0);
        assert!(found.spent && found.readings.len() == MOST);
    }

    #[test]
    fn whole_numbers_are_read_once_each() {
        let mut count = 0;
        let mut read = |at: f64| {
            count += 1;
            Ok::<_, ()>(reading(at, 2.4 - 4.0 * at, 0.1))
        };
        // Five values: 0, 1/4, ..., 1.
        let snap = |share: f64| (share * 4.0).round() / 4.0;
        let found = search(&mut read, &snap, 0.0, &[]).unwrap();
        assert_eq!((count, found.readings.len()), (5, 5));
        let turn = found.turns[0];
        // Between 2 and 3 of 0..4.
        assert!(turn.at.is_some_and(|at| (0.5..0.75).contains(&at)));
        assert_eq!((turn.low, turn.high), (0.5, 0.75));
    }
}
