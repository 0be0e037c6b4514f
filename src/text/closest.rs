//! The word that somebody probably meant.

/// Finds the candidate that a mistyped word most likely means, for a "did you mean".
///
/// Letters may be missing, added, changed or swapped with their neighbour (optimal string alignment): one in
/// a word of up to four, two in one of up to eight, else three. A candidate that the word begins, or that differs in case
/// or in `-`, `_` and spaces only, is taken before any other; among equals the first wins.
#[must_use]
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(word);
    if wanted.is_empty() || wanted.len() > 100 {
        return None;
    }
    let allowed = match wanted.chars().count() {
        0..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    let long = wanted.chars().count();
    for candidate in candidates {
        let plain = plain(candidate);
        let begins = wanted.len() >= 3 && plain.starts_with(&wanted);
        // Each letter more or less is a mistake at least: most candidates need no closer look.
        if !begins && plain.chars().count().abs_diff(long) > allowed {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &plain);
        let cost = if begins { distance.min(1) } else { distance };
        let all_changed = distance >= wanted.chars().count().max(plain.chars().count());
        if cost <= allowed && !all_changed && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A word without what people vary freely: case, `-`, `_` and spaces.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 6] = ["web_server", "app_server", "database", "load_balancer", "firewall", "dns"];

    #[test]
    fn a_typing_error_finds_its_word() {
        for (word, meant) in [
            ("webserver", "web_server"),
            ("Load-Balancer", "load_balancer"),
            ("laod_balancer", "load_balancer"),
            ("databse", "database"),
            ("data", "database"),
            ("fierwall", "firewall"),
            ("dnd", "dns"),
        ] {
            assert_eq!(closest(word, KINDS), Some(meant), "{word}");
        }
    }

    #[test]
    fn another_word_finds_nothing() {
        for word in ["", "printer", "x", "smtp", "-_-"] {
            assert_eq!(closest(word, KINDS), None, "{word}");
        }
        assert_eq!(closest("s1", ["lb"]), None);
    }

    #[test]
    fn the_nearest_wins_and_then_the_first() {
        assert_eq!(closest("web3", ["db", "web1", "web2"]), Some("web1"));
        assert_eq!(closest("web22", ["web1", "web2"]), Some("web2"));
    }
}
