//! Details that are asked resource by resource, or for a few of them by one call.

use std::ops::Range;
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use tokio::task::JoinSet;

use super::answers::{keep, send_updates};
use super::bulk::OfQuery;
use super::course::{Course, Says};
use super::failures::{DetailsFailure, Failures};
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
const VAIN_CALLS: usize = 50;

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
struct Told {
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
    let mut course = Course::new(calls.total);
    let mut asking: JoinSet<Result<Told, String>> = JoinSet::new();
    let mut failures = Failures::new(*key, op.operation);
    loop {
        while asking.len() < course.at_once()
            && let Some(at) = course.next()
        {
            let (batch, rows) = calls.get(at);
            let (of, key, batch) = (Arc::clone(query), *key, batch.clone());
            asking.spawn(query.task(async move { ask_rows(&of, &key, op, &batch[rows]).await }));
        }
        let told = match asking.join_next().await {
            None => break,
            Some(Ok(told)) => told?,
            Some(Err(panicked)) => {
                tracing::error!(%panicked, "a detail ended abnormally");
                failures.add(None, SourceError::Internal("asking for details"));
                continue;
            }
        };
        if told.answered > 0 {
            course.answered();
        } else if let Some((_, error)) = told.refused.first() {
            course.refused(told.refused.len(), says(error));
        }
        send_updates(query, told.updates).await;
        failures.not_asked(told.not_asked);
        for (resource, error) in told.refused {
            failures.add(Some(resource), error);
        }
    }
    let left = course.not_asked().flatten().map(|at| calls.get(at));
    let has_detail = |row: &&ResourceEntry| query.context.source.has_detail(row, op);
    let left = left.map(|(batch, rows)| batch[rows].iter().filter(has_detail).count());
    failures.not_asked(left.sum());
    Ok(failures.into_inner())
}

/// How much the refusal of one resource says of the others.
fn says(error: &SourceError) -> Says {
    match error {
        SourceError::SignIn { .. } | SourceError::MemoryLimit(_) => Says::All,
        SourceError::Unsupported { .. }
        | SourceError::RegionNotEnabled(_)
        | SourceError::Network { .. }
        | SourceError::TimeLimit { .. }
        | SourceError::Fault { .. }
        | SourceError::Throttled { .. }
        | SourceError::Config(_)
        | SourceError::NotAsked(_)
        | SourceError::Elsewhere(_)
        | SourceError::Internal(_) => Says::Much,
        SourceError::Denied { .. }
        | SourceError::BadAnswer { .. }
        | SourceError::Service { .. }
        | SourceError::Gone { .. } => Says::Little,
    }
}

/// Whether a call for several resources may have been refused because of one of them.
fn may_be_of_one(error: &SourceError) -> bool {
    matches!(says(error), Says::Little)
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
) -> Result<Told, String> {
    let context = &query.context;
    let mut told = Told::default();
    let mut unknown: Vec<&ResourceEntry> = Vec::new();
    for entry in rows.iter().filter(|row| context.source.has_detail(row, op)) {
        let resource = Fingerprint::from(entry);
        match context.details.answer(resource, op.operation) {
            Some(section) if section.answer.is_ok() => {
                told.updates.push(DetailUpdate { resource, section });
            }
            // Refused before: this query asks itself, and says so when it is refused again.
            _ => unknown.push(entry),
        }
    }
    told.answered = told.updates.len();
    let mut calls = vec![unknown];
    let mut vain_calls = 0;
    while let Some(entries) = calls.pop() {
        if entries.is_empty() {
            continue;
        }
        if told.answered == 0 && vain_calls >= VAIN_CALLS {
            told.not_asked += entries.len();
            continue;
        }
        let error = match call(query, key, op, &entries).await {
            Ok(answers) => {
                for again in told.take(context, op, &entries, answers) {
                    calls.push(vec![again]);
                }
                continue;
            }
            Err(NoAnswer::OverLimit(message)) => return Err(message),
            Err(NoAnswer::Failed(error)) => error,
        };
        vain_calls += 1;
        if entries.len() > 1 && may_be_of_one(&error) {
            let (first, second) = entries.split_at(entries.len() / 2);
            calls.extend([second.to_vec(), first.to_vec()]);
        } else {
            for entry in entries {
                told.refuse(context, op, entry, error.clone());
            }
        }
    }
    Ok(told)
}

impl Told {
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
                    self.updates.push(keep(context, entry, op, Ok(properties)));
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
            .push(keep(context, entry, op, Err(error.clone())));
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
                let told = context.source.resource_detail(entry, op).await?;
                Ok(vec![Some(told)])
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
