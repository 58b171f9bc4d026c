//! What is on the screen goes first: panes that lie behind others ask last.

use std::collections::HashSet;

use super::{QueryEngine, Shared};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::scheduler::{Asker, Priority};

impl QueryEngine {
    /// Says which panes nobody can see, because they lie behind others: what they ask goes last.
    pub fn set_out_of_sight(&self, panes: HashSet<PaneId>) {
        let before = {
            let hidden = self.shared.out_of_sight.write();
            let mut hidden = hidden.unwrap_or_else(|poisoned| poisoned.into_inner());
            std::mem::replace(&mut *hidden, panes.clone())
        };
        let running = self.shared.running();
        for pane in before.symmetric_difference(&panes) {
            if let Some((generation, _)) = running.get(pane).and_then(|slot| slot.query.as_ref()) {
                let scheduler = &self.shared.scheduler;
                scheduler.set_out_of_sight(generation.0, panes.contains(pane));
            }
        }
    }

    /// Whether nobody can see a pane.
    pub fn is_out_of_sight(&self, pane: PaneId) -> bool {
        self.shared.is_out_of_sight(pane)
    }
}

impl Shared {
    /// An asker of before as it is now: its pane may have come into sight, or gone.
    pub(super) fn as_seen(&self, asker: Asker) -> Asker {
        let running = self.running();
        let mut panes = running.iter().filter_map(|(pane, slot)| {
            let (generation, _) = slot.query.as_ref()?;
            (generation.0 == asker.query).then_some(*pane)
        });
        let priority = match (panes.next(), asker.priority) {
            (Some(pane), _) if self.is_out_of_sight(pane) => Priority::OutOfSight,
            (Some(_), Priority::OutOfSight) => Priority::Listing,
            (_, same) => same,
        };
        Asker { priority, ..asker }
    }

    pub(super) fn is_out_of_sight(&self, pane: PaneId) -> bool {
        let panes = self.out_of_sight.read();
        panes
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .contains(&pane)
    }
}
