//! What a scenario lacks for a metric to exist: a metric that cannot exist is neither 0 nor met nor missed.

use crate::metric::METRICS;
use crate::model::Facts;

/// What is missing, and what to add; `None` where the metric can exist.
pub fn lacking(facts: &Facts, metric: usize) -> Option<&'static str> {
    let lacks = |has: bool, what| (!has).then_some(what);
    match METRICS[metric].name {
        "on_time" => lacks(facts.deadline.is_some(), NO_DEADLINE),
        "change_lead_time_h" => lacks(facts.live.is_some(), NO_LIVE)
            .or_else(|| lacks(!facts.changes.is_empty(), NO_CHANGES)),
        "live_rework_time_h" => lacks(facts.live.is_some(), NO_LIVE),
        "cost" => lacks(facts.has_prices(), NO_PRICES),
        "approval_turnaround_h" | "approval_rounds" => {
            lacks(facts.streams.iter().any(|stream| stream.is_approval()), NO_APPROVALS)
        }
        "launched_per_week" | "start_wait_h" => lacks(facts.portfolio.is_some(), NO_PORTFOLIO),
        _ => None,
    }
}

const NO_DEADLINE: &str = "it has no deadline; add one, such as deadline = \"8w\"";
const NO_LIVE: &str = "it has no live time after launch; add one, such as live = \"4w\"";
const NO_CHANGES: &str = "it has no late changes; add a [[changes]] table";
const NO_PRICES: &str = "it has no prices; add cost_per_hour to a team, escape_cost, or a deadline with delay_cost or miss_cost";
const NO_PORTFOLIO: &str = "it is one campaign; add a [portfolio]";
const NO_APPROVALS: &str = "it has no approvals; add a stream with kind = \"approval\"";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::find;

    /// What a scenario with these lines lacks for a metric.
    fn lacks(more: &str, name: &str) -> Option<&'static str> {
        let text = format!(
            "schema = 2\nname = \"T\"\n{more}\n[teams]\na = {{ people = 1 }}\n[[streams]]\nname = \"s\"\n\
             team = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n"
        );
        let scenario = crate::scenario::load("t.toml", &text, &[]).unwrap();
        lacking(&scenario.facts, find(name).unwrap())
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert_eq!(lacks("", "on_time"), Some(NO_DEADLINE));
        assert_eq!(lacks("deadline = \"8w\"", "on_time"), None);
        assert_eq!(lacks("", "change_lead_time"), Some(NO_LIVE));
        assert_eq!(lacks("live = \"4w\"", "change_lead_time"), Some(NO_CHANGES));
        assert_eq!(lacks("live = \"4w\"", "live_rework_time"), None);
        assert_eq!(lacks("", "approval_rounds"), Some(NO_APPROVALS));
        assert_eq!(lacks("", "cycle_time"), None);
        assert_eq!(lacks("", "launched_per_week"), Some(NO_PORTFOLIO));
    }

    #[test]
    fn a_delay_costs_only_after_a_deadline() {
        assert_eq!(lacks("", "cost"), Some(NO_PRICES));
        assert_eq!(lacks("delay_cost = 100", "cost"), Some(NO_PRICES));
        assert_eq!(lacks("delay_cost = 100\ndeadline = \"8w\"", "cost"), None);
        assert_eq!(lacks("miss_cost = 100\ndeadline = \"8w\"", "cost"), None);
        assert_eq!(lacks("escape_cost = { high = 100 }", "cost"), None);
        assert_eq!(lacks("escape_cost = { high = 0 }", "cost"), Some(NO_PRICES));
    }
}
