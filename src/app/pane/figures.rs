//! Figures about the rows that a pane shows, for one view of it: made on another thread, and again when the rows are
//! others. The view owns them, so that nothing is made that nobody looks at.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::Pane;
use super::totals::{Gaps, TableFigures};
use crate::app::columns::{column_source, size_source};
use crate::app::jobs::{Job, Progress, Task};
use crate::app::resource_explorer::figures::{ColumnTotals, FiguresInput, Summary};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::memory_budget::{AtWork, MemoryBudget, WorkRoom};
use crate::app::resource_explorer::tree::{RowsEpoch, Tree, TreeInput};
use crate::catalog::types::label_of;

/// Up to this many rows are read between two frames: about as many as are drawn.
const INLINE_ROWS: usize = 128;

/// Most bytes of one row that is read, for the values that are told apart.
const ROW_BYTES: u64 = 48;

/// Values that are told apart, at most, in what is counted as set aside.
const MOST_ROWS: u64 = 1 << 20;

/// Makes figures of rows; `None` when they were not wanted any more.
pub type Make<Q, T> = fn(&FiguresInput, &Q, &AtomicBool) -> Option<T>;

/// Figures that take memory.
pub trait HeldFigures {
    /// Bytes on the heap.
    fn heap_bytes(&self) -> usize;
}

impl HeldFigures for Summary {
    fn heap_bytes(&self) -> usize {
        self.heap_bytes()
    }
}

impl HeldFigures for TableFigures {
    fn heap_bytes(&self) -> usize {
        self.totals.capacity() * size_of::<ColumnTotals>()
    }
}

/// Figures that answer a question about the rows of a pane.
pub struct Figures<Q, T> {
    running: Option<Running<Q, T>>,
    shown: Option<(Asked<Q>, T)>,
    /// Counts up whenever other figures are shown.
    revision: u64,
    /// While rows arrive, figures are not made again before this.
    not_before: Option<Instant>,
    room: Option<WorkRoom>,
}

impl<Q, T> Default for Figures<Q, T> {
    fn default() -> Self {
        Self {
            running: None,
            shown: None,
            revision: 0,
            not_before: None,
            room: None,
        }
    }
}

/// Figures under way. Dropping it tells the thread to stop.
struct Running<Q, T> {
    asked: Asked<Q>,
    started: Instant,
    job: Job<Option<T>>,
    _at_work: AtWork,
}

/// What figures are of.
#[derive(Clone)]
struct Asked<Q> {
    question: Q,
    tree: Weak<Tree>,
    epoch: RowsEpoch,
    filter: Option<Arc<Filter>>,
    facts_revision: u64,
}

impl<Q: Clone + PartialEq> Asked<Q> {
    fn now(pane: &Pane, question: &Q) -> Self {
        Self {
            question: question.clone(),
            tree: Arc::downgrade(&pane.tree),
            epoch: pane.rows_epoch,
            filter: pane.filter.clone(),
            facts_revision: pane.told.revision(),
        }
    }

    /// Whether only rows have come and gone since.
    fn asks_as(&self, other: &Self) -> bool {
        self.question == other.question && self.epoch == other.epoch && self.filter == other.filter
    }

    fn is(&self, other: &Self) -> bool {
        self.asks_as(other)
            && self.tree.ptr_eq(&other.tree)
            && self.facts_revision == other.facts_revision
    }
}

/// Figures that were made, and whether they are those of the rows on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// They are.
    Current,
    /// They are of the rows before, or of another filter.
    Older,
}

