//! Numbers as people type them: `8.76 h`, `8,76`, `8 760`, `99.9 %`.

use super::{Answer, Numeric, Question, QuestionKind, Tolerance, Unit};

/// Units of time, with how many of each make one day.
const TIMES: [(&str, f64, &[&str]); 4] = [
    ("d", 1.0, &["day", "days"]),
    ("h", 24.0, &["hour", "hours", "hr", "hrs"]),
    ("min", 1440.0, &["m", "minute", "minutes", "mins"]),
    ("s", 86_400.0, &["sec", "secs", "second", "seconds"]),
];

/// Other ways to write a unit.
const ALIASES: [(&str, &[&str]); 2] = [
    ("%", &["percent", "per cent"]),
    (
        "QPS",
        &[
            "rps",
            "req/s",
            "requests/s",
            "queries/s",
            "requests a second",
            "requests per second",
            "queries per second",
        ],
    ),
];

/// Every value, in the question's unit, that a typed text can mean. Empty when it is no number; `None` in place
/// of the list when the number is followed by a unit that is not known here.
///
/// A comma or a point may stand before decimals or between thousands; where both are possible (`8,760`) both values
/// are there, and the learner gets the benefit of the doubt.
#[must_use]
pub fn readings(text: &str, unit: &str, accepts: &[Unit]) -> Option<Vec<f64>> {
    let text = text.trim().trim_start_matches(['~', '≈', '=']).trim_start();
    let is_part = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | '\'' | '_' | ' ' | '\u{a0}' | '\u{202f}' | '+' | '-' | '−')
    };
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let (power, rest) = exponent(digits, rest);
    let values = values(digits);
    if values.is_empty() {
        return Some(values);
    }
    let factor = factor(rest.trim(), unit, accepts)?;
    let scale = 10_f64.powi(power) / factor;
    Some(values.into_iter().map(|value| value * scale).filter(|value| value.is_finite()).collect())
}

/// Why an answer cannot be understood, as a full sentence; `None` when it can. Who typed no number, or a unit that is not
/// known, has not answered yet and should be asked again.
#[must_use]
pub fn unreadable(question: &Question, answer: &Answer) -> Option<String> {
    match (&question.kind, answer) {
        (QuestionKind::Numeric(numeric), Answer::Number(text)) => read(text, numeric).err(),
        _ => None,
    }
}

/// The values that a text can mean for a question; at least one, or why there is none.
pub(super) fn read(text: &str, numeric: &Numeric) -> Result<Vec<f64>, String> {
    match readings(text, &numeric.unit, &numeric.accepts) {
        Some(readings) if readings.is_empty() => {
            Err("This is no number; type digits, such as `8.76`.".to_owned())
        }
        Some(readings) => Ok(readings),
        None if numeric.unit.is_empty() => Err("Type the number alone, without a unit.".to_owned()),
        None => Err(format!("The unit is not known here; use `{}`.", numeric.unit)),
    }
}

/// Whether a value is near enough to the right one.
#[must_use]
pub fn is_near(value: f64, right: f64, tolerance: Tolerance) -> bool {
    let allowed = match tolerance {
        Tolerance::Absolute(allowed) => allowed,
        Tolerance::Percent(percent) => right.abs() * percent / 100.0,
    };
    // What rounding leaves of an exact answer still counts as exact.
    (value - right).abs() <= allowed + right.abs() * 1e-9
}

/// The power of ten of a text such as `e3`, and what follows it; 0 when the text is no exponent.
fn exponent<'t>(digits: &str, rest: &'t str) -> (i32, &'t str) {
    let none = (0, rest);
    let Some(after) = rest.strip_prefix(['e', 'E']) else { return none };
    let sign = usize::from(after.starts_with(['-', '+']));
    let end = sign + after[sign..].bytes().take_while(u8::is_ascii_digit).count();
    match after[..end].parse() {
        Ok(power) if digits.ends_with(|c: char| c.is_ascii_digit()) => (power, &after[end..]),
        _ => none,
    }
}

