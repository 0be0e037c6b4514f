//! What users get from a design, what may fail in it, and how an outcome is told: the words of every question.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::topology::{Id, LinkId};

/// What users get from a topology.
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
pub enum Function {
    /// A page or picture that the web server has as a file.
    StaticRead,
    /// A page that the application makes from what the database holds.
    DynamicRead,
    /// A change to what the database holds.
    Write,
}

impl Function {
    /// Every function, in the order in which reports show them.
    pub const ALL: [Self; 3] = [Self::StaticRead, Self::DynamicRead, Self::Write];

    /// Its name in files and JSON, such as `static_read`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its name in prose, in the plural, such as `static reads`.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::StaticRead => "static reads",
            Self::DynamicRead => "dynamic reads",
            Self::Write => "writes",
        }
    }

    /// One request for it in prose, such as `static read`.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::StaticRead => "static read",
            Self::DynamicRead => "dynamic read",
            Self::Write => "write",
        }
    }

    pub(super) fn index(self) -> usize {
        self as usize
    }
}

/// What counts as one element that can fail.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
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
pub enum Granularity {
    /// Hosts, free-standing components, and places with a stated availability.
    #[default]
    Host,
    /// These, and each component on a host.
    Component,
}

/// How something fails.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
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
pub enum Failure {
    /// It accepts connections and answers nothing.
    Hang,
    /// It is gone: connections are refused or time out.
    #[default]
    Crash,
}

/// What has failed, and how: the question of every what-if.
///
/// Ids may name hosts, components, places; an id that the topology does not have fails nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failures {
    parts: BTreeMap<Id, Failure>,
    links: BTreeSet<LinkId>,
}

impl Failures {
    /// Nothing has failed.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// These hosts, components or places have crashed.
    #[must_use]
    pub fn crash(ids: impl IntoIterator<Item = Id>) -> Self {
        ids.into_iter().map(|id| (id, Failure::Crash)).collect()
    }

    /// Adds the failure of a host, component or place.
    #[must_use]
    pub fn with(mut self, id: Id, failure: Failure) -> Self {
        self.parts.insert(id, failure);
        self
    }

    /// Adds the failure of a link: nothing passes along it.
    #[must_use]
    pub fn with_link(mut self, link: LinkId) -> Self {
        self.links.insert(link);
        self
    }

    /// The failed hosts, components and places, with how they failed.
    pub fn parts(&self) -> impl Iterator<Item = (&Id, Failure)> {
        self.parts.iter().map(|(id, failure)| (id, *failure))
    }

    /// The failed links.
    pub fn links(&self) -> impl Iterator<Item = &LinkId> {
        self.links.iter()
    }

    /// Whether nothing has failed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.links.is_empty()
    }
}

impl FromIterator<(Id, Failure)> for Failures {
    fn from_iter<I: IntoIterator<Item = (Id, Failure)>>(parts: I) -> Self {
        Self { parts: parts.into_iter().collect(), links: BTreeSet::new() }
    }
}

/// What becomes of a function: the share of its requests that succeeds once every automatic reaction is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The share of requests that succeeds, in `0..=1`.
    pub served: f64,
}

/// An outcome in one word.
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
pub enum State {
    /// No request succeeds.
    Down,
    /// Some requests fail.
    Degraded,
    /// Every request succeeds.
    Up,
}

impl Outcome {
    /// How far from 1 a share still counts as 1: what the rounding of sums may leave. Sums of what is never
    /// negative leave no such trace of 0.
    const TOLERANCE: f64 = 1e-12;

    /// An outcome of this share, cleaned of what rounding left.
    pub(super) fn of(served: f64) -> Self {
        let served = if served > 1.0 - Self::TOLERANCE { 1.0 } else { served };
        Self { served }
    }

    /// Up, degraded or down.
    #[must_use]
    pub fn state(self) -> State {
        if self.served <= 0.0 {
            State::Down
        } else if self.served >= 1.0 {
            State::Up
        } else {
            State::Degraded
        }
    }

    /// The share of requests that fails, in `0..=1`.
    #[must_use]
    pub fn failed_share(self) -> f64 {
        1.0 - self.served
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_has_one_name_everywhere() {
        for function in Function::ALL {
            assert_eq!(function.name().parse(), Ok(function));
        }
    }

    #[test]
    fn an_outcome_is_up_down_or_between() {
        assert_eq!(Outcome::of(1.0 - 1e-15).state(), State::Up);
        assert_eq!(Outcome::of(0.0).state(), State::Down);
        assert_eq!(Outcome::of(1e-15).state(), State::Degraded);
        assert_eq!(Outcome::of(0.5).state(), State::Degraded);
        assert!((Outcome::of(0.75).failed_share() - 0.25).abs() < 1e-15);
    }
}
