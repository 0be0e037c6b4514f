//! `spof analyze`: what follows from a topology.

mod page;
mod report;

use std::path::PathBuf;

use clap::ValueHint;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use strum::VariantArray;

use crate::analysis::{
    Engine, Failure as Failing, Failures, FindingState, Granularity, Options, Severity, Trials, analyse,
};
use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::page::Page;
use crate::cli::{Output, input, json, terminal};
use crate::text;
use crate::topology::Topology;

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "granularity",
  "functions": [{"name": "static_read" | "dynamic_read" | "write", "outcome": "up" | "degraded" | "down",
    "failed_share", "spofs": [id], "cut_sets": [[id]], "availability", "p_up", "p_down",
    "downtime_seconds_per_year", "capacity_qps"}],
  "capacity": {"mix_qps", "bottleneck", "utilisation": {id: share}, "after_failure": {id: qps}}, "cost",
  "findings": [{"rule", "state", "severity", "subjects": [id], "message", "why",
    "fixes": [{"text", "edits": [text], "cost"}]}]}
A capacity without a limit is null. With --fail, outcome and failed_share are those after the failures; all else
is said of the intact design.

Exit codes: 0 it ran, 1 an open finding is as severe as --fail-on says, 2 wrong use or an unreadable file."#;

/// Say what follows from a topology: outcomes, single points of failure, availability, capacity, findings
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Analyze {
    /// The topology; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// What if these have failed: hosts, components, places or links, parted by commas
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    fail: Vec<String>,
    /// What counts as one element that can fail
    #[arg(long, value_name = "WHAT", default_value = "host", value_parser = granularity())]
    granularity: Granularity,
    /// The most elements of a cut set that are looked for
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=3))]
    cut_sets: u8,
    /// Exit with 1 when a finding that is open is as severe as this
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    fail_on: Option<Severity>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Reads a granularity by the name that files use.
fn granularity() -> impl TypedValueParser<Value = Granularity> {
    PossibleValuesParser::new(Granularity::VARIANTS.iter().map(<&str>::from)).try_map(|name| name.parse())
}

/// Reads a severity by the name that JSON uses.
fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::VARIANTS.iter().map(<&str>::from)).try_map(|name| name.parse())
}

impl Analyze {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let topology = input::topology(&self.file)?;
        let options = Options {
            granularity: self.granularity,
            fail: self.failures(&topology)?,
            cut_sets: self.cut_sets.into(),
        };
        let report = analyse(&topology, &options);
        let open = report.findings.iter().filter(|finding| finding.state == FindingState::Open);
        let worst = open.map(|finding| finding.severity).max();
        let pass = self.fail_on.is_none_or(|limit| worst.is_none_or(|worst| worst < limit));
        let engine = Engine::new(&topology);
        let trials = Trials::new(&topology, &engine);
        let text = match self.format {
            Format::Json => json::write(&report::Told::of(&report, &trials)),
            Format::Text => {
                let sheet =
                    page::Sheet { topology: &topology, report: &report, trials: &trials, failed: &self.fail };
                sheet.show(&input::name(&self.file), Page::new(terminal::look(global)))
            }
        };
        Ok(Output::new(text, pass))
    }

    /// The failures that `--fail` names, all of which the topology must have.
    fn failures(&self, topology: &Topology) -> Result<Failures, Failure> {
        self.fail.iter().map(|name| name.trim()).try_fold(Failures::none(), |failures, name| {
            if let Some(placed) = topology.components().find(|placed| *placed.id().as_str() == *name) {
                return Ok(failures.with(placed.id(), Failing::Crash));
            }
            if let Some(host) = topology.host(name) {
                return Ok(failures.with(host.id.clone(), Failing::Crash));
            }
            if let Some(place) = topology.places.iter().find(|place| place.id == *name) {
                return Ok(failures.with(place.id.clone(), Failing::Crash));
            }
            if let Some(link) =
                topology.links.iter().map(crate::topology::Link::id).find(|id| id.to_string() == name)
            {
                return Ok(failures.with_link(link));
            }
            Err(unknown(name, topology))
        })
    }
}

fn unknown(name: &str, topology: &Topology) -> Failure {
    let mut ids: Vec<String> = topology.hosts.iter().map(|host| host.id.to_string()).collect();
    ids.extend(topology.components().map(|placed| placed.id().to_string()));
    ids.extend(topology.places.iter().map(|place| place.id.to_string()));
    let links: Vec<String> = topology.links.iter().map(|link| link.id().to_string()).collect();
    let failure =
        Failure::said(Kind::Usage, format_args!("--fail names `{name}`, which the topology does not have."));
    match text::closest(name, ids.iter().chain(&links).map(String::as_str)) {
        Some(near) => failure.hint(format!("Did you mean `{near}`?")),
        None => failure.hint(format!("It has {}.", ids.join(", "))),
    }
}
