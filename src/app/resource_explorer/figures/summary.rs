//! How many rows, and how many bytes, there are of each kind: by one dimension, and by another within it.

use std::cmp::Ordering;
use std::sync::atomic::AtomicBool;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::dimension::{BarKey, Dimension};
use super::{FiguresInput, fold_rows};
use crate::app::resource_explorer::tree::{ColumnSource, RowIndex, RowKey, property_key};
use crate::model::{ResourceEntry, TypeId};

/// What the length of a bar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// How many rows.
    #[default]
    Rows,
    /// How large their resources are together.
    Size,
}

/// Rows by what they have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The longest first; ages by age.
    pub bars: Vec<Bar>,
    /// All rows.
    pub rows: u32,
    /// What the resources hold together, as far as it is known.
    pub bytes: f64,
    /// Rows that tell their size.
    pub sized: u32,
    /// Rows of types that have a size, and do not tell it.
    pub size_unknown: u32,
}

/// Rows that have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What.
    pub key: BarKey,
    /// How many.
    pub rows: u32,
    /// What their resources hold together.
    pub bytes: f64,
    /// The same rows by the second dimension.
    pub below: Vec<Self>,
}

impl Bar {
    /// Its length.
    pub fn weight(&self, weight: Weight) -> f64 {
        match weight {
            Weight::Rows => f64::from(self.rows),
            Weight::Size => self.bytes,
        }
    }

    fn heap_bytes(&self) -> usize {
        let below: usize = self.below.iter().map(Self::heap_bytes).sum();
        self.key.heap_bytes() + self.below.capacity() * size_of::<Self>() + below
    }
}

impl Summary {
    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let bars: usize = self.bars.iter().map(Bar::heap_bytes).sum();
        self.bars.capacity() * size_of::<Bar>() + bars
    }
}

/// The rows that are shown by one or two dimensions, at the moment `now` in seconds since 1970. Sizes are read only
/// where they are the weight. `None` when `stop` was set before the end.
pub fn summarize(
    input: &FiguresInput,
    by: &[Dimension],
    weight: Weight,
    now: i64,
    stop: &AtomicBool,
) -> Option<Summary> {
    let mut all = Counts::default();
    let reader = || Reader::new(input, by, weight, now);
    fold_rows(
        &input.tree,
        stop,
        reader,
        |reader, rows| reader.read_chunk(rows),
        |chunk| all.add_all(chunk),
    )?;
    Some(all.summary(weight))
}

/// What rows of one kind come to.
#[derive(Clone, Copy, Default)]
struct Count {
    rows: u32,
    bytes: f64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.bytes += other.bytes;
    }
}

#[derive(Default)]
struct Counts {
    kinds: FxHashMap<(BarKey, Option<BarKey>), Count>,
    all: Count,
    sized: u32,
    size_unknown: u32,
}

/// Reads rows on one thread.
struct Reader<'a> {
    input: &'a FiguresInput,
    by: &'a [Dimension],
    weight: Weight,
    now: i64,
    sizes: FxHashMap<TypeId, Option<ColumnSource>>,
}

impl<'a> Reader<'a> {
    fn new(input: &'a FiguresInput, by: &'a [Dimension], weight: Weight, now: i64) -> Self {
        Self {
            input,
            by,
            weight,
            now,
            sizes: FxHashMap::default(),
        }
    }

    fn read_chunk(&mut self, rows: &[RowIndex]) -> Counts {
        let mut counts = Counts::default();
        let told = self.by.iter().any(Dimension::is_told_by_details);
        let facts = told.then(|| self.input.input.told.view());
        let is_deep = self.by.iter().any(Dimension::reads_properties);
        let mut walker = self.input.input.rows.walker();
        for entry in rows.iter().filter_map(|row| walker.get(*row)) {
            let completed = facts.as_ref().map(|facts| facts.complete(entry));
            let entry = completed.as_deref().unwrap_or(entry);
            let has_size = self.weight == Weight::Size && self.has_size(entry.resource_type);
            if is_deep || has_size {
                entry
                    .properties
                    .with_text(|text| self.read(entry, text, &mut counts));
            } else {
                self.read(entry, "", &mut counts);
            }
        }
        counts
    }

    fn has_size(&mut self, ty: TypeId) -> bool {
        let find = self.input.input.sizes;
        let source = self.sizes.entry(ty);
        source.or_insert_with(|| find?(ty)).is_some()
    }

    fn read(&self, entry: &ResourceEntry, properties: &str, counts: &mut Counts) {
        let mut count = Count {
            rows: 1,
            bytes: 0.0,
        };
        if let Some(Some(source)) = self.sizes.get(&entry.resource_type) {
            match property_key(properties, source).0 {
                RowKey::Value(value) => {
                    count.bytes = value.as_number().unwrap_or_default().max(0.0);
                    counts.sized += 1;
                }
                RowKey::Missing | RowKey::Unknown => counts.size_unknown += 1,
            }
        }
        let mut kinds = self
            .by
            .iter()
            .map(|dimension| dimension.of(entry, properties, self.now));
        let first = kinds.next().unwrap_or(BarKey::Missing);
        let kind = counts.kinds.entry((first, kinds.next()));
        kind.or_default().add(count);
        counts.all.add(count);
    }
}

impl Counts {
    fn add_all(&mut self, other: Self) {
        for (kind, count) in other.kinds {
            self.kinds.entry(kind).or_default().add(count);
        }
        self.all.add(other.all);
        self.sized += other.sized;
        self.size_unknown += other.size_unknown;
    }

    fn summary(self, weight: Weight) -> Summary {
        let mut bars: FxHashMap<BarKey, Bar> = FxHashMap::default();
        let bar = |key: BarKey| Bar {
            key,
            rows: 0,
            bytes: 0.0,
            below: Vec::new(),
        };
        for ((first, second), count) in self.kinds {
            let whole = bars.entry(first).or_insert_with_key(|key| bar(key.clone()));
            whole.rows += count.rows;
            whole.bytes += count.bytes;
            whole.below.extend(second.map(|key| Bar {
                rows: count.rows,
                bytes: count.bytes,
                ..bar(key)
            }));
        }
        let mut bars: Vec<Bar> = bars.into_values().collect();
        let order = |one: &Bar, other: &Bar| compare(one, other, weight);
        for bar in &mut bars {
            bar.below.sort_unstable_by(order);
        }
        bars.sort_unstable_by(order);
        Summary {
            bars,
            rows: self.all.rows,
            bytes: self.all.bytes,
            sized: self.sized,
            size_unknown: self.size_unknown,
        }
    }
}

fn compare(one: &Bar, other: &Bar, weight: Weight) -> Ordering {
    if let (BarKey::Age(one), BarKey::Age(other)) = (&one.key, &other.key) {
        return one.cmp(other);
    }
    // What is not known of rows is no stretch of time.
    let is_age = |bar: &Bar| matches!(bar.key, BarKey::Age(_));
    match (is_age(one), is_age(other)) {
        (true, false) => return Ordering::Less,
        (false, true) => return Ordering::Greater,
        _ => {}
    }
    let longer = other.weight(weight).total_cmp(&one.weight(weight));
    longer
        .then_with(|| other.rows.cmp(&one.rows))
        .then_with(|| one.key.compare(&other.key))
}
