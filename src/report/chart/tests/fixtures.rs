//! Synthetic studies and traces to draw: ordinary, and every odd one that has come to mind.

use super::super::*;
use crate::analysis::fixture;
use crate::analysis::{DeliverableEstimate, Due};
use crate::record::{Cause, Record, Status, TeamTime, Wait};
use crate::stats::{Interval, Reach};
use crate::study::{Deliverable, ModelRuns};
use crate::time::{DAY, HOUR, Instant};
use crate::trace::{Event, State, Trace};

/// A generator good enough for test data (Lehmer 1951, with Park & Miller's constants).
pub struct Lehmer(pub u64);

impl Lehmer {
    fn next(&mut self) -> f64 {
        self.0 = self.0 * 48271 % 2_147_483_647;
        self.0 as f64 / 2_147_483_647.0
    }

    /// Roughly normal: the sum of 12 uniforms less 6.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// One replication that takes about `days`.
pub fn record(random: &mut Lehmer, days: f64, teams: usize) -> Record {
    let factor = (0.25 * random.normal()).exp();
    let part =
        |random: &mut Lehmer, hours: f64| (hours * HOUR as f64 * (0.5 + random.next())) as i128;
    let mut record = Record {
        status: Some(Status::Launched),
        cycle_time: Some(days * factor * DAY as f64),
        cost: Some(20_000.0 + 900.0 * (60.0 - days) + 4000.0 * random.next()),
        on_time: Some(days * factor <= 45.0),
        ..Record::default()
    };
    record.wait = [days * 20.0, days * 9.0, days * 3.0, days * 6.0].map(|h| part(random, h));
    for team in 0..teams {
        let mut time = TeamTime { touch: part(random, 40.0), ..TeamTime::default() };
        time.rework = [8.0, 14.0, 5.0, 9.0, 2.0].map(|h| part(random, h * 10.0 / days.sqrt()));
        time.idle = part(random, days * (2.0 + team as f64));
        time.open = time.busy() + time.idle;
        record.teams.push(time);
    }
    record
}

/// A record without an end.
pub fn censored(mut record: Record) -> Record {
    record.status = Some(Status::Censored);
    record.cycle_time = None;
    record.on_time = Some(false);
    record
}

/// A study of models with these typical cycle times in days.
pub fn study(names: &[&str], days: &[f64], n: u32, teams: &[&str]) -> Study {
    let mut models = Vec::new();
    for (name, days) in names.iter().zip(days) {
        let mut random = Lehmer(20_260_302);
        let mut runs = ModelRuns::new(name, teams.len());
        for _ in 0..n {
            let record = record(&mut random, *days, teams.len());
            let lost = *days > 50.0 && random.next() < 0.12;
            runs.push(&if lost { censored(record) } else { record });
        }
        models.push(runs);
    }
    Study {
        scenario: "Annual product launch".to_owned(),
        seed: 20_260_302,
        replications: n,
        teams: teams.iter().map(|team| (*team).to_owned()).collect(),
        deadline_h: Some(45.0 * 24.0),
        ..fixture::study(models)
    }
}

/// A word that is longer than a line of a phone.
pub const LONG: &str = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente";

pub const TEAMS: [&str; 5] = ["design", "analytics", "legal", "brand", "channels"];
pub const SIX: [&str; 6] = [
    "Sequential Cascade",
    "Parallel Synchronization",
    "Adaptive Mesh",
    "Hub-and-Spoke",
    "Agile Sprints",
    "Hybrid Flow",
];
pub const DAYS: [f64; 6] = [54.0, 38.0, 17.0, 31.0, 20.0, 28.0];

pub fn ordinary() -> Study {
    study(&SIX, &DAYS, 2000, &TEAMS)
}

/// Every odd study, with a name.
pub fn odd() -> Vec<(&'static str, Study)> {
    let hostile = [
        "<script>alert('x')</script> & \"quotes\" that go on for far longer than any name should",
        "🚀🚀🚀 rocket launch 火箭发射",
        "\u{202E}evil \u{0}\u{1b}[31m",
        "שיווק דיגיטלי ﷽",
        "",
    ];
    let long = |what: &str| format!("{LONG} {what} {LONG}");
    let long = ["first", "second", "third"].map(long);
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let twelve: Vec<String> =
        (0..12).map(|k| format!("Model number {k} of a large family")).collect();
    let twelve: Vec<&str> = twelve.iter().map(String::as_str).collect();
    let many_days: Vec<f64> = (0..12).map(|k| 12.0 + 4.0 * f64::from(k)).collect();
    let mut never = study(&SIX[..3], &DAYS, 30, &TEAMS);
    never.models.iter_mut().for_each(|runs| {
        let mut random = Lehmer(7);
        let mut lost = ModelRuns::new(&runs.name, TEAMS.len());
        (0..30).for_each(|_| lost.push(&censored(record(&mut random, 30.0, TEAMS.len()))));
        *runs = lost;
    });
    let mut equal = study(&SIX[..2], &DAYS, 0, &TEAMS);
    for runs in &mut equal.models {
        let record = record(&mut Lehmer(3), 30.0, TEAMS.len());
        (0..50).for_each(|_| runs.push(&record));
    }
    let mut nothing = study(&SIX[..2], &DAYS, 0, &["solo"]);
    nothing.models.iter_mut().for_each(|runs| runs.push(&Record::default()));
    let mut huge = study(&SIX[..3], &[3e4, 7e5, 2e3], 200, &TEAMS);
    huge.deadline_h = Some(1.0);
    let mut tiny = study(&SIX[..2], &[0.01, 0.02], 200, &TEAMS);
    tiny.deadline_h = Some(0.4);
    let teams: Vec<String> = (0..19).map(|k| format!("team {k} with a name")).collect();
    let teams: Vec<&str> = teams.iter().map(String::as_str).collect();
    vec![
        ("one-model", study(&SIX[..1], &DAYS, 500, &TEAMS)),
        ("two-models", study(&SIX[..2], &[54.0, 38.0], 500, &TEAMS)),
        ("twelve", study(&twelve, &many_days, 400, &teams)),
        ("once", study(&SIX[..3], &DAYS, 1, &TEAMS)),
        ("hostile", study(&hostile, &DAYS, 100, &hostile)),
        ("long-names", study(&long, &DAYS, 100, &long)),
        ("no-replications", study(&SIX[..2], &DAYS, 0, &TEAMS)),
        ("never", never),
        ("equal", equal),
        ("nothing", nothing),
        ("huge", huge),
        ("tiny", tiny),
    ]
}

/// A trace in which every stream of a deliverable follows the one before it.
pub fn trace(deliverables: usize, streams: usize) -> Trace {
    let mut random = Lehmer(99);
    let mut trace = Trace::default();
    let mut tell =
        |hours: f64, event| trace.events.push((Instant((hours * HOUR as f64) as i64), event));
    for deliverable in 0..deliverables {
        let mut now = 0.0;
        for stream in 0..streams {
            let task = deliverable * streams + stream;
            let state = |state| Event::State { campaign: 0, task, state };
            let job = |rework| Event::JobStarted {
                campaign: 0,
                task,
                reviewer: None,
                team: 0,
                rework,
                effort: 1,
                wall: 1,
            };
            let last = stream + 1 == streams;
            tell(0.0, state(State::Waiting(Wait::Blocked)));
            tell(now, state(State::Waiting(if last { Wait::Review } else { Wait::Queued })));
            now += 40.0 * random.next();
            tell(now, state(State::Worked));
            tell(now, job(None));
            now += 60.0 * random.next();
            tell(now, state(State::Done));
            if stream % 2 == 0 {
                tell(now + 50.0, state(State::Waiting(Wait::Held)));
                tell(now + 80.0, state(State::Worked));
                tell(now + 80.0, job(Some(Cause::Change)));
                tell(now + 80.0 + 70.0 * random.next(), state(State::Done));
            }
        }
    }
    for day in 1..20 {
        tell(24.0 * f64::from(day), Event::SyncHeld { sync: 0 });
    }
    tell(168.0, Event::SyncHeld { sync: 1 });
    tell(150.0, Event::ChangeArrived { campaign: 0, change: 0 });
    tell(157.0, Event::ChangeArrived { campaign: 0, change: 1 });
    tell(260.0, Event::ChangeArrived { campaign: 0, change: 0 });
    trace.events.sort_by_key(|(at, _)| *at);
    trace
}

/// A campaign around a trace.
pub fn campaign<'a>(
    trace: &'a Trace,
    deliverables: usize,
    streams: usize,
    deadline_d: i64,
) -> Campaign<'a> {
    let start = Some(jiff::civil::datetime(2026, 3, 2, 9, 0, 0, 0));
    let stream_names = ["creative", "data", "distribution to partners", "approval"];
    Campaign {
        trace,
        campaign: 0,
        scenario: "Annual product launch",
        model: "Adaptive Mesh",
        seed: 20_260_302,
        replication: 17,
        deliverables: (0..deliverables).map(|k| format!("launch email {}", k + 1)).collect(),
        streams: (0..streams).map(|k| stream_names[k % 4].to_owned()).collect(),
        tasks: (0..deliverables * streams).map(|task| (task / streams, task % streams)).collect(),
        syncs: vec!["standup".to_owned(), "sprint".to_owned()],
        changes: vec!["feature change".to_owned(), "<b>legal</b>".to_owned()],
        start: Instant(0),
        ready: None,
        launch: Some(Instant(380 * HOUR)),
        due: Some(Due { at: Instant(deadline_d * DAY), launch: None, start }),
        date: start,
        approvals: (0..streams).map(|k| k % 4 == 3).collect(),
        note: "The last piece waited.".to_owned(),
        closed: (0..3)
            .map(|week| (Instant((week * 7 + 4) * DAY + 8 * HOUR), Instant((week + 1) * 7 * DAY)))
            .collect(),
        away: vec![("legal".to_owned(), 2 * DAY, 9 * DAY)],
        switch: None,
        sits: vec![("brand".to_owned(), vec![(Instant(2 * DAY), Instant(2 * DAY + 3 * HOUR))])],
        waited: waited("legal"),
    }
}

