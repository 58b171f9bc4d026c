//! The field that a pane's filter is typed into.

use std::ops::Range;

use egui::text_selection::text_cursor_state;
use egui::{Color32, EventFilter, Id, Key, Rect, Response, StrokeKind, TextEdit, Ui};

use super::completion_popup::{CompletionUi, Opened, Taken};
use super::filter_error_popup::FilterErrorUi;
use super::filter_history::HistoryUi;
use crate::app::actions::Action;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, PaneCommand, TileCommand};
use crate::app::pane::Pane;
use crate::app::pane::found::Fruitless;
use crate::app::view::AppView;
use crate::ui::action_items::context_items_ui;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::search_box::SearchBox;
use crate::ui::widgets::text_cursor;

/// What the field remembers between frames.
#[derive(Default)]
pub(super) struct FilterFieldUi {
    /// The filter while it is being typed.
    text: String,
    wants_keyboard: bool,
    /// Known from the second frame on.
    id: Option<Id>,
    history: HistoryUi,
    completion: CompletionUi,
    error: FilterErrorUi,
}

impl FilterFieldUi {
    /// Puts the keyboard into the field at the next draw.
    pub(super) fn focus(&mut self) {
        self.wants_keyboard = true;
    }

    /// Whether what is wrong with the filter, or what is missing in it, stands below it.
    pub(super) fn tells_error(&self) -> bool {
        self.error.is_shown() || self.completion.is_shown()
    }

    /// Writes a text into it that was not typed, and puts the cursor at a byte of it.
    fn write(&mut self, ui: &Ui, id: Id, text: String, caret: usize) {
        let before = text.get(..caret).unwrap_or(&text);
        text_cursor::put_behind(ui.ctx(), id, before);
        self.text = text;
    }
}

/// Draws the field, `width` points wide, and what can be written where its cursor is. Down and Enter lead to the rows;
/// Enter looks deeper where there are none. Up in the empty field goes through filters that were used before.
pub(super) fn filter_field_ui(
    ui: &mut Ui,
    width: f32,
    pane: &Pane,
    field: &mut FilterFieldUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let history = &view.settings.filter_history;
    let set = |text: &str| Command::Pane(pane.id, PaneCommand::SetFilter(text.to_owned()));
    if keys(ui, field, history) {
        commands.push(set(&field.text));
    }
    let search = SearchBox {
        label: "Filter",
        hint: "Filter by name, id, tag:Key=value, status:…",
        width,
    };
    // While something is offered to be written, the filter is unfinished rather than wrong.
    let is_told = field.text == pane.spec.filter && !field.completion.is_shown();
    let parts = if is_told {
        underlined_parts(pane, Palette::of(ui))
    } else {
        Vec::new()
    };
    let response = search.show_underlined(ui, &mut field.text, &parts);
    if is_told && pane.filter_error.is_some() {
        outline(ui, response.rect);
    }
    if std::mem::take(&mut field.wants_keyboard) {
        response.request_focus();
    }
    field.id = Some(response.id);
    let target = ActionTarget::of_pane(pane.id);
    response.context_menu(|ui| {
        let items = [Action::BuildFilter, Action::ClearFilter];
        context_items_ui(ui, view, target, &items, commands);
    });
    if response.changed() {
        commands.push(set(&field.text));
        field.completion.open(Opened::ByTyping);
    } else if !response.has_focus() && field.text != pane.spec.filter {
        // Set from elsewhere: a bookmark, or "Clear the filter".
        field.text.clone_from(&pane.spec.filter);
    }
    let taken = completion_ui(ui, pane, field, &response);
    let taken = taken.or_else(|| error_ui(ui, pane, field, &response));
    if let Some(taken) = taken {
        field.write(ui, response.id, taken.text, taken.caret);
        response.request_focus();
        commands.push(set(&field.text));
    }
    leave(ui, pane, field, history, &response, commands);
}

