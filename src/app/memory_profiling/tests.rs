//! Counting, giving back and the times of threads.
#![deny(unsafe_code)]

use std::hint::black_box;

use super::*;

/// Reserved, never touched: other tests run beside these, and 1 GiB stands out from what they
/// move.
const BIG: usize = 1 << 30;
const HALF: u64 = (BIG / 2) as u64;

fn big_block() -> Vec<u8> {
    black_box(Vec::with_capacity(BIG))
}

#[test]
fn what_is_allocated_is_counted_and_what_is_freed_is_not() {
    let _alone = alone();
    let before = counted_bytes();
    let block = big_block();
    let during = counted_bytes();
    assert!(is_counting());
    assert!(during >= before + HALF, "{before} {during}");
    drop(block);
    let after = counted_bytes();
    assert!(after + HALF <= during, "{during} {after}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "another thread")]
fn memory_freed_by_another_thread_is_not_held_any_more() {
    let _alone = alone();
    let block = big_block();
    let during = counted_bytes();
    std::thread::spawn(move || drop(block)).join().unwrap();
    assert!(counted_bytes() + HALF <= during);
}

#[test]
fn totals_grow_by_bytes_and_calls_even_when_all_is_freed() {
    let (bytes, calls) = allocated_total();
    for _ in 0..100 {
        black_box(vec![1_u8; 1000]);
    }
    let (bytes_after, calls_after) = allocated_total();
    assert!(bytes_after >= bytes + 100_000);
    assert!(calls_after >= calls + 100);
}

#[test]
fn growing_a_block_counts_its_new_size_once() {
    let _alone = alone();
    let before = counted_bytes();
    let mut block = big_block();
    block.reserve_exact(2 * BIG);
    let held = counted_bytes().saturating_sub(before);
    assert!(held < 5 * HALF, "{held}");
    assert!(held > 3 * HALF, "{held}");
}

#[cfg(unix)]
#[test]
#[expect(clippy::disallowed_methods, reason = "another thread")]
fn a_thread_that_works_uses_processor_time_and_one_that_sleeps_does_not() {
    let before = thread_cpu_time().unwrap();
    std::thread::sleep(Duration::from_millis(60));
    let slept = thread_cpu_time().unwrap();
    assert!(
        slept < before + Duration::from_millis(40),
        "{before:?} {slept:?}"
    );
    while thread_cpu_time().unwrap() < slept + Duration::from_millis(20) {
        std::hint::spin_loop();
    }
    let others = std::thread::spawn(|| thread_cpu_time().unwrap());
    assert!(others.join().unwrap() < slept + Duration::from_millis(20));
}

/// [`set_up_giver`] names options by their numbers in `mi_option_e`: with another version, look them up.
#[test]
fn the_allocator_is_of_the_version_whose_options_are_set() {
    let _alone = alone();
    assert_eq!(version_of_giver(), 30302);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "another thread")]
fn what_is_freed_goes_back_at_once_whichever_thread_frees_it() {
    const SMALL_BLOCKS: usize = 128 << 10;
    let _alone = alone();
    let blocks: Vec<Box<[u8; 1024]>> = (0..SMALL_BLOCKS).map(|_| Box::new([1; 1024])).collect();
    let during = sample_now().unwrap();
    std::thread::spawn(move || drop(blocks)).join().unwrap();
    let after = sample_now().unwrap();
    assert!(after + (100 << 20) <= during, "{during} {after}");
}

#[test]
fn freed_memory_goes_back_to_the_system() {
    const SMALL_BLOCKS: usize = 128 << 10;
    let _alone = alone();
    let blocks: Vec<Box<[u8; 1024]>> = (0..SMALL_BLOCKS).map(|_| Box::new([1; 1024])).collect();
    // The last block keeps the top of the heap in use, as real programs do.
    let last = blocks.last().cloned();
    let during = sample_now().unwrap();
    drop(blocks);
    return_memory_to_os();
    let after = sampled_rss_bytes().unwrap();
    assert!(after + (100 << 20) <= during, "{during} {after}");
    drop(black_box(last));
}
