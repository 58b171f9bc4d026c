//! Lists below a parent: a parent whose list is refused costs its own children, and the ledger says so; a parent
//! that is gone costs nothing.

use crate::prelude::*;

/// A list below two parents, `good` and `bad`; the list of the latter is answered with `refusal`.
type Parents = fn(&Request, Option<Answer>) -> Option<Answer>;

struct Case {
    ty: &'static str,
    rows: usize,
    parents: Parents,
    refusal: fn(&str) -> Answer,
    /// Codes for a wrong request, not for a parent that is gone.
    wrong: &'static [&'static str],
    /// The operation's own code for a parent that is gone.
    gone: &'static str,
}

fn json_refusal(code: &str) -> Answer {
    json_error(code, "refused")
}

fn query_refusal(code: &str) -> Answer {
    query_error(400, code)
}

fn services(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    match r.op.as_str() {
        "ListClusters" => {
            let arns = ["good", "bad"].map(|name| arn("ecs", &format!("cluster/{name}")));
            Some(json_answer(&json!({"clusterArns": arns})))
        }
        "ListServices" if text(&r.json["cluster"]).ends_with("bad") => refusal,
        "ListServices" => {
            let arns: Vec<String> = (0..3)
                .map(|i| arn("ecs", &format!("service/good/s{i}")))
                .collect();
            Some(json_answer(&json!({"serviceArns": arns})))
        }
        _ => None,
    }
}

fn listeners(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    match r.op.as_str() {
        "DescribeLoadBalancers" => {
            let member = |name: &str| {
                let arn = arn(
                    "elasticloadbalancing",
                    &format!("loadbalancer/app/{name}/0001"),
                );
                format!(
                    "<member><LoadBalancerArn>{arn}</LoadBalancerArn>\
                     <LoadBalancerName>{name}</LoadBalancerName></member>"
                )
            };
            let inner = ["good", "bad"].map(member).concat();
            Some(query(
                &r.op,
                &format!("<LoadBalancers>{inner}</LoadBalancers>"),
            ))
        }
        "DescribeListeners" if r.form.get("LoadBalancerArn")?.contains("/bad/") => refusal,
        "DescribeListeners" => {
            let arn = arn("elasticloadbalancing", "listener/app/good/1/2");
            let member =
                format!("<member><ListenerArn>{arn}</ListenerArn><Port>80</Port></member>");
            Some(query(&r.op, &format!("<Listeners>{member}</Listeners>")))
        }
        _ => None,
    }
}

fn rules(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    match r.op.as_str() {
        "ListEventBuses" => {
            let bus = |name: &str| json!({"Name": name, "Arn": arn("events", &format!("event-bus/{name}"))});
            Some(json_answer(
                &json!({"EventBuses": (["good", "bad"].map(bus))}),
            ))
        }
        "ListRules" if r.json["EventBusName"] == "bad" => refusal,
        "ListRules" => {
            let rule = json!({"Name": "r", "Arn": arn("events", "rule/good/r")});
            Some(json_answer(&json!({"Rules": [rule]})))
        }
        _ => None,
    }
}

fn versions(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    if r.service != "lambda" {
        return None;
    }
    if !r.path.ends_with("/versions") {
        return Some(json_answer(
            &json!({"Functions": (["good", "bad"].map(function))}),
        ));
    }
    if r.path.contains("/bad/") {
        return refusal;
    }
    let version = |n: i32| {
        json!({"FunctionName": "good", "Version": n.to_string(),
               "FunctionArn": arn("lambda", &format!("function:good:{n}"))})
    };
    Some(json_answer(&json!({"Versions": [version(1), version(2)]})))
}

fn subscription_filters(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    match r.op.as_str() {
        "DescribeLogGroups" => {
            let group = |name: &str| json!({"logGroupName": name, "arn": arn("logs", &format!("log-group:{name}:*"))});
            Some(json_answer(
                &json!({"logGroups": (["good", "bad"].map(group))}),
            ))
        }
        "DescribeSubscriptionFilters" if r.json["logGroupName"] == "bad" => refusal,
        "DescribeSubscriptionFilters" => {
            let filter = json!({"filterName": "f", "logGroupName": "good"});
            Some(json_answer(&json!({"subscriptionFilters": [filter]})))
        }
        _ => None,
    }
}

fn mount_targets(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    if r.service != "elasticfilesystem" {
        return None;
    }
    if r.path.ends_with("/file-systems") {
        let system = |id: &str| json!({"FileSystemId": id, "FileSystemArn": arn("elasticfilesystem", &format!("file-system/{id}"))});
        let systems = ["fs-00000000000000001", "fs-00000000000000bad"].map(system);
        return Some(json_answer(&json!({"FileSystems": systems})));
    }
    if r.query.get("FileSystemId")?.ends_with("bad") {
        return refusal;
    }
    let target =
        json!({"MountTargetId": "fsmt-00000000000000001", "FileSystemId": "fs-00000000000000001"});
    Some(json_answer(&json!({"MountTargets": [target]})))
}

