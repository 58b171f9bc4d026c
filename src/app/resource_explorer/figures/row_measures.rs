//! What group figures need of each row, read once: its status, its size, when it was made. Twelve bytes a row, which
//! can be given back; then it is read again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError, TryLockError};

use rustc_hash::FxHashMap;

use crate::app::resource_explorer::figures::{PART_ROWS, created_second};
use crate::app::resource_explorer::memory_budget::{MemoryHolder, RebuildCost};
use crate::app::resource_explorer::row_fact_store::FactsView;
use crate::app::resource_explorer::tree::{
    ColumnSource, RowIndex, RowKey, RowsEpoch, TreeInput, property_key,
};
use crate::app::resource_explorer::workers::collect_through;
use crate::model::{ResourceEntry, SharedStr, StatusClass, TypeId};

/// A row without a status, and one whose status is beyond the most that are told apart.
pub(super) const NO_STATUS: u8 = 0;
pub(super) const OTHER_STATUS: u8 = u8::MAX;

/// What is known of one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowMeasure {
    /// In bytes; negative where the type has no size, not a number where the row does not tell it.
    pub size: f32,
    /// Seconds since 1970; 0 where the row does not tell.
    pub created: u32,
    pub resource_type: TypeId,
    /// The place of its status among all, from 1.
    pub status: u8,
}

impl RowMeasure {
    /// That of a row that was taken back before it was read: no tree has it.
    fn of_none() -> Self {
        Self {
            size: -1.0,
            created: 0,
            resource_type: TypeId::tagged(),
            status: NO_STATUS,
        }
    }
}

/// The measures of all rows of a pane, as a holder of memory.
pub struct RowMeasures {
    name: String,
    kept: Mutex<KeptMeasures>,
    bytes: AtomicUsize,
}

impl RowMeasures {
    /// None yet.
    pub fn new(name: String) -> Self {
        Self {
            name,
            kept: Mutex::default(),
            bytes: AtomicUsize::new(0),
        }
    }

    /// Reads what was not read yet and hands all of it to `work`; `None` when `stop` was set before all was read.
    pub(super) fn with_all<R>(
        &self,
        input: &TreeInput,
        stop: &AtomicBool,
        work: impl FnOnce(&KeptMeasures) -> R,
    ) -> Option<R> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_read = kept.read(input, stop);
        self.bytes.store(kept.heap_bytes(), Relaxed);
        is_read.then(|| work(&kept))
    }
}

impl MemoryHolder for RowMeasures {
    fn name(&self) -> &str {
        &self.name
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed) as u64
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Computed
    }

    fn reclaim(&self) -> u64 {
        let mut kept = match self.kept.try_lock() {
            Ok(kept) => kept,
            Err(TryLockError::Poisoned(kept)) => kept.into_inner(),
            // They are being read.
            Err(TryLockError::WouldBlock) => return 0,
        };
        *kept = KeptMeasures::default();
        self.bytes.swap(0, Relaxed) as u64
    }
}

/// What was read so far.
#[derive(Default)]
pub(super) struct KeptMeasures {
    epoch: RowsEpoch,
    facts_revision: u64,
    statuses: Vec<(SharedStr, StatusClass)>,
    codes: HashMap<(SharedStr, StatusClass), u8>,
    /// By row; those of rows that were taken back mean nothing.
    rows: Vec<RowMeasure>,
}

impl KeptMeasures {
    pub(super) fn get(&self, RowIndex(row): RowIndex) -> Option<&RowMeasure> {
        self.rows.get(row as usize)
    }

    /// A status by its place.
    pub(super) fn status(&self, code: u8) -> Option<&(SharedStr, StatusClass)> {
        self.statuses.get(usize::from(code).checked_sub(1)?)
    }

    fn heap_bytes(&self) -> usize {
        self.rows.capacity() * size_of::<RowMeasure>()
    }

