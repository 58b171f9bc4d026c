//! Organizational units and aliases, against the sandbox.

use crate::app::resource_explorer::source::{AccountList, ResourceSource as _};
use crate::aws::{AccessOptions, AwsSource};
use crate::sandbox::{Sandbox, SandboxSpec, credentials};

async fn reached(units: &[&str], denied: &[&str]) -> AccountList {
    let spec: SandboxSpec = "accounts=12,regions=1,resources=100,latency=0ms"
        .parse()
        .unwrap();
    let sandbox = Sandbox::new(spec);
    sandbox.set_denied(denied).unwrap();
    let (key_id, secret) = credentials();
    let source = AwsSource::connect(AccessOptions {
        role: Some("Audit".into()),
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        http_client: Some(sandbox.http_client()),
        static_credentials: Some((key_id.into(), secret.into())),
        ..AccessOptions::default()
    });
    source.accounts().await.unwrap()
}

fn names(list: &AccountList) -> Vec<&str> {
    list.accounts
        .iter()
        .map(|info| info.name.as_str())
        .collect()
}

#[tokio::test]
async fn every_account_has_its_alias_and_the_units_it_stands_in() {
    let list = reached(&[], &[]).await;
    assert_eq!(list.accounts.len(), 12);
    assert!(list.broken.is_empty(), "{:?}", list.broken);
    let of = |name: &str| {
        let mut accounts = list.accounts.iter();
        let info = accounts.find(|info| info.name == name).unwrap();
        (info.alias.as_str(), info.unit.as_str())
    };
    assert_eq!(of("production"), ("sandbox-production", "Workloads/Prod"));
    assert_eq!(of("security"), ("sandbox-security", "Security"));
    assert_eq!(of("management"), ("sandbox-management", ""));
}

#[tokio::test]
async fn only_the_accounts_of_the_units_are_entered() {
    let prod = reached(&["workloads/prod"], &[]).await;
    assert_eq!(names(&prod), ["data-platform", "production"]);
    let all = reached(&["Workloads"], &[]).await;
    assert!(names(&all).contains(&"staging") && names(&all).contains(&"production"));
    assert!(!names(&all).contains(&"management"));
    let by_id = reached(&["ou-sbx1-00000001"], &[]).await;
    assert_eq!(names(&by_id), ["log-archive", "security"]);
}

#[tokio::test]
async fn a_unit_that_is_not_there_is_said_with_those_that_are() {
    let list = reached(&["Produktion"], &[]).await;
    assert!(list.accounts.is_empty());
    let said = list.broken[0].error.to_string();
    assert!(
        said.contains("no unit 'Produktion'; it has") && said.contains("Workloads/Prod"),
        "{said}"
    );
}

#[tokio::test]
async fn names_that_may_not_be_known_are_empty_and_nothing_else_is_missing() {
    let list = reached(&[], &["organizations:ListRoots", "iam:ListAccountAliases"]).await;
    assert_eq!(list.accounts.len(), 12);
    assert!(list.broken.is_empty(), "{:?}", list.broken);
    assert!(
        list.accounts
            .iter()
            .all(|info| info.alias.is_empty() && info.unit.is_empty())
    );
    let asked = reached(&["Security"], &["organizations:ListRoots"]).await;
    let said = asked.broken[0].error.to_string();
    assert!(said.contains("organizations:ListRoots"), "{said}");
}

/// The sandbox, with these accounts asked for by name, some of which share a name.
async fn called(accounts: &str, wanted: &[&str]) -> AccountList {
    let spec: SandboxSpec = format!("accounts={accounts},regions=1,resources=100,latency=0ms")
        .parse()
        .unwrap();
    let sandbox = Sandbox::new(spec);
    let (key_id, secret) = credentials();
    let source = AwsSource::connect(AccessOptions {
        role: Some("Audit".into()),
        account_names: wanted.iter().map(|name| (*name).to_owned()).collect(),
        http_client: Some(sandbox.http_client()),
        static_credentials: Some((key_id.into(), secret.into())),
        ..AccessOptions::default()
    });
    source.accounts().await.unwrap()
}

#[tokio::test]
async fn accounts_are_entered_by_name_and_by_alias() {
    let list = called("12", &["Production", "sandbox-security"]).await;
    assert_eq!(names(&list), ["production", "security"]);
    assert!(list.broken.is_empty(), "{:?}", list.broken);
    let only_one = called("12", &["production"]).await;
    assert_eq!(names(&only_one), ["production"]);
}

#[tokio::test]
async fn a_name_without_account_is_said_and_enters_no_account() {
    let list = called("12", &["produktion"]).await;
    assert!(list.accounts.is_empty(), "{:?}", list.accounts);
    let [broken] = &list.broken[..] else {
        panic!("{:?}", list.broken);
    };
    assert_eq!(broken.via, "account 'produktion'");
    assert!(broken.error.to_string().contains("awsdash accounts"));
}
