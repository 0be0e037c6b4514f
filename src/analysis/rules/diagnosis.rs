//! Why a function is down with nothing failed: the first step of its requests that cannot be made.

use std::collections::BTreeSet;

use super::dns::lands;
use super::said::Said;
use super::{Facts, Rule, alias, dns, firewall, idle, structure};
use crate::analysis::calls::Owner;
use crate::analysis::flow::Flow;
use crate::analysis::function::Function;
use crate::text::prose::list;
use crate::topology::{Action, Id, Kind};

/// A reason, as a sentence, and the parts that it is about.
type Reason = (String, Vec<Id>);

/// Rules about what keeps requests from being answered; what they propose mends a function that is down.
const CAUSES: [&Rule; 8] = [
    &alias::CNAME_TO_ADDRESS,
    &alias::MISSING_DOT,
    &dns::SITE_UNRESOLVED,
    &dns::ADDRESS_UNOWNED,
    &firewall::CALL_BLOCKED,
    &structure::APP_WITHOUT_FILES,
    &structure::WEB_ALONE,
    &idle::DRAINED,
];

/// What the rules say that find why requests are not answered.
pub(super) fn causes(facts: &Facts<'_>) -> Vec<Said> {
    CAUSES.into_iter().flat_map(|rule| (rule.check)(facts)).collect()
}

/// The first step of a function's requests that cannot be made.
pub(super) fn why_down(facts: &Facts<'_>, function: Function) -> Reason {
    let reason = no_entry(facts).or_else(|| no_web(facts));
    match function {
        Function::StaticRead => reason
            .unwrap_or_else(|| ("No request gets through to what must answer it.".to_owned(), Vec::new())),
        Function::DynamicRead | Function::Write => {
            reason.or_else(|| no_app(facts)).unwrap_or_else(|| no_data(facts, function))
        }
    }
}

fn no_entry(facts: &Facts<'_>) -> Option<Reason> {
    let users: Vec<Id> = facts.calls.of_kind(Kind::User).cloned().collect();
    if users.is_empty() {
        return Some(("There is no user who asks for anything.".to_owned(), users));
    }
    if facts.calls.entries().next().is_some() {
        return no_name(facts);
    }
    let is_user = |flow: &&Flow| users.contains(&flow.from);
    if let Some(reason) = facts.calls.flows().filter(is_user).find_map(denied) {
        return Some(reason);
    }
    if facts.calls.entrances().next().is_some() {
        return Some(("Users are only redirected to HTTPS, and nothing answers there.".to_owned(), users));
    }
    let because = format!("{} calls nothing that could answer a request.", list(&users));
    Some((because, users))
}

/// Says why the name that users type does not lead to what they call.
fn no_name(facts: &Facts<'_>) -> Option<Reason> {
    facts.calls.zone()?;
    let Some(site) = facts.topology.site.as_deref() else {
        return Some(("The design does not say which name users type.".to_owned(), Vec::new()));
    };
    let found = facts.calls.site()?;
    if let Some(reason) = facts.why_unresolved(&found) {
        return Some((format!("{site} leads to no address: {reason}."), Vec::new()));
    }
    let owners: Vec<Owner<'_>> =
        found.addresses.iter().filter_map(|address| facts.calls.owner(*address)).collect();
    if owners.is_empty() {
        let because = format!("{site} leads to {}, which nobody owns.", list(&found.addresses));
        return Some((because, Vec::new()));
    }
    if facts.calls.entries().any(|flow| owners.iter().any(|owner| lands(flow, owner))) {
        return None;
    }
    let ids: Vec<Id> = owners.iter().map(|owner| owner.id().clone()).collect();
    Some((format!("{site} leads to {}, and users call nothing there.", list(&ids)), ids))
}

/// Says which firewall stops a flow, where one does.
fn denied(flow: &Flow) -> Option<Reason> {
    let denial = flow.decisions().find(|decision| decision.action == Action::Deny)?;
    if flow.is_allowed() {
        return None;
    }
    let because = format!("{} calls {} on port {}, and {denial}.", flow.from, flow.to, flow.port);
    Some((because, vec![denial.firewall.clone(), flow.from.clone(), flow.to.clone()]))
}

