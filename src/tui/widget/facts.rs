//! What the analysis says of a topology, as lines: outcomes, numbers, findings, what an edit changed, the zone, the
//! way from the name to an address.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::analysis::{Difference, FindingState, Function, Outcome, Report, Severity, State, Told, Worth};
use crate::lesson::Pane;
use crate::markdown;
use crate::requirement::Verdict;
use crate::text::{self, figure};
use crate::topology::Topology;
use crate::topology::zone::{End, Name, Resolution, Zone};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{aside, board::Board, prose};

/// The sign of a verdict and its role: it can be told without colour.
#[must_use]
pub fn verdict_sign(verdict: Verdict) -> (&'static str, Role) {
    match verdict {
        Verdict::Met => ("✓", Role::Good),
        Verdict::Partial => ("~", Role::Warn),
        Verdict::Missing => ("✗", Role::Bad),
    }
}

/// The sign of a function's state and its role.
#[must_use]
pub fn state_sign(state: State) -> (&'static str, Role) {
    match state {
        State::Up => ("✓", Role::Good),
        State::Degraded => ("~", Role::Warn),
        State::Down => ("✗", Role::Bad),
    }
}

/// One line of at most `width` columns that says what becomes of each function; in shorter words where the
/// full ones do not fit.
#[must_use]
pub fn outcomes(outcomes: &[(Function, Outcome); 3], width: u16, theme: &Theme) -> Line<'static> {
    let fits = |line: &Line| line.width() <= usize::from(width);
    let line = outcome_line(outcomes, Function::phrase, "   ", theme);
    if fits(&line) { line } else { outcome_line(outcomes, short, " ", theme) }
}

/// A function in one word.
fn short(function: Function) -> &'static str {
    match function {
        Function::StaticRead => "static",
        Function::DynamicRead => "dynamic",
        Function::Write => "write",
    }
}

fn outcome_line(
    outcomes: &[(Function, Outcome); 3],
    name: impl Fn(Function) -> &'static str,
    gap: &'static str,
    theme: &Theme,
) -> Line<'static> {
    let mut spans = Vec::new();
    for (function, outcome) in outcomes {
        let (sign, role) = state_sign(outcome.state());
        spans.push(Span::styled(format!("{sign} "), theme.style(role)));
        spans.push(Span::styled(name(*function), theme.style(Role::Text)));
        let failed = outcome.failed_share();
        if outcome.state() == State::Degraded {
            spans.push(Span::styled(format!(" {} fail", figure::percent(failed)), theme.style(Role::Warn)));
        }
        spans.push(Span::raw(gap));
    }
    spans.pop();
    Line::from(spans)
}

/// A text wrapped under what leads it.
#[must_use]
pub fn hanging(lead: &Span<'static>, words: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let words = text::safe_block(words);
    let room = width.saturating_sub(lead.width());
    let line = |range: std::ops::Range<usize>| Line::styled(words[range].to_owned(), style);
    led(lead, text::wrap(&words, room).into_iter().map(line).collect())
}

/// The same for Markdown.
#[must_use]
pub fn hanging_markdown(
    lead: &Span<'static>,
    words: &str,
    width: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let room = width.saturating_sub(lead.width());
    led(lead, prose::lines(&markdown::parse(words), room, theme))
}

fn led(lead: &Span<'static>, lines: Vec<Line<'static>>) -> Vec<Line<'static>> {
    let blank = Span::raw(" ".repeat(lead.width()));
    let mark = |(place, mut line): (usize, Line<'static>)| {
        let style = line.style;
        line.spans.iter_mut().for_each(|span| span.style = style.patch(span.style));
        line.style = Style::new();
        line.spans.insert(0, if place == 0 { lead.clone() } else { blank.clone() });
        line
    };
    lines.into_iter().enumerate().map(mark).collect()
}

