//! A design made elsewhere: a CSV file whose columns are paths and whose rows are points.

use super::Point;
use super::spec::{canonical, may_vary};
use crate::csv::{self, Record, records};
use crate::scenario::{Document, Note, Origin, Place, Problems, Source, problems};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A design, and where each of its cells stands.
#[derive(Clone, Debug)]
pub struct Table {
    /// The paths that its columns name.
    pub paths: Vec<String>,
    heads: Vec<Place>,
    rows: Vec<Vec<(String, Place)>>,
    sources: [Arc<Source>; 1],
}

const LOOKS: &str = "the first line names paths as for --set, each further line is a point with a value for every path:\n\
                     teams.legal.people,handoffs.latency\n2,\"4h\"";

impl Table {
    /// Reads a design.
    ///
    /// # Errors
    /// All that is wrong with its form, at once.
    pub fn read(name: &str, text: &str) -> Result<Table, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let records = records(&text);
        let mut notes = Vec::new();
        let (head, rows) = match records.split_first() {
            None => {
                notes.push(Note::new(Place::default(), "a design without a line").help(LOOKS));
                Default::default()
            }
            Some((head, rows)) => {
                head_notes(head, rows.is_empty(), &mut notes);
                let rows = rows.iter().map(|row| cells(row, head, &text, &mut notes)).collect();
                (head.cells.clone(), rows)
            }
        };
        let sources = [Arc::new(Source { origin: Origin::File, name: name.to_owned(), text })];
        match problems(notes, &sources, None) {
            Some(found) => Err(found),
            None => {
                let (paths, heads) =
                    head.iter().map(|(path, at)| (path.clone(), place(at))).unzip();
                Ok(Table { paths, heads, rows, sources })
            }
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Its points, each once, and of each row which of them it is.
    pub fn points(&self) -> (Vec<Point>, Vec<usize>) {
        let mut points: Vec<Point> = Vec::new();
        let mut known = std::collections::BTreeMap::new();
        let of = |row: &Vec<(String, Place)>| {
            let values = row.iter().map(|(value, _)| value.clone()).collect();
            let point = Point::new(&self.paths, values);
            *known.entry(point.id.clone()).or_insert_with(|| {
                points.push(point);
                points.len() - 1
            })
        };
        let rows = self.rows.iter().map(of).collect();
        (points, rows)
    }

    /// Columns that mean what another one does under another spelling.
    fn twice(&self, document: &Document) -> Vec<Note> {
        let meant: Vec<_> = self.paths.iter().map(|path| document.meant(path)).collect();
        let note = |(column, (path, at)): (usize, (&String, &Place))| {
            let same = |before: &usize| meant[*before].is_some() && meant[*before] == meant[column];
            let before = &self.paths[(0..column).find(same)?];
            let note = Note::new(*at, format!("`{path}` is the same path as `{before}`"));
            Some(note.label("this column"))
        };
        self.paths.iter().zip(&self.heads).enumerate().filter_map(note).collect()
    }

    /// Sees whether each value is one that the scenario takes at its path. Rows whose values are refused only
    /// together are left to the run, which says so of each.
    ///
    /// # Errors
    /// Every value that is refused, at its place; the same of one column once.
    pub fn check(&self, document: &Document) -> Result<(), Problems> {
        let twice = self.twice(document);
        if let Some(found) = problems(twice, &self.sources, None) {
            return Err(found);
        }
        let refused = |sets: &[(String, String)]| {
            document.with_by(sets, "--design").and_then(|changed| changed.resolve()).err()
        };
        let (mut notes, mut said) = (Vec::new(), BTreeSet::new());
        for row in &self.rows {
            let sets: Vec<(String, String)> =
                self.paths.iter().cloned().zip(row.iter().map(|cell| cell.0.clone())).collect();
            if refused(&sets).is_none() {
                continue;
            }
            for (column, (set, (_, at))) in sets.iter().zip(row).enumerate() {
                let found = refused(std::slice::from_ref(set));
                for problem in found.iter().flat_map(|found| found.list()) {
                    if said.insert((column, problem.message.clone())) {
                        let label = format!("column `{}`", set.0);
                        let note = Note::new(*at, problem.message.clone()).label(label);
                        notes.push(note.help(problem.help.clone()));
                    }
                }
            }
        }
        problems(notes, &self.sources, None).map_or(Ok(()), Err)
    }
}

fn place(range: &std::ops::Range<usize>) -> Place {
    Place { source: 0, start: range.start, end: range.end }
}

/// What is wrong with the first line.
fn head_notes(head: &Record, alone: bool, notes: &mut Vec<Note>) {
    for (column, (path, range)) in head.cells.iter().enumerate() {
        let twice = head.cells[..column].iter().any(|(before, _)| before == path);
        let why = match may_vary(path) {
            _ if path.is_empty() => "a column without a path".to_owned(),
            _ if twice => format!("two columns `{path}`"),
            Err(why) => why,
            Ok(()) => continue,
        };
        notes.push(Note::new(place(range), why).label("this column").help(LOOKS));
    }
    if alone {
        let note = Note::new(place(&head.range), "a design without points");
        notes.push(note.label("nothing follows").help(LOOKS));
    }
}

/// The values of a row, as `--set` takes them, after noting what is wrong with its form.
fn cells(row: &Record, head: &Record, text: &str, notes: &mut Vec<Note>) -> Vec<(String, Place)> {
    let (found, wanted) = (row.cells.len(), head.cells.len());
    let open = row.cells.iter().find(|(_, at)| csv::is_open(&text[at.start..at.end]));
    if let Some((_, at)) = open {
        let note = Note::new(place(at), "a quote that is not closed");
        notes.push(note.label("the cell begins here").help("end the cell with a second quote"));
    } else if found != wanted {
        let note = Note::new(place(&row.range), format!("{found} values for {wanted} columns"));
        let help = "a value that holds a comma is written in quotes: \"['a', 'b']\"";
        notes.push(note.label("a row of another length").help(help));
    }
    for ((value, at), (path, _)) in row.cells.iter().zip(&head.cells) {
        if value.is_empty() && found == wanted {
            let note = Note::new(place(at), format!("no value of `{path}`"));
            let help = "every point needs a value for every path: repeat the file's own value where nothing varies";
            notes.push(note.label("empty").help(help));
        }
    }
    row.cells.iter().map(|(value, at)| (canonical(value), place(at))).collect()
}