/// The components that users' requests get to.
fn reached(facts: &Facts<'_>) -> BTreeSet<Id> {
    let users: Vec<Id> = facts.calls.of_kind(Kind::User).cloned().collect();
    facts.calls.reached(&users, |id| facts.calls.passes_on(id))
}

fn of_kind(facts: &Facts<'_>, ids: &BTreeSet<Id>, kind: Kind) -> Vec<Id> {
    ids.iter().filter(|id| facts.calls.kind(id) == Some(kind)).cloned().collect()
}

/// Says where requests end: at parts that forward to nothing, or at a firewall on their way.
fn ends(facts: &Facts<'_>, at: &[Id], wanted: &str) -> Reason {
    let stopped = facts.calls.flows().filter(|flow| at.contains(&flow.from)).find_map(denied);
    stopped.unwrap_or_else(|| {
        let verb = if at.len() == 1 { "reaches" } else { "reach" };
        (format!("{} {verb} no {wanted}.", list(at)), at.to_vec())
    })
}

fn no_web(facts: &Facts<'_>) -> Option<Reason> {
    let reached = reached(facts);
    if !of_kind(facts, &reached, Kind::WebServer).is_empty() {
        return None;
    }
    let forwarders: Vec<Id> = reached.into_iter().filter(|id| facts.calls.forwards(id)).collect();
    if forwarders.is_empty() { None } else { Some(ends(facts, &forwarders, "web server")) }
}

fn no_app(facts: &Facts<'_>) -> Option<Reason> {
    let reached = reached(facts);
    let apps = of_kind(facts, &reached, Kind::AppServer);
    if apps.is_empty() {
        let webs = of_kind(facts, &reached, Kind::WebServer);
        return Some(ends(facts, &webs, "application server"));
    }
    if apps.iter().any(|app| facts.has_files(app)) {
        return None;
    }
    Some((format!("{} no application files to run.", super::text::have(&apps)), apps))
}

fn no_data(facts: &Facts<'_>, function: Function) -> Reason {
    let apps = of_kind(facts, &reached(facts), Kind::AppServer);
    let behind = facts.calls.reached(&apps, |id| facts.calls.forwards(id));
    let databases = of_kind(facts, &behind, Kind::Database);
    if databases.is_empty() {
        return ends(facts, &apps, "database");
    }
    let what = match function {
        Function::Write => "accepts writes",
        Function::StaticRead | Function::DynamicRead => "may be read",
    };
    let because = format!("{} {} none that {what} among {}.", list(&apps), reach(&apps), list(&databases));
    (because, apps)
}

fn reach(ids: &[Id]) -> &'static str {
    if ids.len() == 1 { "reaches" } else { "reach" }
}

/// A part that some requests get to and that cannot answer this function.
pub(super) fn dead_end(facts: &Facts<'_>, function: Function) -> Option<Reason> {
    if let Some(site) = facts.calls.site() {
        let nobodys: Vec<_> =
            site.addresses.iter().filter(|address| facts.calls.owner(**address).is_none()).collect();
        if !nobodys.is_empty() {
            let because = format!("{} leads to {}, which nobody owns.", facts.site_name(), list(nobodys));
            return Some((because, Vec::new()));
        }
    }
    let reached = reached(facts);
    let onward = |id: &Id, wanted: &dyn Fn(&Id) -> bool| {
        facts.calls.from(id).any(|flow| facts.calls.is_request(flow) && wanted(&flow.to))
    };
    reached.iter().find_map(|id| {
        let kind = facts.calls.kind(id)?;
        let lacks = match kind {
            _ if kind.forwards() => {
                let idle = !onward(id, &|to| facts.calls.takes_requests(to));
                idle.then_some("forwards to nothing")
            }
            Kind::WebServer if function != Function::StaticRead => {
                let idle = !onward(id, &|to| facts.calls.passes_on(to));
                idle.then_some("forwards to no application server")
            }
            Kind::AppServer => {
                if facts.has_files(id) {
                    let bare =
                        function != Function::StaticRead && !onward(id, &|to| facts.calls.takes_requests(to));
                    bare.then_some("calls no database")
                } else {
                    Some("has no application files")
                }
            }
            _ => None,
        };
        lacks.map(|lacks| (format!("{id} gets a share of them and {lacks}."), vec![id.clone()]))
    })
}
