//! What records say, type by type.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use hickory_proto::rr::{RData, RecordType};

use super::Name;
use super::name::escaped;
use crate::text;
use crate::topology::source::Advice;

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// An IPv4 address (RFC 1035 section 3.4.1).
    A(Ipv4Addr),
    /// An IPv6 address (RFC 3596).
    Aaaa(Ipv6Addr),
    /// The name that this one is an alias of (RFC 1035 section 3.3.1).
    Cname(Name),
    /// A name server of the zone, or of a part of it that is handed on.
    Ns(Name),
    /// A host that takes the domain's mail; the lowest preference first (RFC 5321 section 5.1).
    Mx {
        /// Hosts with the lowest number are tried first.
        preference: u16,
        /// The host.
        exchange: Name,
    },
    /// Texts of at most 255 octets each.
    Txt(Vec<String>),
    /// The name of an address, for reverse lookups.
    Ptr(Name),
    /// The start of the zone (RFC 1035 section 3.3.13); times are in seconds.
    Soa {
        /// The primary name server.
        primary: Name,
        /// The mailbox of who is responsible, its `@` written as a dot.
        mailbox: Name,
        /// The version of the zone.
        serial: u32,
        /// After how long a secondary looks for a new version.
        refresh: u32,
        /// After how long it tries again.
        retry: u32,
        /// After how long without contact it stops to answer.
        expire: u32,
        /// How long "there is no such name" may be kept (RFC 2308).
        minimum: u32,
    },
    /// Where a service is (RFC 2782).
    Srv {
        /// Targets with the lowest number are tried first.
        priority: u16,
        /// The share among those of the same priority.
        weight: u16,
        /// The port.
        port: u16,
        /// The host.
        target: Name,
    },
    /// A record of another type, as written.
    Other {
        /// The type, such as `CAA`.
        kind: String,
        /// The data as written, with single blanks.
        text: String,
    },
}

/// Types whose data is only checked, and kept as written.
const CHECKED: [&str; 7] = ["CAA", "HINFO", "HTTPS", "NAPTR", "SSHFP", "SVCB", "TLSA"];

/// Types that are read.
const KNOWN: [&str; 9] = ["A", "AAAA", "CNAME", "NS", "MX", "TXT", "PTR", "SOA", "SRV"];

/// A word of a record's data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    /// As written, without quotes.
    pub(super) text: &'t str,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

/// What is wrong with the data: which word (none for the data as a whole), and what to do.
pub(super) type Wrong = (Option<usize>, Advice);

/// Whether a word is a record type.
pub(super) fn is_type(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    KNOWN.contains(&word.as_str()) || (RecordType::from_str(&word).is_ok() && !is_question(&word))
}

/// Types that only a question has.
fn is_question(word: &str) -> bool {
    matches!(word, "ANY" | "AXFR" | "IXFR" | "OPT" | "TSIG" | "NULL" | "ZERO" | "SIG")
}

/// What to say of a word that should be a record type.
pub(super) fn no_type(word: &str) -> Advice {
    let message = format!("`{word}` is no record type.");
    let hint = if word.parse::<Ipv4Addr>().is_ok() {
        format!("Write `A` before an IPv4 address: `A {word}`.")
    } else if word.parse::<Ipv6Addr>().is_ok() {
        format!("Write `AAAA` before an IPv6 address: `AAAA {word}`.")
    } else {
        match text::closest(word, KNOWN.into_iter().chain(CHECKED)) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("The usual ones are {}.", KNOWN.join(", ")),
        }
    };
    Advice::new(message, hint)
}

