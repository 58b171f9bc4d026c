//! Tags of rows whose list does not have them, and what is reported where they cannot be read.

use serde_json::json;

use super::{BASE, job, page};
use crate::app::resource_explorer::source::{ListJob, Page, SourceError};
use crate::aws::testing::{Fixture, Seen, caller};
use crate::model::Provider;

const TABLE: &str = "AWS::DynamoDB::Table";

fn native(ty: &str) -> ListJob {
    ListJob {
        provider: Provider::Native,
        ..job("eu-west-1", ty)
    }
}

fn arns_of(seen: &Seen) -> Vec<String> {
    let asked: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    let arns = asked["ResourceARNList"].as_array().unwrap().iter();
    arns.map(|arn| arn.as_str().unwrap().to_owned()).collect()
}

fn token_of(seen: &Seen) -> Option<String> {
    let asked: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    asked["PaginationToken"].as_str().map(str::to_owned)
}

fn mappings(arns: &[String], next: &str) -> (u16, String) {
    let owned =
        |arn: &String| json!({"ResourceARN": arn, "Tags": [{"Key": "Owner", "Value": "me"}]});
    let list: Vec<_> = arns.iter().map(owned).collect();
    let answer = json!({"ResourceTagMappingList": list, "PaginationToken": next});
    (200, answer.to_string())
}

/// A list of a hundred tables, with a tagging service that answers like this.
async fn tables(tagging: impl Fn(&Seen) -> (u16, String) + Send + Sync + 'static) -> (Page, usize) {
    let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "ListTables" => {
            let names: Vec<String> = (0..100).map(|at| format!("t{at:03}")).collect();
            (200, json!({ "TableNames": names }).to_string())
        }
        "GetResources" => tagging(seen),
        other => panic!("{other}"),
    });
    let page = page(&fixture.source(), native(TABLE), None).await.unwrap();
    assert_eq!(page.entries.len(), 100, "rows are true without their tags");
    (page, fixture.sent())
}

/// Rows with the tag, rows that have none, rows whose tags are not known.
fn counted(page: &Page) -> (usize, usize, usize) {
    let of = |wanted: fn(&crate::model::Tags) -> bool| {
        let rows = page.entries.iter();
        rows.filter(|row| wanted(&row.tags)).count()
    };
    (
        of(|tags| tags.get("Owner") == Some("me")),
        of(|tags| tags.are_known() && tags.is_empty()),
        of(|tags| !tags.are_known()),
    )
}

#[tokio::test]
async fn tags_that_cannot_be_read_are_not_known_and_the_page_says_why() {
    let denied = r#"{"__type":"AccessDeniedException","message":"not authorized to perform: tag:GetResources"}"#;
    for (status, body) in [
        (400, denied),
        (503, ""),
        (500, "<!DOCTYPE html><html></html>"),
        (200, "<!DOCTYPE html><html></html>"),
        (200, "{}"),
        (200, r#"{"ResourceTagMappingList":null}"#),
        (
            200,
            r#"{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:sqs"#,
        ),
        (
            200,
            r#"{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:sqs:eu-west-1:1:q"}]}"#,
        ),
        (200, r#"{"ResourceTagMappingList":[{"Tags":[]}]}"#),
    ] {
        let (page, _) = tables(move |_| (status, body.to_owned())).await;
        assert_eq!(counted(&page), (0, 0, 100), "{status} {body}");
        let why = page.gaps.tags.as_ref().expect(body).to_string();
        assert!(why.contains("tag:GetResources"), "{body}: {why}");
        assert!(!page.gaps.costs_rows());
    }
}

#[tokio::test]
async fn a_resource_that_a_whole_answer_leaves_out_has_no_tags() {
    let (page, _) = tables(|seen| mappings(&arns_of(seen)[..30], "")).await;
    assert_eq!(counted(&page), (30, 70, 0));
    assert!(page.gaps.is_empty());
}

#[tokio::test]
async fn an_answer_that_comes_in_parts_is_followed_to_its_end() {
    let (page, _) = tables(|seen| {
        let arns = arns_of(seen);
        let start: usize = token_of(seen).map_or(0, |token| token.parse().unwrap());
        let end = start + 20;
        let next = if end < arns.len() {
            end.to_string()
        } else {
            String::new()
        };
        mappings(&arns[start..end], &next)
    })
    .await;
    assert_eq!(counted(&page), (100, 0, 0));
    assert!(page.gaps.is_empty());
}

#[tokio::test]
async fn where_the_token_is_refused_the_rest_is_asked_for_by_fewer_names() {
    let refused = r#"{"__type":"InvalidParameterException","message":"not with ResourceARNList"}"#;
    let (page, sent) = tables(move |seen| {
        let arns = arns_of(seen);
        match token_of(seen) {
            Some(_) => (400, refused.to_owned()),
            None if arns.len() > 50 => mappings(&arns[..50], "more"),
            None => mappings(&arns, ""),
        }
    })
    .await;
    assert_eq!(counted(&page), (100, 0, 0));
    assert!(page.gaps.is_empty());
    assert!(sent < 10, "{sent} requests");
}

#[tokio::test]
async fn parts_that_never_end_are_given_up_and_what_was_told_stays() {
    for is_new in [false, true] {
        let calls = std::sync::atomic::AtomicUsize::new(0);
        let (page, sent) = tables(move |seen| {
            let call = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let token = if is_new {
                format!("t{call}")
            } else {
                "same".to_owned()
            };
            mappings(&arns_of(seen)[..1], &token)
        })
        .await;
        let (tagged, none, unknown) = counted(&page);
        assert!(
            tagged >= 1 && none == 0 && unknown > 0,
            "{tagged} {unknown}"
        );
        assert!(matches!(
            page.gaps.tags,
            Some(SourceError::BadAnswer { .. })
        ));
        assert!(sent < 50, "{sent} requests");
    }
}

#[tokio::test]
async fn a_list_that_tells_tags_is_asked_no_further_and_one_that_leaves_them_out_is() {
    let instance = |tags: &str| {
        format!(
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>\
             <DBInstanceIdentifier>db</DBInstanceIdentifier><DBInstanceArn>\
             arn:aws:rds:eu-west-1:{BASE}:db:db</DBInstanceArn>{tags}</DBInstance></DBInstances>\
             </DescribeDBInstancesResult></DescribeDBInstancesResponse>"
        )
    };
    for (tags, is_asked) in [("<TagList/>", false), ("", true)] {
        let answer = instance(tags);
        let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
            "GetCallerIdentity" => caller(BASE),
            "GetResources" => mappings(&arns_of(seen), ""),
            _ => (200, answer.clone()),
        });
        let page = page(&fixture.source(), native("AWS::RDS::DBInstance"), None).await;
        let tags = &page.unwrap().entries[0].tags;
        assert!(tags.are_known());
        assert_eq!(tags.get("Owner").is_some(), is_asked);
    }
}

