//! Columns of tables, and how Python gets them: numbers as NumPy arrays that take over the memory, words as indices into
//! a list.

use flowcast::csv::unguarded;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use std::collections::BTreeMap;

/// Columns of words, whatever they look like: a team may be called 1.
const WORDS: [&str; 26] = [
    "baseline",
    "date",
    "date_high",
    "date_low",
    "deliverable",
    "detail",
    "dimension",
    "event",
    "from",
    "jumps",
    "launches",
    "lever",
    "metric",
    "model",
    "name",
    "part",
    "path",
    "point",
    "remark",
    "same_as",
    "status",
    "task",
    "team",
    "to",
    "unit",
    "verdict",
];

/// Counts that some rows of some files lack: numbers everywhere.
const LACKING: [&str; 1] = ["campaign"];

/// A column.
pub enum Column {
    /// NaN is missing.
    Numbers(Vec<f64>),
    Counts(Vec<i64>),
    Words(Words),
}

/// Words, each kept once.
#[derive(Default)]
pub struct Words {
    /// Indices into `list`; -1 is missing.
    pub codes: Vec<i32>,
    list: Vec<String>,
    places: BTreeMap<String, i32>,
}

/// A column as Python gets it.
#[derive(IntoPyObject)]
pub enum Handed {
    /// Of float64.
    Numbers(Py<PyArray1<f64>>),
    /// Of int64.
    Counts(Py<PyArray1<i64>>),
    /// Of int32, with the words.
    Words((Py<PyArray1<i32>>, Vec<String>)),
}

impl Column {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        match self {
            Column::Numbers(values) => values.len(),
            Column::Counts(values) => values.len(),
            Column::Words(words) => words.codes.len(),
        }
    }

    /// One of the same kind without cells.
    pub fn empty(&self) -> Column {
        match self {
            Column::Numbers(_) => Column::Numbers(Vec::new()),
            Column::Counts(_) => Column::Counts(Vec::new()),
            Column::Words(_) => Column::Words(Words::default()),
        }
    }

    /// Adds the cells of a column of the same kind.
    pub fn extend(&mut self, more: &Column) {
        match (self, more) {
            (Column::Numbers(values), Column::Numbers(more)) => values.extend(more),
            (Column::Counts(values), Column::Counts(more)) => values.extend(more),
            (Column::Words(words), Column::Words(more)) => words.extend(more),
            _ => unreachable!("columns of one table are of the same kinds in every replication"),
        }
    }
}

impl Words {
    /// Adds a cell; an empty one is missing.
    pub fn push(&mut self, word: &str) {
        let code = if word.is_empty() { -1 } else { self.code(word) };
        self.codes.push(code);
    }

    /// Adds the cells of another column.
    pub fn extend(&mut self, other: &Words) {
        let known: Vec<i32> = other.list.iter().map(|word| self.code(word)).collect();
        // -1 is no place.
        let of = |code: &i32| usize::try_from(*code).map_or(-1, |place| known[place]);
        self.codes.extend(other.codes.iter().map(of));
    }

    fn code(&mut self, word: &str) -> i32 {
        if let Some(code) = self.places.get(word) {
            return *code;
        }
        let code = self.list.len() as i32;
        self.list.push(word.to_owned());
        self.places.insert(word.to_owned(), code);
        code
    }
}

/// Hands columns over without copying numbers.
pub fn handed(columns: Vec<(String, Column)>) -> Vec<(String, Handed)> {
    let hand = |py: Python<'_>, column| match column {
        Column::Numbers(values) => Handed::Numbers(values.into_pyarray(py).unbind()),
        Column::Counts(values) => Handed::Counts(values.into_pyarray(py).unbind()),
        Column::Words(words) => Handed::Words((words.codes.into_pyarray(py).unbind(), words.list)),
    };
    Python::attach(|py| columns.into_iter().map(|(name, it)| (name, hand(py, it))).collect())
}

/// The columns of a CSV file that flowcast wrote.
///
/// # Errors
/// What is no CSV.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, Column)>, csv::Error> {
    let mut reader = csv::Reader::from_reader(bytes);
    let names: Vec<String> =
        reader.headers()?.iter().map(|name| unguarded(name).to_owned()).collect();
    let mut columns: Vec<Column> = kinds(bytes, &names)?;
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        for (column, cell) in columns.iter_mut().zip(&row) {
            match column {
                Column::Numbers(values) => values.push(number(cell).unwrap_or(f64::NAN)),
                Column::Counts(values) => values.push(cell.parse().unwrap_or_default()),
                Column::Words(words) => words.push(unguarded(cell)),
            }
        }
    }
    Ok(names.into_iter().zip(columns).collect())
}

/// Of each column the kind that all of its cells are of: counts have no decimal point, all other numbers have one.
fn kinds(bytes: &[u8], names: &[String]) -> Result<Vec<Column>, csv::Error> {
    let mut row = csv::StringRecord::new();
    let mut reader = csv::Reader::from_reader(bytes);
    let is_empty = reader.records().next().is_none();
    let may = |name: &String| {
        let numbers = !WORDS.contains(&name.as_str());
        (numbers && !is_empty && !LACKING.contains(&name.as_str()), numbers)
    };
    let mut known: Vec<(bool, bool)> = names.iter().map(may).collect();
    let mut reader = csv::Reader::from_reader(bytes);
    while reader.read_record(&mut row)? {
        for ((count, numbers), cell) in known.iter_mut().zip(&row) {
            *count = *count && cell.parse::<i64>().is_ok();
            *numbers = *numbers && (cell.is_empty() || number(cell).is_some());
        }
    }
    let kind = |known| match known {
        (true, _) => Column::Counts(Vec::new()),
        (_, true) => Column::Numbers(Vec::new()),
        _ => Column::Words(Words::default()),
    };
    Ok(known.into_iter().map(kind).collect())
}

fn number(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|value: &f64| value.is_finite())
}
