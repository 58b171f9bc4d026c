//! The lines of rows and of their properties among those who hold memory.

use std::sync::{Arc, LazyLock};

use super::{own_bytes, store};
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryHolder, RebuildCost};

#[derive(Clone, Copy)]
enum Line {
    Rows,
    Properties,
}

impl MemoryHolder for Line {
    fn name(&self) -> &'static str {
        match self {
            Self::Rows => "Rows",
            Self::Properties => "Properties of rows",
        }
    }

    fn bytes(&self) -> u64 {
        let [held, _] = store().sums();
        match self {
            Self::Rows => held.row_bytes + own_bytes(),
            Self::Properties => held.property_bytes,
        }
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Shown
    }

    fn reclaim(&self) -> u64 {
        0
    }
}

/// Registers the lines of rows and properties, once for each budget.
pub fn register_with(budget: &MemoryBudget) {
    static LINES: LazyLock<[Arc<dyn MemoryHolder>; 2]> =
        LazyLock::new(|| [Arc::new(Line::Rows), Arc::new(Line::Properties)]);
    LINES.iter().for_each(|line| budget.register(line));
}
