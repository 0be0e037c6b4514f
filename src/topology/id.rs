//! Ids: what files, edits and messages call a part of a topology.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The name of a host, component, place or cluster: `lb1`, or `lb1.haproxy` for a component on a host. A copy shares
/// its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

/// Says why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id: use letters, digits, `-` and `_`, starting with a letter or digit, such as `web1`.")]
pub struct InvalidId(pub String);

impl Id {
    /// Reads a bare id (`web1`) or a full one (`web1.nginx`).
    ///
    /// # Errors
    /// [`InvalidId`] when a part is empty, longer than 40 characters, or has a character other than ASCII
    /// letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let mut names = text.split('.');
        let fits = names.by_ref().take(2).all(Self::is_name) && names.next().is_none();
        if fits { Ok(Self(text.into())) } else { Err(InvalidId(text.to_owned())) }
    }

    /// Joins a host's id and a component's name to `host.component`.
    #[must_use]
    pub fn join(&self, name: &Self) -> Self {
        Self([self.as_str(), ".", name.as_str()].concat().into())
    }

    /// The host of `host.component`, or `None` for a bare id.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.0.split_once('.').map(|(host, _)| host)
    }

    /// The last name: `haproxy` of `lb1.haproxy`, the whole of a bare id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once('.').map_or(&self.0, |(_, name)| name)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stands for an id that could not be read, until the file is refused.
    pub(super) fn unknown() -> Self {
        Self("?".into())
    }

    fn is_name(text: &str) -> bool {
        let mut bytes = text.bytes();
        text.len() <= 40
            && bytes.next().is_some_and(|first| first.is_ascii_alphanumeric())
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl std::str::FromStr for Id {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_or_two_names() {
        for good in ["a", "web1", "lb-1.ha_proxy", "1"] {
            assert!(Id::parse(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "a.", ".a", "a.b.c", "a b", "-a", "é", &"x".repeat(41)] {
            assert!(Id::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_full_id_has_a_host_and_a_name() {
        let id = Id::parse("lb1.haproxy").unwrap();
        assert_eq!((id.host(), id.name()), (Some("lb1"), "haproxy"));
        let id = Id::parse("user").unwrap();
        assert_eq!((id.host(), id.name()), (None, "user"));
    }
}
