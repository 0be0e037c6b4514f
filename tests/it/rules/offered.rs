//! Which ways to mend a finding are offered on a design, as a learner reads them.

use spof::analysis::{Engine, Finding, Fix, Trials, findings};
use spof::topology::Topology;

use crate::designs::Edited;

/// A classic with edits.
fn edited(from: &str, edits: &[&str]) -> Topology {
    let edits = edits.iter().map(|edit| (*edit).to_owned()).collect();
    Edited { from: from.to_owned(), edits }.topology()
}

/// The findings of a rule, each with what is offered for it.
fn offered(topology: &Topology, rule: &str) -> Vec<(Finding, Vec<Fix>)> {
    let engine = Engine::new(topology);
    let trials = Trials::new(&engine);
    let found = findings(topology, &engine).into_iter().filter(|finding| finding.rule == rule);
    found.map(|finding| (finding.clone(), trials.fixes(&finding))).collect()
}

/// The only finding of a rule.
fn only(topology: &Topology, rule: &str) -> (Finding, Vec<Fix>) {
    let mut all = offered(topology, rule);
    assert_eq!(all.len(), 1, "{:?}", all.iter().map(|(finding, _)| &finding.message).collect::<Vec<_>>());
    all.remove(0)
}

/// A machine more that nobody watches, among others that nobody watches, is no new flaw.
#[test]
fn a_server_may_be_added_where_nothing_watches_any() {
    let (_, fixes) = only(&edited("c3x2", &["set traffic qps 1100"]), "near-limit");
    assert!(!fixes[0].edits.is_empty(), "{}", fixes[0].text);
}

#[test]
fn advice_without_edits_has_no_price() {
    let (_, fixes) = only(&edited("c0", &[]), "maintenance");
    assert!(fixes.iter().all(|fix| fix.edits.is_empty() && fix.cost.is_none()));
    let (_, fixes) = only(&edited("c0", &[]), "clear-text");
    assert!(fixes.iter().any(|fix| !fix.edits.is_empty() && fix.cost == Some(0)));
}

/// The commands of the first fix that has some.
fn commands(fixes: &[Fix]) -> Vec<String> {
    let ready = fixes.iter().find(|fix| !fix.edits.is_empty());
    ready.map_or_else(Vec::new, |fix| fix.edits.iter().map(ToString::to_string).collect())
}

#[test]
fn an_application_that_cannot_write_is_named_and_gets_its_link() {
    let cut = "disconnect s2.app s1.mysql";
    let (finding, fixes) = only(&edited("c1", &[cut]), "degraded");
    let why = "50 % of writes fail although nothing has failed: s2.app has no link to a database that accepts writes.";
    assert_eq!(finding.message, why);
    assert_eq!(commands(&fixes), ["connect s2.app s1.mysql mysql"]);
    // 1 of 251 requests goes to s2.
    let (finding, _) = only(&edited("c1", &[cut, "set lb.haproxy->s1.nginx:80 weight 250"]), "degraded");
    assert!(finding.message.starts_with("0.4 % of writes fail"), "{}", finding.message);
}

#[test]
fn a_drained_pool_is_one_reason_for_every_function() {
    let drained = ["set lb.haproxy->s1.nginx:80 weight 0", "set lb.haproxy->s2.nginx:80 weight 0"];
    let (finding, _) = only(&edited("c1", &drained), "down");
    let why = "The whole site is down although nothing has failed: lb.haproxy does not turn to s1.nginx and s2.nginx, as \
               their weight is 0.";
    assert_eq!(finding.message, why);
}

