//! A scenario in which nearly every rule is at work at random, for the laws that hold everywhere.

/// Facts: random efforts, several teams and calendars, approvals, flaws, changes, a broker's team.
pub const FACTS: &str = r#"
schema = 1
name = "rich"
start = "2026-03-02 09:00"
deadline = "6w"
delay_cost = 500
correlation = 0.3
live = "1w"

[calendars]
committee = "Wed 10:00-12:00, Fri 14:00-17:00"

[streams_and_people]
"#;

/// The teams, in the order of the file, each on a line of its own.
pub const TEAMS: [&str; 5] = [
    "design = { people = 2, cost_per_hour = 85, maturity = 0.6 }",
    "data = { people = 2, cost_per_hour = 95, maturity = 0.7, switch_cost = \"20m\" }",
    "legal = { people = 1, cost_per_hour = 140, maturity = 0.4, calendar = \"committee\", switch_cost = \"10m\" }",
    "brand = { people = 1, cost_per_hour = 90, maturity = 0.6 }",
    "hub = { people = 1, cost_per_hour = 70, speed = 1.5 }",
];

const WORK: &str = r#"
[[streams]]
name = "creative"
team = "design"
effort = { low = "6h", likely = "10h", high = "24h" }
flaw = 0.2
[[streams]]
name = "numbers"
team = "data"
needs = ["creative"]
effort = { median = "5h", p90 = "11h" }
flaw = 0.1
[[streams]]
name = "text"
team = "design"
needs = ["creative"]
effort = { dist = "gamma", mean = "6h", cv = 0.5 }
flaw = 0.1
[[streams]]
name = "approval"
kind = "approval"
needs = ["numbers", "text"]
returns_to = "creative"
revise = 0.35
rereview = 0.5
reviewers = [
  { team = "brand", effort = { dist = "exponential", mean = "45m" }, reject = 0.15, detect = 0.5 },
  { team = "legal", effort = "1h", reject = [0.3, 0.1], detect = 0.6, tiers = ["medium", "high"] },
  { name = "ministry", turnaround = "1d", reject = 0.1, tiers = ["high"] },
]
[[streams]]
name = "distribution"
team = "data"
needs = ["approval"]
effort = { dist = "weibull", scale = "2h", shape = 1.5 }
flaw = 0.03

[[deliverables]]
name = "mail"
count = 3
[[deliverables]]
name = "film"
size = 2.0
tier = "high"
[[deliverables]]
name = "cut"
count = 2
size = 0.5
tier = "low"
skip = ["numbers"]

[[dependencies]]
from = "film/creative"
to = "cut/creative"

[handoffs]
latency = "2h"
sensitivity = 0.6
impact = 0.4
spot = 0.25
[[handoffs.between]]
from = "creative"
to = "text"
sensitivity = 0.8

[rework]
fix = 0.3
drift = 0.002
learning = 0.85

[[feedback]]
from = "distribution"
to = "text"
probability = 0.1
impact = 0.3

[[changes]]
name = "early"
stream = "creative"
within = ["2d", "2w"]
probability = 0.7
reach = 0.6
severity = 0.6
[[changes]]
name = "again"
stream = "text"
every = "1w"
until = "8w"
severity = 0.3
[[changes]]
name = "live"
stream = "numbers"
at = "2d"
clock = "launch"
severity = 0.5

[broker]
team = "hub"
"#;

/// The facts with the teams in this order, and whatever else is added at the end.
pub fn scenario(teams: &[&str], more: &str) -> String {
    let facts = FACTS.replace("[streams_and_people]\n", "");
    format!("{facts}\n[teams]\n{}\n{WORK}\n{more}", teams.join("\n"))
}

/// A model without a preset, with an unusual mix of levers.
pub const ODD: &str = r#"
[[models]]
name = "Odd"
start = "brief"
release = "sync daily"
visibility = "live"
intake = "sync daily"
approval = { route = "concurrent", patience = "3d", bypass = 0.5 }
syncs = [{ name = "daily", every = "1d", length = "15m", detect = 0.2 }, { name = "weekly", every = "1w", length = "1h", attend = ["design", "data"] }]
coordination = { per_link = 0.02, per_person = 0.003, with = "all" }
feedback = { detect = 0.3, delay = "6h" }
maturity_required = 0.7
[[models.handoffs]]
from = "creative"
to = "numbers"
start = "early(0.3)"
release = "item"
via = "hub"
latency_factor = 0.5
[[models.handoffs]]
to = "distribution"
via = "hub"
release = "phase"
visibility = "sync weekly"
"#;

/// One model per preset.
pub const PRESETS: [&str; 6] = [
    "sequential-cascade",
    "parallel-synchronization",
    "adaptive-mesh",
    "hub-and-spoke",
    "agile-sprints",
    "hybrid-flow",
];

/// A model that is a preset, under the preset's name.
pub fn preset(name: &str) -> String {
    format!("[[models]]\nname = {name:?}\npreset = {name:?}\n")
}

/// All presets and the odd model.
pub fn every_model() -> String {
    PRESETS.map(preset).concat() + ODD
}

/// Fatigue, left out of the facts where efforts are compared.
pub const FATIGUE: &str = "[fatigue]\nper_rework = 0.03\nper_sync = 0.02\nhalf_life = \"3d\"\n";
