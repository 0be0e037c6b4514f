//! The classic topologies of the course ship as files, and load.

use spof::topology::{Kind, Mode, Topology, parse};

pub(super) const CLASSICS: [(&str, &str); 6] = [
    ("c0.ron", include_str!("../../../lessons/classics/c0.ron")),
    ("c1.ron", include_str!("../../../lessons/classics/c1.ron")),
    ("c2.ron", include_str!("../../../lessons/classics/c2.ron")),
    ("c2-in-line.ron", include_str!("../../../lessons/classics/c2-in-line.ron")),
    ("c3.ron", include_str!("../../../lessons/classics/c3.ron")),
    ("c3x2.ron", include_str!("../../../lessons/classics/c3x2.ron")),
];

pub(super) fn classic(name: &str) -> Topology {
    let (file, text) = CLASSICS.iter().find(|(file, _)| *file == name).expect("a classic");
    parse(file, text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_classic_topology_loads() {
    for (file, _) in CLASSICS {
        let topology = classic(file);
        assert_eq!(topology.site.as_deref(), Some("www.foobar.com"), "{file}");
        assert!(topology.zone.is_some_and(|zone| zone.contains("www  IN A   8.8.8.8")), "{file}");
    }
}

#[test]
fn the_classics_have_the_parts_that_the_course_says() {
    let count =
        |file: &str, kind: Kind| classic(file).components().filter(|p| p.component.kind == kind).count();
    let hosts = |file: &str| classic(file).hosts.len();
    assert_eq!((hosts("c0.ron"), hosts("c1.ron"), hosts("c3.ron"), hosts("c3x2.ron")), (1, 3, 5, 8));
    assert_eq!((count("c1.ron", Kind::Firewall), count("c2.ron", Kind::Firewall)), (0, 3));
    assert_eq!(
        classic("c2-in-line.ron").parts.iter().filter(|p| p.component.kind == Kind::Firewall).count(),
        3
    );
    assert_eq!(count("c2.ron", Kind::MonitoringClient), 3);
    assert!(matches!(
        classic("c3.ron").clusters[0].mode,
        Mode::ActivePassive { ref members, address: Some(_), .. } if members.len() == 2
    ));
}
