//! What a group of the tree says of its rows.

use super::rows::written;
use super::*;
use crate::app::resource_explorer::tree::GroupKey;
use crate::ui::fixtures::volume;

#[test]
fn a_group_says_how_many_of_its_rows_have_which_status_and_what_they_hold() {
    let window = sized(PaneFixture::with_rows(6, 2), [720.0, 640.0]);
    let texts = written(&window);
    for part in ["4 running", "2 stopped", "2 in-use", "24.0 GiB"] {
        assert!(texts.iter().any(|text| text == part), "{part}: {texts:?}");
    }
    let node = window.get_by_label("EC2 Instance").accesskit_node();
    let spoken = node.data().description().unwrap_or_default().to_owned();
    assert_eq!(spoken, "6 resources, 4 running, 2 stopped");
}

#[test]
fn a_narrow_group_says_numbers_alone_and_a_narrower_one_its_count() {
    let texts = |width| written(&sized(PaneFixture::with_rows(6, 0), [width, 640.0]));
    let narrow = texts(376.0);
    let has = |texts: &[String], part: &str| texts.iter().any(|text| text == part);
    assert!(has(&narrow, "4") && has(&narrow, "2"), "{narrow:?}");
    let narrower = texts(316.0);
    assert!(!has(&narrower, "4") && has(&narrower, "6"), "{narrower:?}");
}

#[test]
fn figures_of_a_group_that_lacks_rows_are_at_least_so_many() {
    let mut fixture = PaneFixture::with_rows(6, 0);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    // Makes another tree.
    fixture.add_rows(vec![instance(7)]);
    fixture.pane().set_all_groups(Open::Collapsed);
    let texts = written(&sized(fixture, [720.0, 640.0]));
    assert!(texts.contains(&"≥ 5 running".to_owned()), "{texts:?}");
}

#[test]
fn the_warning_of_a_group_opens_the_ledger_at_what_failed_there() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    fixture.add_rows(vec![instance(7)]);
    let mut window = window(fixture);
    let line = window.get_by_label("eu-west-1").rect();
    let warning = pos2(line.left() + 530.0 - 76.0 - 56.0, line.center().y);
    window.hover_at(warning);
    window.drag_at(warning);
    window.drop_at(warning);
    window.run_steps(4);
    assert!(window.state().ui.ledger.is_open());
    let named = window.query_all_by_label_contains("ec2:DescribeVolumes");
    assert!(named.count() > 0, "the query keys of the cell are listed");
}

#[test]
fn a_group_says_nothing_that_the_one_group_in_it_says() {
    let texts = |open| {
        let mut fixture = PaneFixture::with_rows(6, 0);
        fixture.pane().set_all_groups(open);
        fixture.settle();
        let texts = written(&sized(fixture, [720.0, 640.0]));
        texts.iter().filter(|text| *text == "4 running").count()
    };
    assert_eq!((texts(Open::Expanded), texts(Open::Collapsed)), (1, 1));
}

#[test]
fn a_type_that_arrives_later_takes_its_place_and_moves_no_line_under_the_pointer() {
    let mut window = window(PaneFixture::with_rows(60, 2));
    let before = window.get_by_label("EBS Volume").rect();
    window.hover_at(before.center());
    window.run_steps(2);
    let mut early = instance(70);
    early.account = account(DEV);
    early.region = region("us-east-1");
    window.state_mut().fixture.add_rows(vec![early]);
    window.run_steps(3);
    assert_eq!(window.get_by_label("EBS Volume").rect().top(), before.top());
    let names: Vec<String> = { window.state_mut().fixture.pane().tree.groups.iter() }
        .filter_map(|group| match &group.key {
            GroupKey::Type(ty) => Some(ty.kind().to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(
        names,
        ["Instance", "Volume", "Instance"],
        "compute is first"
    );
}

#[test]
fn a_pointer_that_only_rests_over_the_rows_leaves_the_list_at_its_start() {
    let mut window = window(PaneFixture::with_rows(60, 2));
    let before = window.get_by_label("dev").rect().top();
    let row = window.get_by_label("EBS Volume").rect().center();
    window.hover_at(row);
    // Four seconds of frames.
    window.run_steps(240);
    let mut early = instance(70);
    early.account = account(DEV);
    early.region = region("us-east-1");
    window.state_mut().fixture.add_rows(vec![early]);
    window.run_steps(3);
    assert_eq!(window.get_by_label("dev").rect().top(), before);
}

#[test]
fn more_than_four_accounts_start_closed_and_stay_as_they_were_opened() {
    let mut fixture = PaneFixture::new();
    fixture.add_rows(vec![instance(1), volume(1)]);
    let other = |number: usize| {
        let mut row = instance(number + 500);
        row.account = account(&format!("2000000000{number:02}"));
        row
    };
    fixture.add_rows((0..2).map(other).collect());
    assert!(fixture.pane().visible.len() > 4, "four are open");
    fixture.add_rows(vec![other(2)]);
    assert_eq!(fixture.pane().visible.len(), 5, "five are closed");
    let first = fixture.pane().tree.groups[0].id;
    fixture.pane().toggle_group(first);
    let open = fixture.pane().visible.len();
    assert!(open > 5);
    fixture.add_rows(vec![other(3)]);
    assert_eq!(fixture.pane().visible.len(), open + 1);
}
