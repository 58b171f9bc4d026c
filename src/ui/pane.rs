//! A pane: its scope, its rows as a tree, and the details of one resource.
//!
//! [`pane_ui`] draws one whole pane from [`Pane`] and [`AppView`] and pushes what the person asked
//! for. What it remembers between frames is in [`PaneUi`]; nothing else is kept.

mod arrangement_menu;
pub mod banners;
pub mod cells;
mod column_header;
mod completion_popup;
mod console;
pub mod details;
mod empty;
pub mod failures;
mod filter_builder;
mod filter_error_popup;
mod filter_field;
mod filter_history;
mod found_marks;
mod group_menu;
mod group_row;
mod group_text;
mod head_form;
pub mod ledger;
mod level_list;
mod message_strip;
mod more_menu;
mod resource_row;
mod row_columns;
mod row_menu;
mod row_notes;
mod run_button;
pub mod scope_picker;
pub mod status_bar;
mod summary;
mod table;
pub mod toolbar;
mod tree_rows;
pub mod tree_state;
pub mod tree_view;

use std::time::Duration;

use egui::{Frame, Id, Panel, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::{DetailsSide, Pane, View};
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::name_group;

use crate::app::pane::empty_state;
use crate::app::pane::scope_chips::ScopePart;
use banners::BannerClick;
use details::{DetailsUi, Side};
use empty::empty_ui;
use failures::FailuresUi;
use filter_builder::{FilterBuilderUi, FormState};
use ledger::LedgerUi;
use message_strip::message_strip_ui;
use scope_picker::{PickerState, ScopePicker};
use status_bar::StatusClick;
use summary::SummaryUi;
use toolbar::{Parts, ToolbarClick, ToolbarUi, Visibility};
use tree_state::{TreeClick, TreeUi};

/// How often the elapsed time is drawn again while a query runs.
const CLOCK: Duration = Duration::from_millis(100);

/// A pane lower than this shows the ledger in place of the tree, in points.
const ONE_ABOVE_THE_OTHER_HEIGHT: f32 = 260.0;

/// Height of the ledger when it is first opened, and the least it takes, in points.
const LEDGER_HEIGHT: f32 = 320.0;
const LEDGER_LEAST_HEIGHT: f32 = 140.0;

/// What a pane remembers between frames.
#[derive(Default)]
pub struct PaneUi {
    toolbar: ToolbarUi,
    tree: TreeUi,
    summary: SummaryUi,
    details: DetailsUi,
    failures: FailuresUi,
    ledger: LedgerUi,
    picker: Option<ScopePicker>,
    open_picker: Option<ScopePart>,
    builder: Option<FilterBuilderUi>,
    wants_builder: bool,
    /// Whether the rows, or what is shown in their place, take the keyboard at the next draw.
    wants_keyboard: bool,
}

impl PaneUi {
    /// Opens the scope picker at the next draw, as "Edit scope" does.
    pub fn edit_scope(&mut self) {
        self.open_picker = Some(ScopePart::Accounts);
    }

    /// Shows the ledger at the next draw, or hides it.
    pub fn toggle_ledger(&mut self) {
        self.ledger.toggle();
    }

    /// Puts the keyboard at the next draw into the filter, or into the search of the document that has the keyboard.
    pub fn focus_filter(&mut self) {
        if !self.details.focus_search() {
            self.toolbar.focus_filter();
        }
    }

    /// Whether Escape closes the details before anything else: they have the keyboard, or lie over the rows.
    pub fn escape_closes_details(&self) -> bool {
        self.details.closes_first()
    }

    /// Opens the menu of order and groups at the next draw.
    pub fn show_sorting(&mut self) {
        self.toolbar.show_sorting();
    }

    /// Gives the keyboard to the rows at the next draw.
    pub fn focus_rows(&mut self) {
        self.wants_keyboard = true;
    }

    /// Whether a popup lies over the pane.
    pub fn has_popup(&self) -> bool {
        self.failures.is_open()
    }

    /// Forgets what the frame before drew.
    pub fn begin_frame(&mut self) {
        self.tree.lines_drawn = 0;
    }

    /// Lines of the tree that were drawn since the frame began.
    pub fn lines_drawn(&self) -> usize {
        self.tree.lines_drawn
    }

    /// Whether the scope picker is open.
    #[cfg(test)]
    pub fn is_editing_scope(&self) -> bool {
        self.picker.is_some()
    }

    /// Whether a dialog of the pane lies over the window, whose shortcuts should rest meanwhile.
    pub fn has_dialog(&self) -> bool {
        self.picker.is_some() || self.builder.is_some()
    }

    /// Opens the form that puts the filter together at the next draw.
    pub fn build_filter(&mut self) {
        self.wants_builder = true;
    }
}

/// Draws a pane into all the space that `ui` has left.
pub fn pane_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut PaneUi,
    commands: &mut Vec<Command>,
) {
    let area = ui.available_rect_before_wrap();
    // Not made of the tile's id: egui keeps state for every id, and tile ids are never used again.
    let id = Id::unique(("pane", pane.id_salt));
    let builder = UiBuilder::new().scope_id(id).max_rect(area);
    let mut inside = ui.new_child(builder);
    name_group(
        &inside,
        &format!("Pane {}: {}", number_of(pane, view), pane.title()),
    );
    inside.shrink_clip_rect(area);
    inside.spacing_mut().item_spacing.y = 0.0;
    inside_ui(&mut inside, area, pane, view, state, commands);
    ui.advance_cursor_after_rect(area);
    if pane.is_running() {
        let viewport = ui.ctx().viewport_id();
        ui.ctx().request_repaint_after_for(CLOCK, viewport);
    }
}

