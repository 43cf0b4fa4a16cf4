//! What others published, and the parts of it that can be worked out without a simulation.

use crate::validation::Case;
use crate::validation::published::{Figure, published};

#[test]
fn published_figures_are_met_as_closely_as_said() {
    let figures = published();
    assert!(figures.len() >= 6);
    for Figure { case, .. } in &figures {
        assert!(case.plan().is_ok(), "{:?}", case.plan().err());
    }
    for figure in figures {
        let found = figure.find().expect("the scenario is valid and every replication launched");
        let Case { name, quantity, source, .. } = figure.case;
        assert!(found.agrees, "{name}, {quantity} ({source}): {found:?}; {}", figure.because);
    }
}

/// A durations table that is off by a tenth is not met any more.
#[test]
fn wrong_durations_are_noticed() {
    const LONGER: &[(&str, &str)] = &[
        ("feedback", "[]"),
        ("streams.13.effort", "{ dist = 'triangular', low = '45d', likely = '47d', high = '51d' }"),
    ];
    let figure = published()[0];
    let wrong = Figure { case: Case { sets: LONGER, ..figure.case }, ..figure };
    assert!(!wrong.find().expect("valid").agrees);
}

/// Browning & Eppinger's durations in days: low, likely, high.
const DAYS: [(f64, f64, f64); 14] = [
    (1.9, 2.0, 3.0),
    (4.75, 5.0, 8.75),
    (2.66, 2.8, 4.2),
    (9.0, 10.0, 12.5),
    (14.3, 15.0, 26.3),
    (9.0, 10.0, 11.0),
    (7.2, 8.0, 10.0),
    (4.75, 5.0, 8.75),
    (18.0, 20.0, 22.0),
    (9.5, 10.0, 17.5),
    (14.3, 15.0, 26.3),
    (13.5, 15.0, 18.8),
    (30.0, 32.5, 36.0),
    (4.5, 5.0, 6.25),
];

/// Their marks below the diagonal: what each activity needs.
const NEEDS: [&[usize]; 14] = [
    &[],
    &[1],
    &[2],
    &[1, 3],
    &[1, 3],
    &[1, 5],
    &[1, 6],
    &[6],
    &[1, 3, 4, 8],
    &[4, 6, 7, 8],
    &[6, 7, 8, 10],
    &[1, 6, 7, 10, 11],
    &[1, 5, 12],
    &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
];

/// The quantile function of a triangular distribution.
fn triangular((low, likely, high): (f64, f64, f64), u: f64) -> f64 {
    let rising = (likely - low) / (high - low);
    if u < rising {
        low + (u * (high - low) * (likely - low)).sqrt()
    } else {
        high - ((1.0 - u) * (high - low) * (high - likely)).sqrt()
    }
}

/// The longest path when every duration is at the same quantile.
fn longest_path(u: f64) -> f64 {
    let mut finish = [0.0f64; 14];
    for activity in 0..14 {
        let start = NEEDS[activity].iter().map(|before| finish[before - 1]).fold(0.0, f64::max);
        finish[activity] = start + triangular(DAYS[activity], u);
    }
    finish[13]
}

/// Without iteration comonotone durations leave one integral, here by the midpoint rule.
#[test]
fn without_iteration_the_schedule_is_an_integral() {
    let n = 20_000;
    let paths = || (0..n).map(|i| longest_path((f64::from(i) + 0.5) / f64::from(n)));
    let mean = paths().sum::<f64>() / f64::from(n);
    let variance = paths().map(|path| (path - mean).powi(2)).sum::<f64>() / f64::from(n);
    let close = |figure: usize, value: f64| {
        let found = published()[figure].find().expect("valid").value;
        assert!((found / value - 1.0).abs() < 0.015, "{found} for {value}");
    };
    close(0, mean);
    close(1, variance.sqrt());
    assert_eq!((mean.round(), variance.sqrt().round()), (133.0, 13.0));
}
