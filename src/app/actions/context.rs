//! Where the keyboard is, and which keys are taken there before any action.

use super::chord::{Chord, Kind, Modifiers};

/// What has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Nothing in particular, or a button.
    Window,
    /// A text field.
    Text,
    /// A list of anything.
    List,
    /// The rows of a pane.
    Rows,
    /// A menu or another popup is open.
    Popup,
}

/// Wherever the keyboard is.
pub const ANYWHERE: &[Context] = &[
    Context::Window,
    Context::Text,
    Context::List,
    Context::Rows,
    Context::Popup,
];

/// In any list.
pub const LISTS: &[Context] = &[Context::List, Context::Rows];

/// In the rows of a pane.
pub const ROWS: &[Context] = &[Context::Rows];

/// How actions of these contexts are told to a person.
pub fn contexts_text(contexts: &[Context]) -> &'static str {
    if contexts.contains(&Context::Window) {
        "anywhere"
    } else if contexts.contains(&Context::List) {
        "in lists"
    } else {
        "in the rows of a pane"
    }
}

impl Context {
    /// Whether a chord belongs to what has the keyboard, and reaches no action.
    pub fn reserves(self, chord: Chord) -> bool {
        match self {
            Self::Text => edits_text(chord),
            Self::Popup => moves_in_popup(chord),
            Self::Window | Self::List | Self::Rows => false,
        }
    }
}

/// Whether a text field does something of its own at these keys: type, select all, copy, cut, paste, undo, delete a
/// letter, a word or the rest of a line, move its cursor, or give the keyboard up.
fn edits_text(chord: Chord) -> bool {
    let ctrl = chord.modifiers.has(Modifiers::CTRL);
    match chord.key.kind() {
        Kind::Editing => !(ctrl && chord.key.name() == "tab"),
        Kind::Symbol => !ctrl && !chord.modifiers.has(Modifiers::ALT),
        Kind::Letter | Kind::Digit if !ctrl => !chord.modifiers.has(Modifiers::ALT),
        Kind::Digit | Kind::Function => false,
        Kind::Letter if chord.key.name() == "z" => true,
        Kind::Letter => {
            let edits = ["a", "c", "h", "k", "u", "v", "w", "x", "y"];
            !chord.modifiers.has(Modifiers::SHIFT) && edits.contains(&chord.key.name())
        }
    }
}

/// Whether a menu does something of its own at these keys: move, choose, close.
fn moves_in_popup(chord: Chord) -> bool {
    chord.modifiers.is_empty() && chord.key.kind() == Kind::Editing
}
