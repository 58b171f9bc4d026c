//! Rebuilding a pane's tree: at once when it is small, on another thread when it is large.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::Pane;
use super::status::MANY_ROWS;
use crate::app::columns::column_source;
use crate::app::jobs::{Failure, Job, JobLine, Progress, Task, Worker, drop_in_background};
use crate::app::resource_explorer::ledger::Lines;
use crate::app::resource_explorer::memory_budget::{
    AtWork, MemoryBudget, MemoryHolder, RebuildCost, WorkRoom,
};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::{
    ColumnKeys, GroupBy, KeyProgress, RowsEpoch, Tree, TreeBuilder, TreeInput,
};
use crate::catalog::types::{label_of, weight_of};

/// Up to this many rows a tree is built between two frames.
const INLINE_ROWS: usize = 20_000;

/// Up to this many bytes of the kept builder are gone through, or dropped, between two frames: it may have many
/// more groups than the next tree.
const INLINE_BYTES: usize = 1 << 20;

/// Up to this many rows have the identifiers in their properties looked through between two frames.
const READ_ROWS: usize = 1_000;

/// Rows that take as long as one list that may have more rows than are shown.
const ROWS_PER_INCOMPLETE: usize = 4;

/// While rows arrive, the next tree waits this many times as long as the last one took to build, so that
/// building takes a bounded share of the time. What a person asked for does not wait.
const REST_FACTOR: u32 = 1;

/// Set aside per row for building trees: what sorting all rows takes on the way, the order that comes of it,
/// and the lines of it that are visible.
const ROOM_BYTES_PER_ROW: u64 = 48;

/// When and where the next tree is built.
pub struct TreeJob {
    wanted: bool,
    running: Option<Running>,
    kept: Arc<Kept<Box<TreeBuilder>>>,
    keys: Arc<Kept<ColumnKeys>>,
    room: WorkRoom,
    reading: Arc<KeyProgress>,
    not_before: Option<Instant>,
}

/// What is kept for the next tree: rows in order and what a search found, or the keys that rows are sorted by. It
/// can be given back while no tree is being built; then the next one sorts all rows again.
struct Kept<T> {
    name: String,
    /// `None` while a tree is being built, and after it was given back.
    value: Mutex<Option<T>>,
    bytes: AtomicUsize,
}

impl<T: Send + 'static> Kept<T> {
    /// Nothing yet, as a holder of memory.
    fn register(name: String) -> Arc<Self> {
        let kept = Arc::new(Self {
            name,
            value: Mutex::new(None),
            bytes: AtomicUsize::new(0),
        });
        MemoryBudget::get().register(&(Arc::clone(&kept) as Arc<dyn MemoryHolder>));
        kept
    }

    fn take(&self) -> Option<T> {
        let mut kept = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take()
    }

    fn keep(&self, value: T, bytes: usize) {
        self.bytes.store(bytes, Relaxed);
        let mut kept = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(value);
    }
}

impl<T: Send + 'static> MemoryHolder for Kept<T> {
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
        let Some(value) = self.take() else {
            return 0;
        };
        drop(value);
        self.bytes.swap(0, Relaxed) as u64
    }
}

/// A tree under construction. Dropping it tells the thread to stop.
struct Running {
    _at_work: AtWork,
    job: Job<Update>,
    /// Which generation of rows the tree is over.
    rows_epoch: RowsEpoch,
    /// How many batches had been taken back: the tree does not refer to their rows.
    taken_back: usize,
}

enum Update {
    /// What a search has found so far.
    Partial(Tree),
    /// The builder is free again.
    Ended {
        builder: Box<TreeBuilder>,
        /// `None` when it was stopped.
        tree: Option<Tree>,
        /// When the next tree may be begun.
        next: Instant,
    },
}

impl TreeJob {
    /// Trees of a pane, whose kept state is registered as a holder of memory.
    pub fn new(pane: PaneId) -> Self {
        let PaneId(number) = pane;
        Self {
            wanted: false,
            running: None,
            kept: Kept::register(format!("Pane {number}: order and search of its rows")),
            keys: Kept::register(format!("Pane {number}: sort keys of its columns")),
            room: MemoryBudget::get().work_room(),
            reading: Arc::default(),
            not_before: None,
        }
    }

