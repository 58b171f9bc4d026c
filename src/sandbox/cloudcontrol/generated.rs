//! Types whose properties are generated here, and some that only Cloud Control lists.

use serde_json::{Value, json};

use super::from_estate::{home, text};
use crate::catalog::arn;
use crate::sandbox::estate::values::{Dice, Hex, Uuid};
use crate::sandbox::estate::{Kind, Place};

/// The identifier of a resource of the estate, as the tagging service's ARN leads to it.
fn own(place: Place<'_>, kind: Kind, ordinal: u32) -> String {
    let arn = whole(place, kind, ordinal);
    arn::resolve(&arn).map_or_else(String::new, |facts| facts.id.into())
}

fn whole(place: Place<'_>, kind: Kind, ordinal: u32) -> String {
    let mut arn = String::with_capacity(96);
    place.put_arn(kind, ordinal, &mut arn);
    arn
}

/// One for every `each` of another kind, and at least one where there is any of it.
pub(super) fn per(place: Place<'_>, kind: Kind, each: u32) -> u32 {
    match place.count(kind) {
        0 => 0,
        some => 1 + some / each,
    }
}

/// The dice of one resource of a type; the number sets types apart.
pub(super) fn dice(place: Place<'_>, ty: u64, n: u32) -> Dice {
    let of_place = place.dice(Kind::Vpc, 0);
    Dice::new(of_place.roll(0xCC00 + ty) ^ u64::from(n))
}

pub(super) fn name(place: Place<'_>, ty: u64, n: u32) -> String {
    place.made_up_name(dice(place, ty, n), n)
}

pub(super) fn hex(dice: Dice, salt: u64, digits: u32) -> String {
    text(Hex(dice.roll(salt), digits))
}

/// `arn:aws:service:region:account:` and a resource.
pub(super) fn arn_of(place: Place<'_>, service: &'static str, resource: &str) -> String {
    let mut arn = text(place.arn_prefix(service));
    arn.push_str(resource);
    arn
}

/// A type: count, identifier, properties.
macro_rules! cloud_control_type {
    ($name:ident, count($c:ident) $count:expr, id($p:ident, $n:ident) $id:expr,
     properties($tp:ident, $tn:ident) $properties:expr) => {
        pub(super) mod $name {
            use super::*;

            pub(in super::super) fn count($c: Place<'_>) -> u32 {
                $count
            }
            pub(in super::super) fn id($p: Place<'_>, $n: u32) -> String {
                $id
            }
            pub(in super::super) fn properties($tp: Place<'_>, $tn: u32) -> Value {
                $properties
            }
        }
    };
}

pub(super) use cloud_control_type;

cloud_control_type!(rest_api, count(p) p.count(Kind::RestApi), id(p, n) own(p, Kind::RestApi, n),
    properties(p, n) json!({
        "RestApiId": id(p, n), "Name": p.unique_name(Kind::RestApi, n),
        "RootResourceId": hex(dice(p, 1, n), 2, 10), "ApiKeySourceType": "HEADER",
        "EndpointConfiguration": {"Types": [dice(p, 1, n).pick(3, &["REGIONAL", "EDGE", "PRIVATE"])]},
        "DisableExecuteApiEndpoint": false,
    })
);

cloud_control_type!(scaling_group, count(p) p.count(Kind::ScalingGroup), id(p, n) own(p, Kind::ScalingGroup, n),
    properties(p, n) json!({
        "AutoScalingGroupName": id(p, n), "MinSize": "1", "MaxSize": "12",
        "AutoScalingGroupARN": whole(p, Kind::ScalingGroup, n),
        "DesiredCapacity": dice(p, 2, n).pick(2, &["1", "2", "3", "6"]),
        "HealthCheckType": dice(p, 2, n).pick(3, &["EC2", "ELB"]), "HealthCheckGracePeriod": 300,
        "AvailabilityZones": [text(p.zone(0)), text(p.zone(1)), text(p.zone(2))],
    })
);

cloud_control_type!(distribution, count(p) home(p).count(Kind::Distribution),
    id(p, n) own(home(p), Kind::Distribution, n),
    properties(p, n) json!({
        "Id": id(p, n),
        "DomainName": format!("d{}.cloudfront.net", hex(dice(home(p), 3, n), 2, 13)),
        "DistributionConfig": {
            "Enabled": dice(home(p), 3, n).among(3, 0.9), "HttpVersion": "http2and3",
            "Comment": home(p).unique_name(Kind::Distribution, n), "PriceClass": "PriceClass_100",
        },
    })
);

