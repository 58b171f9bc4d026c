//! Building a tree: what is in order is kept, what arrived is put into its place, and what the filter lets
//! through is counted and listed.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::assemble::{ShownRows, assemble};
use super::leaves::Leaves;
use super::list_counts::ListCounts;
use super::order::{ColumnKeys, KeysRead, Order};
use super::{GroupBy, RowIndex, RowsEpoch, Searched, Sorting, Tree, TreeInput};
use crate::app::resource_explorer::search::{Advanced, Kept, RowSet, Search};
use crate::model::AccountId;

/// A search that takes longer than this shows what it has found so far, this often.
const SHOW_EVERY: Duration = Duration::from_millis(100);

/// What decides the order of rows. When it changes, all of them are sorted again.
#[derive(PartialEq)]
struct RowOrder {
    rows_epoch: RowsEpoch,
    group_by: Vec<GroupBy>,
    sorting: Sorting,
    account_names: Arc<HashMap<AccountId, String>>,
    account_units: Arc<HashMap<AccountId, Arc<str>>>,
    /// The revision of the facts that tags are of; `None` when no level looks at tags.
    facts_revision: Option<u64>,
}

/// Builds one tree after the other over rows that grow. Remembers what is in order and what was searched.
#[derive(Default)]
pub struct TreeBuilder {
    arrangement: Option<RowOrder>,
    leaves: Leaves,
    managed: RowSet,
    /// Rows before this one were added.
    next: u32,
    /// How many of the batches taken back had their rows removed.
    gone: usize,
    search: Option<Search>,
    keys: ColumnKeys,
    /// What the last search over these rows left, while there is none.
    kept: Kept,
}

impl TreeBuilder {
    /// The tree over `input`; `None` when `stop` was set before it was done: what is done by then counts
    /// for the next call. While a search takes its time, `partial` is given what was found so far.
    pub fn build(
        &mut self,
        input: &TreeInput,
        stop: &AtomicBool,
        mut partial: impl FnMut(Tree),
    ) -> Option<Tree> {
        crate::perf_checkpoint!(
            "tree.build_tree.start",
            &format!("resources: {}", input.rows.len())
        );
        self.arrange(input);
        match self.keys.read(input, stop) {
            KeysRead::All => {}
            KeysRead::Changed => self.start_over(),
            KeysRead::Stopped => return None,
        }
        self.take_in(input);
        self.leaves.mark_failed(input);
        let lists = ListCounts::of(input);
        let rows = &input.rows;
        if !self
            .leaves
            .put_in_order(rows, &Order::of(&input.sorting, &self.keys), stop)
        {
            return None;
        }
        while let Some(search) = &mut self.search {
            match search.advance(rows, Instant::now() + SHOW_EVERY, stop) {
                Advanced::ToTheEnd => break,
                Advanced::Stopped => return None,
                Advanced::InTime => partial(self.assemble(input, &lists)),
            }
        }
        let mut tree = self.assemble(input, &lists);
        if tree.row_count() == 0
            && tree.hidden == 0
            && let Some(search) = &mut self.search
        {
            partial(tree.clone());
            let without = search.terms_without_match(rows, stop);
            tree.terms_without_match = without.map(Vec::into_boxed_slice);
        }
        crate::perf_checkpoint!(
            "tree.rebuild_complete",
            &format!("{} resources", tree.order.len())
        );
        Some(tree)
    }

    /// Forgets what was searched; the next search looks at every row again, with what the last one left.
    pub fn forget_search(&mut self) {
        if let Some(search) = self.search.take() {
            self.kept = search.into_kept();
        }
    }

    /// Takes the keys out that rows are sorted by, to be held elsewhere until the next tree.
    pub fn take_keys(&mut self) -> ColumnKeys {
        std::mem::take(&mut self.keys)
    }

    /// Puts keys back; without them they are read again, and all rows are sorted again.
    pub fn put_keys(&mut self, keys: ColumnKeys) {
        self.keys = keys;
    }

