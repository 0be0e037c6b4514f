//! Single records: mail, SPF, times to live, wildcards and the names of hosts.

use std::collections::{BTreeMap, BTreeSet};

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::proposal::Step;
use crate::text::figure::duration;
use crate::text::prose::list;
use crate::topology::zone::{Data, Name, Record};

pub(super) const TWO_SPF: Rule = Rule {
    id: "two-spf",
    title: "Two SPF policies",
    looks_for: "Two SPF policies at one name (RFC 7208 section 3.2).",
    severity: Severity::Low,
    topic: "SPF",
    why: "With two policies at one name, mail servers report an error and apply neither (RFC 7208 section 3.2).",
    unless: "Never.",
    mend: "Join them in one record.",
    requirements: &["c.dns-txt"],
    check: two_spf,
};

fn two_spf(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut policies: BTreeMap<&Name, Vec<&Record>> = BTreeMap::new();
    for record in &zone.records {
        if let Data::Txt(texts) = &record.data
            && texts.concat().to_ascii_lowercase().split_whitespace().next() == Some("v=spf1")
        {
            policies.entry(&record.owner).or_default().push(record);
        }
    }
    let twice = policies.into_iter().filter(|(_, records)| records.len() > 1);
    twice
        .map(|(owner, records)| {
            let message = format!(
                "{} has {} SPF records: mail servers treat that as an error, so neither record protects the domain.",
                owner.without_dot(),
                records.len()
            );
            Said::of([], message).mend("Write one record with all permitted senders.", merged(facts, &records))
        })
        .collect()
}

/// Writes two SPF records as one: what either lets send, and the stricter word on all others.
fn merged(facts: &Facts<'_>, records: &[&Record]) -> Vec<Step> {
    let [first, second] = records else { return Vec::new() };
    let plain = |record: &Record| !facts.line(record.line).contains(['(', ')', '\\', ';']);
    let (Some(policy), true, true) = (joined(first, second), plain(first), plain(second)) else {
        return Vec::new();
    };
    let out = facts.without_line(second.line);
    if out.is_empty() {
        return Vec::new();
    }
    let text = format!("{} {} IN TXT \"{policy}\"", first.owner, first.ttl);
    facts.with_line(first.line, |_| text.clone()).into_iter().chain(out).collect()
}

/// One policy in place of two. `None` where it takes somebody who knows the senders: with a modifier such as
/// `redirect=`, which counts only where nothing says `all`, or with a mechanism that keeps senders out, whose place
/// among the others decides (RFC 7208 sections 4.6.2 and 6.1).
fn joined(first: &Record, second: &Record) -> Option<String> {
    let mut senders: Vec<String> = Vec::new();
    let mut rest: Option<(usize, String)> = None;
    for record in [first, second] {
        let Data::Txt(texts) = &record.data else { return None };
        let text = texts.concat();
        // What stands after `all` is never looked at (RFC 7208 section 5.1).
        for word in text.split_whitespace().skip(1) {
            if let Some(strictness) = strictness(word) {
                if rest.as_ref().is_none_or(|(known, _)| strictness > *known) {
                    rest = Some((strictness, word.to_owned()));
                }
                break;
            }
            let name = word.split([':', '/']).next().unwrap_or_default();
            if name.contains('=') || word.starts_with(['-', '~', '?']) {
                return None;
            }
            if !senders.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                senders.push(word.to_owned());
            }
        }
    }
    let words = std::iter::once("v=spf1".to_owned()).chain(senders).chain(rest.map(|(_, word)| word));
    Some(words.collect::<Vec<_>>().join(" "))
}

/// How strictly a word speaks of all senders that no other word names; `None` for any other word.
fn strictness(word: &str) -> Option<usize> {
    ["+all", "?all", "~all", "-all"]
        .into_iter()
        .position(|all| word.eq_ignore_ascii_case(all))
        .or_else(|| word.eq_ignore_ascii_case("all").then_some(0))
}

pub(super) const SPF_RUNS_TOGETHER: Rule = Rule {
    id: "spf-runs-together",
    title: "SPF policy whose words run together",
    looks_for: "An SPF policy in several strings that run together where they are joined.",
    severity: Severity::Low,
    topic: "SPF",
    why: "The strings of one TXT record are joined without spaces (RFC 7208 section 3.3), and no zone checker says so.",
    unless: "When the cut goes through the middle of a word.",
    mend: "Put a space at the end of each string but the last.",
    requirements: &["c.dns-txt"],
    check: spf_runs_together,
};

