//! Any text that is a topology: everything that the analysis can be asked has a sensible answer.

#![no_main]

#[path = "../answers.rs"]
mod answers;

use libfuzzer_sys::fuzz_target;
use spof::topology::parse;

fuzz_target!(|text: &str| {
    if let Ok(topology) = parse("fuzz.ron", text) {
        answers::check(&topology);
    }
});
