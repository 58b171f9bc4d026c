//! What the engine itself holds while queries run: what they have seen, lists under way, lanes.

use std::sync::{Arc, LazyLock, Weak};

use super::context::EngineContext;
use crate::app::resource_explorer::batch_store;
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryHolder, RebuildCost};
use crate::model;

/// Bytes of what queries remember, of tasks and of lanes.
fn bytes_of(context: &EngineContext) -> usize {
    // Not under the lock of the panes: a query takes its own locks to count.
    let queries = context.panes.queries();
    let queries: usize = queries.iter().map(|query| query.heap_bytes()).sum();
    let tasks = context.list_tasks.bytes() + context.fetch_tasks.bytes();
    queries + tasks + context.fetches.heap_bytes() + context.scheduler.heap_bytes()
}

/// One line of the memory panel.
enum ReportLine {
    Queries(Weak<EngineContext>),
    Source(Weak<EngineContext>),
    Tags,
    Packing,
}

impl MemoryHolder for ReportLine {
    fn name(&self) -> &'static str {
        match self {
            Self::Queries(_) => "Queries and their pacing",
            Self::Source(_) => "AWS clients",
            Self::Tags => "Tags, names of statuses and ARN prefixes",
            Self::Packing => "Packing of properties: dictionaries and buffers",
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Queries(context) => context
                .upgrade()
                .map_or(0, |context| bytes_of(&context) as u64),
            Self::Source(context) => context
                .upgrade()
                .map_or(0, |context| context.source.held_bytes()),
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
pub(super) fn register(
    context: &Weak<EngineContext>,
    budget: &MemoryBudget,
) -> Vec<Arc<dyn MemoryHolder>> {
    static OF_PROCESS: LazyLock<[Arc<dyn MemoryHolder>; 2]> =
        LazyLock::new(|| [Arc::new(ReportLine::Tags), Arc::new(ReportLine::Packing)]);
    OF_PROCESS.iter().for_each(|line| budget.register(line));
    batch_store::register_with(budget);
    let of_engine = [
        ReportLine::Queries(Weak::clone(context)),
        ReportLine::Source(Weak::clone(context)),
    ];
    let of_engine = of_engine.map(|line| Arc::new(line) as Arc<dyn MemoryHolder>);
    of_engine.iter().for_each(|line| budget.register(line));
    of_engine.into()
}
