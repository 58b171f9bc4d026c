//! What tests from outside of the crate see of the program and have it do.

use super::AwsDash;
use crate::app::commands::{Command, Panel, WindowId};
use crate::app::memory_report::MemoryReport;
use crate::app::notifications::Notifications;
use crate::app::pane::Pane;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
use crate::model::QueryScope;

impl AwsDash {
    /// The pane with this id.
    pub fn pane(&self, id: PaneId) -> Option<&Pane> {
        self.panes.get(&id)
    }

    /// Every pane, in the order they were opened.
    pub fn panes(&self) -> impl Iterator<Item = &Pane> {
        self.panes.values()
    }

    /// What the program told, oldest first.
    pub fn notifications(&self) -> &Notifications {
        &self.notifications
    }

    /// Gives a pane a scope and runs it, as the scope picker does.
    pub fn ask(&mut self, pane: PaneId, scope: QueryScope) {
        self.set_scope(pane, scope);
        self.run(pane, Freshness::UseCache);
    }

    /// Carries out a command, as if the window had been asked for it.
    pub fn command(&mut self, command: Command) {
        let ctx = self.ctx.clone();
        self.execute(&ctx, command);
        self.note_session();
    }

    /// Shows a panel of the first window.
    pub fn show_panel(&mut self, panel: Panel) {
        if let Some(window) = self.windows.get_mut(&WindowId::ROOT) {
            window.ui.show(panel);
        }
    }

    /// The engine.
    pub fn engine(&self) -> &QueryEngine {
        &self.engine
    }

    /// The window's memory report.
    pub fn memory_report(&self) -> &MemoryReport {
        &self.memory_report
    }

    /// How many windows are open, the log window not counted.
    pub fn window_count(&self) -> usize {
        self.windows.len()
    }

    /// Whether the log window is open.
    pub fn log_is_open(&self) -> bool {
        self.log.is_some()
    }
}
