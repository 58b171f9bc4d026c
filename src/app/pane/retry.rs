//! Which lists of a pane's query can be asked again, and which a stopped query has left.

use super::{Pane, PlanKnown, QueryState, Rest};
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::model::QueryKey;

impl Pane {
    /// Whether a list can be asked again now.
    pub fn can_retry(&self, entry: &LedgerEntry) -> bool {
        match self.state {
            QueryState::Running => entry.can_join_query(),
            _ => entry.is_retryable(),
        }
    }

    /// Whether any list can.
    pub fn can_retry_some(&self) -> bool {
        match self.state {
            QueryState::Running => self.ledger.joinable() > 0,
            _ => self.ledger.retryable() > 0,
        }
    }

    /// The lists that can be asked again now.
    pub fn retryable_keys(&self) -> Vec<QueryKey> {
        let can = self.ledger.iter().filter(|entry| self.can_retry(entry));
        can.map(|entry| entry.key).collect()
    }

    /// These lists are asked again as soon as the query has ended.
    pub fn retry_at_end(&mut self, keys: Vec<QueryKey>) {
        self.retry_at_end.extend(keys);
    }

    /// The lists that are to be asked again now that the query has ended.
    pub fn take_retry(&mut self) -> Vec<QueryKey> {
        if self.is_running() {
            return Vec::new();
        }
        std::mem::take(&mut self.retry_at_end)
    }

    /// The keys that are left of a query that was stopped.
    pub fn rest(&self) -> Rest {
        if self.plan == PlanKnown::Part {
            return Rest::Unplanned;
        }
        let without_details = self.lists_without_details;
        let stopped =
            |line: &&LedgerEntry| matches!(line.outcome, Outcome::Cancelled | Outcome::MemoryLimit);
        let lines = self.ledger.lines().incomplete().filter(stopped);
        Rest::Lists {
            keys: lines.map(|line| line.key).collect(),
            without_details,
        }
    }
}
