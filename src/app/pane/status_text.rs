//! The status bar's text, by its parts.

use std::fmt;

use super::Pane;
use crate::app::resource_explorer::memory_budget::BudgetSnapshot;
use crate::text::bytes::MIB;

/// `Phase 1: 50/50 | Phase 2: 45/50 | Memory: 892 MB / 13107 MB (6%)`, a part each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusText {
    /// Lists that have ended, of all.
    pub phase1: String,
    /// Lists whose details have ended, of all that have details.
    pub phase2: String,
    /// Memory used, of the limit.
    pub memory: String,
}

impl fmt::Display for StatusText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            phase1,
            phase2,
            memory,
        } = self;
        write!(f, "{phase1} | {phase2} | {memory}")
    }
}

impl Pane {
    /// How many lists, and details of lists, have ended, and of how many that are known.
    pub fn progress(&self) -> (u64, u64) {
        let counts = &self.counts;
        let sum = |lists: u32, details: u32| u64::from(lists) + u64::from(details);
        (
            sum(counts.phase1_done, counts.phase2_done),
            sum(counts.phase1_total, counts.phase2_total),
        )
    }

    /// How far the query is, and the memory of the whole program.
    pub fn status_text(&self, budget: &BudgetSnapshot) -> StatusText {
        let counts = &self.counts;
        StatusText {
            phase1: format!("Phase 1: {}/{}", counts.phase1_done, counts.phase1_total),
            phase2: format!("Phase 2: {}/{}", counts.phase2_done, counts.phase2_total),
            memory: memory_text(budget),
        }
    }
}

/// `Memory: 892 MB / 13107 MB (6%)`, percent rounded down.
pub fn memory_text(budget: &BudgetSnapshot) -> String {
    let percent = budget.used_bytes * 100 / budget.limit_bytes.max(1);
    format!(
        "Memory: {} MB / {} MB ({percent}%)",
        budget.used_bytes / MIB,
        budget.limit_bytes / MIB
    )
}
