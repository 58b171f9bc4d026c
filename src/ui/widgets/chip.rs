//! A word in a box that can be clicked and, mostly, closed: one part of a scope.

use egui::{Color32, FontId, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::icons::{self, Icon};
use super::truncated;
use crate::ui::tokens::{self, Palette};

/// Width of the closing cross, in points.
const CROSS: f32 = 18.0;

/// What to draw.
pub struct Chip<'a> {
    /// What it says.
    pub text: &'a str,
    /// The full text, on hover and for screen readers.
    pub hover: &'a str,
    /// What the closing cross is called; `None` for a chip that cannot be closed.
    pub close_label: Option<&'a str>,
    /// A dot in front, for accounts.
    pub dot: Option<Color32>,
    /// Its colours.
    pub tone: Tone,
    /// Widest it may be, in points.
    pub max_width: f32,
}

/// The colours of a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As others.
    Plain,
    /// Something is missing.
    Warning,
}

/// What was done to a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipClick {
    /// Its text was clicked.
    Body,
    /// Its cross was clicked.
    Close,
}

impl Chip<'_> {
    /// How wide it will be, in points.
    pub fn width(&self, ui: &Ui) -> f32 {
        let font = FontId::proportional(tokens::TEXT_BODY);
        let (galley, _) = truncated::layout(
            ui.painter(),
            self.text,
            font,
            Color32::PLACEHOLDER,
            self.max_width,
        );
        (galley.size().x + self.extra_width()).min(self.max_width)
    }

    fn extra_width(&self) -> f32 {
        let cross = if self.close_label.is_some() {
            CROSS
        } else {
            tokens::SPACE_2
        };
        let dot = if self.dot.is_some() {
            tokens::DOT + 6.0
        } else {
            0.0
        };
        tokens::SPACE_2 + dot + cross
    }

    /// Draws it.
    pub fn show(&self, ui: &mut Ui) -> Option<ChipClick> {
        let palette = Palette::of(ui);
        let text_width = self.max_width - self.extra_width();
        let color = match self.tone {
            Tone::Plain => palette.text,
            Tone::Warning => palette.warn,
        };
        let font = FontId::proportional(tokens::TEXT_BODY);
        let (galley, _) = truncated::layout(ui.painter(), self.text, font, color, text_width);
        let size = vec2(
            galley.size().x + self.extra_width(),
            tokens::CONTROL_HEIGHT - 2.0,
        );
        let (rect, body) = ui.allocate_exact_size(size, Sense::click());
        body.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text));

        let fill = if body.hovered() {
            palette.control_hover
        } else {
            palette.control
        };
        ui.painter()
            .rect_filled(rect, f32::from(tokens::RADIUS), fill);
        if self.tone == Tone::Warning {
            let stroke = (tokens::LINE, color);
            ui.painter()
                .rect_stroke(rect, f32::from(tokens::RADIUS), stroke, StrokeKind::Inside);
        }
        let mut x = rect.left() + tokens::SPACE_2;
        if let Some(dot) = self.dot {
            ui.painter().circle_filled(
                pos2(x + tokens::DOT / 2.0, rect.center().y),
                tokens::DOT / 2.0,
                dot,
            );
            x += tokens::DOT + 6.0;
        }
        let top = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(x, top), galley, color);

        let mut click = body.clicked().then_some(ChipClick::Body);
        if let Some(label) = self.close_label {
            let cross = egui::Rect::from_min_max(pos2(rect.right() - CROSS, rect.top()), rect.max);
            if icons::icon_button_at(ui, body.id.with("close"), cross, Icon::Cross, label).clicked()
            {
                click = Some(ChipClick::Close);
            }
        }
        body.on_hover_text(self.hover);
        click
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn the_cross_closes_and_the_text_opens() {
        let mut harness = Harness::new_ui_state(
            |ui, clicks: &mut Vec<ChipClick>| {
                let chip = Chip {
                    text: "eu-west-1",
                    hover: "Region eu-west-1",
                    close_label: Some("Remove eu-west-1"),
                    dot: None,
                    tone: Tone::Plain,
                    max_width: 160.0,
                };
                clicks.extend(chip.show(ui));
            },
            Vec::new(),
        );
        harness.get_by_label("eu-west-1").hover();
        harness.run();
        harness.get_by_label("Remove eu-west-1").click();
        harness.run();
        let left = harness.get_by_label("eu-west-1").rect().left_center() + vec2(12.0, 0.0);
        harness.drag_at(left);
        harness.step();
        harness.drop_at(left);
        harness.run();
        assert_eq!(*harness.state(), [ChipClick::Close, ChipClick::Body]);
    }
}
