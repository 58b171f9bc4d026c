//! What a query has seen of rows and lists, and the messages about it that its pane does not have yet.
//!
//! Rows, ledger lines and their messages change in one step, under one lock: a change of what counts as shown
//! always posts the message that shows it. A task may be dropped after any step; the messages it posted leave
//! with those of other tasks, or when the query ends.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::outbox::{Message, Outbox};
use super::tag_gaps::are_known;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::query_engine::dedup::merge::{Change, Extent, Merge};
use crate::app::resource_explorer::query_engine::planning::plan::Plan;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::app::resource_explorer::source::{ListJob, ResourceSource, SourceError};
use crate::model::heap;
use crate::model::{AccountId, Provider, QueryKey};

/// Lines of the ledger in one message: about a millisecond of work for the pane.
const LINES_AT_ONCE: usize = 1_024;

/// Rows, planned keys, and the messages about both.
#[derive(Default)]
pub(crate) struct Record {
    merge: Merge,
    /// Planned keys that have not ended.
    pending: BTreeSet<QueryKey>,
    /// Lines of lists that lack tags: details may tell them.
    without_tags: HashMap<QueryKey, LedgerEntry>,
    outbox: Outbox,
    /// Rows that were posted and not taken back: what counts as shown, in tests.
    #[cfg(test)]
    posted_rows: u64,
}

impl Record {
    /// The rows seen so far, for reading.
    pub(crate) fn merge(&self) -> &Merge {
        &self.merge
    }

    /// Posts a message without rows.
    pub(crate) fn post(&mut self, event: ProgressEvent) {
        let resources = Arc::default();
        self.outbox.post(Message { event, resources });
    }

    /// Posts the rows that come and the rows that go.
    fn post_change(&mut self, change: Change) {
        #[cfg(test)]
        self.count_posted(&change);
        let Change { taken_back, shown } = change;
        if !taken_back.is_empty() {
            let taken_back = taken_back.iter().map(Batch::id).collect();
            return self.post(ProgressEvent::Replaced { taken_back, shown });
        }
        for batch in shown {
            let resources = Arc::clone(batch.rows());
            let event = ProgressEvent::Rows(batch);
            self.outbox.post(Message { event, resources });
        }
    }

    /// Whatever the order in which lists, sweeps and indexes answer, what is posted is what counts as shown.
    #[cfg(test)]
    fn count_posted(&mut self, change: &Change) {
        let rows = |batches: &[Batch]| batches.iter().map(|batch| batch.len() as u64).sum::<u64>();
        self.posted_rows = self.posted_rows + rows(&change.shown) - rows(&change.taken_back);
        assert_eq!(self.posted_rows, self.merge.total_rows(), "{change:?}");
    }

    fn post_lines(&mut self, mut lines: Vec<LedgerEntry>) {
        while lines.len() > LINES_AT_ONCE {
            let some = lines.split_off(lines.len() - LINES_AT_ONCE);
            self.post(ProgressEvent::Outcomes(some));
        }
        if !lines.is_empty() {
            self.post(ProgressEvent::Outcomes(lines));
        }
    }

    /// Adds rows that the pane shows already, of a query before this one.
    pub(crate) fn shown_before(&mut self, batches: Vec<Batch>, source: &dyn ResourceSource) {
        self.merge.shown_before(batches, source);
        #[cfg(test)]
        {
            self.posted_rows = self.merge.total_rows();
        }
    }

    /// More is planned: its keys have not ended from now on, so that none is forgotten when the query is stopped.
    pub(crate) fn plan(&mut self, plan: &Plan, source: &dyn ResourceSource, shows_ahead: bool) {
        let is_sweep = |job: &&ListJob| job.provider == Provider::Tagging;
        let direct = plan.jobs.iter().filter(|job| !is_sweep(job));
        let direct = direct.map(|job| job.key);
        self.merge.expect(plan.wanted.clone(), direct, shows_ahead);
        self.merge.find_ambiguous_types(source);
        let sweeps = plan.jobs.iter().filter(is_sweep);
        sweeps.for_each(|sweep| self.merge.restart_sweep(sweep));
        self.expect(plan.jobs.iter().map(|job| job.key));
        self.expect(plan.tagged_keys.iter().copied());
    }

