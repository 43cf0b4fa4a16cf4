//! XES (IEEE 1849): events in traces, as rows whose columns are the attributes' keys; those of a trace begin with `case:`.

use super::findings::Findings;
use super::table::{Row, Table};
use csv::StringRecord;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::ops::Range;

/// The events of a log, if it is one.
pub fn parse<'t>(text: &'t str, found: &mut Findings<'_>) -> Option<Table<'t>> {
    let mut events = Events::default();
    let mut reader = Reader::from_str(text);
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event();
        let range = from..reader.buffer_position() as usize;
        let read = match event {
            Ok(Event::Start(tag)) => events.opens(&tag, &range, text),
            Ok(Event::Empty(tag)) => events.opens(&tag, &range, text).map(|()| events.closes()),
            Ok(Event::End(_)) => {
                events.closes();
                Ok(())
            }
            Ok(Event::Eof) => break,
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = read {
            let help = "export the log again, as XES or CSV";
            found.place(from..from + 1, &format!("this is no XML: {error}"), help);
            return None;
        }
    }
    match (&*events.root, events.open.last()) {
        ("log", None) => Some(events.table(text)),
        ("log", Some(open)) => {
            let message = format!("the file ends within <{open}>: it was cut off");
            found.place(text.len() - 1..text.len(), &message, "export the log again");
            None
        }
        (root, _) => {
            let message =
                format!("this is XML but no XES log: its first element is <{root}>, not <log>");
            found.whole(&message, "export the log as XES or CSV");
            None
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Events {
    root: String,
    /// Elements that are open.
    open: Vec<String>,
    /// Columns by key, in the order in which they appear.
    columns: BTreeMap<String, usize>,
    /// Of the present trace.
    of_trace: Vec<(usize, String)>,
    of_event: Vec<(usize, String)>,
    /// Where the present event begins.
    begin: Range<usize>,
    /// Where lines were counted up to, and how many there were.
    counted: (usize, usize),
    rows: Vec<Row>,
}

impl Events {
    fn opens(&mut self, tag: &BytesStart<'_>, at: &Range<usize>, text: &str) -> Result<(), String> {
        let name = tag.local_name().as_ref().to_owned();
        match name.as_str() {
            "trace" => self.of_trace.clear(),
            "event" => {
                self.of_event.clear();
                let lines = text[self.counted.0..at.start].matches('\n').count();
                self.counted = (at.start, self.counted.1 + lines);
                self.begin = at.clone();
            }
            _ => self.attribute(tag)?,
        }
        if self.root.is_empty() {
            self.root.clone_from(&name);
        }
        self.open.push(name);
        Ok(())
    }

    /// An attribute of a trace or an event; those of attributes tell nothing here.
    fn attribute(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let of_event = match self.open.last().map(String::as_str) {
            Some("event") => true,
            Some("trace") => false,
            _ => return Ok(()),
        };
        let said = |name: &str| -> Result<Option<String>, String> {
            let attribute = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
            let text = attribute.map(|it| unescape(&it.value).map(|text| text.trim().to_owned()));
            text.transpose().map_err(|error| error.to_string())
        };
        let (Some(key), Some(value)) = (said("key")?, said("value")?) else { return Ok(()) };
        let key = if of_event { key } else { format!("case:{key}") };
        let next = self.columns.len();
        let column = *self.columns.entry(key).or_insert(next);
        if of_event { &mut self.of_event } else { &mut self.of_trace }.push((column, value));
        Ok(())
    }

    fn closes(&mut self) {
        if self.open.pop().as_deref() != Some("event") {
            return;
        }
        let mut cells = vec![""; self.columns.len()];
        for (column, value) in self.of_trace.iter().chain(&self.of_event) {
            cells[*column] = value;
        }
        let cells = StringRecord::from(cells);
        self.rows.push(Row::new(self.counted.1 + 1, self.begin.clone(), cells));
    }

    fn table(self, text: &str) -> Table<'_> {
        let mut header = vec![String::new(); self.columns.len()];
        self.columns.into_iter().for_each(|(key, place)| header[place] = key);
        Table::of_xml(text, header, self.rows)
    }
}
