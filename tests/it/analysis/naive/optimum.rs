//! The best division of requests, found by looking at every corner of what is possible.

/// A weighted sum of the variables that may be this large at most.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) weights: Vec<f64>,
    pub(super) most: f64,
}

/// How many corners are looked at, at most.
const MOST_CORNERS: usize = 500;
/// A rate that stands for no end.
const ENDLESS: f64 = 1e12;
const ROUNDING: f64 = 1e-7;

/// The largest that the first variable can be where no variable is negative, these sums are 0 and these limits hold;
/// none where there are too many corners to look at.
///
/// What is possible is bounded by planes, and the largest value is taken at a corner: where as many planes meet as
/// there are variables.
pub(super) fn largest_first(variables: usize, sums: &[Vec<f64>], limits: &[Limit]) -> Option<f64> {
    let row = |weights: &[f64], value: f64| -> Vec<f64> {
        let padding = std::iter::repeat_n(0.0, variables - weights.len());
        weights.iter().copied().chain(padding).chain([value]).collect()
    };
    let zeros: Vec<Vec<f64>> = sums.iter().map(|sum| row(sum, 0.0)).collect();
    let mut planes: Vec<Vec<f64>> = limits.iter().map(|limit| row(&limit.weights, limit.most)).collect();
    planes.push(row(&[1.0], ENDLESS));
    for variable in 1..variables {
        let mut axis = vec![0.0; variable + 1];
        axis[variable] = -1.0;
        planes.push(row(&axis, 0.0));
    }
    let chosen = variables - zeros.len();
    if ways(planes.len(), chosen) > MOST_CORNERS {
        return None;
    }
    let mut best = 0.0_f64;
    let mut open = vec![(0, Vec::new())];
    while let Some((next, meeting)) = open.pop() {
        if meeting.len() < chosen {
            let more = (next..planes.len()).map(|plane| (plane + 1, [&meeting[..], &[plane]].concat()));
            open.extend(more);
            continue;
        }
        let meeting = meeting.iter().map(|plane| &planes[*plane]);
        let Some(corner) = corner(zeros.iter().chain(meeting).cloned().collect()) else { continue };
        let holds = |plane: &Vec<f64>| {
            let sum: f64 = plane.iter().zip(&corner).map(|(weight, value)| weight * value).sum();
            sum <= plane[variables] + ROUNDING * plane[variables].abs().max(1.0)
        };
        if planes.iter().all(holds) {
            best = best.max(corner[0]);
        }
    }
    Some(if best >= ENDLESS / 2.0 { f64::INFINITY } else { best })
}

/// How many sets of a size there are.
fn ways(of: usize, size: usize) -> usize {
    (0..size).fold(1, |ways: usize, step| ways.saturating_mul(of.saturating_sub(step)) / (step + 1))
}

/// The point where planes meet, one for each variable (Gauss and Jordan); none where they do not meet in one.
fn corner(mut planes: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = planes.len();
    for column in 0..size {
        let pivot =
            (column..size).max_by(|a, b| planes[*a][column].abs().total_cmp(&planes[*b][column].abs()))?;
        if planes[pivot][column].abs() < 1e-10 {
            return None;
        }
        planes.swap(column, pivot);
        let line = planes[column].clone();
        for (row, plane) in planes.iter_mut().enumerate() {
            let factor = if row == column { 0.0 } else { plane[column] / line[column] };
            for (cell, other) in plane.iter_mut().zip(&line) {
                *cell -= factor * other;
            }
        }
    }
    Some((0..size).map(|no| planes[no][size] / planes[no][no]).collect())
}
