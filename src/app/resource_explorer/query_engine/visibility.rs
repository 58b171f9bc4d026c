//! Requests of panes that lie behind others go last.

use std::collections::HashSet;

use super::{QueryEngine, Shared};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::scheduler::{Asker, Priority};

impl QueryEngine {
    /// Sets which panes are hidden behind others: their requests go last.
    pub fn set_hidden(&self, panes: HashSet<PaneId>) {
        let before = {
            let hidden = self.shared.hidden_panes.write();
            let mut hidden = hidden.unwrap_or_else(|poisoned| poisoned.into_inner());
            std::mem::replace(&mut *hidden, panes.clone())
        };
        let running = self.shared.running();
        for pane in before.symmetric_difference(&panes) {
            if let Some((generation, _)) = running.get(pane).and_then(|slot| slot.query.as_ref()) {
                let scheduler = &self.shared.scheduler;
                scheduler.set_hidden(generation.0, panes.contains(pane));
            }
        }
        drop(running);
        self.shared.fetches.urgency_changed();
    }

    /// Whether a pane is hidden behind others.
    pub fn is_hidden(&self, pane: PaneId) -> bool {
        self.shared.is_hidden(pane)
    }
}

impl Shared {
    /// The asker, with the lowest priority if its pane is hidden now.
    pub(super) fn as_seen(&self, asker: Asker) -> Asker {
        let priority = if self.asks_for_hidden_pane(asker) {
            Priority::Hidden
        } else {
            asker.priority
        };
        Asker { priority, ..asker }
    }

    fn asks_for_hidden_pane(&self, asker: Asker) -> bool {
        let running = self.running();
        let mut queries = running
            .iter()
            .filter_map(|(pane, slot)| Some((*pane, slot.query.as_ref()?.0)));
        queries.any(|(pane, generation)| generation.0 == asker.query && self.is_hidden(pane))
    }

    pub(super) fn is_hidden(&self, pane: PaneId) -> bool {
        let panes = self.hidden_panes.read();
        panes
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .contains(&pane)
    }
}
