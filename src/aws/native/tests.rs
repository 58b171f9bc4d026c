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
