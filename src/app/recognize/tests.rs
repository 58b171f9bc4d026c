use super::*;

/// A text, and what it names: kind, type, account, region, word.
const FORMS: &[(&str, &str)] = &[
    (
        "arn:aws:ec2:eu-west-1:123456789012:volume/vol-0abc1234",
        "ARN|AWS::EC2::Volume|123456789012|eu-west-1|=",
    ),
    (
        "\"arn:aws:s3:::acme-logs\",",
        "ARN|AWS::S3::Bucket|-|-|arn:aws:s3:::acme-logs",
    ),
    (
        "arn:aws:iam::123456789012:role/admin",
        "ARN|AWS::IAM::Role|123456789012|-|=",
    ),
    (
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:f",
        "ARN|AWS::Lambda::Function|123456789012|cn-north-1|=",
    ),
    ("i-0123456789abcdef0", "ID|AWS::EC2::Instance|-|-|="),
    (" (vol-0abc1234) ", "ID|AWS::EC2::Volume|-|-|vol-0abc1234"),
    ("sg-0abc1234.", "ID|AWS::EC2::SecurityGroup|-|-|sg-0abc1234"),
    ("subnet-0abc1234", "ID|AWS::EC2::Subnet|-|-|="),
    ("10.0.32.6", "IP address|AWS::EC2::NetworkInterface|-|-|="),
    (
        "10.0.32.6/32",
        "IP address|AWS::EC2::NetworkInterface|-|-|10.0.32.6",
    ),
    (
        "52.1.2.3",
        "IP address|AWS::EC2::NetworkInterface,AWS::EC2::EIP|-|-|=",
    ),
    (
        "2001:db8::1",
        "IP address|AWS::EC2::NetworkInterface,AWS::EC2::EIP|-|-|=",
    ),
    (
        "s3://acme-logs/2026/11/x.gz",
        "S3 address|AWS::S3::Bucket|-|-|acme-logs",
    ),
    (
        "https://acme-logs.s3.eu-west-1.amazonaws.com/x",
        "S3 address|AWS::S3::Bucket|-|eu-west-1|acme-logs",
    ),
    (
        "https://s3.us-east-1.amazonaws.com/acme-logs/x",
        "S3 address|AWS::S3::Bucket|-|us-east-1|acme-logs",
    ),
    (
        "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-0123456789abcdef0",
        "Console page|AWS::EC2::Instance|-|eu-west-1|i-0123456789abcdef0",
    ),
    (
        "https://console.aws.amazon.com/ec2/v2/home?region=us-east-1#SecurityGroup:groupId=sg-0abc1234",
        "Console page|AWS::EC2::SecurityGroup|-|us-east-1|sg-0abc1234",
    ),
    (
        "https://s3.console.aws.amazon.com/s3/buckets/acme-logs?region=eu-west-1&tab=objects",
        "Console page|AWS::S3::Bucket|-|-|acme-logs",
    ),
    (
        "https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/roles/details/admin?section=permissions",
        "Console page|AWS::IAM::Role|-|-|admin",
    ),
    (
        "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/thumbs?tab=code",
        "Console page|AWS::Lambda::Function|-|eu-west-1|thumbs",
    ),
    (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fthumbs",
        "Console page|AWS::Logs::LogGroup|-|eu-west-1|/aws/lambda/thumbs",
    ),
    (
        "https://eu-west-1.console.aws.amazon.com/sns/v3/home?region=eu-west-1#/topic/arn:aws:sns:eu-west-1:123456789012:alerts",
        "Console page|AWS::SNS::Topic|123456789012|eu-west-1|arn:aws:sns:eu-west-1:123456789012:alerts",
    ),
];

fn in_one_line(found: &Recognized, text: &str) -> String {
    let types: Vec<&str> = found.types.iter().map(|ty| ty.as_str()).collect();
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    format!(
        "{}|{}|{}|{}|{}",
        found.kind,
        types.join(","),
        or_dash(found.account.map(|id| id.to_string())),
        or_dash(found.region.map(|region| region.to_string())),
        if found.word == text { "=" } else { &found.word },
    )
}

#[test]
fn what_is_pasted_tells_type_account_and_region() {
    let wrong: Vec<String> = FORMS
        .iter()
        .filter_map(|(text, expected)| {
            let found = recognize(text)
                .map_or_else(|| "nothing".to_owned(), |found| in_one_line(&found, text));
            (found != *expected)
                .then(|| format!("{text}\n  is       {found}\n  and not  {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_texts_name_nothing() {
    for text in [
        "",
        " ",
        "web",
        "production",
        "t3.micro",
        "i-",
        "i-xyz",
        "arn:",
        "arn:aws:s3",
        "0.0.0.0",
        "127.0.0.1",
        "1.2.3",
        "stopped instances",
        "https://example.com/i-0123456789abcdef0",
        "s3://",
        "https://",
        "größe",
        "2026-11-01",
        "https://console.aws.amazon.com/",
        "arn:aws:ec2:eu-west-1:123456789012:",
        "http://s3.amazonaws.com",
    ] {
        assert_eq!(recognize(text), None, "{text}");
    }
    assert_eq!(recognize(&"i-0123456789abcdef0".repeat(1000)), None);
}

#[test]
fn the_scope_is_as_small_as_the_text_says() {
    let scope = |text| recognize(text).unwrap().scope();
    let volume = scope("arn:aws:ec2:eu-west-1:123456789012:volume/vol-0abc1234");
    assert_eq!(
        volume.accounts,
        ["123456789012".parse().unwrap()].into_iter().collect()
    );
    assert_eq!(
        volume.regions,
        ["eu-west-1".parse().unwrap()].into_iter().collect()
    );
    assert_eq!(
        volume.types,
        ["AWS::EC2::Volume".parse().unwrap()].into_iter().collect()
    );
    let instance = scope("i-0123456789abcdef0");
    assert_eq!(
        (instance.accounts, instance.regions),
        (Selection::All, Selection::All)
    );
    let unknown = scope("arn:aws:nosuchservice:eu-west-1:123456789012:thing/x");
    assert_eq!(unknown.types, [TypeId::tagged()].into_iter().collect());
}

#[test]
fn a_scope_that_has_it_is_told_from_one_that_has_not() {
    let volume = recognize("arn:aws:ec2:eu-west-1:123456789012:volume/vol-0abc1234").unwrap();
    assert!(volume.is_within(&QueryScope::default()));
    assert!(volume.is_within(&volume.scope()));
    let elsewhere = recognize("arn:aws:ec2:us-east-1:123456789012:volume/vol-0abc1234").unwrap();
    assert!(!volume.is_within(&elsewhere.scope()));
    let role = recognize("arn:aws:iam::123456789012:role/admin").unwrap();
    let somewhere = QueryScope {
        regions: elsewhere.scope().regions,
        ..role.scope()
    };
    assert!(
        role.is_within(&somewhere),
        "a global type is asked for with any region"
    );
    let id = recognize("vol-0abc1234").unwrap();
    assert!(
        !id.is_within(&volume.scope()),
        "it may be in another account"
    );
}

#[test]
fn what_it_is_found_by_can_be_read_as_a_filter() {
    use crate::app::resource_explorer::filter::Filter;
    for (text, _) in FORMS {
        let found = recognize(text).unwrap();
        assert!(Filter::parse(&found.filter()).is_ok(), "{text}");
    }
}
