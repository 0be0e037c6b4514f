//! A topology as its file has it: names still unchecked, absent fields absent.

use serde::Deserialize;

use crate::topology::{
    Action, Algorithm, Check, Clients, Kind, Network, Protocol, Reads, Rule, Rules, Settings, Standing,
    Track, Traffic,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<'a> {
    pub(super) format: u32,
    #[serde(default)]
    pub(super) title: String,
    pub(super) note: Option<String>,
    pub(super) site: Option<String>,
    #[serde(default, borrow)]
    pub(super) hosts: Vec<Host<'a>>,
    #[serde(default, borrow)]
    pub(super) parts: Vec<Part<'a>>,
    #[serde(default, borrow)]
    pub(super) places: Vec<Place<'a>>,
    #[serde(default, borrow)]
    pub(super) links: Vec<Link<'a>>,
    #[serde(default, borrow)]
    pub(super) clusters: Vec<Cluster<'a>>,
    #[serde(default)]
    pub(super) clients: Clients,
    #[serde(default)]
    pub(super) traffic: Traffic,
    pub(super) zone: Option<String>,
}

/// Declares a written struct that has these fields and those that all things with a standing share.
macro_rules! written {
    ($name:ident { $($own:tt)* } standing) => {
        written!($name { $($own)*
            pub(super) address: Option<std::net::IpAddr>,
            #[serde(default)]
            pub(super) addresses: Vec<std::net::IpAddr>,
            #[serde(default)]
            pub(super) networks: Vec<Network>,
            #[serde(borrow)]
            pub(super) place: Option<&'a str>,
            pub(super) cost: Option<u32>,
        });
        impl $name<'_> {
            pub(super) fn standing(&self) -> Standing {
                Standing {
                    addresses: self.address.into_iter().chain(self.addresses.iter().copied()).collect(),
                    networks: self.networks.clone(),
                    place: None,
                    cost: self.cost,
                }
            }
        }
    };
    ($name:ident { $($own:tt)* } component $($more:ident)?) => {
        written!($name { $($own)*
            pub(super) kind: Kind,
            pub(super) algorithm: Option<Algorithm>,
            pub(super) check: Option<Check>,
            pub(super) check_seconds: Option<f64>,
            pub(super) fall: Option<u32>,
            pub(super) rise: Option<u32>,
            pub(super) redispatch: Option<bool>,
            pub(super) retries: Option<u32>,
            pub(super) sticky: Option<bool>,
            #[serde(default)]
            pub(super) certificate: Vec<String>,
            pub(super) reads: Option<Reads>,
            pub(super) rules: Option<WrittenRules>,
            pub(super) hit_share: Option<f64>,
            pub(super) required: Option<bool>,
            pub(super) capacity: Option<f64>,
            pub(super) workers: Option<u32>,
            pub(super) interval_seconds: Option<f64>,
        } $($more)?);
        impl $name<'_> {
            pub(super) fn settings(&mut self) -> Settings {
                let default = Settings::default();
                Settings {
                    algorithm: self.algorithm.unwrap_or_default(),
                    check: self.check.unwrap_or_default(),
                    check_seconds: self.check_seconds.unwrap_or(default.check_seconds),
                    fall: self.fall.unwrap_or(default.fall),
                    rise: self.rise.unwrap_or(default.rise),
                    redispatch: self.redispatch.unwrap_or_default(),
                    retries: self.retries.unwrap_or(default.retries),
                    sticky: self.sticky.unwrap_or_default(),
                    certificate: std::mem::take(&mut self.certificate),
                    reads: self.reads.unwrap_or_default(),
                    rules: self.rules.take().map(Rules::from).unwrap_or_default(),
                    hit_share: self.hit_share.unwrap_or(default.hit_share),
                    required: self.required.unwrap_or_default(),
                    capacity: self.capacity,
                    workers: self.workers,
                    interval_seconds: self.interval_seconds.unwrap_or(default.interval_seconds),
                }
            }
        }
    };
    ($name:ident { $($own:tt)* }) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name<'a> {
            #[serde(borrow)]
            pub(super) id: &'a str,
            pub(super) label: Option<String>,
            pub(super) note: Option<String>,
            pub(super) availability: Option<f64>,
            $($own)*
        }
    };
}

written!(Host {
    pub(super) repair_hours: Option<f64>,
    #[serde(default, borrow)]
    pub(super) components: Vec<Component<'a>>,
} standing);
written!(Component {
    pub(super) repair_hours: Option<f64>,
} component);
written!(Part {
    pub(super) repair_hours: Option<f64>,
    #[serde(default)]
    pub(super) external: bool,
} component standing);
written!(Place {
    #[serde(borrow)]
    pub(super) inside: Option<&'a str>,
});

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WrittenRules {
    Drawn,
    Listed(Vec<WrittenRule>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum WrittenRule {
    Allow { from: Option<String>, to: Option<String>, port: Option<u16> },
    Deny { from: Option<String>, to: Option<String>, port: Option<u16> },
}

impl From<WrittenRules> for Rules {
    fn from(rules: WrittenRules) -> Self {
        match rules {
            WrittenRules::Drawn => Self::Drawn,
            WrittenRules::Listed(rules) => Self::Listed(rules.into_iter().map(Rule::from).collect()),
        }
    }
}

impl From<WrittenRule> for Rule {
    fn from(rule: WrittenRule) -> Self {
        let (action, (from, to, port)) = match rule {
            WrittenRule::Allow { from, to, port } => (Action::Allow, (from, to, port)),
            WrittenRule::Deny { from, to, port } => (Action::Deny, (from, to, port)),
        };
        Self { action, from, to, port }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) protocol: Protocol,
    pub(super) port: Option<u16>,
    pub(super) encrypted: Option<bool>,
    pub(super) weight: Option<u32>,
    #[serde(default)]
    pub(super) backup: bool,
    #[serde(default)]
    pub(super) redirect: bool,
    pub(super) label: Option<String>,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cluster<'a> {
    pub(super) id: &'a str,
    #[serde(borrow)]
    pub(super) mode: Mode<'a>,
    pub(super) label: Option<String>,
    pub(super) common_cause: Option<f64>,
    pub(super) coverage: Option<f64>,
    pub(super) failover_seconds: Option<f64>,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Mode<'a> {
    ActiveActive {
        #[serde(borrow)]
        members: Vec<&'a str>,
        #[serde(default)]
        addresses: Vec<std::net::IpAddr>,
    },
    ActivePassive {
        members: Vec<&'a str>,
        address: Option<std::net::IpAddr>,
        #[serde(default)]
        track: Track,
    },
    PrimaryReplica {
        primary: &'a str,
        replicas: Vec<&'a str>,
        #[serde(default)]
        promotion: Promotion<'a>,
    },
    MultiPrimary {
        members: Vec<&'a str>,
    },
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Promotion<'a> {
    #[default]
    Manual,
    Automatic {
        #[serde(default, borrow)]
        voters: Vec<&'a str>,
        #[serde(default)]
        fencing: bool,
    },
}
