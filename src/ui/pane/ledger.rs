//! How every list of a pane ended: a matrix of places and services, and the lists of one cell.
//!
//! The matrix is made when the ledger or the filter changed, and its cells from lines when they are drawn.

mod cell_lines;
mod matrix_cell;
mod matrix_view;
mod outcome_text;

use egui::{Align, Button, Frame, Layout, Margin, Popup, RichText, Ui, vec2};

use crate::app::commands::{Command, CopyCommand, QueryCommand};
use crate::app::labels::AccountNames;
use crate::app::pane::Pane;
use crate::app::pane::ledger_matrix::{LedgerFilter, LedgerMatrix, MatrixColumn};
use crate::app::pane::ledger_text::LedgerText;
use crate::app::resource_explorer::ledger::{Outcome, Place, Tally};
use crate::app::resource_explorer::progress::Generation;
use crate::app::view::AppView;
use crate::model::QueryKey;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::row_list::RowList;
use crate::ui::widgets::truncated::truncated_label_ui;

use cell_lines::CellLines;

/// Narrowest room for the summary beside the filter, in points.
const SUMMARY_WIDTH: f32 = 80.0;

/// What the panel remembers between frames.
#[derive(Default)]
pub struct LedgerUi {
    open: bool,
    filter: LedgerFilter,
    matrix: LedgerMatrix,
    made: Option<Made>,
    list: RowList<Place>,
    /// The column of the cell under the cursor.
    column: Option<MatrixColumn>,
    /// Which cell is looked into.
    chosen: Option<(Place, MatrixColumn)>,
    lines: CellLines,
    /// The query key to show.
    wanted: Option<QueryKey>,
    names: AccountNames,
}

/// What the matrix was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    generation: Generation,
    revision: u64,
    /// What can be asked again depends on whether the query still runs.
    is_running: bool,
    filter: LedgerFilter,
}

impl LedgerUi {
    /// Opens the panel at the next draw, or closes it.
    pub fn toggle(&mut self) {
        if self.open {
            self.close();
        } else {
            self.open = true;
        }
    }

    /// Opens the panel at the next draw, with the lines that pass a filter.
    pub fn show_only(&mut self, filter: LedgerFilter) {
        self.open = true;
        self.filter = filter;
    }

    /// Opens the panel at the next draw, at the cell of this query key.
    pub fn show_at(&mut self, key: QueryKey) {
        self.open = true;
        self.filter = LedgerFilter::All;
        self.made = None;
        self.wanted = Some(key);
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// A matrix that is not shown only takes memory.
    fn close(&mut self) {
        *self = Self {
            filter: self.filter,
            ..Self::default()
        };
    }

    fn follow(&mut self, pane: &Pane) {
        let now = Made {
            generation: pane.generation,
            revision: pane.ledger.revision(),
            is_running: pane.is_running(),
            filter: self.filter,
        };
        if self.made == Some(now) {
            return;
        }
        let top = self.list.anchor().first_row;
        let top = self.matrix.places().get(top).copied();
        self.matrix = LedgerMatrix::of(&pane.ledger, &pane.spec.scope.types, self.filter);
        if let Some(row) = top.and_then(|place| self.matrix.row_of(place)) {
            self.list.rebase(row);
        }
        if let Some(key) = self.wanted.take() {
            self.go_to(&key);
        }
        self.lines.refresh(&self.matrix, pane, self.chosen);
        if self.lines.is_empty() {
            self.choose(pane, None);
        }
        self.made = Some(now);
    }

    /// Chooses the cell of a query key and brings it into view.
    fn go_to(&mut self, key: &QueryKey) {
        let place = Place::from(key);
        let row = self.matrix.row_of(place);
        let column = self.matrix.column_of(key.resource_type);
        if let (Some(row), Some(column)) = (row, column) {
            self.list.cursor_mut().put(place, row);
            self.list.scroll_into_view(row);
            self.column = Some(column);
            self.chosen = Some((place, column));
        }
    }

    fn choose(&mut self, pane: &Pane, cell: Option<(Place, MatrixColumn)>) {
        self.chosen = cell;
        self.lines = CellLines::default();
        self.lines.refresh(&self.matrix, pane, cell);
    }
}

/// Draws the panel into all the space that `ui` has left.
pub fn ledger_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut LedgerUi,
    commands: &mut Vec<Command>,
) {
    state.follow(pane);
    // Its panel would shrink to what there is to say, and stay so.
    ui.take_available_space();
    let margin = Margin::symmetric(tokens::SPACE_3 as i8, tokens::SPACE_2 as i8);
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(tokens::SPACE_2, tokens::SPACE_1);
        head_ui(ui, pane, state);
        buttons_ui(ui, pane, state, commands);
    });
    if !state.open {
        return;
    }
    if state.matrix.places().is_empty() {
        let text = match state.filter {
            LedgerFilter::All => "No query key is done yet.".to_owned(),
            filter => format!("No query key is {}.", filter.label()),
        };
        ui.vertical_centered(|ui| ui.weak(text));
        return;
    }
    let below = state.lines.wanted_height(ui.available_height());
    let size = vec2(ui.available_width(), ui.available_height() - below);
    let clicked = ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        matrix_view::matrix_ui(ui, pane, view, state)
    });
    if let Some(cell) = clicked.inner {
        let same = state.chosen == Some(cell);
        state.choose(pane, (!same).then_some(cell));
        ui.ctx().request_repaint_of(ui.ctx().viewport_id());
    }
    // Lines of a cell that was chosen just now have no height yet: drawn at once, they would push the panel up.
    if below > 0.0
        && let Some(cell) = state.chosen
        && cell_lines::cell_lines_ui(ui, pane, view, state, cell, commands)
    {
        state.choose(pane, None);
    }
}

