//! From options to accounts: every way in is tried, what fails is said, the rest goes on.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use compact_str::{CompactString, format_compact};

use super::alias::alias;
use super::identity::{Identity, identity};
use super::login::{Common, Login, Way};
use super::names::keep_named;
use super::options::AccessOptions;
use super::profiles::{self, ConfigFile, FileState, ProfileList};
use crate::app::resource_explorer::source::{AccountInfo, AccountList, BrokenAccess, SourceError};
use crate::aws::access::organization_access::through_role;
use crate::aws::bounded_join::side_by_side;
use crate::model::AccountId;

/// An account and the credentials that reach it.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Access {
    /// As STS said.
    pub account: AccountId,
    /// Name in the organization, else the profile's.
    pub name: CompactString,
    /// The account's alias; empty for none.
    pub alias: CompactString,
    /// The organizational units it stands in, from the outermost; empty where that is not known.
    pub unit: CompactString,
    /// The user or role session, as STS said.
    pub identity: CompactString,
    /// How to get in.
    pub login: Login,
}

/// Hears of every account as soon as it is reached.
pub(in crate::aws) type Tell<'a> = &'a (dyn Fn(&Arc<Access>) + Send + Sync);

/// What the options lead to.
#[derive(Default)]
pub(in crate::aws) struct Discovery<'a> {
    /// By account; the first way in wins.
    pub accesses: HashMap<AccountId, Arc<Access>>,
    /// Ways in that failed.
    pub broken: Vec<BrokenAccess>,
    /// Who hears of accounts before all ways were tried.
    pub tell: Option<Tell<'a>>,
}

impl Discovery<'_> {
    /// As the engine wants it: sorted by name, then number.
    pub(in crate::aws) fn list(&self) -> AccountList {
        let mut accounts: Vec<AccountInfo> =
            self.accesses.values().map(|access| info(access)).collect();
        accounts.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        AccountList {
            accounts,
            broken: self.broken.clone(),
        }
    }

    pub(in crate::aws) fn add(&mut self, access: Access) {
        if !self.accesses.contains_key(&access.account) {
            self.put(access);
        }
    }

    /// As [`Self::add`], in place of another way into the account.
    fn put(&mut self, access: Access) {
        let access = Arc::new(access);
        if let Some(tell) = self.tell {
            tell(&access);
        }
        self.accesses.insert(access.account, access);
    }

    pub(in crate::aws) fn fail(&mut self, via: &str, error: SourceError) {
        self.broken.push(BrokenAccess {
            via: via.into(),
            error,
        });
    }
}

/// An account as the engine wants it.
pub(in crate::aws) fn info(access: &Access) -> AccountInfo {
    AccountInfo {
        id: access.account,
        name: access.name.clone(),
        alias: access.alias.clone(),
        unit: access.unit.clone(),
        via: access.login.via.clone(),
    }
}

/// Tries every way in.
pub(in crate::aws) async fn discover<'a>(
    common: &Common,
    options: &AccessOptions,
    tell: Tell<'a>,
) -> Discovery<'a> {
    // What an account is called is compared when all are known: until then nobody knows who is meant.
    let may_tell = options.account_names.is_empty();
    let mut found = Discovery {
        tell: may_tell.then_some(tell),
        ..Discovery::default()
    };
    let ways = ways(options, &mut found).await;
    let bases = sign_in_all(common, options, ways, &mut found).await;
    match &options.role {
        None => {
            if !options.units.is_empty() {
                let sentence = "organizational units are those of an organization whose accounts are \
                                entered by a role; name the role, or leave the units out";
                found.fail("organizational units", SourceError::Config(sentence.into()));
            }
        }
        Some(role) => through_role(options, role, bases, &mut found).await,
    }
    keep_named(options, &mut found);
    report_unreached(options, &mut found);
    found
}

/// What the organization says of an account.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Named {
    pub name: CompactString,
    pub unit: CompactString,
}

pub(in crate::aws) fn access(
    login: Login,
    who: &Identity,
    alias: CompactString,
    named: Named,
) -> Access {
    let own_name = || match login.sign_in {
        crate::aws::transport::errors::SignIn::Fixed => CompactString::default(),
        _ => login.via.clone(),
    };
    Access {
        account: who.account,
        name: match named.name.as_str() {
            "" => own_name(),
            _ => named.name,
        },
        alias,
        unit: named.unit,
        identity: who.arn.as_str().into(),
        login: login.pinned(who.account),
    }
}

