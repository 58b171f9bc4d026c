//! Draws the pane's tree: visible lines only, the same cost for a thousand rows and a million.

use std::sync::Arc;

use egui::text_selection::LabelSelectionState;
use egui::{Event, EventFilter, Key, Modifiers, Ui};

use super::cells::MAX_COLUMNS;
use super::column_header::{column_header_ui, only_type};
use super::group_row::group_row_ui;
use super::resource_row::{NAME_INDENT, resource_row_ui};
use super::row_columns::{RowColumns, unsaid_levels};
use super::tree_rows::RowPainter;
use super::tree_state::{Shown, TreeClick, TreeUi};
use crate::app::commands::{Command, CopyCommand, PaneCommand};
use crate::app::pane::tree_cursor::{self, Effect, NavKey, RowKey};
use crate::app::pane::{Before, CopyField, Pane};
use crate::app::resource_explorer::tree::VisibleRow;
use crate::app::view::AppView;
use crate::ui::tokens;
use crate::ui::widgets::virtual_rows::{Anchor, RowKeys, RowsOutput, RowsShape};

/// Lower than this, a pane has no room for the names of columns, in points.
const HEADER_FROM_HEIGHT: f32 = 4.0 * tokens::ROW_HEIGHT;

/// Draws the tree into the rest of `ui`.
pub fn tree_view_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    tree: &mut TreeUi,
    commands: &mut Vec<Command>,
) -> Option<TreeClick> {
    tree.follow_changes(pane);
    tree.follow_selection(pane);
    let indent = tokens::SPACE_1 + f32::from(pane.tree.levels) * tokens::INDENT;
    let width = ui.available_width() - tokens::SCROLLBAR_WIDTH;
    let wanted = MAX_COLUMNS + unsaid_levels(&pane.spec.group_by).count();
    let columns = RowColumns::new(width, indent, wanted);
    if pane.tree.row_count() > 0 && ui.available_height() > HEADER_FROM_HEIGHT {
        let names = indent + NAME_INDENT;
        column_header_ui(ui, pane, &columns, names, tree.only_type, commands);
    }
    let focused = ui.memory(|memory| memory.focused());
    let shape = RowsShape {
        label: "Resources",
        row_count: pane.visible.len(),
        row_height: tokens::ROW_HEIGHT,
        keys: RowKeys::Caller,
    };
    let list_id = ui.make_persistent_id(("rows", shape.label));
    let mut rows = std::mem::take(&mut tree.rows);
    let mut painter = RowPainter {
        pane,
        view,
        tree,
        columns,
        has_keyboard: focused == Some(list_id),
        commands,
        click: None,
        take_keyboard: false,
    };
    painter.tree.cursor_line = None;
    painter.tree.cells.begin_frame();
    let output = rows.show(ui, shape, |ui, at, rect| match pane.visible.get(at) {
        Some(VisibleRow::Group(index)) => group_row_ui(ui, &mut painter, index, at, rect),
        Some(VisibleRow::Resource(row)) => resource_row_ui(ui, &mut painter, row, at, rect),
        None => {}
    });
    let RowPainter {
        click,
        take_keyboard,
        ..
    } = painter;
    tree.rows = rows;
    tree.lines_drawn = output.visible.len();
    let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
    if tree
        .cells
        .end_frame(move || ctx.request_repaint_of(viewport))
    {
        ui.request_repaint();
    }
    if take_keyboard || std::mem::take(&mut tree.wants_keyboard) {
        output.response.request_focus();
    }
    let has_keyboard = output.response.has_focus();
    if !pane.selection.is_empty() && has_keyboard {
        keep_escape(ui, list_id);
    }
    // Rows may have been chosen by the menu while no widget has the keyboard.
    let is_meant = focused.is_none() && view.focused == Some(pane.id) && !pane.selection.is_empty();
    if has_keyboard || is_meant {
        follow_copy(ui, pane, commands);
    }
    let by_key = if has_keyboard {
        tree.follow_keys(ui, pane, &output, commands)
    } else {
        None
    };
    tree.remember(pane);
    click.or(by_key)
}

impl TreeUi {
    /// The line that has the keyboard.
    pub fn cursor(&self) -> Option<RowKey> {
        self.cursor
    }

    /// Puts the cursor on a line and remembers its number: the number of the line before would move the view
    /// when lines come before the next frame.
    pub(super) fn put_cursor(&mut self, key: RowKey, line: Option<usize>) {
        self.cursor = Some(key);
        self.cursor_line = line;
    }

    /// When lines came or went, the view keeps its place: the cursor's line if it is visible, else the top one.
    /// A view at the start stays at the start.
    fn follow_changes(&mut self, pane: &Pane) {
        let same_tree = std::ptr::eq(self.shown.tree.as_ptr(), Arc::as_ptr(&pane.tree));
        if same_tree && self.shown.lines == pane.visible.len() {
            return;
        }
        if !same_tree {
            self.only_type = only_type(&pane.tree);
        }
        if self.shown.epoch != pane.rows_epoch() {
            // After a change of rows the indices mean other rows.
            self.cursor = self
                .cursor
                .filter(|cursor| matches!(cursor, RowKey::Group(_)));
            self.shown.top = self.shown.top.filter(|top| matches!(top, RowKey::Group(_)));
            self.selected = None;
        }
        let anchor = self.rows.anchor();
        let fixed = match (self.cursor, self.cursor_line, self.shown.top) {
            (Some(cursor), Some(line), _) => Some((cursor, line)),
            (_, _, Some(top)) if anchor != Anchor::default() => Some((top, anchor.first_row)),
            _ => None,
        };
        if let Some((key, line)) = fixed
            && let Some(now) = tree_cursor::line_of(pane, key, Some(line))
        {
            self.rows
                .rebase((anchor.first_row + now).saturating_sub(line));
        }
    }

