//! Readings of memory over time: resident, counted, the limit, and marks where memory was given back.

use std::collections::VecDeque;

use egui::{Align2, Color32, FontId, Pos2, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::mb;
use crate::app::view::MemorySample;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};

const HEIGHT: f32 = 168.0;
/// For the labels at the left, in points.
const GUTTER: f32 = 64.0;
/// For the labels below, in points.
const FOOT: f32 = 18.0;
/// For the legend, in points.
const HEAD: f32 = 20.0;
/// What a mark of time takes in width.
const MARK_WIDTH: f32 = 48.0;

/// The scales of the plot's axes.
pub(super) struct Scale {
    /// MB at the top.
    top_mb: f64,
    /// MB between two lines.
    step_mb: f64,
    /// Whether the limit is in the picture.
    has_limit: bool,
    /// Minutes from the first sample to the last.
    span_min: f64,
    /// Minutes between two marks.
    step_min: f64,
}

/// The next of 1, 2, 5, 10, 20, ... that is at least `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.max(1e-9).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    steps
        .into_iter()
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
}

impl Scale {
    pub(super) fn of(history: &VecDeque<MemorySample>) -> Option<Self> {
        let (first, last) = (history.front()?, history.back()?);
        let used = history
            .iter()
            .map(|sample| sample.rss_bytes.max(sample.counted_bytes));
        let used = used.max()? as f64 / super::MIB;
        let limit = last.limit_bytes as f64 / super::MIB;
        // Far below the limit the curve would be a flat line: then the limit is out of the picture.
        let has_limit = used * 3.0 >= limit;
        let most = if has_limit { used.max(limit) } else { used };
        let step_mb = round_step(most.max(1.0) * 1.05 / 4.0).max(1.0);
        // From half a minute on, so that the first seconds do not fill the whole width.
        let span = last.at.saturating_sub(first.at).as_secs_f64() / 60.0;
        let span_min = span.max(0.5);
        let step_min = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0]
            .into_iter()
            .find(|step| span_min / step <= 6.0);
        Some(Self {
            top_mb: (most * 1.05 / step_mb).ceil().max(1.0) * step_mb,
            step_mb,
            has_limit,
            span_min,
            step_min: step_min.unwrap_or(10.0),
        })
    }

    fn x(&self, plot: Rect, minutes_ago: f64) -> f32 {
        plot.right() - plot.width() * (minutes_ago / self.span_min) as f32
    }

    fn y(&self, plot: Rect, mb: f64) -> f32 {
        plot.bottom() - plot.height() * (mb / self.top_mb) as f32
    }

    /// What the lines say, from 0 up.
    pub(super) fn lines_mb(&self) -> Vec<f64> {
        let count = (self.top_mb / self.step_mb).round() as u32;
        (0..=count).map(|at| f64::from(at) * self.step_mb).collect()
    }

    /// What the marks below say, from now back.
    pub(super) fn marks_min(&self) -> Vec<f64> {
        let count = (self.span_min / self.step_min).floor() as u32;
        (0..=count)
            .map(|at| f64::from(at) * self.step_min)
            .collect()
    }
}

/// Draws the plot.
pub(super) fn plot_ui(ui: &mut Ui, history: &VecDeque<MemorySample>) {
    let palette = Palette::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    response.widget_info(|| {
        let text = history
            .back()
            .map_or_else(|| "nothing measured yet".to_owned(), describe);
        egui::WidgetInfo::labeled(egui::Role::Image, true, format!("Memory over time: {text}"))
    });
    let mut plot = rect;
    plot.min += vec2(GUTTER, HEAD);
    plot.max -= vec2(tokens::SPACE_2, FOOT);
    ui.painter()
        .rect_filled(plot, f32::from(tokens::RADIUS), palette.sunken);
    let (Some(scale), Some(last)) = (Scale::of(history), history.back()) else {
        let font = FontId::proportional(tokens::TEXT_SMALL);
        let text = "Nothing measured yet";
        ui.painter().text(
            plot.center(),
            Align2::CENTER_CENTER,
            text,
            font,
            palette.text_weak,
        );
        return;
    };
    axes_ui(ui, &scale, plot);
    legend_ui(ui, &scale, last, rect, plot);
    curves_ui(ui, &scale, history, plot);
    if let Some(pointer) = response
        .hover_pos()
        .filter(|pointer| plot.contains(*pointer))
    {
        let share = f64::from((plot.right() - pointer.x) / plot.width());
        let ago = share * scale.span_min * 60.0;
        let at = last.at.as_secs_f64() - ago;
        let nearest = history.partition_point(|sample| sample.at.as_secs_f64() < at);
        if let Some(sample) = history.get(nearest.min(history.len() - 1)) {
            let x = scale.x(
                plot,
                (last.at.saturating_sub(sample.at)).as_secs_f64() / 60.0,
            );
            ui.painter().vline(
                x,
                plot.y_range(),
                Stroke::new(tokens::LINE, palette.line_strong),
            );
            response.on_hover_text_at_pointer(describe(sample));
        }
    }
}