fn waited(team: &str) -> Option<(Instant, Instant, String)> {
    let said = format!("waited 41 h for {team} to review it");
    Some((Instant(2 * DAY), Instant(3 * DAY), said))
}

/// Timelines, ordinary and odd.
pub fn timelines() -> Vec<(&'static str, Drawing)> {
    let alone = |campaign: Campaign<'_>| super::super::timelines("Why?", &[campaign]);
    let draw = |deliverables, streams, deadline| {
        let trace = trace(deliverables, streams);
        alone(campaign(&trace, deliverables, streams, deadline)).expect("has tasks")
    };
    let silent = Trace::default();
    let empty = alone(Campaign { launch: None, ..campaign(&silent, 2, 3, 5) }).expect("has tasks");
    let told = trace(6, 4);
    let named = |k: usize| format!("{LONG} {k} {LONG}");
    let long = Campaign {
        model: LONG,
        scenario: LONG,
        deliverables: (0..6).map(named).collect(),
        streams: (0..4).map(named).collect(),
        syncs: (0..2).map(named).collect(),
        changes: (0..2).map(named).collect(),
        away: vec![(named(7), 2 * DAY, 9 * DAY)],
        sits: vec![(named(8), vec![(Instant(2 * DAY), Instant(2 * DAY + 3 * HOUR))])],
        waited: waited(LONG),
        ..campaign(&told, 6, 4, 17)
    };
    vec![
        ("long-names", alone(long).expect("has tasks")),
        ("ordinary", draw(8, 4, 17)),
        ("many", draw(63, 4, 16)),
        ("one", draw(1, 1, 300)),
        ("wide", draw(3, 90, 5)),
        ("silent", empty),
    ]
}

