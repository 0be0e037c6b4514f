//! TLS: what users send in clear text, where their TLS ends, and whether the certificate fits.

use std::collections::{HashMap, HashSet};

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::covers;
use crate::analysis::finding::Severity;
use crate::analysis::flow::Flow;
use crate::text::prose::list;
use crate::topology::{Id, Kind, Protocol};

pub(super) const CLEAR_TEXT: Rule = Rule {
    id: "clear-text",
    title: "Users in clear text",
    looks_for: "Users whose requests can be read on the way.",
    severity: Severity::High,
    topic: "HTTPS",
    why: "HTTP does not keep passwords secret, does not protect pages from being changed, and does not prove who answers.",
    unless: "When every request to port 80 is only redirected to HTTPS.",
    mend: "Use HTTPS, with a certificate for the site's name, and redirect port 80 there.",
    requirements: &["t1.issue.security", "t2.explain.https", "c.https"],
    check: clear_users,
};

fn clear_users(facts: &Facts<'_>) -> Vec<Said> {
    let clear: Vec<&Flow> = facts.meant_entries().into_iter().filter(|flow| !flow.encrypted).collect();
    let mut targets: Vec<Id> = clear.iter().map(|flow| flow.to.clone()).collect();
    targets.sort();
    targets.dedup();
    let Some(first) = clear.first() else { return Vec::new() };
    let message = format!(
        "Users send their requests to {} in clear text ({} on port {}): anybody on the way can read and change them.",
        list(&targets),
        first.protocol.title(),
        first.port
    );
    // Ways that cross one firewall share the links before it.
    let mut seen = HashSet::new();
    let commands = clear.iter().flat_map(|flow| facts.encrypting(flow));
    let commands: Vec<String> = commands.filter(|command| seen.insert(command.clone())).collect();
    vec![
        Said::of(targets, message)
            .mend(format!("Use HTTPS, with a certificate for {}.", facts.site_name()), commands),
    ]
}

pub(super) const NO_REDIRECT: Rule = Rule {
    id: "no-redirect",
    title: "Nothing on port 80",
    looks_for: "HTTPS without anything on port 80 that sends users there.",
    severity: Severity::Low,
    topic: "HTTPS",
    why: "A closed port 80 makes nobody safer and loses visitors; a redirect (301 or 308) and then HSTS bring them to HTTPS.",
    unless: "When the name is on the browsers' list of sites that are asked over HTTPS only.",
    mend: "Answer on port 80 with a redirect to HTTPS.",
    requirements: &["t2.explain.https"],
    check: no_redirect,
};

fn no_redirect(facts: &Facts<'_>) -> Vec<Said> {
    let entries: Vec<&Flow> = facts.calls.entries().collect();
    let secure: Vec<&&Flow> = entries.iter().filter(|flow| flow.encrypted).collect();
    if secure.is_empty() || entries.iter().any(|flow| !flow.encrypted) {
        return Vec::new();
    }
    let redirects = facts.calls.entrances().filter(|flow| flow.redirect);
    let redirected: HashSet<&Id> = redirects.map(|flow| &flow.to).collect();
    let mut silent: Vec<Id> =
        secure.iter().map(|flow| flow.to.clone()).filter(|to| !redirected.contains(to)).collect();
    silent.sort();
    silent.dedup();
    if silent.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "Nothing answers on port 80 of {}: whoever types the name without https, or follows an old link, gets no answer.",
        list(&silent)
    );
    let mut seen = HashSet::new();
    let silent_flows = secure.iter().filter(|flow| silent.binary_search(&flow.to).is_ok());
    let commands = silent_flows.flat_map(|flow| facts.redirecting(flow));
    let commands: Vec<String> = commands.filter(|command| seen.insert(command.clone())).collect();
    vec![Said::of(silent, message).mend("Answer on port 80 with a redirect to HTTPS.", commands)]
}

pub(super) const NO_CERTIFICATE: Rule = Rule {
    id: "no-certificate",
    title: "HTTPS without a certificate",
    looks_for: "TLS of users that ends where there is no certificate.",
    severity: Severity::Critical,
    topic: "Certificate",
    why: "The server proves with a certificate that it is the site; without one no TLS connection can be set up.",
    unless: "When the certificate is on a part that is not drawn.",
    mend: "Put a certificate for the site's name where TLS ends.",
    requirements: &["t2.design.https", "c.https"],
    check: no_certificate,
};

fn no_certificate(facts: &Facts<'_>) -> Vec<Said> {
    let ends = facts.calls.tls_ends().iter();
    let bare: Vec<Id> = ends.filter(|at| facts.calls.names(at).is_empty()).cloned().collect();
    if bare.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "Users call {} with HTTPS, where there is no certificate: browsers refuse to go on.",
        list(&bare)
    );
    let wanted = facts.wanted_names().join(",");
    let commands: Vec<String> = bare.iter().map(|at| format!("set {at} certificate {wanted}")).collect();
    let text = format!("Give {} a certificate for {}.", list(&bare), facts.site_name());
    vec![Said::of(bare, message).mend(text, commands)]
}

