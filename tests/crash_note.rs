//! A panic of the drawing thread in a process of its own: what it leaves for the next start.

use std::path::Path;
use std::process::{Command, Stdio};

use awsdash::app::crash_note;

/// Where the child leaves its note; set for the child only.
const NOTE: &str = "AWSDASH_TEST_CRASH_NOTE";

/// Runs the test `name` of this file in a child.
fn run_child(name: &str, note: &Path) -> bool {
    let program = std::env::current_exe().unwrap();
    let status = Command::new(program)
        .args([name, "--exact", "--ignored"])
        .env(NOTE, note)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.unwrap().success()
}

#[test]
#[ignore = "ends its process; run by the tests below"]
#[expect(clippy::disallowed_methods, reason = "a thread to panic on")]
fn child_panics_where_it_draws() {
    crash_note::install(std::env::var_os(NOTE).map(Into::into));
    // The test runner gives this thread a name of its own; the program draws on the one called `main`.
    let drawing = std::thread::Builder::new().name("main".into());
    let drawing = drawing.spawn(|| panic!("a row that is not there"));
    drawing.unwrap().join().expect("its panic ends the program");
}

#[test]
#[ignore = "run by the tests below"]
#[expect(clippy::disallowed_methods, reason = "a thread to panic on")]
fn child_panics_elsewhere() {
    crash_note::install(std::env::var_os(NOTE).map(Into::into));
    let worker = std::thread::Builder::new().name("worker".into());
    let work = worker.spawn(|| panic!("a worker that fails")).unwrap();
    assert!(work.join().is_err());
}

#[test]
fn a_panic_of_the_drawing_thread_is_told_at_the_next_start() {
    let home = tempfile::tempdir().unwrap();
    let note = home.path().join("crash.txt");
    assert!(!run_child("child_panics_where_it_draws", &note));
    let said = crash_note::take(&note).expect("a note");
    assert!(said.contains("a row that is not there"), "{said}");
    assert!(said.contains("tests/crash_note.rs:"), "{said}");
    assert_eq!(crash_note::take(&note), None);
}

#[test]
fn a_panic_of_another_thread_ends_nothing_and_leaves_no_note() {
    let home = tempfile::tempdir().unwrap();
    let note = home.path().join("crash.txt");
    assert!(run_child("child_panics_elsewhere", &note));
    assert_eq!(crash_note::take(&note), None);
}
