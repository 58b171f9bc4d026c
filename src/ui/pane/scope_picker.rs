//! Choosing what a pane asks for: accounts, regions, types, and how deep.

mod check_line;
mod list;
mod pick_lines;
mod search_line;

use egui::{
    Align, Button, FontId, Frame, Id, Key, Layout, Modal, Rect, RichText, Role, Ui, UiBuilder,
    pos2, vec2,
};

use crate::app::commands::{Command, PaneCommand, Panel, PanelCommand, QueryCommand};
use crate::app::labels::broken_text;
use crate::app::pane::Pane;
use crate::app::pane::scope_chips::ScopePart;
use crate::app::view::{AppView, Directory};
use crate::model::{AccountId, Region, TypeId};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::name_popup;
use crate::ui::widgets::truncated;

use crate::app::scope_picker::{Depth, RowCounts, ScopeDraft};
use crate::ui::widgets::line_end::LineEnd;
use list::{Column, Head, PickList, presets_ui};
use search_line::SearchLine;

/// Largest size, in points; a smaller window gets a smaller picker.
const WIDTH: f32 = 920.0;
const HEIGHT: f32 = 600.0;

/// Share of the width for accounts, regions and types.
const SHARES: [f32; 3] = [0.31, 0.23, 0.46];

/// Height for profiles that lead to no account, below the accounts, in points.
const BROKEN_HEIGHT: f32 = 108.0;

/// An open picker.
pub struct ScopePicker {
    draft: ScopeDraft,
    search: SearchLine,
    counts: RowCounts,
    lists: Lists,
}

/// The cursors of the three columns.
#[derive(Default)]
struct Lists {
    accounts: PickList<AccountId>,
    regions: PickList<Region>,
    types: PickList<TypeId>,
}

impl Lists {
    /// Gives the list of a part the keyboard at the next draw.
    fn focus(&mut self, part: ScopePart) {
        match part {
            ScopePart::Accounts => self.accounts.focus(),
            ScopePart::Regions => self.regions.focus(),
            ScopePart::Types => self.types.focus(),
        }
    }
}

/// The result of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickerState {
    /// Still open.
    Open,
    /// Done with; drop it.
    Closed,
}

impl ScopePicker {
    /// Opens on a pane's scope, with the keyboard in the search; Down goes from it to the list of `part`.
    pub fn new(pane: &Pane, directory: &Directory, part: ScopePart) -> Self {
        let draft = ScopeDraft::new(&pane.spec.scope, directory);
        let mut lists = Lists::default();
        let top = |line: Option<usize>| line.unwrap_or_default().saturating_sub(1);
        lists
            .accounts
            .scroll_to(top(draft.accounts.first_selected()));
        lists.regions.scroll_to(top(draft.regions.first_selected()));
        lists.types.scroll_to(top(draft.types.first_selected()));
        Self {
            draft,
            search: SearchLine::new(part),
            counts: RowCounts::of(pane),
            lists,
        }
    }

    /// Draws the picker over the window.
    pub fn show(
        &mut self,
        ui: &Ui,
        pane: &Pane,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) -> PickerState {
        self.draft.sync(view.directory);
        let screen = ui.ctx().content_rect().size();
        let size =
            vec2(WIDTH.min(screen.x - 48.0), HEIGHT.min(screen.y - 48.0)).max(vec2(320.0, 240.0));
        let frame = Frame::popup(ui.style()).inner_margin(tokens::SPACE_4);
        let modal = Modal::new(Id::unique(("scope picker", pane.id_salt)))
            .frame(frame)
            .show(ui.ctx(), |ui| {
                ui.set_width(size.x);
                ui.set_height(size.y);
                self.inside_ui(ui, pane, view, commands)
            });
        // A click beside it would throw away what was picked; Escape is meant.
        let escaped = modal.is_top_modal
            && !modal.any_popup_open
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        if escaped {
            PickerState::Closed
        } else {
            modal.inner
        }
    }

