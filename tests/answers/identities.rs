//! Names and owners of rows, and what services hide unless they are asked.

use crate::prelude::*;

#[test]
fn a_secret_that_waits_for_its_deletion_is_listed_with_that_status() {
    let aws = ScriptedAws::start(|r| {
        if r.op != "ListSecrets" {
            return None;
        }
        let secret = |name: &str| json!({"ARN": arn("secretsmanager", &format!("secret:{name}-AbCdEf")), "Name": name});
        let mut secrets = vec![secret("live")];
        if r.json["IncludePlannedDeletion"] == true {
            let mut doomed = secret("doomed");
            doomed["DeletedDate"] = 1.79e9.into();
            secrets.push(doomed);
        }
        Some(json_answer(&json!({"SecretList": secrets})))
    });
    let ended = list(&aws, "AWS::SecretsManager::Secret").run();
    assert_eq!(ended.all("display_name"), ["doomed", "live"], "{ended}");
    let doomed = ended
        .rows
        .iter()
        .find(|row| row["display_name"] == "doomed");
    assert_eq!(
        doomed.map(|row| text(&row["status"])).as_deref(),
        Some("scheduled for deletion")
    );
}

#[test]
fn an_image_that_its_owner_disabled_is_listed() {
    let aws = ScriptedAws::start(|r| {
        if r.op != "DescribeImages" {
            return None;
        }
        let image = |id: &str, state: &str| {
            format!(
                "<item><imageId>{id}</imageId><imageState>{state}</imageState><imageOwnerId>{ACCOUNT}</imageOwnerId></item>"
            )
        };
        let mut images = image("ami-00000000000000001", "available");
        if r.form
            .get("IncludeDisabled")
            .is_some_and(|asked| asked == "true")
        {
            images += &image("ami-00000000000000002", "disabled");
        }
        Some(ec2(&r.op, &format!("<imagesSet>{images}</imagesSet>")))
    });
    let ended = list(&aws, "AWS::EC2::Image").run();
    ended.assert_whole(2);
}

#[test]
fn revisions_are_called_by_family_and_number() {
    let aws = ScriptedAws::start(|r| {
        (r.op == "ListTaskDefinitions").then(|| {
            let of = |family: &'static str| {
                [1, 2, 10].map(|n| arn("ecs", &format!("task-definition/{family}:{n}")))
            };
            json_answer(&json!({"taskDefinitionArns": ([of("web"), of("api")].concat())}))
        })
    });
    let ended = list(&aws, "AWS::ECS::TaskDefinition").run();
    let names = ["api:1", "api:10", "api:2", "web:1", "web:10", "web:2"];
    assert_eq!(ended.all("display_name"), names, "{ended}");
    let ended = list(&aws, "AWS::ECS::TaskDefinition")
        .with(&["--filter", "name:web*"])
        .run();
    assert_eq!(ended.rows.len(), 3, "{ended}");
}

#[test]
fn versions_of_layers_and_functions_are_called_by_what_they_are_versions_of() {
    let aws = ScriptedAws::start(|r| {
        if r.service != "lambda" {
            return None;
        }
        let parts: Vec<&str> = r.path.split('/').collect();
        let is_versions = r.path.ends_with("/versions");
        if r.path.contains("/layers") && is_versions {
            let version = |n: i32| json!({"LayerVersionArn": arn("lambda", &format!("layer:{}:{n}", parts[3])), "Version": n});
            return Some(json_answer(
                &json!({"LayerVersions": [version(1), version(2)]}),
            ));
        }
        if r.path.contains("/layers") {
            let layer = |name: &str| json!({"LayerName": name, "LayerArn": arn("lambda", &format!("layer:{name}"))});
            return Some(json_answer(&json!({"Layers": (["lay", "er"].map(layer))})));
        }
        if is_versions {
            let version = |n: i32| json!({"FunctionName": parts[3], "Version": n.to_string(), "FunctionArn": arn("lambda", &format!("function:{}:{n}", parts[3]))});
            return Some(json_answer(&json!({"Versions": [version(1), version(2)]})));
        }
        Some(json_answer(
            &json!({"Functions": (["f", "g"].map(function))}),
        ))
    });
    let ended = list(&aws, "AWS::Lambda::LayerVersion").run();
    assert_eq!(
        ended.all("display_name"),
        ["er:1", "er:2", "lay:1", "lay:2"],
        "{ended}"
    );
    let ended = list(&aws, "AWS::Lambda::Version").run();
    assert_eq!(
        ended.all("display_name"),
        ["f:1", "f:2", "g:1", "g:2"],
        "{ended}"
    );
}

