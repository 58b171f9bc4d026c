use crate::app::fixtures::PaneFixture;
use crate::app::pane::empty_state::{EmptyAction, why_empty};
use crate::app::pane::found::Fruitless;
use crate::app::resource_explorer::filter::Ast;
use crate::model::QueryScope;

fn filtered(filter: &str, scope: QueryScope) -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().asked = scope;
    fixture.pane().set_filter(filter.into());
    fixture.settle();
    fixture
}

fn volumes() -> QueryScope {
    QueryScope {
        types: ["AWS::EC2::Volume".parse().unwrap()].into_iter().collect(),
        ..QueryScope::default()
    }
}

#[test]
fn words_are_looked_for_in_properties_next() {
    let mut fixture = filtered("no-such-thing !stopped", volumes());
    let empty = why_empty(fixture.pane()).unwrap();
    let lines: Vec<&str> = empty.text.lines().collect();
    assert_eq!(lines[0], "The filter hides all 5 rows.");
    assert!(lines[1].starts_with("Looked at name, ID"), "{}", empty.text);
    assert_eq!(empty.action, Some(EmptyAction::SearchProperties));
    assert_eq!(empty.others, [EmptyAction::ClearFilter]);
    let deeper = fixture.pane().filter_in_properties().unwrap();
    assert_eq!(
        deeper,
        "(no-such-thing or properties:no-such-thing) !(stopped or properties:stopped)"
    );
    fixture.pane().set_filter(deeper);
    fixture.settle();
    let empty = why_empty(fixture.pane()).unwrap();
    assert_eq!(empty.text, "The filter hides all 5 rows.");
    assert_eq!(empty.action, Some(EmptyAction::ClearFilter));
}

#[test]
fn an_id_that_was_not_asked_for_is_looked_up() {
    let mut fixture = filtered("i-0fedcba987654321f", volumes());
    let empty = why_empty(fixture.pane()).unwrap();
    assert_eq!(
        empty.text.lines().last(),
        Some("This pane has not asked for this ID: EC2 Instance, all accounts, all regions.")
    );
    assert_eq!(empty.action, Some(EmptyAction::LookUp));
    let spec = fixture.pane().spec_of_named().unwrap();
    assert_eq!(spec.filter, "i-0fedcba987654321f");
    assert!(
        spec.scope
            .types
            .contains(&"AWS::EC2::Instance".parse().unwrap())
    );
    let mut fixture = filtered("i-0fedcba987654321f", QueryScope::default());
    assert_eq!(
        why_empty(fixture.pane()).unwrap().action,
        Some(EmptyAction::SearchProperties)
    );
    assert!(fixture.pane().spec_of_named().is_none());
}

#[test]
fn what_looks_deeper_says_the_same_when_it_is_read_again() {
    for text in [
        "web",
        "a b",
        "a or b",
        "!a",
        "\"x y\"|z",
        "a name:b",
        "(a or !b) c",
        "/x+/",
        "~abc",
    ] {
        let deeper = Ast::parse(text).unwrap().looking_into_properties().unwrap();
        assert_eq!(Ast::parse(&deeper.to_string()).unwrap(), deeper, "{text}");
    }
    for text in ["", "name:x", "untagged", "Size>5", "properties:x"] {
        assert_eq!(
            Ast::parse(text).unwrap().looking_into_properties(),
            None,
            "{text}"
        );
    }
}

#[test]
fn no_term_is_said_to_match_nothing_before_there_are_rows() {
    let mut fixture = PaneFixture::new();
    fixture.pane().set_filter("stopped instances".into());
    assert_eq!(fixture.pane().fruitless(), None);
}

#[test]
fn of_several_terms_the_one_that_matches_nothing_is_named_and_marked() {
    let mut fixture = filtered("running  nowhere-2 web nil-x", volumes());
    let pane = fixture.pane();
    let terms = vec![9..18, 23..28];
    assert_eq!(pane.fruitless(), Some(Fruitless::Terms(terms)));
    let text = why_empty(pane).unwrap().text;
    assert_eq!(
        text.lines().nth(1),
        Some("No row matches “nowhere-2” or “nil-x”."),
        "{text}"
    );

    let mut fixture = filtered("web id:vol-*", volumes());
    assert_eq!(fixture.pane().fruitless(), Some(Fruitless::OnlyTogether));
    let text = why_empty(fixture.pane()).unwrap().text;
    assert!(text.contains("no row matches all of them"), "{text}");

    for one in ["nowhere", "nowhere or nothing", "!(web or vol)", "web"] {
        let mut fixture = filtered(one, volumes());
        assert_eq!(fixture.pane().fruitless(), None, "{one}");
    }
}
