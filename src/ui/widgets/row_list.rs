//! A list with a cursor: what [`VirtualRows`] draws, walked by keys, selected, and read out by a screen reader.
//!
//! The list has the keyboard as a whole; the line under the cursor is its active descendant. The lines themselves
//! are told by [`ListLines`], and are drawn by the caller, who also carries out what [`ListEvent`]s ask for.

mod input;
mod line;
mod spoken;

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;
use std::time::Instant;

use egui::{Id, Modifiers, Popup, Rect, Response, Sense, Ui};

pub use input::copies;
pub use line::Line;

use super::virtual_rows::{Anchor, RowKeys, RowsShape, VirtualRows};
use crate::app::actions::context::Context;
use crate::app::list_cursor::{Effect, Fold, ListCursor, ListLines, SelectExtent};
use crate::ui::keys;
use spoken::Speech;

/// What a list is, for a screen reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Lines that open and close.
    Tree,
    /// Lines of which some may be selected.
    Options,
    /// Boxes to tick.
    Checks,
    /// Lines to read.
    Plain,
    /// Lines of cells; the caller speaks each cell, see [`RowList::show_parts`].
    Grid,
}

/// What is shown this frame.
#[derive(Clone, Copy, Debug)]
pub struct ListShape<'a> {
    /// What the list is called.
    pub label: &'a str,
    /// What it is.
    pub kind: ListKind,
    /// Height of each line, in points.
    pub row_height: f32,
    /// What the ids of lines are made of, with their keys.
    pub lines_id: Id,
}

/// What a person did to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListEvent {
    /// The cursor went to a line by a key.
    Moved {
        /// The line.
        line: usize,
        /// What is selected by that.
        extent: SelectExtent,
    },
    /// A line was clicked.
    Clicked {
        /// The line.
        line: usize,
        /// Keys that were held.
        modifiers: Modifiers,
    },
    /// A line was clicked twice.
    DoubleClicked(usize),
    /// A line's menu was asked for, by the other button or by a key.
    Menu(usize),
    /// Enter, or the click of a screen reader.
    Activated(usize),
    /// Space.
    Marked(usize),
    /// The line is to open or to close.
    ToggleFold(usize),
    /// The line and all below it are to open or to close.
    FoldBelow(usize, Fold),
    /// Left or right, where lines do not open.
    Sideways(i64),
    /// Escape, while the caller wanted it: see [`RowList::keep_escape`].
    Escaped,
}

/// What was drawn, and what happened.
pub struct ListOutput {
    /// Lines that were drawn.
    pub visible: Range<usize>,
    /// The list as a whole; focus it to give it the keyboard.
    pub response: Response,
    /// Whether the last line is visible.
    pub at_end: bool,
    /// Whether the first line is visible.
    pub at_start: bool,
    /// Whether it has the keyboard.
    pub has_keyboard: bool,
    /// In the order in which they happened.
    pub events: Vec<ListEvent>,
}

/// A list on the screen: where it is scrolled to, and its cursor. Kept by the view that shows it.
#[derive(Clone, Debug)]
pub struct RowList<K> {
    rows: VirtualRows,
    cursor: ListCursor<K>,
    /// The line whose menu was opened by a key, and the pass in which.
    menu: Option<(K, u64)>,
    escape: EscapeKey,
    wants_keyboard: bool,
}

/// Whether the list hears Escape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum EscapeKey {
    #[default]
    Leaves,
    Kept,
}

impl<K> Default for RowList<K> {
    fn default() -> Self {
        Self {
            rows: VirtualRows::default(),
            cursor: ListCursor::default(),
            menu: None,
            escape: EscapeKey::default(),
            wants_keyboard: false,
        }
    }
}

impl<K: Copy + PartialEq + Hash + Debug> RowList<K> {
    /// The cursor.
    pub fn cursor(&self) -> &ListCursor<K> {
        &self.cursor
    }

    /// The cursor, to put it elsewhere.
    pub fn cursor_mut(&mut self) -> &mut ListCursor<K> {
        &mut self.cursor
    }

    /// Gives the list the keyboard at the next draw.
    pub fn focus(&mut self) {
        self.wants_keyboard = true;
    }

