//! Answers that do not come, do not end, or go on and on: each of them is given up after the time that a person
//! lets it have, and that is said with what to do.

use std::thread;
use std::time::{Duration, Instant};

use crate::prelude::*;

/// Short limits, so that a test does not take a minute; long enough for a machine that has much to do.
const SHORT: &[&str] = &["--time-limit", "first-byte=3s,page=5s,list=10s"];

/// Spaces before a document, a few each moment, for ever.
fn drip() -> Body {
    Body::Pieces(Box::new(std::iter::repeat_with(|| {
        thread::sleep(Duration::from_millis(50));
        b"   ".to_vec()
    })))
}

fn dripping(answer: Answer) -> Answer {
    Answer {
        body: drip(),
        ..answer
    }
}

fn never_answered() -> Answer {
    Answer {
        body: Body::Never,
        ..json_answer(&json!({}))
    }
}

/// That the volumes' or functions' neighbour came, and which limit passed.
#[track_caller]
fn assert_given_up(aws: &ScriptedAws, ty: &str, limit: &str) -> Ended {
    let types = format!("AWS::EC2::VPC,{ty}");
    let started = Instant::now();
    let ended = list(aws, &types)
        .with(SHORT)
        .within(Duration::from_secs(60))
        .run();
    assert!(!ended.timed_out, "{ended}");
    assert!(started.elapsed() < Duration::from_secs(50), "{ended}");
    assert_eq!(ended.rows_of("AWS::EC2::VPC").len(), 1, "{ended}");
    ended.assert_not_complete_beside(ty, limit);
    ended
}

impl Ended {
    #[track_caller]
    fn assert_not_complete_beside(&self, ty: &str, limit: &str) {
        assert_eq!(self.code, Some(2), "{self}");
        assert!(
            !self
                .outcomes(ty)
                .iter()
                .any(|outcome| outcome == "complete"),
            "{self}"
        );
        let raise = format!("--time-limit {limit}=");
        self.assert_says(&[&format!("time limit {limit}"), &raise, "or in the settings"]);
    }
}

#[test]
fn an_answer_of_json_that_drips_without_end_is_given_up() {
    let aws = ScriptedAws::start(|r| {
        let drips = r.service == "lambda";
        vpc(r).or_else(|| drips.then(|| dripping(json_answer(&json!({})))))
    });
    assert_given_up(&aws, "AWS::Lambda::Function", "page");
}

#[test]
fn an_answer_of_ec2_that_drips_without_end_is_given_up() {
    let aws = ScriptedAws::start(|r| {
        let drips = r.op == "DescribeVolumes";
        vpc(r).or_else(|| drips.then(|| dripping(ec2(&r.op, ""))))
    });
    assert_given_up(&aws, "AWS::EC2::Volume", "page");
}

#[test]
fn a_refusal_that_drips_without_end_is_given_up() {
    let aws = ScriptedAws::start(|r| {
        let drips = r.op == "ListTables";
        vpc(r).or_else(|| drips.then(|| dripping(json_error("AccessDeniedException", ""))))
    });
    assert_given_up(&aws, "AWS::DynamoDB::Table", "page");
}

#[test]
fn a_body_that_stops_in_the_middle_and_stays_open_is_given_up() {
    let aws = ScriptedAws::start(|r| {
        let stops = r.op == "ListClusters";
        let halves = (0..2).map(|half| {
            thread::sleep(Duration::from_mins(half));
            b"{\"clusterArns\": [".to_vec()
        });
        let answer = || Answer {
            body: Body::Pieces(Box::new(halves)),
            ..json_answer(&json!({}))
        };
        vpc(r).or_else(|| stops.then(answer))
    });
    assert_given_up(&aws, "AWS::ECS::Cluster", "page");
}

#[test]
fn a_request_that_is_never_answered_is_sent_twice_and_given_up() {
    let aws = ScriptedAws::start(|r| {
        let silent = r.service == "lambda";
        vpc(r).or_else(|| silent.then(never_answered))
    });
    assert_given_up(&aws, "AWS::Lambda::Function", "first-byte");
    assert_eq!(aws.times("lambda", ""), 2);
}

