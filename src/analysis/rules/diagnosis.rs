//! What mends what requests lack: the commands for each lack, and what the rules propose that find causes.

use std::collections::HashSet;

use super::double::drawn_like;
use super::said::Said;
use super::{Facts, Rule, alias, database, dns, firewall, idle, structure, together};
use crate::analysis::explain::Lack;
use crate::analysis::finding::FindingState;
use crate::analysis::index::{ComponentNo, LinkNo};
use crate::text::prose::list;
use crate::topology::{Id, Kind, Link, LinkId, Mode};

/// Rules about what keeps requests from being answered; what they propose mends a function that is down.
const CAUSES: [&Rule; 12] = [
    &alias::CNAME_TO_ADDRESS,
    &alias::MISSING_DOT,
    &dns::SITE_UNRESOLVED,
    &dns::ADDRESS_UNOWNED,
    &dns::DEAD_ENTRY,
    &firewall::CALL_BLOCKED,
    &structure::APP_WITHOUT_FILES,
    &structure::WEB_ALONE,
    &idle::DRAINED,
    &idle::CIRCLE,
    &database::NO_REPLICATION,
    &firewall::REPLICATION_BLOCKED,
];

/// Rules about what keeps a replica from taking over; what they propose mends a primary that nobody stands in for.
const NO_STAND_IN: [&Rule; 5] = [
    &database::NO_REPLICATION,
    &firewall::REPLICATION_BLOCKED,
    &database::PROMOTION_UNREACHED,
    &database::TWO_VOTERS,
    &together::LONE_MEMBER,
];

/// What the rules say that find why requests are not answered.
pub(super) fn causes(facts: &Facts<'_>) -> Vec<Said> {
    CAUSES.into_iter().flat_map(|rule| (rule.check)(facts)).collect()
}

/// The parts that lacks are about, each once.
pub(super) fn parts(facts: &Facts<'_>, lacks: &[Lack]) -> Vec<Id> {
    let mut parts: Vec<Id> = Vec::new();
    let mut seen = HashSet::new();
    for id in lacks.iter().flat_map(|lack| lack.parts(facts.engine)) {
        if seen.insert(id.clone()) {
            parts.push(id);
        }
    }
    parts
}

