//! Names that no scenario could have.

use super::columns::{Columns, Field};
use super::dates::shown;
use super::findings::Findings;
use super::table::Table;
use crate::scenario::LONGEST_NAME;

/// What becomes a name of the scenario.
const FIELDS: [Field; 6] =
    [Field::Item, Field::Step, Field::Team, Field::Person, Field::From, Field::To];

/// Refuses cells that hold a longer text than a name may be: half a file, where a quote was not closed.
pub fn refuse(table: &Table<'_>, columns: &Columns, found: &mut Findings<'_>) {
    let places = FIELDS.into_iter().filter_map(|field| columns.place(field));
    for place in places {
        for row in &table.rows {
            let Some(long) = row.cell(place).filter(|it| it.len() > LONGEST_NAME) else { continue };
            let count = long.chars().count();
            if count > LONGEST_NAME {
                found.row("too long for a name", place, row.line, || {
                    let message =
                        format!("`{}...` cannot be a name: it has {count} characters", shown(long));
                    let help = format!("a name has {LONGEST_NAME} characters at most; correct it, or leave its row out");
                    (table.place(row, place), message, help)
                });
            }
        }
    }
}
