//! Claims about a design, held against the engine. What really happens is worked out by hand from the designs.

use spof::course::Course;
use spof::marking::claims;
use spof::requirement::Verdict::{self, Met, Missing, Partial};

use super::RUBRICS;

/// The verdict on the claim in a sentence about a classic design; `None` where it claims nothing.
#[track_caller]
fn told(classic: &str, sentence: &str) -> Option<Verdict> {
    let topology =
        Course::embedded().topology(&format!("lessons/classics/{classic}.ron")).expect("a classic");
    let found = claims(sentence, &topology, &RUBRICS);
    assert!(found.len() < 2, "{sentence}: {found:?}");
    found.first().map(|claim| {
        assert_eq!(&sentence[claim.start..claim.end], sentence);
        assert!(!claim.words.is_empty() && claim.truth.ends_with('.'), "{claim:?}");
        claim.verdict
    })
}

/// `c1`: haproxy on `lb` asks nginx on `s1` and `s2` for their health, each with its application and MySQL; that of `s1`
/// is the primary, and nobody promotes the replica but a person.
#[test]
fn what_follows_from_a_failure() {
    for (sentence, verdict) in [
        ("If lb fails, the site is down.", Met),
        ("The whole site goes down if the load balancer crashes.", Met),
        ("If haproxy fails the site stays up.", Missing),
        ("Without the load balancer, users cannot reach the site.", Met),
        ("Should lb die, nobody can reach the site.", Met),
        ("If lb fails, the site is not down.", Missing),
        ("A failure of lb takes the site down.", Met),
        // Both kinds of reads go on with what s2 has; only the primary takes writes.
        ("If s1 fails, the site is down.", Partial),
        ("If s1 fails, the site stays up.", Partial),
        ("If s1 fails, writes are impossible.", Met),
        ("When s1.mysql crashes, reads still work.", Met),
        ("When s1.mysql crashes, writes still work.", Missing),
        ("If the primary fails, nothing can be written.", Met),
        ("If s2 fails, the site is still available.", Met),
        ("If s2 fails, users notice nothing.", Met),
        ("If either web server fails, the site stays online.", Met),
        ("If one of the web servers fails, the site is down.", Missing),
        ("If both web servers fail, the site is down.", Met),
    ] {
        assert_eq!(told("c1", sentence), Some(verdict), "{sentence}");
    }
    assert_eq!(told("c0", "If the server fails, the whole site is down."), Some(Met), "there is only one");
}

#[test]
fn who_takes_over() {
    for (sentence, verdict) in [
        ("If s1 fails, s2 takes over.", Met),
        ("If the web server on s1 fails, s2.nginx takes over.", Met),
        ("If s1's nginx crashes, s2 takes over.", Met),
        ("When the primary fails, the replica takes over.", Missing),
        ("If lb fails, s2 takes over.", Missing),
    ] {
        assert_eq!(told("c1", sentence), Some(verdict), "{sentence}");
    }
    let topology = Course::embedded().topology("lessons/classics/c1.ron").expect("a classic");
    let found = claims("When the primary fails, the replica takes over.", &topology, &RUBRICS);
    assert!(
        found[0]
            .truth
            .starts_with("When s1.mysql fails, static reads and dynamic reads go on; writes are down."),
        "{}",
        found[0].truth
    );
}

#[test]
fn what_is_a_single_point_of_failure() {
    for (sentence, verdict) in [
        ("The load balancer is a single point of failure.", Met),
        ("lb is a SPOF.", Met),
        ("s2 is a SPOF.", Missing),
        ("The load balancer is no longer a single point of failure.", Missing),
        ("The primary database is a SPOF for writes.", Met),
        ("The replica is not a single point of failure.", Met),
        ("The single point of failure is haproxy.", Met),
    ] {
        assert_eq!(told("c1", sentence), Some(verdict), "{sentence}");
    }
}

#[test]
fn which_database_accepts_writes() {
    for (sentence, verdict) in [
        ("Only the primary accepts writes.", Met),
        ("The replica accepts writes.", Missing),
        ("The replica does not accept writes.", Met),
        ("Only s2.mysql accepts writes.", Missing),
        ("Writes go to s1.mysql.", Met),
        ("Writes are sent to the replica.", Missing),
        ("The replica only serves reads.", Met),
        ("The primary only answers reads.", Missing),
    ] {
        assert_eq!(told("c1", sentence), Some(verdict), "{sentence}");
    }
}

#[test]
fn what_names_no_part_for_certain_or_supposes_nothing_is_no_claim() {
    for sentence in [
        "If the web server fails, the site is down.",
        "If a server fails, it is repaired.",
        "If a second load balancer fails, the site stays up.",
        "If there were another load balancer, the site would stay up.",
        "What happens if lb fails?",
        "The site is down.",
        "The load balancer spreads the requests over s1 and s2.",
        "If lb is slow, the site is slow.",
        "lb, s1, SPOF, down, site, failure",
        "s1 and s2 have the same components.",
        "The load balancer and s1 are on the same network.",
        "The user writes a letter to the server.",
        "If lb does not fail, the site is up.",
    ] {
        assert_eq!(told("c1", sentence), None, "{sentence}");
    }
}

#[test]
fn any_text_can_be_held_against_any_design() {
    let topology = Course::embedded().topology("lessons/classics/c3.ron").expect("a classic");
    for piece in
        ["if ", "fails ", "lb ", "the site is down ", "é", "\u{0}", "s1's web server ", "only ", "- ", "# "]
    {
        let text = piece.repeat(2_000);
        let found = claims(&text, &topology, &RUBRICS);
        assert!(found.iter().all(|claim| text.get(claim.start..claim.end).is_some()), "{piece}");
    }
}
