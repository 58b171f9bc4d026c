use super::super::check_item::{Availability, CheckRow};
use super::*;
use crate::app::fixtures::{DEV, PaneFixture, account, region, ty};
use crate::model::Selection;

fn draft(scope: &QueryScope) -> (ScopeDraft, PaneFixture) {
    let fixture = PaneFixture::new();
    (ScopeDraft::new(scope, &fixture.directory), fixture)
}

#[test]
fn an_untouched_draft_gives_the_scope_back() {
    let scope = QueryScope {
        accounts: [account(DEV)].into_iter().collect(),
        types: [ty("AWS::EC2::Volume"), ty("awsdash:odd:thing")]
            .into_iter()
            .collect(),
        details: DetailDepth::Chosen(["DescribeVpcAttribute".to_owned()].into()),
        ..Default::default()
    };
    assert_eq!(draft(&scope).0.scope().unwrap(), scope);
}

#[test]
fn regions_that_no_account_has_enabled_are_closed() {
    let (draft, _) = draft(&QueryScope::default());
    let availability = |code| {
        let lines = draft.regions.lines().iter();
        let items = lines.filter_map(|line| match line {
            CheckRow::Item(at) => draft.regions.item(*at),
            CheckRow::Group { .. } => None,
        });
        items
            .into_iter()
            .find(|item| item.value == region(code))
            .unwrap()
            .availability
    };
    assert_eq!(availability("eu-west-1"), Availability::Available);
    assert_eq!(
        availability("me-south-1"),
        Availability::Unavailable("not enabled")
    );
}

#[test]
fn an_empty_part_or_a_bad_name_says_why_it_cannot_be_applied() {
    let (mut draft, fixture) = draft(&QueryScope::default());
    assert_eq!(draft.validation().problem, None);
    draft.accounts.clear_found();
    draft.changed(&fixture.directory);
    assert_eq!(
        draft.validation().problem.as_deref(),
        Some("No account is selected.")
    );
    draft.accounts.select_found();
    draft.depth = Depth::Operations;
    draft.changed(&fixture.directory);
    assert!(
        draft
            .validation()
            .problem
            .as_deref()
            .unwrap()
            .contains("operations")
    );
}

#[test]
fn the_summary_counts_global_types_once_per_account() {
    let scope = QueryScope {
        types: [ty("AWS::EC2::Volume"), ty("AWS::IAM::Role")]
            .into_iter()
            .collect(),
        regions: Selection::All,
        ..Default::default()
    };
    let (draft, _) = draft(&scope);
    // Two accounts, two enabled regions: volumes four times, roles twice.
    assert!(
        draft.validation().summary.ends_with("about 6 query keys"),
        "{}",
        draft.validation().summary
    );
}

#[test]
fn everything_tagged_comes_first_and_first_tier_groups_follow() {
    let items = type_items(&Directory::default(), std::iter::empty());
    assert!(items[0].value.is_tagged_sweep());
    let at = |name: &str| {
        items
            .iter()
            .position(|item| item.value.as_str() == name)
            .unwrap()
    };
    assert!(at("AWS::EC2::Instance") < at("AWS::ACMPCA::Permission"));
    assert!(items.len() > 1_000);
}

#[test]
fn accounts_stand_under_their_units_and_are_found_by_unit_and_alias() {
    let mut fixture = PaneFixture::new();
    for info in &mut fixture.directory.accounts {
        let is_dev = info.id == account(DEV);
        info.unit = if is_dev { "Workloads/Dev" } else { "" }.into();
        info.alias = if is_dev { "acme-dev" } else { "" }.into();
    }
    let mut draft = ScopeDraft::new(&QueryScope::default(), &fixture.directory);
    let groups = |draft: &ScopeDraft| -> Vec<String> {
        let lines = draft.accounts.lines().iter();
        let heads = lines.filter_map(|line| match line {
            CheckRow::Group { from, .. } => draft.accounts.item(*from),
            CheckRow::Item(_) => None,
        });
        heads.map(|item| item.group.to_string()).collect()
    };
    assert_eq!(groups(&draft), ["Root", "Workloads/Dev"]);
    for needle in ["acme", "workloads"] {
        draft.accounts.set_search(needle);
        assert_eq!(groups(&draft), ["Workloads/Dev"], "{needle}");
    }
    draft.accounts.set_search("");
    draft.accounts.clear_found();
    draft.accounts.set_search("workloads");
    let Some(&CheckRow::Group { from, to }) = draft.accounts.lines().first() else {
        panic!("no unit");
    };
    draft.accounts.toggle_group(from, to);
    assert_eq!(
        draft.scope().unwrap().accounts,
        [account(DEV)].into_iter().collect()
    );
}
