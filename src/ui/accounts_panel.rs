//! Every account, profile and role: our identity, where the credentials come from, how long they last, what went
//! wrong, and the sign-in.

use std::time::{Duration, SystemTime};

use egui::{Align, Button, Layout, RichText, ScrollArea, Ui};

use super::access_form::{AccessForm, access_form_ui};
use super::tokens::{self, Palette};
use crate::app::commands::{AccessCommand, AppCommand, Command, CopyCommand};
use crate::app::resource_explorer::query_engine::SignInState;
use crate::app::resource_explorer::source::{AccessFacts, AccountInfo, BrokenAccess, SourceError};
use crate::app::view::AppView;
use crate::text::durations;

/// A session that lasts less than this gets a warning.
const SOON: Duration = Duration::from_secs(10 * 60);

/// Draws the panel.
pub fn accounts_ui(
    ui: &mut Ui,
    form: &mut AccessForm,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let directory = view.directory;
    access_form_ui(ui, form, view, commands);
    summary_ui(ui, view, commands);
    let height = ui.ctx().content_rect().height() - 360.0;
    let mut told = Vec::new();
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            // Accounts that need a person come first.
            for broken in &directory.broken {
                separator_ui(ui);
                broken_ui(ui, view, broken, &mut told, commands);
            }
            let waits = |info: &&AccountInfo| directory.paused.contains_key(&info.id);
            let paused = directory.accounts.iter().filter(waits);
            let others = directory.accounts.iter().filter(|info| !waits(info));
            for info in paused.chain(others) {
                separator_ui(ui);
                account_ui(ui, view, info, &mut told, commands);
            }
        });
}

fn summary_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let directory = view.directory;
    let count = |number: usize, one: &str, many: &str| {
        format!("{number} {}", if number == 1 { one } else { many })
    };
    let mut text = count(directory.accounts.len(), "account", "accounts");
    if !directory.paused.is_empty() {
        text += &format!(", {} paused", directory.paused.len());
    }
    if !directory.broken.is_empty() {
        let unreachable = count(directory.broken.len(), "way in", "ways in");
        text += &format!(", {unreachable} that cannot be used");
    }
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).color(palette.text_weak));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let reload = ui.button("Reload accounts");
            if reload
                .on_hover_text("Read the config files again and ask who each profile is")
                .clicked()
            {
                commands.push(Command::Access(AccessCommand::Reload));
            }
            if directory.loading {
                ui.label(RichText::new("Asking").color(palette.text_weak));
            }
        });
    });
    ui.add_space(tokens::SPACE_1);
}

fn separator_ui(ui: &mut Ui) {
    ui.add_space(tokens::SPACE_1);
    ui.separator();
}

/// An account that the credentials reach, or reached.
fn account_ui<'v>(
    ui: &mut Ui,
    view: &'v AppView<'_>,
    info: &'v AccountInfo,
    told: &mut Vec<&'v str>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let paused = view.directory.paused.get(&info.id);
    let facts = view.directory.facts.get(&info.id);
    let (state, color) = match (paused, facts.and_then(|facts| facts.expires)) {
        (Some(_), _) => ("Paused: sign-in needed".to_owned(), palette.warn),
        (None, expires) => time_left(expires, SystemTime::now(), palette),
    };
    head_ui(ui, |ui| {
        if !info.name.is_empty() {
            ui.add(egui::Label::new(strong(palette, &info.name)).truncate());
        }
        ui.label(RichText::new(info.id.grouped()).color(palette.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if paused.is_some() {
                buttons_ui(
                    ui,
                    view,
                    &info.via,
                    Command::Access(AccessCommand::Retry),
                    commands,
                );
            }
            ui.label(RichText::new(state).color(color));
        });
    });
    facts_ui(ui, info, facts);
    if let Some(error) = paused {
        error_ui(ui, error);
        prompt_ui(ui, view, &info.via, told, commands);
    }
}

/// A profile or role that could not be turned into an account.
fn broken_ui<'v>(
    ui: &mut Ui,
    view: &'v AppView<'_>,
    broken: &'v BrokenAccess,
    told: &mut Vec<&'v str>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let (state, color) = match &broken.error {
        SourceError::SignIn { .. } => ("Sign-in needed", palette.warn),
        SourceError::Denied { .. } => ("Not allowed", palette.error),
        _ => ("Cannot be used", palette.error),
    };
    head_ui(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            buttons_ui(
                ui,
                view,
                &broken.via,
                Command::Access(AccessCommand::Reload),
                commands,
            );
            ui.label(RichText::new(state).color(color));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(strong(palette, &broken.via)).truncate());
            });
        });
    });
    error_ui(ui, &broken.error);
    prompt_ui(ui, view, &broken.via, told, commands);
}

