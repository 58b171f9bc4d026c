//! The pane's two upper lines: the scope, and how the rows are shown.

use egui::{
    Align, Button, FontId, Frame, Layout, Margin, RichText, Role, Sense, Ui, WidgetInfo, vec2,
};

use super::arrangement_menu::{TagField, arrangement_menu_ui};
use super::filter_field::{FilterFieldUi, filter_field_ui};
use crate::app::actions::{Action, registry};
use crate::app::commands::{AppCommand, Command, PaneCommand, QueryCommand};
use crate::app::pane::Pane;
use crate::app::pane::empty_state::missing_part;
use crate::app::pane::scope_chips::{self, ChipDetail, ScopeChip, ScopeChips, ScopePart};
use crate::app::settings::Setting;
use crate::app::view::AppView;
use crate::text::numbers::{counted, grouped};
use crate::ui::action_items::with_tooltip;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::chip::{Chip, ChipClick, Tone};
use crate::ui::widgets::elided::{Elided, Side};

/// Width of Run and Cancel, which are drawn in the same place, in points.
const RUN_WIDTH: f32 = 64.0;

/// Room for the number of rows, in points.
const COUNT_WIDTH: f32 = 108.0;

/// Narrower than this, the number of rows gives way to the filter, in points.
const COUNT_FROM_WIDTH: f32 = 380.0;

/// Widest a chip may be, in points.
const CHIP_WIDTH: f32 = 180.0;

/// What the toolbar remembers between frames.
#[derive(Debug, Default)]
pub struct ToolbarUi {
    tag_field: TagField,
    filter: FilterFieldUi,
    chips: ScopeChips,
}

impl ToolbarUi {
    /// Puts the keyboard into the filter at the next draw.
    pub fn focus_filter(&mut self) {
        self.filter.focus();
    }
}

/// What was asked for that the pane itself has to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolbarClick {
    /// Open the scope picker at this part.
    EditScope(ScopePart),
    /// Show or hide the details side.
    ToggleDetails,
    /// Show or hide how every list ended.
    ToggleLedger,
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
    /// How every list ended.
    pub ledger: Visibility,
}

/// Draws both lines.
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
        let height = tokens::CONTROL_HEIGHT;
        let scope = line_ui(ui, height, |ui| {
            scope_line_ui(ui, pane, view, &mut toolbar.chips, commands)
        });
        ui.add_space(tokens::SPACE_1 - ui.spacing().item_spacing.y + tokens::SPACE_1);
        let shape = line_ui(ui, height, |ui| {
            shape_line_ui(ui, pane, view, toolbar, parts, commands)
        });
        // A pane without rows says it in their place.
        if let Some(error) = pane
            .filter_error
            .as_ref()
            .filter(|_| !pane.visible.is_empty())
        {
            let text = RichText::new(error.to_string());
            ui.label(text.small().color(palette.warn));
        }
        for text in unsearched_text(pane)
            .into_iter()
            .chain(undecided_text(pane))
        {
            ui.label(RichText::new(text).small().color(palette.warn));
        }
        scope.or(shape)
    });
    progress_line(ui, lines.response.rect, pane);
    lines.inner
}

/// How many rows a search could not look into: there may be more matches.
fn unsearched_text(pane: &Pane) -> Option<String> {
    let unsearched = pane.tree.unsearched as usize;
    (unsearched > 0).then(|| {
        format!(
            "The properties of {} were dropped to free memory and could not be searched; Refresh loads them again.",
            counted(unsearched, "row")
        )
    })
}

/// How many rows may match or not, as their tags or properties are not known: they are not shown.
fn undecided_text(pane: &Pane) -> Option<String> {
    let undecided = pane.tree.undecided as usize;
    let rows = if undecided == 1 { "row is" } else { "rows is" };
    (undecided > 0).then(|| {
        format!(
            "Whether the filter means {} {rows} open, as it asks for tags or properties that are not known; not shown.",
            grouped(undecided)
        )
    })
}

fn line_ui<R>(ui: &mut Ui, height: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_height(height);
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
    let counts = &pane.counts;
    let (done, total) = (
        counts.phase1_done + counts.phase2_done,
        counts.phase1_total + counts.phase2_total,
    );
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

/// Laid out from the right: buttons keep their place, chips take what is left.
fn scope_line_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    made: &mut ScopeChips,
    commands: &mut Vec<Command>,
) -> Option<ToolbarClick> {
    run_buttons_ui(ui, pane, view, commands);
    let edit = with_tooltip(ui.button("Edit scope"), view.keymap, Action::EditScope);
    let click = edit
        .clicked()
        .then_some(ToolbarClick::EditScope(ScopePart::Accounts));
    let chips = ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = tokens::SPACE_1;
        chips_ui(ui, pane, view, made, commands)
    });
    click.or(chips.inner)
}

