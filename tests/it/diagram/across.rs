//! Pictures that read from left to right: the same hard rules, judged by the same reader.

use proptest::prelude::*;
use spof::diagram::{Charset, Drawing, Level, Marks, Options, Orientation, Wish};
use spof::topology::Topology;

use super::classics::all;
use super::compare::check_folded;
use super::folded::{folded, options};
use super::generated::{cases, seeds, topology};
use crate::designs::nested::nested;

fn across(topology: &Topology, level: Level) -> Drawing {
    let orientation = Orientation::LeftRight;
    Drawing::new(topology, &Options { level, orientation, ..Options::default() })
}

fn check(topology: &Topology, level: Level, charset: Charset) -> Result<(), String> {
    check_folded(&folded(topology, level), &across(topology, level), charset, level)
}

#[test]
fn a_reader_finds_the_design_from_left_to_right_at_every_level() {
    for (name, topology) in all() {
        for level in Level::ALL {
            if std::env::var("SHOW").is_ok() {
                println!(
                    "{name}\n{}",
                    across(&topology, level).paint(&Marks::default()).text(Charset::Unicode)
                );
            }
            for charset in [Charset::Unicode, Charset::Ascii] {
                if let Err(error) = check(&topology, level, charset) {
                    panic!("{name}, {}: {error}", level.name());
                }
            }
        }
    }
}

#[test]
fn a_nested_design_by_chance_is_read_from_left_to_right() {
    for seed in 1..=u64::from(cases()) / 8 {
        let topology = nested(20 + usize::try_from(seed * 37 % 81).expect("a small number"), seed);
        let charset = if seed % 2 == 0 { Charset::Ascii } else { Charset::Unicode };
        let level = if seed % 3 == 0 { Level::Machines } else { Level::Full };
        if let Err(error) = check(&topology, level, charset) {
            panic!("seed {seed}, {}: {error}", level.name());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reader_finds_any_design_from_left_to_right(seed in seeds(6, 40), ascii in any::<bool>(), level in 0..4_usize) {
        let charset = if ascii { Charset::Ascii } else { Charset::Unicode };
        if let Err(error) = check(&topology(&seed), Level::ALL[level], charset) {
            return Err(TestCaseError::fail(error));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_pane_what_is_chosen_for_it_can_be_read(seed in seeds(4, 12), size in (0..200_usize, 0..60_usize)) {
        let topology = topology(&seed);
        let drawing = Drawing::fitting(&topology, Wish::default(), size, None);
        let level = drawing.options().level;
        let fits = |drawing: &Drawing| drawing.size().0 <= size.0 && drawing.size().1 <= size.1;
        prop_assert!(fits(&drawing) || level == Level::Clusters, "{:?} in {size:?}", drawing.size());
        let larger = Level::ALL.into_iter().filter(|larger| *larger < level);
        prop_assert!(larger.into_iter().all(|larger| !fits(&Drawing::new(&topology, &options(larger)))));
        if let Err(error) = check_folded(&folded(&topology, level), &drawing, Charset::Unicode, level) {
            return Err(TestCaseError::fail(error));
        }
    }
}

#[test]
fn every_part_stands_where_requests_come_to_it_from_the_left() {
    for (name, topology) in all() {
        let drawing = across(&topology, Level::Full);
        for (at, rank) in drawing.rows().iter().enumerate().skip(1) {
            let left = |id: &spof::topology::Id| drawing.rect(id.as_str()).expect("it is drawn").x;
            let before = drawing.rows()[at - 1].iter().map(left).max();
            assert!(rank.iter().map(left).min() > before, "{name}: rank {at}");
        }
    }
}
