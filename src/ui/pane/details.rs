//! The side beside the rows: everything known about the selected resource.

mod copy_menu;
mod head;
mod overview;
mod several;
mod side;
mod tab;
mod tabs;
mod value;

use egui::{Button, Frame, Margin, RichText, Ui};

use crate::app::commands::{Command, PaneCommand};
use crate::app::labels::AccountNames;
use crate::app::pane::Pane;
use crate::app::pane::details::{DetailsModel, Reader, ReaderUpdate, Shown, drop_nodes, drop_tree};
use crate::app::view::AppView;
use crate::model::ResourceEntry;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::json_tree::JsonTreeUi;
use crate::ui::widgets::row_list::RowList;
use overview::OverviewUi;
use several::SeveralUi;
pub use side::Side;
use side::SideUi;
use tab::DetailsTab;

/// What the details side remembers between frames.
#[derive(Default)]
pub struct DetailsUi {
    /// Which tab.
    tab: DetailsTab,
    search: String,
    wants_search: bool,
    side: SideUi,
    overview: OverviewUi,
    properties: JsonTreeUi,
    json_rows: RowList<usize>,
    names: AccountNames,
    several: SeveralUi,
    reader: Reader,
}

impl DetailsUi {
    /// Where the side is in the body of a pane.
    pub(super) fn side(&self, body: egui::Rect, pane: &Pane) -> Side {
        self.side.place(body, pane.spec.details_width)
    }

    /// Whether Escape closes the side before anything else.
    pub(super) fn closes_first(&self) -> bool {
        self.side.has_keyboard() || self.side.is_over_rows()
    }

    /// Puts the keyboard into the search of the document that is read, if one is.
    pub(super) fn focus_search(&mut self) -> bool {
        let searches = self.tab == DetailsTab::Properties;
        self.wants_search = searches && self.side.has_keyboard();
        self.wants_search
    }
}

/// Draws the side where it is, after the rows: this is the order in which keys walk them.
pub(super) fn side_ui(
    ui: &mut Ui,
    side: Side,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut DetailsUi,
    commands: &mut Vec<Command>,
) {
    let mut kept = std::mem::take(&mut state.side);
    let width = kept.show(ui, side, |ui| details_ui(ui, pane, view, state, commands));
    state.side = kept;
    if let Some(width) = width {
        commands.push(Command::Pane(pane.id, PaneCommand::SetDetailsWidth(width)));
    }
}

/// Draws the details into all of `ui`.
fn details_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut DetailsUi,
    commands: &mut Vec<Command>,
) {
    sync(ui, pane, state);
    let Some(entry) = pane.selected_entry() else {
        return;
    };
    let margin = Margin::symmetric(tokens::SPACE_3 as i8, tokens::SPACE_2 as i8);
    let frame = Frame::new().inner_margin(margin);
    if pane.selected_count() > 1 {
        frame.show(ui, |ui| state.several.show(ui, pane, commands));
        return;
    }
    let completed = pane.complete(entry);
    let entry = &*completed;
    frame.show(ui, |ui| {
        let model = model_of_row(&state.reader, pane);
        let shown = head::Head {
            pane,
            view,
            entry,
            model,
        };
        head::head_ui(ui, &shown, &mut state.names, commands);
        if let Some(reason) = pane.hidden_by(entry) {
            ui.label(RichText::new(reason).color(Palette::of(ui).warn));
        }
    });
    tab_bar_ui(ui, state, entry);
    frame.show(ui, |ui| body_ui(ui, pane, entry, state, commands));
}

fn body_ui(
    ui: &mut Ui,
    pane: &Pane,
    entry: &ResourceEntry,
    state: &mut DetailsUi,
    commands: &mut Vec<Command>,
) {
    // Tags came with the row and need no reading.
    if state.tab == DetailsTab::Tags {
        return tabs::tags_ui(ui, pane, entry, commands);
    }
    match state.reader.shown(pane) {
        Shown::Row => {}
        Shown::Before => {
            // What was shown before stays, disabled and faint.
            ui.weak("Reading all that is known of it…");
            ui.disable();
        }
        Shown::Failed(failure) => {
            ui.weak(format!("The details could not be read: {failure}."));
            return;
        }
    }
    let Some(model) = state.reader.model() else {
        return;
    };
    match state.tab {
        DetailsTab::Overview => {
            let shown = overview::Overview { pane, entry, model };
            if let Some(tab) = state.overview.show(ui, &shown, commands) {
                state.tab = tab;
            }
        }
        DetailsTab::Properties => {
            let search = tabs::Search {
                text: &mut state.search,
                wants_keyboard: std::mem::take(&mut state.wants_search),
            };
            tabs::properties_ui(ui, pane, model, &mut state.properties, search, commands);
        }
        DetailsTab::Tags => {}
        DetailsTab::Json => tabs::json_ui(ui, model, &mut state.json_rows),
    }
}

/// Takes over what was read since the last frame.
fn sync(ui: &Ui, pane: &Pane, state: &mut DetailsUi) {
    let ctx = ui.ctx().clone();
    let viewport = ctx.viewport_id();
    let wake = move || ctx.request_repaint_of(viewport);
    match state.reader.sync(pane, wake) {
        ReaderUpdate::None => {}
        ReaderUpdate::Details(sections) => drop_nodes(state.properties.set_rest(sections)),
        ReaderUpdate::Row(properties, sections) => {
            state.json_rows = RowList::default();
            drop_tree(state.properties.set(properties));
            drop_nodes(state.properties.set_rest(sections));
        }
    }
}

/// What was read of the row that is selected.
fn model_of_row<'a>(reader: &'a Reader, pane: &Pane) -> Option<&'a DetailsModel> {
    let is_of_row = reader.shown(pane) == Shown::Row;
    reader.model().filter(|_| is_of_row)
}

fn tab_bar_ui(ui: &mut Ui, state: &mut DetailsUi, entry: &ResourceEntry) {
    let palette = Palette::of(ui);
    let bar = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens::SPACE_3;
        ui.add_space(tokens::SPACE_3);
        for tab in DetailsTab::ALL {
            let text = match tab {
                DetailsTab::Tags if !entry.tags.is_empty() => {
                    format!("{} {}", tab.label(), entry.tags.len())
                }
                _ => tab.label().to_owned(),
            };
            let chosen = state.tab == tab;
            let color = if chosen {
                palette.text_strong
            } else {
                palette.text_weak
            };
            let response = ui.add(Button::new(RichText::new(text).color(color)).frame(false));
            let response = response.accessible_name(format!("{} tab", tab.label()));
            if chosen {
                let rect = response.rect;
                ui.painter().hline(
                    rect.x_range(),
                    rect.bottom() + 1.0,
                    (tokens::LINE_FOCUS, palette.accent),
                );
            }
            if response.clicked() {
                state.tab = tab;
            }
        }
    });
    let below = bar.response.rect.bottom() + 2.0;
    let edges = ui.max_rect().x_range();
    ui.painter()
        .hline(edges, below, (tokens::LINE, palette.line));
}
