//! Where the users' TLS ends, and what can be read behind.

use std::collections::{BTreeSet, HashSet};

use super::Calls;
use crate::analysis::flow::Flow;
use crate::topology::{Id, Protocol};

impl<'a> Calls<'a> {
    /// Every component at which TLS of users ends, so that it needs their certificate. A forwarder without a
    /// certificate that calls all its targets encrypted passes TLS through to them (HAProxy's `mode tcp`); every other
    /// called component ends it.
    #[must_use]
    pub fn tls_ends(&self) -> &[Id] {
        self.tls_ends.get_or_init(|| self.find_tls_ends())
    }

    /// Looks at each part once, as layers of forwarders have more ways through them than could be followed.
    fn find_tls_ends(&self) -> Vec<Id> {
        let mut ends = Vec::new();
        let mut met: HashSet<&Id> = HashSet::new();
        let secure = self.entries().filter(|flow| flow.encrypted).map(|flow| &flow.to);
        let mut open: Vec<&Id> = secure.collect();
        open.reverse();
        while let Some(at) = open.pop() {
            if !met.insert(at) {
                continue;
            }
            let onward = self.onward(at);
            let passes = self.forwards(at)
                && self.names(at).is_empty()
                && !onward.is_empty()
                && onward.iter().all(|flow| flow.encrypted);
            if passes {
                open.extend(onward.iter().rev().map(|flow| &flow.to));
            } else {
                ends.push(at.clone());
            }
        }
        ends
    }

    /// The requests with which a component calls others that answer them.
    fn onward(&self, at: &Id) -> Vec<&'a Flow> {
        self.from(at).filter(|flow| self.is_request(flow) && self.passes_on(&flow.to)).collect()
    }

    /// The names of the certificate that a component serves.
    #[must_use]
    pub fn names(&self, id: &Id) -> &'a [String] {
        self.part(id).map_or(&[], |placed| &placed.component.settings.certificate)
    }

    /// The requests behind the ends of TLS that cross from one machine to another and can be read on the way.
    pub(in crate::analysis) fn clear_behind(&self) -> Vec<&'a Flow> {
        let ends: BTreeSet<&Id> = self.tls_ends().iter().collect();
        let behind = self.reached(ends.iter().copied(), |id| self.passes_on(id));
        self.allowed()
            .filter(|flow| ends.contains(&flow.from) || behind.contains(&flow.from))
            .filter(|flow| self.is_request(flow) && flow.protocol != Protocol::File)
            .filter(|flow| !flow.encrypted && !self.share_a_host(&flow.from, &flow.to))
            .collect()
    }
}

/// Whether a certificate's name covers a host name: the same labels in any case, or a wildcard for exactly the
/// one left-most label (RFC 6125 section 6.4.3).
#[must_use]
pub fn covers(pattern: &str, name: &str) -> bool {
    let clean = |text: &str| text.trim_end_matches('.').to_ascii_lowercase();
    let (pattern, name) = (clean(pattern), clean(name));
    match pattern.strip_prefix("*.") {
        Some(rest) => name.split_once('.').is_some_and(|(label, domain)| !label.is_empty() && domain == rest),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    // RFC 6125 section 6.4.3 and its examples.
    #[test]
    fn a_wildcard_covers_one_label_only() {
        assert!(covers("*.foobar.com", "www.foobar.com"));
        assert!(covers("*.FooBar.com", "WWW.foobar.COM."));
        assert!(covers("www.foobar.com", "www.foobar.com"));
        for (pattern, name) in [
            ("*.foobar.com", "foobar.com"),
            ("*.foobar.com", "a.b.foobar.com"),
            ("foobar.com", "www.foobar.com"),
            ("*.com", "www.foobar.com"),
            ("w*.foobar.com", "www.foobar.com"),
            ("*", "com"),
            ("*.", "com"),
        ] {
            assert!(!covers(pattern, name), "{pattern} {name}");
        }
    }
}
