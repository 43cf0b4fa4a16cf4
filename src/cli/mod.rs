//! Subcommands, one file each; the only place that prints.

mod args;
mod breakeven;
mod check;
mod check_in;
mod compare;
mod completions;
mod decompose;
mod diagnose;
mod explain;
mod export_log;
mod fit;
mod freeze;
mod improve;
mod init;
mod lesson;
mod metrics;
mod models;
mod options;
mod outcome;
mod paged;
mod play;
mod report;
mod results;
mod said;
mod schema;
mod sensitivity;
mod session;
mod smallest;
mod steady;
mod story;
mod sweep;
mod trace;
mod validate;
mod which_lever;
pub mod within;

pub use session::interrupt::exit_code;

use args::Args;
use clap::Parser;
use flowcast::error::Error;
use flowcast::text::plain_lines;
use outcome::Outcome;
use session::output;
use std::ffi::OsString;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs the command that the arguments ask for.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> Result<Outcome, Error> {
    let argv: Vec<OsString> = argv.into_iter().collect();
    let args = match Args::try_parse_from(&argv) {
        Ok(args) => args,
        Err(stopped) => return explain_usage(&stopped),
    };
    args.command.run(&command_line(&argv))
}

/// Help and version go to standard output and are no error; anything else is wrong usage.
fn explain_usage(stopped: &clap::Error) -> Result<Outcome, Error> {
    if stopped.use_stderr() {
        return Err(refused(stopped));
    }
    output::print(&stopped.render().to_string())?;
    Ok(Outcome::Complete)
}

/// Wrong usage as an error, with colours where they are wanted.
fn refused(stopped: &clap::Error) -> Error {
    let styled = stopped.render();
    Error::Rendered(if output::colour() { styled.ansi().to_string() } else { styled.to_string() })
}

/// The command as it was given, with the program's bare name instead of its place on this machine.
fn command_line(argv: &[OsString]) -> Vec<String> {
    let given = argv.iter().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    [env!("CARGO_PKG_NAME").to_owned()].into_iter().chain(given).collect()
}

/// Says on standard error what stopped a command.
pub fn complain(error: &Error) {
    match error {
        // Rendered for the reader already.
        Error::Rendered(rendered) | Error::Unreadable(rendered) => {
            output::note(rendered.trim_end())
        }
        _ => output::note(&format!("error: {}", plain_lines(&error.to_string()))),
    }
}

/// Says on standard error, in one line and once, that flowcast itself is wrong.
pub fn confess(info: &PanicHookInfo<'_>) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if SAID.swap(true, Ordering::Relaxed) {
        return;
    }
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info
        .location()
        .map_or(String::new(), |at| format!(" at line {} of {}", at.line(), at.file()));
    let what = plain_lines(text.unwrap_or("unknown")).replace('\n', " ");
    output::note(&format!(
        "error: internal error{place}: {what}; this is a defect in flowcast, please report it"
    ));
}
