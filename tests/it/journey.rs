//! Whole journeys through the real program in a real terminal.

use std::path::Path;

use crate::support::pty::Pty;

const SIZE: (u16, u16) = (120, 40);

/// A design of task 0 as commands, with other names than the shipped one.
const SOLUTION: [&str; 10] = [
    "add host box",
    "set box address 8.8.8.8",
    "add web_server caddy on box",
    "add app_server gunicorn on box",
    "add app_files source on box",
    "add database maria on box",
    "connect user box.caddy",
    "connect box.caddy box.gunicorn",
    "connect box.gunicorn box.source",
    "connect box.gunicorn box.maria",
];

/// The zone that the mission asks for.
const ZONE: &str = "zone \"$ORIGIN foobar.com.\\n$TTL 300\\n@ IN SOA ns1.example.net. admin.foobar.com. 1 7200 900 \
                    1209600 300\\n@ IN NS ns1.example.net.\\nwww IN A 8.8.8.8\\n\"";

#[test]
fn somebody_new_works_through_the_whole_of_task_0() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = Pty::start(&[], data.path(), SIZE);
    first_keys(&mut tutor);
    tutor.shows("step 1 of 15").send(b"\r").shows("step 1 of 15  ●");
    for step in 1..15 {
        work_through(&mut tutor, step);
    }
    tutor.shows("step 15 of 15").write("n").shows("quiz   1 of 12");
    for number in 1..=12 {
        tutor.shows(&format!("quiz   {number} of 12"));
        answer(&mut tutor);
    }
    tutor.shows("By requirement").shows("questions right");
    tutor.send(b"\x1b").shows("Your course").shows("15/15").write("q");
    assert!(tutor.wait().success());
}

/// Learns the first keys by pressing them.
fn first_keys(tutor: &mut Pty) {
    tutor.shows("Press the arrow key").send(b"\x1b[B\x1b[B").shows("Good. Enter opens");
    tutor.send(b"\r").shows("Press ? now").write("?").shows("Skip the first steps.");
    tutor.send(b"\x1b").shows("That is all you need.").send(b"\r").shows("Your course");
}

/// Does what a step asks for, and goes on to the next.
fn work_through(tutor: &mut Pty, step: usize) {
    tutor.shows(&format!("step {step} of 15"));
    if tutor.text().contains("Predict:") {
        tutor.write("lljlljll").send(b"\r").shows("of 3 right");
    }
    if tutor.text().contains("build it in the lab") {
        tutor.send(b"\r").shows("Check-list");
        for line in SOLUTION {
            tutor
                .write(":")
                .shows(" : ")
                .write(line)
                .shows(line)
                .send(b"\r")
                .until("the command line closed", |screen| !screen.contents().contains(" : "));
        }
        tutor.write(":").send(ZONE.as_bytes()).send(b"\r").shows("What happened.").send(b"\x1b");
        tutor.until("the window closed", |screen| !screen.contents().contains("What happened."));
        tutor.send(b"\x1b").shows(&format!("step {step} of 15"));
    }
    tutor.until("what Enter does", |screen| {
        let text = screen.contents();
        ["answer one question", "questions", "go on"]
            .iter()
            .any(|words| text.contains(&format!("Enter  {words}")))
            || text.contains("Enter  answer")
    });
    while tutor.text().contains("Enter  answer") {
        tutor.send(b"\r").shows("check   1 of");
        loop {
            answer(tutor);
            tutor.until("the next question or the step", |screen| {
                let text = screen.contents();
                text.contains("check ") && !text.contains("retry")
                    || text.contains(&format!("step {step} of 15"))
            });
            if tutor.text().contains(&format!("step {step} of 15")) {
                break;
            }
        }
    }
    tutor.write("n").shows(&format!("step {} of 15", step + 1));
}

/// Answers the question on the screen in some way, well or not, and goes on.
fn answer(tutor: &mut Pty) {
    // The footer is the last that a frame draws: where it is there, the question is.
    tutor.until("an open question", |screen| {
        screen.rows(0, SIZE.0).last().is_some_and(|footer| footer.contains("answer"))
    });
    let text = tutor.text();
    if text.contains("in your own words") {
        tutor.write("If the one server fails, the whole site is down.").send(b"\x04");
    } else if text.contains("Type the number") {
        tutor.write("400").send(b"\r");
    } else if text.contains("True, because") {
        tutor.write(" jj ").send(b"\r");
    } else if text.contains("its right side") {
        tutor.write("l").send(b"\r");
    } else if text.contains("on the diagram") {
        tutor.write("j ").send(b"\r");
    } else if text.contains("up, degraded or down") {
        tutor.write(" j j ").send(b"\r");
    } else {
        tutor.write(" ").send(b"\r");
    }
    tutor.shows("retry").send(b"\r");
}

