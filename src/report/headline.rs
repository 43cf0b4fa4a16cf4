//! The tables that a reader sees first: when each model launches, what it costs, and both against the
//! baseline.

use super::format::{self, MISSING};
use super::table::{Cell, Column, Table};
use crate::analysis::{
    Analysis, Difference, Estimate, Quantile, Verdict, against as compared, day_reached, kept,
    per_week, percentile_shown, slack, time_shown, waits_to_launch,
};
use crate::format::Interval;
use crate::metric::{self, METRICS};
use crate::record::Status;
use crate::stats::Reach;
use crate::study::{ModelRuns, Study};

/// Hours in a day of elapsed time.
const DAY_H: f64 = 24.0;
/// Beside every mean that is of launched replications only.
pub const SURVIVORS: &str = "†";
/// Beside every percentile that jumps from one step to the next.
pub const JUMPS: &str = "‡";
/// Beside every difference of which nothing may be said.
pub const UNSURE: &str = "?";

/// A column of the tables below: name, heading, unit.
type Heading = (&'static str, &'static str, &'static str);

/// When each model launches, in days: the means.
pub fn when(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    const COLUMNS: [Heading; 3] =
        [("launch_d", "Mean ±95 %", "days"), ("sd_d", "SD", "days"), ("cv", "CV", "")];
    let time = time_shown(study);
    let of = if study.portfolio { " (mean of its campaigns)" } else { "" };
    let mut table = start("when", format!("When it {}{of}", time.does), &COLUMNS);
    let known = analysis.metric(time.metric);
    let shown: Vec<(Option<f64>, Option<Interval>)> =
        known.iter().map(|known| (days(known.mean), in_unit(known.ci, DAY_H))).collect();
    let decimals = format::decimals_with_intervals(&shown);
    for (model, (runs, known)) in study.models.iter().zip(&known).enumerate() {
        table.push(row(study, model, launch(known, decimals, survivors(runs)).into_iter()));
    }
    if study.models.iter().any(|runs| !survivors(runs).is_empty()) {
        let counts =
            study.models.iter().map(|r| format!("{} of {}", r.count(Status::Launched), r.len()));
        append(&mut table, Column::number("launched").headed("Launched"), counts);
    }
    let shares: Option<Vec<String>> =
        study.models.iter().map(|runs| Some(kept(study, runs)?.said())).collect();
    if let Some(shares) = shares.filter(|shares| !shares.is_empty()) {
        let column = Column::number("on_time").headed(format!("{} (95 %)", time.kept));
        append(&mut table, column, shares.into_iter());
    }
    if study.live_days.is_some() {
        let column = Column::number("change_lead_time_h").headed("Change lead").in_unit("h");
        append(&mut table, column, means(analysis, metric::CHANGE_LEAD_TIME, |_| "").into_iter());
    }
    table
}

fn launch(known: &Estimate, decimals: usize, mark: &str) -> Vec<String> {
    let mean = format::mean_with_interval(days(known.mean), in_unit(known.ci, DAY_H), decimals);
    let sd = format::fixed_or_missing(days(known.sd), decimals);
    let cv = format::fixed_or_missing(known.cv, 2);
    [mean, sd, cv].into_iter().map(|cell| marked(cell, mark)).collect()
}

/// By when each model launches, in days: the percentiles, each with its interval.
pub fn by_when(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    const PERCENTILES: [(f64, Heading); 3] = [
        (0.50, ("p50_d", "P50 (95 %)", "days")),
        (0.85, ("p85_d", "P85 (95 %)", "days")),
        (0.95, ("p95_d", "P95 (95 %)", "days")),
    ];
    let headings = PERCENTILES.map(|(_, heading)| heading);
    let time = time_shown(study);
    let (of, mean) = match study.portfolio {
        true => (" replications", " (mean of their campaigns)"),
        false => ("", ""),
    };
    let title = format!("By when 50, 85 and 95 of 100{of} {}{mean}", time.have_done);
    let mut table = start("by_when", title, &headings);
    let known = analysis.metric(time.metric);
    let shown = |model: usize, metric: usize, known: &Estimate, p: f64| {
        let value = percentile_shown(study, model, metric, p);
        percentile(Quantile { value, ..known.quantile(p) })
    };
    for (model, known) in known.iter().enumerate() {
        let cells = PERCENTILES.iter().map(|(p, _)| shown(model, time.metric, known, *p));
        table.push(row(study, model, cells));
    }
    if study.start.is_some() {
        for (p, name, heading) in [(0.50, "p50_date", "P50 on"), (0.85, "p85_date", "P85 on")] {
            let at = |model| day_reached(study, model, p).unwrap_or(MISSING.to_owned());
            let days = (0..study.models.len()).map(at);
            append(&mut table, Column::text(name).headed(heading), days);
        }
    }
    if study.launch_h.is_some() && time.due_h.is_some() {
        let spare = (0..study.models.len())
            .map(|model| days(slack(study, percentile_shown(study, model, time.metric, 0.85))));
        let spare = spare.map(|spare| format::fixed_or_missing(spare, 1));
        append(&mut table, Column::number("slack_d").headed("Slack at P85").in_unit("days"), spare);
    }
    if waits_to_launch(study) {
        let ready = analysis.metric(metric::READY_TIME);
        for (p, name, heading) in
            [(0.50, "ready_p50_d", "Ready P50"), (0.85, "ready_p85_d", "Ready P85")]
        {
            let column = Column::number(name).headed(heading).in_unit("days");
            let cells = ready.iter().enumerate();
            let cells = cells.map(|(model, known)| shown(model, metric::READY_TIME, known, p));
            append(&mut table, column, cells);
        }
    }
    table
}

/// "46.3 (46.1 to 49.1) ‡": a percentile in days with its interval, and whether it jumps.
fn percentile(Quantile { value, reach, jumps }: Quantile) -> String {
    marked(in_days(value, reach), if jumps { JUMPS } else { "" })
}

/// "46.3 (46.1 to 49.1)": a percentile of hours in days with its interval.
pub fn in_days(value: Option<f64>, reach: Option<Reach>) -> String {
    let value = days(value);
    let reach = reach.map(|reach| [reach.low, reach.high].map(days));
    let known_ends = reach.and_then(|[low, high]| Some(Interval { low: low?, high: high? }));
    let decimals = format::decimals_with_intervals(&[(value, known_ends)]).min(2);
    let mut shown = format::fixed_or_missing(value, decimals);
    // Both ends among those not launched: so is the percentile, and there is nothing to add.
    if let Some(ends @ [Some(_), _]) = reach {
        let never = || "never".to_owned();
        let [low, high] =
            ends.map(|end| end.map_or_else(never, |end| format::fixed(end, decimals)));
        shown.push_str(&format!(" ({low} to {high})"));
    }
    shown
}

pub(super) fn days(hours: Option<f64>) -> Option<f64> {
    hours.map(|hours| hours / DAY_H)
}

fn in_unit(ci: Option<Interval>, unit: f64) -> Option<Interval> {
    ci.map(|ci| Interval { low: ci.low / unit, high: ci.high / unit })
}

fn append(table: &mut Table, column: Column, cells: impl Iterator<Item = String>) {
    table.columns.push(column);
    for (row, cell) in table.rows.iter_mut().zip(cells) {
        row.push(Cell::Text(cell));
    }
}

/// What each model costs in people's time, quality and money.
pub fn cost(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    const COLUMNS: [Heading; 7] = [
        ("rework_h", "Rework", "person-h"),
        ("coordination_h", "Coordination", "person-h"),
        ("per_week_h", "... a week", "person-h"),
        ("idle_h", "Idle", "person-h"),
        ("wait_h", "Waiting", "task-h"),
        ("escapes", "Escapes", "flaws"),
        ("cost", "Cost", ""),
    ];
    let mut table = start("cost", "What it costs (means)", &COLUMNS);
    table.columns.push(Column::text("bottleneck").headed("Bottleneck").in_unit("utilisation"));
    let metrics =
        [metric::REWORK_TIME, metric::COORDINATION_TIME, metric::IDLE_TIME, metric::WAIT_TIME];
    let [rework, coordination, idle, wait] = metrics.map(|metric| means(analysis, metric, |_| ""));
    let escapes = means(analysis, metric::ESCAPES, survivors);
    let cost = means(analysis, metric::COST, |_| "");
    let per_week =
        column(study, |model| per_week(study, model, metric::COORDINATION_TIME), survivors);
    for model in 0..study.models.len() {
        let numbers = [&rework, &coordination, &per_week, &idle, &wait, &escapes, &cost];
        let numbers = numbers.into_iter().map(|column| column[model].clone());
        table.push(row(study, model, numbers.chain([bottleneck(analysis, model)])));
    }
    table
}

/// Every other model against the baseline; `None` where there is nothing to compare.
pub fn against(analysis: &Analysis) -> Option<Table> {
    let study = &analysis.study;
    let time = time_shown(study);
    let headings =
        [(time.heading, "days"), ("Rework", "person-h"), ("Idle", "person-h"), ("Cost", "")];
    let metrics = || compared(study).into_iter();
    if study.models.len() < 2 {
        return None;
    }
    let baseline = &study.models[study.baseline].name;
    let title = format!("Against {baseline}: mean difference (95 %, simultaneous in each column)");
    let columns: Vec<Heading> = metrics()
        .zip(headings)
        .map(|(metric, (heading, unit))| (METRICS[metric].name, heading, unit))
        .collect();
    let mut table = start("against", title, &columns);
    let unit = |heading: &Heading| if heading.2 == "days" { DAY_H } else { 1.0 };
    let columns = metrics().zip(&columns);
    let columns: Vec<Vec<String>> =
        columns.map(|(metric, heading)| differences(analysis, metric, unit(heading))).collect();
    let others = (0..study.models.len()).filter(|model| *model != study.baseline);
    for (place, model) in others.enumerate() {
        let missing = || MISSING.to_owned();
        let cells = columns.iter().map(|column| column.get(place).cloned().unwrap_or_else(missing));
        table.push(row(study, model, cells));
    }
    Some(table)
}

pub(super) fn start(name: &'static str, title: impl Into<String>, headings: &[Heading]) -> Table {
    let numbers = headings.iter();
    let numbers =
        numbers.map(|(name, heading, unit)| Column::number(*name).headed(*heading).in_unit(*unit));
    let columns = [Column::text("model").headed("Model")].into_iter().chain(numbers).collect();
    Table::new(name, title, columns)
}

pub(super) fn row(study: &Study, model: usize, cells: impl Iterator<Item = String>) -> Vec<Cell> {
    let name = Cell::Model(model, study.models[model].name.clone());
    [name].into_iter().chain(cells.map(Cell::Text)).collect()
}

/// The mark of a mean of launched replications, where not all were launched.
pub(super) fn survivors(runs: &ModelRuns) -> &'static str {
    if runs.count(Status::Launched) < runs.len() { SURVIVORS } else { "" }
}

