//! The memory report's lines of rows, of their properties and of the store's own table.

use std::sync::{Arc, LazyLock};

use super::{own_bytes, store};
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryHolder, RebuildCost};

#[derive(Clone, Copy)]
enum ReportLine {
    Rows,
    Properties,
    Table,
}

impl MemoryHolder for ReportLine {
    fn name(&self) -> &'static str {
        match self {
            Self::Rows => "Rows",
            Self::Properties => "Properties of rows",
            Self::Table => "Table of batches",
        }
    }

    /// One of these lines adds up for all of them, and for the line of cached lists.
    fn add_up(&self) {
        if matches!(self, Self::Table) {
            store().add_up();
        }
    }

    fn bytes(&self) -> u64 {
        match self {
            Self::Rows => store().held().row_bytes,
            Self::Properties => store().held().property_bytes,
            // Of all batches, those that only the cache holds among them.
            Self::Table => own_bytes(),
        }
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Shown
    }

    fn reclaim(&self) -> u64 {
        0
    }
}

/// Registers these lines, once for each budget.
pub fn register_with(budget: &MemoryBudget) {
    static LINES: LazyLock<[Arc<dyn MemoryHolder>; 3]> = LazyLock::new(|| {
        [
            Arc::new(ReportLine::Rows),
            Arc::new(ReportLine::Properties),
            Arc::new(ReportLine::Table),
        ]
    });
    LINES.iter().for_each(|line| budget.register(line));
}
