//! One line of text in a given width, ended by "…" where it is cut. Characters that would act on other text are
//! replaced by a sign.

use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, FontId, Galley, Painter, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::text::bidi::in_visual_order;
use crate::text::sanitize;
use crate::text::truncate::ELLIPSIS;

/// No letter of our fonts is narrower than this share of its size; more text than fits at that
/// width is dropped before layout, so that a name of a megabyte costs no more than a short one.
const NARROWEST: f32 = 0.18;

/// The alignment of a text in its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the left edge.
    Left,
    /// At the right edge: numbers.
    Right,
}

/// What was painted.
#[derive(Clone, Copy, Debug)]
pub struct Painted {
    /// Where.
    pub rect: Rect,
    /// Whether something was cut off.
    pub cut: bool,
}

/// Lays out `text` in one line no wider than `width` points.
pub fn layout(
    painter: &Painter,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> (Arc<Galley>, bool) {
    let most = (width / (font.size * NARROWEST)).max(0.0) as usize + 2;
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at);
    let dropped = end < text.len();
    let shown = sanitize::line(&text[..end]);
    let lay_out = |text: &str, width: f32| {
        let format = TextFormat::simple(font.clone(), color);
        let mut job = LayoutJob::single_section(text.to_owned(), format);
        job.break_on_newline = false;
        job.wrap.max_width = width;
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
        painter.layout_job(job)
    };
    let galley = lay_out(&shown, width.max(0.0));
    let cut = dropped || galley.elided;
    if matches!(in_visual_order(&shown), Cow::Borrowed(_)) {
        return (galley, cut);
    }
    // What fits is found in the order of reading: a text that is cut loses its end, on whichever side. Letters
    // that join with others there take other room than they did here, so what is shown is measured as well.
    let mut letters = match galley.rows.first() {
        Some(row) if galley.elided => row.glyphs.len().saturating_sub(1),
        _ => shown.chars().count(),
    };
    let mut fitting = if galley.elided {
        first_letters(&shown, letters)
    } else {
        shown.to_string()
    };
    loop {
        let galley = lay_out(&in_visual_order(&fitting), f32::INFINITY);
        let share = width / galley.size().x;
        if share >= 1.0 || letters == 0 {
            return (galley, cut || letters < shown.chars().count());
        }
        letters = (letters - 1).min((letters as f32 * share) as usize);
        fitting = first_letters(&shown, letters);
    }
}

/// The beginning of a text, and a sign that there is more.
fn first_letters(text: &str, letters: usize) -> String {
    text.chars().take(letters).chain([ELLIPSIS]).collect()
}

/// A line of text that is cut where its room ends.
#[derive(Clone, Debug)]
pub struct Elided<'a> {
    text: &'a str,
    font: FontId,
    color: Color32,
    side: Side,
}

impl<'a> Elided<'a> {
    /// At the left edge of its room.
    pub fn new(text: &'a str, font: FontId, color: Color32) -> Self {
        Self {
            text,
            font,
            color,
            side: Side::Left,
        }
    }

    /// At another edge.
    pub fn side(self, side: Side) -> Self {
        Self { side, ..self }
    }

    /// Paints it with its middle at the height of `at`, from there no wider than `width` points.
    pub fn paint(self, painter: &Painter, at: Pos2, width: f32) -> Painted {
        let Self {
            text,
            font,
            color,
            side,
        } = self;
        if width <= 0.0 || text.is_empty() {
            return Painted {
                rect: Rect::from_min_size(at, vec2(0.0, 0.0)),
                cut: !text.is_empty(),
            };
        }
        let (galley, cut) = layout(painter, text, font, color, width);
        let left = match side {
            Side::Left => at.x,
            Side::Right => at.x + width - galley.size().x,
        };
        let min = pos2(left, at.y - galley.size().y / 2.0);
        let rect = Rect::from_min_size(min, galley.size());
        painter.galley(min, galley, color);
        Painted { rect, cut }
    }
}

/// A label of one line that takes at most `width` points and shows the whole text on hover.
pub fn elided_label_ui(
    ui: &mut Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> Response {
    let (galley, cut) = layout(ui.painter(), text, font, color, width);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, sanitize::excerpt(text)));
    ui.painter().galley(rect.min, galley, color);
    if cut && response.hovered() {
        response.on_hover_text(sanitize::excerpt(text))
    } else {
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_megabyte_is_cut_before_it_is_laid_out() {
        let mut harness = egui_kittest::Harness::new_ui(|ui| {
            let text = "wide ".repeat(200_000);
            let (galley, cut) = layout(
                ui.painter(),
                &text,
                FontId::proportional(13.0),
                Color32::PLACEHOLDER,
                200.0,
            );
            assert!(cut && galley.size().x <= 200.0);
            assert!(
                galley.job.text.len() < 200,
                "{} bytes were laid out",
                galley.job.text.len()
            );
            let (galley, cut) = layout(
                ui.painter(),
                "web-1",
                FontId::proportional(13.0),
                Color32::PLACEHOLDER,
                200.0,
            );
            assert!(!cut && galley.job.text == "web-1");
        });
        harness.run();
    }

    #[test]
    fn a_name_from_right_to_left_loses_its_end_when_it_is_cut() {
        let builder = egui_kittest::Harness::builder().allow_missing_glyphs();
        let mut harness = builder.build_ui(|ui| {
            let font = FontId::proportional(13.0);
            let lay = |text: &str, width| {
                layout(
                    ui.painter(),
                    text,
                    font.clone(),
                    Color32::PLACEHOLDER,
                    width,
                )
            };
            let (galley, cut) = lay("שרת ייצור", 200.0);
            assert_eq!((galley.job.text.as_str(), cut), ("ייצור שרת", false));
            let (galley, cut) = lay(&"שרת ייצור ".repeat(20), 120.0);
            let shown = galley.job.text.as_str();
            assert!(cut && shown.ends_with("ייצור שרת"), "{shown}");
            assert!(
                shown.starts_with('…') && galley.size().x <= 120.0,
                "{shown}"
            );
        });
        harness.run();
    }

    #[test]
    fn the_replacement_is_in_the_fonts() {
        let mut harness = egui_kittest::Harness::new_ui(|ui| {
            for font in [FontId::proportional(13.0), FontId::monospace(12.0)] {
                let has_it = ui
                    .painter()
                    .fonts_mut(|fonts| fonts.has_glyph(&font, sanitize::REPLACEMENT));
                assert!(has_it, "{font:?}");
            }
        });
        harness.run();
    }

    #[test]
    fn digits_have_one_width_so_that_numbers_do_not_jump() {
        let mut harness = egui_kittest::Harness::new_ui(|ui| {
            for font in [FontId::proportional(13.0), FontId::monospace(12.0)] {
                let widths: Vec<f32> = ui.painter().fonts_mut(|fonts| {
                    ('0'..='9')
                        .map(|digit| fonts.glyph_width(&font, digit))
                        .collect()
                });
                assert!(
                    widths.iter().all(|width| (width - widths[0]).abs() < 0.01),
                    "{widths:?}"
                );
            }
        });
        harness.run();
    }
}
