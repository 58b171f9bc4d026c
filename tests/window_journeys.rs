//! Journeys through the real window: a real process, a real X server, synthetic mouse and keyboard.
//!
//! Slow, so they are few; every label and state is tested without a display elsewhere. What the program did is
//! read from its log and from the picture. Run them with `AWSDASH_SCREENSHOTS=FOLDER` to keep the pictures
//! (`docs/make-screenshots` does).
#![cfg(target_os = "linux")]

use std::path::Path;
use std::time::{Duration, Instant};

mod support {
    pub(crate) mod desktop;
}

use support::desktop::{App, Desktop, Screen};

const SANDBOX: &str = "--sandbox=accounts=3,resources=2000,latency=5ms";

/// Longest wait, for a software renderer on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// Among the rows of the left of two panes in a window of 1280×800.
const LEFT_PANE: (usize, usize) = (300, 400);

/// The middle of the right one.
const RIGHT_MIDDLE: (std::ops::Range<usize>, std::ops::Range<usize>) = (860..1060, 330..420);

/// Starts the program and waits until its first window is drawn whole.
fn open<'d>(desktop: &'d Desktop, arguments: &[&str]) -> App<'d> {
    let app = App::start(desktop, arguments, SOON);
    app.wait_until(SOON, "the window is drawn", |screen| screen.colours() > 16);
    app.wait_until_still(SOON);
    app
}

