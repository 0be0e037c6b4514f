//! The columns of the boxes: each near the middle of what it is linked to, none nearer to its neighbour
//! than allowed.
//!
//! Rows are solved in turn, downwards and upwards. In one row the best columns, by least squares, come from
//! isotonic regression (pool adjacent violators, Ayer et al. 1955) on whole numbers.

/// One item of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// The columns from its left end to the left end of the next one at the least.
    pub(super) step: i32,
    /// The column that it has in the drawing before, and how many things would move with it.
    pub(super) kept: Option<(i32, i32)>,
}

/// Two items of neighbouring rows that want to stand above one another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pull {
    /// The row of the upper one; the lower one is in the next.
    pub(super) row: usize,
    /// The upper one's place in its row, and the column of it that counts.
    pub(super) upper: (usize, i32),
    /// The lower one's.
    pub(super) lower: (usize, i32),
    pub(super) weight: i32,
}

/// How much harder something pulls that stays where it was, for each thing that would move, than a net.
const KEPT: i32 = 1 << 20;
/// The times that all rows are solved.
const SWEEPS: usize = 5;

/// The left column of each item.
pub(super) fn place(rows: &[Vec<Slot>], pulls: &[Pull]) -> Vec<Vec<i32>> {
    let columns: Vec<Vec<i32>> = rows
        .iter()
        .map(|row| {
            let mut x = 0;
            let next = |slot: &Slot| {
                let here = slot.kept.map_or(x, |(kept, _)| kept);
                x = here + slot.step;
                here
            };
            row.iter().map(next).collect()
        })
        .collect();
    let mut pulls = pulls.to_vec();
    pulls.sort_by_key(|pull| pull.row);
    let mut solver = Solver { rows, pulls, ends: Vec::new(), columns, ..Solver::default() };
    solver.ends = (0..=rows.len()).map(|row| solver.pulls.partition_point(|pull| pull.row < row)).collect();
    let mut before: Vec<i32> = Vec::new();
    for _ in 0..SWEEPS {
        (0..rows.len()).for_each(|row| solver.settle(row, true, false));
        (0..rows.len()).rev().for_each(|row| solver.settle(row, false, true));
        if solver.stands(&mut before) {
            break;
        }
    }
    before.clear();
    for _ in 0..2 {
        (0..rows.len()).rev().chain(0..rows.len()).for_each(|row| solver.settle(row, true, true));
        if solver.stands(&mut before) {
            break;
        }
    }
    let mut columns = solver.columns;
    if rows.iter().flatten().all(|slot| slot.kept.is_none()) {
        let left = columns.iter().flatten().copied().min().unwrap_or(0);
        columns.iter_mut().flatten().for_each(|x| *x -= left);
    }
    columns
}

/// The columns while they are sought.
#[derive(Default)]
struct Solver<'a> {
    rows: &'a [Vec<Slot>],
    /// By row of the upper one.
    pulls: Vec<Pull>,
    /// By row: where its pulls begin.
    ends: Vec<usize>,
    columns: Vec<Vec<i32>>,
    /// For use in one row, kept for the next one: by item the sum and weight of what it is pulled to, the column and
    /// weight of what it wishes, and blocks of equal columns.
    sums: Vec<(i64, i64)>,
    wished: Vec<(i32, i32)>,
    blocks: Vec<Block>,
}

impl Solver<'_> {
    /// Whether nothing has moved since the last call, so that nothing would move any more.
    fn stands(&self, before: &mut Vec<i32>) -> bool {
        let columns = || self.columns.iter().flatten();
        if before.iter().eq(columns()) {
            return true;
        }
        before.clear();
        before.extend(columns());
        false
    }

    /// Sums up what pulls at each item of a row.
    fn sum_up(&mut self, row: usize, from_above: bool, from_below: bool) {
        self.sums.clear();
        self.sums.resize(self.rows[row].len(), (0, 0));
        if from_above && row > 0 {
            for pull in &self.pulls[self.ends[row - 1]..self.ends[row]] {
                let target = self.columns[row - 1][pull.upper.0] + pull.upper.1 - pull.lower.1;
                let (sum, weight) = &mut self.sums[pull.lower.0];
                *sum += i64::from(target) * i64::from(pull.weight);
                *weight += i64::from(pull.weight);
            }
        }
        if from_below {
            for pull in &self.pulls[self.ends[row]..self.ends[row + 1]] {
                let target = self.columns[row + 1][pull.lower.0] + pull.lower.1 - pull.upper.1;
                let (sum, weight) = &mut self.sums[pull.upper.0];
                *sum += i64::from(target) * i64::from(pull.weight);
                *weight += i64::from(pull.weight);
            }
        }
    }

    /// Solves one row for the pulls from above and from below.
    fn settle(&mut self, row: usize, from_above: bool, from_below: bool) {
        self.sum_up(row, from_above, from_below);
        // What nothing pulls keeps close to its neighbour, and gives way to what is pulled.
        self.wished.clear();
        let (mut offset, mut near, mut first) = (0, None, 0);
        for (slot, &(sum, weight)) in self.rows[row].iter().zip(&self.sums) {
            let pulled = match slot.kept {
                Some((column, moved)) => Some((column - offset, KEPT.saturating_mul(moved))),
                None if weight > 0 => {
                    Some((rounded(sum, weight) - offset, 8 * i32::try_from(weight).unwrap_or(1 << 20)))
                }
                None => None,
            };
            if near.is_none() {
                if let Some((column, _)) = pulled {
                    self.wished.iter_mut().for_each(|wish| wish.0 = column);
                } else {
                    first = self.columns[row][0];
                }
            }
            near = pulled.map(|(column, _)| column).or(near);
            self.wished.push(pulled.unwrap_or((near.unwrap_or(first), 1)));
            offset += slot.step;
        }
        let keeps = self.rows[row].iter().any(|slot| slot.kept.is_some());
        let columns = &mut self.columns[row];
        if keeps {
            columns.clear();
            columns.extend(isotonic_median(&self.wished));
        } else {
            isotonic_blocks(&self.wished, &mut self.blocks);
            columns.clear();
            columns.extend(values(&self.blocks));
        }
        offset = 0;
        for (column, slot) in columns.iter_mut().zip(&self.rows[row]) {
            *column += offset;
            offset += slot.step;
        }
    }
}

