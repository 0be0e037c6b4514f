//! What is to be shown on a finished drawing: states and moving packets. Marks never move a box.

use std::collections::BTreeSet;

use crate::topology::{Id, LinkId};

use super::{Point, State};

/// A set of parts of a topology: ids of hosts, components and clusters, and links.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subjects {
    /// Hosts, components and clusters.
    pub ids: BTreeSet<Id>,
    /// Links.
    pub links: BTreeSet<LinkId>,
}

impl Subjects {
    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.links.is_empty()
    }

    /// Adds a host, component or cluster.
    pub fn insert(&mut self, id: Id) {
        self.ids.insert(id);
    }

    /// Adds a link.
    pub fn insert_link(&mut self, link: LinkId) {
        self.links.insert(link);
    }
}

impl FromIterator<Id> for Subjects {
    fn from_iter<I: IntoIterator<Item = Id>>(ids: I) -> Self {
        Self { ids: ids.into_iter().collect(), links: BTreeSet::new() }
    }
}

impl FromIterator<LinkId> for Subjects {
    fn from_iter<I: IntoIterator<Item = LinkId>>(links: I) -> Self {
        Self { ids: BTreeSet::new(), links: links.into_iter().collect() }
    }
}

/// The states to show. Ids that the drawing does not have are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// What has failed: `✗`.
    pub failed: Subjects,
    /// What works in part: `~`.
    pub degraded: Subjects,
    /// What is a single point of failure: `◆`.
    pub spof: Subjects,
    /// What limits the capacity: `▲`.
    pub bottleneck: Subjects,
    /// What the reader has chosen.
    pub selected: Subjects,
    /// What a text beside the drawing speaks of.
    pub highlighted: Subjects,
    /// Cells that a packet is on, such as cells of a [`super::Drawing::route`].
    pub packets: Vec<Point>,
}

impl Marks {
    /// The states of a host, component or cluster.
    #[must_use]
    pub fn of(&self, id: &str) -> State {
        self.gather(|subjects| subjects.ids.contains(id))
    }

    /// The states of a link.
    #[must_use]
    pub fn of_link(&self, link: &LinkId) -> State {
        self.gather(|subjects| subjects.links.contains(link))
    }

    fn gather(&self, holds: impl Fn(&Subjects) -> bool) -> State {
        let mut all = State::default();
        self.states().iter().filter(|(subjects, _)| holds(subjects)).for_each(|(_, state)| all.add(*state));
        all
    }

    /// Every set of subjects.
    pub(super) fn subjects_mut(&mut self) -> [&mut Subjects; 6] {
        [
            &mut self.failed,
            &mut self.degraded,
            &mut self.spof,
            &mut self.bottleneck,
            &mut self.selected,
            &mut self.highlighted,
        ]
    }

    /// Each set of subjects with the state that it stands for.
    pub(super) fn states(&self) -> [(&Subjects, State); 6] {
        [
            (&self.failed, State::FAILED),
            (&self.degraded, State::DEGRADED),
            (&self.spof, State::SPOF),
            (&self.bottleneck, State::BOTTLENECK),
            (&self.selected, State::SELECTED),
            (&self.highlighted, State::HIGHLIGHTED),
        ]
    }
}
