//! The matrix: places down the side, columns that scroll beside them. Draws visible cells only.

use std::borrow::Cow;

use egui::{
    FontId, Id, Painter, Rangef, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::LedgerUi;
use super::matrix_cell::{Spot, cell_id, cell_ui};
use crate::app::labels::AccountNames;
use crate::app::list_cursor::ListLines;
use crate::app::pane::Pane;
use crate::app::pane::ledger_matrix::{LedgerMatrix, MatrixColumn};
use crate::app::resource_explorer::ledger::Place;
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::view::AppView;
use crate::catalog::types::label_of;
use crate::model::ListTarget;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::account_dot;
use crate::ui::widgets::row_list::{Line, ListEvent, ListKind, ListShape};
use crate::ui::widgets::truncated::Elided;
use crate::ui::widgets::virtual_rows::row_start;

/// Width of a column, in points.
const COLUMN_WIDTH: f32 = 116.0;

/// Room for a region's code, in points.
const REGION_WIDTH: f32 = 104.0;

/// Room for an account's name where the panel is wide, and where it is not, in points.
const ACCOUNT_WIDTH: f32 = 128.0;
const ACCOUNT_WIDTH_NARROW: f32 = 72.0;

/// A panel from this width on is wide, in points.
const WIDE: f32 = 560.0;

/// Positions of the columns in this frame.
#[derive(Clone, Copy, Debug)]
struct Columns {
    /// Where they may be seen.
    room: Rangef,
    /// Left edge of the first column, visible or not.
    left: f32,
    count: usize,
}

impl Columns {
    /// Visible columns, with their positions.
    fn visible(self) -> impl Iterator<Item = (usize, Rangef)> {
        let hidden = ((self.room.min - self.left) / COLUMN_WIDTH).max(0.0) as usize;
        (hidden..self.count)
            .map(move |at| (at, self.place(at)))
            .take_while(move |(_, place)| place.min < self.room.max)
    }

    fn place(self, at: usize) -> Rangef {
        let left = self.left + at as f32 * COLUMN_WIDTH;
        Rangef::new(left, left + COLUMN_WIDTH)
    }
}

/// Draws the matrix into all the space left; returns the cell that was clicked.
pub(super) fn matrix_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut LedgerUi,
) -> Option<(Place, MatrixColumn)> {
    let account_width = if ui.available_width() < WIDE {
        ACCOUNT_WIDTH_NARROW
    } else {
        ACCOUNT_WIDTH
    };
    let side = tokens::SPACE_3 + account_width + REGION_WIDTH;
    let count = state.matrix.columns().len();
    let area = ScrollArea::horizontal()
        .id_salt("ledger columns")
        .auto_shrink(false);
    let shown = area.show_viewport(ui, |ui, viewport| {
        let origin = ui.max_rect().min;
        let width = side + count as f32 * COLUMN_WIDTH + tokens::SCROLLBAR_WIDTH;
        ui.set_min_size(vec2(width, viewport.height()));
        // The side column does not scroll: everything is placed by the view, not by the content.
        let mut seen = Rect::from_min_size(origin + viewport.min.to_vec2(), viewport.size());
        if width > seen.width() {
            // The last row must not lie under the bar that moves the columns.
            seen.max.y -= tokens::SCROLLBAR_WIDTH;
        }
        let room = Rangef::new(seen.left() + side, seen.right() - tokens::SCROLLBAR_WIDTH);
        let columns = Columns {
            room,
            left: room.min - viewport.left(),
            count,
        };
        let head = Rect::from_min_size(seen.min, vec2(seen.width(), tokens::ROW_HEIGHT));
        heads_ui(ui, head, account_width, columns, &state.matrix);
        let below = Rect::from_min_max(pos2(seen.left(), head.bottom()), seen.max);
        let mut inside = ui.new_child(UiBuilder::new().id_salt("places").max_rect(below));
        places_ui(&mut inside, account_width, columns, pane, view, state)
    });
    shown.inner
}

