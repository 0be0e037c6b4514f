//! Words of messages that several checks share.

use std::fmt::Display;

use crate::text::prose::{self, list};
use crate::topology::Id;

/// `a, b or c`.
pub(super) fn choice<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    prose::choice(items)
}

/// `web1 has`, `web1 and web2 have`.
pub(super) fn have(ids: &[Id]) -> String {
    format!("{} {}", list(ids), if ids.len() == 1 { "has" } else { "have" })
}

/// A rate, whole from 10 on.
pub(super) fn per_second(rate: f64) -> String {
    if rate >= 10.0 || rate.fract() == 0.0 { format!("{rate:.0}") } else { format!("{rate:.1}") }
}

/// A share in whole per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
