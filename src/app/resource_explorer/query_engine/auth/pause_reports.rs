//! Tells a pane about paused accounts while phase 2 runs. While lists run, their queue does that.

use tokio_util::sync::CancellationToken;

use super::paused_accounts::PausedAccounts;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::model::AccountId;

impl Query {
    /// Tells the pane which accounts of its details are paused and which work again, `until` they are there.
    pub(crate) async fn report_pauses(&self, until: &CancellationToken) -> Result<(), String> {
        let mut changes = self.shared.pauses.subscribe();
        let mut reported = PausedAccounts::new();
        loop {
            changes.mark_unchanged();
            let paused = self.shared.pauses.paused();
            for account in reported.keys() {
                if !paused.contains_key(account) {
                    self.change(|record| record.resume(*account)).await;
                }
            }
            for (&account, error) in &paused {
                if reported.get(&account) != Some(error) && self.enriches(account) {
                    let error = error.clone();
                    self.tell(ProgressEvent::AccountPaused { account, error })
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
    fn enriches(&self, account: AccountId) -> bool {
        let enriched = self.enriched();
        enriched.iter().any(|key| key.account == account)
    }
}
