//! What a profile means changes while its account is being listed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use super::{BASE, account, job, page};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::discovery::{Access, AccountNames, DiscoveredAccount};
use crate::aws::access::guarded_login::guarded;
use crate::aws::testing::{Fixture, caller};

const OTHER: &str = "999999999999";

/// Keys of one account, then of another. They last a moment, so that the SDK asks for each request.
#[derive(Debug, Default)]
struct Profile {
    switched: AtomicBool,
}

impl ProvideCredentials for Profile {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let key = if self.switched.load(Ordering::SeqCst) {
            "AKIDOTHER"
        } else {
            "AKIDBASE"
        };
        let soon = SystemTime::now() + Duration::from_secs(1);
        future::ProvideCredentials::ready(Ok(Credentials::new(
            key,
            "secret",
            None,
            Some(soon),
            "test",
        )))
    }
}

#[tokio::test]
async fn rows_of_another_account_are_never_shown_under_the_first() {
    let listed_by = Arc::new(Mutex::new(Vec::new()));
    let seen_by = Arc::clone(&listed_by);
    let fixture = Fixture::new(move |seen| match (seen.operation(), seen.key_id()) {
        ("GetCallerIdentity", "AKIDBASE") => caller(BASE),
        ("GetCallerIdentity", _) => caller(OTHER),
        (_, key) => {
            seen_by.lock().unwrap().push(key.to_owned());
            let body = "<DescribeVpcsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
                 <requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>\
                 <nextToken>more</nextToken></DescribeVpcsResponse>";
            (200, body.to_owned())
        }
    });
    let source = fixture.source();
    let profile = Arc::new(Profile::default());
    let shared: Arc<dyn ProvideCredentials> = Arc::<Profile>::clone(&profile);
    let provider = SharedCredentialsProvider::new(shared);
    let login = guarded(fixture.login().await.with_provider(provider));
    let who = crate::aws::access::identity::identity(&login)
        .await
        .unwrap();
    assert_eq!(who.account, account(BASE));
    source.replace(DiscoveredAccount {
        access: Access {
            account: who.account,
            identity: who.arn.into(),
            login: login.for_account(who.account),
        },
        named: AccountNames::default(),
    });

    let vpcs = job("us-east-1", "AWS::EC2::VPC");
    let first = page(&source, vpcs, None).await.unwrap();
    assert_eq!(first.entries[0].account, account(BASE));

    profile.switched.store(true, Ordering::SeqCst);
    let refused = page(&source, vpcs, Some("more")).await.unwrap_err();
    assert!(matches!(refused, SourceError::SignIn { .. }), "{refused:?}");
    let sentence = refused.to_string();
    assert!(
        sentence.contains("leads to account 999999999999 now, not to 001234567890"),
        "{sentence}"
    );
    assert_eq!(
        *listed_by.lock().unwrap(),
        ["AKIDBASE"],
        "nothing was listed with the other keys"
    );

    profile.switched.store(false, Ordering::SeqCst);
    let second = page(&source, vpcs, Some("again")).await.unwrap();
    assert_eq!(second.entries[0].account, account(BASE));
}
