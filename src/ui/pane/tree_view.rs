//! Draws the pane's tree: visible lines only, the same cost for a thousand rows and a million.

use std::sync::Arc;

use egui::{Id, Modifiers, Ui, UiBuilder};

use super::cells::MAX_COLUMNS;
use super::column_header::{column_header_ui, only_type};
use super::group_row::group_row_ui;
use super::resource_row::resource_row_ui;
use super::row_columns::{LevelColumn, RowColumns};
use super::table::{self, table_row_ui};
use super::tree_rows::{RowPainter, is_pointing};
use super::tree_state::{Shown, TreeClick, TreeUi};
use crate::app::actions::Action;
use crate::app::actions::context::Context;
use crate::app::commands::{Command, CopyCommand, PaneCommand};
use crate::app::list_cursor::{Fold, ListLines as _, SelectExtent};
use crate::app::pane::group_figures::PaneGroupFigures;
use crate::app::pane::tree_lines::{RowKey, TreeLines};
use crate::app::pane::{Before, CopyField, Pane, View};
use crate::app::resource_explorer::tree::{NodeId, Open, RowIndex, VisibleRow};
use crate::app::view::AppView;
use crate::ui::widgets::row_list::{Line, ListEvent, ListKind, ListShape, copies};
use crate::ui::widgets::virtual_rows::Anchor;
use crate::ui::{keys, theme, tokens};

/// Lower than this, a pane has no room for the names of columns, in points.
const HEADER_FROM_HEIGHT: f32 = 4.0 * tokens::ROW_HEIGHT;

/// What the list of resources is called.
const LABEL: &str = "Resources";

/// Draws the tree into the rest of `ui`.
pub fn tree_view_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    tree: &mut TreeUi,
    commands: &mut Vec<Command>,
) -> Option<TreeClick> {
    let figures = followed_figures(ui, pane, tree);
    let lines = TreeLines::new(pane, view, &figures);
    tree.follow_changes(&lines);
    tree.follow_selection(pane);
    let columns = columns_ui(ui, pane, view, tree, commands);
    let foot = table::Foot::of(ui, pane, tree);
    let mut room = ui.available_rect_before_wrap();
    room.max.y = foot.top;
    let focused = ui.memory(|memory| memory.focused());
    let shape = list_shape(ui, pane);
    if !pane.selection.is_empty() {
        // Escape gives up the selected rows before it takes the keyboard from the list.
        tree.list.keep_escape();
    }
    let mut list = std::mem::take(&mut tree.list);
    let mut painter = RowPainter {
        pane,
        view,
        tree,
        columns,
        figures: &figures,
        commands,
        toggled: Vec::new(),
        pointed: None,
        click: None,
    };
    painter.tree.cells.begin_frame();
    // The same ids as in the part around it.
    let builder = UiBuilder::new().scope_id(ui.scope_id()).max_rect(room);
    let output = list.show(&mut ui.new_child(builder), shape, &lines, |ui, line| {
        line_ui(ui, &mut painter, line);
    });
    let RowPainter {
        toggled,
        pointed,
        mut click,
        ..
    } = painter;
    tree.list = list;
    foot.ui(ui, pane, tree, commands);
    tree.lines_drawn = output.visible.len();
    read_on(ui, tree);
    if output.has_keyboard {
        keys::list_has_keyboard(ui.ctx(), output.response.id, Context::Rows);
    }
    // Rows may have been chosen by the menu while no widget has the keyboard.
    let is_meant = focused.is_none() && view.focused == Some(pane.id) && !pane.selection.is_empty();
    if (output.has_keyboard || is_meant) && is_copied_by_default(view) {
        follow_copy(ui, pane, commands);
    }
    for line in toggled {
        toggle_group(pane, line, commands);
    }
    for event in output.events {
        if let ListEvent::Sideways(by) = event {
            tree.table.scroll_by_columns(by);
        }
        click = click.or(carry_out(pane, event, commands));
    }
    tree.remember(&lines, pointed);
    tree.figures = figures;
    click
}

/// Has the cells read that this frame had no time for.
fn read_on(ui: &Ui, tree: &mut TreeUi) {
    let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
    let wake = move || ctx.request_repaint_of(viewport);
    if tree.cells.end_frame(wake) {
        ui.ctx().request_repaint_of(viewport);
    }
}

/// What groups say, taken out of the state while lines are painted that write to it.
fn followed_figures(ui: &Ui, pane: &Pane, tree: &mut TreeUi) -> PaneGroupFigures {
    let mut figures = std::mem::take(&mut tree.figures);
    if pane.spec.view == View::Tree {
        let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
        let rest = figures.follow(pane, move || ctx.request_repaint_of(viewport));
        if let Some(rest) = rest {
            let viewport = ui.ctx().viewport_id();
            ui.ctx().request_repaint_after_for(rest, viewport);
        }
    }
    figures
}

