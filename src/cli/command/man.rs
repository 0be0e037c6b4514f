//! `spof man`: the manual page, made from the same table as the help.

use clap::CommandFactory;

use crate::cli::Output;
use crate::cli::args::Args;
use crate::cli::failure::{Failure, Kind};
use crate::text;

/// Print the manual page, of spof or of one command (read it with: spof man | man -l -)
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Man {
    /// The command; spof itself when left out
    command: Option<String>,
}

impl Man {
    pub(in crate::cli) fn run(&self) -> Result<Output, Failure> {
        let mut program = Args::command();
        program.build();
        let page = match &self.command {
            None => program,
            Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| unknown(&program, name))?,
        };
        let mut roff = Vec::new();
        clap_mangen::Man::new(page).render(&mut roff).map_err(|error| Failure::new(Kind::Output, error))?;
        Ok(Output::pass(String::from_utf8_lossy(&roff)))
    }
}

fn unknown(program: &clap::Command, name: &str) -> Failure {
    let names = program.get_subcommands().map(clap::Command::get_name);
    let failure = Failure::said(Kind::Usage, format_args!("There is no command `{name}`."));
    match text::closest(name, names) {
        Some(near) => failure.hint(format!("Did you mean `{near}`?")),
        None => failure.hint("`spof --help` lists the commands."),
    }
}