impl<Q, T> Figures<Q, T>
where
    Q: Clone + PartialEq + Send + 'static,
    T: HeldFigures + Send + 'static,
{
    /// Has the figures made that answer `question` about the rows of a pane, unless they are there. Returns when to
    /// ask again where nothing else would.
    pub fn follow(
        &mut self,
        pane: &Pane,
        question: &Q,
        task: Task,
        make: Make<Q, T>,
        wake: impl Fn() + Send + 'static,
    ) -> Option<Duration> {
        let asked = Asked::now(pane, question);
        self.take(&asked);
        match &self.running {
            // Figures that are made while rows arrive are of some use; those of another question are not.
            Some(running) if running.asked.asks_as(&asked) => return None,
            Some(_) => self.running = None,
            None => {}
        }
        if matches!(&self.shown, Some((shown, _)) if shown.question != *question) {
            self.show(None);
        }
        let before = self.shown.as_ref().map(|(shown, _)| shown);
        if before.is_some_and(|before| before.is(&asked)) {
            return None;
        }
        let now = Instant::now();
        let rest = self.not_before.filter(|when| *when > now);
        if let Some(when) = rest
            && before.is_some_and(|before| before.asks_as(&asked))
        {
            return Some(when - now);
        }
        self.begin(pane, asked, task, make, wake);
        None
    }

    fn begin(
        &mut self,
        pane: &Pane,
        asked: Asked<Q>,
        task: Task,
        make: Make<Q, T>,
        wake: impl Fn() + Send + 'static,
    ) {
        let (input, rows) = (pane.figures_input(), pane.tree.row_count());
        if rows <= INLINE_ROWS {
            let made = make(&input, &asked.question, &AtomicBool::new(false));
            self.show(made.map(|made| (asked, made)));
            return;
        }
        let room = self
            .room
            .get_or_insert_with(|| MemoryBudget::get().work_room());
        room.set((rows as u64).min(MOST_ROWS) * ROW_BYTES);
        let question = asked.question.clone();
        let job = Job::start_in_parts(task, wake, move |worker| {
            let made = make(&input, &question, worker.stop());
            // The rows are dropped before the message is sent: its receiver counts on their memory being free.
            drop(input);
            worker.send(made);
        });
        self.running = Some(Running {
            asked,
            started: Instant::now(),
            job,
            _at_work: room.at_work(),
        });
    }

    /// Takes figures over that were made meanwhile.
    fn take(&mut self, asked: &Asked<Q>) {
        let Some(running) = &self.running else { return };
        let made = match running.job.progress() {
            Progress::Pending => return,
            Progress::Done(made) => made,
            Progress::Failed(failure) => {
                tracing::warn!(%failure, "no figures");
                None
            }
        };
        let Some(running) = self.running.take() else {
            return;
        };
        let now = Instant::now();
        self.not_before = Some(now + (now - running.started));
        if running.asked.question == asked.question
            && let Some(made) = made
        {
            self.show(Some((running.asked, made)));
        }
    }

    fn show(&mut self, made: Option<(Asked<Q>, T)>) {
        let bytes = made.as_ref().map_or(0, |(_, made)| made.heap_bytes());
        if let Some(room) = &mut self.room {
            room.set(bytes as u64);
        }
        self.shown = made;
        self.revision += 1;
    }

    /// Another one whenever other figures are shown.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The figures that were made last.
    pub fn shown(&self, pane: &Pane) -> Option<(&T, Freshness)> {
        let (asked, made) = self.shown.as_ref()?;
        let is_of_shown = std::ptr::eq(asked.tree.as_ptr(), Arc::as_ptr(&pane.tree));
        let freshness = if is_of_shown && asked.filter == pane.filter {
            Freshness::Current
        } else {
            Freshness::Older
        };
        Some((made, freshness))
    }

    /// Whether figures are being made.
    pub fn is_pending(&self) -> bool {
        self.running.is_some()
    }
}

impl Pane {
    /// Whether there may be more rows than figures are about.
    pub fn gaps(&self) -> Gaps {
        let (_, lacks) = self.shown_rows();
        if lacks { Gaps::Some } else { Gaps::None }
    }

    /// The rows that are shown, for figures about them.
    pub fn figures_input(&self) -> FiguresInput {
        FiguresInput {
            input: TreeInput {
                rows: self.rows.clone(),
                rows_epoch: self.rows_epoch,
                account_names: Arc::clone(&self.account_names),
                told: Arc::clone(&self.told),
                type_label: Some(label_of),
                catalog_columns: Some(column_source),
                sizes: Some(size_source),
                ..TreeInput::default()
            },
            tree: Arc::clone(&self.tree),
        }
    }
}

#[cfg(test)]
mod tests;
