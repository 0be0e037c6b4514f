//! Mending a zone: its text with one line changed or added, as the command that sets it.

use std::net::IpAddr;

use super::Facts;
use crate::topology::zone::{Name, Record};
use crate::topology::{Edit, Mode, Network};

impl Facts<'_> {
    /// The command that writes the zone with one line, counted from 1, made another.
    pub(super) fn with_line(&self, line: usize, change: impl Fn(&str) -> String) -> Vec<String> {
        let Some(zone) = &self.topology.zone else { return Vec::new() };
        let lines: Vec<String> = zone
            .lines()
            .enumerate()
            .map(|(at, text)| if at + 1 == line { change(text) } else { text.to_owned() })
            .collect();
        vec![zoning(lines.join("\n") + "\n")]
    }

    /// The command that adds a record to the zone: one line for each address.
    pub(super) fn with_addresses(&self, name: &Name, addresses: &[IpAddr]) -> Vec<String> {
        let Some(zone) = &self.topology.zone else { return Vec::new() };
        if addresses.is_empty() {
            return Vec::new();
        }
        vec![zoning(format!("{}\n{}", zone.trim_end(), lines(name, addresses)))]
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

    /// The command that lets a record hold another address.
    pub(super) fn with_address(&self, record: &Record, old: IpAddr, new: IpAddr) -> Vec<String> {
        if old.is_ipv4() != new.is_ipv4() {
            return Vec::new();
        }
        let old = old.to_string();
        self.with_line(record.line, |line| replace_word(line, &old, &new.to_string()))
    }

    /// The addresses at which users can come in: the shared ones of clusters that they call, else those of the
    /// machines that they call.
    pub(super) fn entry_addresses(&self) -> Vec<IpAddr> {
        let called = |host: &str| {
            self.calls.entrances().any(|flow| {
                flow.to.host() == Some(host)
                    || flow
                        .paths
                        .iter()
                        .flat_map(|path| &path.firewalls)
                        .any(|decision| decision.firewall == *host)
            })
        };
        let members_called = |mode: &Mode| {
            let members = mode.members();
            self.calls.entries().any(|flow| members.contains(&&flow.to))
        };
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
        let parts = self.topology.parts.iter().filter(|part| {
            let id = &part.component.id;
            called(id.as_str()) || self.calls.entrances().any(|flow| flow.to == *id)
        });
        hosts
            .flat_map(|host| &host.standing.addresses)
            .chain(parts.flat_map(|part| &part.standing.addresses))
            .copied()
            .collect()
    }
}

/// The command that makes a text the zone.
pub(super) fn zoning(text: String) -> String {
    Edit::Zone { text: Some(text) }.to_string()
}

/// A line for each address of a name.
fn lines(name: &Name, addresses: &[IpAddr]) -> String {
    let kind = |address: &IpAddr| if address.is_ipv4() { "A" } else { "AAAA" };
    let line = |address: &IpAddr| [format!("{name} IN {} {address}", kind(address)), "\n".to_owned()];
    addresses.iter().flat_map(line).collect()
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
