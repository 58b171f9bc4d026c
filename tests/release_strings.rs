//! A release binary knows nothing of checkpoints: neither their texts nor the name of their file.

use std::path::PathBuf;
use std::process::Command;

/// Builds the release binary, which costs nothing when it is up to date, and returns where it is.
fn release_binary() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--bin",
            "awsdash",
            "--message-format",
            "json-render-diagnostics",
        ])
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
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo names the executable")
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[test]
fn a_release_binary_contains_no_checkpoint_strings() {
    let binary = std::fs::read(release_binary()).expect("the binary can be read");
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
            "the release binary contains {text:?}"
        );
    }
}
