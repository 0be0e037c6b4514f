//! Grades options, orders and matches: what needs no topology.

use std::collections::BTreeSet;

use super::{Choice, Feedback, Graded, Pair, Sign};

/// One option: all or nothing.
pub(super) fn single(choices: &[Choice], chosen: usize) -> Graded {
    let right = choices.get(chosen).is_some_and(|choice| choice.right);
    let chosen = BTreeSet::from([chosen]);
    Graded {
        share: f64::from(u8::from(right)),
        feedback: options(choices, &chosen),
        key: key(choices),
        ..Graded::default()
    }
}

/// Any number of options: a wrong one costs a right one.
pub(super) fn multiple(choices: &[Choice], chosen: &BTreeSet<usize>) -> Graded {
    let count = |right| {
        choices
            .iter()
            .enumerate()
            .filter(|(place, choice)| choice.right == right && chosen.contains(place))
            .count()
    };
    let wanted = choices.iter().filter(|choice| choice.right).count();
    let share = costed(count(true), count(false), wanted);
    Graded { share, feedback: options(choices, chosen), key: key(choices), ..Graded::default() }
}

/// Half for the value, half for the reason.
pub(super) fn true_false(answer: bool, reasons: &[Choice], value: bool, reason: Option<usize>) -> Graded {
    let right = reason.and_then(|reason| reasons.get(reason)).is_some_and(|reason| reason.right);
    let share = match (value == answer, right) {
        (true, true) => 1.0,
        (true, false) => 0.5,
        (false, _) => 0.0,
    };
    let mut feedback = vec![Feedback {
        label: if value { "True" } else { "False" }.to_owned(),
        sign: Sign::of(true, value == answer),
        why: None,
    }];
    feedback.extend(options(reasons, &reason.into_iter().collect()));
    let key = format!("{}: {}", if answer { "True" } else { "False" }, key(reasons));
    Graded { share, feedback, key, ..Graded::default() }
}

/// Items in order: Kendall's tau, not below 0. An item left out counts as standing at the end.
pub(super) fn ordering(items: &[String], order: &[usize]) -> Graded {
    let place = |item: usize| order.iter().position(|given| *given == item);
    let (mut right, mut wrong) = (0, 0);
    for first in 0..items.len() {
        for second in first + 1..items.len() {
            match (place(first), place(second)) {
                (Some(a), Some(b)) if a < b => right += 1,
                (Some(_), None) => right += 1,
                _ => wrong += 1,
            }
        }
    }
    let given = order.iter().enumerate().filter_map(|(at, item)| Some((at, *item, items.get(*item)?)));
    let feedback = given
        .map(|(at, item, text)| Feedback {
            label: text.clone(),
            sign: Sign::of(true, at == item),
            why: (at != item).then(|| format!("It belongs in place {}.", item + 1)),
        })
        .collect();
    let lines = items.iter().zip(1..).map(|(item, number)| format!("{number}. {item}"));
    Graded {
        share: costed(right, wrong, right + wrong),
        feedback,
        key: lines.collect::<Vec<_>>().join("\n"),
        ..Graded::default()
    }
}

/// Left sides with their right sides: each pair for itself.
pub(super) fn matching(pairs: &[Pair], decoys: &[String], sides: &[Option<usize>]) -> Graded {
    let text = |side: usize| {
        let fits = pairs.get(side).map(|pair| &pair.right);
        fits.or_else(|| decoys.get(side.checked_sub(pairs.len())?))
    };
    let mut right = 0;
    let mut feedback = Vec::new();
    for (place, pair) in pairs.iter().enumerate() {
        let given = sides.get(place).copied().flatten();
        right += usize::from(given == Some(place));
        let (label, sign) = match given.and_then(text) {
            Some(text) => (format!("{} – {text}", pair.left), Sign::of(true, given == Some(place))),
            None => (pair.left.clone(), Sign::Missed),
        };
        feedback.push(Feedback { label, sign, why: Some(pair.why.clone()) });
    }
    let lines = pairs.iter().map(|pair| format!("- {} – {}", pair.left, pair.right));
    Graded {
        share: costed(right, 0, pairs.len()),
        feedback,
        key: lines.collect::<Vec<_>>().join("\n"),
        ..Graded::default()
    }
}

/// (right − wrong) ÷ wanted, not below 0.
pub(super) fn costed(right: usize, wrong: usize, wanted: usize) -> f64 {
    if wanted == 0 { 0.0 } else { right.saturating_sub(wrong) as f64 / wanted as f64 }
}

