use super::*;

/// ARN, type, ID.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "arn:aws:ec2:eu-west-1:001234567890:instance/i-0abc",
        "AWS::EC2::Instance",
        "i-0abc",
    ),
    (
        "arn:aws:ec2:eu-west-1:001234567890:natgateway/nat-1",
        "AWS::EC2::NatGateway",
        "nat-1",
    ),
    (
        "arn:aws:ec2:eu-west-1:001234567890:elastic-ip/eipalloc-1",
        "AWS::EC2::EIP",
        "eipalloc-1",
    ),
    (
        "arn:aws:ec2:eu-west-1:001234567890:dedicated-host/h-1",
        "AWS::EC2::Host",
        "h-1",
    ),
    (
        "arn:aws:ec2:eu-west-1:001234567890:vpc-flow-log/fl-1",
        "AWS::EC2::FlowLog",
        "fl-1",
    ),
    ("arn:aws:s3:::my-bucket", "AWS::S3::Bucket", "my-bucket"),
    (
        "arn:aws:iam::001234567890:role/service-role/Deploy",
        "AWS::IAM::Role",
        "Deploy",
    ),
    (
        "arn:aws:lambda:eu-west-1:001234567890:function:pay",
        "AWS::Lambda::Function",
        "pay",
    ),
    (
        "arn:aws:lambda:eu-west-1:001234567890:function:pay:3",
        "AWS::Lambda::Version",
        "arn:aws:lambda:eu-west-1:001234567890:function:pay:3",
    ),
    (
        "arn:aws:logs:eu-west-1:001234567890:log-group:/aws/lambda/pay:*",
        "AWS::Logs::LogGroup",
        "/aws/lambda/pay",
    ),
    (
        "arn:aws:ec2:eu-west-1::image/ami-1",
        "AWS::EC2::Image",
        "ami-1",
    ),
    (
        "arn:aws:ec2:eu-west-1:001234567890:key-pair/key-1",
        "AWS::EC2::KeyPair",
        "key-1",
    ),
    (
        "arn:aws:sqs:eu-west-1:001234567890:jobs.fifo",
        "AWS::SQS::Queue",
        "jobs.fifo",
    ),
    (
        "arn:aws:apigateway:eu-west-1::/restapis/a1b2/stages/prod",
        "AWS::ApiGateway::Stage",
        "a1b2|prod",
    ),
    (
        "arn:aws:ecs:eu-west-1:001234567890:service/main/web",
        "AWS::ECS::Service",
        "web",
    ),
    (
        "arn:aws:dynamodb:eu-west-1:001234567890:table/orders",
        "AWS::DynamoDB::Table",
        "orders",
    ),
];

#[test]
fn arns_of_many_services_are_known() {
    for (arn, ty, id) in KNOWN {
        let facts = resolve(arn).unwrap_or_else(|| panic!("{arn}"));
        assert_eq!(
            (facts.resource_type.as_str(), &*facts.id),
            (*ty, *id),
            "{arn}"
        );
    }
}

#[test]
fn types_of_further_services_are_known() {
    for (arn, ty) in [
        ("arn:aws:sqs:eu-west-1:001234567890:jobs", "AWS::SQS::Queue"),
        (
            "arn:aws:sns:eu-west-1:001234567890:alerts",
            "AWS::SNS::Topic",
        ),
        (
            "arn:aws:rds:eu-west-1:001234567890:db:main",
            "AWS::RDS::DBInstance",
        ),
        (
            "arn:aws:kms:eu-west-1:001234567890:alias/app",
            "AWS::KMS::Alias",
        ),
        (
            "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3",
            "AWS::ApiGateway::RestApi",
        ),
        (
            "arn:aws:ecs:eu-west-1:001234567890:service/main/web",
            "AWS::ECS::Service",
        ),
        (
            "arn:aws:secretsmanager:eu-west-1:001234567890:secret:db-AbCdEf",
            "AWS::SecretsManager::Secret",
        ),
        (
            "arn:aws:states:eu-west-1:001234567890:stateMachine:order",
            "AWS::StepFunctions::StateMachine",
        ),
        (
            "arn:aws:cloudformation:eu-west-1:001234567890:stack/web/1a2b",
            "AWS::CloudFormation::Stack",
        ),
        (
            "arn:aws:elasticloadbalancing:eu-west-1:001234567890:loadbalancer/app/web/50dc6c495c0c9188",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
        ),
    ] {
        assert_eq!(resolve(arn).unwrap().resource_type.as_str(), ty, "{arn}");
    }
}

#[test]
fn the_parts_are_told_apart() {
    let facts = resolve("arn:aws-cn:ec2:cn-north-1:001234567890:vpc/vpc-1").unwrap();
    assert_eq!((facts.partition, facts.service), ("aws-cn", "ec2"));
    assert_eq!(facts.region.unwrap().as_str(), "cn-north-1");
    assert_eq!(&*facts.account.unwrap().digits(), "001234567890");
    let bucket = resolve("arn:aws:s3:::b").unwrap();
    assert_eq!((bucket.region, bucket.account), (None, None));
    let owned_by_aws = resolve("arn:aws:ec2:eu-west-1:AWS:prefix-list/pl-1").unwrap();
    assert_eq!(owned_by_aws.account, None);
    assert_eq!(owned_by_aws.resource_type.as_str(), "AWS::EC2::PrefixList");
}

