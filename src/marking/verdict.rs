//! From points made to a verdict: what they are worth, how sure it is, and what to tell the learner.

use crate::requirement::Verdict;

use super::judge::{Found, Made};
use super::marked::{Evidence, Marked, Misconception};
use super::rubric::{Body, Set};

/// Below this confidence a person should look. It is set so that this happens to fewer than one in ten verdicts on
/// learners' documents; `spof bench-grader` shows how many, and how often these are wrong.
const SURE: f64 = 0.52;
/// The most places that are shown for one point.
const MOST_EVIDENCE: usize = 3;
/// How surely one phrasing at its best makes a point; a second one makes it surer.
const ONE_PHRASING: f64 = 0.85;
/// How sure full and half marks are when their points are not sure at all, and what sure points add.
const MET: (f64, f64) = (0.7, 0.28);
const PARTIAL: (f64, f64) = (0.55, 0.3);
/// How sure it is that nothing is there: when the topic is never named, and when it is.
const NOTHING: (f64, f64) = (0.95, 0.85);
/// What it takes from a verdict when a sentence has all the words of a phrasing that would have earned more, and does
/// not hold it: perhaps it says it in another way.
const NEAR: f64 = 0.28;
/// What a mistake, or a point that is denied as well, takes from it.
const DOUBT: f64 = 0.4;

/// The marks for what was found.
pub(super) fn marked(body: &Body, found: &Found) -> Marked {
    let made = |point: &usize| !found.points[*point].is_empty();
    let whole = |sets: &[Set]| sets.iter().filter_map(|set| sure(set, found)).max_by(f64::total_cmp);
    let (earned, mut confidence) = match (whole(&body.met), whole(&body.partial)) {
        (Some(sure), _) => (Verdict::Met, MET.0 + MET.1 * sure),
        (None, Some(sure)) => {
            (Verdict::Partial, PARTIAL.0 + PARTIAL.1 * sure - NEAR * near(&body.met, found))
        }
        (None, None) => {
            let sure = if found.mentions > 0 { NOTHING.1 } else { NOTHING.0 };
            (Verdict::Missing, sure - NEAR * near(&body.met, found).max(near(&body.partial, found)))
        }
    };
    let limits = body.mistakes.iter().zip(&found.mistakes);
    let limit = limits
        .filter(|(mistake, places)| !places.is_empty() && !mistake.unless.iter().any(made))
        .map(|(mistake, _)| mistake.at_most)
        .min()
        .unwrap_or(Verdict::Met);
    let verdict = earned.min(limit);
    let misconceptions = misconceptions(body, found);
    if earned > Verdict::Missing && (found.denied || !misconceptions.is_empty()) {
        confidence -= DOUBT;
    }
    let missing = if verdict == Verdict::Met { Vec::new() } else { missing(body, found) };
    Marked {
        verdict,
        confidence,
        review: confidence < SURE,
        evidence: if verdict == Verdict::Missing { Vec::new() } else { evidence(body, found) },
        missing,
        misconceptions,
        note: note(verdict, earned, found).to_owned(),
    }
}

/// How sure it is that enough points of a set are made; `None` when they are not.
fn sure(set: &Set, found: &Found) -> Option<f64> {
    let point = |places: &Vec<Made>| {
        1.0 - places
            .iter()
            .take(MOST_EVIDENCE)
            .map(|made| 1.0 - ONE_PHRASING * made.certainty)
            .product::<f64>()
    };
    let made = set.points.iter().map(|at| &found.points[*at]).filter(|places| !places.is_empty());
    let mut sure: Vec<f64> = made.map(point).collect();
    sure.sort_by(|one, other| other.total_cmp(one));
    // The surest that it takes; of these the weakest decides.
    sure.get(set.enough - 1).copied()
}

/// How near an answer comes to a set of points that it does not make: as near as to the furthest of those that it would
/// still take, squared, as one word of two says little.
fn near(sets: &[Set], found: &Found) -> f64 {
    let one = |set: &Set| {
        let open = set.points.iter().filter(|at| found.points[**at].is_empty());
        let mut open: Vec<f64> = open.map(|at| found.near[*at]).collect();
        let made = set.points.len() - open.len();
        open.sort_by(|one, other| other.total_cmp(one));
        let wanted = set.enough.saturating_sub(made);
        wanted.checked_sub(1).and_then(|last| open.get(last)).copied().unwrap_or(0.0)
    };
    sets.iter().map(one).fold(0.0, f64::max).powi(2)
}

fn evidence(body: &Body, found: &Found) -> Vec<Evidence> {
    let mut all: Vec<Evidence> = Vec::new();
    for (point, places) in body.points.iter().zip(&found.points) {
        all.extend(places.iter().take(MOST_EVIDENCE).map(|made| Evidence {
            start: made.span.start,
            end: made.span.end,
            words: made.words.clone(),
            point: point.id.clone(),
            phrasing: made.phrasing.to_string(),
        }));
    }
    all.sort_by_key(|one| one.start);
    all
}

fn misconceptions(body: &Body, found: &Found) -> Vec<Misconception> {
    let places = body.mistakes.iter().zip(&found.mistakes);
    places
        .filter_map(|(mistake, places)| {
            let Made { span, .. } = places.first()?;
            Some(Misconception { start: span.start, end: span.end, message: mistake.message.clone() })
        })
        .collect()
}

/// What is missing in the set of points that the answer is nearest to.
fn missing(body: &Body, found: &Found) -> Vec<String> {
    let made = |set: &Set| set.points.iter().filter(|at| !found.points[**at].is_empty()).count();
    let open = |set: &&Set| set.enough.saturating_sub(made(set));
    let Some(nearest) = body.met.iter().min_by_key(open) else { return Vec::new() };
    let messages =
        nearest.points.iter().filter(|at| found.points[**at].is_empty()).map(|at| &body.points[*at].missing);
    messages.filter(|message| !message.is_empty()).cloned().collect()
}

fn note(verdict: Verdict, earned: Verdict, found: &Found) -> &'static str {
    match (verdict, earned) {
        _ if verdict < earned => "What the answer gets right is held back by a mistake.",
        (Verdict::Met, _) => "The answer says all that is asked for.",
        (Verdict::Partial, _) => "The answer says a part of what is asked for.",
        _ if found.listed => {
            "A list of words earns nothing; say in a sentence what they have to do with each other."
        }
        _ if found.denied => "The answer denies what is asked for.",
        _ if found.mentions > 0 => "The answer speaks of the topic and does not say what is asked for.",
        _ => "Nothing in the answer speaks of this.",
    }
}
