//! Details of a whole account and region, page by page.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;

use super::answers::{send_updates, store_answer};
use super::failures::{DetailsFailure, Failures};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::DetailUpdate;
use crate::app::resource_explorer::query_engine::listing::list_progress::ListProgress;
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::query_engine::request::{
    Answered, NoAnswer, OnSignIn, PAGE_BYTES, Request, Requester,
};
use crate::app::resource_explorer::scheduler::{Asker, Priority};
use crate::app::resource_explorer::source::{DetailOp, PageToken, SourceError, TimeLeft};
use crate::model::{Fingerprint, Properties, QueryKey, ResourceEntry};

/// Requests for the details of a query.
pub(super) struct OfQuery<'a>(pub &'a Query);

impl Requester for OfQuery<'_> {
    fn asker(&self) -> Asker {
        self.0
            .context
            .panes
            .as_seen(self.0.asker(Priority::Enriching))
    }

    fn count_sent(&self) {
        Counters::add(&self.0.counters.requests, 1);
    }

    fn count_throttled(&self) {
        Counters::add(&self.0.counters.throttled, 1);
    }
}

/// The pages of one operation over a whole key.
struct OfPages<'a> {
    query: OfQuery<'a>,
    progress: &'a ListProgress,
}

impl Requester for OfPages<'_> {
    fn asker(&self) -> Asker {
        self.query.asker()
    }

    fn count_sent(&self) {
        self.query.count_sent();
    }

    fn count_throttled(&self) {
        self.query.count_throttled();
    }

    fn time_left(&self) -> Option<TimeLeft> {
        let of = self.query.0.context.sender.time_limits.get().list;
        Some(self.progress.time_left(of))
    }

    fn count_time(&self, took: Duration) {
        self.progress.count_time(took);
    }
}

/// One operation over the whole key. Fails with the budget's message.
pub(super) async fn bulk(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    batches: &[Batch],
) -> Result<Vec<DetailsFailure>, String> {
    let context = &query.context;
    if context.details.bulk_is_done(key, op.operation) {
        for batch in batches {
            let known = batch.iter().map(Fingerprint::from).filter_map(|resource| {
                let section = context.details.answer(resource, op.operation)?;
                Some(DetailUpdate { resource, section })
            });
            send_updates(query, known.collect()).await;
        }
        return Ok(Vec::new());
    }
    let rows = batches.iter().flat_map(|batch| batch.iter());
    let by_id: HashMap<&str, &ResourceEntry> = rows.map(|entry| (&*entry.id, entry)).collect();
    match all_pages(query, key, op, &by_id).await {
        Ok(None) => {
            context.details.set_bulk_done(*key, op.operation);
            Ok(Vec::new())
        }
        Ok(Some(unreadable)) => {
            let mut failures = Failures::new(*key, op.operation);
            failures.add(None, unreadable);
            Ok(failures.into_inner())
        }
        Err(NoAnswer::OverLimit(message)) => Err(message),
        Err(NoAnswer::Failed(error)) => {
            let mut failures = Failures::new(*key, op.operation);
            failures.add(None, error);
            Ok(failures.into_inner())
        }
    }
}

/// Every page; why the first answer was not that could not be read.
async fn all_pages(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    by_id: &HashMap<&str, &ResourceEntry>,
) -> Result<Option<SourceError>, NoAnswer> {
    let context = &query.context;
    let lane = context.source.detail_lane(key, op);
    let mut progress = ListProgress::default();
    let mut unreadable = None;
    let mut token: Option<PageToken> = None;
    loop {
        let request = Request {
            lane: Some(lane),
            by: &OfPages {
                query: OfQuery(query),
                progress: &progress,
            },
            bytes: PAGE_BYTES,
            on_sign_in: OnSignIn::Wait,
        };
        let attempt = || context.source.bulk_details(key, op, token.clone());
        let Answered {
            answer: mut page,
            reservation,
        } = context.ask(&request, attempt).await?;
        let answers = page.answers.iter_mut().map(|(_, answer)| answer);
        Properties::pack_together(op.operation, answers);
        progress.note_ids(page.answers.iter().map(|(id, _)| id.as_str()));
        let updates: Vec<DetailUpdate> = page
            .answers
            .into_iter()
            .filter_map(|(id, properties): (CompactString, Properties)| {
                let entry = by_id.get(&*id)?;
                Some(store_answer(context, entry, op, Ok(properties)))
            })
            .collect();
        drop(reservation);
        send_updates(query, updates).await;
        let odd = page.gaps.items.map(|odd| odd.first);
        unreadable = unreadable.or(odd);
        let Some(next) = page.next else {
            return Ok(unreadable);
        };
        progress.follow(&next).map_err(|reason| {
            let action = lane.api.into();
            NoAnswer::Failed(SourceError::BadAnswer { action, reason })
        })?;
        token = Some(next);
    }
}
