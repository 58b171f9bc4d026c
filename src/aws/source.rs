//! AWS as the engine's source.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, RwLock, RwLockReadGuard};

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::accounts::{Access, Discovery, discover};
use super::buckets::Buckets;
use super::chain::Refusals;
use super::clients::Clients;
use super::ec2::{self, Ask, ListCall, RowMaker};
use super::errors::{Doubt, Failure};
use super::http::shared_client;
use super::identity::identity;
use super::login::{Common, Login};
use super::native::{self, Parents, TagPace};
use super::options::AccessOptions;
use super::sso::{Sessions, sessions};
use super::{cloudcontrol, regions, tagging};
use crate::app::resource_explorer::source::{
    AccountList, DetailOp, DetailPage, ListJob, Page, PageToken, RegionInfo, Rows, SourceError,
};
use crate::app::resource_explorer::state::{
    AccountId, Properties, Provider, QueryKey, Region, ResourceEntry, TypeId,
};
use crate::catalog;

/// AWS, or what stands in its place.
#[derive(Debug)]
pub struct AwsSource {
    options: AccessOptions,
    common: OnceLock<Result<Common, SourceError>>,
    accesses: RwLock<HashMap<AccountId, Arc<Access>>>,
    /// Held while the ways in are tried, so that they are tried once.
    pub(super) discovering: tokio::sync::Mutex<()>,
    sessions: RwLock<Sessions>,
    regions: Mutex<HashMap<AccountId, Arc<tokio::sync::OnceCell<Vec<RegionInfo>>>>>,
    clients: Clients,
    buckets: Buckets,
    parents: Parents,
    tag_pace: TagPace,
    refusals: Refusals,
    children: cloudcontrol::Children,
}

impl AwsSource {
    /// A source with these options. Asks nobody anything yet.
    pub fn connect(options: AccessOptions) -> Arc<Self> {
        Arc::new(Self {
            options,
            common: OnceLock::new(),
            accesses: RwLock::default(),
            discovering: tokio::sync::Mutex::default(),
            sessions: RwLock::default(),
            regions: Mutex::default(),
            clients: Clients::default(),
            buckets: Buckets::default(),
            parents: Parents::default(),
            tag_pace: TagPace::default(),
            refusals: Refusals::default(),
            children: cloudcontrol::Children::default(),
        })
    }

    /// What the source was made with.
    pub fn options(&self) -> &AccessOptions {
        &self.options
    }

    /// Forgets which regions the accounts have enabled; they are asked again when needed.
    pub fn forget_regions(&self) {
        self.regions
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clear();
    }

    pub(super) fn common(&self) -> Result<Common, SourceError> {
        let made = self.common.get_or_init(|| {
            Ok(Common {
                http: shared_client(self.options.http_client.as_ref())?,
                endpoint_url: self.options.endpoint_url.clone(),
                home_region: self.options.home_region,
            })
        });
        made.clone()
    }

    pub(super) async fn discover(&self) -> Result<AccountList, SourceError> {
        if self.options.static_credentials.is_none() {
            let found = sessions().await;
            *self
                .sessions
                .write()
                .unwrap_or_else(|poisoned| poisoned.into_inner()) = found;
        }
        let Discovery {
            mut accesses,
            broken,
        } = discover(&self.common()?, &self.options).await;
        let list = Discovery {
            accesses: accesses.clone(),
            broken,
        }
        .list();
        let mut known = self
            .accesses
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // An account whose sign-in has expired is still the account of its lists that wait.
        for (account, access) in known.drain() {
            let mut broken = list.broken.iter();
            if broken.any(|broken| broken.via == access.login.via) {
                accesses.entry(account).or_insert(access);
            }
        }
        *known = accesses;
        drop(known);
        self.clients.clear();
        self.buckets.clear();
        self.parents.clear();
        self.refusals.clear();
        self.children.clear();
        self.forget_regions();
        Ok(list)
    }

    pub(super) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    pub(super) fn known(&self, account: AccountId) -> Option<Arc<Access>> {
        let accesses = self
            .accesses
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        accesses.get(&account).cloned()
    }

    /// The sign-ins that the config files know, by profile.
    pub(super) fn sessions(&self) -> RwLockReadGuard<'_, Sessions> {
        self.sessions
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The login that reports call `via`.
    pub(super) fn login_via(&self, via: &str) -> Option<Login> {
        let accesses = self
            .accesses
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut logins = accesses.values().map(|access| &access.login);
        logins.find(|login| login.via == via).cloned()
    }

