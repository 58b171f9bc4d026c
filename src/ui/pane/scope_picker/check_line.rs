//! A line of the picker with a box to tick.

use std::borrow::Cow;

use egui::{FontId, Rect, StrokeKind, Ui, pos2, vec2};

use crate::app::scope_picker::CheckState;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::truncated::{Elided, Side};

/// A line with a box to tick.
pub(super) struct CheckLine<'a> {
    pub text: &'a str,
    /// Secondary text after the text.
    pub beside: &'a str,
    /// Faint text at the right edge.
    pub note: Cow<'a, str>,
    pub ticked: CheckState,
    /// In points.
    pub indent: f32,
    pub enabled: bool,
}

impl CheckLine<'_> {
    /// Paints it on its line.
    pub(super) fn paint(&self, ui: &Ui, line: &Line) {
        let palette = Palette::of(ui);
        let rect = line.rect;
        let x = rect.left() + tokens::SPACE_1 + self.indent;
        self.paint_box(
            ui,
            Rect::from_center_size(pos2(x + 7.0, rect.center().y), vec2(13.0, 13.0)),
        );
        let color = if self.enabled {
            palette.text
        } else {
            palette.text_faint
        };
        let font = FontId::proportional(tokens::TEXT_BODY);
        let note_width = if self.note.is_empty() { 0.0 } else { 76.0 };
        let right = rect.right() - tokens::SPACE_1 - note_width;
        let start = x + 20.0;
        let at = |x| pos2(x, rect.center().y);
        let text = Elided::new(self.text, font.clone(), color).paint(
            ui.painter(),
            at(start),
            right - start,
        );
        let beside = text.rect.right() + tokens::SPACE_2;
        Elided::new(self.beside, font, palette.text_weak).paint(
            ui.painter(),
            at(beside),
            right - beside,
        );
        let small = FontId::proportional(tokens::TEXT_SMALL);
        Elided::new(&self.note, small, palette.text_faint)
            .side(Side::Right)
            .paint(ui.painter(), at(right), note_width);
        if text.cut && line.response.hovered() {
            line.response.clone().on_hover_text_at_pointer(self.text);
        }
    }

    fn paint_box(&self, ui: &Ui, square: Rect) {
        let palette = Palette::of(ui);
        let painter = ui.painter();
        let filled = self.ticked != CheckState::None && self.enabled;
        let (fill, line) = if filled {
            (palette.accent, palette.accent)
        } else {
            (palette.control, palette.line_strong)
        };
        painter.rect(square, 2.0, fill, (tokens::LINE, line), StrokeKind::Inside);
        let stroke = (
            1.6,
            if filled {
                palette.on_accent
            } else {
                palette.text_faint
            },
        );
        let center = square.center();
        match self.ticked {
            CheckState::All => {
                painter.line_segment([center + vec2(-3.0, 0.2), center + vec2(-0.8, 2.6)], stroke);
                painter.line_segment([center + vec2(-0.8, 2.6), center + vec2(3.4, -2.6)], stroke);
            }
            CheckState::Some => {
                painter.line_segment([center - vec2(3.0, 0.0), center + vec2(3.0, 0.0)], stroke);
            }
            CheckState::None => {}
        }
    }
}