#[test]
fn a_request_that_is_answered_when_it_is_sent_again_costs_nothing() {
    let aws = ScriptedAws::start(|r| {
        let asked = r.service == "lambda";
        let functions = json!({"Functions": [function("a")]});
        asked.then(|| {
            if r.n == 1 {
                never_answered()
            } else {
                json_answer(&functions)
            }
        })
    });
    list(&aws, "AWS::Lambda::Function")
        .with(SHORT)
        .run()
        .assert_whole(1);
}

/// A page of so many new functions, which says that more follow.
fn page_of(r: &Request, rows: usize) -> Answer {
    let functions: Vec<Value> = (0..rows)
        .map(|row| function(&format!("f-{}-{row}", r.n)))
        .collect();
    json_answer(&json!({"Functions": functions, "NextMarker": format!("m{}", r.n)}))
}

#[test]
fn a_list_that_brings_one_new_row_a_page_for_ever_comes_to_an_end_by_its_time() {
    let aws = ScriptedAws::start(|r| {
        let pages = r.service == "lambda";
        let slow = || {
            thread::sleep(Duration::from_millis(300));
            page_of(r, 1)
        };
        vpc(r).or_else(|| pages.then(slow))
    });
    let ended = assert_given_up(&aws, "AWS::Lambda::Function", "list");
    let rows = ended.rows_of("AWS::Lambda::Function").len();
    assert!((2..40).contains(&rows), "{ended}");
    assert_eq!(ended.outcomes("AWS::Lambda::Function"), ["partial"]);
}

#[test]
fn a_list_that_is_fast_with_its_single_rows_comes_to_an_end_by_its_pages() {
    let aws = ScriptedAws::start(|r| {
        (r.op == "ListTables").then(|| {
        let n = r.n;
        json_answer(&json!({"TableNames": [format!("t{n}")], "LastEvaluatedTableName": format!("t{n}")}))
    })
    });
    let ended = list(&aws, "AWS::DynamoDB::Table")
        .within(Duration::from_secs(60))
        .run();
    assert!(!ended.timed_out, "{ended}");
    ended.assert_lacking(200, &["fewer than 5 new rows", "would never end"]);
}

#[test]
fn a_list_that_takes_long_and_has_rows_on_every_page_is_whole() {
    let aws = ScriptedAws::start(|r| {
        (r.service == "lambda").then(|| {
            thread::sleep(Duration::from_millis(900));
            if r.n < 13 {
                return page_of(r, 10);
            }
            json_answer(&json!({"Functions": [function("last")]}))
        })
    });
    // Longer in all than the limit of a list without progress.
    list(&aws, "AWS::Lambda::Function")
        .with(SHORT)
        .run()
        .assert_whole(121);
}

#[test]
fn details_that_drip_or_never_come_cost_themselves_and_are_told() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListTables" => Some(json_answer(&json!({"TableNames": ["a", "b"]}))),
        "DescribeTable" if r.json["TableName"] == "a" => Some(dripping(json_answer(&json!({})))),
        "DescribeTable" => Some(json_answer(
            &json!({"Table": {"TableName": "b", "TableStatus": "ACTIVE"}}),
        )),
        "ListTagsOfResource" => Some(json_answer(&json!({"Tags": []}))),
        _ => None,
    });
    let more = [SHORT, &["--details=DescribeTable"]].concat();
    let ended = list(&aws, "AWS::DynamoDB::Table").with(&more).run();
    ended.assert_lacking(2, &["time limit page", "dynamodb:DescribeTable"]);
    assert_eq!(ended.with_details_of("DescribeTable"), 1, "{ended}");
}

#[test]
fn limits_that_make_no_sense_are_refused_with_the_way_to_write_them() {
    let aws = ScriptedAws::start(|_| None);
    let ended = command(&aws, &["accounts", "--time-limit", "page=forever"]);
    assert_eq!(ended.code, Some(1));
    ended.assert_says(&["page=forever", "first-byte=20s,page=35s,list=50s"]);
}
