//! An answer that has lost one thing changes rows, ledger or exit code: a small part of what
//! `tests/mutation/run` tries.

use std::path::Path;
use std::process::Command;

/// Runs the driver and fails with the mutants that nobody noticed.
fn mutate(arguments: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/moto-venv/bin/python");
    assert!(
        python.exists(),
        "the packages of tests/model_stub/requirements.txt are not in {}; run `tests/run`, which installs them",
        python.display()
    );
    let ended = Command::new(python)
        .arg(root.join("tests/mutation/mutate.py"))
        .args(arguments)
        .env("AWSDASH", env!("CARGO_BIN_EXE_awsdash"))
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

#[test]
fn mutants_of_the_model_stubs_answers_are_noticed() {
    mutate(&["--from", "stub", "--sample", "40", "--mutants", "300"]);
}
