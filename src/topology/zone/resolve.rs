//! What a zone answers to the question for a name's addresses (RFC 1034 section 4.3.2).

use std::collections::HashSet;
use std::net::IpAddr;

use super::{Data, Name, Node, Record, Zone};

/// The most CNAME records that are followed.
const LONGEST_CHAIN: usize = 8;

/// The answer to the question for a name's addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The names on the way: the one asked for, then that of each alias. Empty when it is no name at all.
    pub chain: Vec<Name>,
    /// The addresses of the last name, in the order of the file, each once; A before AAAA.
    pub addresses: Vec<IpAddr>,
    /// How long the whole answer may be kept: the shortest time of the records on the way, in seconds.
    pub ttl: u32,
    /// How the way ended.
    pub end: End,
}

/// How the way from a name to addresses ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At addresses.
    Found,
    /// At a name that the zone has, without an address.
    NoData,
    /// At a name of the zone that does not exist.
    NoName,
    /// At a name that is not this zone's to answer for.
    Outside,
    /// At a name that had been met before.
    Loop,
    /// After eight aliases.
    TooLong,
    /// At once: what was asked for is no domain name.
    NotAName,
}

/// Follows the aliases of a name to its addresses.
pub(super) fn resolve(zone: &Zone, asked: &str) -> Resolution {
    let mut way = Resolution { chain: Vec::new(), addresses: Vec::new(), ttl: u32::MAX, end: End::NotAName };
    if let Some(name) = Name::parse(asked) {
        let (chain, end, last) = follow(zone, &name, |alias| way.ttl = way.ttl.min(alias.ttl));
        (way.chain, way.end) = (chain, end);
        if way.end == End::Found {
            let records = last.into_iter().flat_map(|node| &node.records).map(|place| &zone.records[*place]);
            gather(&records.collect::<Vec<_>>(), &mut way);
        }
    }
    if way.end != End::Found && way.ttl == u32::MAX {
        way.ttl = 0;
    }
    way
}

/// How the way from a name to addresses ends.
pub(super) fn end(zone: &Zone, name: &Name) -> End {
    follow(zone, name, |_| ()).1
}

/// Goes from a name along its aliases, each of which `met` is told of: the names on the way, how it ends, and what
/// answers there.
fn follow<'z>(
    zone: &'z Zone,
    asked: &Name,
    mut met: impl FnMut(&Record),
) -> (Vec<Name>, End, Option<&'z Node>) {
    let mut chain: Vec<Name> = Vec::new();
    let mut name = asked;
    loop {
        if chain.contains(name) {
            return (chain, End::Loop, None);
        }
        chain.push(name.clone());
        if chain.len() > LONGEST_CHAIN + 1 {
            return (chain, End::TooLong, None);
        }
        let node = match answering(zone, name) {
            Ok(node) => node,
            Err(end) => return (chain, end, None),
        };
        let alias = node.alias.map(|place| &zone.records[place]);
        let Some((alias, target)) = alias.and_then(|record| Some((record, record.data.target()?))) else {
            let end = if node.is_addressed { End::Found } else { End::NoData };
            return (chain, end, Some(node));
        };
        met(alias);
        name = target;
    }
}

/// Takes the addresses of the last name.
fn gather(records: &[&Record], way: &mut Resolution) {
    let v4 = records.iter().filter_map(|record| match record.data {
        Data::A(address) => Some((IpAddr::V4(address), record.ttl)),
        _ => None,
    });
    let v6 = records.iter().filter_map(|record| match record.data {
        Data::Aaaa(address) => Some((IpAddr::V6(address), record.ttl)),
        _ => None,
    });
    let mut known = HashSet::new();
    for (address, ttl) in v4.chain(v6) {
        way.ttl = way.ttl.min(ttl);
        if known.insert(address) {
            way.addresses.push(address);
        }
    }
}

/// What answers for a name: its own records, else those of the nearest wildcard.
fn answering<'z>(zone: &'z Zone, name: &Name) -> Result<&'z Node, End> {
    if zone.origin().is_some_and(|origin| !name.is_within(origin)) || handed_on(zone, name) {
        return Err(End::Outside);
    }
    let written = |name: &Name| zone.nodes.get(name).filter(|node| !node.records.is_empty());
    if zone.has(name) {
        return written(name).ok_or(End::NoData);
    }
    // The wildcard counts that stands directly below the nearest name that exists (RFC 4592 section 3.3.1).
    let mut above = name.parent();
    while let Some(encloser) = above {
        if zone.has(&encloser) {
            return encloser.wildcard().as_ref().and_then(written).ok_or(End::NoName);
        }
        above = encloser.parent();
    }
    Err(End::NoName)
}

/// Whether name servers below the zone's own name answer for this one.
fn handed_on(zone: &Zone, name: &Name) -> bool {
    let Some(origin) = zone.origin() else { return false };
    let mut here = Some(name.clone());
    while let Some(name) = here.filter(|name| name != origin) {
        if zone.served.contains(&name) {
            return true;
        }
        here = name.parent();
    }
    false
}