    /// Uses other credentials for an account from now on.
    pub(super) fn replace(&self, access: Access) {
        let mut accesses = self
            .accesses
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        accesses.insert(access.account, Arc::new(access));
        drop(accesses);
        self.clients.clear();
    }

    pub(super) async fn access(&self, account: AccountId) -> Result<Arc<Access>, SourceError> {
        if let Some(access) = self.known(account) {
            return Ok(access);
        }
        let _one_at_a_time = self.discovering.lock().await;
        if let Some(access) = self.known(account) {
            return Ok(access);
        }
        let list = self.discover().await?;
        if let Some(access) = self.known(account) {
            return Ok(access);
        }
        let mut broken = list.broken.into_iter();
        let about = broken.find(|broken| broken.via.contains(account.as_str()));
        Err(about.map_or_else(
            || {
                SourceError::Config(format_compact!(
                    "account {account} cannot be reached with the credentials in use"
                ))
            },
            |broken| broken.error,
        ))
    }

    pub(super) async fn regions_of(&self, access: &Access) -> Result<Vec<RegionInfo>, SourceError> {
        let cell = {
            let mut regions = self
                .regions
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            Arc::clone(regions.entry(access.account).or_default())
        };
        cell.get_or_try_init(|| regions::regions(access))
            .await
            .cloned()
    }

    /// "Not a valid token" is what AWS says of bad credentials, and also what a region says that the
    /// account has not enabled. The account knows which.
    async fn settle(&self, failure: Failure, access: &Access, region: Region) -> SourceError {
        if failure.doubt != Doubt::RegionMayBeDisabled || region == access.login.home {
            return failure.error;
        }
        match self.regions_of(access).await {
            Ok(regions) => match regions.iter().find(|info| info.region == region) {
                Some(info) if info.enabled => failure.error,
                Some(_) => SourceError::RegionNotEnabled(region),
                None => SourceError::Unsupported {
                    reason: format_compact!("account {} has no region {region}", access.account),
                },
            },
            // The regions cannot be asked for; but credentials that work elsewhere are good ones.
            Err(_) if identity(&access.login).await.is_ok() => {
                SourceError::RegionNotEnabled(region)
            }
            Err(_) => failure.error,
        }
    }

    pub(super) async fn page(
        &self,
        job: &ListJob,
        parents: &[Rows],
        token: Option<PageToken>,
    ) -> Result<Page, SourceError> {
        let ListJob { key, provider } = *job;
        let access = self.access(key.account).await?;
        let region = key.region;
        let page = match provider {
            Provider::Tagging => {
                let clients = self.clients.of(key.account, region, &access.login);
                tagging::page(&access, &clients, &self.buckets, region, token.as_deref()).await
            }
            Provider::Ec2 => {
                let call = list_call(key.resource_type)?;
                self.ec2_page(&access, &key, call, token).await
            }
            Provider::Native => {
                let op = native::call(key.resource_type);
                let op = op.ok_or_else(|| not_listed(key.resource_type))?;
                let page = native::page(&access, &self.parents, &key, op, token.as_deref()).await;
                match page {
                    Ok(mut page) if op.tags_path.is_empty() => {
                        self.place_buckets(&access, &mut page.entries).await;
                        native::add_tags(&access, &self.clients, &self.tag_pace, &mut page.entries)
                            .await;
                        Ok(page)
                    }
                    page => page,
                }
            }
            Provider::CloudControl => {
                let caller = self.caller(&access);
                cloudcontrol::children(caller, &self.children, &key, parents, token.as_deref())
                    .await
            }
        };
        match page {
            Ok(page) => Ok(page),
            Err(failure) => {
                if provider == Provider::CloudControl && failure.doubt == Doubt::NoSuchService {
                    self.refusals
                        .no_cloud_control(key.account, region, &failure.error);
                }
                Err(self.settle(failure, &access, region).await)
            }
        }
    }

    /// Not everybody's list of buckets says where they are.
    async fn place_buckets(&self, access: &Access, entries: &mut [ResourceEntry]) {
        for entry in entries {
            let is_bucket = entry.resource_type.as_str() == "AWS::S3::Bucket";
            if is_bucket && entry.region.is_global() {
                let home = self.buckets.region_of(access, &entry.id).await;
                entry.region = home.unwrap_or(entry.region);
            }
        }
    }

    pub(super) fn caller<'a>(&'a self, access: &'a Access) -> cloudcontrol::Caller<'a> {
        cloudcontrol::Caller {
            access,
            clients: &self.clients,
            buckets: &self.buckets,
        }
    }

