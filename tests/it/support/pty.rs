//! The real program in a real terminal: keys go in, the screen is what a terminal would show.
//!
//! Tests wait for what the screen shows and never for time to pass. What they look at is always a whole frame: the
//! program marks where each begins and ends (synchronized output), and nothing is looked at in between.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long a test waits for the screen before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program in its terminal.
pub(crate) struct Pty {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    sent: usize,
    /// The last bytes that came, to find marks that were cut in two.
    tail: Vec<u8>,
    /// Whether a frame has begun and not ended.
    within_frame: bool,
}

impl Pty {
    /// Starts `spof` with these arguments and its data in a folder, in a terminal of this size.
    pub(crate) fn start(arguments: &[&str], data: &Path, (width, height): (u16, u16)) -> Self {
        Self::start_with(arguments, data, (width, height), &[])
    }

    /// The same with more of the environment set.
    pub(crate) fn start_with(
        arguments: &[&str],
        data: &Path,
        (width, height): (u16, u16),
        environment: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("the system gives a terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_spof"));
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("HOME", data);
        command.env("SPOF_DATA_DIR", data);
        command.cwd(data);
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().expect("the terminal can be written to");
        Self {
            master: pair.master,
            child,
            keys,
            bytes,
            screen: vt100::Parser::new(cells(height), cells(width), 0),
            sent: 0,
            tail: Vec::new(),
            within_frame: false,
        }
    }

    /// Sends bytes as a keyboard does.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> &mut Self {
        self.keys.write_all(bytes).expect("the terminal takes keys");
        self.keys.flush().expect("the terminal takes keys");
        self
    }

    /// Types a text.
    pub(crate) fn write(&mut self, text: &str) -> &mut Self {
        self.send(text.as_bytes())
    }

    /// Waits until the screen is as wanted, and fails with the screen when it never is.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while self.within_frame || !wanted(self.screen.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => panic!("waited in vain for {what}:\n{}", self.text()),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the program ended before {what}:\n{}", self.text())
                }
            }
        }
        self
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        let wanted = text.to_owned();
        self.until(&format!("“{text}”"), move |screen| screen.contents().contains(&wanted))
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the terminal can be resized");
        self.screen.screen_mut().set_size(cells(height), cells(width));
        self
    }

    /// Sends a signal to the program.
    #[cfg(unix)]
    pub(crate) fn signal(&mut self, name: &str) -> &mut Self {
        let id = self.child.process_id().expect("the program runs").to_string();
        let status = std::process::Command::new("kill").args([name, &id]).status().expect("kill runs");
        assert!(status.success(), "kill {name} {id}");
        self
    }

    /// Waits until the program has stopped. It gives the terminal back a moment before; a signal to go on that comes
    /// in between would be lost. Where there is no `/proc` to ask, it waits for as long as that takes by far.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn until_stopped(&mut self) -> &mut Self {
        let id = self.child.process_id().expect("the program runs").to_string();
        let end = Instant::now() + PATIENCE;
        loop {
            let Ok(told) = std::fs::read_to_string(format!("/proc/{id}/stat")) else {
                std::thread::sleep(Duration::from_millis(500));
                return self;
            };
            // The state stands after the name, which is in brackets.
            if told.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T')) {
                return self;
            }
            assert!(Instant::now() < end, "it does not stop: {told}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end of the program, and takes what it still sent.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the program can be asked for") {
                break status;
            }
            assert!(Instant::now() < end, "the program does not end:\n{}", self.text());
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(5)) {
                self.take(&bytes);
            }
        };
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(200)) {
            self.take(&bytes);
        }
        status
    }

    /// Waits until nothing has come for half a second, and says how many bytes have come in all.
    pub(crate) fn settle(&mut self) -> usize {
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(500)) {
            self.take(&bytes);
        }
        self.sent
    }

    /// The screen of the terminal.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// The screen as text.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.sent += bytes.len();
        self.screen.process(bytes);
        self.tail.extend_from_slice(bytes);
        let last = |mark: &[u8]| self.tail.windows(mark.len()).rposition(|window| window == mark);
        let (begin, end) = (last(b"\x1b[?2026h"), last(b"\x1b[?2026l"));
        if begin.is_some() || end.is_some() {
            self.within_frame = begin > end;
        }
        self.tail.drain(..self.tail.len().saturating_sub(7));
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has cells")
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
