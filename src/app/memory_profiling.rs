//! What this process holds: bytes counted by its own allocator, resident memory, checkpoints.
//!
//! - [`CountingAllocator`] counts every allocation; the program installs it as its global allocator.
//! - [`start_rss_sampler`] keeps the resident size and the machine's free memory in atomics, so that
//!   [`sampled_rss_bytes`] and [`available_memory_bytes`] cost a load and never do I/O.
//! - [`perf_checkpoint!`](crate::perf_checkpoint) and [`memory_checkpoint`] leave lines in
//!   `agent_perf_timing.log` in debug builds and are nothing in release builds.
//!
//! - [`thread_cpu_time`] is what the calling thread has used of a processor, for the frame probe.
//!
//! The only file of the program with `unsafe`: a global allocator and a few calls into C libraries cannot
//! be written without. The submodules deny it again.
#![allow(unsafe_code)]

mod checkpoint;
mod sampler;

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use mimalloc::MiMalloc;

pub use checkpoint::memory_checkpoint;
#[cfg(debug_assertions)]
pub use checkpoint::{CHECKPOINT_FILE, write_checkpoint};
pub use sampler::{
    CloseWatch, RSS_SAMPLE_INTERVAL, available_memory_bytes, expected_rss_bytes, rss_bytes,
    sample_now, sample_rss, sampled_rss_bytes, start_rss_sampler, total_memory_bytes,
    watch_closely,
};

/// Threads are spread over this many counters, so that they seldom write to the same cache line.
/// A reader adds them all up, which is why there are not more.
const SHARDS: usize = 8;

/// Counters of one group of threads, alone on their cache lines (two, because CPUs fetch pairs).
#[repr(align(128))]
struct Shard {
    allocated_bytes: AtomicU64,
    freed_bytes: AtomicU64,
    calls: AtomicU64,
}

static COUNTERS: [Shard; SHARDS] = [const {
    Shard {
        allocated_bytes: AtomicU64::new(0),
        freed_bytes: AtomicU64::new(0),
        calls: AtomicU64::new(0),
    }
}; SHARDS];

/// Deals shards out to threads in turn.
static NEXT_SHARD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    // Const and without a destructor: reading it allocates nothing and works while a thread ends.
    static SHARD: Cell<usize> = const { Cell::new(usize::MAX) };
}

#[inline]
fn shard() -> &'static Shard {
    let index = SHARD
        .try_with(|cell| {
            if cell.get() == usize::MAX {
                let number = NEXT_SHARD.fetch_add(1, Relaxed);
                if number == 0 {
                    set_up_giver();
                }
                cell.set(number % SHARDS);
            }
            cell.get()
        })
        .unwrap_or(0);
    &COUNTERS[index]
}

#[inline]
fn count_allocated(shard: &Shard, bytes: usize) {
    shard.allocated_bytes.fetch_add(bytes as u64, Relaxed);
    shard.calls.fetch_add(1, Relaxed);
}

#[inline]
fn count_freed(bytes: usize) {
    shard().freed_bytes.fetch_add(bytes as u64, Relaxed);
}

/// The allocator below the count. Chosen by measurement: see docs/PERFORMANCE.md.
static GIVER: MiMalloc = MiMalloc;

/// Sets the allocator's options for low memory at the cost of processor time (docs/PERFORMANCE.md): freed memory
/// is given back at once and not kept for reuse, and no pages of 2 MiB are asked for, of which the smallest part
/// in use keeps the whole.
#[cold]
fn set_up_giver() {
    // From `mi_option_e` in mimalloc.h; the crate has no names for them.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    const ALLOW_THP: libmimalloc_sys::mi_option_t = 43;
    // SAFETY: these set numbers in the allocator's own table of options; may be called at any time.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, 0);
        libmimalloc_sys::mi_option_set(ALLOW_THP, 0);
    }
}

