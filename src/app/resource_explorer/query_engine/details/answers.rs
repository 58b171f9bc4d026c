//! Answers of phase 2: kept in the store, and sent to the pane.

use std::sync::Arc;

use compact_str::{CompactString, ToCompactString};

use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::source::{DetailOp, SourceError};
use crate::model::{DetailSection, Fingerprint, Properties, ResourceEntry, RowFacts};

/// Answers per message, so that a key of a million resources does not arrive in one piece.
const UPDATES_PER_MESSAGE: usize = 1000;

/// Keeps an answer and hands it on.
pub(super) fn store_answer(
    context: &EngineContext,
    entry: &ResourceEntry,
    op: DetailOp,
    answer: Result<Properties, SourceError>,
) -> DetailUpdate {
    let answer = answer.map(|answer| answer.packed(op.operation));
    let answer: Result<Properties, CompactString> =
        answer.map_err(|error| error.to_compact_string());
    let resource = Fingerprint::from(entry);
    let section = DetailSection {
        operation: op.operation,
        answer,
    };
    if let Ok(answer) = &section.answer
        && RowFacts::is_wanted(entry)
    {
        let told = context.source.facts_in(entry, op, answer);
        let facts = context.details.facts();
        facts.add(entry.resource_type, resource, told);
    }
    let kept = section.answer.clone();
    context
        .details
        .put(entry.resource_type, resource, op.operation, kept);
    DetailUpdate { resource, section }
}

/// Sends answers to the query's pane.
pub(super) async fn send_updates(query: &Arc<Query>, mut updates: Vec<DetailUpdate>) {
    while !updates.is_empty() {
        let rest = updates.split_off(updates.len().min(UPDATES_PER_MESSAGE));
        query.send_event(ProgressEvent::Details(updates)).await;
        updates = rest;
    }
}
