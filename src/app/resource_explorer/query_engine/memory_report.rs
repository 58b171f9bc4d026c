//! What the engine itself holds while queries run: what they have seen, lists under way, lanes.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Weak};

use super::{Shared, query::Query};
use crate::app::resource_explorer::batch_store;
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryHolder, RebuildCost};
use crate::model;
use crate::model::heap;

/// What the runtime adds to a task of ours.
const TASK_HEAD_BYTES: usize = 256;

/// Tasks of one kind: how many there are, and what each takes.
#[derive(Default)]
pub(super) struct Tasks {
    alive: AtomicUsize,
    each_bytes: AtomicUsize,
}

/// Counts as a task while it lives.
pub(super) struct TaskAlive<'a>(&'a Tasks);

impl Tasks {
    /// Counts the task that holds the answer.
    pub(super) fn enter(&self) -> TaskAlive<'_> {
        self.alive.fetch_add(1, Relaxed);
        TaskAlive(self)
    }

    /// Notes how large such a task is; hands it back.
    pub(super) fn measured<F: Future>(&self, task: F) -> F {
        self.each_bytes.store(size_of::<F>(), Relaxed);
        task
    }

    /// Bytes of those that live.
    pub(super) fn bytes(&self) -> usize {
        self.alive.load(Relaxed) * (self.each_bytes.load(Relaxed) + TASK_HEAD_BYTES)
    }
}

impl Drop for TaskAlive<'_> {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Relaxed);
    }
}

impl Shared {
    /// Bytes of what queries remember, of tasks and of lanes.
    fn held_bytes(&self) -> usize {
        let queries: Vec<Arc<Query>> = {
            let running = self.running();
            let queries = running.values().filter_map(|slot| slot.query.as_ref());
            queries.map(|(_, query)| Arc::clone(query)).collect()
        };
        let queries: usize = queries.iter().map(|query| query.heap_bytes()).sum();
        let tasks = self.list_tasks.bytes() + self.fetch_tasks.bytes();
        queries + tasks + self.fetches.heap_bytes() + self.scheduler.heap_bytes()
    }
}

/// One line of the memory panel.
enum Line {
    Queries(Weak<Shared>),
    Source(Weak<Shared>),
    Tags,
    Packing,
}

impl MemoryHolder for Line {
    fn name(&self) -> &'static str {
        match self {
            Self::Queries(_) => "Queries and their pacing",
            Self::Source(_) => "AWS clients",
            Self::Tags => "Tags, names of statuses and ARN prefixes",
            Self::Packing => "Packing of properties: samples and buffers",
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Queries(shared) => shared
                .upgrade()
                .map_or(0, |shared| shared.held_bytes() as u64),
            Self::Source(shared) => shared
                .upgrade()
                .map_or(0, |shared| shared.source.held_bytes()),
            Self::Tags => model::tags::usage().1 as u64,
            Self::Packing => model::packing_bytes(),
        }
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Shown
    }

    fn reclaim(&self) -> u64 {
        0
    }
}

/// Registers everything that the engine holds, except what its parts register themselves. The lines stay
/// registered while the returned holders live.
pub(super) fn register(shared: &Weak<Shared>, budget: &MemoryBudget) -> Vec<Arc<dyn MemoryHolder>> {
    use std::sync::LazyLock;
    static OF_PROCESS: LazyLock<[Arc<dyn MemoryHolder>; 2]> =
        LazyLock::new(|| [Arc::new(Line::Tags), Arc::new(Line::Packing)]);
    OF_PROCESS.iter().for_each(|line| budget.register(line));
    batch_store::register_with(budget);
    let of_engine = [
        Line::Queries(Weak::clone(shared)),
        Line::Source(Weak::clone(shared)),
    ];
    let of_engine = of_engine.map(|line| Arc::new(line) as Arc<dyn MemoryHolder>);
    of_engine.iter().for_each(|line| budget.register(line));
    of_engine.into()
}

impl Query {
    fn heap_bytes(&self) -> usize {
        heap::of_sorted_set(&self.enriched()) + self.record().heap_bytes()
    }
}
