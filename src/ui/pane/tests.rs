use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::commands::Panel as ShownPanel;
use crate::app::pane::{PaneMessage, WayOut};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{FinishReason, Generation, ProgressEvent};
use crate::app::resource_explorer::state::{DetailDepth, Selection};
use crate::app::resource_explorer::tree::{GroupBy, RowIndex, VisibleRow};
use crate::app::settings::Theme;
use crate::ui::fixtures::{DEV, PANE, World, account, denied, instance, region, ty};
use crate::ui::theme;

struct Stage {
    world: World,
    ui: PaneUi,
    commands: Vec<Command>,
    dressed: bool,
}

type Window = Harness<'static, Stage>;

fn window(world: World) -> Window {
    sized(world, [1100.0, 640.0])
}

fn sized(world: World, size: [f32; 2]) -> Window {
    let stage = Stage {
        world,
        ui: PaneUi::default(),
        commands: Vec::new(),
        dressed: false,
    };
    let mut harness = Harness::builder().with_size(size).build_ui_state(
        |ui, stage: &mut Stage| {
            if !std::mem::replace(&mut stage.dressed, true) {
                theme::apply(ui.ctx(), Theme::Dark, 1.0);
            }
            let pane = &stage.world.panes[&PANE];
            pane_ui(
                ui,
                pane,
                &stage.world.view(),
                &mut stage.ui,
                &mut stage.commands,
            );
        },
        stage,
    );
    harness.run_steps(3);
    harness
}

/// Clicks what is called `label` and returns what was asked for.
fn click(window: &mut Window, label: &str) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.get_by_label(label).click();
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

fn press(window: &mut Window, key: Key) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.key_press(key);
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

/// Does what the program would do with the commands that change a pane.
fn carry_out(window: &mut Window, commands: &[Command]) {
    let pane = window.state_mut().world.pane();
    for command in commands {
        match command {
            Command::Select { row, .. } => pane.selected = *row,
            Command::ToggleGroup { group, .. } => pane.toggle_group(*group),
            Command::SetFilter { text, .. } => pane.set_filter(text.clone()),
            Command::SetScope { scope, .. } => pane.scope = scope.clone(),
            Command::SetGrouping { group_by, .. } => pane.set_grouping(group_by.clone()),
            other => panic!("not a change of the pane: {other:?}"),
        }
    }
    window.state_mut().world.settle();
    window.run_steps(3);
}

fn row_called(window: &mut Window, name: &str) -> RowIndex {
    let rows = &window.state_mut().world.pane().rows;
    rows.iter()
        .find(|(_, entry)| entry.display_name() == name)
        .expect("a row of that name")
        .0
}

#[test]
fn run_and_cancel_stand_in_the_same_place() {
    let mut window = window(World::new());
    assert_eq!(click(&mut window, "Run"), [Command::Run(PANE)]);
    let run = window.get_by_label("Run").rect();
    window.state_mut().world.pane().begin(Generation(1));
    window.run_steps(3);
    assert_eq!(window.get_by_label("Cancel").rect().right(), run.right());
    assert_eq!(click(&mut window, "Cancel"), [Command::Cancel(PANE)]);
    assert!(window.query_by_label("Run").is_none());
}

#[test]
fn closing_a_chip_narrows_the_scope_and_an_empty_scope_cannot_run() {
    let mut world = World::new();
    world.pane().scope.regions = [region("eu-west-1")].into_iter().collect();
    let mut window = window(world);
    let commands = click(&mut window, "Remove eu-west-1");
    let [Command::SetScope { pane: PANE, scope }] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!(scope.regions, Selection::Only(Default::default()));
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("No regions").is_some());
    assert_eq!(click(&mut window, "Run"), []);
}

#[test]
fn the_tree_shows_groups_with_counts_and_rows_by_name() {
    let mut window = window(World::with_rows(3, 2));
    for label in ["prod", "eu-west-1", "web-1", "web-3", "dev", "us-east-1"] {
        assert!(window.query_by_label(label).is_some(), "{label} is missing");
    }
    assert!(
        window
            .get_by_label("eu-west-1")
            .value()
            .unwrap()
            .starts_with("3 resources")
    );
    assert!(
        window
            .get_by_label("web-1")
            .value()
            .unwrap()
            .contains("running")
    );
    let row = row_called(&mut window, "web-2");
    assert_eq!(
        click(&mut window, "web-2"),
        [Command::Select {
            pane: PANE,
            row: Some(row)
        }]
    );
}

