//! The groups of rows, where those of one list may be in several.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::leaves::Path;
use super::value_levels::{ValueGroup, ValueReader};
use super::{GroupBy, GroupKey, Rows, TagGroup, TagValue, TreeInput};
use crate::app::resource_explorer::workers::collect_through;
use crate::model::ResourceEntry;

/// Rows whose paths are held at a time.
const PART_ROWS: u32 = 1 << 16;

/// Finds the groups of rows on one thread. Equal paths are one.
pub(super) struct RowPaths<'a> {
    input: &'a TreeInput,
    values: ValueReader<'a>,
    known: HashSet<Path>,
}

impl<'a> RowPaths<'a> {
    pub(super) fn new(input: &'a TreeInput) -> Self {
        Self {
            input,
            values: ValueReader::new(input),
            known: HashSet::new(),
        }
    }

    /// The groups of a row, outermost first.
    pub(super) fn of(&mut self, entry: &ResourceEntry) -> Path {
        let levels = &self.input.group_by;
        let path: Path = levels
            .iter()
            .map(|level| self.group(level, entry))
            .collect();
        if let Some(known) = self.known.get(&path) {
            return Arc::clone(known);
        }
        self.known.insert(Arc::clone(&path));
        path
    }

    fn group(&mut self, level: &GroupBy, entry: &ResourceEntry) -> GroupKey {
        match level {
            GroupBy::Tag(key) => GroupKey::Tag(Arc::new(TagGroup {
                key: key.clone(),
                value: TagValue::of(entry, key),
            })),
            GroupBy::Value(level) => GroupKey::Value(Arc::new(ValueGroup {
                level: *level,
                value: self.values.read(*level, entry),
            })),
            of_list => of_list
                .group_of_list(&entry.key(), self.input)
                .unwrap_or(GroupKey::Account(entry.account)),
        }
    }
}

/// The groups of the rows of a range, read by all processors, in order.
pub(super) fn read_paths(
    rows: &Rows,
    range: Range<u32>,
    input: &TreeInput,
    mut take: impl FnMut(u32, Path),
) {
    let mut start = range.start;
    while start < range.end {
        let end = range.end.min(start.saturating_add(PART_ROWS));
        let parts = collect_through(
            rows.slices(start..end),
            || RowPaths::new(input),
            |paths, (first, entries)| {
                let facts = input.told.view();
                let read = entries.iter().map(|entry| paths.of(&facts.complete(entry)));
                (first, read.collect::<Vec<_>>())
            },
        );
        for (first, paths) in parts {
            (first..).zip(paths).for_each(|(row, path)| take(row, path));
        }
        start = end;
    }
}