fn rounded(sum: i64, weight: i64) -> i32 {
    i32::try_from((2 * sum + weight).div_euclid(2 * weight)).unwrap_or(0)
}

/// A run of equal values: their weighted sum, weight and number.
type Block = (i64, i64, usize);

/// The rising sequence nearest to values with weights, by least squares.
pub(super) fn isotonic(wished: &[(i32, i32)]) -> Vec<i32> {
    let mut blocks = Vec::with_capacity(wished.len());
    isotonic_blocks(wished, &mut blocks);
    values(&blocks).collect()
}

fn isotonic_blocks(wished: &[(i32, i32)], blocks: &mut Vec<Block>) {
    blocks.clear();
    for &(value, weight) in wished {
        let weight = i64::from(weight.max(1));
        let mut block = (i64::from(value) * weight, weight, 1);
        while let Some(&(sum, total, length)) = blocks.last() {
            if sum * block.1 <= block.0 * total {
                break;
            }
            block = (sum + block.0, total + block.1, length + block.2);
            blocks.pop();
        }
        blocks.push(block);
    }
}

fn values(blocks: &[Block]) -> impl Iterator<Item = i32> + '_ {
    blocks.iter().flat_map(|&(sum, weight, length)| std::iter::repeat_n(rounded(sum, weight), length))
}

/// The rising sequence nearest to values with weights, by the sum of distances: as few as can be move at all, and of two
/// that hinder each other the later one.
fn isotonic_median(wished: &[(i32, i32)]) -> Vec<i32> {
    let mut blocks: Vec<(i32, Vec<(i32, i32)>)> = Vec::with_capacity(wished.len());
    for &(value, weight) in wished {
        let mut block = (value, vec![(value, weight)]);
        while let Some((_, mut members)) = blocks.pop_if(|(median, _)| *median > block.0) {
            members.append(&mut block.1);
            members.sort_unstable();
            let whole: i64 = members.iter().map(|(_, weight)| i64::from(*weight)).sum();
            let mut below = 0;
            let median = members.iter().find(|(_, weight)| {
                below += i64::from(*weight);
                2 * below > whole
            });
            block = (median.map_or(value, |(median, _)| *median), members);
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(|(value, members)| std::iter::repeat_n(*value, members.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_rise_stay_and_others_meet_in_the_middle() {
        assert_eq!(isotonic(&[(1, 1), (4, 1), (9, 1)]), [1, 4, 9]);
        assert_eq!(isotonic(&[(5, 1), (1, 1)]), [3, 3]);
        assert_eq!(isotonic(&[(9, 3), (1, 1), (8, 1)]), [7, 7, 8]);
    }

    #[test]
    fn what_hinders_moves_as_little_as_can_be() {
        assert_eq!(isotonic_median(&[(5, 1), (1, 1)]), [5, 5]);
        assert_eq!(isotonic_median(&[(5, 1), (1, 1), (1, 1), (9, 1)]), [1, 1, 1, 9]);
        assert_eq!(isotonic_median(&[(9, 3), (1, 1), (8, 1)]), [9, 9, 9]);
    }

    #[test]
    fn what_was_there_before_stays_beside_what_is_new() {
        let slot = |step, kept| Slot { step, kept };
        let rows = [
            vec![slot(8, Some((20, 1)))],
            vec![slot(10, Some((10, 2))), slot(10, None), slot(10, Some((30, 1)))],
        ];
        let pull = |lower| Pull { row: 0, upper: (0, 2), lower: (lower, 2), weight: 1 };
        let columns = place(&rows, &[pull(0), pull(1), pull(2)]);
        assert_eq!(columns, [vec![20], vec![10, 20, 30]]);
    }

    #[test]
    fn a_caller_stands_over_the_middle_of_what_it_calls() {
        let slot = |step| Slot { step, kept: None };
        let rows = [vec![slot(8)], vec![slot(10), slot(10), slot(10)]];
        let pull = |lower| Pull { row: 0, upper: (0, 2), lower: (lower, 2), weight: 1 };
        let columns = place(&rows, &[pull(0), pull(1), pull(2)]);
        assert_eq!(columns, [vec![10], vec![0, 10, 20]]);
    }
}
