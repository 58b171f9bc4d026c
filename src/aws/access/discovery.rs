//! From options to accounts: every way in is tried, what fails is said, the rest goes on.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use compact_str::{CompactString, format_compact};

use super::alias::Aliases;
use super::identity::{Identity, identity};
use super::login::{Common, Login, Origin, Way};
use super::names::keep_named;
use super::options::AccessOptions;
use super::profiles::{self, ConfigFile, FileState, ProfileList};
use crate::app::resource_explorer::source::{AccountInfo, AccountList, BrokenAccess, SourceError};
use crate::aws::access::organization_access::through_role;
use crate::aws::bounded_join::side_by_side;
use crate::aws::transport::errors::SignIn;
use crate::model::AccountId;

/// How long nobody's alias may come before the rest is given up: it is a name to show.
const ALIASES_QUIET: Duration = Duration::from_secs(1);

/// The same where an account was asked for by a name, which may be an alias.
const ALIASES_QUIET_IF_NAMED: Duration = Duration::from_secs(10);

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

/// What an account is called. Nothing depends on it, so nobody waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::aws) struct Named {
    /// Name in the organization; empty where that is not known.
    pub name: CompactString,
    /// The account's alias; empty for none.
    pub alias: CompactString,
    /// The organizational units it stands in, from the outermost; empty where that is not known.
    pub unit: CompactString,
}

/// An account that was reached, and its names as far as they are known.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Reached {
    pub access: Access,
    pub named: Named,
}

impl Reached {
    /// The account that a login leads to.
    pub(in crate::aws) fn by(login: Login, who: &Identity) -> Self {
        Self {
            access: Access {
                account: who.account,
                identity: who.arn.as_str().into(),
                login: login.pinned(who.account),
            },
            named: Named::default(),
        }
    }

    /// As the engine wants it. Without a name of its own it is called by the way in.
    pub(in crate::aws) fn info(&self) -> AccountInfo {
        let Self {
            access: Access { account, login, .. },
            named: Named { name, alias, unit },
        } = self;
        let is_plain_way =
            matches!(login.origin, Origin::Way(_)) && !matches!(login.sign_in, SignIn::Fixed);
        let name = match name.as_str() {
            "" if is_plain_way => &login.via,
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

/// Hears of every account as soon as it is reached, and again when more of its names are known.
pub(in crate::aws) type Tell<'a> = &'a (dyn Fn(&Reached) + Send + Sync);

/// What the options lead to.
#[derive(Default)]
pub(in crate::aws) struct Discovery<'a> {
    /// By account; the first way in wins.
    pub accounts: HashMap<AccountId, Reached>,
    /// Ways in that failed.
    pub broken: Vec<BrokenAccess>,
    /// Who hears of accounts before all ways were tried.
    pub tell: Option<Tell<'a>>,
    /// Aliases that were asked for.
    aliases: Aliases,
}

impl Discovery<'_> {
    /// As the engine wants it: sorted by name, then number.
    pub(in crate::aws) fn list(&self) -> AccountList {
        let mut accounts: Vec<AccountInfo> = self.accounts.values().map(Reached::info).collect();
        accounts.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        AccountList {
            accounts,
            broken: self.broken.clone(),
        }
    }

    pub(in crate::aws) fn add(&mut self, reached: Reached) {
        if !self.accounts.contains_key(&reached.access.account) {
            self.put(reached);
        }
    }

    /// As [`Self::add`], in place of another way into the account.
    fn put(&mut self, reached: Reached) {
        let Access { account, login, .. } = &reached.access;
        self.aliases.ask(*account, login);
        if let Some(tell) = self.tell {
            tell(&reached);
        }
        self.accounts.insert(*account, reached);
    }

    /// An account has these names too.
    pub(in crate::aws) fn rename(&mut self, account: AccountId, rename: impl FnOnce(&mut Named)) {
        let Some(reached) = self.accounts.get_mut(&account) else {
            return;
        };
        let before = reached.named.clone();
        rename(&mut reached.named);
        if reached.named != before
            && let Some(tell) = self.tell
        {
            tell(reached);
        }
    }

    pub(in crate::aws) fn fail(&mut self, via: &str, error: SourceError) {
        self.broken.push(BrokenAccess {
            via: via.into(),
            error,
        });
    }

    /// Takes the aliases that come, until none came for so long.
    async fn name_by_alias(&mut self, quiet: Duration) {
        while let Some((account, alias)) = self.aliases.next(quiet).await {
            self.rename(account, |named| named.alias = alias);
        }
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
    let quiet = if options.account_names.is_empty() {
        ALIASES_QUIET
    } else {
        ALIASES_QUIET_IF_NAMED
    };
    found.name_by_alias(quiet).await;
    let unknown = found.aliases.unknown();
    keep_named(options, &mut found, unknown);
    report_unreached(options, &mut found);
    found
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

/// A login that works, and whose it is.
pub(in crate::aws) type Base = (Login, Identity);

/// Asks who a login is.
pub(in crate::aws) async fn signed_in(login: Login) -> Result<Base, (CompactString, SourceError)> {
    match identity(&login).await {
        Ok(who) => Ok((login, who)),
        Err(error) => Err((login.via, error)),
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
        Ok((login, who)) => {
            let account = who.account;
            let wanted = options.means_all()
                || !options.account_names.is_empty()
                || options.accounts.contains(&account);
            let is_first = first_of.get(&account).is_none_or(|other| at < *other);
            if options.role.is_none() && wanted && is_first {
                first_of.insert(account, at);
                found.put(Reached::by(login.clone(), &who));
            }
            bases.insert(at, (login, who));
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
        let known = found.accounts.contains_key(account)
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