    /// In this frame Escape is an event of the list, and does not take the keyboard from it.
    pub fn keep_escape(&mut self) {
        self.escape = EscapeKey::Kept;
    }

    /// The top edge of the view.
    pub fn anchor(&self) -> Anchor {
        self.rows.anchor()
    }

    /// Puts `line` at the top of the view, or as near as the end of the list allows.
    pub fn scroll_to(&mut self, line: usize) {
        self.rows.scroll_to(line);
    }

    /// Scrolls to a line at the next draw, no further than needed.
    pub fn scroll_into_view(&mut self, line: usize) {
        self.rows.scroll_into_view(line);
    }

    /// Goes to the end at the next draw.
    pub fn scroll_to_end(&mut self) {
        self.rows.scroll_to_end();
    }

    /// The line at the top is now at index `line`: lines came or went above it.
    pub fn rebase(&mut self, line: usize) {
        self.rows.rebase(line);
    }

    /// Draws the list into all the space that `ui` has left.
    pub fn show<L: ListLines<Key = K>>(
        &mut self,
        ui: &mut Ui,
        shape: ListShape<'_>,
        lines: &L,
        mut line_ui: impl FnMut(&mut Ui, &Line),
    ) -> ListOutput {
        self.show_parts(ui, shape, lines, |ui, line| {
            line_ui(ui, line);
            None
        })
    }

    /// As [`RowList::show`]; `line_ui` returns the part of the line under the cursor that a screen reader follows,
    /// such as a cell.
    pub fn show_parts<L: ListLines<Key = K>>(
        &mut self,
        ui: &mut Ui,
        shape: ListShape<'_>,
        lines: &L,
        mut line_ui: impl FnMut(&mut Ui, &Line) -> Option<Id>,
    ) -> ListOutput {
        let list_id = VirtualRows::id(ui, shape.label);
        let mut events = Vec::new();
        let has_keyboard = ui.memory(|memory| memory.has_focus(list_id));
        if has_keyboard {
            self.enter(lines);
            self.follow_keys(ui, &shape, lines, &mut events);
        }
        let mut speech = Speech::new(ui, &shape, list_id);
        let had_menu = self.menu.is_some();
        let rows_shape = RowsShape {
            label: shape.label,
            row_count: lines.len(),
            row_height: shape.row_height,
            keys: RowKeys::Caller,
        };
        let (mut take_keyboard, mut active) = (false, None);
        let Self {
            rows, cursor, menu, ..
        } = self;
        let output = rows.show(ui, rows_shape, |ui, at, rect| {
            let Some(key) = lines.key_at(at) else { return };
            let id = shape.lines_id.with(key);
            let mut inside = speech.parent_ui(ui, lines, at);
            let ui = inside.as_mut().unwrap_or(ui);
            let response = interact(ui, rect, id, lines.is_enabled(at));
            speech.say(&response, lines, at);
            if speech.asks_to_fold(&response, lines, at) {
                events.push(ListEvent::ToggleFold(at));
            }
            let is_hit = follow_pointer(ui, &response, at, &mut events);
            take_keyboard |= is_hit;
            let is_cursor = cursor.key() == Some(key);
            if is_cursor || is_hit {
                cursor.put(key, at);
            }
            let line = Line {
                at,
                rect,
                is_cursor,
                is_selected: lines.is_selected(at),
                has_keyboard,
                list: list_id,
                menu: line::menu_of(ui, menu, key, &response),
                response,
            };
            line.paint_ground(ui);
            active = line_ui(ui, &line).or(active);
        });
        speech.finish(ui, lines, &self.cursor, output.visible.clone(), active);
        // A menu that a key opened had the keyboard.
        take_keyboard |= had_menu && self.menu.is_none();
        self.take_keyboard(ui, &output.response, take_keyboard);
        ListOutput {
            visible: output.visible,
            at_end: output.at_end,
            at_start: output.at_start,
            has_keyboard: output.response.has_focus(),
            response: output.response,
            events,
        }
    }

    /// Gives the list the keyboard if it is `wanted` now or was before, and says which keys are the list's.
    fn take_keyboard(&mut self, ui: &Ui, list: &Response, wanted: bool) {
        if std::mem::take(&mut self.wants_keyboard) || wanted {
            list.request_focus();
        }
        self.lock_focus(ui, list.id);
        if list.has_focus() {
            keys::list_has_keyboard(ui.ctx(), list.id, Context::List);
        }
    }

