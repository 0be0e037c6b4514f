//! What a picture takes and how it looks, beside what `ascii-dag` makes of the same graph.
//!
//! `cargo bench --bench diagram` prints, for the four designs that many tools were measured with, the classics, and nested
//! designs by chance: the median time for layout and text, the size, the cells where unrelated lines cross, the
//! links that run through a machine that they do not belong to, and the labels that are missing. Both get the same
//! components, machines, clusters, links and labels. The limits, on a machine of two ordinary cores: 0.5 ms for a
//! classic, 2 ms at 100 components, 50 ms at 1 000, 1 ms for the picture after an edit at 100, 2 s at 10 000.

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

mod classics;
#[path = "../tests/it/designs/nested.rs"]
mod nested;

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::time::{Duration, Instant};

use ascii_dag::{Graph, RenderOptions};
use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::{Component, Host, Id, Kind, Link, Part, Protocol, Standing, Topology, parse};

fn main() {
    // `cargo test --benches` asks only whether it runs.
    let quick = std::env::args().any(|argument| argument == "--test");
    println!(
        "{:<16} {:<9} {:>10} {:>11} {:>9} {:>8} {:>6}",
        "", "", "median", "size", "crossings", "foreign", "lost"
    );
    for (name, topology) in designs(quick) {
        let (runs, rival_runs) = if topology.links.len() > 500 { (5, 1) } else { (51, 51) };
        let (ours, drawing) = timed(runs, || draw(&topology));
        row(&name, "spof", ours, &judge(&topology, &drawing.0, &drawing.1));
        let (theirs, text) =
            timed(rival_runs, || rival(&topology).compute_layout().render_string(&RenderOptions::plain()));
        row("", "ascii-dag", theirs, &judge_rival(&topology, &text));
    }
    after_an_edit();
    if !quick {
        large();
    }
}

fn designs(quick: bool) -> Vec<(String, Topology)> {
    let file = |number: usize| {
        let path = format!("{}/tests/it/diagram/designs/{number}.ron", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).expect("the design can be read");
        (format!("design {number}"), parse(&path, &text).expect("the design is right"))
    };
    let mut all: Vec<(String, Topology)> = (1..=4).map(file).collect();
    all.extend(classics::NAMES.iter().map(|name| ((*name).to_owned(), classics::classic(name))));
    let sizes: &[usize] = if quick { &[20] } else { &[20, 100, 1_000] };
    all.extend(sizes.iter().map(|size| (format!("nested {size}"), nested::nested(*size, 1))));
    all
}

/// The median time of some runs, and what the last one made.
fn timed<T>(runs: usize, make: impl Fn() -> T) -> (Duration, T) {
    let mut times = Vec::with_capacity(runs);
    let mut last = make();
    for _ in 0..runs {
        let start = Instant::now();
        last = black_box(make());
        times.push(start.elapsed());
    }
    times.sort();
    (times[runs / 2], last)
}

fn draw(topology: &Topology) -> (Drawing, String) {
    let drawing = Drawing::new(black_box(topology), &Options { metrics: true, ..Options::default() });
    let text = drawing.paint(&Marks::default()).text(Charset::Unicode);
    (drawing, text)
}

/// What a picture costs the eye.
struct Look {
    width: usize,
    height: usize,
    crossings: usize,
    foreign: usize,
    lost: usize,
}

fn row(name: &str, tool: &str, time: Duration, look: &Look) {
    let size = format!("{}x{}", look.width, look.height);
    let time = format!("{:.3} ms", time.as_secs_f64() * 1e3);
    println!(
        "{name:<16} {tool:<9} {time:>10} {size:>11} {:>9} {:>8} {:>6}",
        look.crossings, look.foreign, look.lost
    );
}

type Cells = Vec<(usize, usize)>;

/// The cells of a rectangle by its corner and size.
type Area = (usize, usize, usize, usize);

fn judge(topology: &Topology, drawing: &Drawing, text: &str) -> Look {
    let route = |link: &Link| {
        let cells = drawing.route(&link.id()).unwrap_or_default();
        cells.iter().map(|point| (point.x, point.y)).collect()
    };
    let areas = topology.hosts.iter().filter_map(|host| {
        let area = drawing.rect(host.id.as_str())?;
        Some((host.id.to_string(), (area.x, area.y, area.width, area.height)))
    });
    look(topology, text, &topology.links.iter().map(route).collect::<Vec<_>>(), &areas.collect())
}

