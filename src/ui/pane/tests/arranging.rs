use super::*;
use crate::app::settings::Setting;

#[test]
fn the_filter_is_sent_as_typed_and_a_bad_one_says_why() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    window.get_by_label("Filter").type_text("web-1");
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert_eq!(
        commands,
        [Command::Pane(PANE, PaneCommand::SetFilter("web-1".into()))]
    );
    window
        .state_mut()
        .fixture
        .pane()
        .set_filter("nmae:x".into());
    window.run_steps(2);
    assert!(
        window
            .query_by_label_contains("unknown field 'nmae'")
            .is_some()
    );
}

#[test]
fn a_filter_that_hides_everything_can_be_cleared_in_place() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().set_filter("name:no-such-row".into());
    fixture.settle();
    let mut window = window(fixture);
    assert!(
        window
            .query_by_label("The filter hides all 5 rows.")
            .is_some()
    );
    assert_eq!(
        click(&mut window, "Clear the filter"),
        [Command::Pane(PANE, PaneCommand::SetFilter(String::new()))]
    );
}

#[test]
fn words_that_nothing_matches_are_looked_for_in_properties_by_button_and_by_enter() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().set_filter("no-such-row".into());
    fixture.settle();
    let mut window = window(fixture);
    let deeper = "no-such-row or properties:no-such-row".to_owned();
    let expected = [Command::Pane(PANE, PaneCommand::SetFilter(deeper))];
    assert_eq!(
        click(&mut window, "Search properties too (Enter)"),
        expected
    );
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    assert_eq!(press(&mut window, Key::Enter), expected);
}

#[test]
fn an_id_that_was_not_asked_for_is_asked_for_beside_the_pane() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().asked.types = ["AWS::EC2::Volume".parse().unwrap()].into_iter().collect();
    fixture.pane().set_filter("i-0fedcba987654321f".into());
    fixture.settle();
    let mut window = window(fixture);
    let commands = click(&mut window, "Look it up in AWS");
    let [Command::Tile(PANE, TileCommand::OpenBeside(spec))] = &commands[..] else {
        panic!("{commands:?}")
    };
    assert_eq!(spec.filter, "i-0fedcba987654321f");
}

#[test]
fn down_and_enter_lead_from_the_filter_to_the_rows() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    for key in [Key::ArrowDown, Key::Enter] {
        window.get_by_label("Filter").focus();
        window.run_steps(2);
        let commands = press(&mut window, key);
        assert_eq!(commands, [Command::Tile(PANE, TileCommand::Show)]);
    }
}

#[test]
fn up_in_the_empty_field_goes_through_filters_that_were_used() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.settings.filter_history = vec!["web".into(), "untagged".into()];
    let mut window = window(fixture);
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    for (key, shown) in [
        (Key::ArrowUp, "web"),
        (Key::ArrowUp, "untagged"),
        (Key::ArrowDown, "web"),
        (Key::ArrowDown, ""),
    ] {
        let commands = press(&mut window, key);
        let set = PaneCommand::SetFilter(shown.to_owned());
        assert_eq!(commands, [Command::Pane(PANE, set)], "{key:?}");
        carry_out(&mut window, &commands);
    }
    // Behind the oldest there is none.
    for key in [Key::ArrowUp, Key::ArrowUp] {
        let commands = press(&mut window, key);
        carry_out(&mut window, &commands);
    }
    assert_eq!(press(&mut window, Key::ArrowUp), []);
    // What was typed is no part of it, and is kept when the field is left.
    window.get_by_label("Filter").type_text(" db");
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    carry_out(&mut window, &commands);
    assert_eq!(press(&mut window, Key::ArrowUp), []);
    let commands = press(&mut window, Key::ArrowDown);
    let used = Setting::UsedFilter("untagged db".to_owned());
    assert_eq!(commands, [Command::App(AppCommand::Set(used))]);
}

#[test]
fn what_the_filter_has_found_is_marked_in_rows_and_what_it_excludes_is_not() {
    use crate::app::resource_explorer::filter::Field;
    let mut fixture = PaneFixture::with_rows(3, 2);
    let marks = |fixture: &mut PaneFixture, filter: &str| {
        fixture.pane().set_filter(filter.into());
        let of = |field, text: &str| fixture.panes[&PANE].marks_in(field, text).first().cloned();
        [of(Field::Name, "web-1"), of(Field::Status, "running")]
    };
    assert_eq!(
        marks(&mut fixture, "eb status:run"),
        [Some(1..3), Some(0..3)]
    );
    assert_eq!(marks(&mut fixture, "!web -status:run"), [None, None]);
    assert_eq!(marks(&mut fixture, ""), [None, None]);
    let long = "x".repeat(1 << 20) + "web";
    fixture.pane().set_filter("web".into());
    assert!(
        fixture.pane().marks_in(Field::Name, &long).is_empty(),
        "beyond what a line shows"
    );
}

