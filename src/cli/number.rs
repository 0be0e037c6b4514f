//! Figures as people read them: rates, shares, nines and times. What belongs together is joined by blanks
//! that do not break; a page shows them as plain blanks.

/// The blank that does not break (U+00A0).
pub(super) const GLUE: char = '\u{a0}';

/// A rate in requests a second, such as `1 333 QPS`.
pub(super) fn rate(qps: f64) -> String {
    if qps.is_finite() { format!("{}{GLUE}QPS", whole(qps)) } else { "no limit".to_owned() }
}

/// A number rounded to a whole one, its thousands apart.
pub(super) fn whole(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(GLUE);
        }
        text.push(digit);
    }
    if number <= -0.5 { format!("-{text}") } else { text }
}

/// A share as a percentage without decimals that say nothing, such as `50 %` or `0.4 %`.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = usize::from(percent.abs() < 10.0);
    let text = format!("{percent:.decimals$}");
    format!("{}{GLUE}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// An availability as a percentage that shows two digits of what is missing to 100 %, such as `99.9996 %`.
pub(super) fn nines(availability: f64) -> String {
    let missing = (1.0 - availability) * 100.0;
    if missing <= 0.0 {
        return format!("100{GLUE}%");
    }
    let decimals = (1.0 - missing.log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{:.decimals$}{GLUE}%", availability * 100.0)
}

/// A time in seconds in the unit that fits it, with two digits, such as `8.8 h`.
pub(super) fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 60.0 => (s, "s"),
        s if s < 3600.0 => (s / 60.0, "min"),
        s if s < 48.0 * 3600.0 => (s / 3600.0, "h"),
        s => (s / 86400.0, "d"),
    };
    let decimals = usize::from(value < 9.95 && value > 0.0);
    format!("{value:.decimals$}{GLUE}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(GLUE, " ")
    }

    #[test]
    fn rates_have_their_thousands_apart() {
        let rates = [0.0, 400.0, 1333.333, 1_234_567.0, f64::INFINITY].map(|qps| plain(&rate(qps)));
        assert_eq!(rates, ["0 QPS", "400 QPS", "1 333 QPS", "1 234 567 QPS", "no limit"]);
        assert_eq!(plain(&whole(-1200.0)), "-1 200");
    }

    #[test]
    fn nines_show_what_is_missing() {
        let shown = [1.0, 0.999, 0.996_006, 0.998_999, 0.999_996, 0.5, 0.0].map(|share| plain(&nines(share)));
        assert_eq!(shown, ["100 %", "99.90 %", "99.60 %", "99.90 %", "99.99960 %", "50 %", "0 %"]);
    }

    #[test]
    fn times_have_the_unit_that_fits() {
        // Downtimes a year of 0, 4e-6, 104e-6, 0.001, 0.003994 and 0.01 (365 days).
        let shown =
            [0.0, 126.1, 3279.7, 31_536.0, 125_954.8, 315_360.0].map(|seconds| plain(&duration(seconds)));
        assert_eq!(shown, ["0 s", "2.1 min", "55 min", "8.8 h", "35 h", "3.6 d"]);
    }

    #[test]
    fn shares_are_short() {
        assert_eq!(
            [0.0, 0.004, 0.05, 0.5, 1.0].map(|share| plain(&percent(share))),
            ["0 %", "0.4 %", "5 %", "50 %", "100 %"]
        );
    }
}
