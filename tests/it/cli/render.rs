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
            let picture =
                Drawing::new(&topology, &Options { metrics, ..Options::default() }).paint(&Marks::default());
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

#[test]
fn a_picture_shows_as_much_as_it_is_asked_for() {
    let draw = |arguments: &str| Spof::new(&format!("render {} {arguments}", classic("c3x2"))).run();
    let full = draw("--level full");
    assert_eq!(full.ends(0), draw("").ends(0));
    assert!(full.out.contains("─ files ─► code"), "{}", full.out);
    let rows = draw("--level rows");
    assert!(rows.ends(0).contains("├─ code") && !rows.out.contains("files"), "{}", rows.out);
    let machines = draw("--level machines");
    assert!(machines.ends(0).contains("│ web1 │") && !machines.out.contains("nginx"), "{}", machines.out);
    let clusters = draw("--level clusters");
    assert!(clusters.ends(0).contains("│ vip (2) │") && !clusters.out.contains("lb1"), "{}", clusters.out);
}

#[test]
fn a_picture_fits_the_room_that_it_is_given() {
    let draw = |arguments: &str| Spof::new(&format!("render {} {arguments}", classic("c3"))).run();
    let fits = |told: &serde_json::Value, width: u64, height: u64| {
        told["width"].as_u64().unwrap() <= width && told["height"].as_u64().unwrap() <= height
    };
    for (width, height, level, way) in [
        (80, 40, "full", "top_down"),
        (200, 20, "full", "left_right"),
        (39, 24, "rows", "top_down"),
        (60, 23, "machines", "top_down"),
        (30, 20, "clusters", "top_down"),
        (120, 9, "clusters", "left_right"),
    ] {
        let run = draw(&format!("--width {width} --height {height} --format json"));
        run.ends(0);
        let told = run.json();
        assert!(fits(&told, width, height) && run.err.is_empty(), "{}", run.out);
        assert_eq!(
            (told["level"].as_str(), told["direction"].as_str()),
            (Some(level), Some(way)),
            "{}",
            run.out
        );
    }
    let run = draw("--width 10 --height 5");
    assert!(run.ends(0).contains("vip (2)"));
    assert!(run.err.contains("more than asked for"), "{}", run.err);
}

#[test]
fn what_has_failed_out_of_sight_marks_its_machine_in_every_kind_of_picture() {
    let arguments = format!("{} --level machines --fail lb1.haproxy", classic("c3"));
    let run = Spof::new(&format!("render {arguments}")).run();
    assert!(run.ends(0).contains("✗lb1"), "{}", run.out);
    let svg = Spof::new(&format!("render {arguments} --to svg")).run();
    assert!(svg.ends(0).contains("class=\"host failed\" data-id=\"lb1\""), "{}", svg.out);
    assert!(svg.out.contains("lb1.haproxy"), "the description still names it: {}", svg.out);
}

#[test]
fn a_level_goes_with_pictures_alone() {
    for rest in ["--to mermaid --level rows", "--to dot --direction left-right", "--describe --width 40"] {
        let run = Spof::new(&format!("render {} {rest}", classic("c1"))).run();
        run.ends(2);
        assert!(run.err.contains("go with pictures alone"), "{}", run.err);
    }
}

/// Renders into a file of its own and returns what is in it.
fn written(arguments: &str, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join(name);
    let run = Spof::new(&format!("render {arguments} --output {}", file.display())).run();
    assert_eq!((run.ends(0), run.err.as_str()), ("", ""));
    fs::read(file).expect("the picture is there")
}

#[test]
fn a_picture_is_written_to_a_file_whose_name_says_what_it_is() {
    let arguments = format!("{} --spof --fail lb1", classic("c3"));
    let svg = String::from_utf8(written(&arguments, "shop.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("class=\"host failed\" data-id=\"lb1\""), "{svg}");
    assert!(svg.contains("class=\"host spof\" data-id=\"web\""), "{svg}");
    assert!(written(&classic("c3"), "shop.PNG").starts_with(b"\x89PNG\r\n"));
    assert!(written(&classic("c3"), "shop.dot").starts_with(b"digraph "));
    assert!(written(&classic("c3"), "shop.mmd").starts_with(b"---\ntitle: "));
    let text = String::from_utf8(written(&classic("c3"), "shop.txt")).unwrap();
    assert!(text.contains("┌ lb1 ─"), "{text}");
    assert_eq!(Spof::new(&format!("render {arguments} --to svg")).run().ends(0), svg);
}

