//! The menu bar: everything the program can do, with its keys.

use egui::{Button, Color32, Frame, Margin, MenuBar, RichText, Ui};

use super::action_items::{group_items_ui, with_tooltip};
use super::tokens::{self, Palette};
use super::widgets::icons::{Icon, icon_button_ui};
use crate::app::actions::Action;
use crate::app::actions::group::Group;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{AppCommand, Command, Panel};
use crate::app::jobs::{Cancelling, JobLine, TOLD_AFTER};
use crate::app::resource_explorer::memory_budget::Pressure;
use crate::app::settings::{Setting, Theme};
use crate::app::view::AppView;
use crate::text::bytes::megabytes;
use crate::text::numbers::counted;
use crate::ui::widgets::line_end::LineEnd;

/// Draws the bar; returns the actions that were picked.
pub fn menu_bar_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    target: ActionTarget,
    commands: &mut Vec<Command>,
) -> Vec<Action> {
    let mut picked = Vec::new();
    MenuBar::new().ui(ui, |ui| {
        for group in Group::ALL {
            if group == Group::List {
                continue;
            }
            ui.menu_button(group.title(), |ui| {
                group_items_ui(ui, view, target, group, &mut picked);
                if group == Group::Cache {
                    ui.separator();
                    cache_figures_ui(ui, view);
                }
            });
        }
        let end = LineEnd::new(ui, ui.scope_id().with("right end"));
        end.show(ui, |ui| right_end_ui(ui, view, commands, &mut picked));
    });
    picked
}

fn cache_figures_ui(ui: &mut Ui, view: &AppView<'_>) {
    let cache = &view.cache;
    let lists = format!(
        "{}, {}, {}",
        counted(cache.lists, "query key"),
        counted(cache.rows, "row"),
        megabytes(cache.bytes)
    );
    ui.weak(lists);
    ui.weak(format!(
        "{:.0} % of requests answered from it",
        cache.hit_rate() * 100.0
    ));
}

fn right_end_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
    picked: &mut Vec<Action>,
) {
    let palette = Palette::of(ui);
    jobs_ui(ui, view, commands);
    sandbox_badge_ui(ui, view);
    let used = view.budget.used_bytes * 100 / view.budget.limit_bytes.max(1);
    let color = match view.budget.pressure {
        Pressure::Calm => palette.text_weak,
        Pressure::Soft => palette.warn,
        Pressure::Over => palette.error,
    };
    let mut button = |ui: &mut Ui, text: String, color, action| {
        let button = Button::new(RichText::new(text).color(color)).frame(false);
        if with_tooltip(ui.add(button), view.keymap, action).clicked() {
            picked.push(action);
        }
    };
    let (text, text_color) = accounts_text(view, palette);
    button(ui, text, text_color, Action::Panel(Panel::Accounts));
    ui.add_space(tokens::SPACE_2);
    button(
        ui,
        format!("Memory {used} %"),
        color,
        Action::Panel(Panel::Memory),
    );
    ui.add_space(tokens::SPACE_2);
    let (other, name) = if ui.visuals().dark_mode {
        (Theme::Light, "Switch to light theme")
    } else {
        (Theme::Dark, "Switch to dark theme")
    };
    if icon_button_ui(ui, Icon::Theme, name).clicked() {
        commands.push(Command::App(AppCommand::Set(Setting::Theme(other))));
    }
}

/// The sandbox is labelled at all times, so that its rows are not taken for real ones.
fn sandbox_badge_ui(ui: &mut Ui, view: &AppView<'_>) {
    let Some(spec) = view.sandbox else { return };
    let palette = Palette::of(ui);
    let badge = Frame::new()
        .fill(palette.sandbox)
        .corner_radius(tokens::RADIUS)
        .inner_margin(Margin::symmetric(6, 1));
    let text = RichText::new("SANDBOX").color(palette.on_sandbox).strong();
    let response = badge
        .show(ui, |ui| ui.label(text.size(tokens::TEXT_SMALL)))
        .inner;
    response.on_hover_text(format!("Simulated AWS: {spec}"));
    ui.add_space(tokens::SPACE_2);
}

/// What takes long on another thread, and the way to give it up. It stands at the left, so that nothing moves.
fn jobs_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let long = |line: &&JobLine| line.elapsed >= TOLD_AFTER;
    let mut told = view.jobs.iter().filter(long);
    let Some(first) = told.next() else { return };
    let JobLine { id, task, .. } = first;
    let mut text = format!("{}…", task.title);
    let others: Vec<&str> = told.map(|line| line.task.title).collect();
    if !others.is_empty() {
        text += &format!(" and {} more", others.len());
    }
    let label = ui.label(RichText::new(text).color(Palette::of(ui).text_weak));
    if !others.is_empty() {
        label.on_hover_text(others.join("\n"));
    }
    if task.cancelling == Cancelling::Allowed {
        let label = format!("Cancel: {}", task.title);
        if icon_button_ui(ui, Icon::Cross, &label).clicked() {
            commands.push(Command::App(AppCommand::CancelJob(*id)));
        }
    }
    ui.add_space(tokens::SPACE_2);
}

fn accounts_text(view: &AppView<'_>, palette: &Palette) -> (String, Color32) {
    let directory = view.directory;
    let mut text = match (directory.accounts.len(), directory.loading) {
        (0, true) => "Looking for accounts".to_owned(),
        (1, _) => "1 account".to_owned(),
        (count, _) => format!("{count} accounts"),
    };
    let (broken, paused) = (directory.broken.len(), directory.paused.len());
    if paused > 0 {
        text += &format!(", {paused} paused");
    }
    if broken > 0 {
        text += &format!(", {broken} unreachable");
    }
    let color = if broken + paused > 0 {
        palette.warn
    } else {
        palette.text_weak
    };
    (text, color)
}
