//! How panes lie in a window: tabs and splits, rearranged by dragging.

mod tab;

use std::collections::HashMap;

use egui::{Id, Response, Role, Stroke, Ui, WidgetText};
use egui_tiles::{
    Behavior, Container, LinearDir, ResizeState, SimplificationOptions, TabState, Tile, TileId,
    Tiles, Tree, UiResponse,
};

use super::action_items::context_items_ui;
use super::pane::{PaneUi, pane_ui};
use super::tokens::{self, Palette};
use super::widgets::icons::{Icon, icon_button_ui};
use super::widgets::named::name_node;
use crate::app::actions::{Action, ActionTarget};
use crate::app::commands::{Command, SplitDirection, TileCommand, WindowCommand, WindowId};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use crate::text::sanitize;

/// Longest title of a tab, in characters; the whole one is shown on hover.
const TITLE_CHARS: usize = 36;

/// The panes of one window and how they lie.
pub struct PaneTiles {
    tree: Tree<PaneId>,
    window: WindowId,
    states: HashMap<PaneId, PaneUi>,
    /// Panes that the last frame drew.
    in_sight: Vec<PaneId>,
}

impl PaneTiles {
    /// Panes side by side.
    pub fn new(window: WindowId, panes: Vec<PaneId>) -> Self {
        let id = Id::unique(("panes", window.0));
        let mut tiles = Tiles::default();
        let tabs: Vec<TileId> = panes
            .into_iter()
            .map(|pane| {
                let pane = tiles.insert_pane(pane);
                tiles.insert_tab_tile(vec![pane])
            })
            .collect();
        let root = tiles.insert_horizontal_tile(tabs);
        Self {
            tree: Tree::new(id, root, tiles),
            window,
            states: HashMap::new(),
            in_sight: Vec::new(),
        }
    }

    /// Every pane, in no particular order of place but always the same.
    pub fn panes(&self) -> Vec<PaneId> {
        let mut panes: Vec<PaneId> = self
            .tree
            .tiles
            .tiles()
            .filter_map(|tile| match tile {
                Tile::Pane(pane) => Some(*pane),
                Tile::Container(_) => None,
            })
            .collect();
        panes.sort_unstable();
        panes
    }

    /// What a pane of this window remembers between frames.
    pub fn state_mut(&mut self, pane: PaneId) -> &mut PaneUi {
        self.states.entry(pane).or_default()
    }

    /// Forgets what panes remember between frames: they are drawn from their defaults.
    pub fn forget_drawn(&mut self) {
        self.states.clear();
    }

    /// Lines of trees that the last frame drew.
    pub fn lines_drawn(&self) -> usize {
        self.states.values().map(PaneUi::lines_drawn).sum()
    }

    /// Panes that the last frame drew: those that are not hidden behind another tab.
    pub fn panes_in_sight(&self) -> &[PaneId] {
        &self.in_sight
    }

    /// Whether a scope picker lies over the window.
    pub fn is_editing_scope(&self) -> bool {
        self.states.values().any(PaneUi::is_editing_scope)
    }

    /// Whether a pane has a popup open that egui does not know as one.
    pub fn has_popup(&self) -> bool {
        self.states.values().any(PaneUi::has_popup)
    }

    /// Adds a pane beside `from`, or at the right end.
    pub fn add(&mut self, pane: PaneId, from: Option<PaneId>, direction: SplitDirection) {
        let tiles = &mut self.tree.tiles;
        let tile = tiles.insert_pane(pane);
        let from_tile = from.and_then(|from| tiles.find_pane(&from));
        let tabs = from_tile.and_then(|from| tiles.parent_of(from));
        match (direction, tabs) {
            (SplitDirection::Tab, Some(tabs)) => {
                if let Some(Tile::Container(Container::Tabs(container))) = tiles.get_mut(tabs) {
                    container.add_child(tile);
                    container.set_active(tile);
                }
            }
            (SplitDirection::Right, Some(tabs)) => self.split(tabs, tile, LinearDir::Horizontal),
            (SplitDirection::Down, Some(tabs)) => self.split(tabs, tile, LinearDir::Vertical),
            (_, None) => self.append(tile),
        }
    }

