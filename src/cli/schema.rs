//! `flowcast schema`: the JSON Schema of scenario files.

use super::outcome::Outcome;
use super::session::output;
use flowcast::error::Error;
use flowcast::scenario;

pub fn run() -> Result<Outcome, Error> {
    output::print(&(scenario::schema().trim_end().to_owned() + "\n"))?;
    Ok(Outcome::Complete)
}
