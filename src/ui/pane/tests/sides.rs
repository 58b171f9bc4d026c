use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::app::pane::ledger_text::LedgerText;
use crate::app::resource_explorer::ledger::LedgerEntry;
use crate::model::{Properties, QueryKey};

#[test]
fn run_and_cancel_stand_in_the_same_place() {
    let mut window = window(World::new());
    assert_eq!(
        click(&mut window, "Run"),
        [Command::Query(PANE, QueryCommand::Run)]
    );
    let run = window.get_by_label("Run").rect();
    window.state_mut().world.pane().begin(Generation(1));
    window.run_steps(3);
    assert_eq!(window.get_by_label("Cancel").rect().right(), run.right());
    assert_eq!(
        click(&mut window, "Cancel"),
        [Command::Query(PANE, QueryCommand::Cancel)]
    );
    assert!(window.query_by_label("Run").is_none());
}

#[test]
fn closing_a_chip_narrows_the_scope_and_an_empty_scope_cannot_run() {
    let mut world = World::new();
    let mut scope = world.pane().spec.scope.clone();
    scope.regions = [region("eu-west-1")].into_iter().collect();
    world.pane().set_scope(scope);
    let mut window = window(world);
    let commands = click(&mut window, "Remove eu-west-1");
    let [Command::Pane(PANE, PaneCommand::SetScope(scope))] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!(scope.regions, Selection::Only(Default::default()));
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("No regions").is_some());
    assert_eq!(click(&mut window, "Run"), []);
}

#[test]
fn an_idle_pane_asks_for_no_repaint() {
    let mut world = World::with_rows(50, 10);
    world.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    world.pane().selected = Some(RowIndex(0));
    let mut window = window(world);
    // Would panic if every frame asked for another.
    window.run();
}

#[test]
fn escape_leaves_the_scope_as_it_was() {
    let mut window = window(World::new());
    click(&mut window, "Edit scope");
    click(&mut window, "Select no accounts");
    assert_eq!(press(&mut window, Key::Escape), []);
    assert!(!window.state().ui.is_editing_scope());
}

#[test]
fn the_status_bar_says_how_far_and_what_failed() {
    let mut world = World::with_rows(3, 2);
    world.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    world.outcome("us-east-1", Outcome::Denied, Some(denied()));
    let mut window = window(world);
    let text = "Phase 1: 50/50 | Phase 2: 45/50 | Memory: 892 MB / 13107 MB (6%)";
    assert!(window.query_by_label(text).is_some());
    click(&mut window, "2 failed");
    assert!(
        window
            .query_by_label_contains("not allowed: ec2:DescribeVolumes")
            .is_some()
    );
    let commands = click(&mut window, "Retry all");
    assert!(
        matches!(commands.as_slice(), [Command::Query(_, QueryCommand::Retry(keys))] if keys.len() == 2),
        "{commands:?}"
    );
    let commands = click(&mut window, "Copy");
    assert!(
        matches!(commands.as_slice(), [Command::Copy(CopyCommand::Text { text, .. })] if text.contains("176031372159:eu-west-1:AWS::EC2::Volume")),
        "{commands:?}"
    );
    click(&mut window, "2 query keys");
    assert!(
        window
            .query_by_label("176031372159:us-east-1:AWS::EC2::Volume")
            .is_some()
    );
}

#[test]
fn the_details_side_tells_everything_about_the_selected_row() {
    let mut window = window(World::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let arn = window
        .state_mut()
        .world
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
    assert_eq!(
        click(&mut window, "Copy JSON"),
        [Command::Copy(CopyCommand::RowJson { pane: PANE, row })]
    );
    let url = "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1\
               #InstanceDetails:instanceId=i-00000000000000001";
    assert_eq!(
        click(&mut window, "Open in the AWS console"),
        [Command::App(AppCommand::OpenPage(url.into()))]
    );
    assert_eq!(
        click(&mut window, "Copy console link"),
        [Command::Copy(CopyCommand::Text {
            what: "Console link",
            text: url.into()
        })]
    );
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
    click(&mut window, "Details tab");
    let commands = click(&mut window, "Close details");
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("Copy ARN").is_none());
}