/// The numbers that digits with separators can mean.
fn values(digits: &str) -> Vec<f64> {
    let plain: String = digits
        .trim()
        .chars()
        .filter(|c| !matches!(c, '\'' | '_' | ' ' | '\u{a0}' | '\u{202f}'))
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    let mut texts = Vec::new();
    for decimal in ['.', ','] {
        let thousands = if decimal == '.' { ',' } else { '.' };
        let (whole, fraction) = plain.split_once(decimal).unwrap_or((&plain, ""));
        let mut groups = whole.trim_start_matches(['-', '+']).split(thousands);
        let first = groups.next().unwrap_or_default();
        let grouped = groups.all(|group| group.len() == 3)
            && (!whole.contains(thousands) || (1..=3).contains(&first.len()));
        if grouped && !fraction.contains([decimal, thousands]) {
            texts.push(format!("{}.{fraction}", whole.replace(thousands, "")));
        }
    }
    let mut values: Vec<f64> = texts
        .iter()
        .filter(|text| text.contains(|c: char| c.is_ascii_digit()))
        .filter_map(|text| text.parse().ok())
        .collect();
    values.dedup();
    values
}

/// How many of the written unit make one of the wanted unit; `None` when the written one is not known here.
fn factor(written: &str, wanted: &str, accepts: &[Unit]) -> Option<f64> {
    let written = written.trim_end_matches('.').to_lowercase();
    let same = |name: &str| {
        let name = name.to_lowercase();
        let alias = |(unit, others): &(&str, &[&str])| {
            unit.to_lowercase() == name && others.contains(&written.as_str())
        };
        written == name || ALIASES.iter().any(alias)
    };
    if written.is_empty() || same(wanted) {
        return Some(1.0);
    }
    if let Some(unit) = accepts.iter().find(|unit| same(&unit.unit)) {
        return Some(unit.per_unit);
    }
    let per_day = |name: &str| {
        let found = TIMES.iter().find(|(unit, _, others)| *unit == name || others.contains(&name));
        found.map(|(_, per_day, _)| *per_day)
    };
    // `8.76 h a year` says no more than `8.76 h` where a year is meant anyway.
    let written = [" a year", " per year", "/year", "/y", "/yr", " a month", " per month"]
        .iter()
        .fold(written.as_str(), |text, end| text.strip_suffix(end).unwrap_or(text));
    let wanted = wanted.to_lowercase();
    let wanted = wanted.split_whitespace().next().unwrap_or_default();
    Some(per_day(written)? / per_day(wanted)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_numbers_in_many_ways() {
        let cases: &[(&str, &str, &[f64])] = &[
            ("8.76", "h", &[8.76]),
            (" ~ 8,76 h", "h", &[8.76]),
            ("8 760 hours", "h", &[8760.0]),
            ("8'760", "h", &[8760.0]),
            ("8,760", "h", &[8760.0, 8.76]),
            ("1,234.5", "", &[1234.5]),
            ("1.234,5", "", &[1234.5]),
            ("525.6 min", "h", &[8.76]),
            ("8.76 h a year", "h", &[8.76]),
            ("31536 s", "h", &[8.76]),
            ("99.9 %", "%", &[99.9]),
            ("99.9 percent", "%", &[99.9]),
            ("400 req/s", "QPS", &[400.0]),
            ("400 qps", "QPS", &[400.0]),
            ("-3", "", &[-3.0]),
            ("−3", "", &[-3.0]),
            (".5", "", &[0.5]),
            ("4e2", "QPS", &[400.0]),
        ];
        for (text, unit, expected) in cases {
            let found = readings(text, unit, &[]).unwrap_or_else(|| panic!("{text}: unit not known"));
            let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
            assert!(
                found.len() == expected.len() && found.iter().zip(*expected).all(near),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn what_is_no_number_has_no_reading() {
        for text in ["", "h", "many", "-", ".", ",", "1.2.3", "1,2,3", "inf", "NaN", "1e999"] {
            assert_eq!(readings(text, "", &[]).unwrap_or_default(), Vec::<f64>::new(), "{text}");
        }
    }

    #[test]
    fn an_unknown_unit_is_told_from_a_wrong_number() {
        assert_eq!(readings("8.76 apples", "h", &[]), None);
        assert_eq!(readings("8.76 h", "%", &[]), None);
        let accepts = [Unit { unit: "kQPS".to_owned(), per_unit: 0.001 }];
        assert_eq!(readings("0.4 kqps", "QPS", &accepts), Some(vec![400.0]));
    }

    #[test]
    fn tolerance_is_absolute_or_relative() {
        assert!(is_near(8.3, 8.76, Tolerance::Percent(6.0)) && !is_near(8.3, 8.76, Tolerance::Percent(5.0)));
        assert!(
            is_near(8.7, 8.76, Tolerance::Absolute(0.06)) && !is_near(8.69, 8.76, Tolerance::Absolute(0.06))
        );
        assert!(is_near(0.1 + 0.2, 0.3, Tolerance::Absolute(0.0)));
    }
}
