//! What the tests share: a scenario's plans, and the laws that every replication obeys.

use flowcast::engine;
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan, Team};
use flowcast::record::{Record, Status, TeamTime};
use flowcast::scenario;
use flowcast::time::Instant;
use flowcast::trace::{Event, State, Trace};

/// The scenario of a text, or all that is wrong with it.
pub fn load(name: &str, text: &str) -> Result<(Scenario, Vec<Plan>), String> {
    let scenario =
        scenario::load(name, text, &[]).map_err(|problems| problems.render(false).to_string())?;
    let plans = plan::compile_all(&scenario).map_err(|refusals| {
        refusals.iter().map(|refusal| refusal.message.clone()).collect::<Vec<_>>().join("\n")
    })?;
    Ok((scenario, plans))
}

/// The scenario of a text that must be a valid one.
pub fn loaded(text: &str) -> (Scenario, Vec<Plan>) {
    load("test", text).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// One replication with its trace.
pub fn traced(plan: &Plan, seed: u64, replication: u32) -> (Record, Trace) {
    engine::trace(plan, seed, replication)
}

/// The person-time of each of a plan's teams and parts of teams.
pub fn people(plan: &Plan, record: &Record) -> Vec<TeamTime> {
    let mut parts = record.parts.iter();
    let mut of = |team: &Team| match team.part {
        Some(_) => parts.next().copied().expect("a record of every part"),
        None => record.teams[team.of],
    };
    let found = plan.teams.iter().map(&mut of).collect();
    assert_eq!(parts.next(), None, "more parts than the plan has");
    found
}

/// Teams whose parts do not add up to them.
fn torn(plan: &Plan, record: &Record) -> Option<String> {
    let mut sums = vec![[0; 12]; record.teams.len()];
    let figures = |time: &TeamTime| {
        let [a, b, c, d, e] = time.rework;
        let TeamTime { open, touch, review, coordination, switching, idle, .. } = *time;
        [open, touch, review, a, b, c, d, e, coordination, switching, idle, time.busy()]
    };
    for (team, time) in plan.teams.iter().zip(people(plan, record)) {
        sums[team.of].iter_mut().zip(figures(&time)).for_each(|(sum, figure)| *sum += figure);
    }
    let wrong = sums != record.teams.iter().map(figures).collect::<Vec<_>>();
    wrong.then(|| format!("parts add up to {sums:?}, teams are {:?}", record.teams))
}

/// Jobs of people who serve other deliverables than that of the task, or of the receiver of a brokered version.
fn strangers(plan: &Plan, trace: &Trace) -> Vec<String> {
    let stranger = |(_, event): &(Instant, Event)| {
        let (task, team) = match *event {
            Event::JobStarted { task, team, .. } | Event::AuditStarted { task, team, .. } => {
                (task, team)
            }
            Event::BrokerStarted { handoff, team, .. } => {
                (plan.handoffs[handoff].to as usize, team)
            }
            _ => return None,
        };
        let served = plan.deliverables[plan.tasks[task].deliverable as usize].pod;
        let of = |part: usize| plan.parts.list[part].pod;
        // Those who are left serve what is in no pod that has people of their team.
        let right = of(team) == served || of(team) == 0 && plan.crew(team).all(|p| of(p) != served);
        (!right).then(|| format!("{} works on {}", plan.teams[team].name, plan.task_name(task)))
    };
    trace.events.iter().filter_map(stranger).collect()
}

/// Breaches of the laws of one replication, in words.
pub fn breaches(plan: &Plan, record: &Record, trace: &Trace) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(torn(plan, record));
    found.extend(strangers(plan, trace));
    for (team, time) in plan.teams.iter().zip(people(plan, record)) {
        let rework: i128 = time.rework.iter().sum();
        let parts = time.touch + time.review + rework + time.coordination + time.switching;
        if time.open != parts + time.idle {
            found.push(format!("person-time of {} is not conserved: {time:?}", team.name));
        }
        if time.idle < 0 {
            found.push(format!("{} was busy while closed: {time:?}", team.name));
        }
    }
    found.extend(rework_of_nobody(record));
    found.extend(too_many_at_work(plan, trace));
    if record.status == Some(Status::Launched) {
        found.extend(wrong_open_time(plan, record, trace));
        found.extend(open_at_launch(plan, trace));
        found.extend(wrong_waits(plan, record, trace));
        found.extend(wrong_cost(plan, record));
        found.extend(wrong_last_times(plan, record));
    }
    if record.status == Some(Status::Failed) {
        found.push("the replication failed".to_owned());
    }
    found
}

