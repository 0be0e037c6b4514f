//! How well a requirement is mastered: a rule on the last two attempts that a learner can be told in a
//! sentence.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use strum::{Display, IntoStaticStr};

use super::record::Marker;
use crate::requirement::{RequirementId, Verdict};

/// How well a requirement is mastered, from least to best.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Display, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Level {
    /// Never tried.
    #[default]
    Untried,
    /// Missed at the last attempt.
    Weak,
    /// Met in part at the last attempt, or met once.
    Fair,
    /// Met at the last two attempts.
    Strong,
}

impl Level {
    /// The level as a number of dots out of three.
    #[must_use]
    pub fn dots(self) -> usize {
        self as usize
    }
}

/// What the attempts at one requirement come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mastery {
    /// How well it is mastered.
    pub level: Level,
    /// The verdict of the last attempt.
    pub last: Verdict,
    /// When the last attempt was made.
    pub at: Timestamp,
    /// How many attempts there were.
    pub attempts: u32,
}

/// One verdict in the history of a requirement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) verdict: Verdict,
    pub(super) marker: Marker,
    pub(super) at: Timestamp,
}

impl Mastery {
    /// Adds the next attempt in time. What learners mark themselves counts as met in part at most, so nobody
    /// marks himself strong; an appeal changes nothing.
    fn then(before: Option<Self>, entry: Entry) -> Self {
        let counted = match entry.marker {
            Marker::Learner => entry.verdict.min(Verdict::Partial),
            Marker::Program | Marker::Appealed => entry.verdict,
        };
        let level = match (counted, before.map(|before| before.last)) {
            (Verdict::Missing, _) => Level::Weak,
            (Verdict::Met, Some(Verdict::Met)) => Level::Strong,
            (Verdict::Met | Verdict::Partial, _) => Level::Fair,
        };
        Self { level, last: counted, at: entry.at, attempts: before.map_or(0, |before| before.attempts) + 1 }
    }
}

/// Sums up attempts, given in the order of time.
pub(super) fn sum_up(
    history: impl IntoIterator<Item = (RequirementId, Entry)>,
) -> BTreeMap<RequirementId, Mastery> {
    let mut sums = BTreeMap::new();
    for (requirement, entry) in history {
        let before = sums.get(&requirement).copied();
        sums.insert(requirement, Mastery::then(before, entry));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_attempts_decide() {
        use Level::{Fair, Strong, Weak};
        use Verdict::{Met, Missing, Partial};
        for (verdicts, level) in [
            (&[Missing][..], Weak),
            (&[Partial], Fair),
            (&[Met], Fair),
            (&[Met, Met], Strong),
            (&[Missing, Met, Met], Strong),
            (&[Met, Partial], Fair),
            (&[Partial, Met], Fair),
            (&[Met, Met, Missing], Weak),
            (&[Met, Met, Missing, Met], Fair),
        ] {
            let mastery = of(verdicts.iter().map(|verdict| (*verdict, Marker::Program)));
            assert_eq!(mastery.level, level, "{verdicts:?}");
            assert_eq!(mastery.attempts as usize, verdicts.len());
        }
    }

    #[test]
    fn nobody_marks_himself_strong() {
        let mastery = of([(Verdict::Met, Marker::Learner); 3]);
        assert_eq!((mastery.level, mastery.last), (Level::Fair, Verdict::Partial));
        let mastery = of([(Verdict::Missing, Marker::Appealed); 3]);
        assert_eq!(mastery.level, Level::Weak);
    }

    #[test]
    fn a_level_has_up_to_three_dots() {
        let levels = [Level::Untried, Level::Weak, Level::Fair, Level::Strong];
        assert_eq!(levels.map(Level::dots), [0, 1, 2, 3]);
    }

    fn of(history: impl IntoIterator<Item = (Verdict, Marker)>) -> Mastery {
        let id = RequirementId::parse("t0.issue.spof").unwrap();
        let entry = |(verdict, marker)| (id.clone(), Entry { verdict, marker, at: Timestamp::UNIX_EPOCH });
        sum_up(history.into_iter().map(entry))[&id]
    }
}
