//! Lists that are asked again while the details of their query are fetched.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::jobs_to_come::JobsToCome;
use super::list_end::end_tagged_keys;
use super::runner::{run_lists, sweep_for};
use super::sweep_ends::with_reason;
use crate::app::resource_explorer::query_engine::query::{Query, Record};

/// Lists the keys that people ask for again, until `phase 2` has ended.
///
/// # Errors
/// The budget's message.
pub(crate) async fn list_retried(
    query: &Arc<Query>,
    until: &CancellationToken,
) -> Result<(), String> {
    loop {
        let keys = tokio::select! {
            keys = query.retry_queue.next() => keys,
            () = until.cancelled() => return Ok(()),
        };
        let jobs = query.retried_lists(keys);
        let mut ends = std::mem::take(&mut *query.sweep_ends());
        let left = run_lists(query, jobs, &mut JobsToCome::None, &mut ends).await?;
        let swept = sweep_for(query, &left, &mut ends).await?;
        end_tagged_keys(query, &with_reason(left).collect(), &ends, &swept).await;
        *query.sweep_ends() = ends;
        query.change(Record::recount).await;
    }
}
