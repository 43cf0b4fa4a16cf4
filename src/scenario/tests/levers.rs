//! How a model's own levers, its rows and its preset are merged.

use super::{small, valid};
use crate::distribution::{Distribution, Family};
use crate::model::{
    ApprovalRule, Coordination, HandoffRule, Intake, LiveFeedback, Pieces, Priority, Release,
    Route, Source, Start, StreamSet, Via, Visibility, WorkflowModel,
};
use crate::time::{Elapsed, HOUR, MINUTE, WEEK, Work};

/// The first model of the small scenario, with these lines.
fn model(lines: &str) -> WorkflowModel {
    let text = small("name = \"plain\"\n", &format!("name = \"plain\"\n{lines}\n"));
    valid(&text).models.swap_remove(0)
}

fn rule(from: StreamSet, to: StreamSet, source: Source) -> HandoffRule {
    HandoffRule {
        from,
        to,
        pieces: Pieces::default(),
        source,
        start: None,
        release: None,
        via: None,
        visibility: None,
        latency_factor: None,
    }
}

#[test]
fn without_a_preset_everything_is_at_its_default() {
    let plain = model("");
    assert_eq!(plain.handoffs, []);
    assert_eq!(plain.preset, None);
    assert_eq!(plain.conduct.intake, Intake::Immediate);
    assert_eq!(
        (plain.approval.route, plain.approval.on_demand.clone()),
        (Route::Serial, Vec::new())
    );
    assert_eq!((plain.approval.patience, plain.approval.bypass), (None, 0.0));
    assert!(plain.syncs.is_empty() && plain.broker.is_none());
    assert!(!plain.shared_context && !plain.pays);
    assert_eq!((plain.coordination, plain.feedback), Default::default());
    assert_eq!((plain.conduct.priority, plain.maturity_required), (Priority::ReworkFirst, None));
    assert!(plain.origins.iter().all(|(_, source)| *source == Source::Default));
}

#[test]
fn a_models_own_value_replaces_the_presets_rows_for_that_lever_only() {
    let plain = model("preset = \"hybrid-flow\"\nrelease = \"item\"");
    let any = StreamSet::Any;
    let expected = [
        HandoffRule {
            start: Some(Start::Early(0.5)),
            visibility: Some(Visibility::Sync(0)),
            ..rule(any, any, Source::Preset)
        },
        HandoffRule {
            start: Some(Start::Final),
            ..rule(StreamSet::Once, any, Source::PresetRow(0))
        },
        HandoffRule { release: Some(Release::Item), ..rule(any, any, Source::Model) },
    ];
    assert_eq!(plain.handoffs, expected);
}

#[test]
fn rows_come_last_and_in_order() {
    let plain = model(
        "start = \"brief\"\nlatency_factor = 0.5\n\
         [[models.handoffs]]\nfrom = \"draft\"\nto = \"ok\"\nrelease = \"phase\"\n\
         [[models.handoffs]]\nfrom = \"@first\"\nstart = \"early(0.25)\"\nvia = \"legal\"",
    );
    let any = StreamSet::Any;
    let expected = [
        HandoffRule {
            start: Some(Start::Brief),
            latency_factor: Some(0.5),
            ..rule(any, any, Source::Model)
        },
        HandoffRule {
            release: Some(Release::Phase),
            ..rule(StreamSet::One(0), StreamSet::One(2), Source::ModelRow(0))
        },
        HandoffRule {
            start: Some(Start::Early(0.25)),
            via: Some(Via::Team(1)),
            ..rule(StreamSet::First, any, Source::ModelRow(1))
        },
    ];
    assert_eq!(plain.handoffs, expected);
}

/// Of the two teams of the small scenario that may review, only `legal` (1) does.
#[test]
fn who_reviews_on_demand_stands_in_place_of_the_presets_sessions() {
    let on_demand = |lines: &str| {
        let text = small("name = \"plain\"\n", &format!("name = \"plain\"\n{lines}\n"));
        let model = valid(&text.replacen("schema = 1", "schema = 2", 1)).models.swap_remove(0);
        (model.approval.on_demand.clone(), model.origin("approval.sessions"))
    };
    let preset = "preset = \"agile-sprints\"\napproval = ";
    let with = |table: &str| on_demand(&format!("{preset}{table}"));
    assert_eq!(with("{ route = \"serial\" }"), (vec![1], Source::Preset));
    assert_eq!(with("{ on_demand = [] }"), (vec![], Source::Model));
    assert_eq!(with("{ sessions = \"calendar\" }"), (vec![], Source::Model));
    assert_eq!(on_demand("approval = { on_demand = [\"legal\"] }"), (vec![1], Source::Model));
    assert_eq!(on_demand(""), (vec![], Source::Default));
}

