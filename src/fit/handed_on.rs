//! What a log tells of a hub: which jobs are its own, what they hand on, and how long they take.

use super::delays;
use super::history::{History, Pass, Step, Work};
use super::hub::{Hub, Pair, Returned};
use super::law::{Law, Sample};
use crate::log::{Grain, Kind, Log};
use std::collections::{BTreeMap, BTreeSet};

/// What `export-log` writes between the names of giver and receiver.
const TO: &str = " to ";

/// Jobs beside the steps as they are read: the kind, what the log calls it, and the pass.
pub type Read = Vec<(Kind, String, Pass)>;

impl Hub {
    /// Puts jobs beside the steps among the passes.
    pub fn add(history: &mut History, log: &Log, read: Read) {
        let mut hub = Hub::default();
        let mut audit = None;
        let pairs = pairs(history, log, &read);
        for (kind, name, pass) in read {
            let (place, step) = match kind {
                Kind::Audit => (&mut hub.audits, &mut audit),
                _ => (&mut hub.jobs, &mut hub.step),
            };
            let step = *step.get_or_insert_with(|| {
                history.steps.push(aside(if kind == Kind::Audit { "audits" } else { "hub" }));
                history.steps.len() - 1
            });
            place.push(history.passes.len());
            let pair = pairs.get(&name).copied();
            if let (Kind::Broker, Some(start), Some(end)) = (kind, pass.start, pass.end)
                && pass.done
                && pass.approved != Some(false)
            {
                hub.passed.entry((pass.item, pair)).or_default().push((start, end));
            }
            if let (Kind::Broker, Some(at), Some(false)) = (kind, pass.end, pass.approved) {
                hub.returned.push(Returned { case: pass.case, item: pass.item, pair, at });
            }
            let asked = pass.asked.or_else(|| given(history, &pass, pair)).or(pass.start);
            history.passes.push(Pass { asked, step, nth: 0, round: 0, ..pass });
        }
        for step in hub.step.into_iter().chain(audit) {
            let own = |pass: &&Pass| pass.step == step && pass.start.is_some();
            history.steps[step].elapsed =
                history.grain == Grain::Day || !history.passes.iter().any(|pass| own(&pass));
        }
        history.hub = hub;
    }

    /// The step of a hub whose jobs tell how long they took.
    pub fn timed(&self, history: &History) -> Option<usize> {
        self.step.filter(|step| !history.steps[*step].elapsed)
    }

    /// Whether a hub's jobs do not tell when work waited for it.
    pub fn is_hidden(&self, history: &History) -> bool {
        self.step.is_some() && self.timed(history).is_none()
    }

    /// What a hub's jobs take.
    pub fn effort(&self, history: &History, work: Work<'_>, grain: f64) -> Option<Law> {
        let mut sample = Sample::default();
        self.timed(history)?;
        for pass in self.jobs.iter().map(|place| &history.passes[*place]) {
            let of = if pass.done { &mut sample.values } else { &mut sample.cut };
            of.extend(work(pass));
        }
        Law::of(&sample, grain, "jobs")
    }
}

/// When the giver was done with what a job hands on. Where it goes to the same step, that is work on another piece, and nobody knows
/// on which.
fn given(history: &History, pass: &Pass, pair: Option<Pair>) -> Option<i64> {
    let (from, to) = pair.filter(|(from, to)| from != to)?;
    delays::last_end(history, &Pass { step: to, ..pass.clone() }, from, pass.start?)
}

fn aside(name: &str) -> Step {
    let name = name.to_owned();
    Step { name, review: false, once: false, elapsed: true, asked: false }
}

/// Giver and receiver by the names of jobs that tell them.
fn pairs(history: &History, log: &Log, read: &Read) -> BTreeMap<String, Pair> {
    let step = |name: &str| {
        let name = log.steps.named(name);
        history.steps.iter().position(|step| step.name == name)
    };
    let split = |name: &str| {
        let mut places = name.match_indices(TO);
        places.find_map(|(at, _)| Some((step(&name[..at])?, step(&name[at + TO.len()..])?)))
    };
    let mut pairs = BTreeMap::new();
    let mut tried = BTreeSet::new();
    for (_, name, _) in read {
        if tried.insert(name) {
            pairs.extend(split(name).map(|pair| (name.clone(), pair)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use crate::fit::fit;
    use crate::log::read;

    /// Each of twelve drafts is done at 10:00, handed on from 11:00 to 11:15, and asked for at 12:15: the hub takes a quarter of an hour, and
    /// an hour is left for the latency. One of them is audited.
    #[test]
    fn what_goes_through_a_hub_waits_for_it_and_not_on_its_way() {
        let mut text = "campaign,item,step,kind,team,person,asked,start,end,outcome\n".to_owned();
        for week in 0..12 {
            let date = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().weeks(week));
            let mut job = |step: &str, kind: &str, team: &str, [asked, start, end]: [&str; 3]| {
                let [asked, start, end] = [asked, start, end].map(|at| match at {
                    "" => String::new(),
                    at => format!("{date} {at}"),
                });
                let outcome = if kind == "broker" { "approved" } else { "" };
                text += &format!(
                    "c{week},ad,{step},{kind},{team},{team} 1,{asked},{start},{end},{outcome}\n"
                );
            };
            job("draft", "work", "desk", ["09:00", "09:00", "10:00"]);
            job("draft to set", "broker", "head", ["", "11:00", "11:15"]);
            job("set", "work", "print", ["12:15", "12:15", "13:00"]);
            if week == 0 {
                job("set", "audit", "head", ["", "15:00", "15:30"]);
            }
        }
        let log = read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let names: Vec<&str> = log.steps.rules.iter().map(|rule| &*rule.name).collect();
        assert_eq!(names, ["draft", "set"]);
        let fit = fit(&log, &Default::default()).unwrap();
        let told = |path: &str| {
            let row = fit.rows.iter().find(|row| row.path == path);
            row.map(|row| (&*row.value, row.n, row.grade))
        };
        assert_eq!(told("broker.effort"), Some(("15m", 12, "A")), "{}", fit.scenario);
        assert_eq!(told("handoffs.latency"), Some(("60m", 12, "A")));
        assert!(fit.scenario.contains("name = \"As is\"\nvia = \"hub\"\n"), "{}", fit.scenario);
        assert!(fit.findings.iter().any(|it| it.contains("1 job is an audit by `head`")));
    }
}
