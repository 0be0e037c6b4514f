//! Linear programs: the most of one variable under upper limits on sums of all.

/// Tolerances below which a number counts as 0.
const ROUNDING: f64 = 1e-9;

/// An upper limit on a weighted sum of the variables. The limit is not negative.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) weights: Vec<f64>,
    pub(super) most: f64,
}

/// The values of the variables, none negative, that keep all limits and make the first variable as large as possible;
/// nothing where it can grow without end.
///
/// The simplex method from the origin, which keeps all limits, with Bland's rule, which ends it (Bland 1977, "New
/// finite pivoting rules for the simplex method").
pub(super) fn most_of_first(variables: usize, limits: &[Limit]) -> Option<Vec<f64>> {
    let mut table = Table::new(variables, limits);
    // Bland's rule ends by itself; the bound guards against rounding.
    for _ in 0..50 * (variables + limits.len() + 1) {
        let Some(column) = table.entering() else { break };
        let row = table.leaving(column)?;
        table.pivot(row, column);
    }
    Some(table.solution(variables))
}

/// The rows are `basic + Σ weight·other = value`; the last row is the goal.
struct Table {
    rows: Vec<Vec<f64>>,
    /// By row, the variable that it gives the value of.
    basic: Vec<usize>,
    columns: usize,
}

impl Table {
    fn new(variables: usize, limits: &[Limit]) -> Self {
        let columns = variables + limits.len();
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(limits.len() + 1);
        for (row, limit) in limits.iter().enumerate() {
            let mut line = vec![0.0; columns + 1];
            line[..variables].copy_from_slice(&limit.weights);
            line[variables + row] = 1.0;
            line[columns] = limit.most;
            rows.push(line);
        }
        let mut goal = vec![0.0; columns + 1];
        goal[0] = -1.0;
        rows.push(goal);
        Self { rows, basic: (variables..columns).collect(), columns }
    }

    fn entering(&self) -> Option<usize> {
        let goal = &self.rows[self.basic.len()];
        (0..self.columns).find(|column| goal[*column] < -ROUNDING)
    }

    fn leaving(&self, column: usize) -> Option<usize> {
        let ratio = |row: usize| self.rows[row][self.columns] / self.rows[row][column];
        let mut best: Option<usize> = None;
        for row in (0..self.basic.len()).filter(|row| self.rows[*row][column] > ROUNDING) {
            let better = best.is_none_or(|best| {
                let (new, old) = (ratio(row), ratio(best));
                new < old - ROUNDING || (new <= old + ROUNDING && self.basic[row] < self.basic[best])
            });
            if better {
                best = Some(row);
            }
        }
        best
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let factor = self.rows[row][column];
        for cell in &mut self.rows[row] {
            *cell /= factor;
        }
        let line = self.rows[row].clone();
        for (other, cells) in self.rows.iter_mut().enumerate() {
            let factor = cells[column];
            if other != row && factor != 0.0 {
                for (cell, pivot) in cells.iter_mut().zip(&line) {
                    *cell -= factor * pivot;
                }
            }
        }
        self.basic[row] = column;
    }

    fn solution(&self, variables: usize) -> Vec<f64> {
        let mut values = vec![0.0; variables];
        for (row, variable) in self.basic.iter().enumerate() {
            if let Some(value) = values.get_mut(*variable) {
                *value = self.rows[row][self.columns].max(0.0);
            }
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_lies_where_the_limits_meet() {
        // The most of x under x + y ≤ 4, x − y ≤ 2: x = 3, y = 1.
        let limits =
            [Limit { weights: vec![1.0, 1.0], most: 4.0 }, Limit { weights: vec![1.0, -1.0], most: 2.0 }];
        let found = most_of_first(2, &limits).unwrap();
        assert!((found[0] - 3.0).abs() < 1e-9 && (found[1] - 1.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn without_a_limit_there_is_no_most() {
        assert_eq!(most_of_first(2, &[Limit { weights: vec![0.0, 1.0], most: 1.0 }]), None);
    }

    #[test]
    fn a_limit_of_nothing_leaves_nothing() {
        let found = most_of_first(1, &[Limit { weights: vec![1.0], most: 0.0 }]).unwrap();
        assert!(found[0].abs() < 1e-9);
    }
}
