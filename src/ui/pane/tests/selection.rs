//! Choosing many rows, and sorting by the names of columns.

use egui::Modifiers;

use super::*;
use crate::app::pane::{Before, CopyField, View};

fn click_with(window: &mut Window, modifiers: Modifiers, label: &str) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.get_by_label(label).click_modifiers(modifiers);
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

fn press_with(window: &mut Window, modifiers: Modifiers, key: Key) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

/// Carries out the commands, and returns how many rows are selected.
fn selected(window: &mut Window, commands: &[Command]) -> usize {
    carry_out(window, commands);
    window.state_mut().fixture.pane().selected_count()
}

#[test]
fn rows_are_selected_with_ctrl_and_shift_and_the_toolbar_counts_them() {
    let mut window = window(PaneFixture::with_rows(1_200, 0));
    let commands = click(&mut window, "web-1");
    assert_eq!(selected(&mut window, &commands), 1);
    let commands = click_with(&mut window, Modifiers::COMMAND, "web-5");
    let row = row_called(&mut window, "web-5");
    assert_eq!(commands, [Command::Pane(PANE, PaneCommand::ToggleRow(row))]);
    assert_eq!(selected(&mut window, &commands), 2);
    assert!(window.query_all_by_label("2 selected").count() > 0);

    let commands = click_with(&mut window, Modifiers::SHIFT, "web-9");
    assert!(
        matches!(
            commands[..],
            [Command::Pane(
                _,
                PaneCommand::SelectRange {
                    before: Before::Dropped,
                    ..
                }
            )]
        ),
        "{commands:?}"
    );
    assert_eq!(selected(&mut window, &commands), 5, "web-5 to web-9");
    let commands = press_with(&mut window, Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(selected(&mut window, &commands), 4);
    let commands = press_with(&mut window, Modifiers::SHIFT, Key::End);
    // All but the rows before web-5 in the order of names.
    assert_eq!(selected(&mut window, &commands), 1_196);
    assert!(window.query_all_by_label("1,196 selected").count() > 0);

    // Escape gives up the choice and leaves the keyboard where it is.
    let commands = press(&mut window, Key::Escape);
    assert_eq!(commands, [Command::Pane(PANE, PaneCommand::ClearSelection)]);
    assert_eq!(selected(&mut window, &commands), 1);
    assert!(window.query_by_label("1,200 rows").is_some());
    let commands = press(&mut window, Key::Home);
    let commands = [commands, press(&mut window, Key::ArrowDown)].concat();
    assert!(!commands.contains(&Command::Pane(PANE, PaneCommand::ClearSelection)));
}

#[test]
fn many_selected_rows_are_copied_by_key_and_by_menu() {
    let mut window = window(PaneFixture::with_rows(40, 0));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    assert_eq!(
        selected(&mut window, &[Command::Pane(PANE, PaneCommand::SelectAll)]),
        40
    );
    window.state_mut().commands.clear();
    window.event(egui::Event::Copy);
    window.run_steps(2);
    let field = CopyField::ArnOrId;
    assert_eq!(
        std::mem::take(&mut window.state_mut().commands),
        [Command::Copy(CopyCommand::Selected { pane: PANE, field })]
    );
    for (item, field) in [
        ("Copy 40 ARNs", CopyField::ArnOrId),
        ("Copy 40 IDs", CopyField::Id),
        ("Copy 40 names", CopyField::Name),
    ] {
        window.get_by_label("web-12").click_secondary();
        window.run_steps(3);
        assert_eq!(
            click(&mut window, item),
            [Command::Copy(CopyCommand::Selected { pane: PANE, field })]
        );
    }
    // A plain click chooses one row again, also the one that was pointed at.
    let commands = click(&mut window, "web-1");
    assert_eq!(selected(&mut window, &commands), 1);
    window.get_by_label("web-12").click_secondary();
    window.run_steps(3);
    assert!(window.query_by_label("Copy ID").is_some());
}

#[test]
fn a_million_selected_rows_cost_a_frame_no_more_than_one() {
    let cost = |count: u32| {
        let mut window = window(PaneFixture::with_copies(count, 0));
        carry_out(&mut window, &[Command::Pane(PANE, PaneCommand::SelectAll)]);
        window.run_steps(3);
        let mut five_frames = || {
            let (before, _) = crate::app::memory_profiling::allocated_total();
            window.run_steps(5);
            crate::app::memory_profiling::allocated_total().0 - before
        };
        // Tests beside this one add to it, though not every time.
        let bytes = (0..10).map(|_| five_frames()).min().unwrap();
        (bytes, window.state().ui.lines_drawn())
    };
    let (few, many) = (cost(1_000), cost(1_000_000));
    assert_eq!(few.1, many.1, "lines drawn");
    // Numbers of a million rows, or a bit for each, would be there in every one of the five frames.
    assert!(many.0 < few.0 + 400_000, "{} and {} bytes", few.0, many.0);
}

#[test]
fn the_end_of_a_million_rows_is_one_key_away() {
    let mut window = window(PaneFixture::with_copies(1_000_000, 1));
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    let last = |window: &mut Window| window.state_mut().fixture.pane().cursor.unwrap().0;
    let commands = press(&mut window, Key::End);
    carry_out(&mut window, &commands);
    assert_eq!(last(&mut window), 999_999);
    let lines = window.query_all_by_label_contains("vol-").count();
    assert!((10..40).contains(&lines), "{lines} lines");
    assert!(window.state().ui.lines_drawn() < 40);
    assert!(window.query_all_by_label("vol-00000999").count() > 0);
    let commands = press(&mut window, Key::ArrowUp);
    carry_out(&mut window, &commands);
    assert_eq!(last(&mut window), 999_998);
    // Outwards from the last of a million rows, to the group around them.
    assert_eq!(press(&mut window, Key::ArrowLeft), []);
    assert!(
        window
            .get_by_role_and_label(Role::TreeItem, "us-east-1")
            .is_focused()
    );
    assert_eq!(press(&mut window, Key::Home), [], "a group is no row");
}

#[test]
fn a_click_on_the_name_of_a_column_sorts_by_it_and_another_turns_it_round() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    let by = |sorting| [Command::Pane(PANE, PaneCommand::SetSorting(sorting))];
    let name = window.get_by_label("Sort by name");
    assert_eq!(name.value().as_deref(), Some("first to last"));
    let commands = click(&mut window, "Sort by status");
    assert_eq!(commands, by(Sorting::by(BuiltinColumn::Status)));
    carry_out(&mut window, &commands);
    let status = window.get_by_label("Sort by status");
    assert_eq!(status.value().as_deref(), Some("first to last"));
    assert_eq!(window.get_by_label("Sort by name").value(), None);
    let commands = click(&mut window, "Sort by status");
    assert_eq!(commands, by(Sorting::by_last(BuiltinColumn::Status)));
    carry_out(&mut window, &commands);
    assert_eq!(
        click(&mut window, "Sort by ID"),
        by(Sorting::by(BuiltinColumn::Id))
    );
    assert!(
        window.query_by_label("Sort by region").is_none(),
        "groups say it"
    );
}

