//! Every account, profile and role: our identity, where the credentials come from, how long they last, what went
//! wrong, and the sign-in.

mod access_form;
mod lines;

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use compact_str::CompactString;
use egui::{Align, Button, FontId, Layout, RichText, Ui, UiBuilder, vec2};

use crate::app::commands::{AccessCommand, AppCommand, Command, CopyCommand};
use crate::app::list_cursor::ListLines as _;
use crate::app::resource_explorer::query_engine::SignInState;
use crate::app::resource_explorer::source::SourceError;
use crate::app::view::AppView;
use crate::text::durations;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::row_list::{ListEvent, ListKind, ListShape, RowList};
use crate::ui::widgets::truncated::truncated_label_ui;
use access_form::{AccessForm, access_form_ui};

use lines::{Access, AccessKey, AccessLines};

/// A session that lasts less than this gets a warning.
const SOON: Duration = Duration::from_secs(10 * 60);

/// Height of a line of the list, in points: who it is, and below that where it comes from or what went wrong.
const LINE_HEIGHT: f32 = 2.0 * tokens::ROW_HEIGHT + tokens::SPACE_2;

/// Least height of the list, and what the panel has besides it, in points.
const LEAST_HEIGHT: f32 = 2.0 * LINE_HEIGHT;
const BESIDES: f32 = 420.0;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct AccountsUi {
    form: AccessForm,
    list: RowList<AccessKey>,
}

/// Draws the panel.
pub(super) fn accounts_ui(
    ui: &mut Ui,
    state: &mut AccountsUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    access_form_ui(ui, &mut state.form, view, commands);
    summary_ui(ui, view, commands);
    for (name, sign_in) in waited_for(view) {
        sign_in_ui(ui, name, sign_in, commands);
    }
    let lines = AccessLines::new(view.directory);
    let room = (ui.ctx().content_rect().height() - BESIDES).max(LEAST_HEIGHT);
    let height = (lines.len() as f32 * LINE_HEIGHT).min(room);
    let size = vec2(ui.available_width(), height);
    let cut = ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        list_ui(ui, &mut state.list, view, &lines, commands)
    });
    if let Some(error) = cut.inner {
        ui.separator();
        error_ui(ui, error);
    }
}

/// Draws the list; returns the error of the line under the cursor where the line cannot show the whole of it.
fn list_ui<'v>(
    ui: &mut Ui,
    list: &mut RowList<AccessKey>,
    view: &'v AppView<'_>,
    lines: &AccessLines<'v>,
    commands: &mut Vec<Command>,
) -> Option<&'v SourceError> {
    let shape = ListShape {
        label: "Accounts, profiles and roles",
        kind: ListKind::Options,
        row_height: LINE_HEIGHT,
        lines_id: ui.scope_id().with("access"),
    };
    let mut cut = None;
    let output = list.show(ui, shape, lines, |ui, line| {
        let Some(access) = lines.get(line.at) else {
            return;
        };
        let rect = line.rect.shrink2(vec2(tokens::SPACE_2, 2.0));
        let builder = UiBuilder::new().max_rect(rect).id_salt(line.at);
        let mut inside = ui.new_child(builder);
        inside.spacing_mut().item_spacing = vec2(tokens::SPACE_2, 0.0);
        let is_cut = access_ui(&mut inside, view, access, commands);
        if is_cut && (line.is_cursor || cut.is_none()) {
            cut = access.error();
        }
        if let Some(retry) = access.retry() {
            line.context_menu(|ui| {
                if ui.button("Retry").clicked() {
                    commands.push(retry.clone());
                }
            });
        }
    });
    for event in output.events {
        if let ListEvent::Activated(line) = event
            && let Some(retry) = lines.get(line).and_then(|access| access.retry())
        {
            commands.push(retry);
        }
    }
    cut
}

