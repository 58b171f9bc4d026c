//! Windows and panes as they were when the program ended last, and writing down how they are now.

use super::AwsDash;
use super::windows::Window;
use crate::app::commands::WindowId;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::session::{Layout, SavedPane, SavedRow, SavedWindow, Session, SessionFile};
use crate::ui::WindowUi;

impl AwsDash {
    /// Opens what was open last. Returns whether there was anything. Nothing is asked.
    pub(super) fn open_session(&mut self) -> bool {
        let file = self.session.file.as_mut();
        let Some(found) = file.and_then(SessionFile::take_found) else {
            return false;
        };
        self.session.latest = found.clone();
        let mut panes: Vec<PaneId> = Vec::new();
        for (at, window) in found.windows.into_iter().enumerate() {
            let id = match at {
                0 => WindowId::ROOT,
                _ => self.next_window_id(),
            };
            let mut open = |saved| {
                let pane = self.open_saved(saved);
                panes.push(pane);
                Some(pane)
            };
            if let Some(layout) = window.layout.map(&mut open) {
                let ui = WindowUi::of_layout(id, &layout);
                self.windows.insert(id, Window { ui });
            }
        }
        let focused = found.focused.and_then(|at| panes.get(at));
        self.focused = focused.or(panes.first()).copied();
        !panes.is_empty()
    }

    fn open_saved(&mut self, mut saved: SavedPane) -> PaneId {
        let selected = saved.selected.take();
        let id = self.new_pane(saved.into_spec(self.settings.show_managed));
        if let (Some(row), Some(pane)) = (selected, self.panes.get_mut(&id)) {
            pane.select_when_listed(row.into());
        }
        id
    }

    /// Something may have been opened, closed or moved: writes it down if so, half a second later.
    pub(super) fn note_session(&mut self) {
        if self.session.file.is_none() || self.quitting {
            return;
        }
        let now = self.session_now();
        if now != self.session.latest {
            self.session.latest = now;
            self.saving.session.note_change();
        }
    }

    fn session_now(&self) -> Session {
        let mut order: Vec<PaneId> = Vec::new();
        let windows = self.windows.values().filter_map(|window| {
            let layout: Layout<PaneId> = window.ui.layout()?;
            let layout = layout.map(&mut |id| {
                let pane = self.panes.get(&id)?;
                order.push(id);
                let selected = pane.identity_of_selected();
                let selected = selected.map(|identity| SavedRow::from(&identity));
                Some(SavedPane::new(pane.spec.clone(), selected))
            })?;
            Some(SavedWindow::new(layout))
        });
        let windows: Vec<SavedWindow> = windows.collect();
        let focused = self
            .focused
            .and_then(|id| order.iter().position(|pane| *pane == id));
        Session::new(windows, focused, &self.session.latest)
    }
}
