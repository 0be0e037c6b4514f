//! How tight the availabilities of large designs are, and how long they take: a table, not a stopwatch.
//!
//! `cargo bench --bench availability` goes through the classics grown to 20, 40 and 60 elements, then through designs
//! by chance of the same sizes (which are harder than what people build: every setting, every second one of them odd).
//! For each function it tells the unavailability; whether that is exact, or else how wide the bounds are; and how many
//! milliseconds it took, the median of three. A name after `--` chooses among the shapes.

#![expect(clippy::print_stdout, reason = "a table is what this is for")]

#[path = "../tests/it/analysis"]
mod analysis {
    #[expect(dead_code, reason = "the tests use the rest")]
    pub(crate) mod generate;
}
#[path = "../tests/it/designs/grown.rs"]
mod grown;

use std::time::Instant;

use analysis::generate::sized;
use grown::{SHAPES, grown};
use spof::analysis::{Availability, Engine, Function, Granularity};
use spof::topology::Topology;

/// How many designs by chance there are of each size.
const DESIGNS: u64 = 20;

fn main() {
    let asked = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    println!(
        "{:<22}{:>9}  {:<34}{:<34}{:<34}",
        "design", "elements", "static reads", "dynamic reads", "writes"
    );
    for (shape, widths) in SHAPES.into_iter().filter(|(shape, _)| shape.contains(&asked)) {
        for width in widths {
            let topology = grown(shape, width);
            line(shape, &topology, Granularity::Host);
            if width == widths[0] {
                line(&format!("{shape}, components"), &topology, Granularity::Component);
            }
        }
    }
    if "chance".contains(&asked) {
        println!(
            "\n{:<22}{:>9}{:>9}{:>12}{:>12}{:>12}",
            "by chance", "asked", "exact", "widest", "median ms", "most ms"
        );
        for (most, least) in [(8, 20), (12, 30), (16, 40), (20, 50)] {
            by_chance(most, least);
        }
    }
}

/// The figure of a function, with how long it took in milliseconds.
fn measured(topology: &Topology, function: Function, granularity: Granularity) -> (Availability, f64) {
    let mut runs = [(); 3].map(|()| {
        let engine = Engine::new(topology);
        let start = Instant::now();
        let found = engine.availability(function, granularity);
        (found, start.elapsed().as_secs_f64() * 1e3)
    });
    runs.sort_by(|one, other| one.1.total_cmp(&other.1));
    runs[1]
}

fn line(name: &str, topology: &Topology, granularity: Granularity) {
    let elements = Engine::new(topology).elements(granularity).len();
    let cells = Function::ALL.map(|function| {
        let (found, took) = measured(topology, function, granularity);
        let how = if found.is_exact() { "exact".to_owned() } else { format!("+{:.1e}", found.unknown) };
        format!("{:>10.3e} {how:<9}{took:>8.1} ms", 1.0 - found.served)
    });
    println!("{name:<22}{elements:>9}  {:<34}{:<34}{:<34}", cells[0], cells[1], cells[2]);
}

fn by_chance(most: usize, least: usize) {
    let (mut exact, mut widest, mut times) = (0, 0.0_f64, Vec::new());
    for seed in 0..DESIGNS {
        let topology = sized(seed, (most, None), least..=least + 9, 2_000);
        for function in Function::ALL {
            let (found, took) = measured(&topology, function, Granularity::Host);
            exact += usize::from(found.is_exact());
            widest = widest.max(found.unknown);
            times.push(took);
        }
    }
    times.sort_by(f64::total_cmp);
    let (median, longest) = (times[times.len() / 2], times[times.len() - 1]);
    let size = format!("{least} to {} elements", least + 9);
    println!("{size:<22}{:>9}{exact:>9}{widest:>12.1e}{median:>12.1}{longest:>12.1}", times.len());
}
