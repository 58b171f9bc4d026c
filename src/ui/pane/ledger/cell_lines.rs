//! The lists of one cell: how each ended, how many rows, how old, and why.

use std::borrow::Cow;
use std::cmp::Reverse;

use egui::{Align, Button, FontId, Layout, Rect, RichText, Ui, pos2, vec2};

use super::LedgerUi;
use super::outcome_text::{age_text, shape_of};
use crate::app::commands::{Command, QueryCommand};
use crate::app::list_cursor::ListLines;
use crate::app::pane::Pane;
use crate::app::pane::ledger_matrix::{LedgerMatrix, MatrixColumn, severity};
use crate::app::resource_explorer::ledger::{LedgerEntry, Place};
use crate::app::view::AppView;
use crate::catalog::types::label_of;
use crate::model::QueryKey;
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::row_list::{Line, ListEvent, ListKind, ListShape, RowList};
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::{Elided, Side, truncated_label_ui};
use crate::ui::widgets::virtual_rows::row_start;

/// Widths of the parts of a line, in points; age and error take the rest.
const TYPE_WIDTH: f32 = 148.0;
const OUTCOME_WIDTH: f32 = 116.0;
const ROWS_WIDTH: f32 = 56.0;
/// Taken only where an answer came from the cache, which seldom has an error.
const AGE_WIDTH: f32 = 84.0;

/// Width of the button at the end of a line that can be asked again.
const RETRY_WIDTH: f32 = 56.0;

/// Most lines that are shown without scrolling.
const MOST_LINES: usize = 8;

/// Height of the head above the lines, in points.
const HEAD_HEIGHT: f32 = tokens::TOOLBAR_HEIGHT;

/// The lists of the cell that is looked into.
#[derive(Debug, Default)]
pub(super) struct CellLines {
    keys: Vec<QueryKey>,
    retryable: Vec<QueryKey>,
    list: RowList<QueryKey>,
    is_open: bool,
}

impl CellLines {
    /// Looks the lists up again; the worst come first.
    pub(super) fn refresh(
        &mut self,
        matrix: &LedgerMatrix,
        pane: &Pane,
        cell: Option<(Place, MatrixColumn)>,
    ) {
        self.keys.clear();
        self.retryable.clear();
        self.is_open = cell.is_some();
        let Some((place, column)) = cell else { return };
        let mut lines: Vec<&LedgerEntry> = matrix.lines_of(&pane.ledger, place, column).collect();
        let retryable = lines.iter().filter(|line| pane.can_retry(line));
        self.retryable.extend(retryable.map(|line| line.key));
        lines.sort_by_key(|line| Reverse(severity(line.outcome)));
        self.keys.extend(lines.iter().map(|line| line.key));
    }

    /// Whether there is no list to show.
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The height it takes of `available`; the matrix keeps at least half.
    pub(super) fn wanted_height(&self, available: f32) -> f32 {
        if !self.is_open {
            return 0.0;
        }
        let lines = self.keys.len().clamp(1, MOST_LINES) as f32;
        let whole = HEAD_HEIGHT + lines * tokens::ROW_HEIGHT + tokens::SPACE_1;
        whole.min(available / 2.0)
    }
}

/// The query keys of a cell, as they are walked by keys and read out.
struct KeyLines<'a> {
    keys: &'a [QueryKey],
    pane: &'a Pane,
}

impl<'a> KeyLines<'a> {
    fn entry(&self, at: usize) -> Option<&'a LedgerEntry> {
        self.pane.ledger.get(self.keys.get(at)?)
    }
}

impl ListLines for KeyLines<'_> {
    type Key = QueryKey;

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn key_at(&self, at: usize) -> Option<QueryKey> {
        self.keys.get(at).copied()
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        let Some(entry) = self.entry(at) else {
            return Cow::default();
        };
        let label = label_of(entry.key.resource_type);
        let rows = counted(entry.rows, "row");
        let age = entry.cached_age.map(age_text).unwrap_or_default();
        let error = entry.why().unwrap_or_default();
        let text = format!("{label}: {}, {rows} {age} {error}", entry.label());
        text.trim_end().to_owned().into()
    }
}

fn retry(pane: &Pane, entry: &LedgerEntry) -> Command {
    Command::Query(pane.id, QueryCommand::Retry(vec![entry.key]))
}

/// Draws them into all the space left; returns whether they were closed.
pub(super) fn cell_lines_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut LedgerUi,
    (place, column): (Place, MatrixColumn),
    commands: &mut Vec<Command>,
) -> bool {
    let palette = Palette::of(ui);
    let top = ui.available_rect_before_wrap();
    ui.painter()
        .hline(top.x_range(), top.top(), (tokens::LINE, palette.line));
    let name = match state.names.name(&view.directory.accounts, place.account) {
        "" => place.account.grouped(),
        name => name.to_owned(),
    };
    let title = format!("{name}  {}  {}", place.region, column.label());
    let is_closed = head_ui(ui, pane, &title, &state.lines, commands);
    let CellLines { keys, list, .. } = &mut state.lines;
    let shape = ListShape {
        label: "Query keys of the cell",
        kind: ListKind::Options,
        row_height: tokens::ROW_HEIGHT,
        lines_id: ui.scope_id().with("line"),
    };
    let lines = KeyLines { keys, pane };
    let output = list.show(ui, shape, &lines, |ui, line| {
        if let Some(entry) = lines.entry(line.at) {
            line_ui(ui, pane, line, entry, commands);
        }
    });
    for event in output.events {
        if let ListEvent::Activated(line) = event
            && let Some(entry) = lines.entry(line)
            && pane.can_retry(entry)
        {
            commands.push(retry(pane, entry));
        }
    }
    is_closed
}

