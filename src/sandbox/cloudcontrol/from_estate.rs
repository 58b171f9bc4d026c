//! Types that the tagging service shows as well, where resources have tags.

use serde_json::{Value, json};

use crate::sandbox::estate::values::{Dice, Uuid};
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::Put;

fn count(place: Place<'_>, kind: Kind) -> u32 {
    place.count(kind)
}

fn arn(place: Place<'_>, kind: Kind, ordinal: u32) -> String {
    let mut arn = String::with_capacity(96);
    place.put_arn(kind, ordinal, &mut arn);
    arn
}

fn tags(place: Place<'_>, kind: Kind, ordinal: u32) -> Value {
    let mut tags = Vec::new();
    place.each_tag(kind, ordinal, |key, value| {
        tags.push(json!({"Key": key, "Value": value}));
    });
    tags.into()
}

pub(super) fn text(value: impl Put) -> String {
    let mut out = String::new();
    value.put(&mut out);
    out
}

fn dice(place: Place<'_>, kind: Kind, ordinal: u32) -> Dice {
    place.dice(kind, ordinal)
}

/// The place that keeps resources without a region.
pub(super) fn home(place: Place<'_>) -> Place<'_> {
    place.estate.place(place.account, 0)
}

/// A module with the count, and an identifier that is the name.
macro_rules! named {
    ($name:ident $kind:ident ($place:ident, $ordinal:ident) $properties:expr) => {
        pub(super) mod $name {
            use super::*;

            pub(in super::super) fn count(place: Place<'_>) -> u32 {
                super::count(place, Kind::$kind)
            }
            pub(in super::super) fn id(place: Place<'_>, ordinal: u32) -> String {
                place.unique_name(Kind::$kind, ordinal)
            }
            pub(in super::super) fn properties($place: Place<'_>, $ordinal: u32) -> Value {
                $properties
            }
        }
    };
}

named!(function Function (place, n) {
    let dice = dice(place, Kind::Function, n);
    json!({
        "FunctionName": id(place, n), "Arn": arn(place, Kind::Function, n),
        "Runtime": dice.pick(200, &["python3.13", "nodejs22.x", "java21", "provided.al2023"]),
        "Handler": "index.handler", "MemorySize": dice.pick(201, &[128, 256, 512, 1024]),
        "Timeout": dice.pick(202, &[3, 15, 30, 300]), "PackageType": "Zip",
        "Architectures": [dice.pick(203, &["arm64", "x86_64"])],
        "Role": format!("arn:aws:iam::{}:role/lambda-basic", place.owner()),
        "EphemeralStorage": {"Size": 512}, "TracingConfig": {"Mode": "PassThrough"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": format!("/aws/lambda/{}", id(place, n))},
        "Tags": tags(place, Kind::Function, n),
    })
});

named!(table Table (place, n) {
    let dice = dice(place, Kind::Table, n);
    json!({
        "TableName": id(place, n), "Arn": arn(place, Kind::Table, n),
        "BillingMode": dice.pick(200, &["PAY_PER_REQUEST", "PROVISIONED"]),
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "DeletionProtectionEnabled": dice.among(201, 0.5), "TableClass": "STANDARD",
        "Tags": tags(place, Kind::Table, n),
    })
});

named!(database Database (place, n) {
    let dice = dice(place, Kind::Database, n);
    let name = id(place, n);
    json!({
        "DBInstanceIdentifier": name, "DBInstanceArn": arn(place, Kind::Database, n),
        "DBInstanceClass": dice.pick(200, &["db.t4g.medium", "db.r7g.large", "db.m7g.xlarge"]),
        "Engine": dice.pick(201, &["postgres", "mysql", "mariadb"]),
        "AllocatedStorage": dice.pick(202, &["20", "100", "500"]), "StorageType": "gp3",
        "MultiAZ": dice.among(203, 0.4), "StorageEncrypted": true, "PubliclyAccessible": false,
        "AvailabilityZone": text(place.zone(dice.below(204, 3))),
        "Endpoint": {"Address": format!("{name}.c1x2y3.{}.rds.amazonaws.com", place.region_name()),
            "Port": "5432"},
        "Tags": tags(place, Kind::Database, n),
    })
});

named!(log_group LogGroup (place, n) {
    let dice = dice(place, Kind::LogGroup, n);
    // CloudWatch Logs ends its ARNs with what is in the group.
    let mut properties = json!({
        "LogGroupName": id(place, n), "Arn": format!("{}:*", arn(place, Kind::LogGroup, n)),
        "LogGroupClass": "STANDARD", "Tags": tags(place, Kind::LogGroup, n),
    });
    if dice.among(200, 0.7) {
        properties["RetentionInDays"] = dice.pick(201, &[7, 14, 30, 90, 365]).into();
    }
    properties
});

named!(repository Repository (place, n) {
    let host = format!("{}.dkr.ecr.{}.amazonaws.com", place.owner(), place.region_name());
    json!({
        "RepositoryName": id(place, n), "Arn": arn(place, Kind::Repository, n),
        "RepositoryUri": format!("{host}/{}", id(place, n)),
        "ImageTagMutability": dice(place, Kind::Repository, n).pick(200, &["MUTABLE", "IMMUTABLE"]),
        "ImageScanningConfiguration": {"ScanOnPush": true},
        "EncryptionConfiguration": {"EncryptionType": "AES256"},
        "Tags": tags(place, Kind::Repository, n),
    })
});

pub(super) mod queue {
    use super::{Kind, Place, Value, arn, dice, json, tags};

    pub(in super::super) fn count(place: Place<'_>) -> u32 {
        super::count(place, Kind::Queue)
    }
    pub(in super::super) fn id(place: Place<'_>, n: u32) -> String {
        let (region, owner) = (place.region_name(), place.owner());
        let name = place.unique_name(Kind::Queue, n);
        format!("https://sqs.{region}.amazonaws.com/{owner}/{name}")
    }
    pub(in super::super) fn properties(place: Place<'_>, n: u32) -> Value {
        let dice = dice(place, Kind::Queue, n);
        json!({
            "QueueUrl": id(place, n), "QueueName": place.unique_name(Kind::Queue, n),
            "Arn": arn(place, Kind::Queue, n), "SqsManagedSseEnabled": true,
            "VisibilityTimeout": dice.pick(200, &[30, 60, 300]),
            "MessageRetentionPeriod": dice.pick(201, &[345600, 1209600]),
            "MaximumMessageSize": 262144, "DelaySeconds": 0,
            "Tags": tags(place, Kind::Queue, n),
        })
    }
}

/// A module with the count, and an identifier that is the ARN.
macro_rules! by_arn {
    ($name:ident $kind:ident ($place:ident, $ordinal:ident) $properties:expr) => {
        pub(super) mod $name {
            use super::*;

            pub(in super::super) fn count(place: Place<'_>) -> u32 {
                super::count(place, Kind::$kind)
            }
            pub(in super::super) fn id(place: Place<'_>, ordinal: u32) -> String {
                arn(place, Kind::$kind, ordinal)
            }
            pub(in super::super) fn properties($place: Place<'_>, $ordinal: u32) -> Value {
                $properties
            }
        }
    };
}

by_arn!(topic Topic (place, n) json!({
    "TopicArn": id(place, n), "TopicName": place.unique_name(Kind::Topic, n),
    "DisplayName": "", "FifoTopic": false, "TracingConfig": "PassThrough",
    "Tags": tags(place, Kind::Topic, n),
}));

// The value is never part of it, not even a made-up one.
by_arn!(secret Secret (place, n) json!({
    "Id": id(place, n), "Name": place.unique_name(Kind::Secret, n),
    "Description": "Rotated by the owning team", "KmsKeyId": "alias/aws/secretsmanager",
    "Tags": tags(place, Kind::Secret, n),
}));

by_arn!(state_machine StateMachine (place, n) json!({
    "Arn": id(place, n), "StateMachineName": place.unique_name(Kind::StateMachine, n),
    "Name": place.unique_name(Kind::StateMachine, n),
    "StateMachineType": dice(place, Kind::StateMachine, n).pick(200, &["STANDARD", "EXPRESS"]),
    "RoleArn": format!("arn:aws:iam::{}:role/states-basic", place.owner()),
    "LoggingConfiguration": {"Level": "ERROR", "IncludeExecutionData": false},
    "TracingConfiguration": {"Enabled": false},
    "Tags": tags(place, Kind::StateMachine, n),
}));

pub(super) mod key {
    use super::{Kind, Place, Uuid, Value, arn, dice, json, tags};

    pub(in super::super) fn count(place: Place<'_>) -> u32 {
        super::count(place, Kind::Key)
    }
    pub(in super::super) fn id(place: Place<'_>, n: u32) -> String {
        Uuid(place.id(Kind::Key, n).bits).to_string()
    }
    pub(in super::super) fn properties(place: Place<'_>, n: u32) -> Value {
        let dice = dice(place, Kind::Key, n);
        json!({
            "KeyId": id(place, n), "Arn": arn(place, Kind::Key, n), "Enabled": dice.among(200, 0.9),
            "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS",
            "EnableKeyRotation": dice.among(201, 0.6), "MultiRegion": false,
            "Description": place.name(Kind::Key, n), "Tags": tags(place, Kind::Key, n),
        })
    }
}

pub(super) mod role {
    use super::{Kind, Place, Value, arn, dice, home, json, tags, text};

    pub(in super::super) fn count(place: Place<'_>) -> u32 {
        super::count(home(place), Kind::Role)
    }
    pub(in super::super) fn id(place: Place<'_>, n: u32) -> String {
        home(place).unique_name(Kind::Role, n)
    }
    pub(in super::super) fn properties(place: Place<'_>, n: u32) -> Value {
        let home = home(place);
        json!({
            "RoleName": id(place, n), "Arn": arn(home, Kind::Role, n), "Path": "/",
            "RoleId": text(dice(home, Kind::Role, n).code(200, "AROA")).to_uppercase(),
            "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole"}]},
            "Tags": tags(home, Kind::Role, n),
        })
    }
}

