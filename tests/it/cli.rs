//! The real binary: what each command prints, and with which code it ends.

mod analyze;
mod bad;
mod bench_grader;
mod check;
mod frame;
mod grade;
mod lint;
mod progress;
mod render;
mod tutor;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the program left behind.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// A run of the program that is being prepared: in a folder of its own, with no terminal and no settings of
/// whoever runs the tests.
struct Spof {
    folder: tempfile::TempDir,
    command: Command,
    input: Vec<u8>,
}

impl Spof {
    /// The program with these arguments, parted by blanks.
    fn new(arguments: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_spof"));
        command.args(arguments.split_whitespace()).current_dir(folder.path());
        for name in ["SPOF_DATA_DIR", "NO_COLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        command.env("HOME", folder.path()).env("XDG_DATA_HOME", folder.path().join("data"));
        Self { folder, command, input: Vec::new() }
    }

    /// With a file in its folder.
    fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder"))
            .expect("the folder can be written");
        std::fs::write(path, content).expect("the folder can be written");
        self
    }

    /// A path in its folder.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// With this on its standard input.
    fn input(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.input = bytes.as_ref().to_vec();
        self
    }

    /// With this data folder.
    fn data_dir(mut self, folder: &Path) -> Self {
        self.command.arg("--data-dir").arg(folder);
        self
    }

    /// Runs it to its end.
    fn run(mut self) -> Run {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        // The program may end without reading what it is given.
        stdin.write_all(&self.input).ok();
        drop(stdin);
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Run {
    /// Checks the exit code, and returns what went to standard output.
    #[track_caller]
    fn ends(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        &self.out
    }

    /// Checks that the program refused with a message on standard error alone, and returns it.
    #[track_caller]
    fn refuses(&self) -> &str {
        assert_eq!(self.ends(2), "", "messages go to standard error");
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert!(!self.err.is_empty(), "a message says why");
        &self.err
    }

    /// The JSON on standard output.
    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }
}

/// The path of a classic topology.
fn classic(name: &str) -> String {
    format!("{}/lessons/classics/{name}.ron", env!("CARGO_MANIFEST_DIR"))
}
