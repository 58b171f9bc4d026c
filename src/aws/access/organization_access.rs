//! Accounts of an organization, entered by a role.

use std::collections::{BTreeMap, HashMap};

use compact_str::{CompactString, format_compact};

use super::login::Login;
use super::names::is_called;
use super::options::AccessOptions;
use super::organization::{Member, Units, members, units};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::discovery::{Access, Base, Discovery, Named, access, signed_in};
use crate::aws::access::role_credentials::login_of_role;
use crate::aws::bounded_join::side_by_side;
use crate::model::AccountId;

/// An account to enter, and how.
struct Target {
    account: AccountId,
    base: Login,
    role_arn: String,
}

/// Every account asked for, or every active account of the organizations, through a role.
pub(in crate::aws) async fn through_role(
    options: &AccessOptions,
    role: &str,
    bases: Vec<Base>,
    found: &mut Discovery<'_>,
) {
    let mut named: HashMap<AccountId, Named> = HashMap::new();
    let mut targets: Vec<Target> = Vec::new();
    for (base, who, _) in &bases {
        let (members, units) = tokio::join!(members(base), units(base));
        let members = match members {
            Ok(members) => members,
            Err(error) if options.means_all() || !options.account_names.is_empty() => {
                found.fail(&base.via, error);
                Vec::new()
            }
            // The accounts are known; only their names are not.
            Err(_) => Vec::new(),
        };
        let units = known_units(options, base, units, found);
        for member in &members {
            let unit = units.path_of(member.id);
            let name = member.name.clone();
            named.insert(member.id, Named { name, unit });
        }
        for account in chosen(options, &members, &units) {
            if targets.iter().all(|known| known.account != account) {
                let name = named.get(&account).map_or("", |named| &named.name);
                targets.push(Target {
                    account,
                    base: base.clone(),
                    role_arn: role_arn(who.partition(), account, name, role),
                });
            }
        }
    }
    let name_of = |account| named.get(&account).cloned().unwrap_or_default();
    for (login, who, alias) in &bases {
        // What an account is called is compared when all are known.
        let wanted = options.means_all() && options.units.is_empty()
            || !options.account_names.is_empty()
            || options.accounts.contains(&who.account)
            || targets.iter().any(|target| target.account == who.account);
        if wanted {
            let named = name_of(who.account);
            found.add(access(login.clone(), who, alias.clone(), named));
        }
    }
    targets.retain(|target| !found.accesses.contains_key(&target.account));
    let mut failures = BTreeMap::new();
    side_by_side(
        targets.into_iter().map(assume),
        |at, outcome| match outcome {
            Ok((login, who, alias)) => {
                let account = who.account;
                let Named { name, unit } = name_of(account);
                found.add(Access {
                    account,
                    name,
                    alias,
                    unit,
                    identity: who.arn.into(),
                    login: login.pinned(account),
                });
            }
            Err(failure) => _ = failures.insert(at, failure),
        },
    )
    .await;
    for (via, error) in failures.into_values() {
        found.fail(&via, error);
    }
}

/// The units, or none where they may not be known. That is said only when some were asked for; so is a
/// unit that does not exist.
fn known_units(
    options: &AccessOptions,
    base: &Login,
    units: Result<Units, SourceError>,
    found: &mut Discovery<'_>,
) -> Units {
    match units {
        Ok(units) => {
            for unit in options.units.iter().filter(|unit| !units.knows(unit)) {
                let names: Vec<&str> = units.names().take(12).collect();
                let sentence = format_compact!(
                    "the organization has no unit '{unit}'; it has {}",
                    if names.is_empty() {
                        "none".to_owned()
                    } else {
                        names.join(", ")
                    }
                );
                found.fail(unit, SourceError::Config(sentence));
            }
            units
        }
        Err(error) => {
            if options.units.is_empty() {
                tracing::info!(via = %base.via, %error, "organizational units are not known");
            } else {
                found.fail(&base.via, error);
            }
            Units::default()
        }
    }
}

/// The accounts named, or the members; of these the ones in the units that were asked for.
fn chosen(options: &AccessOptions, members: &[Member], units: &Units) -> Vec<AccountId> {
    let called = |wanted: &String| {
        let mut members = members.iter();
        members.any(|member| is_called(wanted, &member.name))
    };
    // A name that no member has may be an alias, which only the account itself tells.
    let all: Vec<AccountId> = if options.means_all() || !options.account_names.iter().all(called) {
        members.iter().map(|member| member.id).collect()
    } else {
        let named = members.iter().filter(|member| {
            let mut names = options.account_names.iter();
            names.any(|wanted| is_called(wanted, &member.name))
        });
        let numbers = options.accounts.iter().copied();
        numbers.chain(named.map(|member| member.id)).collect()
    };
    let is_wanted = |account: &AccountId| {
        let mut wanted = options.units.iter();
        options.units.is_empty() || wanted.any(|unit| units.has(unit, *account))
    };
    all.into_iter().filter(is_wanted).collect()
}

/// The ARN of a role in an account. In its name, `{account_id}` and `{account_name}` are filled in.
fn role_arn(partition: &str, account: AccountId, account_name: &str, role: &str) -> String {
    let name = role.split_once(":role/").map_or(role, |(_, name)| name);
    let name = name
        .replace("{account_id}", account.as_str())
        .replace("{account_name}", account_name);
    format!(
        "arn:{partition}:iam::{account}:role/{}",
        name.trim_start_matches('/')
    )
}

async fn assume(target: Target) -> Result<Base, (CompactString, SourceError)> {
    let Target {
        account,
        base,
        role_arn,
    } = target;
    let (login, who, alias) = signed_in(login_of_role(&base, role_arn)).await?;
    if who.account == account {
        return Ok((login, who, alias));
    }
    let led = format_compact!(
        "the role leads to account {}, not to {account}",
        who.account
    );
    Err((login.via, SourceError::Config(led)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_arns_follow_partition_and_path_and_are_filled_in() {
        let account = "001234567890".parse().unwrap();
        let of = |partition, role| role_arn(partition, account, "prod", role);
        assert_eq!(of("aws", "Audit"), "arn:aws:iam::001234567890:role/Audit");
        let with_path = of("aws-cn", "/team/Audit");
        assert_eq!(with_path, "arn:aws-cn:iam::001234567890:role/team/Audit");
        let whole = of("aws", "arn:aws:iam::999999999999:role/Audit");
        assert_eq!(whole, "arn:aws:iam::001234567890:role/Audit");
        let filled = of("aws", "{account_name}-audit-{account_id}");
        let named = "arn:aws:iam::001234567890:role/prod-audit-001234567890";
        assert_eq!(filled, named);
    }
}
