//! A diagnosis for readers and as data.

use crate::analysis::{TimeShown, time_shown};
use crate::format::{self, Interval};
use crate::metric::EFFORT;
use crate::model::Scenario;
use crate::question::diagnose::{Frictions, Who, axes, pattern};
use crate::report::chart::frictions::{self as chart, Row, is_shown};
use crate::report::chart::{Drawing, footer};
use crate::report::{Cell, Column, Document, Table};
use crate::stats::paired;
use crate::study::ModelRuns;
use crate::text::capitalised;

/// What was asked and what was found.
pub struct Diagnosis<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Today's model.
    pub from: usize,
    /// What was measured.
    pub found: &'a Frictions,
    /// Whether the file has no `[practices]`, and the default ones were taken.
    pub added: bool,
}

impl Diagnosis<'_> {
    fn shown(&self) -> TimeShown {
        time_shown(&self.found.today)
    }

    /// By group, the largest gain first.
    fn rows(&self) -> Vec<Row> {
        let today = &self.found.today.models[0];
        let mut rows: Vec<Row> = self
            .found
            .each
            .iter()
            .filter_map(|(friction, study)| {
                let (hours, ci) = gain(today, &study.models[0], &[self.shown().metric])?;
                let effort = gain(today, &study.models[0], &EFFORT);
                let saved = effort.filter(|(_, ci)| ci.is_some_and(|ci| !ci.contains(0.0)));
                Some(Row {
                    who: friction.who,
                    name: friction.name.clone(),
                    gone: friction.gone.clone(),
                    days: (
                        hours / 24.0,
                        ci.map(|ci| Interval { low: ci.low / 24.0, high: ci.high / 24.0 }),
                    ),
                    hours: saved.map(|(hours, _)| hours).filter(|hours| hours.abs() >= 0.5),
                })
            })
            .collect();
        rows.sort_by(|a, b| a.who.cmp(&b.who).then(b.days.0.total_cmp(&a.days.0)));
        rows
    }
}

/// What is gained of the sum of some metrics, replication by replication, with its 95 % interval.
fn gain(today: &ModelRuns, then: &ModelRuns, metrics: &[usize]) -> Option<(f64, Option<Interval>)> {
    let sum = |runs: &ModelRuns, replication: usize| {
        metrics.iter().map(|metric| runs.value(replication, *metric)).sum::<Option<f64>>()
    };
    let pairs = (0..today.len().min(then.len()))
        .filter_map(|replication| Some((sum(today, replication)?, sum(then, replication)?)));
    let found = paired(&pairs.collect::<Vec<(f64, f64)>>(), 1);
    Some((found.mean?, found.ci))
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Agree => "agreement",
        Who::People => "people and calendars",
        Who::Work => "nature of the work",
    }
}

/// `frictions.csv`: each friction, by who can change it, the largest first.
pub fn data(of: &Diagnosis<'_>) -> Table {
    let words = ["who", "friction", "gone"].map(Column::text);
    let numbers = ["gain_days", "ci_low_days", "ci_high_days", "person_hours_saved"];
    let columns = words.into_iter().chain(numbers.map(Column::number)).collect();
    let mut table = Table::new("frictions", "What holds the campaign back", columns);
    for row in of.rows() {
        let ci = row.days.1;
        table.push(vec![
            Cell::text(who(row.who)),
            Cell::Text(row.name),
            Cell::Text(row.gone),
            Cell::Number(row.days.0),
            Cell::number(ci.map(|ci| ci.low)),
            Cell::number(ci.map(|ci| ci.high)),
            Cell::number(row.hours),
        ]);
    }
    table
}

