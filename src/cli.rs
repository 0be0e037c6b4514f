//! Subcommands, printed errors and exit codes.
//!
//! Results go to standard output, messages to standard error. The exit code is 0 for pass, 1 for "ran, and it
//! does not pass", 2 for wrong use or unreadable input. Whatever comes from files is made harmless before it
//! is printed.

mod args;
mod command;
mod failing;
mod failure;
mod input;
mod json;
mod number;
mod page;
mod rubrics;
mod terminal;

use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use args::Args;
use failure::Failure;

/// What a command has to say when it ran.
#[derive(Debug)]
struct Output {
    /// What goes to standard output: text that is harmless already, or a picture.
    bytes: Vec<u8>,
    /// Whether it passes.
    pass: bool,
    /// What it could not do besides.
    failures: Vec<Failure>,
}

impl Output {
    fn new(text: impl Into<String>, pass: bool) -> Self {
        Self { bytes: text.into().into_bytes(), pass, failures: Vec::new() }
    }

    fn pass(text: impl Into<String>) -> Self {
        Self::new(text, true)
    }

    /// A result that is no text.
    fn binary(bytes: Vec<u8>) -> Self {
        Self { bytes, pass: true, failures: Vec::new() }
    }
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let args = match read_args() {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too; when even they cannot be printed there is nobody to tell.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let (pass, failures) = match command::run(&args) {
        Ok(output) => {
            let unwritten = terminal::print(&output.bytes).err();
            (output.pass, output.failures.into_iter().chain(unwritten).collect())
        }
        Err(failure) => (false, vec![failure]),
    };
    for failure in &failures {
        terminal::complain(failure, &args.global);
    }
    match (failures.is_empty(), pass) {
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(1),
        (false, _) => ExitCode::from(2),
    }
}

fn read_args() -> Result<Args, clap::Error> {
    let plain = std::env::args_os().any(|argument| argument == "--no-color");
    let colors = if plain { ColorChoice::Never } else { ColorChoice::Auto };
    Args::from_arg_matches(&Args::command().color(colors).try_get_matches()?)
}