/// Returns whether the lines were closed.
fn head_ui(
    ui: &mut Ui,
    pane: &Pane,
    title: &str,
    lines: &CellLines,
    commands: &mut Vec<Command>,
) -> bool {
    let palette = Palette::of(ui);
    let size = vec2(ui.available_width(), HEAD_HEIGHT);
    let layout = Layout::right_to_left(Align::Center);
    let head = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_height(HEAD_HEIGHT);
        ui.add_space(tokens::SPACE_3);
        let is_closed = icons::icon_button_ui(ui, Icon::Cross, "Close query keys").clicked();
        let retry = ui.add_enabled(!lines.retryable.is_empty(), Button::new("Retry"));
        let retry = retry
            .on_hover_text("Query the keys of this cell again that are not complete")
            .on_disabled_hover_text("Nothing here that another query could change");
        if retry.clicked() {
            commands.push(Command::Query(
                pane.id,
                QueryCommand::Retry(lines.retryable.clone()),
            ));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add_space(tokens::SPACE_3);
            let font = FontId::proportional(tokens::TEXT_BODY);
            let count = match lines.keys.len() {
                1 => "1 query key".to_owned(),
                several => format!("{} query keys", grouped(several)),
            };
            let room = (ui.available_width() - 80.0).max(0.0);
            truncated_label_ui(ui, title, font, palette.text_strong, room);
            ui.label(RichText::new(count).small().color(palette.text_weak));
        });
        is_closed
    });
    head.inner
}

fn line_ui(
    ui: &mut Ui,
    pane: &Pane,
    line: &Line,
    entry: &LedgerEntry,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let rect = line.rect;
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let label = label_of(entry.key.resource_type);
    let rows = grouped(entry.rows);
    let age = entry.cached_age.map(age_text).unwrap_or_default();
    let error = entry.why().unwrap_or_default();
    let color = palette.outcome(entry.outcome);

    let mut left = tokens::SPACE_3;
    let mut say = |text: &str, color, width: f32, side| {
        Elided::new(text, font.clone(), color).side(side).paint(
            ui.painter(),
            row_start(rect, left),
            width,
        );
        left += width + tokens::SPACE_2;
        left
    };
    let after = say(&label, palette.text, TYPE_WIDTH, Side::Left);
    let middle = row_start(rect, after + tokens::DOT / 2.0);
    status_dot::paint(ui.painter(), palette, middle, shape_of(entry.outcome));
    say("", color, tokens::DOT - tokens::SPACE_1, Side::Left);
    let word = entry.label();
    say(word, color, OUTCOME_WIDTH - tokens::SPACE_3, Side::Left);
    let mut after = say(&rows, palette.text_weak, ROWS_WIDTH, Side::Right);
    if !age.is_empty() {
        after = say(&age, palette.text_weak, AGE_WIDTH, Side::Left);
    }
    let can_retry = pane.can_retry(entry);
    let button = if can_retry { RETRY_WIDTH } else { 0.0 };
    let room = rect.width() - after - tokens::SPACE_2 - button;
    say(&error, palette.text, room, Side::Left);

    line.response.clone().on_hover_ui(|ui| {
        ui.strong(entry.key.resource_type.as_str());
        let by = entry.provider.map_or("not queried", |by| by.as_str());
        ui.weak(format!("{word} · {by}"));
        if !error.is_empty() {
            ui.label(error.as_str());
        }
    });
    if can_retry {
        line.context_menu(|ui| {
            if ui.button("Retry").clicked() {
                commands.push(retry(pane, entry));
            }
        });
        if retry_ui(ui, rect, &label) {
            commands.push(retry(pane, entry));
        }
    }
}

/// The button at the end of a line; returns whether it was clicked.
fn retry_ui(ui: &mut Ui, line: Rect, label: &str) -> bool {
    let width = RETRY_WIDTH - tokens::SPACE_2;
    let middle = pos2(
        line.right() - tokens::SPACE_2 - width / 2.0,
        line.center().y,
    );
    let place = Rect::from_center_size(middle, vec2(width, line.height() - 2.0));
    let text = RichText::new("Retry").size(tokens::TEXT_SMALL);
    let button = ui.put(place, Button::new(text).small());
    let button = button.accessible_name(format!("Retry {label}"));
    let button = button.on_hover_text("Query this key alone again");
    button.clicked()
}