    /// A selection made elsewhere moves the cursor to its row.
    fn follow_selection(&mut self, pane: &Pane) {
        if pane.selected != self.selected {
            self.selected = pane.selected;
            if let Some(row) = pane.selected
                && self.cursor != Some(RowKey::Row(row))
            {
                self.put_cursor(RowKey::Row(row), None);
            }
        }
        let (wish, line) = pane.reveal;
        if wish != self.revealed {
            self.revealed = wish;
            self.rows.reveal(line);
        }
    }

    fn remember(&mut self, pane: &Pane) {
        self.shown = Shown {
            tree: Arc::downgrade(&pane.tree),
            lines: pane.visible.len(),
            epoch: pane.rows_epoch(),
            top: tree_cursor::key_at(pane, self.rows.anchor().first_row),
        };
    }

    fn follow_keys(
        &mut self,
        ui: &Ui,
        pane: &Pane,
        output: &RowsOutput,
        commands: &mut Vec<Command>,
    ) -> Option<TreeClick> {
        if !pane.selection.is_empty() && ui.input(|input| input.key_pressed(Key::Escape)) {
            commands.push(Command::Pane(pane.id, PaneCommand::ClearSelection));
            return None;
        }
        let (step, reach) = pressed_step(ui, output.page_rows as i64)?;
        let from = self
            .cursor
            .and_then(|cursor| tree_cursor::line_of(pane, cursor, self.cursor_line));
        match tree_cursor::step(pane, from, step) {
            Effect::MoveTo(line) => {
                if let Some(key) = tree_cursor::key_at(pane, line) {
                    self.put_cursor(key, Some(line));
                }
                self.rows.reveal(line);
                match (reach, self.cursor) {
                    (Reach::Range, _) => commands.push(Command::Pane(
                        pane.id,
                        PaneCommand::SelectRange {
                            to: line,
                            before: Before::Dropped,
                        },
                    )),
                    (Reach::One, Some(RowKey::Row(row))) => {
                        commands.push(Command::Pane(pane.id, PaneCommand::Select(Some(row))))
                    }
                    (Reach::One, _) => {}
                }
                ui.request_repaint();
                None
            }
            Effect::Toggle(group) => {
                commands.push(Command::Pane(pane.id, PaneCommand::ToggleGroup(group)));
                None
            }
            Effect::ShowDetails(row) => {
                if pane.selected != Some(row) {
                    commands.push(Command::Pane(pane.id, PaneCommand::Select(Some(row))));
                }
                Some(TreeClick::ShowDetails)
            }
            Effect::None => None,
        }
    }
}

/// How much a step of the keyboard chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Where it leads.
    One,
    /// Everything up to there.
    Range,
}

/// Escape gives up the chosen rows before it takes the keyboard from the list.
fn keep_escape(ui: &Ui, list: egui::Id) {
    let all = EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: true,
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list, all));
}

fn follow_copy(ui: &Ui, pane: &Pane, commands: &mut Vec<Command>) {
    // Selected text of a label is what egui copies then.
    let selected_text = ui.ctx().plugin::<LabelSelectionState>();
    if selected_text.lock().has_selection() {
        return;
    }
    if !ui.input(|input| input.events.contains(&Event::Copy)) {
        return;
    }
    if pane.selection.is_empty() {
        copy_selected(pane, commands);
    } else {
        commands.push(Command::Copy(CopyCommand::Chosen {
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

fn pressed_step(ui: &Ui, page_rows: i64) -> Option<(NavKey, Reach)> {
    ui.input(|input| {
        // With another modifier a key belongs to the window's shortcuts.
        let reach = match input.modifiers {
            Modifiers::NONE => Reach::One,
            Modifiers::SHIFT => Reach::Range,
            _ => return None,
        };
        let presses = |key| input.num_presses(key) as i64;
        let lines = presses(Key::ArrowDown) - presses(Key::ArrowUp)
            + (presses(Key::PageDown) - presses(Key::PageUp)) * (page_rows - 1).max(1);
        let pressed = |key| input.key_pressed(key);
        let step = match (lines, reach) {
            (0, _) if pressed(Key::Home) => NavKey::First,
            (0, _) if pressed(Key::End) => NavKey::Last,
            (0, Reach::One) if pressed(Key::ArrowLeft) => NavKey::Outwards,
            (0, Reach::One) if pressed(Key::ArrowRight) => NavKey::Inwards,
            (0, Reach::One) if pressed(Key::Enter) || pressed(Key::Space) => NavKey::Act,
            (0, _) => return None,
            (lines, _) => NavKey::Lines(lines),
        };
        Some((step, reach))
    })
}