/// The same graph for `ascii-dag`: components are nodes, machines and clusters are nested subgraphs.
fn rival(topology: &Topology) -> Graph<'_> {
    let mut graph = Graph::new();
    let mut numbers: HashMap<Id, usize> = HashMap::new();
    let mut hosts = HashMap::new();
    for placed in topology.components() {
        let number = numbers.len() + 1;
        let label = placed.component.label.as_deref().unwrap_or(placed.component.id.as_str());
        graph.add_node(number, label);
        numbers.insert(placed.id(), number);
        if let Some(host) = placed.host {
            let label = host.label.as_deref().unwrap_or(host.id.as_str());
            let group = *hosts.entry(host.id.clone()).or_insert_with(|| graph.add_subgraph(label));
            graph.put_nodes(&[number]).inside(group).expect("a component is on one host");
        }
    }
    for link in &topology.links {
        let label: &'static str = label(link).leak();
        graph.add_edge(numbers[&link.from], numbers[&link.to], Some(label));
    }
    graph
}

fn label(link: &Link) -> String {
    match (&link.label, link.port()) {
        (Some(label), _) => label.clone(),
        (None, port) if port == 0 || link.protocol == Protocol::Replication => {
            link.protocol.title().to_owned()
        }
        (None, port) => format!("{} :{port}", link.protocol.title()),
    }
}

fn judge_rival(topology: &Topology, text: &str) -> Look {
    use ascii_dag::ir::EdgePath;
    let graph = rival(topology);
    let layout = graph.compute_layout();
    let number = |id: &Id| topology.components().position(|placed| placed.id() == *id).map(|place| place + 1);
    let route = |link: &Link| {
        let ends = (number(&link.from), number(&link.to));
        let edge = layout.edges().iter().find(|edge| (Some(edge.from_id), Some(edge.to_id)) == ends);
        let Some(edge) = edge else { return Vec::new() };
        let (from, to) = ((edge.from_x, edge.from_y), (edge.to_x, edge.to_y));
        let mut corners = vec![from];
        match &edge.path {
            EdgePath::Corner { bend_at } => corners.extend([(from.0, *bend_at), (to.0, *bend_at)]),
            EdgePath::MultiSegment { waypoints, start_offset } => {
                let mut bend = from.1 + 1 + start_offset;
                for &(x, y) in waypoints.iter().chain([&to]) {
                    let last = corners[corners.len() - 1];
                    corners.extend([(last.0, bend), (x, bend), (x, y)]);
                    bend = y + 1;
                }
            }
            EdgePath::Orthogonal { bends } => corners.extend(bends),
            _ => {}
        }
        corners.push(to);
        cells(&corners)
    };
    let groups = layout.subgraphs().iter();
    let areas = groups.map(|group| {
        let host = topology
            .hosts
            .iter()
            .find(|host| host.label.as_deref().unwrap_or(host.id.as_str()) == group.label);
        let name = host.map_or_else(String::new, |host| host.id.to_string());
        (name, (group.x, group.y, group.width, group.height))
    });
    look(topology, text, &topology.links.iter().map(route).collect::<Vec<_>>(), &areas.collect())
}

/// The cells from corner to corner; what is neither straight across nor straight down is not drawn.
fn cells(corners: &[(usize, usize)]) -> Cells {
    let mut cells = Vec::new();
    for pair in corners.windows(2) {
        let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
        if y == to_y {
            cells.extend((0..=x.abs_diff(to_x)).map(|step| (if to_x > x { x + step } else { x - step }, y)));
        } else if x == to_x {
            cells.extend((0..=y.abs_diff(to_y)).map(|step| (x, if to_y > y { y + step } else { y - step })));
        }
    }
    cells.dedup();
    cells
}

