//! The memory promise: one limit for all panes of all windows, checked before every page.
//!
//! Compared is the larger of two readings: the bytes our allocator counts (exact, instant) and the process's
//! resident set (sampled off the UI thread). Before a page is asked for, what is set aside for pages on their
//! way comes on top. Knows nothing of queries or caches: parts of the program that hold memory register as
//! [`MemoryHolder`]s and can be asked to give it back.

mod holders;
mod limit;
mod meter;
mod reservation;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

pub use holders::{HolderUse, MemoryHolder, RebuildCost, Reclaimed};
pub use limit::{BadLimit, MemoryLimit};
pub use meter::{MemoryMeter, ProcessMeter};
pub use reservation::{AtWork, Refusal, Reservation, WorkRoom};

use crate::text::bytes::MIB;
use crate::text::numbers::grouped;
use holders::Holders;
use reservation::SetAside;

/// Share of RAM that the program never passes.
const LIMIT_SHARE: f64 = 0.8;

/// From this share of the limit on, what is cheapest to rebuild is dropped.
const SOFT_SHARE: f64 = 0.8;

/// The allocator keeps freed memory for itself; from this much more of it than after the last time, it is
/// given back to the system.
const IDLE_BYTES: u64 = 16 * MIB;

/// Freed memory in pages that are still partly in use can hold new rows, but cannot go back to the system. This
/// much of it does not count against queries, so the resident set may pass the limit by as much.
const REUSABLE_BYTES: u64 = 16 * MIB;

/// Below this much free memory on the machine queries wait, also when other programs use the rest.
const MACHINE_FLOOR_BYTES: u64 = 256 * MIB;

static BUDGET: OnceLock<MemoryBudget> = OnceLock::new();

/// How close the program is to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressure {
    /// Nothing to do.
    Calm,
    /// Drop what is cheap to rebuild.
    Soft,
    /// Stop queries.
    Over,
}

/// All readings at one moment, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct BudgetSnapshot {
    /// RAM: the smaller of the system's and the cgroup's.
    pub total_bytes: u64,
    /// The limit in force.
    pub limit_bytes: u64,
    /// What is compared with the limit: the larger reading. What is set aside for pages on their way
    /// comes on top when another page is to be asked for.
    pub used_bytes: u64,
    /// Counted by the allocator; `None` when it is not installed.
    pub counted_bytes: Option<u64>,
    /// Resident set at the last sample.
    pub rss_bytes: Option<u64>,
    /// Set aside for pages on their way, and for trees over the rows that are there.
    pub reserved_bytes: u64,
    /// Free on the machine at the last sample.
    pub available_bytes: Option<u64>,
    /// How close to the limit.
    pub pressure: Pressure,
}

/// The budget. One per process; see [`MemoryBudget::get`].
pub struct MemoryBudget {
    meter: Arc<dyn MemoryMeter>,
    total_bytes: u64,
    limit_bytes: AtomicU64,
    set_aside: SetAside,
    /// What is resident beyond what is counted (code, graphics, the allocator's own), as far as known.
    overhead_bytes: AtomicU64,
    /// What was resident beyond what was counted when nothing was loaded yet; [`u64::MAX`] until that is
    /// known.
    own_bytes: AtomicU64,
    holders: Mutex<Holders>,
}

