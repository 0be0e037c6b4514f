//! `spof render`.

use std::fs;

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology;

use super::{Spof, classic};

#[test]
fn the_printed_picture_is_the_one_of_the_screen() {
    for design in ["c0", "c1", "c2", "c3", "c3x2"] {
        let file = classic(design);
        let topology = topology::parse(design, &fs::read_to_string(&file).unwrap()).unwrap();
        for (metrics, flag) in [(false, ""), (true, "--metrics")] {
            let picture = Drawing::new(&topology, &Options { metrics }).paint(&Marks::default());
            let run = Spof::new(&format!("render {file} --to unicode {flag}")).run();
            assert_eq!(run.ends(0), picture.text(Charset::Unicode), "{design}");
            let run = Spof::new(&format!("render {file} --to ascii {flag}")).run();
            assert_eq!(run.ends(0), picture.text(Charset::Ascii), "{design}");
            assert!(run.out.is_ascii(), "{}", run.out);
        }
    }
}

#[test]
fn ascii_everywhere_means_in_pictures_too() {
    let file = classic("c1");
    let asked = Spof::new(&format!("render {file} --to ascii")).run();
    assert_eq!(Spof::new(&format!("--ascii render {file}")).run().ends(0), asked.ends(0));
    assert!(!Spof::new(&format!("--ascii render {file} --to unicode")).run().ends(0).is_ascii());
}

#[test]
fn json_has_the_lines() {
    let run = Spof::new(&format!("render {} --format json", classic("c0"))).run();
    run.ends(0);
    let told = run.json();
    assert_eq!((told["version"].as_u64(), told["to"].as_str()), (Some(1), Some("unicode")));
    assert_eq!(told["height"], told["lines"].as_array().unwrap().len());
}
