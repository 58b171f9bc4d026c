//! A test in a process of its own: its home and its variables are there from the start, and the developer's are not.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Set for the process of its own: its home.
const HOME_OF_CHILD: &str = "AWSDASH_TEST_HOME";

/// In the process of its own: its home. Elsewhere it runs the test of this name there, with an empty home that
/// `prepare` may fill, and there is nothing left to do.
pub(crate) fn home_of_child(
    test: &str,
    prepare: impl FnOnce(&Path, &mut Command),
) -> Option<PathBuf> {
    if let Some(home) = std::env::var_os(HOME_OF_CHILD) {
        return Some(home.into());
    }
    let home = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(std::env::current_exe().expect("the test's program"));
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("AWS_") || name_text.starts_with("XDG_") {
            child.env_remove(name);
        }
    }
    child
        .args(["--exact", test, "--nocapture"])
        .env(HOME_OF_CHILD, home.path())
        .env("HOME", home.path())
        .env("AWS_EC2_METADATA_DISABLED", "true");
    prepare(home.path(), &mut child);
    let ended = child.output().expect("the test runs itself");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(
        ended.status.success() && said.contains("1 passed"),
        "{said}\n{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    print!("{said}");
    None
}
