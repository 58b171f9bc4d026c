//! What the tiles ask while they are laid out: panes, tabs, gaps and lines.

use std::collections::HashMap;

use egui::{Id, Response, Role, Stroke, Ui, WidgetText};
use egui_tiles::{
    Behavior, ResizeState, SimplificationOptions, TabState, TileId, Tiles, UiResponse,
};

use super::rename::{Naming, RenamedTab};
use super::tab;
use crate::app::actions::Action;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, SplitDirection, TileCommand, WindowCommand, WindowId};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use crate::text::sanitize;
use crate::ui::action_items::context_items_ui;
use crate::ui::pane::{PaneUi, pane_ui};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{Icon, icon_button_ui};
use crate::ui::widgets::named::name_node;

/// Longest title of a tab, in characters; the whole one is shown on hover.
const TITLE_CHARS: usize = 36;

/// Draws what lies in the tiles, and keeps what is needed for it.
pub(super) struct PanesBehavior<'a, 'v> {
    pub(super) view: &'a AppView<'v>,
    pub(super) commands: &'a mut Vec<Command>,
    pub(super) states: &'a mut HashMap<PaneId, PaneUi>,
    pub(super) visible: &'a mut Vec<PaneId>,
    pub(super) renaming: &'a mut Option<RenamedTab>,
    pub(super) window: WindowId,
}

impl PanesBehavior<'_, '_> {
    fn title(&self, pane: PaneId) -> String {
        let title = self
            .view
            .panes
            .get(&pane)
            .map(|pane| pane.title())
            .unwrap_or_default();
        sanitize::line_of(title, TITLE_CHARS)
    }

    /// The field for the name of a tab, if it is that tab's turn.
    fn rename_ui(&mut self, ui: &mut Ui, id: Option<PaneId>) -> Option<Response> {
        let renamed = self
            .renaming
            .as_mut()
            .filter(|renamed| Some(renamed.pane) == id)?;
        let pane = self.view.panes.get(&renamed.pane)?;
        let (response, naming) = renamed.show(ui, pane, self.commands);
        if naming == Naming::Ended {
            *self.renaming = None;
        }
        Some(response)
    }
}

impl Behavior<PaneId> for PanesBehavior<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, id: &mut PaneId) -> UiResponse {
        let Some(pane) = self.view.panes.get(id) else {
            return UiResponse::None;
        };
        self.visible.push(*id);
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
        if let Some(field) = self.rename_ui(ui, tiles.get_pane(&tile).copied()) {
            return field;
        }
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
        if button.double_clicked() {
            self.commands.push(Command::Tile(pane, TileCommand::Rename));
        } else if button.clicked() {
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
            let actions = [
                Action::RenameTab,
                Action::SplitRight,
                Action::SplitDown,
                Action::ClosePane,
            ];
            context_items_ui(ui, self.view, target, &actions, self.commands);
        });
        let whole = self
            .view
            .panes
            .get(&pane)
            .map(|pane| pane.title())
            .unwrap_or_default();
        button.on_hover_text(sanitize::excerpt(whole))
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
