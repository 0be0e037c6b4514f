//! Any lines as commands of the lab, one after the other on a classic: each is refused with words, or read; then its
//! own text reads back as the same edit, and it can be done and undone.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spof::topology::{Edit, History, parse};

fuzz_target!(|text: &str| {
    let start = parse("c2.ron", include_str!("../../../lessons/classics/c2.ron")).expect("the classic is right");
    let mut history = History::new(start);
    for line in text.lines().take(50) {
        match Edit::parse(line, history.current()) {
            Ok(edit) => {
                let again = Edit::parse(&edit.to_string(), history.current());
                assert_eq!(again.as_ref().ok(), Some(&edit), "{edit}");
                let before = history.current().clone();
                match history.apply(edit) {
                    Ok(_) => {
                        let after = history.current().clone();
                        history.undo();
                        assert_eq!(*history.current(), before);
                        history.redo();
                        assert_eq!(*history.current(), after);
                    }
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
