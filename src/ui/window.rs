//! One native window: menu bar, panes, toasts, and the panels that float above them.

use egui::{CentralPanel, Frame, Key, Margin, Modifiers, Panel as SidePanel, Popup, Role, Ui};

use super::keys;
use super::menu::menu_bar_ui;
use super::notifications::notifications_ui;
use super::open_anything::{FieldState, OpenAnythingUi};
use super::panels::PanelsUi;
use super::tiles::PaneTiles;
use super::tokens::Palette;
use super::widgets::focus_ring::focus_ring_ui;
use super::widgets::named::{name_node, name_window};
use crate::app::actions::Action;
use crate::app::actions::context::Context;
use crate::app::actions::effect::commands_of;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{
    Command, PaneCommand, Panel, PanelCommand, Sought, SplitDirection, TileCommand, WindowCommand,
    WindowId,
};
use crate::app::pane::DetailsSide;
use crate::app::panels::PanelPlace;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::session::Layout;
use crate::app::view::AppView;

/// What a window remembers between frames.
pub struct WindowUi {
    id: WindowId,
    tiles: PaneTiles,
    panels: PanelsUi,
    open_anything: Option<OpenAnythingUi>,
    /// Whether a text field had the keyboard in the frame before: on Escape egui takes the focus away before
    /// this code runs.
    had_text_focus: bool,
}

impl WindowUi {
    /// A window with these panes side by side.
    pub fn new(id: WindowId, panes: Vec<PaneId>) -> Self {
        Self::of_tiles(id, PaneTiles::new(id, panes))
    }

    /// A window whose panes lie like this.
    pub fn of_layout(id: WindowId, layout: &Layout<PaneId>) -> Self {
        Self::of_tiles(id, PaneTiles::of_layout(id, layout))
    }

    fn of_tiles(id: WindowId, tiles: PaneTiles) -> Self {
        Self {
            id,
            tiles,
            panels: PanelsUi::default(),
            open_anything: None,
            had_text_focus: false,
        }
    }

    /// Which window.
    pub fn id(&self) -> WindowId {
        self.id
    }

    /// The panes of this window.
    pub fn panes(&self) -> Vec<PaneId> {
        self.tiles.panes()
    }

    /// How they lie; `None` when there are none.
    pub fn layout(&self) -> Option<Layout<PaneId>> {
        self.tiles.layout()
    }

    /// Those of them that are not hidden behind others.
    pub fn visible_panes(&self) -> &[PaneId] {
        self.tiles.visible_panes()
    }

    /// Adds a pane beside `from`.
    pub fn add_pane(&mut self, pane: PaneId, from: Option<PaneId>, direction: SplitDirection) {
        self.tiles.add(pane, from, direction);
    }

    /// Takes a pane out.
    pub fn remove_pane(&mut self, pane: PaneId) {
        self.tiles.remove(pane);
    }

    /// Forgets what was drawn of its panes, which are drawn from their defaults.
    pub fn forget_drawn(&mut self) {
        self.tiles.forget_drawn();
    }

    /// Brings a pane's tab to the front and gives its rows the keyboard.
    pub fn show_pane(&mut self, pane: PaneId) {
        self.tiles.show_tab(pane);
        self.tiles.state_mut(pane).focus_rows();
    }

    /// Lines of its panes' trees that the last frame drew.
    pub fn lines_drawn(&self) -> usize {
        self.tiles.lines_drawn()
    }

    /// Whether a panel is shown.
    pub fn shows(&self, panel: Panel) -> bool {
        self.panels.shows(panel)
    }

    /// Shows a panel above the others.
    pub fn show(&mut self, panel: Panel) {
        self.panels.show(panel);
    }

    /// What has the keyboard.
    fn context(&self, ctx: &egui::Context) -> Context {
        if Popup::is_any_open(ctx) || self.tiles.has_popup() {
            Context::Popup
        } else if self.had_text_focus {
            Context::Text
        } else {
            keys::context_of(ctx)
        }
    }

    /// Opens the field that finds anything by its name.
    pub fn open_anything(&mut self, sought: Sought) {
        self.open_anything = Some(OpenAnythingUi::new(sought));
    }

    /// Asks for a name to save the focused pane's question under.
    pub fn start_bookmark(&mut self) {
        self.panels.start_bookmark();
    }

    /// Opens the scope picker of a pane.
    pub fn edit_scope(&mut self, pane: PaneId) {
        self.tiles.state_mut(pane).edit_scope();
    }

    /// The panes whose tabs lie beside that of `pane`, itself included, in the order of the tabs.
    pub fn tabs_beside(&self, pane: Option<PaneId>) -> Vec<PaneId> {
        self.tiles.tabs_beside(pane)
    }

    /// Makes the tab of a pane a field for its name.
    pub fn rename_tab(&mut self, pane: PaneId) {
        self.tiles.rename_tab(pane);
    }

    /// Opens the menu of a pane's order and groups.
    pub fn show_sorting(&mut self, pane: PaneId) {
        self.tiles.state_mut(pane).show_sorting();
    }

    /// Gives the filter of a pane the keyboard.
    pub fn focus_filter(&mut self, pane: PaneId) {
        self.tiles.state_mut(pane).focus_filter();
    }

