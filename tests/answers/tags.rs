//! Tags that could not be read are unknown, not absent.

use crate::prelude::*;

/// Three tables and two topics, whose lists return no tags.
fn lists(r: &Request) -> Option<Answer> {
    match r.op.as_str() {
        "ListTables" => Some(json_answer(&json!({"TableNames": ["t0", "t1", "t2"]}))),
        "ListTopics" => {
            let topic = |i: i32| {
                format!(
                    "<member><TopicArn>{}</TopicArn></member>",
                    arn("sns", &format!("t{i}"))
                )
            };
            let topics: String = (0..2).map(topic).collect();
            Some(query(&r.op, &format!("<Topics>{topics}</Topics>")))
        }
        _ => None,
    }
}

const TYPES: &str = "AWS::DynamoDB::Table,AWS::SNS::Topic";

/// Tags for each of the ARNs that were asked for.
fn owned(r: &Request, arns: &[Value], token: &str) -> Answer {
    debug_assert_eq!(r.service, "tagging");
    let mapping =
        |arn: &Value| json!({"ResourceARN": arn, "Tags": [{"Key": "Owner", "Value": "me"}]});
    let mappings: Vec<Value> = arns.iter().map(mapping).collect();
    json_answer(&json!({"ResourceTagMappingList": mappings, "PaginationToken": token}))
}