/// The ends of users' TLS that have a certificate, by the names on it.
fn by_certificate<'a>(facts: &Facts<'a>) -> Vec<(&'a [String], Vec<Id>)> {
    let mut groups: Vec<(&[String], Vec<Id>)> = Vec::new();
    let mut places: HashMap<&[String], usize> = HashMap::new();
    for end in facts.calls.tls_ends() {
        let names = facts.calls.names(end);
        let place = *places.entry(names).or_insert(groups.len());
        if place == groups.len() {
            groups.push((names, Vec::new()));
        }
        groups[place].1.push(end.clone());
    }
    groups.retain(|(names, _)| !names.is_empty());
    groups
}

/// Puts one more name on the certificates of these.
fn adding_name(said: Said, names: &[String], name: &str, ends: &[Id]) -> Said {
    let all: Vec<&str> = names.iter().map(String::as_str).chain([name]).collect();
    let all = all.join(",");
    let commands: Vec<String> = ends.iter().map(|at| format!("set {at} certificate {all}")).collect();
    said.mend(format!("Put {name} on the certificate of {}.", list(ends)), commands)
}

pub(super) const CERTIFICATE_NAME: Rule = Rule {
    id: "certificate-name",
    title: "Certificate for another name",
    looks_for: "A certificate that does not cover the site's name.",
    severity: Severity::Critical,
    topic: "Certificate",
    why: "Browsers compare the name that the user typed with the names on the certificate, and warn when none fits.",
    unless: "When users type another name than the stated one.",
    mend: "Get a certificate that names the site.",
    requirements: &["t2.design.https", "c.https"],
    check: wrong_name,
};

fn wrong_name(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.topology.site.as_deref() else { return Vec::new() };
    let groups = by_certificate(facts).into_iter();
    let wrong = groups.filter(|(names, _)| !names.iter().any(|name| covers(name, site)));
    wrong
        .map(|(names, ends)| {
            let wildcard = names.iter().any(|name| name.starts_with("*."));
            let hint = if wildcard { " A wildcard covers exactly one label." } else { "" };
            let message = format!(
                "The certificate of {} is for {}, and users type {site}: browsers warn them not to go on.{hint}",
                list(&ends),
                list(names)
            );
            adding_name(Said::of(ends.clone(), message), names, site, &ends)
        })
        .collect()
}

pub(super) const OTHER_NAME_UNCOVERED: Rule = Rule {
    id: "other-name-uncovered",
    title: "Certificate for one of two names",
    looks_for: "A certificate for `www` and not for the bare domain, which leads to the same place, or the other way round.",
    severity: Severity::Medium,
    topic: "Certificate",
    why: "Users type both names, and browsers compare exactly what was typed.",
    unless: "When the other name only redirects over HTTP and nobody asks it over HTTPS.",
    mend: "Get a certificate that names both.",
    requirements: &["t2.design.https", "c.https"],
    check: other_name,
};

fn other_name(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.topology.site.as_deref() else { return Vec::new() };
    let Some(sibling) = sibling(facts, site) else { return Vec::new() };
    let covered = |names: &[String], name: &str| names.iter().any(|pattern| covers(pattern, name));
    let groups = by_certificate(facts).into_iter();
    let half = groups.filter(|(names, _)| covered(names, site) && !covered(names, &sibling));
    half.map(|(names, ends)| {
        let message = format!(
            "{sibling} leads to the same place as {site}, but the certificate of {} covers only {site}: browsers warn \
             whoever types the other name.",
            list(&ends)
        );
        adding_name(Said::of(ends.clone(), message), names, &sibling, &ends)
    })
    .collect()
}

/// The bare domain of a name that begins with `www`, or the other way round, where it leads to the same addresses.
fn sibling(facts: &Facts<'_>, site: &str) -> Option<String> {
    let zone = facts.calls.zone()?;
    let other = site.strip_prefix("www.").map_or_else(|| format!("www.{site}"), str::to_owned);
    let (here, there) = (zone.resolve(site).addresses, zone.resolve(&other).addresses);
    (!there.is_empty() && here == there).then_some(other)
}

pub(super) const CLEAR_BEHIND_TLS: Rule = Rule {
    id: "clear-behind-tls",
    title: "Clear text behind the end of TLS",
    looks_for: "Calls in clear text behind the end of TLS.",
    severity: Severity::Low,
    topic: "TLS termination",
    why: "An internal network is not safe by itself: an attacker on one machine can read what the others send.",
    unless: "When the requests never leave the machine where TLS ends.",
    mend: "Encrypt these calls too, or keep them on a network that nobody else is on.",
    requirements: &["t2.issue.tls-termination", "c.https"],
    check: clear_behind,
};

