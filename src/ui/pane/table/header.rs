//! The headings of a table: a click sorts, the edge sets the width, dragging moves a column, and the menu does the
//! rest.

use egui::accesskit::SortDirection;
use egui::{
    CursorIcon, FontId, Id, Popup, Rangef, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::super::column_header::{direction, name_in_sentence, paint_heading};
use super::super::tree_state::TreeUi;
use super::cell::cell_text;
use super::columns_menu::columns_menu_ui;
use super::layout::Placed;
use super::state::TableUi;
use crate::app::commands::{Command, CopyCommand, PaneCommand};
use crate::app::pane::Pane;
use crate::app::pane::table_text::CopiedRows;
use crate::app::resource_explorer::tree::{ColumnId, SortColumn, Sorting};
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::truncated::Side;

/// Half the width of the edge between two headings, in points.
const EDGE: f32 = 4.0;

/// Draws the headings and puts the columns into their places.
pub(in crate::ui::pane) fn table_header_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    tree: &mut TreeUi,
    commands: &mut Vec<Command>,
) {
    let width = ui.available_width() - tokens::SCROLLBAR_WIDTH;
    tree.table.lay_out(pane, &mut tree.cells, width);
    let size = vec2(ui.available_width(), tokens::HEADER_HEIGHT);
    let (_, line) = ui.allocate_space(size);
    let palette = Palette::of(ui);
    ui.painter().rect_filled(line, 0.0, palette.raised);
    let bottom = line.bottom() - 0.5;
    ui.painter()
        .hline(line.x_range(), bottom, (tokens::LINE, palette.line));
    let shown: Vec<Placed> = tree.table.layout.visible().cloned().collect();
    for placed in &shown {
        heading_ui(ui, pane, &mut tree.table, placed, line, commands);
    }
    for placed in &shown {
        edge_ui(ui, pane, view, tree, placed, line, commands);
    }
    let button = Rect::from_min_max(pos2(line.right() - 22.0, line.top()), line.max);
    columns_menu_ui(ui, pane, &mut tree.table, button, commands);
}

/// The part of a range that is not covered by pinned columns, on the screen.
fn seen(table: &TableUi, placed: &Placed, range: Rangef, line: Rect) -> Rect {
    let left = if placed.is_pinned {
        0.0
    } else {
        table.layout.pinned_right
    };
    let range = Rangef::new(range.min.max(left), range.max.min(table.layout.width));
    let range = Rangef::new(
        line.left() + range.min,
        line.left() + range.max.max(range.min),
    );
    Rect::from_x_y_ranges(range, line.y_range())
}

fn heading_ui(
    ui: &mut Ui,
    pane: &Pane,
    table: &mut TableUi,
    placed: &Placed,
    line: Rect,
    commands: &mut Vec<Command>,
) {
    let column = &placed.column;
    let whole = Rangef::new(
        line.left() + placed.range.min,
        line.left() + placed.range.max,
    );
    let whole = Rect::from_x_y_ranges(whole, line.y_range());
    let clip = seen(table, placed, placed.range, line);
    let id = Id::unique(("table column", pane.id_salt, column));
    let response = ui.interact(clip, id, Sense::click_and_drag());
    let now = pane.spec.sorting.place_of(column);
    let label = column.label();
    say(&response, column, &label, now.map(|(_, sorted)| sorted));
    let side = if placed.is_number {
        Side::Right
    } else {
        Side::Left
    };
    let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
    let reading = now.and_then(|_| pane.percent_of_keys_read());
    let shown = match reading {
        Some(percent) => format!("{label} {percent} %"),
        None => label.clone(),
    };
    paint_heading(ui, &painter, &shown, whole, side, now, response.hovered());
    if response.has_focus() {
        let stroke = (tokens::LINE, Palette::of(ui).accent);
        ui.painter()
            .rect_stroke(clip, 2.0, stroke, StrokeKind::Inside);
    }
    if response.clicked() {
        let sorting = if ui.input(|input| input.modifiers.shift) {
            pane.spec.sorting.clicked_as_next(column)
        } else {
            pane.spec.sorting.clicked(column)
        };
        commands.push(Command::Pane(pane.id, PaneCommand::SetSorting(sorting)));
    }
    follow_drag(ui, pane, table, placed, &response, line, commands);
    Popup::context_menu(&response).show(|ui| heading_menu_ui(ui, pane, table, column, commands));
    let hover = match now {
        Some(_) if reading.is_some() => {
            "Its values are being read; rows keep their order until then".to_owned()
        }
        Some((_, sorted)) => format!(
            "Sorted, {}; click for the other way",
            direction(sorted.descending)
        ),
        None => "Click to sort, with Shift after the columns before; drag to move".to_owned(),
    };
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(format!("{label}\n{hover}"));
}

