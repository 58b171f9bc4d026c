//! The field that a pane's filter is typed into.

use egui::{Key, Ui};

use crate::app::commands::{Command, PaneCommand, TileCommand};
use crate::app::pane::Pane;
use crate::ui::widgets::search_box::SearchBox;

/// What the field remembers between frames.
#[derive(Debug, Default)]
pub(super) struct FilterFieldUi {
    /// The filter while it is being typed.
    text: String,
    wants_keyboard: bool,
}

impl FilterFieldUi {
    /// Puts the keyboard into the field at the next draw.
    pub(super) fn focus(&mut self) {
        self.wants_keyboard = true;
    }
}

/// Draws the field, `width` points wide. Down and Enter lead to the rows; Enter looks deeper where there are none.
pub(super) fn filter_field_ui(
    ui: &mut Ui,
    width: f32,
    pane: &Pane,
    field: &mut FilterFieldUi,
    commands: &mut Vec<Command>,
) {
    let search = SearchBox {
        label: "Filter",
        hint: "Filter by name, id, tag:Key=value, status:…",
        width,
    };
    let filter = &mut field.text;
    let error = pane.filter_error.as_ref();
    let error = error.filter(|_| *filter == pane.spec.filter);
    let response = search.show_with_error(ui, filter, error.map(|error| error.span.clone()));
    if std::mem::take(&mut field.wants_keyboard) {
        response.request_focus();
    }
    let set = |text| Command::Pane(pane.id, PaneCommand::SetFilter(text));
    if response.changed() {
        commands.push(set(filter.clone()));
    } else if !response.has_focus() && *filter != pane.spec.filter {
        // Set from elsewhere: a bookmark, or "Clear the filter".
        filter.clone_from(&pane.spec.filter);
    }
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_left = response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
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
