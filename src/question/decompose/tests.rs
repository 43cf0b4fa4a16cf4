//! Decompositions of hand-made values: expected parts follow from arithmetic.

use super::parts::decomposition;
use super::*;

const TWO: [Lever; 2] = [Lever::Start, Lever::Release];

/// Values by coalition, the same in three replications but for a common offset.
fn runs(values: &[(u32, f64)]) -> Runs {
    let each = |value: f64| Mixture {
        values: vec![Some(value), Some(value + 1.0), Some(value + 2.0)],
        through: Vec::new(),
        launched: Launched { count: 3, of: 3 },
        changes: Vec::new(),
    };
    values.iter().map(|(bits, value)| (Coalition(*bits), each(*value))).collect()
}

fn means(parts: &[Part]) -> Vec<f64> {
    parts.iter().map(Part::mean).collect()
}

/// Nothing 10, first 7, second 9, both 2: they help each other by 4.
const HELP: [(u32, f64); 4] = [(0, 10.0), (1, 7.0), (2, 9.0), (3, 2.0)];

#[test]
fn alone_in_order_and_on_average() {
    let found = decomposition(&TWO, &Orders::One(vec![0, 1]), &runs(&HELP));
    assert_eq!(means(&found.alone), [-3.0, -1.0]);
    assert_eq!(means(&found.parts), [-3.0, -5.0]);
    let turned = decomposition(&TWO, &Orders::One(vec![1, 0]), &runs(&HELP));
    assert_eq!(means(&turned.parts), [-1.0, -7.0]);
    assert_eq!(turned.parts[0].lever, Lever::Release);
    // The average of both orders: (-3 - 7) / 2 and (-1 - 5) / 2.
    let average = decomposition(&TWO, &Orders::All, &runs(&HELP));
    assert_eq!(means(&average.parts), [-5.0, -3.0]);
    let sampled = Orders::Sampled(vec![vec![0, 1], vec![1, 0]]);
    assert_eq!(decomposition(&TWO, &sampled, &runs(&HELP)).parts, average.parts);
    assert_eq!((average.n, average.of, average.mixtures), (3, 3, 4));
}

/// The second lever makes 2 h more of meetings (1 h, 3 h) where the first is switched, and none where it is not.
#[test]
fn a_lever_is_opened_in_its_place() {
    let meets = |hours: [f64; 2]| {
        let values = hours.repeat(8).into_iter().map(Some).collect();
        Mixture {
            values: vec![Some(1.0); 16],
            through: [vec![values], vec![vec![Some(5.0); 16]; MECHANISM.len() - 1]].concat(),
            launched: Launched { count: 16, of: 16 },
            changes: Vec::new(),
        }
    };
    let runs: Runs = [(0, [0.0; 2]), (1, [0.0; 2]), (2, [0.0; 2]), (3, [1.0, 3.0])]
        .into_iter()
        .map(|(bits, hours)| (Coalition(bits), meets(hours)))
        .collect();
    let found = decomposition(&TWO, &Orders::One(vec![0, 1]), &runs);
    assert!(found.parts[0].through.is_empty() && found.alone[1].through.is_empty());
    let [effect] = found.parts[1].through[..] else { panic!("{:?}", found.parts[1].through) };
    assert_eq!((effect.metric, effect.mean), (crate::metric::COORDINATION_TIME, 2.0));
    assert!(effect.ci.low > 0.0 && effect.ci.contains(2.0));
}

/// Thirds do not fit into ticks; the parts add up to the whole all the same.
#[test]
fn parts_add_up_exactly() {
    let levers = [Lever::Start, Lever::Release, Lever::Via];
    let value = |bits: u32| if bits == 7 { 1.0 } else { 0.0 };
    let values: Vec<(u32, f64)> = (0..8).map(|bits| (bits, value(bits))).collect();
    let found = decomposition(&levers, &Orders::All, &runs(&values));
    assert_eq!(found.parts.iter().map(|part| part.ticks).sum::<i64>(), 1_000_000);
    assert!(found.parts.iter().all(|part| (part.ticks - 333_333).abs() <= 1));
}

#[test]
fn only_replications_that_exist_everywhere_count() {
    let mut runs = runs(&HELP);
    runs.get_mut(&Coalition(2)).unwrap().values[1] = None;
    let found = decomposition(&TWO, &Orders::All, &runs);
    assert_eq!((found.n, found.of), (2, 3));
    // 10 and 12 are left, then 2 and 4.
    assert_eq!((found.start, found.end), (Some(11_000_000), Some(3_000_000)));
    runs.get_mut(&Coalition(1)).unwrap().values = vec![None; 3];
    let nothing = decomposition(&TWO, &Orders::All, &runs);
    assert_eq!((nothing.n, nothing.start, nothing.whole.ci), (0, None, None));
}

