//! What moves on a board: requests and what their writes copy, and what goes to who takes over after a failure.

use std::time::Duration;

use super::Board;
use crate::analysis::{Failures, Function, Hop, Reaction, TakeOver};
use crate::text::figure;
use crate::topology::{Id, Link, LinkId, Mode, Protocol};
use crate::tui::widget::journey::{CELL_TIME, Journey, Leg, Mover};

impl Board {
    /// The life of a request of a function; a change that has reached its database goes on to the replicas.
    #[must_use]
    pub fn request(&self, function: Function) -> Vec<Leg> {
        let hops = self.engine.walk(function);
        let mut legs = Vec::with_capacity(hops.len());
        if function == Function::Write {
            let reached: Vec<Id> = hops.iter().filter(|hop| !hop.answer).map(|hop| hop.to.clone()).collect();
            legs.extend(hops.into_iter().map(Leg::from));
            legs.extend(self.copies(&reached));
        } else {
            legs.extend(hops.into_iter().map(Leg::from));
        }
        legs
    }

    /// One call along a link, and its answer; of replication the changes that go to the replica.
    #[must_use]
    pub fn call(&self, id: &LinkId) -> Vec<Leg> {
        let link = self.topology.links.iter().find(|link| link.id() == *id);
        if let Some(copy) = link.and_then(|link| self.copy(link)) {
            return vec![copy];
        }
        let hop = |answer, caption: &str| {
            let (from, to) = if answer { (&id.to, &id.from) } else { (&id.from, &id.to) };
            let (from, to, link) = (from.clone(), to.clone(), Some(id.clone()));
            Leg::from(Hop { from, to, link, answer, caption: caption.to_owned() })
        };
        vec![hop(false, "calls"), hop(true, "answers")]
    }

    /// The copies of a change that has reached these components.
    fn copies(&self, reached: &[Id]) -> Vec<Leg> {
        let from_there = |link: &&Link| reached.contains(&link.from) || reached.contains(&link.to);
        self.topology.links.iter().filter(from_there).filter_map(|link| self.copy(link)).collect()
    }

    /// The change that goes along a link of replication; whoever calls, it goes from the primary to the replica.
    fn copy(&self, link: &Link) -> Option<Leg> {
        if link.protocol != Protocol::Replication {
            return None;
        }
        let pulled = self.topology.clusters.iter().any(|cluster| match &cluster.mode {
            Mode::PrimaryReplica { primary, .. } => *primary == link.to,
            _ => false,
        });
        let (from, to) = if pulled { (&link.to, &link.from) } else { (&link.from, &link.to) };
        let words = format!("{from} → {to}: the replica copies the change");
        Some(Leg::along(link.id(), pulled, Mover::Copy, words))
    }

    /// Shows who takes over from whom now and did not with these failures; says whether anybody does.
    pub(super) fn play_takeovers(&mut self, before: &Failures) -> bool {
        let known = self.engine.takeovers(before);
        let new = self.engine.takeovers(&self.failures).into_iter().filter(|one| !known.contains(one));
        let legs: Vec<Leg> = new.flat_map(|one| self.takeover(&one)).collect();
        let any = !legs.is_empty();
        if any {
            self.play(legs);
        }
        any
    }

    fn takeover(&self, takeover: &TakeOver) -> Vec<Leg> {
        let (mover, what) = match takeover.reaction {
            Reaction::Address => (Mover::Address, "the shared address moves"),
            Reaction::Promotion => (Mover::Primary, "the replica becomes the primary"),
            Reaction::ManualPromotion => (Mover::Primary, "a person has to make the replica the primary"),
            Reaction::Check | Reaction::Majority | Reaction::Retry => return Vec::new(),
        };
        let pairs = takeover.from.iter().zip(takeover.to.iter().cycle());
        let leg = |(from, to): (&Id, &Id)| {
            let words = format!("{from} → {to}: {what}, after about {}", figure::duration(takeover.seconds));
            match self.beside(from, to) {
                Some((link, back)) => Leg::along(link, back, mover, words),
                None => Leg::between(from.clone(), to.clone(), mover, words),
            }
        };
        pairs.map(leg).collect()
    }

    /// The link of a heartbeat or of replication between the machines of two components, and whether it leads back.
    fn beside(&self, from: &Id, to: &Id) -> Option<(LinkId, bool)> {
        let machine = |id: &Id| id.host().map_or_else(|| id.to_string(), str::to_owned);
        let (from, to) = (machine(from), machine(to));
        let leads = |link: &Link| match (machine(&link.from), machine(&link.to)) {
            (one, other) if one == from && other == to => Some((link.id(), false)),
            (one, other) if one == to && other == from => Some((link.id(), true)),
            _ => None,
        };
        let kept = |link: &&Link| matches!(link.protocol, Protocol::Vrrp | Protocol::Replication);
        self.topology.links.iter().filter(kept).find_map(leads)
    }

    /// Sends something on its way.
    pub fn play(&mut self, legs: Vec<Leg>) {
        self.journey = Some(Journey::new(legs));
        self.words.take();
        self.stage.follow();
    }

    /// Sends the request of the next function on its way, and says which; the first is a static read.
    pub fn watch_next(&mut self) -> String {
        let function = Function::ALL[self.watched % Function::ALL.len()];
        self.watched += 1;
        let legs = self.request(function);
        if legs.is_empty() {
            return "No user calls anything here yet: there is no request to watch.".to_owned();
        }
        self.play(legs);
        format!("A {}. Space stops it, + and - change how fast it is.", function.noun())
    }

    /// Whether something moves.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.journey.as_ref().is_some_and(Journey::is_moving)
    }

    /// Whether something is on its way, moving or stopped.
    pub(super) fn is_under_way(&self) -> bool {
        self.journey.as_ref().is_some_and(Journey::is_under_way)
    }

    /// How soon the board wants to be told that time has passed.
    #[must_use]
    pub fn tick(&self) -> Option<Duration> {
        self.is_moving().then_some(CELL_TIME)
    }

    /// Stops what moves, or lets it go on, and tells which.
    pub fn toggle_motion(&mut self) -> &'static str {
        let under_way = self.journey.as_mut().filter(|journey| journey.is_under_way());
        match under_way.map(Journey::toggle) {
            Some(true) => "It goes on.",
            Some(false) => "Stopped. Space lets it go on.",
            None => "Nothing moves just now.",
        }
    }

    /// Makes what moves faster or slower, and tells how fast it is.
    pub fn change_pace(&mut self, faster: bool) -> String {
        self.pace = self.pace.changed(faster);
        format!("Requests move at {}.", self.pace.name())
    }

    /// Lets time pass.
    pub fn elapse(&mut self, time: Duration) {
        if let Some(journey) = &mut self.journey {
            let seen = self.stage.last(&self.topology);
            journey.elapse(time, self.pace, &seen.drawing);
        }
    }
}
