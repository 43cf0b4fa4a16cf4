//! Statistics from end to end: whether intervals and verdicts over simulated studies keep what they
//! promise. Formulas by themselves are tested beside them.

use crate::runs::loaded;
use flowcast::analysis::{Verdict, differences, estimate, interval_of_quantile};
use flowcast::metric::{self, METRICS};
use flowcast::stats::sd;
use flowcast::study::{Study, Unwatched, run};

/// Four exponential hours in a row: an Erlang distribution of mean 4 h and variance 4 h².
fn erlang(more: &str) -> String {
    format!(
        r#"
schema = 1
name = "Erlang"
calendar = "always"
{more}
deliverables = [{{ name = "x" }}]
models = [{{ name = "m" }}, {{ name = "the same" }}]
[teams]
a = {{}}
[[streams]]
name = "1"
team = "a"
effort = {{ dist = "exponential", mean = "1h" }}
[[streams]]
name = "2"
team = "a"
needs = ["1"]
effort = {{ dist = "exponential", mean = "1h" }}
[[streams]]
name = "3"
team = "a"
needs = ["2"]
effort = {{ dist = "exponential", mean = "1h" }}
[[streams]]
name = "4"
team = "a"
needs = ["3"]
effort = {{ dist = "exponential", mean = "1h" }}
"#
    )
}

const ERLANG_MEAN: f64 = 4.0;
/// The x at which exp(-x) (1 + x + x²/2 + x³/6) is one half.
const ERLANG_MEDIAN: f64 = 3.672_060_748_850_897;

fn studies(count: u64, replications: u32) -> impl Iterator<Item = Study> {
    let (scenario, plans) = loaded(&erlang(""));
    (1..=count).map(move |seed| {
        run(&scenario, &plans, replications, seed, &Unwatched).expect("nobody stops it")
    })
}

/// 4000 studies of 50 replications: standard error of the share 0.0034; nominal 95 %, of which
/// the skew of an Erlang(4) at n = 50 takes about half a point.
#[test]
fn intervals_of_means_cover_the_mean() {
    let covers = |study: &Study| estimate(study, 0, 0).ci.expect("many").contains(ERLANG_MEAN);
    let share = studies(4000, 50).filter(covers).count() as f64 / 4000.0;
    assert!((0.9360..=0.9627).contains(&share), "{share}");
}

/// The median of 50 values between ranks 18 and 33: at least 95 %, by the binomial 96.7 %.
#[test]
fn intervals_of_quantiles_cover_the_quantile() {
    let covers = |study: &Study| {
        interval_of_quantile(study, 0, 0, 0.5).expect("enough").contains(ERLANG_MEDIAN)
    };
    let share = studies(4000, 50).filter(covers).count() as f64 / 4000.0;
    assert!((0.950..=0.980).contains(&share), "{share}");
}

/// Two models of equal mean whose draws are independent (they come from different seeds) are told
/// apart in about 5 % of studies: 4000 studies, standard error 0.0034.
#[test]
fn equal_means_are_rarely_told_apart() {
    let mut apart = 0;
    let mut last: Option<Study> = None;
    for mut study in studies(4000, 30) {
        let fresh = study.clone();
        if let Some(other) = last.replace(fresh) {
            study.models[1] = other.models[0].clone();
            let verdict = differences(&study, 0)[0].verdict;
            apart += usize::from(verdict != Verdict::NoDifferenceShown);
        }
    }
    let share = apart as f64 / 3999.0;
    assert!((0.035..=0.063).contains(&share), "{share}");
}

#[test]
fn identical_models_differ_by_exactly_nothing() {
    let study = studies(1, 200).next().expect("one study");
    for (index, metric) in METRICS.iter().enumerate() {
        let found = &differences(&study, index)[0];
        let nothing = found.n == 0 || found.verdict == Verdict::Identical;
        assert!(nothing && found.mean.is_none_or(|mean| mean == 0.0), "{}", metric.name);
    }
}

#[test]
fn one_replication_has_no_interval_and_no_verdict() {
    let study = studies(1, 1).next().expect("one study");
    let found = estimate(&study, 0, 0);
    assert_eq!((found.n, found.ci, found.sd), (1, None, None));
    assert_eq!(interval_of_quantile(&study, 0, 0, 0.5), None);
}

#[test]
fn constant_data_has_no_interval() {
    let constant = erlang("").replace("{ dist = \"exponential\", mean = \"1h\" }", "\"0.1h\"");
    let (scenario, plans) = loaded(&constant);
    let study = run(&scenario, &plans, 100, 1, &Unwatched).expect("nobody stops it");
    let found = estimate(&study, 0, 0);
    assert_eq!((found.mean, found.sd, found.cv), (Some(0.4), Some(0.0), Some(0.0)));
    assert_eq!(found.ci, None);
}