/// What is said.
pub fn page(of: &Diagnosis<'_>) -> Document {
    let mut page = Document::default();
    let (study, name) = (&of.found.today, &of.scenario.models[of.from].name);
    page.heading(format!(
        "{}: what holds \"{name}\" back ({} replications each, seed {})",
        study.scenario,
        format::grouped(f64::from(study.replications)),
        study.seed
    ));
    page.text(format!(
        "The pattern in force, by what people do: {}.",
        pattern(&of.scenario.facts, &of.scenario.models[of.from])
    ));
    page.text(today(of));
    page.table(shown(of));
    if let Some(agreed) = &of.found.agreed {
        let together = gain(&study.models[0], &agreed.models[0], &[of.shown().metric]);
        let together = together.map(|(hours, _)| format::elapsed(hours));
        page.list(together.map(|gain| {
            format!("All agreements together give {gain}, not the sum of their bars.")
        }));
    }
    page.heading("What the campaign asks for");
    page.table(asked(of));
    page.heading("Caveats");
    page.list(of.added.then_some(super::improve::NO_PRACTICES));
    page.list([
        "Each friction is taken away alone, on the same draws; gains do not add up, since one wait hides another. \
         Intervals (95 %, each for itself) cover simulation noise only, not errors in the inputs.",
        "A gain is what a friction costs here, not a recommendation: some are what quality or law ask for.",
    ]);
    page
}

fn today(of: &Diagnosis<'_>) -> String {
    let shown = of.shown();
    let runs = &of.found.today.models[0];
    let times: Vec<f64> = runs.metric(shown.metric).flatten().collect();
    let mean = crate::stats::mean(&times).map_or("–".to_owned(), format::days);
    let due = shown.due_h.map(|due| {
        let there = times.iter().filter(|time| **time <= due).count();
        format!(
            "; {} by the {} ({})",
            format::percent(there as f64 / runs.len().max(1) as f64),
            shown.due,
            format::days(due)
        )
    });
    format!("Today it {} after {mean} on average{}.", shown.does, due.unwrap_or_default())
}

fn shown(of: &Diagnosis<'_>) -> Table {
    let columns = vec![
        Column::text("friction").headed("Friction"),
        Column::text("gone").headed("Gone means"),
        Column::text("who").headed("Who can"),
        Column::number("gain").headed("Gain (95 %)").in_unit("days"),
        Column::number("hours").headed("Saved").in_unit("person-h"),
    ];
    let mut table = Table::new("frictions", "What would be gained if it were gone", columns);
    for row in of.rows() {
        let gain = if is_shown(&row) {
            let decimals = format::decimals_with_intervals(&[(Some(row.days.0), row.days.1)]);
            format::mean_with_interval(Some(row.days.0), row.days.1, decimals)
        } else {
            "no difference shown".to_owned()
        };
        table.push(vec![
            Cell::Text(row.name),
            Cell::Text(row.gone),
            Cell::text(who(row.who)),
            Cell::Text(gain),
            Cell::number(row.hours),
        ]);
    }
    table
}

fn asked(of: &Diagnosis<'_>) -> Table {
    let columns = vec![
        Column::text("axis").headed("Axis"),
        Column::text("level").headed("Here"),
        Column::text("facts").headed("Because"),
        Column::text("rule").headed("Rule"),
    ];
    let mut table = Table::new("axes", "The three axes of guides", columns);
    for axis in axes(&of.scenario.facts) {
        table.push(vec![
            Cell::text(axis.name),
            axis.level.map_or(Cell::Missing, Cell::text),
            Cell::Text(axis.facts),
            Cell::text(axis.rule),
        ]);
    }
    table
}

/// The frictions as bars.
pub fn drawing(of: &Diagnosis<'_>) -> Option<Drawing> {
    let rows = of.rows();
    let best = rows.iter().filter(|row| is_shown(row)).max_by(|a, b| a.days.0.total_cmp(&b.days.0));
    let title = best.map_or("No friction is shown to hold this campaign back".to_owned(), |row| {
        format!("{}: {:.1} days earlier {}", capitalised(&row.name), row.days.0, row.gone)
    });
    let agreed = of.found.agreed.as_ref().and_then(|agreed| {
        gain(&of.found.today.models[0], &agreed.models[0], &[of.shown().metric])
    });
    let note = agreed.map_or(String::new(), |(hours, _)| {
        format!("All agreements together give {:.1} days, not the sum of their bars.", hours / 24.0)
    });
    chart::frictions(&chart::Frictions {
        title,
        axis: "Days earlier, if it were gone".to_owned(),
        rows,
        note,
        footer: footer(&of.found.today),
    })
}
