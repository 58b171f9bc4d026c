//! One session per account, replaced as a whole.

use std::sync::Arc;

use super::{BASE, account, job, page};
use crate::app::resource_explorer::source::ResourceSource as _;
use crate::aws::testing::{Fixture, caller};

/// Every key is of the one account, and lists VPCs.
fn network() -> Fixture {
    Fixture::new(|seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        _ => {
            let body = "<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>";
            (200, body.to_owned())
        }
    })
}

#[tokio::test]
async fn a_call_that_began_before_the_credentials_were_renewed_leaves_nothing_to_later_calls() {
    let source = network().source();
    let before = source.session(account(BASE)).await.unwrap();
    source.check_access(account(BASE)).await.unwrap();
    let region = "eu-west-1".parse().unwrap();
    let late = before.clients.of(region);
    let now = source.session(account(BASE)).await.unwrap();
    assert!(!Arc::ptr_eq(&before, &now));
    assert!(!Arc::ptr_eq(&late, &now.clients.of(region)));
    assert!(!now.access.login.is_same(&before.access.login));
    page(&source, job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn names_that_come_later_make_no_new_session() {
    let source = network().source();
    source.accounts().await.unwrap();
    let session = source.known(account(BASE)).unwrap();
    let mut again = crate::aws::access::discovery::DiscoveredAccount {
        access: session.access.clone(),
        named: session.named(),
    };
    again.named.alias = "acme".into();
    source.replace(again);
    let same = source.known(account(BASE)).unwrap();
    assert!(Arc::ptr_eq(&session, &same));
    assert_eq!(same.named().alias, "acme");
    source.accounts().await.unwrap();
    let reloaded = source.known(account(BASE)).unwrap();
    assert!(!Arc::ptr_eq(&session, &reloaded), "a login of its own");
}
