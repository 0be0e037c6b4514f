//! The lab: editing by keyboard, by mouse and by command; failures; missions.

use ratatui::layout::Position;
use spof::progress::{Location, Profile, Store};
use spof::tui::input::MouseKind;
use spof::tui::screen::{Destination, lab::Start};

use crate::support::tutor::Tutor;

fn lab() -> Tutor {
    Tutor::at(Destination::Lab(Start::Last))
}

fn mission() -> Tutor {
    let (lesson, step) = ("0-one-server".to_owned(), Some("your-turn-build-it".to_owned()));
    let mut tutor = Tutor::at(Destination::Lesson { lesson, step });
    tutor.shows("build it in the lab").press("enter");
    tutor
}

#[test]
fn a_command_edits_and_says_what_changed() {
    let mut tutor = lab();
    tutor.press(":").write("add host web2").press("enter").shows("web2").shows("1 edit").shows("This edit");
    tutor.press("u").shows("Taken back: add host web2").shows("no edit");
    tutor.press("U").shows("Done again: add host web2").shows("1 edit");
}

#[test]
fn what_is_only_renamed_changes_nothing() {
    let mut tutor = lab();
    tutor.press(":").write("rename server first").press("enter").shows("first").hides("This edit");
    tutor.press("u").shows("Taken back: rename server first").hides("This edit");
}

#[test]
fn a_command_that_cannot_be_done_says_why_and_stays() {
    let mut tutor = lab();
    tutor
        .press(":")
        .write("conect server")
        .press("enter")
        .shows("Did you mean `connect`?")
        .shows(": conect server");
}

#[test]
fn tab_completes_a_word() {
    lab().press(":").write("conn").press("tab").shows(": connect");
}

#[test]
fn everything_can_be_done_by_keyboard() {
    let mut tutor = lab();
    // Choose nginx on the board, add a monitoring client to its host, rename it, set it, remove it.
    tutor.press("tab tab tab");
    tutor.press("a").shows("Add").write("monitoring client").press("enter").shows("agent");
    tutor.press(":").write("rename server.agent watcher").press("enter").shows("watcher");
    tutor.press(":").write("set server.watcher label \"the watcher\"").press("enter").shows("the watcher");
    tutor.press(":").write("remove server.watcher").press("enter").hides("the watcher");
    tutor.press("u u u u").shows("no edit");
}

#[test]
fn a_link_is_drawn_by_keyboard() {
    let mut tutor = lab();
    tutor.press(":").write("add web_server apache on server").press("enter");
    tutor.click_part("apache").press("c").shows("connect server.apache to");
    // The application server is the row above or below; choose it by its own name.
    tutor.click_part("app").shows("connect server.apache server.app fastcgi");
}

#[test]
fn a_link_is_drawn_by_dragging() {
    let mut tutor = lab();
    tutor.press(":").write("add web_server apache on server").press("enter");
    tutor.drag("apache", "app").shows("connect server.apache server.app fastcgi");
}

#[test]
fn the_right_button_offers_what_can_be_done() {
    let mut tutor = lab();
    let at = tutor.part("mysql");
    tutor.mouse(MouseKind::Menu, at).shows("What shall be done?").click("Remove the chosen one");
    tutor.hides("│ mysql").shows("✗ writes");
}

#[test]
fn a_failure_shows_what_users_lose() {
    let mut tutor = lab();
    tutor.click_part("mysql").press("f").shows("✓ static reads   ✗ dynamic reads   ✗ writes").shows("✗mysql");
    tutor.press("F").shows("✓ static reads   ✓ dynamic reads   ✓ writes");
}

#[test]
fn findings_and_single_points_of_failure_follow_each_edit() {
    let mut tutor = lab();
    tutor.shows("◆ server").shows("Findings");
    tutor.press(":").write("remove server").press("enter").shows("down").hides("◆ server");
}

#[test]
fn a_finding_explains_itself() {
    lab().press("i").shows("A request: user → server.nginx → server.app").shows("What helps:");
}

