//! Native windows: the first one, further ones with panes of their own, and the log window.

use std::collections::HashSet;
use std::sync::Arc;

use super::icon::icon;
use super::lost_windows::{Drawn, draw_further};
use super::{AwsDash, FirstPanes};
use crate::app::commands::{Command, WindowCommand, WindowId};
use crate::app::log_tail::LogTail;
use crate::app::pane::PaneSpec;
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::app::resource_explorer::tree::{GroupBy, Open};
use crate::app::settings::Settings;
use crate::catalog::types;
use crate::model::QueryScope;
use crate::ui::log_window::{LogWindowUi, log_window_ui};
use crate::ui::{WindowUi, window_ui};

/// One native window.
pub(super) struct Window {
    /// What it shows and how.
    pub ui: WindowUi,
}

/// The log window: what it follows and how it looks.
pub(super) struct LogView {
    pub tail: LogTail,
    ui: LogWindowUi,
}

/// A window as the window library knows it.
pub(super) fn viewport_of(id: WindowId) -> egui::ViewportId {
    if id == WindowId::ROOT {
        return egui::ViewportId::ROOT;
    }
    egui::ViewportId::from_hash_of(("window", id.0))
}

fn log_viewport() -> egui::ViewportId {
    egui::ViewportId::from_hash_of("log window")
}

/// What a pane asks for that is like no other: everything everywhere of the types that most people look for.
fn default_spec(settings: &Settings) -> PaneSpec {
    PaneSpec {
        scope: QueryScope {
            types: types::default_set().collect(),
            details: settings.detail_depth.clone(),
            ..QueryScope::default()
        }
        .into(),
        group_by: GroupBy::from_names(&settings.grouping),
        show_managed: settings.show_managed,
        ..PaneSpec::default()
    }
}

impl AwsDash {
    /// What a new pane asks for and how: as the pane it comes from, else the default.
    pub(super) fn spec_like(&self, from: Option<PaneId>) -> PaneSpec {
        if let Some(from) = from.and_then(|from| self.panes.get(&from)) {
            return PaneSpec {
                title: String::new(),
                ..from.spec.clone()
            };
        }
        default_spec(&self.settings)
    }

    pub(super) fn open_first_window(&mut self, first: FirstPanes) {
        let count = match first {
            FirstPanes::TwoWaiting => 2,
            FirstPanes::OneRunning => 1,
        };
        let panes: Vec<PaneId> = (0..count)
            .map(|_| self.new_pane(self.spec_like(None)))
            .collect();
        self.focused = panes.first().copied();
        self.windows.insert(
            WindowId::ROOT,
            Window {
                ui: WindowUi::new(WindowId::ROOT, panes),
            },
        );
        if let (FirstPanes::OneRunning, Some(pane)) = (first, self.focused) {
            self.with_pane(pane, |pane| pane.set_all_groups(Open::Expanded));
            self.run(pane, Freshness::UseCache);
        }
    }

    /// An id that no window had.
    pub(super) fn next_window_id(&mut self) -> WindowId {
        let id = WindowId(self.next_window);
        self.next_window += 1;
        id
    }

    pub(super) fn open_window(&mut self) {
        let id = self.next_window_id();
        let pane = self.new_pane(self.spec_like(self.focused));
        self.focused = Some(pane);
        self.windows.insert(
            id,
            Window {
                ui: WindowUi::new(id, vec![pane]),
            },
        );
    }

    pub(super) fn close_window(&mut self, id: WindowId) {
        if id == WindowId::ROOT {
            self.quitting = true;
            return;
        }
        if let Some(window) = self.windows.remove(&id) {
            window
                .ui
                .panes()
                .into_iter()
                .for_each(|pane| self.close_pane(pane));
        }
    }

    /// A further window goes with its last pane.
    pub(super) fn close_empty_windows(&mut self) {
        self.windows
            .retain(|id, window| *id == WindowId::ROOT || !window.ui.panes().is_empty());
    }

    pub(super) fn toggle_log(&mut self) {
        if self.log.take().is_none() {
            self.open_log();
        }
    }

    /// Opens the log window, or brings it to the front.
    pub(super) fn show_log(&mut self, ctx: &egui::Context) {
        if self.log.is_none() {
            return self.open_log();
        }
        let to_front = egui::ViewportCommand::Focus;
        ctx.send_viewport_cmd_to(log_viewport(), to_front);
    }