fn list_shape(ui: &Ui, pane: &Pane) -> ListShape<'static> {
    ListShape {
        label: LABEL,
        kind: ListKind::Tree,
        row_height: theme::row_height(ui.ctx()),
        lines_id: Id::unique(("tree", pane.id_salt, pane.rows_epoch())),
    }
}

/// Draws one line of the list: a group or a resource.
fn line_ui(ui: &mut Ui, painter: &mut RowPainter<'_, '_>, line: &Line) {
    if line.response.contains_pointer() && is_pointing(ui) {
        painter.pointed = Some(line.at);
    }
    let pane = painter.pane;
    match pane.visible.get(line.at) {
        Some(VisibleRow::Group(index)) => group_row_ui(ui, painter, index, line),
        Some(VisibleRow::Resource(row)) => match pane.spec.view {
            View::Tree | View::Summary => resource_row_ui(ui, painter, row, line),
            View::Table => table_row_ui(ui, painter, row, line),
        },
        None => {}
    }
}

/// The names of columns, where there is room; returns the columns.
fn columns_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    tree: &mut TreeUi,
    commands: &mut Vec<Command>,
) -> RowColumns {
    let width = ui.available_width() - tokens::SCROLLBAR_WIDTH;
    let levels = LevelColumn::ungrouped(pane.spec.levels()).count();
    let columns = RowColumns::new(width, pane.tree.levels, levels + MAX_COLUMNS);
    if pane.spec.view == View::Table {
        table::table_header_ui(ui, pane, view, tree, commands);
        return columns;
    }
    tree.cells.set_columns(None);
    if pane.tree.row_count() > 0 && ui.available_height() > HEADER_FROM_HEIGHT {
        column_header_ui(ui, pane, &columns, tree.only_type, commands);
    }
    columns
}

impl TreeUi {
    /// Gives the tree the keyboard at the next draw.
    pub(super) fn focus(&mut self) {
        self.list.focus();
    }

    /// When lines came or went, the view keeps its place: with another tree the line under the pointer, else the
    /// cursor's line if it is visible, else the top one.
    /// A view at the start stays at the start.
    fn follow_changes(&mut self, lines: &TreeLines<'_>) {
        let pane = lines.pane;
        let same_tree = std::ptr::eq(self.shown.tree.as_ptr(), Arc::as_ptr(&pane.tree));
        if same_tree && self.shown.lines == pane.visible.len() {
            return;
        }
        if !same_tree {
            self.only_type = only_type(&pane.tree);
        }
        if self.shown.epoch != pane.rows_epoch() {
            // After a change of rows the indices mean other rows.
            if matches!(self.list.cursor().key(), Some(RowKey::Row(_))) {
                self.list.cursor_mut().clear();
            }
            self.shown.top = self.shown.top.filter(|top| matches!(top, RowKey::Group(_)));
            let is_group = |(key, _): &(RowKey, usize)| matches!(key, RowKey::Group(_));
            self.shown.pointed = self.shown.pointed.filter(is_group);
            self.cursor = None;
        }
        let anchor = self.list.anchor();
        let visible = &self.shown.visible;
        let cursor = self.list.cursor();
        let last = cursor.last_line().filter(|line| visible.contains(line));
        let pointed = self.shown.pointed.filter(|_| !same_tree);
        let fixed = match (pointed, cursor.key(), last, self.shown.top) {
            (Some(pointed), ..) => Some(pointed),
            (_, Some(key), Some(line), _) => Some((key, line)),
            (_, _, _, Some(top)) if anchor != Anchor::default() => Some((top, anchor.first_row)),
            _ => None,
        };
        if let Some((key, line)) = fixed {
            let now = if lines.key_at(line) == Some(key) {
                Some(line)
            } else {
                lines.line_of(key)
            };
            if let Some(now) = now {
                let top = (anchor.first_row + now).saturating_sub(line);
                self.list.rebase(top);
            }
        }
    }

    /// A selection made elsewhere moves the cursor to its row.
    fn follow_selection(&mut self, pane: &Pane) {
        if pane.cursor != self.cursor {
            self.cursor = pane.cursor;
            if let Some(row) = pane.cursor
                && self.list.cursor().key() != Some(RowKey::Row(row))
            {
                let line = pane.visible.position_of_row(row);
                let key = RowKey::Row(row);
                self.list.cursor_mut().put(key, line.unwrap_or_default());
            }
        }
        let (wish, line) = pane.scroll_request;
        if wish != self.scrolled {
            self.scrolled = wish;
            self.list.scroll_into_view(line);
        }
    }

    fn remember(&mut self, lines: &TreeLines<'_>, pointed: Option<usize>) {
        let pane = lines.pane;
        let top = self.list.anchor().first_row;
        self.shown = Shown {
            tree: Arc::downgrade(&pane.tree),
            lines: pane.visible.len(),
            epoch: pane.rows_epoch(),
            top: lines.key_at(top),
            pointed: pointed.and_then(|line| Some((lines.key_at(line)?, line))),
            visible: top..top + self.lines_drawn,
        };
    }
}

