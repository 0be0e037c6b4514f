//! Somebody else's checker: it reads the JSON of `spof analyze` and nothing else of the program, and compares all of it
//! with the second engine.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use spof::topology::{Topology, Traffic, write};

use super::super::Spof;
use crate::analysis::generate::design;
use crate::analysis::naive::{AllStates, Element, Naive, State, Wait, Waiting};

/// How many designs are looked at.
const DESIGNS: usize = 200;
/// The most elements of these: the program tries every fix of every finding.
const MOST_ELEMENTS: usize = 6;
/// Up to how many elements and events all states are tried.
const ALL_STATES: usize = 9;

#[test]
fn the_json_of_any_design_says_all_that_a_checker_needs() {
    let mut designs: Vec<(u64, Topology)> = (0..)
        .map(|seed| (seed, design(seed)))
        .filter(|(_, topology)| Naive::new(topology).elements(false).len() <= MOST_ELEMENTS)
        .take(DESIGNS)
        .collect();
    let rest = designs.split_off(DESIGNS / 2);
    std::thread::scope(|scope| {
        for half in [&designs, &rest].map(|half| scope.spawn(|| half.iter().for_each(look))) {
            half.join().expect("it agrees");
        }
    });
}

fn look((seed, topology): &(u64, Topology)) {
    let text = write(topology);
    let run = Spof::new("analyze design.ron --format json").file("design.ron", &text).run();
    run.ends(0);
    let (told, naive) = (run.json(), Naive::new(topology));
    let elements = naive.elements(false);
    let all = naive.all_states(&elements, ALL_STATES);
    let states_more =
        topology.clusters.iter().any(|cluster| cluster.common_cause.is_some() || cluster.coverage.is_some());
    let traffic = topology.traffic;
    let checker =
        Checker { told: &told, naive: &naive, elements: &elements, all: all.as_ref(), traffic, states_more };
    if let Err(why) = checker.check() {
        panic!("seed {seed}: {why} in\n{text}\n{told:#}");
    }
}

/// One answer, and who knows better.
struct Checker<'a> {
    told: &'a Value,
    naive: &'a Naive<'a>,
    elements: &'a [Element],
    all: Option<&'a AllStates>,
    traffic: Traffic,
    /// Whether the design states common causes or how often a reaction works.
    states_more: bool,
}

type Same = Result<(), String>;

