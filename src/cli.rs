//! Subcommands, printed errors and exit codes.
//!
//! Results go to standard output, messages to standard error. The exit code is 0 for pass, 1 for "ran, and it
//! does not pass", 2 for wrong use or unreadable input. Whatever comes from files is made harmless before it
//! is printed.

mod args;
mod command;
mod failure;
mod json;
mod page;
mod terminal;

use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use args::Args;

/// What a command has to say when it ran.
#[derive(Debug)]
struct Output {
    /// What goes to standard output, harmless already.
    text: String,
    /// Whether it passes.
    pass: bool,
}

impl Output {
    fn pass(text: impl Into<String>) -> Self {
        Self { text: text.into(), pass: true }
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
    let printed = command::run(&args).and_then(|output| {
        terminal::print(&output.text)?;
        Ok(output.pass)
    });
    match printed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            terminal::complain(&failure, &args.global);
            ExitCode::from(2)
        }
    }
}

fn read_args() -> Result<Args, clap::Error> {
    let plain = std::env::args_os().any(|argument| argument == "--no-color");
    let colors = if plain { ColorChoice::Never } else { ColorChoice::Auto };
    Args::from_arg_matches(&Args::command().color(colors).try_get_matches()?)
}