#[test]
fn the_work_is_there_again_after_the_lab_is_left() {
    let mut store = Store::in_memory();
    {
        let mut tutor = lab();
        tutor.press(":").write("add host web2").press("enter");
        let kept = tutor.app().world().store.lab("lab").unwrap();
        store.save_lab("lab", &kept.topology, &kept.log);
    }
    let mut tutor = Tutor::with(store, Destination::Lab(Start::Last));
    tutor.shows("web2").shows("Your work is as you left it.");
    tutor.press("u").hides("┌ web2");
}

#[test]
fn the_zone_is_written_in_a_window_of_its_own() {
    let mut tutor = lab();
    tutor.press("z").shows("The DNS zone").shows("8.8.8.8");
    tutor.press("ctrl-s").hides("The DNS zone");
}

#[test]
fn a_mission_shows_why_not_yet_and_is_passed_when_all_is_green() {
    let mut tutor = mission();
    tutor.shows("Check-list 0 of").shows("✗");
    tutor.press("H").shows("Hint 1 of 3").press("esc").press("H").shows("Hint 2 of 3").press("esc");
    for line in SOLUTION {
        tutor.press(":").write(line).press("enter");
    }
    tutor.shows("Done").shows("What happened.");
    let world = tutor.app().world();
    assert!(world.has_passed("t0-build"));
    assert!(world.done("0-one-server").contains("your-turn-build-it"));
}

/// A solution of task 0 that is not the shipped one: other names, another order.
const SOLUTION: [&str; 11] = [
    "add host box",
    "add database maria on box",
    "add app_files source on box",
    "add app_server gunicorn on box",
    "add web_server caddy on box",
    "connect box.gunicorn box.maria",
    "connect box.gunicorn box.source",
    "connect box.caddy box.gunicorn",
    "connect user box.caddy",
    "set box address 8.8.8.8",
    "zone \"$ORIGIN foobar.com.\\n$TTL 300\\n@ IN SOA ns1.example.net. h.foobar.com. 1 7200 900 1209600 300\\n@ IN NS ns1.example.net.\\nwww IN A 8.8.8.8\\n\"",
];

#[test]
fn a_mission_refuses_parts_that_it_does_not_allow() {
    mission()
        .press(":")
        .write("add load_balancer lb")
        .press("enter")
        .shows("This mission does without a load balancer.");
}

#[test]
fn a_click_on_nothing_chooses_nothing() {
    let mut tutor = lab();
    tutor.click_part("mysql").shows("lab   server.mysql");
    tutor.mouse(MouseKind::Press, Position::new(2, 30)).hides("lab   server.mysql");
}

#[test]
fn a_saved_file_keeps_what_spof_cannot_write_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.ron");
    let commented = "// The shop, as agreed.\n(format: 1, hosts: [(id: \"web1\")])\n";
    std::fs::write(&path, commented).unwrap();
    let topology = Box::new(spof::topology::parse("shop.ron", commented).unwrap());
    let mut tutor = Tutor::at(Destination::Lab(Start::File { path: path.clone(), topology }));
    for (host, kept) in [("web2", true), ("web3", false)] {
        tutor.press(":").write(&format!("add host {host}")).press("enter").shows(host);
        tutor.press(":").write("write").press("enter").shows("Written to");
        assert_eq!(tutor.screen().contains("comments and all"), kept, "{}", tutor.screen());
        assert!(std::fs::read_to_string(&path).unwrap().contains(host));
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("shop.ron.bak")).unwrap(), commented);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "one backup is enough");
}

#[test]
fn a_zone_that_was_not_taken_over_is_not_lost() {
    let mut tutor = lab();
    tutor.press("z").paste("shop IN A 8.8.8.8\rftp IN A 8.8.8.8\r");
    tutor.press("esc").shows("z shows what you have written").press("z").shows("shop IN A 8.8.8.8");
    tutor.hides("8.8.8.8�ftp").press("ctrl-s");
    assert!(tutor.app().world().store.lab("lab").unwrap().topology.contains("shop IN A 8.8.8.8"));
}

