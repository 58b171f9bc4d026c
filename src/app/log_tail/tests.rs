//! The tail as a whole. Most tests poll by hand, so that nothing depends on time.

mod scene;

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use scene::{PLENTY, Scene};

use super::inbox::Order;
use super::*;
use crate::app::logging::LogLevel;

fn numbered(range: std::ops::Range<usize>) -> String {
    range.map(|n| format!("line {n:06}\n")).collect()
}

#[test]
fn a_file_of_one_gigabyte_costs_as_little_to_open_as_a_small_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("big.log");
    let mut file = File::create(&path).unwrap();
    file.set_len(1 << 30).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).unwrap();
    file.write_all(format!("\n{}", numbered(0..10_000)).as_bytes())
        .unwrap();
    let begun = Instant::now();
    let mut tail = LogTail::open(&path, Arc::new(|| {}));
    let opened = begun.elapsed();
    while tail.drain(PLENTY).new_lines == 0 {
        std::thread::sleep(Duration::from_millis(1));
        assert!(begun.elapsed() < PLENTY);
    }
    // Seconds are reported, bytes are asserted.
    println!(
        "opened in {opened:?}, first lines after {:?}",
        begun.elapsed()
    );
    assert!(
        tail.bytes_read() <= 3 * TAIL_CHUNK_BYTES,
        "{}",
        tail.bytes_read()
    );
    assert!(tail.held_bytes() < 1 << 20);
    assert_eq!(&*tail.line(tail.len() - 1).unwrap().text, "line 009999");
    assert_eq!(tail.older(), OlderLines::More);
}

#[test]
fn lines_arrive_as_they_are_written_and_the_window_is_woken_once() {
    let mut scene = Scene::new(Some("one\n"));
    assert_eq!(scene.texts(), ["one"]);
    let before = scene.woken.load(Ordering::Relaxed);
    for n in 0..5 {
        scene.append(&format!("more {n}\n"));
        scene.follower.poll();
    }
    assert_eq!(scene.woken.load(Ordering::Relaxed), before + 1);
    assert_eq!(scene.tail.drain(PLENTY).new_lines, 5);
    assert_eq!(scene.texts().last(), Some(&"more 4"));
    assert_eq!(scene.poll(), Drained::default());
    assert_eq!(scene.woken.load(Ordering::Relaxed), before + 1, "no news");
}

#[test]
fn a_line_without_an_end_is_shown_apart_until_it_has_one() {
    let mut scene = Scene::new(Some("one\ntw"));
    assert_eq!(scene.texts(), ["one"]);
    scene.poll();
    assert_eq!(scene.tail.unfinished_line().as_deref(), Some("tw"));
    scene.append("o\n");
    scene.poll();
    assert_eq!(scene.texts(), ["one", "two"]);
    assert_eq!(scene.tail.unfinished_line(), None);
}

#[test]
fn older_lines_load_in_chunks_down_to_the_first_and_numbers_never_change() {
    let all = numbered(0..100_000);
    let mut scene = Scene::new(Some(&all));
    let first = scene.tail.line(0).unwrap().clone();
    assert_eq!(first.ordinal, 0);
    assert!(first.text.as_ref() > "line 090000");
    let mut loads = 0;
    while scene.tail.older() == OlderLines::More {
        let before = scene.tail.len();
        let added = scene.load_older();
        assert!(added > 0);
        assert_eq!(scene.tail.len(), before + added);
        let index = scene.tail.index_of(0);
        assert_eq!(scene.tail.line(index), Some(&first));
        loads += 1;
    }
    assert_eq!(loads, (all.len() as u64).div_ceil(OLDER_CHUNK_BYTES));
    assert_eq!(scene.tail.older(), OlderLines::None);
    let expected: Vec<&str> = all.lines().collect();
    assert_eq!(scene.texts(), expected);
}

#[test]
fn loading_is_under_way_until_the_lines_are_picked_up() {
    let mut scene = Scene::new(Some(&numbered(0..10_000)));
    scene.tail.load_older();
    assert_eq!(scene.tail.older(), OlderLines::Loading);
    scene.tail.load_older();
    let Order::Older(before) = scene.tail.inbox.next_order(Duration::ZERO) else {
        panic!("no request");
    };
    assert_eq!(scene.tail.older(), OlderLines::Loading);
    scene.follower.load_older(before);
    assert_eq!(scene.tail.older(), OlderLines::Loading);
    assert!(scene.tail.drain(PLENTY).older_lines > 0);
    assert_eq!(scene.tail.inbox.next_order(Duration::ZERO), Order::Poll);
}