fn marked(shown: String, mark: &str) -> String {
    if shown == MISSING || mark.is_empty() { shown } else { format!("{shown} {mark}") }
}

/// The means of one metric, all with the same number of decimals.
fn means(analysis: &Analysis, metric: usize, mark: fn(&ModelRuns) -> &'static str) -> Vec<String> {
    let known = analysis.metric(metric);
    column(&analysis.study, |model| known[model].mean, mark)
}

fn column(
    study: &Study,
    value: impl Fn(usize) -> Option<f64>,
    mark: fn(&ModelRuns) -> &'static str,
) -> Vec<String> {
    let values: Vec<Option<f64>> = (0..study.models.len()).map(value).collect();
    let decimals = format::common_decimals(values.iter().copied());
    let shown = values.iter().map(|value| format::fixed_or_missing(*value, decimals));
    shown.zip(&study.models).map(|(shown, runs)| marked(shown, mark(runs))).collect()
}

/// The busiest team, or part of one, with its utilisation.
fn bottleneck(analysis: &Analysis, model: usize) -> String {
    analysis.bottleneck(model).map_or(MISSING.to_owned(), |(team, share)| {
        format!("{} ({})", analysis.study.crew_name(model, team), format::percent(share))
    })
}

/// Differences of one metric in model order, divided by `unit`, with what may be said of them.
fn differences(analysis: &Analysis, metric: usize, unit: f64) -> Vec<String> {
    let found = &analysis.differences[metric];
    let shown: Vec<(Option<f64>, Option<Interval>)> =
        found.iter().map(|d| (d.mean.map(|mean| mean / unit), in_unit(d.ci, unit))).collect();
    let decimals = format::decimals_with_intervals(&shown);
    found.iter().map(|difference| shown_difference(difference, unit, decimals)).collect()
}

