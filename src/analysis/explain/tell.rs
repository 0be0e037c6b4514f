//! What requests lack, in words: as clauses about what has failed, or as what makes one element indispensable.

use std::collections::{BTreeSet, HashSet};

use super::lack::{Idle, Lack};
use crate::analysis::database::{Automatic, Group, Voter};
use crate::analysis::engine::Engine;
use crate::analysis::index::{ComponentNo, Named};
use crate::analysis::plan::Role;
use crate::text::prose::list;
use crate::topology::{Check, Id};

/// Tells what is lacking after these have failed.
pub(super) struct Teller<'a> {
    pub(super) engine: &'a Engine,
    pub(super) failed: &'a [Named],
    /// The element that it is about, where it is about one.
    pub(super) element: Option<Named>,
}

impl Teller<'_> {
    /// The first clauses in one, without a period.
    pub(super) fn told(&self, lacks: &[Lack]) -> String {
        let clauses = self.clauses(lacks);
        let told: Vec<&str> = clauses.iter().take(3).map(String::as_str).collect();
        if told.is_empty() {
            return "no request gets through to what must answer it".to_owned();
        }
        format!("{}{}", told.join("; "), if clauses.len() > told.len() { "; and so on" } else { "" })
    }

    /// One clause for each thing that is lacking, what explains most first; what failed with one host stands
    /// together.
    pub(super) fn clauses(&self, lacks: &[Lack]) -> Vec<String> {
        let mut ranked: Vec<Lack> = lacks.to_vec();
        ranked.sort_by_key(|lack| matches!(lack, Lack::Passed(_) | Lack::Broken(_) | Lack::Way(_)));
        let mut clauses: Vec<String> = Vec::new();
        // What failed is named once.
        let mut gone: HashSet<Id> = ranked.iter().filter_map(|lack| self.named(*lack)).collect();
        let (mut told, mut said) = (BTreeSet::new(), HashSet::new());
        for lack in &ranked {
            let clause = match lack {
                Lack::Passed(no) if !gone.insert(self.gone(*no)) => continue,
                Lack::Passed(no) => self.passed(*no, &ranked),
                lack if !told.insert(together(*lack)) => continue,
                lack => self.tell(*lack, &ranked),
            };
            if said.insert(clause.clone()) {
                clauses.push(clause);
            }
        }
        clauses
    }

    /// What a clause says has failed, other than that a component was to be passed.
    fn named(&self, lack: Lack) -> Option<Id> {
        match lack {
            Lack::NameServer(no) | Lack::Primary(no) => Some(self.gone(no)),
            Lack::Stays { member, .. } => Some(self.gone(member)),
            Lack::Files { files: part, .. } | Lack::Required { part, .. } => Some(self.gone(part)),
            _ => None,
        }
    }

    /// What makes the element indispensable, a clause; empty where that every request passes it says it all.
    pub(super) fn detail(&self, lacks: &[Lack], passes: bool) -> String {
        let own = |no: ComponentNo| self.element.is_some_and(|element| self.engine.takes_along(element, no));
        let tells = |lack: &&Lack| match **lack {
            Lack::Stays { member, .. } => own(member),
            Lack::Primary(no) => own(no),
            Lack::Unused { .. }
            | Lack::ReadsReplicas(_)
            | Lack::Majority(_)
            | Lack::Writer { .. }
            | Lack::Silent { .. } => true,
            Lack::NameServer(no) => !passes && own(no),
            Lack::Files { files, .. } => !passes && own(files),
            Lack::Required { part, .. } => !passes && own(part),
            _ => false,
        };
        let told = lacks.iter().find(tells);
        let any = || {
            lacks
                .iter()
                .find(|lack| !passes && !matches!(lack, Lack::Passed(_) | Lack::Broken(_) | Lack::Way(_)))
        };
        told.or_else(any).map_or_else(String::new, |lack| self.tell(*lack, lacks))
    }

    /// That a component has failed, with all else that was needed of what failed with it.
    fn passed(&self, no: ComponentNo, lacks: &[Lack]) -> String {
        let gone = self.gone(no);
        let with = lacks.iter().filter_map(|lack| match lack {
            Lack::Passed(other) if self.gone(*other) == gone => Some(self.id(*other)),
            _ => None,
        });
        if gone == *self.id(no) {
            format!("{gone} has failed")
        } else {
            format!("{gone} has failed, and with it {}", list(with))
        }
    }

    fn tell(&self, lack: Lack, lacks: &[Lack]) -> String {
        match lack {
            Lack::Entry => self.entry(),
            Lack::Caller(user) => self.caller(user),
            Lack::Name => self.name(),
            Lack::Unowned(address) => self.unowned(address),
            Lack::Silent { user, address, member } => self.silent(user, address, member),
            Lack::Denied(wire) => self.denied(wire),
            Lack::NameServer(no) if self.is_it(no) => "it is the only name server".to_owned(),
            Lack::NameServer(no) if self.element.is_some() => {
                format!("{} is the only name server", self.id(no))
            }
            Lack::NameServer(no) => format!("the name server {} does not answer", self.with_host(no)),
            Lack::Stays { cluster, member } => self.stays(cluster, member),
            Lack::Passed(no) => self.passed(no, lacks),
            Lack::Broken(no) => format!("the link {} is broken", self.engine.index.link(no).id()),
            Lack::Way(no) => format!("nothing gets through to {}", self.id(no)),
            Lack::Nobody(no) => format!("{} has nobody to pass requests to", self.id(no)),
            Lack::Back { by, to } => {
                format!("{} hands requests back to {}, where they have been", self.id(by), self.id(to))
            }
            Lack::Unused { by, idle, .. } => self.unused(by, idle, lacks),
            Lack::Bare(no) => format!("{} has no application files", self.id(no)),
            Lack::Files { files, .. } => self.files(files, lacks),
            Lack::Required { part, .. } => self.required(part, lacks),
            Lack::Primary(no) => self.primary(no),
            Lack::Majority(group) => self.majority(group),
            Lack::ReadsReplicas(no) => format!("{} reads from replicas only", self.id(no)),
            Lack::Stale(no) => format!("{} does not get the changes of the primary", self.id(no)),
            Lack::ReadOnly(no) => format!("{} is a replica and accepts no writes", self.id(no)),
            Lack::Writer { app, reads } => {
                let reads = if reads { "reads from the primary only, and " } else { "" };
                format!("{} {reads}has no link to a database that accepts writes", self.id(app))
            }
            Lack::Data(no) => format!("{} has no database that it may use", self.id(no)),
        }
    }

    pub(super) fn id(&self, no: ComponentNo) -> &Id {
        &self.engine.index.spots[no].id
    }

    /// Whether a component is the very element that it is about.
    fn is_it(&self, no: ComponentNo) -> bool {
        self.element == Some(Named::Component(no))
    }

    /// What failed and took a component along: a place before a host before the component itself.
    fn gone(&self, no: ComponentNo) -> Id {
        let over = |named: &&Named| self.engine.takes_along(**named, no);
        let rank = |named: &&Named| match named {
            Named::Place(_) => 0,
            Named::Host(_) => 1,
            Named::Component(_) | Named::Cluster(_) => 2,
        };
        let topology = self.engine.topology();
        match self.failed.iter().filter(over).min_by_key(rank) {
            Some(Named::Place(place)) => topology.places[*place].id.clone(),
            Some(Named::Host(host)) => topology.hosts[*host].id.clone(),
            _ => self.id(no).clone(),
        }
    }

    /// A component that has failed, and the host or place that it failed with.
    fn with_host(&self, no: ComponentNo) -> String {
        let gone = self.gone(no);
        if gone == *self.id(no) {
            gone.to_string()
        } else {
            format!("{}, which failed with {gone},", self.id(no))
        }
    }

    fn stays(&self, cluster: usize, member: ComponentNo) -> String {
        let cluster = &self.engine.topology().clusters[cluster].id;
        let host = self.engine.index.host_of(member);
        let host = host.map_or_else(|| self.id(member).to_string(), |host| host.id.to_string());
        let stays =
            format!("the address of {cluster} stays with {host}, as it follows the host and not the program");
        if self.element.is_some() {
            stays
        } else {
            format!("{} has failed, and {stays}", self.with_host(member))
        }
    }

    fn unused(&self, by: ComponentNo, idle: Idle, lacks: &[Lack]) -> String {
        let targets: Vec<&Id> = lacks
            .iter()
            .filter_map(|lack| match lack {
                Lack::Unused { by: other, idle: same, target } if (*other, *same) == (by, idle) => {
                    Some(self.id(*target))
                }
                _ => None,
            })
            .collect();
        let asks_for = match &self.engine.plan.roles[by] {
            Role::Web(pool) | Role::Forwarder(pool, _) if pool.check == Check::Deep => "a dynamic read",
            _ => "a static read",
        };
        let why = match idle {
            Idle::Weight => format!("{} weight is 0", verb(targets.len(), "its", "their")),
            Idle::Backup => "backups wait until no other target is fit".to_owned(),
            Idle::Check => format!("its check asks for {asks_for}, which fails there"),
        };
        format!("{} does not turn to {}, as {why}", self.id(by), list(targets))
    }

    fn files(&self, files: ComponentNo, lacks: &[Lack]) -> String {
        let apps = list(lacks.iter().filter_map(|lack| match lack {
            Lack::Files { app, files: other } if *other == files => Some(self.id(*app)),
            _ => None,
        }));
        match self.element {
            Some(_) if self.is_it(files) => format!("it holds the application files of {apps}"),
            Some(_) => format!("{} holds the application files of {apps}", self.id(files)),
            None => format!("the application files {} of {apps} are gone", self.with_host(files)),
        }
    }

    fn required(&self, part: ComponentNo, lacks: &[Lack]) -> String {
        let apps: Vec<&Id> = lacks
            .iter()
            .filter_map(|lack| match lack {
                Lack::Required { app, part: other } if *other == part => Some(self.id(*app)),
                _ => None,
            })
            .collect();
        let kind = self.engine.index.spots[part].kind.phrase();
        let require = verb(apps.len(), "requires", "require");
        let apps = list(apps);
        match self.element {
            Some(_) if self.is_it(part) => format!("{apps} {require} it"),
            Some(_) => format!("{apps} {require} the {kind} {}", self.id(part)),
            None => format!("the {kind} {} does not answer, and {apps} {require} it", self.with_host(part)),
        }
    }

    fn primary(&self, primary: ComponentNo) -> String {
        let why = self.no_promotion(primary);
        match self.element {
            Some(_) if self.is_it(primary) => format!("it is the primary, and {why}"),
            Some(_) => format!("{} is the primary, and {why}", self.id(primary)),
            None => {
                let gone = self.gone(primary);
                let with = if gone == *self.id(primary) { String::new() } else { format!(" with {gone}") };
                format!("the primary {} has failed{with}, and {why}", self.id(primary))
            }
        }
    }

    fn has_failed(&self, no: ComponentNo) -> bool {
        self.failed.iter().any(|named| self.engine.takes_along(*named, no))
    }

    /// Why nobody takes the place of a primary, a clause.
    fn no_promotion(&self, primary: ComponentNo) -> String {
        let databases = &self.engine.plan.databases;
        let group = databases.group_of[primary].map(|group| &databases.groups[group]);
        let Some(Group::PrimaryReplica { replicas, automatic, .. }) = group else {
            return "nothing takes its place".to_owned();
        };
        let Some(automatic) = automatic else { return "a replica is promoted by hand only".to_owned() };
        let counting: Vec<ComponentNo> =
            replicas.iter().filter(|replica| replica.counts).map(|replica| replica.no).collect();
        let left: Vec<ComponentNo> = counting.iter().copied().filter(|no| !self.has_failed(*no)).collect();
        match (counting.as_slice(), left.as_slice()) {
            ([], _) => "no replica gets its changes".to_owned(),
            (_, []) => format!(
                "{} {} failed too",
                list(counting.iter().map(|no| self.id(*no))),
                verb(counting.len(), "has", "have")
            ),
            (_, [next, ..]) => match self.votes(automatic) {
                Some(votes) => votes,
                None => format!("no request gets through to {}, which takes its place", self.id(*next)),
            },
        }
    }

    /// That too few voters are left; nothing where they are enough or not asked.
    fn votes(&self, automatic: &Automatic) -> Option<String> {
        let votes = |voter: &&Voter| match voter {
            Voter::Component(no) => !self.has_failed(*no),
            Voter::Host(host) => !self.failed.iter().any(|named| match named {
                Named::Host(failed) => failed == host,
                Named::Place(place) => self.engine.index.host_places[*host].contains(place),
                Named::Component(_) | Named::Cluster(_) => false,
            }),
        };
        let left = automatic.voters.iter().filter(votes).count();
        let listed = automatic.listed;
        (!automatic.fencing && 2 * left <= listed).then(|| {
            format!("{left} of {listed} voters {} left, which is no majority", verb(left, "is", "are"))
        })
    }

    fn majority(&self, group: usize) -> String {
        let Group::MultiPrimary { cluster, members, listed } = &self.engine.plan.databases.groups[group]
        else {
            return "no majority is left".to_owned();
        };
        let left = members.iter().filter(|no| !self.has_failed(**no)).count();
        let cluster = &self.engine.topology().clusters[*cluster].id;
        let without = if self.element.is_some() { "without it " } else { "" };
        format!(
            "{without}{left} of {listed} members of {cluster} {} left, which is no majority",
            verb(left, "is", "are")
        )
    }
}

/// The same for all lacks that one clause tells together.
fn together(lack: Lack) -> Lack {
    const ANY: ComponentNo = 0;
    match lack {
        Lack::Unused { by, idle, .. } => Lack::Unused { by, idle, target: ANY },
        Lack::Files { files, .. } => Lack::Files { app: ANY, files },
        Lack::Required { part, .. } => Lack::Required { app: ANY, part },
        other => other,
    }
}

/// A list of what fails together: `both a and b`, `a, b and c`.
pub(super) fn both(ids: &[Id]) -> String {
    if ids.len() == 2 { format!("both {}", list(ids)) } else { list(ids) }
}

/// The form of a verb for so many.
pub(super) fn verb(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}
