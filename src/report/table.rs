//! One table for every renderer: columns with names and units, rows of cells.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A table: data, not layout.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The name of the data ("summary"), a key in JSON.
    pub name: Cow<'static, str>,
    /// What it shows, for a reader.
    pub title: String,
    /// From left to right.
    pub columns: Vec<Column>,
    /// From top to bottom; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The name in data files, snake_case.
    pub name: Cow<'static, str>,
    /// The heading for a reader.
    pub heading: String,
    /// The unit that is shown with the heading; may be empty.
    pub unit: Cow<'static, str>,
    /// To which side its cells are set.
    pub align: Align,
}

/// To which side cells are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// Words, or a number made readable.
    Text(String),
    /// The name of the model with this index, or words that begin with it: a page shows the model's key, too.
    Model(usize, String),
    /// A number, exactly.
    Number(f64),
    /// A count.
    Count(u64),
    /// What does not exist: an empty cell in data, "–" for a reader.
    Missing,
}

impl Table {
    /// The same with the rows of models in another order; rows of others stay where they are.
    #[must_use]
    pub fn ordered(mut self, order: &[usize]) -> Table {
        let place = |row: &Vec<Cell>| match row.first() {
            Some(Cell::Model(model, _)) => order.iter().position(|other| other == model),
            _ => None,
        };
        if self.rows.iter().all(|row| place(row).is_some()) {
            self.rows.sort_by_key(place);
        }
        self
    }

    /// Without its first column, which something else says.
    pub fn leave_out(&mut self, column: usize) {
        self.columns.remove(column);
        self.rows.iter_mut().for_each(|row| drop(row.remove(column)));
    }

    /// A table without rows.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        title: impl Into<String>,
        columns: Vec<Column>,
    ) -> Table {
        Table { name: name.into(), title: title.into(), columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }
}

impl Column {
    /// A column of words whose heading is its name.
    pub fn text(name: impl Into<Cow<'static, str>>) -> Column {
        Column::aligned(name.into(), Align::Left)
    }

    /// A column of numbers whose heading is its name.
    pub fn number(name: impl Into<Cow<'static, str>>) -> Column {
        Column::aligned(name.into(), Align::Right)
    }

    fn aligned(name: Cow<'static, str>, align: Align) -> Column {
        Column { heading: name.clone().into_owned(), name, unit: "".into(), align }
    }

    /// The same column under another heading.
    pub fn headed(mut self, heading: impl Into<String>) -> Column {
        self.heading = heading.into();
        self
    }

    /// The same column with a unit.
    pub fn in_unit(mut self, unit: impl Into<Cow<'static, str>>) -> Column {
        self.unit = unit.into();
        self
    }

    /// The heading with its unit, on one line.
    pub fn line(&self) -> String {
        if self.unit.is_empty() {
            self.heading.clone()
        } else {
            format!("{} [{}]", self.heading, self.unit)
        }
    }
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Cell {
        Cell::Text(words.into())
    }

    /// A number, if it exists and is finite.
    pub fn number(value: Option<f64>) -> Cell {
        match value {
            Some(value) if value.is_finite() => Cell::Number(value),
            _ => Cell::Missing,
        }
    }

    /// A count.
    pub fn count(value: usize) -> Cell {
        Cell::Count(value as u64)
    }

    /// The cell for a reader: numbers to four digits, "–" for what does not exist.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(words) | Cell::Model(_, words) => crate::text::plain(words).into_owned(),
            Cell::Number(value) => crate::format::rounded(*value),
            Cell::Count(value) => value.to_string(),
            Cell::Missing => crate::format::MISSING.to_owned(),
        }
    }

    /// The cell as data: numbers exactly, nothing for what does not exist.
    pub fn exact(&self) -> String {
        match self {
            Cell::Text(words) | Cell::Model(_, words) => words.clone(),
            Cell::Number(value) => crate::text::number(*value).unwrap_or_default(),
            Cell::Count(value) => value.to_string(),
            Cell::Missing => String::new(),
        }
    }
}
