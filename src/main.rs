//! The command line: parse, run, map the outcome to an exit code.

use flowcast::cli;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    panic::set_hook(Box::new(cli::confess));
    let code = match panic::catch_unwind(|| cli::run(std::env::args_os())) {
        Ok(Ok(outcome)) => outcome.exit_code(),
        Ok(Err(error)) => {
            cli::complain(&error);
            cli::exit_code(&error)
        }
        // The hook has said so.
        Err(_) => 1,
    };
    ExitCode::from(code)
}
