//! Flaws of a zone, counted in its records.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use spof::analysis::Finding;
use spof::topology::zone::{Data, Name, Record, Zone};
use spof::topology::{Cluster, Kind, Topology};

/// The longest time for which an answer "there is no such name" should be kept (RFC 2308 section 5).
const DAY: u32 = 86_400;

/// Whether the zone still has the flaw that a finding is about; nothing where the rule is not known here.
pub(super) fn lasts(finding: &Finding, after: &Topology) -> Option<bool> {
    if finding.rule == "no-zone" {
        return Some(after.zone.is_none());
    }
    let text = after.zone.as_deref()?;
    let flaw = Flaw { finding, after, text, zone: Zone::parse(text) };
    flaw.of_the_site().or_else(|| flaw.of_records()).or_else(|| flaw.of_texts())
}

struct Flaw<'f> {
    finding: &'f Finding,
    after: &'f Topology,
    text: &'f str,
    zone: Zone,
}

impl Flaw<'_> {
    fn any(&self, fits: &dyn Fn(&Record) -> bool) -> bool {
        self.zone.records.iter().any(fits)
    }

    fn about(&self, owner: &Name) -> bool {
        let owner = owner.to_string();
        self.finding.message.contains(owner.trim_end_matches('.')) || self.finding.subjects.is_empty()
    }

    /// The names that a name is an alias of; the same record written twice is one.
    fn aliases(&self, name: &Name) -> usize {
        let all = self.zone.at(name).filter(|record| matches!(record.data, Data::Cname(_)));
        all.filter_map(|record| record.data.target()).collect::<BTreeSet<_>>().len()
    }

    /// Whether an address follows a type that takes a name; an MX record has a number between.
    fn follows(&self, kind: &str) -> bool {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let within = if kind == "MX" { 2 } else { 1 };
        let is_address = |word: &&str| word.trim_end_matches('.').parse::<IpAddr>().is_ok();
        let at = |no: usize| words[no + 1..].iter().take(within).any(is_address);
        (0..words.len()).filter(|no| words[*no] == kind).any(at)
    }

    /// Of the name that users type.
    fn of_the_site(&self) -> Option<bool> {
        let (zone, after) = (&self.zone, self.after);
        let site = after.site.as_deref().unwrap_or_default();
        Some(match self.finding.rule {
            "site-unresolved" => zone.resolve(site).addresses.is_empty(),
            "address-unowned" => {
                zone.resolve(site).addresses.iter().any(|address| !is_owned(after, *address))
            }
            "one-entry" => {
                let addresses = zone.resolve(site).addresses;
                let shares = |cluster: &Cluster| {
                    let own = cluster.mode.addresses();
                    cluster.mode.members().len() > 1 && addresses.iter().any(|address| own.contains(address))
                };
                addresses.len() < 2 && !after.clusters.iter().any(shares)
            }
            "member-named" => {
                let named = zone.resolve(site).addresses;
                let about = |cluster: &&Cluster| {
                    cluster.mode.members().into_iter().any(|id| self.finding.subjects.contains(id))
                        || self.finding.subjects.contains(&cluster.id)
                };
                let shared = after.clusters.iter().filter(about).flat_map(|cluster| cluster.mode.addresses());
                !shared.into_iter().any(|address| named.contains(address))
            }
            "bare-domain" => zone.resolve(&zone.origin()?.to_string()).addresses.is_empty(),
            "no-outside-probe" => {
                let mut services = after
                    .components()
                    .filter(|placed| placed.external && placed.component.kind == Kind::MonitoringService);
                !services.any(|service| after.links.iter().any(|link| link.from == service.id()))
            }
            _ => return None,
        })
    }

    /// Of records that do not fit together.
    fn of_records(&self) -> Option<bool> {
        let zone = &self.zone;
        Some(match self.finding.rule {
            "no-soa" => !self.any(&|record| matches!(record.data, Data::Soa { .. })),
            "name-servers" => {
                let origin = zone.origin()?;
                zone.at(origin).filter(|record| matches!(record.data, Data::Ns(_))).count() < 2
            }
            "cname-at-apex" => self.aliases(zone.origin()?) > 0,
            "cname-and-other" => self.any(&|record| {
                self.about(&record.owner)
                    && self.aliases(&record.owner) > 0
                    && zone.at(&record.owner).count() > 1
            }),
            "record-twice" => {
                let starts = zone.records.iter().filter(|record| matches!(record.data, Data::Soa { .. }));
                self.any(&|record| self.aliases(&record.owner) > 1) || starts.count() > 1
            }
            "alias-as-target" => self.any(&|record| {
                let (Data::Ns(target) | Data::Mx { exchange: target, .. }) = &record.data else {
                    return false;
                };
                self.about(&record.owner) && self.aliases(target) > 0
            }),
            "out-of-zone" => {
                self.any(&|record| !record.owner.is_within(zone.origin().unwrap_or(&record.owner)))
            }
            "null-mx" => self.any(&|record| {
                let mail = |record: &&Record| matches!(record.data, Data::Mx { .. });
                let null = matches!(&record.data, Data::Mx { exchange, .. } if exchange.to_string() == ".");
                null && zone.at(&record.owner).filter(mail).count() > 1
            }),
            "long-negative-ttl" => self.any(
                &|record| matches!(record.data, Data::Soa { minimum, .. } if minimum.min(record.ttl) > DAY),
            ),
            _ => return None,
        })
    }

    /// Of what single records say.
    fn of_texts(&self) -> Option<bool> {
        let zone = &self.zone;
        Some(match self.finding.rule {
            "zone-unreadable" => !zone.problems.is_empty(),
            "cname-to-address" => self.follows("CNAME"),
            "mx-to-address" => self.follows("MX"),
            "underscore" => self.any(&|record| {
                let is_host = matches!(record.data, Data::A(_) | Data::Aaaa(_));
                is_host && record.owner.to_string().contains('_')
            }),
            "spf-runs-together" => self.any(&|record| match &record.data {
                Data::Txt(texts) if texts.concat().starts_with("v=spf1") => {
                    texts.windows(2).any(|pair| !pair[0].ends_with(' ') && !pair[1].starts_with(' '))
                }
                _ => false,
            }),
            "missing-dot" => {
                // A name of several labels with the zone's name added, which nothing in the zone has.
                let origin = zone.origin()?;
                let below = |name: &Name| {
                    let (name, origin) = (name.to_string(), origin.to_string());
                    let left = name.strip_suffix(&origin).map(|left| left.trim_end_matches('.').to_owned());
                    left.is_some_and(|left| left.contains('.'))
                };
                let lost = |name: &Name| below(name) && !zone.has(name);
                let doubled = |name: &Name| name.to_string().ends_with(&format!("{origin}{origin}"));
                self.any(&|record| match &record.data {
                    Data::Soa { primary, mailbox, .. } => lost(primary) || lost(mailbox),
                    data => doubled(&record.owner) || data.target().is_some_and(lost),
                })
            }
            "two-spf" => {
                let mut policies: BTreeMap<&Name, usize> = BTreeMap::new();
                for record in &zone.records {
                    if let Data::Txt(texts) = &record.data
                        && texts.concat().starts_with("v=spf1")
                    {
                        *policies.entry(&record.owner).or_default() += 1;
                    }
                }
                policies.values().any(|count| *count > 1)
            }
            "uneven-ttl" => self.any(&|one| {
                self.any(&|other| {
                    let same = (&one.owner, one.data.kind()) == (&other.owner, other.data.kind());
                    self.about(&one.owner) && same && one.ttl != other.ttl
                })
            }),
            _ => return None,
        })
    }
}

/// Whether a host, a part or a cluster has an address.
fn is_owned(topology: &Topology, address: IpAddr) -> bool {
    let standings = topology.hosts.iter().map(|host| &host.standing);
    let mut standings = standings.chain(topology.parts.iter().map(|part| &part.standing));
    standings.any(|standing| standing.addresses.contains(&address))
        || topology.clusters.iter().any(|cluster| cluster.mode.addresses().contains(&address))
}