    async fn ec2_page(
        &self,
        access: &Access,
        key: &QueryKey,
        call: &ListCall,
        token: Option<PageToken>,
    ) -> Result<Page, Failure> {
        let ask = Ask {
            token: token.as_ref().map(ToString::to_string),
            ids: None,
        };
        let answer = self.ec2_answer(access, key.region, call, ask).await?;
        let endpoint = access.login.endpoint_name("EC2", "ec2", key.region);
        let asked = access.login.asked(call.action, key.region, &endpoint);
        let next = answer["NextToken"].as_str().filter(|next| !next.is_empty());
        let next = next.map(CompactString::from);
        if next.is_some() && next == token {
            return Err(asked.bad_answer("the same page again and again").into());
        }
        let Some(mut maker) = RowMaker::new(key, call.operation) else {
            return Err(not_listed(key.resource_type).into());
        };
        let mut items = catalog::ec2::list_items(answer, call.operation);
        items.retain(|item| !is_of_aws(item));
        let rows: Result<Vec<ResourceEntry>, _> =
            items.iter().map(|item| maker.row(item)).collect();
        let entries = rows.map_err(|reason| asked.bad_answer(&reason))?;
        Ok(Page { entries, next })
    }

    async fn ec2_answer(
        &self,
        access: &Access,
        region: Region,
        call: &ListCall,
        ask: Ask,
    ) -> Result<Value, Failure> {
        let clients = self.clients.of(access.account, region, &access.login);
        let answer = (call.page)(clients.ec2().clone(), ask).await;
        answer.map_err(|error| {
            let endpoint = access.login.endpoint_name("EC2", "ec2", region);
            access
                .login
                .asked(call.action, region, &endpoint)
                .explain(error)
        })
    }

    pub(super) async fn bulk_page(
        &self,
        key: &QueryKey,
        op: DetailOp,
        token: Option<PageToken>,
    ) -> Result<DetailPage, SourceError> {
        let mut calls = ec2::bulk_calls(key.resource_type);
        let Some(call) = calls.find(|call| call.operation == op.operation) else {
            return Err(no_detail(op, key.resource_type));
        };
        let access = self.access(key.account).await?;
        let clients = self.clients.of(key.account, key.region, &access.login);
        let ask = Ask {
            token: token.as_ref().map(ToString::to_string),
            ids: None,
        };
        let endpoint = access.login.endpoint_name("EC2", "ec2", key.region);
        let asked = access.login.asked(call.action, key.region, &endpoint);
        match (call.page)(clients.ec2().clone(), ask).await {
            Ok(answer) => {
                let page = call.details(answer);
                if page.next.is_some() && page.next == token {
                    return Err(asked.bad_answer("the same page again and again"));
                }
                Ok(page)
            }
            Err(error) => Err(self.settle(asked.explain(error), &access, key.region).await),
        }
    }

    pub(super) async fn attribute(
        &self,
        entry: &ResourceEntry,
        op: DetailOp,
    ) -> Result<Properties, SourceError> {
        if op == cloudcontrol::GET_RESOURCE {
            let access = self.access(entry.account).await?;
            let told = cloudcontrol::read(self.caller(&access), entry).await;
            return match told {
                Ok(properties) => Ok(properties),
                Err(failure) => Err(self.settle(failure, &access, entry.region).await),
            };
        }
        if entry.provider == Provider::Native {
            let told = self.native_details(vec![entry], op).await?;
            return told
                .into_iter()
                .next()
                .flatten()
                .ok_or_else(|| SourceError::BadAnswer {
                    action: op.operation.into(),
                    reason: format_compact!("{} is not in it; it may be gone", entry.id),
                });
        }
        let mut calls = ec2::attribute_calls(entry.resource_type);
        let Some(call) = calls.find(|call| call.operation == op.operation) else {
            return Err(no_detail(op, entry.resource_type));
        };
        let access = self.access(entry.account).await?;
        let clients = self.clients.of(entry.account, entry.region, &access.login);
        match (call.ask)(clients.ec2().clone(), entry.id.to_string()).await {
            Ok(answer) => Ok(Properties::from_json(&call.detail(answer))),
            Err(error) => {
                let endpoint = access.login.endpoint_name("EC2", "ec2", entry.region);
                let asked = access.login.asked(call.action, entry.region, &endpoint);
                Err(self
                    .settle(asked.explain(error), &access, entry.region)
                    .await)
            }
        }
    }

