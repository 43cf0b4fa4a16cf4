//! What `check` says of the way of working: what is gated, and what is priced by hand.

use super::check::hours_of_kind;
use super::format;
use crate::model::{DeliverableId, Facts, Scenario, StreamId, StreamKind, WorkflowModel};
use crate::plan::{self, Handoff, Plan, Release};
use std::collections::BTreeSet;

/// A model whose phases gate more than this share of the first-pass hours is warned of.
const GATED: f64 = 1.0 / 3.0;

/// Tasks that are alike: those of a stream for one deliverable of the file; `None`: the one that exists once.
type Kind = (StreamId, Option<DeliverableId>);

/// All of it: what exists once and nobody needs; of each setting of each model a missing backbone, large phases, prices by
/// hand.
pub fn all(scenario: &Scenario, plans: &[Plan]) -> Vec<String> {
    let facts = &scenario.facts;
    let mut said: Vec<String> = facts.once().filter_map(|stream| unneeded(facts, stream)).collect();
    for (model, plan) in scenario.models.iter().zip(plans) {
        let settings = model.settings().zip(plan.settings());
        for ((setting, plan), which) in settings.zip(["", ", then"]) {
            let line = |words: String| format!("{}{which}: {words}", model.name);
            said.extend(of_setting(facts, setting, plan).map(line));
        }
    }
    said
}

/// What is said of one setting of the levers.
fn of_setting(
    facts: &Facts,
    model: &WorkflowModel,
    plan: &Plan,
) -> impl Iterator<Item = String> + use<> {
    let backbone = plan::missing_backbone(facts, model, plan).map(str::to_owned);
    let by_hand = model.prices_by_hand();
    let by_hand =
        (!by_hand.is_empty()).then(|| format!("prices set by hand: {}", by_hand.join(", ")));
    [backbone, gates(facts, plan), by_hand].into_iter().flatten()
}

/// A sentence about work that exists once and that nothing waits for.
fn unneeded(facts: &Facts, stream: usize) -> Option<String> {
    let needed = facts.streams.iter().any(|other| other.needs.contains(&stream));
    let work = matches!(facts.streams[stream].kind, StreamKind::Work(_));
    let name = &facts.streams[stream].name;
    (work && !needed).then(|| format!("`{name}` exists once, but no stream needs it"))
}

/// What of the work waits for the last piece of a stream, where that is much and not the whole idea of the model.
fn gates(facts: &Facts, plan: &Plan) -> Option<String> {
    let kinds: BTreeSet<Kind> = (0..plan.tasks.len()).map(|task| kind(plan, task)).collect();
    let gated = gated(facts, plan);
    let hours = |of: &BTreeSet<Kind>| -> f64 {
        of.iter().map(|(stream, of)| hours_of_kind(facts, *stream, *of)).sum()
    };
    let share = hours(&gated) / hours(&kinds);
    (share > GATED).then(|| {
        let (percent, names) = (format::percent(share), names(facts, &kinds, &gated));
        format!(
            "{percent} of the first-pass hours wait for the last piece: a phase releases {names}"
        )
    })
}

fn kind(plan: &Plan, task: usize) -> Kind {
    (plan.tasks[task].stream as usize, plan.piece(task as u32).map(|of| of as usize))
}

/// The tasks that wait for others of their stream before they are handed over; none where all handoffs wait so.
fn gated(facts: &Facts, plan: &Plan) -> BTreeSet<Kind> {
    let link = |handoff: &Handoff| &plan.links[handoff.link as usize];
    let phase = |handoff: &&Handoff| matches!(link(handoff).release, Release::Phase(_));
    let on = |handoff: &&Handoff| {
        let link = link(handoff);
        // What exists once waits for every piece anyhow.
        link.from != link.to && !facts.streams[link.from].once && !facts.streams[link.to].once
    };
    let out = || plan.handoffs.iter().filter(on);
    if out().all(|handoff| phase(&handoff)) {
        return BTreeSet::new();
    }
    out().filter(phase).map(|handoff| kind(plan, handoff.from as usize)).collect()
}

