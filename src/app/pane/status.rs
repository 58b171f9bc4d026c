//! What the engine's messages do to a pane.

use std::time::Instant;

use super::banners::FailedDetails;
use super::{Banner, BannerAction, BannerKind, Pane, PlanKnown, QueryState, TreeJob};
use crate::app::jobs::drop_in_background;
use crate::app::resource_explorer::batch_store::{Batch, BatchId};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{
    DetailUpdate, FinishReason, Generation, ProgressEvent, QueryProgress, regions_assumed,
};
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::tree::{GroupBy, PaneRows, RowIndex, RowsEpoch};
use crate::model::{AccountId, Details, Fingerprint, QueryKey, QueryScope, ResourceIdentity};
use crate::text::numbers::grouped;

/// More rows, or lists, than this are dropped by another thread.
pub(super) const MANY_ROWS: usize = 20_000;

impl Pane {
    /// A query of the pane's scope has begun. Its first page replaces the rows of the query before it.
    pub fn begin(&mut self, generation: Generation) {
        self.begin_scope(generation, self.spec.scope.to_scope());
    }

    /// As [`Pane::begin`], of a scope that the pane may have left by now.
    pub fn begin_scope(&mut self, generation: Generation, asked: QueryScope) {
        self.generation = generation;
        self.state = QueryState::Running;
        self.counts = Default::default();
        let many = self.ledger.len() > MANY_ROWS;
        let lines = self.ledger.clear();
        if many {
            drop_in_background(lines);
        }
        self.broken.clear();
        self.banners.clear();
        self.failed_details = FailedDetails::default();
        self.started = Some(Instant::now());
        self.eta.clear();
        self.took = None;
        self.replace_rows_on_next_page = true;
        self.plan = PlanKnown::Whole;
        self.lists_without_details = 0;
        self.begin_answer(&asked);
        self.asked = asked;
        self.retry_at_end.clear();
    }

    /// Some keys of the present query are asked again. Rows stay until others come in their place.
    pub fn begin_retry(&mut self, generation: Generation, keys: &[QueryKey]) {
        self.generation = generation;
        self.state = QueryState::Running;
        self.banners.clear();
        self.failed_details.forget(keys);
        self.show_failed_details();
        self.started = Some(Instant::now());
        self.eta.clear();
        self.took = None;
    }

    /// The rows of the query that the ledger's lines are of; none while rows of the query before are shown.
    pub fn batches_of_query(&self) -> impl Iterator<Item = &Batch> {
        let is_of_query = !self.replace_rows_on_next_page;
        self.rows.batches().filter(move |_| is_of_query)
    }

    /// Takes out the rows and details, for instance because a new query needs their memory. They are returned to
    /// be dropped on another thread, which takes longer than a frame for a million rows.
    pub fn give_up_rows(&mut self) -> Box<dyn Send> {
        let rows = self.rows.clone();
        let tree = std::mem::take(&mut self.tree);
        let job = std::mem::replace(&mut self.tree_job, TreeJob::new(self.id));
        let details = std::mem::take(&mut self.details);
        self.set_rows(PaneRows::default());
        self.drop_details();
        Box::new((rows, tree, job, details))
    }

    fn set_rows(&mut self, rows: PaneRows) {
        let selected = self.cursor.and_then(|row| self.rows.place(row));
        let now = selected.and_then(|(batch, at)| rows.index_of(batch.id(), at));
        if let (None, Some((batch, at))) = (now, selected) {
            // The list may have the row again.
            self.reselect = Some(ResourceIdentity::from(&batch[at]));
        }
        let rows = std::mem::replace(&mut self.rows, rows);
        self.tree_job.make_room_for(self.rows.len());
        self.rows_epoch = RowsEpoch::next();
        self.visible_revision += 1;
        self.select_only(now);
        let tree = std::mem::take(&mut self.tree);
        let visible = std::mem::take(&mut self.visible);
        if rows.len() > MANY_ROWS {
            // These may be the last references to them.
            drop_in_background((rows, tree, visible));
        }
        self.tree_job.request_now();
    }

