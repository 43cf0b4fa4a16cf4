//! Data files in tidy form: CSV by RFC 4180 in UTF-8 with LF, empty cells for what does not exist.

use crate::text;
use std::ops::Range;
use std::{io, mem};

/// A CSV file, or rows of one, that is being put together in memory, cell by cell.
pub struct Csv {
    writer: csv::Writer<Vec<u8>>,
    digits: text::Digits,
    /// Cells of every row, and of the one that has begun.
    columns: usize,
    cells: usize,
}

impl Csv {
    /// A file with this header.
    ///
    /// # Errors
    /// As [`Csv::end_row`].
    pub fn new<'a>(header: impl ExactSizeIterator<Item = &'a str>) -> csv::Result<Csv> {
        let mut csv = Csv::part(header.len());
        csv.writer.write_record(header)?;
        Ok(csv)
    }

    /// Rows of so many cells that will follow others in a file: no header.
    pub fn part(columns: usize) -> Csv {
        let writer = csv::Writer::from_writer(Vec::new());
        Csv { writer, digits: text::Digits::default(), columns, cells: 0 }
    }

    /// Adds a cell of text, guarded against spreadsheets that would execute it ([`text::cell`]).
    ///
    /// # Errors
    /// If memory cannot be written to.
    pub fn text(&mut self, words: &str) -> csv::Result<()> {
        self.exact(&text::cell(words))
    }

    /// Adds a cell that is known to be harmless: a number in its exact form, an empty one, or what
    /// [`text::cell`] made.
    ///
    /// # Errors
    /// As [`Csv::text`].
    pub fn exact(&mut self, cell: &str) -> csv::Result<()> {
        self.cells += 1;
        self.writer.write_field(cell)
    }

    /// Adds a whole number.
    ///
    /// # Errors
    /// As [`Csv::text`].
    pub fn count(&mut self, value: usize) -> csv::Result<()> {
        self.number(Some(value as f64))
    }

    /// Adds a number in its shortest exact form; an empty cell for what does not exist.
    ///
    /// # Errors
    /// As [`Csv::text`].
    pub fn number(&mut self, value: Option<f64>) -> csv::Result<()> {
        self.cells += 1;
        let cell = value.and_then(|value| self.digits.of(value)).unwrap_or_default();
        self.writer.write_field(cell)
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
        self.writer.write_record(None::<&[u8]>)
    }

    /// All that was written.
    ///
    /// # Errors
    /// If memory cannot be written to.
    pub fn finish(self) -> csv::Result<String> {
        let bytes = self.writer.into_inner().map_err(|error| error.into_error())?;
        Ok(String::from_utf8(bytes).map_err(io::Error::other)?)
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

/// A cell without the guard of [`Csv::text`].
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

/// A line that is not blank: where it is, and its cells with where they are.
pub struct Record {
    /// Its bytes.
    pub range: Range<usize>,
    /// Cells without quotes, and the bytes of each with them.
    pub cells: Vec<(String, Range<usize>)>,
}

/// The lines of a CSV text that are not blank, each with any number of cells; cells are trimmed.
pub fn records(text: &str) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader =
        reader.has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    // Text in memory, any number of cells: nothing that could fail.
    let records: Vec<csv::StringRecord> = reader.records().flatten().collect();
    let start = |record: &csv::StringRecord| record.position().map_or(0, |at| at.byte() as usize);
    let starts: Vec<usize> = records.iter().map(start).chain([text.len()]).collect();
    let record = |(record, ends): (&csv::StringRecord, &[usize])| {
        let line = &text[ends[0]..ends[1]];
        let begin = ends[0] + line.len() - line.trim_start_matches(['\r', '\n']).len();
        let range = begin..begin + text[begin..ends[1]].trim_end_matches(['\r', '\n']).len();
        let mut places = cells(&text[range.clone()], begin, ',');
        // Of quotes in odd places the reader may make other cells: those are somewhere in the line.
        places.resize(record.len(), range.clone());
        Record { range, cells: record.iter().map(str::to_owned).zip(places).collect() }
    };
    let records = records.iter().zip(starts.windows(2)).map(record);
    // Spreadsheets leave rows of empty cells behind.
    records.filter(|record| record.cells.iter().any(|(cell, _)| !cell.is_empty())).collect()
}

/// Where the cells of a line are, quotes included; `begin` is where the line begins.
pub(crate) fn cells(line: &str, begin: usize, separator: char) -> Vec<Range<usize>> {
    let (mut places, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        // Only a cell that begins with a quote is a quoted one.
        quoted ^= c == '"' && line[from..].starts_with('"');
        if c == separator && !quoted {
            places.push(begin + from..begin + at);
            from = at + 1;
        }
    }
    places.push(begin + from..begin + line.len());
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_guarded_and_empty_where_nothing_is() {
        let mut file = Csv::new(["name", "value"].into_iter()).unwrap();
        file.text("a, \"b\"").unwrap();
        file.number(Some(0.5)).unwrap();
        file.end_row().unwrap();
        file.text("=cmd").unwrap();
        file.number(None).unwrap();
        file.end_row().unwrap();
        let text = file.finish().unwrap();
        assert_eq!(text, "name,value\n\"a, \"\"b\"\"\",0.5\n'=cmd,\n");
        let read = rows(text.as_bytes(), ["value", "other", "name"]);
        assert_eq!(read, [["0.5", "", "a, \"b\""], ["", "", "=cmd"]]);
    }

    #[test]
    fn a_row_of_another_length_is_refused() {
        let mut file = Csv::new(["a", "b"].into_iter()).unwrap();
        file.number(Some(1.0)).unwrap();
        assert!(file.end_row().is_err());
        let mut rows = Csv::part(1);
        assert!(rows.end_row().is_err());
    }

    #[test]
    fn a_part_has_rows_only() {
        let mut part = Csv::part(2);
        part.count(7).unwrap();
        part.number(Some(1.5)).unwrap();
        part.end_row().unwrap();
        assert_eq!(part.finish().unwrap(), "7,1.5\n");
        assert_eq!(Csv::part(2).finish().unwrap(), "");
    }
}
