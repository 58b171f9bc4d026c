use super::*;
use crate::app::fixtures::{PaneFixture, account, region, ty};
use crate::model::{QueryScope, Selection};

fn draft() -> ScopeDraft {
    ScopeDraft::new(&QueryScope::default(), &PaneFixture::new().directory)
}

fn best(draft: &mut ScopeDraft, search: &str) -> Option<MatchedValue> {
    draft.set_search(search);
    draft.best_match().map(|found| found.value)
}

#[test]
fn the_list_of_the_best_match_is_decided_by_what_is_found() {
    let mut draft = draft();
    for (search, value) in [
        (
            "dev",
            MatchedValue::Account(account(crate::app::fixtures::DEV)),
        ),
        ("eu-west", MatchedValue::Region(region("eu-west-1"))),
        ("ec2 instance", MatchedValue::Type(ty("AWS::EC2::Instance"))),
        (
            "lambda::function",
            MatchedValue::Type(ty("AWS::Lambda::Function")),
        ),
        ("volume", MatchedValue::Type(ty("AWS::EC2::Volume"))),
    ] {
        assert_eq!(best(&mut draft, search), Some(value), "{search}");
    }
    for search in ["", "  ", "no such thing", "me-south-1"] {
        assert_eq!(best(&mut draft, search), None, "{search:?}");
    }
}

#[test]
fn a_list_without_a_match_stays_whole() {
    let mut draft = draft();
    let all = draft.accounts.lines().len();
    draft.set_search("volume");
    assert_eq!(draft.accounts.lines().len(), all);
    assert!(draft.types.found() < 100);
    draft.set_search("dev");
    assert_eq!(draft.accounts.lines().len(), 1);
}

#[test]
fn a_match_in_a_list_of_all_is_the_only_one_and_the_next_comes_beside_it() {
    let mut draft = draft();
    let (volume, instance) = (ty("AWS::EC2::Volume"), ty("AWS::EC2::Instance"));
    draft.tick_match(MatchedValue::Type(volume));
    assert_eq!(draft.types.selection(), Selection::from_iter([volume]));
    draft.tick_match(MatchedValue::Type(instance));
    assert_eq!(
        draft.types.selection(),
        Selection::from_iter([volume, instance])
    );
    draft.tick_match(MatchedValue::Type(volume));
    assert_eq!(draft.types.selection(), Selection::from_iter([instance]));
}
