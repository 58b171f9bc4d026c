//! Keeps the details side up to date with the selected row. Small documents are read between two frames, large
//! ones by another thread: what was shown before stays until that is done.

use std::sync::Arc;

use super::document::{DetailsModel, Read, ReadDetails};
use super::source::{Source, Stamp};
use crate::app::jobs::{Failure, Job, Progress, Task, drop_in_background};
use crate::app::json_tree::{JsonTree, Node};
use crate::app::pane::Pane;

/// A tree of more lines than this is dropped by another thread.
const MANY_LINES: usize = 10_000;

/// What changed since the side was drawn last.
pub enum ReaderUpdate {
    /// Nothing.
    None,
    /// Phase 2 or another list said something of the row.
    Details(JsonTree),
    /// Another row, or its properties came or went: its properties, and what phase 2 said.
    Row(JsonTree, JsonTree),
}

/// Which row the side shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It shows the selected row.
    Row,
    /// It shows what it showed before, while the selected row is being read.
    Before,
    /// The selected row could not be read.
    Failed(Failure),
}

enum Reading {
    Row(Job<Read>),
    Details(Job<ReadDetails>),
}

/// What is shown, and what is being read.
#[derive(Default)]
pub struct Reader {
    model: Option<DetailsModel>,
    job: Option<(Stamp, Reading)>,
    failed: Option<(Stamp, Failure)>,
}

impl Reader {
    /// What is shown.
    pub fn model(&self) -> Option<&DetailsModel> {
        self.model.as_ref()
    }

    /// Whether the side shows the row that is selected in `pane`.
    pub fn shown(&self, pane: &Pane) -> Shown {
        let Some(stamp) = Stamp::of(pane) else {
            return Shown::Row;
        };
        let failed = self.failed.filter(|(of, _)| *of == stamp);
        match (&self.model, failed) {
            (Some(model), _) if model.stamp.same_row(&stamp) => Shown::Row,
            (_, Some((_, failure))) => Shown::Failed(failure),
            _ => Shown::Before,
        }
    }

    /// Takes in what was read, and reads what changed. `wake` is called when another thread is done.
    pub fn sync(&mut self, pane: &Pane, wake: impl Fn() + Send + 'static) -> ReaderUpdate {
        let Some(stamp) = Stamp::of(pane) else {
            *self = Self::default();
            return ReaderUpdate::None;
        };
        let update = self.poll(stamp);
        if !matches!(update, ReaderUpdate::None) {
            return update;
        }
        let known = self
            .model
            .as_ref()
            .is_some_and(|model| model.stamp == stamp);
        // One thread at a time: moving quickly through rows must not start a thread for each.
        let failed = self.failed.is_some_and(|(of, _)| of == stamp);
        if known || self.job.is_some() || failed {
            return ReaderUpdate::None;
        }
        let Some(source) = Source::of(pane) else {
            return ReaderUpdate::None;
        };
        let listed = self.model.as_ref();
        let listed = listed.filter(|model| model.stamp.same_row(&stamp));
        let listed = listed.map(|model| Arc::clone(&model.listed));
        if !source.is_large() {
            return match listed {
                Some(listed) => self.take_details(source.read_details(&listed)),
                None => self.take_row(source.read()),
            };
        }
        let task = Task::new("document-reader", "Reading a document");
        let job = match listed {
            Some(listed) => {
                Reading::Details(Job::start(task, wake, move || source.read_details(&listed)))
            }
            None => Reading::Row(Job::start(task, wake, move || source.read())),
        };
        self.job = Some((stamp, job));
        ReaderUpdate::None
    }

    fn poll(&mut self, wanted: Stamp) -> ReaderUpdate {
        let Some((stamp, job)) = &self.job else {
            return ReaderUpdate::None;
        };
        let stamp = *stamp;
        match job {
            Reading::Row(job) => match job.progress() {
                Progress::Pending => return ReaderUpdate::None,
                Progress::Done(read) => {
                    self.job = None;
                    // What phase 2 said meanwhile is read next.
                    if stamp.same_row(&wanted) {
                        return self.take_row(read);
                    }
                    drop_in_background(read);
                }
                Progress::Failed(failure) => self.failed = Some((stamp, failure)),
            },
            Reading::Details(job) => match job.progress() {
                Progress::Pending => return ReaderUpdate::None,
                Progress::Done(read) => {
                    self.job = None;
                    if stamp.same_row(&wanted) {
                        return self.take_details(read);
                    }
                    drop_in_background(read);
                }
                Progress::Failed(failure) => self.failed = Some((stamp, failure)),
            },
        }
        self.job = None;
        ReaderUpdate::None
    }

    fn take_row(&mut self, read: Read) -> ReaderUpdate {
        let Read {
            model,
            properties,
            sections,
        } = read;
        self.model = Some(model);
        ReaderUpdate::Row(properties, sections)
    }

    fn take_details(&mut self, read: ReadDetails) -> ReaderUpdate {
        match &mut self.model {
            Some(model) => ReaderUpdate::Details(model.take(read)),
            None => ReaderUpdate::None,
        }
    }
}

/// Drops a tree that is not shown any more.
pub fn drop_tree(tree: JsonTree) {
    if tree.len() > MANY_LINES {
        drop_in_background(tree);
    }
}

/// Drops lines that are not shown any more.
pub fn drop_nodes(nodes: Vec<Node>) {
    if nodes.len() > MANY_LINES {
        drop_in_background(nodes);
    }
}

#[cfg(test)]
mod tests;
