//! Accounts whose credentials stopped working: their requests wait until they work again.
//!
//! An account is paused by the first request that AWS refuses for its credentials; from then on nothing is asked
//! in its name but, now and then, whether it works again. Accounts of one sign-in stop and work together: one of
//! them is asked for all.

use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use tokio::task::JoinSet;

use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::source::SourceError;
use crate::model::AccountId;

/// Accounts of one sign-in that are asked at once whether they work again, when one of them does.
const ASKED_AT_ONCE: usize = 16;

/// Pauses an account, and starts the task that asks whether it works again.
pub(crate) fn pause(context: &Arc<EngineContext>, account: AccountId, error: SourceError) {
    let Some(check_every) = context.pauses.check_every() else {
        return;
    };
    let sign_in = sign_in_of(context, account, &error);
    if !context.pauses.pause(account, &sign_in, error) {
        return;
    }
    let context = Arc::clone(context);
    let runtime = context.runtime.clone();
    runtime.spawn(async move { poll_access(&context, &sign_in, check_every).await });
}

/// Which sign-in an account waits for.
fn sign_in_of(context: &EngineContext, account: AccountId, error: &SourceError) -> CompactString {
    match error {
        SourceError::SignIn { via, .. } => {
            let name = context.source.sign_in_name(via);
            name.unwrap_or_else(|| via.clone())
        }
        _ => account.digits().as_ref().into(),
    }
}

/// Asks for the accounts of one sign-in every `check_every`, for as long as a query runs: another account each
/// time, and all of them when that one works again.
async fn poll_access(context: &Arc<EngineContext>, sign_in: &CompactString, check_every: Duration) {
    let mut check_now = context.pauses.checks_now();
    let mut last = None;
    loop {
        // The first question comes at once: a single service may have been wrong.
        let waiting = context.pauses.waiting_after(sign_in, last);
        let Some((&next, others)) = waiting.split_first() else {
            // It was taken out with the last of its accounts.
            return;
        };
        last = Some(next);
        if works_again(context, next).await {
            let mut working = working_accounts(context, others).await;
            working.push(next);
            let others_wait = context.pauses.release(sign_in, &working);
            (context.waker)();
            if !others_wait {
                return;
            }
        }
        (context.waker)();
        tokio::select! {
            _ = check_now.changed() => {}
            () = tokio::time::sleep(check_every) => {}
        }
        if !context.panes.any_query_runs() {
            // No query waits: the next one finds out for itself.
            let waiting = context.pauses.waiting_after(sign_in, None);
            if !context.pauses.release(sign_in, &waiting) {
                (context.waker)();
                return;
            }
        }
    }
}

async fn works_again(context: &EngineContext, account: AccountId) -> bool {
    match context.source.check_access(account).await {
        Ok(()) => {
            tracing::info!(%account, "the credentials work again");
            return true;
        }
        Err(error @ (SourceError::SignIn { .. } | SourceError::Config(_))) => {
            context.pauses.still_refused(account, error);
        }
        Err(error) => tracing::debug!(%account, %error, "whether it works is not known"),
    }
    false
}

/// Those of the accounts that work again.
async fn working_accounts(context: &Arc<EngineContext>, accounts: &[AccountId]) -> Vec<AccountId> {
    let mut working = Vec::with_capacity(accounts.len());
    let mut asking = JoinSet::new();
    for &account in accounts {
        if asking.len() >= ASKED_AT_ONCE {
            working.extend(asking.join_next().await.and_then(Result::ok).flatten());
        }
        let of = Arc::clone(context);
        asking.spawn(async move { works_again(&of, account).await.then_some(account) });
    }
    while let Some(asked) = asking.join_next().await {
        working.extend(asked.ok().flatten());
    }
    working
}
