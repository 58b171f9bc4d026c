//! The summary as areas: each as large as what it stands for, with the parts of it inside. A click filters, as one on
//! its bar does, which is where the keyboard and a screen reader find it.

use egui::{Color32, FontId, Id, Rect, Sense, StrokeKind, Ui, pos2, vec2};

use super::Drawn;
use crate::app::commands::Command;
use crate::app::pane::summary::lines::SummaryLine;
use crate::app::pane::summary::treemap::{Area, places};
use crate::app::resource_explorer::figures::Bar;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::truncated::{Elided, layout};

/// Areas that are told apart; the others are one without a name.
const MOST: usize = 24;

/// The same inside an area.
const MOST_INSIDE: usize = 12;

/// Height of the name above the parts of an area, in points.
const NAME_HEIGHT: f32 = 16.0;

/// Smaller than this an area has no parts, in points.
const LEAST: f32 = 40.0;

/// Draws the areas into `room`.
pub(super) fn map_ui(ui: &Ui, drawn: &Drawn<'_>, room: Rect, commands: &mut Vec<Command>) {
    let bars = by_weight(drawn, &drawn.listed.summary.bars, SummaryLine::Bar);
    for (line, place) in placed(drawn, &bars, MOST, room) {
        let Some(line) = line else {
            paint(ui, place, false, false);
            name_ui(ui, "others", place, Palette::of(ui).text_weak);
            continue;
        };
        let inside = match (line, drawn.listed.bar(line)) {
            (SummaryLine::Bar(at), Some((bar, _))) if bar.below.len() > 1 => {
                by_weight(drawn, &bar.below, |inner| SummaryLine::Within(at, inner))
            }
            _ => Vec::new(),
        };
        let below = place.shrink(2.0).with_min_y(place.top() + NAME_HEIGHT);
        area_ui(ui, drawn, line, place, commands);
        if inside.is_empty() || below.width() < LEAST || below.height() < LEAST {
            continue;
        }
        for (inner, place) in placed(drawn, &inside, MOST_INSIDE, below) {
            match inner {
                Some(inner) => area_ui(ui, drawn, inner, place, commands),
                None => paint(ui, place, true, false),
            }
        }
    }
}

/// Bars with the line that shows each, the heaviest first.
fn by_weight<'a>(
    drawn: &Drawn<'_>,
    bars: &'a [Bar],
    line: impl Fn(u32) -> SummaryLine,
) -> Vec<(SummaryLine, &'a Bar)> {
    let weight = drawn.pane.spec.summary.weight;
    // They are in the order of their weights, but for ages, of which there are few.
    let mut all: Vec<_> = (0..)
        .map(line)
        .zip(bars)
        .take(MOST.max(MOST_INSIDE))
        .collect();
    all.sort_by(|(_, one), (_, other)| other.weight(weight).total_cmp(&one.weight(weight)));
    all
}

/// The places of bars, and one for all others.
fn placed(
    drawn: &Drawn<'_>,
    bars: &[(SummaryLine, &Bar)],
    most: usize,
    room: Rect,
) -> Vec<(Option<SummaryLine>, Rect)> {
    let weight = drawn.pane.spec.summary.weight;
    let shown = &bars[..bars.len().min(most)];
    let mut weights: Vec<f64> = shown.iter().map(|(_, bar)| bar.weight(weight)).collect();
    let all = match bars.first() {
        Some((SummaryLine::Within(at, _), _)) => {
            let around = drawn.listed.bar(SummaryLine::Bar(*at));
            around.map_or(0.0, |(bar, _)| bar.weight(weight))
        }
        _ => drawn.weight_of_all(),
    };
    let others = all - weights.iter().sum::<f64>();
    let lines = shown.iter().map(|(line, _)| Some(*line));
    let mut lines: Vec<Option<SummaryLine>> = lines.collect();
    if others > all * 1e-6 {
        let at = weights.partition_point(|weight| *weight >= others);
        weights.insert(at, others);
        lines.insert(at, None);
    }
    let area = Area {
        left: room.left(),
        top: room.top(),
        width: room.width(),
        height: room.height(),
    };
    let rects = places(&weights, area).into_iter().map(|area| {
        let min = pos2(area.left, area.top).round();
        let max = pos2(area.left + area.width, area.top + area.height).round();
        Rect::from_min_max(min, max)
    });
    let placed = lines.into_iter().zip(rects);
    placed
        .filter(|(_, rect)| rect.width() >= 2.0 && rect.height() >= 2.0)
        .collect()
}

fn area_ui(
    ui: &Ui,
    drawn: &Drawn<'_>,
    line: SummaryLine,
    place: Rect,
    commands: &mut Vec<Command>,
) {
    let Some((name, told)) = drawn.said(line) else {
        return;
    };
    let id = Id::unique(("summary area", drawn.pane.id_salt, line));
    // Not for the keyboard: the bars are.
    let response = ui.interact(place, id, Sense::CLICK);
    let is_inner = matches!(line, SummaryLine::Within(..));
    paint(ui, place, is_inner, response.hovered());
    let palette = Palette::of(ui);
    let color = if is_inner {
        palette.text
    } else {
        palette.text_strong
    };
    name_ui(ui, &name, place, color);
    if response.clicked() {
        drawn.set_filter(line, commands);
    }
    if response.hovered() {
        let hint = drawn.hint(line);
        response.on_hover_text_at_pointer(format!("{name}, {told}\n{hint}"));
    }
}

/// Writes a name into an area, whole or not at all.
fn name_ui(ui: &Ui, name: &str, place: Rect, color: Color32) {
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let width = place.width() - 2.0 * tokens::SPACE_1;
    let is_cut = layout(ui.painter(), name, font.clone(), color, width).1;
    if place.height() >= NAME_HEIGHT && !is_cut {
        let at = place.min + vec2(tokens::SPACE_1, NAME_HEIGHT / 2.0);
        Elided::new(name, font, color).paint(ui.painter(), at, width);
    }
}

fn paint(ui: &Ui, place: Rect, is_inner: bool, is_hovered: bool) {
    let palette = Palette::of(ui);
    let fill = match (is_hovered, is_inner) {
        (true, _) => palette.row_selected,
        (false, true) => palette.control,
        (false, false) => palette.row_selected_idle,
    };
    ui.painter().rect_filled(place, 2.0, fill);
    let stroke = (tokens::LINE, palette.panel);
    ui.painter()
        .rect_stroke(place, 2.0, stroke, StrokeKind::Inside);
}