/// A horizon of a second: nothing is launched, and nothing is said of cycle times.
#[test]
fn what_is_never_launched_has_no_cycle_time() {
    let (scenario, plans) = loaded(&erlang("horizon = \"1s\""));
    let study = run(&scenario, &plans, 100, 1, &Unwatched).expect("nobody stops it");
    let found = estimate(&study, 0, 0);
    assert_eq!((found.n, found.censored, found.mean, found.ci), (0, 100, None, None));
    assert!(found.quantiles.iter().all(Option::is_none));
    let difference = &differences(&study, 0)[0];
    assert!(difference.flagged && difference.verdict == Verdict::NoDifferenceShown);
}

/// With correlation 1 a brief decides all efforts of a campaign, but every campaign has its own: the
/// mean of 40 independent uniform(0, 10) hours has a standard deviation of 10 / √12 / √40 h.
#[test]
fn campaigns_have_briefs_of_their_own() {
    let text = r#"
schema = 1
name = "Briefs"
calendar = "always"
correlation = 1
teams = { a = { people = 40 } }
streams = [{ name = "A", team = "a", effort = { dist = "uniform", low = "0h", high = "10h" } }]
deliverables = [{ name = "x" }]
portfolio = { campaigns = 40, every = "1h" }
models = [{ name = "m" }]
"#;
    let found = sd(&replications_of(text, METRICS[0].name, 2000)).expect("many");
    let expected = 10.0 / 12f64.sqrt() / 40f64.sqrt();
    // The standard error of a normal sample's deviation is sd / sqrt(2 n).
    assert!((found / expected - 1.0).abs() < 4.0 / 4000f64.sqrt(), "{found} for {expected}");
}

/// A metric of so many replications of the only model.
fn replications_of(text: &str, metric: &str, n: u32) -> Vec<f64> {
    let (scenario, plans) = loaded(text);
    let study = run(&scenario, &plans, n, 1, &Unwatched).expect("nobody stops it");
    let metric = metric::find(metric).expect("it is a metric");
    study.models[0].metric(metric).flatten().collect()
}

/// Whether the mean lies within 3.29 standard errors (one time in a thousand it does not).
fn has_mean(values: &[f64], mean: f64, variance: f64) {
    let n = values.len() as f64;
    let found = values.iter().sum::<f64>() / n;
    assert!((found - mean).abs() < 3.29 * (variance / n).sqrt(), "{found} for {mean}");
}

/// Live feedback finds each flaw with probability 0.3, and what is redone is flawed again: the number of
/// reworks is geometric, with mean 0.3 / 0.7 and variance 0.3 / 0.49.
#[test]
fn live_feedback_finds_as_often_as_it_says() {
    let text = r#"
schema = 1
name = "Feedback"
calendar = "always"
rework = { fix = 0.5 }
teams = { a = {}, k = {} }
streams = [
  { name = "A", team = "a", effort = "1h", flaw = 1 },
  { name = "K", team = "k", effort = "200h" },
]
deliverables = [{ name = "x" }]
models = [{ name = "m", feedback = { detect = 0.3, delay = "2h" } }]
"#;
    has_mean(&replications_of(text, "rework_events", 4000), 0.3 / 0.7, 0.3 / 0.49);
}

/// A reviewer detects each flaw with probability 0.3, and what is mended is flawed again: the number of
/// rounds is geometric, with mean 1 / 0.7 and variance 0.3 / 0.49.
#[test]
fn reviewers_detect_as_often_as_they_say() {
    let text = r#"
schema = 1
name = "Detection"
calendar = "always"
rework = { fix = 0.5 }
teams = { a = {}, r = {} }
streams = [
  { name = "A", team = "a", effort = "1h", flaw = 1 },
  { name = "ok", kind = "approval", needs = ["A"], reviewers = [{ team = "r", effort = "1h", detect = 0.3 }] },
]
deliverables = [{ name = "x" }]
models = [{ name = "m" }]
"#;
    has_mean(&replications_of(text, "approval_rounds", 4000), 1.0 / 0.7, 0.3 / 0.49);
}

/// Two efforts whose latents have correlation 1/4 are both below their medians with probability
/// 1/4 + asin(1/4) / 2π (Sheppard 1899).
#[test]
fn efforts_are_as_correlated_as_they_say() {
    let text = r#"
schema = 1
name = "Correlation"
calendar = "always"
correlation = 0.25
teams = { a = {}, b = {} }
streams = [
  { name = "A", team = "a", effort = { dist = "uniform", low = "0h", high = "2h" } },
  { name = "B", team = "b", effort = { dist = "uniform", low = "0h", high = "2h" } },
]
deliverables = [{ name = "x" }]
models = [{ name = "m" }]
"#;
    let cycles = replications_of(text, METRICS[0].name, 10_000);
    let both: Vec<f64> = cycles.iter().map(|hours| f64::from(u8::from(*hours < 1.0))).collect();
    let p = 0.25 + 0.25f64.asin() / std::f64::consts::TAU;
    has_mean(&both, p, p * (1.0 - p));
}
