//! Tags of rows whose list does not tell them: asked of the tagging service, by ARN.

use std::collections::{BTreeMap, HashMap};

use crate::aws::providers::tagging::{ACTION, ARNS_AT_ONCE, tags_of};
use crate::aws::session::AccountSession;
use crate::aws::transport::request_pacing::lane;
use crate::catalog::types;
use crate::model::{Region, ResourceEntry, Tags};

/// Gives rows their tags, and the names that tags give them. What cannot be asked stays untagged, and
/// the log says why: the rows themselves are true.
pub(in crate::aws) async fn add_tags(session: &AccountSession, entries: &mut [ResourceEntry]) {
    let access = &session.access;
    let mut by_region: BTreeMap<Region, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let taggable = types::get(entry.resource_type).is_some_and(|info| info.is_taggable);
        if taggable && entry.tags.is_empty() && entry.arn().is_some() {
            by_region.entry(entry.region).or_default().push(at);
        }
    }
    for (region, rows) in by_region {
        let asked_in = if region == Region::global() {
            access.login.home
        } else {
            region
        };
        let clients = session.clients.of(asked_in);
        for rows in rows.chunks(ARNS_AT_ONCE) {
            let arns = rows
                .iter()
                .filter_map(|at| entries[*at].arn().map(Into::into));
            let arns: Vec<String> = arns.collect();
            let lane = lane(access, asked_in, ACTION);
            let ask = || tags_of(access, &clients, asked_in, arns.clone());
            match session.pace.ask(lane, ask).await {
                Ok(known) => rows.iter().for_each(|at| put(&mut entries[*at], &known)),
                Err(failure) => {
                    tracing::warn!(account = %access.account, region = %asked_in, error = %failure.error,
                        "tags of listed resources cannot be asked");
                    break;
                }
            }
        }
    }
}

fn put(entry: &mut ResourceEntry, known: &HashMap<String, Tags>) {
    let Some(tags) = entry.arn().and_then(|arn| known.get(arn.as_ref())) else {
        return;
    };
    entry.tags = tags.clone().or_called(entry.name());
}