/// Turns what was done to the list into commands.
fn carry_out(pane: &Pane, event: ListEvent, commands: &mut Vec<Command>) -> Option<TreeClick> {
    let row_at = |line| match pane.visible.get(line) {
        Some(VisibleRow::Resource(row)) => Some(row),
        _ => None,
    };
    let mut push = |command| commands.push(Command::Pane(pane.id, command));
    match event {
        ListEvent::Moved {
            line,
            extent: SelectExtent::Range,
        } => push(PaneCommand::SelectRange {
            to: line,
            before: Before::Dropped,
        }),
        ListEvent::Moved { line, .. } => {
            if let Some(row) = row_at(line) {
                push(PaneCommand::Select(Some(row)));
            }
        }
        ListEvent::Clicked { line, modifiers } => {
            if let Some(command) = clicked_with(modifiers, pane, row_at(line)?, line) {
                push(command);
            }
        }
        ListEvent::Menu(line) => {
            // A menu is about the selected rows when it is opened on one of them, else about its own.
            let row = row_at(line)?;
            if !pane.is_selected(row) {
                push(PaneCommand::Select(Some(row)));
            }
        }
        // The first click has opened or closed a group.
        ListEvent::DoubleClicked(line) if row_at(line).is_none() => {}
        ListEvent::Activated(line) | ListEvent::DoubleClicked(line) => match row_at(line) {
            Some(row) => {
                let is_double_click = matches!(event, ListEvent::DoubleClicked(_));
                if pane.cursor != Some(row) && !is_double_click {
                    push(PaneCommand::Select(Some(row)));
                }
                return Some(TreeClick::ShowDetails);
            }
            None => toggle_group(pane, line, commands),
        },
        ListEvent::Marked(line) => match row_at(line) {
            Some(row) => push(PaneCommand::ToggleRow(row)),
            None => toggle_group(pane, line, commands),
        },
        ListEvent::ToggleFold(line) => toggle_group(pane, line, commands),
        ListEvent::FoldBelow(line, fold) => {
            if let Some(group) = group_at(pane, line) {
                push(PaneCommand::SetGroupsBelow(group, open_of(fold)));
            }
        }
        ListEvent::Escaped => push(PaneCommand::ClearSelection),
        ListEvent::Sideways(_) => {}
    }
    None
}

fn toggle_group(pane: &Pane, line: usize, commands: &mut Vec<Command>) {
    if let Some(group) = group_at(pane, line) {
        let toggle = PaneCommand::ToggleGroup(group);
        commands.push(Command::Pane(pane.id, toggle));
    }
}

fn group_at(pane: &Pane, line: usize) -> Option<NodeId> {
    let Some(VisibleRow::Group(index)) = pane.visible.get(line) else {
        return None;
    };
    pane.tree.groups.get(index as usize).map(|group| group.id)
}

fn open_of(fold: Fold) -> Open {
    match fold {
        Fold::Open => Open::Expanded,
        Fold::Closed | Fold::Leaf => Open::Collapsed,
    }
}

/// What a click with these keys held chooses.
fn clicked_with(
    modifiers: Modifiers,
    pane: &Pane,
    row: RowIndex,
    at: usize,
) -> Option<PaneCommand> {
    if modifiers.shift {
        let before = if modifiers.command {
            Before::Kept
        } else {
            Before::Dropped
        };
        return Some(PaneCommand::SelectRange { to: at, before });
    }
    if modifiers.command {
        return Some(PaneCommand::ToggleRow(row));
    }
    let is_alone = pane.cursor == Some(row) && pane.selection.is_empty();
    (!is_alone).then_some(PaneCommand::Select(Some(row)))
}

/// Whether Ctrl+C, which egui has as an event of its own, still copies ARNs.
fn is_copied_by_default(view: &AppView<'_>) -> bool {
    let mut chords = view.keymap.chords(Action::CopyArns).iter();
    chords.any(|chord| chord.to_string() == "ctrl+c")
}

fn follow_copy(ui: &Ui, pane: &Pane, commands: &mut Vec<Command>) {
    if !copies(ui) {
        return;
    }
    if pane.selection.is_empty() {
        copy_selected(pane, commands);
    } else {
        commands.push(Command::Copy(CopyCommand::Selected {
            pane: pane.id,
            field: CopyField::ArnOrId,
        }));
    }
}

/// The selected resource as one would paste it: its ARN, or its id when it has none.
fn copy_selected(pane: &Pane, commands: &mut Vec<Command>) {
    let Some(entry) = pane.selected_entry() else {
        return;
    };
    let (what, text) = match entry.arn() {
        Some(arn) => ("ARN", arn.into_owned()),
        None => ("id", entry.id.to_string()),
    };
    commands.push(Command::Copy(CopyCommand::Text { what, text }));
}