fn options(choices: &[Choice], chosen: &BTreeSet<usize>) -> Vec<Feedback> {
    let feedback = |(place, choice): (usize, &Choice)| Feedback {
        label: choice.text.clone(),
        sign: Sign::of(chosen.contains(&place), choice.right),
        why: choice.why.clone(),
    };
    choices.iter().enumerate().map(feedback).collect()
}

/// The right options: alone as they are, several as a list.
fn key(choices: &[Choice]) -> String {
    let right: Vec<&str> =
        choices.iter().filter(|choice| choice.right).map(|choice| choice.text.as_str()).collect();
    match right[..] {
        [one] => one.to_owned(),
        _ => right.iter().map(|text| format!("- {text}")).collect::<Vec<_>>().join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(right: &[bool]) -> Vec<Choice> {
        let choice = |(place, right): (usize, &bool)| Choice {
            text: format!("option {place}"),
            right: *right,
            why: (!right).then(|| format!("why {place}")),
        };
        right.iter().enumerate().map(choice).collect()
    }

    /// In thousandths.
    fn share(graded: &Graded) -> u32 {
        (graded.share * 1000.0).round() as u32
    }

    #[test]
    fn a_single_choice_is_all_or_nothing() {
        let choices = choices(&[false, true, false]);
        let graded = single(&choices, 1);
        assert_eq!((share(&graded), graded.key.as_str()), (1000, "option 1"));
        let graded = single(&choices, 2);
        assert_eq!(share(&graded), 0);
        let signs: Vec<Sign> = graded.feedback.iter().map(|line| line.sign).collect();
        assert_eq!(signs, [Sign::Left, Sign::Missed, Sign::Wrong]);
        assert_eq!(graded.feedback[2].why.as_deref(), Some("why 2"));
        assert_eq!(share(&single(&choices, 99)), 0);
    }

    #[test]
    fn each_wrong_tick_costs_a_right_one() {
        let choices = choices(&[true, true, false, false, true]);
        let cases: [(&[usize], u32); 7] = [
            (&[0, 1, 4], 1000),
            (&[0, 1], 667),
            (&[0, 1, 4, 2], 667),
            (&[0, 2], 0),
            (&[2, 3], 0),
            (&[], 0),
            (&[0, 1, 2, 3, 4], 333),
        ];
        for (chosen, expected) in cases {
            assert_eq!(share(&multiple(&choices, &chosen.iter().copied().collect())), expected, "{chosen:?}");
        }
    }

    #[test]
    fn a_reason_counts_only_with_the_right_value() {
        let reasons = choices(&[true, false]);
        let cases = [(true, Some(0), 1000), (true, Some(1), 500), (true, None, 500), (false, Some(0), 0)];
        for (value, reason, expected) in cases {
            assert_eq!(share(&true_false(true, &reasons, value, reason)), expected, "{value} {reason:?}");
        }
        assert_eq!(true_false(false, &reasons, true, None).key, "False: option 0");
    }

    #[test]
    fn an_order_is_judged_by_its_pairs() {
        let items: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        // Four items have six pairs. One swap of neighbours spoils one of them: (5 − 1) ÷ 6.
        let cases: [(&[usize], u32); 6] = [
            (&[0, 1, 2, 3], 1000),
            (&[1, 0, 2, 3], 667),
            (&[3, 2, 1, 0], 0),
            (&[3, 0, 1, 2], 0),
            (&[1, 2, 3, 0], 0),
            (&[], 0),
        ];
        for (order, expected) in cases {
            assert_eq!(share(&ordering(&items, order)), expected, "{order:?}");
        }
        let graded = ordering(&items, &[1, 0, 2, 3]);
        assert_eq!(graded.feedback[0].why.as_deref(), Some("It belongs in place 2."));
        assert_eq!(graded.key, "1. a\n2. b\n3. c\n4. d");
    }

    #[test]
    fn each_pair_counts_for_itself() {
        let pair = |left: &str, right: &str| Pair {
            left: left.into(),
            right: right.into(),
            why: format!("why {left}"),
        };
        let pairs = [pair("a", "1"), pair("b", "2"), pair("c", "3")];
        let graded = matching(&pairs, &["4".to_owned()], &[Some(0), Some(3), None]);
        assert_eq!(share(&graded), 333);
        let lines: Vec<(&str, Sign)> =
            graded.feedback.iter().map(|line| (line.label.as_str(), line.sign)).collect();
        assert_eq!(lines, [("a – 1", Sign::Hit), ("b – 4", Sign::Wrong), ("c", Sign::Missed)]);
        assert_eq!(share(&matching(&pairs, &[], &[Some(9), Some(1)])), 333);
    }
}
