//! How panes lie in a window: tabs and splits, rearranged by dragging.

mod behavior;
mod layout;
mod rename;
mod tab;

use std::collections::HashMap;

use egui::{Id, Ui};
use egui_tiles::{Container, LinearDir, Tile, TileId, Tiles, Tree};

use super::pane::PaneUi;
use super::tokens;
use crate::app::commands::{Command, SplitDirection, WindowCommand, WindowId};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use behavior::PanesBehavior;
use rename::RenamedTab;

/// The panes of one window and how they lie.
pub struct PaneTiles {
    tree: Tree<PaneId>,
    window: WindowId,
    states: HashMap<PaneId, PaneUi>,
    /// Panes that the last frame drew.
    visible: Vec<PaneId>,
    /// The tab that is a field for its name.
    renaming: Option<RenamedTab>,
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
        Self::of_tree(window, Tree::new(id, root, tiles))
    }

    fn of_tree(window: WindowId, tree: Tree<PaneId>) -> Self {
        Self {
            tree,
            window,
            states: HashMap::new(),
            visible: Vec::new(),
            renaming: None,
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
    pub fn visible_panes(&self) -> &[PaneId] {
        &self.visible
    }

    /// Whether a scope picker lies over the window.
    pub fn has_dialog(&self) -> bool {
        self.states.values().any(PaneUi::has_dialog)
    }

    /// Whether a pane has a popup open that egui does not know as one.
    pub fn has_popup(&self) -> bool {
        self.states.values().any(PaneUi::has_popup)
    }

    /// The pane whose details Escape closes before anything else.
    pub fn details_to_close(&self, focused: Option<PaneId>) -> Option<PaneId> {
        let focused = focused.filter(|pane| self.visible.contains(pane))?;
        let state = self.states.get(&focused)?;
        state.escape_closes_details().then_some(focused)
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

    /// The panes whose tabs lie beside that of `pane`, itself included, in the order of the tabs.
    pub fn tabs_beside(&self, pane: Option<PaneId>) -> Vec<PaneId> {
        let tiles = &self.tree.tiles;
        let tile = pane.and_then(|pane| tiles.find_pane(&pane));
        let tabs = tile.and_then(|tile| tiles.parent_of(tile));
        match tabs.and_then(|tabs| tiles.get(tabs)) {
            Some(Tile::Container(Container::Tabs(tabs))) => {
                let panes = tabs.children.iter().filter_map(|tile| tiles.get_pane(tile));
                panes.copied().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Makes the tab of a pane a field for its name.
    pub fn rename_tab(&mut self, pane: PaneId) {
        self.show_tab(pane);
        self.renaming = Some(RenamedTab::new(pane));
    }

    /// Draws all panes.
    pub fn show(&mut self, ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
        if self.tree.is_empty() || self.panes().is_empty() {
            return empty_ui(ui, self.window, commands);
        }
        // Nothing is drawn of a tab that lies behind another.
        self.states.values_mut().for_each(PaneUi::begin_frame);
        self.visible.clear();
        let mut behavior = PanesBehavior {
            view,
            commands,
            states: &mut self.states,
            visible: &mut self.visible,
            renaming: &mut self.renaming,
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
