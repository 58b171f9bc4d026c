//! Details by the services' own calls, against a staged service.

use serde_json::{Value, json};

use super::*;
use crate::app::resource_explorer::source::{DetailReach, ListJob, ResourceSource as _};
use crate::app::resource_explorer::state::{DetailDepth, Provider};
use crate::aws::testing::{Seen, Stage, caller};

const ACCOUNT: &str = "001234567890";

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:{kind}/{name}")
}

/// Two clusters with two services each.
fn ecs(seen: &Seen) -> (u16, String) {
    let body: Value = serde_json::from_slice(seen.body.as_bytes()).unwrap_or_default();
    let answer = match seen.operation() {
        "GetCallerIdentity" => return caller(ACCOUNT),
        "ListClusters" => json!({ "clusterArns": [arn("cluster", "a"), arn("cluster", "b")] }),
        "ListServices" => {
            let cluster = body["cluster"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap();
            let of = |name: &str| arn("service", &format!("{cluster}/{name}"));
            json!({ "serviceArns": [of("x"), of("y")] })
        }
        "DescribeServices" => {
            let one = |arn: &Value| json!({ "serviceArn": arn, "desiredCount": 2 });
            let mut services: Vec<Value> = body["services"]
                .as_array()
                .unwrap()
                .iter()
                .map(one)
                .collect();
            // AWS promises no order.
            services.reverse();
            json!({ "services": services })
        }
        other => {
            return (
                400,
                format!("{{\"__type\": \"UnknownOperationException\", \"message\": \"{other}\"}}"),
            );
        }
    };
    (200, answer.to_string())
}

#[tokio::test]
async fn resources_of_one_parent_share_a_call_and_keep_their_order() {
    let stage = Stage::new(ecs);
    let source = stage.source();
    let ty = "AWS::ECS::Service".parse().unwrap();
    let key = QueryKey {
        account: ACCOUNT.parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        resource_type: ty,
    };
    let job = ListJob {
        key,
        provider: Provider::Native,
    };
    let mut rows = Vec::new();
    let mut token = None;
    loop {
        let page = source.list_page(&job, &[], token).await.unwrap();
        rows.extend(page.entries);
        token = page.next;
        if token.is_none() {
            break;
        }
    }
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
    let parent = rows[0].properties.to_json();
    assert_eq!(
        parent["cluster"],
        arn("cluster", "a"),
        "what it was asked with"
    );

    let [op] = source.detail_ops(ty, &DetailDepth::Bulk)[..] else {
        panic!("one call for several");
    };
    assert_eq!(op.reach, DetailReach::Batch(10));
    let before = stage.sent();
    let told = source
        .batch_details(rows.iter().collect(), op)
        .await
        .unwrap();
    assert_eq!(stage.sent() - before, 2, "one call for each cluster");
    for (row, told) in rows.iter().zip(told) {
        assert_eq!(told.unwrap().to_json()["serviceArn"], row.id.as_str());
    }
    let alone = source.resource_detail(&rows[3], op).await.unwrap();
    assert_eq!(alone.to_json()["desiredCount"], 2);
}

#[tokio::test]
async fn what_is_gone_by_now_is_said_and_is_not_an_empty_answer() {
    let stage = Stage::new(|seen: &Seen| match seen.operation() {
        "DescribeServices" => (200, json!({"services": []}).to_string()),
        _ => ecs(seen),
    });
    let source = stage.source();
    let ty: TypeId = "AWS::ECS::Service".parse().unwrap();
    let key = QueryKey {
        account: ACCOUNT.parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        resource_type: ty,
    };
    let job = ListJob {
        key,
        provider: Provider::Native,
    };
    let page = source.list_page(&job, &[], None).await.unwrap();
    let op = source.detail_ops(ty, &DetailDepth::All)[0];
    let told = source
        .batch_details(page.entries.iter().collect(), op)
        .await;
    assert!(told.unwrap().iter().all(Option::is_none));
    let error = source
        .resource_detail(&page.entries[0], op)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("may be gone"), "{error}");
}

#[test]
fn no_detail_hands_out_a_secret() {
    for ty in [
        "AWS::SSM::Parameter",
        "AWS::Cognito::UserPoolClient",
        "AWS::Lambda::Function",
    ] {
        assert!(detail_call(ty.parse().unwrap()).is_none(), "{ty}");
    }
    let secret = detail_call("AWS::SecretsManager::Secret".parse().unwrap());
    assert!(secret.is_none_or(|detail| detail.operation == "DescribeSecret"));
}
