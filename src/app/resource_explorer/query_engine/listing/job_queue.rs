//! The lists of one query that are yet to be asked, and those that wait for a sign-in.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::sync::watch;

use crate::app::resource_explorer::query_engine::auth::paused_accounts::PausedAccounts;
use crate::app::resource_explorer::query_engine::planning::asking_order::put_in_order;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::source::ListJob;
use crate::model::AccountId;

/// What a query has yet to list.
pub(crate) struct JobQueue {
    jobs: VecDeque<ListJob>,
    /// Lists of paused accounts, not begun.
    held: BTreeMap<AccountId, Vec<ListJob>>,
    /// Lists that were begun, by account.
    begun: BTreeMap<AccountId, usize>,
    /// The paused accounts that the pane knows of.
    paused: PausedAccounts,
    changes: watch::Receiver<u64>,
    /// The change that was looked at last.
    seen: Option<u64>,
    query: Arc<Query>,
}

impl JobQueue {
    pub(crate) fn new(query: &Arc<Query>, jobs: Vec<ListJob>) -> Self {
        Self {
            jobs: jobs.into(),
            held: BTreeMap::new(),
            begun: BTreeMap::new(),
            paused: PausedAccounts::new(),
            changes: query.context.pauses.subscribe(),
            seen: None,
            query: Arc::clone(query),
        }
    }

    /// More lists, dealt out among those that were not begun.
    pub(crate) fn add(&mut self, jobs: Vec<ListJob>) {
        self.jobs.extend(jobs);
        // Both parts are in order: that makes sorting them a merge.
        put_in_order(&*self.query.context.source, self.jobs.make_contiguous());
    }

    /// Compares the paused accounts with what the pane knows, and sends it the changes.
    pub(crate) async fn sync_paused(&mut self) {
        let version = *self.changes.borrow();
        if self.seen.replace(version) == Some(version) {
            return;
        }
        let query = Arc::clone(&self.query);
        let paused = query.context.pauses.paused();
        let before = std::mem::replace(&mut self.paused, paused);
        for account in before.keys() {
            if !self.paused.contains_key(account) {
                query.change(|record| record.resume(*account)).await;
            }
        }
        for (account, error) in &self.paused {
            if before.get(account) != Some(error) {
                query.change(|record| record.pause(*account, error)).await;
            }
        }
    }

    /// The next list that can be asked. Those that were held go first. No account begins more than
    /// `most_each` of them.
    pub(crate) fn next(&mut self, most_each: usize) -> Option<ListJob> {
        let job = self.next_held().or_else(|| self.next_planned(most_each))?;
        *self.begun.entry(job.key.account).or_default() += 1;
        Some(job)
    }

    fn next_held(&mut self) -> Option<ListJob> {
        let mut free = self.held.keys().filter(|a| !self.paused.contains_key(a));
        let account = *free.next()?;
        let jobs = self.held.get_mut(&account)?;
        let job = jobs.pop();
        if jobs.is_empty() {
            self.held.remove(&account);
        }
        job
    }

    fn next_planned(&mut self, most_each: usize) -> Option<ListJob> {
        loop {
            let account = self.jobs.front()?.key.account;
            if self
                .begun
                .get(&account)
                .is_some_and(|begun| *begun >= most_each)
            {
                return None;
            }
            let job = self.jobs.pop_front()?;
            // A list in the cache needs no credentials.
            if !self.paused.contains_key(&account) || self.query.is_cached(&job.key) {
                return Some(job);
            }
            self.held.entry(account).or_default().push(job);
        }
    }

    /// How many begun lists do not wait for a sign-in.
    pub(crate) fn active(&self) -> usize {
        let active = self
            .begun
            .iter()
            .filter(|(account, _)| !self.paused.contains_key(account));
        active.map(|(_, begun)| begun).sum()
    }

    /// A list that was begun has ended.
    pub(crate) fn ended(&mut self, job: &ListJob) {
        if let Some(begun) = self.begun.get_mut(&job.key.account) {
            *begun = begun.saturating_sub(1);
        }
    }

    /// Whether every list was begun.
    pub(crate) fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.held.is_empty()
    }

    /// Returns when an account was paused or works again.
    pub(crate) async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            // The engine is going away, and this query with it.
            std::future::pending::<()>().await;
        }
    }
}
