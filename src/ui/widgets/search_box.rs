//! A field to search or filter by, with a magnifying glass and a way to empty it.

use egui::{Rect, Response, TextEdit, Ui, pos2, vec2};

use super::icons::{self, Icon};
use crate::ui::tokens::{self, Palette};

/// What to draw.
pub struct SearchBox<'a> {
    /// What the field is called, for tests and screen readers.
    pub label: &'a str,
    /// What it says while it is empty.
    pub hint: &'a str,
    /// How wide it is, in points.
    pub width: f32,
}

impl SearchBox<'_> {
    /// Draws it over `text`. The response has focus and change; emptying it is a change.
    pub fn show(&self, ui: &mut Ui, text: &mut String) -> Response {
        let palette = Palette::of(ui);
        let size = vec2(self.width, tokens::CONTROL_HEIGHT);
        let (_, rect) = ui.allocate_space(size);
        let edit = TextEdit::singleline(text)
            .id_salt(("search", self.label))
            .hint_text(self.hint.to_owned())
            .margin(egui::Margin {
                left: 24,
                right: 22,
                top: 3,
                bottom: 3,
            })
            .desired_width(rect.width())
            .char_limit(4096);
        let mut response = ui.place(rect, edit).accessible_name(self.label);
        let glass = pos2(rect.left() + 12.0, rect.center().y);
        icons::paint(ui.painter(), Icon::Search, glass, 12.0, palette.text_faint);
        if !text.is_empty() {
            let cross = Rect::from_min_max(
                pos2(rect.right() - 20.0, rect.top() + 2.0),
                rect.max - vec2(2.0, 2.0),
            );
            let label = format!("Clear {}", self.label.to_lowercase());
            if icons::icon_button_at(ui, response.id.with("clear"), cross, Icon::Cross, &label)
                .clicked()
            {
                text.clear();
                response.mark_changed();
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn what_is_typed_arrives_and_the_cross_empties_it() {
        let mut harness = Harness::new_ui_state(
            |ui, text: &mut String| {
                SearchBox {
                    label: "Filter",
                    hint: "Filter rows",
                    width: 200.0,
                }
                .show(ui, text);
            },
            String::new(),
        );
        harness.get_by_label("Filter").focus();
        harness.run_steps(2);
        harness.get_by_label("Filter").type_text("web");
        harness.run_steps(3);
        assert_eq!(harness.state(), "web");
        harness.get_by_label("Clear filter").click();
        harness.run_steps(3);
        assert_eq!(harness.state(), "");
    }
}
