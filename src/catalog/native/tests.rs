use super::*;

#[test]
fn rows_say_how_to_ask_and_where_to_look() {
    let function = of("AWS::Lambda::Function".parse().unwrap()).unwrap();
    assert_eq!(function.protocol, Protocol::RestJson);
    assert_eq!(function.trust, Trust::Proven);
    assert_eq!(function.action, "lambda:ListFunctions");
    assert_eq!(
        (function.result_path, function.item_kind),
        ("Functions", ItemKind::Object)
    );
    let role = of("AWS::IAM::Role".parse().unwrap()).unwrap();
    assert_eq!(
        (role.protocol, role.home_region),
        (Protocol::Query, "us-east-1")
    );
}

#[test]
fn the_call_for_tags_is_read_with_what_it_is_asked_with() {
    let role = of("AWS::IAM::Role".parse().unwrap()).unwrap();
    let tags = role.tags.as_ref().unwrap();
    assert_eq!(
        (tags.operation, tags.input, tags.result_path),
        (
            "ListRoleTags",
            r#"{"RoleName":"${id}"}"#,
            "ListRoleTagsResult.Tags.member"
        )
    );
    assert_eq!((tags.action, tags.method), ("iam:ListRoleTags", "POST"));
    let many = all().filter(|op| op.tags.is_some()).count();
    assert!(many > 800, "{many}");
}

#[test]
fn rows_are_many_and_sound() {
    // The table has one row more: its list returns keys.
    assert_eq!(all().count(), 1572);
    for op in all() {
        for json in [op.fixed, op.bind].iter().filter(|json| !json.is_empty()) {
            let read: Result<serde_json::Map<String, serde_json::Value>, _> =
                serde_json::from_str(json);
            assert!(read.is_ok(), "{}: {json}", op.ty);
        }
        let (token_in, token_out) = (op.token_in.split(','), op.token_out.split(','));
        assert_eq!(token_in.count(), token_out.count(), "{}", op.ty);
        assert!(op.host.is_ascii() && !op.host.contains('/'), "{}", op.ty);
    }
}
