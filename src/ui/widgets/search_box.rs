//! A field to search or filter by, with a magnifying glass and a way to empty it.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, FontSelection, Galley, Rect, Response, Stroke, TextBuffer, TextEdit, Ui, pos2, vec2,
};

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
        self.show_underlined(ui, text, &[])
    }

    /// As [`Self::show`], with parts underlined, in order and apart from each other.
    pub fn show_underlined(
        &self,
        ui: &mut Ui,
        text: &mut String,
        parts: &[(Range<usize>, Color32)],
    ) -> Response {
        let mut layouter =
            |ui: &Ui, text: &dyn TextBuffer, _width: f32| underlined(ui, text.as_str(), parts);
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
            .layouter(&mut layouter)
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

/// The text in one line, with these parts in their colours and underlined. Parts beyond its end, or within a letter,
/// are not.
fn underlined(ui: &Ui, text: &str, parts: &[(Range<usize>, Color32)]) -> Arc<Galley> {
    let palette = Palette::of(ui);
    let font = FontSelection::Default.resolve(ui.style());
    let plain = TextFormat::simple(font.clone(), palette.text);
    let mut job = LayoutJob::default();
    let mut from = 0;
    for (part, color) in parts {
        let (Some(before), Some(inner)) = (text.get(from..part.start), text.get(part.clone()))
        else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        let wrong = TextFormat {
            underline: Stroke::new(tokens::LINE, *color),
            ..TextFormat::simple(font.clone(), *color)
        };
        job.append(inner, 0.0, wrong);
        from = part.end;
    }
    job.append(&text[from..], 0.0, plain);
    job.break_on_newline = false;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

#[cfg(test)]
mod tests {
    use egui::epaint::text::ByteRangeExt as _;

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

    #[test]
    fn what_cannot_be_read_is_underlined_and_a_place_beyond_the_text_is_not() {
        let mut harness = Harness::new_ui(|ui| {
            let parts = |text: &str, error: Option<Range<usize>>| -> Vec<(String, bool)> {
                let wrong = error.map(|error| (error, Palette::dark().error));
                let job = &underlined(ui, text, wrong.as_slice()).job;
                let sections = job.sections.iter();
                let parts = sections.map(|section| {
                    let part = &job.text[section.byte_range.as_usize()];
                    (part.to_owned(), section.format.underline != Stroke::NONE)
                });
                parts.filter(|(part, _)| !part.is_empty()).collect()
            };
            let whole = |text: &str| vec![(text.to_owned(), false)];
            assert_eq!(
                parts("größe nmae:x", Some(8..12)),
                [("größe ", false), ("nmae", true), (":x", false)]
                    .map(|(part, is_wrong)| (part.to_owned(), is_wrong))
            );
            assert_eq!(parts("web", None), whole("web"));
            assert_eq!(parts("web", Some(2..9)), whole("web"));
            assert_eq!(
                parts("größe", Some(3..4)),
                whole("größe"),
                "within a letter"
            );
        });
        harness.run();
    }
}
