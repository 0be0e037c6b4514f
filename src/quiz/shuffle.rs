//! The order in which options are shown: drawn from a seed, the same on every machine.

/// A permutation of `0..count` that depends on the seed and the question's id only. Where the order itself is the key (`keyed`), it is
/// never the order of the file.
#[must_use]
pub fn permutation(seed: u64, question: &str, count: usize, keyed: bool) -> Vec<usize> {
    let mut random = Random::new(seed, question);
    let mut order: Vec<usize> = (0..count).collect();
    random.shuffle(&mut order);
    if keyed && count > 1 && order.is_sorted() {
        order.rotate_left(1);
    }
    order
}

/// `SplitMix64` (Steele, Lea and Flood 2014): small, and the same sequence everywhere.
pub(super) struct Random(u64);

impl Random {
    /// A sequence for one use of a seed; other names give unrelated sequences.
    pub(super) fn new(seed: u64, name: &str) -> Self {
        // FNV-1a, 64 bits: not the standard library's hash, which may change.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed ^ hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is at least 1; the bias is below `limit` / 2⁶⁴.
    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// Brings items into a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_sequence() {
        // The first outputs of SplitMix64 from state 1234567, as the reference implementation prints them.
        let mut random = Random(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(expected.map(|_| random.next()), expected);
    }

    #[test]
    fn an_order_depends_on_seed_and_question_only() {
        let one = permutation(1, "a", 8, false);
        assert_eq!(one, permutation(1, "a", 8, false));
        assert!(one != permutation(2, "a", 8, false) && one != permutation(1, "b", 8, false));
        let mut sorted = one;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..8).collect::<Vec<_>>());
        assert_eq!(permutation(1, "a", 0, true), Vec::<usize>::new());
    }

    #[test]
    fn every_order_is_as_likely() {
        let mut seen = std::collections::BTreeMap::new();
        for seed in 0..6000 {
            *seen.entry(permutation(seed, "q", 3, false)).or_insert(0_u32) += 1;
        }
        // 6 orders, 1000 each expected; five standard deviations are 144.
        assert!(seen.len() == 6 && seen.values().all(|count| count.abs_diff(1000) < 144), "{seen:?}");
    }

    #[test]
    fn an_order_to_be_found_is_never_shown() {
        assert!((0..100).all(|seed| !permutation(seed, "q", 3, true).is_sorted()));
    }
}
