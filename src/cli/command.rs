//! The commands, one file each.

mod completions;
mod man;
mod progress;

use clap::Subcommand;

use super::Output;
use super::args::Args;
use super::failure::Failure;

/// What spof can be asked to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Progress(progress::Progress),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs the command that was asked for.
pub(super) fn run(args: &Args) -> Result<Output, Failure> {
    match &args.command {
        Command::Progress(command) => command.run(&args.global),
        Command::Completions(command) => Ok(command.run()),
        Command::Man(command) => command.run(),
    }
}