/// A list of two roles, with a sweep of all identities that answers like this.
async fn roles(sweep: impl Fn(&Seen) -> (u16, String) + Send + Sync + 'static) -> Page {
    let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "ListRoles" => {
            let role = |name: &str| {
                format!(
                    "<member><RoleName>{name}</RoleName><Path>/</Path>\
                     <Arn>arn:aws:iam::{BASE}:role/{name}</Arn></member>"
                )
            };
            let roles = role("a") + &role("b");
            let list = format!("<IsTruncated>false</IsTruncated><Roles>{roles}</Roles>");
            (200, answer("ListRoles", &list))
        }
        "GetAccountAuthorizationDetails" => sweep(seen),
        other => panic!("{other}"),
    });
    let mut job = native("AWS::IAM::Role");
    job.key.region = crate::model::Region::global();
    let page = page(&fixture.source(), job, None).await.unwrap();
    assert_eq!(page.entries.len(), 2, "rows are true without their tags");
    page
}

fn answer(operation: &str, inner: &str) -> String {
    format!(
        "<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>"
    )
}

fn swept(roles: &[(&str, &str)], rest: &str) -> (u16, String) {
    let role = |(name, tags): &(&str, &str)| {
        format!(
            "<member><Arn>arn:aws:iam::{BASE}:role/{name}</Arn><RoleName>{name}</RoleName>\
             <Tags>{tags}</Tags></member>"
        )
    };
    let roles: String = roles.iter().map(role).collect();
    let inner = format!("<RoleDetailList>{roles}</RoleDetailList>{rest}");
    (200, answer("GetAccountAuthorizationDetails", &inner))
}

const OWNED: &str = "<member><Key>Owner</Key><Value>me</Value></member>";

#[tokio::test]
async fn roles_have_their_tags_from_the_sweep_of_all_roles_page_by_page() {
    let page = roles(|seen| {
        assert_eq!(seen.field("Filter.member.1"), Some("Role"));
        match seen.field("Marker") {
            None => swept(
                &[("a", OWNED)],
                "<IsTruncated>true</IsTruncated><Marker>m</Marker>",
            ),
            Some(_) => swept(&[("b", "")], "<IsTruncated>false</IsTruncated>"),
        }
    })
    .await;
    assert_eq!(counted(&page), (1, 1, 0));
    assert!(page.gaps.is_empty());
}

#[tokio::test]
async fn roles_whose_sweep_fails_or_leaves_them_out_have_tags_that_are_not_known() {
    let denied = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no\
                  </Message></Error></ErrorResponse>";
    let whole = "<IsTruncated>false</IsTruncated>";
    for (sweep, unknown) in [
        ((403, denied.to_owned()), 2),
        ((200, answer("GetAccountAuthorizationDetails", "")), 2),
        (
            (
                200,
                "<GetAccountAuthorizationDetailsResponse><GetAcc".to_owned(),
            ),
            2,
        ),
        (swept(&[("a", OWNED)], "<IsTruncated>true</IsTruncated>"), 2),
        (
            swept(
                &[("a", OWNED)],
                "<IsTruncated>true</IsTruncated><Marker>m</Marker>",
            ),
            2,
        ),
        (swept(&[("a", OWNED)], whole), 1),
    ] {
        let swept = sweep.clone();
        let page = roles(move |_| swept.clone()).await;
        assert_eq!(counted(&page).2, unknown, "{sweep:?}");
        let why = page.gaps.tags.expect("a reason").to_string();
        assert!(why.contains("iam:GetAccountAuthorizationDetails"), "{why}");
    }
}
