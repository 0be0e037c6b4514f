//! From points made to a verdict: what they are worth, how sure it is, and what to tell the learner.

use crate::requirement::Verdict;

use super::judge::{Found, Made};
use super::marked::{Evidence, Marked, Misconception};
use super::rubric::{Body, Set};

/// Below this confidence a person should look.
const SURE: f64 = 0.6;
/// The most places that are shown for one point.
const MOST_EVIDENCE: usize = 3;
/// How sure one phrasing is at best; a second one for the same point makes it surer.
const ONE_PHRASING: f64 = 0.85;
/// How sure half marks are at best: the line between half and full is the vaguest.
const PARTIAL: f64 = 0.75;
/// How sure it is that nothing is there: when the topic is never named, and when it is.
const NOTHING: (f64, f64) = (0.9, 0.5);
/// What a mistake, or a point that is denied as well, takes from it.
const DOUBT: f64 = 0.2;

/// The marks for what was found.
pub(super) fn marked(body: &Body, found: &Found) -> Marked {
    let made = |point: &usize| !found.points[*point].is_empty();
    let whole = |sets: &[Set]| sets.iter().filter_map(|set| sure(set, found)).max_by(f64::total_cmp);
    let (earned, mut confidence) = match (whole(&body.met), whole(&body.partial)) {
        (Some(sure), _) => (Verdict::Met, sure),
        (None, Some(sure)) => (Verdict::Partial, sure * PARTIAL),
        (None, None) if found.mentions > 0 => (Verdict::Missing, NOTHING.1),
        (None, None) => (Verdict::Missing, NOTHING.0),
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
