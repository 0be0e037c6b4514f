//! What a learner can ask for, whatever key, click or command asks for it.

/// A wish of the learner. Which key means which is the key table's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// Leave this screen or close what is open on it.
    Back,
    /// Show the keys of this screen.
    Help,
    /// Find a lesson, a term or a command.
    Find,
    /// Hand the terminal back to the shell until it calls again.
    Suspend,
    /// Let the mouse go, so that the terminal can select text, or take it again.
    ReleaseMouse,
    /// Take the next theme.
    NextTheme,
    /// Go up a row.
    Up,
    /// Go down a row.
    Down,
    /// Go left.
    Left,
    /// Go right.
    Right,
    /// Go up a page.
    PageUp,
    /// Go down a page.
    PageDown,
    /// Go to the first row.
    First,
    /// Go to the last row.
    Last,
    /// Go to the next pane.
    NextPane,
    /// Go to the pane before.
    PreviousPane,
    /// Do the obvious thing with what is chosen.
    Confirm,
    /// Tick or untick what is chosen.
    Toggle,
    /// Go to the next step or question.
    Next,
    /// Go to the step or question before.
    Previous,
    /// Open the lab.
    OpenLab,
    /// Open the quiz.
    OpenQuiz,
    /// Change the topology by hand.
    Edit,
    /// Show the animation again.
    Replay,
    /// Stop what moves where it is, or let it go on.
    Pause,
    /// Let what moves be faster.
    Faster,
    /// Let what moves be slower.
    Slower,
    /// Stop or restart a chosen element.
    Fail,
    /// Repair everything that was made to fail.
    RepairAll,
    /// Add a component or host.
    Add,
    /// Draw a link from what is chosen.
    Connect,
    /// Rename what is chosen.
    Rename,
    /// Remove what is chosen.
    Remove,
    /// Change a property of what is chosen.
    Set,
    /// Put the chosen box into the row above.
    MoveUp,
    /// Put the chosen box into the row below.
    MoveDown,
    /// Put the chosen box one place to the left.
    MoveLeft,
    /// Put the chosen box one place to the right.
    MoveRight,
    /// Take the last edit back.
    Undo,
    /// Do the edit again that was taken back.
    Redo,
    /// Write the DNS zone.
    Zone,
    /// Type a command.
    Command,
    /// Write the topology to its file.
    Save,
    /// Show or hide the links of monitoring.
    Metrics,
    /// Show more or less of the design in the diagram.
    Level,
    /// Let the diagram read the other way.
    Turn,
    /// Move the window on the diagram up.
    ScrollUp,
    /// Move the window on the diagram down.
    ScrollDown,
    /// Move the window on the diagram to the left.
    ScrollLeft,
    /// Move the window on the diagram to the right.
    ScrollRight,
    /// Say what the lines and signs of the diagram mean.
    Legend,
    /// Say the design in sentences.
    Describe,
    /// Show a hint, the next one each time.
    Hint,
    /// Hand the answer in.
    Submit,
    /// Go to the lesson that teaches this.
    GoToLesson,
    /// Say that the marking of an answer is wrong.
    Appeal,
    /// Mark one's own answer: nothing of it is there.
    MarkMissing,
    /// Mark one's own answer: half of it is there.
    MarkPartial,
    /// Mark one's own answer: all of it is there.
    MarkMet,
    /// Go to the next step without what this one asks for.
    Skip,
    /// Choose the next part of the diagram.
    NextPart,
    /// Choose the part of the diagram before.
    PreviousPart,
    /// Say more about the chosen finding.
    Explain,
    /// Take up the answer to a question again.
    Retry,
}
