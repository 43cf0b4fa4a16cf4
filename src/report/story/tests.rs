//! Stories: sums, the replication that is told, and traces that survive being stored.

use super::*;
use crate::engine;
use crate::metric::METRICS;
use crate::model::Scenario;
use crate::plan::{self, Plan};
use crate::record::Status;
use crate::report::stored::Stored;
use crate::scenario::Document;
use crate::study::{ModelRuns, Study};
use crate::time::{DAY, HOUR};

fn load(text: &str) -> (Scenario, Vec<Plan>) {
    let scenario = Document::parse("test.toml", text).and_then(|document| document.resolve());
    let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let plans = plan::compile_all(&scenario).expect("plans");
    (scenario, plans)
}

/// Two deliverables through two streams, without chance. Design works Mon-Fri 09-17, channels on
/// Wednesdays 10-12 only.
const BATCH: &str = r#"
schema = 1
name = "Batch"
[calendars]
office = "Mon-Fri 09:00-17:00"
committee = "Wed 10:00-12:00"
[teams]
design = { people = 1, calendar = "office" }
channels = { people = 2, calendar = "committee" }
[[streams]]
name = "creative"
team = "design"
effort = "6h"
[[streams]]
name = "distribution"
team = "channels"
needs = ["creative"]
effort = "3h"
[[deliverables]]
name = "first"
[[deliverables]]
name = "second"
[handoffs]
latency = "1h"
[[models]]
name = "Batch"
release = "phase"
"#;

fn steps(followed: &Followed) -> Vec<(&str, i64)> {
    followed.steps.iter().map(|step| (step.what.as_str(), step.length)).collect()
}

/// By hand, from Monday 09:00 (hour 0). Creative: first 0-6, second 6-8 and 24-28; the batch is
/// released at 28 and arrives at 29 (Tuesday 14:00). Channels: Wednesday 10-12 (hours 49-51) and the
/// Wednesday after, 10-11 (hours 217-218).
#[test]
fn every_hour_of_a_deliverable_is_counted_once() {
    let (_, plans) = load(BATCH);
    let (_, trace) = engine::trace(&plans[0], 1, 0);
    let followed = follow::follow(&plans[0], &trace, 0).expect("followed");
    assert!(followed.done);
    assert_eq!(followed.total(), 218 * HOUR);
    // Office hours until hour 218 (Wednesday 11:00 of the second week): 7 days of 8 h and 2 h.
    let office = 7 * 8 + 2;
    let expected = [
        ("was worked on in creative", 6),
        // Hours 6-8 and 24-28.
        ("was done in creative and waited for the rest of the batch", 6),
        ("lay idle over nights, weekends and holidays", 218 - office),
        // Hours 28-29.
        ("was handed over from creative to distribution", 1),
        // Hours 29-32 and Wednesday 48-49.
        ("waited in the queue of channels", 4),
        ("was worked on in distribution", 3),
        // What is left of the office hours: begun, while channels do not sit.
        ("waited until channels sat again", office - 6 - 6 - 1 - 4 - 3),
    ];
    assert_eq!(steps(&followed), expected.map(|(what, hours)| (what, hours * HOUR)));
    // The wait for the batch goes on over the night; channels begin at 49, and sit until 51 and from 217 on.
    let longest = |step: usize| followed.steps[step].longest.map(|(a, b)| (a / HOUR, b / HOUR));
    assert_eq!([1, 6].map(longest), [Some((6, 28)), Some((51, 217))]);
    assert_eq!(longest(2), None, "nights");
}

/// What is due by the end of 8 March is due on Monday the 8th, under its name, as elsewhere on the page.
#[test]
fn the_day_of_a_fixed_launch_is_its_own() {
    let (scenario, plans) = load(include_str!("../../../scenarios/fixed-date.toml"));
    let (_, trace) = engine::trace(&plans[0], 7, 4);
    let told = told(&scenario.facts, &plans[0], &trace, 4, 0);
    let kept = told.trace();
    let due = told.campaign(&kept, "S", "M", 7).due.expect("due");
    assert_eq!((due.name(), due.day("%a %-d %B").as_deref()), ("launch date", Some("Mon 8 March")));
}

/// Under Adaptive Mesh legal reviews on demand: nobody waits until it sits.
#[test]
fn who_reviews_on_demand_does_not_sit() {
    let (scenario, plans) = load(include_str!("../../../scenarios/first.toml"));
    for plan in &plans {
        let (_, trace) = engine::trace(plan, 7, 4);
        let told = told(&scenario.facts, plan, &trace, 4, 0);
        let sits: Vec<&str> = told.sits.iter().map(|(team, _)| team.as_str()).collect();
        // Of the models of the file these two interrupt legal.
        let on_demand = ["Adaptive Mesh", "Agile Sprints"].contains(&plan.model.as_str());
        let wanted: &[&str] = if on_demand { &[] } else { &["legal"] };
        assert_eq!(sits, wanted, "{}", plan.model);
    }
}

/// The second deliverable waits in the queue while the first is worked on.
#[test]
fn the_queue_is_told_apart_from_the_batch() {
    let (_, plans) = load(BATCH);
    let (_, trace) = engine::trace(&plans[0], 1, 0);
    let followed = follow::follow(&plans[0], &trace, 1).expect("followed");
    assert_eq!(steps(&followed)[0], ("waited in the queue of design", 6 * HOUR));
    assert_eq!(followed.total(), 218 * HOUR);
}