/// Keys that the field does not have of itself, while it has the keyboard. Whether another text stands in it now.
fn keys(ui: &Ui, field: &mut FilterFieldUi, history: &[String]) -> bool {
    let has_keyboard = |id: &Id| ui.memory(|memory| memory.has_focus(*id));
    let Some(id) = field.id.filter(has_keyboard) else {
        return false;
    };
    let taken = field.completion.keys(ui);
    if let Some(taken) = taken.or_else(|| field.error.keys(ui)) {
        field.write(ui, id, taken.text, taken.caret);
        return true;
    }
    let Some(text) = field.history.keys(ui, &field.text, history) else {
        return false;
    };
    // The arrows stay with the history.
    field.completion.close();
    let end = text.len();
    field.write(ui, id, text, end);
    true
}

fn completion_ui(
    ui: &Ui,
    pane: &Pane,
    field: &mut FilterFieldUi,
    response: &Response,
) -> Option<Taken> {
    let cursor = TextEdit::load_state(ui.ctx(), response.id);
    let cursor = cursor.and_then(|state| state.cursor.char_range());
    let caret = cursor.map_or(field.text.len(), |range| {
        text_cursor_state::byte_index_from_char_index(&field.text, range.primary.index).into()
    });
    let taken = field
        .completion
        .show(ui, pane, response, &field.text, caret);
    if field.completion.is_shown() {
        // These keys are for the suggestions, and not for egui, which moves the focus by them.
        let filter = EventFilter {
            tab: true,
            escape: true,
            horizontal_arrows: true,
            vertical_arrows: true,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    taken
}

/// Where nothing can be written, what is wrong. A pane without rows says it in their place.
fn error_ui(ui: &Ui, pane: &Pane, field: &mut FilterFieldUi, response: &Response) -> Option<Taken> {
    let is_free = !field.completion.is_shown() && field.text == pane.spec.filter;
    let error = pane.filter_error.as_ref();
    let error = error.filter(|_| is_free && !pane.visible.is_empty());
    field.error.show(ui, response, &field.text, error)
}

/// Draws the edge of the field as that of one with something wrong in it.
fn outline(ui: &Ui, rect: Rect) {
    let stroke = (tokens::LINE_FOCUS, Palette::of(ui).error);
    let radius = f32::from(tokens::RADIUS);
    ui.painter()
        .rect_stroke(rect, radius, stroke, StrokeKind::Inside);
}

/// Down and Enter, where neither a suggestion nor the history has taken them.
fn leave(
    ui: &Ui,
    pane: &Pane,
    field: &mut FilterFieldUi,
    history: &[String],
    response: &Response,
    commands: &mut Vec<Command>,
) {
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let is_entered = response.lost_focus() && pressed(Key::Enter);
    let is_left = response.has_focus() && pressed(Key::ArrowDown);
    let has_no_rows = pane.visible.is_empty() && pane.filter_error.is_none();
    // Where there are no rows to go to, Enter stays in the field.
    let stays = is_entered && has_no_rows;
    if (response.lost_focus() || is_left) && !stays {
        field.history.leave(pane, history, commands);
    }
    if stays {
        let deeper = pane.filter_in_properties();
        let deeper = deeper.filter(|_| !pane.rows.is_empty());
        commands.extend(deeper.map(|text| Command::Pane(pane.id, PaneCommand::SetFilter(text))));
        response.request_focus();
    } else if (is_entered || is_left) && !has_no_rows {
        commands.push(Command::Tile(pane.id, TileCommand::Show));
    }
}

/// What cannot be read, or else the terms that match nothing.
fn underlined_parts(pane: &Pane, palette: &Palette) -> Vec<(Range<usize>, Color32)> {
    if let Some(error) = &pane.filter_error {
        return vec![(error.span.clone(), palette.error)];
    }
    match pane.fruitless() {
        Some(Fruitless::Terms(terms)) => {
            let marked = terms.into_iter().map(|term| (term, palette.warn));
            marked.collect()
        }
        Some(Fruitless::OnlyTogether) | None => Vec::new(),
    }
}
