//! The classic topologies, for every bench.

use spof::course::Course;
use spof::topology::Topology;

/// Their names, smallest first.
pub(crate) const NAMES: [&str; 6] = ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"];

/// The classic of this name.
pub(crate) fn classic(name: &str) -> Topology {
    let course = Course::embedded();
    course.topology(&format!("lessons/classics/{name}.ron")).expect("the classics are shipped")
}