    fn inside_ui(
        &mut self,
        ui: &mut Ui,
        pane: &Pane,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) -> PickerState {
        let palette = Palette::of(ui);
        let heading = RichText::new("Scope").size(tokens::TEXT_HEADING);
        let heading = ui.label(heading.color(palette.text_strong));
        name_popup(ui, Role::Dialog, &heading);
        ui.add_space(tokens::SPACE_1);
        let searched = self.search.show(ui, &mut self.draft);
        if let Some(part) = searched.goes_to {
            self.lists.focus(part);
        }
        ui.add_space(tokens::SPACE_2);
        let foot = 3.0 * tokens::CONTROL_HEIGHT + tokens::SPACE_4;
        let area = ui.available_rect_before_wrap();
        let columns = Rect::from_min_max(area.min, pos2(area.right(), area.bottom() - foot));
        let changed = self.columns_ui(ui, columns, view, commands);
        let rest = Rect::from_min_max(
            pos2(area.left(), columns.bottom() + tokens::SPACE_2),
            area.max,
        );
        let mut foot = ui.new_child(UiBuilder::new().id_salt("foot").max_rect(rest));
        let depth_changed = self.depth_ui(&mut foot);
        if searched.is_ticked || changed || depth_changed {
            self.draft.changed(view.directory);
        }
        let state = self.buttons_ui(&mut foot, pane, commands);
        ui.advance_cursor_after_rect(area);
        state
    }

    /// Returns whether something was ticked.
    fn columns_ui(
        &mut self,
        ui: &mut Ui,
        area: Rect,
        view: &AppView<'_>,
        commands: &mut Vec<Command>,
    ) -> bool {
        let mut places = column_places(area);
        if !view.directory.broken.is_empty() || view.directory.error.is_some() {
            let below = Rect::from_min_max(
                pos2(places[0].left(), area.bottom() - BROKEN_HEIGHT),
                places[0].max,
            );
            places[0].max.y = below.top() - tokens::SPACE_1;
            let mut broken = ui.new_child(UiBuilder::new().id_salt("broken").max_rect(below));
            broken_ui(&mut broken, view.directory, commands);
        }
        let Self {
            draft,
            counts,
            lists,
            ..
        } = self;
        let [accounts_place, regions_place, types_place] = places;
        let of_accounts = Column {
            head: head_of(ScopePart::Accounts, view.directory),
            list: &mut draft.accounts,
            counts: &counts.accounts,
            cursor: &mut lists.accounts,
        }
        .show(ui, accounts_place, |_, _| false);
        let of_regions = Column {
            head: head_of(ScopePart::Regions, view.directory),
            list: &mut draft.regions,
            counts: &counts.regions,
            cursor: &mut lists.regions,
        }
        .show(ui, regions_place, |_, _| false);
        let of_types = Column {
            head: head_of(ScopePart::Types, view.directory),
            list: &mut draft.types,
            counts: &counts.types,
            cursor: &mut lists.types,
        }
        .show(ui, types_place, presets_ui);
        of_accounts | of_regions | of_types
    }

    /// Returns whether something changed.
    fn depth_ui(&mut self, ui: &mut Ui) -> bool {
        let before = (
            self.draft.depth,
            self.draft.operations.len(),
            self.draft.smart,
        );
        let mut typed = false;
        ui.horizontal(|ui| {
            ui.label("Per resource:");
            for depth in Depth::ALL {
                ui.radio_value(&mut self.draft.depth, depth, depth.label())
                    .on_hover_text(depth.hover());
            }
            if self.draft.depth == Depth::Operations {
                let edit = egui::TextEdit::singleline(&mut self.draft.operations)
                    .hint_text("DescribeVpcAttribute, DescribeImageAttribute")
                    .char_limit(4096)
                    .desired_width(ui.available_width());
                typed = ui.add(edit).accessible_name("Operations").changed();
            }
        });
        ui.checkbox(&mut self.draft.smart, "Smart: ask only for what indexes and tags give reason to")
            .on_hover_text(
                "The tagging sweep comes first; then only types that it has seen in the account are \
                 listed, and regions where it sees nothing are left alone. Much faster for all types. \
                 What has no tags may be missed: the ledger says what was not queried.",
            );
        typed
            || before
                != (
                    self.draft.depth,
                    self.draft.operations.len(),
                    self.draft.smart,
                )
    }

