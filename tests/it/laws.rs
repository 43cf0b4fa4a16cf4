//! What must not change a number: threads, other models, the order of teams, a model's name, units.

use crate::rich::{FATIGUE, ODD, TEAMS, every_model, preset, scenario};
use crate::runs::{loaded, traced};
use flowcast::draws::{Draws, Purpose};
use flowcast::engine::{BUDGET, Simulator};
use flowcast::metric::{COST, METRICS, TEAM_METRICS};
use flowcast::plan::Plan;
use flowcast::record::Status;
use flowcast::study::{Endless, Late, ModelRuns, Progress, Stopped, Study, Unwatched, extend, run};
use flowcast::time::{Elapsed, HOUR, WEEK};
use flowcast::trace::Event;
use std::sync::atomic::{AtomicU32, Ordering};

/// More than one block of parallel work, and not a multiple of it.
const REPLICATIONS: u32 = 150;
const SEED: u64 = 11;

fn study(text: &str) -> Study {
    let (scenario, plans) = loaded(text);
    run(&scenario, &plans, REPLICATIONS, SEED, &Unwatched).expect("nobody cancels")
}

/// Every number of a model, as bits.
fn bits(runs: &ModelRuns, teams: usize) -> Vec<Option<u64>> {
    let metrics = (0..METRICS.len()).flat_map(|metric| runs.metric(metric));
    let teams = (0..teams)
        .flat_map(|team| (0..TEAM_METRICS.len()).flat_map(move |m| runs.team_metric(team, m)));
    metrics.chain(teams).map(|value| value.map(f64::to_bits)).collect()
}

fn all_bits(study: &Study) -> Vec<(Vec<Status>, Vec<Option<u64>>)> {
    study.models.iter().map(|m| (m.status.clone(), bits(m, study.teams.len()))).collect()
}

fn model<'a>(study: &'a Study, name: &str) -> &'a ModelRuns {
    study.models.iter().find(|model| model.name == name).expect("the model was asked for")
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let text = scenario(&TEAMS, &(every_model() + FATIGUE));
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        all_bits(&pool.expect("a few threads can be had").install(|| study(&text)))
    };
    let one = with(1);
    assert_eq!(one.len(), 7);
    assert_eq!(one, with(2));
    assert_eq!(one, with(7));
}

/// Stops a study after so many blocks of it.
struct Stop {
    left: AtomicU32,
}

impl Progress for Stop {
    fn done(&self, _: u64, _: u64) {
        self.left.fetch_sub(1, Ordering::Relaxed);
    }
    fn cancelled(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }
}

/// One thread: the number of blocks is then never passed.
#[test]
fn a_study_that_is_stopped_is_as_it_was_and_can_go_on() {
    let (scenario, plans) = loaded(&scenario(&TEAMS, &(every_model() + FATIGUE)));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    let whole = run(&scenario, &plans, REPLICATIONS, SEED, &Unwatched).expect("nobody cancels");
    for blocks in [0, 1, 30] {
        let mut study = run(&scenario, &plans, 20, SEED, &Unwatched).expect("nobody cancels");
        let before = all_bits(&study);
        let stop = Stop { left: AtomicU32::new(blocks) };
        let ended = pool.install(|| extend(&mut study, &plans, REPLICATIONS, &stop));
        assert_eq!(ended, Err(Stopped::Cancelled), "{blocks}");
        assert_eq!((study.replications, all_bits(&study)), (20, before), "{blocks}");
        extend(&mut study, &plans, REPLICATIONS, &Unwatched).expect("nobody cancels");
        assert_eq!(all_bits(&study), all_bits(&whole), "{blocks}");
    }
}

#[test]
fn other_models_change_nothing() {
    let together = study(&scenario(&TEAMS, &(every_model() + FATIGUE)));
    let alone = study(&scenario(&TEAMS, &(ODD.to_owned() + FATIGUE)));
    let swapped = ODD.to_owned() + &preset("adaptive-mesh") + FATIGUE;
    let swapped = study(&scenario(&TEAMS, &swapped));
    let teams = TEAMS.len();
    assert_eq!(bits(model(&together, "Odd"), teams), bits(model(&alone, "Odd"), teams));
    for name in ["Odd", "adaptive-mesh"] {
        assert_eq!(bits(model(&together, name), teams), bits(model(&swapped, name), teams));
    }
}