/// Buckets of all regions: each region lists them all. None without tags, as S3 itself lists no others.
pub(super) mod bucket {
    use super::{Kind, Place, Value, arn, dice, json, tags};

    fn places(place: Place<'_>) -> impl Iterator<Item = Place<'_>> {
        let all = place.estate.places();
        all.filter(move |other| other.account == place.account)
    }

    /// The place of a bucket, and its number there.
    fn spot(place: Place<'_>, n: u32) -> (Place<'_>, u32) {
        let mut left = n;
        for other in places(place) {
            let here = other.count(Kind::Bucket);
            if left < here {
                return (other, left);
            }
            left -= here;
        }
        (place, n)
    }

    pub(in super::super) fn count(place: Place<'_>) -> u32 {
        places(place).map(|other| other.count(Kind::Bucket)).sum()
    }
    pub(in super::super) fn id(place: Place<'_>, n: u32) -> String {
        let (place, n) = spot(place, n);
        place.bucket_name(n)
    }
    pub(in super::super) fn properties(place: Place<'_>, n: u32) -> Value {
        let (place, n) = spot(place, n);
        let (name, region) = (place.bucket_name(n), place.region_name());
        let versioning = dice(place, Kind::Bucket, n).pick(200, &["Enabled", "Suspended"]);
        json!({
            "BucketName": name, "Arn": arn(place, Kind::Bucket, n),
            "DomainName": format!("{name}.s3.amazonaws.com"),
            "RegionalDomainName": format!("{name}.s3.{region}.amazonaws.com"),
            "VersioningConfiguration": {"Status": versioning},
            "BucketEncryption": {"ServerSideEncryptionConfiguration": [{
                "ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": true,
                "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
            "Tags": tags(place, Kind::Bucket, n),
        })
    }
}