/// Rework that is not that of all deliverables together.
fn rework_of_nobody(record: &Record) -> Option<String> {
    let of_team = |time: &TeamTime| time.rework.iter().sum::<i128>() as f64 * time.share.0;
    let teams: f64 = record.teams.iter().map(of_team).sum();
    let deliverables: f64 = record.deliverables.iter().map(|deliverable| deliverable.rework).sum();
    let agrees = (teams - deliverables).abs() <= 1e-9 * teams;
    (!agrees).then(|| format!("rework of {teams} by teams, {deliverables} by deliverables"))
}

/// When deliverables were done for the last time, where a campaign is alone and launched: none after it was ready, the
/// last of all then, unless something still travelled.
fn wrong_last_times(plan: &Plan, record: &Record) -> Option<String> {
    let done = record.deliverables.iter().map(|deliverable| deliverable.done);
    let Some(done) = done.collect::<Option<Vec<f64>>>() else {
        return Some("launched, but a deliverable was never done".to_owned());
    };
    let ready = record.ready_time.filter(|_| plan.rules.campaigns == 1)?;
    let last = done.iter().copied().fold(0.0, f64::max);
    let then = plan.then.iter().flat_map(|switch| &switch.plan.links);
    let travels = plan
        .links
        .iter()
        .chain(then)
        .any(|link| link.travels() != Some(flowcast::time::Elapsed(0)));
    let agrees = last <= ready && (travels || last == ready);
    (!agrees).then(|| format!("ready at {ready}, the last deliverable done at {last}"))
}

/// A cost that is not that of hours and failure, where a campaign is alone and an escape costs the same in every tier.
fn wrong_cost(plan: &Plan, record: &Record) -> Option<String> {
    let (rules, cost) = (&plan.rules, record.cost?);
    let price = rules.escape_cost[0];
    if rules.campaigns > 1 || rules.escape_cost != [price; 3] {
        return None;
    }
    let teams = plan.teams.iter().zip(people(plan, record));
    let hours: f64 =
        teams.map(|(team, time)| time.hours(time.busy()) * team.person.cost_per_hour).sum();
    let late = plan.deadline(Instant::ZERO).map_or(0.0, |due| {
        (record.cycle_time.unwrap_or(f64::NAN) - due.0 as f64) / flowcast::time::DAY as f64
    });
    let missed = if late > 0.0 { late * rules.delay_cost + rules.miss_cost } else { 0.0 };
    let expected = hours + missed + price * f64::from(record.escapes.unwrap_or(0));
    let agrees = (cost - expected).abs() <= 1e-9 * expected;
    (!agrees).then(|| format!("a cost of {cost} where hours and failure cost {expected}"))
}

/// Instants at which more people of a team were at work or absent than it has.
fn too_many_at_work(plan: &Plan, trace: &Trace) -> Vec<String> {
    let mut occupied = vec![0i64; plan.teams.len()];
    let mut found = Vec::new();
    for (at, event) in &trace.events {
        let (team, more) = match *event {
            Event::JobStarted { team, .. }
            | Event::BrokerStarted { team, .. }
            | Event::AuditStarted { team, .. } => (team, 1),
            Event::JobFinished { team, .. }
            | Event::JobStopped { team, .. }
            | Event::BrokerFinished { team, .. }
            | Event::AuditFinished { team, .. } => (team, -1),
            Event::WentAway { team, people } => (team, i64::from(people)),
            Event::CameBack { team, people } => (team, -i64::from(people)),
            _ => continue,
        };
        occupied[team] += more;
        // Whoever finishes leaves before that is told.
        let people = i64::from(plan.teams[team].people);
        let leaving = i64::from(matches!(event, Event::WentAway { .. }));
        if occupied[team] > people + leaving || occupied[team] < 0 {
            let name = &plan.teams[team].name;
            found.push(format!("{} of {people} people of {name} at {at:?}", occupied[team]));
        }
    }
    found
}

