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
    let mut columns: Vec<Vec<i32>> = rows
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
    let mut by_row: Vec<(Vec<Pull>, Vec<Pull>)> = vec![(Vec::new(), Vec::new()); rows.len()];
    for pull in pulls {
        by_row[pull.row].1.push(*pull);
        by_row[pull.row + 1].0.push(*pull);
    }
    for _ in 0..SWEEPS {
        for (row, (above, _)) in by_row.iter().enumerate() {
            settle(&mut columns, rows, row, above, &[]);
        }
        for (row, (_, below)) in by_row.iter().enumerate().rev() {
            settle(&mut columns, rows, row, &[], below);
        }
    }
    for _ in 0..2 {
        for row in (0..rows.len()).rev().chain(0..rows.len()) {
            settle(&mut columns, rows, row, &by_row[row].0, &by_row[row].1);
        }
    }
    if rows.iter().flatten().all(|slot| slot.kept.is_none()) {
        let left = columns.iter().flatten().copied().min().unwrap_or(0);
        columns.iter_mut().flatten().for_each(|x| *x -= left);
    }
    columns
}

/// Solves one row for the pulls from above and from below.
fn settle(columns: &mut [Vec<i32>], rows: &[Vec<Slot>], row: usize, above: &[Pull], below: &[Pull]) {
    let count = rows[row].len();
    let mut wish: Vec<(i64, i64)> = vec![(0, 0); count];
    for pull in above {
        let target = columns[row - 1][pull.upper.0] + pull.upper.1 - pull.lower.1;
        let (sum, weight) = &mut wish[pull.lower.0];
        (*sum, *weight) =
            (*sum + i64::from(target) * i64::from(pull.weight), *weight + i64::from(pull.weight));
    }
    for pull in below {
        let target = columns[row + 1][pull.lower.0] + pull.lower.1 - pull.upper.1;
        let (sum, weight) = &mut wish[pull.upper.0];
        (*sum, *weight) =
            (*sum + i64::from(target) * i64::from(pull.weight), *weight + i64::from(pull.weight));
    }
    // What nothing pulls keeps close to its neighbour, and gives way to what is pulled.
    let mut offsets = Vec::with_capacity(count);
    let mut offset = 0;
    for slot in &rows[row] {
        offsets.push(offset);
        offset += slot.step;
    }
    let pulled = |place: usize| {
        if let Some((column, moved)) = rows[row][place].kept {
            return Some((column - offsets[place], KEPT.saturating_mul(moved)));
        }
        let (sum, weight) = wish[place];
        (weight > 0)
            .then(|| (rounded(sum, weight) - offsets[place], 8 * i32::try_from(weight).unwrap_or(1 << 20)))
    };
    let wished: Vec<(i32, i32)> = (0..count)
        .map(|place| {
            let left = || (0..place).rev().find_map(pulled);
            let right = || (place + 1..count).find_map(pulled);
            let near = || left().or_else(right).map(|(column, _)| (column, 1));
            pulled(place).or_else(near).unwrap_or((columns[row][0], 1))
        })
        .collect();
    offset = 0;
    let keeps = rows[row].iter().any(|slot| slot.kept.is_some());
    let solved = if keeps { isotonic_median(&wished) } else { isotonic(&wished) };
    for (place, column) in solved.into_iter().enumerate() {
        columns[row][place] = column + offset;
        offset += rows[row][place].step;
    }
}

fn rounded(sum: i64, weight: i64) -> i32 {
    i32::try_from((2 * sum + weight).div_euclid(2 * weight)).unwrap_or(0)
}

/// The rising sequence nearest to values with weights, by least squares.
pub(super) fn isotonic(wished: &[(i32, i32)]) -> Vec<i32> {
    // Blocks of equal value: weighted sum, weight, length.
    let mut blocks: Vec<(i64, i64, usize)> = Vec::with_capacity(wished.len());
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
    blocks
        .iter()
        .flat_map(|&(sum, weight, length)| std::iter::repeat_n(rounded(sum, weight), length))
        .collect()
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
