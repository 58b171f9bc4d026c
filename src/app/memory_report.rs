//! Which part of the program holds how much memory: put together on another thread, a few times a second at
//! most.
//!
//! The thread that draws adds nothing up that grows with rows: it hands over what its panes know of
//! themselves, and takes the finished report.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::resource_explorer::batch_store::{RowBytes, store};
use super::resource_explorer::cache::CacheStats;
use super::resource_explorer::memory_budget::{HolderUse, MemoryBudget, RebuildCost};
use super::resource_explorer::query_engine::QueryEngine;
use crate::catalog;

/// How many types and accounts are listed.
const LARGEST: usize = 8;

/// The rows of one type or account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowShare {
    /// Which.
    pub name: String,
    /// How many rows.
    pub rows: u64,
    /// What they take, properties included.
    pub bytes: u64,
}

/// All holders of memory and their bytes, at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemoryReport {
    /// The holders, largest first.
    pub holders: Vec<HolderUse>,
    /// What the cache holds and how well it serves.
    pub cache: CacheStats,
    /// The types whose rows take most.
    pub types: Vec<RowShare>,
    /// The accounts whose rows take most.
    pub accounts: Vec<RowShare>,
    /// Counted by the allocator at that moment; 0 when it is not installed.
    pub counted_bytes: u64,
}

impl MemoryReport {
    /// Bytes of all holders.
    pub fn accounted_bytes(&self) -> u64 {
        self.holders.iter().map(|holder| holder.bytes).sum()
    }

    /// Bytes that the allocator counted and no holder reports.
    pub fn rest_bytes(&self) -> u64 {
        self.counted_bytes.saturating_sub(self.accounted_bytes())
    }
}

/// What the program itself takes before it holds anything: static data, the window, fonts. Measured once, at the
/// first report.
#[derive(Default)]
pub struct OwnBytes(AtomicU64);

impl OwnBytes {
    fn of(&self, counted_bytes: u64, accounted_bytes: u64) -> u64 {
        let rest = counted_bytes.saturating_sub(accounted_bytes);
        match self.0.compare_exchange(0, rest, Relaxed, Relaxed) {
            Ok(_) => rest,
            Err(known) => known,
        }
    }
}

/// A line of memory that a person looks at: rows, trees.
pub fn shown(name: String, bytes: u64) -> HolderUse {
    HolderUse {
        name,
        bytes,
        rebuild_cost: RebuildCost::Shown,
    }
}

/// Puts the report together. `of_window` are lines that only the thread that draws knows. Looks at every
/// batch: not for the thread that draws.
pub fn report(engine: &QueryEngine, of_window: Vec<HolderUse>, own: &OwnBytes) -> MemoryReport {
    let budget = MemoryBudget::get();
    let mut holders = budget.holders();
    holders.extend(of_window);
    let tables = catalog::loaded_bytes() as u64;
    holders.push(shown("Tables of the catalog".into(), tables));
    let accounted = holders.iter().map(|holder| holder.bytes).sum();
    let counted_bytes = budget.snapshot().counted_bytes.unwrap_or(0);
    let own_bytes = own.of(counted_bytes, accounted);
    holders.push(shown("Program and window".into(), own_bytes));
    holders.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    let rows = store().usage();
    let types = rows.types.iter().map(|(ty, rows)| (ty.to_string(), *rows));
    let accounts = rows.accounts.iter();
    MemoryReport {
        holders,
        cache: engine.cache_stats(),
        types: largest(types),
        accounts: largest(accounts.map(|(account, rows)| (account.to_string(), *rows))),
        counted_bytes,
    }
}

fn largest(of: impl Iterator<Item = (String, RowBytes)>) -> Vec<RowShare> {
    let mut shares: Vec<RowShare> = of
        .map(|(name, rows)| RowShare {
            name,
            rows: rows.rows,
            bytes: rows.bytes(),
        })
        .collect();
    shares.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    shares.truncate(LARGEST);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_first_and_only_a_few_are_named() {
        let of = (0..20_u64).map(|n| {
            let rows = RowBytes {
                rows: n,
                row_bytes: n * 100,
                property_bytes: n,
            };
            (format!("AWS::Service::Kind{n}"), rows)
        });
        let named = largest(of);
        assert_eq!(named.len(), LARGEST);
        assert_eq!((named[0].rows, named[0].bytes), (19, 1919));
        assert!(named.is_sorted_by(|a, b| a.bytes >= b.bytes));
    }

    #[test]
    fn what_the_program_takes_is_measured_once_and_the_rest_is_told() {
        let own = OwnBytes::default();
        assert_eq!(own.of(100, 30), 70);
        assert_eq!(own.of(500, 30), 70, "what came later is not the program's");
        let report = MemoryReport {
            holders: vec![shown("Rows".into(), 300), shown("Program".into(), 70)],
            counted_bytes: 400,
            ..Default::default()
        };
        assert_eq!((report.accounted_bytes(), report.rest_bytes()), (370, 30));
    }
}
