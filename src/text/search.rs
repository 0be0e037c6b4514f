//! Fuzzy search in lists.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// The places, best match first, of the candidates that hold the pattern's characters in order; all of them in
/// their own order for an empty pattern. Equal matches keep their order.
#[must_use]
pub fn rank<'a>(pattern: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let candidates = candidates.into_iter().enumerate();
    let pattern = pattern.trim();
    if pattern.is_empty() {
        return candidates.map(|(place, _)| place).collect();
    }
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found: Vec<(i64, usize)> = candidates
        .filter_map(|(place, text)| matcher.fuzzy_match(text, pattern).map(|score| (score, place)))
        .collect();
    found.sort_by_key(|(score, place)| (-score, *place));
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_match_comes_first() {
        let list = ["web server", "load balancer", "database"];
        assert_eq!(rank("lb", list), [1]);
        assert_eq!(rank("data", list), [2]);
        assert_eq!(rank("", list), [0, 1, 2]);
        assert!(rank("zzz", list).is_empty());
    }
}
