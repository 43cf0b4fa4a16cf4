//! Closed forms: every row of [`crate::validation::theory`], judged by its two-stage rule.

use crate::validation::judge::{Verdict, judge};
use crate::validation::measure::Value;
use crate::validation::theory::theory;
use crate::validation::{Case, Moment};

/// What does not pass, in words.
fn failures(cases: &[Case]) -> Vec<String> {
    cases.iter().filter_map(failure).collect()
}

fn failure(case: &Case) -> Option<String> {
    let what =
        format!("{}, {} ({}): expected {}", case.name, case.quantity, case.source, case.expected);
    match judge(case) {
        Err(message) => Some(format!("{what}: {message}")),
        Ok(found) if found.verdict == Verdict::Differs => Some(format!("{what}, got {found:?}")),
        Ok(_) => None,
    }
}

fn assert_all(slow: bool) {
    let cases: Vec<Case> = theory().into_iter().filter(|case| case.slow == slow).collect();
    assert!(cases.len() >= 5, "only {} cases", cases.len());
    let failures = failures(&cases);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn closed_forms_hold() {
    assert_all(false);
}

#[test]
#[ignore = "long queues: 22 s of processor time in a release build"]
fn closed_forms_of_long_queues_hold() {
    assert_all(true);
}

/// The rule itself must be able to say no: a theory that is 4 % off is found out everywhere.
#[test]
fn a_wrong_theory_is_noticed() {
    let cheap = |case: &&Case| !matches!(case.value, Value::Wait(_)) && case.moment == Moment::Mean;
    for (case, factor) in theory().iter().filter(cheap).zip([0.96, 1.04].into_iter().cycle()) {
        let wrong = Case { expected: case.expected * factor, ..*case };
        let found = judge(&wrong).expect("the scenario is valid");
        assert_eq!(found.verdict, Verdict::Differs, "{}, {}", case.name, case.quantity);
    }
}

/// An engine with 4 % more work than it should have is found out where effort matters.
#[test]
fn wrong_efforts_are_noticed() {
    const LONGER: &[(&str, &str)] = &[("streams.A.effort", "10.4h")];
    let loops = theory().into_iter().filter(|case| case.path.contains("loop-feedback"));
    for case in loops.filter(|case| case.moment == Moment::Mean) {
        let found = judge(&Case { sets: LONGER, ..case }).expect("the scenario is valid");
        assert_eq!(found.verdict, Verdict::Differs);
    }
}

/// Values that the table gives to six decimals, worked out here from their formulas.
#[test]
fn expected_values_follow_from_their_formulas() {
    let expected = |name: &str| -> f64 {
        let found = theory().into_iter().find(|case| case.name == name);
        found.unwrap_or_else(|| panic!("no case {name}")).expected
    };
    let close = |name: &str, value: f64| {
        let table = expected(name);
        assert!((table - value).abs() < 2e-6 * value, "{name}: table {table}, formula {value}");
    };
    close("M/M/1, load 0.8", erlang_wait(1, 0.8));
    close("M/M/2, load 0.8", erlang_wait(2, 1.6));
    close("M/M/3, load 0.8", erlang_wait(3, 2.4));
    close("M/M/5, load 0.8", erlang_wait(5, 4.0));
    for (name, cv2) in [("M/D/1, load 0.8", 0.0), ("M/G/1, load 0.8, cv² 4", 4.0)] {
        close(name, 0.8 * (1.0 + cv2) / 2.0 / 0.2);
    }
    close("From sync to sync, mean 3 h", 5.0 / (1.0 - (-5.0f64 / 3.0).exp()));
    close("From sync to sync, mean 10 h", 5.0 / (1.0 - (-0.5f64).exp()));
    close("Largest of 2 triangular(5, 8, 16)", largest_triangular(2));
    close("Largest of 4 triangular(5, 8, 16)", largest_triangular(4));
    close("Five cycles of four streams, none", largest_erlang(4, 5));
    close("Bridge network of exponentials", bridge());
}

/// Mean wait in M/M/c with service rate 1, by Erlang's recursion of the blocking probability.
fn erlang_wait(servers: u32, load: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |b, c| load * b / (f64::from(c) + load * b));
    let c = f64::from(servers);
    let waits = c * blocked / (c - load * (1.0 - blocked));
    waits / (c - load)
}

/// The integral of a tail from 0 to `end`, by Simpson's rule.
fn integral(end: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let n = 20_000;
    let step = end / f64::from(n);
    let weight = |i: i32| if i == 0 || i == n { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
    let sum: f64 = (0..=n).map(|i| weight(i) * tail(f64::from(i) * step)).sum();
    sum * step / 3.0
}

fn largest_triangular(n: i32) -> f64 {
    let distribution = |x: f64| match x {
        x if x <= 5.0 => 0.0,
        x if x <= 8.0 => (x - 5.0) * (x - 5.0) / 33.0,
        x => 1.0 - (16.0 - x) * (16.0 - x) / 88.0,
    };
    integral(16.0, |x| 1.0 - distribution(x).powi(n))
}

fn largest_erlang(n: i32, stages: i32) -> f64 {
    let tail = |x: f64| {
        let terms = (0..stages).scan(1.0, |term, k| {
            let now = *term;
            *term *= x / f64::from(k + 1);
            Some(now)
        });
        (-x).exp() * terms.sum::<f64>()
    };
    integral(60.0, |x| 1.0 - (1.0 - tail(x)).powi(n))
}

/// The bridge as a Markov chain over sets of arcs that are done (Kulkarni & Adlakha 1986): expected
/// remaining time, arcs 12, 13, 23, 24, 34 as bits.
fn bridge() -> f64 {
    fn remaining(done: u32) -> f64 {
        let needs = [0, 0, 0b1, 0b1, 0b110];
        let means = [3.0, 5.0, 2.0, 6.0, 4.0];
        let active = |arc: &usize| done & 1 << arc == 0 && done & needs[*arc] == needs[*arc];
        let active: Vec<usize> = (0..5).filter(active).collect();
        let rate: f64 = active.iter().map(|arc| 1.0 / means[*arc]).sum();
        let after = |arc: &usize| remaining(done | 1 << arc) / means[*arc];
        if active.is_empty() { 0.0 } else { (1.0 + active.iter().map(after).sum::<f64>()) / rate }
    }
    remaining(0)
}
