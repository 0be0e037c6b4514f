//! Mending a zone: the steps that change a line of it or add one.

use std::collections::HashSet;
use std::net::IpAddr;

use super::Facts;
use crate::analysis::calls::Owner;
use crate::analysis::proposal::{Step, zoning};
use crate::topology::zone::{Data, Name, Record, Resolution};
use crate::topology::{Id, Kind, Mode, Network};

impl Facts<'_> {
    /// A line of the zone, counted from 1.
    pub(super) fn line(&self, number: usize) -> &str {
        let zone = self.topology.zone.as_deref().unwrap_or_default();
        let start = number.checked_sub(1).and_then(|at| self.line_starts().get(at));
        start.and_then(|start| zone[*start..].lines().next()).unwrap_or_default()
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let zone = self.topology.zone.as_deref().unwrap_or_default();
            let ends = zone.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }

    fn has_line(&self, number: usize) -> bool {
        number <= self.line_starts().len()
    }

    /// The step that makes one line of the zone, counted from 1, another.
    pub(super) fn with_line(&self, line: usize, change: impl Fn(&str) -> String) -> Vec<Step> {
        vec![Step::Line(line, change(self.line(line)))]
    }

    /// The lines of the record that begins at a line: more than one where it has brackets.
    fn entry(&self, line: usize) -> impl Iterator<Item = usize> {
        let mut depth = 0_usize;
        let mut next = Some(line);
        std::iter::from_fn(move || {
            let number = next?;
            let text = self.line(number).split(';').next().unwrap_or_default();
            depth = (depth + text.matches('(').count()).saturating_sub(text.matches(')').count());
            let more = depth > 0 && self.has_line(number + 1);
            next = more.then_some(number + 1);
            Some(number)
        })
    }

    /// Whether the record that begins at a line is written with a word.
    pub(super) fn writes(&self, line: usize, word: &str) -> bool {
        let mut lines = self.entry(line).map(|number| self.line(number));
        lines.any(|text| text.split_whitespace().any(|other| other.eq_ignore_ascii_case(word)))
    }

    /// The steps that replace a word of the record that begins at a line; none where it does not have it.
    pub(super) fn replacing(&self, line: usize, old: &str, new: &str) -> Vec<Step> {
        let changed = |number| {
            let (text, other) = (self.line(number), replace_word(self.line(number), old, new));
            (text != other).then_some(Step::Line(number, other))
        };
        self.entry(line).filter_map(changed).collect()
    }

    /// The step that replaces the last word of the record that begins at a line which is this one.
    pub(super) fn replacing_last(&self, line: usize, old: &str, new: &str) -> Vec<Step> {
        let is_old = |word: &str| word.trim_end_matches(')') == old;
        let change = |number| {
            let text = self.line(number);
            let word = text.split_whitespace().rfind(|word| is_old(word))?;
            let at = text.rfind(word)?;
            Some(Step::Line(number, format!("{}{new}{}", &text[..at], &text[at + old.len()..])))
        };
        self.entry(line).filter_map(change).last().into_iter().collect()
    }

    /// The step that takes a record out of the zone: its line becomes a remark. Nothing where the record goes over
    /// several lines, or the next one takes its name from it.
    pub(super) fn without_line(&self, line: usize) -> Vec<Step> {
        let next = self.line(line + 1);
        let leans = next.starts_with(char::is_whitespace) && !next.trim().is_empty();
        if leans || self.line(line).contains(['(', ')']) {
            return Vec::new();
        }
        self.with_line(line, |text| format!("; {text}"))
    }

    /// The steps that let the records of a name's addresses be kept for so many seconds.
    pub(super) fn with_ttl(&self, site: &Resolution, seconds: u32) -> Vec<Step> {
        let (Some(zone), Some(last)) = (self.calls.zone(), site.chain.last()) else { return Vec::new() };
        let is_address =
            |record: &&Record| matches!(record.data, Data::A(_) | Data::Aaaa(_) | Data::Cname(_));
        let lines: Vec<usize> = zone
            .records
            .iter()
            .filter(is_address)
            .filter(|record| record.owner == *last || site.chain.contains(&record.owner))
            .map(|record| record.line)
            .collect();
        let whole = |line: &usize| !self.line(*line).starts_with(char::is_whitespace);
        if lines.is_empty() || !lines.iter().all(whole) {
            return Vec::new();
        }
        let timed = |text: &str| {
            let mut words: Vec<&str> = text.split_whitespace().collect();
            words.retain(|word| !word.starts_with(|c: char| c.is_ascii_digit()) || word.contains(['.', ':']));
            let time = seconds.to_string();
            words.insert(1, &time);
            words.join(" ")
        };
        lines.into_iter().flat_map(|line| self.with_line(line, timed)).collect()
    }

    /// The steps that add records to the zone: a line for each address.
    pub(super) fn with_addresses(&self, name: &Name, addresses: &[IpAddr]) -> Vec<Step> {
        if self.topology.zone.is_none() {
            return Vec::new();
        }
        addresses.iter().map(|address| Step::Last(address_line(name, address))).collect()
    }

    /// The command that writes a whole zone for the site's domain.
    pub(super) fn new_zone(&self) -> Vec<String> {
        let (Some(site), addresses) = (self.topology.site.as_deref(), self.entry_addresses()) else {
            return Vec::new();
        };
        let (Some(name), false) = (Name::parse(site), addresses.is_empty()) else { return Vec::new() };
        let domain = site.strip_prefix("www.").and_then(Name::parse).unwrap_or_else(|| name.clone());
        let apex = if domain == name { String::new() } else { lines(&domain, &addresses) };
        vec![zoning(format!(
            "$ORIGIN {domain}\n$TTL 300\n\
             @ IN SOA ns1.example.net. hostmaster.{domain} 1 7200 900 1209600 300\n\
             @ IN NS ns1.example.net.\n@ IN NS ns2.example.net.\n{apex}{}",
            lines(&name, &addresses)
        ))]
    }

    /// The step that lets a record hold another address.
    pub(super) fn with_address(&self, record: &Record, old: IpAddr, new: IpAddr) -> Vec<Step> {
        if old.is_ipv4() != new.is_ipv4() {
            return Vec::new();
        }
        let old = old.to_string();
        self.with_line(record.line, |line| replace_word(line, &old, &new.to_string()))
    }

    /// Draws the users' call to what answers on the owner of an address, over HTTPS.
    pub(super) fn entering(&self, owner: &Owner<'_>) -> Vec<String> {
        let Owner::Host(host) = owner else { return Vec::new() };
        let answers = |kind: Kind| kind == Kind::LoadBalancer || kind == Kind::WebServer;
        let mut here = host.components.iter().filter(|component| answers(component.kind));
        let (Some(only), None) = (here.next(), here.next()) else { return Vec::new() };
        let like = self.calls.entries().next();
        let Some(user) =
            like.map(|flow| flow.from.clone()).or_else(|| self.calls.of_kind(Kind::User).next().cloned())
        else {
            return Vec::new();
        };
        let id = host.id.join(&only.id);
        let mut commands = vec![format!("connect {user} {id} https")];
        if self.calls.names(&id).is_empty() {
            commands.push(format!("set {id} certificate {}", self.wanted_names().join(",")));
        }
        commands
    }

    /// The addresses at which users can come in: the shared ones of clusters that they call, else those of the
    /// machines that they call.
    pub(super) fn entry_addresses(&self) -> Vec<IpAddr> {
        let mut at: HashSet<&str> = HashSet::new();
        for flow in self.calls.entrances() {
            at.insert(flow.to.host().unwrap_or(flow.to.as_str()));
            let crossed = flow.paths.iter().flat_map(|path| &path.firewalls);
            at.extend(crossed.map(|decision| decision.firewall.as_str()));
        }
        let called = |id: &str| at.contains(id);
        let entered: HashSet<&Id> = self.calls.entries().map(|flow| &flow.to).collect();
        let members_called = |mode: &Mode| mode.members().into_iter().any(|member| entered.contains(member));
        let mut shared = Vec::new();
        for cluster in self.topology.clusters.iter().filter(|cluster| members_called(&cluster.mode)) {
            match &cluster.mode {
                Mode::ActivePassive { address, .. } => shared.extend(address),
                Mode::ActiveActive { addresses, .. } => shared.extend(addresses),
                Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. } => {}
            }
        }
        if !shared.is_empty() {
            return shared;
        }
        let hosts = self.topology.hosts.iter().filter(|host| called(host.id.as_str()));
        let hosts = hosts.filter(|host| host.standing.on().contains(&Network::Internet));
        let parts = self.topology.parts.iter().filter(|part| called(part.component.id.as_str()));
        hosts
            .flat_map(|host| &host.standing.addresses)
            .chain(parts.flat_map(|part| &part.standing.addresses))
            .copied()
            .collect()
    }
}

/// A line for each address of a name.
fn lines(name: &Name, addresses: &[IpAddr]) -> String {
    addresses.iter().map(|address| address_line(name, address) + "\n").collect()
}

fn address_line(name: &Name, address: &IpAddr) -> String {
    let kind = if address.is_ipv4() { "A" } else { "AAAA" };
    format!("{name} IN {kind} {address}")
}

/// A line with a word made another; what stands around it stays.
pub(super) fn replace_word(line: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if word.eq_ignore_ascii_case(old) {
            out.push_str(new);
            out.push_str(&piece[word.len()..]);
        } else {
            out.push_str(piece);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_of_a_line_is_replaced() {
        assert_eq!(
            replace_word("www  IN A   8.8.8.8 ; here", "8.8.8.8", "8.8.4.4"),
            "www  IN A   8.8.4.4 ; here"
        );
        assert_eq!(replace_word("www IN A 8.8.8.88", "8.8.8.8", "8.8.4.4"), "www IN A 8.8.8.88");
    }
}
