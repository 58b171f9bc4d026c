//! A program without debug assertions has neither the texts of checkpoints nor the name of their file.
//!
//! Checkpoints hang on `debug_assertions` alone. The test that always runs builds our own code without them, on the
//! dependencies that are there; the ignored one builds the release binary, ten minutes on a machine that has never
//! done it: `cargo test --test release_strings -- --ignored`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the program, which costs nothing when it is up to date, and returns where it is.
fn built(arguments: &[&str], settings: &[(&str, &Path)]) -> PathBuf {
    // With a test among the targets the dependencies have the features that tests give them: nothing is built twice.
    let output = Command::new(env!("CARGO"))
        .args(["build", "--bin", "awsdash", "--test", "walls"])
        .args(["--message-format", "json-render-diagnostics"])
        .args(arguments)
        .envs(settings.iter().copied())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "awsdash")
        .filter(|message| message["target"]["kind"][0] == "bin")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo names the executable")
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

fn has_no_checkpoint_strings(program: &Path) {
    let binary = std::fs::read(program).expect("the binary can be read");
    // The search itself finds what is there.
    assert!(contains(&binary, "Memory budget initialized"));
    for text in [
        "CHECKPOINT",
        "agent_perf_timing",
        "tree.build_tree.start",
        "tree.rebuild_complete",
        "after_phase1_complete",
        "after_phase2_complete",
        "phase1_complete",
    ] {
        assert!(
            !contains(&binary, text),
            "{} contains {text:?}",
            program.display()
        );
    }
}

#[test]
fn a_program_without_debug_assertions_contains_no_checkpoint_strings() {
    let own = std::env::current_exe().expect("a test has a path");
    // `TARGET/debug/deps/release_strings-HASH`: what is built there already is taken, the program goes elsewhere.
    let target = own
        .ancestors()
        .nth(3)
        .expect("a test is in a target folder");
    let elsewhere = target.join("without-debug-assertions");
    let settings = [
        ("CARGO_BUILD_BUILD_DIR", target),
        ("CARGO_TARGET_DIR", elsewhere.as_path()),
        ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", Path::new("false")),
    ];
    has_no_checkpoint_strings(&built(&[], &settings));
}

#[test]
#[ignore = "builds every dependency for release"]
fn a_release_binary_contains_no_checkpoint_strings() {
    has_no_checkpoint_strings(&built(&["--release"], &[]));
}