#[test]
fn rotation_loses_no_line_and_older_ones_can_still_be_loaded() {
    let mut scene = Scene::new(Some(&numbered(0..10_000)));
    scene.append("last of the old\nhalf");
    fs::rename(&scene.path, scene.path.with_extension("1.log")).unwrap();
    scene.append("first of the new\n");
    scene.poll();
    let texts = scene.texts();
    assert_eq!(
        texts[texts.len() - 3..],
        ["last of the old", "half", "first of the new"]
    );
    assert_eq!(scene.tail.state(), TailState::Following);
    assert!(scene.load_older() > 0);
    assert_eq!(scene.texts()[0], "line 000000");
    scene.append("second\n");
    scene.poll();
    assert_eq!(scene.texts().last(), Some(&"second"));
}

#[test]
fn a_file_that_is_emptied_is_read_from_its_beginning_again() {
    let mut scene = Scene::new(Some("one\ntwo\n"));
    OpenOptions::new()
        .write(true)
        .truncate(true)
        .open(&scene.path)
        .unwrap();
    scene.poll();
    scene.append("new\n");
    scene.poll();
    assert_eq!(scene.texts(), ["one", "two", "new"]);
    assert_eq!(scene.tail.older(), OlderLines::None);
}

#[test]
fn a_file_that_vanishes_is_told_and_found_again_when_it_is_back() {
    let mut scene = Scene::new(Some("one\n"));
    fs::remove_file(&scene.path).unwrap();
    scene.poll();
    assert_eq!(scene.tail.state(), TailState::Missing);
    assert_eq!(scene.texts(), ["one"], "what is loaded stays");
    scene.append("two\n");
    scene.poll();
    assert_eq!(scene.tail.state(), TailState::Following);
    assert_eq!(scene.texts(), ["one", "two"]);
}

#[test]
fn a_file_that_is_not_there_yet_and_things_that_are_no_files_do_no_harm() {
    let mut scene = Scene::new(None);
    assert_eq!(scene.tail.state(), TailState::Missing);
    assert_eq!(scene.tail.older(), OlderLines::None);
    fs::create_dir(&scene.path).unwrap();
    scene.poll();
    assert!(matches!(scene.tail.state(), TailState::Unreadable(_)));
    fs::remove_dir(&scene.path).unwrap();
    scene.append("hello\n");
    scene.poll();
    assert_eq!(scene.texts(), ["hello"]);
}

#[test]
fn memory_is_bounded_and_the_oldest_lines_go_first() {
    let limits = TailLimits {
        max_lines: 100,
        ..Default::default()
    };
    let mut scene = Scene::with_limits(Some(""), limits);
    for n in 0..30 {
        scene.append(&numbered(n * 10..(n + 1) * 10));
        scene.poll();
    }
    assert_eq!(scene.tail.loaded_lines(), 100);
    assert_eq!(scene.tail.dropped_lines(), 200);
    assert_eq!(scene.tail.line(0).unwrap().ordinal, 200);
    assert_eq!(scene.texts()[0], "line 000200");
    assert_eq!(scene.tail.older(), OlderLines::Full);
    let held = scene.tail.held_bytes();
    assert!(scene.tail.shrink_to(held / 2) >= held / 2);
    assert!((40..=50).contains(&scene.tail.loaded_lines()));
    // What was dropped is still in the file.
    assert!(scene.load_older() >= 50);
    assert_eq!(scene.tail.loaded_lines(), 100);
    assert_eq!(scene.texts()[0], "line 000200");
}

#[test]
fn when_memory_is_scarce_old_lines_are_given_back_and_those_that_are_looked_at_stay() {
    let mut scene = Scene::new(Some(""));
    scene.append(&numbered(0..3000));
    scene.poll();
    let holder = scene.tail.holder();
    let before = holder.bytes();
    assert_eq!(before, scene.tail.held_bytes() as u64);
    let woken = scene.woken.load(Ordering::Relaxed);
    scene.tail.looks_at(500);
    scene.poll();
    let promised = holder.reclaim();
    assert!(promised > 0);
    assert_eq!(holder.reclaim(), 0, "not promised twice");
    assert_eq!(scene.woken.load(Ordering::Relaxed), woken + 1);
    scene.poll();
    assert_eq!(scene.tail.line(0).unwrap().ordinal, 500);
    assert!(
        before - holder.bytes() >= promised / 2,
        "{promised} promised"
    );
    // At the end of the file the newest lines stay.
    scene.tail.looks_at(i64::MAX);
    scene.poll();
    assert!(holder.reclaim() > 0);
    scene.poll();
    assert_eq!(scene.tail.loaded_lines(), 1000);
    assert_eq!(holder.reclaim(), 0);
}