    fn open_log(&mut self) {
        let Some(path) = self.log_path.clone() else {
            let text =
                "There is no log file: no writable data directory. `awsdash doctor` says why.";
            self.notify_error(text.into());
            return;
        };
        let tail = LogTail::open(&path, Arc::clone(&self.wake));
        MemoryBudget::get().register(&tail.holder());
        self.log = Some(LogView {
            tail,
            ui: LogWindowUi::default(),
        });
    }

    /// Draws every window and gathers what was asked for.
    pub(super) fn windows_ui(&mut self, ui: &mut egui::Ui, commands: &mut Vec<Command>) {
        self.close_lost_windows(ui.ctx());
        // Taken out so that drawing can borrow the rest of the program.
        let mut windows = std::mem::take(&mut self.windows);
        for (id, window) in &mut windows {
            if *id == WindowId::ROOT {
                window_ui(ui, &mut window.ui, &self.view(), commands);
            } else {
                self.further_window_ui(ui.ctx(), *id, window, commands);
            }
        }
        self.windows = windows;
        self.update_visible_panes();
        if let Some(mut log) = self.log.take()
            && self.log_window_ui(ui.ctx(), &mut log, commands)
        {
            self.log = Some(log);
        }
    }

    /// Closes windows that were asked to close, before they are drawn: one that was destroyed must not be drawn
    /// again.
    fn close_lost_windows(&mut self, ctx: &egui::Context) {
        let asked = |id: egui::ViewportId| {
            ctx.input(|input| {
                let viewport = input.raw.viewports.get(&id);
                viewport.is_some_and(|viewport| viewport.close_requested())
            })
        };
        let further = self.windows.keys().copied();
        let further = further.filter(|id| *id != WindowId::ROOT);
        let lost: Vec<WindowId> = further.filter(|id| asked(viewport_of(*id))).collect();
        lost.into_iter().for_each(|id| self.close_window(id));
        if self.log.is_some() && asked(log_viewport()) {
            self.log = None;
        }
    }

    /// Tells the engine which panes are visible: their requests go first.
    fn update_visible_panes(&mut self) {
        let windows = self.windows.values();
        let visible = windows.flat_map(|window| window.ui.visible_panes());
        let visible: HashSet<PaneId> = visible.copied().collect();
        let panes = self.panes.keys().copied();
        let hidden: HashSet<PaneId> = panes.filter(|pane| !visible.contains(pane)).collect();
        if hidden != self.hidden_panes {
            self.engine.set_hidden(hidden.clone());
            self.hidden_panes = hidden;
        }
    }

    fn further_window_ui(
        &self,
        ctx: &egui::Context,
        id: WindowId,
        window: &mut Window,
        commands: &mut Vec<Command>,
    ) {
        let builder = egui::ViewportBuilder::default()
            .with_app_id("awsdash")
            .with_title(format!("awsdash ({})", id.0 + 1))
            .with_inner_size([960.0, 640.0])
            .with_icon(icon());
        let drawn = draw_further(ctx, viewport_of(id), builder, |ui| {
            window_ui(ui, &mut window.ui, &self.view(), commands);
        });
        if drawn != Drawn::Open {
            commands.push(Command::Window(id, WindowCommand::Close));
        }
    }

    /// Returns whether the window stays open.
    fn log_window_ui(
        &self,
        ctx: &egui::Context,
        log: &mut LogView,
        commands: &mut Vec<Command>,
    ) -> bool {
        let builder = egui::ViewportBuilder::default()
            .with_app_id("awsdash")
            .with_title("awsdash log")
            .with_inner_size([960.0, 480.0])
            .with_icon(icon());
        let drawn = draw_further(ctx, log_viewport(), builder, |ui| {
            log_window_ui(ui, &mut log.ui, &mut log.tail, &self.keymap, commands);
        });
        drawn == Drawn::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DetailDepth;

    #[test]
    fn each_setting_of_new_panes_has_its_effect() {
        let mut settings = Settings::default();
        settings.grouping = vec!["type".into(), "account".into()];
        settings.show_managed = true;
        settings.detail_depth = DetailDepth::None;
        let spec = default_spec(&settings);
        assert_eq!(spec.group_by, [GroupBy::Type, GroupBy::Account]);
        assert!(spec.show_managed);
        assert_eq!(spec.scope.details, DetailDepth::None);
    }
}
