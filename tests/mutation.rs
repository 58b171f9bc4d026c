//! An answer that has lost one thing changes rows, ledger or exit code: a small part of what
//! `tests/mutation/run` tries.

#[path = "support/python_driver.rs"]
mod python_driver;

/// Runs the driver and fails with the mutants that changed nothing.
fn mutate(arguments: &[&str]) {
    python_driver::drive("tests/mutation/mutate.py", arguments);
}

#[test]
fn mutants_of_the_model_stubs_answers_are_noticed() {
    mutate(&[
        "--from",
        "stub",
        "--sample",
        "40",
        "--part",
        "10",
        "--mutants",
        "300",
    ]);
}
