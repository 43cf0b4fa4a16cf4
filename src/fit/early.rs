//! Steps that begin on unfinished work: asked for while their giver is at it, each time after about the same share of its work.

use super::estimate::Estimate;
use super::flow::{Early, Flow};
use super::history::{History, Pass, Work};
use crate::stats;
use crate::time::{HOUR, SECOND};

/// So many that began so show it.
const SHOWN: usize = 8;
/// A share outside of these is no beginning on half-done work: nothing was there yet, or all was.
const INSIDE: (f64, f64) = (0.02, 0.98);
/// The middle half of shares that have nothing to do with the giver's work is twice as wide.
const SPREAD: f64 = 0.25;

/// For each step the giver on whose work it begins most evenly, if there is one; `latency` in hours lies between.
pub fn of(history: &History, flow: &Flow, work: Work<'_>, latency: f64) -> Vec<Early> {
    let steps = &history.steps;
    let timed = |step: &usize| !steps[*step].review && !steps[*step].elapsed;
    let receives = |step: &usize| timed(step) && !steps[*step].once && steps[*step].asked;
    let best = |to: usize| {
        let apart = |from: &usize| {
            *from != to && !flow.before[to].contains(from) && !flow.before[*from].contains(&to)
        };
        let givers = (0..steps.len()).filter(timed).filter(apart);
        let told = givers.filter_map(|from| {
            let (spread, share) = evenly(shares(history, (from, to), work, latency))?;
            Some((spread, Early { from, to, share, meeting: None }))
        });
        told.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, early)| early)
    };
    (0..steps.len()).filter(receives).filter_map(best).collect()
}

/// Which share of a giver's first job was done when its receiver was first asked for.
fn shares(history: &History, (from, to): (usize, usize), work: Work<'_>, latency: f64) -> Vec<f64> {
    let lag = (latency * HOUR as f64) as i64;
    let share = |receiver: &Pass| {
        let at = receiver.asked? - lag;
        let giver = giver(history, from, receiver)?;
        let (start, end) = (giver.start?, giver.end?);
        let done = Pass { end: Some(at.clamp(start, end)), ..giver.clone() };
        Some(work(&done)? / work(giver).filter(|all| *all > 0.0)?)
    };
    history.of_step(to).filter(|it| it.nth == 0).filter_map(share).collect()
}

/// When a job had done a share of its work.
pub fn reached(pass: &Pass, share: f64, work: Work<'_>) -> Option<i64> {
    let (mut from, mut to) = (pass.start?, pass.end?);
    let wanted = share * work(pass)?;
    while to - from > SECOND {
        let middle = from + (to - from) / 2;
        let done = work(&Pass { end: Some(middle), ..pass.clone() })?;
        *(if done < wanted { &mut from } else { &mut to }) = middle;
    }
    Some(to)
}

/// The first job of a step that a pass may have begun on: of its item, or of the whole campaign.
fn giver<'a>(history: &'a History, step: usize, of: &Pass) -> Option<&'a Pass> {
    let first = |it: &&Pass| it.step == step && it.nth == 0 && it.done;
    match history.steps[step].once {
        true => history.cases[of.case].items.iter().flat_map(|it| history.of_item(*it)).find(first),
        false => history.of_item(of.item).find(first),
    }
}

/// How wide the middle half of shares is, and their median; `None` unless half are shares of work under way, and alike: who began
/// later waited for something besides, who began before did not wait.
fn evenly(shares: Vec<f64>) -> Option<(f64, Estimate)> {
    let inside = |it: &f64| (INSIDE.0..=INSIDE.1).contains(it);
    let of = shares.len();
    let before = shares.iter().filter(|it| **it < INSIDE.0).count();
    let inside = stats::ascending(shares.into_iter().filter(inside));
    let quartile = |at| stats::quantile(&inside, at);
    let spread = quartile(0.75)? - quartile(0.25)?;
    let often = inside.len() >= SHOWN && inside.len() * 2 >= of && before * 20 <= of;
    let shows = often && spread <= SPREAD;
    let share = Estimate::median(&inside, "first jobs")?;
    shows.then_some((spread, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_at_about_the_same_share_begins_early() {
        // 8 between .46 and .53; as many may have waited for something besides, one of twenty may not have waited.
        let even: Vec<f64> = (0..8).map(|it| 0.46 + 0.01 * f64::from(it)).collect();
        let with = |others: &[f64]| evenly(even.iter().chain(others).copied().collect());
        let (spread, share) = with(&[1.0; 8]).unwrap();
        assert!((share.value - 0.495).abs() < 1e-12 && share.n == 8 && spread < 0.05);
        assert!(with(&[1.0; 9]).is_none());
        assert!(with(&[0.0]).is_none());
        assert!(evenly(even[1..].to_vec()).is_none());
        // Anywhere within the giver's work: the middle half is as wide as a half.
        assert!(evenly((1..40).map(|it| f64::from(it) / 40.0).collect()).is_none());
    }

    /// Twenty pages, a campaign each: layout begins on the half of the text and is done before that is whole, and so is asked for its
    /// check, which sends each fourth text back.
    #[test]
    fn what_is_sent_back_may_have_been_under_way_as_the_approval_was_asked_for() {
        let mut text = "campaign,item,step,person,asked,start,end,outcome\n".to_owned();
        for week in 0..20 {
            let mut job = |step: &str, [asked, start, end]: [i64; 3], outcome: &str| {
                let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
                let at = |hour: i64| {
                    monday.saturating_add(jiff::Span::new().weeks(week).hours(hour)).to_string()
                };
                let [asked, start, end] = [asked, start, end].map(at);
                text += &format!("c{week},page,{step},{step}er,{asked},{start},{end},{outcome}\n");
            };
            job("text", [9, 9, 17], "");
            job("layout", [13, 13, 15], "");
            let back = week % 4 == 0;
            job("check", [15, 33, 34], if back { "rejected" } else { "approved" });
            if back {
                job("text", [34, 34, 36], "");
                job("check", [36, 36, 37], "approved");
            }
        }
        let log = crate::log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let fit = crate::fit::fit(&log, &Default::default()).unwrap();
        for words in ["start = \"early(0.5)\"", "returns_to = \"text\""] {
            assert!(fit.scenario.contains(words), "{}", fit.scenario);
        }
    }
}
