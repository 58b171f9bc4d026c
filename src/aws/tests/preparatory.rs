//! Calls that only prepare or name what is listed: without an answer to them the run goes on.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{BASE, account};
use crate::app::resource_explorer::source::{AccountInfo, AccountList, ResourceSource as _};
use crate::aws::testing::{Seen, Stage, caller, ec2_error};
use crate::aws::{AccessOptions, AwsSource};

const PROD: &str = "111122223333";

/// Lets everybody in everywhere.
fn open_doors() -> Stage {
    Stage::new(|seen| match seen.operation() {
        "GetCallerIdentity" => caller(seen.key_id().strip_prefix("ASIA").unwrap_or(BASE)),
        "AssumeRole" => {
            let body = format!(
                "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
                 <AssumeRoleResult><Credentials><AccessKeyId>ASIA{PROD}</AccessKeyId>\
                 <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                 <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>\
                 </AssumeRoleResponse>"
            );
            (200, body)
        }
        other => ec2_error(400, "InvalidAction", other),
    })
}

/// Who is told first, after how long, and the list at the end.
async fn reached(stage: &Stage, options: AccessOptions) -> (Duration, Duration, AccountList) {
    let options = AccessOptions {
        http_client: Some(stage.client()),
        static_credentials: stage.options().static_credentials,
        ..options
    };
    let (source, began) = (AwsSource::connect(options), Instant::now());
    let first = Mutex::new(None);
    let tell = |_: AccountInfo| _ = first.lock().unwrap().get_or_insert(began.elapsed());
    let list = source.accounts_one_by_one(&tell).await.unwrap();
    let first = first.into_inner().unwrap().expect("somebody is told");
    (first, began.elapsed(), list)
}

#[tokio::test]
async fn an_alias_that_never_comes_holds_up_nobody() {
    let stage = open_doors().silent(|seen| seen.operation() == "ListAccountAliases");
    let (first, all, list) = reached(&stage, AccessOptions::default()).await;
    assert!(first < Duration::from_millis(500), "{first:?}");
    assert!(all < Duration::from_secs(3), "{all:?}");
    assert_eq!(list.accounts.len(), 1);
    assert!(list.broken.is_empty(), "{:?}", list.broken);
}

#[tokio::test]
async fn an_account_named_by_number_is_entered_though_the_organization_is_silent() {
    let is_organizations = |seen: &Seen| seen.target.starts_with("AWSOrganizations");
    let stage = open_doors().silent(is_organizations);
    let options = AccessOptions {
        role: Some("Audit".into()),
        accounts: vec![account(PROD)],
        ..AccessOptions::default()
    };
    let (first, all, list) = reached(&stage, options).await;
    assert!(first < Duration::from_millis(500), "{first:?}");
    assert!(all < Duration::from_secs(4), "{all:?}");
    assert_eq!(list.accounts[0].id, account(PROD));
    assert!(list.broken.is_empty(), "{:?}", list.broken);
}
