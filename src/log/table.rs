//! Rows of cells: CSV of any dialect, or what an XES file comes to.

use super::findings::Findings;
use super::stamp::{DateOrder, parse};
use crate::csv::{cells, unguarded};
use csv::StringRecord;
use std::ops::Range;

/// What tools write where nothing is.
const NOTHING: [&str; 9] = ["", "-", "–", "null", "none", "nan", "n/a", "na", "nat"];

/// A file as rows.
pub struct Table<'t> {
    /// The text that it is of.
    pub text: &'t str,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Where they are.
    pub head: Range<usize>,
    /// What is below, without rows of empty cells.
    pub rows: Vec<Row>,
    /// What separates cells; none in XML.
    separator: Option<char>,
}

/// Rows of which the same is to be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alike {
    count: usize,
    /// The line of the first.
    first: usize,
}

impl Alike {
    /// One more.
    pub fn add(&mut self, row: &Row) {
        self.first = if self.count == 0 { row.line } else { self.first };
        self.count += 1;
    }

    /// How many, and where the first is; nothing of none.
    pub fn told(&self) -> Option<String> {
        (self.count > 0).then(|| format!("{}, the first on line {}", self.count, self.first))
    }
}

/// A row.
pub struct Row {
    /// Its line, from 1.
    pub line: usize,
    /// Its bytes.
    range: Range<usize>,
    cells: StringRecord,
}

impl Row {
    /// A row of XML.
    pub fn new(line: usize, range: Range<usize>, cells: StringRecord) -> Row {
        Row { line, range, cells }
    }

    /// A cell as it is.
    pub fn raw(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", unguarded)
    }

    /// A cell, if something is in it.
    pub fn cell(&self, column: usize) -> Option<&str> {
        let cell = self.raw(column);
        let short = cell.len() <= 4;
        let nothing = short && NOTHING.iter().any(|word| cell.eq_ignore_ascii_case(word));
        (!nothing).then_some(cell)
    }

    /// All cells.
    pub fn cells(&self) -> &StringRecord {
        &self.cells
    }
}

