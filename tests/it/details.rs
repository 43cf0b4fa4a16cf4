//! Rows of each deliverable and each campaign, with `compare --details`.

use crate::command::{SMALL, folder_of, run_line};
use std::fs;

/// Two campaigns, the second a day after the first: 4 h and 4 h for each of two pieces, which are no due dates but the
/// deadline. One designer makes both first, so that the second piece is done at 09:00 + 12 h of work: 4 h into Tuesday.
#[test]
fn each_deliverable_and_campaign_has_a_row() {
    let text = SMALL
        .replace("name = \"email\"", "name = \"email\"\n[[deliverables]]\nname = \"=post\"")
        + "\n[portfolio]\ncampaigns = 2\nevery = \"1w\"\n";
    let folder = folder_of("small.toml", &text);
    let line = "compare small.toml -n 3 --model Plain --details --no-charts --out a";
    let done = run_line(folder.path(), line);
    assert_eq!(done.code, 0, "{}", done.err);
    let read = |name: &str| fs::read_to_string(folder.path().join("a").join(name)).unwrap();
    let campaigns = read("campaign_replications.csv");
    // Monday 09:00 is hour 0; work of 12 h ends on Tuesday at 13:00: 28 h. A week later the same.
    let expected: String = (0..3)
        .flat_map(|replication| {
            [0, 168].map(|at| {
                format!("Plain,{replication},{},{at}.0,0.0,28.0,28.0,0.0,0.0,1.0\n", at / 168)
            })
        })
        .collect();
    let head = "model,replication,campaign,arrival_h,start_wait_h,ready_time_h,cycle_time_h,approval_rounds,escapes,on_time\n";
    assert_eq!(campaigns, head.to_owned() + &expected);
    let deliverables = read("deliverable_replications.csv");
    let rows: Vec<&str> = deliverables.lines().collect();
    assert_eq!(
        rows[0],
        "model,replication,deliverable,done_h,in_time,approval_rounds,rework_time_h"
    );
    assert_eq!(rows[1..3], ["Plain,0,email,8.0,1.0,,0.0", "Plain,0,'=post,28.0,1.0,,0.0"]);
    assert_eq!(rows.len(), 1 + 3 * 2);
    // Made again from the folder, they stay as they are; without --details they go.
    let again = run_line(folder.path(), "report a");
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(read("campaign_replications.csv"), campaigns);
    assert_eq!(read("deliverable_replications.csv"), deliverables);
    fs::write(folder.path().join("a/campaign_replications.csv"), campaigns.replace("28", "27"))
        .unwrap();
    let changed = run_line(folder.path(), "report a");
    assert!(
        changed.code == 4 && changed.err.contains("campaign_replications.csv"),
        "{}",
        changed.err
    );
    fs::write(folder.path().join("a/campaign_replications.csv"), &campaigns).unwrap();
    let plain = run_line(folder.path(), &line.replace(" --details", ""));
    assert_eq!(plain.code, 0, "{}", plain.err);
    assert!(!folder.path().join("a/campaign_replications.csv").exists());
}

/// Means over rows are the values of the replication.
#[test]
fn rows_add_up_to_their_replication() {
    const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/more-campaigns.toml");
    let folder = tempfile::tempdir().unwrap();
    let line = format!("compare {SCENARIO} -n 5 --details --no-charts --out a");
    let done = run_line(folder.path(), &line);
    assert!([0, 3].contains(&done.code), "{}", done.err);
    let column = |file: &str, name: &str| -> Vec<(String, Option<f64>)> {
        let path = folder.path().join("a").join(file);
        let mut reader = csv::Reader::from_path(path).unwrap();
        let at = reader.headers().unwrap().iter().position(|column| column == name).unwrap();
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| (format!("{} {}", &row[0], &row[1]), row[at].parse().ok())).collect()
    };
    for (metric, of_one) in [("cycle_time_h", "cycle_time_h"), ("start_wait_h", "start_wait_h")] {
        let rows = column("campaign_replications.csv", of_one);
        for (replication, value) in column("replications.csv", metric) {
            let all: Vec<f64> =
                rows.iter().filter(|row| row.0 == replication).filter_map(|row| row.1).collect();
            assert_eq!(all.len(), 15);
            let mean = all.iter().sum::<f64>() / 15.0;
            assert!(value.is_none_or(|value| (value - mean).abs() < 1e-9 * mean.max(1.0)));
        }
    }
    let (rework, whole) = (
        column("deliverable_replications.csv", "rework_time_h"),
        column("replications.csv", "rework_time_h"),
    );
    for (replication, value) in whole {
        let sum: f64 =
            rework.iter().filter(|row| row.0 == replication).filter_map(|row| row.1).sum();
        assert!((value.unwrap() - sum).abs() < 1e-6, "{replication}: {sum}");
    }
}
