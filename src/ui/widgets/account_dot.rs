//! The dot of an account: its colour, and its letter where another account has the same.

use egui::{Align2, FontId, Painter, Pos2};

use crate::app::account_marks::AccountMark;
use crate::ui::tokens::{self, Palette};

/// Size of the letter, and how much larger a dot with one is, in points.
const LETTER: f32 = 9.0;
const LETTER_ROOM: f32 = 2.5;

/// Paints the dot around a place.
pub fn paint(painter: &Painter, palette: &Palette, mark: AccountMark, center: Pos2) {
    let color = palette.account(mark);
    let radius = tokens::DOT / 2.0;
    let Some(letter) = mark.letter() else {
        painter.circle_filled(center, radius, color);
        return;
    };
    painter.circle_filled(center, radius + LETTER_ROOM, color);
    let font = FontId::proportional(LETTER);
    painter.text(center, Align2::CENTER_CENTER, letter, font, palette.sunken);
}
