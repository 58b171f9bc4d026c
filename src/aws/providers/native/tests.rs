use super::*;

#[test]
fn proven_types_are_listed_and_second_names_are_not() {
    let has = |name: &str| list_call(name.parse().unwrap()).is_some();
    for name in [
        "AWS::Lambda::Function",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::IAM::Role",
    ] {
        assert!(has(name), "{name}");
    }
    for name in ["AWS::DynamoDB::GlobalTable", "AWS::IAM::Policy"] {
        assert!(!has(name), "{name}");
    }
    let proven = types::all()
        .iter()
        .filter(|info| list_call(info.id).is_some());
    assert!(proven.count() > 400);
    let both = types::all()
        .iter()
        .filter(|info| derived_call(info.id).is_some());
    assert_eq!(both.filter(|info| list_call(info.id).is_some()).count(), 0);
}
