//! `spof completions`: tab completion for a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Output;
use crate::cli::args::Args;

/// Print the tab completion for a shell
///
/// For bash, put it into ~/.local/share/bash-completion/completions/spof; for zsh, into a file _spof on
/// $fpath; for fish, into ~/.config/fish/completions/spof.fish.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(in crate::cli) fn run(&self) -> Output {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Args::command(), "spof", &mut script);
        Output::pass(String::from_utf8_lossy(&script))
    }
}
