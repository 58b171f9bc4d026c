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

/// Where keys move the cursor.
pub(super) fn pressed_step(ui: &Ui, page_rows: i64) -> Option<(NavKey, SelectExtent)> {
    ui.input(|input| {
        // With another modifier a key belongs to the window's shortcuts.
        let extent = match input.modifiers {
            Modifiers::NONE => SelectExtent::One,
            Modifiers::SHIFT => SelectExtent::Range,
            _ => return None,
        };
        let presses = |key| input.num_presses(key) as i64;
        let lines = presses(Key::ArrowDown) - presses(Key::ArrowUp)
            + (presses(Key::PageDown) - presses(Key::PageUp)) * (page_rows - 1).max(1);
        let pressed = |key| input.key_pressed(key);
        let step = match (lines, extent) {
            (0, _) if pressed(Key::Home) => NavKey::First,
            (0, _) if pressed(Key::End) => NavKey::Last,
            (0, SelectExtent::One) if pressed(Key::ArrowLeft) => NavKey::Outwards,
            (0, SelectExtent::One) if pressed(Key::ArrowRight) => NavKey::Inwards,
            (0, _) => return None,
            (lines, _) => NavKey::Lines(lines),
        };
        Some((step, extent))
    })
}

/// What is asked of the line under the cursor.
pub(super) fn pressed_action(ui: &Ui) -> Option<Press> {
    ui.input(|input| {
        let pressed = |key| input.key_pressed(key);
        match input.modifiers {
            Modifiers::NONE if pressed(Key::Enter) => Some(Press::Activate),
            Modifiers::NONE if pressed(Key::Space) => Some(Press::Mark),
            Modifiers::NONE if pressed(Key::Menu) => Some(Press::Menu),
            Modifiers::SHIFT if pressed(Key::F10) => Some(Press::Menu),
            _ => None,
        }
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
