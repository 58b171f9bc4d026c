//! One is not all: a detail that is denied, gone or odd costs that one resource.

use crate::prelude::*;

#[track_caller]
fn assert_names_its_line(ended: &Ended, outcome: &str) {
    let ledger = ended.ledger.iter().flatten();
    let lines: Vec<&Value> = ledger.filter(|line| line["outcome"] == outcome).collect();
    assert!(!lines.is_empty(), "{ended}");
    for line in lines {
        for field in ["account_id", "region", "resource_type"] {
            assert!(line[field].is_string(), "no {field} in {line}");
        }
    }
}

#[track_caller]
fn assert_every_line_has_a_key(ended: &Ended) {
    for line in ended.ledger.iter().flatten() {
        assert!(
            line["resource_type"].is_string() && line["account_id"].is_string(),
            "{line}"
        );
    }
}

#[test]
fn one_key_that_is_denied_leaves_the_details_of_the_others() {
    let keys: Vec<String> = (0..40)
        .map(|i| format!("00000000-0000-0000-0000-0000000000{i:02}"))
        .collect();
    let aws = ScriptedAws::start(move |r| {
        if r.service != "kms" {
            return None;
        }
        if r.op == "ListKeys" {
            let key =
                |id: &String| json!({"KeyId": id, "KeyArn": arn("kms", &format!("key/{id}"))});
            let keys: Vec<Value> = keys.iter().map(key).collect();
            return Some(json_answer(&json!({"Keys": keys, "Truncated": false})));
        }
        let key = text(&r.json["KeyId"]);
        match r.op.as_str() {
            _ if key.ends_with("05") => Some(json_error(
                "AccessDeniedException",
                "no resource-based policy allows the action",
            )),
            "DescribeKey" => Some(json_answer(
                &json!({"KeyMetadata": {"KeyId": key, "KeyState": "Enabled", "KeyManager": "CUSTOMER"}}),
            )),
            "ListResourceTags" => Some(json_answer(
                &json!({"Tags": [{"TagKey": "a", "TagValue": "b"}], "Truncated": false}),
            )),
            _ => None,
        }
    });
    let ended = list(&aws, "AWS::KMS::Key").with(&["--details=all"]).run();
    assert_eq!((ended.code, ended.rows.len()), (Some(2), 40), "{ended}");
    for operation in ["DescribeKey", "ListResourceTags"] {
        assert_eq!(ended.with_details_of(operation), 39, "{operation}: {ended}");
    }
    assert_names_its_line(&ended, "denied");
}

/// Twelve clusters of EKS, each described by a call of its own; one is answered by `odd`.
fn clusters(odd: fn() -> Answer) -> ScriptedAws {
    ScriptedAws::start(move |r| {
        if r.service != "eks" {
            return None;
        }
        let Some(name) = r.path.strip_prefix("/clusters/") else {
            let names: Vec<String> = (0..12).map(|i| format!("c{i:02}")).collect();
            return Some(json_answer(&json!({"clusters": names})));
        };
        if name == "c03" {
            return Some(odd());
        }
        let arn = arn("eks", &format!("cluster/{name}"));
        Some(json_answer(
            &json!({"cluster": {"name": name, "status": "ACTIVE", "arn": arn}}),
        ))
    })
}

#[test]
fn one_cluster_whose_details_are_denied_foreign_or_broken_costs_itself_alone() {
    let odd: [fn() -> Answer; 5] = [
        || json_error_with(403, "AccessDeniedException", "no"),
        || html(200),
        || json_answer(&json!({"cluster": {"name": "c03"}})).cut(),
        || json_error("InvalidParameterException", "odd"),
        || json_text(""),
    ];
    for answer in odd {
        let ended = list(&clusters(answer), "AWS::EKS::Cluster")
            .with(&["--details=all"])
            .run();
        assert_eq!(ended.rows.len(), 12, "{ended}");
        assert_eq!(ended.with_details_of("DescribeCluster"), 11, "{ended}");
        assert_eq!(ended.code, Some(2), "{ended}");
        assert_every_line_has_a_key(&ended);
    }
}

#[test]
fn a_batch_with_one_that_is_denied_is_split_until_that_one_stands_alone() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListProjects" => {
            let names: Vec<String> = (0..30).map(|i| format!("p{i:02}")).collect();
            Some(json_answer(&json!({"projects": names})))
        }
        "BatchGetProjects" => {
            let names = r.json["names"].as_array().cloned().unwrap_or_default();
            if names.iter().any(|name| name == "p17") {
                return Some(json_error(
                    "AccessDeniedException",
                    "an explicit deny for p17",
                ));
            }
            let project = |name: &Value| json!({"name": name, "arn": arn("codebuild", &format!("project/{}", text(name)))});
            let projects: Vec<Value> = names.iter().map(project).collect();
            Some(json_answer(&json!({"projects": projects})))
        }
        _ => None,
    });
    let ended = list(&aws, "AWS::CodeBuild::Project")
        .with(&["--details=all"])
        .run();
    assert_eq!(ended.rows.len(), 30, "{ended}");
    assert_eq!(ended.with_details_of("BatchGetProjects"), 29, "{ended}");
    assert_eq!(ended.code, Some(2), "{ended}");
}

