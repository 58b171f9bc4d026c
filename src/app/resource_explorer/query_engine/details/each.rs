//! Details that are asked resource by resource, or for a few of them by one call.

use std::ops::Range;
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use tokio::task::JoinSet;

use super::answers::{send_updates, store_answer};
use super::bulk::OfQuery;
use super::failures::{DetailsFailure, Failures};
use super::probe_order::{ProbeOrder, RefusalReach};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::DetailUpdate;
use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::query_engine::request::{
    ANSWER_BYTES, NoAnswer, OnSignIn, Request,
};
use crate::app::resource_explorer::source::{DetailOp, DetailReach, SourceError};
use crate::model::{Fingerprint, Properties, QueryKey, ResourceEntry};

/// When a call is split: after this many calls without an answer the other resources are not asked about.
const MAX_CALLS_WITHOUT_ANSWER: usize = 50;

/// The rows of a key, in calls of at most so many.
struct Calls<'a> {
    batches: &'a [Batch],
    size: usize,
    /// How many calls the batches before each one take.
    before: Vec<usize>,
    total: usize,
}

impl<'a> Calls<'a> {
    fn new(batches: &'a [Batch], size: usize) -> Self {
        let mut total = 0;
        let before = batches.iter().map(|batch| {
            let before = total;
            total += batch.len().div_ceil(size);
            before
        });
        Self {
            batches,
            size,
            before: before.collect(),
            total,
        }
    }

    fn get(&self, at: usize) -> (&'a Batch, Range<usize>) {
        let batch = self.before.partition_point(|before| *before <= at) - 1;
        let first = (at - self.before[batch]) * self.size;
        let rows = &self.batches[batch];
        (rows, first..rows.len().min(first + self.size))
    }
}

/// The answers and refusals of one call, or of the calls that it was split into.
#[derive(Default)]
struct CallResults {
    updates: Vec<DetailUpdate>,
    answered: usize,
    refused: Vec<(CompactString, SourceError)>,
    not_asked: usize,
}

/// One operation on every resource of a key, `size` of them by one call. What is refused costs only the
/// resource it is about. Fails with the budget's message.
pub(super) async fn each(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    batches: &[Batch],
    size: usize,
) -> Result<Vec<DetailsFailure>, String> {
    let calls = Calls::new(batches, size);
    let mut order = ProbeOrder::new(calls.total);
    let mut asking: JoinSet<Result<CallResults, String>> = JoinSet::new();
    let mut failures = Failures::new(*key, op.operation);
    loop {
        while asking.len() < order.at_once()
            && let Some(at) = order.next()
        {
            let (batch, rows) = calls.get(at);
            let (of, key, batch) = (Arc::clone(query), *key, batch.clone());
            asking.spawn(query.task(async move { ask_rows(&of, &key, op, &batch[rows]).await }));
        }
        let results = match asking.join_next().await {
            None => break,
            Some(Ok(results)) => results?,
            Some(Err(panicked)) => {
                tracing::error!(%panicked, "a detail ended abnormally");
                failures.add(None, SourceError::Internal("asking for details"));
                continue;
            }
        };
        if results.answered > 0 {
            order.answered();
        } else if let Some((_, error)) = results.refused.first() {
            order.refused(results.refused.len(), reach_of(error));
        }
        send_updates(query, results.updates).await;
        failures.not_asked(results.not_asked);
        for (resource, error) in results.refused {
            failures.add(Some(resource), error);
        }
    }
    let left = order.not_asked().flatten().map(|at| calls.get(at));
    let has_detail = |row: &&ResourceEntry| query.context.source.has_detail(row, op);
    let left = left.map(|(batch, rows)| batch[rows].iter().filter(has_detail).count());
    failures.not_asked(left.sum());
    Ok(failures.into_inner())
}

/// What the refusal of one resource is about.
fn reach_of(error: &SourceError) -> RefusalReach {
    match error {
        SourceError::SignIn { .. } | SourceError::MemoryLimit(_) => RefusalReach::Key,
        SourceError::Unsupported { .. }
        | SourceError::RegionNotEnabled(_)
        | SourceError::Network { .. }
        | SourceError::TimeLimit { .. }
        | SourceError::Fault { .. }
        | SourceError::Throttled { .. }
        | SourceError::Config(_)
        | SourceError::NotAsked(_)
        | SourceError::Elsewhere(_)
        | SourceError::Internal(_) => RefusalReach::Operation,
        SourceError::Denied { .. }
        | SourceError::BadAnswer { .. }
        | SourceError::Service { .. }
        | SourceError::Gone { .. } => RefusalReach::Resource,
    }
}

/// Whether a call for several resources may have been refused because of one of them.
fn may_be_of_one(error: &SourceError) -> bool {
    matches!(reach_of(error), RefusalReach::Resource)
        || matches!(
            error,
            SourceError::Fault { .. } | SourceError::Unsupported { .. }
        )
}