#[test]
fn a_dark_picture_differs_in_its_colours_alone() {
    let file = classic("c1");
    let light = Spof::new(&format!("render {file} --to svg")).run();
    let dark = Spof::new(&format!("render {file} --to svg --theme dark")).run();
    let shapes = |svg: &str| {
        let colours = svg.split('#').map(|piece| piece.get(6..).unwrap_or_default());
        colours.collect::<String>()
    };
    assert_ne!(light.ends(0), dark.ends(0));
    assert_eq!(shapes(&light.out), shapes(&dark.out));
}

#[test]
fn states_are_signs_in_the_text() {
    let file = classic("c3");
    let shown = Spof::new(&format!("render {file} --spof --fail lb1 --legend")).run();
    for part in
        ["┌ lb1 ✗", "┌ vip ~", "┌ web ◆", "✗          has failed", "◆          a single point of failure"]
    {
        assert!(shown.ends(0).contains(part), "{part} is missing:\n{}", shown.out);
    }
    let shown = Spof::new(&format!("render {file} --spof --fail lb1 --legend --to ascii")).run();
    assert!(shown.ends(0).is_ascii(), "{}", shown.out);
    for part in
        [". lb1 #", ". vip ~", ". web !", "#          has failed", "!          a single point of failure"]
    {
        assert!(shown.out.contains(part), "{part} is missing:\n{}", shown.out);
    }
    let shown = Spof::new(&format!("render {file} --highlight lb2,app.code")).run();
    assert!(shown.ends(0).contains("┏ lb2 ━") && shown.out.contains("*code"), "{}", shown.out);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_a_way_out() {
    let file = classic("c1");
    for (arguments, words) in [
        ("--fail s9", "--fail names `s9`"),
        ("--highlight s9", "--highlight names `s9`"),
        ("--to png --format json", "no place in JSON"),
        ("--to png --scale 0", "between 0.1 and 20"),
        ("--to svg --output no/such/folder.svg", "There is no folder"),
        ("--output .", "is a folder"),
    ] {
        let run = Spof::new(&format!("render {file} {arguments}")).run();
        assert!(run.refuses().contains(words), "{arguments}: {}", run.err);
    }
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("shop.ron");
    fs::copy(&file, &own).unwrap();
    let run = Spof::new(&format!("render {0} --output {0}", own.display())).run();
    assert!(run.refuses().contains("take the place of the topology"), "{}", run.err);
    assert_eq!(fs::read(&own).unwrap(), fs::read(&file).unwrap());
}

#[test]
fn a_design_is_described_one_sentence_a_line() {
    let file = classic("c3");
    let run = Spof::new(&format!("render {file} --describe --fail lb1")).run();
    assert!(run.ends(0).lines().all(|line| line.is_empty() || line.ends_with('.')), "{}", run.out);
    assert!(run.out.ends_with("have failed.\nThe cluster vip works in part.\n"), "{}", run.out);
    let json = Spof::new(&format!("render {file} --describe --format json")).run().json();
    assert_eq!(json["paragraphs"][0][1], "Users type www.foobar.com to reach it.");
    let svg = Spof::new(&format!("render {file} --to svg")).run();
    assert!(svg.ends(0).contains("Users type www.foobar.com to reach it.\n"), "{}", svg.out);
    Spof::new(&format!("render {file} --describe --to svg")).run().refuses();
}

#[test]
fn a_design_of_ten_thousand_machines_is_refused_and_can_be_read_instead() {
    use std::fmt::Write as _;
    let (mut hosts, mut links) = (String::new(), String::new());
    for number in 0..10_000 {
        write!(hosts, "(id: \"h{number}\", components: [(id: \"c\", kind: web_server)]),").unwrap();
        if number > 0 {
            let caller = (number - 1) / 3;
            write!(links, "(from: \"h{caller}.c\", to: \"h{number}.c\", protocol: http),").unwrap();
        }
    }
    let large = format!("(format: 1, hosts: [{hosts}], links: [{links}])");
    for to in ["unicode", "dot"] {
        let run = Spof::new(&format!("render - --to {to}")).input(&large).run();
        assert!(run.refuses().contains("10000 machines and parts and 9999 links"), "{}", run.err);
        assert!(run.err.contains("hint: Draw a part of it, or read it with --describe."), "{}", run.err);
    }
    let told = Spof::new("render - --describe").input(&large).run();
    assert!(told.ends(0).starts_with("This design has 10000 machines and 9999 links.\n"));
    assert!(
        told.out.contains("The web server c on h3332 calls the web servers c on h9997"),
        "{}",
        told.out.len()
    );
}
