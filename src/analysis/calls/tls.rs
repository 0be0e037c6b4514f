//! Where the users' TLS ends, and what can be read behind.

use std::collections::BTreeSet;

use super::Calls;
use crate::analysis::flow::Flow;
use crate::topology::{Id, Protocol};

/// A component at which the users' TLS ends, so that it needs their certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct TlsEnd {
    /// The component that decrypts.
    pub at: Id,
    /// The forwarders that passed it on encrypted, first to last.
    pub through: Vec<Id>,
}

impl<'a> Calls<'a> {
    /// Every component at which TLS of users ends. A forwarder without a certificate that calls all its targets
    /// encrypted passes TLS through to them (HAProxy's `mode tcp`); every other called component ends it.
    #[must_use]
    pub fn tls_ends(&self) -> Vec<TlsEnd> {
        let mut ends: Vec<TlsEnd> = Vec::new();
        for flow in self.entries().filter(|flow| flow.encrypted) {
            self.follow(&flow.to, &mut Vec::new(), &mut ends);
        }
        ends
    }

    fn follow(&self, at: &Id, through: &mut Vec<Id>, ends: &mut Vec<TlsEnd>) {
        if through.contains(at) {
            return;
        }
        let onward: Vec<&Flow> = self.onward(at);
        let passes = self.forwards(at)
            && self.names(at).is_empty()
            && !onward.is_empty()
            && onward.iter().all(|flow| flow.encrypted);
        if passes {
            through.push(at.clone());
            for flow in onward {
                self.follow(&flow.to, through, ends);
            }
            through.pop();
        } else if !ends.iter().any(|end| end.at == *at) {
            ends.push(TlsEnd { at: at.clone(), through: through.clone() });
        }
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
    #[must_use]
    pub fn clear_behind(&self) -> Vec<&'a Flow> {
        let ends: BTreeSet<Id> = self.tls_ends().into_iter().map(|end| end.at).collect();
        let behind = self.reached(&ends, |id| self.passes_on(id));
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