/// Asks about these rows by one call, or by none if all its details are known. When it is refused, it is split
/// until what is refused is one resource.
async fn ask_rows(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    rows: &[ResourceEntry],
) -> Result<CallResults, String> {
    let context = &query.context;
    let mut results = CallResults::default();
    let mut unknown: Vec<&ResourceEntry> = Vec::new();
    for entry in rows.iter().filter(|row| context.source.has_detail(row, op)) {
        let resource = Fingerprint::from(entry);
        match context.details.answer(resource, op.operation) {
            Some(section) if section.answer.is_ok() => {
                results.updates.push(DetailUpdate { resource, section });
            }
            // Refused before: this query asks itself, and says so when it is refused again.
            _ => unknown.push(entry),
        }
    }
    results.answered = results.updates.len();
    let mut calls = vec![unknown];
    let mut calls_without_answer = 0;
    while let Some(entries) = calls.pop() {
        if entries.is_empty() {
            continue;
        }
        if results.answered == 0 && calls_without_answer >= MAX_CALLS_WITHOUT_ANSWER {
            results.not_asked += entries.len();
            continue;
        }
        let error = match call(query, key, op, &entries).await {
            Ok(answers) => {
                for again in results.take(context, op, &entries, answers) {
                    calls.push(vec![again]);
                }
                continue;
            }
            Err(NoAnswer::OverLimit(message)) => return Err(message),
            Err(NoAnswer::Failed(error)) => error,
        };
        calls_without_answer += 1;
        if entries.len() > 1 && may_be_of_one(&error) {
            let (first, second) = entries.split_at(entries.len() / 2);
            calls.extend([second.to_vec(), first.to_vec()]);
        } else {
            for entry in entries {
                results.refuse(context, op, entry, error.clone());
            }
        }
    }
    Ok(results)
}

impl CallResults {
    /// Keeps the answers of a call; returns the rows that are to be asked about alone, because the answer for
    /// several did not have them.
    fn take<'a>(
        &mut self,
        context: &EngineContext,
        op: DetailOp,
        entries: &[&'a ResourceEntry],
        mut answers: Vec<Option<Properties>>,
    ) -> Vec<&'a ResourceEntry> {
        Properties::pack_together(op.operation, answers.iter_mut().flatten());
        answers.resize_with(entries.len(), || None);
        let mut missing = Vec::new();
        for (entry, answer) in entries.iter().zip(answers) {
            match answer {
                Some(properties) => {
                    self.answered += 1;
                    self.updates
                        .push(store_answer(context, entry, op, Ok(properties)));
                }
                None if entries.len() > 1 => missing.push(*entry),
                None => {
                    let reason = format_compact!("{} is not in it; it may be gone", entry.id);
                    let action = op.operation.into();
                    let error = SourceError::BadAnswer { action, reason };
                    self.refuse(context, op, entry, error);
                }
            }
        }
        missing
    }

    /// One resource was refused. Its row says why; that it is gone is an answer.
    fn refuse(
        &mut self,
        context: &EngineContext,
        op: DetailOp,
        entry: &ResourceEntry,
        error: SourceError,
    ) {
        self.updates
            .push(store_answer(context, entry, op, Err(error.clone())));
        if matches!(error, SourceError::Gone { .. }) {
            self.answered += 1;
        } else {
            self.refused.push((entry.id.clone(), error));
        }
    }
}

/// One call about these rows.
async fn call(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    entries: &[&ResourceEntry],
) -> Result<Vec<Option<Properties>>, NoAnswer> {
    let context = &query.context;
    let request = Request {
        lane: Some(context.source.detail_lane(key, op)),
        by: &OfQuery(query),
        bytes: ANSWER_BYTES * entries.len() as u64,
        on_sign_in: OnSignIn::Wait,
    };
    let attempt = || async {
        match (op.reach, entries) {
            (DetailReach::PerResource, [entry]) => {
                let answer = context.source.resource_detail(entry, op).await?;
                Ok(vec![Some(answer)])
            }
            _ => context.source.batch_details(entries.to_vec(), op).await,
        }
    };
    let answered = context.ask(&request, attempt).await?;
    Ok(answered.answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::entry;

    #[test]
    fn calls_go_through_the_batches_and_never_over_their_ends() {
        let batch = |len: usize| -> Batch {
            let row = |at: usize| entry("eu-west-1", "AWS::EC2::Volume", &at.to_string(), "");
            Batch::new((0..len).map(row).collect())
        };
        let batches = [batch(5), batch(0), batch(2), batch(4)];
        let calls = Calls::new(&batches, 2);
        let all: Vec<(usize, Range<usize>)> = (0..calls.total)
            .map(|at| {
                let (batch, rows) = calls.get(at);
                let of = batches.iter().position(|one| one == batch);
                (of.unwrap(), rows)
            })
            .collect();
        assert_eq!(
            all,
            [
                (0, 0..2),
                (0, 2..4),
                (0, 4..5),
                (2, 0..2),
                (3, 0..2),
                (3, 2..4)
            ]
        );
    }
}
