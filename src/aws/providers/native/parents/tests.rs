use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::model::{ArnText, Properties, StatusClass, Tags};

fn row(provider: Provider, ty: &str, id: &str, document: &Value) -> ResourceEntry {
    ResourceEntry {
        account: "001234567890".parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        resource_type: ty.parse().unwrap(),
        provider,
        status_class: StatusClass::Unknown,
        managed: false,
        id: id.into(),
        status: Default::default(),
        arn: ArnText::NONE,
        tags: Tags::NONE.or_called(id),
        properties: Properties::from_json(document),
    }
}

fn asked(ty: &str, region: &str, rows: Vec<ResourceEntry>) -> Vec<String> {
    let op = native::of(ty.parse().unwrap()).unwrap();
    let calls = calls(op, region.parse().unwrap(), &[Arc::new(rows)]);
    let inputs = calls.inputs.iter();
    inputs
        .map(|input| crate::app::resource_explorer::source::name_of(input))
        .collect()
}

#[test]
fn needs_are_read_in_every_form_that_the_table_has() {
    let cluster = "AWS::ECS::Cluster".parse().unwrap();
    assert_eq!(
        read_need("cluster=AWS::ECS::Cluster:arn"),
        Some(Need::Parent("cluster", cluster, "arn"))
    );
    assert_eq!(
        read_need("Scope=enum:CLOUDFRONT|REGIONAL"),
        Some(Need::Choice("Scope", "CLOUDFRONT|REGIONAL"))
    );
    let instance = "AWS::SSO::Instance".parse().unwrap();
    assert_eq!(
        read_need("IdentityStoreId=AWS::SSO::Instance:$.IdentityStoreId"),
        Some(Need::Parent(
            "IdentityStoreId",
            instance,
            "$.IdentityStoreId"
        ))
    );
    for op in native::all() {
        let parts = op.needs_parent.split(';').filter(|part| !part.is_empty());
        assert_eq!(needs_of(op).len(), parts.count(), "{}", op.ty);
    }
}

#[test]
fn parents_of_parents_come_with_them_and_are_not_asked_for() {
    let of = |ty: &str| parent_types(ty.parse().unwrap());
    let type_id = |ty: &str| ty.parse::<TypeId>().unwrap();
    assert_eq!(of("AWS::ECS::TaskSet"), [type_id("AWS::ECS::Service")]);
    assert_eq!(
        of("AWS::ApiGatewayV2::RouteResponse"),
        [type_id("AWS::ApiGatewayV2::Route")]
    );
    let service = json!({"serviceArn": "arn:s", "cluster": "arn:c"});
    let mut service = row(Provider::Native, "AWS::ECS::Service", "arn:s", &service);
    service.arn = ArnText::of("arn:aws:ecs:eu-west-1:001234567890:service/c/s", "arn:s");
    assert_eq!(
        asked("AWS::ECS::TaskSet", "eu-west-1", vec![service]),
        ["cluster=arn:c, service=arn:aws:ecs:eu-west-1:001234567890:service/c/s"]
    );
}

#[test]
fn identifiers_tell_what_is_needed_when_documents_were_given_up() {
    let group = row(
        Provider::Native,
        "AWS::Logs::LogGroup",
        "/aws/app",
        &json!({"logGroupName": "/aws/app"}),
    );
    group.properties.evict();
    assert!(!needs_documents(group.resource_type));
    assert_eq!(
        asked("AWS::Logs::LogStream", "eu-west-1", vec![group]),
        ["logGroupName=/aws/app"]
    );
    assert!(needs_documents("AWS::Amplify::App".parse().unwrap()));
}

#[test]
fn rows_of_cloud_control_tell_it_by_parts_and_by_the_end_of_their_arn() {
    let environment = row(
        Provider::CloudControl,
        "AWS::AppConfig::Environment",
        "app1|env1",
        &json!({}),
    );
    assert_eq!(
        asked("AWS::AppConfig::Deployment", "eu-west-1", vec![environment]),
        ["ApplicationId=app1, EnvironmentId=env1"]
    );
    let arn = "arn:aws:deadline:eu-west-1:001234567890:farm/farm-1";
    let mut farm = row(
        Provider::CloudControl,
        "AWS::Deadline::Farm",
        arn,
        &json!({}),
    );
    farm.arn = ArnText::of(arn, arn);
    assert_eq!(
        asked("AWS::Deadline::Queue", "eu-west-1", vec![farm]),
        ["farmId=farm-1"]
    );
}

#[test]
fn a_parent_that_does_not_tell_its_value_is_a_gap() {
    let rows = vec![
        row(
            Provider::Native,
            "AWS::Amplify::App",
            "arn:a",
            &json!({"appId": "a"}),
        ),
        row(Provider::Native, "AWS::Amplify::App", "arn:b", &json!({})),
    ];
    let op = native::of("AWS::Amplify::Branch".parse().unwrap()).unwrap();
    let calls = calls(op, "eu-west-1".parse().unwrap(), &[Arc::new(rows)]);
    assert_eq!(calls.inputs.len(), 1);
    assert_eq!(calls.gaps.parents.map(|gap| gap.name), Some("arn:b".into()));
}

#[test]
fn choices_are_asked_for_where_they_are_offered() {
    let scopes = |region| asked("AWS::WAFv2::WebACL", region, Vec::new());
    assert_eq!(scopes("eu-west-1"), ["Scope=REGIONAL"]);
    assert_eq!(scopes("us-east-1"), ["Scope=CLOUDFRONT", "Scope=REGIONAL"]);
}
