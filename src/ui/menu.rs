//! The menu bar: everything the program can do, with its keys.

use egui::{Button, MenuBar, RichText, Ui};

use super::keys::{self, Action};
use super::tokens::{self, Palette};
use crate::app::commands::{AppCommand, Command, Panel, PanelCommand};
use crate::app::resource_explorer::memory_budget::{Pressure, grouped};
use crate::app::settings::Theme;
use crate::app::view::AppView;

const MIB: u64 = 1024 * 1024;

/// Draws the bar; returns the actions that were picked.
pub fn menu_bar_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) -> Vec<Action> {
    let mut picked = Vec::new();
    MenuBar::new().ui(ui, |ui| {
        ui.menu_button("File", |ui| {
            items_ui(
                ui,
                &[
                    Action::NewWindow,
                    Action::NewPane,
                    Action::ClosePane,
                    Action::ReopenPane,
                ],
                &mut picked,
            );
            ui.separator();
            items_ui(ui, &[Action::SaveBookmark, Action::Settings], &mut picked);
            ui.separator();
            items_ui(ui, &[Action::Quit], &mut picked);
        });
        ui.menu_button("View", |ui| view_menu_ui(ui, view, &mut picked, commands));
        ui.menu_button("Pane", |ui| {
            items_ui(
                ui,
                &[
                    Action::EditScope,
                    Action::FocusFilter,
                    Action::Run,
                    Action::Refresh,
                    Action::CancelQuery,
                ],
                &mut picked,
            );
            ui.separator();
            items_ui(
                ui,
                &[Action::ExpandAll, Action::CollapseAll, Action::SelectAll],
                &mut picked,
            );
        });
        ui.menu_button("Cache", |ui| cache_menu_ui(ui, view, &mut picked));
        ui.menu_button("Help", |ui| {
            items_ui(ui, &[Action::Keyboard], &mut picked);
            if ui.button("How to connect").clicked() {
                commands.push(Command::Panel(PanelCommand::Show(Panel::Connect)));
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            right_end_ui(ui, view, commands)
        });
    });
    picked
}

fn items_ui(ui: &mut Ui, actions: &[Action], picked: &mut Vec<Action>) {
    for action in actions {
        let (name, keys) = keys::of(*action);
        let shortcut = ui.ctx().format_shortcut(&keys);
        if ui.add(Button::new(name).shortcut_text(shortcut)).clicked() {
            picked.push(*action);
        }
    }
}

fn view_menu_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    picked: &mut Vec<Action>,
    commands: &mut Vec<Command>,
) {
    items_ui(
        ui,
        &[Action::SplitRight, Action::SplitDown, Action::NextPane],
        picked,
    );
    ui.separator();
    items_ui(
        ui,
        &[
            Action::Bookmarks,
            Action::Accounts,
            Action::Requests,
            Action::Memory,
            Action::Log,
        ],
        picked,
    );
    ui.separator();
    let mut shown = view.settings.show_managed;
    if ui.checkbox(&mut shown, "AWS-managed resources").clicked() {
        commands.push(Command::App(AppCommand::ShowManaged(shown)));
        ui.close();
    }
    ui.menu_button("Theme", |ui| {
        for (theme, name) in [
            (Theme::System, "As the system"),
            (Theme::Dark, "Dark"),
            (Theme::Light, "Light"),
        ] {
            if ui.radio(view.settings.theme == theme, name).clicked() {
                commands.push(Command::App(AppCommand::SetTheme(theme)));
                ui.close();
            }
        }
    });
    items_ui(
        ui,
        &[Action::ZoomIn, Action::ZoomOut, Action::ZoomReset],
        picked,
    );
}

fn cache_menu_ui(ui: &mut Ui, view: &AppView<'_>, picked: &mut Vec<Action>) {
    items_ui(ui, &[Action::ClearCache, Action::ClearTagCache], picked);
    ui.separator();
    let cache = &view.cache;
    let lists = format!(
        "{} lists, {} rows, {} MB",
        cache.lists,
        grouped(cache.rows),
        grouped(cache.bytes / MIB)
    );
    ui.weak(lists);
    ui.weak(format!(
        "{:.0} % of questions answered from it",
        cache.hit_rate() * 100.0
    ));
}

fn right_end_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let (other, name) = if ui.visuals().dark_mode {
        (Theme::Light, "Light theme")
    } else {
        (Theme::Dark, "Dark theme")
    };
    let short = if ui.visuals().dark_mode {
        "Light"
    } else {
        "Dark"
    };
    let switch = Button::new(RichText::new(short).color(palette.text_weak)).frame(false);
    if ui.add(switch).on_hover_text(name).clicked() {
        commands.push(Command::App(AppCommand::SetTheme(other)));
    }
    ui.add_space(tokens::SPACE_2);
    let used = view.budget.used_bytes * 100 / view.budget.limit_bytes.max(1);
    let color = match view.budget.pressure {
        Pressure::Calm => palette.text_weak,
        Pressure::Soft => palette.warn,
        Pressure::Over => palette.error,
    };
    let memory = Button::new(RichText::new(format!("Memory {used} %")).color(color)).frame(false);
    if ui
        .add(memory)
        .on_hover_text("Who holds how much memory")
        .clicked()
    {
        commands.push(Command::Panel(PanelCommand::Toggle(Panel::Memory)));
    }
    ui.add_space(tokens::SPACE_2);
    let accounts = match (view.directory.accounts.len(), view.directory.loading) {
        (0, true) => "Looking for accounts".to_owned(),
        (1, _) => "1 account".to_owned(),
        (count, _) => format!("{count} accounts"),
    };
    let (broken, paused) = (view.directory.broken.len(), view.directory.paused.len());
    let mut text = accounts;
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
    if ui
        .add(Button::new(RichText::new(text).color(color)).frame(false))
        .on_hover_text("Identity, time left and sign-in of each account")
        .clicked()
    {
        commands.push(Command::Panel(PanelCommand::Toggle(Panel::Accounts)));
    }
}
