//! An organization's own resources, against the sandbox: listed in its management account.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::resource_explorer::source::{ListJob, ResourceSource as _, SourceError};
use crate::aws::testing::{Fixture, Seen, caller};
use crate::aws::{AccessOptions, AwsSource};
use crate::model::{AccountId, QueryKey, Region, ResourceEntry};
use crate::sandbox::{Sandbox, SandboxSpec, credentials};

fn sandbox() -> Arc<Sandbox> {
    let spec: SandboxSpec = "accounts=4,regions=1,resources=100,latency=0ms"
        .parse()
        .unwrap();
    Sandbox::new(spec)
}

fn source_of(sandbox: &Arc<Sandbox>, accounts: Vec<AccountId>) -> Arc<AwsSource> {
    let (key_id, secret) = credentials();
    AwsSource::connect(AccessOptions {
        role: Some("Audit".into()),
        accounts,
        http_client: Some(sandbox.http_client()),
        static_credentials: Some((key_id.into(), secret.into())),
        ..AccessOptions::default()
    })
}

fn job(account: AccountId, ty: &str) -> ListJob {
    let ty = ty.parse().unwrap();
    ListJob {
        key: QueryKey {
            account,
            region: Region::global(),
            resource_type: ty,
        },
        provider: crate::aws::providers::routing::first(ty).unwrap(),
    }
}

async fn list(source: &AwsSource, job: ListJob) -> Result<Vec<ResourceEntry>, SourceError> {
    source.whole_list(job).await
}

#[tokio::test]
async fn the_management_account_lists_accounts_units_of_every_depth_policies_and_the_root() {
    let sandbox = sandbox();
    let source = source_of(&sandbox, Vec::new());
    source.accounts().await.unwrap();
    let management = sandbox.accounts()[0].0;
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ty in [
        "AWS::Organizations::Account",
        "AWS::Organizations::Organization",
        "AWS::Organizations::OrganizationalUnit",
        "AWS::Organizations::Policy",
        "AWS::Organizations::Root",
    ] {
        let rows = list(&source, job(management, ty)).await.unwrap();
        assert!(rows.iter().all(|row| row.arn().is_some()), "{rows:?}");
        let mut all: Vec<_> = rows.iter().map(|row| row.name().to_owned()).collect();
        all.sort_unstable();
        names.insert(ty, all);
        let managed = rows.iter().filter(|row| row.managed).count();
        assert_eq!(managed, usize::from(ty.ends_with("Policy")), "{ty}");
    }
    // The suspended one is an account as well.
    assert_eq!(names["AWS::Organizations::Account"].len(), 5);
    assert_eq!(names["AWS::Organizations::Organization"].len(), 1);
    assert_eq!(
        names["AWS::Organizations::OrganizationalUnit"],
        [
            "Infrastructure",
            "Non-prod",
            "Prod",
            "Security",
            "Workloads"
        ]
    );
    assert_eq!(names["AWS::Organizations::Policy"].len(), 3);
    assert_eq!(names["AWS::Organizations::Root"], ["Root"]);
}

#[tokio::test]
async fn members_have_nothing_of_it_and_say_where_it_is() {
    let sandbox = sandbox();
    let accounts = sandbox.accounts();
    let (management, member) = (accounts[0].0, accounts[1].0);
    let source = source_of(&sandbox, Vec::new());
    source.accounts().await.unwrap();
    let units = "AWS::Organizations::OrganizationalUnit";
    let elsewhere = list(&source, job(member, units)).await.unwrap_err();
    let SourceError::Elsewhere(reason) = &elsewhere else {
        panic!("{elsewhere:?}");
    };
    assert!(reason.contains(&*management.digits()), "{reason}");

    // Without the management account it might be delegated: it is asked, and refused.
    let alone = source_of(&sandbox, vec![member]);
    alone.accounts().await.unwrap();
    let refused = list(&alone, job(member, "AWS::Organizations::Account")).await;
    let refused = refused.unwrap_err();
    let is_explained = match &refused {
        SourceError::Elsewhere(reason) => reason.contains("delegated"),
        SourceError::Denied { principal, .. } => principal.is_some(),
        _ => false,
    };
    assert!(is_explained, "{refused:?}");
}

/// A member account whose calls to Organizations are answered like this.
async fn member_is_told(status: u16, answer: &'static str) -> Result<usize, SourceError> {
    const ACCOUNT: &str = "001234567890";
    let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(ACCOUNT),
        "DescribeOrganization" => {
            let listed = r#"{"Organization": {"Id": "o-1", "MasterAccountId": "111122223333"}}"#;
            (200, listed.into())
        }
        _ => (status, answer.into()),
    });
    let job = job(ACCOUNT.parse().unwrap(), "AWS::Organizations::Account");
    list(&fixture.source(), job).await.map(|rows| rows.len())
}

#[tokio::test]
async fn a_delegated_administrator_lists_what_a_plain_member_may_not() {
    let listed = r#"{"Accounts": [{"Id": "222233334444", "Name": "prod"}]}"#;
    assert_eq!(member_is_told(200, listed).await, Ok(1));
    let refused = r#"{"__type": "AccessDeniedException",
        "Message": "You don't have permissions to access this resource."}"#;
    let plain = member_is_told(400, refused).await.unwrap_err();
    assert!(matches!(plain, SourceError::Elsewhere(_)), "{plain:?}");
    // A refusal that names the caller is one that a policy can lift.
    let by_policy = r#"{"__type": "AccessDeniedException", "Message":
        "User: arn:aws:iam::001234567890:user/me is not authorized to perform: organizations:ListAccounts"}"#;
    let denied = member_is_told(400, by_policy).await.unwrap_err();
    assert!(matches!(denied, SourceError::Denied { .. }), "{denied:?}");
}
