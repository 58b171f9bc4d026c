use super::*;
use crate::app::fixtures::{DEV, PROD, PaneFixture, account, region, ty};
use crate::catalog::types;

fn texts(scope: &QueryScope, detail: ChipDetail) -> Vec<String> {
    let fixture = PaneFixture::new();
    let chips = chips_of(
        scope,
        &fixture.directory.accounts,
        &mut AccountNames::default(),
        detail,
    );
    chips.into_iter().map(|chip| chip.text).collect()
}

#[test]
fn the_default_types_have_a_name_of_their_own() {
    let mut scope = QueryScope {
        types: types::default_set().collect(),
        ..QueryScope::default()
    };
    let names = &mut AccountNames::default();
    let texts = |scope: &QueryScope, names: &mut AccountNames| -> Vec<String> {
        let chips = chips_of(scope, &[], names, ChipDetail::Counts);
        chips.into_iter().map(|chip| chip.text).collect()
    };
    assert!(texts(&scope, names).contains(&"Default types".to_owned()));
    if let Selection::Only(set) = &mut scope.types {
        set.pop_first();
    }
    assert!(!texts(&scope, names).contains(&"Default types".to_owned()));
}

#[test]
fn a_few_have_a_chip_each_and_many_are_counted() {
    let scope = QueryScope {
        accounts: [account(PROD), account(DEV)].into_iter().collect(),
        regions: ["eu-west-1", "us-east-1", "us-east-2", "us-west-2"]
            .map(region)
            .into_iter()
            .collect(),
        ..Default::default()
    };
    assert_eq!(
        texts(&scope, ChipDetail::Each),
        ["dev", "prod", "4 regions", "All types"]
    );
    assert_eq!(
        texts(&scope, ChipDetail::Counts),
        ["2 accounts", "4 regions", "All types"]
    );
    assert_eq!(
        texts(&scope, ChipDetail::One),
        ["2 acc · 4 reg · all types"]
    );
}

#[test]
fn chips_and_title_are_made_again_only_when_scope_or_accounts_change() {
    let mut fixture = PaneFixture::new();
    let mut chips = ScopeChips::default();
    let mut of = |fixture: &mut PaneFixture| {
        let each = chips.of(
            fixture.panes.values().next().unwrap(),
            &fixture.directory,
            ChipDetail::Each,
        );
        let title = fixture.pane().title();
        (each, title.as_ptr())
    };
    let (first, title) = of(&mut fixture);
    for _frame in 0..100 {
        let (again, same_title) = of(&mut fixture);
        assert!(Arc::ptr_eq(&first, &again) && title == same_title);
    }
    fixture.directory.accounts_revision += 1;
    let (named_anew, _) = of(&mut fixture);
    assert!(!Arc::ptr_eq(&first, &named_anew));
    let scope = QueryScope {
        regions: [region("eu-west-1")].into_iter().collect(),
        ..QueryScope::default()
    };
    fixture.pane().set_scope(scope);
    let (of_other_scope, _) = of(&mut fixture);
    assert_eq!(of_other_scope[1].text, "eu-west-1");
    assert!(fixture.pane().title().contains("eu-west-1"));
}

#[test]
fn closing_the_last_chip_never_widens_the_query() {
    let scope = QueryScope {
        types: [ty("AWS::EC2::Volume")].into_iter().collect(),
        ..Default::default()
    };
    let left = without(&scope, &Removal::Type(ty("AWS::EC2::Volume")));
    assert!(left.types.is_empty() && left.is_empty());
    assert_eq!(
        texts(&left, ChipDetail::Each),
        ["All accounts", "All regions", "No types"]
    );
}
