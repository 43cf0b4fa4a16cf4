//! The presets, against their table typed by hand.

use super::{SMALL, small, valid};
use crate::model::{
    HandoffRule, Intake, LiveFeedback, Release, Route, Sessions, Source, Start, StreamSet, Via,
    Visibility, With, WorkflowModel,
};
use crate::scenario::{preset_toml, presets};
use crate::time::{DAY, Elapsed, HOUR, MINUTE, WEEK, Work};

/// The small scenario's streams, in file order.
const DRAFT: usize = 0;
const DATA: usize = 1;
const OK: usize = 2;
const POST: usize = 3;

/// One column of the table.
struct Column {
    key: &'static str,
    title: &'static str,
    /// Start of a handoff out of a first stream, and of any other, both between work streams.
    start: (Start, Start),
    /// Release of the same two.
    release: (Release, Release),
    approval_release: Release,
    via: Option<Via>,
    visibility: Visibility,
    latency_factor: f64,
    intake: Intake,
    route: Route,
    sessions: Sessions,
    /// Name, every, length, detect.
    syncs: &'static [(&'static str, i64, i64, f64)],
    coordination: (f64, f64, With),
    shared_context: bool,
    feedback: Option<(f64, i64)>,
    maturity_required: f64,
}

const TABLE: [Column; 6] = [
    Column {
        key: "sequential-cascade",
        title: "Sequential Cascade",
        start: (Start::Final, Start::Final),
        release: (Release::Phase, Release::Phase),
        approval_release: Release::Phase,
        via: None,
        visibility: Visibility::Handoff,
        latency_factor: 1.0,
        intake: Intake::Immediate,
        route: Route::Serial,
        sessions: Sessions::Calendar,
        syncs: &[],
        coordination: (0.0, 0.001, With::Neighbours),
        shared_context: false,
        feedback: None,
        maturity_required: 0.2,
    },
    Column {
        key: "parallel-synchronization",
        title: "Parallel Synchronization",
        start: (Start::Brief, Start::Brief),
        release: (Release::Sync(0), Release::Sync(0)),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Sync(0),
        latency_factor: 1.0,
        intake: Intake::Sync(0),
        route: Route::Concurrent,
        sessions: Sessions::Calendar,
        syncs: &[("weekly", WEEK, HOUR, 0.3)],
        coordination: (0.01, 0.002, With::Neighbours),
        shared_context: false,
        feedback: None,
        maturity_required: 0.5,
    },
    Column {
        key: "adaptive-mesh",
        title: "Adaptive Mesh",
        start: (Start::Early(0.5), Start::Early(0.5)),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Live,
        latency_factor: 0.25,
        intake: Intake::Immediate,
        route: Route::Concurrent,
        sessions: Sessions::OnDemand,
        syncs: &[],
        coordination: (0.04, 0.005, With::All),
        shared_context: true,
        feedback: Some((0.6, 4 * HOUR)),
        maturity_required: 0.8,
    },
    Column {
        key: "hub-and-spoke",
        title: "Hub-and-Spoke",
        start: (Start::Final, Start::Final),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: Some(Via::Team(2)),
        visibility: Visibility::Live,
        latency_factor: 1.0,
        intake: Intake::Immediate,
        route: Route::Concurrent,
        sessions: Sessions::Calendar,
        syncs: &[],
        coordination: (0.01, 0.002, With::Neighbours),
        shared_context: false,
        feedback: None,
        maturity_required: 0.5,
    },
    Column {
        key: "agile-sprints",
        title: "Agile Sprints",
        start: (Start::Early(0.5), Start::Early(0.5)),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Sync(0),
        latency_factor: 0.5,
        intake: Intake::Sync(1),
        route: Route::Concurrent,
        sessions: Sessions::OnDemand,
        syncs: &[("standup", DAY, 15 * MINUTE, 0.1), ("sprint", 2 * WEEK, 4 * HOUR, 0.4)],
        coordination: (0.03, 0.005, With::All),
        shared_context: false,
        feedback: Some((0.3, DAY)),
        maturity_required: 0.7,
    },
    Column {
        key: "hybrid-flow",
        title: "Hybrid Flow",
        start: (Start::Final, Start::Early(0.5)),
        release: (Release::Phase, Release::Item),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Sync(0),
        latency_factor: 1.0,
        intake: Intake::Sync(0),
        route: Route::Concurrent,
        sessions: Sessions::Calendar,
        syncs: &[("check", DAY, 15 * MINUTE, 0.2)],
        coordination: (0.02, 0.003, With::Neighbours),
        shared_context: false,
        feedback: None,
        maturity_required: 0.6,
    },
];

/// Whether a set holds a stream of the small scenario: only `ok` is an approval, only `draft` is first.
fn holds(set: StreamSet, stream: usize) -> bool {
    match set {
        StreamSet::Any => true,
        StreamSet::One(one) => one == stream,
        StreamSet::Work => stream != OK,
        StreamSet::Approval => stream == OK,
        StreamSet::First => stream == DRAFT,
        StreamSet::Once => false,
    }
}

/// What the last rule that speaks of a handoff says about a lever.
fn of<T>(
    model: &WorkflowModel,
    from: usize,
    to: usize,
    lever: fn(&HandoffRule) -> Option<T>,
) -> Option<T> {
    let rules = model.handoffs.iter().filter(|rule| holds(rule.from, from) && holds(rule.to, to));
    rules.filter_map(lever).next_back()
}