/// An allocator with a tally: bytes as they were asked for, without the allocator's own
/// overhead. Exact once every thread is between two allocations; while others allocate, a reading is
/// off by at most what they move during it.
///
/// ```
/// use awsdash::app::memory_profiling::{CountingAllocator, counted_bytes};
///
/// #[global_allocator]
/// static ALLOCATOR: CountingAllocator = CountingAllocator;
///
/// let before = counted_bytes();
/// let kilobyte = vec![1_u8; 1024];
/// assert!(counted_bytes() >= before + 1024);
/// drop(kilobyte);
/// ```
pub struct CountingAllocator;

// SAFETY: every call goes to `GIVER` unchanged and returns what it returned; counting touches only
// atomics and a thread-local integer, so it neither allocates nor unwinds.
unsafe impl GlobalAlloc for CountingAllocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Before it gives anything: the first call sets it up.
        let shard = shard();
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc`.
        let place = unsafe { GIVER.alloc(layout) };
        if !place.is_null() {
            count_allocated(shard, layout.size());
        }
        place
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let shard = shard();
        // SAFETY: the caller keeps the contract of `GlobalAlloc::alloc_zeroed`.
        let place = unsafe { GIVER.alloc_zeroed(layout) };
        if !place.is_null() {
            count_allocated(shard, layout.size());
        }
        place
    }

    #[inline]
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count_freed(layout.size());
        // SAFETY: `place` came from this allocator, that is from `GIVER`, with this layout.
        unsafe { GIVER.dealloc(place, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: `place` came from `GIVER` with this layout; the caller vouches for `new_size`.
        let moved = unsafe { GIVER.realloc(place, layout, new_size) };
        if !moved.is_null() {
            count_freed(layout.size());
            count_allocated(shard(), new_size);
        }
        moved
    }
}

/// Bytes that are allocated now; 0 when [`CountingAllocator`] is not installed.
pub fn counted_bytes() -> u64 {
    let (mut allocated, mut freed) = (0_u64, 0_u64);
    for shard in &COUNTERS {
        // Freed first: a block that is allocated and freed in between counts as held, not as less
        // than nothing.
        freed += shard.freed_bytes.load(Relaxed);
        allocated += shard.allocated_bytes.load(Relaxed);
    }
    allocated.saturating_sub(freed)
}

/// Bytes and calls of all allocations since the start, whether freed since or not. A reallocation
/// counts as a call with its new size. The difference of two readings is the cost of what ran
/// between them.
pub fn allocated_total() -> (u64, u64) {
    COUNTERS.iter().fold((0, 0), |(bytes, calls), shard| {
        (
            bytes + shard.allocated_bytes.load(Relaxed),
            calls + shard.calls.load(Relaxed),
        )
    })
}

/// Whether [`CountingAllocator`] is the global allocator. Rust's runtime allocates before `main`, so
/// an installed one has counted something by now.
pub fn is_counting() -> bool {
    COUNTERS.iter().any(|shard| shard.calls.load(Relaxed) > 0)
}

/// How often threads were asked for freed memory.
static ASKED: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// What [`ASKED`] was when this thread last gave back.
    static GAVE_BACK: Cell<u64> = const { Cell::new(0) };
}

/// Gives freed memory that the allocator still keeps back to the operating system. Takes up to some
/// milliseconds per GB freed: call it off the UI thread, after a large release. What other threads keep,
/// they give back when they come to [`give_back_if_asked`].
pub fn return_memory_to_os() {
    ask_for_freed_memory();
    give_back_if_asked();
    trim();
    sample_now();
}

/// Asks every thread for the memory that others have freed of what it allocated.
pub fn ask_for_freed_memory() {
    ASKED.fetch_add(1, Relaxed);
}

/// Gives back what this thread keeps of freed memory, if [`ask_for_freed_memory`] was called since it last did.
/// For threads that are about to wait. Costs two loads when it was not.
pub fn give_back_if_asked() {
    let asked = ASKED.load(Relaxed);
    if GAVE_BACK.replace(asked) != asked {
        // SAFETY: looks through the allocator's own state of this thread and of those that have ended.
        unsafe {
            libmimalloc_sys::mi_collect(true);
        }
    }
}

/// How often threads were asked, and at which of these times the calling one gave back last.
#[cfg(test)]
pub(super) fn asked_and_given() -> (u64, u64) {
    (ASKED.load(Relaxed), GAVE_BACK.get())
}

/// What libraries written in C have freed: drivers for graphics, before all.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn trim() {
    // SAFETY: takes an integer, touches only the allocator's own state, and locks it itself.
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(target_os = "macos")]
fn trim() {
    unsafe extern "C" {
        fn malloc_zone_pressure_relief(zone: *mut std::ffi::c_void, goal: usize) -> usize;
    }
    // SAFETY: a null zone stands for all zones, a goal of 0 for as much as possible.
    unsafe {
        malloc_zone_pressure_relief(std::ptr::null_mut(), 0);
    }
}

#[cfg(windows)]
fn trim() {
    unsafe extern "system" {
        fn GetProcessHeap() -> *mut std::ffi::c_void;
        fn HeapCompact(heap: *mut std::ffi::c_void, flags: u32) -> usize;
    }
    // SAFETY: the process's own heap is valid for its whole life; with flags 0 the call locks it.
    unsafe {
        HeapCompact(GetProcessHeap(), 0);
    }
}

/// Other C libraries (musl) give memory back on their own and have no call for it.
#[cfg(not(any(
    all(target_os = "linux", target_env = "gnu"),
    target_os = "macos",
    windows
)))]
fn trim() {}

/// Bytes of a memory page, the unit of `/proc/self/statm`.
#[cfg(target_os = "linux")]
fn page_bytes() -> Option<u64> {
    // SAFETY: reads a constant of the system; -1 says that it is unknown.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    u64::try_from(size).ok().filter(|&size| size > 0)
}

/// Processor time that the calling thread has used since it started; other threads do not count. `None` when the
/// system does not provide it.
#[cfg(unix)]
pub fn thread_cpu_time() -> Option<Duration> {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: writes one `timespec` to the given place, which is ours and large enough.
    let told = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).ok().filter(|_| told == 0)?;
    Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
}

/// Processor time that the calling thread has used since it started, in the steps of some
/// milliseconds that Windows counts in.
#[cfg(windows)]
pub fn thread_cpu_time() -> Option<Duration> {
    #[repr(C)]
    #[derive(Clone, Copy, Default)]
    struct FileTime {
        low: u32,
        high: u32,
    }
    unsafe extern "system" {
        fn GetCurrentThread() -> *mut std::ffi::c_void;
        fn GetThreadTimes(
            thread: *mut std::ffi::c_void,
            created: *mut FileTime,
            ended: *mut FileTime,
            kernel: *mut FileTime,
            user: *mut FileTime,
        ) -> i32;
    }
    let [mut created, mut ended, mut kernel, mut user] = [FileTime::default(); 4];
    // SAFETY: the handle stands for the calling thread and need not be closed; the four times are ours.
    let told = unsafe {
        GetThreadTimes(
            GetCurrentThread(),
            &raw mut created,
            &raw mut ended,
            &raw mut kernel,
            &raw mut user,
        )
    };
    // Hundreds of nanoseconds.
    let ticks = |time: FileTime| u64::from(time.high) << 32 | u64::from(time.low);
    (told != 0).then(|| Duration::from_nanos((ticks(kernel) + ticks(user)).saturating_mul(100)))
}

/// Other systems do not provide it.
#[cfg(not(any(unix, windows)))]
pub fn thread_cpu_time() -> Option<Duration> {
    None
}

// Unit tests of the whole library count too, so that costs can be asserted anywhere.
/// `30302` for version 3.3.2.
#[cfg(test)]
fn version_of_giver() -> i32 {
    // SAFETY: takes nothing and returns a constant.
    unsafe { libmimalloc_sys::mi_version() }
}

#[cfg(test)]
#[global_allocator]
static TEST_ALLOCATOR: CountingAllocator = CountingAllocator;

/// Tests that measure must not see each other's blocks.
#[cfg(test)]
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
