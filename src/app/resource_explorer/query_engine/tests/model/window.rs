//! What a pane would show, kept the plain way.

use std::collections::BTreeSet;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::ledger::{Ledger, Outcome};
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent, QueryProgress};
use crate::model::{Fingerprint, QueryKey, ResourceEntry};

/// One pane's rows and ledger.
#[derive(Clone, Default)]
pub(super) struct Window {
    pub batches: Vec<Batch>,
    /// The ARNs of their rows.
    shown: BTreeSet<Option<Fingerprint>>,
    pub ledger: Ledger,
    pub finished: Option<FinishReason>,
    /// Whether the ledger has no line of what was not planned.
    pub lacks_lines: bool,
    /// Whether lists were asked again, without the details of the others.
    pub was_retried: bool,
    /// Resources whose details came.
    pub detailed: BTreeSet<Fingerprint>,
    /// Keys of which details were refused.
    pub without_details: BTreeSet<QueryKey>,
}

impl Window {
    /// Takes in one message.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn take(&mut self, progress: QueryProgress) -> Result<(), String> {
        if self.finished.is_some() {
            return Err(format!("after its end it says {:?}", progress.event));
        }
        match progress.event {
            ProgressEvent::Rows(batch) => self.show(batch)?,
            ProgressEvent::Replaced { taken_back, shown } => {
                for gone in taken_back {
                    let mut batches = self.batches.iter();
                    let at = batches.position(|batch| batch.id() == gone);
                    let at = at.ok_or("what was not shown is taken back")?;
                    let gone = self.batches.remove(at);
                    for row in gone.iter() {
                        self.shown.remove(&Fingerprint::of_arn(row));
                    }
                }
                for batch in shown {
                    self.show(batch)?;
                }
            }
            ProgressEvent::Outcome(line) => self.ledger.record(line),
            ProgressEvent::Outcomes(lines) => self.ledger.extend(lines),
            ProgressEvent::Recounted(keys) => {
                keys.iter()
                    .for_each(|(key, rows)| self.ledger.recount(key, *rows));
            }
            ProgressEvent::AccountResumed { keys, .. } => self.ledger.forget_waiting(&keys),
            ProgressEvent::Details(updates) => {
                let told = updates
                    .iter()
                    .filter(|update| update.section.answer.is_ok());
                self.detailed.extend(told.map(|update| update.resource));
            }
            ProgressEvent::DetailsFailed(failure) => {
                self.without_details.insert(failure.key);
            }
            ProgressEvent::PlanUnfinished => self.lacks_lines = true,
            ProgressEvent::Finished(reason) => self.finished = Some(reason),
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, batch: Batch) -> Result<(), String> {
        for row in batch.iter() {
            if !self.shown.insert(Fingerprint::of_arn(row)) {
                let by = |row: &ResourceEntry| format!("{:?} of {}", row.provider, row.key());
                let print = Fingerprint::of_arn(row);
                let mut rows = self.rows();
                let before = rows.find(|other| Fingerprint::of_arn(other) == print);
                let before = before.map(by).unwrap_or_default();
                return Err(format!(
                    "{} is shown twice: by {before} and by {}",
                    arn_of(row),
                    by(row)
                ));
            }
        }
        self.batches.push(batch);
        Ok(())
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &ResourceEntry> {
        self.batches.iter().flat_map(|batch| batch.iter())
    }

    /// The ARNs of all rows.
    pub(super) fn arns(&self) -> BTreeSet<String> {
        self.rows().map(arn_of).collect()
    }

    /// Lists that can be asked again.
    pub(super) fn retryable(&self) -> Vec<QueryKey> {
        self.ledger.retryable_keys()
    }

    /// Lists that can be asked again while the query runs.
    pub(super) fn joinable(&self) -> Vec<QueryKey> {
        let lines = self.ledger.iter().filter(|line| line.can_join_query());
        lines.map(|line| line.key).collect()
    }

    /// Lists that a stopped query left.
    pub(super) fn stopped(&self) -> Vec<QueryKey> {
        let lines = self.ledger.iter();
        let stopped =
            lines.filter(|line| matches!(line.outcome, Outcome::Cancelled | Outcome::MemoryLimit));
        stopped.map(|line| line.key).collect()
    }
}

pub(super) fn arn_of(row: &ResourceEntry) -> String {
    row.arn().expect("an ARN").into_owned()
}
