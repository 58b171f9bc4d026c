use super::*;

#[test]
fn the_tree_shows_groups_with_counts_and_rows_by_name() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    for label in ["prod", "eu-west-1", "web-1", "web-3", "dev", "us-east-1"] {
        assert!(window.query_by_label(label).is_some(), "{label} is missing");
    }
    let said = "3 resources, 2 running, 1 stopped";
    assert_eq!(spoken(&window, "eu-west-1"), said);
    let said = "2 resources, 2 in-use, 24.0 GiB";
    assert_eq!(spoken(&window, "EBS Volume"), said);
    let row = spoken(&window, "web-1");
    assert_eq!(row, "EC2 Instance, running, i-00000000000000001");
    let row = row_called(&mut window, "web-2");
    assert_eq!(
        click(&mut window, "web-2"),
        [Command::Pane(PANE, PaneCommand::Select(Some(row)))]
    );
}

/// What a screen reader says of a line after its name.
fn spoken(window: &Window, label: &str) -> String {
    let node = window.get_by_label(label).accesskit_node();
    node.data().description().unwrap_or_default().to_owned()
}

fn is_toggle(commands: &[Command]) -> bool {
    matches!(commands, [Command::Pane(PANE, PaneCommand::ToggleGroup(_))])
}

#[test]
fn a_group_opens_and_closes_by_its_triangle_and_by_its_menu() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    let line = window.get_by_label("eu-west-1").rect();
    let triangle = line.left_center() + vec2(tokens::SPACE_1 + tokens::INDENT + 8.0, 0.0);
    window.hover_at(triangle);
    window.drag_at(triangle);
    window.drop_at(triangle);
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert!(is_toggle(&commands), "{commands:?}");
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("web-1").is_none());

    window.get_by_label("eu-west-1").click_secondary();
    window.run_steps(3);
    let commands = click(&mut window, "Open group");
    assert!(is_toggle(&commands), "{commands:?}");
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("web-1").is_some());
    window.get_by_label("prod").click_secondary();
    window.run_steps(3);
    let all = PaneCommand::SetAllGroups(Open::Collapsed);
    let commands = click(&mut window, "Close all groups");
    assert_eq!(commands, [Command::Pane(PANE, all)]);
}

#[test]
fn one_click_on_the_name_of_a_group_opens_or_closes_it_and_two_do_no_more() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    let commands = click(&mut window, "eu-west-1");
    assert!(is_toggle(&commands), "{commands:?}");
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("web-1").is_none());

    let at = window.get_by_label("us-east-1").rect().center();
    window.state_mut().commands.clear();
    for _ in 0..2 {
        // Press and release in one frame, as a touch pad has them.
        let button = |pressed| egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        let events = [egui::Event::PointerMoved(at), button(true), button(false)];
        window.input_mut().events.extend(events);
        window.run_steps(1);
    }
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert!(is_toggle(&commands), "{commands:?}");
}

#[test]
fn details_of_several_rows_say_what_is_the_same_and_what_differs() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let row = |name: &str, window: &mut Window| PaneCommand::ToggleRow(row_called(window, name));
    let commands: Vec<Command> = ["web-1", "web-3"]
        .map(|name| Command::Pane(PANE, row(name, &mut window)))
        .into();
    carry_out(&mut window, &commands);
    for label in ["2 selected", "The same in all", "Different", "2 values"] {
        assert!(
            window.query_all_by_label(label).count() > 0,
            "{label} is missing"
        );
    }
}

#[test]
fn details_of_a_row_that_the_filter_hides_say_so() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let row = row_called(&mut window, "web-1");
    let select = Command::Pane(PANE, PaneCommand::Select(Some(row)));
    carry_out(&mut window, &[select]);
    let hidden = "The filter hides this row.";
    assert!(window.query_by_label(hidden).is_none());
    let filter = PaneCommand::SetFilter("name:web-2".into());
    carry_out(&mut window, &[Command::Pane(PANE, filter)]);
    assert!(window.query_by_label(hidden).is_some());
}