#[test]
fn a_group_opens_and_closes_by_its_triangle() {
    let mut window = window(World::with_rows(3, 2));
    let commands = click(&mut window, "Close eu-west-1");
    assert!(
        matches!(
            commands.as_slice(),
            [Command::ToggleGroup { pane: PANE, .. }]
        ),
        "{commands:?}"
    );
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("web-1").is_none());
    assert!(window.query_by_label("Open eu-west-1").is_some());
}

#[test]
fn the_keyboard_walks_the_tree_closes_groups_and_opens_details() {
    let mut window = window(World::with_rows(3, 2));
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    // dev, us-east-1, Volume, then the first volume.
    for _ in 0..3 {
        assert_eq!(press(&mut window, Key::ArrowDown), []);
    }
    let commands = press(&mut window, Key::ArrowDown);
    assert!(
        matches!(commands.as_slice(), [Command::Select { row: Some(_), .. }]),
        "{commands:?}"
    );
    carry_out(&mut window, &commands);
    assert_eq!(
        press(&mut window, Key::ArrowLeft),
        [],
        "outwards to the type"
    );
    let commands = press(&mut window, Key::ArrowLeft);
    assert!(
        matches!(commands.as_slice(), [Command::ToggleGroup { .. }]),
        "{commands:?}"
    );
    carry_out(&mut window, &commands);
    let last = press(&mut window, Key::End);
    let row = row_called(&mut window, "web-3");
    assert_eq!(
        last,
        [Command::Select {
            pane: PANE,
            row: Some(row)
        }]
    );
    window.state_mut().ui.details.open = false;
    press(&mut window, Key::Enter);
    assert!(window.state().ui.details.open);
}

#[test]
fn rows_that_come_in_above_do_not_move_the_row_under_the_cursor() {
    let mut window = window(World::with_rows(60, 0));
    window.state_mut().ui.details.open = false;
    let commands = click(&mut window, "web-12");
    carry_out(&mut window, &commands);
    let before = window.get_by_label("web-12").rect();
    let more = (1..=30).map(|n| {
        let mut entry = instance(1_000 + n);
        entry.name = format!("a-{n}").into();
        entry
    });
    window.state_mut().world.add_rows(more.collect());
    window.run_steps(3);
    assert_eq!(window.get_by_label("web-12").rect().top(), before.top());
}

#[test]
fn a_frame_parses_and_draws_only_rows_in_sight() {
    let window = window(World::with_rows(5_000, 0));
    assert!(
        window.state().ui.tree.cells.len() < 40,
        "{} rows parsed",
        window.state().ui.tree.cells.len()
    );
}

#[test]
fn the_filter_is_sent_as_typed_and_a_bad_one_says_why() {
    let mut window = window(World::with_rows(3, 2));
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    window.get_by_label("Filter").type_text("web-1");
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert_eq!(
        commands,
        [Command::SetFilter {
            pane: PANE,
            text: "web-1".into()
        }]
    );
    window.state_mut().world.pane().filter_error = Some("this cannot be read".into());
    window.run_steps(2);
    assert!(window.query_by_label("this cannot be read").is_some());
}

#[test]
fn a_filter_that_hides_everything_can_be_cleared_in_place() {
    let mut world = World::with_rows(3, 2);
    world.pane().set_filter("no-such-row".into());
    world.settle();
    let mut window = window(world);
    assert!(
        window
            .query_by_label("The filter hides all 5 rows.")
            .is_some()
    );
    assert_eq!(
        click(&mut window, "Clear the filter"),
        [Command::SetFilter {
            pane: PANE,
            text: String::new()
        }]
    );
}

#[test]
fn levels_of_the_tree_can_be_moved_and_left_out() {
    let mut window = window(World::with_rows(3, 2));
    click(&mut window, "Group: Account › Region › Type");
    let commands = click(&mut window, "Move type up");
    let levels = vec![GroupBy::Account, GroupBy::Type, GroupBy::Region];
    assert_eq!(
        commands,
        [Command::SetGrouping {
            pane: PANE,
            group_by: levels
        }]
    );
    let commands = click(&mut window, "Account");
    assert_eq!(
        commands,
        [Command::SetGrouping {
            pane: PANE,
            group_by: vec![GroupBy::Region, GroupBy::Type]
        }]
    );
    carry_out(&mut window, &commands);
    assert!(
        window.query_by_label("prod").is_none(),
        "no account groups any more"
    );
}