/// Panes are counted in the order in which they were opened.
fn number_of(pane: &Pane, view: &AppView<'_>) -> usize {
    let before = view.panes.keys().take_while(|id| **id != pane.id);
    before.count() + 1
}

fn inside_ui(
    ui: &mut Ui,
    area: Rect,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut PaneUi,
    commands: &mut Vec<Command>,
) {
    let shown = |is_shown| {
        if is_shown {
            Visibility::Shown
        } else {
            Visibility::Hidden
        }
    };
    let parts = Parts {
        details: shown(pane.spec.details == DetailsSide::Open && pane.cursor.is_some()),
    };
    let click = ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(tokens::SPACE_2, tokens::SPACE_1);
        toolbar::toolbar_ui(ui, pane, view, &mut state.toolbar, parts, commands)
    });
    match click.inner {
        Some(ToolbarClick::EditScope(part)) => state.open_picker = Some(part),
        Some(ToolbarClick::ToggleDetails) => {
            toggle_details(pane, parts.details, commands);
        }
        None => {}
    }
    let top = ui.cursor().top();
    let foot = status_bar::height(ui, area.width(), pane, view);
    let status = Rect::from_min_max(pos2(area.left(), area.bottom() - foot), area.max);
    let bottom = messages_ui(ui, status, pane, state, commands);
    let body = Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), bottom));
    if body.is_positive() {
        let mut inside = ui.new_child(UiBuilder::new().id_salt("body").max_rect(body));
        inside.shrink_clip_rect(body);
        body_ui(&mut inside, pane, view, state, parts.details, commands);
    }
    let (anchor, click) = status_bar::status_bar_ui(ui, status, pane, view, commands);
    match click {
        Some(StatusClick::Failures) => state.failures.toggle(),
        Some(StatusClick::Ledger) => state.ledger.toggle(),
        Some(StatusClick::LedgerOf(filter)) => state.ledger.show_only(filter),
        None => {}
    }
    failures::failures_popup_ui(&anchor, pane, &mut state.failures, commands);

    dialogs_ui(ui, pane, view, state, commands);
}

fn dialogs_ui(
    ui: &Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut PaneUi,
    commands: &mut Vec<Command>,
) {
    if std::mem::take(&mut state.wants_builder) && state.builder.is_none() {
        state.builder = Some(FilterBuilderUi::new(pane));
    }
    if let Some(builder) = &mut state.builder
        && builder.show(ui, pane, commands) == FormState::Closed
    {
        state.builder = None;
    }
    if let Some(part) = state.open_picker.take().filter(|_| state.picker.is_none()) {
        state.picker = Some(ScopePicker::new(pane, view.directory, part));
    }
    if let Some(picker) = &mut state.picker
        && picker.show(ui, pane, view, commands) == PickerState::Closed
    {
        state.picker = None;
    }
}