    /// Takes in one message. Messages of an earlier query are dropped.
    pub fn apply(&mut self, progress: QueryProgress) {
        let QueryProgress {
            generation,
            event,
            counts,
            reservation,
            ..
        } = progress;
        if generation != self.generation {
            return;
        }
        if let Some(counts) = counts {
            self.counts = counts;
        }
        self.take_event(event);
        // Given back only now that the rows are in the pane and counted there.
        drop(reservation);
    }

    fn take_event(&mut self, event: ProgressEvent) {
        match event {
            ProgressEvent::Rows(batch) => self.add_rows(batch),
            ProgressEvent::Replaced { taken_back, shown } => self.exchange(&taken_back, shown),
            ProgressEvent::Outcome(entry) => {
                self.answer.record(&entry);
                self.ledger.record(entry);
            }
            ProgressEvent::Outcomes(entries) => {
                entries.iter().for_each(|entry| self.answer.record(entry));
                self.ledger.extend(entries);
            }
            ProgressEvent::Recounted(keys) => {
                let recounted = keys.into_iter();
                recounted.for_each(|(key, rows)| self.ledger.recount(&key, rows));
            }
            ProgressEvent::Details(updates) => self.add_details(updates),
            ProgressEvent::Seen { identity, sources } => {
                self.seen = Some((identity, sources));
                self.details_revision += 1;
            }
            ProgressEvent::AccessBroken(broken) => {
                self.broken.push(broken);
                self.show_failed_access();
            }
            ProgressEvent::RegionsAssumed {
                account,
                regions,
                error,
            } => {
                let text = regions_assumed(account, &regions, &error);
                self.show_failure(BannerKind::RegionsAssumed(account), &error, text);
            }
            ProgressEvent::PlanFailed(error) => {
                self.show_failure(BannerKind::PlanFailed, &error, error.to_string());
            }
            ProgressEvent::DetailsFailed(failure) => {
                self.failed_details.record(failure);
                self.show_failed_details();
            }
            ProgressEvent::AccountPaused { account, error } => self.pause(account, &error),
            ProgressEvent::AccountResumed { account, keys } => {
                self.ledger.forget_waiting(&keys);
                self.hide_banners(|kind| kind == BannerKind::Paused(account));
            }
            ProgressEvent::Phase1Complete => self.tree_job.request(),
            ProgressEvent::PlanUnfinished => self.plan = PlanKnown::Part,
            ProgressEvent::DetailsLeft { lists } => self.lists_without_details = lists,
            ProgressEvent::Started
            | ProgressEvent::KeyComplete { .. }
            | ProgressEvent::Phase2Complete => {}
            ProgressEvent::Waiting(text) => self.show_banner(Banner::waiting(text)),
            ProgressEvent::MemoryLimit(text) => self.show_banner(Banner::memory_limit(text)),
            ProgressEvent::Finished(reason) => self.finish(reason),
        }
    }

    /// Shows a failure of the access that the query needs.
    fn show_failure(&mut self, kind: BannerKind, error: &SourceError, text: String) {
        let banner = Banner::new(kind, Outcome::from(error), text);
        self.show_banner(banner.offering([BannerAction::Connect]));
    }

    /// An account's lists wait for its credentials.
    fn pause(&mut self, account: AccountId, error: &SourceError) {
        self.hide_banners(|kind| kind == BannerKind::Paused(account));
        let name = self.account_names.get(&account);
        let name = name.map(|name| format!("{name} ")).unwrap_or_default();
        let waiting = self.ledger.waiting(account).count();
        let lists = match waiting {
            0 => "Details wait and go on by themselves".to_owned(),
            1 => "1 query key waits and goes on by itself".to_owned(),
            many => format!("{} query keys wait and go on by themselves", grouped(many)),
        };
        let text = format!(
            "{name}{} is paused. {error}. {lists} once you have signed in.",
            account.grouped()
        );
        let banner = Banner::new(BannerKind::Paused(account), Outcome::SignIn, text);
        self.show_banner(banner.offering([BannerAction::Accounts]));
    }

