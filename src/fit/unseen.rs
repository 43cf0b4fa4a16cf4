//! Steps of a scenario to which recorded campaigns never came: they are not in the log, or the campaigns are of other work.

use super::history::History;
use crate::model::Facts;
use std::collections::BTreeSet;

/// That none of a step was needed, by chance, is no surprise above it.
const CHANCE: f64 = 0.01;

/// Streams, by their numbers, of which these campaigns have no job that was over, done or stopped, though chance would hardly leave all of
/// them out.
pub fn of(facts: &Facts, history: &History, cases: &[usize]) -> Vec<usize> {
    let over: BTreeSet<usize> = cases.iter().copied().collect();
    let own = history.all().filter(|pass| pass.end.is_some() && over.contains(&pass.case));
    let came: BTreeSet<&str> = own.map(|pass| &*history.steps[pass.step].name).collect();
    let is_due = |stream: usize| {
        let tasks = tasks(facts, stream) * cases.len() as f64;
        tasks > 0.0 && libm::pow(1.0 - facts.streams[stream].occurs, tasks) < CHANCE
    };
    let all = 0..facts.streams.len();
    all.filter(|stream| is_due(*stream) && !came.contains(&*facts.streams[*stream].name)).collect()
}

/// Those after which nothing comes: without them it is not known when a campaign was done.
pub fn last(facts: &Facts, streams: &[usize]) -> Vec<usize> {
    let ends = |stream: &&usize| !facts.streams.iter().any(|other| other.needs.contains(stream));
    streams.iter().filter(ends).copied().collect()
}

/// How many tasks of a stream a campaign has at most.
fn tasks(facts: &Facts, stream: usize) -> f64 {
    let all = facts.deliverables.iter().filter(|it| !it.skip.contains(&stream));
    let count: f64 = all.map(|it| f64::from(it.count)).sum();
    if facts.streams[stream].once { count.min(1.0) } else { count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{log, scenario};

    /// Half of the pages are proofed: of six that none was is one in 64, of seven one in 128. All are sent, after which nothing comes.
    #[test]
    fn a_step_that_few_need_may_be_lacking_by_chance() {
        let facts = |occurs: &str| {
            let text = format!(
                "schema = 2\nname = \"S\"\ncalendar = \"always\"\nteams = {{ t = {{}} }}\nstreams = [{{ name = \"write\", team = \"t\", effort = \"1h\" }}, {{ name = \"proof\", team = \"t\", effort = \"1h\", needs = [\"write\"], occurs = {occurs} }}, {{ name = \"send\", team = \"t\", effort = \"1h\", needs = [\"proof\"] }}]\ndeliverables = [{{ name = \"page\" }}]\nmodels = [{{ name = \"m\" }}]\n"
            );
            scenario::load("s.toml", &text, &[]).unwrap().facts
        };
        let of_log = |more: &str| {
            let row =
                |it: usize| format!("c{it},page,write,2026-01-05 09:00,2026-01-05 10:00,done\n");
            let rows: String = (0..7).map(row).collect();
            let text = format!("campaign,item,step,start,end,status\n{rows}{more}");
            History::of(&log::read("log.csv", text.as_bytes(), &Default::default()).unwrap(), None)
        };
        let history = of_log("");
        let found = |occurs, n| of(&facts(occurs), &history, &(0..n).collect::<Vec<_>>());
        assert_eq!((found("0.5", 6), found("0.5", 7)), (vec![2], vec![1, 2]));
        // What was stopped, since nobody waited for it any longer, was there.
        let stopped = of_log("c0,page,send,2026-01-05 10:00,2026-01-05 11:00,stopped\n");
        assert_eq!(of(&facts("0.5"), &stopped, &[0, 1, 2]), Vec::<usize>::new());
        assert_eq!(last(&facts("0.5"), &[1, 2]), [2]);
    }
}
