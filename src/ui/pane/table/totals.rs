//! The line below a table that says what each column comes to. A click on a cell offers what else can be said of it.

use std::sync::Arc;

use egui::{FontId, Id, Popup, Rangef, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2};

use super::layout::Placed;
use super::state::TableUi;
use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::figures::Freshness;
use crate::app::pane::totals::{Aggregate, Gaps, TOTALS, TotalText, table_figures};
use crate::app::pane::{Pane, View};
use crate::app::resource_explorer::figures::ColumnTotals;
use crate::app::resource_explorer::tree::ColumnId;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::truncated::{Elided, Side, layout};

/// Lower than this, a table has no room for the line, in points.
const FROM_HEIGHT: f32 = 4.0 * tokens::ROW_HEIGHT;

/// The place of the line, above that of the bar which scrolls sideways.
pub(super) fn totals_place(pane: &Pane, room: Rect) -> Option<Rect> {
    let is_shown = pane.spec.view == View::Table && room.height() >= FROM_HEIGHT;
    let top = room.bottom() - tokens::ROW_HEIGHT;
    is_shown.then(|| Rect::from_min_max(pos2(room.left(), top), room.max))
}

/// Draws the line, and has the figures made when they are not those of the rows in sight.
pub(super) fn totals_ui(
    ui: &Ui,
    pane: &Pane,
    table: &mut TableUi,
    line: Option<Rect>,
    commands: &mut Vec<Command>,
) {
    let Some(line) = line else { return };
    let palette = Palette::of(ui);
    ui.painter().rect_filled(line, 0.0, palette.raised);
    let top = line.top() + 0.5;
    ui.painter()
        .hline(line.x_range(), top, (tokens::LINE, palette.line));
    follow(ui, pane, table);
    let columns = table.columns(pane).to_vec();
    let shown: Vec<Placed> = table.layout.visible().cloned().collect();
    let gaps = pane.gaps();
    for placed in &shown {
        let at = columns.iter().position(|column| *column == placed.column);
        let made = table.figures.shown(pane);
        let made = made.and_then(|(made, freshness)| Some((made.totals.get(at?)?, freshness)));
        let rect = cell_place(table, placed, line);
        match made {
            Some((totals, freshness)) => {
                let cell = TotalCell {
                    placed,
                    totals,
                    freshness,
                    gaps,
                };
                cell.ui(ui, pane, rect, line, commands);
            }
            None if table.figures.is_pending() => {
                let font = FontId::proportional(tokens::TEXT_SMALL);
                let at = pos2(rect.left(), rect.center().y);
                Elided::new("…", font, palette.text_faint).paint(ui.painter(), at, rect.width());
            }
            None => {}
        }
    }
}

/// Has the figures made, and what they say of widths used.
fn follow(ui: &Ui, pane: &Pane, table: &mut TableUi) {
    let columns: Arc<[ColumnId]> = table.columns(pane).into();
    let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
    let wake = move || ctx.request_repaint_of(viewport);
    let rest = table
        .figures
        .follow(pane, &columns, TOTALS, table_figures, wake);
    if let Some(rest) = rest {
        ui.ctx()
            .request_repaint_after_for(rest, ui.ctx().viewport_id());
    }
    table.take_widths(pane, &columns);
}

/// The part of a column that is not covered by pinned ones, on the line.
fn cell_place(table: &TableUi, placed: &Placed, line: Rect) -> Rect {
    let left = if placed.is_pinned {
        0.0
    } else {
        table.layout.pinned_right
    };
    let from = placed.range.min.max(left);
    let to = placed.range.max.min(table.layout.width).max(from);
    let range = Rangef::new(line.left() + from, line.left() + to);
    Rect::from_x_y_ranges(range, line.y_range())
}

/// What is said of one column.
struct TotalCell<'a> {
    placed: &'a Placed,
    totals: &'a ColumnTotals,
    freshness: Freshness,
    gaps: Gaps,
}

impl TotalCell<'_> {
    fn ui(&self, ui: &Ui, pane: &Pane, rect: Rect, line: Rect, commands: &mut Vec<Command>) {
        let column = &self.placed.column;
        let chosen = pane.spec.totals.get(column).copied();
        let offered = Aggregate::offered(self.totals);
        let chosen = chosen.filter(|aggregate| offered.contains(aggregate));
        let said = chosen.or_else(|| Aggregate::usual(column, self.totals));
        let text = said.map(|aggregate| aggregate.text(column, self.totals, self.gaps));
        let id = Id::unique(("table total", pane.id_salt, column));
        let response = ui.interact(rect, id, Sense::click());
        let label = column.label();
        let words = match &text {
            Some(text) => format!("{label}: {}", text.long),
            None => format!("{label}: no total"),
        };
        response
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Total of {words}")));
        let palette = Palette::of(ui);
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, palette.row_hover);
        }
        if response.has_focus() {
            let stroke = (tokens::LINE_FOCUS, palette.accent);
            ui.painter()
                .rect_stroke(rect, 2.0, stroke, StrokeKind::Inside);
        }
        if let Some(text) = &text {
            self.paint(ui, text, rect, line);
        }
        Popup::menu(&response).show(|ui| {
            for aggregate in offered {
                let figure = aggregate.text(column, self.totals, self.gaps).short;
                let text = format!("{}: {figure}", aggregate.label(self.totals));
                if ui
                    .selectable_label(said == Some(*aggregate), text)
                    .clicked()
                {
                    let command = PaneCommand::SetTotal(column.clone(), *aggregate);
                    commands.push(Command::Pane(pane.id, command));
                    ui.close();
                }
            }
        });
        let unknown = match self.totals.unknown {
            0 => String::new(),
            _ => "\nNot known of every row".to_owned(),
        };
        response.on_hover_text(format!("{words}{unknown}\nClick for other figures"));
    }

    /// Whole, or without the word; never a part of a number.
    fn paint(&self, ui: &Ui, text: &TotalText, rect: Rect, line: Rect) {
        let palette = Palette::of(ui);
        let color = match self.freshness {
            Freshness::Current => palette.text_weak,
            Freshness::Older => palette.text_faint,
        };
        let font = FontId::proportional(tokens::TEXT_SMALL);
        let whole = self.placed.range.span();
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let is_cut = |text: &str| layout(&painter, text, font.clone(), color, whole).1;
        let text = match (is_cut(&text.long), is_cut(&text.short)) {
            (false, _) => &text.long,
            (true, false) => &text.short,
            (true, true) => "…",
        };
        let side = if self.placed.is_number {
            Side::Right
        } else {
            Side::Left
        };
        let at = pos2(line.left() + self.placed.range.min, rect.center().y);
        Elided::new(text, font.clone(), color)
            .side(side)
            .paint(&painter, at, whole);
    }
}
