//! The innermost groups with their rows in order, kept from one tree to the next: rows that arrive are put
//! into their places, and what was in order stays as it is.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::order::{Order, sort_into};
use super::row_paths::{RowPaths, read_paths};
use super::{GroupBy, GroupKey, RowIndex, Rows, TagValue, TreeInput};
use crate::app::resource_explorer::workers::work_through;
use crate::model::{QueryKey, ResourceEntry};

/// The groups of one row, or of a list as far as all its rows share them, outermost first.
pub(super) type Path = Arc<[GroupKey]>;

/// Sorts after every name.
const LAST: &str = "\u{10FFFF}";

/// Fewer rows than this are in order before other threads would have started.
const ALONE_ROWS: usize = 4096;

/// One innermost group.
pub(super) struct Leaf {
    pub path: Path,
    /// In order.
    pub rows: Vec<RowIndex>,
    /// Arrived, and not yet in order.
    waiting: Vec<RowIndex>,
    /// Whether a list was refused or broke whose rows would be here, or in groups below.
    pub has_failed: bool,
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
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Leaf> {
        self.sequence.iter().map(|&at| &self.leaves[at as usize])
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        let rows: usize = self.leaves.iter().map(|leaf| leaf.rows.capacity()).sum();
        let path_bytes = |leaf: &Leaf| size_of_val(&*leaf.path) + 2 * size_of::<usize>();
        let paths: usize = self.leaves.iter().map(path_bytes).sum();
        let places = paths + self.places.capacity() * (size_of::<Path>() + size_of::<usize>());
        rows * size_of::<RowIndex>() + self.leaves.capacity() * size_of::<Leaf>() + places
    }

    /// Takes in rows that arrived.
    pub(super) fn add(&mut self, rows: &Rows, range: Range<u32>, input: &TreeInput) {
        if GroupBy::read_properties(&input.group_by) {
            return read_paths(rows, range, input, |row, path| {
                let place = self.place(path, input);
                self.put(place, RowIndex(row));
            });
        }
        if input.looks_at_rows() {
            return self.add_by_rows(rows, range, input);
        }
        // Rows of a page share their group: it is looked up once per run, not once per row.
        let mut current: Option<(QueryKey, usize)> = None;
        for (start, entries) in rows.slices(range) {
            for (index, entry) in (start..).zip(entries) {
                let key = entry.key();
                let place = match current {
                    Some((same, place)) if same == key => place,
                    _ => self.place(path_of_list(&key, input), input),
                };
                current = Some((key, place));
                self.put(place, RowIndex(index));
            }
        }
    }

    /// Puts a row into its group, where it waits for its place in the order.
    fn put(&mut self, place: usize, row: RowIndex) {
        self.leaves[place].waiting.push(row);
        self.waiting_rows += 1;
    }

    /// As [`Leaves::add`], where rows of one list may be in several groups.
    fn add_by_rows(&mut self, rows: &Rows, range: Range<u32>, input: &TreeInput) {
        let facts = input.told.view();
        let sets_decide = input.group_by.iter().all(GroupBy::follows_from_tags);
        let mut paths = RowPaths::new(input);
        // Rows of a list with the same set of tags share their group.
        let mut places: HashMap<(QueryKey, usize), usize> = HashMap::new();
        for (start, entries) in rows.slices(range) {
            for (index, entry) in (start..).zip(entries) {
                let complete = facts.complete(entry);
                // A set that facts have made may be gone by the next row, and another be at its address.
                let shared = (sets_decide && matches!(complete, Cow::Borrowed(_)))
                    .then(|| (entry.key(), entry.tags.set_address()));
                let known = shared.and_then(|shared| places.get(&shared).copied());
                let place = known.unwrap_or_else(|| self.place(paths.of(&complete), input));
                if let Some(shared) = shared {
                    places.insert(shared, place);
                }
                self.put(place, RowIndex(index));
            }
        }
    }

