//! The table `[practices]`: read, and described, by the one table of its figures.

use super::definitions::{Definitions, Need, TableSchema};
use super::numbers::{Level, NonNegative};
use super::problem::Note;
use super::read::{Key, Notes, Read, table};
use super::tree::Node;
use crate::model::{Practice, PracticeKind, Practices};
use crate::time::{Elapsed, Work};
use serde_json::Value as Json;

/// What practices cost and bring, as the file sets it.
#[derive(Debug)]
pub enum PracticesTable {}

const WHAT: &str = "the table of practices";
const DOC: &str =
    "What practices cost and bring; with this table every model pays for what it does.";

/// The figures that the table may set, each with its keys: a practice and one of its columns, or one key alone.
fn keys() -> impl Iterator<Item = (Practice, &'static str, Option<&'static str>)> {
    let own = Practice::ALL.iter().filter(|practice| !practice.figure().path.starts_with("teams."));
    own.map(|practice| match practice.figure().path.split_once('.') {
        Some((row, column)) => (*practice, row, Some(column)),
        None => (*practice, practice.figure().path, None),
    })
}

/// The keys of the table itself, or of one of its rows, in order and each once.
fn names(of: Option<&str>) -> Vec<&'static str> {
    let name = |(_, row, column): (Practice, &'static str, Option<&'static str>)| match of {
        None => Some(row),
        Some(of) => column.filter(|_| of == row),
    };
    let mut names: Vec<&str> = keys().filter_map(name).collect();
    names.dedup();
    names
}

fn allowed(names: &[&'static str]) -> Vec<Key> {
    let key = |name: &&'static str| Key { name, need: Need::Opt, changed: None, doc: "" };
    names.iter().map(key).collect()
}

impl Read for PracticesTable {
    type Value = Practices;

    fn read(node: &Node, notes: &mut Notes) -> Option<Practices> {
        let rows = table(node, WHAT, &allowed(&names(None)), notes)?;
        for name in names(None) {
            if let (Some(row), columns @ [_, ..]) = (rows.get(name), &names(Some(name))[..]) {
                table(row, &format!("the practice `{name}`"), &allowed(columns), notes);
            }
        }
        let mut practices = Practices::default();
        for (practice, row, column) in keys() {
            let row = rows.get(row);
            let found = match column {
                None => row,
                Some(column) => row.and_then(Node::table).and_then(|columns| columns.get(column)),
            };
            if let Some(value) = found.and_then(|node| value(node, practice, notes)) {
                practices.give(practice, value);
            }
        }
        Some(practices)
    }

    fn schema(definitions: &mut Definitions) -> Json {
        definitions.named("Practices", |definitions| {
            let mut rows = TableSchema::new(DOC);
            for name in names(None) {
                let mut columns = TableSchema::new(&format!("The practice `{name}`."));
                let mut own = None;
                for (practice, _, column) in keys().filter(|(_, row, _)| *row == name) {
                    let schema = kind_schema(practice, definitions);
                    match column {
                        Some(column) => {
                            columns.field(column, Need::Opt, &described(practice), schema)
                        }
                        None => own = Some((schema, described(practice))),
                    }
                }
                let described = format!("What the practice `{name}` costs and brings.");
                let (schema, text) = own.unwrap_or_else(|| (columns.finish(), described));
                rows.field(name, Need::Opt, &text, schema);
            }
            rows.finish()
        })
    }
}

/// What a figure is, with its default.
fn described(practice: Practice) -> String {
    let figure = practice.figure();
    let what = figure.what.trim_end_matches('.');
    format!("{what} (default {}{}).", figure.default, figure.kind.unit())
}

fn kind_schema(practice: Practice, definitions: &mut Definitions) -> Json {
    match practice.figure().kind {
        PracticeKind::Factor => NonNegative::schema(definitions),
        PracticeKind::Share => Level::schema(definitions),
        PracticeKind::Elapsed => Elapsed::schema(definitions),
        PracticeKind::Working | PracticeKind::PositiveWorking | PracticeKind::Minutes => {
            Work::schema(definitions)
        }
    }
}

/// The value of a figure; times in hours.
fn value(node: &Node, practice: Practice, notes: &mut Notes) -> Option<f64> {
    match practice.figure().kind {
        PracticeKind::Factor => NonNegative::read(node, notes),
        PracticeKind::Share => Level::read(node, notes),
        PracticeKind::Elapsed => Elapsed::read(node, notes).map(Elapsed::hours),
        PracticeKind::Working => Work::read(node, notes).map(Work::hours),
        PracticeKind::Minutes => Work::read(node, notes).map(|work| 60.0 * work.hours()),
        PracticeKind::PositiveWorking => {
            let hours = Work::read(node, notes)?.hours();
            if hours == 0.0 {
                let note = Note::new(node.at, "expected a duration above 0");
                notes.push(
                    note.label("must be above 0").help("6h: how long a sync takes to find a flaw"),
                );
            }
            (hours > 0.0).then_some(hours)
        }
    }
}
