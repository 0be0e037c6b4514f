//! Goals in words: what a check-list shows.

use super::judge::a_record;
use super::which::qualified;
use super::{Every, Failing, Goal, Which};
use crate::analysis::Granularity;
use crate::text::prose::{article, choice, counted, list, plural};

impl Goal {
    /// The goal as a sentence without its full stop, such as `writes are up when s1 has failed`.
    #[must_use]
    pub fn statement(&self) -> String {
        match self {
            Self::Count { which, at_least, at_most, with, without, calls, called_by } => {
                let calling = calls.as_ref().map(|called| format!(", calling {}", called.one()));
                let called = called_by.as_ref().map(|caller| format!(", called by {}", caller.one()));
                let calls: String = calling.into_iter().chain(called).collect();
                format!("{}{}{calls}", how_many(which, *at_least, *at_most), qualified(with, without))
            }
            Self::Together { kinds } => {
                format!("{} are on one host", list(kinds.iter().map(|kind| article(kind.phrase()))))
            }
            Self::Apart { kinds } => {
                let kinds: Vec<&str> = kinds.iter().map(|kind| kind.phrase()).collect();
                format!("{} are there, and no host carries two of them", list(kinds))
            }
            Self::Linked { from, to, protocol, encrypted, every } => {
                let over = protocol.map_or(String::new(), |protocol| format!(" over {}", protocol.title()));
                let how = match encrypted {
                    Some(true) => " encrypted",
                    Some(false) => " in clear text",
                    None => "",
                };
                match every {
                    Every::Pair => format!("{} calls {}{over}{how}", from.one(), to.one()),
                    Every::Caller => format!("{} calls {}{over}{how}", from.every(), to.one()),
                    Every::Called => format!("{} is called by {}{over}{how}", to.every(), from.one()),
                    Every::CalledByOne => format!("{} calls {}{over}{how}", from.one(), to.every()),
                }
            }
            Self::ReachesOnlyThrough { from, to, through } => {
                format!("{} reaches {} only through {}", from.one(), to.every(), through.one())
            }
            Self::Record { name, kind, value, leads_to } => {
                let record = match kind {
                    Some(kind) => a_record(*kind),
                    None => "a record".to_owned(),
                };
                let value = value.as_ref().map_or(String::new(), |value| format!(" {value}"));
                let owner = leads_to.as_ref().map_or(String::new(), |which| {
                    format!(", and every address that it leads to is that of {}", which.one())
                });
                format!("{name} has {record}{value}{owner}")
            }
            Self::Cluster { kind, modes, members, named } => {
                let modes: Vec<String> = modes.iter().map(|mode| mode.phrase()).collect();
                let modes = if modes.is_empty() { String::new() } else { format!("{} ", choice(modes)) };
                let named = if *named { ", and the site's name leads to it" } else { "" };
                format!("{members} {} form one {modes}cluster{named}", plural(kind.phrase()))
            }
            Self::All(goals) => statements(goals, "; and "),
            Self::Any(goals) => statements(goals, "; or "),
            Self::Not(goal) => format!("not: {}", goal.statement()),
            Self::Graded { met, .. } => met.statement(),
            _ => self.behaviour(),
        }
    }

    /// The goals that speak of what a design does rather than of what it has.
    fn behaviour(&self) -> String {
        match self {
            Self::Up(function) => format!("{} are up", function.phrase()),
            Self::NoSpof { function, granularity, except } => {
                let element = match granularity {
                    Granularity::Host => "machine",
                    Granularity::Component => "component",
                };
                let besides =
                    if except.is_empty() { String::new() } else { format!(" besides {}", choice(except)) };
                format!("no {element}{besides} takes {} down alone", function.phrase())
            }
            Self::Survives { function, failing, served } => {
                let fate = if *served >= 1.0 {
                    "are up".to_owned()
                } else {
                    format!("succeed to {:.0} %", served * 100.0)
                };
                format!("{} {fate} when {}", function.phrase(), failing.phrase())
            }
            Self::Availability { function, at_least, .. } => {
                format!("{} are served {} % of the time", function.phrase(), trimmed(at_least * 100.0))
            }
            Self::Capacity { at_least } => {
                format!("the site carries {} requests a second", trimmed(*at_least))
            }
            Self::CapacityAfterAnyFailure { at_least } => {
                format!("the site carries {} requests a second after any one failure", trimmed(*at_least))
            }
            Self::Guarded { which, firewalls: 0 } => format!("a firewall guards {}", which.every()),
            Self::Guarded { which, firewalls } => {
                format!("{} guard {}", counted(*firewalls, "firewall"), which.every())
            }
            Self::ExposedOnly { ports } => {
                format!("the internet reaches nothing but port {}", list(ports))
            }
            Self::Unreachable { from, to } => format!("{} cannot reach {}", from.one(), to.one()),
            Self::Encrypted { from, to, port } => {
                let port = port.map_or(String::new(), |port| format!(" on port {port}"));
                let to = if *to == Which::Any { String::new() } else { format!(" to {}", to.one()) };
                format!("the calls of {}{to} are encrypted{port}", from.one())
            }
            Self::Certificate { names } if names.is_empty() => "there is a certificate".to_owned(),
            Self::Certificate { names } => {
                format!("a certificate for {} is where the users' TLS ends", list(names))
            }
            Self::Monitored { which } => format!("a monitoring service watches {}", which.every()),
            Self::Finding(rule) => format!("the analysis finds {}", title(rule)),
            Self::NoFinding(rule) => format!("the analysis does not find {}", title(rule)),
            Self::FailoverWithin { function, seconds } => {
                format!("{} are back within {} seconds after a failure", function.phrase(), trimmed(*seconds))
            }
            Self::Cost { at_most } => format!("the design costs at most {at_most} units a month"),
            _ => String::new(),
        }
    }
}

impl Failing {
    /// What fails, as the end of a sentence: `s1 and s2 have failed`.
    fn phrase(&self) -> String {
        match self {
            Self::Together(ids) => {
                format!("{} {} failed", list(ids), if ids.len() == 1 { "has" } else { "have" })
            }
            Self::Each(Which::Id(id)) => format!("{id} has failed"),
            Self::Each(which) => format!("any one {} has failed", which.noun()),
            Self::Any(1) => "any one machine has failed".to_owned(),
            Self::Any(number) => format!("any {number} machines have failed"),
        }
    }
}

fn statements(goals: &[Goal], joint: &str) -> String {
    goals.iter().map(Goal::statement).collect::<Vec<_>>().join(joint)
}

fn how_many(which: &Which, at_least: usize, at_most: usize) -> String {
    let nouns = |number: usize| if number == 1 { which.noun() } else { plural(&which.noun()) };
    match (at_least, at_most) {
        (least, most) if least == most => format!("exactly {least} {}", nouns(least)),
        (least, usize::MAX) => format!("at least {least} {}", nouns(least)),
        (0, most) => format!("at most {most} {}", nouns(most)),
        (least, most) => format!("{least} to {most} {}", nouns(most)),
    }
}

/// A rule's title inside a sentence, or its id where there is no such rule.
fn title(rule: &str) -> String {
    crate::analysis::rule(rule).map_or_else(|| rule.to_owned(), |rule| format!("“{}”", rule.title))
}

/// A number without needless zeros.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
