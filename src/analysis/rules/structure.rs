//! Structure: what stands where, what is used, and what cannot do its work.

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::function::Granularity;
use crate::text::prose::{article, list};
use crate::topology::{Host, Id, Kind, Mode};

/// All components on each server: at least two hosts that each carry web server, application server and database.
pub(super) const SAME_COMPONENTS: Rule = Rule {
    id: "same-components",
    title: "All components on each server",
    severity: Severity::Medium,
    topic: "Scale out",
    why: "They compete for the same resources, and none can be scaled or maintained alone.",
    unless: "When the servers have room to spare and the team is small.",
    requirements: &["t2.issue.same-components", "t3.explain.why-split"],
    check: same_components,
};

fn same_components(facts: &Facts<'_>) -> Vec<Said> {
    const ALL: [Kind; 3] = [Kind::WebServer, Kind::AppServer, Kind::Database];
    let full = |host: &&Host| ALL.iter().all(|kind| carries(host, *kind));
    let hosts: Vec<Id> = facts.topology.hosts.iter().filter(full).map(|host| host.id.clone()).collect();
    if hosts.len() < 2 {
        return Vec::new();
    }
    let message = format!(
        "{} each carry a web server, an application server and a database: the three compete for the same processor, \
         memory and disk, and none can be scaled, maintained or fail without the others.",
        list(&hosts)
    );
    vec![Said::of(hosts, message).advise(
        "Give web server, application server and database machines of their own, and keep two of each.",
    )]
}

/// A component that should take requests or queries and that nothing calls.
pub(super) const UNUSED: Rule = Rule {
    id: "unused",
    title: "Part that nothing uses",
    severity: Severity::Low,
    topic: "Component",
    why: "It costs money, must be patched, and serves nobody.",
    unless: "When it waits for a later step.",
    requirements: &["t1.explain.why-added"],
    check: unused,
};

fn unused(facts: &Facts<'_>) -> Vec<Said> {
    let called = |id: &Id| facts.calls.flows().any(|flow| flow.to == *id && !flow.implied);
    let in_cluster = |id: &Id| {
        facts.topology.clusters.iter().any(|cluster| {
            matches!(cluster.mode, Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. })
                && cluster.mode.members().contains(&id)
        })
    };
    facts
        .topology
        .components()
        .filter(|placed| is_callee(placed.component.kind) && !placed.external)
        .map(|placed| (placed.id(), placed.component.kind))
        .filter(|(id, _)| !called(id) && !in_cluster(id))
        .map(|(id, kind)| {
            let message = format!("Nothing calls {id}: this {} takes no part in the site.", kind.phrase());
            let remove = format!("remove {id}");
            Said::of([id.clone()], message)
                .advise(format!("Connect {} to it, so that it does its share.", caller_of(kind)))
                .mend(format!("Remove {id}."), [remove])
        })
        .collect()
}

/// Who should call a kind.
fn caller_of(kind: Kind) -> &'static str {
    match kind {
        Kind::LoadBalancer | Kind::Cdn => "the user",
        Kind::WebServer => "the load balancer or the user",
        Kind::AppServer => "a web server",
        _ => "an application server",
    }
}

fn is_callee(kind: Kind) -> bool {
    matches!(kind, Kind::WebServer | Kind::AppServer | Kind::Database | Kind::Queue | Kind::SessionStore)
        || kind.forwards()
}

/// An application server with no files to run.
pub(super) const APP_WITHOUT_FILES: Rule = Rule {
    id: "app-without-files",
    title: "Application server without files",
    severity: Severity::High,
    topic: "Application files",
    why: "The application server runs the code; without it there is no dynamic content and no write.",
    unless: "When the code is part of the application server's image.",
    requirements: &["t0.design.app-files", "t1.design.web-app-pairs"],
    check: app_without_files,
};

fn app_without_files(facts: &Facts<'_>) -> Vec<Said> {
    let files: Vec<Id> = facts.calls.of_kind(Kind::AppFiles).cloned().collect();
    let has_files = |app: &Id| {
        files.iter().any(|id| facts.calls.share_a_host(app, id))
            || facts.calls.from(app).any(|flow| files.contains(&flow.to))
    };
    let apps = facts.calls.of_kind(Kind::AppServer).filter(|app| !has_files(app));
    apps.map(|app| {
        let message =
            format!("{app} has no application files: it has no code to run, so it answers nothing.");
        let said = Said::of([app.clone()], message);
        match app.host() {
            Some(host) => said.mend(
                format!("Put the application's files on {host}."),
                [facts.adding(Kind::AppFiles, "code", host)],
            ),
            None => said.advise("Link it to the application's files."),
        }
    })
    .collect()
}

