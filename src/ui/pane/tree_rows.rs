//! Paints one line of the tree: a group or a resource.

use egui::{
    FontId, Id, Rangef, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::cells::Numeric;
use super::facts::{count_text, type_label};
use super::row_columns::{RowColumns, unsaid_levels};
use super::tree_cursor::LineKey;
use super::tree_view::{TreeClick, TreeUi};
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::resource_explorer::state::ResourceEntry;
use crate::app::resource_explorer::tree::{Group, GroupBy, GroupKey, Open, RowIndex};
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::elided::{self, Painted, Side};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::status_dot;

/// Room for a count at the right edge of a group's line, and for its warning before that, in points.
const COUNT_WIDTH: f32 = 76.0;
const WARNING_WIDTH: f32 = 64.0;

/// What lines are painted with.
pub(super) struct RowPainter<'a, 'v> {
    pub pane: &'a Pane,
    pub view: &'a AppView<'v>,
    pub tree: &'a mut TreeUi,
    pub columns: RowColumns,
    pub has_keyboard: bool,
    pub commands: &'a mut Vec<Command>,
    pub click: Option<TreeClick>,
    pub take_keyboard: bool,
}

impl RowPainter<'_, '_> {
    /// Background and cursor of a line.
    fn ground(&mut self, ui: &Ui, rect: Rect, response: &Response, key: LineKey, at: usize) {
        let palette = Palette::of(ui);
        let selected = matches!(key, LineKey::Row(row) if self.pane.selected == Some(row));
        let fill = match (selected, self.has_keyboard) {
            (true, true) => Some(palette.row_selected),
            (true, false) => Some(palette.row_selected_idle),
            (false, _) => response.hovered().then_some(palette.row_hover),
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, 0.0, fill);
        }
        if self.tree.cursor == Some(key) {
            self.tree.cursor_line = Some(at);
            if self.has_keyboard {
                let stroke = (tokens::LINE, palette.accent);
                ui.painter().rect_stroke(
                    rect.shrink2(vec2(1.0, 0.0)),
                    2.0,
                    stroke,
                    StrokeKind::Inside,
                );
            }
        }
    }
}

/// One group.
pub(super) fn group_row_ui(
    ui: &mut Ui,
    painter: &mut RowPainter<'_, '_>,
    index: u32,
    at: usize,
    rect: Rect,
) {
    let pane = painter.pane;
    let Some(group) = pane.tree.groups.get(index as usize) else {
        return;
    };
    let palette = Palette::of(ui);
    let key = LineKey::Group(group.id);
    let (name, beside) = painter
        .tree
        .names
        .group_label(&painter.view.directory.accounts, group.key);
    let count = group_count_text(pane, group);
    let open = pane.open.state(group.id, group.depth, pane.tree.levels);

    let id = Id::unique(("group", pane.id.0, group.id.0));
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TreeItem, true, &name);
        info.current_text_value = Some(format!("{count} resources, {} failed", group.failed));
        info
    });
    painter.ground(ui, rect, &response, key, at);

    let x = rect.left() + tokens::SPACE_1 + f32::from(group.depth) * tokens::INDENT;
    let chevron = Rect::from_center_size(
        pos2(x + 8.0, rect.center().y),
        vec2(18.0, tokens::ROW_HEIGHT),
    );
    let toggled = chevron_ui(ui, chevron, id.with("chevron"), open, &name);

    let mut text_x = x + 20.0;
    if let GroupKey::Account(account) = group.key {
        let center = pos2(text_x + tokens::DOT / 2.0, rect.center().y);
        ui.painter()
            .circle_filled(center, tokens::DOT / 2.0, palette.account(account));
        text_x += tokens::DOT + 6.0;
    }
    let right = rect.right() - tokens::SPACE_2;
    let text_right = right - COUNT_WIDTH - WARNING_WIDTH;
    let font = FontId::proportional(tokens::TEXT_BODY);
    let start = pos2(text_x, rect.center().y);
    let painted = elided::paint(
        ui.painter(),
        start,
        text_right - text_x,
        Side::Left,
        &name,
        font.clone(),
        palette.text_strong,
    );
    let beside_x = painted.rect.right() + tokens::SPACE_2;
    let start = pos2(beside_x, rect.center().y);
    elided::paint(
        ui.painter(),
        start,
        text_right - beside_x,
        Side::Left,
        &beside,
        font.clone(),
        palette.text_weak,
    );
    let start = pos2(right - COUNT_WIDTH, rect.center().y);
    elided::paint(
        ui.painter(),
        start,
        COUNT_WIDTH,
        Side::Right,
        &count,
        font,
        palette.text_weak,
    );
    if group.failed > 0 {
        paint_failed(
            ui,
            pos2(right - COUNT_WIDTH - WARNING_WIDTH, rect.center().y),
            group.failed,
        );
    }

    if toggled || response.double_clicked() {
        painter.commands.push(Command::ToggleGroup {
            pane: pane.id,
            group: group.id,
        });
    }
    if toggled || response.clicked() {
        painter.tree.cursor = Some(key);
        painter.take_keyboard = true;
    }
    if response.hovered() {
        response.on_hover_text_at_pointer(group_hover(pane, group, &name));
    }
}

