use std::time::Instant;

use super::hit::{Goal, MOST_ROWS, Section};
use super::*;
use crate::app::commands::{PaneCommand, TileCommand, WindowCommand, WindowId};
use crate::app::fixtures::{PANE, PaneFixture, instance, settle};
use crate::app::pane::{Pane, PaneSpec};
use crate::app::resource_explorer::progress::PaneId;
use crate::model::Selection;

const TARGET: ActionTarget = ActionTarget {
    window: WindowId::ROOT,
    pane: Some(PANE),
};

/// What is found for a text once all rows were looked through.
fn found(fixture: &PaneFixture, text: &str) -> OpenAnything {
    let mut open = OpenAnything::new(Sought::Anything);
    open.text = text.to_owned();
    let started = Instant::now();
    let view = fixture.view();
    open.sync(&view, TARGET, || ());
    while open.is_searching() {
        assert!(started.elapsed().as_secs() < 60, "the search never ends");
        std::thread::yield_now();
        open.sync(&view, TARGET, || ());
    }
    open
}

fn titles(open: &OpenAnything, section: Section) -> Vec<&str> {
    let hits = open.hits().iter().filter(|hit| hit.section == section);
    hits.map(|hit| hit.title.as_str()).collect()
}

fn chosen(fixture: &PaneFixture, open: &OpenAnything) -> Vec<Command> {
    let first = open.hits().first().expect("a hit");
    OpenAnything::commands_of(first, TARGET, &fixture.view())
}

#[test]
fn a_name_finds_rows_and_choosing_one_goes_there() {
    let fixture = PaneFixture::with_rows(6, 4);
    let open = found(&fixture, "web2");
    assert_eq!(titles(&open, Section::Resources), ["web-2"]);
    let commands = chosen(&fixture, &open);
    let [
        Command::Tile(PANE, TileCommand::Show),
        Command::Pane(PANE, PaneCommand::GoTo { row, .. }),
    ] = commands[..]
    else {
        panic!("{commands:?}");
    };
    let pane = &fixture.view().panes[&PANE];
    assert_eq!(pane.rows.get(row).unwrap().display_name(), "web-2");
}

#[test]
fn an_arn_finds_its_row_in_another_pane_and_each_resource_once() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    let mut other = Pane::new(PaneId(7), PaneSpec::default());
    std::mem::swap(fixture.pane(), &mut other);
    fixture.pane().id = PANE;
    other.id = PaneId(7);
    // The pane with the keyboard is empty now, the other has the rows.
    fixture.panes.insert(PaneId(7), other);
    settle(fixture.panes.get_mut(&PaneId(7)).unwrap());
    let id = instance(1).id;
    let open = found(&fixture, &id);
    let first = &open.hits()[0];
    assert!(
        matches!(
            first.goal,
            Goal::Row {
                pane: PaneId(7),
                ..
            }
        ),
        "{first:?}"
    );
    assert_eq!(titles(&open, Section::Resources).len(), 1);
}

#[test]
fn what_nobody_has_loaded_is_offered_with_the_scope_that_it_tells() {
    let fixture = PaneFixture::with_rows(3, 2);
    let arn = "arn:aws:lambda:us-east-1:176031372159:function:pay";
    let open = found(&fixture, arn);
    assert_eq!(titles(&open, Section::Resources), ["Ask AWS for pay"]);
    let commands = chosen(&fixture, &open);
    let [Command::Window(_, WindowCommand::Ask { spec, .. })] = &commands[..] else {
        panic!("{commands:?}");
    };
    let scope = spec.scope.to_scope();
    let only = |text: &str| {
        [text.parse().unwrap()]
            .into_iter()
            .collect::<Selection<_>>()
    };
    assert_eq!(scope.regions, only("us-east-1"));
    assert_eq!(
        scope.types,
        ["AWS::Lambda::Function".parse().unwrap()]
            .into_iter()
            .collect()
    );
    assert_eq!(
        scope.accounts,
        ["176031372159".parse().unwrap()].into_iter().collect()
    );
    assert_eq!(spec.filter, format!("\"{arn}\""));
}

#[test]
fn an_account_that_no_credentials_reach_is_not_asked() {
    let fixture = PaneFixture::with_rows(3, 2);
    let open = found(
        &fixture,
        "arn:aws:lambda:us-east-1:999999999999:function:pay",
    );
    let hit = &open.hits()[0];
    assert_eq!(hit.disabled, Some("No credentials reach this account"));
    assert_eq!(chosen(&fixture, &open), []);
}

#[test]
fn an_address_finds_the_rows_that_have_it() {
    let fixture = PaneFixture::with_rows(6, 4);
    let open = found(&fixture, "10.0.0.6");
    assert_eq!(titles(&open, Section::Resources)[0], "web-2");
}

#[test]
fn signs_before_the_text_say_what_is_looked_among() {
    let fixture = PaneFixture::with_rows(6, 4);
    let kinds = |text: &str| {
        let open = found(&fixture, text);
        let mut kinds: Vec<_> = open.hits().iter().map(|hit| hit.section).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(">"), [Section::Actions, Section::Panels]);
    assert_eq!(kinds(": instance"), [Section::Types]);
    assert_eq!(kinds("@prod"), [Section::Accounts]);
    assert_eq!(kinds("no such thing at all"), []);
}

#[test]
fn actions_have_their_keys_and_say_why_they_cannot_be_done() {
    let fixture = PaneFixture::new();
    let open = found(&fixture, ">filter rows");
    let first = &open.hits()[0];
    assert_eq!((&*first.title, &*first.keys), ("Filter rows", "Ctrl+F"));
    let open = found(&fixture, ">continue");
    assert_eq!(open.hits()[0].disabled, Some("No query was stopped"));
}

#[test]
fn a_type_is_listed_in_a_pane_of_its_own() {
    let fixture = PaneFixture::with_rows(3, 2);
    let open = found(&fixture, ":EBS Volume");
    assert_eq!(open.hits()[0].title, "EBS Volume");
    let commands = chosen(&fixture, &open);
    let [Command::Window(_, WindowCommand::Ask { spec, beside })] = &commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!(*beside, Some(PANE));
    assert_eq!(
        spec.scope.types,
        ["AWS::EC2::Volume".parse().unwrap()].into_iter().collect()
    );
}

#[test]
fn fifty_rows_are_offered_and_all_are_counted() {
    let fixture = PaneFixture::with_rows(400, 4);
    let open = found(&fixture, "web");
    assert_eq!(titles(&open, Section::Resources).len(), MOST_ROWS);
    assert_eq!(open.row_count(), 400);
}

#[test]
fn another_text_forgets_what_was_found_for_the_one_before() {
    let fixture = PaneFixture::with_rows(6, 4);
    let mut open = found(&fixture, "web-2");
    open.text = "no-such-row".to_owned();
    open.sync(&fixture.view(), TARGET, || ());
    assert_eq!(open.hits(), []);
}
