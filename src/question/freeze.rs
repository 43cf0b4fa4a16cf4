//! When must a change have come? The last working day to whose end the launch date still holds, found by halving.

use super::goal::Bound;
use super::sweep::{DayEnd, Range, day_ends};
use super::{Bench, Stopped};
use crate::model::Facts;
use crate::study::Progress;
use crate::time::{HOUR, Instant};

/// So many ends of days at most are tried: halving as many days as a decade has takes fewer.
pub const MOST: u64 = 14;

/// Until when a change may come.
#[derive(Clone, Debug, PartialEq)]
pub struct Freeze {
    /// The change.
    pub change: String,
    /// When the last working day begins to whose end it may come; `None` where no day is safe.
    pub last: Option<Instant>,
    /// When the next one begins, to whose end it may not; `None` where there is no later one.
    pub open: Option<Instant>,
    /// So many ends of days were tried.
    pub tried: usize,
}

/// Of each change that comes so long before a fixed launch date: until when it may come so that a bench's only model is
/// shown to keep the bound. None without a start. Between days that were tried nothing else is.
///
/// # Errors
/// What stops a run.
pub fn freezes(
    bench: &Bench,
    facts: &Facts,
    bound: &Bound,
    progress: &dyn Progress,
) -> Result<Vec<Freeze>, Stopped> {
    let Some(launch) = facts.launch.and_then(|launch| launch.at) else { return Ok(Vec::new()) };
    let high = launch.of(Instant::ZERO).0 as f64 / HOUR as f64;
    let range = Range { low: 0.0, high, unit: "h".to_owned(), log: false, whole: false };
    let mut found = Vec::new();
    for (index, change) in facts.changes.iter().enumerate() {
        let path = format!("changes[{index}].before");
        let days = day_ends(&path, &range, facts);
        let set = |day: &DayEnd| [(path.clone(), range.at(day.at))];
        // A change that comes at a date, or again and again, has no such key.
        if days.last().is_none_or(|day| bench.resolve(&set(day)).is_err()) {
            continue;
        }
        let mut holds = |day: &DayEnd| -> Result<bool, Stopped> {
            let study = bench.study(&set(day), progress)?;
            Ok(bound.estimate(&study, &study.models[0]).holds == Some(true))
        };
        found.push(Freeze { change: change.name.clone(), ..halved(&days, &mut holds)? });
    }
    Ok(found)
}

/// The first of these days, the latest first, that holds, where an earlier day holds if a later one does.
fn halved<E>(
    days: &[DayEnd],
    holds: &mut dyn FnMut(&DayEnd) -> Result<bool, E>,
) -> Result<Freeze, E> {
    let mut tried = 0;
    let mut at = |place: usize| {
        tried += 1;
        holds(&days[place])
    };
    // Nothing is known to hold at `yes`, nor not to hold before `no`, until it is tried.
    let (mut no, mut yes) = (0, days.len());
    if at(days.len() - 1)? {
        yes = days.len() - 1;
        while no < yes {
            let middle = usize::midpoint(no, yes);
            if at(middle)? { yes = middle } else { no = middle + 1 }
        }
    }
    let day = |place: usize| days.get(place).map(|day| day.day);
    let open = yes.checked_sub(1).and_then(day);
    Ok(Freeze { change: String::new(), last: day(yes), open, tried })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::goal::Goal;
    use crate::scenario::Document;
    use crate::study::Unwatched;

    /// Days 0 (the latest) to 9: those from `first` on hold.
    fn found(first: usize) -> Freeze {
        let days: Vec<DayEnd> =
            (0..10).map(|k| DayEnd { at: f64::from(k), day: Instant(9 - i64::from(k)) }).collect();
        halved::<()>(&days, &mut |day| Ok(day.at >= first as f64)).unwrap()
    }

    #[test]
    fn halving_finds_the_last_day_that_holds() {
        for first in 0..10 {
            let wanted = Some(Instant(9 - first as i64));
            let open = (first > 0).then(|| Instant(10 - first as i64));
            let Freeze { last, open: next, tried, .. } = found(first);
            assert_eq!((last, next), (wanted, open));
            // The earliest, then at most four to halve nine days.
            assert!(tried <= 5, "{tried}");
        }
        assert_eq!((found(10).last, found(10).tried), (None, 1));
    }

    /// One piece takes 12 h, so from Monday 09:00 with eight hours a day until Tuesday; the change reopens all of it,
    /// and the launch is on Monday 11 January 09:00. If it comes by the end of Wednesday, Thursday and Friday are left
    /// for 12 h; if by the end of Thursday, Friday is.
    #[test]
    fn a_change_may_come_until_its_work_still_fits() {
        let text = "schema = 2\nname = \"T\"\nstart = \"2027-01-04 09:00\"\n[launch]\nat = \"7d\"\n[teams]\na = {}\n\
                    [[streams]]\nname = \"s\"\nteam = \"a\"\neffort = \"12h\"\n[[deliverables]]\nname = \"x\"\n\
                    [rework]\nlearning = 1\n\
                    [[changes]]\nname = \"offer\"\nstream = \"s\"\nbefore = \"1d\"\nseverity = 1\n\
                    [[models]]\nname = \"A\"\npreset = \"sequential-cascade\"\n";
        let document = Document::parse("t.toml", text).unwrap();
        let scenario = document.resolve().unwrap();
        let bench = Bench::of(&document, &scenario).with_replications(40);
        let goal = Goal::parse("ready >= 85%").unwrap();
        let found = freezes(&bench, &scenario.facts, &goal.bounds[0], &Unwatched).unwrap();
        let day = |days: i64| Some(Instant((24 * days - 9) * HOUR));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].last, found[0].open), (day(2), day(3)));
    }
}
