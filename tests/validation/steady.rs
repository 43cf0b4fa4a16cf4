//! Long runs whose values are known: open Jackson networks (Jackson 1957), of which M/M/c (Erlang 1917) is the smallest.

use flowcast::question::steady::{Mean, steady};
use flowcast::study::Unwatched;
use flowcast::time::{DAY, Elapsed};
use flowcast::{plan, scenario};

const QUEUE: &str = include_str!("../theory/queue.toml");
const TANDEM: &str = include_str!("../theory/tandem.toml");

/// A network whose stations are visited one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    /// What it is.
    pub name: &'static str,
    text: &'static str,
    sets: &'static [(&'static str, &'static str)],
    /// Arrivals in an hour.
    rate: f64,
    /// People and mean service in hours of each station.
    stations: &'static [(u32, f64)],
    /// Replications.
    replications: u32,
    /// Days of warm-up; else it is found.
    warm_up: Option<i64>,
    /// Whether it takes long.
    pub slow: bool,
}

/// A mean, what it should be, and by how many standard errors it is off.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What is measured, with the team's number where it is a team's.
    pub what: String,
    /// What theory says.
    pub expected: f64,
    /// What was found.
    pub found: Mean,
    /// Standard errors between the two.
    pub off: f64,
}

impl Measured {
    /// Whether it agrees: within 3.29 standard errors (0.1 % of true ones are beyond), and known to 5 %.
    pub fn agrees(&self) -> bool {
        let known = self.found.ci.is_some_and(|ci| ci.half_width() < 0.05 * self.expected);
        known && self.off.abs() < 3.29
    }
}

/// The networks.
pub const NETWORKS: [Network; 6] = [
    Network {
        name: "M/M/1, load 0.5",
        text: QUEUE,
        sets: &[("portfolio.campaigns", "600"), ("portfolio.every.mean", "2h")],
        rate: 0.5,
        stations: &[(1, 1.0)],
        replications: 40,
        warm_up: Some(3),
        slow: false,
    },
    Network {
        name: "M/M/2, load 0.5, warm-up found",
        text: QUEUE,
        sets: &[
            ("portfolio.campaigns", "600"),
            ("portfolio.every.mean", "1h"),
            ("teams.servers.people", "2"),
        ],
        rate: 1.0,
        stations: &[(2, 1.0)],
        replications: 40,
        warm_up: None,
        slow: false,
    },
    Network {
        name: "M/M/1, load 0.67, one replication",
        text: QUEUE,
        sets: &[
            ("portfolio.campaigns", "72000"),
            ("portfolio.every.mean", "90m"),
            ("horizon", "680w"),
        ],
        rate: 2.0 / 3.0,
        stations: &[(1, 1.0)],
        replications: 1,
        warm_up: Some(20),
        slow: true,
    },
    Network {
        name: "M/M/5, load 0.8",
        text: QUEUE,
        sets: &[
            ("portfolio.campaigns", "5000"),
            ("portfolio.every.mean", "15m"),
            ("teams.servers.people", "5"),
        ],
        rate: 4.0,
        stations: &[(5, 1.0)],
        replications: 100,
        warm_up: None,
        slow: true,
    },
    Network {
        name: "Jackson network of M/M/1 and M/M/2, loads 0.5",
        text: TANDEM,
        sets: &[("portfolio.campaigns", "500"), ("portfolio.every.mean", "2h")],
        rate: 0.5,
        stations: &[(1, 1.0), (2, 2.0)],
        replications: 40,
        warm_up: Some(4),
        slow: false,
    },
    Network {
        name: "Jackson network of M/M/1 and M/M/2, loads 0.8",
        text: TANDEM,
        sets: &[("portfolio.campaigns", "5000")],
        rate: 0.8,
        stations: &[(1, 1.0), (2, 2.0)],
        replications: 100,
        warm_up: Some(30),
        slow: true,
    },
];

/// Mean time at a station with exponential service: Erlang's C formula, by his recursion of the blocking probability.
fn stay(rate: f64, (people, service): (u32, f64)) -> f64 {
    let load = rate * service;
    let blocked = (1..=people).fold(1.0, |b, c| load * b / (f64::from(c) + load * b));
    let c = f64::from(people);
    let waits = c * blocked / (c - load * (1.0 - blocked));
    service + waits * service / (c - load)
}

/// Everything that is measured of a network, beside theory.
///
/// # Errors
/// A scenario that is not valid, or has no long run.
pub fn measured(network: &Network) -> Result<Vec<Measured>, String> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    let sets: Vec<(String, String)> = network.sets.iter().map(owned).collect();
    let scenario =
        scenario::load(network.name, network.text, &sets).map_err(|found| found.to_string())?;
    let plans = plan::compile_all(&scenario).map_err(|refusals| format!("{refusals:?}"))?;
    let warm_up = network.warm_up.map(|days| Elapsed(days * DAY));
    let found = steady(&plans, (network.replications, 20_260_301), warm_up, &Unwatched);
    let found = found.map_err(|why| why.to_string())?.models.remove(0);
    if !found.caveats.is_empty() {
        return Err(found.caveats.join("; "));
    }
    let time: f64 = network.stations.iter().map(|station| stay(network.rate, *station)).sum();
    let expected = |mean: &Mean| match (mean.metric, mean.team) {
        ("cycle_time_h", _) => time,
        ("launched_per_week", _) => 168.0 * network.rate,
        ("under_way", _) => network.rate * time,
        (_, Some(team)) => {
            let (people, service) = network.stations[team];
            network.rate * service / f64::from(people)
        }
        _ => f64::NAN,
    };
    let beside = |found: Mean| {
        let expected = expected(&found);
        let half = found.ci.map_or(f64::NAN, |ci| ci.half_width());
        let t = flowcast::stats::two_sided(found.n as f64 - 1.0, 0.05);
        let off = (found.mean.unwrap_or(f64::NAN) - expected) / (half / t);
        let what = found.team.map_or(found.metric.to_owned(), |team| {
            format!("{} of station {}", found.metric, team + 1)
        });
        Measured { what, expected, found, off }
    };
    Ok(found.means.into_iter().map(beside).collect())
}
