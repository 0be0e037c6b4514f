//! From the written form to the meant one: every id checked, every error gathered.

use std::collections::BTreeSet;

use super::{FORMAT, written};
use crate::topology::{
    Cluster, Component, Host, Id, Link, Mode, Part, Place, Problem, Promotion, Settings, Standing, Topology,
};

/// Makes a topology of a written one, or says everything that is wrong with it.
pub(super) fn resolve(file: written::File, text: &str) -> Result<Topology, Vec<Problem>> {
    if file.format != FORMAT {
        let message = format!("This file has format {}; this spof reads format {FORMAT}.", file.format);
        return Err(vec![Problem::whole(message, "Update spof, or write `format: 1`.")]);
    }
    let mut reader = Reader { text, problems: Vec::new() };
    let topology = Topology {
        title: file.title,
        note: file.note,
        site: file.site,
        hosts: file.hosts.into_iter().map(|host| reader.host(host)).collect(),
        parts: file.parts.into_iter().map(|part| reader.part(part)).collect(),
        places: file.places.into_iter().map(|place| reader.place(place)).collect(),
        links: file.links.into_iter().map(|link| reader.link(link)).collect(),
        clusters: file.clusters.into_iter().map(|cluster| reader.cluster(cluster)).collect(),
        clients: file.clients,
        traffic: file.traffic,
        zone: file.zone,
    };
    check(&topology, &mut reader.problems);
    if reader.problems.is_empty() { Ok(topology) } else { Err(reader.problems) }
}

/// Finds ids that clash or dangle.
fn check(topology: &Topology, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    let hosts = topology.hosts.iter().map(|host| host.id.clone());
    let components = topology.components().map(|placed| placed.id());
    let places = topology.places.iter().map(|place| place.id.clone());
    let clusters = topology.clusters.iter().map(|cluster| cluster.id.clone());
    for id in hosts.chain(components).chain(places).chain(clusters) {
        if !seen.insert(id.clone()) {
            problems.push(Problem::whole(format!("The id `{id}` is used twice."), "Give one another id."));
        }
    }
    let members = topology.clusters.iter().flat_map(|cluster| cluster.mode.members());
    for id in topology.links.iter().flat_map(|link| [&link.from, &link.to]).chain(members) {
        if topology.component(id.as_str()).is_none() {
            problems.push(Problem::whole(format!("There is no component `{id}`."), ""));
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn id(&mut self, written: &str) -> Id {
        Id::parse(written).unwrap_or_else(|error| {
            let offset = (written.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
            self.problems.push(Problem::at(self.text, offset, error.to_string(), ""));
            Id::parse("invalid").expect("it is a bare name")
        })
    }

    fn ids(&mut self, written: &[&str]) -> Vec<Id> {
        written.iter().map(|id| self.id(id)).collect()
    }

    fn standing(&mut self, standing: Standing, place: Option<&str>) -> Standing {
        Standing { place: place.map(|place| self.id(place)), ..standing }
    }

    fn host(&mut self, mut written: written::Host) -> Host {
        let components = std::mem::take(&mut written.components);
        Host {
            id: self.id(written.id),
            standing: self.standing(written.standing(), written.place),
            label: written.label,
            availability: written.availability,
            repair_hours: written.repair_hours,
            components: components
                .into_iter()
                .map(|mut written| Component {
                    id: self.id(written.id),
                    settings: written.settings(),
                    kind: written.kind,
                    label: written.label,
                    availability: written.availability,
                    repair_hours: written.repair_hours,
                    note: written.note,
                })
                .collect(),
            note: written.note,
        }
    }

    fn part(&mut self, mut written: written::Part) -> Part {
        Part {
            external: written.external,
            standing: self.standing(written.standing(), written.place),
            component: Component {
                id: self.id(written.id),
                settings: Settings { ..written.settings() },
                kind: written.kind,
                label: written.label,
                availability: written.availability,
                repair_hours: written.repair_hours,
                note: written.note,
            },
        }
    }

    fn place(&mut self, written: written::Place) -> Place {
        Place {
            id: self.id(written.id),
            label: written.label,
            inside: written.inside.map(|id| self.id(id)),
            availability: written.availability,
            note: written.note,
        }
    }

    fn link(&mut self, written: written::Link) -> Link {
        Link {
            from: self.id(written.from),
            to: self.id(written.to),
            protocol: written.protocol,
            port: written.port,
            encrypted: written.encrypted,
            weight: written.weight.unwrap_or(1),
            backup: written.backup,
            redirect: written.redirect,
            label: written.label,
            note: written.note,
        }
    }

    fn cluster(&mut self, written: written::Cluster) -> Cluster {
        Cluster {
            id: self.id(written.id),
            label: written.label,
            mode: match written.mode {
                written::Mode::ActiveActive { members, addresses } => {
                    Mode::ActiveActive { members: self.ids(&members), addresses }
                }
                written::Mode::ActivePassive { members, address, track } => {
                    Mode::ActivePassive { members: self.ids(&members), address, track }
                }
                written::Mode::PrimaryReplica { primary, replicas, promotion } => Mode::PrimaryReplica {
                    primary: self.id(primary),
                    replicas: self.ids(&replicas),
                    promotion: match promotion {
                        written::Promotion::Manual => Promotion::Manual,
                        written::Promotion::Automatic { voters, fencing } => {
                            Promotion::Automatic { voters: self.ids(&voters), fencing }
                        }
                    },
                },
                written::Mode::MultiPrimary { members } => Mode::MultiPrimary { members: self.ids(&members) },
            },
            common_cause: written.common_cause,
            coverage: written.coverage,
            failover_seconds: written.failover_seconds,
            note: written.note,
        }
    }
}
