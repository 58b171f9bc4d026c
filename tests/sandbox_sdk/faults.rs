//! Injected faults.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_ec2::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use awsdash::sandbox::Network;

use super::{base_credentials, ec2, role, sandbox, sts, tagging};

#[tokio::test]
async fn denials_name_caller_and_action_and_only_hit_what_they_mean() {
    let sandbox = sandbox("deny=ec2:DescribeImages@1:eu-west-1,deny=tag:*@0");
    let accounts = sandbox.accounts();
    let second = role(&sandbox, accounts[1].0).await;
    let client = ec2(&sandbox, "eu-west-1", second.clone());
    let refused = client.describe_images().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("UnauthorizedOperation"));
    let message = refused.message().unwrap();
    assert!(message.contains("ec2:DescribeImages") && message.contains(&*accounts[1].0.digits()));
    client.describe_vpcs().send().await.unwrap();
    ec2(&sandbox, "us-east-1", second.clone())
        .describe_images()
        .send()
        .await
        .unwrap();
    let refused = tagging(&sandbox, "us-east-1", base_credentials())
        .get_resources()
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AccessDeniedException"));
    sandbox.set_denied(&[]).unwrap();
    client.describe_images().send().await.unwrap();
    assert!(sandbox.set_denied(&["nonsense"]).is_err());
}

#[tokio::test]
async fn writes_are_refused_and_counted() {
    let sandbox = sandbox("");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let refused = client
        .terminate_instances()
        .instance_ids("i-1")
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("UnauthorizedOperation"));
    let refused = tagging(&sandbox, "us-east-1", base_credentials())
        .tag_resources()
        .resource_arn_list("arn:x")
        .tags("a", "b")
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AccessDeniedException"));
    assert_eq!(sandbox.writes_seen(), 2);
    let unknown = client.describe_spot_price_history().send().await;
    assert_eq!(unknown.unwrap_err().code(), Some("InvalidAction"));
    assert_eq!((sandbox.writes_seen(), sandbox.calls()), (2, 3));
    assert_eq!(sandbox.calls_by_action()["ec2:TerminateInstances"], 1);
}

#[tokio::test]
async fn throttled_calls_say_so() {
    let sandbox = sandbox("throttle=1");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let refused = client.describe_vpcs().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("RequestLimitExceeded"));
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 503);
    sandbox.set_throttle(0.0);
    client.describe_vpcs().send().await.unwrap();
}

#[tokio::test]
async fn expired_credentials_say_so_until_they_are_renewed() {
    let sandbox = sandbox("");
    let who = role(&sandbox, sandbox.accounts()[1].0).await;
    let base = ec2(&sandbox, "us-east-1", base_credentials());
    let member = ec2(&sandbox, "us-east-1", who);
    member.describe_vpcs().send().await.unwrap();
    sandbox.expire_now();
    for client in [&base, &member] {
        let refused = client.describe_vpcs().send().await.unwrap_err();
        assert_eq!(refused.code(), Some("RequestExpired"));
    }
    sandbox.renew();
    base.describe_vpcs().send().await.unwrap();
    assert!(member.describe_vpcs().send().await.is_err());
    tokio::time::sleep(Duration::from_millis(5)).await;
    let who = role(&sandbox, sandbox.accounts()[1].0).await;
    ec2(&sandbox, "us-east-1", who)
        .describe_vpcs()
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn credentials_expire_by_themselves_when_told_to() {
    let sandbox = sandbox("expire=800ms");
    let who = role(&sandbox, sandbox.accounts()[0].0).await;
    let client = ec2(&sandbox, "us-east-1", who);
    client.describe_vpcs().send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(
        client.describe_vpcs().send().await.unwrap_err().code(),
        Some("RequestExpired")
    );
    let sts = sts(&sandbox, "us-east-1", base_credentials());
    assert_eq!(
        sts.get_caller_identity().send().await.unwrap_err().code(),
        Some("ExpiredToken")
    );
}

#[tokio::test]
async fn foreign_keys_and_dead_networks_get_nowhere() {
    let sandbox = sandbox("");
    let stranger = Credentials::new("AKIAIOSFODNN7EXAMPLE", "x", None, None, "test");
    let refused = sts(&sandbox, "us-east-1", stranger.clone())
        .get_caller_identity()
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("InvalidClientTokenId"));
    let refused = ec2(&sandbox, "us-east-1", stranger)
        .describe_vpcs()
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AuthFailure"));
    sandbox.set_network(Network::Down);
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let refused = client.describe_vpcs().send().await.unwrap_err();
    assert!(matches!(
        refused,
        aws_sdk_ec2::error::SdkError::DispatchFailure(_)
    ));
    sandbox.set_network(Network::Silent);
    let waiting = tokio::time::timeout(Duration::from_millis(30), client.describe_vpcs().send());
    assert!(waiting.await.is_err());
}

#[tokio::test]
async fn web_pages_and_cut_pages_arrive_as_such() {
    let sandbox = sandbox("");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    sandbox.set_html(1.0);
    assert!(client.describe_vpcs().send().await.is_err());
    sandbox.set_html(0.0);
    sandbox.set_broken_pages(1.0);
    let tagging = tagging(&sandbox, "us-east-1", base_credentials());
    assert!(tagging.get_resources().send().await.is_err());
    sandbox.set_broken_pages(0.0);
    client.describe_vpcs().send().await.unwrap();
}

#[tokio::test]
async fn the_sdk_takes_a_cut_page_for_a_short_one_so_its_length_must_be_checked() {
    let sandbox = sandbox("");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let whole = client.describe_volumes().send().await.unwrap();
    sandbox.set_broken_pages(1.0);
    let (told, arrived) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let lengths = Lengths(Arc::clone(&told), Arc::clone(&arrived));
    let request = client.describe_volumes().customize().interceptor(lengths);
    let cut = request.send().await.unwrap();
    assert!(cut.volumes().len() < whole.volumes().len() && cut.next_token().is_none());
    assert!(arrived.load(Relaxed) < told.load(Relaxed));
}

/// Notes the length that an answer announces and the length it has.
#[derive(Debug)]
struct Lengths(Arc<AtomicUsize>, Arc<AtomicUsize>);

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for Lengths {
    fn name(&self) -> &'static str {
        "Lengths"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let told = response.headers().get("content-length").unwrap_or_default();
        self.0.store(told.parse()?, Relaxed);
        let arrived = response.body().bytes().unwrap_or_default().len();
        self.1.store(arrived, Relaxed);
        Ok(())
    }
}
