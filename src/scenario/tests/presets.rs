//! The presets, against their table typed by hand.

use super::{SMALL, small, valid};
use crate::model::{
    Coordination, HandoffRule, Intake, LiveFeedback, Pieces, Release, Route, Sessions, Source,
    Start, StreamSet, Via, Visibility, WorkflowModel,
};
use crate::plan::{Overhead, Plan, compile_all};
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
    intake: Intake,
    route: Route,
    sessions: Sessions,
    /// Name, every, length.
    syncs: &'static [(&'static str, i64, i64)],
    shared_context: bool,
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
        intake: Intake::Immediate,
        route: Route::Serial,
        sessions: Sessions::Calendar,
        syncs: &[],
        shared_context: false,
    },
    Column {
        key: "parallel-synchronization",
        title: "Parallel Synchronization",
        start: (Start::Brief, Start::Brief),
        release: (Release::Sync(0), Release::Sync(0)),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Sync(0),
        intake: Intake::Sync(0),
        route: Route::Concurrent,
        sessions: Sessions::Calendar,
        syncs: &[("weekly", WEEK, HOUR)],
        shared_context: false,
    },
    Column {
        key: "adaptive-mesh",
        title: "Adaptive Mesh",
        start: (Start::Early(0.5), Start::Early(0.5)),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Live,
        intake: Intake::Immediate,
        route: Route::Concurrent,
        sessions: Sessions::OnDemand,
        syncs: &[],
        shared_context: true,
    },
    Column {
        key: "hub-and-spoke",
        title: "Hub-and-Spoke",
        start: (Start::Final, Start::Final),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: Some(Via::Team(2)),
        visibility: Visibility::Handoff,
        intake: Intake::Immediate,
        route: Route::Concurrent,
        sessions: Sessions::Calendar,
        syncs: &[],
        shared_context: false,
    },
    Column {
        key: "agile-sprints",
        title: "Agile Sprints",
        start: (Start::Early(0.5), Start::Early(0.5)),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Sync(0),
        intake: Intake::Sync(1),
        route: Route::Concurrent,
        sessions: Sessions::OnDemand,
        syncs: &[("standup", DAY, 15 * MINUTE), ("sprint", 2 * WEEK, 4 * HOUR)],
        shared_context: false,
    },
    Column {
        key: "hybrid-flow",
        title: "Hybrid Flow",
        start: (Start::Early(0.5), Start::Early(0.5)),
        release: (Release::Item, Release::Item),
        approval_release: Release::Item,
        via: None,
        visibility: Visibility::Sync(0),
        intake: Intake::Sync(0),
        route: Route::Concurrent,
        sessions: Sessions::Calendar,
        syncs: &[("check", DAY, 15 * MINUTE)],
        shared_context: false,
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
        assert_eq!(of(model, from, to, |rule| rule.latency_factor), None, "{key}");
    }
    assert_eq!(model.conduct.intake, column.intake, "{key}");
    let interrupted: &[usize] = if column.sessions == Sessions::OnDemand { &[1] } else { &[] };
    assert_eq!(model.approval.route, column.route);
    assert_eq!((model.approval.on_demand.as_slice(), model.approvals.len()), (interrupted, 0));
    assert_eq!((model.approval.patience, model.approval.bypass), (None, 0.0));
    assert_eq!(model.coordination, Coordination::default(), "{key}");
    assert_eq!(model.shared_context, column.shared_context, "{key}");
    assert_eq!((model.feedback, model.maturity_required), (LiveFeedback::default(), None), "{key}");
    assert_eq!(model.syncs.len(), column.syncs.len(), "{key}");
    for (sync, (name, every, length)) in model.syncs.iter().zip(column.syncs) {
        assert_eq!(sync.name, *name);
        assert_eq!((sync.every, sync.length), (Elapsed(*every), Work(*length)));
        assert_eq!(sync.detect, None);
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
fn what_exists_once_is_the_backbone_of_the_hybrid() {
    let text = small("name = \"plain\"", "name = \"plain\"\npreset = \"hybrid-flow\"");
    let rules = &valid(&text).models[0].handoffs;
    let backbone = HandoffRule {
        pieces: Pieces::default(),
        from: StreamSet::Once,
        to: StreamSet::Any,
        source: Source::PresetRow(0),
        start: Some(Start::Final),
        release: None,
        via: None,
        visibility: None,
        latency_factor: None,
    };
    assert_eq!(rules.last(), Some(&backbone));
}

/// Without a scale of prices nothing costs anything; at any other nothing costs less than nothing.
#[test]
fn practices_cost_nothing_at_scale_0_and_never_less() {
    let head = SMALL.split("[[models]]").next().unwrap_or_default();
    let models: String = TABLE
        .iter()
        .map(|c| format!("[[models]]\nname = {:?}\npreset = {:?}\n", c.key, c.key))
        .collect();
    let text =
        format!("{head}{models}[broker]\nteam = \"hub\"\n").replace("schema = 1", "schema = 2");
    let overheads = |scale: &str| -> Vec<Overhead> {
        let scenario = valid(&format!("{text}[practices]\nscale = {scale}\n"));
        let plans = compile_all(&scenario).unwrap_or_default();
        assert_eq!(plans.len(), TABLE.len());
        let of = |plan: &Plan| {
            let tasks = plan.tasks.iter().map(|task| task.overhead);
            tasks.chain(plan.seats.iter().copied()).collect::<Vec<_>>()
        };
        plans.iter().flat_map(of).collect()
    };
    assert!(overheads("0").iter().all(|cost| *cost == Overhead::NONE));
    let half = overheads("0.5");
    assert!(half.iter().all(|cost| cost.factor >= 1.0 && cost.per_campaign >= 0.0));
    assert!(half.iter().filter(|cost| cost.factor > 1.0 && cost.per_campaign > 0.0).count() > 20);
    // Twice the prices are twice the overhead: the gap is of maturity alone.
    for (half, whole) in half.iter().zip(overheads("1")) {
        assert!((2.0 * (half.factor - 1.0) - (whole.factor - 1.0)).abs() < 1e-12);
    }
}

#[test]
fn figures_of_presets_and_practices_are_said_to_be_assumptions() {
    let text = small(
        "name = \"plain\"",
        "name = \"plain\"\npreset = \"adaptive-mesh\"\nmaturity_required = 0.5",
    );
    let scenario = valid(&text);
    let said = |line: &str| scenario.assumptions.iter().any(|known| known.contains(line));
    assert!(said("plain: start early(0.5) (preset, an assumption)"), "{:?}", scenario.assumptions);
    assert!(said("live.latency 0.25") && said("shared.delay 4h") && said("base.person 0.005"));
    assert!(!said("tell.person") && !said("broker.person") && !said("meeting"), "not practised");
    assert!(!said("maturity_required"));
    assert_eq!(scenario.models[0].origin("coordination.per_link"), Source::Default);
    assert_eq!(scenario.models[0].origin("maturity_required"), Source::Model);
    assert_eq!(scenario.models[0].origin("priority"), Source::Default);
    assert_eq!(scenario.models[0].prices_by_hand(), ["maturity_required"]);
}
