//! Where the readings come from.

use crate::app::memory_profiling;

/// Readings of memory, in bytes. Called often: no implementation may do I/O, except where it says so.
pub trait MemoryMeter: Send + Sync {
    /// RAM: the smaller of the system's and the cgroup's.
    fn total_bytes(&self) -> Option<u64>;
    /// Bytes the allocator has handed out and not got back.
    fn counted_bytes(&self) -> Option<u64>;
    /// Resident set at the last sample, and what was allocated since.
    fn rss_bytes(&self) -> Option<u64>;
    /// Free on the machine at the last sample.
    fn available_bytes(&self) -> Option<u64>;
    /// Takes a sample of the resident set at once. May take some microseconds.
    fn look_again(&self) {}
    /// Samples often while the returned guard lives.
    fn watch_closely(&self) -> Box<dyn Send + Sync> {
        Box::new(())
    }
    /// Gives freed memory back to the operating system, then samples. May take milliseconds.
    fn return_to_system(&self);
}

/// The readings of this process.
pub struct ProcessMeter {
    total_bytes: Option<u64>,
}

impl ProcessMeter {
    /// Reads RAM once and starts the sampler thread.
    pub fn start() -> Self {
        memory_profiling::start_rss_sampler();
        Self {
            total_bytes: memory_profiling::total_memory_bytes(),
        }
    }
}

impl MemoryMeter for ProcessMeter {
    fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }

    fn counted_bytes(&self) -> Option<u64> {
        memory_profiling::is_counting().then(memory_profiling::counted_bytes)
    }

    fn rss_bytes(&self) -> Option<u64> {
        memory_profiling::expected_rss_bytes()
    }

    fn available_bytes(&self) -> Option<u64> {
        memory_profiling::available_memory_bytes()
    }

    fn look_again(&self) {
        memory_profiling::sample_rss();
    }

    fn watch_closely(&self) -> Box<dyn Send + Sync> {
        Box::new(memory_profiling::watch_closely())
    }

    fn return_to_system(&self) {
        memory_profiling::return_memory_to_os();
    }
}
