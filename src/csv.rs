//! Data files in tidy form: CSV by RFC 4180 in UTF-8 with LF, empty cells for what does not exist.

use crate::text;
use std::ops::Range;
use std::{io, mem};

/// A CSV file, or rows of one, that is being put together in memory, cell by cell. Not by the csv crate's writer: a study
/// has millions of numbers, none of which needs quotes, and that looks at every byte.
pub struct Csv {
    text: String,
    digits: text::Digits,
    /// Cells of every row, those of the one that has begun, and where that began.
    columns: usize,
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
        header.for_each(|name| csv.exact(name));
        csv.end_row()?;
        Ok(csv)
    }

    /// Rows of so many cells that will follow others in a file: no header.
    pub fn part(columns: usize) -> Csv {
        let (text, digits) = (String::new(), text::Digits::default());
        Csv { text, digits, columns, cells: 0, row: 0 }
    }

    /// Adds a cell of text, guarded against spreadsheets that would execute it ([`text::cell`]).
    pub fn text(&mut self, words: &str) {
        self.exact(&text::cell(words));
    }

    /// Adds a cell that is known to be harmless: a number in its exact form, an empty one, or what
    /// [`text::cell`] made.
    pub fn exact(&mut self, cell: &str) {
        self.begin_cell();
        if cell.contains([',', '"', '\n', '\r']) {
            self.quoted(cell);
        } else {
            self.text.push_str(cell);
        }
    }

    fn quoted(&mut self, cell: &str) {
        self.text.push('"');
        self.text.push_str(&cell.replace('"', "\"\""));
        self.text.push('"');
    }

    fn begin_cell(&mut self) {
        if self.cells > 0 {
            self.text.push(',');
        }
        self.cells += 1;
    }

    /// Adds a whole number, in a column of counts.
    pub fn count(&mut self, value: u64) {
        self.exact(&value.to_string());
    }

    /// Adds a number in its shortest exact form, always with a decimal point; an empty cell for what does not exist.
    pub fn number(&mut self, value: Option<f64>) {
        self.begin_cell();
        let digits = value.and_then(|value| self.digits.of(value));
        self.text.push_str(digits.unwrap_or_default());
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
            self.quoted("");
        }
        self.text.push('\n');
        self.row = self.text.len();
        Ok(())
    }

    /// All that was written.
    pub fn finish(self) -> String {
        self.text
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

/// All rows of a file, the header first, with the guards of [`Csv::text`].
///
/// # Errors
/// A row that cannot be read.
pub fn guarded(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| record.map(cells).map_err(|error| error.to_string())).collect()
}

/// A cell without the guard of [`Csv::text`].
pub fn unguarded(cell: &str) -> &str {
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

/// Whether a cell begins with a quote that nothing closes.
pub(crate) fn is_open(cell: &str) -> bool {
    let cell = cell.trim();
    cell.starts_with('"') && cell.matches('"').count() % 2 == 1
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
        file.text("a, \"b\"");
        file.number(Some(0.5));
        file.end_row().unwrap();
        file.text("=cmd");
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

    #[test]
    fn a_part_has_rows_only() {
        let mut part = Csv::part(2);
        part.count(7);
        part.number(Some(2.0));
        part.end_row().unwrap();
        assert_eq!(part.finish(), "7,2.0\n");
        assert_eq!(Csv::part(2).finish(), "");
    }

    /// Rows of one and of two cells, of all that has to be quoted and of nothing.
    #[test]
    fn it_writes_what_the_csv_crate_writes() {
        let cells = ["", "a", "\"", ",", "\n", "\r", " ", "a\"\"b", "\"a, b\"", "1.5", "'", "é"];
        for columns in [1, 2] {
            let (mut ours, mut theirs) = (Csv::part(columns), csv::Writer::from_writer(Vec::new()));
            for row in cells.windows(columns) {
                row.iter().for_each(|cell| ours.exact(cell));
                ours.end_row().unwrap();
                theirs.write_record(row).unwrap();
            }
            assert_eq!(ours.finish().into_bytes(), theirs.into_inner().unwrap());
        }
    }
}