/// Waits until the log has `count` lines with `part` in them.
fn wait_for_log(app: &App<'_>, part: &str, count: usize) {
    let started = Instant::now();
    while app.log().matches(part).count() < count {
        assert!(
            started.elapsed() < 3 * SOON,
            "not in the log {count} times: {part}\n{}",
            app.log()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Waits until the file holds `part`: bookmarks are written on another thread, half a second after a change.
fn wait_for_file(path: &Path, part: &str) {
    let started = Instant::now();
    let held = || std::fs::read_to_string(path).unwrap_or_default();
    while !held().contains(part) {
        assert!(
            started.elapsed() < SOON,
            "not in {}: {part}\n{}",
            path.display(),
            held()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Query keys that clearing the cache took out of it, as the program says it.
fn cleared_keys(log: &str) -> u64 {
    let (_, rest) = log
        .split_once("Cache cleared: freed ")
        .expect("clearing says what it did");
    let (_, rest) = rest.split_once('(').expect("query keys");
    let (count, _) = rest.split_once(" query key").expect("query keys");
    count.replace(',', "").parse().expect("a number")
}

/// Queries of a pane that have started, by the log.
fn queries_of(log: &str, pane: u64) -> usize {
    let of = format!("pane={pane} ");
    let started = log.lines().filter(|line| line.contains("query starts"));
    started.filter(|line| line.contains(&of)).count()
}

/// Whether a region of the picture is the same in both.
fn same_there(
    a: &Screen,
    b: &Screen,
    (columns, rows): &(std::ops::Range<usize>, std::ops::Range<usize>),
) -> bool {
    rows.clone()
        .all(|y| columns.clone().all(|x| a.pixel(x, y) == b.pixel(x, y)))
}

#[test]
fn the_window_opens_shows_something_and_closes_by_keyboard() {
    let desktop = Desktop::start();
    let app = open(&desktop, &[SANDBOX]);
    assert!(app.title().starts_with("awsdash"), "title: {}", app.title());
    app.screenshot("launch");
    app.key("ctrl+q");
    let status = app.wait_for_exit(SOON);
    assert_eq!(status.code(), Some(0), "{status}");
}

#[test]
fn two_panes_are_browsed_with_mouse_and_keyboard() {
    let desktop = Desktop::start();
    let app = open(&desktop, &[SANDBOX]);
    let launched = app.screen();

    // The left pane has the keyboard from the start; the right one stays as it was.
    app.key("F5");
    wait_for_log(&app, "phase 2 complete", 1);
    let listed = app.wait_until_still(SOON);
    assert!(same_there(&launched, &listed, &RIGHT_MIDDLE));

    // A filter by typing, groups opened by a chord, a row by keyboard: its details appear.
    app.key("ctrl+f");
    app.type_text("type:instance");
    app.wait_until_changed(&listed, SOON);
    app.click_at(LEFT_PANE.0, LEFT_PANE.1);
    app.key("ctrl+bracketright");
    let opened = app.wait_until_still(SOON);
    app.key("Down");
    app.key("Down");
    app.key("Return");
    app.wait_until_changed(&opened, SOON);

    // The right pane runs its own query, and uses what the cache has.
    app.key("F6");
    app.key("F5");
    wait_for_log(&app, "phase 2 complete", 2);
    app.point_at(640, 790);
    let both = app.wait_until_still(SOON);
    assert!(!same_there(&launched, &both, &RIGHT_MIDDLE));
    app.screenshot("panes");

    app.key("ctrl+e");
    app.wait_until_changed(&both, SOON);
    app.wait_until_still(SOON);
    app.screenshot("scope");
    app.key("Escape");
    app.key("ctrl+d");
    app.type_text("Everything");
    app.key("Return");
    app.wait_until_still(SOON);
    app.screenshot("bookmarks");
    wait_for_file(&app.home().join("config/bookmarks.json"), "Everything");
}

#[test]
fn windows_destroyed_from_outside_take_no_other_along() {
    let desktop = Desktop::start();
    // A query draws all the time, so that the system destroys the window while it is drawn.
    let mut app = open(&desktop, &["--sandbox=accounts=3,latency=300ms"]);
    app.key("F5");
    for (chord, title) in [("ctrl+n", "^awsdash .2"), ("ctrl+l", "^awsdash log")] {
        app.key(chord);
        let further = app.wait_for_window(title, SOON);
        app.destroy(&further);
        app.wait_until_no_window(title, SOON);
        app.focus_main();
    }
    assert!(!app.home().join("data/crash.txt").exists());
    // The first window still listens.
    app.key("ctrl+q");
    assert_eq!(app.wait_for_exit(SOON).code(), Some(0));
}

#[test]
fn the_log_window_follows_the_log() {
    let desktop = Desktop::start();
    let mut app = open(&desktop, &[SANDBOX]);
    app.key("ctrl+l");
    let log = app.wait_for_window("^awsdash log", SOON);
    let opened = app.wait_until_still(SOON);
    // A query writes log lines, and they appear in the window.
    app.focus_main();
    app.key("F5");
    wait_for_log(&app, "phase 2 complete", 1);
    app.wait_until_changed(&opened, SOON);
    app.wait_until_still(SOON);
    app.screenshot("log");
    app.focus(&log);
    app.key("ctrl+l");
    app.wait_until_no_window("^awsdash log", SOON);
}

#[test]
fn at_the_limit_queries_stop_and_clearing_the_cache_makes_room() {
    let desktop = Desktop::start();
    let app = open(
        &desktop,
        &[
            "--sandbox=accounts=3,resources=200000,latency=0ms",
            "--memory-limit",
            "210MB",
        ],
    );
    let launched = app.screen();
    app.key("F5");
    wait_for_log(&app, "Memory limit exceeded: ", 1);
    app.wait_until(SOON, "the message is shown", |screen| {
        screen.pixels_unlike(&launched) > 1000
    });
    app.wait_until_still(SOON);
    app.screenshot("memory-limit");
    let text = app.log();
    let message = text
        .lines()
        .rev()
        .find_map(|line| line.split_once("Memory limit exceeded: "))
        .map(|(_, rest)| rest)
        .expect("the log has it");
    assert!(message.contains(" MB / 210 MB ("), "{message}");

    app.key("ctrl+m");
    app.wait_until_still(SOON);
    app.screenshot("memory");
    app.key("Escape");
    app.key("ctrl+shift+Delete");
    wait_for_log(&app, "Cache cleared: freed", 1);
    assert!(cleared_keys(&app.log()) > 0, "{}", app.log());
    app.wait_until_still(SOON);
    app.screenshot("cache-cleared");

    // There is room for the next query: the other pane's. It runs until the limit is met again.
    app.key("F6");
    app.key("F5");
    wait_for_log(&app, "query starts", 2);
    let log = app.log();
    assert_eq!((queries_of(&log, 1), queries_of(&log, 2)), (1, 1), "{log}");
}

#[test]
fn accounts_whose_sign_in_expired_wait_and_the_panel_says_so() {
    let desktop = Desktop::start();
    let app = open(
        &desktop,
        &["--sandbox=accounts=3,resources=2000,latency=400ms,expire=12s"],
    );
    // Slow enough to be under way when the sign-in of the first account ends. Role sessions that were begun
    // later last longer.
    app.key("F5");
    wait_for_log(&app, "waits for its credentials", 1);
    let paused = app.screen();
    app.key("ctrl+shift+a");
    app.wait_until_changed(&paused, SOON);
    let panel = app.screen();
    app.screenshot("accounts");
    // Escape closes the panel, the next one cancels, at once and without an answer.
    app.key("Escape");
    app.wait_until_changed(&panel, SOON);
    assert!(!app.log().contains("query stopped"));
    app.key("Escape");
    wait_for_log(&app, "query stopped", 1);
}

#[test]
fn the_ledger_tells_what_is_denied_and_what_waits_and_a_sign_in_lets_it_go_on() {
    let desktop = Desktop::start();
    let app = open(
        &desktop,
        &[
            "--sandbox=accounts=4,regions=3,resources=2000,latency=400ms,expire=12s,renew=25s,\
           deny=apprunner:*@*:eu-west-1,deny=amplify:*@2",
        ],
    );
    // One pane, for room. Lists under way when the sign-in ends wait for the next one.
    app.key("F6");
    app.key("ctrl+w");
    app.wait_until_still(SOON);
    app.key("F5");
    let started = app.screen();
    app.key("ctrl+shift+l");
    app.wait_until_changed(&started, SOON);
    wait_for_log(&app, "waits for its credentials", 1);
    std::thread::sleep(Duration::from_secs(3));
    app.screenshot("ledger-paused");
    wait_for_log(&app, "the credentials work again", 1);
    wait_for_log(&app, "phase 2 complete", 1);
    app.wait_until_still(SOON);
    app.screenshot("ledger-resumed");
    assert!(app.log().contains("phase 1 complete"));
}
