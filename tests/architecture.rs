//! Holds the code to the layers that `ARCHITECTURE.md` draws: what may import what, which module owns
//! which outside crate, and how a file begins and how long it may get.
//!
//! The source is read as tokens, so that comments, strings and documentation do not count as imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The layers, top row first. A module may import anything in a lower row, nothing in its own row or above.
/// `ARCHITECTURE.md` shows these very lines.
const LAYERS: &str = "\
main
cli
tui
export
progress
course
lesson | quiz
marking
simulation
goal
analysis | diagram
topology
requirement | markdown
text
";

/// The same for the modules inside `tui`.
const TUI_LAYERS: &str = "\
terminal
app
screen
widget
keymap
input
action
theme
";

/// Outside crates that only some modules may name. Crates that are not listed may be named anywhere.
const OWNERS: &[(&str, &[&str])] = &[
    ("anyhow", &["cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("crossterm", &["tui"]),
    ("etcetera", &["progress"]),
    ("frostem", &["text"]),
    ("fuzzy_matcher", &["text"]),
    ("hickory_proto", &["topology"]),
    ("include_dir", &["course"]),
    ("jiff", &["progress"]),
    ("pulldown_cmark", &["markdown"]),
    ("ratatui", &["tui"]),
    ("ratatui_textarea", &["tui"]),
    ("resvg", &["export"]),
    ("ron", &["topology", "requirement", "marking", "goal", "lesson", "quiz", "course"]),
    ("rusqlite", &["progress"]),
    ("serde_json", &["cli", "progress", "tui"]),
    ("signal_hook", &["tui"]),
    ("strsim", &["text"]),
    ("tempfile", &["progress"]),
    ("textwrap", &["text"]),
    ("unicode_normalization", &["text"]),
    ("unicode_segmentation", &["text"]),
    ("unicode_width", &["text"]),
];

/// The modules that touch neither terminal, clock, disk nor chance.
const PURE_BELOW: &str = "progress";

/// What a pure module may not name: the path that begins so.
const IMPURE: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "env"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "net", "TcpStream"],
    &["std", "net", "UdpSocket"],
    &["std", "time", "Instant"],
    &["std", "time", "SystemTime"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
];

/// The longest that a file may get, in lines, tests included.
const LONGEST_FILE: usize = 500;

#[test]
fn imports_go_down_only() {
    let layers = rows(LAYERS);
    let inner = rows(TUI_LAYERS);
    let mut wrong = Vec::new();
    for file in sources("src") {
        for path in &file.paths {
            if path[0] != "crate" {
                continue;
            }
            let Some(target) = path.get(1) else { continue };
            let from = file.layer();
            match (layers.get(from), layers.get(target.as_str())) {
                (Some(above), Some(below)) if from != target && above >= below => {
                    wrong.push(format!("{}: `{from}` may not import `{target}`", file.name()));
                }
                _ => {}
            }
            if from == "tui" && target == "tui" && file.module.len() > 1 {
                let (Some(here), Some(there)) = (file.module.get(1), path.get(2)) else { continue };
                if let (Some(above), Some(below)) = (inner.get(here.as_str()), inner.get(there.as_str()))
                    && here != there
                    && above >= below
                {
                    wrong.push(format!("{}: `tui::{here}` may not import `tui::{there}`", file.name()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports go down only (see ARCHITECTURE.md):\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_row() {
    let layers = rows(LAYERS);
    let tui = rows(TUI_LAYERS);
    for file in sources("src") {
        let layer = file.layer();
        assert!(
            layer == "lib" || layers.contains_key(layer),
            "{}: give `{layer}` a row in LAYERS",
            file.name()
        );
        if layer == "tui"
            && let Some(inner) = file.module.get(1)
        {
            assert!(tui.contains_key(inner.as_str()), "{}: give `{inner}` a row in TUI_LAYERS", file.name());
        }
    }
}

#[test]
fn outside_crates_stay_with_their_owners() {
    let mut wrong = Vec::new();
    for file in sources("src") {
        for path in &file.paths {
            let Some((name, owners)) = OWNERS.iter().find(|(name, _)| path[0] == *name) else { continue };
            if !owners.contains(&file.layer()) {
                wrong.push(format!("{}: `{name}` belongs to {}", file.name(), owners.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "outside crates stay with their owners:\n{}", wrong.join("\n"));
}

#[test]
fn every_owned_crate_is_a_dependency() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest can be read");
    for (name, _) in OWNERS {
        let dashed = name.replace('_', "-");
        let listed = [*name, &dashed].iter().any(|name| manifest.contains(&format!("\n{name} = ")));
        assert!(listed, "OWNERS names `{name}`, which is no dependency: remove it");
    }
}

#[test]
fn the_domain_is_pure() {
    let layers = rows(LAYERS);
    let mut wrong = Vec::new();
    for file in sources("src") {
        let pure = layers.get(file.layer()).is_some_and(|row| *row > layers[PURE_BELOW]);
        for path in file.paths.iter().filter(|_| pure) {
            if IMPURE
                .iter()
                .any(|banned| path.iter().map(String::as_str).take(banned.len()).eq(banned.iter().copied()))
            {
                wrong.push(format!("{}: `{}`", file.name(), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "no terminal, clock or disk below `{PURE_BELOW}`:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_introduces_itself() {
    for file in all_files() {
        let first = file.text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! "),
            "{}: begin with a `//!` line that says what it is for",
            file.name()
        );
    }
}

#[test]
fn no_file_is_too_long() {
    for file in all_files() {
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines, at most {LONGEST_FILE}: split it", file.name());
    }
}

#[test]
fn the_architecture_page_shows_the_layers() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md can be read");
    for (name, layers) in [("LAYERS", LAYERS), ("TUI_LAYERS", TUI_LAYERS)] {
        let block: Vec<&str> = layers.lines().collect();
        let shown: Vec<&str> =
            page.lines().map(|line| line.split("  ").next().unwrap_or(line).trim_end()).collect();
        let found = shown.windows(block.len()).any(|window| window == block);
        assert!(found, "ARCHITECTURE.md must show {name} of tests/architecture.rs, row by row");
    }
    assert!(page.lines().count() <= 150, "ARCHITECTURE.md is for a first reading: at most 150 lines");
}

#[test]
fn the_reader_of_imports_sees_each_form() {
    let text = "use crate::{topology::Id, goal}; use super::text; fn f() { ratatui::init(); }
                /// crate::cli is only mentioned here
                mod tests { use super::super::tui; const S: &str = \"crate::main\"; }";
    let file = Source::read(Path::new("src/quiz/grade.rs"), text.to_owned());
    let paths: BTreeSet<String> = file.paths.iter().map(|path| path.join("::")).collect();
    for expected in
        ["crate::topology::Id", "crate::goal", "crate::quiz::text", "ratatui::init", "crate::quiz::tui"]
    {
        assert!(paths.contains(expected), "{expected} is missing from {paths:?}");
    }
    assert!(!paths.iter().any(|path| path.contains("cli") || path.contains("main")), "{paths:?}");
}

/// One source file: its module path and every path that its tokens name, made absolute.
struct Source {
    file: PathBuf,
    text: String,
    module: Vec<String>,
    paths: Vec<Vec<String>>,
}

impl Source {
    fn read(file: &Path, text: String) -> Self {
        let inside = file.strip_prefix("src").unwrap_or(file).with_extension("");
        let module: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut paths = Vec::new();
        let here = if module == ["lib"] || module == ["main"] { Vec::new() } else { module.clone() };
        collect(tokens, &here, &mut paths);
        Self { file: file.to_owned(), text, module, paths }
    }

    fn layer(&self) -> &str {
        &self.module[0]
    }

    fn name(&self) -> String {
        self.file.display().to_string()
    }
}

/// Gathers every `a::b::c` of a token stream; `here` is the module that the tokens stand in.
fn collect(tokens: TokenStream, here: &[String], paths: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "mod" => {
                if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    let inner: Vec<String> = here.iter().cloned().chain([name.to_string()]).collect();
                    collect(body.stream(), &inner, paths);
                    at += 3;
                    continue;
                }
                at += 1;
            }
            TokenTree::Ident(_) => at = path(&tokens, at, &[], here, paths),
            TokenTree::Group(group) => {
                collect(group.stream(), here, paths);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Reads one path that begins at `at`, with what stands before it; returns where to go on.
fn path(
    tokens: &[TokenTree],
    mut at: usize,
    before: &[String],
    here: &[String],
    paths: &mut Vec<Vec<String>>,
) -> usize {
    let mut words = before.to_vec();
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        words.push(word.to_string());
        let colons = |n: usize| matches!(tokens.get(n), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        if !(colons(at + 1) && colons(at + 2)) {
            at += 1;
            break;
        }
        at += 3;
        if let Some(TokenTree::Group(group)) = tokens.get(at)
            && group.delimiter() == Delimiter::Brace
        {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let mut item = 0;
            while item < inner.len() {
                item = match &inner[item] {
                    TokenTree::Ident(_) => path(&inner, item, &words, here, paths),
                    _ => item + 1,
                };
            }
            return at + 1;
        }
    }
    if words.len() > 1 {
        paths.push(absolute(words, here));
    }
    at.max(1)
}

/// Replaces a leading `self` or `super` by the module that it means.
fn absolute(words: Vec<String>, here: &[String]) -> Vec<String> {
    let ups = words.iter().take_while(|word| *word == "super").count();
    if ups == 0 && words[0] != "self" {
        return words;
    }
    let base = &here[..here.len().saturating_sub(ups)];
    let rest = &words[ups.max(1)..];
    ["crate".to_owned()].into_iter().chain(base.iter().cloned()).chain(rest.iter().cloned()).collect()
}

fn rows(layers: &'static str) -> BTreeMap<&'static str, usize> {
    let named = |(row, line): (usize, &'static str)| line.split('|').map(move |name| (name.trim(), row));
    layers.lines().enumerate().flat_map(named).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn all_files() -> Vec<Source> {
    ["src", "tests", "benches"].into_iter().flat_map(sources).collect()
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("the file can be read");
                found.push(Source::read(path.strip_prefix(root()).expect("it is below the root"), text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder}/ holds source files");
    found
}
