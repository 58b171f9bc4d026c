//! Later pages that are refused: AWS has said that there is more, so the list is not complete.

use crate::prelude::*;

const TOKEN: &str = "page-2";

/// That the rows of the first page are there, and that the list says what stopped it.
#[track_caller]
fn assert_stopped_at_page_2(aws: &ScriptedAws, ty: &str, rows: usize, code: &str) {
    let ended = list(aws, ty).run();
    ended.assert_lacking(rows, &[code]);
    assert_eq!(ended.outcomes(ty), ["partial"], "{ended}");
}

#[test]
fn services_of_a_cluster_whose_token_is_no_longer_good_are_partial() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListClusters" => Some(json_answer(
            &json!({"clusterArns": [arn("ecs", "cluster/c")]}),
        )),
        "ListServices" if r.json["nextToken"].is_string() => {
            Some(json_error("InvalidParameterException", "Invalid token"))
        }
        "ListServices" => {
            let arns: Vec<String> = (0..10)
                .map(|i| arn("ecs", &format!("service/c/s{i}")))
                .collect();
            Some(json_answer(
                &json!({"serviceArns": arns, "nextToken": TOKEN}),
            ))
        }
        _ => None,
    });
    assert_stopped_at_page_2(&aws, "AWS::ECS::Service", 10, "InvalidParameterException");
}

#[test]
fn rules_of_an_event_bus_whose_token_is_refused_are_partial() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListEventBuses" => {
            let bus = json!({"Name": "default", "Arn": arn("events", "event-bus/default")});
            Some(json_answer(&json!({"EventBuses": [bus]})))
        }
        "ListRules" if r.json["NextToken"].is_string() => Some(json_error(
            "ValidationException",
            "Value at 'nextToken' failed to satisfy",
        )),
        "ListRules" => {
            let rule = |i: i32| json!({"Name": format!("r{i}"), "Arn": arn("events", &format!("rule/r{i}"))});
            let rules: Vec<Value> = (0..10).map(rule).collect();
            Some(json_answer(&json!({"Rules": rules, "NextToken": TOKEN})))
        }
        _ => None,
    });
    assert_stopped_at_page_2(&aws, "AWS::Events::Rule", 10, "ValidationException");
}

#[test]
fn record_sets_whose_next_name_is_refused_are_partial() {
    let aws = ScriptedAws::start(|r| {
        if !(r.service == "route53" && r.path.ends_with("/rrset")) {
            return hosted_zone(r);
        }
        if r.query.contains_key("name") {
            return Some(query_error(400, "InvalidInput"));
        }
        Some(xml(
            "<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet>\
             <Name>x.a.</Name><Type>A</Type></ResourceRecordSet></ResourceRecordSets>\
             <IsTruncated>true</IsTruncated><NextRecordName>y.a.</NextRecordName>\
             <NextRecordType>A</NextRecordType></ListResourceRecordSetsResponse>",
        ))
    });
    assert_stopped_at_page_2(&aws, "AWS::Route53::RecordSet", 1, "InvalidInput");
}

#[test]
fn parameters_whose_token_is_refused_are_partial() {
    let aws = ScriptedAws::start(|r| {
        if r.op != "DescribeParameters" {
            return None;
        }
        if r.json["NextToken"].is_string() {
            return Some(json_error(
                "InvalidNextToken",
                "The specified token is not valid.",
            ));
        }
        let parameter = json!({"Name": "/a", "ARN": arn("ssm", "parameter/a")});
        Some(json_answer(
            &json!({"Parameters": [parameter], "NextToken": TOKEN}),
        ))
    });
    assert_stopped_at_page_2(&aws, "AWS::SSM::Parameter", 1, "InvalidNextToken");
}

#[test]
fn versions_of_a_function_whose_marker_is_refused_are_partial() {
    let aws = ScriptedAws::start(|r| {
        if r.service != "lambda" {
            return None;
        }
        if !r.path.ends_with("/versions") {
            return Some(json_answer(&json!({"Functions": [function("f")]})));
        }
        if r.query.contains_key("Marker") {
            return Some(json_error(
                "InvalidParameterValueException",
                "Invalid marker",
            ));
        }
        let version = |n: i32| {
            json!({"FunctionName": "f", "Version": n.to_string(),
                   "FunctionArn": arn("lambda", &format!("function:f:{n}"))})
        };
        let versions: Vec<Value> = (1..6).map(version).collect();
        Some(json_answer(
            &json!({"Versions": versions, "NextMarker": TOKEN}),
        ))
    });
    let code = "InvalidParameterValueException";
    assert_stopped_at_page_2(&aws, "AWS::Lambda::Version", 5, code);
}

#[test]
fn listeners_whose_marker_is_not_found_any_more_are_partial() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "DescribeLoadBalancers" => {
            let alb = arn(
                "elasticloadbalancing",
                "loadbalancer/app/a/0000000000000001",
            );
            let inner = format!(
                "<LoadBalancers><member><LoadBalancerArn>{alb}</LoadBalancerArn>\
                 <LoadBalancerName>a</LoadBalancerName></member></LoadBalancers>"
            );
            Some(query(&r.op, &inner))
        }
        // The code that on the first page says that the load balancer is gone.
        "DescribeListeners" if r.form.contains_key("Marker") => {
            Some(query_error(400, "LoadBalancerNotFound"))
        }
        "DescribeListeners" => {
            let listener = arn("elasticloadbalancing", "listener/app/a/1/2");
            let inner = format!(
                "<Listeners><member><ListenerArn>{listener}</ListenerArn><Port>80</Port></member>\
                 </Listeners><NextMarker>{TOKEN}</NextMarker>"
            );
            Some(query(&r.op, &inner))
        }
        _ => None,
    });
    let ty = "AWS::ElasticLoadBalancingV2::Listener";
    assert_stopped_at_page_2(&aws, ty, 1, "LoadBalancerNotFound");
}

#[test]
fn buckets_whose_continuation_is_refused_are_partial() {
    let aws = ScriptedAws::start(|r| {
        if r.service != "s3" {
            return None;
        }
        if r.query.contains_key("continuation-token") {
            return Some(s3_error(400, "InvalidArgument"));
        }
        Some(xml(
            "<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Buckets>\
             <Bucket><Name>b</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets>\
             <ContinuationToken>t</ContinuationToken></ListAllMyBucketsResult>",
        ))
    });
    let ended = list(&aws, "AWS::S3::Bucket").run();
    ended.assert_lacking(1, &["InvalidArgument"]);
}

#[test]
fn a_sweep_of_tags_whose_token_expired_is_partial() {
    let aws = ScriptedAws::start(|r| {
        if r.service != "tagging" {
            return None;
        }
        if r.json["PaginationToken"]
            .as_str()
            .is_some_and(|token| !token.is_empty())
        {
            return Some(json_error("PaginationTokenExpiredException", "expired"));
        }
        let mapping = json!({"ResourceARN": arn("sns", "t"), "Tags": [{"Key": "a", "Value": "b"}]});
        Some(json_answer(
            &json!({"ResourceTagMappingList": [mapping], "PaginationToken": TOKEN}),
        ))
    });
    let ended = list(&aws, "tagged").run();
    ended.assert_lacking(1, &["PaginationTokenExpired"]);
}
