//! `spof analyze`: what follows from a topology.

mod change;
mod findings;
mod long_run;
mod page;
mod report;
mod rule;
mod what_if;

use std::path::{Path, PathBuf};

use clap::ValueHint;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use strum::VariantArray;

use crate::analysis::{
    Change, Engine, FindingState, Granularity, Options, Report, Severity, Trials, analyse,
};
use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::page::Page;
use crate::cli::{Output, failing, input, json, terminal};
use crate::text;
use crate::topology::{Edit, Topology};

/// The keys of version 1 of the JSON, and what the exit codes mean.
const MORE: &str = r#"JSON: {"version": 1, "granularity",
  "functions": [{"name": "static_read" | "dynamic_read" | "write", "outcome": "up" | "degraded" | "down",
    "failed_share", "spofs": [id], "cut_sets": [[id]], "availability", "p_up", "p_down",
    "downtime_seconds_per_year", "capacity_qps", "cut_sets_complete_to", "availability_bounds": [least, most],
    "ideal_availability", "switch_over_seconds_per_year",
    "reasons": [{"id", "because", "path": [id], "carries": [id]}], "importance": [{"id", "birnbaum", "seconds_per_year"}]}],
  "common_causes": [{"id", "carries": [id], "besides": [id], "functions": [name]}],
  "failover_gaps": [{"reaction", "by", "after", "functions": [name], "seconds", "share", "failures_per_year",
    "seconds_per_year"}],
  "capacity": {"mix_qps", "bottleneck", "utilisation": {id: share}, "after_failure": {id: qps}, "full": [id],
    "offered_qps", "refused_qps"}, "cost",
  "findings": [{"rule", "state", "severity", "subjects": [id], "message", "why",
    "fixes": [{"text", "edits": [text], "cost"}]}], "left_out": [text],
  "after": null | {"functions": [{"name", "outcome", "failed_share", "why", "spofs": [id]}], "reactions":
    [{"reaction", "by", "from": [id], "to": [id], "seconds"}], "unnoticed": [{"by", "targets": [id]}],
    "capacity": as above},
  "difference": null | {"summary", "gone": [{"rule", "severity", "subjects", "message"}], "appeared": as gone,
    "worse": as gone, "functions": [{"name", "served", "spofs_gone": [id], "spofs_appeared": [id], "cut_sets",
    "availability", "capacity_qps"}], "mix_qps", "least_after_failure_qps", "after_failure": {id: pair},
    "utilisation": {id: pair}, "reactions": [{"reaction", "by", "seconds": pair}], "cost"}}
A rate without a limit is null, and so is the cost of a fix without edits. With --fail, outcome and failed_share are
those after the failures and `after` says what comes after them; all else is said of the intact design. With --edit
all is said of the edited design, and `difference` has pairs of what was before and is after with nothing failed, null
where nothing changed. `ideal_availability` is without the common causes and the coverage that the file states, null where it states
none.
With --explain: {"version": 1, "rules": [{"id", "title", "severity", "looks_for", "why", "unless", "mend",
  "topic", "requirements": [id], "findings": [as above]}]}.

Exit codes: 0 it ran, 1 an open finding is as severe as --fail-on says, 2 wrong use or an unreadable file."#;

/// Say what follows from a topology: outcomes, single points of failure, availability, capacity, findings
#[derive(Debug, clap::Args)]
#[command(after_long_help = MORE)]
pub(in crate::cli) struct Analyze {
    /// The topology; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath, required_unless_present = "explain")]
    file: Option<PathBuf>,
    /// What if these have failed: hosts, components, places or links, parted by commas; `web1:hang` for one that
    /// hangs
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    fail: Vec<String>,
    /// Say what this edit would change, written as in the lab; may be given several times
    #[arg(long, value_name = "COMMAND", conflicts_with = "explain")]
    edit: Vec<String>,
    /// Explain a rule in full, with its findings here and the edits that mend them; list all without RULE
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "")]
    explain: Option<String>,
    /// Show the edits of each fix
    #[arg(long)]
    edits: bool,
    /// What counts as one element that can fail
    #[arg(long, value_name = "WHAT", default_value = "host", value_parser = granularity())]
    granularity: Granularity,
    /// The most elements of a cut set that are looked for
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=3))]
    cut_sets: u8,
    /// The mix of requests: parts of static reads, dynamic reads and writes, such as 70,27,3
    #[arg(long, value_name = "STATIC,READ,WRITE", value_parser = mix)]
    mix: Option<[f64; 3]>,
    /// The requests a second that users offer
    #[arg(long, value_name = "QPS", value_parser = rate)]
    rate: Option<f64>,
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

