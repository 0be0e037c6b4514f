//! The one table of keys. Handling, the footer, the help screen and the README all read it.

use crossterm::event::KeyCode;

use super::action::Action;
use super::input::Chord;

/// Where a key has its meaning. A screen names the contexts that are open, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere, also while typing.
    Everywhere,
    /// Everywhere but while typing.
    Reading,
    /// A list or text that scrolls.
    List,
    /// The course map.
    Home,
    /// A step of a lesson.
    Lesson,
    /// A prediction inside a lesson or quiz: ticks before an answer.
    Predict,
    /// A mission: a topology to build until its goals are met.
    Mission,
    /// The lab's board.
    Board,
    /// The diagram of a lesson, lab or quiz, as it is seen.
    View,
    /// The lab's command line.
    CommandLine,
    /// A list of things to choose from, with search.
    Chooser,
    /// A question that is still open.
    Question,
    /// A question that has been answered.
    Answered,
    /// A free-text answer being written.
    Writing,
    /// A number being typed as an answer.
    Filling,
    /// The result of a quiz.
    QuizResult,
    /// The other end of a link is being chosen.
    Connect,
    /// The DNS zone being written.
    Zone,
    /// A window with a text to read.
    Window,
    /// The help screen.
    Help,
    /// The first steps of somebody who has never used a terminal program.
    Welcome,
}

impl Context {
    /// Its heading on the help screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Reading => "When you are not typing",
            Self::List => "Lists and text",
            Self::Home => "Course map",
            Self::Lesson => "Lesson",
            Self::Predict => "Prediction",
            Self::Mission => "Mission",
            Self::Board => "Board",
            Self::View => "Diagram",
            Self::CommandLine => "Command line",
            Self::Chooser => "Find",
            Self::Question => "Question",
            Self::Answered => "After your answer",
            Self::Writing => "Writing an answer",
            Self::Filling => "Typing a number",
            Self::QuizResult => "Result",
            Self::Connect => "Drawing a link",
            Self::Zone => "Writing the zone",
            Self::Window => "Window",
            Self::Help => "Help",
            Self::Welcome => "First steps",
        }
    }
}

/// One row of the table: these keys mean this action in this context.
#[derive(Debug)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// The keys; the first is the one that the footer shows.
    pub keys: &'static [Chord],
    /// What they mean.
    pub action: Action,
    /// What the help screen says, in the imperative.
    pub help: &'static str,
    /// What the footer says, when it is shown there.
    pub footer: Option<&'static str>,
}

const fn bind(
    context: Context,
    keys: &'static [Chord],
    action: Action,
    help: &'static str,
    footer: Option<&'static str>,
) -> Binding {
    Binding { context, keys, action, help, footer }
}

const UP: Chord = Chord::key(KeyCode::Up);
const DOWN: Chord = Chord::key(KeyCode::Down);
const LEFT: Chord = Chord::key(KeyCode::Left);
const RIGHT: Chord = Chord::key(KeyCode::Right);
const ENTER: Chord = Chord::key(KeyCode::Enter);
const ESC: Chord = Chord::key(KeyCode::Esc);
const TAB: Chord = Chord::key(KeyCode::Tab);
const BACK_TAB: Chord = Chord::key(KeyCode::BackTab);
const SPACE: Chord = Chord::char(' ');

// Some terminals keep one of the two for themselves.
const MOVE_LEFT: &[Chord] = &[Chord::ctrl_key(KeyCode::Left), Chord::alt_key(KeyCode::Left)];
const MOVE_RIGHT: &[Chord] = &[Chord::ctrl_key(KeyCode::Right), Chord::alt_key(KeyCode::Right)];
const MOVE_UP: &[Chord] = &[Chord::ctrl_key(KeyCode::Up), Chord::alt_key(KeyCode::Up)];
const MOVE_DOWN: &[Chord] = &[Chord::ctrl_key(KeyCode::Down), Chord::alt_key(KeyCode::Down)];

const SCROLL_LEFT: &[Chord] = &[Chord::shift_key(KeyCode::Left)];
const SCROLL_RIGHT: &[Chord] = &[Chord::shift_key(KeyCode::Right)];
const SCROLL_UP: &[Chord] = &[Chord::shift_key(KeyCode::Up)];
const SCROLL_DOWN: &[Chord] = &[Chord::shift_key(KeyCode::Down)];

