//! Faults that pass: the request is sent again for any error code, and they cost nothing but time.

use std::time::{Duration, Instant};

use crate::prelude::*;

/// How many faults come before the answer; the SDK asks twice by itself.
const FAULTS: usize = 3;

struct Case {
    ty: &'static str,
    service: &'static str,
    op: &'static str,
    fault: fn() -> Answer,
    good: fn(&str) -> Answer,
}

fn one_function(_: &str) -> Answer {
    json_answer(&json!({"Functions": [function("f")]}))
}

fn one_table(_: &str) -> Answer {
    json_answer(&json!({"TableNames": ["t"]}))
}

fn one_cluster(_: &str) -> Answer {
    json_answer(&json!({"clusterArns": [arn("ecs", "cluster/c")]}))
}

fn one_secret(_: &str) -> Answer {
    let secret = json!({"ARN": arn("secretsmanager", "secret:s-AbCdEf"), "Name": "s"});
    json_answer(&json!({"SecretList": [secret]}))
}

fn one_role(op: &str) -> Answer {
    let role = format!(
        "<member><RoleName>r</RoleName><Path>/</Path><Arn>arn:aws:iam::{ACCOUNT}:role/r</Arn></member>"
    );
    query(
        op,
        &format!("<Roles>{role}</Roles><IsTruncated>false</IsTruncated>"),
    )
}

/// The answer with the tags of roles.
fn tags_of_the_role(op: &str) -> Answer {
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/r");
    let role = format!("<member><RoleName>r</RoleName><Arn>{arn}</Arn><Tags/></member>");
    let list = format!("<RoleDetailList>{role}</RoleDetailList><UserDetailList/>");
    query(op, &format!("{list}<IsTruncated>false</IsTruncated>"))
}

fn one_key(_: &str) -> Answer {
    json_answer(
        &json!({"Keys": [{"KeyId": "k", "KeyArn": arn("kms", "key/k")}], "Truncated": false}),
    )
}

fn one_group(_: &str) -> Answer {
    json_answer(&json!({"logGroups": [{"logGroupName": "g", "arn": arn("logs", "log-group:g:*")}]}))
}

fn one_vpc(op: &str) -> Answer {
    ec2(
        op,
        "<vpcSet><item><vpcId>vpc-0aaaaaaaaaaaaaaa1</vpcId></item></vpcSet>",
    )
}

fn one_topic(op: &str) -> Answer {
    query(
        op,
        &format!(
            "<Topics><member><TopicArn>{}</TopicArn></member></Topics>",
            arn("sns", "t")
        ),
    )
}

fn one_queue(_: &str) -> Answer {
    json_answer(&json!({"QueueUrls": [format!("https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/q")]}))
}

fn one_zone(_: &str) -> Answer {
    xml(
        "<ListHostedZonesResponse><HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>a.</Name>\
         </HostedZone></HostedZones><IsTruncated>false</IsTruncated></ListHostedZonesResponse>",
    )
}

fn one_bucket(_: &str) -> Answer {
    xml(
        "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name><BucketRegion>us-east-1</BucketRegion>\
         </Bucket></Buckets></ListAllMyBucketsResult>",
    )
}

/// Faults of the service, by the codes that the operations have for them.
const SERVER_ERRORS: &[Case] = &[
    Case {
        ty: "AWS::EC2::VPC",
        service: "ec2",
        op: "DescribeVpcs",
        fault: || ec2_error(500, "InternalError"),
        good: one_vpc,
    },
    Case {
        ty: "AWS::DynamoDB::Table",
        service: "dynamodb",
        op: "ListTables",
        fault: || json_error_with(500, "InternalServerError", "x"),
        good: one_table,
    },
    Case {
        ty: "AWS::Lambda::Function",
        service: "lambda",
        op: "",
        fault: || json_error_with(500, "ServiceException", "x"),
        good: one_function,
    },
    Case {
        ty: "AWS::ECS::Cluster",
        service: "ecs",
        op: "ListClusters",
        fault: || json_error_with(500, "ServerException", "x"),
        good: one_cluster,
    },
    Case {
        ty: "AWS::SecretsManager::Secret",
        service: "secretsmanager",
        op: "ListSecrets",
        fault: || json_error_with(500, "InternalServiceError", "x"),
        good: one_secret,
    },
    Case {
        ty: "AWS::IAM::Role",
        service: "iam",
        op: "ListRoles",
        fault: || query_error(500, "ServiceFailure"),
        good: one_role,
    },
    Case {
        ty: "AWS::KMS::Key",
        service: "kms",
        op: "ListKeys",
        fault: || json_error_with(500, "KMSInternalException", "x"),
        good: one_key,
    },
    Case {
        ty: "AWS::Logs::LogGroup",
        service: "logs",
        op: "DescribeLogGroups",
        fault: || json_error_with(503, "ServiceUnavailableException", "x"),
        good: one_group,
    },
    // Without a code: an answer of a proxy or load balancer.
    Case {
        ty: "AWS::SNS::Topic",
        service: "sns",
        op: "ListTopics",
        fault: || html(502),
        good: one_topic,
    },
    Case {
        ty: "AWS::SQS::Queue",
        service: "sqs",
        op: "ListQueues",
        fault: || Answer::of(504, "text/plain", ""),
        good: one_queue,
    },
    Case {
        ty: "AWS::Route53::HostedZone",
        service: "route53",
        op: "",
        fault: || query_error(500, "SomethingNobodyKnows"),
        good: one_zone,
    },
    Case {
        ty: "AWS::S3::Bucket",
        service: "s3",
        op: "",
        fault: || s3_error(503, "SlowDown"),
        good: one_bucket,
    },
];

