//! Tables of the memory panel: which holder has how much, and what rows take by type and account.

use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::mb;
use crate::app::memory_report::{MemoryReport, RowShare};
use crate::app::resource_explorer::memory_budget::RebuildCost;
use crate::app::view::AppView;
use crate::model::AccountId;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};

/// Holders of less than this share one line.
const NAMED_FROM_BYTES: u64 = 1 << 20;

/// One line: what, how it comes back, how much.
struct Line {
    name: String,
    note: &'static str,
    bytes: u64,
}

/// All large holders, the small ones together, and what no holder reports.
fn lines_of(report: &MemoryReport) -> Vec<Line> {
    let (named, small): (Vec<_>, Vec<_>) = report
        .holders
        .iter()
        .partition(|holder| holder.bytes >= NAMED_FROM_BYTES);
    let mut lines: Vec<Line> = named
        .iter()
        .map(|holder| Line {
            name: holder.name.clone(),
            note: cost_text(holder.rebuild_cost),
            bytes: holder.bytes,
        })
        .collect();
    if !small.is_empty() {
        lines.push(Line {
            name: format!("{} others, under 1 MB each", small.len()),
            note: "",
            bytes: small.iter().map(|holder| holder.bytes).sum(),
        });
    }
    if report.counted_bytes > 0 {
        lines.push(Line {
            name: "Unattributed".to_owned(),
            note: "",
            bytes: report.rest_bytes(),
        });
    }
    lines
}

fn cost_text(cost: RebuildCost) -> &'static str {
    match cost {
        RebuildCost::Computed => "computed",
        RebuildCost::OnDemand => "asked of AWS, row by row",
        RebuildCost::Read => "read from a file",
        RebuildCost::Fetched => "asked of AWS",
        RebuildCost::Shown => "in use, kept",
    }
}

/// Each holder's bytes, and their share of the sum.
pub(super) fn holders_ui(ui: &mut Ui, report: &MemoryReport) {
    if report.holders.is_empty() {
        let palette = Palette::of(ui);
        ui.label(RichText::new("Who holds how much is being added up.").color(palette.text_weak));
        return;
    }
    let lines = lines_of(report);
    let sum: u64 = lines.iter().map(|line| line.bytes).sum();
    let rows = lines.iter().map(|line| {
        let share = line.bytes as f64 * 100.0 / sum.max(1) as f64;
        [
            line.name.clone(),
            line.note.to_owned(),
            format!("{share:.1} %"),
            mb(line.bytes),
        ]
    });
    let all = ["All".to_owned(), String::new(), "100 %".to_owned(), mb(sum)];
    let head = ["Owner", "How it reloads", "Share", "Size"];
    table_ui(
        ui,
        "holders",
        head,
        [160.0, 64.0, 88.0],
        rows.chain([all]).collect(),
    );
}

/// The types and the accounts whose rows take most.
pub(super) fn largest_ui(ui: &mut Ui, view: &AppView<'_>) {
    let MemoryReport {
        types, accounts, ..
    } = view.memory;
    let palette = Palette::of(ui);
    if types.is_empty() {
        ui.label(RichText::new("No rows are held.").color(palette.text_weak));
        return;
    }
    let name_of = |digits: &str| {
        let id: AccountId = digits.parse().ok()?;
        let known = view.directory.accounts.iter().find(|info| info.id == id);
        Some(match known.map(|info| info.name.as_str()) {
            Some("") | None => id.grouped(),
            Some(name) => format!("{name} {}", id.grouped()),
        })
    };
    let cells =
        |name: String, share: &RowShare| [name, grouped(share.rows).into(), mb(share.bytes)];
    let head = |what| [what, "Rows", "Size"];
    let between = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, tokens::SPACE_4);
    ui.columns_const(|[left, right]: &mut [Ui; 2]| {
        for side in [&mut *left, &mut *right] {
            side.spacing_mut().item_spacing.x = between;
        }
        let rows = types.iter().map(|share| cells(share.name.clone(), share));
        table_ui(
            left,
            "types",
            head("Largest types"),
            [64.0, 72.0],
            rows.collect(),
        );
        let rows = accounts.iter().map(|share| {
            let name = name_of(&share.name).unwrap_or_else(|| share.name.clone());
            cells(name, share)
        });
        table_ui(
            right,
            "accounts",
            head("Largest accounts"),
            [64.0, 72.0],
            rows.collect(),
        );
    });
    ui.spacing_mut().item_spacing.x = between;
}

/// A table whose first column takes what the others leave, and whose last ones are numbers.
fn table_ui<const N: usize, const M: usize>(
    ui: &mut Ui,
    salt: &str,
    head: [&str; N],
    widths: [f32; M],
    rows: Vec<[String; N]>,
) {
    let palette = Palette::of(ui);
    // The two right-most columns are numbers.
    let is_number = |at: usize| at + 2 >= N;
    let cell = |ui: &mut Ui, at: usize, text: RichText| {
        let label = egui::Label::new(text).truncate();
        if is_number(at) {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label));
        } else {
            ui.add(label);
        }
    };
    ui.push_id(salt, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut table = TableBuilder::new(ui)
            .vscroll(false)
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::remainder().clip(true));
        for width in widths {
            table = table.column(Column::exact(width));
        }
        table
            .header(tokens::ROW_HEIGHT, |mut header| {
                for (at, title) in head.into_iter().enumerate() {
                    let title = RichText::new(title).color(palette.text_weak);
                    header.col(|ui| cell(ui, at, title));
                }
            })
            .body(|body| {
                body.rows(tokens::ROW_HEIGHT, rows.len(), |mut row| {
                    for (at, text) in rows[row.index()].iter().enumerate() {
                        let color = if at == 0 {
                            palette.text
                        } else {
                            palette.text_weak
                        };
                        let color = if is_number(at) { palette.text } else { color };
                        row.col(|ui| cell(ui, at, RichText::new(text).color(color)));
                    }
                });
            });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::memory_report::shown;

    #[test]
    fn small_holders_are_one_row_and_unattributed_bytes_are_told() {
        let report = MemoryReport {
            holders: vec![
                shown("Rows".into(), 3 << 20),
                shown("a".into(), 1000),
                shown("b".into(), 24),
            ],
            counted_bytes: 5 << 20,
            ..Default::default()
        };
        let lines = lines_of(&report);
        let said: Vec<_> = lines
            .iter()
            .map(|line| (line.name.as_str(), line.bytes))
            .collect();
        assert_eq!(
            said,
            [
                ("Rows", 3 << 20),
                ("2 others, under 1 MB each", 1024),
                ("Unattributed", (2 << 20) - 1024),
            ]
        );
    }
}