fn record_sets(r: &Request, refusal: Option<Answer>) -> Option<Answer> {
    if r.service != "route53" {
        return None;
    }
    if r.path.ends_with("/hostedzone") {
        let zone = |name: &str| {
            format!("<HostedZone><Id>/hostedzone/{name}</Id><Name>{name}.</Name></HostedZone>")
        };
        let zones = ["ZGOOD", "ZBAD"].map(zone).concat();
        return Some(xml(&format!(
            "<ListHostedZonesResponse><HostedZones>{zones}</HostedZones>\
             <IsTruncated>false</IsTruncated></ListHostedZonesResponse>"
        )));
    }
    if r.path.contains("ZBAD") {
        return refusal;
    }
    Some(xml(
        "<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet><Name>x.a.</Name>\
         <Type>A</Type></ResourceRecordSet></ResourceRecordSets><IsTruncated>false</IsTruncated>\
         </ListResourceRecordSetsResponse>",
    ))
}

const CASES: &[Case] = &[
    Case {
        ty: "AWS::ECS::Service",
        rows: 3,
        parents: services,
        refusal: json_refusal,
        wrong: &[
            "InvalidParameterException",
            "ValidationException",
            "AccessDeniedException",
        ],
        gone: "ClusterNotFoundException",
    },
    Case {
        ty: "AWS::ElasticLoadBalancingV2::Listener",
        rows: 1,
        parents: listeners,
        refusal: query_refusal,
        wrong: &["ValidationError", "InvalidParameterValue"],
        gone: "LoadBalancerNotFound",
    },
    Case {
        ty: "AWS::Events::Rule",
        rows: 1,
        parents: rules,
        refusal: json_refusal,
        wrong: &["ValidationException"],
        gone: "ResourceNotFoundException",
    },
    Case {
        ty: "AWS::Lambda::Version",
        rows: 2,
        parents: versions,
        refusal: json_refusal,
        wrong: &["InvalidParameterValueException"],
        gone: "ResourceNotFoundException",
    },
    Case {
        ty: "AWS::Logs::SubscriptionFilter",
        rows: 1,
        parents: subscription_filters,
        refusal: json_refusal,
        wrong: &["InvalidParameterException"],
        gone: "ResourceNotFoundException",
    },
    Case {
        ty: "AWS::EFS::MountTarget",
        rows: 1,
        parents: mount_targets,
        refusal: json_refusal,
        wrong: &["BadRequest", "ValidationException"],
        gone: "FileSystemNotFound",
    },
    Case {
        ty: "AWS::Route53::RecordSet",
        rows: 1,
        parents: record_sets,
        refusal: query_refusal,
        wrong: &["InvalidInput"],
        gone: "NoSuchHostedZone",
    },
];

/// Runs all cases at once; the list of the bad parent is refused with the case's code.
fn run(code: fn(&Case) -> &'static str) -> Ended {
    let aws = ScriptedAws::start(move |r| {
        let answers = CASES
            .iter()
            .map(|case| (case.parents)(r, Some((case.refusal)(code(case)))));
        answers.flatten().next()
    });
    let types: Vec<&str> = CASES.iter().map(|case| case.ty).collect();
    list(&aws, &types.join(",")).run()
}

/// That every list has the rows of the good parent, and names the code.
#[track_caller]
fn assert_lacking_and_told(ended: &Ended, code: fn(&Case) -> &'static str) {
    assert_eq!(ended.code, Some(2), "{ended}");
    for case in CASES {
        assert_eq!(
            ended.rows_of(case.ty).len(),
            case.rows,
            "{}: {ended}",
            case.ty
        );
        assert_eq!(ended.outcomes(case.ty), ["partial"], "{}: {ended}", case.ty);
        let line = ended.lines(case.ty)[0].to_string();
        assert!(line.contains(code(case)), "no {} in {line}", code(case));
    }
}

#[test]
fn the_list_of_one_parent_that_is_refused_costs_its_rows_and_is_told() {
    let first = |case: &Case| case.wrong[0];
    assert_lacking_and_told(&run(first), first);
    let last = |case: &Case| case.wrong[case.wrong.len() - 1];
    assert_lacking_and_told(&run(last), last);
}

#[test]
fn a_parent_that_was_deleted_meanwhile_costs_nothing() {
    let rows = CASES.iter().map(|case| case.rows).sum();
    run(|case| case.gone).assert_whole(rows);
}

#[test]
fn another_operations_word_for_gone_is_no_empty_list() {
    let foreign = |case: &Case| match case.ty {
        "AWS::Route53::RecordSet" => "ClusterNotFoundException",
        _ => "NoSuchHostedZone",
    };
    assert_lacking_and_told(&run(foreign), foreign);
}
