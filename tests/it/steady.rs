//! The long run of portfolios: against theory, and from outside.

use crate::command::{ended, flowcast, run_line};
use crate::validation::steady::{NETWORKS, measured};
use std::fs;

fn assert_all(slow: bool) {
    for network in NETWORKS.iter().filter(|network| network.slow == slow) {
        let found = measured(network).unwrap_or_else(|why| panic!("{}: {why}", network.name));
        let named = |what: &str| found.iter().filter(|one| one.what.starts_with(what)).count();
        assert_eq!([named("cycle_time_h"), named("under_way")], [1, 1]);
        assert!(named("utilisation of station") > 0);
        for one in &found {
            assert!(one.agrees(), "{}, {one:?}", network.name);
        }
    }
}

#[test]
fn networks_run_as_theory_says() {
    assert_all(false);
}

#[test]
#[ignore = "long queues: the example `validation` runs them"]
fn busy_networks_run_as_theory_says() {
    assert_all(true);
}

/// Without line breaks.
fn said(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

const QUEUE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/theory/queue.toml");

/// 1.25 services arrive while one is done: the queue grows for ever.
#[test]
fn what_grows_for_ever_has_no_long_run() {
    let folder = tempfile::tempdir().unwrap();
    let crowded = "--set portfolio.campaigns=400 --set portfolio.every.mean=48m -n 20";
    let line = format!("steady {QUEUE} {crowded} --out a");
    let done = run_line(folder.path(), &line);
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(said(&done.out).contains("--warm-up SPAN says where"), "{}", done.out);
    assert_eq!(fs::read_to_string(folder.path().join("a/steady.csv")).unwrap().lines().count(), 1);
    // Who gives a warm-up is told.
    for n in [1, 5, 20] {
        let line = line.replace("-n 20", &format!("-n {n}"));
        let done = run_line(folder.path(), &format!("{line} --warm-up 2d --force"));
        assert!(done.code == 3 && said(&done.out).contains("it does not settle"), "{}", done.out);
        let csv = fs::read_to_string(folder.path().join("a/steady.csv")).unwrap();
        assert_eq!(csv.lines().count(), 1, "{csv}");
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_what_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let line =
        format!("steady {QUEUE} --set portfolio.campaigns=300 --set portfolio.every.mean=2h -n 20");
    for threads in [1, 2] {
        let done = run_line(folder.path(), &format!("{line} --threads {threads} --out {threads}"));
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
        assert!(done.out.contains("chosen by MSER-5"), "{}", done.out);
    }
    let read = |threads: u32| {
        fs::read_to_string(folder.path().join(format!("{threads}/steady.csv"))).unwrap()
    };
    assert_eq!(read(1), read(2));
    let head = "model,metric,team,unit,mean,ci_low,ci_high,batches,from_h,to_h";
    let csv = read(1);
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows[0], head);
    let named = [
        "cycle_time_h,,h",
        "launched_per_week,,per week",
        "under_way,,count",
        "utilisation,servers,ratio",
    ];
    assert_eq!(rows.len(), 1 + named.len());
    for (row, name) in rows[1..].iter().zip(named) {
        assert!(row.starts_with(&format!("queue,{name},")), "{csv}");
    }
    for (more, code, said) in [
        ("--warm-up 8", 2, "such as 8w"),
        ("--warm-up 60w", 3, "only 0 campaigns arrive after the warm-up"),
        ("--warm-up 3w --set portfolio.campaigns=255", 3, "at least 5 are needed"),
    ] {
        let done = run_line(folder.path(), &format!("{line} {more} --out c --force"));
        assert_eq!(done.code, code, "{more}: {}{}", done.out, done.err);
        assert!(self::said(&(done.out + &done.err)).contains(said), "{more}");
    }
    fs::write(folder.path().join("one.toml"), crate::command::SMALL).unwrap();
    let done = ended(flowcast(folder.path()).args(["steady", "one.toml"]));
    assert!(
        done.code == 2 && done.err.contains("a single campaign has no long run"),
        "{}",
        done.err
    );
}