    /// Takes out rows of batches that were taken back.
    pub(super) fn remove(&mut self, rows: &Rows, gone: &[Range<u32>], input: &TreeInput) {
        let touched: HashSet<usize> = if input.looks_at_rows() {
            // Facts may have moved the rows' tags since they came.
            (0..self.leaves.len()).collect()
        } else {
            self.leaves_of_lists(rows, gone, input)
        };
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

    /// The leaves of the lists that these rows are of.
    fn leaves_of_lists(
        &self,
        rows: &Rows,
        gone: &[Range<u32>],
        input: &TreeInput,
    ) -> HashSet<usize> {
        let mut leaves = HashSet::new();
        let (mut walker, mut last) = (rows.walker(), None);
        for row in gone.iter().cloned().flatten().map(RowIndex) {
            let Some(key) = walker.get(row).map(ResourceEntry::key) else {
                continue;
            };
            // Rows of a batch share their group: it is looked up once.
            if last.replace(key) != Some(key) {
                leaves.extend(self.places.get(&path_of_list(&key, input)));
            }
        }
        leaves
    }

    /// Marks the leaves of failed lists; makes those that have no rows.
    pub(super) fn mark_failed(&mut self, input: &TreeInput) {
        for leaf in &mut self.leaves {
            leaf.has_failed = false;
        }
        for line in input.lists.incomplete().filter(|line| line.is_failure()) {
            let place = self.place(path_of_list(&line.key, input), input);
            self.leaves[place].has_failed = true;
        }
    }

    /// Puts leaves and rows in order; `false` when `stop` was set before all were.
    pub(super) fn put_in_order(
        &mut self,
        rows: &Rows,
        order: &Order<'_>,
        stop: &AtomicBool,
    ) -> bool {
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
        for key in &*path {
            if !self.texts.contains_key(key) {
                self.texts.insert(key.clone(), sort_text(key, input));
            }
        }
        let place = self.leaves.len();
        self.places.insert(Arc::clone(&path), place);
        self.leaves.push(Leaf {
            path,
            rows: Vec::new(),
            waiting: Vec::new(),
            has_failed: false,
        });
        self.sequence_is_stale = true;
        place
    }

    /// Groups are given numbers in the order of their texts, so that leaves compare by numbers.
    fn sort_leaves(&mut self) {
        let mut keys: Vec<(&GroupKey, &String)> = self.texts.iter().collect();
        keys.sort_unstable_by(|a, b| a.1.cmp(b.1));
        let keys = keys.into_iter().map(|(key, _)| key);
        let ranks: HashMap<&GroupKey, u32> = keys.zip(0..).collect();
        self.sequence = (0..self.leaves.len() as u32).collect();
        let leaves = &self.leaves;
        let ranks_of = |path: &Path| -> Vec<u32> {
            path.iter()
                .filter_map(|key| ranks.get(key).copied())
                .collect()
        };
        self.sequence
            .sort_by_cached_key(|&at| ranks_of(&leaves[at as usize].path));
    }
}

/// The groups that all rows of a list share.
fn path_of_list(list: &QueryKey, input: &TreeInput) -> Path {
    let levels = input.group_by.iter();
    let keys = levels.map(|level| level.group_of_list(list, input));
    keys.map_while(|key| key).collect()
}

/// Groups sort by what they are called, without case; accounts of one name by number, types by weight before that.
fn sort_text(key: &GroupKey, input: &TreeInput) -> String {
    match key {
        GroupKey::Account(account) => {
            let name = input
                .account_names
                .get(account)
                .map(|name| name.to_lowercase())
                .unwrap_or_default();
            format!("{name}\0{account}")
        }
        GroupKey::Region(region) => region.as_str().to_owned(),
        GroupKey::Type(ty) => {
            let weight = input.type_weight.map_or(0, |weight| weight(*ty));
            match input.type_label {
                Some(label) => format!("{weight:05}{}\0{ty}", label(*ty).to_lowercase()),
                None => format!("{weight:05}{}\0{}", ty.service(), ty.kind()).to_lowercase(),
            }
        }
        GroupKey::Service(service) => service.to_lowercase(),
        GroupKey::Unit(unit) if unit.is_empty() => LAST.to_owned(),
        GroupKey::Unit(unit) => format!("{}\0{unit}", unit.to_lowercase()),
        GroupKey::Tag(tag) => sort_text_of_value(&tag.value),
        GroupKey::Value(group) => sort_text_of_value(&group.value),
    }
}

/// What has no value comes last, and what is not known after that.
fn sort_text_of_value(value: &TagValue) -> String {
    match value {
        TagValue::Value(value) => format!("{}\0{value}", value.to_lowercase()),
        TagValue::Missing => "\u{10FFFE}".to_owned(),
        TagValue::Unknown => LAST.to_owned(),
    }
}
