//! Deliverables from CSV files: each row becomes a table of the document that remembers where its cells are.

use super::distribution_file::{self, Filling};
use super::document::Document;
use super::names::quoted;
use super::problem::{Note, Origin, Problems, Source};
use super::read::{Notes, Read};
use super::tree::{Entry, Node, Place, Table, Value};
use super::wire::DeliverablesFile;
use crate::csv::{Record, is_open, records};
use crate::text::nearest;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a row may say: keys of a deliverable.
const COLUMNS: [&str; 6] = ["name", "count", "size", "tier", "skip", "due"];

/// The file that an element of `deliverables` names.
fn file_of(item: &Node) -> Option<&str> {
    item.table()?.get("file")?.text()
}

impl Document {
    /// The files that deliverables and distributions come from, as written.
    pub fn files(&self) -> Vec<&str> {
        self.naming().into_iter().filter_map(Node::text).collect()
    }

    /// The nodes that name files.
    fn naming(&self) -> Vec<&Node> {
        let of = |item| Node::table(item)?.get("file");
        let mut found: Vec<&Node> = self.deliverables().iter().filter_map(of).collect();
        distribution_file::naming(&self.root, &mut found);
        found
    }

    fn deliverables(&self) -> &[Node] {
        let node = self.root.table().and_then(|table| table.get("deliverables"));
        match node.map(|node| &node.value) {
            Some(Value::Array(items)) => items,
            _ => &[],
        }
    }

    /// This document with what files hold, given as text by their names, in the places of the tables that name them.
    ///
    /// # Errors
    /// All that is wrong with the form of the files, and then with the document, at once; what rows say is else seen
    /// by [`Document::resolve`].
    pub fn with_files(&self, texts: &BTreeMap<String, String>) -> Result<Document, Problems> {
        let mut document = self.clone();
        let mut notes = Notes::default();
        let mut rows = Vec::new();
        for item in self.deliverables() {
            match file_of(item).and_then(|name| texts.get_key_value(name)) {
                Some((name, text)) => {
                    // What else the table says is refused.
                    DeliverablesFile::read(item, &mut notes);
                    document.newer.push((item.at, "`file`".to_owned()));
                    rows.extend(document.rows_of(name, text, &mut notes));
                }
                None => rows.push(item.clone()),
            }
        }
        if let Value::Table(table) = &mut document.root.value
            && let Some(at) = table.position("deliverables")
            && let Value::Array(items) = &mut table.entries[at].node.value
        {
            *items = rows;
        }
        let Document { root, sources, newer, .. } = &mut document;
        Filling { texts, sources, newer, notes: &mut notes }.fill(root);
        document.noted.extend(notes.list);
        match document.noted.is_empty() {
            true => Ok(document),
            false => document.resolve().map(|_| document),
        }
    }

    /// A file that cannot be read, at the place where the document names it.
    pub fn file_problem(&self, name: &str, why: &str) -> Problems {
        let node = self.naming().into_iter().find(|node| node.text() == Some(name));
        let place = node.map_or(Place::default(), |node| node.at);
        let message = format!("the file {} cannot be read: {why}", quoted(name));
        let help = "a path is relative to the scenario's folder; it names a CSV file in UTF-8 of at most 1 MiB \
                    (leave out columns that no deliverable needs, or use `count` for pieces that are alike)";
        Problems::of(Note::new(place, message).label("named here").help(help), "", &self.sources)
    }

    /// The rows of a file, which becomes a source.
    fn rows_of(&mut self, name: &str, text: &str, notes: &mut Notes) -> Vec<Node> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = self.sources.len();
        let (name, text) = (name.to_owned(), text.to_owned());
        let records = records(&text);
        self.sources.push(Arc::new(Source { origin: Origin::File, name, text }));
        let place = |range: &Range<usize>| Place { source, start: range.start, end: range.end };
        let Some((head, rows)) = records.split_first() else {
            notes.push(
                Note::new(place(&(0..0)), "a file of deliverables without a line").help(LOOKS),
            );
            return Vec::new();
        };
        if !head_fits(head, place, notes) {
            return Vec::new();
        }
        if rows.is_empty() {
            let note = Note::new(place(&head.range), "a file of deliverables without rows");
            notes.push(note.label("nothing follows").help(LOOKS));
        }
        let text = &self.sources[source].text;
        rows.iter().filter_map(|row| row_node(head, (row, text), place, notes)).collect()
    }
}

const LOOKS: &str =
    "the first line names the columns, of which `name` is needed: name,count,size,tier,skip,due";

