//! Reviews for which nobody waited any longer: stopped without a verdict, each after the same time, while others of that age were still
//! decided.

use super::estimate::Estimate;
use super::history::{History, Pass};
use crate::stats::{self, Interval};
use crate::time::{MINUTE, hours};
use std::collections::BTreeMap;

/// So many that were stopped show it.
const SHOWN: usize = 5;

/// How long people wait for a verdict, and how often they go ahead then.
#[derive(Clone, Debug)]
pub struct Bypassed {
    pub patience: Estimate,
    pub share: Estimate,
}

/// A round of reviews: how long after being asked for it was over, and whether with a verdict.
struct Round {
    lasted: i64,
    decided: bool,
}

/// Of an approval; `None` unless three of four rounds that were stopped were so after the same time.
pub fn of(history: &History, step: usize) -> Option<Bypassed> {
    let rounds = rounds(history, step);
    let stopped: Vec<i64> = rounds.iter().filter(|it| !it.decided).map(|it| it.lasted).collect();
    let middle = stats::quantile(&stats::ascending(stopped.iter().map(|it| *it as f64)), 0.5)?;
    let patience = middle as i64;
    let is_then = |it: &&i64| (**it - patience).abs() < MINUTE;
    let then = stopped.iter().filter(is_then).count();
    let later = rounds.iter().filter(|it| it.decided && it.lasted > patience + MINUTE).count();
    let at = hours(patience);
    (then >= SHOWN && then * 4 >= stopped.len() * 3).then(|| Bypassed {
        patience: Estimate::of(at, Some(Interval { low: at, high: at }), then, "reviews stopped")
            .hours()
            .by("three of four alike"),
        share: Estimate::share(then, then + later, "reviews that took as long"),
    })
}

fn rounds(history: &History, step: usize) -> Vec<Round> {
    let mut rounds: BTreeMap<(usize, usize), Vec<&Pass>> = BTreeMap::new();
    for pass in history.of_step(step) {
        rounds.entry((pass.item, pass.round)).or_default().push(pass);
    }
    let of = |passes: Vec<&Pass>| {
        let asked = passes.iter().map(|it| it.ready()).collect::<Option<Vec<i64>>>()?;
        let ends = passes.iter().map(|it| it.end).collect::<Option<Vec<i64>>>()?;
        let lasted = ends.iter().max()? - asked.iter().min()?;
        let rejected = passes.iter().any(|it| it.approved == Some(false));
        Some(Round { lasted, decided: rejected || passes.iter().all(|it| it.done) })
    };
    rounds.into_values().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use crate::fit::fit;
    use crate::log::read;

    /// Each of 30 pages is written on a Monday and reviewed from its end on. Every third is decided on the next day, every other third
    /// after four days; of the others the review is stopped after two days, and the page is printed without: 10 of 20 that took two days.
    #[test]
    fn reviews_for_which_nobody_waits_are_bypassed() {
        let mut text = "campaign,item,step,kind,team,asked,start,end,outcome,status\n".to_owned();
        for page in 0..30 {
            let at = |day: i64, time: &str| {
                let monday = jiff::civil::date(2026, 1, 5);
                let date = monday.saturating_add(jiff::Span::new().weeks(page).days(day));
                format!("{date} {time}")
            };
            let mut job = |step: &str, kind: &str, times: [&String; 3], how: &str| {
                let [asked, start, end] = times;
                text += &format!("c{page},page,{step},{kind},{step},{asked},{start},{end},{how}\n");
            };
            let [nine, ten] = [at(0, "09:00"), at(0, "10:00")];
            job("write", "work", [&nine, &nine, &ten], ",done");
            let end = at([1, 2, 4][(page % 3) as usize], "10:00");
            let begun = end.replace("10:00", "09:00");
            match page % 3 {
                1 => job("check", "review", [&ten, &String::new(), &end], ",stopped"),
                _ => job("check", "review", [&ten, &begun, &end], "approved,done"),
            }
            job("print", "work", [&end, &end, &end.replace("10:00", "11:00")], ",done");
        }
        let log = read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let fit = fit(&log, &Default::default()).unwrap();
        let told = |key: &str| {
            let path = format!("models.\"As is\".approvals[0].{key}");
            let row = fit.rows.iter().find(|row| row.path == path);
            row.map(|row| (&*row.value, row.n, row.grade))
        };
        assert_eq!(told("patience"), Some(("48h", 10, "A")), "{}", fit.scenario);
        assert_eq!(told("bypass"), Some(("0.5", 20, "A")));
    }
}
