//! What the analysis must do quickly, measured: the classics after every edit, and designs of thousands of parts.
//!
//! `cargo bench --bench analysis` prints medians. A topology is given as a value each time, so that making the engine
//! ready counts. The limits, on a machine of two ordinary cores: `rules_outcomes_spofs` 0.3 ms, also after an edit;
//! `cut_sets_availability_and_n_minus_1` 3 ms; `spofs_of_large` at 10 000 components 50 ms, growing no faster than
//! linearly times log; `pairs_of_200` 100 ms.

mod classics;
#[expect(dead_code, reason = "the other benches use more of it")]
#[path = "../tests/it/designs/grown.rs"]
mod grown;

use std::sync::Arc;

use classics::{NAMES, classic};
use divan::{Bencher, black_box};
use spof::analysis::{Engine, Failures, Finding, Function, Granularity, Outcome, Spof, findings};
use spof::topology::{Edit, Topology};

fn main() {
    divan::main();
}

/// What the lab shows after each edit.
fn quick(topology: &Topology) -> (Vec<Finding>, [Outcome; 3], [Vec<Spof>; 3]) {
    let engine = Engine::new(topology);
    let outcomes = Function::ALL.map(|function| engine.outcome(&Failures::none(), function));
    let spofs = Function::ALL.map(|function| engine.spofs(function, Granularity::Host));
    (findings(topology, &engine), outcomes, spofs)
}

/// Of a design that is shared, as one that is only looked at may be.
fn spofs(topology: &Arc<Topology>) -> [Vec<Spof>; 3] {
    let engine = Engine::new(Arc::clone(topology));
    Function::ALL.map(|function| engine.spofs(function, Granularity::Host))
}

#[divan::bench(args = NAMES)]
fn rules_outcomes_spofs(bencher: Bencher, name: &str) {
    let topology = classic(name);
    bencher.bench_local(|| quick(black_box(&topology)));
}

/// Two edits in turn, so that no state is seen twice in a row.
#[divan::bench(args = NAMES)]
fn rules_outcomes_spofs_after_an_edit(bencher: Bencher, name: &str) {
    let topology = classic(name);
    let host = topology.hosts[0].id.clone();
    let edits = [format!("add cache extra on {host}"), format!("remove {host}.extra")];
    let mut now = topology;
    let mut step = 0;
    bencher.bench_local(|| {
        let edit = Edit::parse(&edits[step % 2], &now).expect("it is a command");
        now = edit.apply(&now).expect("it fits");
        step += 1;
        quick(black_box(&now))
    });
}

#[divan::bench(args = NAMES)]
fn engine_alone(bencher: Bencher, name: &str) {
    let topology = classic(name);
    bencher.bench_local(|| Engine::new(black_box(&topology)));
}

#[divan::bench(args = NAMES)]
fn findings_alone(bencher: Bencher, name: &str) {
    let topology = classic(name);
    let engine = Engine::new(&topology);
    bencher.bench_local(|| findings(black_box(&topology), &engine));
}

#[divan::bench(args = NAMES)]
fn cut_sets_availability_and_n_minus_1(bencher: Bencher, name: &str) {
    let topology = classic(name);
    bencher.bench_local(|| {
        let engine = Engine::new(black_box(&topology));
        let sets = Function::ALL.map(|function| engine.cut_sets(function, Granularity::Host, 3));
        let served = Function::ALL.map(|function| engine.availability(function, Granularity::Host));
        (sets, served, engine.capacity(Granularity::Host))
    });
}

/// A shape, and how many components it has.
#[derive(Debug, Clone, Copy)]
struct Large(&'static str, usize);

impl std::fmt::Display for Large {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

impl Large {
    fn topology(self) -> Topology {
        grown::grown(self.0, self.1)
    }
}

fn shapes(sizes: &[usize]) -> Vec<Large> {
    let shapes = ["wide", "chain", "random"].into_iter();
    shapes.flat_map(|shape| sizes.iter().map(move |size| Large(shape, *size))).collect()
}

#[divan::bench(args = shapes(&[1_000, 3_000, 10_000, 30_000]), sample_count = 15)]
fn spofs_of_large(bencher: Bencher, design: Large) {
    let topology = Arc::new(design.topology());
    bencher.bench_local(|| spofs(black_box(&topology)));
}

/// In shapes that are hard for the rules: every server open to the internet, every one a single point of failure.
#[divan::bench(args = ["public", "encrypted", "chain"].iter().flat_map(|shape| [1_000, 10_000].map(|size| Large(shape, size))), sample_count = 15)]
fn findings_of_large(bencher: Bencher, design: Large) {
    let topology = design.topology();
    bencher.bench_local(|| findings(black_box(&topology), &Engine::new(&topology)));
}

#[divan::bench(args = shapes(&[10_000]), sample_count = 15)]
fn engine_of_large(bencher: Bencher, design: Large) {
    let topology = Arc::new(design.topology());
    bencher.bench_local(|| Engine::new(Arc::clone(black_box(&topology))));
}

#[divan::bench(args = shapes(&[200]), sample_count = 15)]
fn pairs_of_200(bencher: Bencher, design: Large) {
    let topology = design.topology();
    bencher.bench_local(|| {
        let engine = Engine::new(black_box(&topology));
        Function::ALL.map(|function| engine.cut_sets(function, Granularity::Host, 2))
    });
}

/// Tiers of two, so that every tier is a cut set and every element has to be tried with every other.
#[divan::bench(args = [20, 50, 100], sample_count = 15)]
fn cut_sets_of_3_of_doubled_tiers(bencher: Bencher, tiers: usize) {
    let topology = grown::grown("pairs", tiers + 1);
    bencher.bench_local(|| {
        let engine = Engine::new(black_box(&topology));
        engine.cut_sets(Function::StaticRead, Granularity::Host, 3)
    });
}
