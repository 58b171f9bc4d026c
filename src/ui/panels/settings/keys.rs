//! The keys of every action: changed, added, removed, reset.

use egui::{Key, RichText, Ui};

use crate::app::actions::Action;
use crate::app::actions::chord::{Chord, Key as ChordKey};
use crate::app::actions::context::contexts_text;
use crate::app::actions::keymap::{Conflict, KeyMap};
use crate::app::actions::registry::{self, ActionInfo};
use crate::app::commands::{AppCommand, Command};
use crate::app::settings::Setting;
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::search_box::SearchBox;

/// Room for the title of an action, and for its keys, in points.
const TITLE_WIDTH: f32 = 150.0;
const KEYS_WIDTH: f32 = 160.0;

/// What becomes of the keys that an action has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Present {
    Replaced,
    Kept,
}

/// Keys that another action has.
struct Clash {
    action: Action,
    chord: Chord,
    /// What the action would have.
    chords: Vec<Chord>,
    holder: Action,
}

/// What the list remembers between frames.
#[derive(Default)]
pub(super) struct KeysUi {
    search: String,
    /// The action whose keys are pressed next.
    recording: Option<(Action, Present)>,
    clash: Option<Clash>,
}

impl KeysUi {
    /// Whether the next keys are for an action.
    pub(super) fn is_recording(&self) -> bool {
        self.recording.is_some()
    }

    /// Takes no keys any more.
    pub(super) fn stop_recording(&mut self) {
        self.recording = None;
    }

    /// Gives the action that waits for keys those that were pressed. Escape gives up.
    pub(super) fn record(&mut self, chord: Chord, keymap: &KeyMap) -> Option<Command> {
        let (action, present) = self.recording.take()?;
        if chord.modifiers.is_empty() && Some(chord.key) == ChordKey::named("escape") {
            return None;
        }
        let mut chords = match present {
            Present::Replaced => Vec::new(),
            Present::Kept => keymap.chords(action).to_vec(),
        };
        if !chords.contains(&chord) {
            chords.push(chord);
        }
        let Some(holder) = keymap.holder_of(chord, action) else {
            return Some(set(action, chords));
        };
        self.clash = Some(Clash {
            action,
            chord,
            chords,
            holder,
        });
        None
    }
}

fn set(action: Action, chords: Vec<Chord>) -> Command {
    Command::App(AppCommand::Set(Setting::Keys(action, chords)))
}

/// Draws the list.
pub(super) fn keys_ui(
    ui: &mut Ui,
    state: &mut KeysUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    ui.label(RichText::new("Keys").color(palette.text_strong).strong());
    let mut letters = view.settings.letter_keys;
    let text = "Letters are keys in lists (off: they find lines by name)";
    if ui.checkbox(&mut letters, text).changed() {
        commands.push(Command::App(AppCommand::Set(Setting::LetterKeys(letters))));
    }
    for conflict in view.keymap.conflicts() {
        let text = format!("{}.", Conflict::text(conflict));
        ui.label(RichText::new(text).color(palette.error));
    }
    let search = SearchBox {
        label: "Search actions",
        hint: "Search actions or keys",
        width: ui.available_width(),
    };
    search.show(ui, &mut state.search);
    let wanted = state.search.trim().to_lowercase();
    for info in registry::all() {
        let keys = view.keymap.all_shown(info.action);
        let is_found = |text: &str| text.to_lowercase().contains(&wanted);
        if is_found(info.title) || is_found(&keys) {
            action_ui(ui, state, view, info, &keys, commands);
        }
    }
}

fn action_ui(
    ui: &mut Ui,
    state: &mut KeysUi,
    view: &AppView<'_>,
    info: &ActionInfo,
    keys: &str,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let ActionInfo { action, title, .. } = *info;
    ui.horizontal(|ui| {
        let hover = format!("{}; works {}", info.tooltip, contexts_text(info.contexts));
        cell_ui(ui, TITLE_WIDTH, RichText::new(title)).on_hover_text(hover);
        let recorded = state.recording.filter(|(recorded, _)| *recorded == action);
        let shown = match recorded {
            Some(_) => RichText::new("Press keys…").color(palette.accent),
            None => RichText::new(keys).monospace().color(palette.text_weak),
        };
        cell_ui(ui, KEYS_WIDTH, shown);
        let button = |ui: &mut Ui, text: &str, name: String| {
            let button = ui.small_button(text).accessible_name(name);
            button.clicked()
        };
        if recorded.is_some() {
            if button(ui, "Cancel", format!("Cancel keys of {title}")) {
                state.recording = None;
            }
            return;
        }
        if button(ui, "Change", format!("Change keys of {title}")) {
            state.recording = Some((action, Present::Replaced));
            state.clash = None;
        }
        if !keys.is_empty() {
            if button(ui, "Add", format!("Add keys to {title}")) {
                state.recording = Some((action, Present::Kept));
                state.clash = None;
            }
            if button(ui, "Remove", format!("Remove keys of {title}")) {
                commands.push(set(action, Vec::new()));
            }
        }
        if view.settings.keys.contains_key(info.id)
            && button(ui, "Reset", format!("Reset keys of {title}"))
        {
            commands.push(Command::App(AppCommand::Set(Setting::DefaultKeys(action))));
        }
    });
    clash_ui(ui, state, view.keymap, action, commands);
}

fn cell_ui(ui: &mut Ui, width: f32, text: RichText) -> egui::Response {
    let size = egui::vec2(width, tokens::CONTROL_HEIGHT);
    let left = egui::Layout::left_to_right(egui::Align::Center);
    let cell = ui.allocate_ui_with_layout(size, left, |ui| {
        ui.set_min_width(width);
        ui.add(egui::Label::new(text).truncate())
    });
    cell.inner
}

/// Keys that another action has are given away only when a person says so.
fn clash_ui(
    ui: &mut Ui,
    state: &mut KeysUi,
    keymap: &KeyMap,
    action: Action,
    commands: &mut Vec<Command>,
) {
    let Some(clash) = state.clash.take_if(|clash| clash.action == action) else {
        return;
    };
    let (keys, title) = (clash.chord.shown(), registry::info(clash.holder).title);
    let mut is_settled = false;
    ui.horizontal_wrapped(|ui| {
        let text = format!("{keys} is used for '{title}'.");
        ui.label(RichText::new(text).color(Palette::of(ui).error));
        if ui.button("Use it here").clicked() {
            let of_holder = keymap.chords(clash.holder).iter().copied();
            let left = of_holder.filter(|chord| *chord != clash.chord).collect();
            commands.push(set(clash.holder, left));
            commands.push(set(action, clash.chords.clone()));
            is_settled = true;
        }
        is_settled |= ui.button("Leave it there").clicked();
    });
    is_settled |= ui.input(|input| input.key_pressed(Key::Escape));
    if !is_settled {
        state.clash = Some(clash);
    }
}
