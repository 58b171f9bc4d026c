//! The lines of a column, as they are drawn, walked by keys and read out.

use std::borrow::Cow;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::check_line::CheckLine;
use crate::app::list_cursor::{Check, ListLines};
use crate::app::scope_picker::{Availability, CheckList, CheckRow, CheckState, Mode};
use crate::text::numbers::grouped;
use crate::ui::tokens;

/// A line by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum PickKey<T> {
    /// A group, by its first item.
    Group(u32),
    /// An item.
    Item(T),
}

/// The lines of a column that the search found.
pub(super) struct PickLines<'a, T> {
    pub column: &'a CheckList<T>,
    /// Rows that the last query found.
    pub counts: &'a FxHashMap<T, u64>,
}

impl<T: Copy + Ord + Hash> PickLines<'_, T> {
    /// How many rows of it the last query found: `57`.
    fn count_of(&self, value: T) -> Option<String> {
        let rows = self.counts.get(&value).filter(|rows| **rows > 0)?;
        Some(grouped(*rows).into())
    }

    /// What is painted on line `at`.
    pub(super) fn check_line(&self, at: usize) -> Option<CheckLine<'_>> {
        match *self.column.lines().get(at)? {
            CheckRow::Group { from, to } => Some(CheckLine {
                text: self.column.item(from).map_or("", |item| &item.group),
                beside: "",
                note: "".into(),
                ticked: self.column.group_state(from, to),
                indent: 0.0,
                enabled: true,
            }),
            CheckRow::Item(index) => {
                let item = self.column.item(index)?;
                let chosen = self.column.is_selected(item.value);
                let (note, enabled) = match item.availability {
                    Availability::Available => (item.note, true),
                    // What is closed can still be taken out.
                    Availability::Unavailable(why) => {
                        (why, self.column.mode == Mode::Selected && chosen)
                    }
                };
                let is_ticked = chosen && (enabled || item.availability == Availability::Available);
                Some(CheckLine {
                    text: &item.text,
                    beside: &item.beside,
                    note: self.count_of(item.value).map_or(note.into(), Into::into),
                    ticked: if is_ticked {
                        CheckState::All
                    } else {
                        CheckState::None
                    },
                    indent: if item.group.is_empty() {
                        0.0
                    } else {
                        tokens::INDENT
                    },
                    enabled,
                })
            }
        }
    }
}

impl<T: Copy + Ord + Hash> ListLines for PickLines<'_, T> {
    type Key = PickKey<T>;

    fn len(&self) -> usize {
        self.column.lines().len()
    }

    fn key_at(&self, at: usize) -> Option<PickKey<T>> {
        match *self.column.lines().get(at)? {
            CheckRow::Group { from, .. } => Some(PickKey::Group(from)),
            CheckRow::Item(index) => self
                .column
                .item(index)
                .map(|item| PickKey::Item(item.value)),
        }
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.check_line(at).map_or("", |line| line.text).into()
    }

    fn description(&self, at: usize) -> String {
        let Some(line) = self.check_line(at) else {
            return String::new();
        };
        let parts = [line.beside, &line.note];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(", ")
    }

    fn check(&self, at: usize) -> Option<Check> {
        Some(match self.check_line(at)?.ticked {
            CheckState::All => Check::On,
            CheckState::None => Check::Off,
            CheckState::Some => Check::Partly,
        })
    }

    fn is_enabled(&self, at: usize) -> bool {
        self.check_line(at).is_some_and(|line| line.enabled)
    }
}