    /// Sets memory aside for trees over this many rows.
    pub fn make_room_for(&mut self, rows: usize) {
        self.room.set(rows as u64 * ROOM_BYTES_PER_ROW);
    }

    /// Rows came or went.
    pub fn request(&mut self) {
        self.wanted = true;
    }

    /// A person asked for another view of the rows, or the rows were replaced: the tree under construction is of
    /// no use.
    pub fn request_now(&mut self) {
        self.wanted = true;
        self.not_before = None;
        if let Some(running) = &self.running {
            running.job.stop();
        }
    }

    /// Whether a tree is being built or waiting to be.
    pub fn is_pending(&self) -> bool {
        self.wanted || self.running.is_some()
    }

    fn start(
        &mut self,
        input: TreeInput,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Result<(), Failure> {
        let (rows_epoch, taken_back) = (input.rows_epoch, input.rows.taken_back().len());
        let builder = self.take_builder();
        let task = Task::new("tree-builder", "Grouping rows");
        let work = move |worker: &Worker<Update>| build(builder, input, worker);
        let job = Job::start_in_parts(task, move || wake(), work);
        // Not by its progress: small trees are done by now, and their message is received once.
        if !job.has_thread() {
            return Err(Failure::NoThread);
        }
        self.running = Some(Running {
            _at_work: self.room.at_work(),
            job,
            rows_epoch,
            taken_back,
        });
        Ok(())
    }

    /// The tree that another thread is building, as the window lists it.
    pub fn line(&self) -> Option<JobLine> {
        self.running.as_ref().map(|running| running.job.line())
    }
}

/// The work of the thread. When the pane is gone the messages are dropped.
fn build(mut builder: Box<TreeBuilder>, input: TreeInput, worker: &Worker<Update>) {
    let started = Instant::now();
    let tree = builder.build(&input, worker.stop(), |tree| {
        worker.send(Update::Partial(tree))
    });
    // The rows are dropped before the message is sent: its receiver counts on their memory being free.
    drop(input);
    worker.send(Update::Ended {
        builder,
        tree,
        next: rest_from(started),
    });
}

/// Whether it takes longer than there is between two frames.
fn is_much(input: &TreeInput) -> bool {
    let filter = input.filter.as_ref();
    let looks_deep = filter.is_some_and(|filter| filter.looks_into_properties())
        || input.sorting.reads_properties()
        || GroupBy::read_properties(&input.group_by);
    // Each list that failed or is incomplete has its group looked up or made; a row is compared only.
    let tallies = input.lists.places().map(|(_, tally)| tally.incomplete());
    let incomplete: usize = tallies.sum();
    let reads = filter.is_some_and(|filter| filter.looks_for_identifiers());
    looks_deep
        || reads && input.rows.len() > READ_ROWS
        || input.rows.len() + incomplete * ROWS_PER_INCOMPLETE > INLINE_ROWS
}

/// When a tree may follow the one that was begun at `started` and is done now.
fn rest_from(started: Instant) -> Instant {
    Instant::now() + started.elapsed() * REST_FACTOR
}

impl Pane {
    /// Takes over a finished tree and starts the next one if it is wanted. Returns how long to wait
    /// before calling again, when nothing else would wake the window.
    pub fn update_tree(&mut self, wake: &Arc<dyn Fn() + Send + Sync>) -> Option<Duration> {
        self.take_trees();
        if !self.tree_job.wanted || self.tree_job.running.is_some() {
            return None;
        }
        let now = Instant::now();
        let not_before = self.tree_job.not_before;
        if let Some(rest) = not_before.and_then(|when| when.checked_duration_since(now)) {
            return Some(rest);
        }
        self.tree_job.wanted = false;
        let input = self.tree_input();
        let kept_bytes = self.tree_job.kept_bytes();
        if !is_much(&input) && kept_bytes <= INLINE_BYTES {
            self.build_in_place(&input);
        } else if let Err(error) = self.tree_job.start(input, Arc::clone(wake)) {
            tracing::warn!(%error, "no thread for the tree; building it in place");
            self.build_in_place(&self.tree_input());
        }
        None
    }

    fn build_in_place(&mut self, input: &TreeInput) {
        let started = Instant::now();
        let mut builder = self.tree_job.take_builder();
        let tree = builder.build(input, &AtomicBool::new(false), |_| ());
        self.tree_job.keep(builder, rest_from(started));
        self.show_tree(tree.unwrap_or_default(), input.rows.taken_back().len());
    }