/// What a screen reader says of a heading.
fn say(response: &Response, column: &ColumnId, label: &str, now: Option<&SortColumn>) {
    response.widget_info(|| {
        let words = format!("Sort by {}", name_in_sentence(column, label));
        let mut info = WidgetInfo::labeled(Role::ColumnHeader, true, words);
        info.selected = Some(now.is_some());
        info.current_text_value = now.map(|sorted| direction(sorted.descending).to_owned());
        info
    });
    let Some(sorted) = now else { return };
    let way = if sorted.descending {
        SortDirection::Descending
    } else {
        SortDirection::Ascending
    };
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_sort_direction(way));
}

/// A heading that is dragged goes where it is dropped.
fn follow_drag(
    ui: &Ui,
    pane: &Pane,
    table: &mut TableUi,
    placed: &Placed,
    response: &Response,
    line: Rect,
    commands: &mut Vec<Command>,
) {
    if response.drag_started() {
        table.moved = Some(placed.column.clone());
    }
    if table.moved.as_ref() != Some(&placed.column) {
        return;
    }
    let pointer = response.interact_pointer_pos();
    let target = pointer.and_then(|at| table.layout.column_at(at.x - line.left()));
    if let Some(target) = target {
        let x = line.left() + target.range.min - tokens::SPACE_1;
        let stroke = (tokens::LINE_FOCUS, Palette::of(ui).accent);
        ui.painter().vline(x, line.y_range(), stroke);
    }
    if response.drag_stopped() {
        let target = target.map(|target| target.column.clone());
        table.moved = None;
        if let Some(target) = target.filter(|target| *target != placed.column) {
            let columns = moved_to(table.columns(pane), &placed.column, &target);
            let command = PaneCommand::SetColumns(columns, pane.spec.pinned);
            commands.push(Command::Pane(pane.id, command));
        }
    } else if !response.dragged() && !response.is_pointer_button_down_on() {
        table.moved = None;
    }
}

/// The columns with one of them in the place of another.
fn moved_to(columns: &[ColumnId], column: &ColumnId, target: &ColumnId) -> Vec<ColumnId> {
    let at = columns.iter().position(|other| other == target);
    let mut columns: Vec<ColumnId> = columns
        .iter()
        .filter(|other| *other != column)
        .cloned()
        .collect();
    let at = at.unwrap_or(columns.len()).min(columns.len());
    columns.insert(at, column.clone());
    columns
}