/// The shipped example, whatever happens in it: nothing is lost, nothing is counted twice. (A campaign
/// launches later than its last deliverable is done if a version is still on its way then.)
#[test]
fn durations_add_up_to_the_cycle_time() {
    let (_, plans) = load(include_str!("../../../scenarios/product-launch.toml"));
    for plan in &plans {
        for replication in 0..3 {
            let (record, trace) = engine::trace(plan, 7, replication);
            assert_eq!(record.status, Some(Status::Launched));
            let last = deliverable_that_launches_last(plan, &trace);
            let followed = follow::follow(plan, &trace, last).expect("followed");
            let done = |(at, event): &(Instant, Event)| is_done(event).then_some(at.0);
            assert_eq!(Some(followed.total()), trace.events.iter().filter_map(done).max());
            assert!(followed.total() as f64 <= record.cycle_time.expect("launched"));
            for other in 0..plan.deliverables.len() {
                let other = follow::follow(plan, &trace, other).expect("followed");
                assert!(other.total() <= followed.total() && other.done);
            }
        }
    }
}

#[test]
fn what_never_ends_is_followed_to_the_end() {
    let text = BATCH.replace("name = \"Batch\"\n[cal", "name = \"Batch\"\nhorizon = \"5d\"\n[cal");
    let (_, plans) = load(&text);
    let (_, trace) = engine::trace(&plans[0], 1, 0);
    let followed = follow::follow(&plans[0], &trace, 0).expect("followed");
    // The horizon itself still counts: a campaign is given up a microsecond later.
    assert_eq!((followed.done, followed.total()), (false, 5 * DAY + 1));
}

/// What is stored can be drawn, and is read back as it was.
#[test]
fn a_stored_campaign_is_drawn() {
    let (scenario, plans) = load(include_str!("../../../scenarios/product-launch.toml"));
    for plan in &plans {
        let (_, trace) = engine::trace(plan, 7, 4);
        let told = told(&scenario.facts, plan, &trace, 4, 0);
        let json = serde_json::to_string(&told).expect("json");
        let read: Told = serde_json::from_str(&json).expect("read back");
        assert_eq!(read, told);
        let svg = read.timeline(("S", &plan.model, 7)).expect("drawn").to_svg().expect("svg");
        assert!(
            svg.contains("legal meets") || svg.contains("waits for a reviewer"),
            "{}",
            plan.model
        );
    }
}

/// Legal sits on Wednesdays: a review that begins there and goes on a week later is no week of work.
#[test]
fn nobody_works_who_is_not_there() {
    let (scenario, plans) = load(include_str!("../../../scenarios/product-launch.toml"));
    let (_, trace) = engine::trace(&plans[0], 7, 4);
    let told = told(&scenario.facts, &plans[0], &trace, 4, 0);
    let office = plans[0].calendar();
    let long = |(task, from, until, did): &&(usize, i64, i64, Did)| {
        let work = matches!(did, Did::Work | Did::Again) && plans[0].is_approval(*task);
        let pieces = super::spans::pieces(Instant(*from), Instant(*until), [office]);
        let open: i64 = pieces.iter().filter(|piece| piece.open[0]).map(|piece| piece.length).sum();
        work && open > 8 * HOUR
    };
    assert_eq!(told.segments.iter().filter(long).count(), 0);
}

/// A study of models with these cycle times in hours; `None` was not launched.
fn study(times: &[&[Option<f64>]]) -> Study {
    let (scenario, plans) = load(BATCH);
    let mut study = Study::empty(&scenario, &plans, 1);
    study.replications = times[0].len() as u32;
    study.models = Vec::new();
    for times in times {
        let mut runs = ModelRuns::new("A", 0);
        for hours in *times {
            let mut row = vec![None; METRICS.len()];
            row[0] = *hours;
            let status = if hours.is_some() { Status::Launched } else { Status::Censored };
            runs.push_values(status, &row);
        }
        study.models.push(runs);
    }
    study
}

#[test]
fn the_middle_difference_is_told() {
    let first = [1.0, 2.0, 3.0, 4.0, 5.0].map(Some);
    let second = [5.0, 1.0, 9.0, 2.0, 3.0].map(Some);
    // Alone: the median, 3.
    assert_eq!(typical(&study(&[&first])), 2);
    assert_eq!(typical(&study(&[&second])), 4);
    // Differences 4, -1, 6, -2, -2: the middle one is -1.
    assert_eq!(typical(&study(&[&first, &second])), 1);
    // Without the fourth 4, -1, 6, -2, of which -1 is the lower of the two in the middle.
    let late = [Some(5.0), Some(1.0), Some(9.0), None, Some(3.0)];
    assert_eq!(typical(&study(&[&first, &late])), 1);
    // Where there is no difference, times; without these, the first.
    assert_eq!(typical(&study(&[&[None; 5], &first])), 2);
    assert_eq!(typical(&study(&[&[None; 5]])), 0);
}

#[test]
fn a_story_is_read_back_as_it_was() {
    let story = Story {
        description: "<script>\u{202e}".to_owned(),
        campaigns: vec![Told { segments: vec![(0, 1, 2, Did::Again)], ..Told::default() }],
        stress: true,
        ..Story::default()
    };
    assert_eq!(Story::parse(story.to_json().as_bytes()), Ok(story));
    assert!(Story::parse(b"{}").is_err());
}
