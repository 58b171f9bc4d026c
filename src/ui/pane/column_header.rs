//! The line above a tree that says what its columns are; a click sorts by one.

use egui::{CursorIcon, FontId, Id, Rangef, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::cells::MAX_COLUMNS;
use super::row_columns::{LevelColumn, RowColumns};
use crate::app::commands::{Command, PaneCommand};
use crate::app::labels::is_numeric;
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::{GroupKey, SortBy, Sorting, Tree};
use crate::catalog::columns;
use crate::model::TypeId;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::elided::{Elided, Side};
use crate::ui::widgets::icons::{self, Icon};

/// Room for the mark of the direction, in points.
const MARK_WIDTH: f32 = 12.0;

/// Draws the line. `indent` is where the names of rows begin; the columns of `only_type` come last.
pub(super) fn column_header_ui(
    ui: &mut Ui,
    pane: &Pane,
    columns: &RowColumns,
    indent: f32,
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
    let name = Rangef::new(indent, columns.name_right);
    let mut sorted: Vec<(SortBy, &str, Rangef)> = vec![(SortBy::Name, "Name", name)];
    sorted.extend(columns.id.map(|range| (SortBy::Id, "Id", range)));
    sorted.extend(
        columns
            .status
            .map(|range| (SortBy::Status, "Status", range)),
    );
    let mut cells = (0..).map_while(|at| columns.cell(at));
    for (column, range) in LevelColumn::ungrouped(&pane.spec.group_by).zip(&mut cells) {
        sorted.push((column.sort_by(), column.label(), range));
    }
    for (by, label, range) in sorted {
        let range = Rangef::new(line.left() + range.min, line.left() + range.max);
        let rect = Rect::from_x_y_ranges(range, line.y_range());
        if let Some(sorting) = sorted_column_ui(ui, pane, by, label, rect) {
            commands.push(Command::Pane(pane.id, PaneCommand::SetSorting(sorting)));
        }
    }
    let of_type = only_type.map(columns::table_columns);
    let of_type = of_type.into_iter().flatten().take(MAX_COLUMNS);
    let font = FontId::proportional(tokens::TEXT_SMALL);
    for (column, range) in of_type.zip(&mut cells) {
        let side = if is_numeric(column) {
            Side::Right
        } else {
            Side::Left
        };
        let start = pos2(line.left() + range.min, line.center().y);
        Elided::new(column.label, font.clone(), palette.text_weak)
            .side(side)
            .paint(ui.painter(), start, range.span());
    }
}

/// One column that rows can be sorted by; returns the order that a click asks for.
fn sorted_column_ui(ui: &Ui, pane: &Pane, by: SortBy, label: &str, rect: Rect) -> Option<Sorting> {
    let palette = Palette::of(ui);
    let now = (pane.spec.sorting.by == by).then_some(pane.spec.sorting.descending);
    let response = ui.interact(
        rect,
        Id::unique(("column", pane.id_salt, label)),
        Sense::CLICK,
    );
    response.widget_info(|| {
        let text = format!("Sort by {}", label.to_lowercase());
        let mut info = WidgetInfo::labeled(Role::ColumnHeader, true, text);
        info.selected = Some(now.is_some());
        info.current_text_value = now.map(|descending| direction(descending).to_owned());
        info
    });
    let color = if response.hovered() || now.is_some() {
        palette.text_strong
    } else {
        palette.text_weak
    };
    let room = rect.width() - MARK_WIDTH;
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let start = pos2(rect.left(), rect.center().y);
    let painted = Elided::new(label, font, color).paint(ui.painter(), start, room);
    if let Some(descending) = now {
        let icon = if descending {
            Icon::ChevronDown
        } else {
            Icon::ChevronUp
        };
        let mark = pos2(
            painted.rect.right() + MARK_WIDTH / 2.0 + 2.0,
            rect.center().y,
        );
        icons::paint(ui.painter(), icon, mark, 9.0, palette.text_weak);
    }
    let clicked = response.clicked();
    let text = match now {
        Some(descending) => format!(
            "Sorted by {}, {}; click for the other way",
            label.to_lowercase(),
            direction(descending)
        ),
        None => format!("Sort by {}", label.to_lowercase()),
    };
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(text);
    clicked.then_some(Sorting {
        by,
        descending: now == Some(false),
    })
}

fn direction(descending: bool) -> &'static str {
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