impl Checker<'_> {
    fn check(&self) -> Same {
        same("left_out", &self.told["left_out"], &Value::Array(Vec::new()))?;
        same("cost", &self.told["cost"], &self.naive.cost().into())?;
        let functions = list(&self.told["functions"]);
        let names: Vec<&str> = functions.iter().map(|function| text(&function["name"])).collect();
        same("functions", &names, &vec!["static_read", "dynamic_read", "write"])?;
        let cut_sets = match self.all {
            Some(all) => [0, 1, 2].map(|function| all.cut_sets(function)),
            None => self.naive.cut_sets(self.elements),
        };
        for (no, (told, cut_sets)) in functions.iter().zip(cut_sets).enumerate() {
            let name = names[no];
            self.outcome(no, told).map_err(|why| format!("{name}: {why}"))?;
            self.sets(told, &cut_sets).map_err(|why| format!("{name}: {why}"))?;
            self.long_run(no, told).map_err(|why| format!("{name}: {why}"))?;
        }
        self.capacity()?;
        self.gaps()
    }

    fn outcome(&self, no: usize, told: &Value) -> Same {
        let served = self.naive.served(State::default())[no];
        near("failed share", &told["failed_share"], 1.0 - served)?;
        let outcome = match served {
            served if served < 1e-12 => "down",
            served if served > 1.0 - 1e-12 => "up",
            _ => "degraded",
        };
        same("outcome", &text(&told["outcome"]), &outcome)
    }

    /// Every cut set up to three, the single points of failure among them, each with its reason.
    fn sets(&self, told: &Value, expected: &BTreeSet<usize>) -> Same {
        same("complete to", &told["cut_sets_complete_to"], &3.into())?;
        let named = |set: &usize| -> BTreeSet<&str> {
            let here = self.elements.iter().enumerate().filter(|(no, _)| set >> no & 1 == 1);
            here.map(|(_, element)| &*element.id).collect()
        };
        let expected: BTreeSet<BTreeSet<&str>> = expected.iter().map(named).collect();
        let sets = list(&told["cut_sets"]).iter().map(|set| list(set).iter().map(text).collect());
        same("cut sets", &sets.collect::<BTreeSet<BTreeSet<&str>>>(), &expected)?;
        let single: BTreeSet<&str> =
            expected.iter().filter(|set| set.len() == 1).flatten().copied().collect();
        same("spofs", &list(&told["spofs"]).iter().map(text).collect(), &single)?;
        let reasons = list(&told["reasons"]);
        same("reasons", &reasons.iter().map(|reason| text(&reason["id"])).collect(), &single)?;
        let shown =
            |reason: &&Value| !list(&reason["path"]).is_empty() && !text(&reason["because"]).is_empty();
        same("reasons that show a way", &reasons.iter().filter(shown).count(), &single.len())
    }

    /// The figures of the long run, or bounds that hold them; and what each element means.
    fn long_run(&self, no: usize, told: &Value) -> Same {
        let bounds = list(&told["availability_bounds"]);
        let Some(all) = self.all else { return same("bounds", &bounds.len(), &2) };
        let figures = all.stated(no).unwrap_or_else(|| all.ideal(no));
        near("availability", &told["availability"], figures.served)?;
        near("the lower bound", &bounds[0], figures.served)?;
        near("the upper bound", &bounds[1], figures.served)?;
        near("p_up", &told["p_up"], figures.p_up)?;
        near("p_down", &told["p_down"], figures.p_down)?;
        near("downtime", &told["downtime_seconds_per_year"], 365.0 * 86_400.0 * (1.0 - figures.served))?;
        if self.states_more {
            near("ideal", &told["ideal_availability"], all.ideal(no).served)?;
        } else {
            same("ideal", &told["ideal_availability"], &Value::Null)?;
        }
        let importance: BTreeMap<&str, &Value> =
            list(&told["importance"]).iter().map(|one| (text(&one["id"]), &one["birnbaum"])).collect();
        same("importance", &importance.len(), &self.elements.len())?;
        for (place, element) in self.elements.iter().enumerate() {
            near(
                &format!("importance of {}", element.id),
                importance[&*element.id],
                all.importance(no, place),
            )?;
        }
        Ok(())
    }

    fn capacity(&self) -> Same {
        let told = &self.told["capacity"];
        let traffic = self.traffic;
        let mix = [traffic.static_reads, traffic.dynamic_reads, traffic.writes];
        let rate = |what: &str, told: &Value, state: State, mix: [f64; 3]| match self.naive.most(state, mix) {
            Some(most) if most.rate.is_infinite() => same(what, told, &Value::Null),
            Some(most) => near(what, told, most.rate),
            None => same(what, &told.is_number(), &true),
        };
        rate("mix", &told["mix_qps"], State::default(), mix)?;
        near("offered", &told["offered_qps"], traffic.qps)?;
        for (no, function) in list(&self.told["functions"]).iter().enumerate() {
            let alone = [0, 1, 2].map(|other| f64::from(u8::from(other == no)));
            rate("capacity of a function", &function["capacity_qps"], State::default(), alone)?;
        }
        let after = told["after_failure"].as_object().expect("rates by element");
        same("elements", &after.len(), &self.elements.len())?;
        for element in self.elements {
            let state = self.naive.failed(&element.id, false);
            rate(&format!("capacity without {}", element.id), &after[&element.id], state, mix)?;
        }
        Ok(())
    }

    fn gaps(&self) -> Same {
        let mut found: BTreeMap<Waiting, Wait> = BTreeMap::new();
        let mut waiting = [0.0; 3];
        for gap in list(&self.told["failover_gaps"]) {
            let share = number(&gap["share"]);
            let (often, seconds) = (number(&gap["failures_per_year"]), number(&gap["seconds"]));
            near("seconds a year", &gap["seconds_per_year"], share * often * seconds)?;
            for function in list(&gap["functions"]) {
                let names = ["static_read", "dynamic_read", "write"];
                let no = names.iter().position(|name| *name == text(function)).expect("a function");
                // A person's reaction keeps the function down, which counts as downtime.
                let reaction = REACTIONS.into_iter().find(|known| *known == text(&gap["reaction"]));
                let reaction = reaction.ok_or("a reaction that nobody knows")?;
                waiting[no] += if reaction == "manual_promotion" { 0.0 } else { share * often * seconds };
                let key = (reaction, text(&gap["by"]).to_owned(), text(&gap["after"]).to_owned(), no);
                let wait = found.entry(key).or_insert_with(|| Wait { seconds, ..Wait::default() });
                wait.add(share, often);
            }
        }
        for (function, waiting) in list(&self.told["functions"]).iter().zip(waiting) {
            near("switch-over", &function["switch_over_seconds_per_year"], waiting)?;
        }
        let expected = self.naive.gaps(false);
        same("gaps", &found.keys().collect::<Vec<_>>(), &expected.keys().collect::<Vec<_>>())?;
        for ((what, found), expected) in found.iter().zip(expected.values()) {
            let total = |wait: &Wait| wait.often.iter().map(|(share, often)| share * often).sum::<f64>();
            let close = |one: f64, other: f64| (one - other).abs() < 1e-9 * other.abs().max(1.0);
            let alike = close(found.seconds, expected.seconds) && close(total(found), total(expected));
            same(&format!("{what:?}, {found:?}, {expected:?}"), &alike, &true)?;
        }
        Ok(())
    }
}

