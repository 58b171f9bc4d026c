//! Requests of panes that lie behind others go last.

use std::collections::HashSet;

use super::QueryEngine;
use crate::app::resource_explorer::progress::PaneId;

impl QueryEngine {
    /// Sets which panes are hidden behind others: their requests go last.
    pub fn set_hidden(&self, panes: HashSet<PaneId>) {
        let context = &self.context;
        context.panes.set_hidden(panes, |generation, is_hidden| {
            context.scheduler.set_hidden(generation.0, is_hidden);
        });
        context.fetches.urgency_changed();
    }

    /// Whether a pane is hidden behind others.
    pub fn is_hidden(&self, pane: PaneId) -> bool {
        self.context.panes.is_hidden(pane)
    }
}
