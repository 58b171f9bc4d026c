//! One list of the picker: what there is to select from, what is selected, what is searched for.

use std::collections::BTreeSet;

use super::check_item::{Availability, CheckItem, CheckRow, CheckState};
use crate::model::Selection;

/// Everything, or what is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All that exist when the query runs.
    All,
    /// What is ticked.
    Selected,
}

/// A list to select from. Items of one group follow each other.
#[derive(Clone, Debug)]
pub struct CheckList<T> {
    /// Everything, or what is ticked.
    pub mode: Mode,
    items: Vec<CheckItem<T>>,
    selected: BTreeSet<T>,
    search: String,
    visible: Vec<CheckRow>,
    /// Items that match the search.
    found: usize,
}

impl<T: Copy + Ord> CheckList<T> {
    /// A list that starts with what a scope selects.
    pub fn new(selection: &Selection<T>) -> Self {
        let (mode, selected) = match selection {
            Selection::All => (Mode::All, BTreeSet::new()),
            Selection::Only(set) => (Mode::Selected, set.clone()),
        };
        Self {
            mode,
            items: Vec::new(),
            selected,
            search: String::new(),
            visible: Vec::new(),
            found: 0,
        }
    }

    /// Replaces the items; selected values stay selected.
    pub fn set_items(&mut self, items: Vec<CheckItem<T>>) {
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

    /// As [`Self::set_search`]; everything stays where nothing matches.
    pub(super) fn set_search_if_found(&mut self, search: &str) {
        self.set_search(search);
        if self.found == 0 {
            self.set_search("");
        }
    }

    /// What is searched for.
    pub(super) fn search(&self) -> &str {
        &self.search
    }

    /// The items that match the search.
    pub(super) fn found_items(&self) -> impl Iterator<Item = &CheckItem<T>> {
        self.visible.iter().filter_map(|row| match row {
            CheckRow::Item(at) => self.item(*at),
            CheckRow::Group { .. } => None,
        })
    }

    /// Ticks these and nothing else.
    pub(super) fn select(&mut self, values: BTreeSet<T>) {
        self.mode = Mode::Selected;
        self.selected = values;
    }

    /// Ticks one and nothing else.
    pub(super) fn select_only(&mut self, value: T) {
        self.select(BTreeSet::from([value]));
    }

    fn find(&mut self) {
        let words: Vec<String> = self
            .search
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let matches = |item: &CheckItem<T>| words.iter().all(|word| item.folded.contains(word));
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
                    .map(|at| CheckRow::Item(at as u32)),
            );
            let found = self.visible.len() - head;
            self.found += found;
            if found > 0 && !group.is_empty() {
                self.visible.insert(
                    head,
                    CheckRow::Group {
                        from: from as u32,
                        to: to as u32,
                    },
                );
            }
            from = to;
        }
    }

    /// Visible lines.
    pub fn lines(&self) -> &[CheckRow] {
        &self.visible
    }

    /// The item at `index`.
    pub fn item(&self, index: u32) -> Option<&CheckItem<T>> {
        self.items.get(index as usize)
    }

    /// Whether there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a value is selected.
    pub fn is_selected(&self, value: T) -> bool {
        self.mode == Mode::All || self.selected.contains(&value)
    }

    /// How much of the items `from..to` that match the search is selected.
    pub fn group_state(&self, from: u32, to: u32) -> CheckState {
        let mut members = self.available_members(from, to).peekable();
        if members.peek().is_none() {
            return CheckState::None;
        }
        let (mut some, mut all) = (false, true);
        members.for_each(|value| {
            if self.is_selected(value) {
                some = true
            } else {
                all = false
            }
        });
        match (some, all) {
            (_, true) => CheckState::All,
            (true, false) => CheckState::Some,
            (false, false) => CheckState::None,
        }
    }

    fn available_members(&self, from: u32, to: u32) -> impl Iterator<Item = T> {
        self.visible.iter().filter_map(move |line| match *line {
            CheckRow::Item(at) if (from..to).contains(&at) => self
                .item(at)
                .filter(|item| item.availability == Availability::Available)
                .map(|item| item.value),
            CheckRow::Item(_) | CheckRow::Group { .. } => None,
        })
    }

    /// Ticks or unticks one item. Unticking one of "all" leaves every other one ticked.
    pub fn toggle(&mut self, value: T) {
        self.be_explicit();
        if !self.selected.remove(&value) {
            self.selected.insert(value);
        }
    }

    /// Ticks the items `from..to` that match the search, or unticks them if all are ticked.
    pub fn toggle_group(&mut self, from: u32, to: u32) {
        self.be_explicit();
        let members: Vec<T> = self.available_members(from, to).collect();
        match self.group_state(from, to) {
            CheckState::All => members.iter().for_each(|value| {
                self.selected.remove(value);
            }),
            CheckState::Some | CheckState::None => self.selected.extend(members),
        }
    }

    /// Ticks everything that matches the search and can be selected.
    pub fn select_found(&mut self) {
        self.be_explicit();
        let members: Vec<T> = self.available_members(0, u32::MAX).collect();
        self.selected.extend(members);
    }

    /// Unticks everything that matches the search; without a search also values that are not listed.
    pub fn clear_found(&mut self) {
        if self.search.trim().is_empty() {
            self.mode = Mode::Selected;
            self.selected.clear();
            return;
        }
        self.be_explicit();
        let members: Vec<T> = self.available_members(0, u32::MAX).collect();
        members.iter().for_each(|value| {
            self.selected.remove(value);
        });
    }

    fn be_explicit(&mut self) {
        if self.mode == Mode::All {
            self.mode = Mode::Selected;
            self.selected = self
                .items
                .iter()
                .filter(|item| item.availability == Availability::Available)
                .map(|item| item.value)
                .collect();
        }
    }

    /// Turns "all" on or off; what was ticked before is ticked again.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Values that are ticked.
    pub fn selected(&self) -> &BTreeSet<T> {
        &self.selected
    }

    /// The selection for a scope.
    pub fn selection(&self) -> Selection<T> {
        match self.mode {
            Mode::All => Selection::All,
            Mode::Selected => Selection::Only(self.selected.clone()),
        }
    }

    /// The first line that is ticked.
    pub fn first_selected(&self) -> Option<usize> {
        self.visible.iter().position(|line| match line {
            CheckRow::Item(at) => self
                .item(*at)
                .is_some_and(|item| self.selected.contains(&item.value)),
            CheckRow::Group { .. } => false,
        })
    }

    /// How many are selected, of how many that can be.
    pub fn counts(&self) -> (usize, usize) {
        let open = self
            .items
            .iter()
            .filter(|item| item.availability == Availability::Available)
            .count();
        (
            if self.mode == Mode::All {
                open
            } else {
                self.selected.len()
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
