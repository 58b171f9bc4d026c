//! Bodies that are not what the operation promises: no list, an odd item.

use crate::prelude::*;

/// A list, and how its operation is named: service, and operation where the protocol names it.
type Lists = &'static [(&'static str, &'static str, &'static str)];

/// That none of these lists is called complete when all of them are answered like this.
#[track_caller]
fn assert_no_empty_lists(
    lists: Lists,
    body: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    what: &str,
) {
    let aws = ScriptedAws::start(move |r| {
        let is_it = |(_, service, op): &&(&str, &str, &str)| r.service == *service && r.op == *op;
        lists.iter().find(is_it).map(|_| body(r))
    });
    let types: Vec<&str> = lists.iter().map(|(ty, ..)| *ty).collect();
    let ended = list(&aws, &types.join(",")).run();
    assert!(ended.rows.is_empty(), "{what}: {ended}");
    assert!(matches!(ended.code, Some(1 | 2)), "{what}: {ended}");
    for ty in types {
        assert!(
            !ended.outcomes(ty).contains(&"complete".into()),
            "{what}, {ty}: {ended}"
        );
    }
}

const JSON_LISTS: Lists = &[
    ("AWS::Lambda::Function", "lambda", ""),
    ("AWS::DynamoDB::Table", "dynamodb", "ListTables"),
    ("AWS::ECS::Cluster", "ecs", "ListClusters"),
    ("AWS::KMS::Key", "kms", "ListKeys"),
];

const XML_LISTS: Lists = &[
    ("AWS::EC2::VPC", "ec2", "DescribeVpcs"),
    ("AWS::EC2::Instance", "ec2", "DescribeInstances"),
    ("AWS::IAM::Role", "iam", "ListRoles"),
    ("AWS::SNS::Topic", "sns", "ListTopics"),
    ("AWS::RDS::DBInstance", "rds", "DescribeDBInstances"),
    ("AWS::S3::Bucket", "s3", ""),
    ("AWS::Route53::HostedZone", "route53", ""),
];

#[test]
fn json_without_the_promised_list_is_no_empty_list() {
    let member = |r: &Request| match r.op.as_str() {
        "" => "Functions",
        "ListTables" => "TableNames",
        "ListClusters" => "clusterArns",
        _ => "Keys",
    };
    for body in [
        "{}",
        r#"{"status":"ok"}"#,
        r#"{"error":true,"code":503}"#,
        r#"{"message":""}"#,
        "[]",
        "null",
        "",
    ] {
        assert_no_empty_lists(JSON_LISTS, move |_| json_text(body), body);
    }
    for list in ["null", "{}", "\"none\""] {
        let body = move |r: &Request| json_text(format!("{{\"{}\":{list}}}", member(r)));
        assert_no_empty_lists(JSON_LISTS, body, list);
    }
    let twice = move |r: &Request| json_text(format!("{{\"{}\":[]}}", member(r)).repeat(2));
    assert_no_empty_lists(JSON_LISTS, twice, "two documents");
}

#[test]
fn xml_without_the_promised_list_is_no_empty_list() {
    for body in ["<html><body/></html>", "<ok/>", "<R/>", "<Error/>"] {
        assert_no_empty_lists(XML_LISTS, move |_| xml(body), body);
    }
    let bare = |r: &Request| xml(&format!("<{0}Response><{0}Result/></{0}Response>", r.op));
    assert_no_empty_lists(&XML_LISTS[..5], bare, "a result without a list");
    let other = |_: &Request| xml("<DescribeTagsResponse><tagSet/></DescribeTagsResponse>");
    assert_no_empty_lists(&XML_LISTS[..5], other, "another operation's answer");
}

#[test]
fn cloud_control_without_its_list_is_no_empty_list() {
    for body in [
        "{}",
        r#"{"TypeName":"AWS::AppRunner::VpcConnector"}"#,
        r#"{"ResourceDescriptions":null}"#,
    ] {
        let spoilt = move |r: &Request| (r.op == "ListResources").then(|| json_text(body));
        let aws = ScriptedAws::start(spoilt);
        let ended = list(&aws, "AWS::AppRunner::VpcConnector").run();
        assert!(matches!(ended.code, Some(1 | 2)), "{body}: {ended}");
    }
}

