//! What all rows take, each batch counted once although panes, the cache, queries and pages on their way share
//! it.
//!
//! Process-wide, as the allocator's count is. Bytes are added up once, on the thread that made the batch. The
//! table knows whether a batch is still in use, not by which part of the program.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use super::cache::Batch;
use super::memory_budget::{MemoryBudget, MemoryHolder, RebuildCost};
use crate::model::heap;
use crate::model::{AccountId, ResourceEntry, TypeId};

/// Batches known before those that were dropped are looked for.
const SWEEP_FROM: usize = 1024;

/// Bytes of one batch, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowBytes {
    /// How many rows.
    pub rows: u64,
    /// The rows themselves, with their ids, names and ARNs.
    pub row_bytes: u64,
    /// Their properties.
    pub property_bytes: u64,
}

impl RowBytes {
    fn of(batch: &Vec<ResourceEntry>) -> Self {
        let properties = |entry: &ResourceEntry| entry.properties.heap_bytes() as u64;
        let property_bytes: u64 = batch.iter().map(properties).sum();
        let all: u64 = batch.iter().map(|entry| entry.total_bytes() as u64).sum();
        let spare = (batch.capacity() - batch.len()) * size_of::<ResourceEntry>();
        // The allocation's two reference counts and the `Vec`'s own words.
        let shell = 2 * size_of::<usize>() + size_of::<Vec<ResourceEntry>>();
        Self {
            rows: batch.len() as u64,
            row_bytes: all - property_bytes + (spare + shell) as u64,
            property_bytes,
        }
    }

    /// Rows and properties.
    pub fn bytes(&self) -> u64 {
        self.row_bytes + self.property_bytes
    }

    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.row_bytes += other.row_bytes;
        self.property_bytes += other.property_bytes;
    }
}

/// What rows take, in all and by what they are.
#[derive(Clone, Debug, Default)]
pub struct RowUse {
    /// All of them.
    pub all: RowBytes,
    /// By resource type.
    pub types: HashMap<TypeId, RowBytes>,
    /// By account.
    pub accounts: HashMap<AccountId, RowBytes>,
}

struct Known {
    batch: Weak<Vec<ResourceEntry>>,
    bytes: RowBytes,
    ty: TypeId,
    account: AccountId,
    /// Whether the cache holds it.
    is_cached: bool,
}

impl Known {
    /// Whether only the cache holds it.
    fn is_only_cached(&self) -> bool {
        self.is_cached && self.batch.strong_count() == 1
    }
}

struct Batches {
    /// By address. The `Weak` keeps the allocation, so no new batch gets this address while the entry is here.
    known: HashMap<usize, Known>,
    sweep_at: usize,
}

static BATCHES: LazyLock<Mutex<Batches>> = LazyLock::new(|| {
    Mutex::new(Batches {
        known: HashMap::new(),
        sweep_at: SWEEP_FROM,
    })
});

fn lock() -> MutexGuard<'static, Batches> {
    BATCHES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Batches {
    fn sweep(&mut self) {
        self.known.retain(|_, known| known.batch.strong_count() > 0);
        if self.known.capacity() > 4 * self.known.len() {
            self.known.shrink_to_fit();
        }
        self.sweep_at = SWEEP_FROM.max(2 * self.known.len());
    }
}

/// Takes a batch into account; again when what its rows hold has changed. Adds its rows up: not for the
/// thread that draws.
pub fn account_for(batch: &Batch) {
    let Some(first) = batch.first() else { return };
    let known = Known {
        batch: Arc::downgrade(batch),
        bytes: RowBytes::of(batch),
        ty: first.resource_type,
        account: first.account,
        is_cached: false,
    };
    let mut batches = lock();
    if batches.known.len() >= batches.sweep_at {
        batches.sweep();
    }
    let before = known_of(&mut batches, batch);
    // An entry of a batch that is gone is not an earlier state of this one.
    let before = before.filter(|before| before.batch.strong_count() > 0);
    let is_cached = before.is_some_and(|before| before.is_cached);
    let at = Arc::as_ptr(batch).addr();
    batches.known.insert(at, Known { is_cached, ..known });
}