    /// What a service tells of some of its resources, all of one key.
    pub(super) async fn native_details(
        &self,
        entries: Vec<&ResourceEntry>,
        op: DetailOp,
    ) -> Result<Vec<Option<Properties>>, SourceError> {
        let Some(first) = entries.first() else {
            return Ok(Vec::new());
        };
        let key = list_key(first);
        let detail = native::detail_call(key.resource_type);
        let Some(detail) = detail.filter(|detail| detail.operation == op.operation) else {
            return Err(no_detail(op, key.resource_type));
        };
        let access = self.access(key.account).await?;
        let told = native::details(&access, &key, detail, &entries).await;
        match told {
            Ok(told) => Ok(told),
            Err(failure) => Err(self.settle(failure, &access, first.region).await),
        }
    }

    /// Looks through the list again until the resource comes: these lists know no ids.
    async fn native_again(&self, entry: &ResourceEntry) -> Result<Value, SourceError> {
        let ty = entry.resource_type;
        let op = native::call(ty).ok_or_else(|| not_listed(ty))?;
        let access = self.access(entry.account).await?;
        let key = list_key(entry);
        let mut token = None;
        loop {
            let page = native::page(&access, &self.parents, &key, op, token.as_deref()).await;
            let page = match page {
                Ok(page) => page,
                Err(failure) => return Err(self.settle(failure, &access, entry.region).await),
            };
            if let Some(same) = page.entries.iter().find(|other| other.id == entry.id) {
                return Ok(same.properties.to_json());
            }
            token = Some(page.next.ok_or_else(|| SourceError::BadAnswer {
                action: op.action.into(),
                reason: format_compact!("{} is not in it; it may be gone", entry.id),
            })?);
        }
    }

    pub(super) async fn reload_one(&self, entry: &ResourceEntry) -> Result<Value, SourceError> {
        match entry.provider {
            Provider::Ec2 => {}
            Provider::Native => return self.native_again(entry).await,
            Provider::CloudControl => {
                let told = self.attribute(entry, cloudcontrol::GET_RESOURCE).await?;
                return Ok(told.to_json());
            }
            // The sweep's rows have no properties of their own.
            Provider::Tagging => return Ok(Value::Object(Default::default())),
        }
        let call = list_call(entry.resource_type)?;
        let access = self.access(entry.account).await?;
        let mut ask = call.ask_for(&entry.id);
        let id_member = catalog::ec2::cfn_id_member(entry.resource_type);
        // Where the operation takes no ids, its pages are searched.
        for _ in 0..RELOAD_MAX_PAGES {
            let asked = self.ec2_answer(&access, entry.region, call, ask.clone());
            let answer = match asked.await {
                Ok(answer) => answer,
                Err(failure) => return Err(self.settle(failure, &access, entry.region).await),
            };
            let next = answer["NextToken"].as_str().filter(|next| !next.is_empty());
            let next = next.map(str::to_owned);
            let items = catalog::ec2::list_items(answer, call.operation);
            let is_it = |item: &Value| {
                catalog::ec2::item_id(item, id_member).is_some_and(|id| id == entry.id)
            };
            if let Some(same) = items.into_iter().find(is_it) {
                return Ok(same);
            }
            if next.is_none() || ask.ids.is_some() {
                break;
            }
            ask.token = next;
        }
        Err(SourceError::BadAnswer {
            action: call.action.into(),
            reason: format_compact!("{} is not in it; it may be gone", entry.id),
        })
    }
}

/// The key that a row's list has: buckets have regions of their own, their list has none.
fn list_key(entry: &ResourceEntry) -> QueryKey {
    let ty = entry.resource_type;
    let is_global = catalog::types::get(ty).is_some_and(|info| info.is_global);
    QueryKey {
        account: entry.account,
        region: if is_global {
            Region::global()
        } else {
            entry.region
        },
        resource_type: ty,
    }
}

/// How far a list is searched for one resource: 20,000 of them, mostly.
const RELOAD_MAX_PAGES: usize = 20;

/// Prefix lists of AWS itself come with one's own. They are no more the account's than public images.
fn is_of_aws(item: &Value) -> bool {
    item["OwnerId"].as_str() == Some("AWS")
}

fn list_call(ty: TypeId) -> Result<&'static ListCall, SourceError> {
    ec2::list_call(ty).ok_or_else(|| not_listed(ty))
}

fn not_listed(ty: TypeId) -> SourceError {
    SourceError::Unsupported {
        reason: format_compact!(
            "{ty} has no list call; the tagging sweep shows it if it is tagged"
        ),
    }
}

fn no_detail(op: DetailOp, ty: TypeId) -> SourceError {
    SourceError::Unsupported {
        reason: format_compact!("{} says nothing about {ty}", op.operation),
    }
}
