//! Many short lists of numbers in one piece of memory: the components of each host, the flows out of each component.

use std::ops::Index;

/// A list for each number from 0 on.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// By list, where it starts among the items; then where the last one ends.
    starts: Vec<u32>,
    items: Vec<usize>,
}

impl Lists {
    /// So many lists, each with the items that are paired with its number, in their order.
    pub(super) fn of(lists: usize, pairs: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut starts = vec![0_u32; lists + 1];
        for (list, _) in pairs.clone() {
            starts[list + 1] += 1;
        }
        for list in 0..lists {
            starts[list + 1] += starts[list];
        }
        let mut items = vec![0; starts[lists] as usize];
        for (list, item) in pairs {
            items[starts[list] as usize] = item;
            starts[list] += 1;
        }
        // Each start has moved on to the next one's.
        starts.rotate_right(1);
        starts[0] = 0;
        Self { starts, items }
    }

    /// Adds a list after the others.
    pub(super) fn push(&mut self, items: impl IntoIterator<Item = usize>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.items.extend(items);
        self.starts.push(self.items.len() as u32);
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Every list.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &[usize]> + ExactSizeIterator + Clone {
        (0..self.len()).map(|list| &self[list])
    }
}

impl Index<usize> for Lists {
    type Output = [usize];

    fn index(&self, list: usize) -> &[usize] {
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_its_items_in_their_order() {
        let lists = Lists::of(4, [(2, 7), (0, 5), (2, 3), (3, 1)].into_iter());
        assert_eq!(lists.iter().collect::<Vec<_>>(), [&[5][..], &[], &[7, 3], &[1]]);
        assert_eq!((lists.len(), Lists::default().len()), (4, 0));
    }

    #[test]
    fn there_may_be_none() {
        assert_eq!(Lists::of(0, std::iter::empty()).iter().count(), 0);
        let mut lists = Lists::default();
        lists.push([]);
        lists.push([4, 2]);
        assert_eq!(lists.iter().collect::<Vec<_>>(), [&[][..], &[4, 2]]);
    }
}