#[test]
fn lists_that_are_empty_stay_complete() {
    for (ty, service, op, body) in [
        (
            "AWS::Lambda::Function",
            "lambda",
            "",
            r#"{"Functions":[],"NextMarker":null}"#,
        ),
        (
            "AWS::DynamoDB::Table",
            "dynamodb",
            "ListTables",
            r#"{"TableNames":[]}"#,
        ),
        ("AWS::SQS::Queue", "sqs", "ListQueues", "{}"),
    ] {
        let aws = ScriptedAws::start(move |r| {
            (r.service == service && r.op == op).then(|| json_text(body))
        });
        list(&aws, ty).run().assert_whole(0);
    }
    for (ty, op, inner) in [
        ("AWS::SNS::Topic", "ListTopics", "<Topics/>"),
        (
            "AWS::IAM::Role",
            "ListRoles",
            "<Roles/><IsTruncated>false</IsTruncated>",
        ),
        (
            "AWS::RDS::DBInstance",
            "DescribeDBInstances",
            "<DBInstances/>",
        ),
    ] {
        let aws = ScriptedAws::start(move |r| (r.op == op).then(|| query(op, inner)));
        list(&aws, ty).run().assert_whole(0);
    }
}

/// That an odd item costs itself alone.
#[track_caller]
fn assert_one_unreadable(
    ty: &'static str,
    rows: usize,
    answers: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
) {
    let aws = ScriptedAws::start(answers);
    let ended = list(&aws, ty).run();
    ended.assert_lacking(rows, &[]);
    ended.assert_not_complete(ty);
}

#[test]
fn a_key_without_its_id_leaves_the_others() {
    let body =
        r#"{"Keys":[{"KeyId":"a"},{"KeyId":null,"KeyArn":"x"},{"KeyId":"b"}],"Truncated":false}"#;
    assert_one_unreadable("AWS::KMS::Key", 2, move |r| {
        (r.op == "ListKeys").then(|| json_text(body))
    });
}

#[test]
fn a_topic_that_is_empty_leaves_the_others() {
    assert_one_unreadable("AWS::SNS::Topic", 2, |r| {
        let topic =
            |name: &str| format!("<member><TopicArn>{}</TopicArn></member>", arn("sns", name));
        let inner = format!("<Topics>{}<member/>{}</Topics>", topic("a"), topic("b"));
        (r.op == "ListTopics").then(|| query(&r.op, &inner))
    });
}

#[test]
fn a_database_without_a_name_leaves_the_others() {
    assert_one_unreadable("AWS::RDS::DBInstance", 2, |r| {
        let one = |name: &str| {
            format!(
                "<DBInstance><DBInstanceIdentifier>{name}</DBInstanceIdentifier><Engine>mysql</Engine>\
                 <DBInstanceStatus>creating</DBInstanceStatus></DBInstance>"
            )
        };
        let inner = format!(
            "<DBInstances>{}</DBInstances>",
            ["a", "", "b"].map(one).concat()
        );
        (r.op == "DescribeDBInstances").then(|| query(&r.op, &inner))
    });
}

#[test]
fn a_volume_without_its_id_leaves_the_others() {
    assert_one_unreadable("AWS::EC2::Volume", 2, |r| {
        let inner = "<volumeSet><item><volumeId>vol-00000000000000001</volumeId></item>\
                     <item><size>8</size></item>\
                     <item><volumeId>vol-00000000000000002</volumeId></item></volumeSet>";
        (r.op == "DescribeVolumes").then(|| ec2(&r.op, inner))
    });
}