fn spf_runs_together(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut said = Vec::new();
    for record in &zone.records {
        let Data::Txt(texts) = &record.data else { continue };
        if !texts.first().is_some_and(|text| text.starts_with("v=spf1")) {
            continue;
        }
        let joints: Vec<&[String]> =
            texts.windows(2).filter(|pair| run_together(&pair[0], &pair[1])).collect();
        let Some([before, after]) = joints.first() else { continue };
        let (left, right) = (before.split(' ').next_back(), after.split(' ').next());
        let message = format!(
            "The SPF policy of {} is written in several strings without a space between them: it reads `{}{}`.",
            record.owner.without_dot(),
            left.unwrap_or_default(),
            right.unwrap_or_default()
        );
        let text = "Put a space at the end of each string but the last.";
        let ends = |line: &str| {
            joints.iter().fold(line.to_owned(), |line, pair| {
                let joint = |space: &str| format!("\"{}{space}\" \"{}\"", pair[0], pair[1]);
                line.replacen(&joint(""), &joint(" "), 1)
            })
        };
        let mut steps = facts.with_line(record.line, ends);
        steps.retain(|step| *step != Step::Line(record.line, facts.line(record.line).to_owned()));
        said.push(Said::of([], message).mend(text, steps));
    }
    said
}

/// Whether a string ends and the next one begins with a whole word of a policy, so that the two become one. Without a
/// qualifier a word such as `mx` may also be the end of a name that was cut.
fn run_together(before: &str, after: &str) -> bool {
    let (last, first) = (before.split(' ').next_back(), after.split(' ').next());
    let (Some(last), Some(first)) = (last, first) else { return false };
    let is_cut = last.ends_with(['.', '-', '_', ':', '/', '=']);
    !is_cut && (last == "v=spf1" || is_term(last)) && is_term(first)
}

/// Whether a word is a whole term of a policy (RFC 7208 section 12).
fn is_term(word: &str) -> bool {
    let word = word.strip_prefix(['+', '-', '~', '?']).unwrap_or(word).to_ascii_lowercase();
    let named =
        ["include:", "ip4:", "ip6:", "exists:", "a:", "mx:", "ptr:", "a/", "mx/", "redirect=", "exp="];
    ["all", "a", "mx", "ptr"].contains(&word.as_str()) || named.iter().any(|start| word.starts_with(start))
}

pub(super) const NULL_MX: Rule = Rule {
    id: "null-mx",
    title: "Mail refused and wanted",
    looks_for: "A null MX beside hosts that take mail (RFC 7505 section 3).",
    severity: Severity::Low,
    topic: "MX record",
    why: "The record `MX 0 .` says that the domain takes no mail, and so it must be alone (RFC 7505 section 3).",
    unless: "Never.",
    mend: "Keep one of the two: refuse mail, or name the hosts that take it.",
    requirements: &["c.dns-mx"],
    check: null_mx,
};

fn null_mx(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let null =
        |record: &&Record| matches!(&record.data, Data::Mx { exchange, .. } if exchange.to_string() == ".");
    let mut said = Vec::new();
    for record in zone.records.iter().filter(null) {
        let hosts: Vec<String> = zone
            .find(&record.owner, "MX")
            .filter(|other| !null(other))
            .filter_map(|other| other.data.target().map(Name::without_dot))
            .collect();
        if hosts.is_empty() {
            continue;
        }
        let message = format!(
            "{} says that it takes no mail (MX {}), and that {} takes its mail.",
            record.owner.without_dot(),
            record.data,
            list(&hosts)
        );
        said.push(
            Said::of([], message)
                .mend("Take the null MX out.", facts.without_line(record.line))
                .advise("Take the others out, if no mail is wanted."),
        );
    }
    said
}

pub(super) const LONG_NEGATIVE_TTL: Rule = Rule {
    id: "long-negative-ttl",
    title: "Missing names kept for long",
    looks_for: "An answer \"there is no such name\" that is kept for more than a day (RFC 2308 section 5).",
    severity: Severity::Low,
    topic: "TTL",
    why: "Whoever asks for a name before it exists does not see it for that time; one to three hours are usual.",
    unless: "When names are never added.",
    mend: "Make the last number of the SOA record an hour or less.",
    requirements: &["c.dns-a"],
    check: long_negative_ttl,
};