fn check(column: &Column, model: &WorkflowModel) {
    let key = column.key;
    let start = |from, to| of(model, from, to, |rule| rule.start);
    let release = |from, to| of(model, from, to, |rule| rule.release);
    assert_eq!(start(DRAFT, DATA), Some(column.start.0), "{key}");
    assert_eq!(start(DATA, POST), Some(column.start.1), "{key}");
    assert_eq!(release(DRAFT, DATA), Some(column.release.0), "{key}");
    assert_eq!(release(DATA, POST), Some(column.release.1), "{key}");
    for (from, to) in [(DRAFT, OK), (DATA, OK), (OK, POST)] {
        assert_eq!(release(from, to), Some(column.approval_release), "{key}");
    }
    for (from, to) in [(DRAFT, DATA), (DATA, OK), (OK, POST)] {
        assert_eq!(of(model, from, to, |rule| rule.via), column.via, "{key}");
        assert_eq!(of(model, from, to, |rule| rule.visibility), Some(column.visibility), "{key}");
        let factor = of(model, from, to, |rule| rule.latency_factor);
        assert_eq!(factor, Some(column.latency_factor), "{key}");
    }
    assert_eq!(model.intake, column.intake, "{key}");
    let interrupted: &[usize] = if column.sessions == Sessions::OnDemand { &[1] } else { &[] };
    assert_eq!(model.approval.route, column.route);
    assert_eq!((model.approval.on_demand.as_slice(), model.approvals.len()), (interrupted, 0));
    assert_eq!((model.approval.patience, model.approval.bypass), (None, 0.0));
    let coordination = &model.coordination;
    let coordination = (coordination.per_link, coordination.per_person, coordination.with);
    assert_eq!(coordination, column.coordination, "{key}");
    assert_eq!(model.shared_context, column.shared_context, "{key}");
    let feedback =
        column.feedback.map(|(detect, delay)| LiveFeedback { detect, delay: Elapsed(delay) });
    assert_eq!(model.feedback, feedback, "{key}");
    assert_eq!(model.maturity_required, column.maturity_required, "{key}");
    assert_eq!(model.syncs.len(), column.syncs.len(), "{key}");
    for (sync, (name, every, length, detect)) in model.syncs.iter().zip(column.syncs) {
        assert_eq!(sync.name, *name);
        assert_eq!((sync.every, sync.length), (Elapsed(*every), Work(*length)));
        assert_eq!(sync.detect, *detect);
        assert_eq!(sync.attend, [0, 1, 2], "all teams attend");
    }
}

#[test]
fn presets_are_what_the_table_says() {
    let models: String = TABLE
        .iter()
        .map(|column| format!("[[models]]\nname = {:?}\npreset = {:?}\n", column.title, column.key))
        .collect();
    let head = SMALL.split("[[models]]").next().unwrap_or_default();
    let scenario = valid(&format!("{head}{models}[broker]\nteam = \"hub\"\n"));
    assert_eq!(scenario.models.len(), TABLE.len());
    for (column, model) in TABLE.iter().zip(&scenario.models) {
        assert_eq!(model.preset.as_deref(), Some(column.key));
        check(column, model);
    }
}

#[test]
fn presets_are_listed_with_title_and_description() {
    let listed: Vec<(&str, &str)> =
        presets().iter().map(|preset| (preset.key.as_str(), preset.title.as_str())).collect();
    let expected: Vec<(&str, &str)> =
        TABLE.iter().map(|column| (column.key, column.title)).collect();
    assert_eq!(listed, expected);
    assert!(presets().iter().all(|preset| preset.description.len() > 20));
    assert!(preset_toml("waterfall").is_none());
}

#[test]
fn a_preset_can_be_pasted_into_a_scenario() {
    for column in &TABLE {
        let text = preset_toml(column.key).unwrap();
        let broker = "[broker]\nteam = \"hub\"\n[[feedback]]";
        let text =
            small("[[feedback]]", broker).replacen("[[models]]", &format!("{text}[[models]]"), 1);
        let scenario = valid(&text);
        assert_eq!(scenario.models[0].name, column.title);
        assert_eq!(scenario.models[0].preset, None);
        check(column, &scenario.models[0]);
    }
}

#[test]
fn figures_of_presets_are_said_to_be_assumptions() {
    let text = small(
        "name = \"plain\"",
        "name = \"plain\"\npreset = \"adaptive-mesh\"\nmaturity_required = 0.5",
    );
    let scenario = valid(&text);
    let said = |line: &str| scenario.assumptions.iter().any(|known| known == line);
    assert!(
        said("plain: coordination.per_link 0.04 (preset, an assumption)"),
        "{:?}",
        scenario.assumptions
    );
    assert!(said("plain: start early(0.5) (preset, an assumption)"));
    assert!(said("plain: latency_factor 0.25 (preset, an assumption)"));
    assert!(!scenario.assumptions.iter().any(|line| line.contains("maturity_required")));
    assert_eq!(scenario.models[0].origin("coordination.per_link"), Source::Preset);
    assert_eq!(scenario.models[0].origin("maturity_required"), Source::Model);
    assert_eq!(scenario.models[0].origin("priority"), Source::Default);
}
