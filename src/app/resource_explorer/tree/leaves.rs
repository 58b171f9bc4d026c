//! The innermost groups with their rows in order, kept from one tree to the next: rows that arrive are put
//! into their places, and what was in order stays as it is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::order::{Order, sort_into};
use super::{GroupBy, GroupKey, RowIndex, Rows, TreeInput};
use crate::app::resource_explorer::workers::work_through;
use crate::model::{QueryKey, ResourceEntry};

/// The groups of one row or query key, outermost first.
pub(super) type Path = [Option<GroupKey>; 3];

/// Fewer rows than this are in order before other threads would have started.
const ALONE_ROWS: usize = 4096;

/// One innermost group.
#[derive(Default)]
pub(super) struct Leaf {
    pub path: Path,
    /// In order.
    pub rows: Vec<RowIndex>,
    /// Arrived, and not yet in order.
    waiting: Vec<RowIndex>,
    /// Query keys that may have more rows than are shown.
    pub incomplete: u32,
    /// Query keys that were refused or broke.
    pub failed: u32,
}

/// All innermost groups.
#[derive(Default)]
pub(super) struct Leaves {
    places: HashMap<Path, usize>,
    leaves: Vec<Leaf>,
    /// What each group is sorted by.
    texts: HashMap<GroupKey, String>,
    /// The leaves in order.
    sequence: Vec<u32>,
    sequence_is_stale: bool,
    waiting_rows: usize,
}

impl Leaves {
    /// The leaves in the order they are drawn.
    pub fn in_order(&self) -> impl Iterator<Item = &Leaf> {
        self.sequence.iter().map(|&at| &self.leaves[at as usize])
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let rows: usize = self.leaves.iter().map(|leaf| leaf.rows.capacity()).sum();
        let places = self.places.capacity() * (size_of::<Path>() + size_of::<usize>());
        rows * size_of::<RowIndex>() + self.leaves.capacity() * size_of::<Leaf>() + places
    }

    /// Takes in rows that arrived.
    pub fn add(&mut self, rows: &Rows, range: Range<u32>, input: &TreeInput) {
        // Rows of a page share their group: it is looked up once per run, not once per row.
        let mut current: Option<(QueryKey, usize)> = None;
        for (start, entries) in rows.slices(range) {
            for (index, entry) in (start..).zip(entries) {
                let key = entry.key();
                let place = match current {
                    Some((same, place)) if same == key => place,
                    _ => self.place(path_of(&key, &input.group_by), input),
                };
                current = Some((key, place));
                self.leaves[place].waiting.push(RowIndex(index));
                self.waiting_rows += 1;
            }
        }
    }

    /// Takes out rows of batches that were taken back.
    pub fn remove(&mut self, rows: &Rows, gone: &[Range<u32>], group_by: &[GroupBy]) {
        let mut touched: HashSet<usize> = HashSet::new();
        let (mut walker, mut last) = (rows.walker(), None);
        for row in gone.iter().cloned().flatten().map(RowIndex) {
            let Some(key) = walker.get(row).map(ResourceEntry::key) else {
                continue;
            };
            // Rows of a batch share their group: it is looked up once.
            if last.replace(key) != Some(key) {
                touched.extend(self.places.get(&path_of(&key, group_by)));
            }
        }
        let is_gone = |RowIndex(row): RowIndex| {
            let after = gone.partition_point(|range| range.start <= row);
            after > 0 && gone[after - 1].contains(&row)
        };
        for place in touched {
            let leaf = &mut self.leaves[place];
            leaf.rows.retain(|&row| !is_gone(row));
            leaf.waiting.retain(|&row| !is_gone(row));
        }
    }

    /// Counts incomplete and failed lists in their leaves; makes leaves that have no rows.
    pub fn mark_troubles(&mut self, input: &TreeInput) {
        for leaf in &mut self.leaves {
            (leaf.incomplete, leaf.failed) = (0, 0);
        }
        for entry in input.lists.incomplete() {
            let place = self.place(path_of(&entry.key, &input.group_by), input);
            self.leaves[place].incomplete += 1;
            self.leaves[place].failed += u32::from(entry.is_failure());
        }
    }

    /// Puts leaves and rows in order; `false` when `stop` was set before all were.
    pub fn put_in_order(&mut self, rows: &Rows, order: &Order<'_>, stop: &AtomicBool) -> bool {
        if std::mem::take(&mut self.sequence_is_stale) {
            self.sort_leaves();
        }
        let alone = self.waiting_rows < ALONE_ROWS;
        let waiting = self.leaves.iter_mut();
        let waiting = waiting
            .filter(|leaf| !leaf.waiting.is_empty())
            .take_while(|_| !stop.load(Relaxed));
        let settle = |leaf: &mut Leaf| {
            let new = std::mem::take(&mut leaf.waiting);
            sort_into(&mut leaf.rows, new, rows, order);
        };
        if alone {
            waiting.for_each(settle);
        } else {
            work_through(waiting, || (), |(), leaf| settle(leaf));
        }
        self.waiting_rows = self.leaves.iter().map(|leaf| leaf.waiting.len()).sum();
        self.waiting_rows == 0
    }

    fn place(&mut self, path: Path, input: &TreeInput) -> usize {
        if let Some(&place) = self.places.get(&path) {
            return place;
        }
        for key in path.into_iter().flatten() {
            let text = self.texts.entry(key);
            text.or_insert_with(|| sort_text(key, input));
        }
        let place = self.leaves.len();
        self.places.insert(path, place);
        self.leaves.push(Leaf {
            path,
            ..Leaf::default()
        });
        self.sequence_is_stale = true;
        place
    }

    /// Groups are given numbers in the order of their texts, so that leaves compare by numbers.
    fn sort_leaves(&mut self) {
        let mut keys: Vec<(&String, GroupKey)> =
            self.texts.iter().map(|(key, text)| (text, *key)).collect();
        keys.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let ranks: HashMap<GroupKey, u32> = keys
            .into_iter()
            .zip(0..)
            .map(|((_, key), rank)| (key, rank))
            .collect();
        self.sequence = (0..self.leaves.len() as u32).collect();
        let leaves = &self.leaves;
        let rank = |key: Option<GroupKey>| key.and_then(|key| ranks.get(&key)).copied();
        self.sequence
            .sort_by_cached_key(|&at| leaves[at as usize].path.map(rank));
    }
}

fn path_of(key: &QueryKey, group_by: &[GroupBy]) -> Path {
    let mut path = [None; 3];
    for (level, by) in path.iter_mut().zip(group_by) {
        *level = Some(match by {
            GroupBy::Account => GroupKey::Account(key.account),
            GroupBy::Region => GroupKey::Region(key.region),
            GroupBy::Type => GroupKey::Type(key.resource_type),
        });
    }
    path
}

/// Groups sort by what they are called, without case; accounts of one name by number.
fn sort_text(key: GroupKey, input: &TreeInput) -> String {
    match key {
        GroupKey::Account(account) => {
            let name = input
                .account_names
                .get(&account)
                .map(|name| name.to_lowercase())
                .unwrap_or_default();
            format!("{name}\0{account}")
        }
        GroupKey::Region(region) => region.as_str().to_owned(),
        GroupKey::Type(ty) => match input.type_label {
            Some(label) => format!("{}\0{ty}", label(ty).to_lowercase()),
            None => format!("{}\0{}", ty.service(), ty.kind()).to_lowercase(),
        },
    }
}
