//! Small pictures drawn with the painter, so that no font has to have them, and buttons that carry
//! nothing else.

use egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use crate::ui::tokens::{self, Palette};

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// ×: close, remove, clear.
    Cross,
    /// A triangle to the right: something is folded away.
    ChevronRight,
    /// A triangle downwards: something is unfolded, or a menu opens.
    ChevronDown,
    /// A triangle upwards.
    ChevronUp,
    /// A magnifying glass.
    Search,
    /// A triangle with a bar: trouble.
    Warning,
    /// Two sheets: copy.
    Copy,
    /// A plus sign: add.
    Plus,
    /// A pencil: rename.
    Pencil,
    /// A circle that is dark on one side: the other theme.
    Theme,
}

/// Paints an icon of `size` points around `center`.
pub fn paint(painter: &Painter, icon: Icon, center: Pos2, size: f32, color: Color32) {
    let half = size / 2.0;
    let stroke = Stroke::new(1.4, color);
    let triangle = |points: [Vec2; 3]| {
        painter.add(Shape::convex_polygon(
            points.map(|point| center + point).to_vec(),
            color,
            Stroke::NONE,
        ));
    };
    match icon {
        Icon::Cross => {
            let reach = half * 0.6;
            painter.line_segment(
                [center - Vec2::splat(reach), center + Vec2::splat(reach)],
                stroke,
            );
            painter.line_segment(
                [center + vec2(-reach, reach), center + vec2(reach, -reach)],
                stroke,
            );
        }
        Icon::Theme => paint_theme(painter, center, half, color),
        Icon::Plus => {
            let reach = half * 0.7;
            painter.line_segment(
                [center - vec2(reach, 0.0), center + vec2(reach, 0.0)],
                stroke,
            );
            painter.line_segment(
                [center - vec2(0.0, reach), center + vec2(0.0, reach)],
                stroke,
            );
        }
        Icon::Pencil => {
            let reach = half * 0.6;
            painter.line_segment(
                [center + vec2(-reach, reach), center + vec2(reach, -reach)],
                Stroke::new(2.4, color),
            );
            painter.circle_filled(center + vec2(-reach, reach), 1.0, color);
        }
        Icon::ChevronRight => {
            triangle([
                vec2(-half * 0.4, -half * 0.7),
                vec2(half * 0.5, 0.0),
                vec2(-half * 0.4, half * 0.7),
            ]);
        }
        Icon::ChevronDown => {
            triangle([
                vec2(-half * 0.7, -half * 0.4),
                vec2(half * 0.7, -half * 0.4),
                vec2(0.0, half * 0.5),
            ]);
        }
        Icon::ChevronUp => {
            triangle([
                vec2(-half * 0.7, half * 0.4),
                vec2(0.0, -half * 0.5),
                vec2(half * 0.7, half * 0.4),
            ]);
        }
        Icon::Search => {
            painter.circle_stroke(center - Vec2::splat(half * 0.2), half * 0.55, stroke);
            painter.line_segment(
                [
                    center + Vec2::splat(half * 0.2),
                    center + Vec2::splat(half * 0.75),
                ],
                stroke,
            );
        }
        Icon::Warning => paint_warning(painter, center, half, color),
        Icon::Copy => {
            let sheet = Rect::from_center_size(center, Vec2::splat(half * 1.1));
            painter.rect_stroke(
                sheet.translate(Vec2::splat(half * 0.25)),
                1.0,
                stroke,
                StrokeKind::Middle,
            );
            painter.line_segment(
                [
                    sheet.left_bottom() - vec2(half * 0.25, half * 0.25),
                    sheet.left_top() - Vec2::splat(half * 0.25),
                ],
                stroke,
            );
            painter.line_segment(
                [
                    sheet.left_top() - Vec2::splat(half * 0.25),
                    sheet.right_top() - vec2(half * 0.25, half * 0.25),
                ],
                stroke,
            );
        }
    }
}

fn paint_warning(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let corners = [
        vec2(0.0, -half * 0.8),
        vec2(half * 0.85, half * 0.7),
        vec2(-half * 0.85, half * 0.7),
    ];
    let corners = corners.map(|corner| center + corner).to_vec();
    painter.add(Shape::closed_line(corners, Stroke::new(1.3, color)));
    painter.line_segment(
        [
            center + vec2(0.0, -half * 0.3),
            center + vec2(0.0, half * 0.2),
        ],
        Stroke::new(1.3, color),
    );
    painter.circle_filled(pos2(center.x, center.y + half * 0.45), 0.8, color);
}

/// A circle of which the right half is filled.
fn paint_theme(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let radius = half * 0.8;
    painter.circle_stroke(center, radius, Stroke::new(1.4, color));
    let edge = (0..=12).map(|step| {
        let angle = std::f32::consts::PI * (step as f32 / 12.0 - 0.5);
        center + radius * Vec2::angled(angle)
    });
    painter.add(Shape::convex_polygon(edge.collect(), color, Stroke::NONE));
}

/// A button that is only an icon. `label` names it for hover, tests and screen readers.
pub fn icon_button_ui(ui: &mut Ui, icon: Icon, label: &str) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(Vec2::splat(tokens::CONTROL_HEIGHT - 4.0), Sense::click());
    paint_button(ui, icon, rect, &response);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    response.on_hover_text(label)
}

/// As [`icon_button_ui`], in a place that was set aside for it.
pub fn icon_button_at(ui: &Ui, id: egui::Id, rect: Rect, icon: Icon, label: &str) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    paint_button(ui, icon, rect, &response);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    response.on_hover_text(label)
}

fn paint_button(ui: &Ui, icon: Icon, rect: Rect, response: &Response) {
    let palette = Palette::of(ui);
    let color = if !ui.is_enabled() {
        palette.text_faint
    } else if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, f32::from(tokens::RADIUS), palette.control_hover);
        palette.text_strong
    } else {
        palette.text_weak
    };
    paint(ui.painter(), icon, rect.center(), 12.0, color);
}