impl<'t> Table<'t> {
    /// A table of XML.
    pub fn of_xml(text: &'t str, header: Vec<String>, rows: Vec<Row>) -> Table<'t> {
        Table { text, header, head: 0..0, rows, separator: None }
    }

    /// Reads CSV; none if it has no rows that could be read.
    pub fn of_csv(text: &'t str, found: &mut Findings<'_>) -> Option<Table<'t>> {
        let (separator, from) = separator(text);
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).trim(csv::Trim::All).delimiter(separator as u8);
        let mut reader = reader.from_reader(&text.as_bytes()[from..]);
        // Text in memory, any number of cells: nothing that could fail.
        let records: Vec<StringRecord> = reader.records().flatten().collect();
        let start = |record: &StringRecord| record.position().map_or(0, |at| at.byte() as usize);
        let starts: Vec<usize> =
            records.iter().map(|record| from + start(record)).chain([text.len()]).collect();
        let first = usize::from(from > 0);
        let rows = records.into_iter().zip(starts.windows(2)).map(|(cells, ends)| {
            let line = &text[ends[0]..ends[1]];
            let blank = line.len() - line.trim_start_matches(['\r', '\n']).len();
            let range = ends[0] + blank..ends[0] + line.trim_end_matches(['\r', '\n']).len();
            let skipped = line[..blank].matches('\n').count();
            let at = cells.position().map_or(0, |at| at.line() as usize);
            Row { line: first + at + skipped, range, cells }
        });
        let mut rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        let Some(head) = rows.next() else {
            found.whole("the log is empty", "export a header and a row for each job");
            return None;
        };
        let header = head.cells.iter().map(|cell| unguarded(cell).to_owned()).collect();
        let rows = rows.collect();
        let table = Table { text, header, head: head.range, rows, separator: Some(separator) };
        table.check(found);
        Some(table)
    }

    /// A quote that never closes and swallows what follows; else rows of another length than the header.
    fn check(&self, found: &mut Findings<'_>) {
        if self.rows.last().is_some_and(|last| self.is_cut(last, found)) {
            return;
        }
        if self.rows.iter().any(|row| self.is_swallowed(row, found)) {
            return;
        }
        let columns = self.header.len();
        for row in &self.rows {
            let cells = row.cells.len();
            let beyond = (columns..cells).any(|extra| !row.raw(extra).is_empty());
            if cells >= columns && !beyond {
                continue;
            }
            found.row("another number of cells than the header", 0, row.line, || {
                let message = format!("this row has {cells} cells, the header has {columns}");
                let help = "a cell that holds the separator or a line break must be in quotes";
                (self.range(row), message, help.to_owned())
            });
        }
    }

    /// Notes a quote of the last row that never closes.
    fn is_cut(&self, last: &Row, found: &mut Findings<'_>) -> bool {
        let open = |at: &Range<usize>| {
            let cell = &self.text[at.clone()];
            cell.starts_with('"') && cell.matches('"').count() % 2 == 1
        };
        let Some(cell) = self.places(last).into_iter().find(open) else { return false };
        let first = self.text[cell.clone()].find('\n').map_or(cell.end, |at| cell.start + at);
        let help = "close the quote; a quote within a quoted cell is written twice";
        found.place(cell.start..first, "this quote never closes", help);
        true
    }

    /// Notes a cell of several lines that look like rows: two quotes, each half of a pair, took what lies between for one cell.
    fn is_swallowed(&self, row: &Row, found: &mut Findings<'_>) -> bool {
        let separator = self.separator.unwrap_or(',');
        let is_date = |part: &str| parse(part, Some(DateOrder::Dmy)).is_ok();
        let holds_rows = |cell: &&str| {
            cell.contains('\n')
                && cell.matches(separator).count() + 1 >= self.header.len()
                && cell.split([separator, '\n']).any(is_date)
        };
        let Some(cell) = row.cells.iter().find(holds_rows) else { return false };
        let message = format!(
            "a quote on this line takes {} lines that look like rows for one cell",
            cell.lines().count()
        );
        let help = "take the quote away or close it on its line; a quote within a quoted cell is written twice";
        found.place(self.range(row), &message, help);
        true
    }

    fn places(&self, row: &Row) -> Vec<Range<usize>> {
        let line = &self.text[row.range.clone()];
        self.separator.map_or_else(Vec::new, |it| cells(line, row.range.start, it))
    }

    /// The first line of a row.
    pub fn range(&self, row: &Row) -> Range<usize> {
        let line = &self.text[row.range.clone()];
        row.range.start..row.range.start + line.find(['\r', '\n']).unwrap_or(line.len())
    }

    /// Where a cell is.
    pub fn place(&self, row: &Row, column: usize) -> Range<usize> {
        self.places(row).get(column).cloned().unwrap_or_else(|| self.range(row))
    }

    /// Where a cell of the row on a line is; the head where no row begins there.
    pub fn place_on(&self, line: usize, column: usize) -> Range<usize> {
        let row = self.rows.iter().find(|row| row.line == line);
        row.map_or(self.head.clone(), |row| self.place(row, column))
    }
}

/// What separates the cells of a text, and where that begins: behind a line `sep=;`, as spreadsheets write it. It is
/// what stands most often in the first line outside of quotes.
fn separator(text: &str) -> (char, usize) {
    let first = text.trim_start().lines().next().unwrap_or_default();
    if let Some(told) = first.strip_prefix("sep=").and_then(|rest| rest.chars().next())
        && told.is_ascii()
    {
        return (told, text.find('\n').map_or(text.len(), |at| at + 1));
    }
    let mut quoted = false;
    let outside = |c: &char| {
        quoted ^= *c == '"';
        !quoted
    };
    let plain: String = first.chars().filter(outside).collect();
    let often = |c: &char| plain.matches(*c).count();
    ([',', '|', '\t', ';'].into_iter().max_by_key(often).unwrap_or(','), 0)
}
