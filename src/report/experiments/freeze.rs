//! Until when late changes may come, as a comparison's page tells it.

use crate::format::{self, counted, grouped};
use crate::model::Facts;
use crate::question::freeze::Freeze;
use crate::report::stored::Stored;
use serde::{Deserialize, Serialize};

/// The file that holds it.
pub const FREEZE: &str = "freeze.json";

/// Until when the changes of a scenario may come under one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Freezes {
    /// Replications at each day.
    pub replications: u32,
    /// The model.
    pub model: String,
    /// A sentence for each change.
    pub said: Vec<String>,
}

impl Stored for Freezes {}

impl Freezes {
    /// Of what was found for a model.
    pub fn of(facts: &Facts, found: &[Freeze], model: &str, replications: u32) -> Freezes {
        let said = found.iter().map(|freeze| sentence(facts, freeze, model, replications));
        Freezes { replications, model: model.to_owned(), said: said.collect() }
    }
}

fn sentence(facts: &Facts, found: &Freeze, model: &str, replications: u32) -> String {
    let Freeze { change, last, open, tried } = found;
    let day = |day| format::date(facts.start, day, "%a %-d %b %Y").unwrap_or_default();
    let shown = format!("that 85 of 100 campaigns are ready in time under {model}");
    let until = match (last.map(day), open.map(day)) {
        (Some(last), Some(open)) => format!(
            "Freeze {change} by the end of {last}: if it comes until then, it is shown {shown}; for the end of {open}, \
             the next working day, it is not"
        ),
        (Some(last), None) => format!(
            "{change} may come until the end of {last}, the last working day before the launch: it is shown {shown}"
        ),
        (None, _) => {
            format!("{change} has no safe day: however early it comes, it is not shown {shown}")
        }
    };
    let runs = grouped(f64::from(replications));
    format!(
        "{until} ({runs} replications each at the end of {}; `flowcast breakeven` tries more).",
        counted(*tried, "day")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR, Instant};

    #[test]
    fn a_change_has_a_last_day_or_none() {
        let text = "schema = 2\nname = \"T\"\nstart = \"2027-01-04 09:00\"\n[teams]\na = {}\n[[streams]]\nname = \"s\"\n\
                    team = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n";
        let facts = crate::scenario::load("t.toml", text, &[]).unwrap().facts;
        let day = |days: i64| Some(Instant((24 * days - 9) * HOUR));
        let said = |last, open| {
            let found = [Freeze { change: "offer".to_owned(), last, open, tried: 5 }];
            Freezes::of(&facts, &found, "Hub", 1000).said.join("")
        };
        assert_eq!(
            said(day(2), day(3)),
            "Freeze offer by the end of Wed 6 Jan 2027: if it comes until then, it is shown that 85 of 100 campaigns are \
             ready in time under Hub; for the end of Thu 7 Jan 2027, the next working day, it is not (1,000 \
             replications each at the end of 5 days; `flowcast breakeven` tries more)."
        );
        assert!(said(day(4), None).contains("may come until the end of Fri 8 Jan 2027, the last"));
        assert!(said(None, day(0)).contains("has no safe day"));
    }
}
