//! Findings: what the analysis has to say about a design, one thing at a time, and how to mend it.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::proposal::Proposal;
use super::rules::{self, Rule};
use crate::topology::{Edit, EditError, Id, Topology};

/// How bad a finding is, from a remark to a site that is down.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Info,
    /// A flaw that hurts rarely or little.
    Low,
    /// A flaw that will hurt one day: plan to mend it.
    Medium,
    /// Users lose service or data when one ordinary thing goes wrong.
    High,
    /// Users lose service or data now, or one failure stops the whole site.
    Critical,
}

/// Whether something still has to be done about a finding.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FindingState {
    /// It holds, and nothing softens it.
    Open,
    /// It holds, and the design has something that takes most of the harm away.
    Mitigated,
    /// The rule would fire, and its exception holds.
    NotApplicable,
}

/// One way to mend what a finding says.
///
/// Edits have been tried: once they are made, the finding is gone (the rule says nothing as grave about the same parts,
/// some of them, or these and others), no function is served less, now or over the years, no element has become a
/// single point of failure of a function that had worked, no part was removed that takes requests or queries, belongs to
/// a cluster or answers for names, and no finding appears that is as severe as the mended one, or more.
///
/// A finding *appears* when it is open and has no counterpart among the other open findings of before, or when it was
/// less severe there. Counterparts are one to one: what the same rule says of the same parts, else of parts in common,
/// else, about no part, in the same words but for figures. So a rule that now names one machine more says the same as
/// before, and a flaw that a new machine has for itself is a flaw more. What rules on outcomes and load say (failing in
/// part, maintenance, overload, too little left after a failure, a part close to its limit, a site that cannot grow, a
/// check that is too deep) does not count where the edits bring up a function that had been down, as of that nothing
/// was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What to do, an imperative sentence.
    pub text: String,
    /// The edits that do it, in order; empty where it takes more than edits.
    pub edits: Vec<Edit>,
    /// What the edits add to the cost of the design, in teaching units a month; negative when they save. Nothing
    /// where there are no edits, as what else it takes has no price here.
    pub cost: Option<i64>,
}

impl Fix {
    /// Does the edits, in order.
    ///
    /// # Errors
    /// [`EditError`] at the first edit that does not fit this topology.
    pub fn apply(&self, topology: &Topology) -> Result<Topology, EditError> {
        self.edits.iter().try_fold(topology.clone(), |topology, edit| edit.apply(&topology))
    }
}

/// One thing that the analysis has to say; [`Trials::fixes`](super::Trials::fixes) has the ways to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The id of the rule that says it; [`Finding::record`] has the rest.
    pub rule: &'static str,
    /// Whether something still has to be done.
    pub state: FindingState,
    /// How bad it is here, which may be less than the rule's worst.
    pub severity: Severity,
    /// The hosts, components, places or clusters that it is about, the most important first.
    pub subjects: Vec<Id>,
    /// What happens, with the names concerned.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What the rule proposes, the simplest first.
    pub(super) proposals: Vec<Proposal>,
}

impl Finding {
    /// The most fixes that a finding offers.
    pub const FIXES: usize = 3;

    /// The rule that says it.
    ///
    /// # Panics
    /// Never for a finding that the analysis made: its rule is in the table.
    #[must_use]
    pub fn record(&self) -> &'static Rule {
        rules::rule(self.rule).expect("findings come from the rules of the table")
    }
}
