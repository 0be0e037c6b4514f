//! Proposals: ways to mend something that nobody has tried yet, kept small until somebody asks.
//!
//! A zone can have a hundred thousand lines with a flaw each, so a proposal holds the lines that it changes; the text
//! of the whole zone is written when the fix is asked for.

use std::collections::HashMap;

use crate::topology::{Edit, Id, Topology};

/// What to do, and the steps that do it; none where it takes more than edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proposal {
    pub(super) text: String,
    pub(super) steps: Vec<Step>,
}

/// One step of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A command, as the lab takes it.
    Command(String),
    /// Commands that are yet to be worked out.
    Work(Work),
    /// A line of the zone, counted from 1, becomes this text, which may be several lines.
    Line(usize, String),
    /// A line that comes before all others of the zone.
    First(String),
    /// A line that comes after all others of the zone.
    Last(String),
}

/// Work that takes looking at the whole design, so that it is put off until a fix is asked for: there can be a thousand
/// single points of failure, and for each a thousand calls to draw again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Work {
    /// The same machine again.
    Twin(Id),
    /// The same free-standing part again.
    TwinPart(Id),
    /// A balancer with which this machine shares its address.
    Balancer(Id),
    /// A replica of the database on this machine, on a machine of its own.
    Database(Id),
    /// A replica of this free-standing database.
    Store(Id),
    /// The same machine again, and two balancers before both.
    Pair(Id),
    /// A place for one of each pair of machines in this one.
    Place(Id),
    /// Machines of their own for these components.
    Apart(Vec<Id>),
    /// Whoever calls the primary reads from the replica too.
    Reading { replica: Id, primary: Id },
    /// Clients on every server without one that report to this service.
    Watching(Id),
}

impl From<Work> for Step {
    fn from(work: Work) -> Self {
        Self::Work(work)
    }
}

impl From<String> for Step {
    fn from(command: String) -> Self {
        Self::Command(command)
    }
}

impl From<&str> for Step {
    fn from(command: &str) -> Self {
        Self::Command(command.to_owned())
    }
}

impl Proposal {
    /// The commands that do it on this design: all changes of its zone as one, after the others. `work_out` does
    /// what was put off.
    pub(super) fn commands(
        &self,
        topology: &Topology,
        work_out: impl Fn(&Work) -> Vec<String>,
    ) -> Vec<String> {
        let mut commands = Vec::new();
        let (mut first, mut last) = (Vec::new(), Vec::new());
        let mut changed: HashMap<usize, &str> = HashMap::new();
        for step in &self.steps {
            match step {
                Step::Command(command) => commands.push(command.clone()),
                Step::Work(work) => commands.extend(work_out(work)),
                Step::Line(number, text) => drop(changed.insert(*number, text)),
                Step::First(line) => first.push(line.as_str()),
                Step::Last(line) => last.push(line.as_str()),
            }
        }
        if !(changed.is_empty() && first.is_empty() && last.is_empty()) {
            let zone = topology.zone.as_deref().unwrap_or_default().trim_end();
            let lines = zone.lines().enumerate();
            let written = lines.map(|(at, line)| changed.get(&(at + 1)).copied().unwrap_or(line));
            let text: Vec<&str> = first.into_iter().chain(written).chain(last).collect();
            commands.push(zoning(text.join("\n") + "\n"));
        }
        commands
    }
}

/// The command that makes a text the zone.
pub(super) fn zoning(text: String) -> String {
    Edit::Zone { text: Some(text) }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changes_of_a_zone_are_made_as_one() {
        let zone = Some("a\nb\nc\n\n".to_owned());
        let topology = Topology { zone, ..Topology::default() };
        let steps = vec![
            Step::Line(2, "two\nlines".to_owned()),
            Step::Last("z".to_owned()),
            "remove x".into(),
            Step::First("0".to_owned()),
            Work::Twin(Id::parse("y").unwrap()).into(),
            Step::Line(3, "; c".to_owned()),
        ];
        let proposal = Proposal { text: String::new(), steps };
        let zone = zoning("0\na\ntwo\nlines\n; c\nz\n".to_owned());
        let work_out = |_: &Work| vec!["add host y-2".to_owned()];
        assert_eq!(
            proposal.commands(&topology, work_out),
            ["remove x".to_owned(), "add host y-2".to_owned(), zone]
        );
    }
}
