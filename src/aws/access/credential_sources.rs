//! From options to accounts: every credential source is tried, failures are collected, the others go on.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use compact_str::format_compact;

use super::discovery::{Base, DiscoveredAccount, Discovery, OnAccount, signed_in};
use super::guarded_login::prepared;
use super::login::{CredentialSource, LoginSettings};
use super::names::keep_named;
use super::options::AccessOptions;
use super::organization_access::discover_through_role;
use super::profiles::ProfileList;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::bounded_join::bounded_join;
use crate::model::AccountId;

/// Discovery gives up the missing aliases when none came for this long: an alias is only a name to show.
const ALIASES_QUIET: Duration = Duration::from_secs(1);

/// The same where an account was asked for by a name, which may be an alias.
const ALIASES_QUIET_IF_NAMED: Duration = Duration::from_secs(10);

/// Tries every credential source.
pub(in crate::aws) async fn discover<'a>(
    login_settings: &LoginSettings,
    options: &AccessOptions,
    on_account: OnAccount<'a>,
) -> Discovery<'a> {
    // Accounts asked for by name are compared when all names are known, so none is reported before.
    let may_tell = options.account_names.is_empty();
    let mut found = Discovery::notifying(may_tell.then_some(on_account));
    let sources = credential_sources(login_settings, options, &mut found).await;
    let bases = sign_in_all(login_settings, options, sources, &mut found).await;
    match &options.role {
        None => {
            if !options.units.is_empty() {
                let sentence = "organizational units are those of an organization whose accounts are \
                                entered by a role; name the role, or leave the units out";
                found.fail("organizational units", SourceError::Config(sentence.into()));
            }
        }
        Some(role) => discover_through_role(options, role, bases, &mut found).await,
    }
    let quiet = if options.account_names.is_empty() {
        ALIASES_QUIET
    } else {
        ALIASES_QUIET_IF_NAMED
    };
    let unknown = found.name_by_alias(quiet).await;
    keep_named(options, &mut found, unknown);
    report_unreached(options, &mut found);
    found
}

/// The credential sources that the options name; names without a profile are reported.
pub(in crate::aws) async fn credential_sources(
    login_settings: &LoginSettings,
    options: &AccessOptions,
    found: &mut Discovery<'_>,
) -> Vec<CredentialSource> {
    if let Some((key_id, secret)) = options.static_credentials.clone() {
        return vec![CredentialSource::Fixed { key_id, secret }];
    }
    let config = login_settings.configuration().await;
    for problem in &config.problems {
        found.fail("config files", SourceError::Config(problem.as_str().into()));
    }
    // A file that does not parse hides all profiles; that has been reported already.
    let is_readable = !config.has_broken_file();
    if options.profiles.is_empty() {
        let is_usable = is_readable || config.env.get("AWS_ACCESS_KEY_ID").is_some();
        return is_usable
            .then_some(CredentialSource::DefaultChain)
            .into_iter()
            .collect();
    }
    if !is_readable {
        return Vec::new();
    }
    let mut sources = Vec::new();
    for chosen in ProfileList::of(&config).select(&options.profiles) {
        match chosen {
            Ok(name) => sources.push(CredentialSource::Profile { name }),
            Err((pattern, sentence)) => found.fail(&pattern, SourceError::Config(sentence.into())),
        }
    }
    sources
}

/// Prepares each source and asks STS for its identity; results in the sources' order. Without a role, each
/// source leads to one account.
async fn sign_in_all(
    login_settings: &LoginSettings,
    options: &AccessOptions,
    sources: Vec<CredentialSource>,
    found: &mut Discovery<'_>,
) -> Vec<Base> {
    let sign_ins = sources.into_iter().map(|source| {
        let login_settings = login_settings.clone();
        async move {
            let via = source.name();
            let login = prepared(&login_settings, source).await;
            let login = login.map_err(|error| (via, error))?;
            signed_in(login).await
        }
    });
    // The first answer is told at once; of several sources that lead to one account the first in order is kept.
    let mut first_of: HashMap<AccountId, usize> = HashMap::new();
    let (mut bases, mut failures) = (BTreeMap::new(), BTreeMap::new());
    bounded_join(sign_ins, |at, outcome| match outcome {
        Ok((login, who)) => {
            let account = who.account;
            let wanted = options.means_all()
                || !options.account_names.is_empty()
                || options.accounts.contains(&account);
            let is_first = first_of.get(&account).is_none_or(|other| at < *other);
            if options.role.is_none() && wanted && is_first {
                first_of.insert(account, at);
                found.put(DiscoveredAccount::by(login.clone(), &who));
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
        let digits = account.digits();
        let known = found.accounts.contains_key(account)
            || found
                .broken
                .iter()
                .any(|broken| broken.via.contains(&*digits));
        if !known {
            let advice = match options.role {
                Some(_) => "no credentials work from which the role could be assumed",
                None => {
                    "none of the credentials belong to it; add a profile of that account, or \
                         name a role to assume there"
                }
            };
            let sentence =
                format_compact!("account {} cannot be reached: {advice}", account.grouped());
            found.fail(&digits, SourceError::Config(sentence));
        }
    }
}
