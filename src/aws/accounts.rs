//! From options to accounts: every way in is tried, what fails is said, the rest goes on.

use std::collections::HashMap;
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::identity::{Identity, identity};
use super::login::{Common, Login, Way};
use super::options::AccessOptions;
use super::organization::{Member, members};
use super::profiles::{self, ConfigFile, FileState, ProfileList};
use super::roles::login_of_role;
use crate::app::resource_explorer::source::{AccountInfo, AccountList, BrokenAccess, SourceError};
use crate::app::resource_explorer::state::AccountId;

/// Sign-ins that go on at the same time.
const MAX_SIGN_INS: usize = 8;

/// An account and the credentials that reach it.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// As STS said.
    pub account: AccountId,
    /// Name in the organization, else the profile's.
    pub name: CompactString,
    /// The user or role session, as STS said.
    pub identity: CompactString,
    /// How to get in.
    pub login: Login,
}

/// What the options lead to.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    /// By account; the first way in wins.
    pub accesses: HashMap<AccountId, Arc<Access>>,
    /// Ways in that failed.
    pub broken: Vec<BrokenAccess>,
}

impl Discovery {
    /// As the engine wants it: sorted by name, then number.
    pub(super) fn list(&self) -> AccountList {
        let mut accounts: Vec<AccountInfo> =
            self.accesses.values().map(|access| info(access)).collect();
        accounts.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        AccountList {
            accounts,
            broken: self.broken.clone(),
        }
    }

    fn add(&mut self, access: Access) {
        self.accesses
            .entry(access.account)
            .or_insert_with(|| Arc::new(access));
    }

    fn fail(&mut self, via: &str, error: SourceError) {
        self.broken.push(BrokenAccess {
            via: via.into(),
            error,
        });
    }
}

fn info(access: &Access) -> AccountInfo {
    AccountInfo {
        id: access.account,
        name: access.name.clone(),
        via: access.login.via.clone(),
    }
}

/// Tries every way in.
pub(super) async fn discover(common: &Common, options: &AccessOptions) -> Discovery {
    let mut found = Discovery::default();
    let ways = ways(options, &mut found).await;
    let bases = sign_in_all(common, ways, &mut found).await;
    match &options.role {
        None => {
            for (login, who) in bases {
                if options.accounts.is_empty() || options.accounts.contains(&who.account) {
                    found.add(access(login, &who, None));
                }
            }
        }
        Some(role) => through_role(options, role, bases, &mut found).await,
    }
    report_unreached(options, &mut found);
    found
}

fn access(login: Login, who: &Identity, name: Option<CompactString>) -> Access {
    let own_name = || match login.sign_in {
        super::errors::SignIn::Fixed => CompactString::default(),
        _ => login.via.clone(),
    };
    Access {
        account: who.account,
        name: name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(own_name),
        identity: who.arn.as_str().into(),
        login: login.pinned(who.account),
    }
}

