//! The scope picker.

use super::*;

#[test]
fn escape_leaves_the_scope_as_it_was() {
    let mut window = window(PaneFixture::new());
    click(&mut window, "All accounts");
    click(&mut window, "Select no accounts");
    assert_eq!(press(&mut window, Key::Escape), []);
    assert!(!window.state().ui.is_editing_scope());
}

#[test]
fn a_scope_is_picked_applied_and_run() {
    let mut window = window(PaneFixture::new());
    click(&mut window, "All accounts");
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
    click(&mut window, "List only");
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
    let mut window = window(PaneFixture::new());
    click(&mut window, "All accounts");
    click(&mut window, "Ask for all types");
    window
        .get_by_label("Search accounts, regions and types")
        .focus();
    window.run_steps(2);
    window
        .get_by_label("Search accounts, regions and types")
        .type_text("ec2::volume");
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
fn boxes_of_the_scope_picker_are_ticked_by_keys_from_the_search_on() {
    let mut window = window(PaneFixture::new());
    click(&mut window, "All accounts");
    window
        .get_by_label("Search accounts, regions and types")
        .focus();
    window.run_steps(2);
    window
        .get_by_label("Search accounts, regions and types")
        .type_text("volume");
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

#[test]
fn enter_ticks_what_the_one_search_means_and_the_next_letters_search_again() {
    let mut window = window(PaneFixture::new());
    click(&mut window, "All accounts");
    for (text, hint) in [
        ("ec2 instance", "Enter ticks EC2 Instance"),
        ("lambda function", "Enter ticks Lambda Function"),
        ("eu-west", "Enter ticks eu-west-1"),
    ] {
        window.event(egui::Event::Text(text.into()));
        window.run_steps(3);
        assert!(window.query_by_label(hint).is_some(), "{hint}");
        press(&mut window, Key::Enter);
    }
    let commands = click(&mut window, "Apply");
    let [Command::Pane(_, PaneCommand::SetScope(scope))] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    let types = [ty("AWS::EC2::Instance"), ty("AWS::Lambda::Function")];
    assert_eq!(scope.types, types.into_iter().collect());
    assert_eq!(scope.regions, [region("eu-west-1")].into_iter().collect());
    assert_eq!(scope.accounts, Selection::All);
}

#[test]
fn a_set_of_types_is_ticked_by_one_click_and_lines_say_what_was_found() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    click(&mut window, "All accounts");
    click(&mut window, "Types: Compute");
    let commands = click(&mut window, "Apply");
    let [Command::Pane(_, PaneCommand::SetScope(scope))] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert!(scope.types.contains(&ty("AWS::EC2::Instance")));
    assert!(!scope.types.contains(&ty("AWS::EC2::Volume")));
}