/// Tornados, ordinary and with names for which a phone has no room.
pub fn factors() -> Vec<(&'static str, Drawing)> {
    let drawn = |name: &str| {
        let bar = |k: u32| Bar {
            name: format!("{name} {k}"),
            detail: format!("1 to {k}"),
            ci: Some(Interval { low: -1.0, high: 1.0 }),
            ends: Some([f64::from(k), 12.0]),
        };
        let shown = Tornado {
            title: "What moves it most?".to_owned(),
            axis: format!("mean cycle time of {name}, less that of {name} (days)"),
            base: 8.0,
            bars: (1..5).map(bar).collect(),
            footer: "by hand".to_owned(),
        };
        tornado(&shown).expect("has bars")
    };
    vec![("ordinary", drawn("factor")), ("long-names", drawn(LONG))]
}

/// A deliverable under a model: half of 100 replications have it done after so many days, 85 of 100 after half as many
/// again, `kept` of them in time.
pub fn done(days: f64, kept: Option<u32>) -> DeliverableEstimate {
    let around = |hours: f64| Reach { low: Some(hours - 6.0), high: Some(hours + 6.0) };
    let (half, most) = (days * 24.0, days * 36.0);
    let share = kept.map(|kept| f64::from(kept) / 100.0);
    DeliverableEstimate {
        n: 100,
        not_done: 0,
        mean: Some(half),
        half: (Some(half), around(half)),
        most: (Some(most), around(most)),
        reached: [Some(half), Some(most)],
        in_time: share.map(|share| (share, Interval { low: share - 0.1, high: share })),
        rounds: None,
        rework_h: Some(1.0),
    }
}

