//! Accounts that were reached, what they are called, and credential sources that failed.

use std::collections::HashMap;
use std::time::Duration;

use compact_str::CompactString;

use super::alias::Aliases;
use super::identity::{Identity, identity};
use super::login::{Login, Origin};
use crate::app::resource_explorer::source::{
    AccountInfo, AccountList, BrokenAccess, Lane, SourceError,
};
use crate::aws::transport::errors::SignIn;
use crate::model::{AccountId, Region};

/// An account and the credentials that reach it.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Access {
    /// As STS said.
    pub account: AccountId,
    /// The user or role session, as STS said.
    pub identity: CompactString,
    /// How to get in.
    pub login: Login,
}

impl Access {
    /// Where requests of the account wait that are sent to a region.
    pub(in crate::aws) fn lane(&self, region: Region, api: &'static str) -> Lane {
        Lane {
            account: self.account,
            region,
            api,
        }
    }
}

/// What an account is called. Nothing depends on it, so discovery does not wait for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::aws) struct AccountNames {
    /// Name in the organization; empty where that is not known.
    pub name: CompactString,
    /// The account's alias; empty for none.
    pub alias: CompactString,
    /// The organizational units it is in, from the outermost; empty where that is not known.
    pub unit: CompactString,
}

/// An account that was reached, and its names as far as they are known.
#[derive(Clone, Debug)]
pub(in crate::aws) struct DiscoveredAccount {
    pub access: Access,
    pub named: AccountNames,
}

impl DiscoveredAccount {
    /// The account that a login leads to.
    pub(in crate::aws) fn by(login: Login, who: &Identity) -> Self {
        Self {
            access: Access {
                account: who.account,
                identity: who.arn.as_str().into(),
                login: login.for_account(who.account),
            },
            named: AccountNames::default(),
        }
    }

    /// As the engine wants it. Without a name of its own it gets the name of its profile or role.
    pub(in crate::aws) fn info(&self) -> AccountInfo {
        let Self {
            access: Access { account, login, .. },
            named: AccountNames { name, alias, unit },
        } = self;
        let is_plain_source =
            matches!(login.origin, Origin::Source(_)) && !matches!(login.sign_in, SignIn::Fixed);
        let name = match name.as_str() {
            "" if is_plain_source => &login.via,
            _ => name,
        };
        AccountInfo {
            id: *account,
            name: name.clone(),
            alias: alias.clone(),
            unit: unit.clone(),
            via: login.via.clone(),
        }
    }
}

/// Called with every account as soon as it is reached, and again when more of its names are known.
pub(in crate::aws) type OnAccount<'a> = &'a (dyn Fn(&DiscoveredAccount) + Send + Sync);

/// The accounts that the options reach, and the profiles and roles that failed.
#[derive(Default)]
pub(in crate::aws) struct Discovery<'a> {
    /// By account; the first credential source wins.
    pub accounts: HashMap<AccountId, DiscoveredAccount>,
    /// Credential sources that failed.
    pub broken: Vec<BrokenAccess>,
    /// Called with each account before all credential sources were tried.
    on_account: Option<OnAccount<'a>>,
    /// Aliases that were asked for.
    aliases: Aliases,
}

impl<'a> Discovery<'a> {
    /// Starts without accounts; `on_account` is called for each one that is reached.
    pub(in crate::aws) fn notifying(on_account: Option<OnAccount<'a>>) -> Self {
        Self {
            on_account,
            ..Self::default()
        }
    }

    /// As the engine wants it: sorted by name, then number.
    pub(in crate::aws) fn list(&self) -> AccountList {
        let mut accounts: Vec<AccountInfo> = self
            .accounts
            .values()
            .map(DiscoveredAccount::info)
            .collect();
        accounts.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        AccountList {
            accounts,
            broken: self.broken.clone(),
        }
    }

    pub(in crate::aws) fn add(&mut self, reached: DiscoveredAccount) {
        if !self.accounts.contains_key(&reached.access.account) {
            self.put(reached);
        }
    }

    /// As [`Self::add`]; replaces another credential source of the account.
    pub(in crate::aws) fn put(&mut self, reached: DiscoveredAccount) {
        let Access { account, login, .. } = &reached.access;
        self.aliases.ask(*account, login);
        if let Some(on_account) = self.on_account {
            on_account(&reached);
        }
        self.accounts.insert(*account, reached);
    }

    /// Changes the names of an account.
    pub(in crate::aws) fn rename(
        &mut self,
        account: AccountId,
        rename: impl FnOnce(&mut AccountNames),
    ) {
        let Some(reached) = self.accounts.get_mut(&account) else {
            return;
        };
        let before = reached.named.clone();
        rename(&mut reached.named);
        if reached.named != before
            && let Some(on_account) = self.on_account
        {
            on_account(reached);
        }
    }

    pub(in crate::aws) fn fail(&mut self, via: &str, error: SourceError) {
        self.broken.push(BrokenAccess {
            via: via.into(),
            error,
        });
    }

    /// Takes aliases as they come, until none came for `quiet`. Returns how many accounts may have an alias that
    /// is not known.
    pub(in crate::aws) async fn name_by_alias(&mut self, quiet: Duration) -> usize {
        while let Some((account, alias)) = self.aliases.next(quiet).await {
            self.rename(account, |named| named.alias = alias);
        }
        self.aliases.unknown()
    }
}

/// A login that works, and whose it is.
pub(in crate::aws) type Base = (Login, Identity);

/// Asks STS for the identity of a login.
pub(in crate::aws) async fn signed_in(login: Login) -> Result<Base, (CompactString, SourceError)> {
    match identity(&login).await {
        Ok(who) => Ok((login, who)),
        Err(error) => Err((login.via, error)),
    }
}
