//! What holds for every topology and every sequence of edits.

use proptest::prelude::*;
use spof::topology::{Edit, History, Topology, parse, write};

use super::arbitrary::{Chance, edit};
use super::classics::CLASSICS;

/// Where a sequence of edits begins: the empty topology or a classic one.
fn start(choice: usize) -> Topology {
    let classic = CLASSICS.get(choice % (CLASSICS.len() + 1));
    classic.map_or_else(Topology::default, |(file, text)| {
        parse(file, text).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Makes as many of the edits as are possible; gives each with the topology that it was made on.
fn made(choice: usize, seeds: &[u64]) -> (History, Vec<(Topology, Edit)>) {
    let mut history = History::new(start(choice));
    let mut all = Vec::new();
    for seed in seeds {
        let before = history.current().clone();
        let edit = edit(&before, &mut Chance::new(*seed));
        if history.apply(edit.clone()).is_ok() {
            all.push((before, edit));
        } else {
            assert_eq!(*history.current(), before, "an edit that cannot be made changes nothing");
        }
    }
    (history, all)
}

fn seeds() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(any::<u64>(), 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_edit_makes_a_topology_that_cannot_be_read_back(choice in 0..7_usize, seeds in seeds()) {
        let (history, made) = made(choice, &seeds);
        let states = made.iter().skip(1).map(|(before, _)| before).chain([history.current()]);
        for topology in states {
            let text = write(topology);
            let again = parse("written.ron", &text);
            prop_assert!(again.is_ok(), "{}\n{text}", again.unwrap_err());
            let again = again.unwrap();
            prop_assert_eq!(&again, topology, "{}", text);
            prop_assert_eq!(write(&again), text);
        }
    }

    #[test]
    fn an_edit_reads_as_it_is_written(choice in 0..7_usize, seeds in seeds()) {
        for (before, edit) in made(choice, &seeds).1 {
            let line = edit.to_string();
            prop_assert!(!line.contains('\n'), "{line}");
            prop_assert_eq!(Edit::parse(&line, &before), Ok(edit), "{}", line);
        }
    }

    #[test]
    fn undoing_restores_exactly_and_redoing_too(choice in 0..7_usize, seeds in seeds()) {
        let (mut history, made) = made(choice, &seeds);
        let end = history.current().clone();
        for (before, edit) in made.iter().rev() {
            prop_assert_eq!(history.undo().map(<[Edit]>::to_vec), Some(vec![edit.clone()]));
            prop_assert_eq!(history.current(), before);
        }
        prop_assert!(!history.can_undo());
        while history.redo().is_some() {}
        prop_assert_eq!(history.current(), &end);
        let edits = made.into_iter().map(|(_, edit)| edit);
        let again = History::replay(start(choice), edits).expect("each could be made before");
        prop_assert_eq!(again.current(), &end);
    }

    #[test]
    fn no_line_breaks_the_reader_of_edits(choice in 0..7_usize, words in prop::collection::vec(prop_oneof![
        prop::sample::select(vec!["add", "connect", "disconnect", "remove", "rename", "move", "set", "zone", "on", "to", "host",
            "cluster", "web_server", "s1", "lb", "lb.haproxy", "s1.app", "db", "user", "http", "443", "check", "rules", "topology",
            "note", "->", "a->b:80", "lb.haproxy->s1.nginx", "default", "none", "=", "\"", "allow", "from", ",", "address", "8.8.8.8"])
            .prop_map(str::to_owned),
        "\\PC{0,5}",
    ], 0..8)) {
        let topology = start(choice);
        let line = words.join(" ");
        if let Ok(edit) = Edit::parse(&line, &topology) {
            prop_assert_eq!(Edit::parse(&edit.to_string(), &topology), Ok(edit));
        }
        let offered = Edit::complete(&line, &topology);
        prop_assert!(offered.iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn no_text_breaks_the_reader_of_files(choice in 0..6_usize, cuts in prop::collection::vec((any::<prop::sample::Index>(), "[\\PC\n]{0,3}"), 1..4)) {
        let mut text: Vec<char> = CLASSICS[choice].1.chars().collect();
        for (at, new) in cuts {
            let at = at.index(text.len());
            text.splice(at..(at + 2).min(text.len()), new.chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(error) = parse("broken.ron", &text) {
            prop_assert!(!error.problems.is_empty());
            prop_assert!(error.problems.iter().all(|problem| !problem.message.is_empty()));
            prop_assert!(error.problems.windows(2).all(|pair| (pair[0].line, pair[0].column) <= (pair[1].line, pair[1].column)));
        }
    }
}