/// "`x`, `y` of e": streams, with their deliverables where it is not all of them.
fn names(facts: &Facts, all: &BTreeSet<Kind>, gated: &BTreeSet<Kind>) -> String {
    let streams: BTreeSet<StreamId> = gated.iter().map(|(stream, _)| *stream).collect();
    let of = |kinds: &BTreeSet<Kind>, stream: StreamId| -> Vec<DeliverableId> {
        kinds.iter().filter(|(id, _)| *id == stream).filter_map(|(_, of)| *of).collect()
    };
    let one = |stream: &StreamId| {
        let (name, pieces) = (&facts.streams[*stream].name, of(gated, *stream));
        let pieces = Some(pieces).filter(|pieces| *pieces != of(all, *stream));
        let list = |pieces: Vec<DeliverableId>| -> String {
            let names = pieces.iter().map(|id| facts.deliverables[*id].name.as_str());
            format!(" of {}", names.collect::<Vec<&str>>().join(", "))
        };
        format!("`{name}`{}", pieces.map_or(String::new(), list))
    };
    streams.iter().map(one).collect::<Vec<String>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::compile_all;
    use crate::scenario::Document;

    /// x 4 h, y 3 h, z 1 h for each of seven pieces, so 56 h; x of the five of d is 20 h, of the two of e 8 h.
    const WORK: &str = r#"
        schema = 2
        name = "s"
        calendar = "always"
        teams = { a = {}, b = {} }
        streams = [
          { name = "x", team = "a", effort = "4h" },
          { name = "y", team = "b", needs = ["x"], effort = "3h" },
          { name = "z", team = "b", needs = ["y"], effort = "1h" },
        ]
        deliverables = [{ name = "d", count = 5 }, { name = "e", count = 2 }]
    "#;

    fn said(text: &str) -> Vec<String> {
        let scenario = Document::parse("s.toml", text).and_then(|document| document.resolve());
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        all(&scenario, &compile_all(&scenario).unwrap())
    }

    #[test]
    fn a_phase_of_some_deliverables_gates_their_tasks_only() {
        let row = |of: &str| {
            let row = format!(r#"{{ from = "x", deliverables = ["{of}"], release = "phase" }}"#);
            said(&format!("{WORK} models = [{{ name = \"m\", handoffs = [{row}] }}]"))
        };
        // 8 of 56 h are 14 %, below a third; 20 of 56 h are 36 %; all of x, 28 of 56 h, are 50 %.
        assert_eq!(row("e"), Vec::<String>::new());
        let words = "of the first-pass hours wait for the last piece: a phase releases `x`";
        assert_eq!(row("d"), [format!("m: 36 % {words} of d")]);
        let model = r#"models = [{ name = "m", handoffs = [{ from = "x", release = "phase" }] }]"#;
        assert_eq!(said(&format!("{WORK} {model}")), [format!("m: 50 % {words}")]);
    }

    #[test]
    fn a_setting_that_a_model_switches_to_is_looked_at_too() {
        let then = r#"then = { at = "1d", preset = "hybrid-flow", maturity_required = 0.9, handoffs = [{ from = "x", start = "final", release = "phase" }] }"#;
        let found = said(&format!("{WORK} models = [{{ name = \"m\", {then} }}]"));
        let gates =
            "m, then: 50 % of the first-pass hours wait for the last piece: a phase releases `x`";
        let backbone =
            "m, then: no backbone: no stream exists once, and what is gated is released as a phase";
        assert_eq!(found, [backbone, gates, "m, then: prices set by hand: maturity_required"]);
    }

    #[test]
    fn what_exists_once_is_a_backbone_only_if_something_waits_for_it() {
        let once = WORK.replace(r#"effort = "4h" }"#, r#"effort = "4h", once = true }"#);
        let of = |row: &str| {
            said(&format!("{once} models = [{{ name = \"m\", preset = \"hybrid-flow\"{row} }}]"))
        };
        assert_eq!(of(""), Vec::<String>::new());
        let brief = of(r#", handoffs = [{ from = "@once", start = "brief" }]"#);
        assert_eq!(brief, ["m: no backbone: nothing waits until what exists once is finished"]);
    }

    #[test]
    fn a_phase_into_what_exists_once_gates_nothing() {
        // A joint check at the end: it waits for every piece, phase or not.
        let end = WORK.replace(r#"effort = "1h" }"#, r#"effort = "1h", once = true }"#);
        let row = r#"{ from = "y", to = "z", release = "phase" }"#;
        let found = said(&format!("{end} models = [{{ name = \"m\", handoffs = [{row}] }}]"));
        assert_eq!(found, ["`z` exists once, but no stream needs it"]);
    }

    #[test]
    fn nothing_is_gated_where_nothing_is_a_phase_and_no_stream_exists_once() {
        let found =
            said(&format!("{WORK} models = [{{ name = \"m\", preset = \"hybrid-flow\" }}]"));
        assert_eq!(found, ["m: no backbone: nothing is gated, since no stream exists once"]);
    }
}
