//! Any text as a topology: it is refused with places that lie in it, or read, and then written text reads back equal.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spof::topology::{decode, parse, write};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode("fuzz.ron", bytes) else { return };
    match parse("fuzz.ron", text) {
        Ok(topology) => {
            let written = write(&topology);
            let again = parse("written.ron", &written).expect("what was written can be read");
            assert_eq!(again, topology, "{written}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