fn known_of<'a>(batches: &'a mut Batches, batch: &Batch) -> Option<&'a mut Known> {
    batches.known.get_mut(&Arc::as_ptr(batch).addr())
}

/// The cache holds these from now on.
pub(super) fn enter_cache(list: &[Batch]) {
    let mut batches = lock();
    for batch in list {
        if let Some(known) = known_of(&mut batches, batch) {
            known.is_cached = true;
        }
    }
}

/// The cache does not hold these any more.
pub(super) fn leave_cache(list: &[Batch]) {
    let mut batches = lock();
    for batch in list {
        if let Some(known) = known_of(&mut batches, batch) {
            known.is_cached = false;
        }
    }
}

/// What all batches in use take. Looks at each batch: not for the thread that draws.
pub fn usage() -> RowUse {
    let mut batches = lock();
    batches.sweep();
    let mut all = RowUse::default();
    for known in batches.known.values() {
        all.all.add(known.bytes);
        all.types.entry(known.ty).or_default().add(known.bytes);
        all.accounts
            .entry(known.account)
            .or_default()
            .add(known.bytes);
    }
    all
}

/// Bytes of the batches that queries and panes hold, then of those that only the cache holds.
fn sum() -> [RowBytes; 2] {
    let mut batches = lock();
    batches.sweep();
    let mut sums = [RowBytes::default(); 2];
    for known in batches.known.values() {
        sums[usize::from(known.is_only_cached())].add(known.bytes);
    }
    sums
}

/// Bytes of the batches that only the cache holds.
pub(super) fn only_cached_bytes() -> u64 {
    sum()[1].bytes()
}

/// Bytes of the table of batches.
fn own_bytes() -> u64 {
    heap::of_map(&lock().known) as u64
}

/// The memory panel's lines of rows and of their properties.
#[derive(Clone, Copy)]
enum Line {
    Rows,
    Properties,
}

impl MemoryHolder for Line {
    fn name(&self) -> &'static str {
        match self {
            Self::Rows => "Rows",
            Self::Properties => "Properties of rows",
        }
    }

    fn bytes(&self) -> u64 {
        let [held, _] = sum();
        match self {
            Self::Rows => held.row_bytes + own_bytes(),
            Self::Properties => held.property_bytes,
        }
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Shown
    }

    fn reclaim(&self) -> u64 {
        0
    }
}

/// Registers the lines of rows and properties, once for each budget.
pub fn register_with(budget: &MemoryBudget) {
    static LINES: LazyLock<[Arc<dyn MemoryHolder>; 2]> =
        LazyLock::new(|| [Arc::new(Line::Rows), Arc::new(Line::Properties)]);
    LINES.iter().for_each(|line| budget.register(line));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::entry;
    use crate::model::Properties;
    use serde_json::json;

    const KIND: &str = "AWS::Tests::Accounted";

    fn of_kind() -> RowBytes {
        let ty = KIND.parse().unwrap();
        usage().types.get(&ty).copied().unwrap_or_default()
    }

    #[test]
    fn a_batch_counts_once_while_somebody_holds_it_and_without_what_it_has_given_up() {
        let mut row = entry("eu-west-1", KIND, "id-1", "");
        row.properties = Properties::from_json(&json!({"Text": "x".repeat(40)}));
        let batch: Batch = Arc::new(vec![row]);
        account_for(&batch);
        account_for(&batch);
        let held = of_kind();
        assert_eq!(held.rows, 1);
        assert!(held.property_bytes > 0 && held.row_bytes >= size_of::<ResourceEntry>() as u64);
        let other = Arc::clone(&batch);
        drop(batch);
        assert_eq!(of_kind(), held, "another holds it");
        other[0].properties.evict();
        account_for(&other);
        assert_eq!((of_kind().rows, of_kind().property_bytes), (1, 0));
        drop(other);
        assert_eq!(of_kind(), RowBytes::default());
    }
}
