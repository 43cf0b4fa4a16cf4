//! Tables as CSV (RFC 4180, UTF-8, LF): exact numbers, empty cells for what does not exist.

use crate::csv::{Csv, guarded, unguarded};
use crate::report::table::{Cell, Column, Table};
use crate::text::Digits;

/// The table with a header of column names.
///
/// # Errors
/// If a row has not as many cells as there are columns.
pub fn render(table: &Table) -> ::csv::Result<String> {
    let mut csv = Csv::new(table.columns.iter().map(|column| &*column.name))?;
    for row in &table.rows {
        cells(&mut csv, row);
        csv.end_row()?;
    }
    Ok(csv.finish())
}

/// A table again from the file that [`render`] made of it; what is written as a number is one.
///
/// # Errors
/// What is no such file.
pub fn read(name: &str, file: &[u8]) -> Result<Table, String> {
    let mut rows = guarded(file)?.into_iter();
    let header = rows.next().ok_or("it has no header")?;
    let columns = header.into_iter().map(Column::text).collect();
    let mut table = Table::new(name.to_owned(), "", columns);
    rows.for_each(|row| table.push(row.iter().map(|written| cell(written)).collect()));
    Ok(table)
}

fn cell(written: &str) -> Cell {
    let value = written.parse().ok();
    let value = value.filter(|it| Digits::default().of(*it) == Some(written));
    match (value, written.parse()) {
        _ if written.is_empty() => Cell::Missing,
        (_, Ok(count)) => Cell::Count(count),
        (Some(value), _) => Cell::Number(value),
        _ => Cell::text(unguarded(written)),
    }
}

/// Adds cells to a row: numbers exactly, words guarded.
pub fn cells(csv: &mut Csv, cells: &[Cell]) {
    cells.iter().for_each(|cell| match cell {
        Cell::Text(words) | Cell::Model(_, words) => csv.text(words),
        Cell::Number(value) => csv.number(Some(*value)),
        Cell::Count(value) => csv.count(*value),
        Cell::Missing => csv.number(None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_exact_and_harmless() {
        let mut table = Table::new("t", "T", vec![Column::text("model"), Column::number("mean")]);
        table.push(vec![Cell::text("=cmd"), Cell::Number(-12.0)]);
        table.push(vec![Cell::text("a, \"b\"\nc"), Cell::Missing]);
        table.push(vec![Cell::text("c"), Cell::number(Some(f64::NAN))]);
        table.push(vec![Cell::text("d"), Cell::count(3)]);
        assert_eq!(
            render(&table).unwrap(),
            "model,mean\n'=cmd,-12.0\n\"a, \"\"b\"\" c\",\nc,\nd,3\n"
        );
    }

    /// What the csv crate reads back is what was meant.
    #[test]
    fn another_reader_agrees() {
        let mut table = Table::new("t", "T", vec![Column::text("a"), Column::text("b")]);
        table.push(vec![Cell::text("x,\"y\""), Cell::text("")]);
        let csv = render(&table).unwrap();
        let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.iter().collect::<Vec<_>>(), ["x,\"y\"", ""]);
    }
}
