//! Which states a rendered picture shows.

use crate::analysis::Engine;
use crate::cli::failing;
use crate::cli::failure::Failure;
use crate::diagram::Marks;
use crate::export::states::{self, Shown};
use crate::topology::{Id, Link, Topology};

/// What stands out in the picture.
#[derive(Debug, clap::Args)]
pub(super) struct Marked {
    /// Show these as failed: hosts, components, places or links, parted by commas
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    fail: Vec<String>,
    /// Mark the single points of failure
    #[arg(long)]
    spof: bool,
    /// Mark the bottleneck: what is full first
    #[arg(long)]
    bottleneck: bool,
    /// Let these stand out: hosts, components, clusters or links, parted by commas
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    highlight: Vec<String>,
}

impl Marked {
    /// The marks for a topology.
    pub(super) fn marks(&self, topology: &Topology) -> Result<Marks, Failure> {
        let failures = failing::failures(&self.fail, topology)?;
        let shown = Shown { spofs: self.spof, bottleneck: self.bottleneck };
        // What is not asked for is not worked out.
        let mut marks = if failures.is_empty() && shown == Shown::default() {
            Marks::default()
        } else {
            states::marks(&Engine::new(topology), &failures, shown)
        };
        for name in failing::names(&self.highlight) {
            let link = topology.links.iter().map(Link::id).find(|id| id.to_string() == name);
            match (link, Id::parse(name)) {
                (Some(link), _) => marks.highlighted.insert_link(link),
                (None, Ok(id)) if topology.contains(name) => marks.highlighted.insert(id),
                _ => return Err(failing::unknown("--highlight", name, topology)),
            }
        }
        Ok(marks)
    }
}