fn clear_behind(facts: &Facts<'_>) -> Vec<Said> {
    let ends = facts.calls.tls_ends();
    let mut clear = facts.calls.clear_behind();
    clear.retain(|flow| !crosses_internet(facts, flow));
    if clear.is_empty() {
        return inside_only(facts, ends).into_iter().collect();
    }
    let hops = list(clear.iter().map(|flow| format!("{} → {}", flow.from, flow.to)));
    let message = format!(
        "TLS ends at {}. Behind it requests go on in clear text ({hops}): anybody who gets into that network can read and \
         change them.",
        list(ends)
    );
    let commands = facts.encrypting_inside(&clear);
    let mut known: HashSet<&Id> = ends.iter().collect();
    let called = clear.iter().map(|flow| &flow.to).filter(|to| known.insert(to));
    let subjects: Vec<Id> = called.cloned().collect();
    let subjects: Vec<Id> = ends.iter().cloned().chain(subjects).collect();
    let tunnel = clear.iter().any(|flow| flow.protocol == Protocol::Fastcgi);
    let text = if tunnel {
        "Encrypt these calls too: FastCGI has no TLS of its own and takes a tunnel, such as stunnel or a VPN."
    } else {
        "Encrypt these calls too, and let each caller check the certificate of the server that it calls."
    };
    let said = Said::of(subjects, message).severity(Severity::Low).mend(text, commands);
    // Only a forwarder has a choice between ending TLS and passing it on.
    let at: HashSet<&Id> = ends.iter().collect();
    let ends_early = clear.iter().any(|flow| at.contains(&flow.from) && facts.calls.forwards(&flow.from));
    vec![if ends_early {
        said.advise("Let TLS end at the web servers, each with the certificate, and not before them.")
    } else {
        said
    }]
}

/// Says that what goes on in clear text behind the end of TLS never leaves a machine.
fn inside_only(facts: &Facts<'_>, ends: &[Id]) -> Option<Said> {
    let at: HashSet<&Id> = ends.iter().collect();
    let behind = facts.calls.reached(ends, |id| facts.calls.passes_on(id));
    let mut calls =
        facts.calls.allowed().filter(|flow| at.contains(&flow.from) || behind.contains(&flow.from));
    let inside = calls.any(|flow| {
        facts.calls.is_request(flow) && !flow.encrypted && facts.calls.share_a_host(&flow.from, &flow.to)
    });
    let message = format!("Behind {} requests go on in clear text, and never leave a machine.", list(ends));
    inside.then(|| Said::of(ends.iter().cloned(), message).not_applicable())
}

pub(super) const CLEAR_OVER_INTERNET: Rule = Rule {
    id: "clear-over-internet",
    title: "Clear text over the internet",
    looks_for: "Calls in clear text between the site and somebody else's parts on the internet.",
    severity: Severity::High,
    topic: "HTTPS",
    why: "What crosses the internet in clear text can be read and changed on the way, whatever the padlock in the browser says.",
    unless: "When the two ends are joined by a private line or tunnel that is not drawn.",
    mend: "Use the encrypted form of the protocol.",
    requirements: &["t2.issue.tls-termination", "c.https"],
    check: clear_over_internet,
};

/// Whether a flow goes between the design and somebody else's part on the internet; users are another rule's.
fn crosses_internet(facts: &Facts<'_>, flow: &Flow) -> bool {
    let foreign = |id: &Id| facts.calls.kind(id) != Some(Kind::User) && facts.calls.is_outside(id);
    let person = |id: &Id| facts.calls.kind(id) == Some(Kind::User);
    !person(&flow.from) && (foreign(&flow.from) || foreign(&flow.to))
}

fn clear_over_internet(facts: &Facts<'_>) -> Vec<Said> {
    let harmless =
        |protocol| matches!(protocol, Protocol::Dns | Protocol::Smtp | Protocol::Udp | Protocol::Tcp);
    let flows = facts.calls.flows().filter(|flow| !flow.encrypted && !harmless(flow.protocol));
    let mut said = Vec::new();
    for flow in flows.filter(|flow| crosses_internet(facts, flow) && !flow.redirect) {
        let message = format!(
            "{} calls {} over the internet in clear text ({} on port {}).",
            flow.from,
            flow.to,
            flow.protocol.title(),
            flow.port
        );
        let grave = facts.calls.is_request(flow) || flow.protocol == Protocol::Replication;
        let probe = facts.calls.kind(&flow.from) == Some(Kind::MonitoringService);
        let severity = if grave && !probe { Severity::High } else { Severity::Low };
        said.push(
            Said::of([flow.from.clone(), flow.to.clone()], message)
                .severity(severity)
                .mend("Encrypt the call.", facts.encrypting_inside(&[flow])),
        );
    }
    said
}
