//! Every shortcut in one table: menus show it, the window acts on it, Help › Keyboard lists it.

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

/// What a shortcut asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says each in words")]
pub enum Action {
    NewWindow,
    NewPane,
    ClosePane,
    ReopenPane,
    SplitRight,
    SplitDown,
    NextPane,
    Run,
    Refresh,
    CancelQuery,
    EditScope,
    FocusFilter,
    SaveBookmark,
    Bookmarks,
    Log,
    Memory,
    Requests,
    Accounts,
    Settings,
    ClearCache,
    ClearTagCache,
    ExpandAll,
    CollapseAll,
    SelectAll,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Keyboard,
    Quit,
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

/// Action, what it is called, and its keys.
pub const SHORTCUTS: [(Action, &str, KeyboardShortcut); 29] = [
    (
        Action::NewWindow,
        "New window",
        KeyboardShortcut::new(CTRL, Key::N),
    ),
    (
        Action::NewPane,
        "New pane",
        KeyboardShortcut::new(CTRL, Key::T),
    ),
    (
        Action::ClosePane,
        "Close pane",
        KeyboardShortcut::new(CTRL, Key::W),
    ),
    (
        Action::ReopenPane,
        "Reopen closed pane",
        KeyboardShortcut::new(CTRL_SHIFT, Key::T),
    ),
    (
        Action::SplitRight,
        "Split right",
        KeyboardShortcut::new(CTRL, Key::Backslash),
    ),
    (
        Action::SplitDown,
        "Split down",
        KeyboardShortcut::new(CTRL_SHIFT, Key::Backslash),
    ),
    (
        Action::NextPane,
        "Next pane",
        KeyboardShortcut::new(Modifiers::NONE, Key::F6),
    ),
    (
        Action::Run,
        "Run",
        KeyboardShortcut::new(Modifiers::NONE, Key::F5),
    ),
    (
        Action::Refresh,
        "Refresh from AWS",
        KeyboardShortcut::new(Modifiers::SHIFT, Key::F5),
    ),
    (
        Action::CancelQuery,
        "Cancel query",
        KeyboardShortcut::new(Modifiers::NONE, Key::Escape),
    ),
    (
        Action::EditScope,
        "Edit scope",
        KeyboardShortcut::new(CTRL, Key::E),
    ),
    (
        Action::FocusFilter,
        "Filter rows",
        KeyboardShortcut::new(CTRL, Key::F),
    ),
    (
        Action::SaveBookmark,
        "Save scope as bookmark",
        KeyboardShortcut::new(CTRL, Key::D),
    ),
    (
        Action::Bookmarks,
        "Bookmarks",
        KeyboardShortcut::new(CTRL, Key::B),
    ),
    (
        Action::Log,
        "Log window",
        KeyboardShortcut::new(CTRL, Key::L),
    ),
    (
        Action::Memory,
        "Memory",
        KeyboardShortcut::new(CTRL, Key::M),
    ),
    (
        Action::Requests,
        "Requests",
        KeyboardShortcut::new(CTRL_SHIFT, Key::R),
    ),
    (
        Action::Accounts,
        "Accounts",
        KeyboardShortcut::new(CTRL_SHIFT, Key::A),
    ),
    (
        Action::Settings,
        "Settings",
        KeyboardShortcut::new(CTRL, Key::Comma),
    ),
    (
        Action::ClearCache,
        "Clear cache",
        KeyboardShortcut::new(CTRL_SHIFT, Key::Delete),
    ),
    (
        Action::ClearTagCache,
        "Clear tag cache",
        KeyboardShortcut::new(CTRL_SHIFT, Key::Backspace),
    ),
    (
        Action::ExpandAll,
        "Expand all",
        KeyboardShortcut::new(CTRL, Key::CloseBracket),
    ),
    (
        Action::CollapseAll,
        "Collapse all",
        KeyboardShortcut::new(CTRL, Key::OpenBracket),
    ),
    (
        Action::SelectAll,
        "Select all rows",
        KeyboardShortcut::new(CTRL, Key::A),
    ),
    (
        Action::ZoomIn,
        "Zoom in",
        KeyboardShortcut::new(CTRL, Key::Plus),
    ),
    (
        Action::ZoomOut,
        "Zoom out",
        KeyboardShortcut::new(CTRL, Key::Minus),
    ),
    (
        Action::ZoomReset,
        "Normal size",
        KeyboardShortcut::new(CTRL, Key::Num0),
    ),
    (
        Action::Keyboard,
        "Keyboard and version",
        KeyboardShortcut::new(Modifiers::NONE, Key::F1),
    ),
    (Action::Quit, "Quit", KeyboardShortcut::new(CTRL, Key::Q)),
];

/// The name and keys of an action.
pub fn of(action: Action) -> (&'static str, KeyboardShortcut) {
    let (_, name, shortcut) = SHORTCUTS[action as usize];
    (name, shortcut)
}

/// What was pressed this frame, `resting` left out. Chords that edit text are left to the text field that has the
/// keyboard.
pub fn pressed(ui: &Ui, resting: &[Action]) -> Vec<Action> {
    let typing = ui.ctx().text_edit_focused();
    ui.input_mut(|input| {
        // Longer chords first, or Ctrl+Shift+\ would be taken for Ctrl+\.
        let with_shift = |wanted: bool| {
            let all = SHORTCUTS.iter();
            all.filter(move |(_, _, keys)| keys.modifiers.shift == wanted)
        };
        with_shift(true)
            .chain(with_shift(false))
            .filter(|(action, _, _)| !resting.contains(action))
            .filter(|(_, _, keys)| !(typing && edits_text(*keys)))
            .filter(|(_, _, keys)| input.consume_shortcut(keys))
            .map(|(action, _, _)| *action)
            .collect()
    })
}

/// Whether the keys of one of `actions` were pressed this frame and are not for a text field.
pub fn any_pressed(ui: &Ui, actions: &[Action]) -> bool {
    let others = SHORTCUTS.iter().map(|(action, _, _)| *action);
    let others: Vec<Action> = others.filter(|action| !actions.contains(action)).collect();
    !pressed(ui, &others).is_empty()
}

/// Whether a text field does something of its own at these keys: select all, copy, cut, paste, undo, delete a
/// letter, a word or the rest of a line, or move its cursor.
fn edits_text(keys: KeyboardShortcut) -> bool {
    let shift = keys.modifiers.shift;
    match keys.logical_key {
        Key::A | Key::C | Key::H | Key::K | Key::U | Key::V | Key::W | Key::X | Key::Y => !shift,
        Key::Z
        | Key::Backspace
        | Key::Delete
        | Key::Home
        | Key::End
        | Key::ArrowLeft
        | Key::ArrowRight
        | Key::ArrowUp
        | Key::ArrowDown => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_actions_and_no_key_is_given_twice() {
        for (at, (action, name, keys)) in SHORTCUTS.iter().enumerate() {
            assert_eq!(*action as usize, at, "{name} is out of place");
            let twice = SHORTCUTS
                .iter()
                .filter(|(_, _, other)| other == keys)
                .count();
            assert_eq!(twice, 1, "{name} shares its keys");
        }
    }
}
