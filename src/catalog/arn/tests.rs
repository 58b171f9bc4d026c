use super::*;

#[test]
fn arns_of_many_services_are_known() {
    for (arn, ty, id) in [
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
    ] {
        let facts = resolve(arn).unwrap_or_else(|| panic!("{arn}"));
        assert_eq!(
            (facts.resource_type.as_str(), &*facts.id),
            (ty, id),
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
    assert_eq!(facts.account.unwrap().as_str(), "001234567890");
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
    // Only the name of a bucket stands alone; this ARN is something of its own.
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
