//! The program against a server that answers every AWS operation from AWS's own models: no row is missing,
//! twice or another resource's, and no request is one that a model refuses.
//!
//! Every type has its one page here, the rest is a cross-section; `tests/model_stub/README.md` has the commands for the whole.

use std::path::Path;
use std::process::Command;

/// Runs the driver and fails with what it says falls short.
fn drive(arguments: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/moto-venv/bin/python");
    assert!(
        python.exists(),
        "the packages of tests/model_stub/requirements.txt are not in {}; run `tests/run`, which installs them",
        python.display()
    );
    let ended = Command::new(python)
        .arg(root.join("tests/model_stub/drive.py"))
        .arg("-q")
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

#[test]
fn a_page_of_every_type_is_whole() {
    drive(&[]);
}

#[test]
fn two_pages_of_an_eighth_of_all_types_are_whole() {
    drive(&["--sample", "8", "--pages", "2"]);
}

#[test]
fn lists_of_the_services_own_are_whole_where_cloud_control_refuses() {
    drive(&["--sample", "8", "--cloudcontrol", "off"]);
}

#[test]
fn details_belong_to_their_rows() {
    drive(&["--sample", "24", "--details", "all"]);
}

#[test]
fn equal_names_below_every_parent_are_as_many_rows() {
    drive(&["--sample", "8", "--same"]);
}

#[test]
fn every_taggable_arn_is_what_it_is() {
    drive(&["--tagged"]);
}
