//! A list that nearly always has one entry, such as the ways of a flow or the links of a way, and then takes no memory
//! of its own. In designs of thousands of links most of the time went into making such lists and throwing them away.

use std::ops::Deref;

/// One entry, or any other number of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Few<T> {
    One(T),
    More(Vec<T>),
}

impl<T> Few<T> {
    /// Adds an entry at the end.
    pub(super) fn push(&mut self, entry: T) {
        *self = match std::mem::replace(self, Self::More(Vec::new())) {
            Self::One(first) => Self::More(vec![first, entry]),
            Self::More(mut entries) => {
                entries.push(entry);
                Self::More(entries)
            }
        };
    }

    /// The entries that fit, and the others.
    pub(super) fn parted(self, fits: impl Fn(&T) -> bool) -> (Self, Vec<T>) {
        match self {
            Self::One(entry) if fits(&entry) => (Self::One(entry), Vec::new()),
            Self::One(entry) => (Self::More(Vec::new()), vec![entry]),
            Self::More(entries) => {
                let (fitting, others) = entries.into_iter().partition(fits);
                (Self::More(fitting), others)
            }
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(entry) => std::slice::from_ref(entry),
            Self::More(entries) => entries,
        }
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stay_in_order() {
        let mut few = Few::One(3);
        assert_eq!(*few, [3]);
        few.push(1);
        few.push(2);
        assert_eq!(*few, [3, 1, 2]);
        let (fitting, others) = few.parted(|entry| *entry < 3);
        assert_eq!((&*fitting, others), (&[1, 2][..], vec![3]));
    }
}
