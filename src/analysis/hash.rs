//! A quick hash for keys that are made of numbers of this engine: the keys come from places in a list, so that nobody
//! can choose them to collide, and the usual hash takes longer than all else that is done with such a key.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by numbers.
pub(super) type ByNumbers<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;

/// Mixes each number in by a multiplication (Knuth, The Art of Computer Programming, volume 3, section 6.4).
#[derive(Debug, Default)]
pub(super) struct NumberHasher(u64);

impl NumberHasher {
    fn mix(&mut self, number: u64) {
        // 2^64 divided by the golden ratio; the high half of a product depends on all of it, and goes down to the low one.
        let product = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(u64::from(*byte));
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.mix(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::Hash;

    use super::*;

    #[test]
    fn neighbours_fall_far_apart() {
        let hash = |key: (usize, usize, u16)| {
            let mut hasher = NumberHasher::default();
            key.hash(&mut hasher);
            hasher.finish()
        };
        let keys = (0..100).flat_map(|from| (0..100).map(move |to| (from, to, 80)));
        let hashes: Vec<u64> = keys.map(hash).collect();
        // A table of 2^14 places for 10 000 keys; a random hash fills 1 - 1/e^(10 000 / 2^14) = 46 %, which is
        // 7 485.
        let low: HashSet<u64> = hashes.iter().map(|hash| hash % (1 << 14)).collect();
        assert!(low.len() > 7000, "{}", low.len());
        // The seven highest bits tell entries of one place apart.
        let high: HashSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
        assert_eq!(high.len(), 128);
    }
}
