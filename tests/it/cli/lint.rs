//! `spof lint`.

use super::Spof;

#[test]
fn the_shipped_course_is_sound() {
    let run = Spof::new("lint").run();
    assert!(run.ends(0).starts_with("The course is sound: "), "{}", run.out);
    let json = Spof::new("lint --format json").run();
    assert_eq!(json.ends(0), "{\"version\":1,\"problems\":[]}\n");
}

#[test]
fn a_broken_course_is_told_by_file_and_line() {
    let broken = "(\n    format: 1,\n    hosts: [(id: \"a b\")],\n)\n";
    let run =
        Spof::new("lint .").file("lessons/0-x/broken.ron", broken).file("lessons/.hidden/x.ron", "(").run();
    assert!(run.ends(1).contains("lessons/0-x/broken.ron:3:18: "), "{}", run.out);
    assert!(run.out.contains("\n 3 |     hosts: [(id: \"a b\")],\n"), "{}", run.out);
    assert!(!run.out.contains(".hidden"), "{}", run.out);

    let run = Spof::new("lint . --format json").file("lessons/0-x/broken.ron", broken).run();
    run.ends(1);
    let told = run.json();
    let problems = told["problems"].as_array().unwrap();
    let problem = problems
        .iter()
        .find(|problem| problem["file"] == "lessons/0-x/broken.ron" && problem["line"] != 0)
        .unwrap();
    assert_eq!((&problem["line"], &problem["column"]), (&3.into(), &18.into()));
}

#[test]
fn a_folder_that_is_no_course_is_refused() {
    assert!(Spof::new("lint .").run().refuses().contains("has no folder lessons or quizzes"));
    Spof::new("lint missing").run().refuses();
    Spof::new("lint file").file("file", "").run().refuses();
}
