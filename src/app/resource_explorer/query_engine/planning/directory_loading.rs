//! Asks for all accounts and their regions, for a person who looks at them.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::source::AccountInfo;
use crate::model::AccountId;

/// Asks for everything, waking the window as answers come.
pub(crate) async fn load_all(context: &Arc<EngineContext>) {
    let (mut known, mut asking) = (BTreeSet::new(), JoinSet::new());
    let mut regions_of = |info: &AccountInfo| {
        if known.insert(info.id) {
            asking.spawn(load_regions(Arc::clone(context), info.id));
        }
    };
    let mut changes = context.directory.subscribe();
    let listed = {
        let asking = context
            .directory
            .accounts(&*context.source, &*context.waker);
        let mut listing = pin!(asking);
        loop {
            context
                .directory
                .reached_so_far()
                .iter()
                .for_each(&mut regions_of);
            tokio::select! {
                biased;
                listed = &mut listing => break listed,
                Ok(()) = changes.changed() => {}
            }
        }
    };
    match listed {
        Ok(list) => {
            (context.waker)();
            list.accounts.iter().for_each(&mut regions_of);
        }
        Err(error) => tracing::warn!(%error, "accounts are not known"),
    }
    while let Some(joined) = asking.join_next().await {
        if let Err(panicked) = joined {
            tracing::error!(%panicked, "asking for regions ended abnormally");
        }
    }
    (context.waker)();
}

async fn load_regions(context: Arc<EngineContext>, account: AccountId) {
    let asked = context.directory.regions(&*context.source, account);
    if let Err(error) = asked.await {
        tracing::warn!(%account, %error, "regions are not known");
    }
    (context.waker)();
}
