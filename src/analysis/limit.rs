//! What an analysis leaves out, as a design has more than it looks at.

use super::capacity::Capacity;
use super::engine::Engine;
use super::explain::MOST_SETS;
use super::report::{FunctionReport, Options};
use crate::text::prose::list;
use crate::topology::Id;

/// How many components of a tangled circle are named.
const MOST_NAMED: usize = 4;

impl Engine {
    /// What was left out, a sentence each; nothing where everything was looked at. Cut sets and availabilities say
    /// themselves how far they are complete.
    pub(super) fn left_out(
        &self,
        capacity: &Capacity,
        functions: &[FunctionReport],
        options: &Options,
    ) -> Vec<String> {
        let mut said = self.not_followed(capacity);
        let tell = |any: bool, words: &str, said: &mut Vec<String>| {
            if any {
                said.push(words.to_owned());
            }
        };
        let unexplained = |function: &FunctionReport| function.spofs.iter().any(|spof| spof.path.is_empty());
        tell(
            functions.iter().any(unexplained),
            "There are too many single points of failure to show a way for each.",
            &mut said,
        );
        let many = |function: &FunctionReport| function.cut_sets.sets.len() > MOST_SETS;
        let words =
            format!("Common causes were looked for in the first {MOST_SETS} cut sets of each function only.");
        tell(functions.iter().any(many), &words, &mut said);
        tell(
            functions.iter().any(|function| !function.availability.is_exact()),
            "What each element means for a function is told only where its availability is exact.",
            &mut said,
        );
        tell(
            self.judges_by_place(options.granularity),
            "There are too many parts to follow the requests after each failure: where users wait for a check, a target \
             that stands elsewhere was taken to take over.",
            &mut said,
        );
        tell(
            !options.fail.is_empty() && self.has_no_next(options.granularity),
            "There are too many parts to say what must not fail next.",
            &mut said,
        );
        said
    }

    fn not_followed(&self, capacity: &Capacity) -> Vec<String> {
        let mut said = Vec::new();
        for group in self.plan.tangled() {
            let mut names: Vec<Id> = group.iter().map(|no| self.index.spots[*no].id.clone()).collect();
            names.sort();
            let more = names.len().saturating_sub(MOST_NAMED);
            names.truncate(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            said.push(format!(
                "Requests can go round among {}{more} in more ways than are followed: what one of them passes on to another \
                 of them counts as failed.",
                list(names)
            ));
        }
        if self.flows.cut_off {
            said.push(
                "In-line firewalls lead to one another in more ways than are followed: what is beyond counts as stopped."
                    .to_owned(),
            );
        }
        if capacity.at_least {
            said.push(
                "There are too many targets to find the best division among them: all share by weight, so the design \
                 carries at least what is said."
                    .to_owned(),
            );
        }
        if capacity.after_failure.is_empty() && !self.elements(super::Granularity::Host).is_empty() {
            said.push(
                "There are too many parts to say what is carried after each single failure.".to_owned(),
            );
        }
        said
    }
}
