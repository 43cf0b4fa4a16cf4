//! Whether rework feeds on itself under a plan, found before anything is simulated.

use super::{Panel, Plan, StepKind};
use crate::model::{Scenario, StreamId};

/// Spectral radius from which rework is warned about: each rework then causes 0.8 others, so that five
/// happen for every one that comes from outside.
pub const RADIUS_LIMIT: f64 = 0.8;

/// Models of more streams than this are not looked at: the matrix has an entry for every pair.
const MOST_STREAMS: usize = 100;

/// Says so if rework feeds on itself under a model.
pub fn rework_warning(scenario: &Scenario, plan: &Plan) -> Option<String> {
    if plan.steps.len() > MOST_STREAMS {
        return None;
    }
    let radius = rework_radius(scenario, plan);
    (radius >= RADIUS_LIMIT).then(|| {
        format!(
            "{}: rework feeds on itself: by a rough count each rework causes {radius:.2} others \
             (spectral radius of the rework matrix); expect long tails",
            plan.model
        )
    })
}

/// The spectral radius of the rework matrix of a plan: entry (i, j) is the expected number of reworks
/// of stream j that one finish of stream i causes within its deliverable, by news, iteration marks,
/// rejections and flaws that are found; what exists once causes them in all deliverables. Reworks at one instant
/// are taken as independent; news that several ways bring count once. Below 1 rework dies out (Smith & Eppinger 1997 for work shares).
pub fn rework_radius(scenario: &Scenario, plan: &Plan) -> f64 {
    let mut matrix = news_matrix(scenario, plan);
    for (from, marks) in plan.feedback.iter().enumerate() {
        for mark in marks {
            matrix[from][mark.to as usize] += mark.probability;
        }
    }
    for stream in 0..plan.steps.len() {
        match &plan.steps[stream].kind {
            StepKind::Work(_) => matrix[stream][stream] += found_nearby(plan, stream),
            StepKind::Approval(_) => add_rejections(scenario, plan, stream, &mut matrix),
        }
    }
    for (from, row) in matrix.iter_mut().enumerate() {
        row.iter_mut()
            .enumerate()
            .for_each(|(to, entry)| *entry *= spread(scenario, plan, from, to));
    }
    radius(&matrix)
}

/// In how many tasks one of a stream may cause rework of another stream.
fn spread(scenario: &Scenario, plan: &Plan, from: StreamId, to: StreamId) -> f64 {
    let once = |stream: StreamId| scenario.facts.streams[stream].once;
    if once(from) && !once(to) { f64::from(plan.steps[to].tasks) } else { 1.0 }
}

/// Reworks that the news of each stream cause behind it, passed on where they do not matter.
fn news_matrix(scenario: &Scenario, plan: &Plan) -> Vec<Vec<f64>> {
    let count = plan.steps.len();
    (0..count).map(|from| news_of(scenario, plan, from)).collect()
}

fn news_of(scenario: &Scenario, plan: &Plan, from: StreamId) -> Vec<f64> {
    let count = plan.steps.len();
    let (mut silent, mut calm) = (vec![1.0; count], vec![1.0; count]);
    for giver in order(scenario) {
        let told = if giver == from { 1.0 } else { 1.0 - silent[giver] };
        for link in plan.pairs().filter(|link| link.from == giver && link.to != giver) {
            calm[link.to] *= 1.0 - told * link.uptake.sensitivity;
            if link.uptake.pass_on {
                silent[link.to] *= 1.0 - told * (1.0 - link.uptake.sensitivity);
            }
        }
    }
    calm[from] = 1.0;
    calm.iter().map(|calm| 1.0 - calm).collect()
}

/// Streams so that every stream comes after those it needs.
fn order(scenario: &Scenario) -> Vec<StreamId> {
    let streams = &scenario.facts.streams;
    let mut order: Vec<StreamId> = Vec::with_capacity(streams.len());
    // There are no circles, so every round places at least one.
    for _ in 0..streams.len() {
        let ready = |s: &StreamId| streams[*s].needs.iter().all(|need| order.contains(need));
        let next = (0..streams.len()).find(|s| !order.contains(s) && ready(s));
        order.extend(next);
    }
    order
}

/// Probability that a finish hides a flaw which receivers, syncs or live feedback find.
fn found_nearby(plan: &Plan, stream: StreamId) -> f64 {
    let spots = plan.pairs().filter(|link| link.from == stream).map(|link| link.uptake.spot);
    let syncs = plan.syncs.iter().map(|sync| sync.detect);
    let live = plan.rules.live_feedback.map(|(detect, _)| detect);
    flaw(plan, stream) * at_least_one(spots.chain(syncs).chain(live))
}

/// The largest probability with which a finish of a stream hides a flaw.
fn flaw(plan: &Plan, stream: StreamId) -> f64 {
    let tasks = plan.tasks.iter().filter(|task| task.stream as usize == stream);
    tasks.map(|task| task.flaw).fold(0.0, f64::max).min(1.0)
}

fn at_least_one(probabilities: impl Iterator<Item = f64>) -> f64 {
    1.0 - probabilities.map(|p| 1.0 - p).product::<f64>()
}

