//! AWS's own indexes of resources: Resource Explorer's, and the aggregators of Config.
//!
//! An organization may keep one for all its accounts. Where there is one, it is asked before anything is
//! swept from here.

mod config;
mod explorer;
mod rows;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::app::resource_explorer::source::{ListJob, Page, PageToken, ResourceIndex, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::transport::errors::Failure;
use crate::aws::transport::signed::{LIST_INDEXES, LIST_RESOURCES};
use crate::model::{AccountId, Provider, Region, TypeId};

/// How long it may take to find the indexes of an account.
const SOON: Duration = Duration::from_millis(900);

/// Types that Resource Explorer indexes, once an account could list them: the same in all accounts.
pub(in crate::aws) type IndexedTypes = OnceCell<BTreeSet<TypeId>>;

/// What is known of an account's indexes.
#[derive(Debug)]
pub(in crate::aws) struct Indexes {
    /// The view or aggregator that answers, by job.
    chosen: Mutex<HashMap<ListJob, Arc<str>>>,
    supported: Arc<IndexedTypes>,
}

impl Indexes {
    /// Indexes of an account of which nothing is known yet.
    pub(in crate::aws) fn knowing(supported: Arc<IndexedTypes>) -> Self {
        Self {
            chosen: Mutex::default(),
            supported,
        }
    }

    /// The indexes that belong to an account: those of Resource Explorer, wherever they are, and the
    /// aggregators of Config in the account's home region.
    pub(in crate::aws) async fn of(
        &self,
        access: &Access,
    ) -> Result<Vec<ResourceIndex>, SourceError> {
        let explorer = soon(access, explorer::indexes(self, access));
        let config = soon(access, config::indexes(self, access));
        match tokio::join!(explorer, config) {
            (Ok(mut explorer), Ok(config)) => {
                explorer.extend(config);
                Ok(explorer)
            }
            (Ok(found), Err(error)) | (Err(error), Ok(found)) => {
                tracing::info!(account = %access.account, %error, "some indexes are not known");
                Ok(found)
            }
            (Err(error), Err(_)) => Err(error),
        }
    }

    /// One page of an index.
    pub(in crate::aws) async fn page(
        &self,
        access: &Access,
        job: &ListJob,
        token: Option<PageToken>,
    ) -> Result<Page, Failure> {
        let page = match job.provider {
            Provider::Config => config::page(self, access, job, token.as_deref()).await?,
            _ => explorer::page(self, access, job, token.as_deref()).await?,
        };
        if page.next.is_some() && page.next == token {
            return Err(LIST_RESOURCES
                .unreadable(&"the same page again and again")
                .into());
        }
        Ok(page)
    }

    fn chosen_for(&self, job: &ListJob) -> Option<Arc<str>> {
        self.chosen().get(job).cloned()
    }

    fn chosen(&self) -> std::sync::MutexGuard<'_, HashMap<ListJob, Arc<str>>> {
        self.chosen
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Gives up after [`SOON`]: an index only spares sweeps, and lists must not wait for it.
async fn soon<T>(
    access: &Access,
    found: impl Future<Output = Result<T, SourceError>>,
) -> Result<T, SourceError> {
    let found = tokio::time::timeout(SOON, found).await;
    found.unwrap_or_else(|_| Err(LIST_INDEXES.too_late(&access.login)))
}

/// What an index is called as a type.
pub(in crate::aws) fn job(account: AccountId, region: Region, provider: Provider) -> ListJob {
    let resource_type = match provider {
        Provider::Config => TypeId::config_aggregator(),
        _ => TypeId::explorer_index(),
    };
    ListJob {
        key: crate::model::QueryKey {
            account,
            region,
            resource_type,
        },
        provider,
    }
}
