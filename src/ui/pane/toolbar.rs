//! The pane's head: the scope, the filter, and how the rows are shown, in one line or two.

use egui::{Align, Button, Frame, Layout, Margin, RichText, Ui, vec2};

use super::arrangement_menu::{TagField, arrangement_menu_ui};
use super::filter_field::{FilterFieldUi, filter_field_ui};
use super::head_form::{FILTER_WIDTH, FilterPlace, HIDDEN_WIDTH, HeadForm};
use super::more_menu::more_menu_ui;
use super::run_button::run_button_ui;
use crate::app::actions::Action;
use crate::app::commands::{AppCommand, Command, PaneCommand};
use crate::app::pane::scope_chips::{self, ChipDetail, ScopeChip, ScopeChips, ScopePart};
use crate::app::pane::{Pane, View};
use crate::app::settings::Setting;
use crate::app::view::AppView;
use crate::text::numbers::grouped;
use crate::ui::action_items::with_tooltip;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::chip::{Chip, ChipClick, Tone};
use crate::ui::widgets::icons::{self, Icon};

/// Widest a chip may be, in points.
const CHIP_WIDTH: f32 = 180.0;

/// What the toolbar remembers between frames.
#[derive(Default)]
pub struct ToolbarUi {
    tag_field: TagField,
    opens_arrangement: bool,
    filter: FilterFieldUi,
    chips: ScopeChips,
}

impl ToolbarUi {
    /// Puts the keyboard into the filter at the next draw.
    pub fn focus_filter(&mut self) {
        self.filter.focus();
    }

    /// Whether what is wrong with the filter stands below its field.
    pub(super) fn tells_filter_error(&self) -> bool {
        self.filter.tells_error()
    }

    /// Opens the menu of order and groups at the next draw.
    pub(super) fn show_sorting(&mut self) {
        self.opens_arrangement = true;
    }
}

/// What was asked for that the pane itself has to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolbarClick {
    /// Open the scope picker at this part.
    EditScope(ScopePart),
    /// Show or hide the details side.
    ToggleDetails,
}

/// Whether a part of the pane is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// It is.
    Shown,
    /// It is not.
    Hidden,
}

/// The parts of a pane that come and go.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Details of the selected resource.
    pub details: Visibility,
}

/// Draws the lines.
pub fn toolbar_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    toolbar: &mut ToolbarUi,
    parts: Parts,
    commands: &mut Vec<Command>,
) -> Option<ToolbarClick> {
    let palette = Palette::of(ui);
    let margin = Margin::symmetric(tokens::SPACE_2 as i8, tokens::SPACE_1 as i8);
    let frame = Frame::new().fill(palette.raised).inner_margin(margin);
    let lines = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let form = form_of(ui, pane, view, toolbar);
        let click = line_ui(ui, |ui| {
            scope_line_ui(ui, form, pane, view, toolbar, parts, commands)
        });
        if form.filter == FilterPlace::Below {
            ui.add_space(2.0 * tokens::SPACE_1 - ui.spacing().item_spacing.y);
            line_ui(ui, |ui| {
                filter_ui(ui, ui.available_width(), pane, view, toolbar, commands)
            });
        }
        click
    });
    progress_line(ui, lines.response.rect, pane);
    lines.inner
}

fn line_ui<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), tokens::CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(size.y);
        content(ui)
    })
    .inner
}

/// A thin line under the toolbar: how far phase 1 is. It moves when something arrived, so that it
/// needs no animation.
fn progress_line(ui: &Ui, above: egui::Rect, pane: &Pane) {
    let palette = Palette::of(ui);
    ui.painter().hline(
        above.x_range(),
        above.bottom(),
        (tokens::LINE, palette.line),
    );
    let (done, total) = pane.progress();
    if pane.is_running() && total > 0 {
        let share = done as f32 / total as f32;
        let end = above.left() + above.width() * share.clamp(0.02, 1.0);
        ui.painter().hline(
            above.left()..=end,
            above.bottom() - 0.5,
            (tokens::LINE_FOCUS, palette.accent),
        );
    }
}

/// What the head shows in the room that it has.
fn form_of(ui: &Ui, pane: &Pane, view: &AppView<'_>, toolbar: &mut ToolbarUi) -> HeadForm {
    let width = ui.available_width();
    let pane_width = width + 2.0 * tokens::SPACE_2;
    HeadForm::of(ui, pane_width, width, |detail| {
        let chips = toolbar.chips.of(pane, view.directory, detail);
        let width = |chip| drawn(ui, view, chip).width(ui) + tokens::SPACE_1;
        chips.iter().map(width).sum()
    })
}

/// Chips take what the other controls, which keep their place at the right end, leave.
fn scope_line_ui(
    ui: &mut Ui,
    form: HeadForm,
    pane: &Pane,
    view: &AppView<'_>,
    toolbar: &mut ToolbarUi,
    parts: Parts,
    commands: &mut Vec<Command>,
) -> Option<ToolbarClick> {
    let room = ui.available_width() - form.controls_width(ui);
    let chips = match form.filter {
        FilterPlace::Below => room,
        FilterPlace::Beside => {
            let filter = FILTER_WIDTH + HIDDEN_WIDTH + 2.0 * tokens::SPACE_2;
            chips_width(ui, form, pane, view, toolbar).min(room - filter)
        }
    };
    let size = vec2(chips, tokens::CONTROL_HEIGHT);
    let chips = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = tokens::SPACE_1;
        chips_ui(ui, form.chips(), pane, view, &mut toolbar.chips, commands)
    });
    if form.filter == FilterPlace::Beside {
        let width = room - size.x - ui.spacing().item_spacing.x;
        filter_ui(ui, width, pane, view, toolbar, commands);
    }
    run_button_ui(ui, form, pane, view, commands);
    if form.has_switch() {
        switch_ui(ui, pane, commands);
    }
    let opens = std::mem::take(&mut toolbar.opens_arrangement);
    arrangement_menu_ui(ui, pane, opens, &mut toolbar.tag_field, commands);
    let is_details = form.has_details() && details_ui(ui, parts, view);
    more_menu_ui(ui, form, pane, view, commands);
    chips
        .inner
        .or(is_details.then_some(ToolbarClick::ToggleDetails))
}

