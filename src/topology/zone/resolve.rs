//! What a zone answers to the question for a name's addresses (RFC 1034 section 4.3.2).

use std::net::IpAddr;

use super::{Data, Name, Record, Zone};

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
    let Some(mut name) = Name::parse(asked) else { return Resolution { ttl: 0, ..way } };
    way.end = loop {
        if way.chain.contains(&name) {
            break End::Loop;
        }
        way.chain.push(name.clone());
        if way.chain.len() > LONGEST_CHAIN + 1 {
            break End::TooLong;
        }
        let records = match answers(zone, &name) {
            Ok(records) => records,
            Err(end) => break end,
        };
        let alias = records.iter().find_map(|record| match &record.data {
            Data::Cname(target) => Some((target, record.ttl)),
            _ => None,
        });
        if let Some((target, ttl)) = alias {
            way.ttl = way.ttl.min(ttl);
            name = target.clone();
            continue;
        }
        break gather(&records, &mut way);
    };
    if way.end != End::Found && way.ttl == u32::MAX {
        way.ttl = 0;
    }
    way
}

/// Takes the addresses of the last name.
fn gather(records: &[&Record], way: &mut Resolution) -> End {
    let v4 = records.iter().filter_map(|record| match record.data {
        Data::A(address) => Some((IpAddr::V4(address), record.ttl)),
        _ => None,
    });
    let v6 = records.iter().filter_map(|record| match record.data {
        Data::Aaaa(address) => Some((IpAddr::V6(address), record.ttl)),
        _ => None,
    });
    for (address, ttl) in v4.chain(v6) {
        way.ttl = way.ttl.min(ttl);
        if !way.addresses.contains(&address) {
            way.addresses.push(address);
        }
    }
    if way.addresses.is_empty() { End::NoData } else { End::Found }
}

/// The records that answer for a name: its own, else those of the nearest wildcard.
fn answers<'z>(zone: &'z Zone, name: &Name) -> Result<Vec<&'z Record>, End> {
    if zone.origin().is_some_and(|origin| !name.is_within(origin)) || handed_on(zone, name) {
        return Err(End::Outside);
    }
    let own: Vec<&Record> = zone.at(name).collect();
    if !own.is_empty() {
        return Ok(own);
    }
    if zone.has(name) {
        return Err(End::NoData);
    }
    // The wildcard counts that stands directly below the nearest name that exists (RFC 4592 section 3.3.1).
    let mut above = name.parent();
    while let Some(encloser) = above {
        if zone.has(&encloser) {
            let wildcard = encloser.wildcard();
            let wild: Vec<&Record> = wildcard.iter().flat_map(|wildcard| zone.at(wildcard)).collect();
            return if wild.is_empty() { Err(End::NoName) } else { Ok(wild) };
        }
        above = encloser.parent();
    }
    Err(End::NoName)
}

/// Whether name servers below the zone's own name answer for this one.
fn handed_on(zone: &Zone, name: &Name) -> bool {
    let Some(origin) = zone.origin() else { return false };
    zone.records.iter().any(|record| {
        matches!(record.data, Data::Ns(_)) && record.owner != *origin && name.is_within(&record.owner)
    })
}