fn head_ui(ui: &mut Ui, pane: &Pane, state: &mut LedgerUi) {
    let palette = Palette::of(ui);
    let size = vec2(ui.available_width(), tokens::CONTROL_HEIGHT);
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        let end = LineEnd::new(ui, ui.scope_id().with("close"));
        let room = vec2(end.room(ui), size.y);
        ui.allocate_ui_with_layout(room, layout, |ui| {
            ui.label(
                RichText::new("Ledger: outcome of every query key")
                    .strong()
                    .color(palette.text_strong),
            );
            filter_ui(ui, pane.ledger.tally(), state);
            let width = ui.available_width();
            if width > SUMMARY_WIDTH {
                let font = egui::FontId::proportional(tokens::TEXT_SMALL);
                let text = summary(pane);
                truncated_label_ui(ui, &text, font, palette.text_weak, width);
            }
        });
        end.show(ui, |ui| {
            if icons::icon_button_ui(ui, Icon::Cross, "Close ledger").clicked() {
                state.close();
            }
        });
    });
}

/// `84 of 87 query keys complete`; the status bar has those that are not done yet.
fn summary(pane: &Pane) -> String {
    format!(
        "{} of {} query keys complete",
        grouped(pane.ledger.tally().of(Outcome::Complete)),
        grouped(pane.ledger.len())
    )
}

fn filter_ui(ui: &mut Ui, tally: &Tally, state: &mut LedgerUi) {
    let text = format!("Show: {}", state.filter.label());
    let button = ui
        .button(text)
        .on_hover_text("Which query keys the matrix counts");
    Popup::menu(&button).show(|ui| {
        ui.set_width(200.0);
        for filter in LedgerFilter::every() {
            let count = filter.count(tally);
            let text = format!("{} ({})", filter.label(), grouped(count));
            let chosen = state.filter == filter;
            let possible = count > 0 || chosen || filter == LedgerFilter::All;
            let item = ui.add_enabled(possible, Button::selectable(chosen, text));
            if item.clicked() {
                state.filter = filter;
            }
        }
    });
}

fn buttons_ui(ui: &mut Ui, pane: &Pane, state: &LedgerUi, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let retry = ui.add_enabled(pane.can_retry_some(), Button::new("Retry failed"));
        let retry = retry
            .on_hover_text("Query every key again that failed or was stopped")
            .on_disabled_hover_text("Nothing that another query could change");
        if retry.clicked() {
            commands.push(Command::Query(
                pane.id,
                QueryCommand::Retry(pane.retryable_keys()),
            ));
        }
        let copy = ui.add_enabled(!pane.ledger.is_empty(), Button::new("Copy as CSV"));
        let copy = copy.on_hover_text("One line per account, region and type that is shown");
        if copy.clicked() {
            commands.push(Command::Copy(CopyCommand::Ledger {
                pane: pane.id,
                text: LedgerText::Csv(state.filter),
            }));
        }
        let denied = pane.ledger.tally().denied() > 0;
        let policy = ui.add_enabled(denied, Button::new("Copy policy for what was denied"));
        let policy = policy
            .on_hover_text("An IAM policy of the reads that were refused")
            .on_disabled_hover_text("Nothing was denied");
        if policy.clicked() {
            commands.push(Command::Copy(CopyCommand::Ledger {
                pane: pane.id,
                text: LedgerText::PolicyOfDenied,
            }));
        }
    });
}
