//! Any text as a filter. `tests/filter_language.rs` holds the same in every run of the tests.

#![no_main]

#[path = "../check.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|text: &str| check::holds(text));
