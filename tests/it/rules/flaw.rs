//! Whether a design still has a flaw, rule by rule, from what each rule says that it looks for: written against the
//! design itself and the second engine, so that no rule is asked about itself.

mod zone;

use std::collections::BTreeSet;

use spof::analysis::Finding;
use spof::topology::{
    Action, Algorithm, Check, Cluster, Component, Id, Kind, Link, Mode, Promotion, Protocol, Reads, Rules,
    Topology, Track,
};

use crate::analysis::naive::{Naive, State};

/// A design, with the second engine where it is small enough.
pub(super) struct Seen<'t> {
    pub(super) topology: &'t Topology,
    pub(super) naive: Option<Naive<'t>>,
}

impl<'t> Seen<'t> {
    pub(super) fn new(topology: &'t Topology) -> Self {
        let small = topology.components().count() < 64 && topology.links.len() < 128;
        Self { topology, naive: small.then(|| Naive::new(topology)) }
    }
}

/// Whether the flaw that a finding is about is still there; nothing where no separate code knows the rule, or where
/// the design is too large for it.
pub(super) fn lasts(finding: &Finding, before: &Seen<'_>, after: &Seen<'_>) -> Option<bool> {
    let flaw = Flaw { finding, before, after };
    flaw.of_outcomes()
        .or_else(|| flaw.of_exposure())
        .or_else(|| flaw.of_settings())
        .or_else(|| flaw.of_clusters())
        .or_else(|| flaw.of_calls())
        .or_else(|| flaw.of_machines())
        .or_else(|| zone::lasts(finding, after.topology))
}

struct Flaw<'f> {
    finding: &'f Finding,
    before: &'f Seen<'f>,
    after: &'f Seen<'f>,
}