    fn read(&mut self, input: &TreeInput, stop: &AtomicBool) -> bool {
        if self.epoch != input.rows_epoch {
            *self = Self {
                epoch: input.rows_epoch,
                ..Self::default()
            };
        }
        let RowIndex(end) = input.rows.next_index();
        let revision = input.told.revision();
        if self.facts_revision != revision {
            if !self.read_told_statuses(input, stop) {
                return false;
            }
            self.facts_revision = revision;
        }
        while self.rows.len() < end as usize {
            let start = self.rows.len() as u32;
            if stop.load(Relaxed) {
                return false;
            }
            self.read_part(
                input,
                start,
                end.min(start.saturating_add(PART_ROWS as u32)),
            );
        }
        true
    }

    fn read_part(&mut self, input: &TreeInput, start: u32, end: u32) {
        let parts = collect_through(
            input.rows.slices(start..end),
            || MeasureReader::new(input),
            |reader, (start, entries)| {
                let facts = input.told.view();
                let read = entries.iter().map(|entry| reader.read(entry, &facts));
                (start as usize, read.collect::<Vec<_>>())
            },
        );
        self.rows.resize(end as usize, RowMeasure::of_none());
        for (start, rows) in parts {
            for ((mut row, status), at) in rows.into_iter().zip(start..) {
                row.status = status.map_or(NO_STATUS, |status| self.code_of(status));
                self.rows[at] = row;
            }
        }
    }

    fn code_of(&mut self, status: (SharedStr, StatusClass)) -> u8 {
        if let Some(&code) = self.codes.get(&status) {
            return code;
        }
        let Some(code) = u8::try_from(self.statuses.len() + 1)
            .ok()
            .filter(|code| *code < OTHER_STATUS)
        else {
            return OTHER_STATUS;
        };
        self.statuses.push(status.clone());
        self.codes.insert(status, code);
        code
    }

    /// Statuses that details have told since.
    fn read_told_statuses(&mut self, input: &TreeInput, stop: &AtomicBool) -> bool {
        let mut walker = input.rows.walker();
        for start in (0..self.rows.len()).step_by(PART_ROWS) {
            if stop.load(Relaxed) {
                return false;
            }
            let facts = input.told.view();
            for at in start..self.rows.len().min(start + PART_ROWS) {
                if self.rows[at].status != NO_STATUS {
                    continue;
                }
                let entry = walker.get(RowIndex(at as u32));
                if let Some(status) = entry.and_then(|entry| status_of(entry, &facts)) {
                    self.rows[at].status = self.code_of(status);
                }
            }
        }
        true
    }
}

fn status_of(entry: &ResourceEntry, facts: &FactsView<'_>) -> Option<(SharedStr, StatusClass)> {
    let complete = facts.complete(entry);
    (!complete.status.is_empty()).then(|| (complete.status.clone(), complete.status_class))
}

/// Reads rows on one thread.
struct MeasureReader<'a> {
    input: &'a TreeInput,
    sizes: FxHashMap<TypeId, Option<ColumnSource>>,
}

impl<'a> MeasureReader<'a> {
    fn new(input: &'a TreeInput) -> Self {
        Self {
            input,
            sizes: FxHashMap::default(),
        }
    }

    fn read(
        &mut self,
        entry: &ResourceEntry,
        facts: &FactsView<'_>,
    ) -> (RowMeasure, Option<(SharedStr, StatusClass)>) {
        let ty = entry.resource_type;
        let find = self.input.sizes;
        let source = self.sizes.entry(ty).or_insert_with(|| find?(ty));
        let (size, created) = entry.properties.with_text(|text| {
            let size = match source {
                None => -1.0,
                Some(source) => match property_key(text, source).0 {
                    RowKey::Value(value) => value.as_number().map_or(f32::NAN, |size| size as f32),
                    RowKey::Missing | RowKey::Unknown => f32::NAN,
                },
            };
            (size, created_second(text))
        });
        let measure = RowMeasure {
            size,
            created,
            resource_type: ty,
            status: NO_STATUS,
        };
        (measure, status_of(entry, facts))
    }
}
