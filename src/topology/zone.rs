//! The DNS zone of the site's domain: its text read line by line (RFC 1035 section 5), and what it answers.
//!
//! Here is what the text says and where it cannot be read. What a zone says and should not (a CNAME beside
//! other data, a missing name server) is for the analysis to find.

mod data;
mod lexer;
mod name;
mod reader;
mod resolve;

use std::collections::{HashMap, HashSet};
use std::fmt;

pub use data::Data;
pub use name::Name;
pub use resolve::{End, Resolution};

use super::Problem;

/// A zone file that has been read.
#[derive(Debug, Clone, Default)]
pub struct Zone {
    /// The records that could be read, in the order of the file.
    pub records: Vec<Record>,
    /// What could not be read, line by line; at most a hundred are listed.
    pub problems: Vec<Problem>,
    origin: Option<Name>,
    /// The owner of the first SOA record.
    start: Option<Name>,
    /// The names that have NS records.
    served: HashSet<Name>,
    /// By name, what stands there; nothing for a name that only has others below it.
    nodes: HashMap<Name, Node>,
}

/// What stands at a name.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The places of its records.
    records: Vec<usize>,
    /// The place of the first CNAME record.
    alias: Option<usize>,
    /// Whether it has an address.
    is_addressed: bool,
}

/// One record of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The name that it belongs to.
    pub owner: Name,
    /// How long others may keep it, in seconds.
    pub ttl: u32,
    /// What it says.
    pub data: Data,
    /// The line of the text where it begins, counted from 1.
    pub line: usize,
}

impl Zone {
    /// Reads a zone file. Lines that cannot be read become problems; the others count.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        reader::read(text)
    }

    /// The name of the zone: the owner of its SOA record, else the first `$ORIGIN`.
    #[must_use]
    pub fn origin(&self) -> Option<&Name> {
        self.start.as_ref().or(self.origin.as_ref())
    }

    /// The records of a name.
    pub fn at<'z>(&'z self, name: &Name) -> impl Iterator<Item = &'z Record> + use<'z> {
        let here = self.nodes.get(name).into_iter().flat_map(|node| &node.records);
        here.map(|place| &self.records[*place])
    }

    /// The records of a name that are of a type, such as `MX`.
    pub fn find<'z>(&'z self, name: &'z Name, kind: &'z str) -> impl Iterator<Item = &'z Record> {
        self.at(name).filter(move |record| record.data.kind() == kind)
    }

    /// Whether the zone has the name: a record of its own, or one below it (RFC 8020).
    #[must_use]
    pub fn has(&self, name: &Name) -> bool {
        self.nodes.contains_key(name)
    }

    /// Adds a record, and its name with all names above it.
    fn add(&mut self, record: Record) {
        let mut above = record.owner.parent();
        while let Some(name) = above.filter(|name| !self.nodes.contains_key(name)) {
            above = name.parent();
            self.nodes.insert(name, Node::default());
        }
        let place = self.records.len();
        let node = self.nodes.entry(record.owner.clone()).or_default();
        node.records.push(place);
        match record.data {
            Data::Cname(_) => drop(node.alias.get_or_insert(place)),
            Data::A(_) | Data::Aaaa(_) => node.is_addressed = true,
            Data::Soa { .. } => drop(self.start.get_or_insert_with(|| record.owner.clone())),
            Data::Ns(_) => drop(self.served.insert(record.owner.clone())),
            _ => {}
        }
        self.records.push(record);
    }

    /// What somebody learns who asks for the addresses of a name, such as `www.foobar.com`.
    ///
    /// The zone answers alone: a name outside it, or one that it hands to other name servers, has no addresses here.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolution {
        resolve::resolve(self, name)
    }

    /// How the way from a name to addresses ends; [`Zone::resolve`] gathers them too.
    #[must_use]
    pub fn end(&self, name: &Name) -> End {
        resolve::end(self, name)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} IN {} {}", self.owner, self.ttl, self.data.kind(), self.data)
    }
}
