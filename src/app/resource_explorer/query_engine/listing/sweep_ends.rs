//! How the sweeps of a query ended, and the keys that are left to them.

use std::collections::BTreeMap;

use crate::app::resource_explorer::source::SourceError;
use crate::model::QueryKey;

/// How sweeps ended, for the keys that only they can answer.
pub(crate) type SweepEnds = BTreeMap<QueryKey, Option<SourceError>>;

/// Keys that only a sweep can answer after all, and how their own providers refused.
pub(crate) type LeftToSweeps = BTreeMap<QueryKey, SourceError>;

/// Keys with why they are left to a sweep.
pub(crate) fn with_reason(
    left: LeftToSweeps,
) -> impl Iterator<Item = (QueryKey, Option<SourceError>)> {
    left.into_iter().map(|(key, why)| (key, Some(why)))
}
