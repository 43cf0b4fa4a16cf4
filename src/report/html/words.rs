//! Text, durations and models' keys, as the page writes them.

use crate::report::{chart, format};
use crate::time::MINUTE;
use maud::{Markup, html};

/// Text without characters that would reverse the direction of writing around it; a per cent sign
/// stays on the line of its number.
pub fn text(words: &str) -> String {
    crate::text::plain(words).trim().replace(" %", "\u{a0}%")
}

/// A span in microseconds that may be nothing at all.
pub fn span_or_none(length: i64, minutes: i64) -> String {
    if length == 0 { format::MISSING.to_owned() } else { span(minutes) }
}

/// A sample of a model's line, as it is in every chart.
pub fn key(model: usize) -> Markup {
    let dash = chart::dash(model).map(|(on, off)| format!("{on} {off}"));
    html! {
        svg.key viewBox="0 0 24 12" aria-hidden="true" {
            line x1="0" y1="6" x2="24" y2="6" stroke=(chart::colour(model)) stroke-width="4"
                stroke-dasharray=[dash] {}
        }
    }
}

/// Spans in whole minutes that add up to their rounded sum (largest remainders are rounded up).
pub fn whole_minutes(spans: &[i64]) -> (Vec<i64>, i64) {
    let total: i64 = spans.iter().sum();
    let sum = (total + MINUTE / 2) / MINUTE;
    let mut minutes: Vec<i64> = spans.iter().map(|span| span / MINUTE).collect();
    let missing = sum - minutes.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|index| (-(spans[*index] % MINUTE), *index));
    for index in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        minutes[index] += 1;
    }
    (minutes, sum)
}

/// Minutes as a person would say them: "2 d 3 h 20 min"; a day has 24 h.
pub fn span(minutes: i64) -> String {
    let parts = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")];
    let said: Vec<String> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    if said.is_empty() { "under a minute".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR, SECOND};

    #[test]
    fn minutes_add_up() {
        // 20 s + 20 s + 20 s is one minute: the first of the equal remainders gets it.
        assert_eq!(whole_minutes(&[20 * SECOND; 3]), (vec![1, 0, 0], 1));
        let spans = [HOUR + 50 * SECOND, 40 * SECOND, 2 * MINUTE, 10 * SECOND];
        // 61 + 2 min + 1 min 40 s: 63 min 40 s, so 64.
        assert_eq!(whole_minutes(&spans), (vec![61, 1, 2, 0], 64));
        assert_eq!(whole_minutes(&[]), (vec![], 0));
    }

    #[test]
    fn spans_are_said() {
        assert_eq!(span(3 * 1440 + 4 * 60 + 5), "3 d 4 h 5 min");
        assert_eq!(span(1440), "1 d");
        assert_eq!(span(0), "under a minute");
    }
}