/// A lever that changes 5 of 100 replications has no interval, one that changes 6 has; what changes nothing was
/// not seen in 100: at most 1 - 0.05^(1/100) = 2.951 % differ.
#[test]
fn few_replications_that_differ_have_no_interval() {
    let run = |differ: usize| Mixture {
        values: (0..100).map(|r| Some(if r < differ { 11.0 + r as f64 } else { 10.0 })).collect(),
        through: Vec::new(),
        launched: Launched { count: 100, of: 100 },
        changes: Vec::new(),
    };
    for (differ, has) in [(5, false), (6, true)] {
        let runs = [(0, 0), (1, differ), (2, 0), (3, differ)];
        let runs = runs.map(|(bits, differ)| (Coalition(bits), run(differ))).into();
        for orders in [Orders::One(vec![0, 1]), Orders::All] {
            let found = decomposition(&TWO, &orders, &runs);
            for parts in [&found.alone, &found.parts] {
                assert_eq!((parts[0].ci.is_some(), parts[0].none_seen), (has, None));
                assert_eq!((parts[1].ticks, parts[1].ci), (0, None));
                assert!((parts[1].none_seen.unwrap() - 0.029_513).abs() < 1e-6);
            }
            assert_eq!((found.whole.ci.is_some(), found.whole.none_seen()), (has, None));
        }
    }
}

#[test]
fn orders_need_their_prefixes() {
    let bits = |orders: &Orders, count| -> Vec<u32> {
        orders.coalitions(count).into_iter().map(|coalition| coalition.0).collect()
    };
    assert_eq!(bits(&Orders::One(vec![2, 0, 1]), 3), [0, 1, 2, 4, 5, 7]);
    assert_eq!(bits(&Orders::All, 2), [0, 1, 2, 3]);
    let Orders::Sampled(orders) = Orders::average(EXACT + 1, 3, 7) else { panic!("not sampled") };
    assert_eq!(orders.len(), 6);
    let reversed: Vec<usize> = orders[0].iter().rev().copied().collect();
    assert_eq!(orders[1], reversed);
    assert_eq!(Orders::average(EXACT, 3, 7), Orders::All);
}

const SCENARIO: &str = r#"
schema = 1
name = "Two ways"
[teams]
a = { people = 1 }
b = { people = 1 }
[[streams]]
name = "first"
team = "a"
effort = "4h"
[[streams]]
name = "second"
team = "b"
needs = ["first"]
effort = "4h"
[[deliverables]]
name = "x"
count = 2
[[models]]
name = "Cascade"
release = "phase"
[[models]]
name = "Weekly"
start = "early(0.5)"
visibility = "sync weekly"
syncs = [{ name = "weekly", every = "1w", length = "1h", detect = 0.5 }]
"#;

fn scenario() -> Scenario {
    crate::scenario::load("two.toml", SCENARIO, &[]).unwrap()
}

#[test]
fn a_mixture_of_all_or_nothing_is_a_model_itself() {
    let scenario = scenario();
    let (from, to) = (&scenario.models[0], &scenario.models[1]);
    let levers = Change::new(&scenario.facts, from, to).levers();
    assert_eq!(levers, [Lever::Start, Lever::Release, Lever::Visibility, Lever::Syncs]);
    let nothing = mixed(&scenario.facts, from, to, &[]);
    let all = mixed(&scenario.facts, from, to, &levers);
    assert!(Change::new(&scenario.facts, from, &nothing).levers().is_empty());
    assert!(Change::new(&scenario.facts, to, &all).levers().is_empty());
}

#[test]
fn a_lever_without_its_sync_waits_for_a_silent_one() {
    let scenario = scenario();
    let (from, to) = (&scenario.models[0], &scenario.models[1]);
    let model = mixed(&scenario.facts, from, to, &[Lever::Visibility]);
    assert_eq!(model.syncs.len(), 1);
    assert_eq!((model.syncs[0].every, model.syncs[0].detect), (to.syncs[0].every, Some(0.0)));
    assert!(model.syncs[0].attend.is_empty());
}

/// Two deliverables of 4 h + 4 h with a person each: 12 h when each is handed over when done; by
/// phase the second stream starts after 8 h: 16 h. In office hours, that is 28 and 32 h elapsed.
#[test]
fn a_real_difference_is_found_where_it_comes_from() {
    let scenario = scenario();
    let question =
        Difference { scenario: &scenario, from: 0, to: 1, metric: 0, replications: 2, seed: 1 };
    // An early start alone does nothing while a phase holds everything back.
    let alone = [Lever::Start, Lever::Release];
    let found = question.answer(&alone, &Orders::All, &crate::study::Unwatched).unwrap();
    assert_eq!(found.alone[0].ticks, 0);
    assert_eq!(found.alone[1].mean(), -4.0);
    assert_eq!(found.start, Some(32_000_000));
}

