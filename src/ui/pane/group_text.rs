//! Paints what a group says of its rows, between its name and its count.

use egui::{FontId, Pos2, Ui, pos2};

use crate::app::pane::group_figures::FigurePart;
use crate::model::StatusClass;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::layout;

/// Between two parts.
const BETWEEN: &str = " · ";

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FiguresForm {
    /// All of it, in words.
    Words,
    /// The number and the dot of two statuses.
    Dots,
    /// Nothing.
    Nothing,
}

impl FiguresForm {
    /// For a view of so many points.
    pub(super) fn of(width: f32) -> Self {
        match width {
            width if width >= 420.0 => Self::Words,
            width if width >= 330.0 => Self::Dots,
            _ => Self::Nothing,
        }
    }
}

/// Paints as many parts as fit whole from `from` to `right`. Returns whether all of them did.
pub(super) fn paint_parts(
    ui: &Ui,
    parts: &[FigurePart],
    form: FiguresForm,
    from: Pos2,
    right: f32,
) -> bool {
    let mut x = from.x;
    let shown = match form {
        FiguresForm::Words => parts,
        FiguresForm::Dots => {
            let statuses = parts.iter().take_while(|part| part.class.is_some());
            &parts[..statuses.count().min(2)]
        }
        FiguresForm::Nothing => &[],
    };
    for (at, part) in shown.iter().enumerate() {
        let Some(end) = paint_part(ui, part, form, at, pos2(x, from.y), right) else {
            return false;
        };
        x = end;
    }
    shown.len() == parts.len()
}

/// Paints one part and what parts it from the one before; returns where it ends, or nothing where it has no room.
fn paint_part(
    ui: &Ui,
    part: &FigurePart,
    form: FiguresForm,
    at: usize,
    from: Pos2,
    right: f32,
) -> Option<f32> {
    let palette = Palette::of(ui);
    let color = match part.class {
        Some(class @ (StatusClass::Error | StatusClass::Warn)) => palette.status(class),
        _ => palette.text_weak,
    };
    let font = FontId::proportional(tokens::TEXT_BODY);
    let between = if at == 0 { "" } else { BETWEEN };
    let lay_out = |text: &str, color| layout(ui.painter(), text, font.clone(), color, 4096.0).0;
    let (text, dot) = match form {
        FiguresForm::Dots => (&part.number, tokens::DOT + tokens::SPACE_1),
        _ => (&part.text, 0.0),
    };
    let (between, text) = (lay_out(between, palette.text_weak), lay_out(text, color));
    let left = from.x + between.size().x;
    let end = left + text.size().x + dot;
    if end > right {
        return None;
    }
    let top = from.y - text.size().y / 2.0;
    ui.painter().galley(pos2(from.x, top), between, color);
    ui.painter().galley(pos2(left, top), text, color);
    if let Some(class) = part.class.filter(|_| dot > 0.0) {
        let center = pos2(end - tokens::DOT / 2.0, from.y);
        status_dot::paint(ui.painter(), palette, center, class);
    }
    Some(end)
}