#[test]
fn the_menu_of_a_row_leads_to_the_console_of_its_partition_or_nowhere() {
    let menu_of = |partition: &str, place: &str| {
        let mut entry = instance(1);
        entry.region = region(place);
        let arn = format!("arn:{partition}:ec2:{place}:{PROD}:instance/{}", entry.id);
        entry.arn = ArnText::of(&arn, &entry.id);
        let mut world = World::new();
        world.pane().begin(Generation(1));
        world.add_rows(vec![entry]);
        world.event(ProgressEvent::Finished(FinishReason::Done));
        world.pane().set_all_groups(Open::Expanded);
        world.settle();
        let mut window = window(world);
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
fn a_scope_is_picked_applied_and_run() {
    let mut window = window(World::new());
    click(&mut window, "Edit scope");
    click(&mut window, "Select no accounts");
    assert!(window.query_by_label("No account is selected.").is_some());
    assert_eq!(
        click(&mut window, "Apply"),
        [],
        "an empty scope cannot be applied"
    );
    click(&mut window, "dev");
    click(&mut window, "Select no regions");
    click(&mut window, "eu-west-1");
    click(&mut window, "Ask for all types");
    click(&mut window, "Everything tagged");
    click(&mut window, "No details");
    let commands = click(&mut window, "Apply and run");
    let [
        Command::Pane(_, PaneCommand::SetScope(scope)),
        Command::Query(PANE, QueryCommand::Run),
    ] = commands.as_slice()
    else {
        panic!("{commands:?}")
    };
    assert_eq!(scope.accounts, [account(DEV)].into_iter().collect());
    assert_eq!(scope.regions, [region("eu-west-1")].into_iter().collect());
    assert!(scope.types.contains(&crate::model::TypeId::tagged()));
    assert_eq!(scope.details, DetailDepth::None);
    assert!(!window.state().ui.is_editing_scope());
}

#[test]
fn the_picker_finds_types_and_greys_out_regions_that_are_not_enabled() {
    let mut window = window(World::new());
    click(&mut window, "Edit scope");
    click(&mut window, "Ask for all types");
    window.get_by_label("Search types").focus();
    window.run_steps(2);
    window.get_by_label("Search types").type_text("ec2::volume");
    window.run_steps(3);
    click(&mut window, "Select all types");
    click(&mut window, "me-south-1");
    let commands = click(&mut window, "Apply");
    let [Command::Pane(_, PaneCommand::SetScope(scope))] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert!(scope.types.contains(&ty("AWS::EC2::Volume")));
    assert!(!scope.types.contains(&ty("AWS::EC2::Instance")));
    assert_eq!(
        scope.regions,
        Selection::All,
        "a region that is not enabled cannot be ticked"
    );
}

#[test]
fn a_narrow_pane_with_long_names_and_errors_keeps_its_lines_inside() {
    let world = || {
        let mut world = World::with_rows(3, 3);
        let mut long = instance(9);
        long.tags = Tags::NONE.or_called(&"a-very-long-name-".repeat(4_000));
        world.add_rows(vec![long]);
        world.outcome("eu-west-1", Outcome::Failed, Some(denied()));
        world.pane().spec.details = DetailsSide::Closed;
        world
    };
    for size in [
        [180.0, 160.0],
        [320.0, 240.0],
        [500.0, 400.0],
        [700.0, 400.0],
    ] {
        let window = sized(world(), size);
        let lines = window.get_all_by_role(Role::TreeItem);
        let rects: Vec<_> = lines.map(|line| line.rect()).collect();
        let drawn = rects.iter().filter(|rect| rect.top() < size[1]).count();
        assert!(drawn > 0, "{size:?}");
        let inside = |rect: &Rect| rect.right() <= size[0] + 0.5;
        assert!(rects.iter().all(inside), "{size:?}: {rects:?}");
    }
}

#[test]
fn the_details_keep_their_width_with_nothing_selected_and_when_they_were_closed() {
    let mut window = sized(World::with_rows(3, 0), [1280.0, 800.0]);
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    window.run_steps(3);
    let left = |window: &Window| window.get_by_label("Tags tab").rect().left();
    let before = left(&window);
    window.state_mut().world.pane().select_only(None);
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
fn failures_of_many_lists_are_grouped_by_another_thread_and_stay_unfolded() {
    let mut world = World::new();
    world.pane().begin(Generation(1));
    let line = |number: usize| {
        let mut line = LedgerEntry::new(
            QueryKey {
                account: account(&format!("{number:012}")),
                region: region("eu-west-1"),
                resource_type: ty("AWS::EC2::Volume"),
            },
            Outcome::Denied,
        );
        line.error = Some(Arc::new(denied()));
        line
    };
    world.pane().ledger.extend((0..10_500).map(line));
    world.event(ProgressEvent::Finished(FinishReason::Done));
    let mut window = window(world);
    click(&mut window, "10,500 failed");
    until_shown(&mut window, "10,500 query keys");
    click(&mut window, "10,500 query keys");
    let first = "000000000000:eu-west-1:AWS::EC2::Volume";
    assert!(window.query_by_label(first).is_some());
    let more = line(10_500);
    window.state_mut().world.event(ProgressEvent::Outcome(more));
    until_shown(&mut window, "10,501 query keys");
    assert!(window.query_by_label(first).is_some(), "still unfolded");
    let commands = click(&mut window, "Copy all");
    assert!(matches!(
        commands.as_slice(),
        [Command::Copy(CopyCommand::Ledger {
            text: LedgerText::Failures,
            ..
        })]
    ));
}

/// Draws until another thread has done its part.
fn until_shown(window: &mut Window, label: &str) {
    let started = std::time::Instant::now();
    while window.query_by_label(label).is_none() {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "never shown: {label}"
        );
        std::thread::sleep(Duration::from_millis(5));
        window.run_steps(1);
    }
    // What pops up finds its place in the frames that follow.
    window.run_steps(3);
}

#[test]
fn details_of_a_pane_that_was_started_over_are_never_those_of_the_rows_before() {
    let mut world = World::with_rows(1, 0);
    world.pane().selected = Some(RowIndex(0));
    let mut window = window(world);
    window.get_by_label("t3.large");
    let world = &mut window.state_mut().world;
    let spec = world.pane().spec.clone();
    world.pane().restart(spec);
    world.pane().begin(Generation(1));
    let mut other = instance(1);
    other.properties = Properties::from_json(&json!({ "InstanceType": "m7g.medium" }));
    world.add_rows(vec![other]);
    world.event(ProgressEvent::Finished(FinishReason::Done));
    world.pane().set_all_groups(Open::Expanded);
    world.pane().selected = Some(RowIndex(0));
    window.run_steps(3);
    window.get_by_label("m7g.medium");
    assert!(window.query_by_label("t3.large").is_none());
}

#[test]
fn boxes_of_the_scope_picker_are_ticked_by_keys_from_the_search_on() {
    let mut window = window(World::new());
    click(&mut window, "Edit scope");
    window.get_by_label("Search types").focus();
    window.run_steps(2);
    window.get_by_label("Search types").type_text("volume");
    window.run_steps(3);
    press(&mut window, Key::ArrowDown);
    // The group of the service comes first, then what was found of it.
    press(&mut window, Key::ArrowDown);
    let state = |window: &Window| {
        let boxes = window.get_all_by_role(Role::CheckBox);
        let focused = boxes.map(|line| line.accesskit_node());
        let focused = focused.filter(|node| node.is_focused());
        let states: Vec<_> = focused.map(|node| (node.label(), node.toggled())).collect();
        assert_eq!(states.len(), 1, "{states:?}");
        states
    };
    let before = state(&window);
    press(&mut window, Key::Space);
    let after = state(&window);
    assert_ne!(before, after);
    press(&mut window, Key::Enter);
    assert_eq!(state(&window), before);
}
