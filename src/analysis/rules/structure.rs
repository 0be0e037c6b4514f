//! Structure: what stands where, what is used, and what cannot do its work.

use std::collections::{HashMap, HashSet};

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::text::prose::{article, list};
use crate::topology::{Host, Id, Kind};

pub(super) const SAME_COMPONENTS: Rule = Rule {
    id: "same-components",
    title: "All components on each server",
    looks_for: "At least two hosts that each carry a web server, an application server and a database.",
    severity: Severity::Medium,
    topic: "Scale out",
    why: "A database wants memory and disk, an application server processor time, a web server connections: on one machine each can take what the others need, and whoever breaks into one has all of them.",
    unless: "When each server is far from full, and the team is small.",
    mend: "Put each of the three on machines of its own, at least two of each.",
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
        "{} each carry a web server, an application server and a database. The three compete for the same machine, and \
         none can be scaled, updated or fail without the others.",
        list(&hosts)
    );
    vec![Said::of(hosts, message).advise(
        "Put web servers, application servers and databases on machines of their own, at least two of each.",
    )]
}

pub(super) const APP_WITHOUT_FILES: Rule = Rule {
    id: "app-without-files",
    title: "Application server without files",
    looks_for: "An application server with no files to run.",
    severity: Severity::High,
    topic: "Application files",
    why: "The application server runs the code; without it there is no dynamic content and no write.",
    unless: "When the code is part of the application server's image.",
    mend: "Put the application files on its host, or connect it to where they are.",
    requirements: &["t0.design.app-files", "t1.design.web-app-pairs"],
    check: app_without_files,
};

fn app_without_files(facts: &Facts<'_>) -> Vec<Said> {
    let apps = facts.calls.of_kind(Kind::AppServer).filter(|app| !facts.has_files(app));
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

pub(super) const WEB_ALONE: Rule = Rule {
    id: "web-alone",
    title: "Web server that forwards to nobody",
    looks_for: "A web server that forwards to no application server.",
    severity: Severity::Medium,
    topic: "Web server",
    why: "A web server serves files; pages that depend on data need an application server.",
    unless: "When the traffic of the site is static reads only.",
    mend: "Connect it to an application server, unless it serves files only.",
    requirements: &["t0.design.app-server", "t0.explain.web-server"],
    check: web_alone,
};

fn web_alone(facts: &Facts<'_>) -> Vec<Said> {
    let forwarded = facts.calls.flows().filter(|flow| facts.calls.passes_on(&flow.to));
    let forwarding: HashSet<&Id> = forwarded.map(|flow| &flow.from).collect();
    let webs = facts.calls.of_kind(Kind::WebServer).filter(|web| !forwarding.contains(web));
    let apps: Vec<&Id> = facts.calls.of_kind(Kind::AppServer).collect();
    let mut on_host: HashMap<&str, &Id> = HashMap::new();
    for (app, host) in apps.iter().filter_map(|app| Some((*app, app.host()?))) {
        on_host.entry(host).or_insert(app);
    }
    let traffic = &facts.topology.traffic;
    let is_static = traffic.dynamic_reads <= 0.0 && traffic.writes <= 0.0;
    webs.map(|web| {
        if is_static {
            let message = format!("{web} forwards to nobody, and all that is asked of this site is static.");
            return Said::of([web.clone()], message).not_applicable();
        }
        let message = format!("{web} forwards to no application server: it answers static requests only.");
        let said = Said::of([web.clone()], message);
        let near = web.host().and_then(|host| on_host.get(host)).or_else(|| apps.first());
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

/// Whether a host carries a component of this kind.
pub(super) fn carries(host: &Host, kind: Kind) -> bool {
    host.components.iter().any(|component| component.kind == kind)
}

/// A kind with its article: `a web server`.
pub(super) fn a(kind: Kind) -> String {
    article(kind.phrase())
}
