//! Every clause of every reason, read back and held against the design that it speaks of: a primary that it names is
//! the primary, a number of voters is that of the file, and what is said to have failed has.

use std::collections::BTreeMap;
use std::net::IpAddr;

use spof::analysis::{Engine, Failure, Failures, Function, Granularity, State, findings};
use spof::topology::zone::Zone;
use spof::topology::{Check, Cluster, Id, Kind, Mode, Placed, Promotion, Reads, Topology, Track, write};

use super::explanations::covers;
use super::generate::{Chance, design};
use super::naive::Naive;

const DESIGNS: u64 = 300;

/// A design in which something has failed, and the element that is spoken of, if it is about one.
struct Case<'a> {
    topology: &'a Topology,
    failed: Vec<Id>,
    links: Vec<String>,
    it: Option<Id>,
}

impl<'a> Case<'a> {
    fn part(&self, id: &str) -> Result<Placed<'a>, String> {
        self.topology.component(id).ok_or_else(|| format!("there is no {id}"))
    }

    fn cluster(&self, id: &str) -> Result<&'a Cluster, String> {
        let cluster = self.topology.clusters.iter().find(|cluster| cluster.id == *id);
        cluster.ok_or_else(|| format!("there is no cluster {id}"))
    }

    fn is_a(&self, id: &str, kind: Kind) -> Result<(), String> {
        holds(self.part(id)?.component.kind == kind, &format!("{id} is no {kind}"))
    }

    fn has_failed(&self, id: &str) -> bool {
        let own: Id = id.parse().expect("it is an id");
        self.failed.iter().any(|failed| *failed == own || self.is_in(failed, &own))
    }

    /// Whether a host or component falls with something.
    fn is_in(&self, failed: &Id, at: &Id) -> bool {
        match self.topology.host(at.as_str()) {
            Some(host) => host.components.first().is_none_or(|component| {
                failed != &at.join(&component.id) && covers(self.topology, failed, &at.join(&component.id))
            }),
            None => covers(self.topology, failed, at),
        }
    }

    /// Checks one clause; an error says what is not so.
    fn check(&self, clause: &str) -> Result<(), String> {
        let words: Vec<&str> = clause.split(' ').collect();
        let it = self.it.as_ref().map_or("", Id::as_str);
        if let Some(rest) = clause.strip_prefix("the primary ") {
            let (id, why) = rest.split_once(" has failed").ok_or("no failure")?;
            return self.primary(id, why.split_once(", and ").ok_or("no reason")?.1);
        }
        if let Some((id, why)) = clause.split_once(" is the primary, and ") {
            return self.primary(if id == "it" { it } else { id }, why);
        }
        if let Some((_, rest)) = clause.split_once("the address of ") {
            return self.stays(rest);
        }
        if let Some((by, rest)) = clause.split_once(" does not turn to ") {
            return self.unused(by, rest);
        }
        if clause.contains(" application files") {
            return self.files(clause, it);
        }
        if let Some((apps, part)) = clause.split_once(" require") {
            let apps = apps.split_once("does not answer, and ").map_or(apps, |(_, apps)| apps);
            let named = clause
                .split([' ', ','])
                .find(|word| self.part(word).is_ok_and(|part| part.component.settings.required));
            let part = if part.ends_with(" it") && self.it.is_some() {
                it
            } else {
                named.ok_or("nothing is required")?
            };
            holds(self.part(part)?.component.settings.required, "it is not required")?;
            return names(apps).iter().try_for_each(|app| self.is_a(app, Kind::AppServer));
        }
        if clause.contains(" members of ") {
            return self.majority(&words);
        }
        if let Some((gone, with)) = clause.split_once(" has failed") {
            holds(self.failed.iter().any(|id| *id == *gone), "it has not failed")?;
            let with = with.strip_prefix(", and with it ").unwrap_or_default();
            return names(with)
                .iter()
                .try_for_each(|id| holds(self.has_failed(id), "it does not fall with it"));
        }
        match words.as_slice() {
            [id, "is", "the", "only", "name", "server"] => {
                let servers = self.topology.components().filter(|placed| placed.component.kind == Kind::Dns);
                holds(servers.count() == 1, "there are more")?;
                self.is_a(if *id == "it" { it } else { id }, Kind::Dns)
            }
            ["the", "name", "server", id, ..] => {
                self.is_a(id.trim_end_matches(','), Kind::Dns)?;
                holds(self.has_failed(id.trim_end_matches(',')), "it has not failed")
            }
            ["the", "link", link, "is", "broken"] => {
                holds(self.links.iter().any(|broken| broken == link), "it is not broken")
            }
            ["nothing", "gets", "through", "to", id] => holds(!self.has_failed(id), "it has failed"),
            [id, "has", "nobody", "to", "pass", "requests", "to"] => {
                let kind = self.part(id)?.component.kind;
                holds(kind == Kind::WebServer || kind.forwards(), "it passes nothing on")
            }
            [id, "reads", "from", "replicas", "only"] => {
                holds(self.part(id)?.component.settings.reads == Reads::Replicas, "it reads from others")
            }
            [id, "does", "not", "get", "the", "changes", ..] | [id, "is", "a", "replica", ..] => holds(
                self.topology.clusters.iter().any(|cluster| match &cluster.mode {
                    Mode::PrimaryReplica { replicas, .. } => replicas.iter().any(|replica| *replica == **id),
                    _ => false,
                }),
                "it is no replica",
            ),
            [id, "has", "no", "database", ..] => self.is_a(id, Kind::AppServer),
            _ => self.check_intact(clause, &words),
        }
    }

    /// The same for what is said of how requests come in and go on with nothing failed.
    fn check_intact(&self, clause: &str, words: &[&str]) -> Result<(), String> {
        match words {
            ["there", "is", "no", "user", ..] => holds(self.users().next().is_none(), "there is one"),
            [.., "nothing", "that", "answers", "requests"] => self.users_ask_nobody(words),
            [.., "only", "redirected", "to", "HTTPS,", "and", _, "nothing", "there"] => {
                holds(self.topology.links.iter().any(|link| link.redirect), "nothing is redirected")
            }
            [_, "leads", "to", "no", "address"] | ["the", "design", "does", "not", "say", ..] => {
                let zone = self.topology.zone.as_deref().ok_or("there is no zone")?;
                let site = self.topology.site.as_deref();
                let found = site.map(|site| Zone::parse(zone).resolve(site).addresses).unwrap_or_default();
                holds(found.is_empty(), "it leads to one")
            }
            [_, "leads", "to", address, "which", "nobody", "owns"] => {
                holds(self.owners(address.trim_end_matches(',')).is_empty(), "somebody owns it")
            }
            [_, "leads", "to", address, "of", owner, "and", user, "calls", "nothing", "there"] => {
                let owner = owner.trim_end_matches(',');
                holds(self.owners(address).iter().any(|id| *id == owner), "it is somebody else's")?;
                self.calls_nothing_on(user, owner)
            }
            [address, "is", "with", member, "and", user, "calls", "nothing", "there"] => {
                let member = member.trim_end_matches(',');
                let cluster = self.owners(address).into_iter().find_map(|id| self.cluster(&id).ok());
                let cluster = cluster.ok_or("no cluster shares it")?;
                holds(cluster.mode.members().iter().any(|id| **id == *member), "it is no member")?;
                self.calls_nothing_on(user, member.split('.').next().unwrap_or(member))
            }
            [firewall, "does", "not", "let", from, "call", to, "on", "port", port] => {
                self.is_a(firewall, Kind::Firewall)?;
                let port = port.parse().map_err(|_| "no port")?;
                let passes = Naive::new(self.topology).reaches(Some(from), to, port);
                holds(!passes, "it gets through")
            }
            [by, "hands", "requests", "back", "to", to, "where", ..] => {
                let to = to.trim_end_matches(',');
                holds(self.leads(by, to), "it does not call it")?;
                holds(self.leads(to, by), "they have not been there")
            }
            [id, .., "has", "no", "link", "to", "a", "database", "that", "accepts", "writes"] => {
                self.is_a(id, Kind::AppServer)?;
                let reads = self.part(id)?.component.settings.reads;
                let told = clause.contains("reads from the primary only");
                holds(!told || reads == Reads::Primary, "it reads from others")?;
                let mut links = self.topology.links.iter().filter(|link| link.from == **id);
                holds(!links.any(|link| self.is_working_primary(&link.to)), "it calls the primary")
            }
            _ => Err("nobody knows what that means".to_owned()),
        }
    }

    fn users(&self) -> impl Iterator<Item = Placed<'a>> {
        self.topology.components().filter(|placed| placed.component.kind == Kind::User)
    }

    /// `a and b call nothing that answers requests`
    fn users_ask_nobody(&self, words: &[&str]) -> Result<(), String> {
        let ids: Vec<String> = names(&words[..words.len() - 5].join(" "));
        let answers = |kind: Kind| matches!(kind, Kind::WebServer | Kind::AppServer) || kind.forwards();
        for id in &ids {
            self.is_a(id, Kind::User)?;
            let mut links =
                self.topology.links.iter().filter(|link| link.from == *id.as_str() && !link.redirect);
            let asks = links.any(|link| {
                let kind = self.part(link.to.as_str()).map(|placed| placed.component.kind);
                kind.is_ok_and(answers)
                    && !["ssh", "file", "metrics"].contains(&link.protocol.to_string().as_str())
            });
            holds(!asks, "somebody calls something that answers")?;
        }
        Ok(())
    }

    /// Who states an address, the clusters that share it first.
    fn owners(&self, address: &str) -> Vec<String> {
        let is = |own: &IpAddr| own.to_string() == address;
        let clusters = self.topology.clusters.iter().filter(|cluster| match &cluster.mode {
            Mode::ActivePassive { address, .. } => address.as_ref().is_some_and(is),
            Mode::ActiveActive { addresses, .. } => addresses.iter().any(is),
            _ => false,
        });
        let hosts = self.topology.hosts.iter().filter(|host| host.standing.addresses.iter().any(is));
        let parts = self.topology.parts.iter().filter(|part| part.standing.addresses.iter().any(is));
        let clusters = clusters.map(|cluster| cluster.id.to_string());
        let hosts = hosts.map(|host| host.id.to_string());
        clusters.chain(hosts).chain(parts.map(|part| part.component.id.to_string())).collect()
    }

    /// No request of a user goes directly to a host, or to what is on it.
    fn calls_nothing_on(&self, user: &str, owner: &str) -> Result<(), String> {
        self.is_a(user, Kind::User)?;
        let here = |id: &Id| *id == *owner || id.host() == Some(owner);
        let answers = |id: &Id| {
            self.part(id.as_str()).is_ok_and(|placed| {
                let kind = placed.component.kind;
                matches!(kind, Kind::WebServer | Kind::AppServer) || kind.forwards()
            })
        };
        let mut links = self.topology.links.iter();
        let called =
            links.any(|link| link.from == *user && here(&link.to) && answers(&link.to) && !link.redirect);
        holds(!called, "it is called there")
    }

    /// Whether a link leads from one component to another, directly or by way of others.
    fn leads(&self, from: &str, to: &str) -> bool {
        let mut open = vec![from.to_owned()];
        let mut met: Vec<String> = Vec::new();
        while let Some(here) = open.pop() {
            for link in self.topology.links.iter().filter(|link| link.from == *here.as_str()) {
                if link.to == *to {
                    return true;
                }
                if !met.contains(&link.to.to_string()) {
                    met.push(link.to.to_string());
                    open.push(link.to.to_string());
                }
            }
        }
        false
    }

    /// Whether a database works and is the primary of its cluster, or in none.
    fn is_working_primary(&self, id: &Id) -> bool {
        let database = self.is_a(id.as_str(), Kind::Database).is_ok();
        let replica = self.topology.clusters.iter().any(|cluster| match &cluster.mode {
            Mode::PrimaryReplica { replicas, .. } => replicas.contains(id),
            _ => false,
        });
        database && !replica && !self.has_failed(id.as_str())
    }

    fn primary(&self, id: &str, why: &str) -> Result<(), String> {
        holds(self.has_failed(id), "the primary works")?;
        let mode = self.topology.clusters.iter().map(|cluster| &cluster.mode);
        let found = mode.clone().find_map(|mode| match mode {
            Mode::PrimaryReplica { primary, replicas, promotion } if *primary == *id => {
                Some((replicas, promotion))
            }
            _ => None,
        });
        let (replicas, promotion) = found.ok_or("it is no primary")?;
        let is_replica = |id: &str| replicas.iter().any(|replica| *replica == *id);
        let manual = matches!(promotion, Promotion::Manual);
        if why == "a replica is promoted by hand only" {
            return holds(manual, "promotion is automatic");
        }
        holds(!manual, "promotion is by hand")?;
        if why == "no replica gets its changes" {
            return Ok(());
        }
        if let Some((ids, _)) = why.split_once(" failed too") {
            let ids = ids.trim_end_matches(" has").trim_end_matches(" have");
            return names(ids)
                .iter()
                .try_for_each(|id| holds(is_replica(id) && self.has_failed(id), "it works"));
        }
        if let Some((left, _)) = why.split_once(" voters ") {
            let Promotion::Automatic { voters, fencing } = promotion else {
                return Err("no voters".to_owned());
            };
            let works = voters.iter().filter(|voter| !self.has_failed(voter.as_str())).count();
            holds(!fencing && 2 * works <= voters.len(), "that is a majority")?;
            return holds(left == format!("{works} of {}", voters.len()), "the votes are counted wrong");
        }
        let next = why.strip_prefix("no request gets through to ").ok_or("an unknown reason")?;
        let next = next.trim_end_matches(", which takes its place");
        holds(is_replica(next) && !self.has_failed(next), "it cannot take its place")
    }

    /// `vip stays with lb1, as …`
    fn stays(&self, rest: &str) -> Result<(), String> {
        let (cluster, rest) = rest.split_once(" stays with ").ok_or("it does not stay")?;
        let host = rest.split(',').next().unwrap_or_default();
        let cluster = self.cluster(cluster)?;
        let by_host = !matches!(cluster.mode, Mode::ActivePassive { track: Track::Service, .. });
        holds(by_host, "it follows the service")?;
        holds(self.topology.host(host).is_some() && !self.has_failed(host), "the host does not work")
    }

    /// `lb.it`, and `w2.it, as its weight is 0`
    fn unused(&self, by: &str, rest: &str) -> Result<(), String> {
        let (targets, why) = rest.split_once(", as ").ok_or("no reason")?;
        let settings = &self.part(by)?.component.settings;
        let direct = |id: &String| {
            let links = self.topology.links.iter().filter(move |link| link.from == *by && link.to == **id);
            links.collect::<Vec<_>>()
        };
        for id in names(targets) {
            holds(!self.has_failed(&id), "it has failed")?;
            let links = direct(&id);
            match why {
                "its weight is 0" | "their weight is 0" => {
                    holds(links.iter().all(|link| link.weight == 0), "it has weight")?;
                }
                "backups wait until no other target is fit" => {
                    holds(links.iter().all(|link| link.backup), "it is no backup")?;
                }
                "its check asks for a static read, which fails there" => {
                    holds(settings.check == Check::Http, "it asks otherwise")?;
                }
                "its check asks for a dynamic read, which fails there" => {
                    holds(settings.check == Check::Deep, "it asks otherwise")?;
                }
                _ => return Err("an unknown reason".to_owned()),
            }
        }
        Ok(())
    }

    fn files(&self, clause: &str, it: &str) -> Result<(), String> {
        if let Some((app, _)) = clause.split_once(" has no application files") {
            return self.is_a(app, Kind::AppServer);
        }
        let (files, apps) = match clause.split_once(" holds the application files of ") {
            Some(("it", apps)) => (it, apps),
            Some((files, apps)) => (files, apps),
            None => {
                let rest = clause.strip_prefix("the application files ").ok_or("an unknown reason")?;
                rest.trim_end_matches(" are gone").split_once(" of ").ok_or("nobody's files")?
            }
        };
        let files = files.split(',').next().unwrap_or_default();
        self.is_a(files, Kind::AppFiles)?;
        names(apps).iter().try_for_each(|app| self.is_a(app, Kind::AppServer))
    }

    /// `without it 1 of 2 members of data is left, which is no majority`
    fn majority(&self, words: &[&str]) -> Result<(), String> {
        let at = words.iter().position(|word| *word == "members").ok_or("no members")?;
        let cluster = self.cluster(words[at + 2])?;
        let Mode::MultiPrimary { members } = &cluster.mode else {
            return Err("only one writes there".to_owned());
        };
        let left = members.iter().filter(|member| !self.has_failed(member.as_str())).count();
        holds(2 * left <= members.len(), "that is a majority")?;
        let told = words[at - 3..at].join(" ");
        holds(told == format!("{left} of {}", members.len()), "the members are counted wrong")
    }
}

