//! One column of the picker: things to choose from, what is chosen, what is searched for.
//! Knows nothing of egui.

use std::collections::BTreeSet;

use compact_str::CompactString;

use crate::model::Selection;

/// Everything, or what is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All that exist when the query runs.
    All,
    /// What is ticked.
    Chosen,
}

/// Whether something can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// It cannot; why in two words.
    Closed(&'static str),
}

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct PickItem<T> {
    /// The thing.
    pub value: T,
    /// What it is called.
    pub text: String,
    /// Secondary text beside it.
    pub beside: String,
    /// A mark at the right edge; empty for none.
    pub note: &'static str,
    /// The group it belongs to; empty for none.
    pub group: CompactString,
    /// Whether it can be chosen.
    pub standing: Standing,
    folded: String,
}

impl<T> PickItem<T> {
    /// An item that is found by its text, by `beside` and by `also`.
    pub fn new(value: T, text: String, beside: String, also: &str) -> Self {
        let folded = format!("{text} {beside} {also}").to_lowercase();
        Self {
            value,
            text,
            beside,
            note: "",
            group: CompactString::default(),
            standing: Standing::Open,
            folded,
        }
    }

    /// With a mark at the right edge.
    pub fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// Under a group.
    pub fn group(self, group: impl Into<CompactString>) -> Self {
        let group = group.into();
        Self { group, ..self }
    }

    /// With a standing.
    pub fn standing(self, standing: Standing) -> Self {
        Self { standing, ..self }
    }
}

/// One visible line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickLine {
    /// The head of a group; the items `from..to` of the column belong to it.
    Group {
        /// First item.
        from: u32,
        /// One past the last.
        to: u32,
    },
    /// An item, by its index.
    Item(u32),
}

/// How much of a group is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticked {
    /// All of it.
    Yes,
    /// Some of it.
    Partly,
    /// None of it.
    No,
}

/// A column. Items of one group follow each other.
#[derive(Clone, Debug)]
pub struct PickColumn<T> {
    /// Everything, or what is ticked.
    pub mode: Mode,
    items: Vec<PickItem<T>>,
    chosen: BTreeSet<T>,
    search: String,
    visible: Vec<PickLine>,
    /// Items that match the search.
    found: usize,
}

impl<T: Copy + Ord> PickColumn<T> {
    /// A column that starts with what a scope selects.
    pub fn new(selection: &Selection<T>) -> Self {
        let (mode, chosen) = match selection {
            Selection::All => (Mode::All, BTreeSet::new()),
            Selection::Only(set) => (Mode::Chosen, set.clone()),
        };
        Self {
            mode,
            items: Vec::new(),
            chosen,
            search: String::new(),
            visible: Vec::new(),
            found: 0,
        }
    }

    /// Replaces the items; chosen values stay chosen.
    pub fn set_items(&mut self, items: Vec<PickItem<T>>) {
        self.items = items;
        self.find();
    }

    /// Shows only what matches; everything for an empty text.
    pub fn set_search(&mut self, search: &str) {
        if self.search != search {
            search.clone_into(&mut self.search);
            self.find();
        }
    }

    fn find(&mut self) {
        let words: Vec<String> = self
            .search
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let matches = |item: &PickItem<T>| words.iter().all(|word| item.folded.contains(word));
        self.visible.clear();
        self.found = 0;
        let mut from = 0;
        while from < self.items.len() {
            let group = self.items[from].group.clone();
            let to = from
                + self.items[from..]
                    .iter()
                    .take_while(|item| item.group == group)
                    .count();
            let head = self.visible.len();
            self.visible.extend(
                (from..to)
                    .filter(|&at| matches(&self.items[at]))
                    .map(|at| PickLine::Item(at as u32)),
            );
            let found = self.visible.len() - head;
            self.found += found;
            if found > 0 && !group.is_empty() {
                self.visible.insert(
                    head,
                    PickLine::Group {
                        from: from as u32,
                        to: to as u32,
                    },
                );
            }
            from = to;
        }
    }

    /// Visible lines.
    pub fn lines(&self) -> &[PickLine] {
        &self.visible
    }