fn heads_ui(ui: &Ui, rect: Rect, account_width: f32, columns: Columns, matrix: &LedgerMatrix) {
    let palette = Palette::of(ui);
    ui.painter().rect_filled(rect, 0.0, palette.raised);
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), (tokens::LINE, palette.line));
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let say = |painter: &Painter, text: &str, x: f32, width: f32| {
        let at = pos2(x, rect.center().y);
        Elided::new(text, font.clone(), palette.text_weak).paint(painter, at, width);
    };
    let left = rect.left() + tokens::SPACE_3;
    say(ui.painter(), "Account", left, account_width);
    say(ui.painter(), "Region", left + account_width, REGION_WIDTH);
    let seen = Rect::from_x_y_ranges(columns.room, rect.y_range());
    let painter = ui.painter().with_clip_rect(seen.intersect(ui.clip_rect()));
    for (at, place) in columns.visible() {
        let column = matrix.columns()[at];
        let label = short_label(column);
        say(
            &painter,
            &label,
            place.min + tokens::SPACE_2,
            COLUMN_WIDTH - tokens::SPACE_3,
        );
        let cell = Rect::from_x_y_ranges(place, rect.y_range()).intersect(seen);
        if cell.is_positive() {
            let head = ui.interact(cell, ui.scope_id().with(("head", column)), Sense::hover());
            let whole = column.label();
            head.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, whole.as_str()));
            head.on_hover_text(full_name(column));
        }
    }
}

/// Without the service, which all columns of types share.
fn short_label(column: MatrixColumn) -> String {
    let label = column.label();
    let MatrixColumn::Type(ty) = column else {
        return label.into();
    };
    let rest = label.strip_prefix(ty.service()).map(str::trim_start);
    rest.filter(|rest| !rest.is_empty())
        .unwrap_or(&label)
        .into()
}

fn full_name(column: MatrixColumn) -> String {
    match column {
        MatrixColumn::Service(service) => format!("All types of {service}"),
        MatrixColumn::Type(ty) => match ty.list_target() {
            ListTarget::Sweep => "What the tagging service shows of any type".into(),
            ListTarget::Index | ListTarget::Aggregator => {
                format!("What the {} shows of any type", label_of(ty))
            }
            ListTarget::Type(ty) => ty.as_str().into(),
        },
    }
}

fn places_ui(
    ui: &mut Ui,
    account_width: f32,
    columns: Columns,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut LedgerUi,
) -> Option<(Place, MatrixColumn)> {
    let mut clicked = None;
    let LedgerUi {
        matrix,
        list,
        column,
        chosen,
        names,
        ..
    } = state;
    let shape = ListShape {
        label: "Ledger",
        kind: ListKind::Grid,
        row_height: tokens::ROW_HEIGHT,
        lines_id: ui.scope_id().with("place"),
    };
    let at_cursor = column.and_then(|column| matrix.columns().iter().position(|it| *it == column));
    let at_cursor = at_cursor.unwrap_or_default();
    let lines = PlaceLines {
        matrix,
        accounts: &view.directory.accounts,
    };
    let row = CellRow {
        matrix,
        pane,
        columns,
        at_cursor,
        chosen: *chosen,
    };
    let output = list.show_parts(ui, shape, &lines, |ui, line| {
        let place = matrix.places()[line.at];
        let name = side_ui(ui, line.rect, account_width, place, view, names);
        let (hit, part) = row.show(ui, line, &name);
        clicked = hit.or(clicked);
        part
    });
    clicked = follow_events(ui, columns, matrix, column, at_cursor, output.events).or(clicked);
    if let Some((place, clicked_column)) = clicked {
        *column = Some(clicked_column);
        if let Some(row) = matrix.row_of(place) {
            list.cursor_mut().put(place, row);
        }
    }
    clicked
}

/// What the cells of a line are drawn from.
struct CellRow<'a> {
    matrix: &'a LedgerMatrix,
    pane: &'a Pane,
    columns: Columns,
    /// The column that the cursor is in.
    at_cursor: usize,
    /// The cell whose query keys are listed.
    chosen: Option<(Place, MatrixColumn)>,
}

impl CellRow<'_> {
    /// Draws the visible cells of a line: the cell that was clicked, and the one under the cursor.
    fn show(
        &self,
        ui: &mut Ui,
        line: &Line,
        name: &str,
    ) -> (Option<(Place, MatrixColumn)>, Option<Id>) {
        let ledger = &self.pane.ledger;
        let place = self.matrix.places()[line.at];
        let cells = self.matrix.cells(ledger, line.at);
        // A cell belongs to its row.
        let builder = UiBuilder::new().accessibility_parent(line.response.id);
        let inside = ui.new_child(builder);
        let (mut clicked, mut part) = (None, None);
        for (at, x) in self.columns.visible() {
            let column = self.matrix.columns()[at];
            let has_cursor = line.is_cursor && at == self.at_cursor;
            let spot = Spot {
                name,
                place,
                column,
                rect: Rect::from_x_y_ranges(x, line.rect.y_range()),
                room: Rect::from_x_y_ranges(self.columns.room, line.rect.y_range()),
                is_chosen: self.chosen == Some((place, column)),
                has_cursor: has_cursor && line.has_keyboard,
            };
            let id = cell_id(ui, &spot);
            if cell_ui(&inside, id, &spot, cells[at], self.matrix, ledger) {
                clicked = Some((place, column));
            }
            if has_cursor && cells[at].is_some() {
                part = Some(id);
            }
        }
        (clicked, part)
    }
}

