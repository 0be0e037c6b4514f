//! Twelve small edits: what the learner sees does not jump.
//!
//! Four edits on each of three designs, as other tools were measured with them. A leaf is a component; where it is, is
//! where its name is printed. One common shift of the whole picture is forgiven.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use spof::diagram::{Charset, Drawing, Level, Marks, Options, Orientation, Point};
use spof::topology::{Edit, Id, Topology};

use super::classics::design;
use super::compare::check_drawing;
use super::judge::judge;

const OPTIONS: Options = Options { metrics: false, level: Level::Full, orientation: Orientation::TopDown };

/// The four edits on a design, each as the lines that the lab takes.
fn edits(number: usize, topology: &Topology) -> Vec<(&'static str, Topology)> {
    let (balancers, behind, behind_web): (&[&str], &str, &str) = match number {
        2 => (&["lb1.haproxy"], "db1.mysql1", "mysql"),
        3 => (&["fw2"], "fw3", "mysql"),
        _ => (&["lb1.hap1", "lb2.hap2"], "apps1.app1", "http 8080"),
    };
    let replica = ["add host db3", "add database mysql3 on db3", "connect db1.mysql1 db3.mysql3 replication"];
    let web = [
        "add host web3".to_owned(),
        "add web_server nginx3 on web3".to_owned(),
        format!("connect web3.nginx3 {behind} {behind_web}"),
    ];
    let calls = balancers.iter().map(|balancer| format!("connect {balancer} web3.nginx3 http"));
    let web: Vec<String> = web.into_iter().chain(calls).collect();
    let cache = ["add cache varnish on web1", "connect web1.nginx1 web1.varnish http"];
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let relabelled = {
        let mut topology = topology.clone();
        let last_but_one = topology.links.len() - 2;
        topology.links[last_but_one].label = Some("TLS :8443".to_owned());
        topology
    };
    vec![
        ("a replica", edited(topology, &owned(&replica))),
        ("a web server", edited(topology, &web)),
        ("another label", relabelled),
        ("a component", edited(topology, &owned(&cache))),
    ]
}

fn edited(topology: &Topology, lines: &[String]) -> Topology {
    lines.iter().fold(topology.clone(), |topology, line| {
        let edit = Edit::parse(line, &topology).unwrap_or_else(|error| panic!("{line}: {error}"));
        edit.apply(&topology).unwrap_or_else(|error| panic!("{line}: {error}"))
    })
}

/// How far each leaf of `before` has moved, less the shift that most of them share.
fn moves(before: &Drawing, after: &Drawing, topology: &Topology) -> Vec<(Id, (isize, isize))> {
    let step = |id: &Id| {
        let (from, to) = (before.name(id.as_str())?, after.name(id.as_str())?);
        let along = |from: usize, to: usize| to.cast_signed() - from.cast_signed();
        Some((along(from.x, to.x), along(from.y, to.y)))
    };
    let steps: Vec<(Id, (isize, isize))> = topology
        .components()
        .map(|placed| placed.id())
        .map(|id| (id.clone(), step(&id).expect("it is drawn in both")))
        .collect();
    let mut counts: BTreeMap<(isize, isize), usize> = BTreeMap::new();
    for (_, step) in &steps {
        *counts.entry(*step).or_default() += 1;
    }
    let shared = counts.into_iter().max_by_key(|(_, count)| *count).map_or((0, 0), |(step, _)| step);
    steps.into_iter().map(|(id, (x, y))| (id, (x - shared.0, y - shared.1))).collect()
}

/// How many pairs of leaves have changed their order, from left to right or from top to bottom.
fn inversions(before: &Drawing, after: &Drawing, topology: &Topology) -> usize {
    let ids: Vec<Id> = topology.components().map(|placed| placed.id()).collect();
    let at = |drawing: &Drawing, id: &Id| drawing.name(id.as_str()).expect("it is drawn");
    let turned = |one: Point, other: Point, one_then: Point, other_then: Point| {
        let turns = |a: usize, b: usize, c: usize, d: usize| (a < b && c > d) || (a > b && c < d);
        turns(one.x, other.x, one_then.x, other_then.x) || turns(one.y, other.y, one_then.y, other_then.y)
    };
    let pairs = ids
        .iter()
        .enumerate()
        .flat_map(|(place, one)| ids[place + 1..].iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| turned(at(before, one), at(before, other), at(after, one), at(after, other)))
        .count()
}

fn names_are_where_they_are_said_to_be(topology: &Topology, drawing: &Drawing) {
    let picture = drawing.paint(&Marks::default());
    for placed in topology.components() {
        let Point { x, y } = drawing.name(placed.id().as_str()).expect("it is drawn");
        let name = placed.component.label.clone().unwrap_or_else(|| placed.component.id.to_string());
        let printed: String = (x..x + name.len()).map(|x| picture.glyph(x, y, Charset::Unicode)).collect();
        assert_eq!(printed, name);
    }
}

#[test]
fn after_an_edit_the_picture_says_what_the_design_says() {
    let shown = Options { metrics: true, ..Options::default() };
    for number in 2..=4 {
        let topology = design(&format!("tests/it/diagram/designs/{number}.ron"));
        let before = Drawing::new(&topology, &shown);
        for (what, edited) in edits(number, &topology) {
            let after = Drawing::after(&before, &edited, &shown);
            check_drawing(&edited, &after, Charset::Unicode)
                .unwrap_or_else(|error| panic!("{what} in {number}: {error}"));
            // And back again.
            let back = Drawing::after(&after, &topology, &shown);
            check_drawing(&topology, &back, Charset::Ascii)
                .unwrap_or_else(|error| panic!("{what} in {number}, undone: {error}"));
        }
    }
}

#[test]
fn small_edits_move_almost_nothing() {
    let (mut leaves, mut moved, mut cells, mut turned) = (0, 0, 0.0, 0);
    let mut told = String::new();
    for number in 2..=4 {
        let topology = design(&format!("tests/it/diagram/designs/{number}.ron"));
        let before = Drawing::new(&topology, &OPTIONS);
        for (what, edited) in edits(number, &topology) {
            let after = Drawing::after(&before, &edited, &OPTIONS);
            names_are_where_they_are_said_to_be(&edited, &after);
            let steps = moves(&before, &after, &topology);
            let gone: Vec<_> = steps.iter().filter(|(_, step)| *step != (0, 0)).collect();
            leaves += steps.len();
            moved += gone.len();
            cells += gone.iter().map(|(_, (x, y))| ((x * x + y * y) as f64).sqrt()).sum::<f64>();
            turned += inversions(&before, &after, &topology);
            let fresh = Drawing::new(&edited, &OPTIONS);
            let (soft, new) = (judge(&edited, &after).unwrap(), judge(&edited, &fresh).unwrap());
            let good = soft.crossings <= new.crossings + 2
                && soft.width * soft.height * 100 <= new.width * new.height * 115;
            assert!(good, "{what} in {number}: {soft:?}, and {new:?} when drawn anew");
            writeln!(told, "{number} {what}: {gone:?} {soft:?}").expect("a string takes everything");
            if std::env::var("SHOW").is_ok() {
                println!(
                    "{number} {what} {gone:?}\n{}",
                    after.paint(&Marks::default()).text(Charset::Unicode)
                );
            }
        }
    }
    println!("{told}{moved} of {leaves} moved, {} cells in the mean, {turned} turned", cells / leaves as f64);
    assert!(moved * 100 <= leaves * 5, "{told}");
    assert!(cells / leaves as f64 <= 0.3, "{told}");
    assert_eq!(turned, 0, "{told}");
}
