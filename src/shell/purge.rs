//! Freeing memory, on another thread: Clear cache, details of a pane, and reclaiming under pressure.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::AwsDash;
use super::background_work::{ClearedAll, Purged};
use crate::app::engine_threads::return_to_system;
use crate::app::jobs::{Job, Progress, Task};
use crate::app::resource_explorer::batch_store::{Batch, BatchId};
use crate::app::resource_explorer::memory_budget::{MemoryBudget, Pressure};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::{ClearReport, QueryEngine};
use crate::text::bytes::megabytes;
use crate::text::numbers::counted;

impl AwsDash {
    /// Clears the cache, and gives up what shown rows can load again if memory is still short.
    pub(super) fn clear_cache(&mut self) {
        let engine = self.engine.clone();
        let short = MemoryBudget::get().pressure() >= Pressure::Soft;
        let mut shown: Vec<Batch> = Vec::new();
        let mut keep: Vec<(BatchId, usize)> = Vec::new();
        if short {
            for pane in self.panes.values() {
                shown.extend(pane.rows.batches().cloned());
                keep.extend(
                    pane.cursor
                        .and_then(|row| pane.rows.place(row))
                        .map(|(batch, at)| (batch.id(), at)),
                );
            }
        }
        let threads = self.runtime.clone();
        self.purge_on_a_thread("Clearing the cache", move || {
            Purged::Cleared(clear_all(&engine, &threads, &shown, &keep))
        });
    }

    /// Forgets phase 2's answers for the rows of a pane; they are asked again when a row is opened.
    pub(super) fn drop_details(&mut self, pane: PaneId) {
        let Some(pane) = self.panes.get_mut(&pane) else {
            return;
        };
        pane.drop_details();
        let rows: Vec<Batch> = pane.rows.batches().cloned().collect();
        let engine = self.engine.clone();
        let threads = self.runtime.clone();
        self.purge_on_a_thread("Unloading details", move || {
            let bytes = engine.forget_details(&rows);
            drop(rows);
            return_to_system(&threads);
            Purged::Details(bytes)
        });
    }

    /// Whether something is being freed.
    pub(super) fn is_purging(&self) -> bool {
        !self.background.purges.is_empty()
    }

    pub(super) fn purge_on_a_thread(
        &mut self,
        title: &'static str,
        purge: impl FnOnce() -> Purged + Send + 'static,
    ) {
        let wake = Arc::clone(&self.wake);
        let purge = Job::start(Task::new("purge", title), move || wake(), purge);
        self.background.purges.push(purge);
    }

    /// Takes in what purges have freed that are done.
    pub(super) fn take_purges(&mut self) {
        let mut ended = Vec::new();
        self.background.purges.retain(|purge| {
            let progress = purge.progress();
            let goes_on = matches!(progress, Progress::Pending);
            if !goes_on {
                ended.push((purge.line().task.title, progress));
            }
            goes_on
        });
        for (title, progress) in ended {
            match progress {
                Progress::Pending => {}
                Progress::Done(purged) => self.take_purged(purged),
                Progress::Failed(failure) => _ = self.notify_error(format!("{title}: {failure}.")),
            }
        }
    }

    fn take_purged(&mut self, purged: Purged) {
        self.background.watch.sample_soon();
        match purged {
            Purged::Reclaimed(reclaimed) if reclaimed.bytes > 0 => {
                self.background.watch.gave_back(reclaimed.bytes);
                tracing::info!(bytes = reclaimed.bytes, from = ?reclaimed.from, "memory was short; freed what is cheapest to load again");
            }
            Purged::Reclaimed(_) => {}
            Purged::Details(bytes) => {
                self.background.watch.gave_back(bytes);
                self.notify_success(format!(
                    "Freed {} of details, which load again when you look at a row.",
                    megabytes(bytes)
                ));
            }
            Purged::Cleared(cleared) => {
                let ClearReport {
                    cache_bytes,
                    tag_bytes,
                    ..
                } = cleared.report;
                let bytes = cache_bytes + tag_bytes + cleared.shown_bytes;
                self.background.watch.gave_back(bytes);
                let text = cleared.sentence();
                tracing::info!("{text}");
                self.panes
                    .values_mut()
                    .for_each(|pane| pane.memory_was_freed());
                self.notify_success(text);
            }
        }
    }
}

fn clear_all(
    engine: &QueryEngine,
    threads: &Handle,
    shown: &[Batch],
    keep: &[(BatchId, usize)],
) -> ClearedAll {
    let budget = MemoryBudget::get();
    let rss_before = budget.snapshot().rss_bytes.unwrap_or(0);
    let report = engine.clear_cache();
    let mut evicted = 0;
    for batch in shown {
        let before = evicted;
        for (at, entry) in batch.iter().enumerate() {
            if !keep.contains(&(batch.id(), at)) {
                evicted += entry.properties.evict() as u64;
            }
        }
        if evicted > before {
            batch.recount();
        }
    }
    return_to_system(threads);
    let rss_after = budget.snapshot().rss_bytes.unwrap_or(0);
    ClearedAll {
        report,
        shown_bytes: evicted,
        rss_before,
        rss_after,
    }
}

impl ClearedAll {
    /// What was freed, in words.
    fn sentence(&self) -> String {
        let mut text = format!(
            "Cache cleared: freed {} ({} and their details, {} of tags)",
            megabytes(self.report.cache_bytes + self.report.tag_bytes + self.shown_bytes),
            counted(self.report.lists, "query key"),
            megabytes(self.report.tag_bytes),
        );
        if self.shown_bytes > 0 {
            text += &format!(
                "; {} of it properties of rows in view, which load again when you look at them",
                megabytes(self.shown_bytes)
            );
        }
        if self.rss_before > 0 {
            text += &format!(
                ". Memory went from {} to {}",
                megabytes(self.rss_before),
                megabytes(self.rss_after)
            );
        }
        text + "."
    }
}
