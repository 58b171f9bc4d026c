//! A list of rows of one height, of any length: draws visible rows only, exact at ten million.
//!
//! The caller draws each row into the rectangle it is given and makes ids from what the row *is*, never from its
//! position. See `anchor` for why there is no scroll offset.

mod anchor;

use std::ops::Range;

use egui::accesskit::Role;
use egui::{
    EventFilter, Id, Key, Pos2, Rangef, Rect, Response, Sense, Ui, UiBuilder, Vec2, WidgetInfo,
    pos2, vec2,
};

pub use anchor::{Anchor, Extent};

use crate::ui::tokens::{self, Palette};

/// What moves the view when a key is pressed while the list has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKeys {
    /// The list itself: arrows, page and home keys scroll.
    Scroll,
    /// The caller, who moves a selection and calls [`VirtualRows::scroll_into_view`].
    Caller,
}

/// What is shown this frame.
#[derive(Clone, Copy, Debug)]
pub struct RowsShape<'a> {
    /// What the list is called, for tests and screen readers.
    pub label: &'a str,
    /// How many rows there are.
    pub row_count: usize,
    /// Height of each, in points.
    pub row_height: f32,
    /// What handles keys.
    pub keys: RowKeys,
}

/// What happened.
pub struct RowsOutput {
    /// Rows that were drawn.
    pub visible: Range<usize>,
    /// Whole rows in a page.
    pub page_rows: usize,
    /// The list as a whole; focus it to give it the keyboard.
    pub response: Response,
    /// Whether the last row is visible.
    pub at_end: bool,
    /// Whether the first row is visible.
    pub at_start: bool,
}

/// Where one list is scrolled to. Kept by the view that shows it.
#[derive(Clone, Debug, Default)]
pub struct VirtualRows {
    anchor: Anchor,
    request: Option<Request>,
    /// Where the thumb was grabbed, in points from its top.
    grabbed_at: Option<f32>,
}

#[derive(Clone, Copy, Debug)]
enum Request {
    ScrollTo(usize),
    End,
}

impl VirtualRows {
    /// The top edge of the view.
    pub fn anchor(&self) -> Anchor {
        self.anchor
    }

    /// Puts `row` at the top of the view, or as near as the end of the list allows.
    pub fn scroll_to(&mut self, row: usize) {
        self.anchor = Anchor {
            first_row: row,
            px_into_row: 0.0,
        };
    }

    /// Scrolls to a row at the next draw, no further than needed.
    pub fn scroll_into_view(&mut self, row: usize) {
        self.request = Some(Request::ScrollTo(row));
    }

    /// Goes to the end at the next draw.
    pub fn scroll_to_end(&mut self) {
        self.request = Some(Request::End);
    }

    /// The row at the top is now at index `row`: rows came or went above it. Visible rows stay where they are.
    pub fn rebase(&mut self, row: usize) {
        self.anchor.first_row = row;
    }

    /// The id of the list of this name that `ui` draws.
    pub fn id(ui: &Ui, label: &str) -> Id {
        ui.make_persistent_id(("rows", label))
    }

