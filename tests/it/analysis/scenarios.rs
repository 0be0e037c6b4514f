//! The oracle designs: each file in `tests/it/scenarios/` names a topology, edits it, and says what must come out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use spof::analysis::{Engine, Function, Granularity};
use spof::topology::{self, Edit, Topology};

/// One file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// A file of `lessons/classics/`.
    topology: String,
    /// Commands, as in the lab.
    #[serde(default)]
    edits: Vec<String>,
    #[serde(default)]
    granularity: Granularity,
    says: Vec<Says>,
    /// Of the design's mix, in requests a second, to the nearest whole one.
    #[serde(default)]
    capacity: Option<f64>,
    /// The same while one element has failed.
    #[serde(default)]
    without: BTreeMap<String, f64>,
}

/// What must be said of some functions.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Says {
    functions: Vec<Function>,
    spofs: BTreeSet<String>,
    /// The cut sets of two.
    #[serde(default)]
    further: BTreeSet<BTreeSet<String>>,
    availability: String,
    /// With its unit, `h` or `min` a year, to the last digit.
    down: String,
}

/// A classic design after some edits.
pub(crate) fn classic(file: &str, edits: &[String]) -> Topology {
    let path = format!("{}/lessons/classics/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let topology = topology::parse(file, &text).unwrap_or_else(|error| panic!("{error}"));
    edits.iter().fold(topology, |topology, line| {
        let edit = Edit::parse(line, &topology).unwrap_or_else(|error| panic!("{line}: {error}"));
        edit.apply(&topology).unwrap_or_else(|error| panic!("{line}: {error}"))
    })
}

#[test]
fn every_oracle_row_comes_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/scenarios");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let scenario: Scenario =
            ron::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        scenario.holds(&path.display().to_string());
        seen += 1;
    }
    assert!(seen >= 9, "all scenarios are there");
}

impl Scenario {
    fn holds(&self, file: &str) {
        let engine = Engine::new(classic(&self.topology, &self.edits));
        for says in &self.says {
            for function in &says.functions {
                self.holds_for(&engine, says, *function, &format!("{file}, {function}"));
            }
        }
        let capacity = engine.capacity(self.granularity);
        if let Some(most) = self.capacity {
            assert!((capacity.mix_qps - most).abs() < 0.5, "{file}: {} is not {most}", capacity.mix_qps);
            // The application tier is the bottleneck in all of them.
            let bottleneck = capacity.bottleneck.expect("something is full");
            assert_eq!(bottleneck.name(), "app", "{file}");
        }
        for (id, most) in &self.without {
            let left = capacity.after_failure[id.as_str()];
            assert!((left - most).abs() < 0.5, "{file} without {id}: {left} is not {most}");
        }
    }

    fn holds_for(&self, engine: &Engine, says: &Says, function: Function, what: &str) {
        let spofs: BTreeSet<String> =
            engine.spofs(function, self.granularity).into_iter().map(|spof| spof.id.to_string()).collect();
        assert_eq!(spofs, says.spofs, "{what}");
        let further: BTreeSet<BTreeSet<String>> = engine
            .cut_sets(function, self.granularity, 3)
            .sets
            .iter()
            .filter(|set| set.len() > 1)
            .map(|set| set.iter().map(ToString::to_string).collect())
            .collect();
        assert_eq!(further, says.further, "{what}");
        let availability = engine.availability(function, self.granularity);
        assert!(availability.is_exact());
        assert_eq!(format!("{:.6}", availability.served), says.availability, "{what}");
        let (down, unit) = says.down.split_once(' ').expect("a number and its unit");
        let seconds = match unit {
            "h" => 3600.0,
            "min" => 60.0,
            other => panic!("{what}: no unit {other}"),
        };
        let digits = down.split_once('.').map_or(0, |(_, digits)| digits.len());
        let found = availability.downtime_seconds_per_year() / seconds;
        assert_eq!(format!("{found:.digits$}"), down, "{what}");
    }
}
