//! A scenario's models compiled to plans.

use super::graph::Graph;
use super::overhead::{self, Overhead};
use super::pieces::Classes;
use super::{
    Arrivals, Broker, Handoff, Identity, Launch, Link, Outgoing, Parts, Plan, Refusal, Release,
    Rules, Samplers, StepKind, Switch, Task, links, parts, phases, steps,
};
use crate::model::{self, Facts, Practice, Scenario, StreamKind, WorkflowModel};
use crate::time::{HOUR, Instant, Work, micros};
use std::sync::Arc;

/// Compiles every model of a scenario.
///
/// # Errors
/// All refusals of all models: an early start with a phase release, a circle made by phases.
pub fn compile_all(scenario: &Scenario) -> Result<Vec<Plan>, Vec<Refusal>> {
    let (mut plans, mut refusals) = (Vec::new(), Vec::new());
    for result in compile_each(scenario) {
        match result {
            Ok(plan) => plans.push(plan),
            Err(refused) => refusals.extend(refused),
        }
    }
    if refusals.is_empty() { Ok(plans) } else { Err(refusals) }
}

/// Every model of a scenario, compiled or refused, in order.
pub fn compile_each(scenario: &Scenario) -> Vec<Result<Plan, Vec<Refusal>>> {
    let graph = Graph::of(&scenario.facts);
    let samplers = Samplers::of(&scenario.facts);
    let models = 0..scenario.models.len();
    let of = |model| {
        let plan = compile(scenario, &graph, &samplers, model)?;
        switching(scenario, &graph, &samplers, model, plan)
    };
    models.map(of).collect()
}

fn compile(
    scenario: &Scenario,
    graph: &Graph,
    samplers: &Samplers,
    model: usize,
) -> Result<Plan, Vec<Refusal>> {
    let (facts, levers) = (&scenario.facts, &scenario.models[model]);
    let classes = Classes::of(facts, levers);
    let (mut handoffs, mut links) = compile_links(scenario, graph, &classes, samplers, model)?;
    let parts = Parts::of(facts, levers);
    let refused = parts::refusals(facts, levers, model, graph, (&parts, &links, &handoffs));
    if !refused.is_empty() {
        return Err(refused);
    }
    parts::meet_nobody(facts, graph, &parts, &mut links, &mut handoffs);
    let gates = gates(facts, &handoffs, &mut links);
    let outgoing = outgoing(&handoffs, &links);
    let (panels, panel_of) = steps::panels(facts, levers, graph, &classes, samplers, &parts);
    let tasks = tasks(facts, graph, &outgoing, &parts, &panel_of);
    let mut plan = Plan {
        identity: Identity::default(),
        model: levers.name.clone(),
        scales: tasks.iter().map(|task| scale(facts, graph, task)).collect(),
        handoffs,
        outgoing: outgoing.into_iter().map(|(_, handoff)| handoff).collect(),
        returns: Vec::new(),
        steps: steps::steps(facts, graph, samplers, &links),
        links,
        gates,
        panels,
        seats: Vec::new(),
        deliverables: steps::deliverables(facts, graph, &parts),
        calendars: vec![facts.calendars[facts.calendar].calendar.clone()],
        teams: Vec::new(),
        syncs: steps::syncs(facts, levers, &parts),
        audits: steps::audits(levers),
        changes: steps::changes(facts, graph),
        absences: steps::absences(facts, &parts),
        feedback: steps::feedback(facts, graph),
        rules: rules(facts, levers, samplers),
        parts,
        tasks,
        then: None,
    };
    place_reviews(&mut plan);
    overhead::price(facts, levers, &mut plan);
    steps::add_teams(facts, levers, &mut plan);
    send_back(facts, graph, &mut plan);
    match phases::circle(facts, graph, &plan) {
        Some(circle) => Err(vec![refused_circle(model, &plan, &circle)]),
        None => Ok(plan),
    }
}