/// Moves the cursor between columns; returns the cell that a key opened.
fn follow_events(
    ui: &Ui,
    columns: Columns,
    matrix: &LedgerMatrix,
    column: &mut Option<MatrixColumn>,
    at_cursor: usize,
    events: Vec<ListEvent>,
) -> Option<(Place, MatrixColumn)> {
    let mut now = at_cursor;
    let mut opened = None;
    for event in events {
        match event {
            ListEvent::Sideways(by) => {
                let last = matrix.columns().len().saturating_sub(1);
                now = now.saturating_add_signed(by as isize).min(last);
                *column = matrix.columns().get(now).copied();
                scroll_to(ui, columns, now);
            }
            ListEvent::Activated(line) | ListEvent::Marked(line) => {
                let place = matrix.places().get(line).copied();
                let cell = place.zip(matrix.columns().get(now).copied());
                opened = opened.or(cell);
            }
            _ => {}
        }
    }
    opened
}

/// Moves the columns no further than needed to show one.
fn scroll_to(ui: &Ui, columns: Columns, at: usize) {
    let place = columns.place(at);
    let side = ui.max_rect().y_range();
    // What scrolls sees the side column as part of the view.
    let width = columns.room.min - ui.max_rect().left();
    let wanted = if place.min < columns.room.min {
        Rangef::new(place.min - width, place.max)
    } else {
        Rangef::new(place.min, place.max + tokens::SCROLLBAR_WIDTH)
    };
    ui.scroll_to_rect(Rect::from_x_y_ranges(wanted, side), None);
}

/// The rows of the matrix, as they are walked by keys and read out.
struct PlaceLines<'a> {
    matrix: &'a LedgerMatrix,
    accounts: &'a [AccountInfo],
}

impl ListLines for PlaceLines<'_> {
    type Key = Place;

    fn len(&self) -> usize {
        self.matrix.places().len()
    }

    fn key_at(&self, at: usize) -> Option<Place> {
        self.matrix.places().get(at).copied()
    }

    fn line_of(&self, place: Place) -> Option<usize> {
        self.matrix.row_of(place)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        let Some(place) = self.key_at(at) else {
            return Cow::default();
        };
        let mut known = self.accounts.iter();
        let info = known.find(|info| info.id == place.account && !info.name.is_empty());
        let account = info.map_or_else(|| place.account.grouped(), |info| info.name.to_string());
        format!("{account} {}", place.region).into()
    }
}

/// The account and region of a row; returns what the account is called.
fn side_ui(
    ui: &Ui,
    rect: Rect,
    account_width: f32,
    place: Place,
    view: &AppView<'_>,
    names: &mut AccountNames,
) -> String {
    let palette = Palette::of(ui);
    let name = names.name(&view.directory.accounts, place.account);
    let name = match name {
        "" => place.account.grouped(),
        name => name.to_owned(),
    };
    let start = row_start(rect, tokens::SPACE_3);
    let mark = view.directory.marks.mark_of(place.account);
    let dot = start + vec2(tokens::DOT / 2.0, 0.0);
    account_dot::paint(ui.painter(), palette, mark, dot);
    let indent = tokens::DOT + tokens::SPACE_1 + 2.0;
    let body = FontId::proportional(tokens::TEXT_BODY);
    let room = account_width - indent - tokens::SPACE_2;
    Elided::new(&name, body, palette.text).paint(ui.painter(), start + vec2(indent, 0.0), room);
    let small = FontId::proportional(tokens::TEXT_SMALL);
    Elided::new(place.region.as_str(), small, palette.text_weak).paint(
        ui.painter(),
        start + vec2(account_width, 0.0),
        REGION_WIDTH - tokens::SPACE_2,
    );
    name
}