/// A web server that forwards to nobody.
pub(super) const WEB_ALONE: Rule = Rule {
    id: "web-alone",
    title: "Web server that forwards to nobody",
    severity: Severity::Medium,
    topic: "Web server",
    why: "A web server serves files; pages that depend on data need an application server.",
    unless: "When the site has static content only.",
    requirements: &["t0.design.app-server", "t0.explain.web-server"],
    check: web_alone,
};

fn web_alone(facts: &Facts<'_>) -> Vec<Said> {
    let forwards =
        |web: &Id| facts.calls.flows().any(|flow| flow.from == *web && facts.calls.passes_on(&flow.to));
    let webs = facts.calls.of_kind(Kind::WebServer).filter(|web| !forwards(web));
    webs.map(|web| {
        let message = format!("{web} forwards to no application server: it answers static requests only.");
        let said = Said::of([web.clone()], message);
        let apps: Vec<&Id> = facts.calls.of_kind(Kind::AppServer).collect();
        let near = apps.iter().find(|app| facts.calls.share_a_host(web, app)).or_else(|| apps.first());
        match near {
            Some(app) => said.mend(
                format!("Connect {web} to {app}."),
                [format!("connect {web} {app} {}", facts.app_protocol(app))],
            ),
            None => said.advise("Add an application server and connect the web server to it."),
        }
    })
    .collect()
}

/// Members of one cluster on one machine.
pub(super) const PAIR_ON_ONE_HOST: Rule = Rule {
    id: "pair-on-one-host",
    title: "Pair on one machine",
    severity: Severity::High,
    topic: "Redundancy",
    why: "Two programs on one machine fail together when it does.",
    unless: "When only the failure of the process is feared.",
    requirements: &["c.redundancy"],
    check: pair_on_one_host,
};

fn pair_on_one_host(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let members = cluster.mode.members();
        for host in &facts.topology.hosts {
            let here: Vec<&Id> =
                members.iter().copied().filter(|id| id.host() == Some(host.id.as_str())).collect();
            if here.len() < 2 {
                continue;
            }
            let message = format!(
                "{} are members of {} on the same machine, {}: its failure takes them all.",
                list(&here),
                cluster.id,
                host.id
            );
            said.push(
                Said::of([host.id.clone(), cluster.id.clone()], message)
                    .advise(format!("Move all but one of them from {} to machines of their own.", host.id)),
            );
        }
    }
    said
}

/// Members of a cluster, or doubled servers, all in one place.
pub(super) const ONE_PLACE: Rule = Rule {
    id: "one-place",
    title: "Pair in one place",
    severity: Severity::Low,
    topic: "Redundancy",
    why: "What stands together loses power, cooling and network together.",
    unless: "When the place itself has two of everything.",
    requirements: &["c.redundancy"],
    check: one_place,
};

fn one_place(facts: &Facts<'_>) -> Vec<Said> {
    let standing = |id: &Id| facts.calls.part(id).and_then(|placed| placed.standing.place.clone());
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let members = cluster.mode.members();
        let mut places = members.iter().map(|id| standing(id));
        let Some(Some(place)) = places.next() else { continue };
        let counts = |id: &Id| facts.engine.elements(Granularity::Host).iter().any(|one| one.id == *id);
        // A place that counts as an element is said to be a single point of failure.
        if counts(&place) {
            continue;
        }
        if members.len() < 2 || !places.all(|other| other.as_ref() == Some(&place)) {
            continue;
        }
        let message = format!(
            "Every member of {} stands in {place}: one power cut or one cut cable there takes {}.",
            cluster.id,
            if members.len() == 2 { "both" } else { "them all" }
        );
        said.push(
            Said::of([cluster.id.clone(), place.clone()], message)
                .advise(format!("Move one of {} to another place.", list(&members))),
        );
    }
    said
}

/// Whether a host carries a component of this kind.
pub(super) fn carries(host: &Host, kind: Kind) -> bool {
    host.components.iter().any(|component| component.kind == kind)
}

/// A kind with its article: `a web server`.
pub(super) fn a(kind: Kind) -> String {
    article(kind.phrase())
}