/// What two accounts share, as both see it.
fn shared(r: &Request) -> Option<Answer> {
    let of_owner =
        |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:{OTHER}:{rest}");
    match r.op.as_str() {
        "ListResolverRules" => {
            let status = if r.account == OTHER {
                "SHARED_BY_ME"
            } else {
                "SHARED_WITH_ME"
            };
            let rule = json!({"Id": "rslvr-rr-1", "Arn": of_owner("route53resolver", "resolver-rule/rslvr-rr-1"), "Name": "shared", "OwnerId": OTHER, "ShareStatus": status, "Status": "COMPLETE"});
            Some(json_answer(&json!({"ResolverRules": [rule]})))
        }
        "DescribeTrails" => {
            let trail = json!({"Name": "org", "TrailARN": of_owner("cloudtrail", "trail/org"), "HomeRegion": "us-east-1", "IsOrganizationTrail": true, "IsMultiRegionTrail": true});
            Some(json_answer(&json!({"trailList": [trail]})))
        }
        "DescribeSubnets" => Some(ec2(
            &r.op,
            &format!(
                "<subnetSet><item><subnetId>subnet-0aaaaaaaaaaaaaaa1</subnetId><subnetArn>{}</subnetArn><ownerId>{OTHER}</ownerId>\
             <vpcId>vpc-0aaaaaaaaaaaaaaa1</vpcId><state>available</state></item></subnetSet>",
                of_owner("ec2", "subnet/subnet-0aaaaaaaaaaaaaaa1")
            ),
        )),
        "DescribeVpcs" => Some(ec2(
            &r.op,
            &format!(
                "<vpcSet><item><vpcId>vpc-0aaaaaaaaaaaaaaa1</vpcId><ownerId>{OTHER}</ownerId><state>available</state></item></vpcSet>"
            ),
        )),
        "DescribeTransitGateways" => Some(ec2(
            &r.op,
            &format!(
                "<transitGatewaySet><item><transitGatewayId>tgw-0aaaaaaaaaaaaaaa1</transitGatewayId><transitGatewayArn>{}</transitGatewayArn>\
             <ownerId>{OTHER}</ownerId><state>available</state></item></transitGatewaySet>",
                of_owner("ec2", "transit-gateway/tgw-0aaaaaaaaaaaaaaa1")
            ),
        )),
        "DescribeManagedPrefixLists" => Some(ec2(
            &r.op,
            &format!(
                "<prefixListSet><item><prefixListId>pl-0aaaaaaaaaaaaaaa1</prefixListId><prefixListArn>{}</prefixListArn>\
             <ownerId>{OTHER}</ownerId><prefixListName>p</prefixListName><state>create-complete</state></item></prefixListSet>",
                of_owner("ec2", "prefix-list/pl-0aaaaaaaaaaaaaaa1")
            ),
        )),
        "DescribeCapacityReservations" => Some(ec2(
            &r.op,
            &format!(
                "<capacityReservationSet><item><capacityReservationId>cr-0aaaaaaaaaaaaaaa1</capacityReservationId>\
             <capacityReservationArn>{}</capacityReservationArn><ownerId>{OTHER}</ownerId><state>active</state></item></capacityReservationSet>",
                of_owner("ec2", "capacity-reservation/cr-0aaaaaaaaaaaaaaa1")
            ),
        )),
        _ => None,
    }
}

