//! Accounts, roles, organizations.

use compact_str::CompactString;
use serde_json::json;

use super::{BASE, account};
use crate::app::resource_explorer::source::{AccountList, ResourceSource, SourceError};
use crate::aws::testing::{Fixture, Seen, caller, ec2_error};
use crate::aws::{AccessOptions, AwsSource};

const PROD: &str = "111122223333";
const TEST: &str = "444455556666";
const GONE: &str = "777788889999";
const OTHER: &str = "999900001111";

/// An organization of four: one is suspended, and TEST refuses every role.
fn organization() -> Fixture {
    Fixture::new(|seen| match seen.operation() {
        "GetCallerIdentity" => caller(account_of_key(seen.key_id())),
        "ListAccounts" => list_accounts(seen),
        "AssumeRole" => assume_role(seen),
        other => ec2_error(400, "InvalidAction", other),
    })
}

/// The role's keys carry the account.
fn account_of_key(key_id: &str) -> &str {
    key_id.strip_prefix("ASIA").unwrap_or(BASE)
}

/// Three pages, the second empty.
fn list_accounts(seen: &Seen) -> (u16, String) {
    let member =
        |id: &str, name: &str, status: &str| json!({"Id": id, "Name": name, "Status": status});
    let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    let page = match body["NextToken"].as_str() {
        None => {
            json!({"Accounts": [member(BASE, "root", "ACTIVE"), member(PROD, "prod", "ACTIVE")],
                       "NextToken": "2"})
        }
        Some("2") => json!({"Accounts": [], "NextToken": "3"}),
        _ => {
            json!({"Accounts": [member(GONE, "gone", "SUSPENDED"), member(TEST, "test", "ACTIVE")]})
        }
    };
    (200, page.to_string())
}

fn assume_role(seen: &Seen) -> (u16, String) {
    let arn = seen
        .field("RoleArn")
        .unwrap_or_default()
        .replace("%3A", ":")
        .replace("%2F", "/");
    let id = arn.split(':').nth(4).unwrap_or_default().to_owned();
    assert_eq!(seen.field("RoleSessionName"), Some("awsdash"));
    if id == TEST {
        return ec2_error(
            403,
            "AccessDenied",
            "User: arn:aws:iam::001234567890:user/me is not authorized to perform: sts:AssumeRole",
        );
    }
    // OTHER's role leads to the wrong account.
    let key = if id == OTHER { PROD } else { &id };
    let body = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <Credentials><AccessKeyId>ASIA{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
         </AssumeRoleResult></AssumeRoleResponse>"
    );
    (200, body)
}

async fn accounts(fixture: &Fixture, options: AccessOptions) -> AccountList {
    let options = AccessOptions {
        http_client: Some(fixture.client()),
        static_credentials: fixture.options().static_credentials,
        ..options
    };
    AwsSource::connect(options).accounts().await.unwrap()
}

fn names(list: &AccountList) -> Vec<(String, &str)> {
    list.accounts
        .iter()
        .map(|info| (info.id.to_string(), info.name.as_str()))
        .collect()
}

#[tokio::test]
async fn a_role_leads_into_every_active_account_and_failures_are_said() {
    let fixture = organization();
    let list = accounts(
        &fixture,
        AccessOptions {
            role: Some("Audit".into()),
            ..Default::default()
        },
    )
    .await;
    assert_eq!(
        names(&list),
        [(PROD.to_owned(), "prod"), (BASE.to_owned(), "root")]
    );
    let prod = &list.accounts[0];
    assert_eq!(prod.via, format!("arn:aws:iam::{PROD}:role/Audit"));
    assert_eq!(list.broken.len(), 1, "{:?}", list.broken);
    assert_eq!(
        list.broken[0].via,
        format!("arn:aws:iam::{TEST}:role/Audit")
    );
    let SourceError::Denied { action, .. } = &list.broken[0].error else {
        panic!("{:?}", list.broken[0].error);
    };
    assert_eq!(action, "sts:AssumeRole");
}

#[tokio::test]
async fn accounts_can_be_named_and_are_checked_by_sts() {
    let fixture = organization();
    let options = AccessOptions {
        role: Some("Audit".into()),
        accounts: [PROD, OTHER].map(account).to_vec(),
        ..Default::default()
    };
    let list = accounts(&fixture, options).await;
    assert_eq!(names(&list), [(PROD.to_owned(), "prod")]);
    let sentence = list.broken[0].error.to_string();
    let expected = format!("the role leads to account {PROD}, not to {OTHER}");
    assert_eq!(sentence, expected);
}

#[tokio::test]
async fn without_a_role_only_the_own_account_is_reached_and_the_others_are_named() {
    let fixture = organization();
    let list = accounts(&fixture, AccessOptions::default()).await;
    assert_eq!(names(&list), [(BASE.to_owned(), "")]);
    assert!(list.broken.is_empty());

    let options = AccessOptions {
        accounts: vec![account(PROD)],
        ..Default::default()
    };
    let list = accounts(&fixture, options).await;
    assert!(list.accounts.is_empty());
    let sentence = list.broken[0].error.to_string();
    assert!(
        sentence.starts_with("account 1111-2222-3333 cannot be reached: "),
        "{sentence}"
    );
}

#[tokio::test]
async fn an_organization_that_may_not_be_read_leaves_the_own_account() {
    let fixture = Fixture::new(|seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "ListAccounts" => (
            400,
            json!({"__type": "AccessDeniedException", "Message": "no"}).to_string(),
        ),
        other => ec2_error(400, "InvalidAction", other),
    });
    let list = accounts(
        &fixture,
        AccessOptions {
            role: Some("Audit".into()),
            ..Default::default()
        },
    )
    .await;
    assert_eq!(names(&list), [(BASE.to_owned(), "")]);
    let SourceError::Denied { action, .. } = &list.broken[0].error else {
        panic!("{:?}", list.broken[0].error);
    };
    assert_eq!(action, "organizations:ListAccounts");
}

#[tokio::test]
async fn credentials_that_are_not_accepted_are_a_broken_way_in() {
    let fixture = Fixture::new(|_| {
        ec2_error(
            403,
            "InvalidClientTokenId",
            "The security token is invalid.",
        )
    });
    let list = accounts(&fixture, AccessOptions::default()).await;
    assert!(list.accounts.is_empty());
    assert!(
        matches!(list.broken[0].error, SourceError::SignIn { .. }),
        "{:?}",
        list.broken
    );
    assert_eq!(
        list.broken[0].via,
        CompactString::from("built-in credentials")
    );
}

#[tokio::test]
async fn an_account_out_of_reach_has_no_regions_but_a_reason() {
    let fixture = organization();
    let error = fixture.source().regions(account(PROD)).await.unwrap_err();
    let sentence = error.to_string();
    assert!(
        sentence.contains(PROD) && sentence.contains("cannot be reached"),
        "{sentence}"
    );
}
