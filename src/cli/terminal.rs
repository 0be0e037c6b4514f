//! Standard output and standard error: what they can show, and how they are written.

use std::env;
use std::io::{self, IsTerminal, Write};

use super::args::Global;
use super::failure::{Failure, Kind};
use super::page::{Ink, Look};
use crate::text;
use crate::tui;

/// The columns of a page whose width is unknown.
const COLUMNS: usize = 80;

/// What standard output can show.
pub(super) fn look(global: &Global) -> Look {
    Look { color: colors(global, &io::stdout()), ascii: global.ascii, columns: columns() }
}

/// Says whether colours are wanted and can be shown (<https://no-color.org>).
fn colors(global: &Global, stream: &impl IsTerminal) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
    !global.no_color && !set("NO_COLOR") && !dumb && stream.is_terminal()
}

/// Whether a person sits at both ends.
pub(super) fn is_interactive() -> bool {
    io::stdout().is_terminal() && (io::stdin().is_terminal() || cfg!(unix))
}

/// Whether standard output is a terminal, which bytes that are no text would upset.
pub(super) fn is_shown() -> bool {
    io::stdout().is_terminal()
}

/// The width to wrap at: that of the terminal, or [`COLUMNS`] where there is none.
fn columns() -> usize {
    let told = || env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    tui::terminal::columns().or_else(told).unwrap_or(COLUMNS).clamp(40, 120)
}

/// Writes a result to standard output. A reader that has seen enough, such as `head`, is no failure.
pub(super) fn print(result: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(result).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::said(Kind::Output, format_args!("The result could not be written: {error}."))
                .hint("Check the disk, or where the output is sent."))
        }
        _ => Ok(()),
    }
}

/// Prints why the program cannot do what it was asked to.
pub(super) fn complain(failure: &Failure, global: &Global) {
    message(failure.label(), Ink::Bad, &failure.to_string(), global);
}

/// Prints something that people should know besides the result.
pub(super) fn notice(what: &str, global: &Global) {
    message("note", Ink::Fair, what, global);
}

fn message(label: &str, ink: Ink, what: &str, global: &Global) {
    let mut err = io::stderr().lock();
    let label = ink.paint(label, colors(global, &err));
    // There is nobody left to tell when standard error is gone.
    drop(writeln!(err, "{label}: {}", text::safe_block(what)));
}