/// When the last campaign was ready for the last time: where it did not wait for its launch, that is the launch.
fn last_ready(plan: &Plan, trace: &Trace) -> Instant {
    let mut ready = vec![None; plan.rules.campaigns as usize];
    for (at, event) in &trace.events {
        match *event {
            Event::Ready { campaign } => ready[campaign] = Some(*at),
            Event::NotReady { campaign } => ready[campaign] = None,
            Event::Launched { campaign } => ready[campaign] = ready[campaign].or(Some(*at)),
            _ => {}
        }
    }
    ready.into_iter().flatten().max().unwrap_or_default()
}

/// Absent time is not open time: of each team, all people's until all is ready, less that of the absent by the trace.
fn wrong_open_time(plan: &Plan, record: &Record, trace: &Trace) -> Vec<String> {
    let end = last_ready(plan, trace);
    let (first, switch) = plan.beginning();
    let switched = trace.events.iter().find(|(_, event)| matches!(event, Event::Switched));
    let turn = switched.map_or(end, |(at, _)| end.min(*at));
    let second = switch.map_or(first, |switch| &switch.plan);
    let open = |team: usize, from: Instant| {
        let (before, after) =
            (first.open(team, from, turn), second.open(team, from.max(turn), end));
        i128::from(before.0 + after.0)
    };
    let mut expected: Vec<i128> = (0..plan.teams.len())
        .map(|team| i128::from(plan.teams[team].people) * open(team, Instant::ZERO))
        .collect();
    for (at, event) in trace.events.iter().filter(|(at, _)| *at <= end) {
        match *event {
            Event::WentAway { team, people } => {
                expected[team] -= i128::from(people) * open(team, *at)
            }
            Event::CameBack { team, people } => {
                expected[team] += i128::from(people) * open(team, *at)
            }
            _ => {}
        }
    }
    let found: Vec<i128> = people(plan, record).iter().map(|team| team.open).collect();
    let wrong = found != expected;
    wrong
        .then(|| format!("open person-time is {found:?}, by the trace {expected:?}"))
        .into_iter()
        .collect()
}

/// Tasks that were not done when their campaign was launched; campaigns never launched.
fn open_at_launch(plan: &Plan, trace: &Trace) -> Vec<String> {
    let campaigns = plan.rules.campaigns as usize;
    let mut done = vec![vec![false; plan.tasks.len()]; campaigns];
    let mut launched = vec![false; campaigns];
    let mut found = Vec::new();
    for (at, event) in &trace.events {
        match event {
            Event::State { campaign, task, state } => {
                done[*campaign][*task] = *state == State::Done;
            }
            Event::Launched { campaign } => {
                launched[*campaign] = true;
                for task in (0..plan.tasks.len()).filter(|task| !done[*campaign][*task]) {
                    let name = plan.task_name(task);
                    found.push(format!("{name} is open at the launch of {campaign}, {at:?}"));
                }
            }
            _ => {}
        }
    }
    if launched.contains(&false) {
        found.push(format!("launched, but by the trace only {launched:?}"));
    }
    found
}

/// Little's law: the waiting that the record counts is the area under the number of tasks that wait, as
/// told by the trace, up to each campaign's launch.
fn wrong_waits(plan: &Plan, record: &Record, trace: &Trace) -> Option<String> {
    let campaigns = plan.rules.campaigns as usize;
    let mut since = vec![vec![None; plan.tasks.len()]; campaigns];
    let mut launched = vec![false; campaigns];
    let mut waited = [0; 4];
    for (at, event) in &trace.events {
        match event {
            Event::State { campaign, task, state } if !launched[*campaign] => {
                let before = &mut since[*campaign][*task];
                if let Some((why, from)) = before.take() {
                    waited[why as usize] += i128::from(at.0 - from);
                }
                if let State::Waiting(why) = state {
                    *before = Some((*why, at.0));
                }
            }
            Event::Launched { campaign } => launched[*campaign] = true,
            _ => {}
        }
    }
    let wrong = waited != record.wait;
    wrong.then(|| format!("waits are {:?}, by the trace {waited:?}", record.wait))
}
