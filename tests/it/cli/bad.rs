//! Files that no command can use: each gets a clear message and code 2, and nothing of them reaches the terminal
//! as it is.

use std::fs::File;
use std::process::{Command, Stdio};

use super::{Run, Spof, classic};

/// The commands that read a topology.
const COMMANDS: [&str; 3] = ["analyze", "render", "check --task 0"];

#[test]
fn a_file_that_is_no_topology_is_refused_with_its_reason() {
    let clash = "(format: 1, hosts: [(id: \"web\"), (id: \"web\")])";
    let dangle =
        "(format: 1, hosts: [(id: \"web\")], links: [(from: \"web\", to: \"nowhere\", protocol: http)])";
    let cases: [(&str, &[u8], &str); 9] = [
        ("syntax", b"(format: 1, hosts: [(id: \"web\"", "file.ron:1:"),
        ("empty", b"", "empty"),
        ("blank", b" \n\n", "empty"),
        ("not UTF-8", b"(format: 1, title: \"caf\xe9\")", "UTF-8"),
        ("clashing ids", clash.as_bytes(), "`web`"),
        ("dangling ids", dangle.as_bytes(), "`nowhere`"),
        ("unknown field", b"(format: 1, hostz: [])", "`hosts`"),
        ("newer format", b"(format: 2)", "format"),
        ("binary", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0", "no text"),
    ];
    for (name, content, expected) in cases {
        for command in COMMANDS {
            let run = Spof::new(&format!("{command} file.ron")).file("file.ron", content).run();
            assert!(run.refuses().contains(expected), "{name}: {}", run.err);
            assert!(run.err.starts_with("unreadable input: file.ron"), "{name}: {}", run.err);
            let piped = Spof::new(&format!("{command} - --format json")).input(content).run();
            assert!(piped.refuses().starts_with("unreadable input: standard input"), "{name}: {}", piped.err);
        }
    }
}

#[test]
fn a_file_that_is_missing_or_a_folder_is_refused() {
    for command in COMMANDS {
        let run = Spof::new(&format!("{command} missing.ron")).run();
        assert_eq!(run.refuses(), "unreadable input: There is no file missing.ron. Check the name.\n");
        let run = Spof::new(&format!("{command} .")).run();
        assert_eq!(run.refuses(), "unreadable input: . is a folder. Name a file in it.\n");
    }
}

#[test]
fn a_file_of_a_hundred_megabytes_is_not_read_to_its_end() {
    for command in COMMANDS {
        let spof = Spof::new(&format!("{command} large.ron"));
        File::create(spof.path("large.ron")).unwrap().set_len(100_000_000).unwrap();
        let run = spof.run();
        assert_eq!(run.refuses(), "unreadable input: large.ron is larger than 4 MB. Is it the right file?\n");
    }
    #[cfg(target_os = "linux")]
    assert!(Spof::new("analyze /dev/zero").run().refuses().contains("/dev/zero is larger than 4 MB."));
}

#[test]
fn standard_input_that_is_closed_is_empty() {
    let output = Command::new("sh")
        .args(["-c", "exec \"$0\" analyze - <&-", env!("CARGO_BIN_EXE_spof")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("The file is empty."), "{message}");
}

#[test]
fn nothing_in_a_file_can_control_the_terminal() {
    let turned = "\u{202e}";
    let good = format!(
        "(format: 1, title: \"{turned}\", hosts: [(id: \"web\", label: \"{turned}\", \
         components: [(id: \"nginx\", kind: web_server, label: \"{turned}\")])])"
    );
    let escaped = r#"(format: 1, title: "\u{1b}]0;owned\u{7}\u{9b}2J")"#;
    let raw = "(format: 1, title: \"x\u{1b}[31m\u{9b}2J\u{202e}\", hostz: [])";
    let mut runs: Vec<Run> = Vec::new();
    for command in [
        "analyze evil.ron",
        "analyze evil.ron --format json",
        "render evil.ron",
        "render evil.ron --to ascii",
    ] {
        let run = Spof::new(command).file("evil.ron", &good).run();
        run.ends(0);
        runs.push(run);
    }
    for bad in [escaped, raw] {
        let run = Spof::new("analyze evil.ron").file("evil.ron", bad).run();
        run.refuses();
        runs.push(run);
    }
    runs.push(Spof::new("analyze \u{1b}[31m.ron").run());
    runs.push(
        Spof::new("grade a.md --task 0")
            .file("a.md", "A server\u{1b}[31m is a machine\u{9b} that serves clients over a network.")
            .run(),
    );
    for run in runs {
        let harmful = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}');
        assert!(!run.out.contains(harmful) && !run.err.contains(harmful), "{:?} {:?}", run.out, run.err);
    }
}

#[test]
fn reading_needs_no_home_and_no_progress() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    File::create(&file).unwrap();
    // A data folder that cannot be made matters only to what keeps progress.
    let run = Spof::new(&format!("analyze {}", classic("c0"))).data_dir(&file.join("below")).run();
    run.ends(0);
    assert_eq!(run.err, "");
}
