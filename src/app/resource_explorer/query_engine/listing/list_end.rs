//! Lines of the ledger for lists and for what only sweeps could answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::format_compact;

use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::app::resource_explorer::query_engine::listing::sweep_ends::SweepEnds;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::source::SourceError;
use crate::model::{Provider, QueryKey};

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(crate) fn ended(
    key: QueryKey,
    outcome: Outcome,
    rows: u64,
    provider: Option<Provider>,
    error: Option<SourceError>,
) -> LedgerEntry {
    LedgerEntry {
        rows,
        provider,
        error: error.map(Arc::new),
        ..LedgerEntry::new(key, outcome)
    }
}

/// Why a key has no list of its own, where its resources are in the list of another.
fn listed_elsewhere(query: &Query, key: &QueryKey) -> Option<SourceError> {
    let listed = query.context.source.listed_as(key.resource_type)?;
    let reason = format_compact!("they are listed as {listed}");
    Some(SourceError::NotAsked(reason))
}

/// Why a key that a sweep has rows of was not listed, where the catalog does not know that AWS offers its type
/// there.
fn offered_after_all(query: &Query, key: &QueryKey) -> Option<SourceError> {
    let source = &query.context.source;
    let (ty, region) = (key.resource_type, key.region);
    if region.is_global() || source.provider_of(ty).is_none() || source.exists_in(ty, region) {
        return None;
    }
    let reason = format_compact!(
        "the catalog is older than AWS's offer of {ty} in {region}, so its list was not asked there"
    );
    Some(SourceError::NotAsked(reason))
}

/// Why a key has no list of its own; `None` where its type has none.
pub(crate) fn why_without_list(query: &Query, key: &QueryKey) -> Option<SourceError> {
    listed_elsewhere(query, key).or_else(|| offered_after_all(query, key))
}

/// Ledger lines for keys that only sweeps could answer: tagged resources only, so never complete. The refusal of
/// a key's own provider stays on its line.
pub(crate) async fn end_tagged_keys(
    query: &Arc<Query>,
    named: &BTreeMap<QueryKey, Option<SourceError>>,
    ends: &SweepEnds,
    swept: &[(QueryKey, u64, Provider)],
) {
    let named_rows = {
        let record = query.record();
        let rows_of = |key: &QueryKey| record.merge().rows_of(key);
        let named = named.keys();
        named
            .map(|key| (*key, (rows_of(key), Provider::Tagging)))
            .collect()
    };
    let mut rows: BTreeMap<QueryKey, (u64, Provider)> = named_rows;
    let swept = swept.iter();
    rows.extend(swept.map(|(key, rows, provider)| (*key, (*rows, *provider))));
    for (key, (rows, provider)) in rows {
        if query.keeps_line_of_list(&key) && !named.contains_key(&key) {
            query.change(|record| record.recount_line(key, rows)).await;
            continue;
        }
        let of_account = || {
            ends.iter().filter(|(sweep, _)| {
                sweep.account == key.account
                    && (key.region.is_global() || sweep.region == key.region)
            })
        };
        let error = of_account().find_map(|(_, error)| error.clone());
        let outcome = match &error {
            Some(error) if rows == 0 => Outcome::from(error),
            _ => Outcome::Partial,
        };
        let entry = ended(key, outcome, rows, Some(provider), error);
        let left_to_tags = match named.get(&key) {
            Some(why) => why.clone(),
            None => offered_after_all(query, &key),
        };
        let line = LedgerEntry {
            left_to_tags: left_to_tags.map(Arc::new),
            ..entry
        };
        query
            .change(|record| {
                record.end(line);
                if rows > 0 {
                    record.complete(key);
                }
            })
            .await;
    }
}