/// Every key, in the order in which help shows them.
pub const BINDINGS: &[Binding] = &{
    use Action as A;
    use Context as C;
    [
        bind(C::Home, &[ENTER], A::Confirm, "Open what is chosen.", Some("open")),
        bind(C::Home, &[Chord::char('l')], A::OpenLab, "Open the lab.", Some("lab")),
        bind(C::Home, &[Chord::char('z')], A::OpenQuiz, "Take the quiz of the chosen task.", Some("quiz")),
        bind(C::Lesson, &[ENTER], A::Next, "Do what the step asks for, then go on.", Some("go on")),
        bind(C::Lesson, &[RIGHT, Chord::char('n')], A::Skip, "Go to the next step at once.", Some("step")),
        bind(C::Lesson, &[LEFT, Chord::char('p')], A::Previous, "Go back a step.", Some("back")),
        bind(C::Lesson, &[Chord::char('a')], A::Replay, "Watch the request again.", Some("watch again")),
        bind(C::Lesson, &[SPACE], A::Pause, "Stop the request on its way, or let it go on.", None),
        bind(C::Lesson, &[Chord::char('+')], A::Faster, "Let requests move faster.", None),
        bind(C::Lesson, &[Chord::char('-')], A::Slower, "Let requests move slower.", None),
        bind(C::Lesson, &[TAB], A::NextPane, "Choose the next part of the topology.", None),
        bind(C::Lesson, &[BACK_TAB], A::PreviousPane, "Choose the part before.", None),
        bind(
            C::Lesson,
            &[Chord::char('f')],
            A::Fail,
            "Stop the chosen part, or start it again.",
            Some("fail"),
        ),
        bind(C::Lesson, &[Chord::char('e')], A::Edit, "Change this topology in the lab.", Some("edit")),
        bind(C::Lesson, &[Chord::char('L')], A::Legend, "Say what the lines and signs mean.", None),
        bind(C::Lesson, &[Chord::char('D')], A::Describe, "Say the topology in sentences.", None),
        bind(C::Lesson, &[Chord::char('z')], A::OpenQuiz, "Take the quiz of this task.", None),
        bind(C::Predict, &[SPACE, Chord::char('x')], A::Toggle, "Tick or untick.", Some("tick")),
        bind(C::Predict, &[ENTER], A::Submit, "See whether you were right.", Some("see")),
        bind(C::Mission, &[Chord::char('H')], A::Hint, "Show a hint, the next one each time.", Some("hint")),
        bind(C::Board, &[Chord::char('a')], A::Add, "Add a component or a host.", Some("add")),
        bind(
            C::Board,
            &[Chord::char('c')],
            A::Connect,
            "Connect the chosen one to another.",
            Some("connect"),
        ),
        bind(C::Board, &[Chord::char('f')], A::Fail, "Stop the chosen one, or repair it.", Some("fail")),
        bind(C::Board, &[Chord::char('F')], A::RepairAll, "Repair everything.", None),
        bind(C::Board, &[Chord::char('r')], A::Rename, "Rename the chosen one.", None),
        bind(
            C::Board,
            &[Chord::char('d'), Chord::key(KeyCode::Delete)],
            A::Remove,
            "Remove the chosen one.",
            None,
        ),
        bind(C::Board, &[Chord::char('s')], A::Set, "Change a property of the chosen one.", None),
        bind(C::Board, MOVE_LEFT, A::MoveLeft, "Put the chosen box one place to the left.", None),
        bind(C::Board, MOVE_RIGHT, A::MoveRight, "Put the chosen box one place to the right.", None),
        bind(C::Board, MOVE_UP, A::MoveUp, "Put the chosen box into the row above.", None),
        bind(C::Board, MOVE_DOWN, A::MoveDown, "Put the chosen box into the row below.", None),
        bind(C::Board, &[Chord::char('u')], A::Undo, "Take the last edit back.", Some("undo")),
        bind(C::Board, &[Chord::char('U'), Chord::ctrl('r')], A::Redo, "Do it again.", None),
        bind(C::Board, &[Chord::char('z')], A::Zone, "Write the DNS zone.", Some("zone")),
        bind(
            C::Zone,
            &[Chord::ctrl('s'), Chord::ctrl('d')],
            A::Submit,
            "Take the zone over.",
            Some("take over"),
        ),
        bind(C::Zone, &[ESC], A::Back, "Leave the zone as it was.", Some("cancel")),
        bind(C::Board, &[Chord::char(':')], A::Command, "Type a command.", Some("command")),
        bind(C::Board, &[Chord::char('w'), Chord::ctrl('s')], A::Save, "Write the topology to a file.", None),
        bind(C::Board, &[Chord::char('L')], A::Legend, "Say what the lines and signs mean.", None),
        bind(C::Board, &[Chord::char('D')], A::Describe, "Say the topology in sentences.", None),
        bind(C::Board, &[Chord::char('M')], A::Metrics, "Show or hide the links of monitoring.", None),
        bind(
            C::Board,
            &[ENTER, Chord::char('m')],
            A::Confirm,
            "Show what can be done with the chosen one.",
            Some("menu"),
        ),
        bind(C::Board, &[Chord::char('t')], A::Replay, "Watch a request: each time of another kind.", None),
        bind(C::Board, &[SPACE], A::Pause, "Stop what is on its way, or let it go on.", None),
        bind(C::Board, &[Chord::char('+')], A::Faster, "Let requests move faster.", None),
        bind(C::Board, &[Chord::char('-')], A::Slower, "Let requests move slower.", None),
        bind(C::View, &[Chord::char('v')], A::Level, "Show more or less of the design, or what fits.", None),
        bind(C::View, &[Chord::char('o')], A::Turn, "Read from left to right, or from the top down.", None),
        bind(C::View, SCROLL_LEFT, A::ScrollLeft, "Move a diagram that is too wide.", None),
        bind(C::View, SCROLL_RIGHT, A::ScrollRight, "Move it the other way.", None),
        bind(C::View, SCROLL_UP, A::ScrollUp, "Move a diagram that is too tall.", None),
        bind(C::View, SCROLL_DOWN, A::ScrollDown, "Move it the other way.", None),
        bind(C::Board, &[TAB], A::NextPart, "Choose the next part.", None),
        bind(C::Board, &[BACK_TAB], A::PreviousPart, "Choose the part before.", None),
        bind(C::Board, &[Chord::char('n')], A::Next, "Go to the next finding.", None),
        bind(C::Board, &[Chord::char('p')], A::Previous, "Go to the finding before.", None),
        bind(C::Board, &[Chord::char('i')], A::Explain, "Explain the chosen finding.", Some("explain")),
        bind(
            C::Connect,
            &[ENTER, Chord::char('c')],
            A::Confirm,
            "Draw the link to the chosen one.",
            Some("draw the link"),
        ),
        bind(C::Connect, &[ESC], A::Back, "Draw no link.", Some("stop")),
        bind(C::Connect, &[TAB], A::NextPart, "Choose the next part.", Some("next part")),
        bind(C::Connect, &[BACK_TAB], A::PreviousPart, "Choose the part before.", None),
        bind(C::Window, &[ENTER, ESC, SPACE], A::Back, "Close the window.", Some("close")),
        bind(C::CommandLine, &[ENTER], A::Confirm, "Do it.", Some("do it")),
        bind(C::CommandLine, &[TAB], A::NextPane, "Complete the word.", Some("complete")),
        bind(C::CommandLine, &[UP], A::Up, "Take the command before.", None),
        bind(C::CommandLine, &[DOWN], A::Down, "Take the command after.", None),
        bind(C::CommandLine, &[ESC], A::Back, "Close the command line.", Some("close")),
        bind(C::Chooser, &[ENTER], A::Confirm, "Take the chosen one.", Some("choose")),
        bind(C::Chooser, &[UP, Chord::ctrl('k')], A::Up, "Go up.", None),
        bind(C::Chooser, &[DOWN, Chord::ctrl('j')], A::Down, "Go down.", None),
        bind(C::Chooser, &[ESC], A::Back, "Close it.", Some("close")),
        bind(C::Question, &[SPACE, Chord::char('x')], A::Toggle, "Tick or untick.", Some("tick")),
        bind(C::Question, &[ENTER], A::Submit, "Hand the answer in.", Some("answer")),
        bind(
            C::Question,
            &[Chord::char('n'), Chord::key(KeyCode::PageDown)],
            A::Next,
            "Skip to the next question.",
            Some("skip"),
        ),
        bind(
            C::Question,
            &[Chord::char('p'), Chord::key(KeyCode::PageUp)],
            A::Previous,
            "Go back a question.",
            None,
        ),
        bind(C::Answered, &[ENTER, RIGHT, Chord::char('n')], A::Next, "Go on.", Some("next")),
        bind(C::Answered, &[LEFT, Chord::char('p')], A::Previous, "Go back a question.", None),
        bind(
            C::Answered,
            &[Chord::char('o')],
            A::GoToLesson,
            "Open the step that teaches this.",
            Some("lesson"),
        ),
        bind(C::Answered, &[Chord::char('r')], A::Retry, "Answer again.", Some("retry")),
        bind(C::Answered, &[Chord::char('m')], A::Appeal, "Say that you hold the marking to be wrong.", None),
        bind(C::Answered, &[Chord::char('1')], A::MarkMissing, "Mark your own explanation: not there.", None),
        bind(
            C::Answered,
            &[Chord::char('2')],
            A::MarkPartial,
            "Mark your own explanation: half of it.",
            None,
        ),
        bind(C::Answered, &[Chord::char('3')], A::MarkMet, "Mark your own explanation: all of it.", None),
        bind(
            C::Writing,
            &[Chord::ctrl('d'), Chord::ctrl('s')],
            A::Submit,
            "Hand the answer in.",
            Some("answer"),
        ),
        bind(C::Writing, &[ESC], A::Back, "Stop writing; the text is kept.", Some("stop writing")),
        bind(
            C::Writing,
            &[Chord::key(KeyCode::PageDown)],
            A::Next,
            "Skip to the next question; the text is kept.",
            Some("skip"),
        ),
        bind(C::Writing, &[Chord::key(KeyCode::PageUp)], A::Previous, "Go back a question.", None),
        bind(C::Filling, &[ENTER], A::Submit, "Hand the answer in.", Some("answer")),
        bind(
            C::Filling,
            &[Chord::key(KeyCode::PageDown)],
            A::Next,
            "Skip to the next question.",
            Some("skip"),
        ),
        bind(C::Filling, &[Chord::key(KeyCode::PageUp)], A::Previous, "Go back a question.", None),
        bind(C::Filling, &[ESC], A::Back, "Leave the question.", None),
        bind(
            C::QuizResult,
            &[ENTER, Chord::char('o')],
            A::GoToLesson,
            "Open the step that teaches it.",
            Some("lesson"),
        ),
        bind(C::QuizResult, &[Chord::char('r')], A::Retry, "Take the quiz again.", Some("again")),
        bind(
            C::Help,
            &[ESC, Chord::char('?'), Chord::char('q'), Chord::key(KeyCode::F(1))],
            A::Back,
            "Close the help.",
            Some("close"),
        ),
        bind(C::Welcome, &[ENTER], A::Confirm, "Go on.", Some("go on")),
        bind(C::Welcome, &[ESC], A::Back, "Skip the first steps.", Some("skip")),
        bind(C::List, &[UP, Chord::char('k')], A::Up, "Go up.", None),
        bind(C::List, &[DOWN, Chord::char('j')], A::Down, "Go down.", None),
        bind(C::List, &[LEFT, Chord::char('h')], A::Left, "Go left.", None),
        bind(C::List, &[RIGHT, Chord::char('l')], A::Right, "Go right.", None),
        bind(C::List, &[Chord::key(KeyCode::PageUp), Chord::ctrl('u')], A::PageUp, "Go up a page.", None),
        bind(
            C::List,
            &[Chord::key(KeyCode::PageDown), Chord::ctrl('d')],
            A::PageDown,
            "Go down a page.",
            None,
        ),
        bind(C::List, &[Chord::char('g'), Chord::key(KeyCode::Home)], A::First, "Go to the top.", None),
        bind(C::List, &[Chord::char('G'), Chord::key(KeyCode::End)], A::Last, "Go to the end.", None),
        bind(C::Reading, &[Chord::char('?')], A::Help, "Show the keys of this screen.", Some("keys")),
        bind(C::Reading, &[Chord::char('/')], A::Find, "Find a lesson, a term or a command.", None),
        bind(
            C::Reading,
            &[ESC, Chord::key(KeyCode::Backspace)],
            A::Back,
            "Go back to where you came from.",
            None,
        ),
        bind(
            C::Reading,
            &[Chord::char('q')],
            A::Quit,
            "Leave spof; you will go on here next time.",
            Some("quit"),
        ),
        bind(C::Reading, &[Chord::char('T')], A::NextTheme, "Take the next theme.", None),
        bind(C::Everywhere, &[Chord::ctrl('p')], A::Find, "Find anything.", Some("find")),
        bind(C::Everywhere, &[Chord::key(KeyCode::F(1))], A::Help, "Show the keys of this screen.", None),
        bind(
            C::Everywhere,
            &[Chord::key(KeyCode::F(2))],
            A::ReleaseMouse,
            "Let the mouse go to select text, or take it back.",
            None,
        ),
        bind(
            C::Everywhere,
            &[Chord::ctrl('z')],
            A::Suspend,
            "Go to the shell for a while (fg brings you back).",
            None,
        ),
        bind(C::Everywhere, &[Chord::ctrl('c')], A::Quit, "Leave spof.", None),
    ]
};

