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
    /// An open circle with an arrow: once more.
    Refresh,
    /// A filled square: stop.
    Stop,
    /// A circle with an i: details.
    Info,
    /// Three dots in a line: more.
    More,
    /// A circle with the hands of a clock: it waits.
    Waiting,
    /// An angle to the left: the one before.
    Previous,
    /// An angle to the right: the next one.
    Next,
    /// An arrow out of a corner: opens elsewhere.
    Outward,
}

/// Paints an icon of `size` points around `center`.
pub fn paint(painter: &Painter, icon: Icon, center: Pos2, size: f32, color: Color32) {
    let half = size / 2.0;
    match icon {
        Icon::Cross => paint_lines(painter, center, half, color, &CROSS),
        Icon::Plus => paint_lines(painter, center, half, color, &PLUS),
        Icon::ChevronRight => paint_triangle(painter, center, half, color, CHEVRON_RIGHT),
        Icon::ChevronDown => paint_triangle(painter, center, half, color, CHEVRON_DOWN),
        Icon::ChevronUp => paint_triangle(painter, center, half, color, CHEVRON_UP),
        Icon::Pencil => paint_pencil(painter, center, half, color),
        Icon::Search => paint_search(painter, center, half, color),
        Icon::Warning => paint_warning(painter, center, half, color),
        Icon::Copy => paint_copy(painter, center, half, color),
        Icon::Theme => paint_theme(painter, center, half, color),
        Icon::Refresh => paint_refresh(painter, center, half, color),
        Icon::Stop => paint_stop(painter, center, half, color),
        Icon::Info => paint_info(painter, center, half, color),
        Icon::More => paint_more(painter, center, half, color),
        Icon::Waiting => paint_waiting(painter, center, half, color),
        Icon::Previous => paint_lines(painter, center, half, color, &PREVIOUS),
        Icon::Next => paint_lines(painter, center, half, color, &NEXT),
        Icon::Outward => paint_lines(painter, center, half, color, &OUTWARD),
    }
}

/// Width of the lines of an icon, in points.
const LINE: f32 = 1.4;

/// Both ends of a line, in halves of the icon's size from its center.
type Line = [Vec2; 2];

const CROSS: [Line; 2] = [
    [vec2(-0.6, -0.6), vec2(0.6, 0.6)],
    [vec2(-0.6, 0.6), vec2(0.6, -0.6)],
];
const PLUS: [Line; 2] = [
    [vec2(-0.7, 0.0), vec2(0.7, 0.0)],
    [vec2(0.0, -0.7), vec2(0.0, 0.7)],
];

const PREVIOUS: [Line; 2] = [
    [vec2(0.3, -0.7), vec2(-0.35, 0.0)],
    [vec2(-0.35, 0.0), vec2(0.3, 0.7)],
];
const NEXT: [Line; 2] = [
    [vec2(-0.3, -0.7), vec2(0.35, 0.0)],
    [vec2(0.35, 0.0), vec2(-0.3, 0.7)],
];
const OUTWARD: [Line; 3] = [
    [vec2(-0.6, 0.6), vec2(0.6, -0.6)],
    [vec2(-0.2, -0.6), vec2(0.65, -0.6)],
    [vec2(0.6, -0.65), vec2(0.6, 0.2)],
];

const CHEVRON_RIGHT: [Vec2; 3] = [vec2(-0.4, -0.7), vec2(0.5, 0.0), vec2(-0.4, 0.7)];
const CHEVRON_DOWN: [Vec2; 3] = [vec2(-0.7, -0.4), vec2(0.7, -0.4), vec2(0.0, 0.5)];
const CHEVRON_UP: [Vec2; 3] = [vec2(-0.7, 0.4), vec2(0.0, -0.5), vec2(0.7, 0.4)];

fn paint_lines(painter: &Painter, center: Pos2, half: f32, color: Color32, lines: &[Line]) {
    for line in lines {
        let ends = line.map(|end| center + half * end);
        painter.line_segment(ends, Stroke::new(LINE, color));
    }
}

fn paint_triangle(painter: &Painter, center: Pos2, half: f32, color: Color32, corners: [Vec2; 3]) {
    let corners = corners.map(|corner| center + half * corner).to_vec();
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
}

fn paint_pencil(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let reach = half * 0.6;
    let point = center + vec2(-reach, reach);
    painter.line_segment(
        [point, center + vec2(reach, -reach)],
        Stroke::new(2.4, color),
    );
    painter.circle_filled(point, 1.0, color);
}

fn paint_search(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let stroke = Stroke::new(LINE, color);
    painter.circle_stroke(center - Vec2::splat(half * 0.2), half * 0.55, stroke);
    let handle = [0.2, 0.75].map(|along| center + Vec2::splat(half * along));
    painter.line_segment(handle, stroke);
}

/// A sheet, and the edge of the one behind it.
fn paint_copy(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let stroke = Stroke::new(LINE, color);
    let step = half * 0.25;
    let sheet = Rect::from_center_size(center, Vec2::splat(half * 1.1));
    let front = sheet.translate(Vec2::splat(step));
    painter.rect_stroke(front, 1.0, stroke, StrokeKind::Middle);
    let corner = sheet.left_top() - Vec2::splat(step);
    painter.line_segment([sheet.left_bottom() - Vec2::splat(step), corner], stroke);
    painter.line_segment([corner, sheet.right_top() - Vec2::splat(step)], stroke);
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

/// Most of a circle, and the head of an arrow at its end.
fn paint_refresh(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let radius = half * 0.75;
    let on_circle = |angle: f32| center + radius * Vec2::angled(angle);
    let arc: Vec<Pos2> = (0..=16)
        .map(|step| on_circle(0.4 + 5.0 * step as f32 / 16.0))
        .collect();
    painter.add(Shape::line(arc, Stroke::new(LINE, color)));
    let tip = on_circle(5.4);
    let head = [
        tip + half * vec2(0.45, -0.55),
        tip + half * vec2(0.45, 0.3),
        tip + half * vec2(-0.45, 0.3),
    ];
    painter.add(Shape::convex_polygon(head.to_vec(), color, Stroke::NONE));
}

fn paint_stop(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let square = Rect::from_center_size(center, Vec2::splat(half * 1.3));
    painter.rect_filled(square, 1.0, color);
}

fn paint_info(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let stroke = Stroke::new(LINE, color);
    painter.circle_stroke(center, half * 0.9, stroke);
    painter.circle_filled(center - vec2(0.0, half * 0.42), 0.9, color);
    painter.line_segment(
        [-0.1, 0.5].map(|down| center + vec2(0.0, half * down)),
        stroke,
    );
}

fn paint_more(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    for along in [-0.75, 0.0, 0.75] {
        painter.circle_filled(center + vec2(half * along, 0.0), 1.4, color);
    }
}

fn paint_waiting(painter: &Painter, center: Pos2, half: f32, color: Color32) {
    let stroke = Stroke::new(LINE, color);
    painter.circle_stroke(center, half * 0.85, stroke);
    for hand in [vec2(0.0, -0.5), vec2(0.4, 0.0)] {
        painter.line_segment([center, center + half * hand], stroke);
    }
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
