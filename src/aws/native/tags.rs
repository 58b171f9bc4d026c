//! Tags of rows whose list does not tell them: asked of the tagging service, by ARN.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::app::resource_explorer::state::{AccountId, Region, ResourceEntry, Tags};
use crate::aws::accounts::Access;
use crate::aws::clients::Clients;
use crate::aws::tagging::{ARNS_AT_ONCE, tags_of};
use crate::catalog::types;

/// Between two questions of one account and region: the service takes about fifteen a second, and the
/// sweep needs some of them.
const PAUSE: Duration = Duration::from_millis(100);

/// When the next question may be asked, by account and region.
#[derive(Debug, Default)]
pub(in crate::aws) struct TagPace {
    next: Mutex<HashMap<(AccountId, Region), Instant>>,
}

impl TagPace {
    async fn turn(&self, account: AccountId, region: Region) {
        let at = {
            let mut next = self
                .next
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            let slot = next.entry((account, region)).or_insert_with(Instant::now);
            let at = (*slot).max(Instant::now());
            *slot = at + PAUSE;
            at
        };
        tokio::time::sleep_until(at).await;
    }
}

/// Gives rows their tags, and the names that tags give them. What cannot be asked stays untagged, and
/// the log says why: the rows themselves are true.
pub(in crate::aws) async fn add_tags(
    access: &Access,
    clients: &Clients,
    pace: &TagPace,
    entries: &mut [ResourceEntry],
) {
    let mut by_region: BTreeMap<Region, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let taggable = types::get(entry.resource_type).is_some_and(|info| info.is_taggable);
        if taggable && entry.tags.iter().next().is_none() && entry.arn().is_some() {
            by_region.entry(entry.region).or_default().push(at);
        }
    }
    for (region, rows) in by_region {
        let asked_in = if region == Region::global() {
            access.login.home
        } else {
            region
        };
        let clients = clients.of(access.account, asked_in, &access.login);
        for rows in rows.chunks(ARNS_AT_ONCE) {
            let arns = rows
                .iter()
                .filter_map(|at| entries[*at].arn().map(Into::into));
            let arns = arns.collect();
            pace.turn(access.account, asked_in).await;
            match tags_of(access, &clients, asked_in, arns).await {
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
    if let Some(name) = tags.get("Name").filter(|name| !name.is_empty()) {
        entry.name = name.into();
    }
    entry.tags = tags.clone();
}
