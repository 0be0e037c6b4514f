//! How well marks agree with those of two examiners.

use crate::requirement::Verdict;

/// How many verdicts there are to tell apart.
const VERDICTS: usize = 3;

/// One verdict of ours beside those of two examiners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// What the marking says.
    pub ours: Verdict,
    /// Whether the marking asks for a person to look.
    pub review: bool,
    /// What the examiners say.
    pub theirs: [Verdict; 2],
}

/// What many cases show together. Shares are from 0 to 1, and 0 where there is nothing to share.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// How many cases there are.
    pub cases: usize,
    /// The share in which our verdict is that of either examiner.
    pub agreement: f64,
    /// Quadratic weighted kappa with each examiner; `None` where chance alone would agree in everything.
    pub kappas: [Option<f64>; 2],
    /// The share in which it is two steps from both examiners: met for missing, or the reverse.
    pub two_steps: f64,
    /// The agreement of a marking that always gives the verdict that is right most often.
    pub constant: f64,
    /// The share that a person is asked to look at.
    pub review: f64,
    /// The agreement among these, and among the others.
    pub agreement_by_review: [f64; 2],
    /// Where the examiners agree: how often they say missing, partial, met (rows), and how often we do (columns).
    pub confusion: [[usize; VERDICTS]; VERDICTS],
}

/// How far measured shares would be off with other groups of cases: standard errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// That of the agreement.
    pub agreement: f64,
    /// That of the mean kappa; `None` where a kappa is not defined.
    pub kappa: Option<f64>,
}

impl Spread {
    /// By the jackknife, which leaves out one group at a time (Tukey 1958); `None` for fewer than two groups. The cases
    /// of one author are no independent cases, so groups are authors.
    #[must_use]
    pub fn of(groups: &[&[Case]]) -> Option<Self> {
        let without = |left: usize| {
            let others = groups.iter().enumerate().filter(|(at, _)| *at != left);
            Measure::of(&others.flat_map(|(_, group)| group.iter().copied()).collect::<Vec<_>>())
        };
        let measures: Vec<Measure> = (0..groups.len()).map(without).collect();
        let agreements: Vec<f64> = measures.iter().map(|measure| measure.agreement).collect();
        let kappas: Option<Vec<f64>> = measures.iter().map(Measure::kappa).collect();
        Some(Self { agreement: jackknife(&agreements)?, kappa: kappas.and_then(|kappas| jackknife(&kappas)) })
    }
}

/// The standard error out of the values with one group left out each: √((n - 1) / n · Σ (vᵢ - mean)²).
fn jackknife(values: &[f64]) -> Option<f64> {
    let many = values.len() as f64;
    let mean = values.iter().sum::<f64>() / many;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| ((many - 1.0) / many * squares).sqrt())
}

impl Case {
    /// Whether our verdict is that of either examiner.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.theirs.contains(&self.ours)
    }

    /// How many steps our verdict is from the nearer examiner's: 0, 1 or 2.
    #[must_use]
    pub fn steps(&self) -> usize {
        let off = |theirs: Verdict| (self.ours as usize).abs_diff(theirs as usize);
        self.theirs.map(off).into_iter().min().unwrap_or(0)
    }
}

impl Measure {
    /// Measures these cases.
    #[must_use]
    pub fn of(cases: &[Case]) -> Self {
        let mut confusion = [[0; VERDICTS]; VERDICTS];
        for case in cases.iter().filter(|case| case.theirs[0] == case.theirs[1]) {
            confusion[case.theirs[0] as usize][case.ours as usize] += 1;
        }
        let with = |review: bool| share(cases.iter().filter(|case| case.review == review), Case::agrees);
        let constant = [Verdict::Missing, Verdict::Partial, Verdict::Met]
            .map(|always| share(cases, |case| case.theirs.contains(&always)));
        Self {
            cases: cases.len(),
            agreement: share(cases, Case::agrees),
            kappas: [0, 1].map(|examiner| kappa(cases.iter().map(|case| (case.ours, case.theirs[examiner])))),
            two_steps: share(cases, |case| case.steps() == 2),
            constant: constant.into_iter().fold(0.0, f64::max),
            review: share(cases, |case| case.review),
            agreement_by_review: [with(true), with(false)],
            confusion,
        }
    }

    /// The mean of the two kappas.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        Some(f64::midpoint(self.kappas[0]?, self.kappas[1]?))
    }
}