cloud_control_type!(user_pool, count(p) p.count(Kind::UserPool), id(p, n) own(p, Kind::UserPool, n),
    properties(p, n) json!({
        "UserPoolId": id(p, n), "UserPoolName": p.unique_name(Kind::UserPool, n),
        "Arn": whole(p, Kind::UserPool, n),
        "MfaConfiguration": dice(p, 4, n).pick(2, &["OFF", "OPTIONAL", "ON"]),
        "DeletionProtection": "ACTIVE", "UserPoolTier": "ESSENTIALS",
    })
);

cloud_control_type!(ecs_cluster, count(p) p.count(Kind::EcsCluster), id(p, n) own(p, Kind::EcsCluster, n),
    properties(p, n) json!({
        "ClusterName": id(p, n), "Arn": whole(p, Kind::EcsCluster, n),
        "CapacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "ClusterSettings": [{"Name": "containerInsights",
            "Value": dice(p, 5, n).pick(1, &["enabled", "disabled"])}],
    })
);

/// Services in one cluster.
const SERVICES: u32 = 3;

cloud_control_type!(ecs_service, count(p) SERVICES * ecs_cluster::count(p),
    id(p, n) {
        let all = properties(p, n);
        let part = |name: &str| all[name].as_str().unwrap_or_default().to_owned();
        format!("{}|{}", part("ServiceArn"), part("Cluster"))
    },
    properties(p, n) {
        let cluster = ecs_cluster::id(p, n / SERVICES);
        let own = name(p, 6, n);
        json!({
            "ServiceName": own, "ServiceArn": arn_of(p, "ecs", &format!("service/{cluster}/{own}")),
            "Cluster": arn_of(p, "ecs", &format!("cluster/{cluster}")),
            "DesiredCount": dice(p, 6, n).below(1, 8), "LaunchType": "FARGATE",
            "TaskDefinition": arn_of(p, "ecs", &format!("task-definition/{own}:{}",
                1 + dice(p, 6, n).below(2, 90))),
            "SchedulingStrategy": "REPLICA", "PlatformVersion": "LATEST",
        })
    }
);

cloud_control_type!(eks_cluster, count(p) p.count(Kind::EksCluster), id(p, n) own(p, Kind::EksCluster, n),
    properties(p, n) json!({
        "Name": id(p, n), "Arn": whole(p, Kind::EksCluster, n),
        "Version": dice(p, 7, n).pick(1, &["1.33", "1.34", "1.35"]),
        "RoleArn": format!("arn:aws:iam::{}:role/eks-cluster", p.owner()),
        "ResourcesVpcConfig": {"EndpointPublicAccess": dice(p, 7, n).among(2, 0.4),
            "EndpointPrivateAccess": true},
        "Endpoint": format!("https://{}.gr7.{}.eks.amazonaws.com",
            hex(dice(p, 7, n), 3, 16).to_uppercase(), p.region_name()),
    })
);

cloud_control_type!(load_balancer, count(p) p.count(Kind::LoadBalancer),
    id(p, n) own(p, Kind::LoadBalancer, n),
    properties(p, n) {
        let is_net = id(p, n).contains("/net/");
        let own = p.unique_name(Kind::LoadBalancer, n);
        json!({
            "LoadBalancerArn": id(p, n), "LoadBalancerName": own, "Name": own,
            "Type": if is_net { "network" } else { "application" },
            "Scheme": dice(p, 8, n).pick(3, &["internet-facing", "internal"]),
            "DNSName": format!("{own}-{}.{}.elb.amazonaws.com",
                dice(p, 8, n).below(4, 2_000_000_000), p.region_name()),
            "IpAddressType": "ipv4",
        })
    }
);

cloud_control_type!(target_group, count(p) p.count(Kind::TargetGroup),
    id(p, n) own(p, Kind::TargetGroup, n),
    properties(p, n) json!({
        "TargetGroupArn": id(p, n), "TargetGroupName": p.unique_name(Kind::TargetGroup, n),
        "Name": p.unique_name(Kind::TargetGroup, n),
        "Protocol": "HTTP", "Port": dice(p, 9, n).pick(2, &[80, 8080, 3000]),
        "TargetType": dice(p, 9, n).pick(3, &["instance", "ip"]), "HealthCheckPath": "/healthz",
        "LoadBalancerArns": [load_balancer::id(p, n % load_balancer::count(p).max(1))],
    })
);

