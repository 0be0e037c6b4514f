//! Edits: every change of a topology as a value, which can be applied, undone, recorded, and written as one
//! line of text.

mod apply;
mod complete;
mod ids;
mod text;

use std::fmt;

use super::source::Advice;
use super::value::quoted;
use super::{Id, Kind, LinkId, Protocol, Topology, Value};

/// One change of a topology.
///
/// [`fmt::Display`] writes it as the command that [`Edit::parse`] reads, such as `connect lb1.haproxy web2.nginx https`.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// `add host web3`
    AddHost {
        /// The new host's id.
        id: Id,
    },
    /// `add web_server nginx on s1`
    AddComponent {
        /// The host that gets it.
        host: Id,
        /// Its name there, without the host's id.
        name: Id,
        /// What it is.
        kind: Kind,
    },
    /// `add firewall fw1`, `add external dns dns`
    AddPart {
        /// The id of the free-standing component.
        id: Id,
        /// What it is.
        kind: Kind,
        /// Whether it is somebody else's.
        external: bool,
    },
    /// `add place rack1`
    AddPlace {
        /// The new place's id.
        id: Id,
    },
    /// `add cluster db primary_replica s1.mysql s2.mysql`
    AddCluster {
        /// The new cluster's id.
        id: Id,
        /// One of [`super::Mode::NAMES`].
        mode: &'static str,
        /// Its members, the active one or the primary first.
        members: Vec<Id>,
    },
    /// `connect lb.haproxy s1.nginx http`, `connect a.b c.d tcp 8080`
    Connect {
        /// The caller, a component's full id.
        from: Id,
        /// The called, a component's full id.
        to: Id,
        /// What they speak.
        protocol: Protocol,
        /// The port, when it is not the protocol's own.
        port: Option<u16>,
    },
    /// `disconnect lb.haproxy->s1.nginx:80`
    Disconnect {
        /// The link.
        link: LinkId,
    },
    /// `remove s2`, with everything that refers to it: what runs on it, its links, its membership of clusters, its
    /// votes and the rules that name it.
    ///
    /// When a primary goes, its first replica becomes the primary; a cluster without members goes too. What
    /// stood in a place that goes stands in the place around it.
    Remove {
        /// A host, a component, a place or a cluster.
        id: Id,
    },
    /// `rename web2 web3`, with every reference to it; the zone stays as it is.
    Rename {
        /// A host, a component, a place or a cluster.
        id: Id,
        /// Its new name: a component's without the host's id.
        name: Id,
    },
    /// `move s1.mysql to db1`, `move fw1 to s1`, `move s1.fw to free`
    Move {
        /// A component's full id.
        component: Id,
        /// The host that gets it, or `None` to let it stand free.
        to: Option<Id>,
    },
    /// `set lb.haproxy check http`, `set s1 address default`
    Set {
        /// Whose property it is.
        target: Target,
        /// The property's name in files, such as `check`.
        property: String,
        /// Its new value, or `None` for the default.
        value: Option<Value>,
    },
    /// `zone "$ORIGIN foobar.com.\n…"`, `zone none`
    Zone {
        /// The new zone file, or `None` for none.
        text: Option<String>,
    },
}

/// What a property belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The topology as a whole: `topology`.
    Topology,
    /// The assumed load: `traffic`.
    Traffic,
    /// A host, a component (by its full id), a place or a cluster.
    Part(Id),
    /// A link: `lb.haproxy->s1.nginx:80`.
    Link(LinkId),
}

/// Why an edit cannot be made, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditError {
    /// What is wrong, as a full sentence.
    pub message: String,
    /// What to do instead, as a full sentence; may be empty.
    pub hint: String,
}

impl Edit {
    /// Makes the edit; the topology that it is made on stays as it is.
    ///
    /// # Errors
    /// The edit means nothing here, or its result would mean nothing: an id that clashes or leads nowhere, a value out of
    /// range, a second owner of an address.
    pub fn apply(&self, topology: &Topology) -> Result<Topology, EditError> {
        apply::apply(self, topology)
    }

    /// Reads an edit from one line of text.
    ///
    /// The id of a host stands for its one component that fits. Words may be missing where only one thing can be
    /// meant: the protocol of a link, the name of a new component.
    ///
    /// # Errors
    /// The line is no edit, or names what the topology has not; the hint says what could be meant.
    pub fn parse(line: &str, topology: &Topology) -> Result<Self, EditError> {
        text::parse(line, topology)
    }

    /// The words that can stand in the place of a line's last, unfinished word, in the order to offer them.
    #[must_use]
    pub fn complete(line: &str, topology: &Topology) -> Vec<String> {
        complete::complete(line, topology)
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddHost { id } => write!(f, "add host {id}"),
            Self::AddComponent { host, name, kind } => write!(f, "add {kind} {name} on {host}"),
            Self::AddPart { id, kind, external: true } => write!(f, "add external {kind} {id}"),
            Self::AddPart { id, kind, external: false } => write!(f, "add {kind} {id}"),
            Self::AddPlace { id } => write!(f, "add place {id}"),
            Self::AddCluster { id, mode, members } => {
                write!(f, "add cluster {id} {mode}")?;
                members.iter().try_for_each(|member| write!(f, " {member}"))
            }
            Self::Connect { from, to, protocol, port } => {
                write!(f, "connect {from} {to} {protocol}")?;
                port.map_or(Ok(()), |port| write!(f, " {port}"))
            }
            Self::Disconnect { link } => write!(f, "disconnect {link}"),
            Self::Remove { id } => write!(f, "remove {id}"),
            Self::Rename { id, name } => write!(f, "rename {id} {name}"),
            Self::Move { component, to: Some(host) } => write!(f, "move {component} to {host}"),
            Self::Move { component, to: None } => write!(f, "move {component} to free"),
            Self::Set { target, property, value: Some(value) } => {
                write!(f, "set {target} {property} {value}")
            }
            Self::Set { target, property, value: None } => write!(f, "set {target} {property} default"),
            Self::Zone { text: Some(text) } => write!(f, "zone {}", quoted(text)),
            Self::Zone { text: None } => f.write_str("zone none"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Topology => f.write_str("topology"),
            Self::Traffic => f.write_str("traffic"),
            Self::Part(id) => write!(f, "{id}"),
            Self::Link(link) => write!(f, "{link}"),
        }
    }
}

impl EditError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Advice::new(message, hint).into()
    }
}

impl From<Advice> for EditError {
    fn from(advice: Advice) -> Self {
        let safe = |text: &str| crate::text::safe(text).into_owned();
        Self { message: safe(&advice.message), hint: safe(&advice.hint) }
    }
}

impl std::error::Error for EditError {}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, " {}", self.hint) }
    }
}