/// Costs are sums over teams, so their last digit may depend on the order; nothing else may. Nobody spots
/// flaws here: of two receivers who look at one flaw at the same instant, the team listed first finds it.
#[test]
fn the_order_of_teams_changes_nothing() {
    let mut reversed = TEAMS;
    reversed.reverse();
    let blind =
        |teams| scenario(teams, &(every_model() + FATIGUE)).replace("spot = 0.25", "spot = 0");
    let (one, two) = (study(&blind(&TEAMS)), study(&blind(&reversed)));
    for (a, b) in one.models.iter().zip(&two.models) {
        assert_eq!(a.status, b.status);
        for metric in (0..METRICS.len()).filter(|metric| *metric != COST) {
            let same = a.metric(metric).eq(b.metric(metric));
            assert!(same, "{}: {}", a.name, METRICS[metric].name);
        }
        for (x, y) in a.metric(COST).flatten().zip(b.metric(COST).flatten()) {
            assert!((x - y).abs() <= 1e-12 * x, "{x} and {y}");
        }
    }
}

#[test]
fn identical_models_differ_by_nothing() {
    let twin = ODD.replace("\"Odd\"", "\"Twin\"");
    let study = study(&scenario(&TEAMS, &(ODD.to_owned() + &twin + FATIGUE)));
    let teams = TEAMS.len();
    assert_eq!(bits(&study.models[0], teams), bits(&study.models[1], teams));
}

#[test]
fn seeds_and_replications_do_change_numbers() {
    let (_, plans) = loaded(&scenario(&TEAMS, &every_model()));
    let cycle = |seed, replication| Simulator::new().run(&plans[0], seed, replication).cycle_time;
    assert_ne!(cycle(1, 0), cycle(2, 0));
    assert_ne!(cycle(1, 0), cycle(1, 1));
    assert_eq!(cycle(1, 1), cycle(1, 1));
}

/// Efforts of whole hours, shares of a half: doubling is exact in microseconds.
fn doubled(hours: u32) -> String {
    format!(
        r#"
schema = 1
name = "units"
calendar = "always"
horizon = "104w"
teams = {{ a = {{ people = 2 }}, b = {{}}, r = {{}} }}
streams = [
  {{ name = "A", team = "a", effort = "{a}h", flaw = 0.3 }},
  {{ name = "B", team = "b", effort = "{b}h", needs = ["A"], flaw = 0.2 }},
  {{ name = "ok", kind = "approval", needs = ["B"], returns_to = "A", revise = 0.5, reviewers = [{{ team = "r", effort = "{a}h", reject = 0.3, detect = 0.5 }}] }},
]
deliverables = [{{ name = "x", count = 3 }}, {{ name = "y", size = 2 }}]
handoffs = {{ sensitivity = 0.5, impact = 0.5, spot = 0.3 }}
rework = {{ fix = 0.5 }}
models = [{{ name = "final" }}, {{ name = "early", start = "early(0.5)", visibility = "live" }}, {{ name = "phase", release = "phase" }}]
"#,
        a = 2 * hours,
        b = 3 * hours,
    )
}

#[test]
fn doubling_all_efforts_doubles_the_cycle_time() {
    let (one, two) = (loaded(&doubled(1)).1, loaded(&doubled(2)).1);
    let mut reworked = 0;
    for (plan, double) in one.iter().zip(&two) {
        for replication in 0..REPLICATIONS {
            let one = Simulator::new().run(plan, SEED, replication);
            let two = Simulator::new().run(double, SEED, replication);
            assert_eq!(one.status, Some(Status::Launched));
            assert_eq!(one.cycle_time.map(|time| 2.0 * time), two.cycle_time, "{}", plan.model);
            assert_eq!(one.wait.map(|time| 2 * time), two.wait);
            assert_eq!(one.rework_events, two.rework_events);
            reworked += one.rework_events.iter().sum::<u32>();
        }
    }
    assert!(reworked > 100, "too tame to show anything: {reworked}");
}

/// A review that takes no time and always rejects, with nothing to redo, never gets on.
pub const NEVER: &str = r#"
schema = 1
name = "never"
calendar = "always"
deadline = "1w"
teams = { r = {} }
streams = [{ name = "ok", kind = "approval", revise = 0.5, reviewers = [{ team = "r", effort = "0s", reject = 1 }] }]
deliverables = [{ name = "x" }]
models = [{ name = "plain" }]
"#;

