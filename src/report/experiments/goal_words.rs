//! A goal in words: that it holds, and that it does not.

use crate::format;
use crate::metric::{METRICS, ON_TIME};
use crate::question::goal::Bound;

/// A goal as it was asked, and in words.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalWords {
    /// As it was asked: "ready >= 85%".
    pub asked: String,
    /// That it holds: "85 of 100 are ready in time".
    pub holds: String,
    /// That it does not: "fewer than 85 of 100 are ready in time".
    pub fails: String,
}

impl GoalWords {
    /// Of a bound by a value; any other is said as it was asked.
    pub fn of(bound: &Bound) -> GoalWords {
        let asked = bound.words.clone();
        let said = |[holds, fails]: [String; 2]| GoalWords { asked: asked.clone(), holds, fails };
        match (bound.value(), how_often(bound)) {
            (Some(share), Some(done)) => said(of_campaigns(bound.at_least, share, done)),
            (Some(_), None) => said(of_amount(bound)),
            (None, _) => said([format!("{asked} holds"), format!("{asked} does not hold")]),
        }
    }
}

/// What so many of 100 are, where that is bounded.
fn how_often(bound: &Bound) -> Option<&'static str> {
    match (bound.quantity.ready, bound.quantity.metric) {
        (true, _) => Some("ready in time"),
        (_, ON_TIME) if bound.quantity.percentile.is_none() => Some("launched on time"),
        _ => None,
    }
}

fn of_campaigns(at_least: bool, share: f64, done: &str) -> [String; 2] {
    // 99.5 % is no whole number of a hundred.
    let of = format!("{} of 100 are {done}", format::rounded(100.0 * share));
    match at_least {
        true => [of.clone(), format!("fewer than {of}")],
        false => [format!("at most {of}"), format!("more than {of}")],
    }
}

/// "the P80 of cycle time is at most 70h": the limit as it was asked, whatever a unit for readers would round it to.
fn of_amount(bound: &Bound) -> [String; 2] {
    let label = METRICS[bound.quantity.metric].label.to_lowercase();
    let value = bound.words.rsplit('=').next().unwrap_or_default().trim();
    let what = match bound.quantity.percentile {
        Some(share) => format!("the P{:.0} of {label}", 100.0 * share),
        None => format!("mean {label}"),
    };
    let [holds, fails] = if bound.at_least { ["at least", "below"] } else { ["at most", "above"] };
    [holds, fails].map(|word| format!("{what} is {word} {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::goal::Goal;

    #[test]
    fn a_goal_is_said_as_people_say_it() {
        let of = |text: &str| {
            let GoalWords { holds, fails, .. } =
                GoalWords::of(&Goal::parse(text).unwrap().bounds[0]);
            [holds, fails]
        };
        let ready = ["85 of 100 are ready in time", "fewer than 85 of 100 are ready in time"];
        assert_eq!(of("ready >= 85%"), ready);
        assert_eq!(of("on_time >= 0.995")[0], "99.5 of 100 are launched on time");
        // 70 h are 2.9167 days.
        let late = ["the P80 of cycle time is at most 70h", "the P80 of cycle time is above 70h"];
        assert_eq!(of("p80 cycle_time <= 70h"), late);
    }
}
