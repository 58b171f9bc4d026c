//! Accounts of an organization, entered by a role.

use std::collections::{BTreeMap, HashMap};
use std::pin::pin;
use std::time::Duration;

use compact_str::{CompactString, format_compact};

use super::login::Login;
use super::names::is_called;
use super::options::AccessOptions;
use super::organization::{Member, Partial, Units, members, units};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::discovery::{Base, DiscoveredAccount, Discovery, signed_in};
use crate::aws::access::role_credentials::login_of_role;
use crate::aws::bounded_join::bounded_join;
use crate::model::AccountId;

/// The placeholder for the account's name in the name of a role.
const ACCOUNT_NAME: &str = "{account_name}";

/// How long the names of accounts may take after all accounts were entered.
const NAMES_LATER: Duration = Duration::from_secs(1);

/// An account to enter, and how.
struct Target {
    account: AccountId,
    base: Login,
    role_arn: String,
}

/// Every account asked for, or every active account of the organizations, through a role.
///
/// Accounts that were asked for by number are entered at once: the organization only names them then.
pub(in crate::aws) async fn discover_through_role(
    options: &AccessOptions,
    role: &str,
    bases: Vec<Base>,
    found: &mut Discovery<'_>,
) {
    let is_own = |account: AccountId| {
        // What an account is called is compared when all are known.
        options.means_all() && options.units.is_empty()
            || !options.account_names.is_empty()
            || options.accounts.contains(&account)
    };
    for (login, who) in bases.iter().filter(|(_, who)| is_own(who.account)) {
        found.add(DiscoveredAccount::by(login.clone(), who));
    }
    let mut known = Organizations::default();
    if options.means_all()
        || !options.account_names.is_empty()
        || !options.units.is_empty()
        || role.contains(ACCOUNT_NAME)
    {
        known = organizations(options, &bases, found).await;
    }
    let mut targets = targets(options, role, &bases, &known);
    for (login, who) in &bases {
        if targets.iter().any(|target| target.account == who.account) {
            found.add(DiscoveredAccount::by(login.clone(), who));
        }
    }
    targets.retain(|target| !found.accounts.contains_key(&target.account));
    let names = {
        let mut naming = pin!(names(&bases, known));
        let mut names = None;
        {
            let mut entering = pin!(enter(targets, found));
            loop {
                tokio::select! {
                    () = &mut entering => break,
                    all = &mut naming, if names.is_none() => names = Some(all),
                }
            }
        }
        match names {
            Some(names) => names,
            None => tokio::time::timeout(NAMES_LATER, naming)
                .await
                .unwrap_or_default(),
        }
    };
    for (account, (name, unit)) in names {
        found.rename(account, |named| {
            named.name = name;
            named.unit = unit;
        });
    }
}

/// The members and units of each base's organization, as far as they are known.
#[derive(Default)]
struct Organizations {
    members: Vec<Option<Vec<Member>>>,
    units: Vec<Option<Units>>,
}

impl Organizations {
    fn members(&self, base: usize) -> Option<&Vec<Member>> {
        self.members.get(base)?.as_ref()
    }

    fn units(&self, base: usize) -> Option<&Units> {
        self.units.get(base)?.as_ref()
    }
}

/// What has to be known before any account can be entered: members, and units where some were asked for.
async fn organizations(
    options: &AccessOptions,
    bases: &[Base],
    found: &mut Discovery<'_>,
) -> Organizations {
    let mut known = Organizations::default();
    // Accounts that were named by number are known without their organization.
    let needs_all = options.accounts.is_empty() || !options.account_names.is_empty();
    for (base, _) in bases {
        let wants_units = !options.units.is_empty();
        let asked_units = async {
            if wants_units {
                Some(units(base).await)
            } else {
                None
            }
        };
        let (members, units) = tokio::join!(members(base), asked_units);
        known.members.push(match members {
            Ok(Partial { all, odd }) => {
                if let Some(odd) = odd.filter(|_| needs_all) {
                    found.fail(&base.via, odd);
                }
                Some(all)
            }
            Err(error) => {
                if needs_all {
                    found.fail(&base.via, error);
                }
                Some(Vec::new())
            }
        });
        let units = units.map(|units| match units {
            Ok(Partial { all, odd }) => {
                report_unknown_units(options, &all, found);
                if let Some(odd) = odd {
                    found.fail(&base.via, odd);
                }
                all
            }
            Err(error) => {
                found.fail(&base.via, error);
                Units::default()
            }
        });
        known.units.push(units);
    }
    known
}

