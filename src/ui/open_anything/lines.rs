//! The lines of what was found: the kind at the left where one begins, name, note, keys.

use std::borrow::Cow;

use egui::{FontId, Rect, Ui, pos2, vec2};

use crate::app::list_cursor::ListLines;
use crate::app::open_anything::{Hit, OpenAnything};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::{Elided, Side};

/// Width of the kind's name, in points.
const KIND_WIDTH: f32 = 84.0;

/// Widths of the keys, and least width of the name, in points.
const KEYS_WIDTH: f32 = 110.0;
const LEAST_NAME: f32 = 160.0;

/// What was found, as it is walked by keys and read out.
pub(super) struct HitLines<'a>(&'a [Hit]);

impl<'a> HitLines<'a> {
    pub(super) fn of(model: &'a OpenAnything) -> Self {
        Self(model.hits())
    }
}

impl ListLines for HitLines<'_> {
    /// A hash of the hit.
    type Key = u64;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<u64> {
        self.0.get(at).map(Hit::key)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.0.get(at).map_or("", |hit| &hit.title).into()
    }

    fn description(&self, at: usize) -> String {
        let Some(hit) = self.0.get(at) else {
            return String::new();
        };
        let status = hit.status.map_or("", |status| status.words());
        let parts = [hit.section.title(), status, &hit.note, &hit.keys];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

/// Draws a line.
pub(super) fn hit_ui(ui: &Ui, line: &Line, lines: &HitLines<'_>) {
    let Some(hit) = lines.0.get(line.at) else {
        return;
    };
    let (palette, painter) = (Palette::of(ui), ui.painter());
    let font = FontId::proportional(tokens::TEXT_BODY);
    let small = FontId::proportional(tokens::TEXT_SMALL);
    let rect = line.rect.shrink2(vec2(tokens::SPACE_1, 0.0));
    if line.is_cursor && !line.has_keyboard {
        // The field has the keyboard, and this is the line that Enter chooses.
        painter.rect_filled(line.rect, f32::from(tokens::RADIUS), palette.row_selected);
    }
    let at = |x: f32| pos2(x, rect.center().y);
    let is_first = line.at == 0 || lines.0[line.at - 1].section != hit.section;
    if is_first {
        let kind = Elided::new(hit.section.title(), small.clone(), palette.text_weak);
        kind.paint(painter, at(rect.left()), KIND_WIDTH - tokens::SPACE_2);
    }
    let mut left = rect.left() + KIND_WIDTH;
    if let Some(status) = hit.status {
        status_dot::paint(painter, palette, at(left + tokens::DOT / 2.0), status);
        left += tokens::DOT + tokens::SPACE_2;
    }
    let mut right = rect.right();
    if !hit.keys.is_empty() {
        let keys = Elided::new(&hit.keys, small.clone(), palette.text_weak).side(Side::Right);
        keys.paint(painter, at(right - KEYS_WIDTH), KEYS_WIDTH);
        right -= KEYS_WIDTH + tokens::SPACE_2;
    }
    let color = match hit.disabled {
        Some(_) => palette.text_faint,
        None => palette.text_strong,
    };
    let room = right - left;
    let name_room = (room * 0.5).max(LEAST_NAME).min(room);
    let title = Elided::new(&hit.title, font, color);
    let name: Rect = title.paint(painter, at(left), name_room).rect;
    let left = name.right() + tokens::SPACE_3;
    Elided::new(&hit.note, small, palette.text_weak).paint(painter, at(left), right - left);
    line.response
        .clone()
        .on_hover_text(format!("{}\n{}", hit.title, hit.note));
}