#[test]
fn a_groups_menu_reaches_all_that_is_in_it() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    let mut pick = |item: &str| {
        window.get_by_label("prod").click_secondary();
        window.run_steps(3);
        click(&mut window, item)
    };
    let filter = PaneCommand::SetFilter(format!("account:{PROD}"));
    assert_eq!(pick("Only this group"), [Command::Pane(PANE, filter)]);
    let filter = PaneCommand::SetFilter(format!("!account:{PROD}"));
    assert_eq!(pick("Without prod"), [Command::Pane(PANE, filter)]);
    assert!(matches!(
        pick("Close all below")[..],
        [Command::Pane(
            PANE,
            PaneCommand::SetGroupsBelow(_, Open::Collapsed)
        )]
    ));
    assert!(matches!(
        &pick("Open in a new pane")[..],
        [Command::Tile(PANE, TileCommand::OpenBeside(_))]
    ));
    let copied = pick("Copy ARNs");
    assert!(
        matches!(
            copied[..],
            [
                Command::Pane(PANE, PaneCommand::SelectGroup(_)),
                Command::Copy(CopyCommand::Selected { .. })
            ]
        ),
        "{copied:?}"
    );
}

#[test]
fn the_menu_key_opens_the_menu_of_the_row_under_the_cursor_and_gives_it_the_keyboard() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let commands = click(&mut window, "web-2");
    carry_out(&mut window, &commands);
    for (modifiers, key) in [
        (egui::Modifiers::NONE, Key::Menu),
        (egui::Modifiers::SHIFT, Key::F10),
    ] {
        window.state_mut().commands.clear();
        window.key_press_modifiers(modifiers, key);
        window.run_steps(4);
        assert!(window.query_by_label("Copy JSON").is_some(), "{key:?}");
        // The first entry has the keyboard.
        let commands = press(&mut window, Key::Enter);
        assert!(
            matches!(commands[..], [Command::Copy(CopyCommand::Selected { .. })]),
            "{commands:?}"
        );
        assert!(window.query_by_label("Copy JSON").is_none(), "it is closed");
        let row = row_called(&mut window, "web-3");
        let commands = press(&mut window, Key::ArrowDown);
        let select = PaneCommand::Select(Some(row));
        assert_eq!(commands, [Command::Pane(PANE, select)], "the list again");
        press(&mut window, Key::ArrowUp);
    }
}

#[test]
fn a_screen_reader_walks_a_tree_with_levels_states_and_places() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let tree = window.get_by_label("Resources");
    let node = tree.accesskit_node();
    assert_eq!(node.role(), Role::Tree);
    let place = |label: &str| {
        let node = window.get_by_label(label).accesskit_node();
        assert_eq!(node.role(), Role::TreeItem, "{label}");
        let mut around = std::iter::successors(node.parent(), |node| node.parent());
        let size = around.find_map(|node| node.size_of_set());
        (node.level(), node.position_in_set(), size)
    };
    assert_eq!(place("dev"), (Some(0), Some(0), Some(2)));
    assert_eq!(place("prod"), (Some(0), Some(1), Some(2)));
    assert_eq!(place("eu-west-1"), (Some(1), Some(0), Some(1)));
    assert_eq!(place("web-3"), (Some(3), Some(2), Some(3)));
    let expanded = |label: &str| {
        let node = window.get_by_label(label).accesskit_node();
        node.data().is_expanded()
    };
    assert_eq!(expanded("prod"), Some(true));
    assert_eq!(expanded("web-1"), None);
    let inside = parent_names(&window, "web-1");
    assert_eq!(
        inside[..4],
        ["EC2 Instance", "eu-west-1", "prod", "Resources"]
    );

    window.get_by_label("Resources").focus();
    window.run_steps(2);
    assert!(window.get_by_label("dev").is_focused(), "the first line");
    press(&mut window, Key::ArrowDown);
    assert!(window.get_by_label("us-east-1").is_focused());
    let commands = press(&mut window, Key::End);
    carry_out(&mut window, &commands);
    let row = window.get_by_label("web-3").accesskit_node();
    assert_eq!(row.is_selected(), Some(true));
    assert_eq!(row.toggled(), None);
}

/// Names of what is around the node of this name, from the inside outwards.
fn parent_names(window: &Window, label: &str) -> Vec<String> {
    let node = window.get_by_label(label).accesskit_node();
    let around = std::iter::successors(node.parent(), |node| node.parent());
    around.filter_map(|node| node.label()).collect()
}

#[test]
fn the_line_under_the_cursor_is_told_though_it_is_scrolled_away() {
    let mut window = window(PaneFixture::with_rows(300, 0));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    window.state_mut().ui.tree.list.scroll_to(200);
    window.run_steps(3);
    assert!(window.get_by_label("web-1").is_focused());
    assert!(window.state().ui.lines_drawn() < 40);
}