/// One task: 10,000 + 100 events of one instant are the most.
#[test]
fn what_never_gets_on_ends_over_budget() {
    let (_, plans) = loaded(NEVER);
    let record = Simulator::new().run(&plans[0], 1, 0);
    assert_eq!(record.status, Some(Status::OverBudget));
    assert_eq!(record.events, 10_101);
    assert_eq!((record.cycle_time, record.escapes, record.on_time), (None, None, Some(false)));
}

/// One second a round: the clock moves on, the whole budget is spent (a horizon of 100 weeks has 60 million seconds).
#[test]
fn what_gets_on_too_slowly_does_so_too() {
    let slowly = NEVER.replace("0s", "1s").replace("deadline", "horizon = \"100w\"\ndeadline");
    let record = Simulator::new().run(&loaded(&slowly).1[0], 1, 0);
    assert_eq!((record.status, record.events), (Some(Status::OverBudget), BUDGET + 1));
}

#[test]
fn a_study_that_never_gets_on_is_given_up_after_eight_replications() {
    let (scenario, plans) = loaded(NEVER);
    let few =
        run(&scenario, &plans, 8, SEED, &Unwatched).expect("no more than eight are asked for");
    assert_eq!(few.models[0].count(Status::OverBudget), 8);
    let endless = Endless { models: vec!["plain".to_owned()] };
    let many = run(&scenario, &plans, 9, SEED, &Unwatched);
    assert_eq!(many, Err(Stopped::OverBudget(endless)));
}

/// 4 h of work; changes at 3 h and 5 h, one that does not happen, one behind the horizon, one that comes again and again.
#[test]
fn changes_that_come_too_late_are_counted() {
    let (scenario, plans) = loaded(
        r#"
schema = 1
name = "late"
calendar = "always"
horizon = "2w"
teams = { a = {} }
streams = [{ name = "A", team = "a", effort = "4h" }]
deliverables = [{ name = "x" }]
changes = [
  { stream = "A", at = "3h", severity = 0 },
  { stream = "A", at = "5h", severity = 0 },
  { stream = "A", at = "3h", severity = 0, probability = 0 },
  { stream = "A", at = "99w", severity = 0 },
  { stream = "A", every = "1s", from = "3h", until = "5h", severity = 0 },
]
models = [{ name = "plain" }]
"#,
    );
    let late = |late: &Late| (late.happened, late.missed);
    let mut study = run(&scenario, &plans, 10, SEED, &Unwatched).expect("nobody cancels");
    let found: Vec<(u32, u32)> = study.models[0].changes.iter().map(late).collect();
    assert_eq!(found, [(10, 0), (10, 10), (0, 0), (10, 10), (10, 0)]);
    extend(&mut study, &plans, 30, &Unwatched).expect("nobody cancels");
    assert_eq!(late(&study.models[0].changes[1]), (30, 30));
}

/// What a trace says happened, and when.
fn first(plan: &Plan, seed: u64, event: impl Fn(&Event) -> bool) -> Option<i64> {
    let (_, trace) = traced(plan, seed, 0);
    trace.events.iter().find(|(_, what)| event(what)).map(|(at, _)| at.0)
}

/// A switch at 0 is the second setting, one at the horizon the first, whatever the seed; so is one on a change that never comes.
#[test]
fn a_switch_at_an_end_is_no_switch() {
    let head = r#"
schema = 2
name = "ends"
horizon = "20w"
teams = { a = { people = 2 }, b = {}, r = { calendar = "always" } }
streams = [
  { name = "A", team = "a", effort = { dist = "exponential", mean = "9h" }, flaw = 0.3 },
  { name = "B", team = "b", effort = { dist = "exponential", mean = "5h" }, needs = ["A"], flaw = 0.2 },
  { name = "ok", kind = "approval", needs = ["B"], revise = 0.5, reviewers = [
    { team = "r", effort = "1h", reject = 0.3, detect = 0.5 },
    { team = "b", effort = "2h", detect = 0.5 },
  ] },
]
rework = { fix = 0.3, drift = 0.01 }
deliverables = [{ name = "x", count = 6 }]
changes = [
  { name = "pivot", stream = "A", within = ["1d", "2w"], severity = 0.5 },
  { name = "never", stream = "A", at = "1d", severity = 0.5, probability = 0 },
]
"#;
    let (cascade, sprints) = ("preset = \"sequential-cascade\"", "preset = \"agile-sprints\"");
    let table = |name: &str, levers: &str, then: &str| {
        format!("[[models]]\nname = \"{name}\"\n{levers}\n{then}\n")
    };
    let then = |when: &str| format!("then = {{ {when}, {sprints} }}");
    let text = [
        head.to_owned(),
        table("cascade", cascade, ""),
        table("sprints", sprints, ""),
        table("at 0", cascade, &then("at = \"0h\"")),
        table("at the end", cascade, &then("at = \"20w\"")),
        table("never", cascade, &then("on = \"never\"")),
        table("pivot", cascade, &then("on = \"pivot\"")),
    ];
    let study = study(&text.concat());
    let numbers = |name: &str| bits(model(&study, name), study.teams.len());
    assert_eq!(numbers("at 0"), numbers("sprints"));
    assert_eq!(numbers("at the end"), numbers("cascade"));
    assert_eq!(numbers("never"), numbers("cascade"));
    assert_ne!(numbers("pivot"), numbers("cascade"));
    assert_ne!(numbers("pivot"), numbers("sprints"));
}

