//! What a design costs, in teaching units a month: a measure against doubling everything.

use super::fault::{Fault, has};
use crate::topology::{Kind, Topology};

/// A host, where the design states nothing else.
const HOST: u32 = 40;
/// A free-standing firewall, which stands in line.
const FIREWALL: u32 = 20;
/// Any other free-standing part of the design's own.
const PART: u32 = 10;

/// The cost of a design in teaching units a month (`semantics.md`, section 10): what its hosts and free-standing
/// parts state, or else 40 for a host, 20 for a firewall, 10 for another part, and nothing for users and for what is
/// somebody else's.
#[must_use]
pub fn cost(topology: &Topology) -> u32 {
    let hosts = topology.hosts.iter().map(|host| host.standing.cost.unwrap_or(HOST));
    let parts = topology.parts.iter().map(|part| {
        part.standing.cost.unwrap_or(match part.component.kind {
            _ if part.external && !has(Fault::OthersCost) => 0,
            Kind::User => 0,
            Kind::Firewall => FIREWALL,
            _ => PART,
        })
    });
    hosts.chain(parts).fold(0, u32::saturating_add)
}
