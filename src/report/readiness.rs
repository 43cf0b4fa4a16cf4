//! Which piece is ready when, as a table.

use super::document::Document;
use super::format;
use super::headline::{days, in_days, legend as meanings};
use super::table::{Cell, Column, Table};
use crate::analysis::{Analysis, DeliverableEstimate, day_beside, due_day, time_shown};
use crate::format::counted;
use crate::study::Study;

/// So many rows are shown on standard output unless everything is asked for, and so many on a page.
const LINES: usize = 40;
const MOST: usize = 240;

/// Adds the table to standard output where the question is asked (the launch date is fixed, or a deliverable has a date
/// of its own), if it is short or everything is wanted.
pub fn printed(out: &mut Document, analysis: &Analysis, verbose: bool) {
    let study = &analysis.study;
    let (pieces, models) = (study.deliverables.len(), study.models.len());
    let own = study.deliverables.iter().any(|of| of.due_h != study.deadline_h);
    let asked = study.launch_h.is_some() || own;
    // A single one without a date of its own is the campaign, of which the tables above speak.
    let tells = pieces > 1 || own;
    if tells && (verbose || asked && pieces * models <= LINES) {
        show(out, analysis);
        out.list(
            study.portfolio.then_some(ARRIVAL).into_iter().chain(has_once(study).then_some(ONCE)),
        );
    } else if tells && asked {
        out.text(format!("{} (--verbose shows it here).", elsewhere(pieces)));
    }
}

/// Adds what ready means and the table to the page.
pub fn explained(page: &mut Document, analysis: &Analysis) {
    let study = &analysis.study;
    page.text(said(analysis));
    match study.deliverables.len() * study.models.len() <= MOST {
        true => page.same(|inner| show(inner, analysis)),
        false => page.text(format!("{}, beside this page.", elsewhere(study.deliverables.len()))),
    }
}

fn elsewhere(pieces: usize) -> String {
    format!("When each of {} is ready: deliverables.csv", counted(pieces, "deliverable"))
}

fn show(document: &mut Document, analysis: &Analysis) {
    let table = table(analysis);
    let legend = meanings(std::slice::from_ref(&table));
    document.table(table);
    document.list(legend);
}

/// What counts as ready here.
fn said(analysis: &Analysis) -> String {
    let study = &analysis.study;
    let due = study.deadline_h.map(|_| format!(", or else by the {}", time_shown(study).due));
    let due = due.unwrap_or_default();
    let mut once = if has_once(study) { format!(" {ONCE}") } else { String::new() };
    if study.portfolio {
        once = format!(" {ARRIVAL}{once}");
    }
    format!(
        "A deliverable is ready when its last task is done for the last time before the launch; several alike \
         pieces are when the last of them is. In time: by its own due date{due}. A replication in which it was \
         not done counts as later than any other.{once}"
    )
}

/// What days of a portfolio count from.
const ARRIVAL: &str = "Days count from the arrival of each campaign.";

/// What the row of the campaign itself is.
const ONCE: &str = "@campaign is what exists once, such as a brief.";

fn has_once(study: &Study) -> bool {
    study.deliverables.iter().any(|of| of.name == crate::model::CAMPAIGN)
}

/// A row per deliverable and model.
fn table(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    let columns = [
        Column::text("deliverable").headed("Deliverable"),
        Column::text("model").headed("Model"),
        Column::number("due_d").headed("Due").in_unit("days"),
        Column::number("in_time").headed("In time (95 %)"),
        Column::number("p50_d").headed("P50 (95 %)").in_unit("days"),
        Column::number("p85_d").headed("P85 (95 %)").in_unit("days"),
        Column::number("approval_rounds").headed("Rounds").in_unit("per approval"),
        Column::number("rework_h").headed("Rework").in_unit("person-h"),
    ];
    let dates = [("due_date", "Due on"), ("p50_date", "P50 on"), ("p85_date", "P85 on")];
    let dates = dates.map(|(name, heading)| Column::text(name).headed(heading));
    let columns = columns.into_iter().chain(dates.into_iter().filter(|_| study.start.is_some()));
    let mut table = Table::new("readiness", "When each deliverable is ready", columns.collect());
    let all = analysis.deliverables.iter().flatten();
    let decimals = format::common_decimals(all.map(|known| known.rework_h));
    for (at, of) in study.deliverables.iter().enumerate() {
        let name =
            if of.count > 1 { format!("{} ({})", of.name, of.count) } else { of.name.clone() };
        for (model, runs) in study.models.iter().enumerate() {
            let mut row = vec![Cell::text(&name), Cell::Model(model, runs.name.clone())];
            let due = || format::fixed_or_missing(days(of.due_h), 1);
            row.push(Cell::Text(of.due_on.clone().unwrap_or_else(due)));
            let known = &analysis.deliverables[model][at];
            row.extend(cells(study, known, decimals).map(Cell::Text));
            row.extend(dates_of(study, of.due_h, known));
            table.push(row);
        }
    }
    table
}

/// When it is due and by when half and 85 of 100 have it done, as days; nothing where the start is not known.
fn dates_of(study: &Study, due_h: Option<f64>, known: &DeliverableEstimate) -> Vec<Cell> {
    let [half, most] = known.reached.map(|hours| day_beside(study, hours?, due_h));
    let due = due_h.and_then(|hours| due_day(study, hours));
    let cell = |day: Option<String>| day.map_or(Cell::Missing, Cell::Text);
    if study.start.is_none() { Vec::new() } else { [due, half, most].map(cell).into() }
}

fn cells(study: &Study, known: &DeliverableEstimate, decimals: usize) -> [String; 5] {
    let (share, ci) = known.in_time.unzip();
    // What a date stands beside is of the same instant.
    let [half, most] = match study.start {
        Some(_) => known.reached,
        None => [known.half.0, known.most.0],
    };
    [
        format::proportion(share, ci, known.n + known.not_done),
        in_days(half, Some(known.half.1)),
        in_days(most, Some(known.most.1)),
        format::fixed_or_missing(known.rounds, 2),
        format::fixed_or_missing(known.rework_h, decimals),
    ]
}