/// The meaning of a key where these contexts are open, the nearest first.
#[must_use]
pub fn action(contexts: &[Context], chord: Chord) -> Option<Action> {
    let in_context = |context: &Context| {
        BINDINGS.iter().find(|binding| binding.context == *context && binding.keys.contains(&chord))
    };
    contexts.iter().find_map(in_context).map(|binding| binding.action)
}

/// What the footer shows where these contexts are open: the first key of each row that has a word for it,
/// without those that a nearer context has taken.
#[must_use]
pub fn footer(contexts: &[Context]) -> Vec<(Chord, &'static str)> {
    let mut shown: Vec<(Chord, &'static str)> = Vec::new();
    for context in contexts {
        for binding in BINDINGS.iter().filter(|binding| binding.context == *context) {
            if let (Some(word), Some(key)) = (binding.footer, binding.keys.first())
                && action(contexts, *key) == Some(binding.action)
                && !shown.iter().any(|(other, text)| other == key || *text == word)
            {
                shown.push((*key, word));
            }
        }
    }
    shown
}

/// The rows of the help screen for these contexts.
pub fn help(contexts: &[Context]) -> impl Iterator<Item = (Context, Vec<&'static Binding>)> {
    contexts
        .iter()
        .map(|context| (*context, BINDINGS.iter().filter(|binding| binding.context == *context).collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_context() {
        let mut seen = HashSet::new();
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(seen.insert((binding.context, *key)), "{key} twice in {:?}", binding.context);
            }
        }
    }

    #[test]
    fn every_binding_has_a_key_and_a_sentence() {
        for binding in BINDINGS {
            assert!(!binding.keys.is_empty(), "{:?}", binding.action);
            assert!(binding.help.ends_with('.') && binding.help.len() > 4, "{:?}", binding.help);
        }
    }

    #[test]
    fn keys_that_work_while_typing_do_not_type() {
        let typing = [
            Context::Everywhere,
            Context::CommandLine,
            Context::Chooser,
            Context::Writing,
            Context::Filling,
            Context::Zone,
        ];
        for binding in BINDINGS.iter().filter(|binding| typing.contains(&binding.context)) {
            assert!(binding.keys.iter().all(|key| !key.types()), "{:?}", binding.action);
        }
    }

    #[test]
    fn the_footer_shows_no_key_that_a_nearer_context_has_taken() {
        let shown = footer(&[Context::Help, Context::List, Context::Reading, Context::Everywhere]);
        assert!(shown.iter().any(|(_, word)| *word == "close"));
        assert!(!shown.iter().any(|(_, word)| *word == "quit"), "{shown:?}");
    }
}