    /// Puts a new tab container beside `tabs`, sharing its place.
    fn split(&mut self, tabs: TileId, tile: TileId, direction: LinearDir) {
        let tiles = &mut self.tree.tiles;
        let parent = tiles.parent_of(tabs);
        let beside = tiles.insert_tab_tile(vec![tile]);
        if let Some(Tile::Container(Container::Linear(linear))) =
            parent.and_then(|parent| tiles.get_mut(parent))
            && linear.dir == direction
        {
            let at = linear
                .children
                .iter()
                .position(|child| *child == tabs)
                .map_or(linear.children.len(), |at| at + 1);
            linear.children.insert(at, beside);
            return;
        }
        let both = match direction {
            LinearDir::Horizontal => tiles.insert_horizontal_tile(vec![tabs, beside]),
            LinearDir::Vertical => tiles.insert_vertical_tile(vec![tabs, beside]),
        };
        match parent.and_then(|parent| tiles.get_mut(parent)) {
            Some(Tile::Container(Container::Linear(linear))) => {
                linear
                    .children
                    .iter_mut()
                    .filter(|child| **child == tabs)
                    .for_each(|child| *child = both);
            }
            _ => self.tree.root = Some(both),
        }
    }

    fn append(&mut self, tile: TileId) {
        let tiles = &mut self.tree.tiles;
        let tabs = tiles.insert_tab_tile(vec![tile]);
        match self.tree.root.and_then(|root| tiles.get_mut(root)) {
            Some(Tile::Container(Container::Linear(linear))) => linear.children.push(tabs),
            Some(_) => {
                let root = self.tree.root.into_iter().chain([tabs]).collect();
                self.tree.root = Some(tiles.insert_horizontal_tile(root));
            }
            None => self.tree.root = Some(tabs),
        }
    }

    /// Takes a pane out.
    pub fn remove(&mut self, pane: PaneId) {
        self.states.remove(&pane);
        if let Some(tile) = self.tree.tiles.find_pane(&pane) {
            self.tree.remove_recursively(tile);
        }
    }

    /// Brings a pane's tab to the front.
    pub fn show_tab(&mut self, pane: PaneId) {
        self.tree
            .make_active(|_, tile| matches!(tile, Tile::Pane(shown) if *shown == pane));
    }

    /// Draws all panes.
    pub fn show(&mut self, ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
        if self.tree.is_empty() || self.panes().is_empty() {
            return empty_ui(ui, self.window, commands);
        }
        // Nothing is drawn of a tab that lies behind another.
        self.states.values_mut().for_each(PaneUi::begin_frame);
        self.in_sight.clear();
        let mut behavior = PanesBehavior {
            view,
            commands,
            states: &mut self.states,
            in_sight: &mut self.in_sight,
            window: self.window,
        };
        self.tree.ui(&mut behavior, ui);
    }
}

fn empty_ui(ui: &mut Ui, window: WindowId, commands: &mut Vec<Command>) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.4);
        ui.weak("This window has no pane.");
        ui.add_space(tokens::SPACE_2);
        if ui.button("Add pane").clicked() {
            commands.push(Command::Window(
                window,
                WindowCommand::AddPane {
                    from: None,
                    direction: SplitDirection::Tab,
                },
            ));
        }
    });
}

struct PanesBehavior<'a, 'v> {
    view: &'a AppView<'v>,
    commands: &'a mut Vec<Command>,
    states: &'a mut HashMap<PaneId, PaneUi>,
    in_sight: &'a mut Vec<PaneId>,
    window: WindowId,
}

impl PanesBehavior<'_, '_> {
    fn title(&self, pane: PaneId) -> String {
        let title = self
            .view
            .panes
            .get(&pane)
            .map(|pane| pane.title())
            .unwrap_or_default();
        sanitize::line_of(&title, TITLE_CHARS)
    }
}