#[test]
fn what_was_added_is_what_one_goes_on_with() {
    let mut tutor = lab();
    tutor.press("a").write("host").press("enter").shows("lab   server2");
    tutor.press("a").write("web server on server2").press("enter").shows("lab   server2.nginx");
    tutor.press("a").shows("application server on server2");
}

#[test]
fn esc_leaves_work_only_when_it_is_pressed_again() {
    let mut tutor = lab();
    tutor.press(":").write("add host web2").press("enter esc").shows("server");
    tutor.press("esc").shows("Esc again leaves the lab").press("esc").shows("Your course");
}

#[test]
fn a_file_is_written_with_its_own_name_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (folder.path().join("own.ron"), folder.path().join("other.txt"));
    std::fs::write(&other, "an essay").unwrap();
    let topology = Box::new(spof::topology::Topology::default());
    let mut tutor = Tutor::at(Destination::Lab(Start::File { path: own.clone(), topology })).sized(200, 40);
    tutor
        .shows("does not exist yet; w writes it")
        .press(":")
        .write("add host web2")
        .press("enter")
        .shows("own.ron *");
    tutor.press("w").shows("Written to").hides("own.ron *");
    assert!(std::fs::read_to_string(&own).unwrap().contains("web2"));
    tutor.press(":").write(&format!("write {}", other.display())).press("enter").shows("is there already");
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "an essay");
    tutor.press(":").write(&format!("write! {}", other.display())).press("enter").shows("is kept as");
    assert_eq!(std::fs::read_to_string(folder.path().join("other.txt.bak")).unwrap(), "an essay");
}

#[test]
fn tab_completes_the_last_word_and_keeps_the_others() {
    lab().press(":").write("set server addr").press("tab").shows(": set server address");
}

#[test]
fn a_property_is_chosen_from_a_list() {
    let mut tutor = lab();
    tutor.press(":").write("add host web2").press("enter");
    tutor.press("s").shows("Set").write("address").press("enter").shows(": set web2 address");
    tutor.write("203.0.113.9").press("enter").shows("set web2 address 203.0.113.9");
}

#[test]
fn the_footer_can_be_clicked() {
    let mut tutor = lab();
    tutor.press(":").write("add host web2").press("enter esc esc").shows("web2");
    let mut tutor = lab();
    tutor.click("z zone").shows("The DNS zone");
}

#[test]
fn two_instances_at_once_keep_their_work_apart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let location = Location::find(Some(folder.path()), Profile::default());
        Tutor::with(Store::open(&location), Destination::Lab(Start::Last))
    };
    let (mut one, mut other) = (start(), start());
    one.press(":").write("add host mine").press("enter").shows("┌ mine");
    other
        .press(":")
        .write("add host yours")
        .press("enter")
        .shows("┌ yours")
        .shows("Another spof works on this too.");
    one.press(":").write("add host ours").press("enter").hides("Another spof");
    drop((one, other));
    let kept = Store::open(&Location::find(Some(folder.path()), Profile::default()));
    assert!(kept.lab("lab").unwrap().topology.contains("ours"));
    assert!(kept.lab("lab 2").unwrap().topology.contains("yours"));
}

#[test]
fn a_box_is_put_somewhere_by_keys_and_stays_there() {
    let mut tutor = lab();
    tutor.click_part("user").press("alt-right").shows("set user column 2").shows("1 edit");
    assert!(tutor.find("dns").x < tutor.find("user │").x);
    tutor.press("alt-right").shows("already stands at the edge");
    tutor.press("alt-down").shows("set user row 2");
    tutor.press("u u").shows("no edit");
}

#[test]
fn a_box_is_dragged_to_another_place() {
    let mut tutor = lab();
    let from = tutor.part("user");
    let beyond = Position::new(tutor.find("dns").x + 8, from.y);
    tutor
        .mouse(MouseKind::Press, from)
        .mouse(MouseKind::Drag, beyond)
        .mouse(MouseKind::Release, beyond)
        .shows("set user column 2");
}