fn arns_of(r: &Request) -> Vec<Value> {
    r.json["ResourceARNList"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

fn tagged(ended: &Ended) -> usize {
    let is_tagged = |row: &&Value| row["tags"].as_object().is_some_and(|tags| !tags.is_empty());
    ended.rows.iter().filter(is_tagged).count()
}

#[test]
fn tags_that_come_are_there() {
    let aws = ScriptedAws::start(|r| {
        (r.service == "tagging")
            .then(|| owned(r, &arns_of(r), ""))
            .or_else(|| lists(r))
    });
    let ended = list(&aws, TYPES).run();
    ended.assert_whole(5);
    assert_eq!(tagged(&ended), 5, "{ended}");
}

/// The name of a fault, and its answer.
type Fault = (&'static str, fn() -> Answer);

#[test]
fn tags_that_were_refused_broken_or_foreign_are_unknown() {
    let faults: [Fault; 7] = [
        ("denied", || {
            json_error(
                "AccessDeniedException",
                "not authorized to perform: tag:GetResources",
            )
        }),
        ("503", || Answer::of(503, "text/plain", "")),
        ("HTML 500", || html(500)),
        ("HTML 200", || html(200)),
        ("cut", || {
            json_answer(&json!({"ResourceTagMappingList": [], "PaginationToken": ""})).cut()
        }),
        ("no list", || json_text("{}")),
        ("null", || json_text(r#"{"ResourceTagMappingList":null}"#)),
    ];
    for (what, fault) in faults {
        let aws =
            ScriptedAws::start(move |r| (r.service == "tagging").then(fault).or_else(|| lists(r)));
        let ended = list(&aws, TYPES).run();
        assert_eq!(
            (ended.code, ended.rows.len()),
            (Some(2), 5),
            "{what}: {ended}"
        );
        assert!(ended.says("tag"), "{what}: {ended}");
        assert!(
            ended.rows.iter().all(|row| row["tags"].is_null()),
            "{what}: {ended}"
        );
    }
}

/// Details return tags, though the tagging service does not.
fn with_details(r: &Request) -> Option<Answer> {
    let account = &r.account;
    match r.op.as_str() {
        _ if r.service == "tagging" => Some(json_error(
            "AccessDeniedException",
            "not authorized: tag:GetResources",
        )),
        "ListTables" => lists(r),
        "DescribeTable" => Some(json_answer(
            &json!({"Table": {"TableName": r.json["TableName"], "TableStatus": "ACTIVE"}}),
        )),
        "ListTagsOfResource" => Some(json_answer(
            &json!({"Tags": [{"Key": "Owner", "Value": "me"}]}),
        )),
        "ListQueues" => {
            let urls =
                [0, 1].map(|i| format!("https://sqs.us-east-1.amazonaws.com/{account}/q{i}"));
            Some(json_answer(&json!({"QueueUrls": urls})))
        }
        "GetQueueAttributes" => Some(json_answer(&json!({"Attributes": {"DelaySeconds": "0"}}))),
        "ListQueueTags" => Some(json_answer(&json!({"Tags": {"Owner": "me"}}))),
        _ if r.service == "lambda" && r.path.contains("/tags/") => {
            Some(json_answer(&json!({"Tags": {"Owner": "me"}})))
        }
        _ if r.service == "lambda" && r.path.ends_with("/functions") => {
            Some(json_answer(&json!({"Functions": [function("f")]})))
        }
        _ if r.service == "lambda" => Some(json_answer(
            &json!({"Configuration": function("f"), "Tags": {"Owner": "me"}}),
        )),
        _ => None,
    }
}

const WITH_DETAILS: &str = "AWS::DynamoDB::Table,AWS::SQS::Queue,AWS::Lambda::Function";

#[test]
fn a_call_for_tags_that_is_answered_without_them_leaves_them_unknown() {
    let faults: [Fault; 6] = [
        ("nothing", || json_text("{}")),
        ("null", || json_text(r#"{"Tags":null}"#)),
        ("a text", || json_text(r#"{"Tags":"none"}"#)),
        ("a status of another service", || {
            json_text(r#"{"status":"ok"}"#)
        }),
        ("a message", || json_text(r#"{"message":""}"#)),
        ("another list", || json_text(r#"{"Items":[]}"#)),
    ];
    for (what, fault) in faults {
        let aws = ScriptedAws::start(move |r| {
            (r.op == "ListTagsOfResource")
                .then(fault)
                .or_else(|| with_details(r))
        });
        let ended = list(&aws, "AWS::DynamoDB::Table")
            .with(&["--details=all"])
            .run();
        assert_eq!(ended.code, Some(2), "{what}: {ended}");
        assert!(ended.says("no Tags in it"), "{what}: {ended}");
        assert!(
            ended.rows.iter().all(|row| row["tags"].is_null()),
            "{what}: {ended}"
        );
    }
}

#[test]
fn an_xml_answer_to_a_call_for_tags_without_their_list_leaves_them_unknown() {
    let answered_with = |tags: &'static str| {
        let aws = ScriptedAws::start(move |r| match r.op.as_str() {
            "ListTopics" => lists(r),
            "GetTopicAttributes" => Some(query(&r.op, "<Attributes/>")),
            "ListTagsForResource" => Some(query(&r.op, tags)),
            _ => with_details(r),
        });
        list(&aws, "AWS::SNS::Topic").with(&["--details=all"]).run()
    };
    let without = answered_with("<Other/>");
    assert!(
        without.says("no ListTagsForResourceResult.Tags"),
        "{without}"
    );
    assert!(
        without.rows.iter().all(|row| row["tags"].is_null()),
        "{without}"
    );
    let with_none = answered_with("<Tags/>");
    assert!(!with_none.says("ListTagsForResourceResult"), "{with_none}");
    assert!(
        with_none.rows.iter().all(|row| row["tags"] == json!({})),
        "{with_none}"
    );
}

#[test]
fn a_queue_whose_empty_map_of_tags_is_left_out_has_none() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListQueueTags" => Some(json_text("{}")),
        _ => with_details(r),
    });
    let ended = list(&aws, "AWS::SQS::Queue").with(&["--details=all"]).run();
    assert!(!ended.says("no Tags in it"), "{ended}");
    assert!(
        ended.rows.iter().all(|row| row["tags"] == json!({})),
        "{ended}"
    );
}

#[test]
fn a_filter_for_absent_tags_does_not_match_unknown_ones() {
    let aws = ScriptedAws::start(with_details);
    for filter in ["!tag:Owner", "!tag:Owner=me"] {
        let ended = list(&aws, WITH_DETAILS).with(&["--filter", filter]).run();
        ended.assert_lacking(0, &["tag"]);
    }
}

#[test]
fn what_details_tell_of_tags_reaches_the_row_and_the_filter() {
    let aws = ScriptedAws::start(with_details);
    let ended = list(&aws, WITH_DETAILS).with(&["--details=all"]).run();
    let all = ended
        .rows
        .iter()
        .filter(|row| row["tags"] == json!({"Owner": "me"}))
        .count();
    assert_eq!(all, 6, "{ended}");
    // Nothing is missing: the tags of all rows have been told.
    ended.assert_whole(6);
    for (filter, rows) in [
        ("tag:Owner", 6),
        ("tag:Owner=me", 6),
        ("!tag:Owner", 0),
        ("!tag:Team", 6),
    ] {
        let ended = list(&aws, WITH_DETAILS)
            .with(&["--details=all", "--filter", filter])
            .run();
        assert_eq!(ended.rows.len(), rows, "{filter}: {ended}");
    }
}

#[test]
fn tags_of_roles_are_their_own_or_unknown() {
    let role = format!(
        "<member><RoleName>r</RoleName><Path>/</Path><Arn>arn:aws:iam::{ACCOUNT}:role/r</Arn></member>"
    );
    let list_of_roles = format!("<Roles>{role}</Roles><IsTruncated>false</IsTruncated>");
    let aws = ScriptedAws::start(move |r| match r.op.as_str() {
        "ListRoles" => Some(query(&r.op, &list_of_roles)),
        "ListRoleTags" | "GetAccountAuthorizationDetails" => Some(query_error(403, "AccessDenied")),
        _ => None,
    });
    let ended = list(&aws, "AWS::IAM::Role")
        .with(&["--filter", "!tag:Owner"])
        .run();
    ended.assert_lacking(0, &["tag"]);
}

/// A hundred tables, and tags of them in pages.
fn hundred(page: usize, token: fn(usize) -> String) -> ScriptedAws {
    ScriptedAws::start(move |r| {
        if r.op == "ListTables" {
            let names: Vec<String> = (0..100).map(|i| format!("t{i:03}")).collect();
            return Some(json_answer(&json!({"TableNames": names})));
        }
        if r.service != "tagging" {
            return None;
        }
        let arns = arns_of(r);
        let given = r.json["PaginationToken"].as_str().unwrap_or_default();
        let start: usize = given.trim_start_matches("at-").parse().unwrap_or(0);
        let end = (start + page).min(arns.len());
        let next = if end < arns.len() {
            token(end)
        } else {
            String::new()
        };
        Some(owned(r, &arns[start.min(end)..end], &next))
    })
}

#[test]
fn tags_that_come_in_pages_all_come() {
    for page in [50, 7, 99] {
        let ended = list(
            &hundred(page, |at| format!("at-{at}")),
            "AWS::DynamoDB::Table",
        )
        .run();
        assert_eq!(
            (ended.rows.len(), tagged(&ended)),
            (100, 100),
            "{page}: {ended}"
        );
        assert_eq!(ended.code, Some(0), "{page}: {ended}");
    }
}

#[test]
fn a_token_of_tags_that_never_ends_costs_no_tag_in_silence() {
    let aws = hundred(50, |_| "at-0".to_owned());
    let ended = list(&aws, "AWS::DynamoDB::Table").run();
    assert!(!ended.timed_out, "{ended}");
    if tagged(&ended) == 100 {
        // The rest was asked for by itself.
        assert_eq!(ended.code, Some(0), "{ended}");
    } else {
        ended.assert_lacking(100, &["tag"]);
    }
}

#[test]
fn the_second_page_of_tags_that_is_refused_leaves_the_rest_unknown() {
    let aws = ScriptedAws::start(|r| {
        let arns = arns_of(r);
        match r.json["PaginationToken"].as_str() {
            _ if r.service != "tagging" => lists(r),
            Some(token) if !token.is_empty() => Some(json_error("InternalServiceException", "x")),
            _ if arns.len() == 1 => Some(json_error("AccessDeniedException", "x")),
            _ => Some(owned(r, &arns[..1.min(arns.len())], "more")),
        }
    });
    let ended = list(&aws, "AWS::DynamoDB::Table").run();
    ended.assert_lacking(3, &["tag"]);
}

#[test]
fn one_detail_of_tags_that_is_refused_leaves_its_list_without_them() {
    let aws = ScriptedAws::start(|r| {
        let refused = r.op == "ListQueueTags" && text(&r.json["QueueUrl"]).ends_with("q1");
        if refused {
            return Some(json_error("AccessDeniedException", "not q1"));
        }
        with_details(r)
    });
    let ended = list(&aws, "AWS::SQS::Queue").with(&["--details=all"]).run();
    ended.assert_lacking(2, &["tag:GetResources", "ListQueueTags"]);
    assert_eq!(tagged(&ended), 1, "{ended}");
}

/// The sweep tells tags; the question for the tags of listed resources is refused.
fn swept_and_refused(r: &Request) -> Option<Answer> {
    match r.op.as_str() {
        "ListTables" => lists(r),
        _ if r.service == "tagging" && arns_of(r).is_empty() => {
            let arns: Vec<Value> = (0..2)
                .map(|i| arn("dynamodb", &format!("table/t{i}")).into())
                .collect();
            Some(owned(r, &arns, ""))
        }
        _ if r.service == "tagging" => Some(json_error(
            "AccessDeniedException",
            "not authorized: tag:GetResources",
        )),
        _ => None,
    }
}

#[test]
fn tags_that_a_sweep_told_survive_a_list_that_could_not_tell_them() {
    let aws = ScriptedAws::start(swept_and_refused);
    let ended = list(&aws, "AWS::DynamoDB::Table").with(&["--smart"]).run();
    // What the sweep did not see may have tags all the same.
    ended.assert_lacking(3, &["tag:GetResources"]);
    assert_eq!(tagged(&ended), 2, "{ended}");
}
