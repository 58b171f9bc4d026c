//! What is on the screen goes first: panes that lie behind others ask last.

use std::collections::HashSet;

use super::{QueryEngine, Shared};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::scheduler::{Asker, Permit, Priority};
use crate::app::resource_explorer::source::Lane;

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
    /// Waits for a turn. What is on the screen goes first: whoever asks for a pane that nobody can see now,
    /// asks last.
    pub(super) async fn turn(&self, lane: Lane, asker: Asker) -> Permit {
        let priority = if self.asks_out_of_sight(asker) {
            Priority::OutOfSight
        } else {
            asker.priority
        };
        self.scheduler.turn(lane, Asker { priority, ..asker }).await
    }

    fn asks_out_of_sight(&self, asker: Asker) -> bool {
        let running = self.running();
        let mut queries = running
            .iter()
            .filter_map(|(pane, slot)| Some((*pane, slot.query.as_ref()?.0)));
        queries.any(|(pane, generation)| generation.0 == asker.query && self.is_out_of_sight(pane))
    }

    pub(super) fn is_out_of_sight(&self, pane: PaneId) -> bool {
        let panes = self.out_of_sight.read();
        panes
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .contains(&pane)
    }
}
