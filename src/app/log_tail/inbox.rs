//! Where the follower leaves what the window picks up. No lock in here is held during I/O.

use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::limits::{TailLimits, Waker};
use super::line::{Place, RawLine};

/// Whether the file can be followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TailState {
    /// Nothing is known yet.
    #[default]
    Opening,
    /// New lines arrive as they are written.
    Following,
    /// There is no such file (any more). Following goes on as soon as it is back.
    Missing,
    /// It cannot be read, for this reason. Tried again all the time.
    Unreadable(String),
}

/// What there is before the first loaded line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OlderLines {
    /// Lines that can be loaded.
    More,
    /// They are on their way.
    Loading,
    /// Lines that can be loaded when others are dropped.
    Full,
    /// Nothing: the first line is the first of the file, or the file is gone.
    None,
}

/// Lines that go before the first loaded one.
#[derive(Debug)]
pub(super) struct Older {
    /// Where the first loaded line began when they were asked for.
    pub(super) before: Place,
    /// Where the oldest of them begins.
    pub(super) start: Place,
    /// The oldest first.
    pub(super) lines: Vec<RawLine>,
}

/// What the window has not seen yet.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    /// Where following began.
    pub(super) start: Option<Place>,
    /// Lines that were dropped because the window did not drain them.
    pub(super) lost_lines: u64,
    pub(super) lines: VecDeque<RawLine>,
    pub(super) older: Option<Older>,
}

/// Shared by the window and the follower.
pub(super) struct Inbox {
    waker: Waker,
    limits: TailLimits,
    contents: Mutex<Contents>,
    /// A request or the order to stop has come.
    ordered: Condvar,
    bytes_read: AtomicU64,
}

#[derive(Default)]
struct Contents {
    arrivals: Arrivals,
    lines_bytes: usize,
    wanted: Option<Place>,
    /// The request that the follower is working on.
    in_work: bool,
    /// Files of earlier generations are closed.
    first_generation: u32,
    unfinished: Option<String>,
    state: TailState,
    stopped: bool,
    /// The window was woken and has not drained yet.
    woken: bool,
}

/// What the follower is asked to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Look for new lines.
    Poll,
    /// Read the lines before a place.
    Older(Place),
    /// End.
    Stop,
}

impl Inbox {
    pub(super) fn new(waker: Waker, limits: TailLimits) -> Self {
        Self {
            waker,
            limits,
            contents: Mutex::default(),
            ordered: Condvar::new(),
            bytes_read: AtomicU64::new(0),
        }
    }

    // The window's side.

    pub(super) fn take(&self) -> Arrivals {
        let mut contents = self.lock();
        contents.woken = false;
        contents.lines_bytes = 0;
        mem::take(&mut contents.arrivals)
    }

    pub(super) fn state(&self) -> TailState {
        self.lock().state.clone()
    }

    pub(super) fn unfinished(&self) -> Option<String> {
        self.lock().unfinished.clone()
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Relaxed)
    }

    pub(super) fn older_than(&self, front: Place) -> OlderLines {
        let contents = self.lock();
        if contents.wanted.is_some() || contents.in_work || contents.arrivals.older.is_some() {
            OlderLines::Loading
        } else if front.offset == 0 || front.generation < contents.first_generation {
            OlderLines::None
        } else {
            OlderLines::More
        }
    }

    pub(super) fn ask_for_older(&self, front: Place) {
        self.lock().wanted = Some(front);
        self.ordered.notify_one();
    }

    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.ordered.notify_one();
    }

    // The follower's side.

    /// Waits for an order, at most `patience`.
    pub(super) fn next_order(&self, patience: Duration) -> Order {
        let contents = self.lock();
        let (mut contents, _) = self
            .ordered
            .wait_timeout_while(contents, patience, |contents| {
                !contents.stopped && contents.wanted.is_none()
            })
            .unwrap_or_else(PoisonError::into_inner);
        if contents.stopped {
            return Order::Stop;
        }
        match contents.wanted.take() {
            Some(place) => {
                contents.in_work = true;
                Order::Older(place)
            }
            None => Order::Poll,
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    pub(super) fn count_read(&self, bytes: u64) {
        self.bytes_read.fetch_add(bytes, Relaxed);
    }

    pub(super) fn begin_at(&self, place: Place) {
        self.change(|contents| {
            contents.arrivals.start = Some(place);
            true
        });
    }

    pub(super) fn push(&self, lines: Vec<RawLine>) {
        let TailLimits {
            max_lines,
            limit_bytes,
        } = self.limits;
        self.change(|contents| {
            let has_news = !lines.is_empty();
            contents.lines_bytes += lines.iter().map(RawLine::held_bytes).sum::<usize>();
            let arrivals = &mut contents.arrivals;
            arrivals.lines.extend(lines);
            while arrivals.lines.len() > max_lines || contents.lines_bytes > limit_bytes {
                let Some(lost) = arrivals.lines.pop_front() else {
                    break;
                };
                contents.lines_bytes -= lost.held_bytes();
                arrivals.lost_lines += 1;
            }
            has_news
        });
    }

    /// The answer to [`Order::Older`]; `None` when there is none.
    pub(super) fn answer(&self, older: Option<Older>) {
        self.change(|contents| {
            contents.in_work = false;
            contents.arrivals.older = older;
            true
        });
    }

    pub(super) fn set_first_generation(&self, generation: u32) {
        self.change(|contents| {
            let changed = contents.first_generation != generation;
            contents.first_generation = generation;
            changed
        });
    }

    pub(super) fn set_unfinished(&self, text: Option<String>) {
        self.change(|contents| {
            let changed = contents.unfinished != text;
            contents.unfinished = text;
            changed
        });
    }

    pub(super) fn set_state(&self, state: TailState) {
        self.change(|contents| {
            let changed = contents.state != state;
            contents.state = state;
            changed
        });
    }

    /// Changes the contents, and wakes the window if `change` returns that there is something new and the window
    /// was not woken yet.
    fn change(&self, change: impl FnOnce(&mut Contents) -> bool) {
        let mut contents = self.lock();
        let wakes = change(&mut contents) && !contents.woken;
        contents.woken |= wakes;
        drop(contents);
        if wakes {
            (self.waker)();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