/// The ways in that the options name; what they name in vain is reported.
pub(super) async fn ways(options: &AccessOptions, found: &mut Discovery) -> Vec<Way> {
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
fn default_way(list: &ProfileList, found: &mut Discovery) -> Option<Way> {
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

/// Prepares each way and asks who it is; in the ways' order.
async fn sign_in_all(
    common: &Common,
    ways: Vec<Way>,
    found: &mut Discovery,
) -> Vec<(Login, Identity)> {
    let sign_ins = ways.into_iter().map(|way| {
        let common = common.clone();
        async move {
            let via = way.name();
            let login = Login::prepare(&common, way)
                .await
                .map_err(|error| (via, error))?;
            match identity(&login).await {
                Ok(who) => Ok((login, who)),
                Err(error) => Err((login.via, error)),
            }
        }
    });
    let mut bases = Vec::new();
    for outcome in in_order(sign_ins).await {
        match outcome {
            Ok(base) => bases.push(base),
            Err((via, error)) => found.fail(&via, error),
        }
    }
    bases
}

/// Every account asked for, or every active account of the organizations, through a role.
async fn through_role(
    options: &AccessOptions,
    role: &str,
    bases: Vec<(Login, Identity)>,
    found: &mut Discovery,
) {
    let mut names: HashMap<AccountId, CompactString> = HashMap::new();
    let mut wanted: Vec<(AccountId, Login, String)> = Vec::new();
    for (base, who) in &bases {
        let members = match members(base).await {
            Ok(members) => members,
            Err(error) if options.accounts.is_empty() => {
                found.fail(&base.via, error);
                Vec::new()
            }
            // The accounts are known; only their names are not.
            Err(_) => Vec::new(),
        };
        names.extend(
            members
                .iter()
                .map(|member| (member.id, member.name.clone())),
        );
        for account in targets(options, &members) {
            let arn = role_arn(who.partition(), account, role);
            if !wanted.iter().any(|(known, ..)| *known == account) {
                wanted.push((account, base.clone(), arn));
            }
        }
    }
    for (login, who) in &bases {
        if options.accounts.is_empty() || options.accounts.contains(&who.account) {
            found.add(access(login.clone(), who, names.get(&who.account).cloned()));
        }
    }
    wanted.retain(|(account, ..)| !found.accesses.contains_key(account));
    for outcome in in_order(wanted.into_iter().map(assume)).await {
        match outcome {
            Ok((login, who)) => {
                let account = who.account;
                let name = names.get(&who.account).cloned().unwrap_or_default();
                found.add(Access {
                    account: who.account,
                    name,
                    identity: who.arn.into(),
                    login: login.pinned(account),
                });
            }
            Err((via, error)) => found.fail(&via, error),
        }
    }
}

fn targets(options: &AccessOptions, members: &[Member]) -> Vec<AccountId> {
    if options.accounts.is_empty() {
        members.iter().map(|member| member.id).collect()
    } else {
        options.accounts.clone()
    }
}

fn role_arn(partition: &str, account: AccountId, role: &str) -> String {
    let name = role.split_once(":role/").map_or(role, |(_, name)| name);
    format!(
        "arn:{partition}:iam::{account}:role/{}",
        name.trim_start_matches('/')
    )
}

async fn assume(
    (account, base, arn): (AccountId, Login, String),
) -> Result<(Login, Identity), (CompactString, SourceError)> {
    let login = login_of_role(&base, arn);
    match identity(&login).await {
        Ok(who) if who.account == account => Ok((login, who)),
        Ok(who) => {
            let led = format_compact!(
                "the role leads to account {}, not to {account}",
                who.account
            );
            Err((login.via, SourceError::Config(led)))
        }
        Err(error) => Err((login.via, error)),
    }
}

fn report_unreached(options: &AccessOptions, found: &mut Discovery) {
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

/// Runs all, some at a time; results in the order given.
async fn in_order<T, F>(jobs: impl Iterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let limit = Arc::new(Semaphore::new(MAX_SIGN_INS));
    let mut running = JoinSet::new();
    for (at, job) in jobs.enumerate() {
        let limit = Arc::clone(&limit);
        running.spawn(async move {
            let _permit = limit.acquire_owned().await;
            (at, job.await)
        });
    }
    let mut done = Vec::with_capacity(running.len());
    while let Some(joined) = running.join_next().await {
        match joined {
            Ok(result) => done.push(result),
            Err(error) => tracing::error!(%error, "a sign-in did not finish"),
        }
    }
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_arns_follow_partition_and_path() {
        let account = "001234567890".parse().unwrap();
        assert_eq!(
            role_arn("aws", account, "Audit"),
            "arn:aws:iam::001234567890:role/Audit"
        );
        let with_path = role_arn("aws-cn", account, "/team/Audit");
        assert_eq!(with_path, "arn:aws-cn:iam::001234567890:role/team/Audit");
        let whole = role_arn("aws", account, "arn:aws:iam::999999999999:role/Audit");
        assert_eq!(whole, "arn:aws:iam::001234567890:role/Audit");
    }

    #[tokio::test]
    async fn results_come_in_the_order_of_the_jobs() {
        let jobs = (0..30_u64).map(|n| async move {
            tokio::time::sleep(std::time::Duration::from_millis(30 - n)).await;
            n
        });
        assert_eq!(in_order(jobs).await, (0..30).collect::<Vec<_>>());
    }
}
