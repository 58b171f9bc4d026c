//! Journeys through the real window: a real process, a real X server, synthetic mouse and keyboard.
//!
//! Slow, so they are few; every label and state is tested without a display elsewhere. Run them
//! with `AWSDASH_SCREENSHOTS=FOLDER` to keep the pictures (`docs/make-screenshots` does).
#![cfg(target_os = "linux")]

use std::time::Duration;

mod support {
    pub mod desktop;
}

use support::desktop::{App, Desktop};

const SANDBOX: &str = "--sandbox=accounts=3,resources=2000,latency=5ms";

/// A software renderer on a busy machine: generous, and far from for ever.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn the_window_opens_shows_something_and_closes_by_keyboard() {
    let desktop = Desktop::start();
    let app = App::start(&desktop, &[SANDBOX], SOON);
    assert!(app.title().starts_with("awsdash"), "title: {}", app.title());
    app.wait_until(SOON, "the window is drawn", |screen| screen.colours() > 16);
    app.wait_until_still(SOON);
    app.screenshot("launch");
    app.key("ctrl+q");
    let status = app.wait_for_exit(SOON);
    assert_eq!(status.code(), Some(0), "{status}");
}