fn look(topology: &Topology, text: &str, routes: &[Cells], areas: &BTreeMap<String, Area>) -> Look {
    let mut across: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    let mut down: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    for (link, route) in routes.iter().enumerate() {
        for cells in route.windows(3) {
            if cells[0].1 == cells[2].1 {
                across.entry(cells[1]).or_default().push(link);
            } else if cells[0].0 == cells[2].0 {
                down.entry(cells[1]).or_default().push(link);
            }
        }
    }
    let related = |one: usize, other: usize| {
        let (one, other) = (&topology.links[one], &topology.links[other]);
        one.from == other.from || one.to == other.to
    };
    let crosses = |(cell, links): (&(usize, usize), &Vec<usize>)| {
        let others = down.get(cell).into_iter().flatten();
        others.clone().any(|&other| links.iter().any(|&one| !related(one, other)))
    };
    let inside = |cells: &Cells, &(x, y, width, height): &Area| {
        cells.iter().any(|cell| (x..x + width).contains(&cell.0) && (y..y + height).contains(&cell.1))
    };
    let foreign = |(link, cells): (&Link, &Cells)| {
        let own = |name: &str| [&link.from, &link.to].into_iter().any(|end| end.host() == Some(name));
        areas.iter().filter(|(name, area)| !own(name) && inside(cells, area)).count()
    };
    Look {
        width: text.lines().map(spof::text::width).max().unwrap_or(0),
        height: text.lines().count(),
        crossings: across.iter().filter(|entry| crosses(*entry)).count(),
        foreign: topology.links.iter().zip(routes).map(foreign).sum(),
        lost: lost(topology, text),
    }
}

/// How many labels are not to be found whole; `×3` after one counts for three.
fn lost(topology: &Topology, text: &str) -> usize {
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for link in &topology.links {
        *wanted.entry(label(link)).or_default() += 1;
    }
    let shown = |label: &str| {
        let mut count = 0;
        for (at, _) in text.match_indices(label) {
            let after = &text[at + label.len()..];
            let before = text[..at].chars().next_back();
            if after.starts_with(char::is_alphanumeric) || before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            let times = after
                .strip_prefix(" ×")
                .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
            count += times.and_then(|times| times.parse().ok()).unwrap_or(1);
        }
        count
    };
    wanted.iter().map(|(label, count)| count.saturating_sub(shown(label))).sum()
}

/// A server more in a nested design of 100 components: after the drawing before, and drawn anew by the rival, which has
/// no other way.
fn after_an_edit() {
    let before = nested::nested(100, 1);
    let mut edited = before.clone();
    let mut host = Host::new(Id::parse("new").expect("an id"));
    host.components.push(Component::new(Id::parse("app").expect("an id"), Kind::AppServer));
    edited.hosts.push(host);
    let caller = before.components().next().expect("it has components").id();
    edited.links.push(Link::new(caller, Id::parse("new.app").expect("an id"), Protocol::Http));
    let drawing = Drawing::new(&before, &Options::default());
    let (time, after) = timed(51, || Drawing::after(&drawing, black_box(&edited), &Options::default()));
    let text = after.paint(&Marks::default()).text(Charset::Unicode);
    row("one edit at 100", "spof", time, &judge(&edited, &after, &text));
    let (time, text) = timed(5, || rival(&edited).compute_layout().render_string(&RenderOptions::plain()));
    row("", "ascii-dag", time, &judge_rival(&edited, &text));
}

/// Designs where everything calls everything, and very large ones. The rival draws
/// no ten thousand: it takes minutes.
fn large() {
    for count in [20, 40] {
        let topology = clique(count);
        let (time, (drawing, text)) = timed(5, || draw(&topology));
        row(&format!("clique of {count}"), "spof", time, &judge(&topology, &drawing, &text));
        let (time, text) =
            timed(1, || rival(&topology).compute_layout().render_string(&RenderOptions::plain()));
        row("", "ascii-dag", time, &judge_rival(&topology, &text));
    }
    let topology = nested::nested(10_000, 1);
    let (time, drawing) = timed(1, || Drawing::new(&topology, &Options::default()));
    let what = if drawing.is_refused() { "refused in words" } else { "drawn" };
    println!("nested 10000: {:.0} ms, {what}", time.as_secs_f64() * 1e3);
}

/// So many free-standing components, each of which calls all, itself too.
fn clique(count: usize) -> Topology {
    let id = |number: usize| Id::parse(&format!("p{number}")).expect("an id");
    let part = |number| Part {
        component: Component::new(id(number), Kind::WebServer),
        external: false,
        standing: Standing::default(),
    };
    let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
    let links = pairs.map(|(from, to)| Link::new(id(from), id(to), Protocol::Http)).collect();
    Topology { parts: (0..count).map(part).collect(), links, ..Topology::default() }
}
