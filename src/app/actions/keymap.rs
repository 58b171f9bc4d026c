//! Which keys mean which action: the defaults, and what a person chose in their place.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::Action;
use super::chord::{Chord, Kind, Modifiers};
use super::context::Context;
use super::registry::{self, ActionInfo};

/// Most keys that one action has.
const MAX_CHORDS: usize = 8;

/// What the settings file has under `keys`: chords by the id of an action. Entries that this version cannot use are
/// kept.
pub type KeyOverrides = Map<String, Value>;

/// The keys of every action, built once from the settings.
#[derive(Clone, Debug)]
pub struct KeyMap {
    chords: BTreeMap<Action, Vec<Chord>>,
    actions: HashMap<Chord, Vec<Action>>,
    conflicts: Vec<Conflict>,
    letters: LetterKeys,
}

/// Whether letters alone are keys of lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LetterKeys {
    /// They act.
    #[default]
    On,
    /// They find lines by their names.
    Off,
}

/// Two actions want the same keys where both work; the first one has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The keys.
    pub chord: Chord,
    /// Who has them.
    pub winner: Action,
    /// Who would have them too.
    pub loser: Action,
}

impl Conflict {
    /// In one sentence without a stop.
    pub fn text(&self) -> String {
        let title = |action| registry::info(action).title;
        format!(
            "{} is used for '{}' and not for '{}'",
            self.chord.shown(),
            title(self.winner),
            title(self.loser)
        )
    }
}

impl Default for KeyMap {
    fn default() -> Self {
        Self::new(&KeyOverrides::new(), LetterKeys::On).0
    }
}

impl KeyMap {
    /// The defaults with `overrides` in their place, and a sentence for each entry that cannot be used.
    pub fn new(overrides: &KeyOverrides, letters: LetterKeys) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let chosen = read(overrides, &mut problems);
        let mut map = Self {
            chords: BTreeMap::new(),
            actions: HashMap::new(),
            conflicts: Vec::new(),
            letters,
        };
        // What a person chose goes before a default.
        for (action, chords) in &chosen {
            chords.iter().for_each(|chord| map.bind(*action, *chord));
        }
        for info in registry::all() {
            if !chosen.contains_key(&info.action) {
                let defaults = default_chords(info);
                defaults.for_each(|chord| map.bind(info.action, chord));
            }
        }
        problems.extend(map.conflicts.iter().map(Conflict::text));
        (map, problems)
    }

    /// Gives an action the keys, unless another has them where this one works.
    fn bind(&mut self, action: Action, chord: Chord) {
        let contexts = registry::info(action).contexts;
        let holders = self.actions.entry(chord).or_default();
        let winner = holders.iter().copied().find(|holder| {
            let theirs = registry::info(*holder).contexts;
            *holder != action && contexts.iter().any(|context| theirs.contains(context))
        });
        match winner {
            Some(winner) => self.conflicts.push(Conflict {
                chord,
                winner,
                loser: action,
            }),
            None if holders.contains(&action) => {}
            None => {
                holders.push(action);
                self.chords.entry(action).or_default().push(chord);
            }
        }
    }

    /// The keys of an action, the one to show first.
    pub fn chords(&self, action: Action) -> &[Chord] {
        self.chords.get(&action).map_or(&[], Vec::as_slice)
    }

    /// How the first keys of an action read; `None` when it has none.
    pub fn shown(&self, action: Action) -> Option<String> {
        self.chords(action).first().map(|chord| chord.shown())
    }

    /// All keys of an action as they read.
    pub fn all_shown(&self, action: Action) -> String {
        let chords = self.chords(action).iter().map(|chord| chord.shown());
        chords.collect::<Vec<_>>().join(", ")
    }

    /// What two actions would have.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// What `chord` means where the keyboard is.
    pub fn action_of(&self, chord: Chord, context: Context) -> Option<Action> {
        if context.reserves(chord) || self.letters == LetterKeys::Off && is_letter(chord) {
            return None;
        }
        let holders = self.actions.get(&chord)?.iter().copied();
        let mut here = holders.filter(|action| registry::info(*action).contexts.contains(&context));
        here.next()
    }

    /// The action that has `chord` where `action` works, and is another.
    pub fn holder_of(&self, chord: Chord, action: Action) -> Option<Action> {
        let contexts = registry::info(action).contexts.iter();
        let mut holders = contexts.filter_map(|context| self.action_of(chord, *context));
        holders.find(|holder| *holder != action)
    }
}

/// Whether it is a letter that is pressed alone.
pub fn is_letter(chord: Chord) -> bool {
    let held = chord.modifiers.without(Modifiers::SHIFT);
    held.is_empty() && chord.key.kind() == Kind::Letter
}

/// An action's keys as long as no others were chosen.
pub fn default_chords(info: &ActionInfo) -> impl Iterator<Item = Chord> {
    info.default_keys
        .iter()
        .filter_map(|text| text.parse().ok())
}

/// The entry for the settings file that gives an action these keys.
pub fn override_of(chords: &[Chord]) -> Value {
    chords.iter().map(Chord::to_string).collect()
}

fn read(overrides: &KeyOverrides, problems: &mut Vec<String>) -> BTreeMap<Action, Vec<Chord>> {
    let mut chosen = BTreeMap::new();
    for (id, value) in overrides {
        let shown: String = id.chars().take(60).collect();
        let Some(action) = registry::by_id(id) else {
            problems.push(format!(
                "'{shown}' is no action; see the settings window for those that are"
            ));
            continue;
        };
        let texts = match value {
            Value::Array(texts) if texts.len() <= MAX_CHORDS => texts,
            _ => {
                problems.push(format!(
                    "{shown} needs a list of at most {MAX_CHORDS} keys, like [\"f5\", \"ctrl+r\"]; using the default"
                ));
                continue;
            }
        };
        let mut chords = Vec::new();
        let before = problems.len();
        for text in texts {
            match text.as_str().unwrap_or_default().parse::<Chord>() {
                Ok(chord) => chords.push(chord),
                Err(error) => problems.push(format!("{shown}: {error}")),
            }
        }
        // A list of which nothing can be used is not a wish for no keys.
        if chords.is_empty() && problems.len() > before {
            continue;
        }
        chosen.insert(action, chords);
    }
    chosen
}
