//! The rows as a summary: bars and areas that filter.

use super::*;
use crate::app::commands::CopyCommand;
use crate::app::pane::View;
use crate::app::pane::summary::SummarySpec;
use crate::app::resource_explorer::figures::{Dimension, Weight};

fn summary(mut fixture: PaneFixture, size: [f32; 2]) -> Window {
    fixture.pane().set_view(View::Summary);
    fixture.settle();
    sized(fixture, size)
}

fn bar(window: &Window, name: &str) -> Option<String> {
    let node = window.query_by_role_and_label(Role::TreeItem, name)?;
    node.accesskit_node().description()
}

fn filter(text: &str) -> [Command; 1] {
    [Command::Pane(PANE, PaneCommand::SetFilter(text.into()))]
}

#[test]
fn bars_say_how_many_there_are_and_a_click_filters() {
    let mut window = summary(PaneFixture::with_rows(6, 4), [600.0, 400.0]);
    assert_eq!(bar(&window, "EC2 Instance").as_deref(), Some("6 rows"));
    assert_eq!(bar(&window, "EBS Volume").as_deref(), Some("4 rows"));
    window.state_mut().commands.clear();
    window
        .get_by_role_and_label(Role::TreeItem, "EBS Volume")
        .click();
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    assert_eq!(commands, filter("type:*::EC2::Volume"));
    carry_out(&mut window, &commands);
    assert_eq!(bar(&window, "EC2 Instance"), None);
    assert_eq!(bar(&window, "EBS Volume").as_deref(), Some("4 rows"));
}

#[test]
fn the_keyboard_walks_bars_filters_by_enter_and_folds() {
    let mut window = summary(PaneFixture::with_rows(6, 4), [600.0, 400.0]);
    let spec = SummarySpec {
        by: Dimension::Region,
        then: Some(Dimension::Status),
        weight: Weight::Rows,
    };
    carry_out(
        &mut window,
        &[Command::Pane(PANE, PaneCommand::SetSummary(spec))],
    );
    window.get_by_label("Bars").focus();
    window.run_steps(2);
    press(&mut window, Key::Home);
    press(&mut window, Key::ArrowDown);
    assert_eq!(bar(&window, "running").as_deref(), Some("4 rows"));
    let commands = press(&mut window, Key::Enter);
    assert_eq!(commands, filter("region:eu-west-1 status:running"));
    press(&mut window, Key::Home);
    press(&mut window, Key::ArrowLeft);
    assert_eq!(bar(&window, "running"), None, "folded");
    press(&mut window, Key::ArrowRight);
    assert!(bar(&window, "running").is_some());
}

#[test]
fn counts_carry_a_sign_while_rows_are_missing_and_sizes_while_some_are_not_told() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    let window = summary(fixture, [600.0, 400.0]);
    assert_eq!(bar(&window, "EC2 Instance").as_deref(), Some("≥ 3 rows"));
    let mut fixture = PaneFixture::with_rows(0, 2);
    fixture.add_rows(vec![crate::ui::fixtures::light(7)]);
    fixture.pane().spec.summary.weight = Weight::Size;
    let window = summary(fixture, [600.0, 400.0]);
    let told = bar(&window, "EBS Volume");
    assert_eq!(told.as_deref(), Some("≥ 24.0 GiB in ≥ 3 rows"));
}

#[test]
fn what_is_counted_is_picked_from_menus() {
    let mut window = summary(PaneFixture::with_rows(3, 2), [900.0, 500.0]);
    click(&mut window, "By Type");
    let commands = click(&mut window, "Account");
    let spec = SummarySpec {
        by: Dimension::Account,
        ..SummarySpec::default()
    };
    let command = PaneCommand::SetSummary(spec);
    assert_eq!(commands, [Command::Pane(PANE, command)]);
    carry_out(&mut window, &commands);
    assert_eq!(bar(&window, "prod").as_deref(), Some("3 rows"));
    let commands = click(&mut window, "Sizes");
    let Some(Command::Pane(_, PaneCommand::SetSummary(spec))) = commands.first() else {
        panic!("{commands:?}")
    };
    assert_eq!(spec.weight, Weight::Size);
    window.get_by_label("prod").click_secondary();
    window.run_steps(3);
    let commands = click(&mut window, "Without this");
    assert_eq!(commands, filter("!account:176031372159"));
    window.get_by_label("prod").click_secondary();
    window.run_steps(3);
    let commands = click(&mut window, "Copy name and count");
    let (what, text) = ("Name and count", "prod\t3 rows".to_owned());
    assert_eq!(commands, [Command::Copy(CopyCommand::Text { what, text })]);
}

#[test]
fn one_key_goes_through_three_views() {
    let mut view = View::Tree;
    for wanted in [View::Table, View::Summary, View::Tree] {
        view = view.next();
        assert_eq!(view, wanted);
    }
}

#[test]
fn an_area_filters_as_its_bar_does() {
    let mut window = summary(PaneFixture::with_rows(6, 4), [1000.0, 500.0]);
    // The right half; the largest area is at its upper left.
    let at = pos2(520.0, 120.0);
    window.state_mut().commands.clear();
    for pressed in [true, false] {
        window.event(egui::Event::PointerMoved(at));
        window.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        window.run_steps(2);
    }
    let commands = std::mem::take(&mut window.state_mut().commands);
    let set = commands.iter().filter(|command| {
        matches!(command, Command::Pane(_, PaneCommand::SetFilter(text)) if text == "type:*::EC2::Instance")
    });
    assert_eq!(set.count(), 1, "{commands:?}");
}
