//! The field that a pane's filter is typed into.

use std::ops::Range;

use egui::text::CCursor;
use egui::text_selection::CCursorRange;
use egui::{Color32, Id, Key, TextEdit, Ui};

use super::filter_history::HistoryUi;
use crate::app::commands::{Command, PaneCommand, TileCommand};
use crate::app::pane::Pane;
use crate::app::pane::found::Fruitless;
use crate::ui::tokens::Palette;
use crate::ui::widgets::search_box::SearchBox;

/// What the field remembers between frames.
#[derive(Debug, Default)]
pub(super) struct FilterFieldUi {
    /// The filter while it is being typed.
    text: String,
    wants_keyboard: bool,
    /// Known from the second frame on.
    id: Option<Id>,
    history: HistoryUi,
}

impl FilterFieldUi {
    /// Puts the keyboard into the field at the next draw.
    pub(super) fn focus(&mut self) {
        self.wants_keyboard = true;
    }
}

/// Draws the field, `width` points wide. Down and Enter lead to the rows; Enter looks deeper where there are none. Up in
/// the empty field goes through filters that were used before, `history`.
pub(super) fn filter_field_ui(
    ui: &mut Ui,
    width: f32,
    pane: &Pane,
    field: &mut FilterFieldUi,
    history: &[String],
    commands: &mut Vec<Command>,
) {
    let set = |text| Command::Pane(pane.id, PaneCommand::SetFilter(text));
    let has_keyboard = |id: &Id| ui.memory(|memory| memory.has_focus(*id));
    if let Some(id) = field.id.filter(has_keyboard)
        && let Some(text) = field.history.keys(ui, &field.text, history)
    {
        put_caret_behind(ui, id, &text);
        field.text.clone_from(&text);
        commands.push(set(text));
    }
    let search = SearchBox {
        label: "Filter",
        hint: "Filter by name, id, tag:Key=value, status:…",
        width,
    };
    let filter = &mut field.text;
    let is_as_set = *filter == pane.spec.filter;
    let parts = if is_as_set {
        underlined_parts(pane, Palette::of(ui))
    } else {
        Vec::new()
    };
    let response = search.show_underlined(ui, filter, &parts);
    if std::mem::take(&mut field.wants_keyboard) {
        response.request_focus();
    }
    field.id = Some(response.id);
    if response.changed() {
        commands.push(set(filter.clone()));
    } else if !response.has_focus() && *filter != pane.spec.filter {
        // Set from elsewhere: a bookmark, or "Clear the filter".
        filter.clone_from(&pane.spec.filter);
    }
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_left = response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
    // Where there are no rows to go to, Enter stays in the field.
    let stays = is_entered && pane.visible.is_empty() && pane.filter_error.is_none();
    if (response.lost_focus() || is_left) && !stays {
        field.history.leave(pane, history, commands);
    }
    if (is_entered || is_left) && pane.visible.is_empty() && pane.filter_error.is_none() {
        let deeper = pane.filter_in_properties();
        commands.extend(
            deeper
                .filter(|_| is_entered && !pane.rows.is_empty())
                .map(set),
        );
        if is_entered {
            response.request_focus();
        }
    } else if is_entered || is_left {
        commands.push(Command::Tile(pane.id, TileCommand::Show));
    }
}

/// Puts the cursor of the field behind a text that it did not get by typing.
fn put_caret_behind(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    state.store(ui.ctx(), id);
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