    /// A list that gets the keyboard has a cursor, or nothing would say where the keys act.
    fn enter(&mut self, lines: &impl ListLines<Key = K>) {
        let top = self
            .rows
            .anchor()
            .first_row
            .min(lines.len().saturating_sub(1));
        if self.cursor.key().is_none()
            && let Some(key) = lines.key_at(top)
        {
            self.cursor.put(key, top);
        }
    }

    fn follow_keys(
        &mut self,
        ui: &Ui,
        shape: &ListShape<'_>,
        lines: &impl ListLines<Key = K>,
        events: &mut Vec<ListEvent>,
    ) {
        // A menu that is open over the list walks by the same keys.
        if Popup::is_any_open(ui.ctx()) {
            return;
        }
        let page = (ui.available_height() / shape.row_height) as i64;
        if self.escape == EscapeKey::Kept && input::escaped(ui) {
            events.push(ListEvent::Escaped);
        }
        if let Some((step, extent)) = input::pressed_step(ui, page) {
            let event = match self.cursor.step(lines, step) {
                Effect::MoveTo(line) => Some(ListEvent::Moved { line, extent }),
                Effect::ToggleFold(line) => Some(ListEvent::ToggleFold(line)),
                Effect::FoldBelow(line, fold) => Some(ListEvent::FoldBelow(line, fold)),
                Effect::Sideways(by) => Some(ListEvent::Sideways(by)),
                Effect::None => None,
            };
            self.follow_cursor(ui, event, events);
        }
        if let Some(text) = input::typed(ui)
            && let Some(line) = self.cursor.type_text(lines, &text, Instant::now())
        {
            let extent = SelectExtent::One;
            self.follow_cursor(ui, Some(ListEvent::Moved { line, extent }), events);
        }
        if let Some(press) = input::pressed_action(ui)
            && let Some(line) = self.cursor.find(lines)
            && lines.is_enabled(line)
        {
            self.rows.scroll_into_view(line);
            events.push(press.at(line));
            if press == input::Press::Menu
                && let Some(key) = self.cursor.key()
            {
                self.menu = Some((key, ui.ctx().cumulative_pass_nr()));
            }
        }
    }

    /// The view goes with the cursor.
    fn follow_cursor(&mut self, ui: &Ui, event: Option<ListEvent>, events: &mut Vec<ListEvent>) {
        if let Some(ListEvent::Moved { line, .. }) = event {
            self.rows.scroll_into_view(line);
        }
        events.extend(event);
        ui.ctx().request_repaint_of(ui.ctx().viewport_id());
    }

    /// While a menu is open, keys that walk a menu are not the list's.
    fn lock_focus(&mut self, ui: &Ui, list: Id) {
        let escape = std::mem::take(&mut self.escape) == EscapeKey::Kept;
        let filter = if Popup::is_any_open(ui.ctx()) {
            egui::EventFilter::default()
        } else {
            egui::EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape,
            }
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list, filter));
    }
}

fn interact(ui: &Ui, rect: Rect, id: Id, is_enabled: bool) -> Response {
    // Not for the keyboard: the list has it, and egui would remember every line that was ever drawn.
    let sense = if is_enabled {
        Sense::CLICK
    } else {
        Sense::hover()
    };
    ui.interact(rect, id, sense)
}

/// Whether the list takes the keyboard by what the pointer did to a line.
fn follow_pointer(ui: &Ui, response: &Response, line: usize, events: &mut Vec<ListEvent>) -> bool {
    if response.secondary_clicked() {
        events.push(ListEvent::Menu(line));
    } else if response.clicked_by(egui::PointerButton::Primary) {
        let modifiers = ui.input(|input| input.modifiers);
        events.push(ListEvent::Clicked { line, modifiers });
        if response.double_clicked() {
            events.push(ListEvent::DoubleClicked(line));
        }
    } else if response.clicked() {
        events.push(ListEvent::Activated(line));
    } else {
        return false;
    }
    true
}

#[cfg(test)]
mod tests;