/// A plan with the setting that its model switches to, if it does.
fn switching(
    scenario: &Scenario,
    graph: &Graph,
    samplers: &Samplers,
    model: usize,
    mut plan: Plan,
) -> Result<Plan, Vec<Refusal>> {
    let Some(then) = &scenario.models[model].then else { return Ok(plan) };
    let path = format!("models[{model}].then");
    let moved = |refusal: Refusal| {
        let rest = refusal.path.strip_prefix("models[0]").unwrap_or_default();
        Refusal { path: format!("{path}{rest}"), ..refusal }
    };
    let alone = Scenario { models: vec![then.model.clone()], ..scenario.clone() };
    let mut second = compile(&alone, graph, samplers, 0)
        .map_err(|refusals| refusals.into_iter().map(moved).collect::<Vec<Refusal>>())?;
    let via = |plan: &Plan, handoff: usize| plan.links[plan.handoffs[handoff].link as usize].via;
    if (0..plan.handoffs.len()).any(|handoff| via(&plan, handoff) != via(&second, handoff)) {
        return Err(vec![Refusal {
            path,
            message: format!("`{}` cannot change `via` on the way", plan.model),
            help: "set `via` in `then` as in the model itself, for the same handoffs".to_owned(),
        }]);
    }
    let price = scenario.facts.practices.get(Practice::Switch);
    let meeting =
        if scenario.models[model].pays { Work(micros(price * HOUR as f64)) } else { Work(0) };
    review_alike(&mut plan, &mut second);
    plan.then = Some(Box::new(Switch { when: then.when, meeting, plan: second }));
    Ok(plan)
}

/// Who reviews alone, but has to turn to it first under one of two settings, is asked as one of a panel under both: the
/// state of what is under way has one form.
fn review_alike(first: &mut Plan, second: &mut Plan) {
    for (a, b) in first.tasks.iter_mut().zip(&mut second.tasks) {
        if a.person_of.is_some() != b.person_of.is_some() {
            for task in [a, b] {
                (task.person_of, task.interrupted) = (None, false);
            }
        }
    }
}

