//! The keyboard cursor of a list or a tree, and where a key moves it. Knows nothing of egui, nor of what the lines
//! show: that is [`ListLines`], which each list answers for its own.

mod type_ahead;

use std::borrow::Cow;
use std::time::Instant;

pub use type_ahead::TypeAhead;

/// The lines of a list, as the cursor and a screen reader need them.
pub trait ListLines {
    /// A line by what it shows, so that it is found again when lines come and go.
    type Key: Copy + PartialEq;

    /// How many lines there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What line `at` shows.
    fn key_at(&self, at: usize) -> Option<Self::Key>;

    /// The line that shows `key`. Takes time in proportion to the lines: for key presses and changes of the lines.
    fn line_of(&self, key: Self::Key) -> Option<usize> {
        (0..self.len()).find(|&at| self.key_at(at) == Some(key))
    }

    /// What line `at` is called: spoken, and searched by typing.
    fn name(&self, at: usize) -> Cow<'_, str>;

    /// What is said of a line after its name: counts, status, id.
    fn description(&self, _at: usize) -> String {
        String::new()
    }

    /// Whether lines below belong to line `at`, and whether they are shown.
    fn fold(&self, _at: usize) -> Fold {
        Fold::Leaf
    }

    /// The line that line `at` belongs to.
    fn parent(&self, _at: usize) -> Option<usize> {
        None
    }

    /// Where line `at` stands among those beside it.
    fn place(&self, at: usize) -> SetPlace {
        SetPlace {
            level: 0,
            position: at,
            size: self.len(),
        }
    }

    /// Whether line `at` is selected.
    fn is_selected(&self, _at: usize) -> bool {
        false
    }

    /// The box of line `at`, in a list of boxes.
    fn check(&self, _at: usize) -> Option<Check> {
        None
    }

    /// Whether line `at` can be acted on.
    fn is_enabled(&self, _at: usize) -> bool {
        true
    }
}

/// Whether a line has lines below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// It has none.
    Leaf,
    /// They are shown.
    Open,
    /// They are not shown.
    Closed,
}

/// The state of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Ticked.
    On,
    /// Not ticked.
    Off,
    /// Some of what it stands for is ticked.
    Partly,
}

/// Where a line stands among those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetPlace {
    /// How many lines are around it; 0 for the outermost.
    pub level: usize,
    /// How many of its siblings come before it.
    pub position: usize,
    /// How many there are with it.
    pub size: usize,
}

/// A key, by what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NavKey {
    /// Down by lines; negative is up.
    Lines(i64),
    /// To the first line.
    First,
    /// To the last line.
    Last,
    /// Close the line, or go to the one around it.
    Outwards,
    /// Open the line, or go to the first one below it.
    Inwards,
    /// Close the line and all below it.
    OutwardsAll,
    /// Open the line and all below it.
    InwardsAll,
}

/// How much a step selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectExtent {
    /// The line that it leads to.
    One,
    /// Every line up to there.
    Range,
}

/// What a step comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The cursor moves to this line.
    MoveTo(usize),
    /// The line opens or closes.
    ToggleFold(usize),
    /// The line and all below it open or close.
    FoldBelow(usize, Fold),
    /// To the line's side by so many places, where lines do not open: a list of one column ignores it.
    Sideways(i64),
    /// Nothing.
    None,
}

/// The line that keys act on.
#[derive(Clone, Debug)]
pub struct ListCursor<K> {
    key: Option<K>,
    /// The line that last showed it; looked at first.
    line: usize,
    typed: TypeAhead,
}

impl<K> Default for ListCursor<K> {
    fn default() -> Self {
        Self {
            key: None,
            line: 0,
            typed: TypeAhead::default(),
        }
    }
}

impl<K: Copy + PartialEq> ListCursor<K> {
    /// What the line under the cursor shows.
    pub fn key(&self) -> Option<K> {
        self.key
    }

    /// The line that last showed it.
    pub fn last_line(&self) -> Option<usize> {
        self.key.map(|_| self.line)
    }

    /// Puts the cursor on a line.
    pub fn put(&mut self, key: K, line: usize) {
        self.key = Some(key);
        self.line = line;
    }

    /// Takes the cursor away.
    pub fn clear(&mut self) {
        self.key = None;
    }

    /// Where the cursor is, searching where it is not where it was.
    pub fn find(&mut self, lines: &impl ListLines<Key = K>) -> Option<usize> {
        let key = self.key?;
        if lines.key_at(self.line) != Some(key) {
            self.line = lines.line_of(key)?;
        }
        Some(self.line)
    }

    /// Where the cursor is if it is where it was: for every frame.
    pub fn line_if_unmoved(&self, lines: &impl ListLines<Key = K>) -> Option<usize> {
        self.key
            .filter(|&key| lines.key_at(self.line) == Some(key))
            .map(|_| self.line)
    }

    /// Where `step` leads. Moves the cursor if it leads to a line.
    pub fn step(&mut self, lines: &impl ListLines<Key = K>, step: NavKey) -> Effect {
        let from = self.find(lines);
        let effect = effect_of(lines, from, step);
        if let Effect::MoveTo(line) = effect
            && let Some(key) = lines.key_at(line)
        {
            self.put(key, line);
        }
        effect
    }

    /// Moves the cursor to the next line whose name begins with what was typed; returns it.
    pub fn type_text(
        &mut self,
        lines: &impl ListLines<Key = K>,
        text: &str,
        now: Instant,
    ) -> Option<usize> {
        let from = self.find(lines);
        let line = self.typed.find(lines, from, text, now)?;
        self.put(lines.key_at(line)?, line);
        Some(line)
    }
}

/// Where `step` leads from line `from`; from outside the list when there is no cursor.
fn effect_of<L: ListLines>(lines: &L, from: Option<usize>, step: NavKey) -> Effect {
    let count = lines.len();
    if count == 0 {
        return Effect::None;
    }
    match step {
        NavKey::First => Effect::MoveTo(0),
        NavKey::Last => Effect::MoveTo(count - 1),
        NavKey::Lines(by) => {
            let start = from.map_or(if by > 0 { -1 } else { count as i64 }, |at| at as i64);
            Effect::MoveTo((start + by).clamp(0, count as i64 - 1) as usize)
        }
        NavKey::Outwards | NavKey::Inwards => {
            from.map_or(Effect::None, |at| fold_at(lines, at, step))
        }
        NavKey::OutwardsAll => below_at(lines, from, Fold::Closed),
        NavKey::InwardsAll => below_at(lines, from, Fold::Open),
    }
}

fn below_at<L: ListLines>(lines: &L, from: Option<usize>, fold: Fold) -> Effect {
    let group = from.filter(|at| lines.fold(*at) != Fold::Leaf);
    group.map_or(Effect::None, |at| Effect::FoldBelow(at, fold))
}

fn fold_at<L: ListLines>(lines: &L, at: usize, step: NavKey) -> Effect {
    match (lines.fold(at), step) {
        (Fold::Open, NavKey::Outwards) | (Fold::Closed, NavKey::Inwards) => Effect::ToggleFold(at),
        (Fold::Open, _) if at + 1 < lines.len() => Effect::MoveTo(at + 1),
        (_, NavKey::Outwards) => lines
            .parent(at)
            .map_or(Effect::Sideways(-1), Effect::MoveTo),
        (Fold::Leaf, _) => Effect::Sideways(1),
        _ => Effect::None,
    }
}

#[cfg(test)]
mod tests;
