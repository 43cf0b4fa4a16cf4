//! The native part of the Python package: runs commands in this process and hands their tables over as NumPy arrays.
//! Python that is easier to read than this is in `flowcast/`.

mod column;
mod replay;
mod watch;

use column::Handed;
use flowcast::cli::within::{self, Said};
use flowcast::error::Error;
use flowcast::report::document::{Block, Document, Reader};
use indexmap::IndexMap;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::path::PathBuf;
use watch::watched;

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{events, read_csv, run, to_toml};

    #[pymodule_export]
    const VERSION: &str = flowcast::cli::within::VERSION;
}

/// How a command ended, and what it said: a dict.
#[derive(IntoPyObject)]
struct Ran {
    /// The exit code of the program.
    code: u8,
    /// What stopped it; empty where nothing did.
    error: String,
    problems: Vec<Problem>,
    printed: String,
    noted: String,
    finding: String,
    answer: String,
    caveats: Vec<String>,
}

/// One thing that is wrong with a scenario or a log, and where: a dict.
#[derive(IntoPyObject)]
struct Problem {
    path: String,
    message: String,
    label: String,
    help: String,
    line: usize,
    column: usize,
}

/// Runs a command of the command line, such as `["compare", "first.toml"]`; `watch(done, total)` is called now and then.
#[pyfunction]
#[pyo3(signature = (arguments, watch=None))]
fn run(py: Python<'_>, arguments: Vec<OsString>, watch: Option<Py<PyAny>>) -> PyResult<Ran> {
    let argv = [OsString::from("flowcast")].into_iter().chain(arguments);
    let (result, said) = watched(py, watch, || within::run(argv))?;
    Ok(ran(result.map(|outcome| outcome.exit_code()), said))
}

/// The events of replications of a model, asked for by arguments: how it ended, then the columns.
#[pyfunction]
#[pyo3(signature = (arguments, watch=None))]
fn events(
    py: Python<'_>,
    arguments: Vec<OsString>,
    watch: Option<Py<PyAny>>,
) -> PyResult<(Ran, Vec<(String, Handed)>)> {
    let argv = [OsString::from("events")].into_iter().chain(arguments).collect();
    let (result, said) = watched(py, watch, || replay::gather(argv))?;
    match result {
        Ok(columns) => Ok((ran(Ok(0), said), column::handed(columns))),
        Err(error) => Ok((ran(Err(error), said), Vec::new())),
    }
}

/// The columns of a data file.
#[pyfunction]
fn read_csv(py: Python<'_>, path: PathBuf) -> PyResult<Vec<(String, Handed)>> {
    let columns = py.detach(|| std::fs::read(&path).map(|bytes| column::read(&bytes)))?;
    let columns =
        columns.map_err(|why| PyValueError::new_err(format!("{}: {why}", path.display())));
    Ok(column::handed(columns?))
}

/// A value whose tables keep the order of their keys: that of teams and streams decides between what is equal.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Switch(bool),
    Whole(i64),
    Number(f64),
    Words(String),
    List(Vec<Written>),
    Table(IndexMap<String, Written>),
}

/// JSON as TOML.
#[pyfunction]
fn to_toml(json: &str) -> PyResult<String> {
    let wrong = |why: String| PyValueError::new_err(format!("no TOML can be made of it: {why}"));
    let written: Written = serde_json::from_str(json).map_err(|why| wrong(why.to_string()))?;
    toml::to_string(&written).map_err(|why| wrong(why.to_string()))
}

fn ran(result: Result<u8, Error>, said: Said) -> Ran {
    let problem = |found: &flowcast::scenario::Problem| Problem {
        path: found.path.clone(),
        message: found.message.clone(),
        label: found.label.clone(),
        help: found.help.clone(),
        line: found.line,
        column: found.column,
    };
    let problems = said.problems.iter().flat_map(|all| all.list());
    let page = said.page.unwrap_or_default();
    Ran {
        code: result.as_ref().map_or_else(Error::exit_code, |code| *code),
        error: result.err().map_or(String::new(), |error| error.to_string()),
        problems: problems.map(problem).collect(),
        printed: said.printed,
        noted: said.noted,
        answer: answer(&page),
        caveats: caveats(&page),
        finding: page.head.finding,
    }
}

/// The paragraph that a reader came for; empty where there is none.
fn answer(page: &Document) -> String {
    let paragraph = |block: &Block| match block {
        Block::Answer(words) => Some(words.clone()),
        _ => None,
    };
    page.blocks(Reader::Output).find_map(paragraph).unwrap_or_default()
}

/// The list under the heading of caveats.
fn caveats(page: &Document) -> Vec<String> {
    let heading = |block: &&Block| !matches!(block, Block::Heading(words) if words == "Caveats");
    match page.blocks(Reader::Output).skip_while(heading).nth(1) {
        Some(Block::List(items)) => items.clone(),
        _ => Vec::new(),
    }
}
