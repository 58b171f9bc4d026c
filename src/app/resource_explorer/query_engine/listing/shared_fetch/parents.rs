//! The rows that a list is asked with: the clusters of its services.

use std::sync::Arc;

use compact_str::format_compact;

use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{
    Boarding, FlightEnd, Passenger, Shared,
};
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{BoxFuture, ListJob, SourceError};
use crate::model::{QueryKey, Region, TypeId};

/// The rows that a list is asked with, as far as it is asked with any.
pub(crate) enum Parents {
    /// All there are; given once.
    Known(Option<Vec<Batch>>),
    /// Those of one type, page by page as their own list goes on.
    Arriving(Passenger),
}

impl Parents {
    /// The next ones; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<Batch>>, FlightEnd> {
        match self {
            Self::Known(rows) => Ok(rows.take()),
            Self::Arriving(passenger) => match passenger.next().await {
                Boarding::Page(batch) => Ok(Some(vec![batch])),
                Boarding::End(FlightEnd::Complete, ..) => Ok(None),
                Boarding::End(end, ..) => Err(end),
            },
        }
    }

    /// All of them.
    async fn gather(mut self) -> Result<Vec<Batch>, FlightEnd> {
        let mut rows = Vec::new();
        while let Some(more) = self.next().await? {
            rows.extend(more);
        }
        Ok(rows)
    }
}

/// The rows of a job's parents, from the cache or from fetches that are shared with the parents' own
/// lists. Children of one type of parents are asked for as these arrive; where a call needs one of each of
/// several types, it waits for all.
pub(crate) async fn parents_of(
    shared: &Arc<Shared>,
    job: &ListJob,
    asker: Asker,
) -> Result<Parents, FlightEnd> {
    let types = shared.source.parent_types(job);
    if let [ty] = types[..] {
        return parents_of_type(shared, job, ty, asker);
    }
    let mut rows = Vec::new();
    for ty in types {
        let parents = parents_of_type(shared, job, ty, asker)?;
        // Boxed: a parent may have parents of its own.
        let gathered: BoxFuture<'_, _> = Box::pin(parents.gather());
        rows.extend(gathered.await?);
    }
    Ok(Parents::Known(Some(rows)))
}

fn parents_of_type(
    shared: &Arc<Shared>,
    job: &ListJob,
    ty: TypeId,
    asker: Asker,
) -> Result<Parents, FlightEnd> {
    let region = if shared.source.is_global(ty) {
        Region::global()
    } else {
        job.key.region
    };
    let key = QueryKey {
        region,
        resource_type: ty,
        ..job.key
    };
    // First who is under way, then what has landed: a fetch is in the cache before it is let go.
    if let Some(boarded) = shared.flights.board(&key) {
        return Ok(Parents::Arriving(boarded));
    }
    if let Some(cached) = shared.cache.list(&key) {
        return Ok(Parents::Known(Some(cached.batches)));
    }
    let Some(provider) = shared.source.provider_of(ty) else {
        let reason = format_compact!("it is listed under {ty}, which nobody lists");
        return Err(FlightEnd::Failed(SourceError::Unsupported { reason }));
    };
    let parent = ListJob { key, provider };
    let flights = &shared.flights;
    let passenger = flights.join(shared, parent, asker, Freshness::UseCache);
    Ok(Parents::Arriving(passenger))
}
