//! Components: the programs and roles that a design is made of, and their settings.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{Id, Standing};

/// What a component is. The list is closed.
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
pub enum Kind {
    /// A person with a browser.
    User,
    /// Answers HTTP: static content itself, the rest through an application server.
    WebServer,
    /// Runs the application's code.
    AppServer,
    /// The code base that an application server runs.
    AppFiles,
    /// Keeps the application's data.
    Database,
    /// Spreads requests over several targets.
    LoadBalancer,
    /// Forwards requests: a database proxy or another forwarder.
    Proxy,
    /// Decides which flows may pass.
    Firewall,
    /// A name server, authoritative for the site's zone.
    Dns,
    /// Keeps answers or values in memory.
    Cache,
    /// A content delivery network: somebody else's cache near the users.
    Cdn,
    /// Keeps sessions outside the application servers.
    SessionStore,
    /// Keeps work for later.
    Queue,
    /// Moves a shared address between hosts (keepalived).
    Vrrp,
    /// Takes the domain's mail.
    MailServer,
    /// Gathers logs and metrics on a host.
    MonitoringClient,
    /// Receives or fetches what monitoring clients gather.
    MonitoringService,
}

impl Kind {
    /// Its name in prose, such as `web server`.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::WebServer => "web server",
            Self::AppServer => "application server",
            Self::AppFiles => "application files",
            Self::Database => "database",
            Self::LoadBalancer => "load balancer",
            Self::Proxy => "proxy",
            Self::Firewall => "firewall",
            Self::Dns => "DNS",
            Self::Cache => "cache",
            Self::Cdn => "CDN",
            Self::SessionStore => "session store",
            Self::Queue => "queue",
            Self::Vrrp => "VRRP",
            Self::MailServer => "mail server",
            Self::MonitoringClient => "monitoring client",
            Self::MonitoringService => "monitoring service",
        }
    }

    /// What a component of this kind is usually called, such as `nginx` for a web server; an id.
    #[must_use]
    pub fn usual_name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::WebServer => "nginx",
            Self::AppServer => "app",
            Self::AppFiles => "code",
            Self::Database => "mysql",
            Self::LoadBalancer => "haproxy",
            Self::Proxy => "proxy",
            Self::Firewall => "fw",
            Self::Dns => "dns",
            Self::Cache => "cache",
            Self::Cdn => "cdn",
            Self::SessionStore => "redis",
            Self::Queue => "queue",
            Self::Vrrp => "keepalived",
            Self::MailServer => "mail",
            Self::MonitoringClient => "agent",
            Self::MonitoringService => "monitoring",
        }
    }

    /// Whether it passes requests on to targets that it chooses.
    #[must_use]
    pub fn forwards(self) -> bool {
        matches!(self, Self::LoadBalancer | Self::Proxy | Self::Cdn | Self::Cache)
    }
}

/// A program or role, on a host or free-standing.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its name: unique on its host, or in the whole topology when free-standing.
    pub id: Id,
    /// What it is.
    pub kind: Kind,
    /// What the diagram calls it; its id when absent.
    pub label: Option<String>,
    /// The share of time it works, in `0..=1`; [`super::Host::AVAILABILITY`] when absent.
    pub availability: Option<f64>,
    /// The mean time to repair it, in hours; [`super::Host::REPAIR_HOURS`] when absent.
    pub repair_hours: Option<f64>,
    /// How it is set up.
    pub settings: Settings,
    /// A free remark.
    pub note: Option<String>,
}

impl Component {
    /// A component with every default.
    #[must_use]
    pub fn new(id: Id, kind: Kind) -> Self {
        Self {
            id,
            kind,
            label: None,
            availability: None,
            repair_hours: None,
            settings: Settings::default(),
            note: None,
        }
    }
}

/// A component that stands free: a user, an in-line firewall, somebody else's service.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The component; its id is a bare one.
    pub component: Component,
    /// Whether it is somebody else's: it never fails and costs nothing.
    pub external: bool,
    /// Addresses, networks, place and cost.
    pub standing: Standing,
}

