//! Keys that are pressed together, as people write them: `ctrl+shift+t` in the settings file, `Ctrl+Shift+T` on the
//! screen. Ctrl stands for Cmd on macOS.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Keys that are held while another is pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modifiers(u8);

impl Modifiers {
    /// None.
    pub const NONE: Self = Self(0);
    /// Ctrl, or Cmd on macOS.
    pub const CTRL: Self = Self(1);
    /// Alt.
    pub const ALT: Self = Self(2);
    /// Shift.
    pub const SHIFT: Self = Self(4);

    /// These and those.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These but not those.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether those are among these.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What a key is for where text is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A to Z.
    Letter,
    /// 0 to 9.
    Digit,
    /// A character that lies elsewhere on other keyboards.
    Symbol,
    /// Moves, deletes, enters or leaves.
    Editing,
    /// F1 to F12.
    Function,
}

/// A key, by its place in the table of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u8);

/// Keys other than letters, digits and F1 to F12: as written in the settings file, and on the screen.
const NAMED: [(&str, &str, Kind); 32] = [
    ("escape", "Escape", Kind::Editing),
    ("tab", "Tab", Kind::Editing),
    ("enter", "Enter", Kind::Editing),
    ("space", "Space", Kind::Editing),
    ("backspace", "Backspace", Kind::Editing),
    ("delete", "Delete", Kind::Editing),
    ("insert", "Insert", Kind::Editing),
    ("home", "Home", Kind::Editing),
    ("end", "End", Kind::Editing),
    ("pageup", "Page Up", Kind::Editing),
    ("pagedown", "Page Down", Kind::Editing),
    ("left", "Left", Kind::Editing),
    ("right", "Right", Kind::Editing),
    ("up", "Up", Kind::Editing),
    ("down", "Down", Kind::Editing),
    ("comma", ",", Kind::Symbol),
    ("period", ".", Kind::Symbol),
    ("minus", "-", Kind::Symbol),
    ("plus", "+", Kind::Symbol),
    ("equals", "=", Kind::Symbol),
    ("semicolon", ";", Kind::Symbol),
    ("colon", ":", Kind::Symbol),
    ("slash", "/", Kind::Symbol),
    ("backslash", "\\", Kind::Symbol),
    ("pipe", "|", Kind::Symbol),
    ("question", "?", Kind::Symbol),
    ("exclamation", "!", Kind::Symbol),
    ("openbracket", "[", Kind::Symbol),
    ("closebracket", "]", Kind::Symbol),
    ("openbrace", "{", Kind::Symbol),
    ("closebrace", "}", Kind::Symbol),
    ("quote", "'", Kind::Symbol),
];

const LETTERS: [&str; 26] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s",
    "t", "u", "v", "w", "x", "y", "z",
];
const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const FUNCTIONS: [&str; 12] = [
    "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
];

impl Key {
    /// Every key that a chord can have.
    pub fn all() -> impl Iterator<Item = Self> {
        let count = NAMED.len() + LETTERS.len() + DIGITS.len() + FUNCTIONS.len();
        (0..count as u8).map(Self)
    }

    /// The key that is written `name` in the settings file, or as it reads.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let is_it = |key: &Self| key.name() == name || key.shown().eq_ignore_ascii_case(&name);
        Self::all().find(is_it)
    }

    /// As written in the settings file.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// As it reads on the keyboard.
    pub fn shown(self) -> String {
        let (name, shown, _) = self.entry();
        shown.map_or_else(|| name.to_ascii_uppercase(), str::to_owned)
    }

    /// What it is for where text is typed.
    pub fn kind(self) -> Kind {
        self.entry().2
    }

    fn entry(self) -> (&'static str, Option<&'static str>, Kind) {
        let mut at = usize::from(self.0);
        if let Some((name, shown, kind)) = NAMED.get(at) {
            return (name, Some(shown), *kind);
        }
        at -= NAMED.len();
        for (names, kind) in [
            (LETTERS.as_slice(), Kind::Letter),
            (DIGITS.as_slice(), Kind::Digit),
            (FUNCTIONS.as_slice(), Kind::Function),
        ] {
            if let Some(name) = names.get(at) {
                return (name, None, kind);
            }
            at -= names.len();
        }
        unreachable!("keys are made by `all` only")
    }
}

/// Keys that are pressed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// What is held.
    pub modifiers: Modifiers,
    /// What is pressed.
    pub key: Key,
}

/// Why a text is no chord.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ChordError {
    /// A part of it is the name of no key.
    #[error("'{0}' is no key; write it like ctrl+shift+t or f5")]
    UnknownKey(String),
    /// There is a key, but before it something that is not held.
    #[error("'{0}' is none of ctrl, alt and shift")]
    UnknownModifier(String),
    /// Tab goes from one control to the next, with Shift to the one before.
    #[error("Tab moves the keyboard to the next control; write it with ctrl")]
    MovesKeyboard,
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let text = text.trim();
        // The last key may be the plus itself: `ctrl++`.
        let (held, key) = match text.strip_suffix('+') {
            Some(held) => (held.strip_suffix('+').unwrap_or(held), "plus"),
            None => text.rsplit_once('+').unwrap_or(("", text)),
        };
        let mut modifiers = Modifiers::NONE;
        for part in held
            .split('+')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let part = part.to_ascii_lowercase();
            modifiers = modifiers.with(match part.as_str() {
                "ctrl" | "control" | "cmd" | "command" => Modifiers::CTRL,
                "alt" | "option" => Modifiers::ALT,
                "shift" => Modifiers::SHIFT,
                _ => return Err(ChordError::UnknownModifier(part)),
            });
        }
        let key = key.trim();
        let key = Key::named(key).ok_or_else(|| ChordError::UnknownKey(key.to_owned()))?;
        let chord = Self { modifiers, key };
        if chord.moves_keyboard() {
            return Err(ChordError::MovesKeyboard);
        }
        Ok(chord)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (Modifiers::CTRL, "ctrl+"),
            (Modifiers::ALT, "alt+"),
            (Modifiers::SHIFT, "shift+"),
        ] {
            if self.modifiers.has(modifier) {
                f.write_str(name)?;
            }
        }
        f.write_str(self.key.name())
    }
}

impl Chord {
    /// Whether it takes the keyboard from one control to another, and can mean nothing else.
    pub fn moves_keyboard(self) -> bool {
        self.key.name() == "tab" && !self.modifiers.has(Modifiers::CTRL)
    }

    /// As it reads on the keyboard: `Ctrl+Shift+T`, `Ctrl+\`.
    pub fn shown(self) -> String {
        let ctrl = if cfg!(target_os = "macos") {
            "Cmd+"
        } else {
            "Ctrl+"
        };
        let mut text = String::new();
        for (modifier, name) in [
            (Modifiers::CTRL, ctrl),
            (Modifiers::ALT, "Alt+"),
            (Modifiers::SHIFT, "Shift+"),
        ] {
            if self.modifiers.has(modifier) {
                text += name;
            }
        }
        text + &self.key.shown()
    }
}
