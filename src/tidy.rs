//! Data files in tidy form: CSV by RFC 4180 in UTF-8 with LF, empty cells for what does not exist.

use crate::text;

/// A CSV file that is being put together in memory, cell by cell.
pub struct Csv {
    writer: csv::Writer<Vec<u8>>,
    digits: text::Digits,
}

impl Csv {
    /// A file with this header.
    ///
    /// # Errors
    /// As [`Csv::end_row`].
    pub fn new<'a>(header: impl Iterator<Item = &'a str>) -> csv::Result<Csv> {
        let mut csv = Csv::part();
        csv.writer.write_record(header)?;
        Ok(csv)
    }

    /// Rows that will follow others in a file: no header.
    pub fn part() -> Csv {
        Csv { writer: csv::Writer::from_writer(Vec::new()), digits: text::Digits::default() }
    }

    /// Adds a cell of text, guarded against spreadsheets that would execute it ([`text::cell`]).
    ///
    /// # Errors
    /// If memory cannot be written to.
    pub fn text(&mut self, words: &str) -> csv::Result<()> {
        self.writer.write_field(text::cell(words).as_bytes())
    }

    /// Adds a cell that is known to be harmless: a number in its exact form, or an empty one.
    ///
    /// # Errors
    /// As [`Csv::text`].
    pub fn exact(&mut self, cell: &str) -> csv::Result<()> {
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
        let cell = value.and_then(|value| self.digits.of(value)).unwrap_or_default();
        self.writer.write_field(cell)
    }

    /// Ends a row.
    ///
    /// # Errors
    /// If the row has not as many cells as the header.
    pub fn end_row(&mut self) -> csv::Result<()> {
        self.writer.write_record(None::<&[u8]>)
    }

    /// The whole file.
    ///
    /// # Errors
    /// If memory cannot be written to.
    pub fn finish(self) -> csv::Result<String> {
        let bytes = self.writer.into_inner().map_err(|error| error.into_error())?;
        // Only strings went in, so that nothing is lost here.
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
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
    }
}