#[test]
fn rows_of_approvals_are_kept_in_order() {
    let rows = "[[models.approvals]]\napproval = \"ok\"\ntiers = [\"high\"]\nroute = \"concurrent\"\n\
                [[models.approvals]]\ndeliverables = [\"clip\"]\npatience = \"1d\"\nbypass = 0.5";
    let text = small("name = \"plain\"\n", &format!("name = \"plain\"\n{rows}\n"));
    let plain = valid(&text.replacen("schema = 1", "schema = 2", 1)).models.swap_remove(0);
    let rule = |row| ApprovalRule {
        approval: None,
        pieces: Pieces::default(),
        source: Source::ModelRow(row),
        route: None,
        on_demand: None,
        patience: None,
        bypass: None,
    };
    let first = ApprovalRule {
        approval: Some(2),
        pieces: Pieces { deliverables: None, tiers: Some([false, false, true]) },
        route: Some(Route::Concurrent),
        ..rule(0)
    };
    let second = ApprovalRule {
        pieces: Pieces { deliverables: Some(vec![1]), tiers: None },
        patience: Some(Elapsed(24 * HOUR)),
        bypass: Some(0.5),
        ..rule(1)
    };
    assert_eq!(plain.approvals, [first, second]);
}

#[test]
fn table_levers_merge_by_key_and_syncs_by_name() {
    let plain = model(
        "preset = \"agile-sprints\"\napproval = { route = \"serial\" }\n\
         coordination = { per_link = 0.5 }\nfeedback = { delay = \"2h\" }\n\
         syncs = [{ name = \"retro\", every = \"1w\" }, { name = \"sprint\", every = \"1w\", attend = [\"legal\"] }]",
    );
    assert_eq!(
        (plain.approval.route, plain.approval.on_demand.as_slice()),
        (Route::Serial, &[1][..])
    );
    assert!(plain.pays);
    assert_eq!(plain.coordination, Coordination { per_link: Some(0.5), ..Default::default() });
    assert_eq!(plain.feedback, LiveFeedback { detect: None, delay: Some(Elapsed(2 * HOUR)) });
    let names: Vec<&str> = plain.syncs.iter().map(|sync| sync.name.as_str()).collect();
    assert_eq!(names, ["standup", "sprint", "retro"]);
    let sprint = &plain.syncs[1];
    assert_eq!((sprint.every, sprint.length), (Elapsed(WEEK), Work(4 * HOUR)));
    assert_eq!((sprint.detect, sprint.attend.as_slice()), (None, &[1][..]));
    assert_eq!(plain.conduct.intake, Intake::Sync(1));
    assert_eq!(plain.origin("syncs.sprint.every"), Source::Model);
    assert_eq!(plain.origin("syncs.sprint.length"), Source::Preset);
    assert_eq!(plain.origin("syncs.standup.every"), Source::Preset);
    assert_eq!(plain.origin("syncs.retro.length"), Source::Default);
    assert_eq!(plain.origin("approval.route"), Source::Model);
    assert_eq!(plain.origin("approval.sessions"), Source::Preset);
    assert_eq!(plain.origin("feedback.detect"), Source::Default);
    assert_eq!(plain.prices_by_hand(), ["coordination.per_link", "feedback.delay"]);
    assert_eq!(plain.origin("syncs"), Source::Model);
}

#[test]
fn syncs_of_a_preset_are_cleared_or_removed() {
    let levers = "preset = \"agile-sprints\"\nvisibility = \"live\"\nintake = \"immediate\"\n";
    assert!(model(&format!("{levers}syncs = []")).syncs.is_empty());
    let off = format!("name = \"plain\"\n{levers}syncs = [{{ name = \"sprint\", off = true }}]\n");
    let text = small("name = \"plain\"\n", &off).replace("schema = 1", "schema = 2");
    let model = valid(&text).models.swap_remove(0);
    let names: Vec<&str> = model.syncs.iter().map(|sync| sync.name.as_str()).collect();
    assert_eq!(names, ["standup"]);
}

#[test]
fn the_hub_is_the_brokers_team() {
    let own = model("via = \"hub\"\nbroker = { team = \"legal\", effort = \"10m\" }");
    assert_eq!(own.handoffs[0].via, Some(Via::Team(1)));
    let broker = own.broker.as_ref().unwrap();
    let minutes = |n: i64| Family::Constant { value: (n * MINUTE) as f64 };
    assert_eq!(broker.effort, Distribution::new(minutes(10)).unwrap());
    assert_eq!(broker.detect, 0.3);
    assert_eq!(own.origin("broker.effort"), Source::Model);
    assert_eq!(own.origin("broker.detect"), Source::Default);

    let text = small("[[feedback]]", "[broker]\nteam = \"hub\"\ndetect = 0.9\n[[feedback]]");
    let text = text.replacen("name = \"plain\"", "name = \"plain\"\nvia = \"hub\"", 1);
    let scenario = valid(&text);
    let broker = scenario.models[0].broker.as_ref().unwrap();
    assert_eq!(scenario.models[0].handoffs[0].via, Some(Via::Team(2)));
    assert_eq!(broker.effort, Distribution::new(minutes(20)).unwrap());
    assert_eq!(broker.detect, 0.9);
    assert_eq!(scenario.models[0].origin("broker.team"), Source::Fact);
    assert_eq!(scenario.models[0].origin("broker.detect"), Source::Fact);
    assert!(scenario.models[1].broker.is_none());
    let said = scenario
        .assumptions
        .iter()
        .any(|line| line == "plain: broker.effort 20m (default, an assumption)");
    assert!(said, "{:?}", scenario.assumptions);
}

#[test]
fn a_presets_hub_can_be_taken_away() {
    let plain = model("preset = \"hub-and-spoke\"\nvia = \"none\"");
    assert!(plain.handoffs.iter().all(|rule| !matches!(rule.via, Some(Via::Team(_)))));
    assert_eq!(plain.broker.map(|_| ()), None);
}
