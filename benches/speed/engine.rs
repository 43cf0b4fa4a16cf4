//! What each feature of the engine costs per event, and each preset on a realistic campaign.

use super::contender;
use super::plain::{self, Plain};
use super::race::{Clock, Contender, Length, race};
use super::table::{significant, table};
use super::w2::W2;
use super::world;
use flowcast::plan::Plan;

use std::hint::black_box;

/// A feature: what it is called, and how W2's text changes to use it.
type Feature = (&'static str, fn(&str) -> String);

const FEATURES: [Feature; 10] = [
    ("W2 as it is", str::to_owned),
    ("office hours", |w2| w2.replace("calendar = \"always\"\n", "")),
    ("correlated efforts", |w2| w2.replace("calendar =", "correlation = 0.3\ncalendar =")),
    ("latency of handoffs", |w2| w2.replace("[handoffs]", "[handoffs]\nlatency = \"30m\"")),
    ("overhead and drift", |w2| {
        let w2 = w2.replace("[handoffs]", "[rework]\nfix = 0.3\ndrift = 0.002\n\n[handoffs]");
        model(&w2, "coordination = { per_link = 0.02, per_person = 0.003, with = \"all\" }")
    }),
    ("fatigue", |w2| {
        w2.replace("[handoffs]", "[fatigue]\nper_rework = 0.01\nhalf_life = \"1w\"\n\n[handoffs]")
    }),
    ("a daily sync that releases versions", |w2| {
        let sync = "{ name = \"check\", every = \"1d\", length = \"15m\" }";
        model(w2, &format!("release = \"sync check\"\nsyncs = [{sync}]"))
    }),
    ("a broker", |w2| {
        let broker = "[broker]\nteam = \"hub\"\neffort = \"5m\"\n\n[handoffs]";
        let w2 = w2.replace("[handoffs]", broker);
        model(&w2.replace("[teams]", "[teams]\nhub = {}"), "via = \"hub\"")
    }),
    ("flaws that reviewers find", |w2| {
        let w2 = w2.replace("cv = 0.5 }", "cv = 0.5 }\nflaw = 0.1");
        w2.replace("reject = 0.2", "reject = 0.2, detect = 0.5")
            .replace("[handoffs]", "[rework]\nfix = 0.3\n\n[handoffs]")
    }),
    ("early starts", |w2| model(w2, "start = \"early(0.5)\"")),
];

/// W2's text with lines added to its only model.
fn model(w2: &str, lines: &str) -> String {
    w2.replace("priority = \"fifo\"", &format!("priority = \"fifo\"\n{lines}"))
}

/// Features on W2, then presets on the product launch.
pub fn run(length: Length) {
    println!("## Features, one thread\n\nCampaign W2 with one feature more at a time.\n");
    let features = FEATURES.iter().map(|(name, change)| {
        let text = change(&world::text(W2));
        let changed = *name == FEATURES[0].0 || text != world::text(W2);
        assert!(changed, "{name}: W2's text has changed, and this does not fit any more");
        ((*name).to_owned(), world::plans_of(name, &text).swap_remove(0))
    });
    compare(features.collect(), length);
    println!("## Presets, one thread\n\nThe product launch (`scenarios/product-launch.toml`).\n");
    let plans = world::plans("scenarios/product-launch.toml");
    compare(plans.into_iter().map(|plan| (plan.model.clone(), plan)).collect(), length);
}

/// Cost per event of each plan against the plain loop.
fn compare(plans: Vec<(String, Plan)>, length: Length) {
    let counts: Vec<_> = plans.iter().map(|(_, plan)| contender::count(plan, 500)).collect();
    let mut contenders = vec![plain_events()];
    contenders.extend(
        plans
            .iter()
            .zip(&counts)
            .map(|((name, plan), counted)| contender::per_event(name, plan, counted.finished)),
    );
    let results = race(contenders, length, Clock::Cpu);
    let header = [
        "",
        "events per replication",
        "queued events per event",
        "events/s",
        "ns per event",
        "÷ plain loop on W2 (quartiles)",
    ];
    let row = |at: usize| {
        let (counted, cost) = (counts[at], results.median(at + 1));
        let [low, middle, high] = results.times(at + 1, 0);
        [
            plans[at].0.clone(),
            significant(counted.finished),
            significant(counted.queued / counted.finished),
            significant(1e9 / cost),
            significant(cost),
            format!("{middle:.2} ({low:.2} to {high:.2})"),
        ]
    };
    println!("{}", table(header.map(str::to_owned), (0..plans.len()).map(row)));
}

/// The plain loop; a unit is a completed piece of work.
pub fn plain_events() -> Contender<'static> {
    let mut plain = Plain::new(1);
    Contender::new(plain::NAME, move || {
        let (hours, finished) = plain.replicate();
        black_box(hours);
        finished
    })
}
