//! A status as a dot whose shape says the same as its colour.

use egui::{Painter, Pos2, Shape, Stroke, Vec2, vec2};

use crate::model::StatusClass;
use crate::ui::tokens::{self, Palette};

/// Paints the dot around `center`: full circle when it works, half when it changes, triangle when it
/// needs a look, diamond when it is broken, ring when it is off, short bar when nothing is known.
pub fn paint(painter: &Painter, palette: &Palette, center: Pos2, class: StatusClass) {
    let color = palette.status(class);
    let radius = tokens::DOT / 2.0;
    let stroke = Stroke::new(1.4, color);
    let polygon = |points: Vec<Vec2>| {
        let points = points.into_iter().map(|point| center + point).collect();
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    match class {
        StatusClass::Ok => {
            painter.circle_filled(center, radius, color);
        }
        StatusClass::Busy => {
            painter.circle_stroke(center, radius - 0.7, stroke);
            painter.circle_filled(center, radius - 2.2, color);
        }
        StatusClass::Warn => polygon(vec![
            vec2(0.0, -radius),
            vec2(radius, radius * 0.8),
            vec2(-radius, radius * 0.8),
        ]),
        StatusClass::Error => polygon(vec![
            vec2(0.0, -radius - 0.5),
            vec2(radius + 0.5, 0.0),
            vec2(0.0, radius + 0.5),
            vec2(-radius - 0.5, 0.0),
        ]),
        StatusClass::Off => {
            painter.circle_stroke(center, radius - 0.7, stroke);
        }
        StatusClass::Unknown => {
            painter.line_segment(
                [
                    center - vec2(radius * 0.6, 0.0),
                    center + vec2(radius * 0.6, 0.0),
                ],
                stroke,
            );
        }
    }
}
