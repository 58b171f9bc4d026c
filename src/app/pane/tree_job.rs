//! Rebuilding a pane's tree: at once when it is small, on another thread when it is large.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::{Duration, Instant};

use super::Pane;
use crate::app::resource_explorer::tree::{Tree, TreeInput, VisibleRows, build_tree};
use crate::catalog::types::label_of;

/// Up to this many rows a tree is built between two frames.
const INLINE_ROWS: usize = 20_000;

/// While rows pour in, a tree is rebuilt at most this many times its own building time apart, so
/// that building never takes more than a small share of the work.
const REST_FACTOR: u32 = 4;

/// When and where the next tree is built.
#[derive(Default)]
pub struct TreeJob {
    wanted: bool,
    building: Option<Receiver<Tree>>,
    started: Option<Instant>,
    not_before: Option<Instant>,
    /// Which generation of rows the tree in the making is over.
    rows_epoch: u64,
}

impl TreeJob {
    /// The tree no longer fits the rows, the grouping or the filter.
    pub fn request(&mut self) {
        self.wanted = true;
    }

    /// Whether a tree is being built or waiting to be.
    pub fn is_pending(&self) -> bool {
        self.wanted || self.building.is_some()
    }
}

impl Pane {
    /// Takes over a finished tree and starts the next one if it is wanted. Returns how long to wait
    /// before calling again, when nothing else would wake the window.
    pub fn update_tree(&mut self, wake: &Arc<dyn Fn() + Send + Sync>) -> Option<Duration> {
        self.take_finished_tree();
        if !self.tree_job.wanted || self.tree_job.building.is_some() {
            return None;
        }
        let now = Instant::now();
        if let Some(rest) = self
            .tree_job
            .not_before
            .and_then(|when| when.checked_duration_since(now))
        {
            return Some(rest);
        }
        self.tree_job.wanted = false;
        self.tree_job.started = Some(now);
        self.tree_job.rows_epoch = self.rows_epoch;
        let input = self.tree_input();
        if input.rows.len() <= INLINE_ROWS {
            self.show_tree(build_tree(&input));
            return None;
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let wake = Arc::clone(wake);
        let spawned = std::thread::Builder::new()
            .name("tree-builder".into())
            .spawn(move || {
                // The pane may be gone by now; then nobody wants the tree.
                if sender.send(build_tree(&input)).is_ok() {
                    wake();
                }
            });
        match spawned {
            Ok(_) => self.tree_job.building = Some(receiver),
            Err(error) => {
                tracing::warn!(%error, "no thread for the tree; building it in place");
                let input = self.tree_input();
                self.show_tree(build_tree(&input));
            }
        }
        None
    }

    /// Whether the tree shown is not yet the one for the rows at hand.
    pub fn tree_is_pending(&self) -> bool {
        self.tree_job.is_pending()
    }

    fn take_finished_tree(&mut self) {
        let Some(receiver) = &self.tree_job.building else {
            return;
        };
        match receiver.try_recv() {
            Ok(tree) => {
                self.tree_job.building = None;
                self.show_tree(tree);
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => {
                tracing::error!("the tree builder ended without a tree");
                self.tree_job.building = None;
            }
        }
    }

    fn tree_input(&self) -> TreeInput {
        let troubled = self
            .ledger
            .iter()
            .filter(|entry| entry.outcome.is_incomplete());
        TreeInput {
            rows: self.rows.clone(),
            group_by: self.group_by.clone(),
            filter: self.filter.clone(),
            // Whoever asks for them by name wants to see them.
            hide_managed: !self.show_managed
                && !self
                    .filter
                    .as_ref()
                    .is_some_and(|filter| filter.asks_for_managed()),
            troubled: troubled.cloned().collect(),
            account_names: Arc::clone(&self.account_names),
            type_label: Some(label_of),
        }
    }

    fn show_tree(&mut self, tree: Tree) {
        if let Some(started) = self.tree_job.started.take() {
            self.tree_job.not_before = Some(Instant::now() + started.elapsed() * REST_FACTOR);
        }
        // A tree over rows that were replaced meanwhile must not be shown: its indices lead elsewhere.
        if self.tree_job.rows_epoch != self.rows_epoch {
            self.tree_job.request();
            return;
        }
        self.visible = VisibleRows::of(&tree, &self.open);
        self.tree = Arc::new(tree);
    }
}
