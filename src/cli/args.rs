//! The command line as a whole: the options that every command takes, and the list of commands.

use std::path::PathBuf;

use clap::{Parser, ValueEnum, ValueHint};

use super::command::Command;
use crate::progress::Profile;

/// Learn to design web infrastructure: read, build, break, explain, be graded.
///
/// Without a command, starts the tutor where you left it.
#[derive(Debug, Parser)]
#[command(name = "spof", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 pass, 1 ran and does not pass, 2 wrong use or unreadable input.")]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) global: Global,
}

/// The options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for every command")]
pub(super) struct Global {
    /// Keep progress apart under this name
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) profile: Option<Profile>,
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    #[arg(help = "Keep progress in this folder [default: $SPOF_DATA_DIR, or spof in $XDG_DATA_HOME]")]
    pub(super) data_dir: Option<PathBuf>,
    /// Leave the mouse to the terminal
    #[arg(long, global = true)]
    pub(super) no_mouse: bool,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    /// Draw the order of questions and options from this number, so that a class gets the same
    #[arg(long, global = true, value_name = "N")]
    pub(super) seed: Option<u64>,
    #[arg(long, global = true, help = "Use no colours, as when NO_COLOR is set")]
    pub(super) no_color: bool,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; the keys are stable.
    Json,
}