/// The longest time, in seconds, that RFC 2308 section 5 has not found to be problematic.
const LONGEST_NEGATIVE: u32 = 86_400;

fn long_negative_ttl(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut said = Vec::new();
    for record in &zone.records {
        let Data::Soa { minimum, .. } = &record.data else { continue };
        let kept = record.ttl.min(*minimum);
        if kept <= LONGEST_NEGATIVE {
            continue;
        }
        let decides = if *minimum <= record.ttl { "last number" } else { "time to live" };
        let message = format!(
            "Others may keep the answer that {} has no such name for {}: the {decides} of its SOA record says so.",
            record.owner.without_dot(),
            duration(f64::from(kept))
        );
        let steps = facts.replacing_last(record.line, &minimum.to_string(), "3600");
        let text = "Make the last number of the SOA record 3600 seconds.";
        said.push(Said::of([], message).mend(text, steps));
    }
    said
}

pub(super) const WILDCARD_HIDDEN: Rule = Rule {
    id: "wildcard-hidden",
    title: "Name that the wildcard skips",
    looks_for: "A name with a record of its own, so that the wildcard does not give it an address (RFC 4592 section 2.2.1).",
    severity: Severity::Info,
    topic: "Zone",
    why: "A wildcard answers only for names that the zone does not have at all (RFC 4592).",
    unless: "When the name is for mail or a proof, and nobody opens it in a browser.",
    mend: "Give the name the same records as the wildcard.",
    requirements: &["c.dns-a"],
    check: wildcard_hidden,
};

fn wildcard_hidden(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut owners: Vec<&Name> = zone.records.iter().map(|record| &record.owner).collect();
    owners.sort();
    owners.dedup();
    let mut said = Vec::new();
    for owner in owners {
        let name = owner.without_dot();
        let answers = zone.at(owner).any(|record| {
            matches!(
                record.data,
                Data::A(_) | Data::Aaaa(_) | Data::Cname(_) | Data::Ns(_) | Data::Soa { .. }
            )
        });
        if answers || name.split('.').any(|label| label.starts_with('_') || label == "*") {
            continue;
        }
        let Some(wildcard) = owner.parent().and_then(|parent| parent.wildcard()) else { continue };
        let addresses = zone.resolve(&wildcard.without_dot()).addresses;
        if addresses.is_empty() {
            continue;
        }
        let kinds: Vec<&str> = zone.at(owner).map(|record| record.data.kind()).collect();
        let message = format!(
            "{name} has a record of its own ({}), so {} does not answer for it, and it has no address.",
            list(kinds),
            wildcard.without_dot()
        );
        said.push(
            Said::of([], message)
                .mend(format!("Add an A record for {name}."), facts.with_addresses(owner, &addresses)),
        );
    }
    said
}

pub(super) const UNEVEN_TTL: Rule = Rule {
    id: "uneven-ttl",
    title: "Different times to live for one set of records",
    looks_for: "Records of one name and type with different times to live (RFC 2181 section 5.2).",
    severity: Severity::Low,
    topic: "Zone",
    why: "Records of one name and type are always sent together, with one time to live (RFC 2181 section 5.2).",
    unless: "Never.",
    mend: "Give them all the same time to live.",
    requirements: &["c.dns-a"],
    check: uneven_ttl,
};

fn uneven_ttl(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut times: BTreeMap<(&Name, &str), Vec<&Record>> = BTreeMap::new();
    for record in &zone.records {
        times.entry((&record.owner, record.data.kind())).or_default().push(record);
    }
    let uneven =
        times.into_iter().filter(|(_, records)| records.iter().any(|record| record.ttl != records[0].ttl));
    uneven
        .map(|((owner, kind), records)| {
            let mut seconds: Vec<u32> = records.iter().map(|record| record.ttl).collect();
            seconds.sort_unstable();
            seconds.dedup();
            let message = format!(
                "The {kind} records of {} state different times to live ({} seconds): a name server warns and takes one \
                 for all.",
                owner.without_dot(),
                list(&seconds)
            );
            let least = seconds[0];
            let others = records.iter().filter(|record| record.ttl != least);
            let steps = others.flat_map(|record| {
                facts.with_line(record.line, |line| with_time(line, record.ttl, least))
            });
            Said::of([], message).mend(format!("Let them all be kept for {least} seconds."), steps)
        })
        .collect()
}

