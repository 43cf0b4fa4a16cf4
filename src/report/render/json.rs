//! Tables as JSON: an object with a list for each table, an object for each row.

use crate::report::table::{Cell, Table};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The tables under their names, indented, with a final line end.
pub fn render(tables: &[Table]) -> String {
    // Strings and finite numbers always have a form in JSON.
    let json = serde_json::to_string_pretty(&Tables(tables)).unwrap_or_default();
    json + "\n"
}

struct Tables<'a>(&'a [Table]);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|table| {
            let rows: Vec<Row<'_>> = table.rows.iter().map(|row| Row(table, row)).collect();
            (&table.name, rows)
        }))
    }
}

struct Row<'a>(&'a Table, &'a [Cell]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (column, cell) in self.0.columns.iter().zip(self.1) {
            map.serialize_entry(&column.name, &Value(cell))?;
        }
        map.end()
    }
}

struct Value<'a>(&'a Cell);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::Text(words) | Cell::Model(_, words) => serializer.serialize_str(words),
            Cell::Number(value) => serializer.serialize_f64(*value),
            Cell::Count(value) => serializer.serialize_u64(*value),
            Cell::Missing => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::Column;

    #[test]
    fn rows_are_objects_in_the_order_of_the_columns() {
        let columns = vec![Column::text("model"), Column::number("mean"), Column::number("ci_low")];
        let mut table = Table::new("summary", "Summary", columns);
        table.push(vec![Cell::text("=A \"\u{1b}"), Cell::Number(1.5), Cell::Missing]);
        let json = render(&[table]);
        assert_eq!(
            json.split_whitespace().collect::<String>(),
            r#"{"summary":[{"model":"=A\"\u001b","mean":1.5,"ci_low":null}]}"#
                .split_whitespace()
                .collect::<String>()
        );
    }
}