#[test]
fn an_item_of_another_kind_leaves_the_others() {
    assert_one_unreadable("AWS::DynamoDB::Table", 2, |r| {
        (r.op == "ListTables").then(|| json_text(r#"{"TableNames":["a",{"x":1},"b"]}"#))
    });
    assert_one_unreadable("AWS::Lambda::Function", 1, |r| {
        let body = json!({"Functions": [function("f"), 7]});
        (r.service == "lambda").then(|| json_answer(&body))
    });
}

#[test]
fn a_resource_of_cloud_control_whose_properties_are_no_json_is_still_there() {
    let aws = ScriptedAws::start(|r| {
        (r.op == "ListResources").then(|| {
            let one =
                |id: &str, properties: &str| json!({"Identifier": id, "Properties": properties});
            let items = [one("a", "{}"), one("b", "{cut"), one("c", "{}")];
            json_answer(&json!({"TypeName": r.json["TypeName"], "ResourceDescriptions": items}))
        })
    });
    let ended = list(&aws, "AWS::AppRunner::VpcConnector").run();
    assert!(ended.rows.len() >= 2, "{ended}");
    assert_eq!(ended.code, Some(2), "{ended}");
}

#[test]
fn half_a_surrogate_pair_in_a_text_costs_nothing() {
    let one = |name: &str, words: &str| {
        format!(
            r#"{{"ARN":"{}","Name":"{name}","Description":"{words}"}}"#,
            arn("secretsmanager", &format!("secret:{name}-AbCdEf"))
        )
    };
    for bad in [
        "cut \\ud83d",
        "\\udc00 low first",
        "two \\ud83d\\ud83d of them",
    ] {
        let body = format!(
            r#"{{"SecretList":[{},{}]}}"#,
            one("a", "good"),
            one("b", bad)
        );
        let aws =
            ScriptedAws::start(move |r| (r.op == "ListSecrets").then(|| json_text(body.clone())));
        let ended = list(&aws, "AWS::SecretsManager::Secret").run();
        assert_eq!(ended.rows.len(), 2, "{bad}: {ended}");
    }
}

#[test]
fn bytes_that_are_no_utf8_cost_at_most_their_item() {
    let mut body = json!({"Functions": [function("a"), function("b")]})
        .to_string()
        .into_bytes();
    let at = body
        .windows(1)
        .rposition(|byte| byte == b"b")
        .expect("it is there");
    body.splice(at..=at, *b"\xff\xfe");
    let aws = ScriptedAws::start(move |r| (r.service == "lambda").then(|| json_text(body.clone())));
    let ended = list(&aws, "AWS::Lambda::Function").run();
    assert!(!ended.rows.is_empty() || ended.code != Some(0), "{ended}");
}

const SECRETS: [&str; 3] = [
    "hunter2-CANARY",
    "sk_live_CANARY0123456789abcdefgh",
    "postgres://root:CANARY@db/x",
];

#[test]
fn no_value_of_an_unexpected_answer_is_in_the_log_the_ledger_or_on_screen() {
    let [a, b, c] = SECRETS;
    let variables = json!({"Environment": {"Variables": {"DB_PASS": a, "PAY": b, "PGURL": c}}});
    let functions = json!({"Functions": [variables]}).to_string();
    let xml_variables = format!("<X><P>{a}</P><Q>{b}</Q><R>{c}</R></X>");
    let plain_text = format!("DB_PASS={a} PAY={b} PGURL={c}");
    let aws = ScriptedAws::start(move |r| match (r.service.as_str(), r.op.as_str()) {
        ("lambda", _) => Some(json_text(functions.clone())),
        (_, "ListQueues") => Some(json_answer(&variables)),
        (_, "ListTables" | "ListKeys") => Some(Answer::of(200, "text/plain", plain_text.clone())),
        ("s3", _) | (_, "ListTopics" | "DescribeVolumes") => Some(xml(&xml_variables)),
        _ => None,
    });
    for ty in [
        "AWS::Lambda::Function",
        "AWS::SQS::Queue",
        "AWS::SNS::Topic",
        "AWS::EC2::Volume",
        "AWS::DynamoDB::Table",
        "AWS::KMS::Key",
        "AWS::S3::Bucket",
    ] {
        let ended = list(&aws, ty).run();
        assert!(matches!(ended.code, Some(1 | 2)), "{ty}: {ended}");
        let ledger = Value::from(ended.ledger.clone().unwrap_or_default()).to_string();
        for secret in SECRETS {
            for (place, said) in [
                ("log", &ended.log),
                ("ledger", &ledger),
                ("stderr", &ended.stderr),
            ] {
                assert!(!said.contains(secret), "{ty}: {secret} in the {place}");
            }
        }
        assert!(!ended.log.is_empty(), "{ty}");
    }
}
