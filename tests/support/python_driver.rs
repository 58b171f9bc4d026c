//! Runs a driver of the tests that is written in Python, with the packages that `tests/run` installs.

use std::path::Path;
use std::process::Command;

/// Runs `script`, a path below the root, with these arguments; fails with what it prints when it fails.
pub(crate) fn drive(script: &str, arguments: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/moto-venv/bin/python");
    assert!(
        python.exists(),
        "the packages of tests/model_stub/requirements.txt are not in {}; run `tests/run`, which installs them",
        python.display()
    );
    let ended = Command::new(python)
        .arg(root.join(script))
        .args(arguments)
        .env("AWSDASH", env!("CARGO_BIN_EXE_awsdash"))
        .env("AWSDASH_CATALOG", root.join("assets/catalog"))
        .env("MODELSTUB_CACHE", root.join("target/model-stub-cache"))
        .output()
        .expect("python starts");
    assert!(
        ended.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
}
