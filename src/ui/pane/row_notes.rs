//! What the texts of a line say on hover: those that are cut, and those that have no room at all.

use egui::Rangef;

use crate::text::sanitize;
use crate::ui::widgets::row_list::Line;

/// A text of a line and its position.
struct Note {
    range: Rangef,
    label: &'static str,
    text: String,
    is_whole: bool,
}

/// The texts of a line; kept only while the pointer is on it.
pub(super) struct RowNotes(Option<Vec<Note>>);

impl RowNotes {
    pub(super) fn of(line: &Line) -> Self {
        Self(line.response.hovered().then(Vec::new))
    }

    /// Whether anything is kept.
    pub(super) fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// A text that is drawn in `range`, whole or not.
    pub(super) fn drawn(&mut self, range: Rangef, label: &'static str, text: &str, is_whole: bool) {
        let Some(notes) = self.0.as_mut().filter(|_| !text.is_empty()) else {
            return;
        };
        notes.push(Note {
            range,
            label,
            text: sanitize::excerpt(text).into_owned(),
            is_whole,
        });
    }

    /// A text that is not drawn: it is told with that in `range`.
    pub(super) fn left_out(&mut self, range: Rangef, label: &'static str, text: &str) {
        self.drawn(range, label, text, false);
    }

    /// Says what is under the pointer, unless all of it can be read there.
    pub(super) fn show(self, line: &Line) {
        let (Some(mut notes), Some(pointer)) = (self.0, line.response.hover_pos()) else {
            return;
        };
        notes.retain(|note| note.range.contains(pointer.x));
        if notes
            .iter()
            .all(|note| note.is_whole && note.label.is_empty())
        {
            return;
        }
        let told = notes.into_iter().map(|note| match note.label {
            "" => note.text,
            label => format!("{label}: {}", note.text),
        });
        let text = told.collect::<Vec<_>>().join("\n");
        line.response.clone().on_hover_text_at_pointer(text);
    }
}