    /// The item at `index`.
    pub fn item(&self, index: u32) -> Option<&PickItem<T>> {
        self.items.get(index as usize)
    }

    /// Whether there is nothing to choose from.
    pub fn is_bare(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a value is chosen.
    pub fn is_chosen(&self, value: T) -> bool {
        self.mode == Mode::All || self.chosen.contains(&value)
    }

    /// How much of the items `from..to` that match the search is chosen.
    pub fn group_ticked(&self, from: u32, to: u32) -> Ticked {
        let mut members = self.open_members(from, to).peekable();
        if members.peek().is_none() {
            return Ticked::No;
        }
        let (mut some, mut all) = (false, true);
        members.for_each(|value| {
            if self.is_chosen(value) {
                some = true
            } else {
                all = false
            }
        });
        match (some, all) {
            (_, true) => Ticked::Yes,
            (true, false) => Ticked::Partly,
            (false, false) => Ticked::No,
        }
    }

    fn open_members(&self, from: u32, to: u32) -> impl Iterator<Item = T> {
        self.visible.iter().filter_map(move |line| match *line {
            PickLine::Item(at) if (from..to).contains(&at) => self
                .item(at)
                .filter(|item| item.standing == Standing::Open)
                .map(|item| item.value),
            PickLine::Item(_) | PickLine::Group { .. } => None,
        })
    }

    /// Ticks or unticks one item. Unticking one of "all" leaves every other one ticked.
    pub fn toggle(&mut self, value: T) {
        self.be_explicit();
        if !self.chosen.remove(&value) {
            self.chosen.insert(value);
        }
    }

    /// Ticks the items `from..to` that match the search, or unticks them if all are ticked.
    pub fn toggle_group(&mut self, from: u32, to: u32) {
        self.be_explicit();
        let members: Vec<T> = self.open_members(from, to).collect();
        match self.group_ticked(from, to) {
            Ticked::Yes => members.iter().for_each(|value| {
                self.chosen.remove(value);
            }),
            Ticked::Partly | Ticked::No => self.chosen.extend(members),
        }
    }

    /// Ticks everything that matches the search and can be chosen.
    pub fn select_found(&mut self) {
        self.be_explicit();
        let members: Vec<T> = self.open_members(0, u32::MAX).collect();
        self.chosen.extend(members);
    }

    /// Unticks everything that matches the search; without a search also values that are not listed.
    pub fn select_none(&mut self) {
        if self.search.trim().is_empty() {
            self.mode = Mode::Chosen;
            self.chosen.clear();
            return;
        }
        self.be_explicit();
        let members: Vec<T> = self.open_members(0, u32::MAX).collect();
        members.iter().for_each(|value| {
            self.chosen.remove(value);
        });
    }

    fn be_explicit(&mut self) {
        if self.mode == Mode::All {
            self.mode = Mode::Chosen;
            self.chosen = self
                .items
                .iter()
                .filter(|item| item.standing == Standing::Open)
                .map(|item| item.value)
                .collect();
        }
    }

    /// Turns "all" on or off; what was ticked before is ticked again.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Values that are ticked.
    pub fn chosen(&self) -> &BTreeSet<T> {
        &self.chosen
    }

    /// The selection for a scope.
    pub fn selection(&self) -> Selection<T> {
        match self.mode {
            Mode::All => Selection::All,
            Mode::Chosen => Selection::Only(self.chosen.clone()),
        }
    }

    /// The first line that is ticked.
    pub fn first_chosen(&self) -> Option<usize> {
        self.visible.iter().position(|line| match line {
            PickLine::Item(at) => self
                .item(*at)
                .is_some_and(|item| self.chosen.contains(&item.value)),
            PickLine::Group { .. } => false,
        })
    }

    /// How many are chosen, of how many that can be.
    pub fn counts(&self) -> (usize, usize) {
        let open = self
            .items
            .iter()
            .filter(|item| item.standing == Standing::Open)
            .count();
        (
            if self.mode == Mode::All {
                open
            } else {
                self.chosen.len()
            },
            open,
        )
    }

    /// How many items match the search.
    pub fn found(&self) -> usize {
        self.found
    }
}

#[cfg(test)]
mod tests;