/// A line whose time to live, among its first three words, is made another.
fn with_time(line: &str, old: u32, new: u32) -> String {
    let old = old.to_string();
    let mut seen = 0;
    let mut out = String::with_capacity(line.len());
    let mut done = false;
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if !done && seen < 3 && word == old {
            out.push_str(&new.to_string());
            out.push_str(&piece[word.len()..]);
            done = true;
        } else {
            out.push_str(piece);
        }
        seen += usize::from(!word.is_empty());
    }
    out
}

pub(super) const UNDERSCORE: Rule = Rule {
    id: "underscore",
    title: "Underscore in a host's name",
    looks_for: "A host name with an underscore (RFC 952, RFC 1123 section 2.1).",
    severity: Severity::Low,
    topic: "Domain name",
    why: "Name servers warn of such a name, and some programs refuse it.",
    unless: "When the name is for a service or a proof, such as _dmarc.",
    mend: "Write a hyphen instead.",
    requirements: &["c.dns-a"],
    check: underscore,
};

fn underscore(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let is_host = |record: &&Record| matches!(record.data, Data::A(_) | Data::Aaaa(_) | Data::Mx { .. });
    let bad = |owner: &&Name| owner.without_dot().split('.').any(|label| label.contains('_'));
    let hosts: BTreeSet<&Name> =
        zone.records.iter().filter(is_host).map(|record| &record.owner).filter(bad).collect();
    // By name, the lines of the records that write it.
    let mut lines: BTreeMap<&Name, Vec<usize>> = BTreeMap::new();
    for record in &zone.records {
        for name in [Some(&record.owner), record.data.target()].into_iter().flatten() {
            if hosts.contains(name) {
                lines.entry(name).or_default().push(record.line);
            }
        }
    }
    let say = |owner: &Name| {
        let name = owner.without_dot();
        let message = format!("{name} has an underscore, which DNS allows, but not in the name of a host.");
        let short = zone.origin().and_then(|origin| name.strip_suffix(&format!(".{}", origin.without_dot())));
        let written = [Some(owner.to_string()), short.map(str::to_owned)];
        let steps = lines.get(owner).into_iter().flatten().flat_map(|line| {
            let words = written.iter().flatten();
            words.flat_map(|word| facts.replacing(*line, word, &word.replace('_', "-"))).collect::<Vec<_>>()
        });
        Said::of([], message).mend("Write a hyphen in its place.", steps)
    };
    hosts.iter().map(|owner| say(owner)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::zone::Zone;

    fn policy(first: &str, second: &str) -> Option<String> {
        let zone = format!("$ORIGIN a.example.\n$TTL 60\n@ TXT \"{first}\"\n@ TXT \"{second}\"\n");
        let zone = Zone::parse(&zone);
        joined(&zone.records[0], &zone.records[1])
    }

    // RFC 7208: sections 4.6.2 (first match), 5.1 (`all` ends a policy), 6.1 (`redirect` only without `all`).
    #[test]
    fn two_policies_become_one_that_lets_the_same_send() {
        for (first, second, one) in [
            ("v=spf1 mx -all", "v=spf1 include:_spf.firewall ~all", "v=spf1 mx include:_spf.firewall -all"),
            ("v=spf1 mx", "v=spf1 A mx a", "v=spf1 mx A"),
            ("v=spf1 all", "v=spf1 ?all mx", "v=spf1 ?all"),
        ] {
            assert_eq!(policy(first, second).as_deref(), Some(one));
        }
        assert_eq!(policy("v=spf1 redirect=b.example", "v=spf1 mx -all"), None);
        assert_eq!(policy("v=spf1 -ip4:192.0.2.1 mx", "v=spf1 mx -all"), None);
    }

    // RFC 7208 section 3.3: strings are joined without anything between them.
    #[test]
    fn words_run_together_where_both_are_whole() {
        for (before, after, bad) in [
            ("v=spf1 a", "mx -all", true),
            ("v=spf1", "-all", true),
            ("v=spf1 include:b.example", "-all", true),
            ("v=spf1 a ", "mx -all", false),
            ("v=spf1 include:b.exa", "mple -all", false),
            ("v=spf1 include:b.", "mx -all", false),
        ] {
            assert_eq!(run_together(before, after), bad, "{before}|{after}");
        }
    }
}