#[test]
fn what_two_accounts_share_is_one_row_or_says_whose_it_is() {
    let aws = ScriptedAws::start(shared);
    for ty in [
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::EC2::TransitGateway",
        "AWS::EC2::PrefixList",
        "AWS::EC2::CapacityReservation",
        "AWS::CloudTrail::Trail",
        "AWS::Route53Resolver::ResolverRule",
    ] {
        let ended = list(&aws, ty)
            .with(&["--profile", "one", "--profile", "two"])
            .run();
        let guests: Vec<&Value> = ended
            .rows
            .iter()
            .filter(|row| row["account_id"] != OTHER)
            .collect();
        assert!(!ended.rows.is_empty(), "{ty}: {ended}");
        // A field that only has the row's own account cannot show its owner.
        let names_owner = |row: &Value| {
            let fields = row.as_object().expect("an object").iter();
            fields
                .filter(|(name, _)| {
                    !["arn", "resource_id", "display_name"].contains(&name.as_str())
                })
                .any(|(_, value)| value == OTHER)
        };
        assert!(
            ended.rows.len() == 1 || guests.iter().all(|row| names_owner(row)),
            "{ty}: {:#?}",
            ended.rows
        );
    }
}

#[test]
fn equal_names_under_two_parents_are_two_rows() {
    let aws = ScriptedAws::start(|r| {
        if r.service != "eks" {
            return None;
        }
        if r.path == "/clusters" {
            return Some(json_answer(&json!({"clusters": ["a", "b"]})));
        }
        if r.path.ends_with("/node-groups") {
            return Some(json_answer(&json!({"nodegroups": ["workers"]})));
        }
        let cluster = r.path.split('/').nth(2)?;
        let group = json!({"clusterName": cluster, "nodegroupName": "workers", "nodegroupArn": arn("eks", &format!("nodegroup/{cluster}/workers/1"))});
        Some(json_answer(&json!({"nodegroup": group})))
    });
    let ended = list(&aws, "AWS::EKS::Nodegroup")
        .with(&["--details=all"])
        .run();
    ended.assert_whole(2);
    ended.assert_each_once();
    let mut told: Vec<String> = ended
        .rows
        .iter()
        .map(|row| text(&row["details"]["DescribeNodegroup"]["clusterName"]))
        .collect();
    told.sort();
    assert_eq!(told, ["a", "b"], "{:#?}", ended.rows);
}

#[test]
fn revisions_of_job_definitions_are_called_by_name_and_number() {
    let aws = ScriptedAws::start(|r| {
        (r.service == "batch" && r.path.ends_with("/describejobdefinitions")).then(|| {
            let of = |name: &'static str| {
                [1, 2].map(|n| {
                    let arn = arn("batch", &format!("job-definition/{name}:{n}"));
                    json!({"jobDefinitionName": name, "jobDefinitionArn": arn, "revision": n,
                           "status": "ACTIVE", "type": "container"})
                })
            };
            json_answer(&json!({"jobDefinitions": ([of("nightly"), of("hourly")].concat())}))
        })
    });
    let ended = list(&aws, "AWS::Batch::JobDefinition").run();
    let names = ["hourly:1", "hourly:2", "nightly:1", "nightly:2"];
    assert_eq!(ended.all("display_name"), names, "{ended}");
}

#[test]
fn a_backup_that_the_service_made_of_a_deleted_table_is_listed() {
    let aws = ScriptedAws::start(|r| {
        (r.op == "ListBackups").then(|| {
            let backup = |name: &str, kind: &str| {
                let arn = arn(
                    "dynamodb",
                    &format!("table/t/backup/0{}-{name}", name.len()),
                );
                json!({"BackupArn": arn, "BackupName": name, "TableName": "t",
                       "BackupStatus": "AVAILABLE", "BackupType": kind})
            };
            let mut backups = vec![backup("own", "USER")];
            if r.json["BackupType"] == "ALL" {
                backups.push(backup("of-the-deleted", "SYSTEM"));
            }
            json_answer(&json!({"BackupSummaries": backups}))
        })
    });
    let ended = list(&aws, "AWS::DynamoDB::Backup").run();
    assert_eq!(ended.rows.len(), 2, "{ended}");
}