/// The handoffs, and a link for each kind of them, in order of (from, to): kinds with the same levers share one.
fn compile_links(
    scenario: &Scenario,
    graph: &Graph,
    classes: &Classes,
    samplers: &Samplers,
    model: usize,
) -> Result<(Vec<Handoff>, Vec<Link>), Vec<Refusal>> {
    let facts = &scenario.facts;
    let (streams, count) = (facts.streams.len(), classes.count());
    let kind = |(to, from): &(u32, u32)| {
        let [to, from] = [to, from].map(|task| graph.tasks[*task as usize]);
        let piece = |(instance, _): (u32, usize)| graph.instances[instance as usize].of;
        let class = classes.class(piece(to).or(piece(from)));
        (from.1 * streams + to.1) * count + class
    };
    let kinds: Vec<usize> = graph.handoffs.iter().map(kind).collect();
    let mut used = kinds.clone();
    used.sort_unstable();
    used.dedup();
    let (mut links, mut link_of, mut refusals) = (Vec::<Link>::new(), Vec::new(), Vec::new());
    for kind in &used {
        let (pair, class) = (kind / count, kind % count);
        let (from, to) = (pair / streams, pair % streams);
        let once = facts.streams[from].once && facts.streams[to].once;
        let piece = (!once).then(|| classes.first(class));
        match links::link(scenario, samplers, model, (from, to, piece)) {
            Ok(link) => {
                let alike = |l: &Link| (l.from, l.to, &l.levers) == (from, to, &link.levers);
                let known = links.iter().rposition(alike);
                link_of.push(known.unwrap_or(links.len()) as u32);
                links.extend(known.is_none().then_some(link));
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    if !refusals.is_empty() {
        refusals.dedup();
        return Err(refusals);
    }
    let handoff = |((to, from), kind): (&(u32, u32), &usize)| {
        let link = link_of[used.partition_point(|other| other < kind)];
        Handoff { from: *from, to: *to, link }
    };
    Ok((graph.handoffs.iter().zip(&kinds).map(handoff).collect(), links))
}

/// The gates of phases that rows about some deliverables set: of each row and giving stream the tasks that it governs.
fn gates(facts: &Facts, handoffs: &[Handoff], links: &mut [Link]) -> Vec<Vec<u32>> {
    let first = facts.streams.len();
    let (mut known, mut gates) = (Vec::new(), Vec::<Vec<u32>>::new());
    for link in links.iter_mut() {
        if let (Some(rule), Release::Phase(gate)) = (link.levers.phase_of, &mut link.release) {
            let key = (rule, link.from);
            let found = known.iter().position(|other| *other == key);
            *gate = (first + found.unwrap_or(known.len())) as u32;
            known.extend(found.is_none().then_some(key));
        }
    }
    gates.resize(known.len(), Vec::new());
    for handoff in handoffs {
        let Release::Phase(gate) = links[handoff.link as usize].release else { continue };
        if let Some(own) = (gate as usize).checked_sub(first) {
            gates[own].push(handoff.from);
        }
    }
    for gate in &mut gates {
        gate.sort_unstable();
        gate.dedup();
    }
    gates
}

/// The handoffs out of each task, with their givers: by giver, then in order.
fn outgoing(handoffs: &[Handoff], links: &[Link]) -> Vec<(u32, Outgoing)> {
    let outgoing = |(id, ends): (usize, &Handoff)| {
        let travels = links[ends.link as usize].travels();
        (ends.from, Outgoing { handoff: id as u32, to: ends.to, travels })
    };
    let mut out: Vec<(u32, Outgoing)> = handoffs.iter().enumerate().map(outgoing).collect();
    out.sort_unstable_by_key(|(from, ends)| (*from, ends.handoff));
    out
}

/// Tasks with their ranges of handoffs.
fn tasks(
    facts: &Facts,
    graph: &Graph,
    out: &[(u32, Outgoing)],
    parts: &Parts,
    panel_of: &[u32],
) -> Vec<Task> {
    let task = |(id, (instance, stream)): (usize, &(u32, usize))| {
        let pod = parts.pod(graph.instances[*instance as usize].of);
        let team = match &facts.streams[*stream].kind {
            StreamKind::Work(work) => Some(parts.part(work.team, pod)),
            StreamKind::Approval(_) => None,
        };
        let panel = panel_of[id];
        let id = id as u32;
        Task {
            stream: *stream as u32,
            deliverable: *instance,
            team,
            person_of: team,
            overhead: Overhead::NONE,
            flaw: 0.0,
            interrupted: false,
            into: range(|from| graph.handoffs.partition_point(|(to, _)| *to < from), id),
            out: range(|from| out.partition_point(|(giver, _)| *giver < from), id),
            panel,
            reviews: 0,
            returns: (0, 0),
        }
    };
    graph.tasks.iter().enumerate().map(task).collect()
}

/// What a task's base effort is multiplied by.
fn scale(facts: &Facts, graph: &Graph, task: &Task) -> f64 {
    let size = graph.instances[task.deliverable as usize].size(facts);
    match &facts.streams[task.stream as usize].kind {
        StreamKind::Work(work) => size / facts.teams[work.team].person.speed,
        StreamKind::Approval(_) => size,
    }
}

/// Where the entries of `id` lie in a list sorted by id.
fn range(first: impl Fn(u32) -> usize, id: u32) -> (u32, u32) {
    (first(id) as u32, first(id + 1) as u32)
}

/// Gives every approval task a place for the states of its reviews, and the person who does it if that is
/// one.
fn place_reviews(plan: &mut Plan) {
    let mut next = 0;
    for task in &mut plan.tasks {
        let reviewers = &plan.panels[task.panel as usize].reviewers;
        task.reviews = next;
        next += reviewers.len() as u32;
        if let [super::Reviewer { team: Some(team), interrupted, response: None, .. }] =
            reviewers[..]
        {
            (task.person_of, task.interrupted) = (Some(team), interrupted);
        }
    }
}

/// Says of every approval task what its rejections reopen: the task that they return to, or, where its
/// deliverable has none, the work tasks that hand over to it.
fn send_back(facts: &Facts, graph: &Graph, plan: &mut Plan) {
    for task in 0..plan.tasks.len() {
        let StepKind::Approval(step) = &plan.steps[plan.tasks[task].stream as usize].kind else {
            continue;
        };
        let targets: Vec<u32> = match step.returns_to.map(|to| to as usize) {
            None => plan.work_givers(task).collect(),
            Some(to) => returned(facts, graph, plan, task, to),
        };
        let begin = plan.returns.len() as u32;
        plan.returns.extend(targets);
        plan.tasks[task].returns = (begin, plan.returns.len() as u32);
    }
}

/// The tasks of a stream that an approval returns to, in task order. An approval that exists once returns to those of all
/// deliverables behind it; of each that skips the stream, to the work tasks that hand over to it.
fn returned(facts: &Facts, graph: &Graph, plan: &Plan, task: usize, to: usize) -> Vec<u32> {
    let own = plan.tasks[task].deliverable as usize;
    let skips = |instance: usize| graph.task(facts, instance, to).is_none();
    if graph.instances[own].of.is_some() {
        let named = graph.task(facts, own, to);
        return named.map_or_else(|| plan.work_givers(task).collect(), |target| vec![target]);
    }
    let mut behind = Vec::new();
    plan.ancestors(task, &mut behind);
    behind.retain(|task| plan.tasks[*task as usize].stream as usize == to);
    behind.extend(plan.work_givers(task).filter(|giver| {
        let instance = plan.tasks[*giver as usize].deliverable as usize;
        graph.instances[instance].of.is_some() && skips(instance)
    }));
    behind.sort_unstable();
    behind
}

fn rules(facts: &Facts, model: &WorkflowModel, samplers: &Samplers) -> Rules {
    let rho = facts.correlation;
    let broker = |broker: &crate::model::Broker| Broker {
        effort: Arc::new(broker.effort.sampler()),
        detect: broker.detect,
    };
    Rules {
        campaigns: facts.portfolio.as_ref().map_or(1, |portfolio| portfolio.campaigns),
        portfolio: facts.portfolio.is_some(),
        arrivals: arrivals(facts, samplers),
        horizon: facts.horizon,
        deadline: facts.deadline,
        launch: facts.launch.map(|launch| launch_rule(facts, launch)),
        delay_cost: facts.delay_cost,
        escape_cost: facts.escape_cost,
        miss_cost: facts.miss_cost,
        has_prices: facts.has_prices(),
        live: facts.live,
        correlation: (rho.sqrt(), (1.0 - rho).sqrt()),
        fix: facts.rework.fix.unwrap_or(0.0),
        drift: facts.rework.drift * model.drift_factor(facts),
        learning: facts.rework.learning,
        fatigue: facts.fatigue,
        conduct: model.conduct,
        live_feedback: model.live_feedback(facts),
        broker: model.broker.as_ref().map(broker),
    }
}

fn launch_rule(facts: &Facts, launch: crate::model::Launch) -> Launch {
    Launch {
        at: launch.at,
        calendar: launch.calendar.map(|id| facts.calendars[id].calendar.clone()),
        moves_deadline: launch.moves_deadline,
    }
}

fn arrivals(facts: &Facts, samplers: &Samplers) -> Arrivals {
    let given = facts.portfolio.as_ref().map(|portfolio| &portfolio.arrivals);
    match (given, &samplers.arrivals) {
        (Some(model::Arrivals::Every { calendar, .. }), Some(gap)) => {
            let calendar = calendar.map(|id| facts.calendars[id].calendar.clone());
            Arrivals::Every(gap.clone(), calendar)
        }
        (Some(model::Arrivals::At(times)), _) => Arrivals::At(times.clone()),
        _ => Arrivals::At(vec![Instant::ZERO]),
    }
}

fn refused_circle(model: usize, plan: &Plan, circle: &[String]) -> Refusal {
    let phase = phases::some_phase(&plan.links);
    let path = phase.map_or_else(
        || format!("models[{model}]"),
        |link| links::path(model, link.levers.release.source, "release"),
    );
    Refusal {
        path,
        message: format!("`{}` can never end: {}", plan.model, around(circle)),
        help: "release one of these handoffs by item instead of by phase, or drop a dependency"
            .to_owned(),
    }
}

/// "a waits for b, which waits for c, which waits for a"
fn around(circle: &[String]) -> String {
    let Some((first, rest)) = circle.split_first() else { return String::new() };
    format!("{first} waits for {}", rest.join(", which waits for "))
}
