//! The details side and the menu of a row.

use serde_json::json;

use super::*;
use crate::model::Properties;

#[test]
fn the_details_side_hands_out_the_selected_row() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let arn = window
        .state_mut()
        .fixture
        .pane()
        .selected_entry()
        .unwrap()
        .arn()
        .unwrap()
        .into_owned();
    assert_eq!(
        click(&mut window, "Copy ARN"),
        [Command::Copy(CopyCommand::Text {
            what: "ARN",
            text: arn
        })]
    );
    let row = row_called(&mut window, "web-1");
    click(&mut window, "What to copy");
    let json = [Command::Copy(CopyCommand::RowJson { pane: PANE, row })];
    assert_eq!(click(&mut window, "Copy JSON"), json);
    // What was chosen last needs one click from now on.
    assert_eq!(click(&mut window, "Copy JSON"), json);
    let url = "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1\
               #InstanceDetails:instanceId=i-00000000000000001";
    assert_eq!(
        click(&mut window, "Open in the AWS console"),
        [Command::App(AppCommand::OpenPage(url.into()))]
    );
    click(&mut window, "What to copy");
    assert_eq!(
        click(&mut window, "Copy console link"),
        [Command::Copy(CopyCommand::Text {
            what: "Console link",
            text: url.into()
        })]
    );
}

#[test]
fn each_tab_of_the_details_side_shows_its_part_until_the_side_is_closed() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("t3.large").is_some(), "the overview");
    click(&mut window, "Tags tab");
    assert_eq!(
        click(&mut window, "Copy tag Environment"),
        [Command::Copy(CopyCommand::Text {
            what: "tag",
            text: "prod".into()
        })]
    );
    click(&mut window, "Properties tab");
    click(&mut window, "Placement");
    for (name, value) in [
        ("AvailabilityZone", "eu-west-1a"),
        ("VpcId", "vpc-0aa11bb22cc33dd44 → VPC"),
    ] {
        let node = window.get_by_label(name).accesskit_node();
        assert_eq!(node.data().description(), Some(value));
    }
    click(&mut window, "JSON tab");
    assert!(window.query_by_label("JSON lines").is_some());
    let commands = click(&mut window, "Close details");
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("JSON lines").is_none());
}

#[test]
fn the_menu_of_a_row_leads_to_the_console_of_its_partition_or_nowhere() {
    let menu_of = |partition: &str, place: &str| {
        let mut entry = instance(1);
        entry.region = region(place);
        let arn = format!("arn:{partition}:ec2:{place}:{PROD}:instance/{}", entry.id);
        entry.arn = ArnText::of(&arn, &entry.id);
        let mut fixture = PaneFixture::new();
        fixture.pane().begin(Generation(1));
        fixture.add_rows(vec![entry]);
        fixture.event(ProgressEvent::Finished(FinishReason::Done));
        fixture.pane().set_all_groups(Open::Expanded);
        fixture.settle();
        let mut window = window(fixture);
        window.get_by_label("web-1").click_secondary();
        window.run_steps(3);
        window
    };
    let mut window = menu_of("aws-us-gov", "us-gov-west-1");
    let nodes = window.get_all_by_label("Open in the AWS console");
    let in_menu = nodes.last().expect("the menu");
    in_menu.click();
    window.run_steps(3);
    let opened = |command: &Command| {
        let host = "https://us-gov-west-1.console.amazonaws-us-gov.com/";
        matches!(command, Command::App(AppCommand::OpenPage(url)) if url.starts_with(host))
    };
    assert!(window.state().commands.iter().any(opened));

    let window = menu_of("aws-iso", "us-iso-east-1");
    assert!(window.query_by_label("Copy IDs").is_some(), "the menu");
    assert!(window.query_by_label("Open in the AWS console").is_none());
}

#[test]
fn the_details_keep_their_width_with_nothing_selected_and_when_they_were_closed() {
    let mut window = sized(PaneFixture::with_rows(3, 0), [1280.0, 800.0]);
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    window.run_steps(3);
    let left = |window: &Window| window.get_by_label("Tags tab").rect().left();
    let before = left(&window);
    window.state_mut().fixture.pane().select_only(None);
    window.run_steps(3);
    assert!(window.query_by_label("Tags tab").is_none());
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    window.run_steps(3);
    assert_eq!(left(&window), before);
    click(&mut window, "Close details");
    click(&mut window, "Details");
    window.run_steps(3);
    assert_eq!(left(&window), before);
}

