//! No task starts before its handoffs demand, and every draw belongs to its task, whatever the model.

use crate::rich::{FATIGUE, TEAMS, every_model, scenario};
use crate::runs::{breaches, loaded, traced};
use flowcast::plan::Plan;
use flowcast::trace::{Event, Trace};
use std::collections::BTreeMap;

const SEED: u64 = 7;
const REPLICATIONS: u32 = 40;

#[test]
fn no_task_starts_before_its_handoffs_demand() {
    let (_, plans) = loaded(&scenario(&TEAMS, &(every_model() + FATIGUE)));
    let mut seen = (0, 0);
    for plan in &plans {
        for replication in 0..REPLICATIONS {
            let (_, trace) = traced(plan, SEED, replication);
            let (early, starts, waits) = hasty_starts(plan, &trace);
            assert_eq!(early, Vec::<String>::new(), "{}, replication {replication}", plan.model);
            seen = (seen.0 + starts, seen.1 + waits);
        }
    }
    assert!(
        seen.0 > 10_000 && seen.1 > 1_000,
        "the scenario is too tame to show anything: {seen:?}"
    );
}

/// A plan that demands more than the trace was made with must be found out.
#[test]
pub fn hasty_starts_are_noticed() {
    let (_, plans) = loaded(&scenario(&TEAMS, &every_model()));
    let mesh = plans.iter().find(|plan| plan.model == "adaptive-mesh").expect("listed");
    let (_, trace) = traced(mesh, SEED, 0);
    let mut strict = mesh.clone();
    strict.links.iter_mut().for_each(|link| link.early = None);
    assert!(!hasty_starts(&strict, &trace).0.is_empty());
}

/// Starts that came too early; how many starts and waits there were.
pub fn hasty_starts(plan: &Plan, trace: &Trace) -> (Vec<String>, usize, usize) {
    let first = |link: u32| {
        let link = &plan.links[link as usize];
        if link.brief { -1 } else { i64::from(link.early.is_none()) }
    };
    let mut demanded: Vec<i64> = plan.handoffs.iter().map(|handoff| first(handoff.link)).collect();
    let mut published = vec![0; demanded.len()];
    let mut delivered = vec![-1; demanded.len()];
    let (mut hasty, mut starts, mut waits) = (Vec::new(), 0, 0);
    for (at, event) in &trace.events {
        match event {
            Event::Published { handoff, version, .. } => published[*handoff] = i64::from(*version),
            Event::Delivered { handoff, version, .. } => {
                delivered[*handoff] = delivered[*handoff].max(i64::from(*version));
            }
            Event::Waits { handoff, .. } => {
                demanded[*handoff] = published[*handoff] + 1;
                waits += 1;
            }
            Event::JobStarted { task, .. } => {
                let (from, to) = plan.tasks[*task].into;
                let missing = (from as usize..to as usize).filter(|h| delivered[*h] < demanded[*h]);
                hasty.extend(missing.map(|h| format!("{} at {at:?}: {h}", plan.task_name(*task))));
                starts += 1;
            }
            _ => {}
        }
    }
    (hasty, starts, waits)
}

#[test]
fn every_replication_obeys_the_laws() {
    let portfolio = "[portfolio]\ncampaigns = 3\nevery = \"1w\"\n";
    for more in ["", FATIGUE, portfolio] {
        let (_, plans) = loaded(&scenario(&TEAMS, &(every_model() + more)));
        for plan in &plans {
            for replication in 0..REPLICATIONS {
                let (record, trace) = traced(plan, SEED, replication);
                let found = breaches(plan, &record, &trace);
                assert_eq!(
                    found,
                    Vec::<String>::new(),
                    "{}, replication {replication}",
                    plan.model
                );
            }
        }
    }
}

#[test]
fn base_efforts_are_the_same_under_every_model() {
    let (_, plans) = loaded(&scenario(&TEAMS, &every_model()));
    let work = plans[0].tasks.iter().enumerate().filter(|(task, _)| !plans[0].is_approval(*task));
    let work: Vec<usize> = work.map(|(task, _)| task).collect();
    let mut previous = BTreeMap::new();
    for replication in 0..REPLICATIONS {
        let expected = base_efforts(&plans[0], replication);
        assert_eq!(expected.keys().copied().collect::<Vec<_>>(), work);
        for plan in &plans[1..] {
            assert_eq!(base_efforts(plan, replication), expected, "{}", plan.model);
        }
        assert_ne!(expected, previous, "replications differ");
        previous = expected;
    }
}

/// The effort of the first job of every work task, in microseconds.
fn base_efforts(plan: &Plan, replication: u32) -> BTreeMap<usize, i64> {
    let (_, trace) = traced(plan, SEED, replication);
    let mut efforts = BTreeMap::new();
    for (_, event) in &trace.events {
        if let Event::JobStarted { task, reviewer: None, rework: None, effort, .. } = event {
            efforts.entry(*task).or_insert(*effort);
        }
    }
    efforts
}