    /// Adds keys that will be asked.
    pub(crate) fn expect(&mut self, keys: impl IntoIterator<Item = QueryKey>) {
        self.pending.extend(keys);
    }

    /// Adds sweeps of places where others may have been made before.
    pub(crate) fn expect_sweeps(&mut self, sweeps: &[ListJob]) {
        self.expect(sweeps.iter().map(|job| job.key));
        sweeps
            .iter()
            .for_each(|sweep| self.merge.restart_sweep(sweep));
    }

    /// A list starts again.
    pub(crate) fn restart_list(&mut self, key: &QueryKey) {
        self.merge.restart_list(key);
    }

    /// A page of a list, a sweep or an index: posts its rows that belong to the query and were not shown yet.
    pub(crate) fn page(&mut self, job: &ListJob, batch: &Batch) {
        let change = if job.provider.is_sweep() {
            self.merge.swept(batch, job)
        } else {
            self.merge.direct_page(&job.key, batch)
        };
        self.post_change(change);
    }

    /// A list or a sweep gives no more rows. [`Record::end`] writes its ledger line.
    pub(crate) fn list_ended(&mut self, job: &ListJob, extent: Extent) {
        let change = if job.provider.is_sweep() {
            self.merge.sweep_ended(job, extent)
        } else {
            self.merge.direct_ended(&job.key, extent)
        };
        self.post_change(change);
    }

    /// A key's list is not asked: rows that waited for it need not wait any longer.
    pub(crate) fn list_skipped(&mut self, key: &QueryKey) {
        let change = self.merge.direct_ended(key, Extent::Part);
        self.post_change(change);
    }

    /// An index has come to its end.
    pub(crate) fn index_ended(&mut self, job: &ListJob) {
        let change = self.merge.index_ended(job);
        self.post_change(change);
    }

    /// An index broke off: its rows are taken back.
    pub(crate) fn index_failed(&mut self, job: &ListJob) {
        let change = self.merge.index_failed(job);
        self.post_change(change);
    }

    /// Accounts are asked themselves from now on: no index that has shown nothing of them may any more.
    pub(crate) fn close_to_indexes(&mut self, accounts: impl Iterator<Item = AccountId>) {
        self.merge.close_to_indexes(accounts);
    }

    /// Ends lists and sweeps where they are: shows the rows that they gave so far.
    pub(super) fn finish_provisional(&mut self) {
        let change = self.merge.finish_provisional();
        self.post_change(change);
    }

    /// Posts the ledger line of a key that has ended.
    pub(crate) fn end(&mut self, entry: LedgerEntry) {
        self.pending.remove(&entry.key);
        self.merge.set_line_rows(&entry.key, entry.rows);
        if entry.lacks_tags() {
            self.without_tags.insert(entry.key, entry.clone());
        } else {
            self.without_tags.remove(&entry.key);
        }
        self.post(ProgressEvent::Outcome(entry));
    }

    /// Details of a list have come: where they told the tags of all its rows, its line does not lack them.
    pub(crate) fn close_tag_gap(&mut self, key: &QueryKey, facts: &RowFactStore) {
        if !self.without_tags.contains_key(key) {
            return;
        }
        let shown = self.merge.shown_batches(key);
        let facts = facts.view();
        if !shown.iter().all(|batch| are_known(&facts, batch)) {
            return;
        }
        if let Some(line) = self.without_tags.remove(key) {
            let rows = self.merge.rows_of(key);
            self.merge.set_line_rows(key, rows);
            let line = line.with_tags().with_rows(rows);
            self.post(ProgressEvent::Outcome(line));
        }
    }

