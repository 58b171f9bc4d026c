//! What actions become for a window with rows.

use crate::app::actions::Action;
use crate::app::actions::availability::{Availability, availability};
use crate::app::actions::effect::{commands_of, list_key};
use crate::app::actions::group::Group;
use crate::app::actions::registry;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, PaneCommand, QueryCommand, WindowCommand, WindowId};
use crate::app::fixtures::{PANE, PaneFixture, denied};
use crate::app::pane::{Before, QueryState};
use crate::app::resource_explorer::ledger::Outcome;

const TARGET: ActionTarget = ActionTarget {
    window: WindowId::ROOT,
    pane: Some(PANE),
};

#[test]
fn every_action_does_something_when_it_is_available() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.outcome("us-east-1", Outcome::Throttled, Some(denied()));
    let pane = fixture.pane();
    pane.select_range(6, Before::Dropped);
    pane.set_filter("web".into());
    pane.state = QueryState::Running;
    let view = fixture.view();
    for info in registry::all() {
        let is_key = list_key(info.action).is_some();
        assert_eq!(is_key, info.group == Group::List, "{}", info.id);
        let commands = commands_of(info.action, TARGET, &view);
        let can = availability(info.action, TARGET, &view) == Availability::Enabled;
        assert!(
            is_key || !can || !commands.is_empty(),
            "{} does nothing",
            info.id
        );
    }
}

#[test]
fn what_cannot_be_done_says_why() {
    let fixture = PaneFixture::new();
    let view = fixture.view();
    let nowhere = ActionTarget {
        pane: None,
        ..TARGET
    };
    let why = |action, target| match availability(action, target, &view) {
        Availability::Disabled(reason) => reason,
        other => panic!("{action:?}: {other:?}"),
    };
    assert_eq!(why(Action::Stop, TARGET), "No query is running");
    assert_eq!(why(Action::CopyArns, TARGET), "No row is selected");
    assert_eq!(why(Action::ReopenPane, TARGET), "No pane was closed");
    assert_eq!(why(Action::Run, nowhere), "This window has no pane");
    assert_eq!(why(Action::ClosePane, nowhere), "This window has no pane");
    // A second window closes with its last pane.
    let second = ActionTarget {
        window: WindowId(3),
        pane: None,
    };
    assert_eq!(
        availability(Action::ClosePane, second, &view),
        Availability::Enabled
    );
    assert_eq!(
        commands_of(Action::ClosePane, second, &view),
        [Command::Window(WindowId(3), WindowCommand::Close)]
    );
}

#[test]
fn stopping_drops_a_selection_of_several_before_it_stops_the_query() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().state = QueryState::Running;
    let stop = |fixture: &PaneFixture| commands_of(Action::Stop, TARGET, &fixture.view());
    assert_eq!(stop(&fixture), [Command::Query(PANE, QueryCommand::Cancel)]);
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().select_all();
    fixture.pane().state = QueryState::Running;
    let clear = Command::Pane(PANE, PaneCommand::ClearSelection);
    assert_eq!(stop(&fixture), [clear]);
}
