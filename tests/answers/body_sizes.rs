//! Bodies that are too deep or too long: the program goes on, and memory stays within its limit.

use crate::prelude::*;

fn deep(levels: usize) -> String {
    "<a>".repeat(levels) + &"</a>".repeat(levels)
}

/// That a document too deep costs its own list and nothing else.
#[track_caller]
fn assert_survives(
    types: &str,
    answers: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
) {
    let aws = ScriptedAws::start(move |r| vpc(r).or_else(|| answers(r)));
    let ended = list(&aws, &format!("AWS::EC2::VPC,{types}")).run();
    assert!(matches!(ended.code, Some(0 | 2)), "{ended}");
    assert_eq!(ended.rows_of("AWS::EC2::VPC").len(), 1, "{ended}");
    assert!(ended.ledger.is_some(), "{ended}");
}

#[test]
fn xml_of_any_depth_does_not_end_the_program() {
    for levels in [5_000, 200_000] {
        let role = format!(
            "<Roles><member><RoleName>r</RoleName><Arn>arn:aws:iam::{ACCOUNT}:role/r</Arn>\
             <X>{}</X></member></Roles><IsTruncated>false</IsTruncated>",
            deep(levels)
        );
        assert_survives("AWS::IAM::Role", move |r| {
            (r.op == "ListRoles").then(|| query(&r.op, &role))
        });
    }
}

#[test]
fn deep_xml_of_ec2_of_buckets_and_of_zones_does_not_end_the_program() {
    assert_survives("AWS::EC2::Volume", |r| {
        (r.op == "DescribeVolumes").then(|| {
            ec2(
                &r.op,
                &format!("<volumeSet><item>{}</item></volumeSet>", deep(50_000)),
            )
        })
    });
    assert_survives("AWS::S3::Bucket,AWS::Route53::HostedZone", |r| {
        matches!(r.service.as_str(), "s3" | "route53").then(|| xml(&deep(50_000)))
    });
}

#[test]
fn deep_errors_and_deep_json_do_not_end_the_program() {
    assert_survives("AWS::IAM::Role,AWS::SNS::Topic", |r| {
        matches!(r.op.as_str(), "ListRoles" | "ListTopics").then(|| {
            Answer::of(
                400,
                "text/xml",
                format!("<ErrorResponse>{}</ErrorResponse>", deep(50_000)),
            )
        })
    });
    let lists = "[".repeat(100_000) + &"]".repeat(100_000);
    let objects = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
    for body in [lists, objects] {
        assert_survives("AWS::Lambda::Function,AWS::DynamoDB::Table", move |r| {
            (r.service == "lambda" || r.op == "ListTables").then(|| json_text(body.clone()))
        });
    }
}

const MIB: usize = 1 << 20;
const LIMIT_MIB: u64 = 300;

/// `first`, then pieces, then `last`.
fn flood(first: &str, pieces: impl Iterator<Item = Vec<u8>> + Send + 'static, last: &str) -> Body {
    let ends = [first, last].map(|text| text.as_bytes().to_vec());
    let [first, last] = ends;
    Body::Pieces(Box::new(
        std::iter::once(first)
            .chain(pieces)
            .chain(std::iter::once(last)),
    ))
}

fn pad(pieces: usize) -> impl Iterator<Item = Vec<u8>> + Send + 'static {
    std::iter::repeat_n(vec![b'x'; MIB], pieces)
}

/// That memory stays within the limit, and that the run says why rows are missing if they are.
#[cfg(target_os = "linux")]
#[track_caller]
fn assert_bounded(types: &str, body: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) {
    let aws = ScriptedAws::start(body);
    let ended = list(&aws, types).with(&["--memory-limit", "300MB"]).run();
    assert!(!ended.timed_out, "{} MiB: {ended}", ended.peak_mib);
    assert!(
        ended.peak_mib <= LIMIT_MIB + 64,
        "{} MiB: {ended}",
        ended.peak_mib
    );
    assert!(matches!(ended.code, Some(0..=3)), "{ended}");
    if ended.code == Some(0) {
        assert!(!ended.rows.is_empty(), "{ended}");
    }
}

fn with_body(content_type: &str, body: Body) -> Answer {
    Answer {
        body,
        ..Answer::of(200, content_type, "")
    }
}

#[cfg(target_os = "linux")]
#[test]
fn one_element_of_200_mb_stays_within_the_memory_limit() {
    assert_bounded("AWS::Lambda::Function", |r| {
        let first = r#"{"Functions":[{"FunctionName":"f","Description":""#;
        (r.service == "lambda")
            .then(|| with_body("application/json", flood(first, pad(200), "\"}]}")))
    });
}

#[cfg(target_os = "linux")]
#[test]
fn functions_of_200_mb_stay_within_the_memory_limit() {
    let rows = |n: usize| {
        let row = |i: usize| {
            format!(
                r#",{{"FunctionName":"f{i}","FunctionArn":"{}","Runtime":"x"}}"#,
                arn("lambda", &format!("function:f{i}"))
            )
        };
        (n * 10_000..(n + 1) * 10_000)
            .map(row)
            .collect::<String>()
            .into_bytes()
    };
    assert_bounded("AWS::Lambda::Function", move |r| {
        let first = r#"{"Functions":[{"FunctionName":"f"}"#;
        (r.service == "lambda")
            .then(|| with_body("application/json", flood(first, (0..200).map(rows), "]}")))
    });
}

#[cfg(target_os = "linux")]
#[test]
fn volumes_of_200_mb_stay_within_the_memory_limit() {
    let rows = |n: usize| {
        let row = |i: usize| {
            format!(
                "<item><volumeId>vol-{i:017x}</volumeId><size>1</size><status>available</status></item>"
            )
        };
        (n * 10_000..(n + 1) * 10_000)
            .map(row)
            .collect::<String>()
            .into_bytes()
    };
    assert_bounded("AWS::EC2::Volume", move |r| {
        let first = "<DescribeVolumesResponse><requestId>r</requestId><volumeSet>";
        (r.op == "DescribeVolumes").then(|| {
            with_body(
                "text/xml",
                flood(
                    first,
                    (0..220).map(rows),
                    "</volumeSet></DescribeVolumesResponse>",
                ),
            )
        })
    });
}

#[cfg(target_os = "linux")]
#[test]
fn bodies_without_end_stay_within_the_memory_limit_wherever_they_come() {
    for (what, service) in [
        ("a list", "lambda"),
        ("buckets", "s3"),
        ("tags", "tagging"),
        ("an identity", "sts"),
    ] {
        let aws = ScriptedAws::start(move |r| {
            (r.service == service)
                .then(|| with_body("application/json", flood("{\"a\":\"", pad(usize::MAX), "")))
        });
        let types = "AWS::Lambda::Function,AWS::S3::Bucket,AWS::DynamoDB::Table,tagged";
        let ended = list(&aws, types).with(&["--memory-limit", "300MB"]).run();
        assert!(!ended.timed_out, "{what}, {} MiB: {ended}", ended.peak_mib);
        assert!(
            ended.peak_mib <= LIMIT_MIB + 64,
            "{what}, {} MiB: {ended}",
            ended.peak_mib
        );
        assert!(matches!(ended.code, Some(1..=3)), "{what}: {ended}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_of_200_mb_stays_within_the_memory_limit() {
    assert_bounded("AWS::Lambda::Function,AWS::EC2::Volume", |r| {
        (r.service == "lambda" || r.op == "DescribeVolumes").then(|| Answer {
            status: 400,
            ..with_body(
                "application/json",
                flood("{\"message\":\"", pad(200), "\"}"),
            )
        })
    });
}