    fn add_rows(&mut self, batch: Batch) {
        if std::mem::take(&mut self.replace_rows_on_next_page) {
            self.set_rows(PaneRows::default());
        }
        if let Some(identity) = &self.reselect {
            let RowIndex(start) = self.rows.next_index();
            let at = batch.iter().position(|entry| identity.is_of(entry));
            if let Some(at) = at {
                let row = RowIndex(start + at as u32);
                self.cursor = Some(row);
                self.selection.begin_at(row);
                self.reselect = None;
            }
        }
        if !self.rows.push(batch) {
            let text = "This pane holds as many rows as it can; further rows are not shown. Narrow the scope.";
            let banner = Banner::new(BannerKind::RowsFull, Outcome::Partial, text);
            self.show_banner(banner.offering([BannerAction::NarrowScope]));
        }
        self.tree_job.make_room_for(self.rows.len());
        self.tree_job.request();
    }

    /// Rows that were shown ahead of their list are replaced. The selected row stays selected if the list has
    /// it, too.
    fn exchange(&mut self, taken_back: &[BatchId], shown: Vec<Batch>) {
        let selected = self.cursor.and_then(|row| self.rows.place(row));
        let selected = selected
            .filter(|(batch, _)| taken_back.contains(&batch.id()))
            .map(|(batch, at)| ResourceIdentity::from(&batch[at]));
        if selected.is_some() {
            self.cursor = None;
            self.reselect = selected;
        }
        let chosen = self.leave_selection(taken_back);
        self.rows.take_back(taken_back);
        let start = self.rows.next_index();
        for batch in shown {
            self.add_rows(batch);
        }
        self.return_to_selection(&chosen, start);
        self.tree_job.request();
    }

    fn add_details(&mut self, updates: Vec<DetailUpdate>) {
        let revision = self.told.revision();
        if revision != self.told_revision {
            self.told_revision = revision;
            // Tags and statuses that came decide what a filter shows, in which group of a tag, and in which order.
            if self.filter.is_some()
                || GroupBy::look_at_rows(self.spec.levels())
                || self.spec.sorting.is_told_by_details()
            {
                self.tree_job.request();
            }
        }
        let Some(selected) = self.selected_entry().map(Fingerprint::from) else {
            return;
        };
        let about_it = |update: &DetailUpdate| update.resource == selected;
        for DetailUpdate { section, .. } in updates.into_iter().filter(about_it) {
            match &mut self.details {
                Some((resource, details)) if *resource == selected => details.put(section),
                details => {
                    let (resource, mut new) = (selected, Details::default());
                    new.put(section);
                    *details = Some((resource, new));
                }
            }
            self.details_revision += 1;
        }
    }

    fn finish(&mut self, reason: FinishReason) {
        self.state = match reason {
            FinishReason::Done | FinishReason::NothingReached => QueryState::Done,
            FinishReason::Cancelled => QueryState::Cancelled,
            FinishReason::MemoryLimit => QueryState::MemoryLimit,
        };
        if reason == FinishReason::Done && std::mem::take(&mut self.replace_rows_on_next_page) {
            // The query ended without a row: the rows shown are of the query before.
            self.set_rows(PaneRows::default());
        }
        self.hide_banners(|kind| matches!(kind, BannerKind::Paused(_)));
        let planned = self.counts.phase1_total;
        match (reason, self.rest().banner(reason, planned)) {
            (FinishReason::Cancelled, Some(banner)) => self.show_banner(banner),
            // The limit's own banner is more urgent and comes last.
            (FinishReason::MemoryLimit, Some(banner)) => self.show_banner_first(banner),
            (_, Some(_) | None) => {}
        }
        self.reselect = None;
        self.took = self.started.map(|started| started.elapsed());
        self.eta.clear();
        self.tree_job.request();
    }
}
