//! That requests leave the engine through its one sender.

use std::fs;
use std::path::Path;

use super::sources_below;

/// Lines that begin a line of code in `file` with one of `calls`, outside of tests.
fn calls_in(file: &Path, calls: &[&str]) -> Vec<String> {
    let source = fs::read_to_string(file).expect("a source is UTF-8");
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().enumerate();
    let found = lines.filter(|(_, line)| {
        let line = line.trim_start();
        !line.starts_with("//") && calls.iter().any(|call| line.contains(call))
    });
    found
        .map(|(at, line)| format!("{}:{}: {}", file.display(), at + 1, line.trim()))
        .collect()
}

#[test]
fn requests_take_turns_in_the_one_sender_alone() {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/resource_explorer");
    let mut files = Vec::new();
    sources_below(&engine.join("query_engine"), &mut files);
    let sender = engine.join("query_engine/request.rs");
    let turns = [
        "scheduler.turn",
        "scheduler.place(",
        "scheduler.throttled(",
        "scheduler.answered(",
    ];
    assert!(
        !calls_in(&sender, &turns).is_empty(),
        "the sender has moved"
    );
    let others = files.iter().filter(|file| {
        let is_test = file.components().any(|part| part.as_os_str() == "tests");
        **file != sender && !is_test && !file.ends_with("tests.rs")
    });
    let found: Vec<String> = others.flat_map(|file| calls_in(file, &turns)).collect();
    assert!(found.is_empty(), "another sender:\n{}", found.join("\n"));
}

#[test]
fn the_engine_asks_its_source_in_attempts_of_the_sender_alone() {
    let engine =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/resource_explorer/query_engine");
    let asking = [
        ".list_page(",
        ".bulk_details(",
        ".resource_detail(",
        ".batch_details(",
        "source.reload(",
    ];
    let mut files = Vec::new();
    sources_below(&engine, &mut files);
    let mut found = 0;
    for file in files {
        let source = fs::read_to_string(&file).expect("a source is UTF-8");
        let calls = calls_in(&file, &asking);
        found += calls.len();
        assert!(
            calls.is_empty() || source.contains("Request {"),
            "asked without the sender:\n{}",
            calls.join("\n")
        );
    }
    assert!(found >= 5, "the engine asks by other names now");
}
