//! The commands, one file each.

mod analyze;
mod bench_grader;
mod check;
mod completions;
mod grade;
mod lint;
mod man;
mod progress;
mod render;
mod tutor;

use clap::Subcommand;

use super::Output;
use super::args::Args;
use super::failure::Failure;

/// What spof can be asked to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Learn(tutor::Learn),
    Lab(tutor::Lab),
    Quiz(tutor::Quiz),
    Check(check::Check),
    Analyze(analyze::Analyze),
    Render(render::Render),
    Grade(grade::Grade),
    BenchGrader(bench_grader::BenchGrader),
    Lint(lint::Lint),
    Progress(progress::Progress),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs the command that was asked for.
pub(super) fn run(args: &Args) -> Result<Output, Failure> {
    let Some(command) = &args.command else { return tutor::home(&args.global) };
    match command {
        Command::Learn(command) => command.run(&args.global),
        Command::Lab(command) => command.run(&args.global),
        Command::Quiz(command) => command.run(&args.global),
        Command::Check(command) => command.run(&args.global),
        Command::Analyze(command) => command.run(&args.global),
        Command::Render(command) => command.run(&args.global),
        Command::Grade(command) => command.run(&args.global),
        Command::BenchGrader(command) => command.run(&args.global),
        Command::Lint(command) => command.run(&args.global),
        Command::Progress(command) => command.run(&args.global),
        Command::Completions(command) => Ok(command.run()),
        Command::Man(command) => command.run(),
    }
}
