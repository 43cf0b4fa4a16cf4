//! Decompositions of hand-made values: expected parts follow from arithmetic.

use super::parts::decomposition;
use super::*;

const TWO: [Lever; 2] = [Lever::Start, Lever::Release];

/// Values by coalition, the same in three replications but for a common offset.
fn runs(values: &[(u32, f64)]) -> Runs {
    let each = |value: f64| vec![Some(value), Some(value + 1.0), Some(value + 2.0)];
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
    runs.get_mut(&Coalition(2)).unwrap()[1] = None;
    let found = decomposition(&TWO, &Orders::All, &runs);
    assert_eq!((found.n, found.of), (2, 3));
    // 10 and 12 are left, then 2 and 4.
    assert_eq!((found.start, found.end), (Some(11_000_000), Some(3_000_000)));
    runs.insert(Coalition(1), vec![None; 3]);
    let nothing = decomposition(&TWO, &Orders::All, &runs);
    assert_eq!((nothing.n, nothing.start, nothing.ci), (0, None, None));
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
    let levers = differing(&scenario.facts, from, to);
    assert_eq!(levers, [Lever::Start, Lever::Release, Lever::Visibility, Lever::Syncs]);
    let nothing = mixed(&scenario.facts, from, to, &[]);
    let all = mixed(&scenario.facts, from, to, &levers);
    assert!(differing(&scenario.facts, from, &nothing).is_empty());
    assert!(differing(&scenario.facts, to, &all).is_empty());
}

#[test]
fn a_lever_without_its_sync_waits_for_a_silent_one() {
    let scenario = scenario();
    let (from, to) = (&scenario.models[0], &scenario.models[1]);
    let model = mixed(&scenario.facts, from, to, &[Lever::Visibility]);
    assert_eq!(model.syncs.len(), 1);
    assert_eq!((model.syncs[0].every, model.syncs[0].detect), (to.syncs[0].every, 0.0));
    assert!(model.syncs[0].attend.is_empty());
}

/// Two deliverables of 4 h + 4 h with a person each: 12 h when each is handed over when done; by
/// phase the second stream starts after 8 h: 16 h. In office hours, that is 28 and 32 h elapsed.
#[test]
fn a_real_difference_is_found_where_it_comes_from() {
    let scenario = scenario();
    let question =
        Question { scenario: &scenario, from: 0, to: 1, metric: 0, replications: 2, seed: 1 };
    // An early start alone does nothing while a phase holds everything back.
    let alone = [Lever::Start, Lever::Release];
    let found = question.answer(&alone, &Orders::All, &crate::study::Unwatched).unwrap();
    assert_eq!(found.alone[0].ticks, 0);
    assert_eq!(found.alone[1].mean(), -4.0);
    assert_eq!(found.start, Some(32_000_000));
}