fn holds(so: bool, otherwise: &str) -> Result<(), String> {
    if so { Ok(()) } else { Err(otherwise.to_owned()) }
}

/// The ids of a list in a sentence; a long one is cut off in words.
fn names(list: &str) -> Vec<String> {
    let list = list.replace(" and ", ", ");
    let ids = list.split(", ").filter(|id| !id.is_empty() && !id.ends_with(" more"));
    ids.map(|id| id.trim_end_matches(',').to_owned()).collect()
}

#[test]
fn every_clause_about_a_single_point_of_failure_is_so() {
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        for granularity in [Granularity::Host, Granularity::Component] {
            for spof in Function::ALL.into_iter().flat_map(|function| engine.spofs(function, granularity)) {
                let because = spof.because();
                let Some((_, clause)) = because.split_once(": ") else { continue };
                if clause.starts_with("it carries ")
                    || clause.ends_with(" there") && clause.contains(" stand")
                {
                    continue;
                }
                let case = Case {
                    topology: &topology,
                    failed: vec![spof.id.clone()],
                    links: Vec::new(),
                    it: Some(spof.id.clone()),
                };
                let checked = case.check(clause);
                assert_eq!(checked, Ok(()), "seed {seed}: {because} in\n{}", write(&topology));
                *said.entry(shape(clause)).or_default() += 1;
            }
        }
    }
    assert!(said.len() >= 8, "{said:#?}");
}

