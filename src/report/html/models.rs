//! The tables of the models.

use super::{Source, words};
use crate::report::table::{Align, Cell, Column, Table};
use crate::report::{compare, headline};
use maud::{Markup, html};

/// The tables that `compare` prints.
pub fn body(source: &Source<'_>) -> Markup {
    let study = source.study;
    let names: Vec<&str> = study.models.iter().map(|runs| runs.name.as_str()).collect();
    let mut tables = vec![headline::when(study), headline::by_when(study), headline::cost(study)];
    tables.extend(headline::against(study));
    tables.extend(source.manifest.precision().map(|found| compare::precision(study, found)));
    html! {
        @for table in &tables { (of_models(table, &names)) }
        p {
            "±: 95 % interval of the mean. P50, P85, P95: the day by which so many of 100 replications \
             have launched, with its 95 % interval. † of launched replications only, not of all. ‡ the \
             percentile jumps: launch days come in steps, and it may lie at either side of one. ? no \
             difference shown: the interval holds zero, or too few replications differ for one. none \
             seen: no replication differs; at most so many do. Hours of waiting are those of tasks, person-hours those of people."
        }
    }
}

/// A table whose rows are models: they carry their key, and can be switched off.
fn of_models(table: &Table, names: &[&str]) -> Markup {
    let model = |row: &[Cell]| match row.first() {
        Some(Cell::Text(name)) => names.iter().position(|known| *known == name),
        _ => None,
    };
    grid(table, |row| model(row).map(words::key), |row| model(row))
}

/// A table of words and numbers.
pub fn plain(table: &Table) -> Markup {
    grid(table, |_| None, |_| None)
}

fn grid(
    table: &Table,
    key: impl Fn(&[Cell]) -> Option<Markup>,
    model: impl Fn(&[Cell]) -> Option<usize>,
) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words::text(&table.title)) {
            table {
                caption dir="auto" { (words::text(&table.title)) }
                thead { tr { @for column in &table.columns { (heading(column)) } } }
                tbody {
                    @for row in &table.rows {
                        tr data-model=[model(row)] {
                            @for (index, cell) in row.iter().enumerate() {
                                @if index == 0 {
                                    th scope="row" { @if let Some(key) = key(row) { (key) } bdi { (cell.shown()) } }
                                } @else {
                                    td.n[table.columns[index].align == Align::Right] { (words::text(&cell.shown())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    html! {
        th scope="col" .n[column.align == Align::Right] {
            (words::text(&column.heading))
            @if !column.unit.is_empty() { br; span.unit { (column.unit) } }
        }
    }
}