#[test]
fn details_that_all_are_denied_are_not_asked_two_thousand_times() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListTables" => {
            let names: Vec<String> = (0..600).map(|i| format!("t{i:04}")).collect();
            Some(json_answer(&json!({"TableNames": names})))
        }
        "DescribeTable" | "ListTagsOfResource" => Some(json_error(
            "AccessDeniedException",
            "no identity-based policy allows the action",
        )),
        _ => None,
    });
    let ended = list(&aws, "AWS::DynamoDB::Table")
        .with(&["--details=all"])
        .run();
    assert_eq!((ended.code, ended.rows.len()), (Some(2), 600), "{ended}");
    assert_names_its_line(&ended, "denied");
    assert!(
        aws.times("dynamodb", "DescribeTable") <= 100,
        "{}",
        aws.times("dynamodb", "DescribeTable")
    );
}

/// That details of `here` came, and that `gone` is no failure.
#[track_caller]
fn assert_gone_is_no_failure(
    ty: &'static str,
    operation: &str,
    answers: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
) {
    let aws = ScriptedAws::start(answers);
    let ended = list(&aws, ty).with(&["--details=all"]).run();
    assert_eq!((ended.code, ended.rows.len()), (Some(0), 2), "{ended}");
    assert_eq!(ended.with_details_of(operation), 1, "{ended}");
    assert_every_line_has_a_key(&ended);
}

#[test]
fn a_cluster_that_was_deleted_since_is_no_failure() {
    assert_gone_is_no_failure("AWS::EKS::Cluster", "DescribeCluster", |r| {
        match r.path.as_str() {
            _ if r.service != "eks" => None,
            "/clusters" => Some(json_answer(&json!({"clusters": ["here", "gone"]}))),
            "/clusters/here" => Some(json_answer(
                &json!({"cluster": {"name": "here", "status": "ACTIVE", "arn": arn("eks", "cluster/here")}}),
            )),
            _ => Some(json_error_with(
                404,
                "ResourceNotFoundException",
                "No cluster found for name: gone.",
            )),
        }
    });
}

#[test]
fn a_table_that_was_deleted_since_is_no_failure() {
    assert_gone_is_no_failure("AWS::DynamoDB::Table", "DescribeTable", |r| {
        let name = text(&r.json["TableName"]) + &text(&r.json["ResourceArn"]);
        match r.op.as_str() {
            "ListTables" => Some(json_answer(&json!({"TableNames": ["here", "gone"]}))),
            "DescribeTable" | "ListTagsOfResource" if name.ends_with("gone") => Some(json_error(
                "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
                "not found",
            )),
            "DescribeTable" => Some(json_answer(
                &json!({"Table": {"TableName": "here", "TableStatus": "ACTIVE"}}),
            )),
            "ListTagsOfResource" => {
                Some(json_answer(&json!({"Tags": [{"Key": "a", "Value": "b"}]})))
            }
            _ => None,
        }
    });
}

#[test]
fn a_queue_that_was_deleted_since_is_no_failure() {
    assert_gone_is_no_failure("AWS::SQS::Queue", "GetQueueAttributes", |r| {
        let url = |name: &str| format!("https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/{name}");
        match r.op.as_str() {
            "ListQueues" => Some(json_answer(
                &json!({"QueueUrls": [url("here"), url("gone")]}),
            )),
            "GetQueueAttributes" | "ListQueueTags"
                if text(&r.json["QueueUrl"]).ends_with("gone") =>
            {
                Some(json_error(
                    "com.amazonaws.sqs#QueueDoesNotExist",
                    "does not exist",
                ))
            }
            "GetQueueAttributes" => {
                Some(json_answer(&json!({"Attributes": {"DelaySeconds": "0"}})))
            }
            "ListQueueTags" => Some(json_answer(&json!({"Tags": {"a": "b"}}))),
            _ => None,
        }
    });
}

#[test]
fn a_topic_that_was_deleted_since_is_no_failure() {
    assert_gone_is_no_failure("AWS::SNS::Topic", "GetTopicAttributes", |r| {
        let is_gone = r.form.values().any(|value| value.ends_with(":gone"));
        let topic =
            |name: &str| format!("<member><TopicArn>{}</TopicArn></member>", arn("sns", name));
        match r.op.as_str() {
            "ListTopics" => Some(query(
                &r.op,
                &format!("<Topics>{}{}</Topics>", topic("here"), topic("gone")),
            )),
            "GetTopicAttributes" | "ListTagsForResource" if is_gone => {
                Some(query_error(404, "NotFound"))
            }
            "GetTopicAttributes" => Some(query(
                &r.op,
                "<Attributes><entry><key>Owner</key><value>1</value></entry></Attributes>",
            )),
            "ListTagsForResource" => Some(query(
                &r.op,
                "<Tags><member><Key>a</Key><Value>b</Value></member></Tags>",
            )),
            _ => None,
        }
    });
}