/// A round that ends in a rejection reopens work and is followed by a round.
fn add_rejections(scenario: &Scenario, plan: &Plan, stream: StreamId, matrix: &mut [Vec<f64>]) {
    let StepKind::Approval(approval) = &plan.steps[stream].kind else { return };
    let panels = plan.tasks.iter().filter(|task| task.stream as usize == stream);
    let panels = || panels.clone().map(|task| &plan.panels[task.panel as usize]);
    let worst = |of: &dyn Fn(&super::Reviewer) -> f64| {
        let found = |panel: &Panel| asked(panel) * at_least_one(panel.reviewers.iter().map(of));
        panels().map(found).fold(0.0, f64::max)
    };
    let reject = worst(&|reviewer| reviewer.reject.last().copied().unwrap_or(0.0));
    let detect = worst(&|reviewer| reviewer.detect);
    let streams = &scenario.facts.streams;
    let sent_back: Vec<StreamId> = match approval.returns_to {
        Some(to) => vec![to as usize],
        None => {
            streams[stream].needs.iter().copied().filter(|s| !streams[*s].is_approval()).collect()
        }
    };
    let mut found = Vec::new();
    for ancestor in ancestors(scenario, stream) {
        let flaws = detect * flaw(plan, ancestor);
        let back = if sent_back.contains(&ancestor) { reject } else { 0.0 };
        matrix[stream][ancestor] += flaws + back;
        // The round that follows is counted once, below, however much was sent back.
        matrix[ancestor][stream] = 0.0;
        found.push(1.0 - libm::pow(1.0 - flaws, spread(scenario, plan, stream, ancestor)));
    }
    matrix[stream][stream] += at_least_one(found.into_iter().chain([reject]));
}

/// The share of rounds that reviewers see: without any patience none starts on what goes ahead.
fn asked(panel: &Panel) -> f64 {
    let impatient = panel.patience.is_some_and(|patience| patience.0 == 0);
    if impatient { 1.0 - panel.bypass } else { 1.0 }
}

/// The streams behind a stream.
fn ancestors(scenario: &Scenario, stream: StreamId) -> Vec<StreamId> {
    let mut found = scenario.facts.streams[stream].needs.clone();
    let mut next = 0;
    while let Some(here) = found.get(next).copied() {
        let more = scenario.facts.streams[here].needs.iter().copied();
        let more: Vec<StreamId> = more.filter(|need| !found.contains(need)).collect();
        found.extend(more);
        next += 1;
    }
    found
}

/// The spectral radius of a matrix without negative entries, by power iteration. The identity is added
/// and taken off again, so that the iteration also settles where the matrix only goes round in circles.
fn radius(matrix: &[Vec<f64>]) -> f64 {
    let count = matrix.len();
    let mut vector = vec![1.0; count];
    let mut growth = 1.0;
    for _ in 0..2000 {
        let step = |row: usize| -> f64 {
            vector[row] + matrix[row].iter().zip(&vector).map(|(a, x)| a * x).sum::<f64>()
        };
        let next: Vec<f64> = (0..count).map(step).collect();
        let before = std::mem::replace(&mut growth, next.iter().copied().fold(0.0, f64::max));
        vector = next.iter().map(|x| x / growth).collect();
        if (growth - before).abs() < 1e-9 {
            break;
        }
    }
    growth - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scenario;
    use crate::plan::compile_all;

    fn plan_of(text: &str) -> (Scenario, Plan) {
        let scenario = crate::scenario::load("test", text, &[]).unwrap();
        let plan = compile_all(&scenario).unwrap().remove(0);
        (scenario, plan)
    }

    fn loop_of(feedback: f64, sensitivity: f64) -> String {
        format!(
            r#"
schema = 1
name = "loop"
teams = {{ a = {{}} }}
streams = [
  {{ name = "A", team = "a", effort = "1h" }},
  {{ name = "B", team = "a", effort = "1h", needs = ["A"] }},
]
deliverables = [{{ name = "x" }}]
handoffs = {{ sensitivity = {sensitivity} }}
feedback = [{{ from = "B", to = "A", probability = {feedback}, impact = 0.5 }}]
models = [{{ name = "m" }}]
"#
        )
    }

    #[test]
    fn the_radius_of_a_two_task_loop_is_the_root_of_its_gain() {
        for (feedback, sensitivity) in [(0.5, 1.0), (0.9, 0.9), (0.3, 0.0)] {
            let (scenario, plan) = plan_of(&loop_of(feedback, sensitivity));
            let expected = (feedback * sensitivity).sqrt();
            let found = rework_radius(&scenario, &plan);
            assert!((found - expected).abs() < 1e-3, "{found} for {expected}");
        }
    }

    #[test]
    fn rework_that_feeds_on_itself_is_warned_about() {
        let (scenario, plan) = plan_of(&loop_of(0.9, 0.9));
        assert!(rework_warning(&scenario, &plan).unwrap().contains("feeds on itself"));
        let (scenario, plan) = plan_of(&loop_of(0.5, 0.5));
        assert_eq!(rework_warning(&scenario, &plan), None);
    }

    /// A reviewer who in the end rejects half of what comes: every other round is followed by one.
    #[test]
    fn rejections_are_a_loop_too() {
        let text = r#"
schema = 1
name = "rejections"
teams = { a = {} }
streams = [
  { name = "A", team = "a", effort = "1h" },
  { name = "B", kind = "approval", needs = ["A"], revise = 0.5, reviewers = [
    { team = "a", effort = "1h", reject = [0.9, 0.5] } ] },
]
deliverables = [{ name = "x" }]
models = [{ name = "m" }]
"#;
        let (scenario, plan) = plan_of(text);
        assert!((rework_radius(&scenario, &plan) - 0.5).abs() < 1e-3);
        // Of ten rounds nine are passed by at once: 0.1 × 0.5.
        let hasty = r#"models = [{ name = "m", approval = { patience = "0h", bypass = 0.9 } }]"#;
        let (scenario, plan) = plan_of(&text.replace(r#"models = [{ name = "m" }]"#, hasty));
        assert!((rework_radius(&scenario, &plan) - 0.05).abs() < 1e-3);
    }
}
