//! Links: who calls whom, with what protocol, on which port, and whether it is encrypted.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::Id;

/// A call that one component makes to another. The caller points at the called.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The caller, a component's full id.
    pub from: Id,
    /// The called, a component's full id.
    pub to: Id,
    /// What they speak.
    pub protocol: Protocol,
    /// The port called; the protocol's own when absent.
    pub port: Option<u16>,
    /// Whether it is encrypted; as the protocol says when absent.
    pub encrypted: Option<bool>,
    /// The target's weight in its caller's shares; default 1, and 0 takes no new requests.
    pub weight: u32,
    /// Whether the target is used only when no other can be chosen.
    pub backup: bool,
    /// Whether the called answers only with a redirect to HTTPS.
    pub redirect: bool,
    /// What the diagram writes beside it; the protocol and port when absent.
    pub label: Option<String>,
    /// A free remark.
    pub note: Option<String>,
}

impl Link {
    /// A link with every default.
    #[must_use]
    pub fn new(from: Id, to: Id, protocol: Protocol) -> Self {
        Self {
            from,
            to,
            protocol,
            port: None,
            encrypted: None,
            weight: 1,
            backup: false,
            redirect: false,
            label: None,
            note: None,
        }
    }

    /// Its id: from, to and port.
    #[must_use]
    pub fn id(&self) -> LinkId {
        LinkId { from: self.from.clone(), to: self.to.clone(), port: self.port() }
    }

    /// The port called.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(self.protocol.port())
    }

    /// What a diagram writes beside it: the author's label, or protocol and port; no port where it is the usual
    /// one of a replication.
    #[must_use]
    pub fn caption(&self) -> String {
        match (&self.label, self.port()) {
            (Some(label), _) => label.trim().to_owned(),
            (None, 0) => self.protocol.title().to_owned(),
            (None, _) if self.protocol == Protocol::Replication && self.port.is_none() => {
                self.protocol.title().to_owned()
            }
            (None, port) => format!("{} :{port}", self.protocol.title()),
        }
    }

    /// Whether what passes can be read on the way.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted.unwrap_or(self.protocol.is_encrypted())
    }
}

/// The id of a link, written `from->to:port`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId {
    /// The caller.
    pub from: Id,
    /// The called.
    pub to: Id,
    /// The port called.
    pub port: u16,
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}->{}:{}", self.from, self.to, self.port)
    }
}

/// What two components speak.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each is a protocol's own name")]
pub enum Protocol {
    Http,
    Https,
    Fastcgi,
    Uwsgi,
    Mysql,
    Postgres,
    Replication,
    Redis,
    Memcached,
    Amqp,
    Dns,
    Smtp,
    Ssh,
    Vrrp,
    Metrics,
    Logs,
    /// Reading the application's files.
    File,
    Tls,
    Tcp,
    Udp,
}

impl Protocol {
    /// Its registered or customary port; 0 where it has none (files, VRRP, bare TCP and UDP).
    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https | Self::Tls => 443,
            Self::Fastcgi => 9000,
            Self::Uwsgi => 3031,
            Self::Mysql | Self::Replication => 3306,
            Self::Postgres => 5432,
            Self::Redis => 6379,
            Self::Memcached => 11211,
            Self::Amqp => 5672,
            Self::Dns => 53,
            Self::Smtp => 25,
            Self::Ssh => 22,
            Self::Metrics => 9100,
            Self::Logs => 514,
            Self::Vrrp | Self::File | Self::Tcp | Self::Udp => 0,
        }
    }

    /// Whether it encrypts by itself.
    #[must_use]
    pub fn is_encrypted(self) -> bool {
        matches!(self, Self::Https | Self::Tls | Self::Ssh)
    }

    /// Its name as diagrams and prose write it, such as `HTTP` or `FastCGI`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Https => "HTTPS",
            Self::Fastcgi => "FastCGI",
            Self::Uwsgi => "uWSGI",
            Self::Mysql => "MySQL",
            Self::Postgres => "PostgreSQL",
            Self::Replication => "replication",
            Self::Redis => "Redis",
            Self::Memcached => "memcached",
            Self::Amqp => "AMQP",
            Self::Dns => "DNS",
            Self::Smtp => "SMTP",
            Self::Ssh => "SSH",
            Self::Vrrp => "VRRP",
            Self::Metrics => "metrics",
            Self::Logs => "logs",
            Self::File => "files",
            Self::Tls => "TLS",
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        }
    }
}