cloud_control_type!(listener, count(p) 2 * load_balancer::count(p),
    id(p, n) {
        let balancer = load_balancer::id(p, n / 2);
        format!("{}/{}", balancer.replacen(":loadbalancer/", ":listener/", 1),
            hex(dice(p, 10, n), 1, 16))
    },
    properties(p, n) json!({
        "ListenerArn": id(p, n), "LoadBalancerArn": load_balancer::id(p, n / 2),
        "Port": if n.is_multiple_of(2) { 443 } else { 80 },
        "Protocol": if n.is_multiple_of(2) { "HTTPS" } else { "HTTP" },
        "DefaultActions": [{"Type": "forward", "TargetGroupArn":
            target_group::id(p, n % target_group::count(p).max(1))}],
    })
);

cloud_control_type!(rule, count(p) per(p, Kind::Function, 6),
    id(p, n) arn_of(p, "events", &format!("rule/{}", name(p, 11, n))),
    properties(p, n) json!({
        "Arn": id(p, n), "Name": name(p, 11, n), "EventBusName": "default",
        "State": dice(p, 11, n).pick(1, &["ENABLED", "ENABLED", "ENABLED", "DISABLED"]),
        "ScheduleExpression": dice(p, 11, n).pick(2, &["rate(5 minutes)", "cron(0 3 * * ? *)"]),
    })
);

cloud_control_type!(policy, count(p) home(p).count(Kind::ManagedPolicy),
    id(p, n) own(home(p), Kind::ManagedPolicy, n),
    properties(p, n) json!({
        "PolicyArn": id(p, n), "ManagedPolicyName": home(p).unique_name(Kind::ManagedPolicy, n), "Path": "/",
        "DefaultVersionId": "v1", "IsAttachable": true,
        "AttachmentCount": dice(home(p), 12, n).below(1, 5),
    })
);

cloud_control_type!(user, count(p) home(p).count(Kind::IamUser), id(p, n) own(home(p), Kind::IamUser, n),
    properties(p, n) json!({
        "UserName": id(p, n), "Path": "/",
        "Arn": whole(home(p), Kind::IamUser, n),
        "Groups": [dice(home(p), 13, n).pick(1, &["developers", "auditors", "operators"])],
    })
);

cloud_control_type!(db_cluster, count(p) per(p, Kind::Database, 3), id(p, n) name(p, 14, n),
    properties(p, n) json!({
        "DBClusterIdentifier": id(p, n),
        "DBClusterArn": arn_of(p, "rds", &format!("cluster:{}", id(p, n))),
        "Engine": dice(p, 14, n).pick(1, &["aurora-postgresql", "aurora-mysql"]),
        "EngineMode": "provisioned", "StorageEncrypted": true, "BackupRetentionPeriod": 7,
        "Endpoint": {"Port": "5432", "Address":
            format!("{}.cluster-c1x2y3.{}.rds.amazonaws.com", id(p, n), p.region_name())},
        "DeletionProtection": dice(p, 14, n).among(2, 0.8),
    })
);

cloud_control_type!(hosted_zone, count(p) home(p).count(Kind::HostedZone),
    id(p, n) own(home(p), Kind::HostedZone, n),
    properties(p, n) json!({
        "Id": id(p, n), "Name": format!("{}.example.com.", home(p).unique_name(Kind::HostedZone, n)),
        "HostedZoneConfig": {"Comment": "Kept by the network team"},
        "NameServers": ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"],
    })
);

// The value is never part of it, not even a made-up one.
cloud_control_type!(parameter, count(p) p.count(Kind::Parameter), id(p, n) own(p, Kind::Parameter, n),
    properties(p, n) json!({
        "Name": id(p, n), "Type": dice(p, 16, n).pick(1, &["String", "StringList"]),
        "Tier": "Standard", "DataType": "text", "Description": "Read at the start of the service",
    })
);

// For regional resources everywhere, and for CloudFront at home.
cloud_control_type!(web_acl, count(p) {
        let here = per(p, Kind::Function, 100);
        if p.region == 0 { 2 * here } else { here }
    },
    id(p, n) {
        let all = properties(p, n);
        let part = |name: &str| all[name].as_str().unwrap_or_default().to_owned();
        [part("Name"), part("Id"), part("Scope")].join("|")
    },
    properties(p, n) {
        let is_global = n >= per(p, Kind::Function, 100);
        let code = Uuid(dice(p, 17, n).roll(1)).to_string();
        let (own, scope) = (name(p, 17, n), if is_global { "global" } else { "regional" });
        json!({
            "Name": own, "Id": code, "Scope": if is_global { "CLOUDFRONT" } else { "REGIONAL" },
            "Arn": arn_of(p, "wafv2", &format!("{scope}/webacl/{own}/{code}")),
            "Capacity": 50 + dice(p, 17, n).below(2, 900), "DefaultAction": {"Allow": {}},
        })
    }
);