/// Whether the first line names columns, each known and once, after noting what is wrong.
fn head_fits(head: &Record, place: impl Fn(&Range<usize>) -> Place, notes: &mut Notes) -> bool {
    let before = notes.list.len();
    let names: Vec<&str> = head.cells.iter().map(|(name, _)| name.as_str()).collect();
    if let [only] = names[..]
        && let Some(other) = [';', '\t'].into_iter().find(|other| only.contains(*other))
    {
        let message = format!("columns are separated by commas, not by {other:?}");
        notes.push(Note::new(place(&head.range), message).label("one column").help(LOOKS));
        return false;
    }
    for (column, (name, range)) in head.cells.iter().enumerate() {
        let at = place(range);
        if !COLUMNS.contains(&name.as_str()) {
            let near = nearest(name, COLUMNS).map(|name| format!("did you mean `{name}`? "));
            let note = Note::new(at, format!("unknown column {}", quoted(name)));
            let note = note.unknown_in(place(&head.range));
            notes.push(note.label("no such column").help(near.unwrap_or_default() + LOOKS));
        } else if names[..column].contains(&name.as_str()) {
            let note = Note::new(at, format!("there are two columns {}", quoted(name)));
            notes.push(note.label("there before").help("leave one of the two out"));
        }
    }
    if !names.contains(&"name") {
        let note = Note::new(place(&head.range), "a file of deliverables needs a column `name`");
        notes.push(note.label("`name` is missing").help(LOOKS));
    }
    notes.list.len() == before
}

/// A row as a table; after noting that it has not as many cells as there are columns, with its first cells only where
/// they name it.
fn row_node(
    head: &Record,
    (row, text): (&Record, &str),
    place: impl Fn(&Range<usize>) -> Place,
    notes: &mut Notes,
) -> Option<Node> {
    let at = place(&row.range);
    let (cells, columns) = (row.cells.len(), head.cells.len());
    if let Some(open) =
        row.cells.iter().map(|(_, at)| at).find(|at| is_open(&text[at.start..at.end]))
    {
        let note = Note::new(
            place(open),
            "a quote that is not closed: all that follows would be one cell",
        );
        let help = "end the cell with a second quote; a quote within a quoted cell is written twice: \"5\"\" wide\"";
        notes.push(note.label("the cell begins here").help(help));
        return None;
    }
    if cells != columns {
        let message = format!("{cells} cells in a file of {columns} columns");
        let note = Note::new(at, message).label("a row of another length");
        notes.push(note.help("a cell that holds a comma is written in quotes: \"one, two\""));
    }
    let named = head.cells.iter().zip(&row.cells).find(|((key, _), _)| key == "name");
    if named.is_some_and(|(_, (name, _))| name.is_empty()) {
        let note = Note::new(at, "a row without a name").label("the cell `name` is empty");
        notes.push(note.help("give the deliverable a name, or take the row out"));
        return None;
    }
    // Of a row of another length nobody knows what belongs to what, but for its name.
    let whole = |key: &str| cells == columns || key == "name";
    for ((key, _), (cell, range)) in head.cells.iter().zip(&row.cells) {
        let number = ["count", "size"].contains(&key.as_str()) && !cell.is_empty() && whole(key);
        if number && cell.parse::<f64>().is_err() {
            let note = Note::new(place(range), format!("{} is not a number", quoted(cell)));
            let point = "a number is written with a point, such as 1.5; an empty cell is 1";
            notes.push(note.label(format!("`{key}` is a number")).help(point));
            return None;
        }
    }
    let cells = head
        .cells
        .iter()
        .zip(&row.cells)
        .filter(|((key, _), (cell, _))| !cell.is_empty() && whole(key));
    let entry = |((key, _), (cell, range)): (&(String, _), &(String, Range<usize>))| {
        let at = place(range);
        Entry { key: key.clone(), at, node: Node { at, value: value(key, cell, at) } }
    };
    Some(Node { at, value: Value::Table(Table { entries: cells.map(entry).collect() }) })
}

/// What a cell holds.
fn value(column: &str, cell: &str, at: Place) -> Value {
    let text = || Value::String(cell.to_owned());
    match column {
        "skip" => {
            let names = cell.split(';').map(str::trim).filter(|name| !name.is_empty());
            let node = |name: &str| Node { at, value: Value::String(name.to_owned()) };
            Value::Array(names.map(node).collect())
        }
        "count" | "size" => match (cell.parse(), cell.parse::<f64>()) {
            (Ok(whole), _) => Value::Integer(whole),
            (_, Ok(number)) => Value::Float(number),
            _ => text(),
        },
        _ => text(),
    }
}
