//! What holds for every command: help, version, completions, the manual, errors and closed pipes.

use std::fs::File;
use std::process::{Command, Stdio};

use super::{Spof, classic};
use crate::support::pty::Pty;

#[test]
fn version_and_help_go_to_standard_output() {
    assert_eq!(Spof::new("--version").run().ends(0), concat!("spof ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = Spof::new("--help").run();
    assert!(help.ends(0).contains("Usage: spof"));
    assert!(
        help.out.contains("Exit codes: 0 pass, 1 ran and does not pass, 2 wrong use or unreadable input.")
    );
    assert!(!help.out.contains('\x1b'), "no colours without a terminal");
}

#[test]
fn wrong_use_is_told_on_standard_error_with_code_2() {
    for wrong in
        ["no-such-command", "progress --format yaml", "man no-such-command", "--profile ../x progress"]
    {
        Spof::new(wrong).run().refuses();
    }
    let message = Spof::new("man progres").run();
    assert_eq!(
        message.refuses(),
        "wrong use: There is no command `progres`.\n  hint: Did you mean `progress`?\n"
    );
}

#[test]
fn every_shell_and_every_command_is_described() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Spof::new(&format!("completions {shell}")).run();
        assert!(script.ends(0).contains("completions"), "{shell}");
    }
    let manual = Spof::new("man").run();
    assert!(manual.ends(0).starts_with(".ie \\n(.g .ds Aq"), "{}", manual.out);
    for line in manual.out.lines() {
        if let Some(name) = line.strip_prefix("spof\\-").and_then(|line| line.strip_suffix("(1)")) {
            // A manual page writes its hyphens as `\-`.
            let page = Spof::new(&format!("man {}", name.replace("\\-", "-"))).run();
            assert!(page.ends(0).contains(&format!("spof\\-{name}")), "{}", page.out);
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    // A pipe whose reading end is closed before the program writes.
    let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
    let pipe = reader.stdin.take().unwrap();
    reader.wait().unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_spof")).args(["completions", "bash"]).stdout(pipe).output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_spof")).args(["completions", "bash"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("cannot write: The result could not be written: No space left"), "{message}");
}

#[test]
fn pages_have_colours_on_a_terminal_alone_and_follow_its_width() {
    let data = tempfile::tempdir().unwrap();
    let file = classic("c0");
    for (options, environment, colours) in [
        (&[][..], &[][..], true),
        (&["--no-color"], &[], false),
        (&[], &[("NO_COLOR", "1")], false),
        (&[], &[("TERM", "dumb")], false),
    ] {
        let arguments = [&["check", &file, "--task", "1"], options].concat();
        let mut run = Pty::start_with(&arguments, data.path(), (60, 40), environment);
        assert_eq!(run.wait().exit_code(), 1);
        assert!(
            run.text().contains("at least 2 must be\n    there. "),
            "wrapped at 60 columns:\n{}",
            run.text()
        );
        let cells = || (0..40).flat_map(|row| (0..60).map(move |column| (row, column)));
        let sign = cells()
            .filter_map(|(row, column)| run.screen().cell(row, column))
            .find(|cell| cell.contents() == "✗");
        assert_eq!(sign.unwrap().fgcolor() != vt100::Color::Default, colours, "{options:?} {environment:?}");
    }
}
