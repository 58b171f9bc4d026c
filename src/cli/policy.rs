//! `awsdash policy`: what the credentials must be allowed for a scope, as an IAM policy.
//!
//! Sends nothing: which actions a type takes is known here. `sts:GetCallerIdentity`, by which awsdash learns
//! whose credentials it has, needs no permission and so is not in the policy.

use std::collections::BTreeSet;

use super::args::{GlobalArgs, PolicyArgs};
use super::exit::Exit;
use super::notes;
use super::output::print_text;
use super::values::{only_accounts, types_of};
use crate::app::backend::OnlyAccounts;
use crate::app::policy::{MOST_CHARACTERS, Needs, Policy};
use crate::app::resource_explorer::source::ResourceSource as _;
use crate::aws::{AccessOptions, AwsSource, INDEX_ACTIONS, ROLE_ACTIONS, actions_for};
use crate::model::{Selection, TypeId};
use crate::text::numbers::{grouped, plural};

/// Prints the policy, and notes on it that the document cannot hold.
pub(super) fn run(args: &PolicyArgs, global: &GlobalArgs) -> anyhow::Result<Exit> {
    let types = types(args);
    let reads = actions_for(types.iter().copied(), &args.details);
    let mut needs = Needs {
        reads: reads.into_iter().map(str::to_owned).collect(),
        roles: BTreeSet::new(),
    };
    if args.smart {
        needs
            .reads
            .extend(INDEX_ACTIONS.iter().map(|a| (*a).to_owned()));
        let sweep = actions_for([TypeId::tagged()], &args.details).into_iter();
        needs.reads.extend(sweep.map(str::to_owned));
    }
    if let Some(role) = &global.role {
        needs
            .reads
            .extend(ROLE_ACTIONS.iter().map(|a| (*a).to_owned()));
        needs.roles = role_arns(role, &only_accounts(&global.accounts))?;
    }
    let policy = Policy::of(&needs);
    print_text(&policy.to_text())?;
    say_about(&policy, &types, global.role.as_deref());
    Ok(Exit::Complete)
}

/// The types of the scope; all that awsdash lists, and the sweep, when all were asked for.
fn types(args: &PolicyArgs) -> BTreeSet<TypeId> {
    match types_of(&args.types) {
        Selection::Only(types) => types,
        Selection::All => {
            let source = AwsSource::connect(AccessOptions::default());
            let listable = source.listable_types().into_iter();
            listable.chain([TypeId::tagged()]).collect()
        }
    }
}

/// The role in each account named, else in any account.
fn role_arns(role: &str, only: &OnlyAccounts) -> anyhow::Result<BTreeSet<String>> {
    if let Some(name) = only.names.first() {
        anyhow::bail!("account names are not resolved offline: name '{name}' by its number");
    }
    // A role may be given by its whole ARN; only its name and partition count.
    let (partition, name) = match role.split_once(":role/") {
        Some((front, name)) => (front.split(':').nth(1).unwrap_or("aws"), name),
        None => ("aws", role.trim_start_matches('/')),
    };
    // Names of accounts are known to the organization only, which is not asked here.
    let arn = |account: &str| {
        let name = name
            .replace("{account_id}", account)
            .replace("{account_name}", "*");
        format!("arn:{partition}:iam::{account}:role/{name}")
    };
    if only.numbers.is_empty() {
        return Ok(BTreeSet::from([arn("*")]));
    }
    let accounts = only.numbers.iter();
    Ok(accounts.map(|account| arn(&account.digits())).collect())
}

fn say_about(policy: &Policy, types: &BTreeSet<TypeId>, role: Option<&str>) {
    let source = AwsSource::connect(AccessOptions::default());
    let unlisted = types
        .iter()
        .filter(|ty| source.provider_of(**ty).is_none())
        .count();
    if unlisted > 0 {
        notes::say(&format!(
            "awsdash has no list for {unlisted} {} of the scope; tag:GetResources shows those of their \
             resources that have tags",
            plural(unlisted, "type")
        ));
    }
    if role.is_some() {
        notes::say(
            "The role needs the reads; the credentials that assume it need \
             organizations:ListAccounts and sts:AssumeRole",
        );
    }
    if !policy.families.is_empty() {
        const NAMED: usize = 5;
        let first = &policy.families[..policy.families.len().min(NAMED)];
        let more = match policy.families.len() - first.len() {
            0 => String::new(),
            1 => " and 1 more family".to_owned(),
            more => format!(" and {more} more families"),
        };
        notes::say(&format!(
            "A managed policy takes {} characters, the single actions are more: {}{more} stand for \
             all of their beginning and allow reads that awsdash does not make",
            grouped(MOST_CHARACTERS),
            first.join(", "),
        ));
    }
    if policy.documents.len() > 1 {
        notes::say(&format!(
            "One managed policy is too small; these are {} documents, attach all of them",
            policy.documents.len()
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arns(role: &str, accounts: &[&str]) -> Vec<String> {
        let only = OnlyAccounts {
            numbers: accounts.iter().map(|id| id.parse().unwrap()).collect(),
            names: Vec::new(),
        };
        role_arns(role, &only).unwrap().into_iter().collect()
    }

    #[test]
    fn what_an_account_is_called_is_not_asked_for_a_policy() {
        let only = OnlyAccounts {
            numbers: Vec::new(),
            names: vec!["prod".into()],
        };
        let refused = role_arns("ReadOnly", &only).unwrap_err().to_string();
        assert!(
            refused.contains("'prod'") && refused.contains("number"),
            "{refused}"
        );
    }

    #[test]
    fn what_differs_from_account_to_account_is_filled_in_or_left_open() {
        assert_eq!(
            arns("audit-{account_id}-{account_name}", &["111122223333"]),
            ["arn:aws:iam::111122223333:role/audit-111122223333-*"]
        );
        assert_eq!(
            arns("{account_name}/read-{account_id}", &[]),
            ["arn:aws:iam::*:role/*/read-*"]
        );
    }

    #[test]
    fn a_role_is_meant_in_the_accounts_named_or_in_all() {
        assert_eq!(arns("/ReadOnly", &[]), ["arn:aws:iam::*:role/ReadOnly"]);
        assert_eq!(
            arns("ReadOnly", &["111122223333", "001234567890"]),
            [
                "arn:aws:iam::001234567890:role/ReadOnly",
                "arn:aws:iam::111122223333:role/ReadOnly"
            ]
        );
        assert_eq!(
            arns("arn:aws-cn:iam::111122223333:role/audit/Read", &[]),
            ["arn:aws-cn:iam::*:role/audit/Read"]
        );
    }
}
