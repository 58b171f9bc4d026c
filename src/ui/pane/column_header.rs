//! The line above a tree that says what its columns are; a click sorts by one.

use egui::{
    CursorIcon, FontId, Id, Painter, Rangef, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::cells::MAX_COLUMNS;
use super::row_columns::{LevelColumn, RowColumns};
use crate::app::commands::{Command, PaneCommand};
use crate::app::labels::is_numeric;
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, GroupKey, SortColumn, Tree};
use crate::catalog::columns;
use crate::model::TypeId;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::truncated::{Elided, Side};

/// Room for the mark of the direction, in points.
const MARK_WIDTH: f32 = 12.0;

/// Draws the line; the columns of `only_type` come last.
pub(super) fn column_header_ui(
    ui: &mut Ui,
    pane: &Pane,
    columns: &RowColumns,
    only_type: Option<TypeId>,
    commands: &mut Vec<Command>,
) {
    let size = vec2(ui.available_width(), tokens::HEADER_HEIGHT);
    let (_, line) = ui.allocate_space(size);
    let palette = Palette::of(ui);
    ui.painter().rect_filled(line, 0.0, palette.raised);
    ui.painter().hline(
        line.x_range(),
        line.bottom() - 0.5,
        (tokens::LINE, palette.line),
    );
    let mut sorted = vec![(BuiltinColumn::Name, columns.name)];
    sorted.extend(columns.id.map(|range| (BuiltinColumn::Id, range)));
    sorted.extend(columns.status.map(|range| (BuiltinColumn::Status, range)));
    let mut cells = (0..).map_while(|at| columns.cell(at));
    for (column, range) in LevelColumn::ungrouped(pane.spec.levels()).zip(&mut cells) {
        sorted.push((column.sort_by(), range));
    }
    for (by, range) in sorted {
        let range = Rangef::new(line.left() + range.min, line.left() + range.max);
        let rect = Rect::from_x_y_ranges(range, line.y_range());
        sorted_column_ui(ui, pane, &by.into(), rect, Side::Left, commands);
    }
    let of_type = only_type.map(columns::table_columns);
    let of_type = of_type.into_iter().flatten().take(MAX_COLUMNS);
    for (column, range) in of_type.zip(&mut cells) {
        let side = if is_numeric(column) {
            Side::Right
        } else {
            Side::Left
        };
        let range = Rangef::new(line.left() + range.min, line.left() + range.max);
        let rect = Rect::from_x_y_ranges(range, line.y_range());
        let by = ColumnId::Catalog(column.label.into());
        sorted_column_ui(ui, pane, &by, rect, side, commands);
    }
    if let Some(range) = columns.age {
        let range = Rangef::new(line.left() + range.min, line.left() + range.max);
        age_heading_ui(ui, Rect::from_x_y_ranges(range, line.y_range()));
    }
}

/// The heading of the ages, which rows are not sorted by.
fn age_heading_ui(ui: &mut Ui, rect: Rect) {
    let response = ui.allocate_rect(rect, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, "Age"));
    paint_heading(ui, ui.painter(), "Age", rect, Side::Right, None, false);
    response
        .on_hover_text("How long ago it was made, or started where nothing says when it was made");
}

/// The heading of a column: a click sorts by it, one with Shift by it after the others.
fn sorted_column_ui(
    ui: &Ui,
    pane: &Pane,
    column: &ColumnId,
    rect: Rect,
    side: Side,
    commands: &mut Vec<Command>,
) {
    let sorting = &pane.spec.sorting;
    let now = sorting.place_of(column);
    let label = column.label();
    let id = Id::unique(("column", pane.id_salt, column));
    let response = ui.interact(rect, id, Sense::CLICK);
    let words = format!("Sort by {}", name_in_sentence(column, &label));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ColumnHeader, true, &words);
        info.selected = Some(now.is_some());
        info.current_text_value = now.map(|(_, sorted)| direction(sorted.descending).to_owned());
        info
    });
    paint_heading(
        ui,
        ui.painter(),
        &label,
        rect,
        side,
        now,
        response.hovered(),
    );
    if response.clicked() {
        let sorting = if ui.input(|input| input.modifiers.shift) {
            sorting.clicked_as_next(column)
        } else {
            sorting.clicked(column)
        };
        commands.push(Command::Pane(pane.id, PaneCommand::SetSorting(sorting)));
    }
    let text = match now {
        Some((_, sorted)) => format!(
            "Sorted by {}, {}; click for the other way",
            name_in_sentence(column, &label),
            direction(sorted.descending)
        ),
        None => format!("{words}; with Shift after the columns that rows are sorted by"),
    };
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(text);
}

pub(super) fn paint_heading(
    ui: &Ui,
    painter: &Painter,
    label: &str,
    rect: Rect,
    side: Side,
    now: Option<(usize, &SortColumn)>,
    is_hovered: bool,
) {
    let palette = Palette::of(ui);
    let color = if is_hovered || now.is_some() {
        palette.text_strong
    } else {
        palette.text_weak
    };
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let room = rect.width() - now.map_or(0.0, |_| MARK_WIDTH);
    let start = pos2(rect.left(), rect.center().y);
    let painted = Elided::new(label, font, color)
        .side(side)
        .paint(painter, start, room);
    if let Some((_, sorted)) = now {
        let icon = if sorted.descending {
            Icon::ChevronDown
        } else {
            Icon::ChevronUp
        };
        let right = painted.rect.right() + MARK_WIDTH / 2.0 + 2.0;
        let mark = pos2(right, rect.center().y);
        icons::paint(painter, icon, mark, 9.0, palette.text_weak);
    }
}

/// A heading as it stands in the middle of a sentence: what AWS names keeps its capitals.
pub(super) fn name_in_sentence(column: &ColumnId, label: &str) -> String {
    match column {
        ColumnId::Tag(key) => format!("tag {key}"),
        ColumnId::Builtin(column) if *column != BuiltinColumn::Id => label.to_lowercase(),
        ColumnId::Builtin(_)
        | ColumnId::Catalog(_)
        | ColumnId::Property(_)
        | ColumnId::Other(_) => label.to_owned(),
    }
}

pub(super) fn direction(descending: bool) -> &'static str {
    if descending {
        "last first"
    } else {
        "first to last"
    }
}

/// The type of all rows, where the groups of a tree say that there is but one.
pub(super) fn only_type(tree: &Tree) -> Option<TypeId> {
    let mut types = tree.groups.iter().filter_map(|group| match &group.key {
        GroupKey::Type(ty) if group.count() > 0 => Some(*ty),
        _ => None,
    });
    let first = types.next()?;
    types.all(|ty| ty == first).then_some(first)
}
