//! Figures on a page: as everywhere, but what belongs together is joined by blanks that do not break. A page shows
//! them as plain blanks.

use crate::text::figure;

/// The blank that does not break (U+00A0).
pub(super) const GLUE: char = '\u{a0}';

fn glued(text: &str) -> String {
    text.replace(' ', &GLUE.to_string())
}

/// A rate, such as `1 333 QPS`.
pub(super) fn rate(qps: f64) -> String {
    let rate = glued(&figure::rate(qps));
    if qps.is_finite() { format!("{rate}{GLUE}QPS") } else { rate }
}

/// A number rounded to a whole one, its thousands apart.
pub(super) fn whole(number: f64) -> String {
    glued(&figure::whole(number))
}

/// A share, such as `99.9996 %`.
pub(super) fn percent(share: f64) -> String {
    glued(&figure::percent(share))
}

/// A time in seconds in the unit that fits it, such as `8.76 h`.
pub(super) fn duration(seconds: f64) -> String {
    glued(&figure::duration(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_does_not_break_at_its_unit() {
        let figures = [rate(1333.3), whole(12_345.0), percent(0.5), duration(90.0)];
        assert_eq!(figures.concat().matches(' ').count(), 0);
    }
}