    /// A key is complete: all its rows were posted.
    pub(crate) fn complete(&mut self, key: QueryKey) {
        let enriched = false;
        self.post(ProgressEvent::KeyComplete { key, enriched });
    }

    /// Recounts a ledger line that this query did not write.
    pub(crate) fn recount_line(&mut self, key: QueryKey, rows: u64) {
        self.merge.set_line_rows(&key, rows);
        self.post(ProgressEvent::Recounted(vec![(key, rows)]));
    }

    /// Posts the ends of keys that have not ended, in one message; returns whether there were any. A stopped
    /// query has a hundred thousand of them: a message for each would take longer than the work it stops.
    pub(super) fn end_some_pending(
        &mut self,
        outcome: Outcome,
        error: Option<&SourceError>,
    ) -> bool {
        let why = error.cloned().map(Arc::new);
        let mut lines = Vec::with_capacity(LINES_AT_ONCE.min(self.pending.len()));
        while lines.len() < LINES_AT_ONCE
            && let Some(key) = self.pending.pop_first()
        {
            let rows = self.merge.rows_of(&key);
            self.merge.set_line_rows(&key, rows);
            lines.push(LedgerEntry {
                rows,
                error: why.clone(),
                ..LedgerEntry::new(key, outcome)
            });
        }
        let were_any = !lines.is_empty();
        self.post_lines(lines);
        were_any
    }

    /// Posts ledger lines of keys that only sweeps have shown so far: there may be more rows. A line of a list
    /// stays, and its rows are counted again.
    pub(super) fn end_swept_keys(&mut self, keeps_line: impl Fn(&QueryKey) -> bool) {
        let mut lines = Vec::new();
        for (key, rows, provider) in self.merge.swept_keys() {
            if keeps_line(&key) {
                self.recount_line(key, rows);
                continue;
            }
            self.merge.set_line_rows(&key, rows);
            lines.push(LedgerEntry {
                rows,
                provider: Some(provider),
                ..LedgerEntry::new(key, Outcome::Partial)
            });
        }
        self.post_lines(lines);
    }

    /// Posts ledger lines whose number of rows has changed since they were written.
    pub(crate) fn recount(&mut self) {
        for keys in self.merge.recount().chunks(LINES_AT_ONCE) {
            self.post(ProgressEvent::Recounted(keys.to_vec()));
        }
    }

    /// The credentials of an account do not work: the lines of its keys without an end say so meanwhile.
    pub(crate) fn pause(&mut self, account: AccountId, error: &SourceError) {
        let why = Arc::new(error.clone());
        let line = |key: QueryKey| LedgerEntry {
            rows: self.merge.rows_of(&key),
            error: Some(Arc::clone(&why)),
            ..LedgerEntry::new(key, Outcome::SignIn)
        };
        let lines: Vec<LedgerEntry> = self.pending_of(account).map(line).collect();
        if lines.is_empty() {
            return;
        }
        self.post_lines(lines);
        let error = error.clone();
        self.post(ProgressEvent::AccountPaused { account, error });
    }

    /// The credentials work again.
    pub(crate) fn resume(&mut self, account: AccountId) {
        let keys = self.pending_of(account).collect();
        self.post(ProgressEvent::AccountResumed { account, keys });
    }

    /// Planned keys of an account that have not ended.
    fn pending_of(&self, account: AccountId) -> impl Iterator<Item = QueryKey> {
        let of_account = move |key: &&QueryKey| key.account == account;
        self.pending.iter().filter(of_account).copied()
    }

    /// Whether a planned key has not ended.
    pub(crate) fn is_pending(&self, key: &QueryKey) -> bool {
        self.pending.contains(key)
    }

    pub(super) fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    /// Bytes on the heap, without the rows.
    pub(crate) fn heap_bytes(&self) -> usize {
        heap::of_sorted_set(&self.pending)
            + heap::of_map(&self.without_tags)
            + self.merge.heap_bytes()
            + self.outbox.heap_bytes()
    }
}