/// How a component is set up. A setting that does not fit the component's kind is an error in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How a forwarder shares requests out; default round robin.
    pub algorithm: Algorithm,
    /// How a forwarder or web server learns that a target is dead; default none, as in `HAProxy`.
    pub check: Check,
    /// The time between two health checks, in seconds; default 2 (`HAProxy`'s `inter`).
    pub check_seconds: f64,
    /// Failed checks in a row that take a target out; default 3.
    pub fall: u32,
    /// Passed checks in a row that bring it back; default 2.
    pub rise: u32,
    /// Whether a request whose target has crashed goes to another one; default no.
    pub redispatch: bool,
    /// How often a failed connection is tried again; default 3.
    pub retries: u32,
    /// Whether a client stays with its first target; default no.
    pub sticky: bool,
    /// The DNS names of the TLS certificate that it serves; empty for none.
    pub certificate: Vec<String>,
    /// Where an application server sends its read queries; default the primary.
    pub reads: Reads,
    /// What a firewall lets pass; default exactly the drawn flows.
    pub rules: Rules,
    /// The share of static reads that a CDN or front cache answers itself, in `0..=1`; default 0.
    pub hit_share: f64,
    /// Whether those that link to it cannot serve without it; default no.
    pub required: bool,
    /// What it carries: requests a second, for a database units a second; the default depends on the kind.
    pub capacity: Option<f64>,
    /// How many requests it works on at once; the default depends on the kind.
    pub workers: Option<u32>,
    /// The time between two readings of a monitoring client or service, in seconds; default 15.
    pub interval_seconds: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::default(),
            check: Check::default(),
            check_seconds: 2.0,
            fall: 3,
            rise: 2,
            redispatch: false,
            retries: 3,
            sticky: false,
            certificate: Vec::new(),
            reads: Reads::default(),
            rules: Rules::default(),
            hit_share: 0.0,
            required: false,
            capacity: None,
            workers: None,
            interval_seconds: 15.0,
        }
    }
}

/// How requests are shared out over the chosen targets.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
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
pub enum Algorithm {
    /// Each target in turn.
    #[default]
    RoundRobin,
    /// Each target in turn, as often as its weight says.
    Weighted,
    /// A fixed share for each target, by weight.
    StaticShares,
    /// The target with the fewest connections.
    LeastConnections,
    /// Of two targets drawn at random, the less loaded.
    #[serde(rename = "random_2")]
    #[strum(serialize = "random_2")]
    RandomTwo,
    /// By a hash of the client's address.
    SourceHash,
    /// The first target with a free slot.
    First,
}

/// How a forwarder learns that a target cannot serve.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
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
pub enum Check {
    /// Not at all: every target stays in use.
    #[default]
    None,
    /// By connecting: finds a crash, not a hang.
    Tcp,
    /// By asking for a page: finds a hang too.
    Http,
    /// By asking for a page that needs everything behind the target.
    Deep,
    /// By watching real requests (nginx): as `tcp`, and a sole target stays in use.
    Passive,
}

/// Where an application server sends its read queries.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
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
pub enum Reads {
    /// To the primary only.
    #[default]
    Primary,
    /// To the replicas only.
    Replicas,
    /// To every live database, evenly.
    Any,
}

/// What a firewall lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rules {
    /// Exactly the flows that are drawn.
    #[default]
    Drawn,
    /// What the first matching rule says; a flow that matches none is denied.
    Listed(Vec<Rule>),
}

/// One line of a firewall's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What happens to a flow that matches.
    pub action: Action,
    /// Where the flow starts: an id or the name of a network; anywhere when absent.
    pub from: Option<String>,
    /// Where the flow ends: an id or the name of a network; anywhere when absent.
    pub to: Option<String>,
    /// The port that it goes to; any when absent.
    pub port: Option<u16>,
}

/// What a firewall does with a flow.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
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
pub enum Action {
    /// Lets it pass.
    Allow,
    /// Drops it.
    Deny,
}
