//! The ring around what has the keyboard: one for every control, drawn after them, so that none can lack it.

use egui::{LayerId, Rect, Stroke, StrokeKind, Ui};

use crate::ui::keys;
use crate::ui::tokens::{self, Palette};

/// Between a control and its ring, in points.
const GAP: f32 = 1.0;

/// Draws the ring. A list shows a cursor among its lines in place of a ring.
pub(crate) fn focus_ring_ui(ui: &Ui) {
    let Some(focused) = ui.memory(|memory| memory.focused()) else {
        return;
    };
    if keys::is_list(ui.ctx(), focused) {
        return;
    }
    let Some(response) = ui.ctx().read_response(focused) else {
        return;
    };
    let Some(rect) = ring_of(response.rect, ui.ctx().content_rect()) else {
        return;
    };
    let stroke = Stroke::new(tokens::LINE_FOCUS, Palette::of(ui).accent);
    // What is scrolled out of its area has its ring cut there too.
    let seen = response.interact_rect.expand(GAP + tokens::LINE_FOCUS);
    let layer: LayerId = response.layer_id;
    let painter = ui.ctx().layer_painter(layer).with_clip_rect(seen);
    painter.rect_stroke(rect, f32::from(tokens::RADIUS), stroke, StrokeKind::Outside);
}

/// Scrolls the area that `ui` is the content of to what has just got the keyboard in it. Call it at its end.
pub(crate) fn scroll_to_focus(ui: &Ui) {
    let Some(focused) = ui.memory(|memory| memory.focused()) else {
        return;
    };
    let Some(response) = ui.ctx().read_response(focused) else {
        return;
    };
    let is_here = response.layer_id == ui.layer_id() && ui.min_rect().contains_rect(response.rect);
    if is_here && response.gained_focus() && !ui.is_rect_visible(response.rect.shrink(1.0)) {
        ui.scroll_to_rect(response.rect, None);
    }
}

/// The inner edge of the ring, moved inwards where the window ends. `None` for what takes no room.
fn ring_of(control: Rect, window: Rect) -> Option<Rect> {
    let rect = control
        .expand(GAP)
        .intersect(window.shrink(tokens::LINE_FOCUS));
    rect.is_positive().then_some(rect)
}

#[cfg(test)]
mod tests {
    use egui::{pos2, vec2};

    use super::*;

    #[test]
    fn the_ring_stays_inside_the_window() {
        let window = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 50.0));
        let at_edge = Rect::from_min_size(pos2(60.0, 30.0), vec2(40.0, 20.0));
        let ring = ring_of(at_edge, window).expect("a ring");
        assert_eq!(ring, Rect::from_min_max(pos2(59.0, 29.0), pos2(98.0, 48.0)));
        assert_eq!(
            ring_of(
                Rect::from_min_size(pos2(200.0, 0.0), vec2(9.0, 9.0)),
                window
            ),
            None
        );
    }
}
