//! Where the engine goes a shorter way for what is simple, it says what it says on the longer one.

use crate::runs::loaded;
use flowcast::engine::Simulator;
use flowcast::plan::Plan;
use flowcast::record::Record;

/// Twelve items through two teams, a reviewer who has other work as well and rejects, and a last team; with
/// what stands beside that reviewer, and the models' rework priority.
fn reviewed(beside: &str) -> Vec<Plan> {
    loaded(&format!(
        r#"schema = 1
name = "reviewed"
calendar = "always"
teams = {{ a = {{ people = 3, switch_cost = "20m" }}, b = {{ people = 2, switch_cost = "10m" }}, c = {{}} }}
deliverables = [{{ name = "item", count = 12 }}]
handoffs = {{ sensitivity = 1, impact = 1 }}
[[streams]]
name = "draft"
team = "a"
effort = {{ dist = "lognormal", mean = "6h", cv = 0.5 }}
[[streams]]
name = "data"
team = "b"
needs = ["draft"]
effort = {{ dist = "lognormal", mean = "4h", cv = 0.5 }}
[[streams]]
name = "ok"
kind = "approval"
needs = ["data"]
returns_to = "draft"
revise = 0.5
rereview = 0.4
[[streams.reviewers]]
team = "b"
effort = {{ dist = "exponential", mean = "2h" }}
reject = [0.5, 0.2]
{beside}
[[streams]]
name = "out"
team = "c"
needs = ["ok"]
effort = "1h"
[[models]]
name = "fifo"
priority = "fifo"
[[models]]
name = "rework first, on demand"
priority = "rework-first"
approval = {{ sessions = "on-demand" }}
"#
    ))
    .1
}

/// Records of a plan, without what is no result: how many events a replication took.
fn records(plan: &Plan) -> Vec<Record> {
    let mut simulator = Simulator::new();
    let record = |n| Record { events: 0, ..simulator.run(plan, 7, n) };
    (0..300).map(record).collect()
}

/// An agency that answers at once and always agrees changes nothing but that two review, so that the approval is no
/// longer done by one person.
#[test]
fn a_reviewer_alone_does_what_one_of_two_does() {
    let alone = reviewed("");
    let beside = reviewed("[[streams.reviewers]]\nname = \"agency\"\nturnaround = \"0s\"");
    for (one, two) in alone.iter().zip(&beside) {
        let (one, two) = (records(one), records(two));
        assert!(one.iter().any(|record| record.rework_events.iter().sum::<u32>() > 10));
        assert_eq!(one, two);
    }
}

/// Three items through 70 posts of one person and one hour each: the last leaves after 72 hours. Teams beyond
/// the 64th share a bit with others.
#[test]
fn more_teams_than_a_word_has_bits() {
    let posts = 0..70;
    let teams: String = posts.clone().map(|n| format!("t{n} = {{}}\n")).collect();
    let stream = |n: u32| {
        let needs = n.checked_sub(1).map_or(String::new(), |n| format!("needs = [\"s{n}\"]\n"));
        format!("[[streams]]\nname = \"s{n}\"\nteam = \"t{n}\"\neffort = \"1h\"\n{needs}")
    };
    let streams: String = posts.map(stream).collect();
    let plans = loaded(&format!(
        "schema = 1\nname = \"long\"\ncalendar = \"always\"\n[teams]\n{teams}{streams}\
         [[deliverables]]\nname = \"d\"\ncount = 3\n[[models]]\nname = \"m\"\n"
    ));
    let record = Simulator::new().run(&plans.1[0], 1, 0);
    assert_eq!(record.cycle_time, Some(72.0 * 3.6e9));
}
