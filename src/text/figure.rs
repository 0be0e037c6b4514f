//! Figures as people read them: shares, durations, rates.

/// A share in per cent with as many places as it takes to tell it from all and from nothing: `99.9 %`,
/// `99.9996 %`, `100 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let exact = |places: usize| {
        format!("{percent:.places$}").parse::<f64>().is_ok_and(|shown| {
            let missing = (100.0 - percent).abs().min(percent.abs());
            (shown - percent).abs() <= missing * 0.005
        })
    };
    let places = (0..=8).find(|places| exact(*places)).unwrap_or(8);
    format!("{percent:.places$} %")
}

/// A duration in the largest unit that gives at least one of it: `8.76 h`, `2.1 min`, `31.5 s`, `36.5 d`. Three figures
/// at most.
#[must_use]
pub fn duration(seconds: f64) -> String {
    let units = [(86_400.0 * 2.0, 86_400.0, "d"), (3_600.0, 3_600.0, "h"), (60.0, 60.0, "min")];
    let (value, unit) = units
        .iter()
        .find(|(from, ..)| seconds >= *from)
        .map_or((seconds, "s"), |(_, length, unit)| (seconds / length, *unit));
    if value >= 100.0 {
        return format!("{value:.0} {unit}");
    }
    let places = if value >= 10.0 { 1 } else { 2 };
    let text = format!("{value:.places$}");
    format!("{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Two shares that are not equal, with as many places as it takes to tell them apart.
#[must_use]
pub fn percents(before: f64, after: f64) -> (String, String) {
    let (one, other) = (percent(before), percent(after));
    if one != other {
        return (one, other);
    }
    let with = |places: usize| [before, after].map(|share| format!("{:.places$} %", share * 100.0));
    let apart = (1..=12).map(with).find(|[one, other]| one != other);
    apart.map_or((one, other), |[one, other]| (one, other))
}

/// A rate without needless places, its thousands apart: `400`, `66.7`, `1 333`.
#[must_use]
pub fn rate(value: f64) -> String {
    if value.is_infinite() {
        return "no limit".to_owned();
    }
    if value >= 100.0 {
        return whole(value);
    }
    format!("{value:.1}").trim_end_matches(".0").to_owned()
}

/// A number rounded to a whole one, its thousands apart.
#[must_use]
pub fn whole(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    if number <= -0.5 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_all() {
        for (share, shown) in [
            (0.999, "99.9 %"),
            (0.996_006, "99.6 %"),
            (0.999_996, "99.9996 %"),
            (1.0, "100 %"),
            (0.5, "50 %"),
            (0.0, "0 %"),
        ] {
            assert_eq!(percent(share), shown);
        }
    }

    #[test]
    fn a_duration_has_its_unit() {
        // From `facts`: 0.999 is 8.76 h of 8760, 0.996006 is 34.99 h, six nines are 31.5 s.
        for (seconds, shown) in [
            (8.76 * 3600.0, "8.76 h"),
            (34.99 * 3600.0, "35 h"),
            (126.0, "2.1 min"),
            (31.5, "31.5 s"),
            (36.5 * 86_400.0, "36.5 d"),
            (0.0, "0 s"),
        ] {
            assert_eq!(duration(seconds), shown);
        }
    }

    #[test]
    fn two_shares_are_told_apart() {
        let told = |before, after| {
            let (before, after) = percents(before, after);
            format!("{before} {after}")
        };
        assert_eq!(told(0.998_001, 0.998_999), "99.8 % 99.9 %");
        assert_eq!(told(0.996_999, 0.997_001), "99.6999 % 99.7001 %");
        assert_eq!(told(0.5, 1.0), "50 % 100 %");
    }

    #[test]
    fn a_rate_has_no_needless_places() {
        assert_eq!(
            [0.0, 66.666, 400.0, 1333.3, 1_234_567.0, f64::INFINITY].map(rate),
            ["0", "66.7", "400", "1 333", "1 234 567", "no limit"]
        );
        assert_eq!(whole(-1200.0), "-1 200");
    }
}
