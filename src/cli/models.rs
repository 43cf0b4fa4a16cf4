//! `flowcast models`: the presets.

use super::{Outcome, args, names, output};
use flowcast::error::Error;
use flowcast::scenario;

pub fn run(args: &args::Models) -> Result<Outcome, Error> {
    let presets = scenario::presets();
    let known: Vec<&str> = presets.iter().map(AsRef::as_ref).collect();
    let Some(wanted) = &args.name else {
        output::print(&(known.join("\n") + "\n"))?;
        output::note("show one with: flowcast models NAME");
        return Ok(Outcome::Complete);
    };
    let name = known[names::find("preset", wanted, &known)?];
    let toml = scenario::preset_toml(name);
    output::print(&toml.ok_or_else(|| Error::Internal(format!("the preset {name} has no text")))?)?;
    Ok(Outcome::Complete)
}