#[test]
fn the_memory_message_offers_its_ways_out() {
    let mut world = World::with_rows(3, 0);
    world.pane().begin(Generation(2));
    let text = "Memory limit exceeded: 12,500 MB / 13,107 MB (80% of system RAM)";
    world.event(ProgressEvent::MemoryLimit(text.into()));
    world.event(ProgressEvent::Finished(FinishReason::MemoryLimit));
    let mut window = window(world);
    assert!(window.query_by_label(text).is_some());
    assert!(window.query_by_label("web-1").is_some(), "rows stay");
    assert_eq!(click(&mut window, "Clear cache"), [Command::ClearCache]);
    assert_eq!(click(&mut window, "Close pane"), [Command::ClosePane(PANE)]);
    assert_eq!(
        click(&mut window, "Raise limit"),
        [Command::TogglePanel(ShownPanel::Settings)]
    );
    assert_eq!(
        click(&mut window, "Dismiss message"),
        [Command::DismissMessage(PANE)]
    );
    assert_eq!(click(&mut window, "Narrow scope"), []);
    assert!(window.state().ui.is_editing_scope());
}

#[test]
fn a_retry_asks_the_keys_of_its_message() {
    let mut world = World::new();
    world.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    let keys = world.pane().ledger.retryable_keys();
    world.pane().say(PaneMessage {
        outcome: Outcome::Denied,
        text: "One list was refused.".into(),
        ways_out: vec![WayOut::Retry, WayOut::Connect],
        keys: keys.clone(),
    });
    let mut window = window(world);
    assert_eq!(
        click(&mut window, "Retry"),
        [Command::Retry { pane: PANE, keys }]
    );
    assert_eq!(
        click(&mut window, "How to connect"),
        [Command::TogglePanel(ShownPanel::Connect)]
    );
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
        matches!(commands.as_slice(), [Command::Retry { keys, .. }] if keys.len() == 2),
        "{commands:?}"
    );
    let commands = click(&mut window, "Copy");
    assert!(
        matches!(commands.as_slice(), [Command::Copy { text, .. }] if text.contains("176031372159:eu-west-1:AWS::EC2::Volume")),
        "{commands:?}"
    );
    click(&mut window, "2 lists");
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
        [Command::Copy {
            what: "ARN",
            text: arn
        }]
    );
    let row = row_called(&mut window, "web-1");
    assert_eq!(
        click(&mut window, "Copy JSON"),
        [Command::CopyRowJson { pane: PANE, row }]
    );
    assert!(window.query_by_label("t3.large").is_some(), "the overview");
    click(&mut window, "Tags tab");
    assert_eq!(
        click(&mut window, "Copy tag Environment"),
        [Command::Copy {
            what: "tag",
            text: "prod".into()
        }]
    );
    click(&mut window, "Properties tab");
    click(&mut window, "Placement");
    assert_eq!(
        window.get_by_label("AvailabilityZone").value().as_deref(),
        Some("eu-west-1a")
    );
    click(&mut window, "JSON tab");
    assert!(window.query_by_label("JSON lines").is_some());
    click(&mut window, "Details tab");
    click(&mut window, "Close details");
    assert!(window.query_by_label("Copy ARN").is_none());
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
    let [Command::SetScope { scope, .. }, Command::Run(PANE)] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!(scope.accounts, [account(DEV)].into_iter().collect());
    assert_eq!(scope.regions, [region("eu-west-1")].into_iter().collect());
    assert!(
        scope
            .types
            .contains(&crate::app::resource_explorer::state::TypeId::tagged())
    );
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
    let [Command::SetScope { scope, .. }] = commands.as_slice() else {
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
fn a_narrow_pane_with_long_names_and_errors_still_draws() {
    let mut world = World::with_rows(3, 3);
    let mut long = instance(9);
    long.name = "a-very-long-name-".repeat(4_000).into();
    world.add_rows(vec![long]);
    world.outcome("eu-west-1", Outcome::Failed, Some(denied()));
    let row = (0..world.pane().visible.len()).find_map(|at| match world.pane().visible.get(at) {
        Some(VisibleRow::Resource(row)) => Some(row),
        _ => None,
    });
    world.pane().selected = row;
    for size in [[180.0, 120.0], [320.0, 240.0], [500.0, 400.0]] {
        let mut world = World::with_rows(3, 3);
        world.outcome("eu-west-1", Outcome::Failed, Some(denied()));
        world.pane().selected = row;
        sized(world, size);
    }
    sized(world, [700.0, 400.0]);
}