const REACTIONS: [&str; 6] = ["check", "address", "promotion", "manual_promotion", "majority", "retry"];

/// Two chains of nine proxies before one web server: each pair of one from either is a cut set.
#[test]
fn more_cut_sets_than_are_looked_through_for_common_causes_are_told_with_what_is_left_out() {
    let chain = |name: &str| -> String {
        let link = |no: usize| {
            let to = if no < 9 { format!("{name}{}", no + 1) } else { "web".to_owned() };
            format!("(from: \"{name}{no}\", to: \"{to}\", protocol: http),")
        };
        format!("(from: \"lb\", to: \"{name}1\", protocol: http),") + &(1..=9).map(link).collect::<String>()
    };
    let proxies: String = ["a", "b"]
        .into_iter()
        .flat_map(|name| (1..=9).map(move |no| format!("(id: \"{name}{no}\", kind: proxy, check: http),")))
        .collect();
    let design = format!(
        "(format: 1, parts: [(id: \"user\", kind: user), (id: \"lb\", kind: load_balancer, check: http), \
         (id: \"web\", kind: web_server), {proxies}], \
         links: [(from: \"user\", to: \"lb\", protocol: http), {}{}])",
        chain("a"),
        chain("b")
    );
    let run = Spof::new("analyze design.ron --format json --cut-sets 2").file("design.ron", design).run();
    run.ends(0);
    let told = run.json();
    let reads = &told["functions"][0];
    assert_eq!((list(&reads["cut_sets"]).len(), &reads["cut_sets_complete_to"]), (2 + 81, &2.into()));
    let left_out: Vec<&str> = list(&told["left_out"]).iter().map(text).collect();
    assert!(matches!(left_out[..], [only] if only.starts_with("Common causes")), "{left_out:?}");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Same {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, expected {expected:?}")) }
}

fn near(what: &str, found: &Value, expected: f64) -> Same {
    let close =
        found.as_f64().is_some_and(|found| (found - expected).abs() <= 1e-9 * expected.abs().max(1.0));
    if close { Ok(()) } else { Err(format!("{what}: {found}, expected {expected}")) }
}