    /// The tree that another thread is building, as the window lists it.
    pub fn tree_line(&self) -> Option<JobLine> {
        self.tree_job.line()
    }

    /// How many percent of the rows have been read for the order that was asked for; `None` when none are being read.
    pub fn percent_of_keys_read(&self) -> Option<u32> {
        self.tree_job.running.as_ref()?;
        self.tree_job.reading.percent()
    }

    /// Whether the tree shown is older than the rows.
    pub fn tree_is_pending(&self) -> bool {
        self.tree_job.is_pending()
    }

    fn take_trees(&mut self) {
        while let Some(running) = &self.tree_job.running {
            // A tree over rows that were replaced meanwhile must not be shown: its indices mean other rows.
            let is_current = running.rows_epoch == self.rows_epoch;
            let taken_back = running.taken_back;
            match running.job.progress() {
                Progress::Done(Update::Partial(tree)) if is_current => {
                    self.show_tree(tree, taken_back)
                }
                Progress::Done(Update::Partial(_)) => {}
                Progress::Done(Update::Ended {
                    builder,
                    tree,
                    next,
                }) => {
                    self.tree_job.running = None;
                    match tree.filter(|_| is_current) {
                        Some(tree) => {
                            self.tree_job.keep(builder, next);
                            self.show_tree(tree, taken_back);
                        }
                        None => {
                            self.tree_job.put_builder(builder);
                            self.tree_job.request_now();
                        }
                    }
                }
                Progress::Pending => return,
                Progress::Failed(_) => {
                    tracing::error!("the tree builder ended without a tree");
                    self.tree_job.running = None;
                }
            }
        }
    }

    fn tree_input(&self) -> TreeInput {
        TreeInput {
            rows: self.rows.clone(),
            rows_epoch: self.rows_epoch,
            group_by: self.spec.levels().to_vec(),
            sorting: self.spec.sorting.clone(),
            filter: self.filter.clone(),
            // A filter that names managed resources shows them.
            hide_managed: !self.spec.show_managed
                && !self
                    .filter
                    .as_ref()
                    .is_some_and(|filter| filter.asks_for_managed()),
            lists: self.lists_of_tree(),
            account_names: Arc::clone(&self.account_names),
            account_units: Arc::clone(&self.account_units),
            told: Arc::clone(&self.told),
            type_label: Some(label_of),
            type_weight: Some(weight_of),
            catalog_columns: Some(column_source),
            sizes: None,
            reading: Arc::clone(&self.tree_job.reading),
        }
    }

    /// Lines that are shared are copied when they change: where all lists ended well, none are.
    fn lists_of_tree(&self) -> Lines {
        match self.ledger.incomplete() {
            0 => Lines::default(),
            _ => self.ledger.lines().clone(),
        }
    }

    /// Shows a tree that refers to no row of the first `taken_back` batches that were taken back, and frees them.
    fn show_tree(&mut self, tree: Tree, taken_back: usize) {
        self.tree = Arc::new(tree);
        self.fold_many_accounts();
        self.rebuild_visible_rows();
        self.scroll_to_sought();
        let freed = self.rows.free_taken_back(taken_back);
        if freed.iter().map(|batch| batch.len()).sum::<usize>() > MANY_ROWS {
            drop_in_background(freed);
        }
    }
}

impl TreeJob {
    fn take_builder(&self) -> Box<TreeBuilder> {
        let mut builder = self.kept.take().unwrap_or_default();
        builder.put_keys(self.keys.take().unwrap_or_default());
        builder
    }

    fn put_builder(&self, mut builder: Box<TreeBuilder>) {
        let keys = builder.take_keys();
        let bytes = keys.heap_bytes();
        self.keys.keep(keys, bytes);
        let bytes = builder.heap_bytes();
        self.kept.keep(builder, bytes);
    }

    fn kept_bytes(&self) -> usize {
        self.kept.bytes.load(Relaxed) + self.keys.bytes.load(Relaxed)
    }

    fn keep(&mut self, builder: Box<TreeBuilder>, next: Instant) {
        self.not_before = Some(next);
        self.put_builder(builder);
    }
}

#[cfg(test)]
mod tests;
