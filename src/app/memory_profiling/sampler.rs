//! Resident memory of this process and free memory of the machine, read off the UI thread.
#![deny(unsafe_code)]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use sysinfo::{MemoryRefreshKind, Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// How often the sampler reads. Two reads a second do not show in the CPU time of an idle window.
pub const RSS_SAMPLE_INTERVAL: Duration = Duration::from_millis(500);

/// Stands for "could not be read" in the atomics below: no running process has 0 resident bytes.
const UNKNOWN: u64 = 0;

/// How often the resident size is read while there are watchers. A read takes microseconds.
const CLOSE_INTERVAL: Duration = Duration::from_millis(10);

static RSS_BYTES: AtomicU64 = AtomicU64::new(UNKNOWN);
/// What was counted when [`RSS_BYTES`] was read.
static COUNTED_THEN: AtomicU64 = AtomicU64::new(0);
static AVAILABLE_BYTES: AtomicU64 = AtomicU64::new(UNKNOWN);

static WATCHERS: AtomicUsize = AtomicUsize::new(0);
static SAMPLER: OnceLock<Option<Thread>> = OnceLock::new();

/// Starts the thread `rss-sampler`, once; the first sample is there when this returns. Without it
/// [`sampled_rss_bytes`] says what [`sample_now`] saw last.
pub fn start_rss_sampler() {
    SAMPLER.get_or_init(|| {
        sample_now();
        #[expect(clippy::disallowed_methods, reason = "one for the life of the process")]
        let spawned = thread::Builder::new()
            .name("rss-sampler".into())
            .spawn(sample_forever);
        match spawned {
            Ok(sampler) => Some(sampler.thread().clone()),
            Err(error) => {
                tracing::warn!(%error, "No thread to sample memory with; figures come from our own count");
                // A figure that never changes would mislead more than none.
                RSS_BYTES.store(UNKNOWN, Relaxed);
                AVAILABLE_BYTES.store(UNKNOWN, Relaxed);
                None
            }
        }
    });
}

fn sample_forever() {
    let mut sampled = Instant::now();
    loop {
        let watched = WATCHERS.load(Relaxed) > 0;
        thread::park_timeout(if watched {
            CLOSE_INTERVAL
        } else {
            RSS_SAMPLE_INTERVAL
        });
        // What is free on the machine costs more to read, and changes less at once.
        if sampled.elapsed() >= RSS_SAMPLE_INTERVAL {
            sampled = Instant::now();
            sample_now();
        } else {
            sample_rss();
        }
    }
}

/// While one of these is alive the resident size is read every ten milliseconds.
#[derive(Debug)]
pub struct CloseWatch(());

/// Reads the resident size often while the returned guard lives: while a query runs.
pub fn watch_closely() -> CloseWatch {
    if WATCHERS.fetch_add(1, Relaxed) == 0
        && let Some(Some(sampler)) = SAMPLER.get()
    {
        sampler.unpark();
    }
    CloseWatch(())
}

impl Drop for CloseWatch {
    fn drop(&mut self) {
        WATCHERS.fetch_sub(1, Relaxed);
    }
}

/// Resident bytes as the sampler saw them last, at most [`RSS_SAMPLE_INTERVAL`] ago. Never does I/O. `None`
/// before the first sample, or when the system does not provide it.
pub fn sampled_rss_bytes() -> Option<u64> {
    known(&RSS_BYTES)
}

/// Bytes that the machine, or the container we run in, can still give out without swapping; sampled
/// like [`sampled_rss_bytes`]. In a container, cached file pages count as free, because the kernel
/// drops them before it refuses memory.
pub fn available_memory_bytes() -> Option<u64> {
    known(&AVAILABLE_BYTES)
}

/// Resident bytes once all is touched that was allocated since the last sample: that sample, plus the growth of
/// the count since then.
pub fn expected_rss_bytes() -> Option<u64> {
    let grown = super::counted_bytes().saturating_sub(COUNTED_THEN.load(Relaxed));
    sampled_rss_bytes().map(|rss| rss + grown)
}

/// Takes a sample at once: after a large release, and in tests. Returns the resident bytes.
pub fn sample_now() -> Option<u64> {
    AVAILABLE_BYTES.store(read_available().unwrap_or(UNKNOWN), Relaxed);
    sample_rss()
}

/// Reads the resident size at once. Takes some microseconds.
pub fn sample_rss() -> Option<u64> {
    // Counted first: a block allocated in between is counted twice rather than not at all.
    let counted = super::counted_bytes();
    let rss = rss_bytes();
    RSS_BYTES.store(rss.unwrap_or(UNKNOWN), Relaxed);
    COUNTED_THEN.store(counted, Relaxed);
    rss
}

/// Memory this process may have at most: the machine's RAM or the limit of its control group,
/// whichever is smaller.
pub fn total_memory_bytes() -> Option<u64> {
    with_machine(|machine| {
        machine
            .system
            .refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
        let ram = Some(machine.system.total_memory()).filter(|&bytes| bytes > 0);
        let limit = machine.group_limits().map(|(total, _)| total);
        [ram, limit].into_iter().flatten().min()
    })
}

fn known(sample: &AtomicU64) -> Option<u64> {
    Some(sample.load(Relaxed)).filter(|&bytes| bytes != UNKNOWN)
}

fn read_available() -> Option<u64> {
    with_machine(|machine| {
        machine
            .system
            .refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
        let ram = Some(machine.system.available_memory()).filter(|&bytes| bytes > 0);
        let group = machine.group_limits().map(|(_, available)| available);
        [ram, group].into_iter().flatten().min()
    })
}