    /// Bytes on the heap, without the keys.
    pub fn heap_bytes(&self) -> usize {
        let search = self.search.as_ref().map_or(0, Search::heap_bytes);
        self.leaves.heap_bytes() + self.managed.heap_bytes() + self.kept.heap_bytes() + search
    }

    /// Starts over when something changed that decides the order of rows, or which are found.
    fn arrange(&mut self, input: &TreeInput) {
        let same_rows = self
            .arrangement
            .as_ref()
            .is_some_and(|before| before.rows_epoch == input.rows_epoch);
        let search = self.search.take().filter(|_| same_rows);
        let left = std::mem::take(&mut self.kept);
        let left = if same_rows { left } else { Kept::default() };
        let wanted = RowOrder {
            rows_epoch: input.rows_epoch,
            group_by: input.group_by.clone(),
            sorting: input.sorting.clone(),
            account_names: Arc::clone(&input.account_names),
            account_units: Arc::clone(&input.account_units),
            facts_revision: input.looks_at_rows().then(|| input.told.revision()),
        };
        if self.arrangement.as_ref() != Some(&wanted) {
            self.arrangement = Some(wanted);
            self.start_over();
        }
        self.go_on(input, search, left);
    }

    /// Goes on with the search where it asks the same, else begins one with what the last one left.
    fn go_on(&mut self, input: &TreeInput, search: Option<Search>, left: Kept) {
        let asks_the_same = |search: &Search| {
            let filter = input.filter.as_ref();
            filter == Some(search.filter()) && !search.is_outdated()
        };
        let kept = match search {
            Some(search) if asks_the_same(&search) => {
                self.search = Some(search);
                return;
            }
            Some(search) => search.into_kept(),
            None => left,
        };
        match &input.filter {
            None => self.kept = kept,
            Some(filter) => {
                let search = Search::with_facts(Arc::clone(filter), &input.told);
                self.search = Some(search.with_kept(kept));
            }
        }
    }

    /// Takes no row as in order.
    fn start_over(&mut self) {
        self.leaves = Leaves::default();
        self.managed = RowSet::default();
        (self.next, self.gone) = (0, 0);
    }

    /// Rows that arrived since the last time, without those that were taken back since.
    fn take_in(&mut self, input: &TreeInput) {
        let rows = &input.rows;
        let gone = rows.taken_back();
        // Those that came and went since the last time were never taken in.
        let new = gone.get(self.gone..).unwrap_or_default();
        if !new.is_empty() {
            let mut ranges: Vec<Range<u32>> =
                new.iter().map(|&at| rows.range_of_batch(at)).collect();
            ranges.sort_unstable_by_key(|range| range.start);
            self.leaves.remove(rows, &ranges, input);
            self.gone = gone.len();
        }
        let RowIndex(end) = rows.next_index();
        self.leaves.add(rows, self.next..end, input);
        for (start, entries) in rows.slices(self.next..end) {
            let managed = (start..).zip(entries).filter(|(_, entry)| entry.managed);
            managed.for_each(|(row, _)| self.managed.insert(RowIndex(row)));
        }
        self.next = end;
    }

    fn assemble(&self, input: &TreeInput, lists: &ListCounts) -> Tree {
        let shown = ShownRows {
            found: self.search.as_ref().map(Search::found),
            managed: &self.managed,
            hide_managed: input.hide_managed,
        };
        let mut tree = assemble(&self.leaves, input.group_by.len() as u8, &shown, lists);
        let tag_level = input.group_by.iter().position(GroupBy::is_of_row);
        tree.tag_level = tag_level.and_then(|level| u8::try_from(level).ok());
        if let Some(search) = &self.search {
            let RowIndex(of) = input.rows.next_index();
            tree.unsearched = search.unsearched();
            tree.undecided = search.undecided();
            tree.searched = (search.looked_at() < of).then_some(Searched {
                rows: search.looked_at(),
                of,
            });
        }
        tree
    }
}

/// Builds a tree once, without a builder that is kept for the next one.
pub fn build_tree(input: &TreeInput) -> Tree {
    let tree = TreeBuilder::default().build(input, &AtomicBool::new(false), |_| ());
    tree.unwrap_or_default()
}
