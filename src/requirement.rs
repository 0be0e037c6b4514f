//! Requirements: the ids that lessons teach, questions assess and grades report, and what each asks for.
//!
//! The catalogue is data (`quizzes/requirements.ron`); this module reads it and knows nothing of how a
//! requirement is taught or decided.

mod catalogue;
mod id;

pub use catalogue::{Catalogue, CatalogueError, Requirement};
pub use id::{InvalidRequirement, RequirementId, RequirementKind};

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// How far something meets what is asked, from worst to best. Goals, marks and grades share it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Not at all, or wrongly.
    #[default]
    Missing,
    /// In part: half of what is asked.
    Partial,
    /// In full.
    Met,
}

impl Verdict {
    /// The verdict as a share of full marks: 0, ½ or 1.
    #[must_use]
    pub fn share(self) -> f64 {
        match self {
            Self::Missing => 0.0,
            Self::Partial => 0.5,
            Self::Met => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_stand_in_order() {
        assert!(Verdict::Missing < Verdict::Partial && Verdict::Partial < Verdict::Met);
        assert_eq!(Verdict::Partial.to_string(), "partial");
    }
}
