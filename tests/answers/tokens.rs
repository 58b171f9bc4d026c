//! Page tokens without an end: the list ends by itself, says so, and shows each row once.

use std::time::Duration;

use crate::prelude::*;

#[track_caller]
fn assert_ends(aws: &ScriptedAws, ty: &str, rows: usize) {
    let ended = list(aws, ty).within(Duration::from_secs(40)).run();
    assert!(!ended.timed_out, "{ended}");
    ended.assert_lacking(rows, &[]);
    ended.assert_each_once();
    if !ty.starts_with("tagged") {
        ended.assert_not_complete(ty);
    }
}

fn next_of(token: Option<&str>) -> &'static str {
    if token == Some("A") { "B" } else { "A" }
}

#[test]
fn volumes_whose_tokens_go_in_a_circle_are_listed_once() {
    let aws = ScriptedAws::start(|r| {
        let item = |i: i32| format!("<item><volumeId>vol-0000000000000000{i}</volumeId></item>");
        let items: String = (0..5).map(item).collect();
        let next = next_of(r.form.get("NextToken").map(String::as_str));
        let inner = format!("<volumeSet>{items}</volumeSet><nextToken>{next}</nextToken>");
        (r.op == "DescribeVolumes").then(|| ec2(&r.op, &inner))
    });
    assert_ends(&aws, "AWS::EC2::Volume", 5);
}

#[test]
fn functions_whose_markers_go_in_a_circle_are_listed_once() {
    let aws = ScriptedAws::start(|r| {
        let functions = ["a", "b", "c", "d", "e"].map(function);
        let next = next_of(r.query.get("Marker").map(String::as_str));
        (r.service == "lambda")
            .then(|| json_answer(&json!({"Functions": functions, "NextMarker": next})))
    });
    assert_ends(&aws, "AWS::Lambda::Function", 5);
}

#[test]
fn roles_whose_markers_go_in_a_circle_are_listed_once() {
    let aws = ScriptedAws::start(|r| {
        let next = next_of(r.form.get("Marker").map(String::as_str));
        let role = format!(
            "<Roles><member><RoleName>r</RoleName><Path>/</Path><Arn>arn:aws:iam::{ACCOUNT}:role/r</Arn>\
             </member></Roles><IsTruncated>true</IsTruncated><Marker>{next}</Marker>"
        );
        (r.op == "ListRoles").then(|| query(&r.op, &role))
    });
    assert_ends(&aws, "AWS::IAM::Role", 1);
}

#[test]
fn resources_of_cloud_control_whose_tokens_go_in_a_circle_are_listed_once() {
    let aws = ScriptedAws::start(|r| {
        let next = next_of(r.json["NextToken"].as_str());
        (r.op == "ListResources").then(|| {
            let resource =
                json!({"Identifier": arn("apprunner", "vpcconnector/v/1/0"), "Properties": "{}"});
            json_answer(&json!({"TypeName": r.json["TypeName"], "NextToken": next,
                                "ResourceDescriptions": [resource]}))
        })
    });
    assert_ends(&aws, CLOUD_CONTROL, 1);
}

/// A type that Cloud Control lists and that has no parent.
const CLOUD_CONTROL: &str = "AWS::AppRunner::VpcConnector";

#[test]
fn tokens_that_are_new_every_time_and_bring_nothing_new_come_to_an_end() {
    let aws = ScriptedAws::start(|r| {
        let next = format!("token-{}", r.n);
        match r.op.as_str() {
            "ListTables" => Some(json_answer(
                &json!({"TableNames": ["t"], "LastEvaluatedTableName": next}),
            )),
            _ => None,
        }
    });
    assert_ends(&aws, "AWS::DynamoDB::Table", 1);
}

#[test]
fn a_sweep_whose_tokens_go_in_a_circle_shows_each_resource_once() {
    let aws = ScriptedAws::start(|r| {
        let next = next_of(r.json["PaginationToken"].as_str());
        (r.service == "tagging").then(|| {
            let mapping = json!({"ResourceARN": arn("sns", "t"), "Tags": []});
            json_answer(&json!({"ResourceTagMappingList": [mapping], "PaginationToken": next}))
        })
    });
    assert_ends(&aws, "tagged", 1);
}

/// One cluster whose list gives this token after every request.
fn clusters(r: &Request, next: &str) -> Option<Answer> {
    match r.op.as_str() {
        "ListClusters" => Some(json_answer(
            &json!({"clusterArns": [arn("ecs", "cluster/c")], "nextToken": next}),
        )),
        "ListServices" => {
            let arns: Vec<String> = (0..3)
                .map(|i| arn("ecs", &format!("service/c/s{i}")))
                .collect();
            Some(json_answer(&json!({"serviceArns": arns})))
        }
        _ => None,
    }
}

#[test]
fn parents_whose_list_repeats_its_token_make_their_children_partial() {
    let aws = ScriptedAws::start(|r| clusters(r, "SAME"));
    assert_ends(&aws, "AWS::ECS::Service", 3);
}

#[test]
fn parents_whose_tokens_go_in_a_circle_make_their_children_partial() {
    let aws = ScriptedAws::start(|r| clusters(r, next_of(r.json["nextToken"].as_str())));
    assert_ends(&aws, "AWS::ECS::Service", 3);
}

#[test]
fn hosted_zones_that_repeat_their_marker_make_their_records_partial() {
    let aws = ScriptedAws::start(|r| {
        if r.service != "route53" {
            return None;
        }
        if r.path.ends_with("/rrset") {
            return Some(xml(
                "<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet>\
                 <Name>x.a.</Name><Type>A</Type></ResourceRecordSet></ResourceRecordSets>\
                 <IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>",
            ));
        }
        Some(xml(
            "<ListHostedZonesResponse><HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>a.</Name>\
             </HostedZone></HostedZones><IsTruncated>true</IsTruncated><NextMarker>M</NextMarker>\
             </ListHostedZonesResponse>",
        ))
    });
    assert_ends(&aws, "AWS::Route53::RecordSet", 1);
}
