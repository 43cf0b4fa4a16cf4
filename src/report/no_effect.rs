//! What a model says to no effect: rows that speak of nothing, patience after which nobody goes ahead, audits where no
//! flaw can be.

use crate::model::{DeliverableId, Facts, Scenario, Source, StreamId, WorkflowModel};
use crate::plan::{Plan, approval_levers, speaks};

/// Each with its path in the file: `models[1].handoffs[0]`.
pub fn all(scenario: &Scenario, plans: &[Plan]) -> Vec<(String, String)> {
    let facts = &scenario.facts;
    let mut said = Vec::new();
    for (index, (model, plan)) in scenario.models.iter().zip(plans).enumerate() {
        let settings = model.settings().zip(plan.settings());
        for ((setting, plan), key) in settings.zip(["", ".then"]) {
            let found = handoffs(facts, setting, plan)
                .chain(approvals(facts, setting, plan))
                .chain(patience(facts, setting, plan))
                .chain(audits(facts, setting));
            let line = |(path, words)| {
                (format!("models[{index}]{key}.{path}"), format!("{}: {words}", model.name))
            };
            said.extend(found.map(line));
        }
    }
    said
}

/// Rows of handoffs that fit none.
fn handoffs(
    facts: &Facts,
    model: &WorkflowModel,
    plan: &Plan,
) -> impl Iterator<Item = (String, String)> {
    let kinds = plan.handoffs.iter().map(|handoff| {
        let [from, to] = [handoff.from, handoff.to].map(|task| (stream(plan, task), task));
        let piece = plan.piece(to.1).or(plan.piece(from.1)).map(|piece| piece as DeliverableId);
        (from.0, to.0, piece)
    });
    model.handoffs.iter().filter_map(move |rule| {
        let Source::ModelRow(row) = rule.source else { return None };
        let fits = kinds.clone().any(|kind| speaks(rule, facts, kind));
        let words = "this row fits no handoff that there is, so it changes nothing";
        (!fits).then(|| (format!("handoffs[{row}]"), words.to_owned()))
    })
}

fn stream(plan: &Plan, task: u32) -> StreamId {
    plan.tasks[task as usize].stream as StreamId
}

/// The approvals that there are: of which stream, of which deliverable.
fn asked<'a>(
    facts: &'a Facts,
    plan: &'a Plan,
) -> impl Iterator<Item = (StreamId, Option<DeliverableId>)> + Clone + 'a {
    let tasks = (0..plan.tasks.len() as u32).map(|task| (stream(plan, task), task));
    tasks
        .filter(|(stream, _)| facts.streams[*stream].is_approval())
        .map(|(stream, task)| (stream, plan.piece(task).map(|piece| piece as DeliverableId)))
}

/// Rows of approvals that fit none.
fn approvals(
    facts: &Facts,
    model: &WorkflowModel,
    plan: &Plan,
) -> impl Iterator<Item = (String, String)> {
    model.approvals.iter().filter_map(move |rule| {
        let Source::ModelRow(row) = rule.source else { return None };
        let fits = asked(facts, plan).any(|(stream, piece)| {
            rule.approval.is_none_or(|named| named == stream) && rule.pieces.hold(facts, piece)
        });
        let once = (!rule.pieces.are_all() && facts.once().any(|s| facts.streams[s].is_approval()))
            .then_some(
                " (an approval that exists once is of no deliverable: name it by `approval`)",
            );
        let words = "this row fits no approval that there is, so it changes nothing";
        (!fits).then(|| (format!("approvals[{row}]"), format!("{words}{}", once.unwrap_or(""))))
    })
}

/// Patience where no `bypass` is given for when it runs out.
fn patience(
    facts: &Facts,
    model: &WorkflowModel,
    plan: &Plan,
) -> impl Iterator<Item = (String, String)> {
    let given = model.origin("approval.bypass") != Source::Default
        || model.approvals.iter().any(|rule| rule.bypass.is_some());
    let waits = asked(facts, plan).any(|(stream, piece)| {
        let levers = approval_levers(facts, model, stream, piece);
        levers.patience.is_some() && levers.bypass == 0.0
    });
    let path = match model.approvals.iter().position(|rule| rule.patience.is_some()) {
        Some(row) if model.approval.patience.is_none() => format!("approvals[{row}].patience"),
        _ => "approval.patience".to_owned(),
    };
    let words =
        "`patience` without `bypass` (the probability that teams then go ahead) changes nothing";
    (waits && !given).then(|| (path, words.to_owned())).into_iter()
}

/// Audits of work that hides no flaw.
fn audits(facts: &Facts, model: &WorkflowModel) -> impl Iterator<Item = (String, String)> {
    let flawless = facts.rework.drift == 0.0 && !facts.has_flaws();
    let words = "an audit finds nothing where no flaw can be: no stream has a `flaw`, and there is no `rework.drift`";
    (flawless && !model.audits.is_empty())
        .then(|| ("audits".to_owned(), words.to_owned()))
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    fn said(flaw: &str, model: &str) -> Vec<(String, String)> {
        let text = format!(
            r#"
            schema = 2
            name = "s"
            teams = {{ a = {{}}, r = {{}} }}
            rework = {{ fix = 0.5 }}
            streams = [
              {{ name = "x", team = "a", effort = "1h", flaw = {flaw} }},
              {{ name = "gate", kind = "approval", once = true, needs = ["x"], reviewers = [{{ team = "r", effort = "1h" }}] }},
              {{ name = "y", team = "a", needs = ["gate"], effort = "1h" }},
            ]
            deliverables = [{{ name = "d" }}]
            models = [{{ name = "m", {model} }}]
            "#
        );
        let scenario = Document::parse("s.toml", &text).and_then(|document| document.resolve());
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        all(&scenario, &crate::plan::compile_all(&scenario).unwrap())
    }

    #[test]
    fn what_has_no_effect_is_named_where_it_stands() {
        let path = |flaw: &str, model: &str| match &said(flaw, model)[..] {
            [] => "-".to_owned(),
            [(path, _)] => path.clone(),
            more => panic!("{more:?}"),
        };
        let cases = [
            (
                r#"approvals = [{ deliverables = ["d"], on_demand = ["r"] }]"#,
                "models[0].approvals[0]",
            ),
            (r#"approvals = [{ approval = "gate", on_demand = ["r"] }]"#, "-"),
            (r#"handoffs = [{ tiers = ["high"], release = "phase" }]"#, "models[0].handoffs[0]"),
            (r#"handoffs = [{ tiers = ["medium"], release = "phase" }]"#, "-"),
            (
                r#"handoffs = [{ from = "y", to = "x", release = "phase" }]"#,
                "models[0].handoffs[0]",
            ),
            (r#"approval = { patience = "1d" }"#, "models[0].approval.patience"),
            (r#"approval = { patience = "1d", bypass = 0 }"#, "-"),
            (
                r#"approvals = [{ approval = "gate", patience = "1d" }]"#,
                "models[0].approvals[0].patience",
            ),
            (
                r#"then = { at = "1d", approval = { patience = "1d" } }"#,
                "models[0].then.approval.patience",
            ),
        ];
        for (model, wanted) in cases {
            assert_eq!(path("0.1", model), wanted, "{model}");
        }
        let audit =
            r#"audits = [{ name = "look", every = "1d", team = "a", effort = "1h", detect = 1 }]"#;
        assert_eq!(path("0.1", audit), "-");
        assert_eq!(path("0.0", audit), "models[0].audits");
        assert!(said("0.1", cases[0].0)[0].1.contains("name it by `approval`"));
    }
}
