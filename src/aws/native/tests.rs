use super::*;

#[test]
fn proven_types_are_listed_and_second_names_are_not() {
    let listable: Vec<TypeId> = listable_types().collect();
    let has = |name: &str| listable.contains(&name.parse().unwrap());
    for name in [
        "AWS::Lambda::Function",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::IAM::Role",
    ] {
        assert!(has(name), "{name}");
    }
    for name in [
        "AWS::DynamoDB::GlobalTable",
        "AWS::IAM::Policy",
        "AWS::EC2::Instance",
    ] {
        assert!(!has(name), "{name}");
    }
    assert!(listable.len() > 400, "{}", listable.len());
}

#[test]
fn a_cursor_survives_its_way_through_the_engine() {
    let cursor = Cursor {
        context: 3,
        tokens: vec![("NextToken".into(), "a\"b".into())],
    };
    let read = Cursor::read(Some(&cursor.write())).unwrap();
    assert_eq!((read.context, read.tokens), (cursor.context, cursor.tokens));
    assert!(Cursor::read(Some("not ours")).is_none());
    assert_eq!(Cursor::read(None).unwrap().context, 0);
}