#[test]
fn every_clause_about_what_is_down_is_so() {
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        let mut chance = Chance::new(seed ^ 0x51);
        let hosts = topology.hosts.iter().map(|host| host.id.clone());
        let places = topology.places.iter().map(|place| place.id.clone());
        let parts = topology.components().filter(|placed| !placed.external).map(|placed| placed.id());
        let ids: Vec<Id> = hosts.chain(places).chain(parts).collect();
        for round in 0..12 {
            let failed: Vec<Id> = (0..=round % 3).map(|_| chance.pick(&ids)).collect();
            let mut failures: Failures = failed.iter().map(|id| (id.clone(), Failure::Crash)).collect();
            let mut links = Vec::new();
            if chance.percent(30) && !topology.links.is_empty() {
                let link = chance.pick(&topology.links).id();
                links.push(link.to_string());
                failures = failures.with_link(link);
            }
            let case = Case { topology: &topology, failed, links, it: None };
            for function in Function::ALL {
                let why = engine.why_down(&failures, function);
                let down = engine.outcome(&failures, function).state() == State::Down;
                assert_eq!(why.is_some(), down, "seed {seed}");
                let why = why.unwrap_or_default();
                for clause in why.trim_end_matches('.').split("; ").filter(|clause| !clause.is_empty()) {
                    if clause != "and so on" {
                        let checked = case.check(clause);
                        let told = || format!("seed {seed}, {failures:?}: {clause} in\n{}", write(&topology));
                        assert_eq!(checked, Ok(()), "{}", told());
                        *said.entry(shape(clause)).or_default() += 1;
                    }
                }
            }
        }
    }
    assert!(said.len() >= 12, "{said:#?}");
}

/// What the rules say of functions that fail, wholly or in part, although nothing has failed.
#[test]
fn every_clause_about_what_fails_with_nothing_failed_is_so() {
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let case = Case { topology: &topology, failed: Vec::new(), links: Vec::new(), it: None };
        for finding in findings(&topology, &Engine::new(&topology)) {
            let Some((_, why)) = finding.message.split_once("nothing has failed: ") else { continue };
            assert!(["down", "degraded"].contains(&finding.rule), "{}", finding.rule);
            for clause in why.trim_end_matches('.').split("; ").filter(|clause| *clause != "and so on") {
                let checked = case.check(clause);
                assert_eq!(checked, Ok(()), "seed {seed}: {clause} in\n{}", write(&topology));
                *said.entry(format!("{} {}", finding.rule, shape(clause))).or_default() += 1;
            }
        }
    }
    assert!(said.len() >= 30, "{said:#?}");
}

/// A clause without what is different from design to design.
fn shape(clause: &str) -> String {
    let word =
        |word: &&str| !word.contains(['.', ',', '-']) && !word.chars().any(|letter| letter.is_ascii_digit());
    clause.split(' ').filter(word).collect::<Vec<_>>().join(" ")
}
