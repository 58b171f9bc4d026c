//! Run, Refresh and Stop: one place of one width, whatever the query does.

use egui::{Align2, Button, FontId, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::head_form::HeadForm;
use crate::app::actions::Action;
use crate::app::commands::{Command, QueryCommand};
use crate::app::pane::Pane;
use crate::app::pane::empty_state::missing_part;
use crate::app::view::AppView;
use crate::text::durations;
use crate::ui::action_items::with_tooltip;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};

/// Draws what the pane's query can be told now.
pub(super) fn run_button_ui(
    ui: &mut Ui,
    form: HeadForm,
    pane: &Pane,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let command = if pane.is_running() {
        let text = if form.has_age() { "Stop" } else { "" };
        let stop = icon_text_button_ui(ui, form, Icon::Stop, text, "Stop");
        let clicked = with_tooltip(stop, view.keymap, Action::Stop).clicked();
        clicked.then_some(QueryCommand::Cancel)
    } else if pane.has_asked_its_scope() {
        refresh_ui(ui, form, pane, view)
    } else {
        run_ui(ui, form, pane, view)
    };
    commands.extend(command.map(|command| Command::Query(pane.id, command)));
}

/// The one thing to do while nothing was asked, or another scope was.
fn run_ui(ui: &mut Ui, form: HeadForm, pane: &Pane, view: &AppView<'_>) -> Option<QueryCommand> {
    let palette = Palette::of(ui);
    let missing = missing_part(&pane.spec.scope);
    let run = Button::new(RichText::new("Run").color(palette.on_accent))
        .fill(palette.accent)
        .min_size(vec2(form.run_width(), tokens::CONTROL_HEIGHT));
    let run = ui.add_enabled(missing.is_none(), run);
    let run = with_tooltip(run, view.keymap, Action::Run);
    let run = run.on_disabled_hover_text(missing.unwrap_or_default());
    run.clicked().then_some(QueryCommand::Run)
}

/// Asks AWS again, and says how old the oldest answer is.
fn refresh_ui(
    ui: &mut Ui,
    form: HeadForm,
    pane: &Pane,
    view: &AppView<'_>,
) -> Option<QueryCommand> {
    let age = pane.answer_age().map(durations::age);
    let text = age.as_deref().filter(|_| form.has_age());
    let refresh = icon_text_button_ui(ui, form, Icon::Refresh, text.unwrap_or_default(), "Refresh");
    let refresh = with_tooltip(refresh, view.keymap, Action::Refresh);
    let refresh = match &age {
        Some(age) => refresh.on_hover_text(format!("The oldest answer is {age} old")),
        None => refresh,
    };
    refresh.clicked().then_some(QueryCommand::Refresh)
}

/// A button in the place of Run with an icon, and a word where there is room.
fn icon_text_button_ui(
    ui: &mut Ui,
    form: HeadForm,
    icon: Icon,
    text: &str,
    label: &str,
) -> egui::Response {
    let size = vec2(form.run_width(), tokens::CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    let visuals = ui.style().interact(&response);
    let painter = ui.painter();
    painter.rect(
        rect.expand(visuals.expansion),
        visuals.corner_radius,
        visuals.weak_bg_fill,
        visuals.bg_stroke,
        egui::StrokeKind::Inside,
    );
    let color = visuals.text_color();
    let font = FontId::proportional(tokens::TEXT_BODY);
    let galley = painter.layout_no_wrap(text.to_owned(), font, color);
    let text_width = if text.is_empty() {
        0.0
    } else {
        galley.size().x + 6.0
    };
    let left = rect.center().x - f32::midpoint(12.0, text_width);
    icons::paint(
        painter,
        icon,
        pos2(left + 6.0, rect.center().y),
        12.0,
        color,
    );
    let text_place =
        Align2::LEFT_CENTER.anchor_size(pos2(left + 18.0, rect.center().y), galley.size());
    painter.galley(text_place.min, galley, color);
    response
}
