//! Calls that only prepare or name what is listed: without an answer to them the run goes on.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{BASE, account, job, page};
use crate::app::resource_explorer::source::{
    AccountInfo, AccountList, ListJob, ResourceSource as _, SourceError,
};
use crate::aws::testing::{Fixture, Seen, caller, ec2_error};
use crate::aws::{AccessOptions, AwsSource};
use crate::model::{Provider, Region, ResourceEntry};

const PROD: &str = "111122223333";

/// Lets every caller into every account.
fn open_doors() -> Fixture {
    Fixture::new(let_in)
}

fn let_in(seen: &Seen) -> (u16, String) {
    match seen.operation() {
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
    }
}

/// The account told first, after how long, and the list at the end.
async fn reached(fixture: &Fixture, options: AccessOptions) -> (Duration, Duration, AccountList) {
    let options = AccessOptions {
        http_client: Some(fixture.client()),
        static_credentials: fixture.options().static_credentials,
        ..options
    };
    let (source, began) = (AwsSource::connect(options), Instant::now());
    let first = Mutex::new(None);
    let tell = |_: AccountInfo| _ = first.lock().unwrap().get_or_insert(began.elapsed());
    let list = source.accounts_one_by_one(&tell).await.unwrap();
    let first = first.into_inner().unwrap().expect("the first message");
    (first, began.elapsed(), list)
}

#[tokio::test]
async fn an_alias_that_never_comes_delays_no_list() {
    let fixture = open_doors().silent(|seen| seen.operation() == "ListAccountAliases");
    let (first, all, list) = reached(&fixture, AccessOptions::default()).await;
    assert!(first < Duration::from_millis(500), "{first:?}");
    assert!(all < Duration::from_secs(3), "{all:?}");
    assert_eq!(list.accounts.len(), 1);
    assert!(list.broken.is_empty(), "{:?}", list.broken);
}

#[tokio::test]
async fn an_account_named_by_number_is_entered_though_the_organization_is_silent() {
    let is_organizations = |seen: &Seen| seen.target.starts_with("AWSOrganizations");
    let fixture = open_doors().silent(is_organizations);
    let options = AccessOptions {
        role: Some("Audit".into()),
        accounts: vec![account(PROD)],
        ..AccessOptions::default()
    };
    let (first, all, list) = reached(&fixture, options).await;
    assert!(first < Duration::from_millis(500), "{first:?}");
    assert!(all < Duration::from_secs(4), "{all:?}");
    assert_eq!(list.accounts[0].id, account(PROD));
    assert!(list.broken.is_empty(), "{:?}", list.broken);
}

/// Status and body, given a web page.
type AnswerOf = fn(&str) -> (u16, String);

fn codes(regions: &[crate::app::resource_explorer::source::RegionInfo]) -> Vec<&str> {
    regions.iter().map(|info| info.region.as_str()).collect()
}

#[tokio::test]
async fn without_its_regions_an_account_has_those_that_aws_is_known_to_have() {
    let html = "<html><head><title>Sign in</title></head></html>".to_owned();
    let answers: [AnswerOf; 3] = [
        |_| ec2_error(403, "UnauthorizedOperation", "You are not authorized."),
        |_| ec2_error(503, "ServiceUnavailable", "later"),
        |html| (200, html.to_owned()),
    ];
    for answer in answers {
        let html = html.clone();
        let fixture = Fixture::new(move |seen| match seen.operation() {
            "DescribeRegions" => answer(&html),
            _ => caller(BASE),
        });
        let source = fixture.source();
        let list = source.regions(account(BASE)).await.unwrap();
        let why = list.assumed.expect("no answer told them").to_string();
        assert!(why.contains("ec2:DescribeRegions"), "{why}");
        let all = codes(&list.regions);
        assert!(all.contains(&"us-east-1") && all.contains(&"me-south-1"));
        let sure = source.sure_regions(account(BASE));
        assert_eq!(codes(&sure), ["us-east-1"], "this is not AWS");
    }
}

