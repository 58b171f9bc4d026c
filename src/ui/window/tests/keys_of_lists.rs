//! Keys of the rows and of tabs.

use super::*;
use crate::app::commands::Neighbor;
use crate::app::resource_explorer::tree::Open;

/// A window whose rows of the left pane have the keyboard, on the row called `web-1`.
fn on_a_row() -> Window {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let first = fixture.pane().rows.iter().next().map(|(row, _)| row);
    fixture.pane().cursor = first;
    let mut window = window(fixture);
    let row = left(&window, "web-1");
    click_at(&mut window, row, 1);
    window
}

const SHIFT: Modifiers = Modifiers::SHIFT;

#[test]
fn a_capital_g_goes_to_the_last_row_and_selects_no_range() {
    let mut window = on_a_row();
    let commands = press(&mut window, SHIFT, Key::G);
    let ranges =
        |command: &Command| matches!(command, Command::Pane(_, PaneCommand::SelectRange { .. }));
    assert!(!commands.iter().any(ranges), "{commands:?}");
    assert!(
        matches!(
            commands[..],
            [Command::Pane(PANE, PaneCommand::Select(Some(_)))]
        ),
        "{commands:?}"
    );
}

#[test]
fn ctrl_with_an_arrow_opens_and_closes_all_below_a_group() {
    let mut window = on_a_row();
    press(&mut window, Modifiers::NONE, Key::Home);
    for (key, open) in [
        (Key::ArrowLeft, Open::Collapsed),
        (Key::ArrowRight, Open::Expanded),
    ] {
        let commands = press(&mut window, Modifiers::COMMAND, key);
        let [Command::Pane(PANE, PaneCommand::SetGroupsBelow(_, set))] = commands[..] else {
            panic!("{commands:?}");
        };
        assert_eq!(set, open);
    }
}

#[test]
fn keys_of_panes_and_tabs_name_the_pane_they_go_to() {
    let mut window = on_a_row();
    let goes = |neighbor| {
        [Command::Window(
            WindowId::ROOT,
            WindowCommand::FocusPane(neighbor),
        )]
    };
    let ctrl = Modifiers::COMMAND;
    assert_eq!(
        press(&mut window, ctrl, Key::Num2),
        goes(Neighbor::Number(2))
    );
    assert_eq!(press(&mut window, ctrl, Key::Tab), goes(Neighbor::NextTab));
    let back = press(&mut window, ctrl | SHIFT, Key::Tab);
    assert_eq!(back, goes(Neighbor::PreviousTab));
    let full = press(&mut window, Modifiers::NONE, Key::F11);
    assert_eq!(
        full,
        [Command::Window(
            WindowId::ROOT,
            WindowCommand::ToggleFullScreen
        )]
    );
}

#[test]
fn tabs_beside_a_pane_are_those_of_its_group() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let ui = &mut window.state_mut().window;
    let third = PaneId(3);
    assert_eq!(ui.tabs_beside(Some(PANE)), [PANE]);
    ui.add_pane(third, Some(PANE), SplitDirection::Tab);
    assert_eq!(ui.tabs_beside(Some(third)), [PANE, third]);
    assert_eq!(ui.tabs_beside(Some(RIGHT)), [RIGHT]);
    assert_eq!(ui.tabs_beside(None), []);
}

#[test]
fn the_letter_o_opens_the_page_of_the_row() {
    let mut window = on_a_row();
    let commands = press(&mut window, Modifiers::NONE, Key::O);
    let [Command::App(AppCommand::OpenPage(url))] = &commands[..] else {
        panic!("{commands:?}");
    };
    assert!(url.starts_with("https://"), "{url}");
}

#[test]
fn a_capital_s_opens_the_menu_of_the_order() {
    let mut window = on_a_row();
    let commands = press(&mut window, SHIFT, Key::S);
    assert_eq!(commands, [Command::Tile(PANE, TileCommand::ShowSorting)]);
    window.state_mut().window.show_sorting(PANE);
    window.run_steps(3);
    assert_eq!(window.get_all_by_label("By name").count(), 1);
}

/// A window whose left tab is a field for its name.
fn renaming() -> Window {
    let mut window = on_a_row();
    let commands = press(&mut window, Modifiers::NONE, Key::F2);
    assert_eq!(commands, [Command::Tile(PANE, TileCommand::Rename)]);
    window.state_mut().window.rename_tab(PANE);
    window.run_steps(3);
    window
}

#[test]
fn a_tab_takes_the_name_that_is_typed() {
    let mut window = renaming();
    // The old name is selected: typing replaces it.
    window.event(egui::Event::Text("Billing".into()));
    window.run_steps(2);
    let commands = press(&mut window, Modifiers::NONE, Key::Enter);
    let named = PaneCommand::SetTitle("Billing".into());
    assert_eq!(commands, [Command::Pane(PANE, named.clone())]);
    let pane = window.state_mut().fixture.pane();
    let before = pane.title().to_owned();
    let _ = pane.apply_command(named);
    assert_eq!(pane.title(), "Billing");
    let _ = pane.apply_command(PaneCommand::SetTitle(" ".into()));
    assert_eq!(pane.title(), before);
}

#[test]
fn escape_leaves_the_tab_its_name() {
    let mut window = renaming();
    window.event(egui::Event::Text("Billing".into()));
    window.run_steps(2);
    assert_eq!(escape(&mut window), []);
    assert!(window.query_by_label("Billing").is_none());
}