/// The share of the cases of which this holds.
fn share<'a>(cases: impl IntoIterator<Item = &'a Case>, holds: impl Fn(&Case) -> bool) -> f64 {
    let (held, all) = cases
        .into_iter()
        .fold((0_usize, 0_usize), |(held, all), case| (held + usize::from(holds(case)), all + 1));
    held as f64 / all.max(1) as f64
}

/// Kappa with weights that grow with the square of the distance (Cohen 1968): one minus the squared differences that
/// there are over those that would be expected if both marked without looking, each verdict as often as now.
fn kappa(pairs: impl Iterator<Item = (Verdict, Verdict)>) -> Option<f64> {
    let (mut ours, mut theirs) = ([0.0; VERDICTS], [0.0; VERDICTS]);
    let (mut seen, mut all) = (0.0, 0.0);
    for (one, other) in pairs {
        ours[one as usize] += 1.0;
        theirs[other as usize] += 1.0;
        seen += weight(one as usize, other as usize);
        all += 1.0;
    }
    let mut expected = 0.0;
    for (one, often) in ours.iter().enumerate() {
        for (other, as_often) in theirs.iter().enumerate() {
            expected += often * as_often / all * weight(one, other);
        }
    }
    (expected > 0.0).then(|| 1.0 - seen / expected)
}

fn weight(one: usize, other: usize) -> f64 {
    let off = one.abs_diff(other);
    (off * off) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Met, Missing, Partial};

    fn case(ours: Verdict, theirs: [Verdict; 2]) -> Case {
        Case { ours, review: false, theirs }
    }

    #[test]
    fn kappa_is_that_of_a_hand_computation() {
        // Ours 0 1 2 2 2 0, theirs 0 1 2 1 2 2: squared differences 0+0+0+1+0+4 = 5. We say 0, 1, 2 two, one, three times,
        // they one, two, three times: (2·2·1 + 2·3·4 + 1·1·1 + 1·3·1 + 3·1·4 + 3·2·1) / 6 = 50/6. 1 - 5 / (50/6) = 0.4.
        let ours = [Missing, Partial, Met, Met, Met, Missing];
        let theirs = [Missing, Partial, Met, Partial, Met, Met];
        let kappa = kappa(ours.into_iter().zip(theirs)).unwrap();
        assert!((kappa - 0.4).abs() < 1e-12, "{kappa}");
    }

    #[test]
    fn either_examiner_will_do_for_agreement_and_not_for_kappa() {
        let cases =
            [case(Met, [Met, Partial]), case(Missing, [Missing, Missing]), case(Met, [Missing, Missing])];
        let measure = Measure::of(&cases);
        assert!((measure.agreement - 2.0 / 3.0).abs() < 1e-12);
        assert!((measure.two_steps - 1.0 / 3.0).abs() < 1e-12);
        assert!((measure.constant - 2.0 / 3.0).abs() < 1e-12, "always missing");
        assert!(measure.kappas[0] != measure.kappas[1]);
        assert_eq!(measure.confusion, [[1, 0, 1], [0, 0, 0], [0, 0, 0]]);
    }

    #[test]
    fn what_is_to_be_looked_at_is_measured_apart() {
        let unsure = Case { review: true, ..case(Met, [Missing, Missing]) };
        let cases = [unsure, case(Met, [Met, Met]), case(Partial, [Partial, Met]), case(Met, [Met, Met])];
        let measure = Measure::of(&cases);
        assert!((measure.review - 0.25).abs() < 1e-12);
        let [looked_at, others] = measure.agreement_by_review;
        assert!(looked_at < 1e-12 && (others - 1.0).abs() < 1e-12, "{looked_at} {others}");
    }

    #[test]
    fn the_spread_of_groups_of_one_is_the_standard_error_of_a_mean() {
        // 1, 1, 0, 0: the variance is 1/3, and √(1/3 / 4) = 0.288675.
        let cases = [
            case(Met, [Met, Met]),
            case(Missing, [Missing, Missing]),
            case(Met, [Missing, Missing]),
            case(Partial, [Met, Met]),
        ];
        let groups: Vec<&[Case]> = cases.chunks(1).collect();
        let spread = Spread::of(&groups).unwrap();
        assert!((spread.agreement - 0.288_675).abs() < 1e-6, "{}", spread.agreement);
        assert_eq!(Spread::of(&groups[..1]), None);
    }

    #[test]
    fn where_chance_agrees_in_everything_there_is_no_kappa() {
        assert_eq!(Measure::of(&[case(Met, [Met, Met])]).kappa(), None);
        assert_eq!(Measure::of(&[]), Measure::default());
    }
}