#[test]
fn what_maps_to_nothing_is_kept_under_its_service() {
    let unknown = resolve("arn:aws:hologram:eu-west-1:001234567890:projector/p-1").unwrap();
    assert_eq!(
        (unknown.resource_type.as_str(), &*unknown.id),
        ("awsdash:hologram:projector", "p-1")
    );
    let odd = resolve("arn:aws:hologram:eu-west-1:001234567890:p-1").unwrap();
    assert_eq!(odd.resource_type.as_str(), "awsdash:hologram:Unmapped");
    // Only a bucket's ARN is a bare name; this one names another kind.
    let job = resolve("arn:aws:s3:eu-west-1:001234567890:job/j-1").unwrap();
    assert_eq!(job.resource_type.as_str(), "awsdash:s3:job");
}

#[test]
fn what_is_not_an_arn_is_refused() {
    for text in [
        "",
        "arn",
        "arn:aws:s3:::",
        "arn:aws:s3::x",
        "urn:aws:s3:::b",
        "arn:x:s3:::b",
        "arn:aws::a:b:c",
    ] {
        assert_eq!(resolve(text), None, "{text}");
    }
}

#[test]
fn ec2_prefixes_lead_back_to_their_types() {
    let ty: TypeId = "AWS::EC2::NatGateway".parse().unwrap();
    assert_eq!(resource_prefix("ec2", ty), Some("natgateway/"));
}

#[test]
fn parameters_are_named_by_their_whole_path() {
    let ty = "AWS::SSM::Parameter".parse().unwrap();
    let account = "001234567890".parse().unwrap();
    let region = "eu-west-1".parse().ok();
    for (name, resource) in [
        ("/app/db", "parameter/app/db"),
        ("plain", "parameter/plain"),
    ] {
        let arn = arn_of(ty, "aws", region, account, name).unwrap();
        assert_eq!(
            arn,
            format!("arn:aws:ssm:eu-west-1:001234567890:{resource}")
        );
        assert_eq!(resolve(&arn).unwrap().id, name);
    }
}

#[test]
fn a_child_is_never_taken_for_its_parent() {
    for (arn, kind) in [
        (
            "amplify:eu-west-1:001234567890:apps/a1/jobs/j1",
            "awsdash:amplify:jobs",
        ),
        (
            "connect:eu-west-1:001234567890:instance/i/file/f",
            "awsdash:connect:file",
        ),
        (
            "deadline:eu-west-1:001234567890:farm/f/queue/q/job/j",
            "awsdash:deadline:job",
        ),
        (
            "dynamodb:eu-west-1:001234567890:table/t/index/i",
            "awsdash:dynamodb:index",
        ),
        (
            "apigateway:eu-west-1::/apis/a1/cors",
            "awsdash:apigateway:cors",
        ),
        (
            "lambda:eu-west-1:001234567890:function:pay:live",
            "awsdash:lambda:Unmapped",
        ),
        // Below a bare name there may be anything.
        (
            "codepipeline:eu-west-1:001234567890:pipe/build/compile",
            "awsdash:codepipeline:Unmapped",
        ),
        ("s3:::bucket/object", "awsdash:s3:Unmapped"),
    ] {
        let arn = format!("arn:aws:{arn}");
        assert_eq!(resolve(&arn).unwrap().resource_type.as_str(), kind, "{arn}");
    }
    for (arn, ty) in [
        (
            "amplify:eu-west-1:001234567890:apps/a1/branches/main",
            "AWS::Amplify::Branch",
        ),
        (
            "iot:eu-west-1:001234567890:package/p/version/v",
            "AWS::IoT::SoftwarePackageVersion",
        ),
        ("iam::001234567890:role/a/b/Deploy", "AWS::IAM::Role"),
        (
            "ecr:eu-west-1:001234567890:repository/team/app",
            "AWS::ECR::Repository",
        ),
        (
            "rds:eu-west-1:001234567890:snapshot:rds:main-2026-11-30",
            "AWS::RDS::DBSnapshot",
        ),
        (
            "kms:eu-west-1:001234567890:alias/aws/ebs",
            "AWS::KMS::Alias",
        ),
    ] {
        let arn = format!("arn:aws:{arn}");
        assert_eq!(resolve(&arn).unwrap().resource_type.as_str(), ty, "{arn}");
    }
}

#[test]
fn identifiers_keep_their_prefixes() {
    for (resource, id) in [
        ("ou/o-a1/ou-b2-c3", "ou-b2-c3"),
        ("policy/o-a1/service_control_policy/p-x9", "p-x9"),
        ("resourcepolicy/o-a1/rp-y8", "rp-y8"),
    ] {
        let arn = format!("arn:aws:organizations::001234567890:{resource}");
        assert_eq!(resolve(&arn).unwrap().id, id, "{arn}");
    }
    let alias = resolve("arn:aws:kms:eu-west-1:001234567890:alias/app").unwrap();
    assert_eq!(alias.id, "alias/app");
}

#[test]
fn every_form_of_the_table_leads_to_its_type_or_to_one_that_is_alike() {
    for (service, patterns) in PATTERNS.iter() {
        for pattern in patterns {
            let region = if pattern.has_region { "eu-west-1" } else { "" };
            let account = if pattern.has_account {
                "001234567890"
            } else {
                ""
            };
            let resource = pattern
                .form
                .replace("**", "Ab-1")
                .replace('*', "Ab-1")
                .replace('#', "7");
            let arn = format!("arn:aws:{service}:{region}:{account}:{resource}");
            let named = resolve(&arn).unwrap().resource_type;
            let same_form = patterns
                .iter()
                .any(|other| other.ty == named && form::fits(other.form, &resource));
            assert!(same_form, "{arn}: {named}");
        }
    }
}
