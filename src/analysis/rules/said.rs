//! What a check says, before it becomes a finding: built up in a few words, the rest taken from the rule.

use super::Rule;
use crate::analysis::finding::{Finding, FindingState, Severity};
use crate::analysis::proposal::{Proposal, Step};
use crate::topology::Id;

/// One thing that a check says.
pub(super) struct Said {
    pub(super) subjects: Vec<Id>,
    pub(super) state: FindingState,
    pub(super) message: String,
    pub(super) severity: Option<Severity>,
    why: Option<String>,
    proposals: Vec<Proposal>,
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
            proposals: Vec::new(),
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

    /// The rule would speak, and the design shows its exception.
    pub(super) fn not_applicable(mut self) -> Self {
        self.state = FindingState::NotApplicable;
        self.severity(Severity::Info)
    }

    /// Proposes advice that takes more than edits.
    pub(super) fn advise(self, text: impl Into<String>) -> Self {
        self.mend(text, Vec::<String>::new())
    }

    /// Proposes steps: commands, as the lab takes them, and changes of the zone.
    pub(super) fn mend(
        mut self,
        text: impl Into<String>,
        steps: impl IntoIterator<Item = impl Into<Step>>,
    ) -> Self {
        let steps = steps.into_iter().map(Into::into).collect();
        self.proposals.push(Proposal { text: text.into(), steps });
        self
    }

    /// Proposes what others propose that comes with steps: what mends the cause mends this.
    pub(super) fn borrow(mut self, causes: impl IntoIterator<Item = Self>) -> Self {
        let open = causes.into_iter().filter(|cause| cause.state == FindingState::Open);
        let ready = open.flat_map(|cause| cause.proposals).filter(|proposal| !proposal.steps.is_empty());
        for proposal in ready {
            let known = self.proposals.iter().any(|other| other.steps == proposal.steps);
            if !known && self.proposals.len() < Finding::FIXES - 1 {
                self.proposals.push(proposal);
            }
        }
        self
    }

    /// Makes it a finding of its rule.
    pub(super) fn finding(self, rule: &'static Rule) -> Finding {
        Finding {
            rule: rule.id,
            state: self.state,
            severity: self.severity.unwrap_or(rule.severity),
            subjects: self.subjects,
            message: self.message,
            why: self.why.unwrap_or_else(|| rule.why.to_owned()),
            proposals: self.proposals,
        }
    }
}