    /// Draws the list into all the space that `ui` has left.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        shape: RowsShape<'_>,
        mut row_ui: impl FnMut(&mut Ui, usize, Rect),
    ) -> RowsOutput {
        let RowsShape {
            label,
            row_count,
            row_height,
            keys,
        } = shape;
        let outer = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(outer);
        let id = Self::id(ui, label);
        let extent = Extent {
            row_count,
            row_height,
            view_height: outer.height().max(0.0),
        };

        let response = ui.interact(outer, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::List, true, label));
        self.follow_wheel(ui, outer, &extent);
        self.follow_keys(ui, &response, &extent, keys);
        let bar = (!extent.fits()).then(|| scrollbar_rect(outer));
        let thumb = bar.map(|bar| self.follow_thumb(ui, id, bar, &extent));
        match self.request.take() {
            Some(Request::ScrollTo(row)) => {
                self.anchor = extent.scrolled_into_view(self.anchor, row)
            }
            Some(Request::End) => self.anchor = extent.end(),
            None => self.anchor = extent.clamp(self.anchor),
        }

        let right = bar.map_or(outer.right(), |bar| bar.left());
        let view = Rect::from_min_max(outer.min, pos2(right, outer.bottom()));
        let visible = self.draw_rows(ui, id, view, &extent, &mut row_ui);
        if let (Some(bar), Some((thumb_response, thumb_length))) = (bar, thumb) {
            let thumb_rect = thumb_rect(bar, thumb_length, extent.share(self.anchor));
            paint_bar(ui, bar, thumb_rect, &thumb_response);
        }
        RowsOutput {
            visible,
            page_rows: extent.page_rows(),
            response,
            at_end: extent.fits() || self.anchor == extent.end(),
            at_start: self.anchor == Anchor::default(),
        }
    }

    fn draw_rows(
        &self,
        ui: &mut Ui,
        id: Id,
        view: Rect,
        extent: &Extent,
        row_ui: &mut impl FnMut(&mut Ui, usize, Rect),
    ) -> Range<usize> {
        let builder = UiBuilder::new()
            .scope_id(id.with("inside"))
            .max_rect(view)
            .accessibility_parent(id);
        let mut rows = ui.new_child(builder);
        rows.shrink_clip_rect(view);
        rows.spacing_mut().item_spacing = Vec2::ZERO;
        rows.style_mut().interaction.selectable_labels = false;
        // Whole pixels, or text shimmers while it scrolls.
        let pixels = rows.pixels_per_point();
        let top = ((view.top() - self.anchor.px_into_row) * pixels).round() / pixels;
        let first = self.anchor.first_row;
        let mut row = first;
        while row < extent.row_count {
            let y = top + (row - first) as f32 * extent.row_height;
            if y >= view.bottom() {
                break;
            }
            let rect =
                Rect::from_min_size(pos2(view.left(), y), vec2(view.width(), extent.row_height));
            row_ui(&mut rows, row, rect);
            row += 1;
        }
        first..row
    }

    fn follow_wheel(&mut self, ui: &Ui, outer: Rect, extent: &Extent) {
        if extent.fits() || !ui.is_enabled() || !ui.rect_contains_pointer(outer) {
            return;
        }
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        if wheel != 0.0 {
            self.anchor = extent.scrolled(extent.clamp(self.anchor), -wheel);
            // What moved this list must not move the area around it as well.
            ui.input_mut(|input| input.smooth_scroll_delta.y = 0.0);
        }
        let finger = ui.input(|input| {
            if input.any_touches() {
                input.pointer.delta().y
            } else {
                0.0
            }
        });
        if finger != 0.0 {
            self.anchor = extent.scrolled(extent.clamp(self.anchor), -finger);
        }
    }

    fn follow_keys(&mut self, ui: &Ui, response: &Response, extent: &Extent, keys: RowKeys) {
        if !response.has_focus() {
            return;
        }
        let arrows_stay = EventFilter {
            tab: false,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: false,
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows_stay));
        if keys == RowKeys::Caller {
            return;
        }
        let page = extent.page_rows() as f32 * extent.row_height;
        let (points, end) = ui.input(|input| {
            let presses = |key| input.num_presses(key) as f32;
            let points = (presses(Key::ArrowDown) - presses(Key::ArrowUp)) * extent.row_height
                + (presses(Key::PageDown) - presses(Key::PageUp)) * page;
            let home = input.key_pressed(Key::Home).then_some(Anchor::default());
            (
                points,
                input.key_pressed(Key::End).then(|| extent.end()).or(home),
            )
        });
        if points != 0.0 {
            self.anchor = extent.scrolled(extent.clamp(self.anchor), points);
        }
        self.anchor = end.unwrap_or(self.anchor);
    }

    /// Returns the thumb's response and length.
    fn follow_thumb(&mut self, ui: &Ui, id: Id, bar: Rect, extent: &Extent) -> (Response, f32) {
        let shown = f64::from(extent.view_height) / extent.total_height();
        let length = ((f64::from(bar.height()) * shown) as f32)
            .clamp(tokens::THUMB_MIN.min(bar.height()), bar.height());
        let response = ui.interact(bar, id.with("bar"), Sense::CLICK | Sense::DRAG);
        let Some(pointer) = response
            .interact_pointer_pos()
            .filter(|_| response.is_pointer_button_down_on())
        else {
            self.grabbed_at = None;
            return (response, length);
        };
        let thumb = thumb_rect(bar, length, extent.share(self.anchor));
        // Pressed beside the thumb: it comes to the pointer and is dragged from its middle.
        let grabbed_at = *self.grabbed_at.get_or_insert_with(|| {
            if thumb.y_range().contains(pointer.y) {
                pointer.y - thumb.top()
            } else {
                length / 2.0
            }
        });
        let room = f64::from(bar.height() - length);
        let moved = f64::from(pointer.y - grabbed_at - bar.top());
        let still = (f64::from(thumb.top() - bar.top()) - moved).abs() < 0.01;
        if room > 0.0 && !still {
            self.anchor = extent.at_share(moved / room);
        }
        (response, length)
    }
}

fn scrollbar_rect(outer: Rect) -> Rect {
    Rect::from_min_max(
        pos2(outer.right() - tokens::SCROLLBAR_WIDTH, outer.top()),
        outer.max,
    )
}

fn thumb_rect(bar: Rect, length: f32, share: f64) -> Rect {
    let top = bar.top() + (f64::from(bar.height() - length) * share) as f32;
    Rect::from_x_y_ranges(bar.x_range().shrink(2.0), Rangef::new(top, top + length))
}

fn paint_bar(ui: &Ui, bar: Rect, thumb: Rect, response: &Response) {
    let palette = Palette::of(ui);
    let color = if response.is_pointer_button_down_on() {
        palette.text_weak
    } else if response.hovered() {
        palette.text_faint
    } else {
        palette.line_strong
    };
    let painter = ui.painter_at(bar);
    painter.rect_filled(thumb, thumb.width() / 2.0, color);
}

/// The middle of a row's left edge, moved right by `x` points: where a row's content begins.
pub fn row_start(rect: Rect, x: f32) -> Pos2 {
    pos2(rect.left() + x, rect.center().y)
}

#[cfg(test)]
mod tests;
