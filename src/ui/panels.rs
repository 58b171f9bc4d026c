//! Panels beside and above the panes: which are shown, and what is in each.
//!
//! A new panel has its state and its line in [`PanelsUi::body_ui`] here; its words are in `app/panels.rs`.

mod about;
mod accounts;
mod bookmarks;
mod connect;
mod keyboard;
mod memory;
mod requests;
mod settings;

use egui::{Align2, Frame, Id, LayerId, Margin, Order, Panel as SidePanel, Ui, Vec2, vec2};

use super::tokens::Palette;
use super::widgets::named::{name_group, name_title_bar};
use crate::app::actions::chord::Chord;
use crate::app::actions::keymap::KeyMap;
use crate::app::commands::{Command, WindowId};
use crate::app::panels::{PANELS, Panel, PanelPlace};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use accounts::AccountsUi;
use bookmarks::BookmarksUi;
use connect::ConnectUi;
use memory::MemoryUi;
use requests::RequestsUi;
use settings::SettingsUi;

/// First size of a floating panel, in points.
const SIZE: Vec2 = vec2(560.0, 640.0);

/// First width of the panel at the left, in points.
const LEFT_WIDTH: f32 = 220.0;

/// What the panels of a window remember between frames.
#[derive(Default)]
pub(super) struct PanelsUi {
    /// Those that are shown, the one opened last at the end.
    shown: Vec<Panel>,
    /// One to draw above the others in the next frame.
    raised: Option<Panel>,
    bookmarks: BookmarksUi,
    settings: SettingsUi,
    accounts: AccountsUi,
    memory: MemoryUi,
    connect: ConnectUi,
    requests: RequestsUi,
}

impl PanelsUi {
    /// Draws what is in a panel. `first` is a pane of the window.
    fn body_ui(
        &mut self,
        ui: &mut Ui,
        panel: Panel,
        first: Option<PaneId>,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) {
        match panel {
            Panel::About => about::about_ui(ui),
            Panel::Accounts => accounts::accounts_ui(ui, &mut self.accounts, view, commands),
            Panel::Bookmarks => {
                bookmarks::bookmarks_ui(ui, &mut self.bookmarks, first, view, commands);
            }
            Panel::Connect => connect::connect_ui(ui, &mut self.connect, view, commands),
            Panel::Keyboard => keyboard::keyboard_ui(ui, view, commands),
            Panel::Memory => memory::memory_ui(ui, &mut self.memory, view, commands),
            Panel::Requests => requests::requests_ui(ui, &mut self.requests, view, commands),
            Panel::Settings => settings::settings_ui(ui, &mut self.settings, view, commands),
            // The shell draws the log window.
            Panel::Log => {}
        }
    }

    /// Whether a panel is shown.
    pub(super) fn shows(&self, panel: Panel) -> bool {
        self.shown.contains(&panel)
    }

    /// Shows a panel above the others.
    pub(super) fn show(&mut self, panel: Panel) {
        self.close(panel);
        self.shown.push(panel);
        self.raised = Some(panel);
    }

    /// Hides a panel.
    pub(super) fn close(&mut self, panel: Panel) {
        self.shown.retain(|shown| *shown != panel);
        if panel == Panel::Settings {
            self.settings.stop_recording_keys();
        }
    }

    /// Shows a panel, or hides it.
    pub(super) fn toggle(&mut self, panel: Panel) {
        if self.shows(panel) {
            self.close(panel);
        } else {
            self.show(panel);
        }
    }

    /// The floating panel that was opened last.
    pub(super) fn top(&self) -> Option<Panel> {
        let mut shown = self.shown.iter().rev().copied();
        shown.find(|panel| panel.info().place == PanelPlace::Floating)
    }

    /// Asks for a name to save the focused pane's question under.
    pub(super) fn start_bookmark(&mut self) {
        self.bookmarks.start_saving();
        self.show(Panel::Bookmarks);
    }

    /// Whether the next keys are for an action that is given keys, and for nothing else.
    pub(super) fn waits_for_keys(&self) -> bool {
        self.settings.is_recording_keys()
    }

    /// Gives the action that waits for keys those that were pressed.
    pub(super) fn record_keys(&mut self, chord: Chord, keymap: &KeyMap) -> Option<Command> {
        self.settings.record_keys(chord, keymap)
    }

    /// The page in place of panes while no account is reached.
    pub(super) fn welcome_ui(
        &mut self,
        ui: &mut Ui,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) {
        connect::welcome_ui(ui, &mut self.connect, view, commands);
    }

    /// Draws the panel at the left edge of the window, if it is shown.
    pub(super) fn left_ui(
        &mut self,
        ui: &mut Ui,
        first: Option<PaneId>,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) {
        let fill = Palette::of(ui).panel;
        for info in PANELS {
            if info.place != PanelPlace::Left || !self.shows(info.panel) {
                continue;
            }
            SidePanel::left(info.id)
                .default_size(LEFT_WIDTH)
                .frame(Frame::new().fill(fill).inner_margin(Margin::same(8)))
                .show(ui, |ui| {
                    name_group(ui, &format!("{} panel", info.title));
                    self.body_ui(ui, info.panel, first, view, commands);
                });
        }
    }

    /// Draws the panels that float above the panes.
    pub(super) fn floating_ui(
        &mut self,
        ui: &mut Ui,
        window: WindowId,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) {
        let ctx = ui.ctx().clone();
        let room = ctx.content_rect().height() - 120.0;
        for info in PANELS {
            let panel = info.panel;
            if info.place != PanelPlace::Floating || !self.shows(panel) {
                continue;
            }
            let mut open = true;
            let id = Id::unique(("panel", window.0, info.title));
            if self.raised == Some(panel) {
                self.raised = None;
                ctx.move_to_top(LayerId::new(Order::Middle, id));
            }
            let size = first_size(panel, room);
            let shown = egui::Window::new(info.title)
                .id(id)
                .open(&mut open)
                .collapsible(false)
                .default_size(size)
                .resizable([true, false])
                .max_height(room)
                .pivot(Align2::CENTER_TOP)
                .default_pos(ctx.content_rect().center_top() + vec2(0.0, 72.0))
                .show(&ctx, |ui| self.body_ui(ui, panel, None, view, commands));
            if shown.is_some() {
                name_title_bar(&ctx, id, info.title);
            }
            if !open {
                self.close(panel);
            }
        }
    }
}

fn first_size(panel: Panel, room: f32) -> Vec2 {
    match panel {
        // It shrinks to its content.
        Panel::Memory => vec2(memory::WIDTH, room),
        _ => SIZE,
    }
}
