//! Panes come and go in windows, and the keyboard goes from one to the next.

use super::AwsDash;
use crate::app::commands::{Neighbor, SplitDirection, WindowId};
use crate::app::engine_threads::return_to_system;
use crate::app::jobs::drop_and_then;
use crate::app::pane::PaneSpec;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;

/// How many closed panes can be opened again.
const MAX_CLOSED_PANES: usize = 20;

impl AwsDash {
    pub(super) fn add_pane(
        &mut self,
        window: WindowId,
        from: Option<PaneId>,
        direction: SplitDirection,
    ) {
        self.add_pane_of(self.spec_like(from), window, from, direction);
    }

    fn add_pane_of(
        &mut self,
        spec: PaneSpec,
        window: WindowId,
        from: Option<PaneId>,
        direction: SplitDirection,
    ) {
        let pane = self.new_pane(spec);
        if let Some(window) = self.windows.get_mut(&window) {
            window.ui.add_pane(pane, from, direction);
        }
        self.show_pane(pane);
    }

    /// Opens a pane to the right of another, and runs it: what that one has listed comes from the cache.
    pub(super) fn open_beside(&mut self, spec: PaneSpec, window: WindowId, from: PaneId) {
        self.open_and_run(spec, window, Some(from), SplitDirection::Right);
    }

    /// Opens a pane in a tab beside another, and runs it.
    pub(super) fn open_tab(&mut self, spec: PaneSpec, window: WindowId, from: Option<PaneId>) {
        self.open_and_run(spec, window, from, SplitDirection::Tab);
    }

    fn open_and_run(
        &mut self,
        spec: PaneSpec,
        window: WindowId,
        from: Option<PaneId>,
        direction: SplitDirection,
    ) {
        self.add_pane_of(spec, window, from, direction);
        if let Some(pane) = self.focused {
            self.run(pane, Freshness::UseCache);
        }
    }

    pub(super) fn reopen_pane(&mut self, window: WindowId) {
        if let Some(spec) = self.closed_panes.pop_back() {
            self.add_pane_of(spec, window, self.focused, SplitDirection::Tab);
        }
    }

    /// Keyboard commands go to the pane, its tab comes to the front, and its rows get the keyboard.
    pub(super) fn show_pane(&mut self, pane: PaneId) {
        self.focused = Some(pane);
        let mut windows = self.windows.values_mut();
        if let Some(window) = windows.find(|window| window.ui.panes().contains(&pane)) {
            window.ui.show_pane(pane);
        }
    }

    pub(super) fn close_pane(&mut self, pane: PaneId) {
        self.engine.close(pane);
        let closed = self.panes.remove(&pane);
        if let Some(closed) = &closed {
            self.closed_panes.push_back(closed.spec.clone());
            while self.closed_panes.len() > MAX_CLOSED_PANES {
                self.closed_panes.pop_front();
            }
        }
        self.windows
            .values_mut()
            .for_each(|window| window.ui.remove_pane(pane));
        self.close_empty_windows();
        if self.focused == Some(pane) {
            self.focused = self
                .windows
                .values()
                .find_map(|window| window.ui.panes().first().copied());
        }
        // Its batches may be the last that keep strings and pages alive. Dropping a million rows takes longer
        // than a frame.
        let threads = self.runtime.clone();
        drop_and_then(closed, move || return_to_system(&threads));
    }

    pub(super) fn focus_neighbor(&mut self, window: WindowId, neighbor: Neighbor) {
        let Some(window) = self.windows.get(&window) else {
            return;
        };
        let panes = match neighbor {
            Neighbor::NextTab | Neighbor::PreviousTab => window.ui.tabs_beside(self.focused),
            Neighbor::Next | Neighbor::Previous | Neighbor::Number(_) => window.ui.panes(),
        };
        let at = panes.iter().position(|pane| Some(*pane) == self.focused);
        let count = panes.len().max(1);
        let after = |step: usize| at.map_or(0, |at| (at + step) % count);
        let next = panes.get(match neighbor {
            Neighbor::Next | Neighbor::NextTab => after(1),
            Neighbor::Previous | Neighbor::PreviousTab => after(count - 1),
            Neighbor::Number(number) => usize::from(number) - 1,
        });
        if let Some(next) = next {
            self.show_pane(*next);
        }
    }
}