/// Throttling, by codes that the SDKs know.
const THROTTLES: &[Case] = &[
    Case {
        ty: "AWS::DynamoDB::Table",
        service: "dynamodb",
        op: "ListTables",
        fault: || json_error("ProvisionedThroughputExceededException", "x"),
        good: one_table,
    },
    Case {
        ty: "AWS::Lambda::Function",
        service: "lambda",
        op: "",
        fault: || json_error_with(429, "TooManyRequestsException", "x"),
        good: one_function,
    },
    Case {
        ty: "AWS::ECS::Cluster",
        service: "ecs",
        op: "ListClusters",
        fault: || json_error("ThrottlingException", "x"),
        good: one_cluster,
    },
    Case {
        ty: "AWS::EC2::VPC",
        service: "ec2",
        op: "DescribeVpcs",
        fault: || ec2_error(503, "RequestLimitExceeded"),
        good: one_vpc,
    },
    Case {
        ty: "AWS::IAM::Role",
        service: "iam",
        op: "ListRoles",
        fault: || query_error(400, "Throttling"),
        good: one_role,
    },
    Case {
        ty: "AWS::Route53::HostedZone",
        service: "route53",
        op: "",
        fault: || query_error(400, "PriorRequestNotComplete"),
        good: one_zone,
    },
    Case {
        ty: "AWS::SNS::Topic",
        service: "sns",
        op: "ListTopics",
        fault: || query_error(400, "TransactionInProgressException"),
        good: one_topic,
    },
    Case {
        ty: "AWS::KMS::Key",
        service: "kms",
        op: "ListKeys",
        fault: || json_error("RequestThrottledException", "x"),
        good: one_key,
    },
];

fn assert_all_pass(cases: &'static [Case]) {
    let aws = ScriptedAws::start(|r| {
        if r.op == "GetAccountAuthorizationDetails" {
            return Some(tags_of_the_role(&r.op));
        }
        let case = cases
            .iter()
            .find(|case| case.service == r.service && case.op == r.op)?;
        Some(if r.n > FAULTS {
            (case.good)(&r.op)
        } else {
            (case.fault)()
        })
    });
    let types: Vec<&str> = cases.iter().map(|case| case.ty).collect();
    let ended = list(&aws, &types.join(",")).run();
    let failed: Vec<_> = ended
        .lines("")
        .into_iter()
        .filter(|line| line["outcome"] != "complete" || line["rows"] != 1)
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
    ended.assert_whole(cases.len());
}

#[test]
fn every_fault_of_a_service_is_asked_again() {
    assert_all_pass(SERVER_ERRORS);
}

#[test]
fn every_throttle_is_asked_again() {
    assert_all_pass(THROTTLES);
}

#[test]
fn how_long_to_wait_is_heeded() {
    for (header, value) in [("Retry-After", "2"), ("x-amz-retry-after", "2000")] {
        let aws = ScriptedAws::start(move |r| {
            if r.op != "ListTables" {
                return None;
            }
            let refused = json_error("ThrottlingException", "slow down").header(header, value);
            Some(if r.n == 1 { refused } else { one_table("") })
        });
        let started = Instant::now();
        list(&aws, "AWS::DynamoDB::Table").run().assert_whole(1);
        assert!(
            started.elapsed() >= Duration::from_secs(2),
            "{header}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn a_refusal_is_not_asked_again() {
    let aws = ScriptedAws::start(|r| {
        (r.op == "ListTables").then(|| json_error("AccessDeniedException", "no"))
    });
    let ended = list(&aws, "AWS::DynamoDB::Table").run();
    assert_eq!(
        ended.outcomes("AWS::DynamoDB::Table"),
        ["denied"],
        "{ended}"
    );
    assert_eq!(aws.times("dynamodb", "ListTables"), 1);
}
