//! Requirement ids such as `t0.explain.server` and `c.spof`, and the kinds that they name.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// How a requirement is decided.
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
pub enum RequirementKind {
    /// The topology must contain it; the topology itself decides.
    Design,
    /// The learner must be able to explain it in their own words.
    Explain,
    /// A weakness of the task's infrastructure that the learner must find and explain.
    Issue,
}

/// The id of a requirement: `t0.explain.server` of a task, or `c.spof` of a concept. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequirementId(Box<str>);

/// Says why a text cannot be a requirement's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no requirement id: write `t0.explain.server` (task, then design, explain or issue, then a name) \
     or `c.spof` (a concept)."
)]
pub struct InvalidRequirement(pub String);

impl RequirementId {
    /// Reads an id: `t`, a task's number, the kind, a name; or `c.` and a name. Names are lower-case ASCII
    /// letters, digits and `-`.
    ///
    /// # Errors
    /// [`InvalidRequirement`] when the text has another form.
    pub fn parse(text: &str) -> Result<Self, InvalidRequirement> {
        let fits = match text.split('.').collect::<Vec<_>>()[..] {
            ["c", name] => is_name(name),
            [task, kind, name] => is_task(task) && kind.parse::<RequirementKind>().is_ok() && is_name(name),
            _ => false,
        };
        if fits { Ok(Self(text.into())) } else { Err(InvalidRequirement(text.to_owned())) }
    }

    /// The number of the task that owns it, or `None` for a concept.
    #[must_use]
    pub fn task(&self) -> Option<u8> {
        let (first, _) = self.0.split_once('.')?;
        first.strip_prefix('t')?.parse().ok()
    }

    /// How it is decided; a concept is explained.
    #[must_use]
    pub fn kind(&self) -> RequirementKind {
        self.0.split('.').nth(1).and_then(|kind| kind.parse().ok()).unwrap_or(RequirementKind::Explain)
    }

    /// The last name: `server` of `t0.explain.server`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('.').map_or(&self.0, |(_, name)| name)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_task(text: &str) -> bool {
    text.strip_prefix('t').is_some_and(|number| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse::<u8>().is_ok()
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Borrow<str> for RequirementId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for RequirementId {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl std::str::FromStr for RequirementId {
    type Err = InvalidRequirement;

    fn from_str(text: &str) -> Result<Self, InvalidRequirement> {
        Self::parse(text)
    }
}

impl TryFrom<String> for RequirementId {
    type Error = InvalidRequirement;

    fn try_from(text: String) -> Result<Self, InvalidRequirement> {
        Self::parse(&text)
    }
}

impl From<RequirementId> for String {
    fn from(id: RequirementId) -> Self {
        id.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_its_task_kind_and_name() {
        let id = RequirementId::parse("t1.issue.spof").unwrap();
        assert_eq!((id.task(), id.kind(), id.name()), (Some(1), RequirementKind::Issue, "spof"));
        let id = RequirementId::parse("c.dns-a").unwrap();
        assert_eq!((id.task(), id.kind(), id.name()), (None, RequirementKind::Explain, "dns-a"));
    }

    #[test]
    fn what_has_another_form_is_refused() {
        for bad in [
            "",
            "t0",
            "t0.explain",
            "t0.explain.",
            "t0.teach.server",
            "t.explain.x",
            "t+1.explain.x",
            "t999.issue.x",
            "c.",
            "c.A",
            "c.a.b",
            "t0.explain.server.x",
            "T0.explain.server",
            "t0.explain.the server",
        ] {
            assert!(RequirementId::parse(bad).is_err(), "{bad}");
        }
    }
}