#[test]
fn details_of_a_pane_that_was_started_over_are_never_those_of_the_rows_before() {
    let mut fixture = PaneFixture::with_rows(1, 0);
    fixture.pane().cursor = Some(RowIndex(0));
    let mut window = window(fixture);
    window.get_by_label("t3.large");
    let fixture = &mut window.state_mut().fixture;
    let spec = fixture.pane().spec.clone();
    fixture.pane().restart(spec);
    fixture.pane().begin(Generation(1));
    let mut other = instance(1);
    other.properties = Properties::from_json(&json!({ "InstanceType": "m7g.medium" }));
    fixture.add_rows(vec![other]);
    fixture.event(ProgressEvent::Finished(FinishReason::Done));
    fixture.pane().set_all_groups(Open::Expanded);
    fixture.pane().cursor = Some(RowIndex(0));
    window.run_steps(3);
    window.get_by_label("m7g.medium");
    assert!(window.query_by_label("t3.large").is_none());
}

#[test]
fn the_next_and_the_previous_row_follow_by_a_click() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let commands = click(&mut window, "Next row");
    carry_out(&mut window, &commands);
    let shown = |window: &mut Window| {
        let entry = window.state_mut().fixture.pane().selected_entry();
        entry.map(|entry| entry.display_name().to_owned())
    };
    assert_eq!(shown(&mut window).as_deref(), Some("web-2"));
    let commands = click(&mut window, "Previous row");
    carry_out(&mut window, &commands);
    assert_eq!(shown(&mut window).as_deref(), Some("web-1"));
}

#[test]
fn a_value_is_copied_by_a_click_and_an_id_of_another_resource_is_followed() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    assert_eq!(
        click(&mut window, "t3.large"),
        [Command::Copy(CopyCommand::Text {
            what: "value",
            text: "t3.large".into()
        })]
    );
    let id = "i-00000000000000001";
    assert_eq!(
        click(&mut window, id),
        [Command::Copy(CopyCommand::Text {
            what: "ID",
            text: id.into()
        })],
        "its own id leads nowhere"
    );
    let other = "vpc-0aa11bb22cc33dd44";
    let follow = [Command::Tile(PANE, TileCommand::Follow(other.into()))];
    click(&mut window, "Properties tab");
    click(&mut window, "Placement");
    assert_eq!(click(&mut window, &format!("Open VPC {other}")), follow);
    // By keys: Enter on its line.
    let lines = window.get_by_label("Property lines");
    lines.focus();
    window.run_steps(2);
    window.key_press(Key::Home);
    for _ in 0..20 {
        window.run_steps(2);
        if window.get_by_label("VpcId").is_focused() {
            break;
        }
        window.key_press(Key::ArrowDown);
    }
    window.state_mut().commands.clear();
    assert!(window.get_by_label("VpcId").is_focused());
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().commands, follow);
}

#[test]
fn in_a_narrow_pane_the_details_lie_over_rows_that_do_not_move() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.pane().spec.details = DetailsSide::Closed;
    let mut window = sized(fixture, [500.0, 400.0]);
    let name = |window: &Window| window.get_by_label("web-1").rect();
    let before = name(&window);
    let row = row_called(&mut window, "web-1");
    window.state_mut().fixture.pane().select_only(Some(row));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Open;
    window.run_steps(3);
    let side = window.get_by_label("Close details").rect();
    assert!(side.right() > 460.0, "{side:?}");
    let line = window.get_by_role_and_label(Role::TreeItem, "web-1").rect();
    assert_eq!(line.top(), before.top());
    assert!(line.right() > 480.0, "as wide as before: {line:?}");
}

#[test]
fn keys_go_from_the_rows_to_the_details() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    window.key_press(Key::Tab);
    window.run_steps(2);
    assert!(window.get_by_label("Previous row").is_focused());
}
