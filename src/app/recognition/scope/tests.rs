use super::super::recognize;
use super::*;
use crate::app::resource_explorer::filter::Filter;

fn scope_of(named: &Recognized) -> QueryScope {
    named.scope(DetailDepth::default())
}

#[test]
fn the_scope_is_as_small_as_the_text_says() {
    let scope = |text| recognize(text).unwrap().scope(DetailDepth::default());
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
    assert!(volume.is_within(&scope_of(&volume)));
    let elsewhere = recognize("arn:aws:ec2:us-east-1:123456789012:volume/vol-0abc1234").unwrap();
    assert!(!volume.is_within(&scope_of(&elsewhere)));
    let role = recognize("arn:aws:iam::123456789012:role/admin").unwrap();
    let somewhere = QueryScope {
        regions: scope_of(&elsewhere).regions,
        ..scope_of(&role)
    };
    assert!(
        role.is_within(&somewhere),
        "a global type is asked for with any region"
    );
    let id = recognize("vol-0abc1234").unwrap();
    assert!(
        !id.is_within(&scope_of(&volume)),
        "it may be in another account"
    );
}

#[test]
fn what_it_is_found_by_can_be_read_as_a_filter() {
    for text in [
        "arn:aws:ec2:eu-west-1:123456789012:volume/vol-0abc1234",
        "arn:aws:s3:::acme-logs",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/pay:*",
        "i-0123456789abcdef0",
        "2001:db8::1",
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fthumbs",
        "176031372159.dkr.ecr.eu-west-1.amazonaws.com/not:1",
    ] {
        let named = recognize(text).unwrap();
        let read = Filter::parse(&named.filter());
        assert!(read.is_ok(), "{text}: {}", named.filter());
    }
}