#[test]
fn a_killed_tutor_goes_on_where_it_was() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = Pty::start(&["learn", "0-one-server"], data.path(), SIZE);
    tutor.shows("Welcome").send(b"\x1b").shows("step 1 of 15").write("nnn").shows("step 4 of 15");
    tutor.signal("-KILL");
    tutor.wait();
    let mut again = Pty::start(&[], data.path(), SIZE);
    again.shows("step 4 of 15").send(b"\r").shows("What a server is").write("q");
    assert!(again.wait().success());
}

#[test]
fn a_tutor_that_cannot_save_goes_on_and_says_why() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("file"), "").unwrap();
    let below = data.path().join("file/below");
    let mut tutor = Pty::start(&["--data-dir", below.to_str().unwrap(), "lab"], data.path(), (60, 20));
    tutor
        .shows("Progress is not saved, because")
        .shows("--data-dir DIR")
        .send(b"\x1b")
        .shows("Single points of failure")
        .write("q");
    assert!(tutor.wait().success());
}

#[test]
fn a_draft_survives_a_kill_in_the_middle_of_a_word() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = welcomed(&["--seed", "3", "learn", "0-one-server"], data.path());
    tutor.shows("step 1 of 15");
    for step in 2..=15 {
        tutor.write("n").shows(&format!("step {step} of"));
    }
    // The last step asks for two explanations.
    tutor.send(b"\r").shows("in your own words").write("A single point of fail").shows("point of fail");
    tutor.signal("-KILL");
    tutor.wait();
    let mut again = Pty::start(&["--seed", "3", "learn", "0-one-server"], data.path(), SIZE);
    again.shows("step 15 of 15").send(b"\r").shows("A single point of fail");
}

#[test]
fn the_terminal_is_given_back_however_the_tutor_ends() {
    let data = tempfile::tempdir().unwrap();
    for ending in ["q", "ctrl-c", "-TERM", "-HUP", "-INT"] {
        let mut tutor = welcomed(&[], data.path());
        assert!(tutor.screen().alternate_screen());
        match ending {
            "q" => tutor.write("q"),
            "ctrl-c" => tutor.send(b"\x03"),
            signal => tutor.signal(signal),
        };
        tutor.wait();
        let screen = tutor.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste(), "{ending}");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "{ending}");
    }
}

#[test]
fn ctrl_z_stops_and_fg_brings_everything_back() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = welcomed(&[], data.path());
    tutor.send(b"\x1a").until("the main screen", |screen| !screen.alternate_screen());
    tutor
        .until_stopped()
        .signal("-CONT")
        .until("the tutor", vt100::Screen::alternate_screen)
        .shows("Your course")
        .write("q");
    assert!(tutor.wait().success());
}

#[test]
fn a_resize_in_the_middle_is_followed() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = welcomed(&[], data.path());
    tutor.resize(80, 24).shows("Your course").send(b"\r").shows("A user types a name");
    tutor
        .resize(50, 10)
        .shows("spof needs 60 columns")
        .resize(200, 60)
        .shows("A user types a name")
        .write("q");
    assert!(tutor.wait().success());
}

#[test]
fn nothing_is_sent_while_nothing_changes() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = welcomed(&[], data.path());
    let before = tutor.settle();
    // Keys that change nothing here: at most the marks of a frame are sent, no cell.
    tutor.write("~~~~").send(b"\x1b[A");
    let after = tutor.settle();
    assert!(after - before < 200, "{} bytes were sent for nothing", after - before);
}

#[test]
fn without_colour_the_chosen_row_is_still_seen() {
    let data = tempfile::tempdir().unwrap();
    drop(welcomed(&[], data.path()));
    let mut tutor = Pty::start_with(&[], data.path(), SIZE, &[("NO_COLOR", "1")]);
    tutor.shows("One server");
    let screen = tutor.screen();
    let row = (0..SIZE.1).find(|row| {
        screen.rows(0, SIZE.0).nth(usize::from(*row)).is_some_and(|t| t.contains("0  One server"))
    });
    let cell = screen.cell(row.unwrap(), 10).unwrap();
    assert!(cell.inverse(), "the chosen row is in reverse");
    assert_eq!(cell.fgcolor(), vt100::Color::Default);
}

/// A tutor for somebody who has been shown the first keys.
fn welcomed(arguments: &[&str], data: &Path) -> Pty {
    let mut tutor = Pty::start(arguments, data, SIZE);
    tutor.until("the first screen", |screen| {
        ["Welcome to spof", "Your course", "step "].iter().any(|text| screen.contents().contains(text))
    });
    if tutor.text().contains("Welcome to spof") {
        tutor
            .send(b"\x1b")
            .until("the welcome closed", |screen| !screen.contents().contains("Welcome to spof"));
    }
    tutor
}
