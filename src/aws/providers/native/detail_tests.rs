//! Details by the services' own calls, against a staged service.

use serde_json::{Value, json};

use super::*;
use crate::app::resource_explorer::source::{DetailReach, ListJob, ResourceSource as _};
use crate::aws::testing::{Fixture, Seen, caller, ec2_error};
use crate::model::{DetailDepth, Provider};

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
    let fixture = Fixture::new(ecs);
    let source = fixture.source();
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
    let rows = source.whole_list(job).await.unwrap();
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
    let before = fixture.sent();
    let answers = source
        .batch_details(rows.iter().collect(), op)
        .await
        .unwrap();
    assert_eq!(fixture.sent() - before, 2, "one call for each cluster");
    for (row, answers) in rows.iter().zip(answers) {
        assert_eq!(answers.unwrap().to_json()["serviceArn"], row.id.as_str());
    }
    let alone = source.resource_detail(&rows[3], op).await.unwrap();
    assert_eq!(alone.to_json()["desiredCount"], 2);
}

/// What the details of services are when their call answers so: of all of them, and of the first alone.
async fn details_of_services(
    answer: &'static str,
) -> (
    Result<Vec<Option<Properties>>, SourceError>,
    Result<Properties, SourceError>,
) {
    let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
        "DescribeServices" => (200, answer.to_owned()),
        _ => ecs(seen),
    });
    let source = fixture.source();
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
    let rows = source.whole_list(job).await.unwrap();
    let op = source.detail_ops(ty, &DetailDepth::All)[0];
    let all = source.batch_details(rows.iter().collect(), op).await;
    (all, source.resource_detail(&rows[0], op).await)
}

#[tokio::test]
async fn what_is_gone_by_now_is_said_and_is_not_an_empty_answer() {
    let (all, first) = details_of_services(r#"{"services": []}"#).await;
    assert!(all.unwrap().iter().all(Option::is_none));
    let error = first.unwrap_err();
    assert!(error.to_string().contains("may be gone"), "{error}");
}

#[tokio::test]
async fn details_that_are_no_objects_are_an_odd_answer_and_say_of_nothing_that_it_is_gone() {
    for odd in [r#"{"services": "none"}"#, r#"{"services": ["none", 7]}"#] {
        let (all, first) = details_of_services(odd).await;
        for error in [all.map(|_| ()).unwrap_err(), first.map(|_| ()).unwrap_err()] {
            assert!(error.to_string().contains("no object"), "{odd}: {error}");
        }
    }
}

#[test]
fn no_detail_hands_out_a_secret() {
    let tells = |ty: &str| -> Vec<&str> {
        let calls = detail_calls(ty.parse().unwrap());
        let calls = calls.filter(|detail| !detail.tells_tags);
        calls.map(|detail| detail.operation).collect()
    };
    for ty in [
        "AWS::SSM::Parameter",
        "AWS::Cognito::UserPoolClient",
        "AWS::Lambda::Function",
    ] {
        assert!(tells(ty).is_empty(), "{ty}");
    }
    let secret = tells("AWS::SecretsManager::Secret");
    assert!(
        secret
            .iter()
            .all(|operation| *operation == "DescribeSecret")
    );
}

/// IAM lists roles without their tags, and the tagging service knows none of them.
fn iam(seen: &Seen) -> (u16, String) {
    match seen.operation() {
        "GetCallerIdentity" => caller(ACCOUNT),
        "ListRoles" => (
            200,
            format!(
                "<ListRolesResponse><ListRolesResult><Roles><member><RoleName>audit</RoleName>\
                 <Arn>arn:aws:iam::{ACCOUNT}:role/audit</Arn></member></Roles>\
                 <IsTruncated>false</IsTruncated></ListRolesResult></ListRolesResponse>"
            ),
        ),
        "ListRoleTags" => {
            assert_eq!(seen.field("RoleName"), Some("audit"));
            let tags = "<member><Key>Team</Key><Value>Security</Value></member>\
                        <member><Key>Empty</Key><Value/></member>";
            let answers = format!("<Tags>{tags}</Tags>");
            (
                200,
                format!(
                    "<ListRoleTagsResponse><ListRoleTagsResult>{answers}</ListRoleTagsResult>\
                     </ListRoleTagsResponse>"
                ),
            )
        }
        other => ec2_error(400, "InvalidAction", other),
    }
}

#[tokio::test]
async fn tags_that_the_list_did_not_tell_are_asked_of_the_service() {
    let fixture = Fixture::new(iam);
    let source = fixture.source();
    let ty: TypeId = "AWS::IAM::Role".parse().unwrap();
    let job = ListJob {
        key: QueryKey {
            account: ACCOUNT.parse().unwrap(),
            region: "global".parse().unwrap(),
            resource_type: ty,
        },
        provider: Provider::Native,
    };
    let page = source.list_page(&job, &[], None).await.unwrap();
    let mut row = page.entries.into_iter().next().unwrap();
    let ops = source.detail_ops(ty, &DetailDepth::All);
    let op = ops
        .into_iter()
        .find(|op| op.operation == "ListRoleTags")
        .unwrap();
    assert!(source.has_detail(&row, op));
    let answers = source.resource_detail(&row, op).await.unwrap().to_json();
    assert_eq!(
        answers,
        json!({"Tags": [{"Key": "Team", "Value": "Security"}, {"Key": "Empty", "Value": ""}]})
    );
    row.tags = crate::model::Tags::from_pairs([("Team", "Security")]);
    assert!(
        !source.has_detail(&row, op),
        "who told them is not asked again"
    );
}