/// An analysis of these models and deliverables (due so many days after the start), each done later than the one
/// before it.
pub fn pieces(models: &[&str], names: &[&str], due_d: impl Fn(usize) -> Option<f64>) -> Analysis {
    let due_h = |at: usize| due_d(at).map(|days| days * 24.0);
    let of = |(at, name): (usize, &&str)| Deliverable {
        name: (*name).to_owned(),
        count: 1 + at % 3,
        due_h: due_h(at),
        due_on: None,
    };
    let mut study = study(models, &DAYS.repeat(3), 0, &TEAMS);
    study.deadline_h = due_h(0);
    study.deliverables = names.iter().enumerate().map(of).collect();
    let known = |model: usize| {
        let days = move |at: usize| 20.0 + 3.0 * at as f64 + model as f64;
        let known = |at: usize| done(days(at), due_d(at).map(|_| 90 - (at % 90) as u32));
        (0..names.len()).map(known).collect()
    };
    let deliverables = (0..models.len()).map(known).collect();
    Analysis { deliverables, ..Analysis::of(study) }
}

/// Charts of deliverables, ordinary and odd.
pub fn readiness() -> Vec<(&'static str, Analysis)> {
    let many: Vec<String> = (0..90).map(|k| format!("piece {k} of a long list")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let hostile = [
        "<script>alert('x')</script>, \"quoted\" and far longer than any name should be, ever and ever",
        "=1+1",
        "\u{202E}evil",
    ];
    let channels = ["@campaign", "e-mail", "social", "web"];
    let mut never = pieces(&SIX[..2], &channels, |_| Some(45.0));
    let gone = (None, Reach { low: Some(700.0), high: None });
    never.deliverables[1].iter_mut().for_each(|known| (known.most, known.not_done) = (gone, 30));
    vec![
        ("ordinary", pieces(&SIX, &channels, |_| Some(45.0))),
        ("own-dues", pieces(&SIX[..3], &channels, |at| Some(25.0 + 7.0 * at as f64))),
        ("not-due", pieces(&SIX[..3], &channels, |_| None)),
        ("far-due", pieces(&SIX[..1], &channels, |_| Some(900.0))),
        ("hostile", pieces(&hostile, &hostile, |at| (at > 0).then_some(30.0))),
        ("many", pieces(&SIX, &many, |_| Some(45.0))),
        ("never", never),
    ]
}
