//! Watching memory between frames: readings over time, the report, and the limit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::AwsDash;
use super::background_work::{Purged, SAMPLE_EVERY};
use crate::app::engine_threads::return_to_system;
use crate::app::jobs::{Job, Progress, Task};
use crate::app::memory_report::report;
use crate::app::resource_explorer::memory_budget::{MemoryBudget, Pressure};
use crate::app::view::MemorySample;
use crate::text::bytes::MIB;
use crate::text::numbers::grouped;

/// Samples kept for the memory panel: ten minutes.
const MAX_SAMPLES: usize = 1200;

impl AwsDash {
    /// Takes a sample when it is time for one. Returns when to be called again.
    pub(super) fn sample_memory(&mut self, watching: bool) -> Option<Duration> {
        let rest = watching.then_some(SAMPLE_EVERY);
        let watch = &mut self.background.watch;
        let due = match watch.sampled {
            None => true,
            Some(sampled) => watching && sampled.elapsed() >= SAMPLE_EVERY,
        };
        if !due {
            return rest;
        }
        if !watch.is_drawn {
            return Some(Duration::ZERO);
        }
        watch.sampled = Some(Instant::now());
        let purged_bytes = std::mem::take(&mut watch.purged_bytes);
        self.ask_for_report();
        let budget = MemoryBudget::get();
        let is_first = self.background.watch.own_resident_bytes.is_none();
        if is_first {
            budget.note_own();
        }
        let now = budget.snapshot();
        if is_first {
            self.background.watch.own_resident_bytes = Some(now.used_bytes);
            self.says_that_the_limit_is_too_low();
        }
        self.memory_history.push_back(MemorySample {
            at: self.started.elapsed(),
            rss_bytes: now.rss_bytes.unwrap_or(0),
            counted_bytes: now.counted_bytes.unwrap_or(0),
            limit_bytes: now.limit_bytes,
            purged_bytes,
        });
        while self.memory_history.len() > MAX_SAMPLES {
            self.memory_history.pop_front();
        }
        rest
    }

    /// A limit below what the empty window takes lets no query run: shows a message, and removes it when that
    /// changes. Returns whether it is so.
    pub(super) fn says_that_the_limit_is_too_low(&mut self) -> bool {
        if let Some(said) = self.background.watch.limit_too_low.take() {
            self.notifications.dismiss(said);
        }
        let own = self.background.watch.own_resident_bytes.unwrap_or(0);
        let limit_mb = MemoryBudget::get().limit_mb();
        let own_mb = own.div_ceil(MIB);
        let is_too_low = own_mb >= limit_mb;
        if is_too_low {
            let said = self.notify_error(format!(
                "The memory limit of {} MB is less than the {} MB that awsdash takes with nothing loaded, so no query \
                 can run. Set a higher limit in File › Settings or with --memory-limit.",
                grouped(limit_mb),
                grouped(own_mb)
            ));
            self.background.watch.limit_too_low = Some(said);
        }
        is_too_low
    }

    /// Has the report put together on another thread, unless that is being done.
    fn ask_for_report(&mut self) {
        if self.background.watch.report.is_some() {
            return;
        }
        let (engine, of_window) = (self.engine.clone(), self.window_lines());
        let own = Arc::clone(&self.background.watch.own_bytes);
        let wake = Arc::clone(&self.wake);
        let task = Task::new("memory-report", "Adding up memory");
        let work = move || report(&engine, of_window, &own);
        self.background.watch.report = Some(Job::start(task, move || wake(), work));
    }

    /// Takes the report over when it is ready.
    pub(super) fn take_report(&mut self) {
        let watch = &mut self.background.watch;
        match watch.report.as_ref().map(Job::progress) {
            None | Some(Progress::Pending) => return,
            Some(Progress::Done(report)) => self.memory_report = report,
            Some(Progress::Failed(failure)) => {
                tracing::warn!(%failure, "no memory report");
            }
        }
        watch.report = None;
    }

    /// Queries are checked before every page; this also catches what grows between two pages.
    pub(super) fn enforce_memory_limit(&mut self) {
        let budget = MemoryBudget::get();
        // Freed memory that the allocator keeps is given back below, and is no reason to stop.
        if let Err(message) = budget.check_usage()
            && !budget.has_idle()
        {
            self.engine.stop_all(&message);
        }
        if budget.pressure() >= Pressure::Soft && !self.is_purging() {
            let threads = self.runtime.clone();
            self.purge_on_a_thread("Freeing memory", move || {
                let reclaimed = budget.reclaim_under_pressure();
                if reclaimed.bytes > 0 {
                    return_to_system(&threads);
                }
                Purged::Reclaimed(reclaimed)
            });
        }
    }
}