/// One line; returns whether its error does not fit.
fn access_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    access: Access<'_>,
    commands: &mut Vec<Command>,
) -> bool {
    let palette = Palette::of(ui);
    let (state, color) = access_state(access, palette);
    let size = vec2(ui.available_width(), tokens::ROW_HEIGHT);
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        let end = LineEnd::new(ui, ui.scope_id().with("end"));
        let room = vec2(end.room(ui), size.y);
        ui.allocate_ui_with_layout(room, layout, |ui| match access {
            Access::Broken(broken) => {
                ui.add(egui::Label::new(strong(palette, &broken.via)).truncate());
            }
            Access::Account { info, .. } => {
                ui.label(RichText::new(info.id.grouped()).color(palette.text));
                if !info.name.is_empty() {
                    ui.add(egui::Label::new(strong(palette, &info.name)).truncate());
                }
            }
        });
        end.show(ui, |ui| {
            ui.label(RichText::new(state).color(color));
            if let Some(retry) = access.retry() {
                buttons_ui(ui, view, access.via(), retry, commands);
            }
        });
    });
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let width = ui.available_width();
    match access.error() {
        None => {
            let text = facts_text(access);
            truncated_label_ui(ui, &text, font, palette.text_weak, width);
            false
        }
        Some(error) => {
            let text = error.to_string();
            truncated_label_ui(ui, &text, font.clone(), palette.text, width);
            let galley =
                ui.painter()
                    .layout_no_wrap(sanitize::excerpt(&text).into_owned(), font, color);
            galley.size().x > width
        }
    }
}

/// How an account or a credential source is, in a word or two.
fn access_state(access: Access<'_>, palette: &Palette) -> (String, egui::Color32) {
    match access {
        Access::Broken(broken) => match &broken.error {
            SourceError::SignIn { .. } => ("Sign-in needed".to_owned(), palette.warn),
            SourceError::Denied { .. } => ("Not allowed".to_owned(), palette.error),
            _ => ("Cannot be used".to_owned(), palette.error),
        },
        Access::Account {
            paused: Some(_), ..
        } => ("Paused: sign-in needed".to_owned(), palette.warn),
        Access::Account { facts, .. } => {
            let expires = facts.and_then(|facts| facts.expires);
            time_left(expires, SystemTime::now(), palette)
        }
    }
}

/// Alias, unit, identity and credential source of an account, as far as they are known.
fn facts_text(access: Access<'_>) -> String {
    let Access::Account { info, facts, .. } = access else {
        return String::new();
    };
    let (identity, source) = match facts {
        Some(facts) => (facts.identity.as_str(), facts.source.as_str()),
        None => ("", info.via.as_str()),
    };
    let parts = [info.alias.as_str(), info.unit.as_str(), identity, source];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// Sign-ins that accounts or credential sources wait for, each once.
fn waited_for<'v>(view: &'v AppView<'_>) -> Vec<(&'v str, &'v SignInState)> {
    let directory = view.directory;
    let paused = directory
        .accounts
        .iter()
        .filter(|info| directory.paused.contains_key(&info.id))
        .map(|info| &info.via);
    let broken = directory.broken.iter().map(|broken| &broken.via);
    let names: BTreeSet<_> = broken
        .chain(paused)
        .filter_map(|via| directory.sign_in_names.get(via))
        .collect();
    let state_of = |name: &'v CompactString| Some((name.as_str(), directory.sign_ins.get(name)?));
    names.into_iter().filter_map(state_of).collect()
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
        let unreachable = count(
            directory.broken.len(),
            "credential source",
            "credential sources",
        );
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
                ui.label(RichText::new("Loading").color(palette.text_weak));
            }
        });
    });
    ui.add_space(tokens::SPACE_1);
}

fn strong(palette: &Palette, text: &str) -> RichText {
    RichText::new(text).color(palette.text_strong).strong()
}

/// Sign in, where that can be done from here, and Retry.
fn buttons_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    via: &str,
    retry: Command,
    commands: &mut Vec<Command>,
) {
    if let Some(name) = view.directory.sign_in_names.get(via) {
        sign_in_button_ui(ui, view, name, commands);
    }
    if ui
        .button("Retry")
        .on_hover_text("Read the credentials again and try them")
        .clicked()
    {
        commands.push(retry);
    }
}

fn sign_in_button_ui(ui: &mut Ui, view: &AppView<'_>, name: &str, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
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

fn error_ui(ui: &mut Ui, error: &SourceError) {
    let palette = Palette::of(ui);
    ui.add(egui::Label::new(RichText::new(error.to_string()).color(palette.text)).wrap());
}

/// What the person has to do, once for each sign-in however many accounts wait for it.
fn sign_in_ui(ui: &mut Ui, name: &str, state: &SignInState, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    match state {
        SignInState::Asking => {
            ui.label(RichText::new(format!("{name}: waiting for a code")).color(palette.text_weak));
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