fn chevron_ui(ui: &Ui, rect: Rect, id: Id, open: Open, name: &str) -> bool {
    let palette = Palette::of(ui);
    let (icon, verb) = match open {
        Open::Expanded => (Icon::ChevronDown, "Close"),
        Open::Collapsed => (Icon::ChevronRight, "Open"),
    };
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} {name}")));
    let color = if response.hovered() {
        palette.text_strong
    } else {
        palette.text_weak
    };
    icons::paint(ui.painter(), icon, rect.center(), 11.0, color);
    response.clicked()
}

fn paint_failed(ui: &Ui, left_center: egui::Pos2, failed: u32) {
    let palette = Palette::of(ui);
    icons::paint(
        ui.painter(),
        Icon::Warning,
        left_center + vec2(8.0, 0.0),
        12.0,
        palette.error,
    );
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let text = count_text(failed as usize);
    elided::paint(
        ui.painter(),
        left_center + vec2(18.0, 0.0),
        WARNING_WIDTH - 18.0,
        Side::Left,
        &text,
        font,
        palette.error,
    );
}

/// `412`, or `≥ 412` while or because there may be more; nothing where nothing could be listed.
fn group_count_text(pane: &Pane, group: &Group) -> String {
    let count = group.count() as usize;
    let incomplete = group.incomplete > 0 || pane.is_running();
    match (count, incomplete) {
        (0, true) if group.failed > 0 => String::new(),
        (count, true) => format!("≥ {}", count_text(count)),
        (count, false) => count_text(count).into(),
    }
}

fn group_hover(pane: &Pane, group: &Group, name: &str) -> String {
    let count = group_count_text(pane, group);
    let mut text = if count.is_empty() {
        name.to_owned()
    } else {
        format!("{name}: {count} resources")
    };
    if group.incomplete > 0 {
        text += &format!(
            "\n{} lists may have more than is shown",
            count_text(group.incomplete as usize)
        );
    }
    if group.failed > 0 {
        text += &format!(
            "\n{} lists failed: click the count in the status bar to see why",
            count_text(group.failed as usize)
        );
    }
    text
}

/// A text of a line and where it stands, for the tooltip.
struct Written {
    range: Rangef,
    label: &'static str,
    text: String,
    cut: bool,
}

/// One resource.
pub(super) fn resource_row_ui(
    ui: &mut Ui,
    painter: &mut RowPainter<'_, '_>,
    row: RowIndex,
    at: usize,
    rect: Rect,
) {
    let pane = painter.pane;
    let Some(entry) = pane.rows.get(row) else {
        return;
    };
    let palette = Palette::of(ui);
    let id = Id::unique(("resource", pane.id.0, pane.rows_epoch(), row.0));
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TreeItem, true, entry.display_name());
        info.selected = Some(pane.selected == Some(row));
        let status = if entry.status.is_empty() {
            status_dot::words(entry.status_class)
        } else {
            &entry.status
        };
        info.current_text_value = Some(format!(
            "{}, {}, {status}",
            type_label(entry.resource_type),
            entry.id
        ));
        info
    });
    painter.ground(ui, rect, &response, LineKey::Row(row), at);

    let x = rect.left() + tokens::SPACE_1 + f32::from(pane.tree.levels) * tokens::INDENT;
    status_dot::paint(
        ui.painter(),
        palette,
        pos2(x + 8.0, rect.center().y),
        entry.status_class,
    );
    let mut written = response.hovered().then(Vec::new);
    paint_name(ui, painter, entry, rect, x + 20.0, &mut written);
    paint_cells(ui, painter, row, entry, rect, &mut written);

    if response.clicked() || response.secondary_clicked() {
        painter.tree.cursor = Some(LineKey::Row(row));
        painter.take_keyboard = true;
        if pane.selected != Some(row) {
            painter.commands.push(Command::Select {
                pane: pane.id,
                row: Some(row),
            });
        }
    }
    if response.double_clicked() {
        painter.click = Some(TreeClick::ShowDetails);
    }
    response.context_menu(|ui| row_menu_ui(ui, pane, row, entry, painter.commands));
    if let (Some(written), Some(pointer)) = (written, response.hover_pos())
        && let Some(under) = written
            .into_iter()
            .find(|one| one.range.contains(pointer.x))
        && (under.cut || !under.label.is_empty())
    {
        let text = if under.label.is_empty() {
            under.text
        } else {
            format!("{}: {}", under.label, under.text)
        };
        response.on_hover_text_at_pointer(text);
    }
}

