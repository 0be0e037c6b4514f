//! Questions, how they are graded, and a quiz as a value that can be put away and taken up again.
//!
//! Wherever the topology engine can compute a key it does: a question about a diagram holds no answer. Nothing here
//! draws lots: the order of options comes from a seed that the caller brings.

mod answer;
mod choice;
mod diagram;
mod grade;
mod number;
mod parse;
mod question;
mod session;
mod shuffle;
mod written;

pub use answer::Answer;
pub use diagram::{candidates, key, prediction, quantity};
pub use grade::{Context, Feedback, Graded, Sign, grade, grade_prediction, verdict};
pub use number::{is_near, readings, unreadable};
pub use parse::{Bank, parse};
pub use question::{
    Choice, InvalidStep, Numeric, Pair, Quantity, Question, QuestionKind, StepId, Target, Tolerance, Trap,
    Unit,
};
pub use session::{Quiz, RequirementResult, Summary, Taken, select};
pub use shuffle::permutation;
