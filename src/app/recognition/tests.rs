use super::*;

/// Name, first type, account, region, as one line.
fn told(text: &str) -> String {
    let Some(named) = recognize(text) else {
        return "none".to_owned();
    };
    let ty = named.types.first().map_or("-", |ty| ty.as_str());
    let account = named.account.map_or("-".to_owned(), |one| one.to_string());
    let region = named.region.map_or("-", Region::as_str);
    format!("{} {ty} {account} {region}", named.name)
}

fn check(forms: &[(&str, &str)]) {
    let wrong: Vec<String> = forms
        .iter()
        .filter(|(text, meant)| told(text) != *meant)
        .map(|(text, meant)| format!("{text}\n  is  {}\n  not {meant}", told(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn arns_tell_type_account_and_region() {
    check(&[
        (
            "arn:aws:ec2:eu-west-1:176031372159:instance/i-0123456789abcdef0",
            "i-0123456789abcdef0 AWS::EC2::Instance 176031372159 eu-west-1",
        ),
        (
            "  'arn:aws:lambda:us-east-1:001234567890:function:pay',",
            "pay AWS::Lambda::Function 001234567890 us-east-1",
        ),
        (
            "arn:aws:iam::001234567890:role/service-role/build",
            "build AWS::IAM::Role 001234567890 -",
        ),
        ("arn:aws:s3:::logs-prod", "logs-prod AWS::S3::Bucket - -"),
        (
            "arn:aws:s3:::logs-prod/2024/a.gz",
            "logs-prod AWS::S3::Bucket - -",
        ),
        (
            "arn:aws-cn:sqs:cn-north-1:001234567890:jobs",
            "jobs AWS::SQS::Queue 001234567890 cn-north-1",
        ),
        (
            "arn:aws:dynamodb:eu-west-1:001234567890:table/orders.",
            "orders AWS::DynamoDB::Table 001234567890 eu-west-1",
        ),
        (
            "arn:aws:unheard:eu-west-1:001234567890:thing/x",
            "x - 001234567890 eu-west-1",
        ),
    ]);
}

#[test]
fn ids_and_addresses_are_told_by_their_form() {
    check(&[
        (
            "i-0123456789abcdef0",
            "i-0123456789abcdef0 AWS::EC2::Instance - -",
        ),
        (
            "(vol-0123456789abcdef0)",
            "vol-0123456789abcdef0 AWS::EC2::Volume - -",
        ),
        ("sg-1a2b3c4d", "sg-1a2b3c4d AWS::EC2::SecurityGroup - -"),
        (
            "`vpc-0aa11bb22cc33dd44`",
            "vpc-0aa11bb22cc33dd44 AWS::EC2::VPC - -",
        ),
        (
            "eni-0123456789abcdef0",
            "eni-0123456789abcdef0 AWS::EC2::NetworkInterface - -",
        ),
        ("10.0.32.6", "10.0.32.6 AWS::EC2::NetworkInterface - -"),
        ("10.0.32.6/32", "10.0.32.6 AWS::EC2::NetworkInterface - -"),
        ("2001:DB8::1", "2001:db8::1 AWS::EC2::NetworkInterface - -"),
        (
            "ip-10-0-32-6.eu-west-1.compute.internal",
            "10.0.32.6 AWS::EC2::NetworkInterface - eu-west-1",
        ),
        (
            "ec2-203-0-113-5.eu-west-1.compute.amazonaws.com",
            "203.0.113.5 AWS::EC2::NetworkInterface - eu-west-1",
        ),
    ]);
}

#[test]
fn hosts_and_paths_of_aws_tell_whose_they_are() {
    check(&[
        ("s3://logs-prod/2024/", "logs-prod AWS::S3::Bucket - -"),
        (
            "https://logs-prod.s3.eu-west-1.amazonaws.com/a.gz",
            "logs-prod AWS::S3::Bucket - eu-west-1",
        ),
        (
            "https://s3.eu-west-1.amazonaws.com/logs-prod/a.gz",
            "logs-prod AWS::S3::Bucket - eu-west-1",
        ),
        ("my.logs.s3.amazonaws.com", "my.logs AWS::S3::Bucket - -"),
        (
            "https://sqs.eu-west-1.amazonaws.com/176031372159/jobs",
            "jobs AWS::SQS::Queue 176031372159 eu-west-1",
        ),
        (
            "176031372159.dkr.ecr.eu-west-1.amazonaws.com/team/web:1.2",
            "team/web AWS::ECR::Repository 176031372159 eu-west-1",
        ),
        (
            "web-123.eu-west-1.elb.amazonaws.com",
            "web-123.eu-west-1.elb.amazonaws.com AWS::ElasticLoadBalancingV2::LoadBalancer - eu-west-1",
        ),
        (
            "orders.c9akciq32.eu-west-1.rds.amazonaws.com:5432",
            "orders AWS::RDS::DBInstance - eu-west-1",
        ),
        (
            "d111111abcdef8.cloudfront.net",
            "d111111abcdef8.cloudfront.net AWS::CloudFront::Distribution - -",
        ),
    ]);
}

#[test]
fn pages_of_the_console_tell_what_they_are_about() {
    let console = "https://eu-west-1.console.aws.amazon.com";
    let page = |path: &str| told(&format!("{console}{path}"));
    for (path, meant) in [
        (
            "/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-0123456789abcdef0",
            "i-0123456789abcdef0 AWS::EC2::Instance - eu-west-1",
        ),
        (
            "/lambda/home?region=us-east-1#/functions/pay?tab=code",
            "pay AWS::Lambda::Function - us-east-1",
        ),
        (
            "/s3/buckets/logs-prod?region=eu-west-1&tab=objects",
            "logs-prod AWS::S3::Bucket - -",
        ),
        (
            "/iam/home#/roles/details/build?section=x",
            "build AWS::IAM::Role - -",
        ),
        (
            "/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fpay/log-events",
            "/aws/lambda/pay AWS::Logs::LogGroup - eu-west-1",
        ),
        (
            "/cloudformation/home#/stacks/stackinfo?stackId=arn%3Aaws%3Acloudformation%3Aeu-west-1%3A176031372159%3Astack%2Fnet%2Fab12",
            "ab12 AWS::CloudFormation::Stack 176031372159 eu-west-1",
        ),
        (
            "/sns/v3/home?region=eu-west-1#/topic/arn:aws:sns:eu-west-1:123456789012:alerts",
            "alerts AWS::SNS::Topic 123456789012 eu-west-1",
        ),
        ("/ec2/home", "none"),
    ] {
        assert_eq!(page(path), meant, "{path}");
    }
    assert_eq!(
        told(
            "https://console.aws.amazon.com/vpc/home?region=eu-west-1#VpcDetails:VpcId=vpc-0aa11bb22cc33dd44"
        ),
        "vpc-0aa11bb22cc33dd44 AWS::EC2::VPC - eu-west-1"
    );
}

#[test]
fn other_texts_are_no_more_than_names() {
    for text in [
        "",
        "web",
        "web-1",
        "checkout queue",
        "arn:aws",
        "arn:",
        "arn:aws:s3",
        "arn:aws:ec2:eu-west-1:123456789012:",
        "i-",
        "i-xyz",
        "t3.micro",
        "0.0.0.0",
        "127.0.0.1",
        "2026-11-01",
        "https://",
        "https://console.aws.amazon.com/",
        "http://s3.amazonaws.com",
        "10.0",
        "1.2.3",
        "https://example.com/i-0123456789abcdef0",
        "https://notconsole.aws.amazon.com.evil.example/ec2",
        "s3://",
        "i-web",
        "größe",
    ] {
        assert_eq!(told(text), "none", "{text}");
    }
}

#[test]
fn a_text_beyond_all_names_is_not_read() {
    assert_eq!(recognize(&"i-0123456789abcdef0".repeat(1000)), None);
}

#[test]
fn a_private_address_is_no_elastic_one() {
    let types = |text: &str| recognize(text).unwrap().types.len();
    assert_eq!((types("10.0.32.6"), types("52.1.2.3")), (1, 2));
}