    /// Opens the form that puts the filter of a pane together.
    pub fn build_filter(&mut self, pane: PaneId) {
        self.tiles.state_mut(pane).build_filter();
    }

    /// Shows the ledger of a pane, or hides it.
    pub fn toggle_ledger(&mut self, pane: PaneId) {
        self.tiles.state_mut(pane).toggle_ledger();
    }

    /// What actions of this window are done to.
    fn target(&self, view: &AppView<'_>) -> ActionTarget {
        let panes = self.panes();
        let focused = view.focused.filter(|pane| panes.contains(pane));
        ActionTarget {
            window: self.id,
            pane: focused.or_else(|| panes.first().copied()),
        }
    }
}

/// Draws a window whole.
pub fn window_ui(
    ui: &mut Ui,
    window: &mut WindowUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let mut wanted = Vec::new();
    keys::give_typed_ahead(ui);
    name_window(ui, "awsdash");
    frame_ui(ui, window, view, &mut wanted);
    take_own_commands(window, &mut wanted);
    commands.append(&mut wanted);
}

fn is_of_window(panel: Panel) -> bool {
    panel.info().place != PanelPlace::OwnWindow
}

/// The window itself opens panels that are no windows of their own, and the field that finds anything.
fn take_own_commands(window: &mut WindowUi, commands: &mut Vec<Command>) {
    commands.retain(|command| match command {
        Command::Panel(PanelCommand::Toggle(panel)) if is_of_window(*panel) => {
            window.panels.toggle(*panel);
            false
        }
        Command::Panel(PanelCommand::Show(panel)) if is_of_window(*panel) => {
            window.panels.show(*panel);
            false
        }
        Command::Window(id, WindowCommand::OpenAnything(sought)) if *id == window.id => {
            window.open_anything(sought.clone());
            false
        }
        Command::Tile(pane, TileCommand::Follow(text)) if window.panes().contains(pane) => {
            window.open_anything(Sought::Reference(text.clone()));
            false
        }
        _ => true,
    });
}

fn frame_ui(ui: &mut Ui, window: &mut WindowUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let bar = Frame::new()
        .fill(palette.raised)
        .inner_margin(Margin::symmetric(8, 4));
    let target = window.target(view);
    // Asked first: a menu closes at Escape while it is drawn.
    let context = window.context(ui.ctx());
    record_keys(ui, window, view, commands);
    let mut actions = SidePanel::top("menu bar")
        .frame(bar)
        .show(ui, |ui| {
            name_node(ui, Role::MenuBar, "Menu bar");
            menu_bar_ui(ui, view, target, commands)
        })
        .inner;
    // Dialogs of panes and the field that finds anything lie over everything and take the keyboard.
    if !window.tiles.has_dialog() && window.open_anything.is_none() {
        actions.extend(pressed(ui, window, view, context, commands));
    }
    for action in actions {
        commands.extend(commands_of(action, target, view));
    }
    let first = window.tiles.panes().first().copied();
    window.panels.left_ui(ui, first, view, commands);
    CentralPanel::default()
        .frame(Frame::new().fill(palette.line))
        .show(ui, |ui| {
            name_node(ui, Role::Main, "Panes");
            let nothing_to_show = view.sandbox.is_none()
                && !view.directory.loading
                && view.directory.accounts.is_empty();
            if nothing_to_show {
                window.panels.welcome_ui(ui, view, commands);
            } else {
                window.tiles.show(ui, view, commands);
            }
        });
    window.panels.floating_ui(ui, window.id, view, commands);
    if let Some(field) = &mut window.open_anything
        && field.show(ui, view, target, commands) == FieldState::Closed
    {
        window.open_anything = None;
    }
    notifications_ui(ui, window.id, view, commands);
    focus_ring_ui(ui);
    window.had_text_focus = ui.ctx().text_edit_focused();
}

/// What keys ask for. Escape closes the panel opened last, or the details that have the keyboard, if nothing above them
/// wants the key.
fn pressed(
    ui: &Ui,
    window: &mut WindowUi,
    view: &AppView<'_>,
    context: Context,
    commands: &mut Vec<Command>,
) -> Vec<Action> {
    let is_free = !matches!(context, Context::Popup | Context::Text);
    let escape = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if let Some(panel) = window.panels.top().filter(|_| is_free) {
        if escape() {
            window.panels.close(panel);
        }
    } else if let Some(pane) = window.tiles.details_to_close(view.focused)
        && is_free
        && escape()
    {
        let closed = PaneCommand::SetDetails(DetailsSide::Closed);
        commands.push(Command::Pane(pane, closed));
        window.tiles.state_mut(pane).focus_rows();
    }
    keys::pressed(ui, view.keymap, context)
}

/// Keys that are pressed while the settings wait for those of an action are for the settings alone.
fn record_keys(ui: &Ui, window: &mut WindowUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    if window.panels.waits_for_keys()
        && let Some(chord) = keys::take_chord(ui)
    {
        commands.extend(window.panels.record_keys(chord, view.keymap));
    }
}

#[cfg(test)]
mod tests;
