//! Any text as a DNS zone: it is read as far as it can be, and every name in it resolves to something or to nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spof::topology::zone::Zone;

fuzz_target!(|text: &str| {
    let zone = Zone::parse(text);
    for record in zone.records.iter().take(100) {
        zone.resolve(&record.owner.to_string());
    }
    for name in ["www.foobar.com", "foobar.com.", "", ".", "*.foobar.com"] {
        zone.resolve(name);
    }
});
