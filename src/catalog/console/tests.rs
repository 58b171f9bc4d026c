//! Addresses in each partition's console.

use super::*;

fn url(ty: &str, id: &str, arn: &str, region: &str) -> Option<String> {
    link(&Subject {
        ty: ty.parse().unwrap(),
        id,
        arn,
        region: region.parse().unwrap(),
        account: "001234567890".parse().unwrap(),
        partition: None,
    })
}

#[test]
fn every_partition_has_its_own_console() {
    let instance = |partition: &str, region: &str| {
        let arn = format!("arn:{partition}:ec2:{region}:001234567890:instance/i-0abc");
        url("AWS::EC2::Instance", "i-0abc", &arn, region)
    };
    for (partition, region, host) in [
        ("aws", "eu-west-1", "console.aws.amazon.com"),
        (
            "aws-us-gov",
            "us-gov-east-1",
            "console.amazonaws-us-gov.com",
        ),
        ("aws-cn", "cn-northwest-1", "console.amazonaws.cn"),
        ("aws-eusc", "eusc-de-east-1", "console.amazonaws-eusc.eu"),
    ] {
        let expected = format!(
            "https://{region}.{host}/ec2/home?region={region}#InstanceDetails:instanceId=i-0abc"
        );
        assert_eq!(instance(partition, region), Some(expected));
    }
    assert_eq!(instance("aws-iso", "us-iso-east-1"), None);
    assert_eq!(instance("aws-moon", "xx-moon-east-1"), None);
}

#[test]
fn without_an_arn_the_region_tells_the_partition() {
    let vpc = |region| url("AWS::EC2::VPC", "vpc-1", "", region);
    assert!(
        vpc("cn-north-1")
            .unwrap()
            .contains("cn-north-1.console.amazonaws.cn/vpcconsole/")
    );
    assert!(
        vpc("eu-west-1")
            .unwrap()
            .contains("console.aws.amazon.com/vpcconsole/")
    );
    assert_eq!(vpc("xx-moon-east-1"), None, "an unknown partition");
    assert_eq!(url("AWS::EC2::VPC", "vpc-1", "", "global"), None);
}

#[test]
fn what_has_no_region_is_at_home_in_its_partition() {
    let role = |partition: &str| {
        let arn = format!("arn:{partition}:iam::001234567890:role/team/deploy");
        url("AWS::IAM::Role", "deploy", &arn, "global").unwrap()
    };
    let page = "iam/home#/roles/details/deploy";
    assert_eq!(
        role("aws"),
        format!("https://us-east-1.console.aws.amazon.com/{page}")
    );
    assert_eq!(
        role("aws-us-gov"),
        format!("https://us-gov-west-1.console.amazonaws-us-gov.com/{page}")
    );
    assert_eq!(
        role("aws-cn"),
        format!("https://cn-north-1.console.amazonaws.cn/{page}")
    );
}

#[test]
fn names_are_encoded_and_cannot_leave_their_place() {
    let bucket = url("AWS::S3::Bucket", "a b&c#d/e", "", "eu-west-1").unwrap();
    assert!(
        bucket.contains("/s3/buckets/a%20b%26c%23d%2Fe?region="),
        "{bucket}"
    );
    let group = url("AWS::Logs::LogGroup", "/aws/lambda/x", "", "eu-west-1").unwrap();
    assert!(
        group.ends_with("log-group/$252Faws$252Flambda$252Fx"),
        "{group}"
    );
    let queue = "https://sqs.eu-west-1.amazonaws.com/001234567890/jobs";
    let queue = url("AWS::SQS::Queue", queue, "", "eu-west-1").unwrap();
    assert!(
        queue.ends_with("#/queues/https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F001234567890%2Fjobs")
    );
    let hostile = url("AWS::EC2::Instance", "\"><script>\u{202e}", "", "eu-west-1").unwrap();
    assert!(
        hostile.is_ascii() && !hostile.contains(['<', '>', '"']),
        "{hostile}"
    );
}

#[test]
fn parts_come_from_the_arn_where_an_address_needs_them() {
    let region = "eu-west-1";
    let service = "arn:aws:ecs:eu-west-1:001234567890:service/main/web";
    let service = url("AWS::ECS::Service", service, service, region).unwrap();
    assert!(
        service.contains("/ecs/v2/clusters/main/services/web?"),
        "{service}"
    );
    let task = "arn:aws:ecs:eu-west-1:001234567890:task-definition/web:7";
    let task = url("AWS::ECS::TaskDefinition", task, task, region).unwrap();
    assert!(task.contains("/task-definitions/web/7?"), "{task}");
    let group = "arn:aws:eks:eu-west-1:001234567890:nodegroup/main/blue/0abc";
    let group = url("AWS::EKS::Nodegroup", "main|blue", group, region).unwrap();
    assert!(
        group.contains("/eks/clusters/main/nodegroups/blue?"),
        "{group}"
    );
    let secret = "arn:aws:secretsmanager:eu-west-1:001234567890:secret:db/main-AbCdEf";
    let secret = url("AWS::SecretsManager::Secret", secret, secret, region).unwrap();
    assert!(secret.contains("name=db%2Fmain&"), "{secret}");
    let rule = "arn:aws:events:eu-west-1:001234567890:rule/nightly";
    let rule = url("AWS::Events::Rule", "nightly", rule, region).unwrap();
    assert!(rule.ends_with("/eventbus/default/rules/nightly"), "{rule}");
}

#[test]
fn what_has_no_page_of_its_own_is_found_by_its_arn() {
    let arn = "arn:aws-us-gov:kinesisvideo:us-gov-west-1:001234567890:stream/door/1";
    let found = url("AWS::KinesisVideo::Stream", "door", arn, "us-gov-west-1").unwrap();
    assert_eq!(
        found,
        "https://console.amazonaws-us-gov.com/go/view?arn=arn%3Aaws-us-gov%3Akinesisvideo%3A\
         us-gov-west-1%3A001234567890%3Astream%2Fdoor%2F1"
    );
    assert_eq!(
        url("AWS::KinesisVideo::Stream", "door", "", "eu-west-1"),
        None
    );
    // A page whose address needs values that a row does not have.
    let service = "arn:aws:servicediscovery:eu-west-1:001234567890:service/srv-1";
    let service = url(
        "AWS::ServiceDiscovery::Service",
        "srv-1",
        service,
        "eu-west-1",
    )
    .unwrap();
    assert!(service.contains("/go/view?arn="), "{service}");
}

#[test]
fn a_page_with_a_host_of_its_own_is_for_one_partition() {
    let ty = "AWS::QuickSight::Dashboard";
    let arn = "arn:aws-us-gov:quicksight:us-gov-west-1:001234567890:dashboard/d";
    let found = url(ty, "d", arn, "us-gov-west-1").unwrap();
    assert!(
        found.starts_with("https://console.amazonaws-us-gov.com/go/view"),
        "{found}"
    );
    let home = url(ty, "d", "", "eu-west-1").unwrap();
    assert!(
        home.starts_with("https://eu-west-1.quicksight.aws.amazon.com/"),
        "{home}"
    );
}

#[test]
fn every_template_is_filled_or_left_alone() {
    for (ty, template) in LINKS.iter().filter(|(ty, _)| **ty != "*") {
        let arn = "arn:aws:x:eu-west-1:001234567890:kind/a/b/c/d";
        let found = url(ty, "https://a/b", arn, "eu-west-1").unwrap();
        assert!(
            !found.contains(['{', '}']) && found.starts_with("https://"),
            "{template} {found}"
        );
    }
}