#[test]
fn advice_whose_edits_would_harm_is_not_given_in_words_either() {
    let (finding, fixes) = only(&edited("c3", &["disconnect user lb2.haproxy"]), "unused");
    assert_eq!(finding.subjects[0].as_str(), "lb2.haproxy");
    assert_eq!(commands(&fixes), ["connect user lb2.haproxy https"]);
    assert!(fixes.iter().all(|fix| !fix.text.contains("Remove")), "{fixes:?}");
    let inward = [
        "add host z",
        "add host a",
        "add load_balancer front on z",
        "add proxy inner on a",
        "disconnect user lb.haproxy",
        "connect user z.front http",
        "connect z.front a.inner http",
        "connect a.inner s1.nginx http",
        "connect a.inner s2.nginx http",
        "connect a.inner z.front http",
        "set lb address default",
        "set z networks internet,private",
        "set z address 8.8.8.8",
    ];
    let (_, fixes) = only(&edited("c1", &inward), "circle");
    assert_eq!(commands(&fixes), ["disconnect a.inner->z.front:80"]);
    assert!(fixes.iter().all(|fix| !fix.text.contains("Let z.front")), "{fixes:?}");
}

#[test]
fn what_goes_on_to_a_dead_target_is_told_by_weight() {
    let told = |edits: &[&str]| only(&edited("c1", edits), "no-health-check").0.message;
    let unchecked = "set lb.haproxy check none";
    let rest = ", and those fail.";
    let all = "lb.haproxy never checks s1.nginx and s2.nginx: ";
    let each = "when one of them fails it still gets its 50 % of the requests";
    assert_eq!(told(&[unchecked]), format!("{all}{each}{rest}"));
    let backup = "set lb.haproxy->s2.nginx:80 backup true";
    let first = "when s1.nginx fails it still gets all requests";
    assert_eq!(told(&[unchecked, backup]), format!("{all}{first}{rest}"));
    let weight = "set lb.haproxy->s1.nginx:80 weight 3";
    let shares =
        "when one of them fails it still gets its share of the requests (s1.nginx 75 % and s2.nginx 25 %)";
    assert_eq!(told(&[unchecked, weight]), format!("{all}{shares}{rest}"));
}

/// What is offered for a single point of failure, as commands.
fn for_spof(topology: &Topology, id: &str) -> Vec<Vec<String>> {
    let mut all = offered(topology, "spof").into_iter();
    let (_, fixes) = all.find(|(finding, _)| finding.subjects[0].as_str() == id).expect("it is one");
    let lines = |fix: &Fix| fix.edits.iter().map(ToString::to_string).collect();
    fixes.iter().map(lines).filter(|lines: &Vec<String>| !lines.is_empty()).collect()
}

#[test]
fn what_is_there_already_is_made_to_take_over() {
    let voters = edited("c1", &["set db promotion automatic", "set db voters s1,s2"]);
    assert_eq!(for_spof(&voters, "s1")[0], ["set db fencing true"]);
    let unlinked = edited("separate-databases", &[]);
    assert!(for_spof(&unlinked, "d1")[0].contains(&"connect n1.app d2.mysql mysql".to_owned()));
    let left_out = edited("c3", &["disconnect user lb2.haproxy"]);
    assert_eq!(for_spof(&left_out, "lb1")[0], ["connect user lb2.haproxy https"]);
    let replicas_only = edited("mixed-firewalls", &[]);
    assert!(for_spof(&replicas_only, "h4")[0].iter().all(|line| line.ends_with("reads any")));
}

#[test]
fn a_lone_database_gets_a_replica_and_not_a_stranger() {
    let free = edited("c3", &["remove db", "add database store", "connect app.app store mysql"]);
    let commands = &for_spof(&free, "store")[0];
    assert!(commands.contains(&"connect store-2 store replication".to_owned()), "{commands:?}");
}

#[test]
fn each_user_is_kept_where_an_application_server_is_chosen() {
    let (finding, fixes) = only(&edited("c3x2", &[]), "sessions");
    assert!(
        finding.message.starts_with("web1.nginx and web2.nginx send a user now to one"),
        "{}",
        finding.message
    );
    let kept = fixes.iter().find(|fix| fix.text.contains("keep each user")).expect("it is offered");
    let kept: Vec<String> = kept.edits.iter().map(ToString::to_string).collect();
    assert_eq!(kept, ["set web1.nginx sticky true", "set web2.nginx sticky true"]);
}
