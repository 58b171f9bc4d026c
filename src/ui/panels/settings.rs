//! Settings: memory limit, time limits, looks, keys.

mod keys;

use std::time::Duration;

use egui::{DragValue, Key, RichText, ScrollArea, TextEdit, Ui};

use crate::app::actions::chord::Chord;
use crate::app::actions::keymap::KeyMap;
use crate::app::commands::{AppCommand, Command};
use crate::app::resource_explorer::memory_budget::MemoryLimit;
use crate::app::resource_explorer::source::{TIME_LIMIT_RANGE, TimeLimit, TimeLimits};
use crate::app::settings::{Density, Setting, Theme};
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};

use crate::ui::widgets::captioned::captioned_ui;
use crate::ui::widgets::focus_ring::scroll_to_focus;
use keys::{KeysUi, keys_ui};

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct SettingsUi {
    /// The limit as typed; `None` before the first change.
    limit: Option<String>,
    /// Time limits that are being changed and not yet in force.
    times: Option<TimeLimits>,
    /// Words that are being typed.
    production: Option<String>,
    keys: KeysUi,
}

impl SettingsUi {
    /// Whether the next keys are for an action, and mean nothing else.
    pub(super) fn is_recording_keys(&self) -> bool {
        self.keys.is_recording()
    }

    /// Takes no keys any more.
    pub(super) fn stop_recording_keys(&mut self) {
        self.keys.stop_recording();
    }

    /// Gives the action that waits for keys those that were pressed.
    pub(super) fn record_keys(&mut self, chord: Chord, keymap: &KeyMap) -> Option<Command> {
        self.keys.record(chord, keymap)
    }
}

/// Draws the panel.
pub(super) fn settings_ui(
    ui: &mut Ui,
    state: &mut SettingsUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    ScrollArea::vertical()
        .auto_shrink([false, true])
        .show(ui, |ui| {
            // The scroll bar floats over what is at the right.
            ui.set_max_width(ui.available_width() - tokens::SPACE_4);
            form_ui(ui, state, view, commands);
            scroll_to_focus(ui);
        });
}

fn form_ui(ui: &mut Ui, state: &mut SettingsUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = tokens::SPACE_2;
    limit_ui(ui, state, view, commands);
    ui.separator();
    times_ui(ui, state, view, commands);
    ui.separator();
    captioned_ui(ui, "Theme", |ui| {
        for (theme, name) in [
            (Theme::System, "System"),
            (Theme::Dark, "Dark"),
            (Theme::Light, "Light"),
            (Theme::Contrast, "High contrast"),
        ] {
            if ui
                .selectable_label(view.settings.theme == theme, name)
                .clicked()
            {
                commands.push(Command::App(AppCommand::Set(Setting::Theme(theme))));
            }
        }
    });
    captioned_ui(ui, "Size", |ui| {
        for (text, scale) in [
            ("80 %", 0.8),
            ("100 %", 1.0),
            ("120 %", 1.2),
            ("150 %", 1.5),
        ] {
            let chosen = (view.settings.ui_scale - scale).abs() < 0.01;
            if ui.selectable_label(chosen, text).clicked() {
                commands.push(Command::App(AppCommand::Set(Setting::UiScale(scale))));
            }
        }
    });
    captioned_ui(ui, "Density", |ui| {
        for density in Density::ALL {
            let chosen = view.settings.density == density;
            if ui.selectable_label(chosen, density.label()).clicked() {
                commands.push(Command::App(AppCommand::Set(Setting::Density(density))));
            }
        }
    });
    production_ui(ui, state, view, commands);
    ui.separator();
    keys_ui(ui, &mut state.keys, view, commands);
}

/// Which words in the name of an account mean production.
fn production_ui(
    ui: &mut Ui,
    state: &mut SettingsUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let in_force = view.settings.production_names.join(" ");
    let mut text = state.production.clone().unwrap_or(in_force);
    captioned_ui(ui, "Production", |ui| {
        let field = TextEdit::singleline(&mut text)
            .hint_text("Words in names of accounts")
            .desired_width(200.0)
            .char_limit(200);
        let response = ui
            .add(field)
            .accessible_name("Words in names of production accounts")
            .on_hover_text("Accounts with one of these words in their name are amber and say PROD");
        if response.changed() {
            state.production = Some(text.clone());
        }
        if response.lost_focus()
            && let Some(typed) = state.production.take()
        {
            let words = typed.split_whitespace().map(String::from).collect();
            commands.push(Command::App(AppCommand::Set(Setting::ProductionNames(
                words,
            ))));
        }
    });
}

fn limit_ui(ui: &mut Ui, state: &mut SettingsUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let in_force = view
        .settings
        .memory_limit
        .map(|limit| limit.to_string())
        .unwrap_or_default();
    let mut text = state.limit.clone().unwrap_or_else(|| in_force.clone());
    captioned_ui(ui, "Memory limit", |ui| {
        let field = TextEdit::singleline(&mut text)
            .hint_text("80%")
            .desired_width(120.0)
            .char_limit(40);
        let response = ui.add(field).accessible_name("Memory limit");
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if response.changed() {
            state.limit = Some(text.clone());
        }
        if ui.button("Apply limit").clicked() || entered {
            let limit = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            commands.push(Command::App(AppCommand::Set(Setting::MemoryLimit(limit))));
            state.limit = None;
        }
    });
    let verdict = match text.trim() {
        "" => Ok(format!(
            "80 % of RAM: {} MB",
            (view.budget.total_bytes as f64 * 0.8 / 1_048_576.0) as u64
        )),
        typed => typed.parse::<MemoryLimit>().map(|limit| {
            format!(
                "{} MB of {} MB",
                limit.bytes_of(view.budget.total_bytes) / 1_048_576,
                view.budget.total_bytes / 1_048_576
            )
        }),
    };
    captioned_ui(ui, "", |ui| match verdict {
        Ok(text) => ui.label(RichText::new(text).color(palette.text_weak)),
        Err(error) => ui.label(RichText::new(error.to_string()).color(palette.error)),
    });
}

/// A row for each time limit, in seconds. What is dragged or typed holds once it is let go.
fn times_ui(ui: &mut Ui, state: &mut SettingsUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let in_force = view.settings.time_limits.unwrap_or_default();
    let mut limits = state.times.unwrap_or(in_force);
    let mut is_changing = false;
    for (limit, caption, hint) in [
        (
            TimeLimit::FirstByte,
            "First byte",
            "after the request; then it is sent once more",
        ),
        (
            TimeLimit::Page,
            "Whole answer",
            "after the request; then the query key ends early and says so",
        ),
        (
            TimeLimit::List,
            "Query key",
            "with hardly a row on its pages; then it ends early and says so",
        ),
    ] {
        captioned_ui(ui, caption, |ui| {
            let mut secs = limits.get(limit).as_secs_f64();
            let (least, most) = (
                TIME_LIMIT_RANGE.start().as_secs_f64(),
                TIME_LIMIT_RANGE.end().as_secs_f64(),
            );
            let field = DragValue::new(&mut secs).range(least..=most).suffix(" s");
            let response = ui.add(field).accessible_name(caption);
            is_changing |= response.dragged() || response.has_focus();
            if response.changed() {
                limits.set(limit, Duration::from_secs_f64(secs));
            }
            ui.label(RichText::new(hint).color(Palette::of(ui).text_weak));
        });
    }
    state.times = is_changing.then_some(limits);
    if !is_changing && limits != in_force {
        commands.push(Command::App(AppCommand::Set(Setting::TimeLimits(limits))));
    }
}