#[test]
fn rows_can_be_put_into_another_order() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    let ids = |window: &mut Window| -> Vec<String> {
        let pane = window.state_mut().fixture.pane();
        let order = pane.tree.order.iter();
        order
            .map(|row| pane.rows.get(*row).unwrap().id.to_string())
            .collect()
    };
    let before = ids(&mut window);
    click(&mut window, "Group: Account › Region › Type");
    let commands = click(&mut window, "Last first");
    let sorting = Sorting::by_last(BuiltinColumn::Name);
    assert_eq!(
        commands,
        [Command::Pane(PANE, PaneCommand::SetSorting(sorting))]
    );
    carry_out(&mut window, &commands);
    let after = ids(&mut window);
    assert_ne!(before, after);
    assert_eq!(before.len(), after.len());
    let commands = click(&mut window, "By status");
    assert_eq!(
        commands,
        [Command::Pane(
            PANE,
            PaneCommand::SetSorting(Sorting::by_last(BuiltinColumn::Status))
        )]
    );
}

#[test]
fn levels_of_the_tree_can_be_moved_and_left_out() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    click(&mut window, "Group: Account › Region › Type");
    let commands = click(&mut window, "Move type up");
    let levels = vec![GroupBy::Account, GroupBy::Type, GroupBy::Region];
    assert_eq!(
        commands,
        [Command::Pane(PANE, PaneCommand::SetGrouping(levels))]
    );
    let commands = click(&mut window, "Account");
    assert_eq!(
        commands,
        [Command::Pane(
            PANE,
            PaneCommand::SetGrouping(vec![GroupBy::Region, GroupBy::Type])
        )]
    );
    carry_out(&mut window, &commands);
    assert!(
        window.query_by_label("prod").is_none(),
        "no account groups any more"
    );
}

#[test]
fn rows_are_grouped_by_a_tag_that_is_named_in_the_menu() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let mut tagged = instance(90);
    tagged.tags = Tags::from_pairs([("Team", "payments")]).or_called("with");
    fixture.add_rows(vec![tagged]);
    let mut window = window(fixture);
    click(&mut window, "Group: Account › Region › Type");
    window.get_by_label("Group by a tag: its key").focus();
    window.run_steps(2);
    window.event(egui::Event::Text("Team".into()));
    window.run_steps(2);
    let commands = press(&mut window, Key::Enter);
    let mut levels = GroupBy::BUILTIN.to_vec();
    levels.push("tag:Team".parse().unwrap());
    assert_eq!(
        commands,
        [Command::Pane(PANE, PaneCommand::SetGrouping(levels))]
    );
    press(&mut window, Key::Escape);
    let by_team = vec!["tag:Team".parse().unwrap()];
    carry_out(
        &mut window,
        &[Command::Pane(PANE, PaneCommand::SetGrouping(by_team))],
    );
    assert!(window.query_by_label("payments").is_some());
    assert!(window.query_by_label("No tag Team").is_some());
}

#[test]
fn a_level_is_dragged_to_another_place() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window
        .get_by_label("Group: Account › Region › Type")
        .click();
    window.run_steps(3);
    let from = window.get_by_label("Drag account").rect().center();
    let last = window.get_by_label("Drag type").rect();
    window.state_mut().commands.clear();
    window.hover_at(from);
    window.run_steps(1);
    window.drag_at(from);
    window.run_steps(2);
    for step in 1..=4 {
        let by = step as f32 / 4.0;
        window.hover_at(from + (last.center() + vec2(0.0, 8.0) - from) * by);
        window.run_steps(1);
    }
    window.drop_at(last.center() + vec2(0.0, 8.0));
    window.run_steps(2);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let levels = vec![GroupBy::Region, GroupBy::Type, GroupBy::Account];
    let expected = Command::Pane(PANE, PaneCommand::SetGrouping(levels));
    assert_eq!(commands, [expected]);
}