/// Reads three parts of a mix, of which one at least must be more than nothing.
fn mix(text: &str) -> Result<[f64; 3], String> {
    let parts: Result<Vec<f64>, String> = text.split(',').map(|part| rate(part.trim())).collect();
    match parts?.as_slice() {
        [files, reads, writes] if files + reads + writes > 0.0 => Ok([*files, *reads, *writes]),
        [_, _, _] => Err("one of the parts must be above 0".to_owned()),
        _ => Err("it takes three numbers, such as 70,27,3".to_owned()),
    }
}

/// Reads a number that is 0 or more, and not beyond what anybody means.
fn rate(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.0..=1e12).contains(&number) {
        Ok(number)
    } else {
        Err(format!("`{text}` is not between 0 and 1e12"))
    }
}

/// A design as it was asked for, and everything that is said of it.
struct Asked {
    topology: Topology,
    report: Report,
    /// The edits that led there, and what they changed.
    change: Option<(Vec<Edit>, crate::analysis::Difference)>,
}

impl Analyze {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let page = || Page::new(terminal::look(global));
        let file = self.file.as_deref();
        let asked = file.map(|file| self.ask(file)).transpose()?;
        let engine = asked.as_ref().map(|asked| Engine::new(&asked.topology));
        let trials = engine.as_ref().map(Trials::new);
        let name = file.map(input::name).unwrap_or_default();
        if let Some(rule) = &self.explain {
            let here = asked.as_ref().zip(trials.as_ref());
            let here = here.map(|(asked, trials)| rule::Here { report: &asked.report, trials, file: &name });
            let told = rule::Told::of(rule, here)?;
            let text = match self.format {
                Format::Json => json::write(&told.json()),
                Format::Text => told.show(page()),
            };
            return Ok(Output::new(text, asked.as_ref().is_none_or(|asked| self.passes(&asked.report))));
        }
        let Some((asked, trials)) = asked.as_ref().zip(trials) else {
            return Err(Failure::said(Kind::Usage, "There is no topology to analyse."));
        };
        let text = match self.format {
            Format::Json => {
                let difference = asked.change.as_ref().map(|(_, difference)| difference);
                json::write(&report::Told::of(&asked.topology, &asked.report, &trials, difference))
            }
            Format::Text => self.text(asked, &trials, &name, page()),
        };
        Ok(Output::new(text, self.passes(&asked.report)))
    }

    /// What is said to people: of a design, of an edit, or of what comes after failures.
    fn text(&self, asked: &Asked, trials: &Trials<'_>, file: &str, page: Page) -> String {
        let Asked { topology, report, change } = asked;
        if let Some(after) = &report.aftermath {
            let failed = &failing::names(&self.fail)[..];
            let edits = change.as_ref().map_or(&[][..], |(edits, _)| edits);
            return what_if::show(&what_if::Sheet { topology, edits, report, after, failed, file }, page);
        }
        if let Some((edits, difference)) = change {
            return change::show(&change::Sheet { topology, edits, difference, file }, page);
        }
        let (edits, cut_sets) = (self.edits, self.cut_sets.into());
        page::Sheet { topology, report, trials, edits, cut_sets, file }.show(page)
    }

    fn passes(&self, report: &Report) -> bool {
        let open = report.findings.iter().filter(|finding| finding.state == FindingState::Open);
        let worst = open.map(|finding| finding.severity).max();
        self.fail_on.is_none_or(|limit| worst.is_none_or(|worst| worst < limit))
    }

    /// Reads the design and analyses it, with the edits made and the load asked about.
    fn ask(&self, file: &Path) -> Result<Asked, Failure> {
        let mut topology = input::topology(file)?;
        let traffic = &mut topology.traffic;
        if let Some([files, reads, writes]) = self.mix {
            (traffic.static_reads, traffic.dynamic_reads, traffic.writes) = (files, reads, writes);
        }
        traffic.qps = self.rate.unwrap_or(traffic.qps);
        let mut edited = topology.clone();
        let mut edits = Vec::new();
        for line in &self.edit {
            let edit = Edit::parse(line, &edited).map_err(|error| refused(line, error))?;
            edited = edit.apply(&edited).map_err(|error| refused(line, error))?;
            edits.push(edit);
        }
        let options = Options {
            granularity: self.granularity,
            fail: failing::failures(&self.fail, &edited)?,
            cut_sets: self.cut_sets.into(),
        };
        if edits.is_empty() {
            let report = analyse(&topology, &options);
            return Ok(Asked { topology, report, change: None });
        }
        let change =
            Change::of(&topology, &edits, &options).map_err(|error| refused(&self.edit.join("; "), error))?;
        let Change { topology, report, difference } = change;
        Ok(Asked { topology, report, change: Some((edits, difference)) })
    }
}

fn refused(line: &str, error: crate::topology::EditError) -> Failure {
    Failure::said(
        Kind::Usage,
        format_args!("The edit `{}` cannot be made. {}", text::safe(line), error.message),
    )
    .hint(error.hint)
}