    fn buttons_ui(&mut self, ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) -> PickerState {
        let palette = Palette::of(ui);
        let validation = self.draft.validation();
        let problem = validation.problem.as_deref();
        let mut state = PickerState::Open;
        let height = tokens::CONTROL_HEIGHT;
        let layout = Layout::left_to_right(Align::Center);
        let size = vec2(ui.available_width(), height);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            let end = LineEnd::new(ui, ui.scope_id().with("buttons"));
            let room = vec2(end.room(ui), height);
            ui.allocate_ui_with_layout(room, layout, |ui| {
                let (text, color) = match problem {
                    Some(problem) => (problem, palette.warn),
                    None => (validation.summary.as_str(), palette.text_weak),
                };
                let font = FontId::proportional(tokens::TEXT_BODY);
                truncated::truncated_label_ui(ui, text, font, color, room.x);
            });
            end.show(ui, |ui| {
                if ui.button("Cancel").clicked() {
                    state = PickerState::Closed;
                }
                let apply = ui.add_enabled(problem.is_none(), Button::new("Apply"));
                let apply = apply.on_disabled_hover_text(problem.unwrap_or_default());
                let primary = Button::new(RichText::new("Apply and run").color(palette.on_accent))
                    .fill(palette.accent);
                let run = ui
                    .add_enabled(problem.is_none(), primary)
                    .on_disabled_hover_text(problem.unwrap_or_default());
                let ctrl_enter = problem.is_none()
                    && ui
                        .input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, Key::Enter));
                if (apply.clicked() || run.clicked() || ctrl_enter)
                    && let Ok(scope) = self.draft.scope()
                {
                    commands.push(Command::Pane(pane.id, PaneCommand::SetScope(scope)));
                    if run.clicked() || ctrl_enter {
                        commands.push(Command::Query(pane.id, QueryCommand::Run));
                    }
                    state = PickerState::Closed;
                }
            });
        });
        state
    }
}

/// What stands over a column, and in its place while it is empty.
fn head_of(part: ScopePart, directory: &Directory) -> Head<'static> {
    let (title, many, empty) = match part {
        ScopePart::Accounts if directory.loading => ("Accounts", "accounts", "Loading accounts…"),
        ScopePart::Accounts => ("Accounts", "accounts", "No accounts."),
        ScopePart::Regions => (
            "Regions",
            "regions",
            "Regions appear when an account has answered.",
        ),
        ScopePart::Types => ("Types", "types", "No types."),
    };
    Head { title, many, empty }
}

/// Positions of the three columns.
fn column_places(area: Rect) -> [Rect; 3] {
    let gap = tokens::SPACE_4;
    let room = area.width() - 2.0 * gap;
    let mut left = area.left();
    SHARES.map(|share| {
        let rect = Rect::from_min_size(pos2(left, area.top()), vec2(room * share, area.height()));
        left = rect.right() + gap;
        rect
    })
}

/// Profiles and roles that lead to no account, and why.
fn broken_ui(ui: &mut Ui, directory: &Directory, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Could not be used").color(palette.warn));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.small_button("How to connect").clicked() {
                commands.push(Command::Panel(PanelCommand::Show(Panel::Connect)));
            }
        });
    });
    egui::ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            if let Some(error) = &directory.error {
                ui.label(RichText::new(error).small());
            }
            // A configuration may name thousands; the failures popup has them all.
            for broken in directory.broken.iter().take(50) {
                ui.label(
                    RichText::new(broken_text(broken))
                        .small()
                        .color(palette.text_weak),
                );
            }
        });
}