#[test]
fn typing_the_beginning_of_a_name_goes_to_it() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    window.event(egui::Event::Text("web-2".into()));
    window.state_mut().commands.clear();
    window.run_steps(3);
    let row = row_called(&mut window, "web-2");
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert_eq!(
        commands,
        [Command::Pane(PANE, PaneCommand::Select(Some(row)))]
    );
}

#[test]
fn space_adds_a_row_to_the_selection() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let row = row_called(&mut window, "web-1");
    let commands = press(&mut window, Key::Space);
    assert_eq!(commands, [Command::Pane(PANE, PaneCommand::ToggleRow(row))]);
}

#[test]
fn the_keyboard_walks_the_tree_closes_groups_and_opens_details() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    // The keyboard comes in at dev; then us-east-1, Volume, and the first volume.
    for _ in 0..2 {
        assert_eq!(press(&mut window, Key::ArrowDown), []);
    }
    let commands = press(&mut window, Key::ArrowDown);
    assert!(
        matches!(
            commands.as_slice(),
            [Command::Pane(_, PaneCommand::Select(Some(_)))]
        ),
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
        matches!(
            commands.as_slice(),
            [Command::Pane(_, PaneCommand::ToggleGroup(_))]
        ),
        "{commands:?}"
    );
    carry_out(&mut window, &commands);
    let last = press(&mut window, Key::End);
    let row = row_called(&mut window, "web-3");
    assert_eq!(last, [Command::Pane(PANE, PaneCommand::Select(Some(row)))]);
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let commands = press(&mut window, Key::Enter);
    let side = DetailsSide::Open;
    assert_eq!(
        commands.last(),
        Some(&Command::Pane(PANE, PaneCommand::SetDetails(side)))
    );
}

#[test]
fn a_clicked_row_gives_the_tree_the_keyboard() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let row = row_called(&mut window, "web-2");
    assert_eq!(
        press(&mut window, Key::ArrowDown),
        [Command::Pane(PANE, PaneCommand::Select(Some(row)))]
    );
    window.state_mut().commands.clear();
    window.event(egui::Event::Copy);
    window.run_steps(2);
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert!(
        matches!(
            commands.as_slice(),
            [Command::Copy(CopyCommand::Text { what: "ARN", .. })]
        ),
        "{commands:?}"
    );
}

#[test]
fn rows_that_come_in_above_do_not_move_the_row_under_the_cursor() {
    let mut window = window(PaneFixture::with_rows(60, 0));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let commands = click(&mut window, "web-12");
    carry_out(&mut window, &commands);
    let before = window.get_by_label("web-12").rect();
    let more = (1..=30).map(|n| {
        let mut entry = instance(1_000 + n);
        entry.tags = Tags::NONE.or_called(&format!("a-{n}"));
        entry
    });
    window.state_mut().fixture.add_rows(more.collect());
    window.run_steps(3);
    assert_eq!(window.get_by_label("web-12").rect().top(), before.top());
}

#[test]
fn rows_that_come_in_with_a_click_do_not_move_the_row_that_was_clicked() {
    let mut window = window(PaneFixture::with_rows(60, 0));
    window.state_mut().fixture.pane().spec.details = DetailsSide::Closed;
    let commands = click(&mut window, "web-10");
    carry_out(&mut window, &commands);
    let before = window.get_by_label("web-15").rect();
    window.get_by_label("web-15").click();
    // Frame by frame, until the click has been seen and before another one is drawn.
    while window.state().commands.is_empty() {
        window.step();
    }
    let commands = std::mem::take(&mut window.state_mut().commands);
    let [Command::Pane(_, PaneCommand::Select(row))] = commands[..] else {
        panic!("{commands:?}")
    };
    let fixture = &mut window.state_mut().fixture;
    fixture.pane().select_only(row);
    let mut first = instance(2_000);
    first.tags = Tags::NONE.or_called("a-first");
    fixture.add_rows(vec![first]);
    window.run_steps(3);
    assert_eq!(window.get_by_label("web-15").rect().top(), before.top());
}

#[test]
fn a_frame_parses_and_draws_only_visible_rows() {
    let window = window(PaneFixture::with_rows(5_000, 0));
    assert!(
        window.state().ui.tree.cells.len() < 40,
        "{} rows parsed",
        window.state().ui.tree.cells.len()
    );
}
