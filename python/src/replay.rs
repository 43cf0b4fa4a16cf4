//! The events of many replications of a model as one table.

use super::column::{Column, Words};
use flowcast::cli::within::{self, Said};
use flowcast::engine;
use flowcast::error::Error;
use flowcast::model::Facts;
use flowcast::plan::Plan;
use flowcast::report::{Align, Cell, Table, events};
use rayon::prelude::*;
use std::ffi::OsString;

/// So many replications are gathered at a time.
const TOGETHER: usize = 64;

/// The columns of `trace`'s events.csv, after the number of the replication.
pub fn gather(argv: Vec<OsString>) -> (Result<Vec<(String, Column)>, Error>, Said) {
    within::with_model(argv, |facts, plan, seed, asked| all(facts, plan, seed, &asked.which()))
}

fn all(
    facts: &Facts,
    plan: &Plan,
    seed: u64,
    replications: &[u32],
) -> Result<Vec<(String, Column)>, Error> {
    within::begin(replications.len() as u64);
    let one = |replication: &u32| {
        within::check()?;
        let (_, happened) = engine::trace(plan, seed, *replication);
        within::done(1);
        Ok(columns(&events::log(facts, plan, &happened)))
    };
    let mut whole: Vec<(String, Column)> =
        vec![("replication".to_owned(), Column::Counts(Vec::new()))];
    for some in replications.chunks(TOGETHER) {
        let found: Vec<_> = some.par_iter().map(one).collect::<Result<_, Error>>()?;
        for (replication, columns) in some.iter().zip(found) {
            add(&mut whole, *replication, columns);
        }
    }
    Ok(whole)
}

/// Adds a replication's events.
fn add(whole: &mut Vec<(String, Column)>, replication: u32, columns: Vec<(String, Column)>) {
    let rows = columns.first().map_or(0, |(_, column)| column.len());
    if whole.len() == 1 {
        whole.extend(columns.iter().map(|(name, column)| (name.clone(), column.empty())));
    }
    let replication = Column::Counts(vec![i64::from(replication); rows]);
    let columns = [replication].into_iter().chain(columns.into_iter().map(|(_, column)| column));
    whole.iter_mut().zip(columns).for_each(|((_, whole), more)| whole.extend(&more));
}

fn columns(table: &Table) -> Vec<(String, Column)> {
    let of = |place: usize| {
        let cells = table.rows.iter().map(|row| &row[place]);
        match table.columns[place].align {
            Align::Right => Column::Numbers(cells.map(number).collect()),
            Align::Left => {
                let mut words = Words::default();
                cells.for_each(|cell| words.push(&cell.exact()));
                Column::Words(words)
            }
        }
    };
    table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| (column.name.to_string(), of(place)))
        .collect()
}

fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Number(value) => *value,
        Cell::Count(value) => *value as f64,
        _ => f64::NAN,
    }
}