impl Behavior<PaneId> for PanesBehavior<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, id: &mut PaneId) -> UiResponse {
        let Some(pane) = self.view.panes.get(id) else {
            return UiResponse::None;
        };
        self.in_sight.push(*id);
        let area = ui.available_rect_before_wrap();
        ui.painter().rect_filled(area, 0.0, Palette::of(ui).panel);
        let focused = self.view.focused == Some(*id);
        // Not under a panel or menu that lies over the pane; and a press may be over within the frame.
        let pressed = ui.input(|input| input.pointer.any_pressed());
        if pressed && !focused && ui.rect_contains_pointer(area) {
            self.commands.push(Command::Tile(*id, TileCommand::Focus));
        }
        pane_ui(
            ui,
            pane,
            self.view,
            self.states.entry(*id).or_default(),
            self.commands,
        );
        if focused && self.view.panes.len() > 1 {
            let line =
                egui::Rect::from_min_size(area.min, egui::vec2(area.width(), tokens::LINE_FOCUS));
            ui.painter().rect_filled(line, 0.0, Palette::of(ui).accent);
        }
        UiResponse::None
    }

    fn tab_ui(
        &mut self,
        tiles: &mut Tiles<PaneId>,
        ui: &mut Ui,
        id: Id,
        tile: TileId,
        state: &TabState,
    ) -> Response {
        name_node(ui, Role::TabList, "Panes");
        let title = self.tab_title_for_tile(tiles, tile);
        let look = tab::TabLook {
            title: title.text(),
            state,
            fill: self.tab_bg_color(ui.visuals(), tiles, tile, state),
            outline: self.tab_outline_stroke(ui.visuals(), tiles, tile, state),
            color: self.tab_text_color(ui.visuals(), tiles, tile, state),
        };
        let (tab, close) = look.show(ui, id);
        if close {
            self.on_tab_close(tiles, tile);
        }
        self.on_tab_button(tiles, tile, tab)
    }

    fn tab_title_for_pane(&mut self, pane: &PaneId) -> WidgetText {
        self.title(*pane).into()
    }

    fn is_tab_closable(&self, _tiles: &Tiles<PaneId>, _tile: TileId) -> bool {
        true
    }

    fn on_tab_close(&mut self, tiles: &mut Tiles<PaneId>, tile: TileId) -> bool {
        if let Some(pane) = tiles.get_pane(&tile) {
            self.commands.push(Command::Tile(*pane, TileCommand::Close));
        }
        // The program closes the pane and takes it out; nothing to do here.
        false
    }

    fn on_tab_button(
        &mut self,
        tiles: &mut Tiles<PaneId>,
        tile: TileId,
        button: Response,
    ) -> Response {
        let Some(&pane) = tiles.get_pane(&tile) else {
            return button;
        };
        if button.clicked() {
            self.commands.push(Command::Tile(pane, TileCommand::Show));
        }
        if button.middle_clicked() {
            self.commands.push(Command::Tile(pane, TileCommand::Close));
        }
        let target = ActionTarget {
            window: self.window,
            pane: Some(pane),
        };
        button.context_menu(|ui| {
            let actions = [Action::SplitRight, Action::SplitDown, Action::ClosePane];
            context_items_ui(ui, self.view, target, &actions, self.commands);
        });
        let whole = self
            .view
            .panes
            .get(&pane)
            .map(|pane| pane.title())
            .unwrap_or_default();
        button.on_hover_text(sanitize::excerpt(&whole))
    }

    fn tab_bar_trailing_ui(
        &mut self,
        tiles: &Tiles<PaneId>,
        ui: &mut Ui,
        _tile: TileId,
        tabs: &egui_tiles::Tabs,
    ) {
        ui.add_space(tokens::SPACE_1);
        if icon_button_ui(ui, Icon::Plus, "Add pane").clicked() {
            let from = tabs
                .active
                .and_then(|active| tiles.get_pane(&active))
                .copied();
            self.commands.push(Command::Window(
                self.window,
                WindowCommand::AddPane {
                    from,
                    direction: SplitDirection::Tab,
                },
            ));
        }
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        tokens::TOOLBAR_HEIGHT - tokens::SPACE_1
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        tokens::SPACE_1
    }

    fn min_size(&self) -> f32 {
        240.0
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions {
            all_panes_must_have_tabs: true,
            ..Default::default()
        }
    }

    fn resize_stroke(&self, style: &egui::Style, state: ResizeState) -> Stroke {
        let palette = palette_of(&style.visuals);
        match state {
            ResizeState::Idle => Stroke::new(self.gap_width(style), palette.raised),
            ResizeState::Hovering => Stroke::new(tokens::LINE_FOCUS, palette.line_strong),
            ResizeState::Dragging => Stroke::new(tokens::LINE_FOCUS, palette.accent),
        }
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> egui::Color32 {
        palette_of(visuals).raised
    }
}

/// Where there is no [`Ui`] to ask.
fn palette_of(visuals: &egui::Visuals) -> &'static Palette {
    if visuals.dark_mode {
        Palette::dark()
    } else {
        Palette::light()
    }
}
