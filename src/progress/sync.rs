//! Brings what was written to the disk itself soon after, without letting anybody wait for it.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The longest that something written waits for its sync to begin.
const DELAY: Duration = Duration::from_millis(500);

/// A thread that syncs after writes: soon, once for many, and not at all while nothing is written.
#[derive(Debug)]
pub(super) struct Syncer {
    /// Absent only while it is dropped.
    written: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Syncer {
    /// Starts the thread; `None` when the system has none to give.
    pub(super) fn start(sync: impl Fn() + Send + 'static) -> Option<Self> {
        let (written, writes) = mpsc::channel();
        let thread =
            thread::Builder::new().name("sync".to_owned()).spawn(move || follow(&writes, sync)).ok()?;
        Some(Self { written: Some(written), thread: Some(thread) })
    }

    /// Says that something was written.
    pub(super) fn touch(&self) {
        if let Some(written) = &self.written {
            // The thread ends only when the sender does.
            written.send(()).ok();
        }
    }
}

impl Drop for Syncer {
    /// Waits for the last sync.
    fn drop(&mut self) {
        drop(self.written.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn follow(writes: &Receiver<()>, sync: impl Fn()) {
    while writes.recv().is_ok() {
        let due = Instant::now() + DELAY;
        // Gathers what comes until then; an end of the writes makes it due at once.
        while let Err(RecvTimeoutError::Timeout) | Ok(()) =
            writes.recv_timeout(due.saturating_duration_since(Instant::now()))
            && Instant::now() < due
        {}
        sync();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn many_writes_are_one_sync_and_the_last_is_never_forgotten() {
        let count = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&count);
        let syncer = Syncer::start(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        })
        .unwrap();
        for _ in 0..1000 {
            syncer.touch();
        }
        drop(syncer);
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn nothing_written_is_no_sync() {
        let syncer = Syncer::start(|| panic!("there is nothing to sync")).unwrap();
        let begun = Instant::now();
        drop(syncer);
        assert!(begun.elapsed() < DELAY);
    }

    #[test]
    fn a_write_is_synced_while_the_program_goes_on() {
        let (sender, done) = mpsc::channel();
        let syncer = Syncer::start(move || sender.send(()).expect("the test listens")).unwrap();
        for _ in 0..2 {
            syncer.touch();
            done.recv_timeout(Duration::from_secs(10)).unwrap();
        }
    }
}
