//! Steps that begin at once, before what they rest on is there: the log says of what they do again that it was for news, and whose
//! news came in between tells on which step they rest.

use super::again;
use super::delays;
use super::estimate::Estimate;
use super::flow::{Early, Flow};
use super::history::{History, Pass};
use crate::time::{DAY, WEEK};
use std::collections::BTreeMap;

/// So many reworks show on which step another rests, and one of so many that have no other reason.
const SHOWN: usize = 8;
const ONE_OF: usize = 10;

/// When news were there, and when their receiver was to take them in.
type News = Vec<(i64, i64)>;

/// By receiver and giver, what the receiver did again for no news that is known.
type Unexplained = BTreeMap<usize, BTreeMap<usize, News>>;

/// Who begins without waiting for whom.
pub fn of(history: &History, flow: &Flow) -> Vec<Early> {
    let all = unexplained(history, flow);
    let mut found = Vec::new();
    for (to, givers) in &all {
        let of: usize = givers.values().map(Vec::len).sum();
        for (from, news) in givers {
            let back = all.get(from).and_then(|it| it.get(to)).map_or(0, Vec::len);
            if news.len() >= SHOWN && news.len() * ONE_OF >= of && news.len() > back {
                found.push(early((*from, *to), news));
            }
        }
    }
    found
}

fn early((from, to): (usize, usize), news: &News) -> Early {
    let share = Estimate::of(0.0, None, news.len(), "reworks");
    Early { from, to, share, meeting: meeting(news) }
}

/// Cadence and instant of the meeting at which news are told, where they were there at any time before.
fn meeting(news: &News) -> Option<(i64, i64)> {
    let (ended, told): (Vec<i64>, Vec<i64>) = news.iter().copied().unzip();
    let shows = |every: &i64| delays::meeting(&ended, *every).is_none();
    let at = |every: i64| Some((every, delays::meeting(&told, every)?));
    [WEEK, DAY].into_iter().filter(shows).find_map(at)
}

fn unexplained(history: &History, flow: &Flow) -> Unexplained {
    let mut all = Unexplained::new();
    let is_news = |it: &&Pass| it.nth > 0 && it.cause.as_deref() == Some("upstream");
    for pass in history.all().filter(is_news).filter(|it| !history.steps[it.step].review) {
        if let Some((giver, news)) = giver(history, flow, pass) {
            all.entry(pass.step).or_default().entry(giver).or_default().push(news);
        }
    }
    all
}

/// The step of work whose end was the last before a pass was to take it in, if none of those before it was done again meanwhile.
fn giver(history: &History, flow: &Flow, pass: &Pass) -> Option<(usize, (i64, i64))> {
    let until = pass.ready()?;
    let earlier = |it: &&Pass| it.step == pass.step && it.nth + 1 == pass.nth;
    let since = history.of_item(pass.item).find(earlier)?.ready()?;
    let between = |it: &&Pass| it.done && it.end.is_some_and(|end| since < end && end <= until);
    let work = |it: &&Pass| it.step != pass.step && !history.steps[it.step].review;
    let meanwhile = || again::beside(history, pass).filter(work).filter(between);
    let is_before = |it: &Pass| flow.before[pass.step].contains(&it.step);
    let is_known =
        |it: &Pass| is_before(it) && (it.nth > 0 || flow.early(it.step, pass.step).is_some());
    if meanwhile().any(is_known) {
        return None;
    }
    let apart = |it: &&Pass| !is_before(it) && !flow.before[it.step].contains(&pass.step);
    let last = meanwhile().filter(apart).max_by_key(|it| it.end)?;
    Some((last.step, (last.end?, until)))
}

#[cfg(test)]
mod tests {
    use crate::fit::{Fit, fit};
    use crate::log::read;

    /// Twelve pages, a campaign each: text and picture are asked for at once, and the picture, which is done first, is done again on
    /// Monday for the text, whose news takes a half of the first time.
    fn pages(cause: &str) -> Fit {
        let mut text = "campaign,item,step,person,asked,start,end,cause\n".to_owned();
        for week in 0..12 {
            let day = |n: i64| {
                jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().days(7 * week + n))
            };
            let mut job = |step: &str, on: [i64; 2], until: i64, cause: &str| {
                let [asked, end] = on.map(day);
                text += &format!(
                    "c{week},page,{step},{step}er,{asked} 09:00,{end} 09:00,{end} {until}:00,{cause}\n"
                );
            };
            job("picture", [0, 0], 13, "");
            job("text", [0, 1 + week % 4], 12, "");
            job("picture", [7, 7], 11, cause);
            job("print", [8, 8], 10, "");
        }
        fit(&read("log.csv", text.as_bytes(), &Default::default()).unwrap(), &Default::default())
            .unwrap()
    }

    #[test]
    fn what_is_done_again_for_news_rests_on_what_was_done_meanwhile() {
        let found = pages("upstream");
        let row =
            "from = \"text\"\nto = \"picture\"\nstart = \"brief\"\nrelease = \"sync meeting\"";
        assert!(found.scenario.contains(row), "{}", found.scenario);
        // Two hours of four, in all twelve.
        let told = |end: &str| {
            found.rows.iter().find(|row| row.path.ends_with(end)).map(|it| (&*it.value, it.n))
        };
        assert_eq!(told("handoffs.impact"), Some(("0.5", 12)));
        assert_eq!(told("handoffs.sensitivity"), Some(("1", 12)));
        // Of what is not said to be for news nobody knows on what it rests.
        assert!(!pages("").scenario.contains("brief"));
    }
}
