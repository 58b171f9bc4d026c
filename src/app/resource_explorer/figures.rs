//! Figures about the rows that are shown: what columns have in all of them, and how many rows and bytes there are of
//! each kind. Computed over many rows by all processors; never on the thread that draws.

mod dimension;
mod group_figures;
mod row_measures;
mod summary;
mod totals;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::filter::created;
use super::tree::{RowIndex, Tree, TreeInput};
use super::workers::collect_through;

pub use dimension::{AgeBand, BarKey, Dimension, NoSuchDimension};
pub use group_figures::{GroupFigure, GroupFigures, StatusCount, group_figures};
pub use row_measures::RowMeasures;
pub use summary::{Bar, Summary, Weight, summarize};
pub use totals::{ColumnTotals, MOST_DISTINCT, Numbers, column_totals};

/// Rows that one thread reads at a time.
const CHUNK_ROWS: usize = 2048;

/// Rows that are read before it is looked whether the figures are still wanted.
const PART_ROWS: usize = 32 * CHUNK_ROWS;

/// The rows that figures are about: those of a tree. Cheap to clone: it goes to another thread.
#[derive(Clone, Default)]
pub struct FiguresInput {
    /// What the tree was built from.
    pub input: TreeInput,
    /// The rows that are shown.
    pub tree: Arc<Tree>,
}

/// Reads all rows of a tree in chunks, many at a time, and takes what was read in the order of the rows. `None` when
/// `stop` was set before the end.
fn fold_rows<W, R: Send>(
    tree: &Tree,
    stop: &AtomicBool,
    worker: impl Fn() -> W + Sync,
    read: impl Fn(&mut W, &[RowIndex]) -> R + Sync,
    mut take: impl FnMut(R),
) -> Option<()> {
    for part in tree.order.chunks(PART_ROWS) {
        if stop.load(Relaxed) {
            return None;
        }
        if part.len() <= CHUNK_ROWS {
            take(read(&mut worker(), part));
            continue;
        }
        let done = collect_through(part.chunks(CHUNK_ROWS), &worker, &read);
        done.into_iter().for_each(&mut take);
    }
    Some(())
}

/// When a resource was made, as far as its properties tell, in seconds since 1970; else 0.
fn created_second(properties: &str) -> u32 {
    let second = created(properties).and_then(|second| u32::try_from(second).ok());
    second.unwrap_or_default()
}

#[cfg(test)]
mod tests;
