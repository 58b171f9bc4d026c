//! The parents' rows that a child list is asked with, such as the clusters of services. They come from the
//! parents' own lists, in a fetch shared with the queries that show those.

use std::sync::Arc;
use std::time::Instant;

use super::calls::MissingParents;
use super::fetch::join;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::{Accepts, ListId};
use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{
    FetchEnd, FetchUpdate, Subscriber, WantedList,
};
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{BoxFuture, Gaps, ListJob, SourceError};
use crate::model::TypeId;

/// The rows that a list is asked under, as far as it is asked under any.
pub(super) struct Parents {
    rows: Rows,
    missing: Option<MissingParents>,
}

enum Rows {
    /// All there are; given once.
    Gathered(Option<Vec<Batch>>),
    /// Those of one list, page by page as it goes on.
    Subscribed(TypeId, Subscriber),
}

impl Parents {
    fn known(rows: Vec<Batch>) -> Self {
        Self {
            rows: Rows::Gathered(Some(rows)),
            missing: None,
        }
    }

    /// The next ones; `None` after the last.
    ///
    /// # Errors
    /// The budget's message.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Batch>>, String> {
        let (of, subscriber) = match &mut self.rows {
            Rows::Gathered(rows) => return Ok(rows.take()),
            Rows::Subscribed(of, subscriber) => (*of, subscriber),
        };
        match subscriber.next().await {
            FetchUpdate::Page(batch) => Ok(Some(vec![batch])),
            FetchUpdate::End(FetchEnd::OverLimit(message), ..) => Err(message),
            FetchUpdate::End(end, _, gaps) => {
                let why = match end {
                    FetchEnd::Failed(error) => Some(error),
                    _ => first_lost_row(&gaps),
                };
                let missing = why.map(|why| MissingParents { of, why });
                self.missing = self.missing.take().or(missing);
                Ok(None)
            }
        }
    }

    /// What is missing of their lists, as far as these have ended.
    pub(super) fn missing(&mut self) -> Option<MissingParents> {
        self.missing.take()
    }

    /// All of them.
    async fn gather(mut self) -> Result<(Vec<Batch>, Option<MissingParents>), String> {
        let mut rows = Vec::new();
        while let Some(more) = self.next().await? {
            rows.extend(more);
        }
        Ok((rows, self.missing))
    }
}

/// Why rows are missing of a list that came to its end.
fn first_lost_row(gaps: &Gaps) -> Option<SourceError> {
    let lost = gaps.items.as_ref().or(gaps.parents.as_ref());
    lost.map(|part| part.first.clone())
}

/// The rows of a job's parents, from the cache or from fetches that are shared with the parents' own
/// lists. Children of one list of parents are asked for as these arrive; where a call needs one of each of
/// several lists, it waits for all.
///
/// # Errors
/// The budget's message.
pub(super) async fn parents_of(
    context: &Arc<EngineContext>,
    job: &ListJob,
    accepts: Accepts,
    asker: Asker,
) -> Result<Parents, String> {
    let lists = context.source.parents(job);
    if let [parent] = lists[..] {
        return Ok(parents_in(context, parent, accepts, asker));
    }
    let mut all = Parents::known(Vec::new());
    let mut rows = Vec::new();
    for parent in lists {
        // Boxed: a parent may have parents of its own.
        let of_type = parents_in(context, parent, accepts, asker);
        let gathered: BoxFuture<'_, _> = Box::pin(of_type.gather());
        let (more, missing) = gathered.await?;
        rows.extend(more);
        all.missing = all.missing.or(missing);
    }
    all.rows = Rows::Gathered(Some(rows));
    Ok(all)
}

fn parents_in(
    context: &Arc<EngineContext>,
    job: ListJob,
    accepts: Accepts,
    asker: Asker,
) -> Parents {
    let (key, ty) = (job.key, job.key.resource_type);
    let subscribed = |subscriber| Parents {
        rows: Rows::Subscribed(ty, subscriber),
        missing: None,
    };
    let shown_by = context.source.provider_of(ty);
    let id = if shown_by.is_none_or(|provider| provider == job.provider) {
        ListId::shown(key)
    } else {
        ListId::for_children(key, job.provider)
    };
    // Running fetches before the cache: a fetch that ends is in the cache before it leaves the table.
    if let Some(joined) = context.fetches.join_running(&id, accepts, asker) {
        return subscribed(joined);
    }
    let cached = context.cache.rows(&id);
    let accepts = match cached.filter(|list| accepts.takes(list)) {
        None => accepts,
        // Their children cannot be asked for without their documents, and these were given up.
        Some(cached) if lacks_documents(context, ty, &cached.batches) => {
            Accepts::Since(Instant::now())
        }
        Some(cached) => return Parents::known(cached.batches),
    };
    let wanted = WantedList { id, job, accepts };
    subscribed(join(context, wanted, asker))
}

fn lacks_documents(context: &EngineContext, ty: TypeId, batches: &[Batch]) -> bool {
    let mut rows = batches.iter().flat_map(|batch| batch.iter());
    context.source.needs_documents(ty) && rows.any(|row| row.properties.is_evicted())
}
