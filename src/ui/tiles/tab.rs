//! The tab of one pane: its title and the cross that closes it.

use egui::{
    Align2, Color32, CursorIcon, Id, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui,
    Vec2, WidgetInfo, WidgetText, vec2,
};
use egui_tiles::TabState;

use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};

/// Room for the cross, in points.
const CROSS: f32 = 16.0;

/// What a tab shows.
pub(super) struct TabLook<'a> {
    pub title: &'a str,
    pub state: &'a TabState,
    pub fill: Color32,
    pub outline: Stroke,
    pub color: Color32,
}

impl TabLook<'_> {
    /// Draws the tab; returns it, and whether its cross was clicked.
    pub(super) fn show(&self, ui: &mut Ui, id: Id) -> (Response, bool) {
        let font = TextStyle::Button.resolve(ui.style());
        let text = WidgetText::from(self.title);
        let wrap = Some(egui::TextWrapMode::Extend);
        let galley = text.into_galley(ui, wrap, f32::INFINITY, font);
        let width = galley.size().x + CROSS + 3.0 * tokens::SPACE_2;
        let (_, rect) = ui.allocate_space(vec2(width, ui.available_height()));
        let tab = ui.interact(rect, id, Sense::click_and_drag());
        let tab = tab.on_hover_cursor(CursorIcon::Grab);
        tab.widget_info(|| WidgetInfo::labeled(Role::Tab, ui.is_enabled(), self.title));
        tab.ctx.accesskit_node_builder(tab.id, |node| {
            node.set_selected(self.state.active);
        });
        if !ui.is_rect_visible(rect) || self.state.is_being_dragged {
            return (tab, false);
        }
        let painter = ui.painter();
        painter.rect(
            rect.shrink(0.5),
            0.0,
            self.fill,
            self.outline,
            StrokeKind::Inside,
        );
        if self.state.active {
            // The tab and what it shows are one.
            let line = Stroke::new(self.outline.width + 1.0, self.fill);
            painter.hline(rect.x_range(), rect.bottom(), line);
        }
        if tab.has_focus() {
            let stroke = (tokens::LINE_FOCUS, Palette::of(ui).accent);
            painter.rect_stroke(rect.shrink(2.0), 2.0, stroke, StrokeKind::Inside);
        }
        let inside = rect.shrink2(vec2(tokens::SPACE_2, 0.0));
        let start = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), inside);
        painter.galley(start.min, galley, self.color);
        let place = Align2::RIGHT_CENTER.align_size_within_rect(Vec2::splat(CROSS), inside);
        (tab, self.close_ui(ui, place, id.with("close")))
    }

    fn close_ui(&self, ui: &Ui, rect: egui::Rect, id: Id) -> bool {
        let palette = Palette::of(ui);
        let response = ui.interact(rect, id, Sense::click());
        let name = format!("Close {}", self.title);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
        let is_lit = response.hovered() || response.has_focus();
        let color = if is_lit {
            palette.text_strong
        } else {
            palette.text_weak
        };
        if is_lit {
            ui.painter().rect_filled(rect, 3.0, palette.control_hover);
        }
        if response.has_focus() {
            let stroke = (tokens::LINE_FOCUS, palette.accent);
            ui.painter()
                .rect_stroke(rect, 3.0, stroke, StrokeKind::Inside);
        }
        icons::paint(ui.painter(), Icon::Cross, rect.center(), 10.0, color);
        response.on_hover_text(&name).clicked()
    }
}
