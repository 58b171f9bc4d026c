//! What is used and known of one account with one set of credentials.
//!
//! A session is replaced as a whole when its credentials change: a call that began with the old ones ends with
//! them, and what it still learns stays in the old session.

use std::sync::{Arc, Mutex, PoisonError};

use compact_str::format_compact;

use crate::app::resource_explorer::source::{RegionInfo, RegionList, SourceError};
use crate::aws::access::discovery::{Access, AccountNames, DiscoveredAccount};
use crate::aws::access::identity::identity;
use crate::aws::access::organization_role::OrganizationRole;
use crate::aws::access::regions;
use crate::aws::providers::aggregators::{IndexedTypes, Indexes};
use crate::aws::providers::buckets::Buckets;
use crate::aws::providers::native::IdentityTags;
use crate::aws::providers::refusals::Refusals;
use crate::aws::single_flight::SingleFlight;
use crate::aws::transport::clients::{ClientPool, SessionClients};
use crate::aws::transport::errors::{Doubt, Failure};
use crate::aws::transport::request_pacing::RequestPacer;
use crate::model::Region;

/// What all sessions of a source share.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct SessionParts {
    /// Paces what is asked beside the engine's own requests.
    pub pacer: RequestPacer,
    /// Clients of all sessions.
    pub clients: ClientPool,
    /// What Resource Explorer indexes, the same for all accounts.
    pub indexed_types: Arc<IndexedTypes>,
}

/// One account and one set of credentials for it.
#[derive(Debug)]
pub(in crate::aws) struct AccountSession {
    /// The account, and the login that reaches it.
    pub access: Access,
    /// What the account is called. Names may come after the account.
    named: Mutex<AccountNames>,
    /// SDK clients by region.
    pub clients: SessionClients,
    /// Regions of its buckets.
    pub buckets: Buckets,
    /// Jobs that were refused for good.
    pub refusals: Refusals,
    /// Its role in its organization.
    pub organization_role: SingleFlight<OrganizationRole>,
    /// AWS's own indexes that it has.
    pub indexes: Indexes,
    /// Its regions.
    regions: SingleFlight<Arc<[RegionInfo]>>,
    /// Tags of its users and roles.
    pub identity_tags: IdentityTags,
    /// Paces what is asked beside the engine's own requests.
    pub pacer: RequestPacer,
}

impl AccountSession {
    /// A session of which nothing is known yet.
    pub(in crate::aws) fn new(parts: &SessionParts, reached: DiscoveredAccount) -> Self {
        let DiscoveredAccount { access, named } = reached;
        Self {
            named: Mutex::new(named),
            clients: parts.clients.session(&access.login),
            buckets: Buckets::at(parts.pacer.clone()),
            refusals: Refusals::default(),
            organization_role: SingleFlight::default(),
            indexes: Indexes::knowing(Arc::clone(&parts.indexed_types)),
            regions: SingleFlight::default(),
            identity_tags: IdentityTags::default(),
            pacer: parts.pacer.clone(),
            access,
        }
    }

    /// What the account is called.
    pub(in crate::aws) fn named(&self) -> AccountNames {
        let named = self.named.lock();
        named.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes what the account is called.
    pub(in crate::aws) fn rename(&self, named: AccountNames) {
        *self.named.lock().unwrap_or_else(PoisonError::into_inner) = named;
    }

    /// The regions of the account, asked once.
    pub(in crate::aws) async fn regions(&self) -> Result<Arc<[RegionInfo]>, SourceError> {
        let ask = || async { regions::regions(&self.access).await.map(Arc::from) };
        self.regions.get(ask).await
    }

    /// The regions of the account, or those that it is assumed to have. Credentials that do not work are an
    /// error: no other call would succeed with them.
    pub(in crate::aws) async fn regions_or_assumed(&self) -> Result<RegionList, SourceError> {
        match self.regions().await {
            Ok(regions) => Ok(regions.to_vec().into()),
            Err(
                error @ (SourceError::SignIn { .. }
                | SourceError::Config(_)
                | SourceError::MemoryLimit(_)
                | SourceError::Internal(_)),
            ) => Err(error),
            Err(error) => Ok(RegionList {
                regions: regions::assumed(self.access.login.home),
                assumed: Some(error),
            }),
        }
    }

    /// Decides what "Not a valid token" means: AWS says so of bad credentials, and also where the account has
    /// not enabled the region. The account's list of regions decides.
    pub(in crate::aws) async fn resolve_doubt(
        &self,
        failure: Failure,
        region: Region,
    ) -> SourceError {
        let home = self.access.login.home;
        let error = if failure.doubt == Doubt::RegionMayBeDisabled && region != home {
            self.region_or_credentials(failure.error, region).await
        } else {
            failure.error
        };
        if let SourceError::RegionNotEnabled(region) = error {
            self.refusals.not_enabled(region);
        }
        error
    }

    async fn region_or_credentials(&self, refused: SourceError, region: Region) -> SourceError {
        match self.regions().await {
            Ok(regions) => match regions.iter().find(|info| info.region == region) {
                Some(info) if info.enabled => refused,
                Some(_) => SourceError::RegionNotEnabled(region),
                None => SourceError::Unsupported {
                    reason: format_compact!(
                        "account {} has no region {region}",
                        self.access.account
                    ),
                },
            },
            // The regions cannot be asked for; but credentials that work elsewhere are good ones.
            Err(_) if identity(&self.access.login).await.is_ok() => {
                SourceError::RegionNotEnabled(region)
            }
            Err(_) => refused,
        }
    }
}
