//! What can fail in a design, at each granularity, and how often.

use super::function::Granularity;
use super::index::{Index, Named};
use crate::topology::{Host, Id, Kind};

/// Something that can fail by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// The id of a host, a component or a place.
    pub id: Id,
    /// The share of time that it works, in `0..=1`.
    pub availability: f64,
    /// The mean time to repair it, in hours.
    pub repair_hours: f64,
    pub(super) named: Named,
}

impl Element {
    /// How often it fails, in failures a year of 365 days: one a cycle of working and repair,
    /// `availability = mttf / (mttf + mttr)`.
    #[must_use]
    pub fn failures_a_year(&self) -> f64 {
        const HOURS: f64 = 365.0 * 24.0;
        if self.repair_hours > 0.0 { HOURS * (1.0 - self.availability) / self.repair_hours } else { 0.0 }
    }
}

/// The elements of a design (`semantics.md`, section 2): hosts, free-standing components that are neither users nor
/// somebody else's nor application files nor monitoring, and places with a stated availability; at granularity
/// component also each component on a host that is neither application files nor a firewall nor monitoring.
pub(super) fn elements(index: &Index, granularity: Granularity) -> Vec<Element> {
    let hosts = index.topology.hosts.iter().enumerate().map(|(no, host)| Element {
        id: host.id.clone(),
        availability: host.availability.unwrap_or(Host::AVAILABILITY),
        repair_hours: host.repair_hours.unwrap_or(Host::REPAIR_HOURS),
        named: Named::Host(no),
    });
    let components = index.spots.iter().enumerate().filter_map(|(no, spot)| {
        let never = matches!(
            spot.kind,
            Kind::User | Kind::AppFiles | Kind::MonitoringClient | Kind::MonitoringService
        );
        let counts = match spot.host {
            Some(_) => granularity == Granularity::Component && spot.kind != Kind::Firewall,
            None => !spot.external,
        };
        let component = index.component(no);
        (counts && !never).then(|| Element {
            id: spot.id.clone(),
            availability: component.availability.unwrap_or(Host::AVAILABILITY),
            repair_hours: component.repair_hours.unwrap_or(Host::REPAIR_HOURS),
            named: Named::Component(no),
        })
    });
    let places = index.topology.places.iter().enumerate().filter_map(|(no, place)| {
        Some(Element {
            id: place.id.clone(),
            availability: place.availability?,
            repair_hours: Host::REPAIR_HOURS,
            named: Named::Place(no),
        })
    });
    hosts.chain(components).chain(places).collect()
}
