//! Standard output and standard error.

use crate::cli::options::Format;
use crate::cli::said;
use flowcast::error::Error;
use flowcast::report::{Document, Table, csv, json, markdown, terminal};
use std::io::{self, IsTerminal, Write};

/// Writes results to standard output. A reader who has gone (a closed pipe) is no error.
pub fn print(text: &str) -> Result<(), Error> {
    if said::keep(|said| said.printed.push_str(text)) {
        return Ok(());
    }
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    match written {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error, if there is anybody to read it.
pub fn note(text: &str) {
    if said::keep(|said| said.noted.extend([text, "\n"])) {
        return;
    }
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a page for readers, or its data: the first table as CSV, all of them as JSON.
pub fn show(page: &Document, data: &[Table], format: Format) -> Result<(), Error> {
    said::keep(|said| said.page = Some(page.clone()));
    match format {
        Format::Table => print(&terminal::render(page, width())),
        Format::Markdown => print(&markdown::render(page)),
        Format::Json => print(&json::render(data)),
        Format::Csv => print(&data.first().map(csv::render).transpose()?.unwrap_or_default()),
    }
}

/// Whether messages on standard error may be coloured (<https://no-color.org>).
pub fn colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    !said::runs() && io::stderr().is_terminal() && !refused && !dumb
}

/// How many characters fit on a line of standard output: `COLUMNS` where it is set, else the
/// terminal's width; `None` where it is neither.
pub fn width() -> Option<usize> {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    let size = || terminal_size::terminal_size_of(io::stdout());
    set.or_else(|| size().map(|(columns, _)| usize::from(columns.0)))
}
