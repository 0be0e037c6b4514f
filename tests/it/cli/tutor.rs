//! `spof`, `lab`, `learn`, `quiz` where there is no terminal: one line, code 2, and nothing touched.

use super::Spof;

#[test]
fn the_tutor_says_in_one_line_that_it_needs_a_terminal() {
    for command in ["", "lab", "lab shop.ron", "learn", "learn 0-one-server", "quiz", "quiz --task 0"] {
        let data = tempfile::tempdir().unwrap();
        let spof = Spof::new(command).file("shop.ron", "(format: 1)").data_dir(data.path());
        let run = spof.run();
        assert!(run.refuses().starts_with("wrong use: The tutor needs a terminal"), "{command}: {}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
        assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0, "{command}: no progress is begun");
    }
}

#[test]
fn what_the_course_does_not_have_is_said_before() {
    for (command, what) in [
        ("learn no-such-lesson", "There is no lesson `no-such-lesson`."),
        ("learn 0-one-server no-such-step", "has no step `no-such-step`."),
        ("quiz --task 3", "There are no questions on task 3 yet."),
        ("lab no-such-folder/shop.ron", "There is no file no-such-folder/shop.ron."),
        ("lab -", "The lab cannot edit standard input."),
    ] {
        let run = Spof::new(command).run();
        assert!(run.refuses().contains(what), "{command}: {}", run.err);
    }
}