#[test]
fn a_window_that_does_not_come_for_its_lines_costs_no_more_than_one_that_does() {
    let limits = TailLimits {
        max_lines: 100,
        ..Default::default()
    };
    let mut scene = Scene::with_limits(Some(&numbered(0..50)), limits);
    for n in 5..30 {
        scene.append(&numbered(n * 10..(n + 1) * 10));
        scene.follower.poll();
    }
    let drained = scene.tail.drain(PLENTY);
    assert_eq!(drained.new_lines, 100);
    assert_eq!(scene.tail.dropped_lines(), 200);
    assert_eq!(scene.texts()[0], "line 000200");
    assert_eq!(scene.tail.line(0).unwrap().ordinal, 200);
}

#[test]
fn the_filter_holds_for_what_is_there_what_comes_and_what_is_loaded() {
    let mut scene = Scene::new(Some("t INFO Alpha\nt WARN beta\n"));
    scene
        .tail
        .set_filter(LineFilter::new(Some(LogLevel::Warn), ""));
    scene.append("t ERROR gamma\nt DEBUG delta\n");
    scene.poll();
    assert_eq!(scene.texts(), ["t WARN beta", "t ERROR gamma"]);
    scene.tail.set_filter(LineFilter::new(None, "ALPHA"));
    scene.tail.drain(PLENTY);
    assert_eq!(scene.texts(), ["t INFO Alpha"]);
    scene.tail.set_filter(LineFilter::default());
    scene.tail.drain(PLENTY);
    assert_eq!(scene.tail.len(), 4);

    let mut scene = Scene::new(Some(&numbered(0..10_000)));
    scene.tail.set_filter(LineFilter::new(None, "0042"));
    scene.tail.drain(PLENTY);
    while scene.tail.older() == OlderLines::More {
        scene.load_older();
    }
    let all = numbered(0..10_000);
    let expected: Vec<&str> = all.lines().filter(|line| line.contains("0042")).collect();
    assert_eq!(scene.texts(), expected);
}

#[test]
fn a_filter_over_many_lines_takes_several_frames_and_shows_the_newest_first() {
    let mut scene = Scene::new(Some(&numbered(0..5_000)));
    scene.tail.set_filter(LineFilter::new(None, "line"));
    let loaded = scene.tail.loaded_lines();
    let mut frames = 0;
    loop {
        let drained = scene.tail.drain(Duration::ZERO);
        frames += 1;
        assert_eq!(scene.texts().last(), Some(&"line 004999"));
        if !drained.unfinished {
            break;
        }
    }
    assert_eq!(frames, loaded.div_ceil(FILTER_BATCH));
    assert_eq!(scene.tail.len(), loaded);
}

#[test]
fn while_paused_new_lines_are_counted_as_far_as_they_show() {
    let mut scene = Scene::new(Some("t INFO one\n"));
    scene
        .tail
        .set_filter(LineFilter::new(Some(LogLevel::Warn), ""));
    scene.tail.set_follow(Follow::Paused);
    scene.append("t INFO two\nt WARN three\n");
    scene.poll();
    scene.append("t WARN four\n");
    scene.poll();
    assert_eq!(scene.tail.new_since_pause(), 2);
    scene.tail.set_follow(Follow::Following);
    assert_eq!(scene.tail.new_since_pause(), 0);
}

#[test]
fn a_line_longer_than_every_chunk_is_shown_in_pieces_and_read_in_bounds() {
    let long = "x".repeat(3 * OLDER_CHUNK_BYTES as usize);
    let mut scene = Scene::new(Some(&format!("first\n{long}\nlast\n")));
    assert_eq!(scene.texts().last(), Some(&"last"));
    while scene.tail.older() == OlderLines::More {
        let before = scene.tail.bytes_read();
        assert!(scene.load_older() > 0);
        assert!(scene.tail.bytes_read() - before <= OLDER_CHUNK_BYTES);
    }
    let texts = scene.texts();
    assert_eq!(texts[0], "first");
    assert!(texts.iter().all(|text| text.len() < MAX_LINE_BYTES + 100));
    assert!(texts[2].starts_with('…') && texts[2].ends_with(" more bytes]"));
}

#[test]
fn the_thread_follows_by_itself_and_ends_with_the_tail() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("awsdash.log");
    let (sender, receiver) = std::sync::mpsc::channel();
    let waker: Waker = Arc::new(move || {
        let _ = sender.send(());
    });
    let mut tail = LogTail::open(&path, waker);
    let wait_for = |tail: &mut LogTail, lines: usize| {
        while tail.len() < lines {
            receiver.recv_timeout(PLENTY).expect("a wake-up");
            tail.drain(PLENTY);
        }
    };
    fs::write(&path, numbered(0..10_000)).unwrap();
    wait_for(&mut tail, 1);
    let loaded = tail.len();
    tail.load_older();
    wait_for(&mut tail, loaded + 1);
    let follower = tail.follower.take().unwrap();
    drop(tail);
    let begun = Instant::now();
    while !follower.is_finished() {
        assert!(begun.elapsed() < PLENTY, "the thread goes on");
        std::thread::sleep(Duration::from_millis(1));
    }
}
