//! What keys ask of the list that has the keyboard.

use egui::text_selection::LabelSelectionState;
use egui::{Event, Key, Modifiers, Ui};

use super::ListEvent;
use crate::app::list_cursor::{NavKey, SelectExtent};

/// A key that acts on the line under the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    Activate,
    Mark,
    Menu,
}

impl Press {
    pub(super) fn at(self, line: usize) -> ListEvent {
        match self {
            Self::Activate => ListEvent::Activated(line),
            Self::Mark => ListEvent::Marked(line),
            Self::Menu => ListEvent::Menu(line),
        }
    }
}

pub(super) fn escaped(ui: &Ui) -> bool {
    ui.input(|input| input.key_pressed(Key::Escape))
}

/// Where keys move the cursor. Each press counts with the modifiers of its own event: a key that a person chose for a
/// step, such as `Shift+G`, comes as the one that every list knows.
pub(super) fn pressed_step(ui: &Ui, page_rows: i64) -> Option<(NavKey, SelectExtent)> {
    let page = (page_rows - 1).max(1);
    ui.input(|input| {
        let mut step: Option<(NavKey, SelectExtent)> = None;
        for (key, modifiers) in input.events.iter().filter_map(press_of) {
            let Some((one, extent)) = step_of(key, modifiers, page) else {
                continue;
            };
            // Presses of one frame add up.
            step = Some(match (step, one) {
                (Some((NavKey::Lines(before), _)), NavKey::Lines(more)) => {
                    (NavKey::Lines(before + more), extent)
                }
                _ => (one, extent),
            });
        }
        step
    })
}

fn press_of(event: &Event) -> Option<(Key, Modifiers)> {
    match event {
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => Some((*key, *modifiers)),
        _ => None,
    }
}

fn step_of(key: Key, modifiers: Modifiers, page: i64) -> Option<(NavKey, SelectExtent)> {
    if modifiers.command_only() {
        let all = match key {
            Key::ArrowLeft => NavKey::OutwardsAll,
            Key::ArrowRight => NavKey::InwardsAll,
            _ => return None,
        };
        return Some((all, SelectExtent::One));
    }
    // With another modifier a key belongs to the window's shortcuts.
    let extent = match modifiers {
        Modifiers::NONE => SelectExtent::One,
        Modifiers::SHIFT => SelectExtent::Range,
        _ => return None,
    };
    let step = match (key, extent) {
        (Key::ArrowDown, _) => NavKey::Lines(1),
        (Key::ArrowUp, _) => NavKey::Lines(-1),
        (Key::PageDown, _) => NavKey::Lines(page),
        (Key::PageUp, _) => NavKey::Lines(-page),
        (Key::Home, _) => NavKey::First,
        (Key::End, _) => NavKey::Last,
        (Key::ArrowLeft, SelectExtent::One) => NavKey::Outwards,
        (Key::ArrowRight, SelectExtent::One) => NavKey::Inwards,
        _ => return None,
    };
    Some((step, extent))
}

/// What is asked of the line under the cursor.
pub(super) fn pressed_action(ui: &Ui) -> Option<Press> {
    ui.input(|input| {
        let mut presses = input.events.iter().filter_map(press_of);
        presses.find_map(|press| match press {
            (Key::Enter, Modifiers::NONE) => Some(Press::Activate),
            (Key::Space, Modifiers::NONE) => Some(Press::Mark),
            (Key::Menu, Modifiers::NONE) | (Key::F10, Modifiers::SHIFT) => Some(Press::Menu),
            _ => None,
        })
    })
}

/// Whether the list that has the keyboard is to copy: not when text of a label is selected, which egui copies.
pub fn copies(ui: &Ui) -> bool {
    let selected_text = ui.ctx().plugin::<LabelSelectionState>();
    !selected_text.lock().has_selection() && ui.input(|input| input.events.contains(&Event::Copy))
}

/// Text that was typed while the list has the keyboard.
pub(super) fn typed(ui: &Ui) -> Option<String> {
    ui.input(|input| {
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) if text != " " => Some(text.as_str()),
            _ => None,
        });
        let text: String = texts.collect();
        (!text.is_empty()).then_some(text)
    })
}