fn paint_name(
    ui: &Ui,
    painter: &RowPainter<'_, '_>,
    entry: &ResourceEntry,
    rect: Rect,
    x: f32,
    written: &mut Option<Vec<Written>>,
) {
    let palette = Palette::of(ui);
    let columns = painter.columns;
    let font = FontId::proportional(tokens::TEXT_BODY);
    // A resource without a name is called by its id, in the room of both.
    let right = columns
        .id
        .filter(|_| entry.name.is_empty())
        .map_or(columns.name_right, |id| id.max);
    let range = Rangef::new(x, rect.left() + right);
    let done = paint_at(
        ui,
        rect,
        range,
        Side::Left,
        entry.display_name(),
        font.clone(),
        palette.text,
    );
    note(written, range, "", entry.display_name(), done);
    if let Some(range) = columns.status {
        let range = moved(range, rect.left());
        let done = paint_at(
            ui,
            rect,
            range,
            Side::Left,
            &entry.status,
            font,
            palette.status(entry.status_class),
        );
        note(written, range, "Status", &entry.status, done);
    }
    if let Some(range) = columns.id.filter(|_| !entry.name.is_empty()) {
        let range = moved(range, rect.left());
        let mono = FontId::monospace(tokens::TEXT_SMALL);
        let done = paint_at(
            ui,
            rect,
            range,
            Side::Left,
            &entry.id,
            mono,
            palette.text_weak,
        );
        note(written, range, "Id", &entry.id, done);
    }
}

fn paint_cells(
    ui: &Ui,
    painter: &mut RowPainter<'_, '_>,
    row: RowIndex,
    entry: &ResourceEntry,
    rect: Rect,
    written: &mut Option<Vec<Written>>,
) {
    let palette = Palette::of(ui);
    let (pane, columns) = (painter.pane, painter.columns);
    let font = FontId::proportional(tokens::TEXT_BODY);
    let mut at = 0;
    for level in unsaid_levels(&pane.group_by) {
        let Some(range) = columns.cell(at) else {
            return;
        };
        let range = moved(range, rect.left());
        let key = match level {
            GroupBy::Account => GroupKey::Account(entry.account),
            GroupBy::Region => GroupKey::Region(entry.region),
            GroupBy::Type => GroupKey::Type(entry.resource_type),
        };
        let (text, _) = painter
            .tree
            .names
            .group_label(&painter.view.directory.accounts, key);
        let done = paint_at(
            ui,
            rect,
            range,
            Side::Left,
            &text,
            font.clone(),
            palette.text_weak,
        );
        note(written, range, level.label(), &text, done);
        at += 1;
    }
    if columns.cell(at).is_none() {
        return;
    }
    let cells = painter.tree.cells.get(row, pane.rows_epoch(), entry);
    for (cell, place) in cells.iter().zip(at..) {
        let Some(range) = columns.cell(place) else {
            return;
        };
        let range = moved(range, rect.left());
        let side = if cell.numeric == Numeric::Yes {
            Side::Right
        } else {
            Side::Left
        };
        let done = paint_at(
            ui,
            rect,
            range,
            side,
            &cell.text,
            font.clone(),
            palette.text_weak,
        );
        note(written, range, cell.label, &cell.text, done);
    }
}

fn paint_at(
    ui: &Ui,
    rect: Rect,
    range: Rangef,
    side: Side,
    text: &str,
    font: FontId,
    color: egui::Color32,
) -> Painted {
    elided::paint(
        ui.painter(),
        pos2(range.min, rect.center().y),
        range.span(),
        side,
        text,
        font,
        color,
    )
}

/// A place given from the left edge of the view, on the screen.
fn moved(range: Rangef, by: f32) -> Rangef {
    Rangef::new(range.min + by, range.max + by)
}

fn note(
    written: &mut Option<Vec<Written>>,
    range: Rangef,
    label: &'static str,
    text: &str,
    painted: Painted,
) {
    if let Some(written) = written.as_mut().filter(|_| !text.is_empty()) {
        written.push(Written {
            range,
            label,
            text: text.to_owned(),
            cut: painted.cut,
        });
    }
}

fn row_menu_ui(
    ui: &mut Ui,
    pane: &Pane,
    row: RowIndex,
    entry: &ResourceEntry,
    commands: &mut Vec<Command>,
) {
    if let Some(arn) = entry.arn()
        && ui.button("Copy ARN").clicked()
    {
        commands.push(Command::Copy {
            what: "ARN",
            text: arn.into_owned(),
        });
    }
    if ui.button("Copy id").clicked() {
        commands.push(Command::Copy {
            what: "id",
            text: entry.id.to_string(),
        });
    }
    if ui.button("Copy name").clicked() {
        commands.push(Command::Copy {
            what: "name",
            text: entry.display_name().to_owned(),
        });
    }
    if ui.button("Copy JSON").clicked() {
        commands.push(Command::CopyRowJson { pane: pane.id, row });
    }
}