/// What sysinfo knows of the machine and of this process; of no other process.
struct Machine {
    system: System,
    own_pid: Pid,
}

impl Machine {
    fn new() -> Option<Self> {
        let own_pid = sysinfo::get_current_pid().ok()?;
        let mut system = System::new().ok()?;
        refresh_own(&mut system, own_pid);
        Some(Self { system, own_pid })
    }

    /// Limit and what is left of it, of our own control group and of the one at the root.
    fn group_limits(&self) -> Option<(u64, u64)> {
        let own = self
            .system
            .process(self.own_pid)
            .and_then(sysinfo::Process::cgroup_limits);
        [own, self.system.cgroup_limits()]
            .into_iter()
            .flatten()
            .filter(|limits| limits.total_memory > 0)
            .map(|limits| {
                // `free_memory` takes the file cache for used; what is anonymous really is.
                let available = limits.total_memory.saturating_sub(limits.rss);
                (limits.total_memory, available.max(limits.free_memory))
            })
            .min()
    }
}

fn refresh_own(system: &mut System, own_pid: Pid) -> usize {
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[own_pid]),
        false,
        ProcessRefreshKind::nothing().with_memory().without_tasks(),
    )
}

fn with_machine<T>(read: impl FnOnce(&mut Machine) -> Option<T>) -> Option<T> {
    static MACHINE: LazyLock<Mutex<Option<Machine>>> = LazyLock::new(|| Mutex::new(Machine::new()));
    let mut machine = MACHINE.lock().unwrap_or_else(PoisonError::into_inner);
    read(machine.as_mut()?)
}

/// Resident bytes of this process, read now. Costs some microseconds on Linux: one read of a file
/// that stays open.
#[cfg(target_os = "linux")]
pub fn rss_bytes() -> Option<u64> {
    use std::fs::File;
    use std::os::unix::fs::FileExt as _;

    static STATM: LazyLock<Option<(File, u64)>> = LazyLock::new(|| {
        let file = File::open("/proc/self/statm").ok()?;
        Some((file, super::page_bytes()?))
    });
    let (file, page_bytes) = STATM.as_ref()?;
    let mut text = [0_u8; 128];
    let length = file.read_at(&mut text, 0).ok()?;
    resident_pages(&text[..length])?
        .checked_mul(*page_bytes)
        .filter(|&bytes| bytes > 0)
}

/// Resident bytes of this process, read now.
#[cfg(not(target_os = "linux"))]
pub fn rss_bytes() -> Option<u64> {
    with_machine(|machine| {
        refresh_own(&mut machine.system, machine.own_pid);
        let process = machine.system.process(machine.own_pid)?;
        Some(process.memory()).filter(|&bytes| bytes > 0)
    })
}

/// The second number of `/proc/self/statm`.
#[cfg(target_os = "linux")]
fn resident_pages(statm: &[u8]) -> Option<u64> {
    std::str::from_utf8(statm)
        .ok()?
        .split_ascii_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_process_has_resident_memory_within_the_machines() {
        let rss = rss_bytes().unwrap();
        let total = total_memory_bytes().unwrap();
        assert!(rss > 1 << 20, "{rss}");
        assert!(rss < total, "{rss} {total}");
    }

    #[test]
    fn the_sampler_has_figures_as_soon_as_it_is_started_and_starting_twice_is_harmless() {
        start_rss_sampler();
        start_rss_sampler();
        assert!(sampled_rss_bytes().is_some());
        let available = available_memory_bytes().unwrap();
        assert!(available <= total_memory_bytes().unwrap());
    }

    #[test]
    fn memory_that_is_touched_shows_in_the_next_sample() {
        const BIG: usize = 256 << 20;
        let _alone = crate::app::memory_profiling::alone();
        let before = sample_now().unwrap();
        let block = vec![1_u8; BIG];
        let during = sample_now().unwrap();
        assert!(during > before + (BIG as u64) / 2, "{before} {during}");
        drop(std::hint::black_box(block));
    }

    #[test]
    fn what_was_allocated_since_the_last_sample_is_expected_to_be_resident() {
        const BIG: usize = 256 << 20;
        let _alone = crate::app::memory_profiling::alone();
        start_rss_sampler();
        // Nothing of the block is touched, so that no sample can show it. The sampler may come between.
        let is_expected = || {
            let before = sample_now().unwrap();
            let _block = std::hint::black_box(Vec::<u8>::with_capacity(BIG));
            expected_rss_bytes().unwrap() > before + (BIG as u64) / 2
        };
        assert!((0..20).any(|_| is_expected()));
    }

    #[test]
    fn samples_are_fresh_while_a_panel_shows_them() {
        const BIG: usize = 256 << 20;
        let _alone = crate::app::memory_profiling::alone();
        start_rss_sampler();
        let _watch = watch_closely();
        let before = sample_now().unwrap();
        let block = std::hint::black_box(vec![1_u8; BIG]);
        let touched = Instant::now();
        while sampled_rss_bytes().unwrap() < before + (BIG as u64) / 2 {
            assert!(
                touched.elapsed() < RSS_SAMPLE_INTERVAL / 2,
                "no fresh sample"
            );
            thread::sleep(Duration::from_millis(1));
        }
        drop(block);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_a_whole_statm_line_is_believed() {
        assert_eq!(resident_pages(b"5000 321 100 1 0 200 0\n"), Some(321));
        for bad in [&b""[..], b"5000", b"5000 x", b"\xff\xff 3"] {
            assert_eq!(resident_pages(bad), None);
        }
    }
}