impl Data {
    /// The type, such as `A`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::A(_) => "A",
            Self::Aaaa(_) => "AAAA",
            Self::Cname(_) => "CNAME",
            Self::Ns(_) => "NS",
            Self::Mx { .. } => "MX",
            Self::Txt(_) => "TXT",
            Self::Ptr(_) => "PTR",
            Self::Soa { .. } => "SOA",
            Self::Srv { .. } => "SRV",
            Self::Other { kind, .. } => kind,
        }
    }

    /// The name that the record leads to, when its type has one.
    #[must_use]
    pub fn target(&self) -> Option<&Name> {
        match self {
            Self::Cname(name)
            | Self::Ns(name)
            | Self::Ptr(name)
            | Self::Mx { exchange: name, .. }
            | Self::Srv { target: name, .. } => Some(name),
            _ => None,
        }
    }

    /// Reads the data of a type that [`is_type`] knows.
    pub(super) fn read(kind: &str, words: &[Word], origin: Option<&Name>) -> Result<Self, Wrong> {
        let kind = kind.to_ascii_uppercase();
        let count = match kind.as_str() {
            "A" | "AAAA" | "CNAME" | "NS" | "PTR" => 1,
            "MX" => 2,
            "SRV" => 4,
            "SOA" => 7,
            _ => 0,
        };
        if count > 0 && words.len() != count {
            let at = (words.len() > count).then_some(count);
            return Err((at, wrong_count(&kind, words.len(), count)));
        }
        let name = |at: usize| Name::read(words[at].text, origin).map_err(|advice| (Some(at), advice));
        let number = |at: usize| small(words[at].text).map_err(|advice| (Some(at), advice));
        let time = |at: usize| seconds(words[at].text).map_err(|advice| (Some(at), advice));
        Ok(match kind.as_str() {
            "A" => Self::A(ipv4(words[0].text).map_err(|advice| (Some(0), advice))?),
            "AAAA" => Self::Aaaa(ipv6(words[0].text).map_err(|advice| (Some(0), advice))?),
            "CNAME" => {
                no_address(&kind, words[0].text).map_err(|advice| (Some(0), advice))?;
                Self::Cname(name(0)?)
            }
            "NS" => Self::Ns(name(0)?),
            "PTR" => Self::Ptr(name(0)?),
            "MX" => Self::Mx { preference: number(0)?, exchange: name(1)? },
            "SRV" => {
                Self::Srv { priority: number(0)?, weight: number(1)?, port: number(2)?, target: name(3)? }
            }
            "SOA" => Self::Soa {
                primary: name(0)?,
                mailbox: name(1)?,
                serial: words[2]
                    .text
                    .parse()
                    .map_err(|_| (Some(2), not_a("serial number", words[2].text)))?,
                refresh: time(3)?,
                retry: time(4)?,
                expire: time(5)?,
                minimum: time(6)?,
            },
            "TXT" => Self::Txt(texts(words)?),
            _ => other(kind, words)?,
        })
    }
}

fn wrong_count(kind: &str, found: usize, wanted: usize) -> Advice {
    let example = match kind {
        "A" => "www IN A 8.8.8.8",
        "AAAA" => "www IN AAAA 2001:db8::1",
        "CNAME" => "blog IN CNAME www.foobar.com.",
        "NS" => "@ IN NS ns1.example.net.",
        "PTR" => "8 IN PTR www.foobar.com.",
        "MX" => "@ IN MX 10 mail.foobar.com.",
        "SRV" => "_sip._tcp IN SRV 10 60 5060 sip.foobar.com.",
        _ => "@ IN SOA ns1.example.net. hostmaster.foobar.com. ( 1 7200 900 1209600 300 )",
    };
    let values = if wanted == 1 { "value" } else { "values" };
    let message = match found {
        0 => format!("This {kind} record holds nothing."),
        _ => format!("{kind} records hold {wanted} {values}; this one holds {found}."),
    };
    Advice::new(message, format!("Write it so: `{example}`."))
}

fn not_a(what: &str, word: &str) -> Advice {
    Advice::new(format!("`{word}` is no {what}."), "Write a whole number.")
}

fn small(word: &str) -> Result<u16, Advice> {
    word.parse().map_err(|_| Advice::new(format!("`{word}` is no number from 0 to 65535."), ""))
}

/// A time in seconds, or with the letters of zone files: `1h30m`. At most 2^31 - 1 (RFC 2181 section 8).
pub(super) fn seconds(word: &str) -> Result<u32, Advice> {
    let wrong = || {
        Advice::new(
            format!("`{word}` is no time."),
            "Write seconds, such as `300`, or with a unit: `5m`, `1h30m`, `2d`.",
        )
    };
    let mut total: u64 = 0;
    let mut number: Option<u64> = None;
    for byte in word.bytes() {
        if byte.is_ascii_digit() {
            let digit = u64::from(byte - b'0');
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            continue;
        }
        let unit = match byte.to_ascii_lowercase() {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 86_400,
            b'w' => 604_800,
            _ => return Err(wrong()),
        };
        total = total.saturating_add(number.take().ok_or_else(wrong)?.saturating_mul(unit));
    }
    if word.is_empty() {
        return Err(wrong());
    }
    let total = total.saturating_add(number.unwrap_or(0));
    u32::try_from(total).ok().filter(|total| *total <= i32::MAX.unsigned_abs()).ok_or_else(|| {
        Advice::new(
            format!("`{word}` is longer than 2147483647 seconds."),
            "Nobody keeps a record for 68 years.",
        )
    })
}

