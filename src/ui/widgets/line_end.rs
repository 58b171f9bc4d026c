//! What stands at the right end of a line, drawn from the left to the right, so that Tab goes through it as it is
//! read. Its width is that of the frame before; a frame that finds another one is drawn again before it is shown.

use egui::{Align, Id, Layout, Rect, Ui, UiBuilder, pos2};

/// The right end of a line that is being drawn.
pub(crate) struct LineEnd {
    id: Id,
    width: f32,
}

impl LineEnd {
    /// The end of the line that `ui` draws from left to right. `id` is the line's own in the whole window.
    pub(crate) fn new(ui: &Ui, id: Id) -> Self {
        let width = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
        Self { id, width }
    }

    /// Width that is left for what stands before it, in points.
    pub(crate) fn room(&self, ui: &Ui) -> f32 {
        (ui.available_width() - self.width - ui.spacing().item_spacing.x).max(0.0)
    }

    /// Draws it.
    pub(crate) fn show<R>(self, ui: &mut Ui, draw: impl FnOnce(&mut Ui) -> R) -> R {
        let room = ui.available_rect_before_wrap();
        let left = (room.right() - self.width).max(room.left());
        let right = room.right().max(left);
        let rect = Rect::from_min_max(pos2(left, room.top()), pos2(right, room.bottom()));
        let layout = Layout::left_to_right(Align::Center);
        let mut end = ui.new_child(
            UiBuilder::new()
                .id_salt(self.id)
                .max_rect(rect)
                .layout(layout),
        );
        let drawn = draw(&mut end);
        let taken = end.min_rect();
        if (taken.width() - self.width).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(self.id, taken.width()));
            ui.ctx().request_discard("the width of a line's end");
        }
        ui.advance_cursor_after_rect(taken);
        drawn
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    #[test]
    fn the_end_stands_at_the_right_in_the_order_in_which_it_is_drawn() {
        let mut harness = Harness::new_ui(|ui| {
            ui.horizontal(|ui| {
                let end = LineEnd::new(ui, Id::unique("line"));
                let _ = ui.button("before");
                end.show(ui, |ui| {
                    let _ = ui.button("first");
                    let _ = ui.button("last");
                });
            });
        });
        harness.run();
        let [before, first, last] =
            ["before", "first", "last"].map(|label| harness.get_by_label(label).rect());
        assert!(before.right() < first.left() && first.right() < last.left());
        let right = harness.ctx.content_rect().right();
        assert!(right - last.right() < 20.0, "{last} of {right}");
    }
}