/// The ways in that the options name; what they name in vain is reported.
pub(in crate::aws) async fn ways(options: &AccessOptions, found: &mut Discovery<'_>) -> Vec<Way> {
    if let Some((key_id, secret)) = options.static_credentials.clone() {
        return vec![Way::Fixed { key_id, secret }];
    }
    let list = tokio::task::spawn_blocking(profiles::list)
        .await
        .unwrap_or_default();
    for problem in &list.problems {
        found.fail("config files", SourceError::Config(problem.as_str().into()));
    }
    // A file that does not parse keeps every profile from being read; that has been said.
    let broken = |file: &ConfigFile| matches!(file.state, FileState::Broken { .. });
    let is_readable = !list.files.iter().any(broken);
    if options.profiles.is_empty() {
        let ways = is_readable || std::env::var_os("AWS_ACCESS_KEY_ID").is_some();
        return ways
            .then(|| default_way(&list, found))
            .flatten()
            .into_iter()
            .collect();
    }
    if !is_readable {
        return Vec::new();
    }
    let mut ways = Vec::new();
    for chosen in list.select(&options.profiles) {
        match chosen {
            Ok(name) => ways.push(Way::Profile {
                sso: list.is_sso(&name),
                name,
            }),
            Err((pattern, sentence)) => found.fail(&pattern, SourceError::Config(sentence.into())),
        }
    }
    ways
}

/// The default chain, unless `AWS_PROFILE` names a profile that does not exist.
fn default_way(list: &ProfileList, found: &mut Discovery<'_>) -> Option<Way> {
    let set = |name| {
        std::env::var(name)
            .ok()
            .filter(|text: &String| !text.is_empty())
    };
    let named = set("AWS_PROFILE");
    if let (Some(name), None) = (&named, set("AWS_ACCESS_KEY_ID")) {
        let exact = list.names.iter().any(|known| known == name);
        if !exact && let Some(Err((_, sentence))) = list.select(std::slice::from_ref(name)).pop() {
            let sentence = format_compact!("AWS_PROFILE: {sentence}");
            found.fail(name, SourceError::Config(sentence));
            return None;
        }
    }
    let name = named.unwrap_or_else(|| "default".to_owned());
    Some(Way::DefaultChain {
        sso: list.is_sso(&name),
    })
}

/// A login that works, whose it is, and what its account is called.
pub(in crate::aws) type Base = (Login, Identity, CompactString);

/// Asks who a login is, and for the alias of the account.
pub(in crate::aws) async fn signed_in(login: Login) -> Result<Base, (CompactString, SourceError)> {
    match tokio::join!(identity(&login), alias(&login)) {
        (Ok(who), alias) => Ok((login, who, alias)),
        (Err(error), _) => Err((login.via, error)),
    }
}

/// Prepares each way and asks who it is; in the ways' order. Without a role, a way in leads to an account
/// by itself.
async fn sign_in_all(
    common: &Common,
    options: &AccessOptions,
    ways: Vec<Way>,
    found: &mut Discovery<'_>,
) -> Vec<Base> {
    let sign_ins = ways.into_iter().map(|way| {
        let common = common.clone();
        async move {
            let via = way.name();
            let login = Login::prepare(&common, way)
                .await
                .map_err(|error| (via, error))?;
            signed_in(login).await
        }
    });
    // Whichever answers first is told; of several ways into one account the first of all stays.
    let mut first_of: HashMap<AccountId, usize> = HashMap::new();
    let (mut bases, mut failures) = (BTreeMap::new(), BTreeMap::new());
    side_by_side(sign_ins, |at, outcome| match outcome {
        Ok((login, who, alias)) => {
            let account = who.account;
            let wanted = options.means_all()
                || !options.account_names.is_empty()
                || options.accounts.contains(&account);
            let is_first = first_of.get(&account).is_none_or(|other| at < *other);
            if options.role.is_none() && wanted && is_first {
                first_of.insert(account, at);
                let named = Named::default();
                found.put(access(login.clone(), &who, alias.clone(), named));
            }
            bases.insert(at, (login, who, alias));
        }
        Err(failure) => _ = failures.insert(at, failure),
    })
    .await;
    for (via, error) in failures.into_values() {
        found.fail(&via, error);
    }
    bases.into_values().collect()
}

fn report_unreached(options: &AccessOptions, found: &mut Discovery<'_>) {
    for account in &options.accounts {
        let digits = account.as_str();
        let known = found.accesses.contains_key(account)
            || found
                .broken
                .iter()
                .any(|broken| broken.via.contains(digits));
        if !known {
            let advice = match options.role {
                Some(_) => "no credentials work from which the role could be assumed",
                None => {
                    "none of the credentials belong to it; add a profile of that account, or \
                         name a role to assume there"
                }
            };
            let sentence = format_compact!("account {account} cannot be reached: {advice}");
            found.fail(digits, SourceError::Config(sentence));
        }
    }
}