fn describe(sample: &MemorySample) -> String {
    let mut text = format!(
        "resident {}, counted {}, limit {}",
        mb(sample.rss_bytes),
        mb(sample.counted_bytes),
        mb(sample.limit_bytes)
    );
    if sample.purged_bytes > 0 {
        text += &format!(", given back {}", mb(sample.purged_bytes));
    }
    text
}

fn axes_ui(ui: &Ui, scale: &Scale, plot: Rect) {
    let palette = Palette::of(ui);
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let line = Stroke::new(tokens::LINE, palette.line);
    for value in scale.lines_mb() {
        let y = scale.y(plot, value);
        ui.painter().hline(plot.x_range(), y, line);
        let text = format!("{} MB", grouped(value.round() as u64));
        let at = pos2(plot.left() - tokens::SPACE_1, y);
        ui.painter().text(
            at,
            Align2::RIGHT_CENTER,
            text,
            font.clone(),
            palette.text_weak,
        );
    }
    for ago in scale.marks_min() {
        let x = scale.x(plot, ago);
        ui.painter().vline(x, plot.y_range(), line);
        // Multiples of a fraction are not exact; hundredths are all that is meant.
        let text = match (ago * 100.0).round() / 100.0 {
            0.0 => "now".to_owned(),
            ago => format!("−{ago} min"),
        };
        // The labels of lines are left of the plot: a mark near the left edge must not reach into them.
        let anchor = match ago {
            0.0 => Align2::RIGHT_TOP,
            _ if x - plot.left() < MARK_WIDTH / 2.0 => Align2::LEFT_TOP,
            _ => Align2::CENTER_TOP,
        };
        let at = pos2(x, plot.bottom() + 2.0);
        ui.painter()
            .text(at, anchor, text, font.clone(), palette.text_weak);
    }
}

fn legend_ui(ui: &Ui, scale: &Scale, last: &MemorySample, rect: Rect, plot: Rect) {
    let palette = Palette::of(ui);
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let limit = if scale.has_limit {
        "Limit".to_owned()
    } else {
        format!("Limit: {}, above the picture", mb(last.limit_bytes))
    };
    let entries = [
        (palette.accent, "Resident".to_owned()),
        (palette.ok, "Allocated".to_owned()),
        (palette.error, limit),
        (palette.warn, "Memory freed".to_owned()),
    ];
    let mut x = plot.left();
    let y = rect.top() + HEAD / 2.0;
    for (color, text) in entries {
        let stroke = Stroke::new(tokens::LINE_FOCUS, color);
        ui.painter().hline(x..=x + tokens::SPACE_4, y, stroke);
        let at = pos2(x + tokens::SPACE_4 + tokens::SPACE_1, y);
        let drawn = ui
            .painter()
            .text(at, Align2::LEFT_CENTER, text, font.clone(), palette.text);
        x = drawn.right() + tokens::SPACE_4;
    }
}

fn curves_ui(ui: &Ui, scale: &Scale, history: &VecDeque<MemorySample>, plot: Rect) {
    let palette = Palette::of(ui);
    let Some(last) = history.back() else { return };
    let x_of = |sample: &MemorySample| {
        scale.x(plot, last.at.saturating_sub(sample.at).as_secs_f64() / 60.0)
    };
    let purges = history.iter().filter(|sample| sample.purged_bytes > 0);
    for purge in purges {
        ui.painter().vline(
            x_of(purge),
            plot.y_range(),
            Stroke::new(tokens::LINE, palette.warn),
        );
    }
    let curve = |color: Color32, bytes_of: fn(&MemorySample) -> u64| {
        let point = |sample: &MemorySample| {
            pos2(
                x_of(sample),
                scale.y(plot, bytes_of(sample) as f64 / super::MIB),
            )
        };
        let points: Vec<Pos2> = history.iter().map(point).collect();
        let stroke = Stroke::new(tokens::LINE_FOCUS, color);
        ui.painter()
            .with_clip_rect(plot)
            .add(match points.as_slice() {
                [only] => Shape::circle_filled(*only, tokens::LINE_FOCUS, color),
                _ => Shape::line(points, stroke),
            });
    };
    if scale.has_limit {
        curve(palette.error, |sample| sample.limit_bytes);
    }
    curve(palette.ok, |sample| sample.counted_bytes);
    curve(palette.accent, |sample| sample.rss_bytes);
}