fn chips_width(
    ui: &Ui,
    form: HeadForm,
    pane: &Pane,
    view: &AppView<'_>,
    toolbar: &mut ToolbarUi,
) -> f32 {
    let chips = toolbar.chips.of(pane, view.directory, form.chips());
    let width = |chip| drawn(ui, view, chip).width(ui) + tokens::SPACE_1;
    chips.iter().map(width).sum()
}

/// The views, of which one is shown.
fn switch_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    for view in View::ALL {
        let is_shown = pane.spec.view == view;
        let button = ui.add(Button::selectable(is_shown, view.label()));
        if button.on_hover_text(view.hover()).clicked() && !is_shown {
            commands.push(Command::Pane(pane.id, PaneCommand::SetView(view)));
        }
    }
}

fn details_ui(ui: &mut Ui, parts: Parts, view: &AppView<'_>) -> bool {
    let button = icons::icon_button_ui(ui, Icon::Info, "Details");
    if parts.details == Visibility::Shown {
        let line = (tokens::LINE_FOCUS, Palette::of(ui).accent);
        ui.painter()
            .hline(button.rect.x_range(), button.rect.bottom() - 1.0, line);
    }
    with_tooltip(button, view.keymap, Action::ToggleDetails).clicked()
}

fn chips_ui(
    ui: &mut Ui,
    detail: ChipDetail,
    pane: &Pane,
    view: &AppView<'_>,
    made: &mut ScopeChips,
    commands: &mut Vec<Command>,
) -> Option<ToolbarClick> {
    let chips = made.of(pane, view.directory, detail);
    let room = ui.available_width();
    let most = (room / chips.len().max(1) as f32 - tokens::SPACE_1).max(0.0);
    // Those that fit whole are never cut.
    let most = match detail {
        ChipDetail::One => most,
        ChipDetail::Each | ChipDetail::Counts => CHIP_WIDTH,
    };
    let mut click = None;
    for chip in &*chips {
        let drawn = Chip {
            max_width: most,
            ..drawn(ui, view, chip)
        };
        match (drawn.show(ui), &chip.removal) {
            (Some(ChipClick::Body), _) => click = Some(ToolbarClick::EditScope(chip.part)),
            (Some(ChipClick::Close), Some(removal)) => {
                let scope = scope_chips::without(&pane.spec.scope, removal);
                commands.push(Command::Pane(pane.id, PaneCommand::SetScope(scope)));
            }
            (Some(ChipClick::Close), None) | (None, _) => {}
        }
    }
    click
}

fn drawn<'a>(ui: &Ui, view: &AppView<'_>, chip: &'a ScopeChip) -> Chip<'a> {
    Chip {
        text: &chip.text,
        hover: &chip.hover,
        close_label: chip.removal.is_some().then_some(chip.close_label.as_str()),
        dot: chip.account.map(|account| {
            let mark = view.directory.marks.mark_of(account);
            Palette::of(ui).account(mark)
        }),
        tone: if chip.is_missing {
            Tone::Warning
        } else {
            Tone::Plain
        },
        max_width: CHIP_WIDTH,
    }
}

/// The filter, `width` points wide with how many rows are hidden, which has a place of its own where there is room.
fn filter_ui(
    ui: &mut Ui,
    width: f32,
    pane: &Pane,
    view: &AppView<'_>,
    toolbar: &mut ToolbarUi,
    commands: &mut Vec<Command>,
) {
    let gap = ui.spacing().item_spacing.x;
    let beside = HIDDEN_WIDTH + gap;
    let has_room = width - beside >= FILTER_WIDTH;
    let width = if has_room { width - beside } else { width };
    filter_field_ui(ui, width, pane, &mut toolbar.filter, view, commands);
    if has_room {
        let size = vec2(HIDDEN_WIDTH, tokens::CONTROL_HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_size(size);
            managed_ui(ui, pane, commands);
        });
    }
}

/// The number of hidden AWS-managed rows, with the switch to show them.
fn managed_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let hidden = pane.tree.hidden;
    if hidden == 0 && !pane.spec.show_managed {
        return;
    }
    let text = if pane.spec.show_managed {
        "AWS-managed".to_owned()
    } else {
        format!("{} hidden", grouped(hidden))
    };
    let hover = "AWS-managed resources: default parameter groups, alias/aws/*, service-linked \
                 roles and the like; click to show or hide them everywhere";
    let text = RichText::new(text).size(tokens::TEXT_SMALL);
    let button = Button::selectable(pane.spec.show_managed, text);
    if ui.add(button).on_hover_text(hover).clicked() {
        commands.push(Command::App(AppCommand::Set(Setting::ShowManaged(
            !pane.spec.show_managed,
        ))));
    }
}