/// Each of 1000 hourly audits draws the one flawed task with 0.2 and finds its flaw with 0.5; mended, it is flawed again at once. So
/// rounds until found are geometric with mean 10, and what is found in all is binomial: 100, with variance 90.
#[test]
fn audits_find_as_often_as_sample_and_detection_say() {
    let (_, plans) = loaded(
        r#"
schema = 2
name = "audit"
calendar = "always"
rework = { fix = 0 }
teams = { a = {}, n = {}, s = {} }
streams = [{ name = "A", team = "a", effort = "0h", flaw = 1 }, { name = "N", team = "n", effort = "1000h" }]
deliverables = [{ name = "x" }]
[[models]]
name = "plain"
audits = [{ name = "steward", every = "1h", team = "s", sample = 0.2, effort = "0h", detect = 0.5 }]
"#,
    );
    let found = |seed| {
        let record = Simulator::new().run(&plans[0], seed, 0);
        record.rework_events.iter().map(|count| f64::from(*count)).sum::<f64>()
    };
    let mean = (1..=100).map(found).sum::<f64>() / 100.0;
    let error = (90.0_f64 / 100.0).sqrt();
    assert!((mean - 100.0).abs() < 4.5 * error, "{mean}");
}

/// One server and n campaigns at 0: whatever the limit, the i-th is launched when i are done, and the time from arrival to launch is
/// the same; the waits of all add up to it.
#[test]
fn a_limit_of_campaigns_moves_where_they_wait() {
    let models: String = ["wip = 1", "wip = 3", "priority = \"fifo\""]
        .iter()
        .enumerate()
        .map(|(number, levers)| format!("[[models]]\nname = \"m{number}\"\n{levers}\n"))
        .collect();
    let text = format!(
        "schema = 2\nname = \"line\"\ncalendar = \"always\"\nportfolio = {{ at = [{}] }}\nteams = {{ a = {{}} }}\n\
         streams = [{{ name = \"A\", team = \"a\", effort = {{ dist = \"exponential\", mean = \"9h\" }} }}]\n\
         deliverables = [{{ name = \"x\" }}]\n{models}",
        ["\"0h\""; 8].join(", ")
    );
    let (_, plans) = loaded(&text);
    for seed in 1..20 {
        let records: Vec<_> =
            plans.iter().map(|plan| Simulator::new().run(plan, seed, 0)).collect();
        for record in &records {
            assert_eq!(record.cycle_time, records[2].cycle_time);
            let queued: i128 = record.wait.iter().sum();
            let waited = record.start_wait.expect("a portfolio") * 8.0 + queued as f64;
            let expected: i128 = records[2].wait.iter().sum();
            assert!((waited - expected as f64).abs() < 1.0, "{waited} for {expected}");
        }
    }
}

/// The gap before a Poisson change is the quantile of an exponential with that mean at its draw.
#[test]
fn gaps_between_changes_come_by_the_quantile_function() {
    let (_, plans) = loaded(
        r#"
schema = 1
name = "gaps"
calendar = "always"
teams = { a = {} }
streams = [{ name = "A", team = "a", effort = "1000h" }]
deliverables = [{ name = "x" }]
changes = [{ stream = "A", every = "10h", until = "900h", severity = 0 }]
models = [{ name = "plain" }]
"#,
    );
    for seed in 1..20 {
        let u = Draws::new(seed, 0).uniform(Purpose::ChangeTime, 0, 0, 0, 0);
        let gap = 10.0 * HOUR as f64 * (1.0 / (1.0 - u)).ln();
        let at = first(&plans[0], seed, |event| matches!(event, Event::ChangeArrived { .. }));
        let at = at.expect("a change comes, but for a chance of e^-90") as f64;
        assert!((at - gap).abs() <= 1.0, "{at} for {gap}");
    }
}

