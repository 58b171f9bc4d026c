//! Who holds how much memory, over time, with the limit as a line.

use egui::{Align, Color32, Layout, Pos2, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::tokens::{self, Palette};
use crate::app::commands::Command;
use crate::app::resource_explorer::memory_budget::{RebuildCost, grouped};
use crate::app::view::{AppView, MemorySample};

const MIB: f64 = 1_048_576.0;

/// Draws the panel.
pub fn memory_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    readings_ui(ui, view);
    ui.add_space(tokens::SPACE_2);
    curve_ui(ui, view);
    ui.add_space(tokens::SPACE_2);
    holders_ui(ui, view);
    ui.add_space(tokens::SPACE_2);
    ui.horizontal(|ui| {
        if ui.button("Clear cache").clicked() {
            commands.push(Command::ClearCache);
        }
        if ui.button("Clear tag cache").clicked() {
            commands.push(Command::ClearTagCache);
        }
        if let Some(pane) = view.focused
            && ui.button("Drop details of this pane").clicked()
        {
            commands.push(Command::DropDetails(pane));
        }
    });
}

fn mb(bytes: u64) -> String {
    format!("{} MB", grouped((bytes as f64 / MIB).round() as u64))
}

fn readings_ui(ui: &mut Ui, view: &AppView<'_>) {
    let palette = Palette::of(ui);
    let budget = &view.budget;
    let unknown = || "cannot be read".to_owned();
    let readings = [
        (
            "Resident",
            palette.accent,
            budget.rss_bytes.map_or_else(unknown, mb),
        ),
        (
            "Counted",
            palette.ok,
            budget.counted_bytes.map_or_else(unknown, mb),
        ),
        ("Limit", palette.error, mb(budget.limit_bytes)),
        ("Reserved", palette.text_weak, mb(budget.reserved_bytes)),
        (
            "Available",
            palette.text_weak,
            budget.available_bytes.map_or_else(unknown, mb),
        ),
    ];
    ui.columns_const(|columns: &mut [Ui; 5]| {
        for (ui, (name, color, value)) in columns.iter_mut().zip(readings) {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(RichText::new(name).size(tokens::TEXT_SMALL).color(color));
            ui.label(RichText::new(value).color(palette.text_strong));
        }
    });
}

/// The readings over time; a mark where a purge gave memory back.
fn curve_ui(ui: &mut Ui, view: &AppView<'_>) {
    let palette = Palette::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 120.0), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, "Memory over time"));
    ui.painter()
        .rect_filled(rect, f32::from(tokens::RADIUS), palette.sunken);
    let history = view.memory_history;
    let (Some(first), Some(last)) = (history.front(), history.back()) else {
        return;
    };
    let span = last.at.saturating_sub(first.at).as_secs_f32().max(1.0);
    let used = history
        .iter()
        .map(|sample| sample.rss_bytes.max(sample.counted_bytes))
        .max()
        .unwrap_or(0);
    // Far below the limit the curve would be a flat line: then the limit is out of the picture.
    let near = used.saturating_mul(3) >= last.limit_bytes;
    let top = if near {
        last.limit_bytes.max(used)
    } else {
        used
    } as f32
        * 1.1;
    let at = |sample: &MemorySample, bytes: u64| -> Pos2 {
        let x =
            rect.left() + rect.width() * (sample.at.saturating_sub(first.at).as_secs_f32() / span);
        pos2(
            x,
            rect.bottom() - rect.height() * (bytes as f32 / top.max(1.0)),
        )
    };
    let line = |color: Color32, bytes_of: fn(&MemorySample) -> u64| {
        let points = history
            .iter()
            .map(|sample| at(sample, bytes_of(sample)))
            .collect();
        ui.painter()
            .add(Shape::line(points, Stroke::new(1.5, color)));
    };
    line(palette.accent, |sample| sample.rss_bytes);
    line(palette.ok, |sample| sample.counted_bytes);
    if near {
        line(palette.error, |sample| sample.limit_bytes);
    }
    for purge in history.iter().filter(|sample| sample.purged_bytes > 0) {
        let x = at(purge, 0).x;
        ui.painter()
            .vline(x, rect.y_range(), Stroke::new(1.0, palette.warn));
    }
    if response.hovered() && near {
        response.on_hover_text(
            "Red: the limit. Blue: resident. Green: counted. Upright lines: memory was given back.",
        );
    }
}

fn holders_ui(ui: &mut Ui, view: &AppView<'_>) {
    let palette = Palette::of(ui);
    let shown: Vec<_> = view
        .holders
        .iter()
        .filter(|holder| holder.bytes >= 1 << 20)
        .collect();
    if shown.is_empty() {
        ui.label(RichText::new("Nobody holds more than 1 MB.").color(palette.text_weak));
        return;
    }
    TableBuilder::new(ui)
        .column(Column::remainder())
        .column(Column::exact(140.0))
        .column(Column::exact(96.0))
        .cell_layout(Layout::left_to_right(Align::Center))
        .header(tokens::ROW_HEIGHT, |mut header| {
            for title in ["Held by", "To have it again", "Size"] {
                header.col(|ui| _ = ui.label(RichText::new(title).color(palette.text_weak)));
            }
        })
        .body(|body| {
            body.rows(tokens::ROW_HEIGHT, shown.len(), |mut row| {
                let holder = shown[row.index()];
                row.col(|ui| _ = ui.label(&holder.name));
                row.col(|ui| {
                    _ = ui.label(
                        RichText::new(cost_text(holder.rebuild_cost)).color(palette.text_weak),
                    )
                });
                row.col(|ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(mb(holder.bytes))
                    });
                });
            });
        });
}

fn cost_text(cost: RebuildCost) -> &'static str {
    match cost {
        RebuildCost::Computed => "computed",
        RebuildCost::Read => "read from a file",
        RebuildCost::Fetched => "asked of AWS again",
        RebuildCost::Shown => "in view, kept",
    }
}