/// Single points of failure, availability, capacity and cost.
#[must_use]
pub fn numbers(report: &Report, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let label = |words: &str| Span::styled(format!("{words:<15}"), theme.style(Role::Quiet));
    let mut lines = vec![Line::styled("Single points of failure", theme.style(Role::Title))];
    for function in &report.functions {
        let ids: Vec<&str> = function.spofs.iter().map(|spof| spof.id.as_str()).collect();
        let (words, role) = match (ids.is_empty(), function.outcome.state()) {
            (_, State::Down) => ("down".to_owned(), Role::Bad),
            (true, _) => ("none".to_owned(), Role::Good),
            (false, _) => (format!("◆ {}", ids.join("  ")), Role::Warn),
        };
        lines.extend(hanging(&label(function.function.phrase()), &words, width, theme.style(role)));
    }
    lines.push(Line::default());
    lines.push(Line::styled("In numbers", theme.style(Role::Title)));
    for function in &report.functions {
        let share = &function.availability;
        let least = if share.is_exact() { "" } else { "at least " };
        let words = format!(
            "{least}{}, {} down a year",
            figure::percent(share.served),
            figure::duration(share.downtime_seconds_per_year())
        );
        lines.extend(hanging(&label(function.function.phrase()), &words, width, theme.style(Role::Text)));
    }
    let capacity = &report.capacity;
    let full = capacity.bottleneck.as_ref().map(|id| format!(", ▲ {id} is full first")).unwrap_or_default();
    let words = format!("{} QPS{full}", figure::rate(capacity.mix_qps));
    lines.extend(hanging(&label("capacity"), &words, width, theme.style(Role::Text)));
    let words = format!("{} units a month", report.cost);
    lines.extend(hanging(&label("cost"), &words, width, theme.style(Role::Text)));
    lines
}

/// The findings, worst first; the chosen one stands out.
#[must_use]
pub fn findings(report: &Report, chosen: Option<usize>, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let open: Vec<_> = report.findings.iter().filter(|finding| finding.state == FindingState::Open).collect();
    let mut lines = vec![Line::from(vec![
        Span::styled("Findings ", theme.style(Role::Title)),
        Span::styled(open.len().to_string(), theme.style(Role::Quiet)),
    ])];
    if open.is_empty() {
        lines.push(Line::styled("Nothing to say against this design.", theme.style(Role::Good)));
    }
    for (place, finding) in open.iter().enumerate() {
        let (sign, role) = severity_sign(finding.severity);
        let here = chosen == Some(place);
        let lead = Span::styled(format!("{}{sign} ", if here { "▸" } else { " " }), theme.style(role));
        let style = if here { Role::Strong } else { Role::Text };
        let words = if here { &finding.message } else { finding.record().title };
        lines.extend(hanging(&lead, words, width, theme.style(style)));
    }
    lines
}

fn severity_sign(severity: Severity) -> (&'static str, Role) {
    match severity {
        Severity::Critical => ("‼", Role::Bad),
        Severity::High => ("!", Role::Bad),
        Severity::Medium => ("!", Role::Warn),
        Severity::Low => ("·", Role::Warn),
        Severity::Info => ("·", Role::Quiet),
    }
}

/// What an edit changed, what is worse first; empty when it changed nothing that the analysis sees.
#[must_use]
pub fn difference(difference: &Difference, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let line = |Told { worth, words }: Told| {
        let (sign, role, text) = match worth {
            Worth::Loss => ("− ", Role::Bad, Role::Text),
            Worth::Gain => ("+ ", Role::Good, Role::Text),
            Worth::Neither => ("· ", Role::Quiet, Role::Quiet),
        };
        hanging(&Span::styled(sign, theme.style(role)), &words, width, theme.style(text))
    };
    difference.told().into_iter().flat_map(line).collect()
}