/// Two brokers with the same mean effort, and a third that also meets; nobody else tells them apart.
const BROKERS: &str = r#"
schema = 1
name = "Brokers"
calendar = "always"
[teams]
w = { people = 1 }
desk = { people = 1 }
[broker]
team = "desk"
effort = "3h"
[[streams]]
name = "a"
team = "w"
effort = "1h"
[[streams]]
name = "b"
team = "w"
needs = ["a"]
effort = "1h"
[[streams]]
name = "c"
team = "w"
needs = ["b"]
effort = "1h"
[[deliverables]]
name = "x"
[[deliverables]]
name = "y"
skip = ["b"]
[[models]]
name = "Steady"
via = "hub"
broker = { effort = "3h" }
[[models]]
name = "Erratic"
via = "hub"
broker = { effort = { dist = "uniform", low = "1h", high = "5h" } }
[[models]]
name = "Sharp"
via = "hub"
broker = { effort = "3h", detect = 0.5 }
[[models]]
name = "Straight past b"
via = "hub"
broker = { effort = "3h" }
handoffs = [{ from = "a", to = "c", via = "none" }]
[[models]]
name = "Nobody between, one broker"
broker = { effort = "3h" }
[[models]]
name = "Nobody between, another"
broker = { effort = "4h" }
"#;

#[test]
fn levers_are_compared_by_value() {
    let scenario = crate::scenario::load("brokers.toml", BROKERS, &[]).unwrap();
    let change = |from: usize, to: usize| {
        let models = &scenario.models;
        Change::new(&scenario.facts, &models[from], &models[to])
    };
    let said = |from, to| change(from, to).words(Lever::Via);
    let owned = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let (steady, erratic, sharp, past) = (0, 1, 2, 3);
    for to in [erratic, sharp, past] {
        assert_eq!(change(steady, to).levers(), [Lever::Via], "{to}");
    }
    assert_eq!(said(steady, erratic), owned("3 h a version", "uniform 1 to 5 h a version"));
    assert_eq!(said(steady, sharp), owned("finds flaws with 0.3", "finds flaws with 0.5"));
    // Only `y` skips b, so only there a hands over to c.
    assert_eq!(said(steady, past), owned("desk (a→c)", "none"));
    // A broker that nothing goes through changes nothing.
    assert!(change(4, 5).levers().is_empty());
}

/// The only kind of handoff is named too, and a third is no sixteen digits.
#[test]
fn a_row_is_named_and_its_number_is_short() {
    let rows = "[[models]]\nname = \"Row\"\nrelease = \"phase\"\n[[models.handoffs]]\nto = \"second\"\n\
                latency_factor = 0.3333333333333333\n";
    let scenario = crate::scenario::load("row.toml", &format!("{SCENARIO}{rows}"), &[]).unwrap();
    let change = Change::new(&scenario.facts, &scenario.models[0], &scenario.models[2]);
    let wanted = ("1 (first→second)".to_owned(), "0.333333".to_owned());
    assert_eq!(change.words(Lever::LatencyFactor), wanted);
}

/// What is switched from one model to another, all of it, is the other model: in every replication, for
/// every pair.
#[test]
fn all_levers_switched_give_the_other_model_itself() {
    for text in [SCENARIO, BROKERS] {
        let scenario = crate::scenario::load("pairs.toml", text, &[]).unwrap();
        let run = |model: &WorkflowModel| {
            let one = Scenario { models: vec![model.clone()], ..scenario.clone() };
            let plans = plan::compile_all(&one).unwrap();
            study::run(&one, &plans, 20, 1, &crate::study::Unwatched).unwrap()
        };
        let pairs =
            scenario.models.iter().flat_map(|a| scenario.models.iter().map(move |b| (a, b)));
        for (from, to) in pairs {
            let levers = Change::new(&scenario.facts, from, to).levers();
            let (reached, wanted) = (run(&mixed(&scenario.facts, from, to, &levers)), run(to));
            for metric in 0..crate::metric::METRICS.len() {
                let values = |study: &study::Study| -> Vec<Option<f64>> {
                    study.models[0].metric(metric).collect()
                };
                assert_eq!(values(&reached), values(&wanted), "{} to {}", from.name, to.name);
            }
        }
    }
}
