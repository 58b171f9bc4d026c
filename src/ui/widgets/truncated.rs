//! One line of text in a given width, ended by "…" where it is cut. Characters that would act on other text are
//! replaced by a sign.

use std::borrow::Cow;
use std::ops::Range;
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

/// Parts of a text that stand out, in bytes of it, in order and apart from each other.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// Where they are.
    pub parts: &'a [Range<usize>],
    /// What is painted behind them.
    pub behind: Color32,
    /// Their own colour.
    pub color: Color32,
}

impl Marks<'_> {
    /// No part stands out.
    const NONE: Self = Self {
        parts: &[],
        behind: Color32::TRANSPARENT,
        color: Color32::TRANSPARENT,
    };
}

/// Lays out `text` in one line no wider than `width` points.
pub fn layout(
    painter: &Painter,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> (Arc<Galley>, bool) {
    let format = TextFormat::simple(font, color);
    layout_marked(painter, text, &format, Marks::NONE, width)
}

/// The sections of a line. Parts beyond its end, or within a letter, do not stand out.
fn sections(text: &str, format: &TextFormat, marks: Marks<'_>) -> LayoutJob {
    let mut job = LayoutJob::default();
    let found = TextFormat {
        background: marks.behind,
        color: marks.color,
        ..format.clone()
    };
    let mut from = 0;
    for part in marks.parts {
        let end = part.end.min(text.len());
        let (Some(before), Some(part)) = (text.get(from..part.start), text.get(part.start..end))
        else {
            continue;
        };
        job.append(before, 0.0, format.clone());
        job.append(part, 0.0, found.clone());
        from = end;
    }
    job.append(&text[from..], 0.0, format.clone());
    job
}

fn layout_marked(
    painter: &Painter,
    text: &str,
    format: &TextFormat,
    marks: Marks<'_>,
    width: f32,
) -> (Arc<Galley>, bool) {
    let font = &format.font_id;
    let most = (width / (font.size * NARROWEST)).max(0.0) as usize + 2;
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at);
    let dropped = end < text.len();
    let shown = sanitize::line(&text[..end]);
    let lay_out = |text: &str, marks: Marks<'_>, width: f32| {
        let mut job = sections(text, format, marks);
        job.break_on_newline = false;
        job.wrap.max_width = width;
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
        painter.layout_job(job)
    };
    // What is shown in place of the text has its letters elsewhere.
    let is_same = matches!(shown, Cow::Borrowed(_));
    let marks = if is_same { marks } else { Marks::NONE };
    let galley = lay_out(&shown, marks, width.max(0.0));
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
        let galley = lay_out(&in_visual_order(&fitting), Marks::NONE, f32::INFINITY);
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
    marks: Marks<'a>,
}

impl<'a> Elided<'a> {
    /// At the left edge of its room.
    pub fn new(text: &'a str, font: FontId, color: Color32) -> Self {
        Self {
            text,
            font,
            color,
            side: Side::Left,
            marks: Marks::NONE,
        }
    }

    /// With parts that stand out.
    pub fn marks(self, marks: Marks<'a>) -> Self {
        Self { marks, ..self }
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
            marks,
        } = self;
        if width <= 0.0 || text.is_empty() {
            return Painted {
                rect: Rect::from_min_size(at, vec2(0.0, 0.0)),
                cut: !text.is_empty(),
            };
        }
        let format = TextFormat::simple(font, color);
        let (galley, cut) = layout_marked(painter, text, &format, marks, width);
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
pub fn truncated_label_ui(
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
    use egui::epaint::text::ByteRangeExt as _;

    use super::*;
    use crate::ui::tokens::Palette;

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
    fn parts_that_stand_out_are_where_they_were_found_and_nowhere_else() {
        let (format, palette) = (TextFormat::default(), Palette::dark());
        let parts = |text: &str, parts: &[Range<usize>]| -> Vec<(String, bool)> {
            let marks = Marks {
                parts,
                behind: palette.found,
                color: palette.text_strong,
            };
            let job = sections(text, &format, marks);
            let all = job.sections.iter().map(|section| {
                let part = &job.text[section.byte_range.as_usize()];
                (part.to_owned(), section.format.background == palette.found)
            });
            all.filter(|(part, _)| !part.is_empty()).collect()
        };
        let expected = |all: &[(&str, bool)]| -> Vec<(String, bool)> {
            all.iter()
                .map(|(part, is)| ((*part).to_owned(), *is))
                .collect()
        };
        // Two parts begin or end within a letter, the last one ends beyond the text.
        assert_eq!(
            parts("größe-web", &[0..3, 5..8, 8..20]),
            expected(&[("größe-", false), ("web", true)])
        );
        assert_eq!(
            parts("web-1", &[0..3, 4..5]),
            expected(&[("web", true), ("-", false), ("1", true)])
        );
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