impl Facts<'_> {
    /// Proposes to let what is there already take over from an element, by what requests lack without it; says whether
    /// there is such a thing.
    pub(super) fn standing_in(&self, mut said: Said, lacks: &[Lack]) -> (Said, bool) {
        let mut supplied = false;
        for lack in lacks {
            match *lack {
                Lack::Primary(no) => {
                    let primary = self.id(no);
                    let clusters = self.topology.clusters.iter();
                    let own = clusters.filter(|cluster| cluster.mode.members().contains(&&primary));
                    let own: Vec<&Id> = own
                        .flat_map(|cluster| cluster.mode.members().into_iter().chain([&cluster.id]))
                        .collect();
                    let near = |cause: &Said| {
                        cause.state == FindingState::Open && cause.subjects.iter().any(|id| own.contains(&id))
                    };
                    let causes = NO_STAND_IN.into_iter().flat_map(|rule| (rule.check)(self));
                    let mut causes: Vec<Said> = causes.filter(near).collect();
                    if causes.is_empty() {
                        causes = (database::SINGLE_WRITER.check)(self).into_iter().filter(near).collect();
                    }
                    said = said.borrow(causes);
                    supplied = true;
                }
                Lack::Writer { .. } | Lack::ReadsReplicas(_) | Lack::Silent { .. } | Lack::Stays { .. } => {
                    supplied = true;
                }
                _ => {}
            }
        }
        let said = self.supplying(said, lacks);
        let primary = lacks.iter().any(|lack| matches!(lack, Lack::Primary(_)));
        let more = "Use a database cluster of at least three members that all accept writes.";
        (if primary { said.advise(more) } else { said }, supplied)
    }

    /// Proposes to draw or set what requests lack.
    pub(super) fn supplying(&self, mut said: Said, lacks: &[Lack]) -> Said {
        let apps = |wanted: fn(&Lack) -> Option<ComponentNo>| -> Vec<Id> {
            let mut apps: Vec<Id> = lacks.iter().filter_map(wanted).map(|no| self.id(no)).collect();
            apps.dedup();
            apps
        };
        let lost = apps(|lack| match lack {
            Lack::Writer { app, .. } | Lack::Data(app) => Some(*app),
            _ => None,
        });
        if let Some(writer) = lost.first().and_then(|app| self.writer_for(app)) {
            let words = self.database_call(&writer);
            let commands = lost.iter().map(|app| format!("connect {app} {writer} {words}"));
            let text = format!("Connect {} to {writer}, which accepts writes.", list(&lost));
            said = said.mend(text, commands.collect::<Vec<_>>());
        }
        let readers = apps(|lack| match lack {
            Lack::ReadsReplicas(app) => Some(*app),
            _ => None,
        });
        if !readers.is_empty() {
            let text = format!("Let {} read from any database.", list(&readers));
            said = said.mend(text, readers.iter().map(|app| format!("set {app} reads any")));
        }
        for lack in lacks {
            said = match *lack {
                Lack::Silent { member: Some(member), .. } => {
                    let member = self.id(member);
                    let text = format!("Connect the callers of the other members to {member} too.");
                    said.mend(text, self.called_like_the_others(&member))
                }
                Lack::Stays { cluster, .. } => {
                    let cluster = &self.topology.clusters[cluster].id;
                    let text = format!("Let the address of {cluster} follow the service too.");
                    said.mend(text, [format!("set {cluster} track service")])
                }
                _ => said,
            };
        }
        said
    }

    fn id(&self, no: ComponentNo) -> Id {
        self.engine.index.spots[no].id.clone()
    }

    /// The database that accepts the writes of those that an application server calls, or else of all.
    fn writer_for(&self, app: &Id) -> Option<Id> {
        let is_database = |id: &Id| self.calls.kind(id) == Some(Kind::Database);
        let called: Vec<&Id> =
            self.calls.from(app).map(|flow| &flow.to).filter(|id| is_database(id)).collect();
        let clusters = || self.topology.clusters.iter();
        let near = clusters().find(|cluster| called.iter().any(|id| cluster.mode.members().contains(id)));
        let writer = |mode: &Mode| match mode {
            Mode::PrimaryReplica { primary, .. } => Some(primary.clone()),
            Mode::MultiPrimary { members } => members.first().cloned(),
            _ => None,
        };
        let any = || clusters().find_map(|cluster| writer(&cluster.mode));
        let lone = || {
            let all: Vec<&Id> = self.calls.of_kind(Kind::Database).collect();
            if let [only] = all.as_slice() { Some((*only).clone()) } else { None }
        };
        near.and_then(|cluster| writer(&cluster.mode)).or_else(any).or_else(lone)
    }

    /// Commands that let whoever calls the other members of a cluster call one that is left out.
    pub(super) fn called_like_the_others(&self, member: &Id) -> Vec<String> {
        let Some(cluster) = self.clusters_of(member).next() else { return Vec::new() };
        let others: HashSet<&Id> = cluster.mode.members().into_iter().filter(|id| *id != member).collect();
        let mut links: Vec<LinkNo> = others.iter().flat_map(|id| self.link_numbers_at(id)).copied().collect();
        links.sort_unstable();
        links.dedup();
        let links = links.into_iter().map(|no| self.engine.index.link(no));
        let known: HashSet<LinkId> = self.links_at(member).map(Link::id).collect();
        let mut met: HashSet<String> = HashSet::new();
        let mut commands: Vec<String> = Vec::new();
        for link in links.filter(|link| others.contains(&link.to) && !others.contains(&link.from)) {
            let new = LinkId { to: member.clone(), ..link.id() };
            if link.from != *member && !known.contains(&new) {
                let drawn = drawn_like(link, link.from.as_str(), member.as_str());
                commands.extend(drawn.into_iter().filter(|command| met.insert(command.clone())));
            }
        }
        commands
    }
}