fn heading_menu_ui(
    ui: &mut Ui,
    pane: &Pane,
    table: &TableUi,
    column: &ColumnId,
    commands: &mut Vec<Command>,
) {
    let columns = table.columns(pane);
    let Some(at) = columns.iter().position(|other| other == column) else {
        return;
    };
    let mut push = |command| commands.push(Command::Pane(pane.id, command));
    let pinned = pane.spec.pinned;
    if ui.button("Sort first to last").clicked() {
        push(PaneCommand::SetSorting(Sorting::by(column.clone())));
    }
    if ui.button("Sort last first").clicked() {
        push(PaneCommand::SetSorting(Sorting::by_last(column.clone())));
    }
    ui.separator();
    let neighbours = [
        ("Move left", at.checked_sub(1)),
        ("Move right", Some(at + 1)),
    ];
    for (label, neighbour) in neighbours {
        let neighbour = neighbour.and_then(|neighbour| columns.get(neighbour));
        if let Some(neighbour) = neighbour
            && ui.button(label).clicked()
        {
            push(PaneCommand::SetColumns(
                moved_to(columns, column, neighbour),
                pinned,
            ));
        }
    }
    let through = u8::try_from(at + 1).unwrap_or(u8::MAX);
    if pinned == through {
        if ui.button("Unpin").clicked() {
            push(PaneCommand::SetColumns(columns.to_vec(), 0));
        }
    } else if ui.button("Pin up to here").clicked() {
        push(PaneCommand::SetColumns(columns.to_vec(), through));
    }
    if ui.button("Copy column").clicked() {
        commands.push(Command::Copy(CopyCommand::Table {
            pane: pane.id,
            rows: CopiedRows::All,
            columns: vec![column.clone()],
        }));
        return;
    }
    if columns.len() > 1 && ui.button("Hide column").clicked() {
        let others = columns.iter().filter(|other| *other != column);
        push(PaneCommand::SetColumns(others.cloned().collect(), pinned));
    }
    if pane.spec.column_widths.contains_key(column) && ui.button("Usual width").clicked() {
        push(PaneCommand::SetColumnWidth(column.clone(), None));
    }
}

/// The right edge of a heading: dragging sets the width, a double click makes it fit what is in sight.
fn edge_ui(
    ui: &Ui,
    pane: &Pane,
    view: &AppView<'_>,
    tree: &mut TreeUi,
    placed: &Placed,
    line: Rect,
    commands: &mut Vec<Command>,
) {
    let middle = placed.range.max + tokens::SPACE_1;
    let edge = Rangef::new(middle - EDGE, middle + EDGE);
    let rect = seen(&tree.table, placed, edge, line);
    if rect.width() < EDGE {
        return;
    }
    let id = Id::unique(("table column edge", pane.id_salt, &placed.column));
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let response = response.on_hover_cursor(CursorIcon::ResizeHorizontal);
    if response.hovered() || response.dragged() {
        let stroke = (tokens::LINE_FOCUS, Palette::of(ui).accent);
        ui.painter()
            .vline(line.left() + middle, line.y_range(), stroke);
    }
    let mut set = |width: f32| {
        let width = Some(width.round().clamp(40.0, 1200.0) as u16);
        let command = PaneCommand::SetColumnWidth(placed.column.clone(), width);
        commands.push(Command::Pane(pane.id, command));
    };
    if response.double_clicked() {
        set(fitting_width(ui, pane, view, tree, placed));
    } else if response.drag_stopped() {
        if let Some((_, width)) = tree.table.resized.take() {
            set(width);
        }
    } else if response.dragged() {
        let before = match &tree.table.resized {
            Some((column, width)) if *column == placed.column => *width,
            _ => placed.range.span(),
        };
        tree.table.resized = Some((placed.column.clone(), before + response.drag_delta().x));
    }
}

/// The width that the rows in sight and the heading need.
fn fitting_width(
    ui: &Ui,
    pane: &Pane,
    view: &AppView<'_>,
    tree: &mut TreeUi,
    placed: &Placed,
) -> f32 {
    let palette = Palette::of(ui);
    let measure = |text: &str, font: FontId| {
        let galley = ui
            .painter()
            .layout_no_wrap(text.to_owned(), font, palette.text);
        galley.size().x
    };
    let body = FontId::proportional(tokens::TEXT_BODY);
    let heading = FontId::proportional(tokens::TEXT_SMALL);
    let mut width = measure(&placed.column.label(), heading) + tokens::SPACE_4;
    for row in pane.visible.rows(tree.shown.visible.clone()) {
        let Some(entry) = pane.rows.get(row) else {
            continue;
        };
        let entry = pane.complete(entry);
        let cells = tree.cells.get(row, pane.rows_epoch(), &entry);
        let accounts = &view.directory.accounts;
        let (text, _) = cell_text(&mut tree.names, accounts, palette, placed, &entry, &cells);
        width = width.max(measure(&text, body.clone()) + tokens::SPACE_2);
    }
    width
}