fn head_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(tokens::CONTROL_HEIGHT);
        add(ui);
    });
}

fn strong(palette: &Palette, text: &str) -> RichText {
    RichText::new(text).color(palette.text_strong).strong()
}

/// Sign in, where that can be done from here, and Retry. Drawn from the right.
fn buttons_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    via: &str,
    retry: Command,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    if ui
        .button("Retry")
        .on_hover_text("Read the credentials again and try them")
        .clicked()
    {
        commands.push(retry);
    }
    let Some(name) = view.directory.sign_in_names.get(via) else {
        return;
    };
    let under_way = matches!(
        view.directory.sign_ins.get(name),
        Some(SignInState::Asking | SignInState::Prompt(_))
    );
    let label = RichText::new("Sign in").color(palette.on_accent);
    let button = Button::new(label).fill(palette.accent);
    let button = ui.add_enabled(!under_way, button);
    if button
        .on_hover_text(format!("Sign in to {name}, for all profiles that use it"))
        .clicked()
    {
        commands.push(Command::Access(AccessCommand::SignIn(name.to_string())));
    }
}

fn facts_ui(ui: &mut Ui, info: &AccountInfo, facts: Option<&AccessFacts>) {
    let palette = Palette::of(ui);
    let (identity, source) = match facts {
        Some(facts) => (facts.identity.as_str(), facts.source.as_str()),
        None => ("", info.via.as_str()),
    };
    let parts = [info.alias.as_str(), info.unit.as_str(), identity, source];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let text = parts.join(", ");
    let small = RichText::new(text)
        .size(tokens::TEXT_SMALL)
        .color(palette.text_weak);
    ui.add(egui::Label::new(small).truncate());
}

fn error_ui(ui: &mut Ui, error: &SourceError) {
    let palette = Palette::of(ui);
    ui.add(egui::Label::new(RichText::new(error.to_string()).color(palette.text)).wrap());
}

/// What the person has to do, once for each sign-in however many accounts wait for it.
fn prompt_ui<'v>(
    ui: &mut Ui,
    view: &'v AppView<'_>,
    via: &str,
    told: &mut Vec<&'v str>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let Some(name) = view.directory.sign_in_names.get(via) else {
        return;
    };
    let Some(state) = view.directory.sign_ins.get(name) else {
        return;
    };
    if told.contains(&name.as_str()) {
        return;
    }
    told.push(name);
    match state {
        SignInState::Asking => {
            ui.label(RichText::new(format!("{name}: asking for a code")).color(palette.text_weak));
        }
        SignInState::Failed(reason) => {
            ui.add(egui::Label::new(RichText::new(reason).color(palette.error)).wrap());
        }
        SignInState::Prompt(prompt) => {
            ui.label(format!(
                "{name}: open the page and check that it shows this code."
            ));
            ui.horizontal(|ui| {
                let code = RichText::new(prompt.code.as_str()).monospace();
                ui.label(code.size(tokens::TEXT_HEADING).color(palette.text_strong));
                if ui.button("Copy code").clicked() {
                    commands.push(Command::Copy(CopyCommand::Text {
                        what: "Code",
                        text: prompt.code.to_string(),
                    }));
                }
                if ui
                    .button("Open the page")
                    .on_hover_text(prompt.url.as_str())
                    .clicked()
                {
                    commands.push(Command::App(AppCommand::OpenPage(prompt.url.to_string())));
                }
                if ui.button("Cancel sign-in").clicked() {
                    commands.push(Command::Access(AccessCommand::CancelSignIn(
                        name.to_string(),
                    )));
                }
            });
        }
    }
}

/// How long credentials last, and the colour of that time.
fn time_left(
    expires: Option<SystemTime>,
    now: SystemTime,
    palette: &Palette,
) -> (String, egui::Color32) {
    let Some(expires) = expires else {
        return ("Works".into(), palette.ok);
    };
    match expires.duration_since(now) {
        Err(_) => ("Renewed when next needed".into(), palette.text_weak),
        Ok(left) => {
            let text = durations::remaining(left);
            let color = if left < SOON {
                palette.warn
            } else {
                palette.ok
            };
            (format!("Works, {text} left"), color)
        }
    }
}

#[cfg(test)]
mod tests;
