//! Shares, spans and efforts in words.

use crate::distribution::Distribution;
use crate::model::Start;
use crate::text;
use crate::time::{DAY, HOUR, MINUTE, SECOND, WEEK, micros};

/// A share that somebody wrote: "0.2 %".
pub fn percent(share: f64) -> String {
    // Ten decimals hide what binary fractions add, and keep every figure that somebody would write.
    let text = format!("{:.10}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A share that was made of several assumed figures, to two digits: "3.1 %", "22 %".
pub fn about(share: f64) -> String {
    let rounded: f64 = format!("{:.1e}", share * 100.0).parse().unwrap_or(share * 100.0);
    format!("{} %", text::number(rounded).unwrap_or_default())
}

/// When a step may start.
pub fn start(lever: Start) -> String {
    match lever {
        Start::Final => "once a finished version has arrived".to_owned(),
        Start::Early(share) => {
            format!("once an early version (at {} of the work) has arrived", percent(share))
        }
        Start::Brief => "at once, on the brief".to_owned(),
    }
}

/// A span in the largest unit that it is a whole or half number of, one of many hours in days, hours and minutes;
/// calendar units (a day has 24 h).
pub fn span(micros: i64) -> String {
    if micros > 4 * DAY && micros % (DAY / 2) != 0 && micros % MINUTE == 0 {
        let (days, hours, minutes) = (micros / DAY, micros / HOUR % 24, micros / MINUTE % 60);
        let parts = [(days, "d"), (hours, "h"), (minutes, "min")].into_iter();
        let said = parts.filter(|(amount, _)| *amount > 0);
        let said: Vec<String> = said.map(|(amount, unit)| format!("{amount} {unit}")).collect();
        return said.join(" ");
    }
    let units = [(WEEK, "w"), (DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")];
    for (unit, name) in units {
        if micros >= unit && (micros * 2) % unit == 0 {
            return format!("{} {name}", micros as f64 / unit as f64);
        }
    }
    if micros == 0 { "none".to_owned() } else { format!("{} s", micros as f64 / SECOND as f64) }
}

/// An elapsed time, 0 included.
pub fn hours_or_days(micros: i64) -> String {
    if micros == 0 { "0 h".to_owned() } else { span(micros) }
}

/// An effort: "20 min", or, where it varies, "1.25 h on average".
pub fn effort(effort: &Distribution) -> String {
    match effort.constant() {
        Some(constant) => hours_or_days(micros(constant)),
        None => format!("{:.2} h on average", effort.mean() / HOUR as f64),
    }
}

/// "every day", "every week", "every 2 d".
pub fn cadence(every: i64) -> String {
    match every {
        DAY => "every day".to_owned(),
        WEEK => "every week".to_owned(),
        other => format!("every {}", span(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_shares_read_well() {
        assert_eq!(span(90 * MINUTE), "1.5 h");
        assert_eq!(span(WEEK), "1 w");
        // 23 x 24 + 17.5.
        assert_eq!(span(569 * HOUR + 30 * MINUTE), "23 d 17 h 30 min");
        assert_eq!(span(0), "none");
        assert_eq!(span(15 * MINUTE), "15 min");
        assert_eq!(percent(0.002), "0.2 %");
        assert_eq!(percent(0.07), "7 %");
        assert_eq!([0.2196, 0.031, 0.0, 0.0035].map(about), ["22 %", "3.1 %", "0 %", "0.35 %"]);
        assert_eq!(cadence(WEEK) + ", " + &cadence(2 * DAY), "every week, every 2 d");
    }

    #[test]
    fn an_effort_is_written_in_the_unit_that_fits_it() {
        let constant = |minutes: i64| {
            let value = (minutes * MINUTE) as f64;
            Distribution::new(crate::distribution::Family::Constant { value }).unwrap()
        };
        assert_eq!([20, 60].map(|minutes| effort(&constant(minutes))), ["20 min", "1 h"]);
    }
}