fn shown_difference(found: &Difference, unit: f64, decimals: usize) -> String {
    let mean = found.mean.map(|mean| mean / unit);
    let shown = format::difference(mean, in_unit(found.ci, unit), decimals);
    let shown = marked(shown, if found.flagged { SURVIVORS } else { "" });
    match found.verdict {
        Verdict::Identical => "identical".to_owned(),
        Verdict::NoneSeen => {
            let most = found.share_differ_high.unwrap_or(1.0);
            marked(format::none_seen(most), if found.flagged { SURVIVORS } else { "" })
        }
        Verdict::NoDifferenceShown => marked(shown, UNSURE),
        _ => shown,
    }
}

/// What the marks in the tables mean, where they are used.
pub fn legend(tables: &[Table]) -> Vec<&'static str> {
    const MARKS: [(&str, &str); 4] = [
        (SURVIVORS, "†  of launched replications only, not of all"),
        (JUMPS, "‡  jumps: values come in steps, and the percentile may lie at either side of one"),
        (
            UNSURE,
            "?  no difference shown: the interval holds zero, or too few replications differ for one",
        ),
        (format::NONE_SEEN, "none seen (≤ x %): no replication differs; at most x % do"),
    ];
    let uses = |mark: &str| {
        tables.iter().flat_map(|table| &table.rows).flatten().any(|cell| {
        matches!(cell, Cell::Text(words) if words.ends_with(mark) || words.contains(&format!("{mark} ")))
    })
    };
    MARKS.into_iter().filter(|(mark, _)| uses(mark)).map(|(_, meaning)| meaning).collect()
}
