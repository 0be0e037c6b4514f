//! Rules in full: what each looks for, why it matters, when it does not apply, and where it holds.

use serde::Serialize;

use crate::analysis::{Finding, FindingState, RULES, Report, Rule, Severity, Trials};
use crate::cli::failure::{Failure, Kind};
use crate::cli::json;
use crate::cli::page::{Ink, Page, Sign, piece};
use crate::text;

use super::findings;
use super::report::Found;

/// The design in which rules are looked up.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) report: &'a Report,
    pub(super) trials: &'a Trials<'a>,
    pub(super) file: &'a str,
}

impl<'a> Here<'a> {
    fn findings(&self, rule: &Rule) -> impl Iterator<Item = &'a Finding> {
        self.report.findings.iter().filter(move |finding| finding.rule == rule.id)
    }
}

/// What is told: one rule, or all of them.
pub(super) struct Told<'a> {
    rules: Vec<&'static Rule>,
    all: bool,
    here: Option<Here<'a>>,
}

impl<'a> Told<'a> {
    /// The rule of this id, or every rule where there is none.
    pub(super) fn of(id: &str, here: Option<Here<'a>>) -> Result<Self, Failure> {
        let id = id.trim();
        if id.is_empty() {
            return Ok(Self { rules: RULES.iter().collect(), all: true, here });
        }
        match crate::analysis::rule(id) {
            Some(rule) => Ok(Self { rules: vec![rule], all: false, here }),
            None => Err(unknown(id)),
        }
    }

    /// The rules with the names of JSON.
    pub(super) fn json(&self) -> impl Serialize + '_ {
        let rules = self.rules.iter().map(|rule| OfRule {
            id: rule.id,
            title: rule.title,
            severity: rule.severity,
            looks_for: rule.looks_for,
            why: rule.why,
            unless: rule.unless,
            mend: rule.mend,
            topic: rule.topic,
            requirements: rule.requirements,
            findings: self
                .here
                .iter()
                .flat_map(|here| here.findings(rule).map(|finding| Found::of(finding, here.trials)))
                .collect(),
        });
        Rules { version: json::VERSION, rules: rules.collect() }
    }

    /// The rules as a page.
    pub(super) fn show(&self, mut page: Page) -> String {
        if self.all {
            self.list(&mut page);
        } else {
            self.full(self.rules[0], &mut page);
        }
        page.finish()
    }

    fn list(&self, page: &mut Page) {
        page.line(&[
            piece(Ink::Strong, format!("{} rules", self.rules.len())),
            piece(Ink::Quiet, "  spof analyze FILE --explain RULE says more about one"),
        ]);
        let mut severity = None;
        let widest = self.rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
        for rule in &self.rules {
            if severity.replace(rule.severity) != Some(rule.severity) {
                page.gap();
                page.line(&[piece(Ink::Quiet, rule.severity.to_string())]);
            }
            let open = self
                .here
                .is_some_and(|here| here.findings(rule).any(|finding| finding.state == FindingState::Open));
            let sign = if open { Sign::Bad.glyph(page.look().ascii) } else { " " };
            let mark =
                piece(if open { Ink::Bad } else { Ink::Plain }, format!("  {sign} {:<widest$}  ", rule.id));
            page.hanging(&mark, Ink::Plain, rule.title);
        }
        if let Some(here) = self.here {
            page.gap();
            let sign = Sign::Bad.glyph(page.look().ascii);
            page.paragraph(0, Ink::Quiet, format!("{sign} marks what holds in {}.", here.file));
        }
    }

    fn full(&self, rule: &Rule, page: &mut Page) {
        page.line(&[
            piece(Ink::Strong, rule.title),
            piece(Ink::Quiet, format!("  {}, at worst {}", rule.id, rule.severity)),
        ]);
        page.gap();
        let requirements = rule.requirements.join(", ");
        let parts = [
            ("looks for", rule.looks_for),
            ("why", rule.why),
            ("not when", rule.unless),
            ("mend", rule.mend),
            ("topic", rule.topic),
            ("bears on", &requirements),
        ];
        for (name, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
            page.hanging(&piece(Ink::Quiet, format!("  {name:<10} ")), Ink::Plain, words);
        }
        let Some(here) = self.here else {
            page.gap();
            let words = format!(
                "spof analyze FILE --explain {} says where it holds in a design, and how to mend it.",
                rule.id
            );
            page.paragraph(2, Ink::Quiet, words);
            return;
        };
        let mut any = false;
        for finding in here.findings(rule) {
            any = true;
            findings::heading(finding, page);
            page.paragraph(4, Ink::Plain, &finding.message);
            if finding.why != rule.why {
                page.paragraph(4, Ink::Quiet, &finding.why);
            }
            findings::fixes(&here.trials.fixes(finding), true, page);
        }
        if !any {
            page.gap();
            let mark = piece(Ink::Good, format!("  {} ", Sign::Good.glyph(page.look().ascii)));
            page.hanging(&mark, Ink::Plain, format!("It has nothing to say against {}.", here.file));
        }
    }
}

fn unknown(id: &str) -> Failure {
    let failure = Failure::said(Kind::Usage, format_args!("There is no rule `{}`.", text::safe(id)));
    match text::closest(id, RULES.iter().map(|rule| rule.id)) {
        Some(near) => failure.hint(format!("Did you mean `{near}`?")),
        None => failure.hint(
            "`spof analyze --explain` lists the rules. A file stands before: `spof analyze FILE --explain RULE`.",
        ),
    }
}

#[derive(Serialize)]
struct Rules<'a> {
    version: u32,
    rules: Vec<OfRule<'a>>,
}

#[derive(Serialize)]
struct OfRule<'a> {
    id: &'static str,
    title: &'static str,
    severity: Severity,
    looks_for: &'static str,
    why: &'static str,
    unless: &'static str,
    mend: &'static str,
    topic: &'static str,
    requirements: &'static [&'static str],
    findings: Vec<Found<'a>>,
}