/// Draws a pane of a lesson.
pub fn draw(area: Rect, buffer: &mut Buffer, pane: Pane, board: &Board, theme: &Theme) {
    let width = usize::from(area.width);
    let lines = match pane {
        Pane::Findings => findings(board.report(), None, width, theme),
        Pane::Numbers => numbers(board.report(), width, theme),
        Pane::Zone => zone(board.topology(), theme),
        Pane::Lookup => lookup(board.topology(), width, theme),
    };
    prose::draw(area, buffer, &lines, 0);
    if lines.len() > usize::from(area.height)
        && let Some(last) = area.rows().next_back()
    {
        aside::right(last, buffer, Line::styled(" ▾ more", theme.style(Role::Key)));
    }
}

/// The zone file, with the line of the site's name marked.
fn zone(topology: &Topology, theme: &Theme) -> Vec<Line<'static>> {
    let title = Line::styled("The zone, as the name server has it", theme.style(Role::Title));
    let Some(text) = &topology.zone else {
        return vec![
            title,
            Line::styled("There is no zone: nobody finds the site by its name.", theme.style(Role::Bad)),
        ];
    };
    let label = topology.site.as_deref().and_then(|site| site.split('.').next()).unwrap_or_default();
    let row = |line: &str| {
        let here = !label.is_empty() && line.split_whitespace().next() == Some(label);
        let role = if here { Role::Highlight } else { Role::Code };
        Line::styled(
            format!("{} {}", if here { "▸" } else { " " }, text::safe_block(line)),
            theme.style(role),
        )
    };
    std::iter::once(title).chain(text.trim().lines().map(row)).collect()
}

/// How the site's name leads to an address, and whose it is.
fn lookup(topology: &Topology, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled("What DNS answers", theme.style(Role::Title))];
    let Some(site) = &topology.site else { return lines };
    let Some(zone) = &topology.zone else {
        lines.push(Line::styled("There is no zone: nobody knows this name.", theme.style(Role::Bad)));
        return lines;
    };
    let zone = Zone::parse(zone);
    let flaws = zone.problems.iter().map(|flaw| (false, format!("Line {}: {}", flaw.line, flaw.message)));
    for (good, words) in flaws.chain(story(topology, &zone.resolve(site))) {
        let (sign, role) = if good { ("→", Role::Accent) } else { ("✗", Role::Bad) };
        let lead = Span::styled(format!("{sign} "), theme.style(role));
        lines.extend(hanging(&lead, &words, width, theme.style(Role::Text)));
    }
    lines
}

/// The way from a name to addresses, told step by step; `false` where it goes wrong.
fn story(topology: &Topology, way: &Resolution) -> Vec<(bool, String)> {
    let aliases = way.chain.windows(2).map(|pair| {
        (true, format!("{} is an alias (CNAME) of {}", pair[0].without_dot(), pair[1].without_dot()))
    });
    let mut told: Vec<(bool, String)> = aliases.collect();
    let last = way.chain.last().map(Name::without_dot).unwrap_or_default();
    for address in &way.addresses {
        let kind = if address.is_ipv4() { "A" } else { "AAAA" };
        told.push((true, format!("{last} has the address {address} ({kind})")));
        told.push(match owner(topology, *address) {
            Some(owner) => (true, format!("{address} belongs to {owner}: the browser connects there")),
            None => (false, format!("Nothing in this design owns {address}: nobody answers there")),
        });
    }
    let trouble = match way.end {
        End::Found => return told,
        End::NoData => format!("{last} exists, but has no address"),
        End::NoName => format!("There is no name {last} in this zone"),
        End::Outside => format!("{last} is not in this zone: another one would have to answer"),
        End::Loop => format!("{last} was met before: the aliases run in a circle"),
        End::TooLong => "More than eight aliases: resolvers give up".to_owned(),
        End::NotAName => "What was asked for is no domain name".to_owned(),
    };
    told.push((false, trouble));
    told
}

/// The host, part or cluster that owns an address.
fn owner(topology: &Topology, address: std::net::IpAddr) -> Option<String> {
    let host = topology.hosts.iter().find(|host| host.standing.addresses.contains(&address));
    let part = || topology.parts.iter().find(|part| part.standing.addresses.contains(&address));
    host.map(|host| host.id.to_string()).or_else(|| part().map(|part| part.component.id.to_string()))
}