/// The accounts to enter, each from the first base that reaches it.
fn targets(
    options: &AccessOptions,
    role: &str,
    bases: &[Base],
    known: &Organizations,
) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for (at, (base, who)) in bases.iter().enumerate() {
        let members = known.members(at).map(Vec::as_slice).unwrap_or_default();
        for account in chosen(options, members, known.units(at)) {
            if targets.iter().any(|known| known.account == account) {
                continue;
            }
            let member = members.iter().find(|member| member.id == account);
            let name = member.map_or("", |member| &member.name);
            targets.push(Target {
                account,
                base: base.clone(),
                role_arn: role_arn(who.partition(), account, name, role),
            });
        }
    }
    targets
}

/// Enters all, adding each as it is reached.
async fn enter(targets: Vec<Target>, found: &mut Discovery<'_>) {
    let mut failures = BTreeMap::new();
    bounded_join(
        targets.into_iter().map(assume),
        |at, outcome| match outcome {
            Ok((login, who)) => found.add(DiscoveredAccount::by(login, &who)),
            Err(failure) => _ = failures.insert(at, failure),
        },
    )
    .await;
    for (via, error) in failures.into_values() {
        found.fail(&via, error);
    }
}

/// Name and unit of every member; none where the base may not list them.
async fn names(
    bases: &[Base],
    known: Organizations,
) -> HashMap<AccountId, (CompactString, CompactString)> {
    let mut names = HashMap::new();
    for (at, (base, _)) in bases.iter().enumerate() {
        let all = async {
            match known.members(at) {
                Some(members) => Ok(members.clone()),
                None => members(base).await.map(|read| read.all),
            }
        };
        let of_units = async {
            match known.units(at) {
                Some(units) => Ok(units.clone()),
                None => units(base).await.map(|read| read.all),
            }
        };
        let (all, of_units) = tokio::join!(all, of_units);
        let all = all.unwrap_or_else(|error| {
            tracing::info!(via = %base.via, %error, "names of accounts are not known");
            Vec::new()
        });
        let of_units = of_units.unwrap_or_else(|error| {
            tracing::info!(via = %base.via, %error, "organizational units are not known");
            Units::default()
        });
        names.extend(all.into_iter().map(|member| {
            let unit = of_units.path_of(member.id);
            (member.id, (member.name, unit))
        }));
    }
    names
}

/// Says which of the units that were asked for the organization does not have.
fn report_unknown_units(options: &AccessOptions, units: &Units, found: &mut Discovery<'_>) {
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
}

/// The accounts named, or the members; of these the ones in the units that were asked for.
fn chosen(options: &AccessOptions, members: &[Member], units: Option<&Units>) -> Vec<AccountId> {
    let called = |wanted: &String| {
        let mut members = members.iter();
        members.any(|member| is_called(wanted, &member.name))
    };
    // A name that no member has may be an alias, which only the account itself has.
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
        let is_in = |unit: &String| units.is_some_and(|units| units.has(unit, *account));
        options.units.is_empty() || wanted.any(is_in)
    };
    all.into_iter().filter(is_wanted).collect()
}

/// The ARN of a role in an account. In its name, `{account_id}` and `{account_name}` are filled in.
fn role_arn(partition: &str, account: AccountId, account_name: &str, role: &str) -> String {
    let name = role.split_once(":role/").map_or(role, |(_, name)| name);
    let name = name
        .replace("{account_id}", &account.digits())
        .replace(ACCOUNT_NAME, account_name);
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
    let (login, who) = signed_in(login_of_role(&base, role_arn)).await?;
    if who.account == account {
        return Ok((login, who));
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