fn ipv4(word: &str) -> Result<Ipv4Addr, Advice> {
    word.parse().map_err(|_| {
        let hint = if word.parse::<Ipv6Addr>().is_ok() {
            "An IPv6 address belongs into an AAAA record.".to_owned()
        } else if word.ends_with('.') || word.contains(|c: char| c.is_ascii_alphabetic()) {
            "An A record holds an address; a CNAME record holds a name.".to_owned()
        } else {
            "Write four numbers from 0 to 255, such as `8.8.8.8`.".to_owned()
        };
        Advice::new(format!("`{word}` is no IPv4 address."), hint)
    })
}

fn ipv6(word: &str) -> Result<Ipv6Addr, Advice> {
    word.parse().map_err(|_| {
        let hint = if word.parse::<Ipv4Addr>().is_ok() {
            "An IPv4 address belongs into an A record."
        } else {
            "Write an address such as `2001:db8::1`."
        };
        Advice::new(format!("`{word}` is no IPv6 address."), hint)
    })
}

fn no_address(kind: &str, word: &str) -> Result<(), Advice> {
    let bare = word.strip_suffix('.').unwrap_or(word);
    let instead = if bare.parse::<Ipv4Addr>().is_ok() {
        "A"
    } else if bare.parse::<Ipv6Addr>().is_ok() {
        "AAAA"
    } else {
        return Ok(());
    };
    let message = format!("A {kind} record holds a name, and `{word}` is an address.");
    Err(Advice::new(message, format!("Write `{instead} {bare}`.")))
}

fn texts(words: &[Word]) -> Result<Vec<String>, Wrong> {
    if words.is_empty() {
        return Err((
            None,
            Advice::new("This TXT record holds nothing.", "Write a text in quotes: `TXT \"…\"`."),
        ));
    }
    let read = |(at, word): (usize, &Word)| {
        let mut octets = Vec::new();
        let mut bytes = word.text.bytes();
        while let Some(byte) = bytes.next() {
            let octet = if byte == b'\\' { escaped(&mut bytes) } else { Some(byte) };
            let wrong = || {
                Advice::new("A `\\` has nothing to escape.", "Write a character or three digits after it.")
            };
            octets.push(octet.ok_or_else(|| (Some(at), wrong()))?);
        }
        if octets.len() > 255 {
            let message = format!("This text has {} octets; one string holds at most 255.", octets.len());
            return Err((Some(at), Advice::new(message, "Split it: `TXT \"first part\" \"second part\"`.")));
        }
        Ok(String::from_utf8_lossy(&octets).into_owned())
    };
    words.iter().enumerate().map(read).collect()
}

/// Keeps the data of a rare type as written, after a check where one can be made.
fn other(kind: String, words: &[Word]) -> Result<Data, Wrong> {
    let written = words
        .iter()
        .map(|word| if word.quoted { format!("\"{}\"", word.text) } else { word.text.to_owned() });
    let text = written.collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err((None, Advice::new(format!("This {kind} record holds nothing."), "")));
    }
    if CHECKED.contains(&kind.as_str())
        && let Ok(record_type) = RecordType::from_str(&kind)
        && let Err(error) = RData::try_from_str(record_type, &text)
    {
        return Err((None, Advice::new(format!("This {kind} record cannot be read: {error}."), "")));
    }
    Ok(Data::Other { kind, text })
}

/// A text in quotes, with the escapes of RFC 1035 section 5.1.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_ascii_control() => format!("\\{:03}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::A(address) => write!(f, "{address}"),
            Self::Aaaa(address) => write!(f, "{address}"),
            Self::Cname(name) | Self::Ns(name) | Self::Ptr(name) => write!(f, "{name}"),
            Self::Mx { preference, exchange } => write!(f, "{preference} {exchange}"),
            Self::Txt(texts) => {
                let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                f.write_str(&quoted.join(" "))
            }
            Self::Soa { primary, mailbox, serial, refresh, retry, expire, minimum } => {
                write!(f, "{primary} {mailbox} {serial} {refresh} {retry} {expire} {minimum}")
            }
            Self::Srv { priority, weight, port, target } => write!(f, "{priority} {weight} {port} {target}"),
            Self::Other { text, .. } => f.write_str(text),
        }
    }
}
