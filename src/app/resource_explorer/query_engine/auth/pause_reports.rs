//! Tells a pane about paused accounts while phase 2 runs. While lists run, their queue does that.

use tokio_util::sync::CancellationToken;

use super::paused_accounts::PausedAccounts;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::model::AccountId;

/// Tells the pane which accounts of its details are paused and which work again, `until` they are there.
pub(crate) async fn report_pauses(query: &Query, until: &CancellationToken) -> Result<(), String> {
    let mut changes = query.context.pauses.subscribe();
    let mut reported = PausedAccounts::new();
    loop {
        changes.mark_unchanged();
        let paused = query.context.pauses.paused();
        for account in reported.keys() {
            if !paused.contains_key(account) {
                query.change(|record| record.resume(*account)).await;
            }
        }
        for (&account, error) in &paused {
            if reported.get(&account) != Some(error) && enriches(query, account) {
                let error = error.clone();
                query
                    .send_event(ProgressEvent::AccountPaused { account, error })
                    .await;
            }
        }
        reported = paused;
        tokio::select! {
            changed = changes.changed() => if changed.is_err() {
                return Ok(());
            },
            () = until.cancelled() => return Ok(()),
        }
    }
}

/// Whether phase 2 has begun with lists of an account.
fn enriches(query: &Query, account: AccountId) -> bool {
    let enriched = query.enriched();
    enriched.keys().any(|key| key.account == account)
}