/// Keys whose tags come on pages of one tag, as many as `pages`.
fn keys_with_tags_in_pages(pages: usize) -> ScriptedAws {
    const ID: &str = "00000000-0000-0000-0000-000000000001";
    ScriptedAws::start(move |r| match r.op.as_str() {
        "ListKeys" => {
            let key = json!({"KeyId": ID, "KeyArn": arn("kms", &format!("key/{ID}"))});
            Some(json_answer(&json!({"Keys": [key], "Truncated": false})))
        }
        "DescribeKey" => Some(json_answer(
            &json!({"KeyMetadata": {"KeyId": ID, "KeyState": "Enabled", "KeyManager": "CUSTOMER"}}),
        )),
        "ListResourceTags" => {
            let page: usize = text(&r.json["Marker"]).parse().unwrap_or(0);
            let tag = json!({"TagKey": format!("k{page}"), "TagValue": "v"});
            let more = page + 1 < pages;
            let next = (page + 1).to_string();
            let answer = json!({"Tags": [tag], "Truncated": more});
            Some(json_answer(&if more {
                json!({"Tags": answer["Tags"], "Truncated": true, "NextMarker": next})
            } else {
                answer
            }))
        }
        _ if r.service == "tagging" => Some(json_error("AccessDeniedException", "no")),
        _ => None,
    })
}

#[test]
fn tags_that_a_detail_tells_on_several_pages_all_come() {
    let aws = keys_with_tags_in_pages(3);
    let ended = list(&aws, "AWS::KMS::Key").with(&["--details=all"]).run();
    ended.assert_whole(1);
    let expected = json!({"k0": "v", "k1": "v", "k2": "v"});
    assert_eq!(ended.rows[0]["tags"], expected, "{ended}");
}

#[test]
fn tags_of_a_profile_that_come_on_several_pages_all_come() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListInstanceProfiles" => {
            let profile = format!(
                "<member><InstanceProfileName>p</InstanceProfileName><Path>/</Path>\
                 <Arn>arn:aws:iam::{ACCOUNT}:instance-profile/p</Arn></member>"
            );
            let inner = format!(
                "<InstanceProfiles>{profile}</InstanceProfiles><IsTruncated>false</IsTruncated>"
            );
            Some(query(&r.op, &inner))
        }
        "ListInstanceProfileTags" => {
            let (tag, more) = match r.form.get("Marker").map(String::as_str) {
                None => ("a", "<IsTruncated>true</IsTruncated><Marker>m</Marker>"),
                _ => ("b", "<IsTruncated>false</IsTruncated>"),
            };
            let tags = format!("<Tags><member><Key>{tag}</Key><Value>v</Value></member></Tags>");
            Some(query(&r.op, &format!("{tags}{more}")))
        }
        "GetInstanceProfile" => Some(query(
            &r.op,
            "<InstanceProfile><InstanceProfileName>p</InstanceProfileName></InstanceProfile>",
        )),
        _ if r.service == "tagging" => Some(json_error("AccessDeniedException", "no")),
        _ => None,
    });
    let ended = list(&aws, "AWS::IAM::InstanceProfile")
        .with(&["--details=all"])
        .run();
    assert_eq!(ended.rows.len(), 1, "{ended}");
    assert_eq!(
        ended.rows[0]["tags"],
        json!({"a": "v", "b": "v"}),
        "{ended}"
    );
}

#[test]
fn pages_of_one_detail_that_never_end_cost_that_detail_and_are_told() {
    let aws = keys_with_tags_in_pages(usize::MAX);
    let ended = list(&aws, "AWS::KMS::Key").with(&["--details=all"]).run();
    ended.assert_lacking(1, &["kms:ListResourceTags", "would never end"]);
    assert_eq!(ended.with_details_of("DescribeKey"), 1, "{ended}");
    assert!(aws.times("kms", "ListResourceTags") < 500);
}

#[test]
fn an_item_of_details_that_names_nothing_is_told() {
    let aws = ScriptedAws::start(|r| {
        let volume = |id: &str| format!("<item><volumeId>{id}</volumeId></item>");
        match r.op.as_str() {
            "DescribeVolumes" => Some(ec2(
                &r.op,
                &format!("<volumeSet>{}</volumeSet>", volume("vol-00000000000000001")),
            )),
            "DescribeVolumeStatus" => {
                let odd = "<item><availabilityZone>a</availabilityZone></item>";
                let good = volume("vol-00000000000000001");
                let set = format!("<volumeStatusSet>{odd}{good}</volumeStatusSet>");
                Some(ec2(&r.op, &set))
            }
            _ => None,
        }
    });
    let ended = list(&aws, "AWS::EC2::Volume")
        .with(&["--details=DescribeVolumeStatus"])
        .run();
    ended.assert_lacking(1, &["an item without VolumeId"]);
    assert_eq!(ended.with_details_of("DescribeVolumeStatus"), 1, "{ended}");
}