/// The client is asked in the second round for the first time: A 1 h, r rejects at 2, A again, r at 4, then the client.
#[test]
fn turnarounds_are_keyed_by_how_often_that_approver_was_asked() {
    let (_, plans) = loaded(
        r#"
schema = 1
name = "turnaround"
calendar = "always"
teams = { a = {}, r = {} }
streams = [
  { name = "A", team = "a", effort = "1h" },
  { name = "ok", kind = "approval", needs = ["A"], revise = 1, reviewers = [
    { team = "r", effort = "1h", reject = [1, 0] },
    { name = "client", turnaround = { dist = "uniform", low = "0h", high = "100h" } },
  ] },
]
deliverables = [{ name = "x" }]
models = [{ name = "plain" }]
"#,
    );
    for seed in 1..20 {
        let u = Draws::new(seed, 0).uniform(Purpose::Turnaround, 0, 1, 1, 1);
        let expected = (4.0 + 100.0 * u) * HOUR as f64;
        let cycle = Simulator::new().run(&plans[0], seed, 0).cycle_time.expect("it is launched");
        assert!((cycle - expected).abs() <= 1.0, "{cycle} for {expected}");
    }
}

/// 600 pieces need 600 others each: 360,000 handoffs at one instant. A list that is kept in order would take minutes.
#[test]
fn dense_dependencies_do_not_take_minutes() {
    let text = r#"
schema = 1
name = "dense"
calendar = "always"
teams = { a = { people = 600 }, b = { people = 600 } }
streams = [{ name = "A", team = "a", effort = "1h" }, { name = "B", team = "b", effort = "1h" }]
deliverables = [{ name = "x", count = 600, skip = ["B"] }, { name = "y", count = 600, skip = ["A"] }]
dependencies = [{ from = "x/A", to = "y/B" }]
models = [{ name = "item" }, { name = "sync", release = "sync s", syncs = [{ name = "s", every = "90m" }] }]
"#;
    let (_, plans) = loaded(text);
    let begun = std::time::Instant::now();
    let hours = plans.iter().map(|plan| {
        Simulator::new().run(plan, 1, 0).cycle_time.expect("it is launched") / HOUR as f64
    });
    // The second hour begins at once, or with the sync.
    assert_eq!(hours.collect::<Vec<_>>(), [2.0, 2.5]);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// A 1 h, then the client has it for 5000 weeks = 840,000 h, then B 1 h; 2000 pieces, a million people. More microseconds than
/// 64 bits hold, so the file is refused; here the plan is made larger after it was read.
#[test]
fn person_time_and_waits_may_be_longer_than_64_bits_hold() {
    let (_, mut plans) = loaded(
        r#"
schema = 1
name = "long"
calendar = "always"
teams = { a = { people = 2000 } }
streams = [
  { name = "A", team = "a", effort = "1h" },
  { name = "ok", kind = "approval", needs = ["A"], reviewers = [{ name = "client", turnaround = "5000w" }] },
  { name = "B", team = "a", effort = "1h", needs = ["ok"] },
]
deliverables = [{ name = "x", count = 2000 }]
models = [{ name = "plain" }]
"#,
    );
    let plan = &mut plans[0];
    (plan.teams[0].people, plan.rules.horizon) = (1_000_000, Elapsed(5200 * WEEK));
    let record = Simulator::new().run(plan, 1, 0);
    let hours = |hours: i128| hours * i128::from(HOUR);
    // Blocked: the approval for 1 h, B for 840,001 h. In review: 840,000 h.
    let [blocked, queued, held, review] = record.wait;
    assert_eq!((blocked, queued, held), (hours(2000 * 840_002), 0, 0));
    assert_eq!(review, hours(2000 * 840_000));
    let team = &record.teams[0];
    assert_eq!((team.open, team.touch), (hours(1_000_000 * 840_002), hours(4000)));
    assert_eq!(record.approval_turnaround, Some(840_000.0 * HOUR as f64));
}
