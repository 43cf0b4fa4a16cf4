//! Distributions from CSV files: each becomes the table that it means, whose values remember their cells.

use super::names::quoted;
use super::problem::{Note, Origin, Source};
use super::read::Notes;
use super::tree::{Entry, Node, Place, Table, Value};
use crate::csv::{Record, is_open, records};
use crate::text;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

const LOOKS: &str = "the first line names the columns: `value` (durations such as 2h) or `value_h` (hours), and beside it `weight`, \
                     or `p` for quantiles from p = 0 to p = 1:\nvalue_h,weight\n1.5,3\n4,1";

/// The file that a distribution names.
pub(super) fn file_of(node: &Node) -> Option<&Node> {
    let table = node.table()?;
    table.get("dist")?.text().filter(|dist| *dist == "file")?;
    table.get("path")
}

/// All nodes that name a file of a distribution.
pub(super) fn naming<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    found.extend(file_of(node));
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| naming(item, found)),
        Value::Table(table) => table.entries.iter().for_each(|entry| naming(&entry.node, found)),
        _ => {}
    }
}

/// What files of distributions are put in place of: the texts by their names, and what is noted on the way.
pub(super) struct Filling<'a> {
    pub texts: &'a BTreeMap<String, String>,
    pub sources: &'a mut Vec<Arc<Source>>,
    pub newer: &'a mut Vec<(Place, String)>,
    pub notes: &'a mut Notes,
}

impl Filling<'_> {
    /// Puts what files say in place of the tables that name them, within a node.
    pub fn fill(&mut self, node: &mut Node) {
        let named = file_of(node).and_then(Node::text);
        let known = named.and_then(|name| self.texts.get_key_value(name));
        if let Some((name, text)) = known {
            self.newer.push((node.at, "`dist = \"file\"`".to_owned()));
            let table = node.table().map_or(&[][..], |table| &table.entries);
            for entry in
                table.iter().filter(|entry| !["dist", "path"].contains(&entry.key.as_str()))
            {
                let message = format!("{} stands beside a file", quoted(&entry.key));
                let note =
                    Note::new(entry.at, message).label("not a parameter of this distribution");
                self.notes
                    .push(note.help("{ dist = \"file\", path } takes everything from the file"));
            }
            // What is wrong has been noted: any duration keeps the rest from being blamed for it.
            node.value = self
                .read(name, text, node.at)
                .map_or_else(|| Value::String("1h".to_owned()), Value::Table);
            return;
        }
        match &mut node.value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Table(table) => {
                table.entries.iter_mut().for_each(|entry| self.fill(&mut entry.node));
            }
            _ => {}
        }
    }

    /// The table that a file means, which becomes a source; `None` after noting what is wrong.
    fn read(&mut self, name: &str, text: &str, at: Place) -> Option<Table> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let (source, records) = (self.sources.len(), records(&text));
        let place = |range: &Range<usize>| Place { source, start: range.start, end: range.end };
        let before = self.notes.list.len();
        let mut table = None;
        match records.split_first() {
            Some((head, rows)) if !rows.is_empty() => {
                if let Some(columns) = columns(head, &place, self.notes) {
                    let lists = lists(&columns, rows, &text, &place, self.notes);
                    table = Some(meaning(&columns, lists, at));
                }
            }
            _ => self
                .notes
                .push(Note::new(place(&(0..0)), "a distribution without values").help(LOOKS)),
        }
        self.sources.push(Arc::new(Source { origin: Origin::File, name: name.to_owned(), text }));
        table.filter(|_| self.notes.list.len() == before)
    }
}

/// The names of the columns, if they make sense together; else after noting why not.
fn columns(
    head: &Record,
    place: &impl Fn(&Range<usize>) -> Place,
    notes: &mut Notes,
) -> Option<Vec<&'static str>> {
    const KNOWN: [&str; 4] = ["value", "value_h", "weight", "p"];
    const SETS: [&[&str]; 6] = [
        &["value"],
        &["value_h"],
        &["value", "weight"],
        &["value_h", "weight"],
        &["value", "p"],
        &["value_h", "p"],
    ];
    let found: Vec<Option<&str>> =
        head.cells.iter().map(|(name, _)| KNOWN.into_iter().find(|known| known == name)).collect();
    let mut sorted: Vec<&str> = found.iter().flatten().copied().collect();
    sorted.sort_by_key(|name| KNOWN.iter().position(|known| known == name));
    if found.iter().all(Option::is_some) && SETS.contains(&sorted.as_slice()) {
        return Some(found.into_iter().flatten().collect());
    }
    let names: Vec<&str> = head.cells.iter().map(|(name, _)| name.as_str()).collect();
    let message = format!("the columns {} make no distribution", quoted(&names.join(", ")));
    notes.push(Note::new(place(&head.range), message).label("these columns").help(LOOKS));
    None
}

/// The cells of each column, after noting what is wrong with them.
fn lists(
    columns: &[&str],
    rows: &[Record],
    text: &str,
    place: &impl Fn(&Range<usize>) -> Place,
    notes: &mut Notes,
) -> Vec<Vec<Node>> {
    let mut lists = vec![Vec::new(); columns.len()];
    for row in rows {
        if row.cells.len() != columns.len()
            || row.cells.iter().any(|(_, at)| is_open(&text[at.start..at.end]))
        {
            let message =
                format!("{} cells in a file of {} columns", row.cells.len(), columns.len());
            let note = Note::new(place(&row.range), message).label("a row of another length");
            notes.push(note.help("one cell for each column, quotes closed"));
            continue;
        }
        for ((column, list), (cell, range)) in columns.iter().zip(&mut lists).zip(&row.cells) {
            let at = place(range);
            let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            let value = match (*column, number) {
                ("value", _) => Value::String(cell.clone()),
                ("value_h", Some(number)) => Value::String(hours(number)),
                (_, Some(number)) => Value::Float(number),
                (column, None) => {
                    let message = format!("{} is not a number", quoted(cell));
                    let note = Note::new(at, message).label(format!("`{column}` is a number"));
                    notes.push(note.help("a number is written with a point, such as 1.5"));
                    continue;
                }
            };
            list.push(Node { at, value });
        }
    }
    lists
}

/// Hours as a duration, which is written without an exponent.
fn hours(number: f64) -> String {
    format!("{}h", text::number(number).unwrap_or_default())
}

/// The table of a distribution with these lists, in place of one.
fn meaning(columns: &[&str], lists: Vec<Vec<Node>>, at: Place) -> Table {
    let dist = if columns.contains(&"p") { "quantiles" } else { "empirical" };
    let entry = |key: &str, value| Entry { key: key.to_owned(), at, node: Node { at, value } };
    let mut entries = vec![entry("dist", Value::String(dist.to_owned()))];
    for (column, list) in columns.iter().zip(lists) {
        let key = match *column {
            "p" => "p",
            "weight" => "weights",
            _ => "values",
        };
        // Where the list as a whole is wrong, the first cell is shown.
        let first = list.first().map_or(at, |node| node.at);
        let node = Node { at: first, value: Value::Array(list) };
        entries.push(Entry { key: key.to_owned(), at, node });
    }
    Table { entries }
}
