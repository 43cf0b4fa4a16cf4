//! Data files in tidy form: CSV by RFC 4180 in UTF-8 with LF, empty cells for what does not exist.

use crate::text;
use std::{io, mem};

/// A CSV file, or rows of one, that is being put together in memory, cell by cell.
pub struct Csv {
    text: String,
    digits: text::Digits,
    /// Cells of every row.
    columns: usize,
    /// Cells of the row that has begun, and where it begins.
    cells: usize,
    row: usize,
}

impl Csv {
    /// A file with this header.
    ///
    /// # Errors
    /// As [`Csv::end_row`].
    pub fn new<'a>(header: impl ExactSizeIterator<Item = &'a str>) -> csv::Result<Csv> {
        let mut csv = Csv::part(header.len());
        header.for_each(|name| csv.cell(name));
        csv.end_row()?;
        Ok(csv)
    }

    /// Rows of so many cells that will follow others in a file: no header.
    pub fn part(columns: usize) -> Csv {
        let digits = text::Digits::default();
        Csv { text: String::new(), digits, columns, cells: 0, row: 0 }
    }

    /// Adds a cell of text, guarded against spreadsheets that would execute it ([`text::cell`]).
    pub fn text(&mut self, words: &str) {
        self.cell(&text::cell(words));
    }

    /// Adds a cell that is known to be harmless: a number in its exact form, an empty one, or what
    /// [`encoded`] made.
    pub fn exact(&mut self, cell: &str) {
        self.separate();
        self.text.push_str(cell);
    }

    /// Adds a whole number.
    pub fn count(&mut self, value: usize) {
        self.number(Some(value as f64));
    }

    /// Adds a number in its shortest exact form; an empty cell for what does not exist.
    pub fn number(&mut self, value: Option<f64>) {
        self.separate();
        if let Some(digits) = value.and_then(|value| self.digits.of(value)) {
            self.text.push_str(digits);
        }
    }

    /// Ends a row.
    ///
    /// # Errors
    /// If the row has not as many cells as the header.
    pub fn end_row(&mut self) -> csv::Result<()> {
        let (cells, columns) = (mem::take(&mut self.cells), self.columns);
        if cells != columns {
            let why = format!("a row of {cells} cells in a file of {columns} columns");
            return Err(io::Error::new(io::ErrorKind::InvalidData, why).into());
        }
        // A line without anything would be no row.
        if self.text.len() == self.row {
            self.text.push_str("\"\"");
        }
        self.text.push('\n');
        self.row = self.text.len();
        Ok(())
    }

    /// What has been written so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Forgets what has been written, and keeps its memory for further rows.
    pub fn clear(&mut self) {
        self.text.clear();
        (self.cells, self.row) = (0, 0);
    }

    /// The whole file.
    pub fn finish(self) -> String {
        self.text
    }

    fn cell(&mut self, cell: &str) {
        self.separate();
        quote(cell, &mut self.text);
    }

    fn separate(&mut self) {
        if self.cells > 0 {
            self.text.push(',');
        }
        self.cells += 1;
    }
}

/// A cell of text as [`Csv::text`] writes it, for [`Csv::exact`]: the same name stands in millions of rows.
pub fn encoded(words: &str) -> String {
    let mut encoded = String::new();
    quote(&text::cell(words), &mut encoded);
    encoded
}

/// A cell in quotation marks, doubled within, if it holds what has a meaning in a CSV file (RFC 4180).
fn quote(cell: &str, to: &mut String) {
    if cell.contains([',', '"', '\n', '\r']) {
        to.push('"');
        to.push_str(&cell.replace('"', "\"\""));
        to.push('"');
    } else {
        to.push_str(cell);
    }
}

/// The named columns of a file, row by row, without the guards of [`Csv::text`]; a column that is not there
/// is empty, and whatever follows a row that cannot be read is left out.
pub fn rows<const N: usize>(bytes: &[u8], names: [&str; N]) -> Vec<[String; N]> {
    let mut reader = csv::Reader::from_reader(bytes);
    let Ok(header) = reader.headers().cloned() else { return Vec::new() };
    let places = names.map(|name| header.iter().position(|column| column == name));
    let cells = |record: csv::StringRecord| {
        places.map(|place| {
            let cell = place.and_then(|place| record.get(place)).unwrap_or_default();
            unguarded(cell).to_owned()
        })
    };
    reader.records().map_while(Result::ok).map(cells).collect()
}

fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_guarded_and_empty_where_nothing_is() {
        let mut file = Csv::new(["name", "value"].into_iter()).unwrap();
        file.text("a, \"b\"");
        file.number(Some(0.5));
        file.end_row().unwrap();
        file.exact(&encoded("=cmd"));
        file.number(None);
        file.end_row().unwrap();
        let text = file.finish();
        assert_eq!(text, "name,value\n\"a, \"\"b\"\"\",0.5\n'=cmd,\n");
        let read = rows(text.as_bytes(), ["value", "other", "name"]);
        assert_eq!(read, [["0.5", "", "a, \"b\""], ["", "", "=cmd"]]);
    }

    #[test]
    fn a_row_of_another_length_is_refused() {
        let mut file = Csv::new(["a", "b"].into_iter()).unwrap();
        file.number(Some(1.0));
        assert!(file.end_row().is_err());
        let mut rows = Csv::part(1);
        assert!(rows.end_row().is_err());
    }

    /// The csv crate's writer is the reference of what needs quotation marks.
    #[test]
    fn quotation_marks_stand_where_another_writer_puts_them() {
        let cells =
            ["", "a", "a,b", "\"", "a\"b", "a\nb", "a\rb", " a ", "'=x", "a;b", "é–\u{2028}"];
        for cell in cells {
            for row in [vec![cell], vec![cell, "x"], vec!["", cell]] {
                let mut writer = csv::Writer::from_writer(Vec::new());
                writer.write_record(&row).unwrap();
                let wanted = String::from_utf8(writer.into_inner().unwrap()).unwrap();
                assert_eq!(Csv::new(row.into_iter()).unwrap().finish(), wanted);
            }
        }
    }

    #[test]
    fn a_part_is_used_again() {
        let mut part = Csv::part(2);
        for value in [1.0, 2.0] {
            part.clear();
            part.count(7);
            part.number(Some(value));
            part.end_row().unwrap();
            assert_eq!(part.as_str(), format!("7,{value}\n"));
        }
    }
}
