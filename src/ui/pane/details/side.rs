//! Where the details are: beside the rows, or over them where a pane is narrow; at the width that a person gave them.

use egui::{CursorIcon, Rect, Role, Sense, Ui, UiBuilder, pos2};

use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::name_node;

/// Width until a person chooses another, and the least, in points.
const WIDTH: f32 = 380.0;
const LEAST_WIDTH: f32 = 300.0;

/// In a pane narrower than this the details lie over the rows, in points.
const BESIDE_FROM: f32 = 560.0;

/// What rows keep beside the details, in points.
const ROWS_WIDTH: f32 = 240.0;

/// What is seen of rows that the details lie over, where there is so much, in points.
const ROWS_EDGE: f32 = 48.0;

/// How far from the edge of the side a pointer takes hold of it, in points.
const GRIP: f32 = 3.0;

/// The parts of a pane's body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// Room for the rows.
    pub rows: Rect,
    /// What is seen of it.
    pub visible_rows: Rect,
    /// The details; empty while they are closed.
    pub details: Rect,
}

impl Side {
    /// The rows have it all.
    pub fn closed(body: Rect) -> Self {
        Self {
            rows: body,
            visible_rows: body,
            details: Rect::from_min_max(body.right_top(), body.right_bottom()),
        }
    }

    fn is_open(&self) -> bool {
        self.details.width() > 0.0
    }

    fn is_over_rows(&self) -> bool {
        self.is_open() && self.rows != self.visible_rows
    }
}

/// What is remembered of the side between frames.
#[derive(Debug, Default)]
pub(super) struct SideUi {
    /// The width while its edge is dragged.
    dragged: Option<f32>,
    drawn: Drawn,
}

/// What the last frame drew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Drawn {
    #[default]
    Nothing,
    Beside,
    OverRows,
    /// In either place, with the keyboard.
    WithKeyboard,
}

impl SideUi {
    pub(super) fn has_keyboard(&self) -> bool {
        self.drawn == Drawn::WithKeyboard
    }

    pub(super) fn is_over_rows(&self) -> bool {
        self.drawn == Drawn::OverRows
    }

    /// Draws what `details` draws where the side is. Returns the width that a person gave it by dragging.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        side: Side,
        details: impl FnOnce(&mut Ui),
    ) -> Option<u16> {
        if !side.is_open() {
            self.drawn = Drawn::Nothing;
            return None;
        }
        let fill = Palette::of(ui).panel;
        ui.painter().rect_filled(side.details, 0.0, fill);
        let builder = UiBuilder::new().id_salt("details").max_rect(side.details);
        let mut inside = ui.new_child(builder);
        inside.shrink_clip_rect(side.details);
        name_node(&inside, Role::Complementary, "Resource details");
        details(&mut inside);
        self.drawn = if has_keyboard(ui, side.details) {
            Drawn::WithKeyboard
        } else if side.is_over_rows() {
            Drawn::OverRows
        } else {
            Drawn::Beside
        };
        let has_edge = side.details.left() > ui.max_rect().left();
        has_edge.then(|| self.edge_ui(ui, side)).flatten()
    }

    /// The edge of the side, which sets its width.
    fn edge_ui(&mut self, ui: &Ui, side: Side) -> Option<u16> {
        let palette = Palette::of(ui);
        let left = side.details.left();
        let grip = Rect::from_x_y_ranges(left - GRIP..=left + GRIP, side.details.y_range());
        let id = ui.scope_id().with("edge of the details");
        let response = ui.interact(grip, id, Sense::DRAG);
        let is_held = response.hovered() || response.dragged();
        let (width, color) = if is_held {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
            (tokens::LINE_FOCUS, palette.accent)
        } else {
            (tokens::LINE, palette.line)
        };
        ui.painter()
            .vline(left, side.details.y_range(), (width, color));
        if response.dragged() {
            let from = self.dragged.unwrap_or(side.details.width());
            let most = ui.max_rect().width().max(LEAST_WIDTH);
            let width = from - response.drag_delta().x;
            self.dragged = Some(width.clamp(LEAST_WIDTH, most));
        }
        response.drag_stopped().then(|| {
            self.dragged = None;
            side.details.width().round() as u16
        })
    }

    /// The parts of `body`, with the details as wide as a person wants them, as far as there is room.
    pub(super) fn place(&self, body: Rect, wanted: Option<u16>) -> Side {
        let wanted = self.dragged.or(wanted.map(f32::from)).unwrap_or(WIDTH);
        let is_beside = body.width() >= BESIDE_FROM;
        let rest = if is_beside { ROWS_WIDTH } else { ROWS_EDGE };
        let most = (body.width() - rest).max(LEAST_WIDTH);
        let width = wanted.clamp(LEAST_WIDTH, most).min(body.width());
        let left = (body.right() - width).round();
        let visible_rows = Rect::from_min_max(body.min, pos2(left, body.bottom()));
        Side {
            rows: if is_beside { visible_rows } else { body },
            visible_rows,
            details: Rect::from_min_max(pos2(left, body.top()), body.max),
        }
    }
}

/// Whether what has the keyboard lies in `place`.
fn has_keyboard(ui: &Ui, place: Rect) -> bool {
    let Some(focused) = ui.memory(egui::Memory::focused) else {
        return false;
    };
    // To read its response would take the keyboard from it in the frame of a click.
    let rect = ui.ctx().viewport(|viewport| {
        let widget = viewport.this_pass.widgets.get(focused);
        widget.map(|widget| widget.rect)
    });
    rect.is_some_and(|rect| place.contains(rect.center()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(width: f32, wanted: Option<u16>) -> (f32, f32, f32) {
        let body = Rect::from_min_max(pos2(0.0, 0.0), pos2(width, 400.0));
        let side = SideUi::default().place(body, wanted);
        let widths = [side.rows, side.visible_rows, side.details].map(|rect| rect.width());
        (widths[0], widths[1], widths[2])
    }

    #[test]
    fn the_details_keep_their_width_while_rows_keep_theirs() {
        assert_eq!(placed(1200.0, None), (820.0, 820.0, 380.0));
        assert_eq!(placed(1200.0, Some(500)), (700.0, 700.0, 500.0));
        assert_eq!(placed(600.0, Some(500)), (240.0, 240.0, 360.0));
        assert_eq!(placed(1200.0, Some(20)), (900.0, 900.0, 300.0));
    }

    #[test]
    fn in_a_narrow_pane_they_lie_over_rows_that_stay_as_wide_as_they_were() {
        assert_eq!(placed(500.0, None), (500.0, 120.0, 380.0));
        assert_eq!(placed(360.0, None), (360.0, 48.0, 312.0));
        assert_eq!(placed(320.0, None), (320.0, 20.0, 300.0));
        assert_eq!(placed(240.0, None), (240.0, 0.0, 240.0));
    }
}