impl MemoryBudget {
    /// Reads the machine's memory once and sets the limit to 80 % of it. Later calls return the
    /// same budget.
    pub fn initialize() -> &'static Self {
        Self::initialize_with(None)
    }

    /// As [`MemoryBudget::initialize`], with a lower limit. Only the first call's limit counts; later calls
    /// return the same budget. See [`MemoryBudget::set_limit`].
    pub fn initialize_with(limit: Option<MemoryLimit>) -> &'static Self {
        BUDGET.get_or_init(|| {
            let budget = Self::with_meter(Arc::new(ProcessMeter::start()), limit);
            tracing::info!(
                "Memory budget initialized: total {} MB, limit {} MB ({}%)",
                budget.total_memory_mb(),
                budget.limit_mb(),
                budget.limit_percent()
            );
            budget
        })
    }

    /// The budget of the process; initialises it at the first call.
    pub fn get() -> &'static Self {
        Self::initialize()
    }

    /// A budget over another meter, for simulations and tests.
    pub fn with_meter(meter: Arc<dyn MemoryMeter>, limit: Option<MemoryLimit>) -> Self {
        let total_bytes = meter.total_bytes().unwrap_or(0);
        let budget = Self {
            meter,
            total_bytes,
            limit_bytes: AtomicU64::new(0),
            set_aside: SetAside::default(),
            overhead_bytes: AtomicU64::new(0),
            own_bytes: AtomicU64::new(u64::MAX),
            holders: Mutex::default(),
        };
        budget.set_limit(limit);
        budget
    }

    /// Lowers the limit, or puts it back to 80 % of RAM. Never above 80 %.
    pub fn set_limit(&self, limit: Option<MemoryLimit>) {
        // In whole MiB, so that `limit_mb == (total_memory_mb * 0.8) as u64` holds exactly.
        let most = (self.total_memory_mb() as f64 * LIMIT_SHARE) as u64 * MIB;
        let bytes = limit.map_or(most, |limit| limit.bytes_of(self.total_bytes).min(most));
        self.limit_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Whether there is room. Costs nanoseconds while there is: some atomic loads and a comparison. When
    /// there seems to be none, a fresh sample is taken before that is said.
    ///
    /// # Errors
    /// The message for the person when the limit is reached, or when memory cannot be read at all.
    pub fn check_usage(&self) -> Result<(), String> {
        let Some(used) = self.charged_bytes() else {
            return Err(
                "Memory use cannot be read on this system, so no query is started; \
                        run `awsdash doctor` to see which reading fails"
                    .to_owned(),
            );
        };
        if used < self.limit() {
            return Ok(());
        }
        self.meter.look_again();
        if self.charged_bytes().is_some_and(|used| used < self.limit()) {
            Ok(())
        } else {
            let used = self.held_bytes().unwrap_or(u64::MAX);
            Err(self.over_limit_message(used))
        }
    }

    /// Called when the program has started and loaded nothing: what is resident now beyond what is counted
    /// (code, graphics) is its own.
    pub fn note_own(&self) {
        self.meter.look_again();
        self.own_bytes
            .store(self.beyond_counted(), Ordering::Relaxed);
    }

    /// As [`MemoryBudget::check_usage`]; but what is freed already and only kept by the allocator is given
    /// back to the system first. That may take milliseconds.
    ///
    /// # Errors
    /// As [`MemoryBudget::check_usage`].
    pub fn check_room(&self) -> Result<(), String> {
        match self.check_usage() {
            Err(_) if self.return_idle() => self.check_usage(),
            checked => checked,
        }
    }

    /// `Memory limit exceeded: 12,500 MB / 13,107 MB (80% of system RAM)`
    fn over_limit_message(&self, used_bytes: u64) -> String {
        format!(
            "Memory limit exceeded: {} MB / {} MB ({}% of system RAM)",
            grouped(used_bytes / MIB),
            grouped(self.limit_mb()),
            self.limit_percent()
        )
    }

    /// The limit as a share of RAM, in whole percent.
    pub fn limit_percent(&self) -> u64 {
        let limit = self.limit();
        ((limit as f64 / self.total_bytes.max(1) as f64) * 100.0).round() as u64
    }

    /// Used share of the limit: 0.0 to 1.0 and beyond.
    pub fn usage_percentage(&self) -> f64 {
        let limit = self.limit().max(1);
        self.held_bytes().unwrap_or(0) as f64 / limit as f64
    }

    /// What is compared with the limit, in MiB.
    pub fn current_usage_mb(&self) -> u64 {
        self.held_bytes().unwrap_or(0) / MIB
    }

    /// The limit in MiB: 80 % of [`MemoryBudget::total_memory_mb`] unless it was lowered.
    pub fn limit_mb(&self) -> u64 {
        self.limit() / MIB
    }

    /// RAM in MiB: the smaller of the system's and the cgroup's.
    pub fn total_memory_mb(&self) -> u64 {
        self.total_bytes / MIB
    }

    /// How close the program is to its limit.
    pub fn pressure(&self) -> Pressure {
        match self.usage_percentage() {
            used if used >= 1.0 => Pressure::Over,
            used if used >= SOFT_SHARE => Pressure::Soft,
            _ => Pressure::Calm,
        }
    }

    /// All readings at one moment.
    pub fn snapshot(&self) -> BudgetSnapshot {
        BudgetSnapshot {
            total_bytes: self.total_bytes,
            limit_bytes: self.limit(),
            used_bytes: self.held_bytes().unwrap_or(0),
            counted_bytes: self.meter.counted_bytes(),
            rss_bytes: self.meter.rss_bytes(),
            reserved_bytes: self.set_aside.bytes(),
            available_bytes: self.meter.available_bytes(),
            pressure: self.pressure(),
        }
    }

    fn held_bytes(&self) -> Option<u64> {
        match (self.meter.counted_bytes(), self.meter.rss_bytes()) {
            (Some(counted), Some(rss)) => Some(counted.max(rss)),
            (counted, rss) => counted.or(rss),
        }
    }

    /// What counts against queries: the used bytes, less freed memory that new rows can take. Rows of two panes
    /// share pages of memory; when one pane drops its rows, the allocator cannot return these pages, but the
    /// next rows fill them.
    fn charged_bytes(&self) -> Option<u64> {
        let held = self.held_bytes()?;
        let own = self.own_bytes.load(Ordering::Relaxed);
        let reusable = self.beyond_counted().saturating_sub(own);
        Some(held.saturating_sub(reusable.min(REUSABLE_BYTES)))
    }

    /// Registers a holder of more than a trifle. Forgotten when it is dropped.
    pub fn register(&self, holder: &Arc<dyn MemoryHolder>) {
        self.lock_holders().register(holder);
    }

    /// All holders with their bytes, largest first. Some add their bytes up when asked: not for the thread that
    /// draws.
    pub fn holders(&self) -> Vec<HolderUse> {
        let alive = self.lock_holders().alive();
        holders::usage_of(&alive)
    }

    /// Under pressure, asks holders to give back what is cheapest to rebuild, until the pressure is
    /// gone. A round that frees under 1 % is not repeated until use has grown.
    pub fn reclaim_under_pressure(&self) -> Reclaimed {
        let target = (self.limit() as f64 * SOFT_SHARE) as u64;
        self.return_idle();
        let used = self.held_bytes().unwrap_or(0);
        if used < target {
            return Reclaimed::default();
        }
        let reclaimed = self.lock_holders().reclaim(used, target);
        if reclaimed.bytes > 0 {
            self.return_to_system();
        }
        reclaimed
    }

    /// Gives freed memory back to the operating system and takes a fresh reading.
    pub fn return_to_system(&self) {
        self.meter.return_to_system();
        self.overhead_bytes
            .store(self.beyond_counted(), Ordering::Relaxed);
    }

    /// Reads the resident set often while the returned guard lives: while a query runs.
    pub fn watch_closely(&self) -> Box<dyn Send + Sync> {
        self.meter.watch_closely()
    }

    /// Whether the allocator keeps freed memory that could be given back.
    pub fn has_idle(&self) -> bool {
        let known = self.overhead_bytes.load(Ordering::Relaxed);
        self.beyond_counted() >= known + IDLE_BYTES
    }

    /// Gives back what is freed and kept, if that is worth it; `false` when it is not.
    fn return_idle(&self) -> bool {
        let has_idle = self.has_idle();
        if has_idle {
            self.return_to_system();
        }
        has_idle
    }

    fn limit(&self) -> u64 {
        self.limit_bytes.load(Ordering::Relaxed)
    }

    fn beyond_counted(&self) -> u64 {
        let readings = self.meter.rss_bytes().zip(self.meter.counted_bytes());
        readings.map_or(0, |(rss, counted)| rss.saturating_sub(counted))
    }

    fn lock_holders(&self) -> std::sync::MutexGuard<'_, Holders> {
        self.holders
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests;
