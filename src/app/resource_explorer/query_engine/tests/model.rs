//! The engine against a world that never changes: lists, sweeps and indexes answer in any order, late, in
//! pieces or not at all; queries are cancelled, stopped, superseded, asked again, gone on with; credentials
//! expire; the cache is emptied. Whatever happens, nothing is shown twice or invented, nothing that was shown
//! vanishes, every line of the ledger counts what is shown, and what is missing is told. The clock is the
//! runtime's own: it stands still while there is something to do, and goes on to the next wait when there is not.
//!
//! `AWSDASH_MODEL_SEEDS=100000` plays so many seeds, `AWSDASH_MODEL_SEED=7` one. What one finds goes into
//! `model/seeds.txt`.

mod dice;
mod oracle;
mod play;
mod source;
mod window;
mod world;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::{Outcome, TestMeter};
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::resource_explorer::progress::{ProgressEvent, QueryProgress};
use dice::Dice;
use play::{Play, Spoil};

/// Seeds that have found something once.
const FOUND: &str = include_str!("model/seeds.txt");

/// Seeds that are played beside them.
const SEEDS: u64 = 400;

/// Failures that are told.
const MAX_REPORTED: usize = 8;

/// Plays one seed.
fn play(seed: u64, budget: &'static MemoryBudget, spoil: Option<Spoil>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut play = Play::new(seed, budget, spoil);
        let played = play.play().await;
        played.map_err(|what| format!("seed {seed}: {what}{}", play.told()))
    })
}

/// Plays seeds on all processors; what failed, or the first few of it.
fn play_all(seeds: &[u64], spoil: Option<Spoil>, enough: usize) -> Vec<String> {
    let (next, failed) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let has_enough = AtomicBool::new(false);
    let player = || {
        let meter = Arc::new(TestMeter(AtomicU64::new(10)));
        let budget: &'static MemoryBudget =
            Box::leak(Box::new(MemoryBudget::with_meter(meter, None)));
        while !has_enough.load(Ordering::Relaxed)
            && let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed) as usize)
        {
            if let Err(what) = play(seed, budget, spoil) {
                let mut failed = failed.lock().expect("failures");
                failed.push(what);
                has_enough.store(failed.len() >= enough, Ordering::Relaxed);
            }
        }
    };
    let players = std::thread::available_parallelism().map_or(1, usize::from);
    #[expect(clippy::disallowed_methods, reason = "games on all processors")]
    std::thread::scope(|threads| {
        for _ in 0..players.min(8) {
            threads.spawn(player);
        }
    });
    failed.into_inner().expect("failures")
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn rows_and_ledger_are_the_truth_whatever_happens_and_in_whatever_order() {
    let seeds: Vec<u64> = match number("AWSDASH_MODEL_SEED") {
        Some(seed) => vec![seed],
        None => {
            let found = FOUND.lines().filter_map(|line| line.split('#').next());
            let found = found.filter_map(|seed| seed.trim().parse().ok());
            let more = number("AWSDASH_MODEL_SEEDS").unwrap_or(SEEDS);
            found.chain(0..more).collect()
        }
    };
    let failed = play_all(&seeds, None, MAX_REPORTED);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Loses one batch of rows in ten.
fn lose_rows(progress: &mut QueryProgress, dice: &mut Dice) {
    if matches!(progress.event, ProgressEvent::Rows(_)) && dice.happens(10) {
        progress.event = ProgressEvent::Started;
    }
}

fn lose_a_line(progress: &mut QueryProgress, dice: &mut Dice) {
    if matches!(progress.event, ProgressEvent::Outcome(_)) && dice.happens(10) {
        progress.event = ProgressEvent::Started;
    }
}

fn call_it_complete(progress: &mut QueryProgress, _dice: &mut Dice) {
    if let ProgressEvent::Outcome(line) = &mut progress.event
        && line.outcome == Outcome::Denied
    {
        line.outcome = Outcome::Complete;
    }
}

fn keep_what_is_taken_back(progress: &mut QueryProgress, _dice: &mut Dice) {
    if let ProgressEvent::Replaced { taken_back, .. } = &mut progress.event {
        taken_back.clear();
    }
}

#[test]
fn an_engine_that_loses_repeats_or_embellishes_something_is_noticed() {
    let spoils: [(&str, Spoil); 4] = [
        ("rows that are lost", lose_rows),
        ("a line that is lost", lose_a_line),
        ("a list that is called complete", call_it_complete),
        ("rows that are shown twice", keep_what_is_taken_back),
    ];
    let seeds: Vec<u64> = (0..200).collect();
    for (what, spoil) in spoils {
        assert!(!play_all(&seeds, Some(spoil), 1).is_empty(), "{what}");
    }
}