impl Flaw<'_> {
    fn subjects(&self) -> impl Iterator<Item = &Id> {
        self.finding.subjects.iter()
    }

    fn first(&self) -> Option<&Id> {
        self.finding.subjects.first()
    }

    /// Those of the subjects that are still there as components.
    fn components(&self) -> impl Iterator<Item = (&Id, &Component)> {
        self.subjects().filter_map(|id| Some((id, self.after.topology.component(id.as_str())?.component)))
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Id> {
        self.components().filter(move |(_, component)| component.kind == kind).map(|(id, _)| id)
    }

    fn clusters(&self) -> impl Iterator<Item = &Cluster> {
        let named = |cluster: &&Cluster| {
            let members = cluster.mode.members();
            self.subjects().any(|id| cluster.id == *id || members.contains(&id))
        };
        self.after.topology.clusters.iter().filter(named)
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        self.after.topology.links.iter()
    }

    fn kind(&self, id: &Id) -> Option<Kind> {
        self.after.topology.component(id.as_str()).map(|placed| placed.component.kind)
    }

    /// Whom links lead to from a component, by way of firewalls and of such parts.
    fn beyond(&self, from: &Id, passes: fn(Kind) -> bool) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(at) = open.pop() {
            for link in self.links().filter(|link| link.from == at) {
                let goes_on = self.kind(&link.to).is_some_and(|kind| kind == Kind::Firewall || passes(kind));
                if found.insert(link.to.clone()) && goes_on {
                    open.push(link.to.clone());
                }
            }
        }
        found
    }

    fn of_outcomes(&self) -> Option<bool> {
        let (before, after) = (self.before.naive.as_ref()?, self.after.naive.as_ref()?);
        let (was, is) = (before.served(State::default()), after.served(State::default()));
        let down = |served: [f64; 3]| served.into_iter().filter(|share| *share < 1e-12).count();
        Some(match self.finding.rule {
            "spof" => {
                let failed = after.served(after.failed(self.first()?.as_str(), false));
                is.into_iter().zip(failed).any(|(intact, left)| intact > 0.0 && left < 1e-12)
            }
            "down" => down(is) >= down(was),
            "degraded" => is.into_iter().zip(was).all(|(is, was)| is <= was + 1e-12),
            "overload" => {
                let traffic = self.after.topology.traffic;
                let mix = [traffic.static_reads, traffic.dynamic_reads, traffic.writes];
                after.most(State::default(), mix)?.rate < traffic.qps
            }
            "near-limit" => {
                let traffic = self.after.topology.traffic;
                let mix = [traffic.static_reads, traffic.dynamic_reads, traffic.writes];
                let most = after.most(State::default(), mix)?;
                let full = most.used?.into_iter().find(|(id, _)| *self.first().expect("a part") == *id.as_str());
                full.is_some_and(|(_, share)| share * traffic.qps / most.rate >= 0.7)
            }
            "paper-redundancy" => {
                let traffic = self.after.topology.traffic;
                let mix = [traffic.static_reads, traffic.dynamic_reads, traffic.writes];
                let left = after.most(after.failed(self.first()?.as_str(), false), mix)?;
                left.rate < traffic.qps
            }
            "call-blocked" => self.subjects().any(|from| {
                let ports: BTreeSet<u16> =
                    self.links().filter(|link| link.from == *from).map(Link::port).collect();
                let mut called = self.subjects().filter(|to| *to != from && self.beyond(from, |_| false).contains(*to));
                let reached = |to: &Id| ports.iter().any(|port| after.reaches(Some(from.as_str()), to.as_str(), *port));
                called.any(|to| self.kind(to) != Some(Kind::Firewall) && !reached(to))
            }),
            "replication-blocked" | "no-replication" => self.clusters().any(|cluster| {
                matches!(&cluster.mode, Mode::PrimaryReplica { primary, replicas, .. }
                    if replicas.iter().any(|replica| {
                        self.subjects().any(|id| id == replica) && !is_copied(after, self.after.topology, replica, primary)
                    }))
            }),
            _ => return None,
        })
    }

    fn of_exposure(&self) -> Option<bool> {
        let after = self.after.naive.as_ref()?;
        let kinds: &[Kind] = match self.finding.rule {
            "database-exposed" => &[Kind::Database],
            "inner-part-exposed" => &[Kind::Cache, Kind::SessionStore, Kind::Queue, Kind::AppServer],
            "monitoring-exposed" => &[Kind::MonitoringClient, Kind::MonitoringService],
            // Whoever the design does not draw.
            "ssh-open" => return Some(self.components().any(|(id, _)| after.reaches(None, id.as_str(), 22))),
            _ => return None,
        };
        // Somebody else's monitoring may call what it watches.
        let drawn_too = self.finding.rule != "monitoring-exposed";
        let exposed = after.exposed().into_iter().filter(|(.., drawn)| drawn_too || !drawn);
        let mut open = exposed.filter_map(|(id, ..)| self.subjects().find(|subject| **subject == *id));
        Some(open.any(|id| self.kind(id).is_some_and(|kind| kinds.contains(&kind))))
    }

    fn of_settings(&self) -> Option<bool> {
        let any = |fits: &dyn Fn(&Component) -> bool| self.components().any(|(_, component)| fits(component));
        let choosing = |component: &Component| component.kind.forwards() || component.kind == Kind::WebServer;
        let checked = |fits: &dyn Fn(Check) -> bool| {
            any(&|component| choosing(component) && fits(component.settings.check))
        };
        Some(match self.finding.rule {
            "no-health-check" => self.components().any(|(id, component)| {
                let targets = self.links().filter(|link| link.from == *id && link.weight > 0);
                let several = targets.map(|link| &link.to).collect::<BTreeSet<_>>().len() > 1;
                let settings = &component.settings;
                choosing(component) && settings.check == Check::None && several
            }),
            "shallow-check" => any(&|component| {
                component.kind == Kind::LoadBalancer && matches!(component.settings.check, Check::Tcp)
            }),
            "deep-check" => checked(&|check| check == Check::Deep),
            "slow-check" => {
                let seconds = |component: &Component| {
                    f64::from(component.settings.fall) * component.settings.check_seconds
                };
                self.components().any(|(id, now)| {
                    let was =
                        self.before.topology.component(id.as_str()).map(|placed| seconds(placed.component));
                    choosing(now) && was.is_some_and(|was| seconds(now) >= was)
                })
            }
            "unequal-shares" => self.components().any(|(id, component)| {
                let weights: BTreeSet<u32> =
                    self.links().filter(|link| link.from == *id).map(|link| link.weight).collect();
                let fixed =
                    matches!(component.settings.algorithm, Algorithm::RoundRobin | Algorithm::SourceHash);
                component.kind == Kind::LoadBalancer && fixed && weights.len() == 1
            }),
            "no-certificate" => {
                any(&|component| component.kind.forwards() && component.settings.certificate.is_empty())
            }
            "certificate-name" => {
                let site = self.after.topology.site.as_deref()?;
                any(&|component| {
                    let names = &component.settings.certificate;
                    let parent = site.split_once('.').map(|(_, parent)| format!("*.{parent}"));
                    !names.is_empty()
                        && !names.iter().any(|name| name == site || Some(name) == parent.as_ref())
                })
            }
            "allows-all" => any(&|component| match &component.settings.rules {
                Rules::Listed(rules) => rules.first().is_some_and(|rule| {
                    rule.action == Action::Allow
                        && rule.from.is_none()
                        && rule.to.is_none()
                        && rule.port.is_none()
                }),
                Rules::Drawn => false,
            }),
            "unread-replica" => {
                let reads =
                    |app: &Component| app.kind == Kind::AppServer && app.settings.reads != Reads::Primary;
                let mut apps = self.after.topology.components().filter(|placed| reads(placed.component));
                !apps.any(|app| {
                    self.links().any(|link| link.from == app.id() && self.subjects().any(|id| link.to == *id))
                }) && self.links().any(|link| self.subjects().any(|id| link.to == *id))
                    && self.links().all(|link| {
                        let behind = self.kind(&link.from).is_some_and(Kind::forwards);
                        !(behind && self.subjects().any(|id| link.to == *id))
                    })
            }
            _ => return None,
        })
    }

    fn of_clusters(&self) -> Option<bool> {
        let any = |fits: &dyn Fn(&Mode) -> bool| self.clusters().any(|cluster| fits(&cluster.mode));
        let joined = |ids: &[&Id]| {
            self.clusters().any(|cluster| ids.iter().all(|id| cluster.mode.members().contains(id)))
        };
        Some(match self.finding.rule {
            "databases-apart" => !joined(&self.of_kind(Kind::Database).collect::<Vec<_>>()),
            "balancers-alone" => !joined(&self.of_kind(Kind::LoadBalancer).collect::<Vec<_>>()),
            "no-shared-address" => any(&|mode| matches!(mode, Mode::ActivePassive { address: None, .. })),
            "tracks-host" => any(&|mode| matches!(mode, Mode::ActivePassive { track: Track::Host, .. })),
            "two-voters" => any(&|mode| match mode {
                Mode::PrimaryReplica { promotion: Promotion::Automatic { voters, fencing }, .. } => {
                    voters.len() == 2 && !fencing
                }
                _ => false,
            }),
            "small-quorum" => {
                any(&|mode| matches!(mode, Mode::MultiPrimary { members } if members.len() < 3))
            }
            "even-quorum" => {
                any(&|mode| matches!(mode, Mode::MultiPrimary { members } if members.len() % 2 == 0))
            }
            "lone-member" => any(&|mode| mode.members().len() == 1),
            "single-writer" => any(&|mode| match mode {
                Mode::PrimaryReplica { replicas, promotion, .. } => {
                    replicas.is_empty() || *promotion == Promotion::Manual
                }
                _ => false,
            }),
            _ => return None,
        })
    }

    /// Of who calls whom.
    fn of_calls(&self) -> Option<bool> {
        let topology = self.after.topology;
        Some(match self.finding.rule {
            "clear-text" => self.links().any(|link| {
                let by_user = self.kind(&link.from) == Some(Kind::User);
                by_user
                    && link.protocol == Protocol::Http
                    && !link.redirect
                    && self.subjects().any(|id| link.to == *id)
            }),
            "no-redirect" => !self
                .links()
                .any(|link| self.kind(&link.from) == Some(Kind::User) && link.protocol == Protocol::Http),
            "circle" => self.subjects().all(|id| self.beyond(id, Kind::forwards).contains(id)),
            "web-alone" => self.of_kind(Kind::WebServer).any(|web| {
                let beyond = self.beyond(web, Kind::forwards);
                !beyond.iter().any(|id| self.kind(id) == Some(Kind::AppServer))
            }),
            "drained" => self.links().any(|link| {
                let about = |id: &Id| self.subjects().any(|subject| subject == id);
                link.weight == 0 && about(&link.to) && about(&link.from)
            }),
            "unused" => self
                .first()
                .is_some_and(|id| topology.contains(id.as_str()) && !self.links().any(|link| link.to == *id)),
            "guards-nothing" => self.of_kind(Kind::Firewall).any(|wall| {
                !self.links().any(|link| link.from == *wall) || !self.links().any(|link| link.to == *wall)
            }),
            "no-common-network" => self.links().any(|link| {
                let about = |id: &Id| {
                    self.subjects().any(|subject| id == subject || id.host() == Some(subject.as_str()))
                };
                let on = |id: &Id| topology.component(id.as_str()).map(|placed| placed.networks());
                let apart = match (on(&link.from), on(&link.to)) {
                    (Some(one), Some(other)) => !one.iter().any(|network| other.contains(network)),
                    _ => false,
                };
                about(&link.from) && about(&link.to) && apart
            }),
            "clear-over-internet" | "clear-behind-tls" => self.links().any(|link| {
                let about = |id: &Id| self.subjects().any(|subject| subject == id);
                let inner = !matches!(self.kind(&link.from), Some(Kind::User | Kind::Firewall));
                let requests = !matches!(link.protocol, Protocol::Replication | Protocol::Vrrp);
                let leaves = link.from.host() != link.to.host() || link.from.host().is_none();
                inner && requests && leaves && about(&link.from) && about(&link.to) && !link.is_encrypted()
            }),
            "idle-client" => self.of_kind(Kind::MonitoringClient).any(|client| {
                !self.links().any(|link| {
                    let ends = [(&link.from, &link.to), (&link.to, &link.from)];
                    ends.into_iter().any(|(one, other)| {
                        one == client && self.kind(other) == Some(Kind::MonitoringService)
                    })
                })
            }),
            "mixed-targets" => self.components().any(|(id, component)| {
                let targets = self.links().filter(|link| link.from == *id);
                let kinds: BTreeSet<&str> =
                    targets.filter_map(|link| self.kind(&link.to)).map(Into::into).collect();
                component.kind == Kind::LoadBalancer
                    && kinds.contains("web_server")
                    && kinds.contains("app_server")
            }),
            _ => return None,
        })
    }

    /// Of what stands where.
    fn of_machines(&self) -> Option<bool> {
        let topology = self.after.topology;
        let hosts = || self.subjects().filter_map(|id| topology.host(id.as_str()));
        Some(match self.finding.rule {
            "app-without-files" => self.of_kind(Kind::AppServer).any(|app| {
                let host = app.host().and_then(|host| topology.host(host));
                let beside = host.is_some_and(|host| {
                    host.components.iter().any(|component| component.kind == Kind::AppFiles)
                });
                let linked = self.links().any(|link| {
                    let ends = [(&link.from, &link.to), (&link.to, &link.from)];
                    ends.into_iter()
                        .any(|(one, other)| one == app && self.kind(other) == Some(Kind::AppFiles))
                });
                !beside && !linked
            }),
            "empty-host" => hosts().any(|host| host.components.is_empty()),
            "public-for-nothing" => {
                hosts().any(|host| host.standing.on().contains(&spof::topology::Network::Internet))
            }
            "no-firewall" => self.subjects().any(|id| {
                let host = topology.host(id.as_str());
                let guarded = host.is_some_and(|host| {
                    host.components.iter().any(|component| component.kind == Kind::Firewall)
                });
                let here = |to: &Id| to == id || to.host() == Some(id.as_str());
                let called =
                    self.links().any(|link| self.kind(&link.from) == Some(Kind::User) && here(&link.to));
                called && !guarded
            }),
            "no-monitoring" | "unwatched" => hosts().any(|host| {
                !host.components.iter().any(|component| component.kind == Kind::MonitoringClient)
            }),
            "pair-on-one-host" => {
                let on: Vec<_> = self.subjects().map(|id| id.host().unwrap_or(id.as_str())).collect();
                let mut on = on.into_iter();
                let first = on.next();
                self.components().count() > 1 && on.all(|host| Some(host) == first)
            }
            "one-place" => self.subjects().any(|place| {
                let clusters = self.clusters().map(|cluster| cluster.mode.members());
                let called = self.components().map(|(id, _)| {
                    self.links().filter(|link| link.from == *id).map(|link| &link.to).collect()
                });
                clusters.chain(called).any(|group: Vec<&Id>| {
                    group.len() > 1 && group.iter().all(|id| is_in(topology, id, place))
                })
            }),
            _ => return None,
        })
    }
}

/// Whether a connection for replication is drawn and gets through, from either end.
fn is_copied(naive: &Naive<'_>, topology: &Topology, replica: &Id, primary: &Id) -> bool {
    let gets_through = |from: &Id, to: &Id| {
        let ports = topology.links.iter().filter(|link| link.from == *from).map(Link::port);
        ports.into_iter().any(|port| naive.reaches(Some(from.as_str()), to.as_str(), port))
    };
    gets_through(replica, primary) || gets_through(primary, replica)
}

/// Whether a component stands in a place, or in one inside it.
fn is_in(topology: &Topology, id: &Id, place: &Id) -> bool {
    let mut at = topology.component(id.as_str()).and_then(|placed| placed.standing.place.clone());
    while let Some(around) = at {
        if around == *place {
            return true;
        }
        let known = topology.places.iter().find(|known| known.id == around);
        at = known.and_then(|known| known.inside.clone());
    }
    false
}