fn run_buttons_ui(ui: &mut Ui, pane: &Pane, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let size = vec2(RUN_WIDTH, tokens::CONTROL_HEIGHT);
    let missing = missing_part(&pane.spec.scope);
    if pane.is_running() {
        let cancel = Button::new("Cancel").min_size(size);
        if with_tooltip(ui.add(cancel), view.keymap, Action::Stop).clicked() {
            commands.push(Command::Query(pane.id, QueryCommand::Cancel));
        }
    } else {
        let run = Button::new(RichText::new("Run").color(palette.on_accent))
            .fill(palette.accent)
            .min_size(size);
        let run = ui.add_enabled(missing.is_none(), run);
        let run = with_tooltip(run, view.keymap, Action::Run);
        if run
            .on_disabled_hover_text(missing.unwrap_or_default())
            .clicked()
        {
            commands.push(Command::Query(pane.id, QueryCommand::Run));
        }
    }
    let refresh = ui.add_enabled(
        missing.is_none() && !pane.is_running(),
        Button::new("Refresh"),
    );
    if with_tooltip(refresh, view.keymap, Action::Refresh).clicked() {
        commands.push(Command::Query(pane.id, QueryCommand::Refresh));
    }
}

fn chips_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    made: &mut ScopeChips,
    commands: &mut Vec<Command>,
) -> Option<ToolbarClick> {
    let directory = view.directory;
    let mut chips = made.of(pane, directory, ChipDetail::Each);
    let room = ui.available_width();
    let wanted: f32 = chips
        .iter()
        .map(|chip| drawn(ui, chip).width(ui) + tokens::SPACE_1)
        .sum();
    let mut most = CHIP_WIDTH;
    if wanted > room {
        chips = made.of(pane, directory, ChipDetail::Counts);
        most = (room / chips.len().max(1) as f32 - tokens::SPACE_1).clamp(40.0, CHIP_WIDTH);
    }
    let mut click = None;
    for chip in &*chips {
        let drawn = Chip {
            max_width: most,
            ..drawn(ui, chip)
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

fn drawn<'a>(ui: &Ui, chip: &'a ScopeChip) -> Chip<'a> {
    Chip {
        text: &chip.text,
        hover: &chip.hover,
        close_label: chip.removal.is_some().then_some(chip.close_label.as_str()),
        dot: chip.account.map(|account| Palette::of(ui).account(account)),
        tone: if chip.is_missing {
            Tone::Warning
        } else {
            Tone::Plain
        },
        max_width: CHIP_WIDTH,
    }
}

fn shape_line_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    toolbar: &mut ToolbarUi,
    parts: Parts,
    commands: &mut Vec<Command>,
) -> Option<ToolbarClick> {
    let part_ui = |ui: &mut Ui, visibility, action| {
        let text = registry::info(action).title;
        let button = Button::selectable(visibility == Visibility::Shown, text);
        with_tooltip(ui.add(button), view.keymap, action).clicked()
    };
    let details = part_ui(ui, parts.details, Action::ToggleDetails);
    let ledger = part_ui(ui, parts.ledger, Action::ToggleLedger);
    arrangement_menu_ui(ui, pane, &mut toolbar.tag_field, commands);
    let (rows, incomplete) = pane.shown_rows();
    let count = if incomplete {
        format!("≥ {}", grouped(rows))
    } else {
        grouped(rows).into()
    };
    let width = ui.available_width();
    if width > COUNT_FROM_WIDTH && !pane.rows.is_empty() {
        let palette = Palette::of(ui);
        let size = vec2(COUNT_WIDTH, tokens::CONTROL_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let font = FontId::proportional(tokens::TEXT_SMALL);
        let text = match pane.tree.searched {
            _ if !pane.selection.is_empty() => {
                format!("{} selected", grouped(pane.chosen_count()))
            }
            Some(searched) => {
                let share = u64::from(searched.rows) * 100 / u64::from(searched.of.max(1));
                format!("{count} found at {share} %")
            }
            None if rows == 1 && !incomplete => "1 row".to_owned(),
            None => format!("{count} rows"),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
        Elided::new(&text, font, palette.text_weak)
            .side(Side::Right)
            .paint(ui.painter(), rect.left_center(), COUNT_WIDTH);
    }
    managed_ui(ui, pane, commands);
    let width = ui.available_width();
    filter_field_ui(ui, width, pane, &mut toolbar.filter, commands);
    let details = details.then_some(ToolbarClick::ToggleDetails);
    details.or(ledger.then_some(ToolbarClick::ToggleLedger))
}

/// The number of hidden AWS-managed rows, with the switch to show them.
fn managed_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let hidden = pane.tree.hidden;
    if hidden == 0 && !pane.spec.show_managed {
        return;
    }
    let is_narrow = ui.available_width() < COUNT_FROM_WIDTH;
    let text = match (pane.spec.show_managed, is_narrow) {
        (true, true) => "AWS's".to_owned(),
        (true, false) => "AWS-managed shown".to_owned(),
        (false, true) => format!("{} hidden", grouped(hidden)),
        (false, false) => format!("{} AWS-managed hidden", grouped(hidden)),
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