#[tokio::test]
async fn a_region_that_is_not_enabled_says_so_once_where_regions_are_not_told() {
    for code in [
        "AuthFailure",
        "InvalidClientTokenId",
        "InvalidToken",
        "OptInRequired",
        "UnrecognizedClientException",
    ] {
        let fixture = Fixture::new(move |seen| match (seen.operation(), seen.region()) {
            ("GetCallerIdentity", _) => caller(BASE),
            (_, "af-south-1") => ec2_error(401, code, "AWS was not able to validate"),
            _ => ec2_error(403, "UnauthorizedOperation", "You are not authorized."),
        });
        let source = fixture.source();
        let vpcs = job("af-south-1", "AWS::EC2::VPC");
        let refused = page(&source, vpcs, None).await.unwrap_err();
        let region: Region = "af-south-1".parse().unwrap();
        assert_eq!(refused, SourceError::RegionNotEnabled(region), "{code}");
        let volumes = ListJob {
            provider: Provider::Ec2,
            ..job("af-south-1", "AWS::EC2::Volume")
        };
        let known = source.refused_before(&volumes);
        assert_eq!(known, Some(SourceError::RegionNotEnabled(region)), "{code}");
        assert_eq!(
            source.refused_before(&job("eu-west-1", "AWS::EC2::VPC")),
            None
        );
    }
}

#[tokio::test]
async fn an_organization_that_does_not_answer_holds_up_no_list_of_it() {
    let fixture = Fixture::new(|seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        _ => (200, r#"{"Roots":[]}"#.to_owned()),
    });
    let fixture = fixture.silent(|seen| seen.operation() == "DescribeOrganization");
    let source = fixture.source();
    let mut roots = job("us-east-1", "AWS::Organizations::Root");
    roots.key.region = Region::global();
    roots.provider = Provider::Native;
    let began = Instant::now();
    page(&source, roots, None).await.unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}

/// What the account [`PROD`] lists of an organization that [`BASE`] manages and that answers no question for roles.
async fn roots_in_a_member(reached: &[&str]) -> Result<Vec<ResourceEntry>, SourceError> {
    let fixture = Fixture::new(|seen| {
        if !seen.target.ends_with("ListRoots") {
            return let_in(seen);
        }
        let arn = format!("arn:aws:organizations::{BASE}:root/o-abc/r-abcd");
        let root = serde_json::json!({"Id": "r-abcd", "Arn": arn, "Name": "Root"});
        (200, serde_json::json!({"Roots": [root]}).to_string())
    });
    let fixture = fixture.silent(|seen| seen.operation() == "DescribeOrganization");
    let source = AwsSource::connect(AccessOptions {
        role: Some("Audit".into()),
        accounts: reached.iter().map(|digits| account(digits)).collect(),
        ..fixture.options()
    });
    source.accounts().await.unwrap();
    let mut roots = job("us-east-1", "AWS::Organizations::Root");
    roots.key.account = account(PROD);
    roots.key.region = Region::global();
    roots.provider = Provider::Native;
    page(&source, roots, None).await.map(|page| page.entries)
}

#[tokio::test]
async fn a_member_of_a_silent_organization_leaves_its_list_to_the_management_account() {
    let withheld = roots_in_a_member(&[BASE, PROD]).await.unwrap_err();
    assert!(matches!(withheld, SourceError::Elsewhere(_)), "{withheld}");
    let rows = roots_in_a_member(&[PROD]).await.unwrap();
    assert_eq!(rows[0].owner(), Some(account(BASE)));
}

#[tokio::test]
async fn indexes_that_do_not_answer_are_not_waited_for() {
    let fixture = open_doors().silent(|seen| {
        seen.uri.contains("resource-explorer-2") || seen.target.starts_with("StarlingDove")
    });
    let source = fixture.source();
    source.accounts().await.unwrap();
    let began = Instant::now();
    assert!(source.indexes(account(BASE)).await.is_err());
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}