/// Draws what there is to tell directly above the foot, and returns where the rows end.
fn messages_ui(
    ui: &mut Ui,
    foot: Rect,
    pane: &Pane,
    state: &mut PaneUi,
    commands: &mut Vec<Command>,
) -> f32 {
    let of_filter = pane.filter_message();
    let of_filter = of_filter.filter(|_| !state.toolbar.tells_filter_error());
    let messages: Vec<_> = of_filter.into_iter().chain(pane.messages()).collect();
    if messages.is_empty() {
        return foot.top();
    }
    let top = foot.top() - message_strip::HEIGHT;
    let strip = Rect::from_min_max(pos2(foot.left(), top), foot.right_top());
    let click = message_strip_ui(ui, strip, pane, &messages, commands);
    if click == Some(BannerClick::EditScope) {
        state.open_picker = Some(ScopePart::Accounts);
    }
    top
}

fn toggle_details(pane: &Pane, now: Visibility, commands: &mut Vec<Command>) {
    let side = match now {
        Visibility::Shown => DetailsSide::Closed,
        Visibility::Hidden => DetailsSide::Open,
    };
    set_details(pane, side, commands);
    // The details side needs a row: the first one is selected.
    if side == DetailsSide::Open && pane.cursor.is_none() {
        commands.push(Command::Pane(pane.id, PaneCommand::MoveSelection(1)));
    }
}

fn body_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut PaneUi,
    details: Visibility,
    commands: &mut Vec<Command>,
) {
    if state.ledger.is_open() {
        let frame = Frame::new().fill(Palette::of(ui).panel);
        let room = ui.available_height();
        if room < ONE_ABOVE_THE_OTHER_HEIGHT {
            ledger::ledger_ui(ui, pane, view, &mut state.ledger, commands);
            return;
        }
        let most = room - LEDGER_LEAST_HEIGHT / 2.0;
        Panel::bottom(("ledger", pane.id_salt))
            .resizable(true)
            .default_size(LEDGER_HEIGHT.min(room * 0.6).min(most))
            .size_range(LEDGER_LEAST_HEIGHT..=most)
            .frame(frame)
            .show(ui, |ui| {
                name_group(ui, "Ledger panel");
                ledger::ledger_ui(ui, pane, view, &mut state.ledger, commands)
            });
    }
    let body = ui.available_rect_before_wrap();
    let side = match details {
        Visibility::Shown => state.details.side(body, pane),
        Visibility::Hidden => Side::closed(body),
    };
    let rows = UiBuilder::new().id_salt("rows").max_rect(side.rows);
    let mut rows = ui.new_child(rows);
    rows.shrink_clip_rect(side.visible_rows);
    match empty_state::why_empty(pane) {
        Some(empty) => empty_ui(&mut rows, pane, &empty, state, commands),
        None => rows_ui(&mut rows, pane, view, state, commands),
    }
    details::side_ui(ui, side, pane, view, &mut state.details, commands);
}

/// The rows, or what there is of each kind.
fn rows_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut PaneUi,
    commands: &mut Vec<Command>,
) {
    let wants_keyboard = std::mem::take(&mut state.wants_keyboard);
    if pane.spec.view == View::Summary {
        if wants_keyboard {
            state.summary.focus();
        }
        summary::summary_ui(ui, pane, view, &mut state.summary, commands);
        return;
    }
    if wants_keyboard {
        state.tree.focus();
    }
    match tree_view::tree_view_ui(ui, pane, view, &mut state.tree, commands) {
        Some(TreeClick::ShowDetails) => set_details(pane, DetailsSide::Open, commands),
        Some(TreeClick::ShowInLedger(key)) => state.ledger.show_at(key),
        None => {}
    }
}

fn set_details(pane: &Pane, side: DetailsSide, commands: &mut Vec<Command>) {
    if pane.spec.details != side {
        commands.push(Command::Pane(pane.id, PaneCommand::SetDetails(side)));
    }
}

#[cfg(test)]
mod tests;
