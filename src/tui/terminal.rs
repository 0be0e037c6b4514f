//! The real terminal: taken when the tutor starts, given back however it ends, and the loop in between.
//!
//! Whatever ends the program gives the terminal back: quitting, an error, a panic, SIGTERM, SIGHUP, SIGINT.
//! The terminal is asked nothing (such questions hang where nobody answers), and nothing is sent while
//! nothing changes.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::app::{App, Request};
use super::input::Input;

/// One write for a whole frame, also over a slow line.
const FRAME_BYTES: usize = 64 * 1024;

/// Set while the terminal is ours, so that it is given back once and only then.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Set when the shell continues a stopped process: the terminal must be taken again.
static CONTINUED: AtomicBool = AtomicBool::new(false);

/// Says why the tutor cannot run in this terminal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The output is no terminal.
    #[error("spof draws on a terminal, and its output goes elsewhere.")]
    NoTerminal,
    /// The terminal failed.
    #[error("The terminal cannot be used.")]
    Terminal(#[from] io::Error),
}

/// The columns of the terminal that standard output goes to; none where it goes elsewhere.
#[must_use]
pub fn columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size().ok().map(|(columns, _)| columns.into())
}

/// Runs the tutor until it ends, and gives the terminal back.
///
/// # Errors
/// [`Error`] when there is no terminal, or it fails.
pub fn run(app: &mut App) -> Result<(), Error> {
    if !io::stdout().is_terminal() {
        return Err(Error::NoTerminal);
    }
    give_back_on_panic();
    give_back_on_signals()?;
    // With NO_COLOR, crossterm resets bold and reverse too; our own theme without colour does that better.
    crossterm::style::force_color_output(true);
    take(app.world().mouse)?;
    let result = turn(app);
    give_back();
    Ok(result?)
}

/// The loop: draw, wait, act.
fn turn(app: &mut App) -> io::Result<()> {
    let writer = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
    let mut terminal = Terminal::new(CrosstermBackend::new(writer))?;
    let mut last = Instant::now();
    loop {
        draw(&mut terminal, app)?;
        let mut inputs = Vec::new();
        match app.tick() {
            None => inputs.extend(Input::read(event::read()?)),
            Some(pace) => {
                if event::poll(pace.saturating_sub(last.elapsed()))? {
                    inputs.extend(Input::read(event::read()?));
                }
            }
        }
        // What has come in meanwhile is acted on before the next frame: a held key never lags.
        while event::poll(Duration::ZERO)? {
            inputs.extend(Input::read(event::read()?));
        }
        if CONTINUED.swap(false, Ordering::SeqCst) {
            take(app.world().mouse)?;
            redraw(&mut terminal)?;
        }
        let mut requests: Vec<Request> = inputs.into_iter().flat_map(|input| app.handle(input)).collect();
        match app.tick() {
            None => last = Instant::now(),
            Some(pace) if last.elapsed() >= pace => {
                requests.extend(app.elapse(last.elapsed()));
                last = Instant::now();
            }
            Some(_) => {}
        }
        for request in requests {
            match request {
                Request::Quit => return Ok(()),
                Request::Suspend => suspend(&mut terminal, app)?,
                Request::Mouse(true) => execute!(io::stdout(), EnableMouseCapture)?,
                Request::Mouse(false) => execute!(io::stdout(), DisableMouseCapture)?,
            }
        }
    }
}

type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

fn draw(terminal: &mut Screen, app: &mut App) -> io::Result<()> {
    queue!(terminal.backend_mut(), BeginSynchronizedUpdate)?;
    terminal.draw(|frame| app.draw(frame.area(), frame.buffer_mut()))?;
    queue!(terminal.backend_mut(), EndSynchronizedUpdate)?;
    terminal.backend_mut().flush()
}

/// Forgets what is on the screen, so that the next frame is sent whole. (`Terminal::clear` would ask the
/// terminal where its cursor is, and wait for an answer.)
fn redraw(terminal: &mut Screen) -> io::Result<()> {
    let size = terminal.size()?;
    terminal.resize(size.into())
}

fn take(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
    if mouse {
        execute!(io::stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Gives the terminal back as it was. It cannot fail usefully: where it fails, the terminal is gone.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
    }
}

fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
    });
}

#[cfg(unix)]
fn suspend(terminal: &mut Screen, app: &App) -> io::Result<()> {
    give_back();
    // Not SIGTSTP: the kernel drops that one for a process whose group has no parent to wake it.
    signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)?;
    CONTINUED.store(false, Ordering::SeqCst);
    take(app.world().mouse)?;
    redraw(terminal)
}

#[cfg(not(unix))]
fn suspend(_: &mut Screen, _: &App) -> io::Result<()> {
    Ok(())
}

/// Ends the process by the signal's own default after the terminal has been given back; nothing else is to
/// be saved, for whatever the learner does is saved at once.
#[cfg(unix)]
fn give_back_on_signals() -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGCONT])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if signal == SIGCONT {
                CONTINUED.store(true, Ordering::SeqCst);
                // The loop waits for the terminal: a change of size wakes it.
                let _ = signal_hook::low_level::raise(SIGWINCH);
            } else {
                give_back();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn give_back_on_signals() -> io::Result<()> {
    Ok(())
}
