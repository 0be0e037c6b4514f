//! What a check says, before it becomes a finding: built up in a few words, the rest taken from the rule.

use super::trial;
use super::{Facts, Rule};
use crate::analysis::finding::{Finding, FindingState, Fix, Severity};
use crate::topology::Id;

/// One thing that a check says.
pub(super) struct Said {
    pub(super) subjects: Vec<Id>,
    pub(super) state: FindingState,
    pub(super) message: String,
    pub(super) severity: Option<Severity>,
    why: Option<String>,
    pub(super) fixes: Vec<Proposal>,
}

/// A way to mend something: what to do, and the commands that do it.
pub(super) struct Proposal {
    pub(super) text: String,
    pub(super) commands: Vec<String>,
}

impl Said {
    /// Says what happens, and to whom.
    pub(super) fn of(subjects: impl IntoIterator<Item = Id>, message: impl Into<String>) -> Self {
        Self {
            subjects: subjects.into_iter().collect(),
            state: FindingState::Open,
            message: message.into(),
            severity: None,
            why: None,
            fixes: Vec::new(),
        }
    }

    /// It is not as bad here as the rule's worst.
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// It matters for another reason than the rule's, or for a more exact one.
    pub(super) fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// The design has something that takes most of the harm away.
    pub(super) fn mitigated(mut self) -> Self {
        self.state = FindingState::Mitigated;
        self
    }

    /// Proposes advice that takes more than edits.
    pub(super) fn advise(self, text: impl Into<String>) -> Self {
        self.mend(text, Vec::<String>::new())
    }

    /// Proposes commands, as the lab takes them.
    pub(super) fn mend(
        mut self,
        text: impl Into<String>,
        commands: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let commands = commands.into_iter().map(Into::into).collect();
        self.fixes.push(Proposal { text: text.into(), commands });
        self
    }

    /// Makes it a finding of its rule, with the fixes that have been tried.
    pub(super) fn finding(self, rule: &'static Rule, facts: &Facts<'_>) -> Finding {
        let Self { subjects, state, message, severity, why, fixes } = self;
        let fixes: Vec<Fix> = fixes
            .into_iter()
            .take(Finding::FIXES)
            .map(|proposal| trial::fix(proposal, rule, (&subjects, &message), facts))
            .collect();
        Finding {
            rule: rule.id,
            state,
            severity: severity.unwrap_or(rule.severity),
            subjects,
            message,
            why: why.unwrap_or_else(|| rule.why.to_owned()),
            fixes,
        }
    }
}
