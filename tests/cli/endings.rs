//! Runs that do not get to their end: memory, time, Ctrl-C, a closed pipe.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command};

use serde_json::Value;

use crate::program::{Ended, Home, ledger_at};

/// Takes long without much work: hundreds of pages, one after the other, each of them late.
const LONG: &str = "accounts=1,regions=1,resources=1000000,latency=200ms";

/// Much in one place: many rows, and few pages on their way at a time.
const CROWDED: &str = "accounts=1,regions=1,resources=2000000,latency=0ms";

#[test]
fn over_the_memory_limit_it_stops_with_the_message_and_exit_code_3() {
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let ended = home.run(&format!(
        "list --type volume,eni --sandbox={CROWDED} --memory-limit 96MB --ledger {}",
        ledger.display()
    ));
    ended.assert_said(3, &["Memory limit exceeded: "]);
    let message = ended
        .stderr
        .lines()
        .find(|line| line.starts_with("Memory limit exceeded: "));
    let message = message.expect("it is there");
    let numbers = message
        .strip_prefix("Memory limit exceeded: ")
        .and_then(|rest| rest.strip_suffix("% of system RAM)"))
        .and_then(|rest| rest.split_once(" MB / 96 MB ("));
    let (used, _percent) = numbers.unwrap_or_else(|| panic!("another form: {message}"));
    assert!(used.replace(',', "").parse::<u64>().expect("a number") >= 96);
    assert!(!ended.rows().is_empty(), "what came before is kept");
    let stopped = ledger_at(&ledger);
    assert!(
        stopped
            .iter()
            .any(|entry| entry["outcome"] == "memory_limit")
    );
}

#[test]
fn a_timeout_cancels_the_rest_and_keeps_what_came() {
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let ended = home.run(&format!(
        "list --type AWS::EC2::Snapshot,eni --sandbox={LONG} --timeout 3s --ledger {}",
        ledger.display()
    ));
    ended.assert_said(2, &["Stopped by --timeout", "cancelled"]);
    assert!(!ended.rows().is_empty());
    assert!(
        ledger_at(&ledger)
            .iter()
            .any(|entry| entry["outcome"] == "cancelled")
    );
}

/// Reads the first row of a run that goes on for long.
fn first_row(run: &mut Child) -> (String, BufReader<ChildStdout>) {
    let mut rows = BufReader::new(run.stdout.take().expect("it is piped"));
    let mut row = String::new();
    rows.read_line(&mut row).expect("rows are UTF-8");
    (row, rows)
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_whole_rows_a_ledger_and_exit_code_130() {
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let mut run = home.start(&format!(
        "list --type AWS::EC2::Snapshot,eni --output json --sandbox={LONG} --ledger {}",
        ledger.display()
    ));
    let (mut text, mut rest) = first_row(&mut run);
    let interrupted = Command::new("sh")
        .args(["-c", &format!("kill -INT {}", run.id())])
        .status();
    assert!(interrupted.is_ok_and(|status| status.success()));
    rest.read_to_string(&mut text).expect("rows are UTF-8");
    let rows: Vec<Value> = serde_json::from_str(&text).expect("the array is closed");
    let ended = Ended::from(run.wait_with_output().expect("it ends"));
    ended.assert_said(130, &["Interrupted."]);
    let ledger = ledger_at(&ledger);
    assert!(ledger.iter().any(|entry| entry["outcome"] == "cancelled"));
    let counted: u64 = ledger
        .iter()
        .filter_map(|entry| entry["rows"].as_u64())
        .sum();
    assert!(
        rows.len() as u64 <= counted,
        "{} rows, {counted} in the ledger",
        rows.len()
    );
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let home = Home::new();
    let mut run = home.start(&format!(
        "list --type AWS::EC2::Snapshot,eni --sandbox={LONG}"
    ));
    let (row, rest) = first_row(&mut run);
    assert!(serde_json::from_str::<Value>(&row).is_ok());
    drop(rest);
    let ended = Ended::from(run.wait_with_output().expect("it ends"));
    ended.assert_said(0, &[]);
    assert!(!ended.stderr.contains("Broken pipe"), "{}", ended.stderr);
}