#[test]
fn without_groups_the_tree_is_a_table_with_all_columns() {
    let mut window = sized(PaneFixture::with_rows(3, 2), [1400.0, 640.0]);
    let commands = click(&mut window, "Table");
    assert_eq!(
        commands,
        [Command::Pane(PANE, PaneCommand::SetView(View::Table))]
    );
    carry_out(&mut window, &commands);
    for (column, by) in [
        ("Sort by account", BuiltinColumn::Account),
        ("Sort by region", BuiltinColumn::Region),
        ("Sort by type", BuiltinColumn::Type),
    ] {
        let commands = click(&mut window, column);
        let sorting = Sorting::by(by);
        assert_eq!(
            commands,
            [Command::Pane(PANE, PaneCommand::SetSorting(sorting))]
        );
        carry_out(&mut window, &commands);
        let pane = window.state_mut().fixture.pane();
        assert_eq!((pane.visible.len(), pane.tree.levels), (5, 0));
    }
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    assert_eq!(
        press(&mut window, Key::ArrowLeft),
        [],
        "nothing is around it"
    );
    let commands = click(&mut window, "Tree");
    carry_out(&mut window, &commands);
    assert_eq!(window.state_mut().fixture.pane().tree.levels, 3);
}

#[test]
fn a_pane_too_low_for_the_names_of_columns_shows_rows_instead() {
    let mut window = sized(PaneFixture::with_rows(9, 0), [500.0, 150.0]);
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    window.run_steps(3);
    assert!(window.query_by_label("Sort by name").is_none());
    assert!(window.state().ui.lines_drawn() > 0);
}

#[test]
fn selected_text_is_what_is_copied_and_not_the_rows_as_well() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let text = "A message with words in it";
    let banner = Banner::new(BannerKind::Waiting, Outcome::Throttled, text);
    fixture.pane().show_banner(banner);
    let mut window = window(fixture);
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let rect = window.get_by_label("A message with words in it").rect();
    window.drag_at(rect.left_center() + vec2(1.0, 0.0));
    window.run_steps(2);
    window.hover_at(rect.right_center());
    window.run_steps(2);
    window.drop_at(rect.right_center());
    window.run_steps(2);
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    window.state_mut().commands.clear();
    window.event(egui::Event::Copy);
    window.run_steps(1);
    assert_eq!(window.state().commands, []);
}
