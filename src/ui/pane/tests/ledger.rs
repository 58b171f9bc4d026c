//! The ledger panel as a person meets it.

use std::sync::Arc;

use super::*;
use crate::app::resource_explorer::ledger::LedgerEntry;
use crate::model::{Provider, QueryKey, QueryScope};
use crate::ui::fixtures::PROD;

fn key(region_code: &str, type_name: &str) -> QueryKey {
    QueryKey {
        account: account(PROD),
        region: region(region_code),
        resource_type: ty(type_name),
    }
}

fn ended(key: QueryKey, outcome: Outcome, rows: u64) -> LedgerEntry {
    LedgerEntry {
        rows,
        provider: Some(Provider::Ec2),
        error: (outcome == Outcome::Denied).then(denied).map(Arc::new),
        ..LedgerEntry::new(key, outcome)
    }
}

/// `prod` with instances in two regions, volumes denied in one of them, and something of RDS.
fn estate() -> PaneFixture {
    let mut fixture = PaneFixture::new();
    fixture.pane().begin(Generation(1));
    for (key, outcome, rows) in [
        (key("eu-west-1", "AWS::EC2::Instance"), Outcome::Complete, 7),
        (key("eu-west-1", "AWS::EC2::Volume"), Outcome::Denied, 0),
        (
            key("us-east-1", "AWS::EC2::Instance"),
            Outcome::Complete,
            1_200,
        ),
        (
            key("us-east-1", "AWS::RDS::DBInstance"),
            Outcome::Cancelled,
            0,
        ),
    ] {
        fixture.event(ProgressEvent::Outcome(ended(key, outcome, rows)));
    }
    fixture.event(ProgressEvent::Finished(FinishReason::Done));
    fixture
}

/// Opens the panel, or closes it, by the menu of the pane's head, which the program carries out.
fn open_ledger(window: &mut Window) {
    click(window, "More");
    let commands = click(window, "Ledger");
    assert_eq!(commands, [Command::Tile(PANE, TileCommand::ToggleLedger)]);
    window.state_mut().ui.toggle_ledger();
    window.run_steps(3);
}

/// The window with the panel open, in a pane of the width that must be enough.
fn opened(fixture: PaneFixture) -> Window {
    let mut window = sized(fixture, [640.0, 600.0]);
    open_ledger(&mut window);
    window
}

#[test]
fn the_ledger_opens_from_the_toolbar_and_the_status_bar() {
    let mut window = sized(estate(), [640.0, 600.0]);
    let denied = "prod eu-west-1 EC2: denied, 7 rows";
    assert!(window.query_by_label(denied).is_none());
    click(&mut window, "Phase 1: 50/50");
    assert!(window.query_by_label(denied).is_some());
    let complete = "prod us-east-1 EC2: complete, 1,200 rows";
    assert!(window.query_by_label(complete).is_some());
    click(&mut window, "Close ledger");
    assert!(window.query_by_label(denied).is_none());
    open_ledger(&mut window);
    assert!(window.query_by_label(denied).is_some());
    assert!(
        window
            .query_by_label("2 of 4 query keys complete")
            .is_some()
    );
}

#[test]
fn a_cell_shows_its_lists_and_asks_again_for_those_that_failed() {
    let mut window = opened(estate());
    let top = window.get_by_label("Close ledger").rect();
    click(&mut window, "prod eu-west-1 EC2: denied, 7 rows");
    let same = window.get_by_label("Close ledger").rect();
    assert_eq!(top, same, "the panel keeps its height");
    let line =
        "EBS Volume: denied, 0 rows  not allowed: ec2:DescribeVolumes (UnauthorizedOperation)";
    assert!(window.query_by_label(line).is_some());
    assert!(
        window
            .query_by_label("EC2 Instance: complete, 7 rows")
            .is_some()
    );
    let volumes = key("eu-west-1", "AWS::EC2::Volume");
    assert_eq!(
        click(&mut window, "Retry"),
        [Command::Query(PANE, QueryCommand::Retry(vec![volumes]))]
    );
    click(&mut window, "Close query keys");
    assert!(window.query_by_label(line).is_none());
}

#[test]
fn failed_lists_are_retried_together_even_while_the_query_runs() {
    let mut window = opened(estate());
    let [Command::Query(PANE, QueryCommand::Retry(keys))] = &click(&mut window, "Retry failed")[..]
    else {
        panic!("no retry")
    };
    assert_eq!(keys.len(), 2, "denied and cancelled");
    // Another account waits for a sign-in, and the query with it.
    let state = window.state_mut();
    state.fixture.pane().begin_retry(Generation(2), &[]);
    let mut held = key("eu-west-1", "AWS::EC2::Instance");
    held.account = account(DEV);
    let held = ended(held, Outcome::SignIn, 0);
    state.fixture.event(ProgressEvent::Outcome(held));
    std::thread::sleep(Duration::from_millis(50));
    window.run_steps(3);
    let commands = click(&mut window, "Retry failed");
    let [Command::Query(_, QueryCommand::Retry(keys))] = &commands[..] else {
        panic!("{commands:?}")
    };
    assert_eq!(keys.len(), 2, "what waits goes on by itself");
    click(&mut window, "prod eu-west-1 EC2: denied, 7 rows");
    let commands = click(&mut window, "Retry");
    assert!(
        matches!(&commands[..], [Command::Query(_, QueryCommand::Retry(keys))] if keys.len() == 1)
    );
    click(&mut window, "dev eu-west-1 EC2: sign-in needed, 0 rows");
    assert_eq!(click(&mut window, "Retry"), []);
}

#[test]
fn one_list_of_a_cell_is_asked_again_alone() {
    let mut fixture = estate();
    let vpcs = key("eu-west-1", "AWS::EC2::VPC");
    fixture.event(ProgressEvent::Outcome(ended(vpcs, Outcome::Failed, 0)));
    let mut window = opened(fixture);
    click(&mut window, "prod eu-west-1 EC2: denied, 7 rows");
    assert_eq!(
        click(&mut window, "Retry VPC"),
        [Command::Query(PANE, QueryCommand::Retry(vec![vpcs]))]
    );
    let commands = click(&mut window, "Retry");
    assert!(
        matches!(&commands[..], [Command::Query(_, QueryCommand::Retry(keys))] if keys.len() == 2)
    );
    assert!(
        window.query_by_label("Retry EC2 Instance").is_none(),
        "what is complete is not asked again"
    );
}

#[test]
fn answers_from_the_cache_say_how_old_they_are_and_can_be_looked_for() {
    let mut fixture = estate();
    let mut cached = ended(
        key("us-east-1", "AWS::EC2::Instance"),
        Outcome::Complete,
        1_200,
    );
    cached.cached_age = Some(Duration::from_secs(300));
    fixture.event(ProgressEvent::Outcome(cached));
    let mut window = opened(fixture);
    let cell = "prod us-east-1 EC2: complete, 1,200 rows, cached 5 min";
    assert!(window.query_by_label(cell).is_some());
    click(&mut window, "Show: all");
    click(&mut window, "from the cache (1)");
    assert!(window.query_by_label(cell).is_some());
    let other = window.query_by_label("prod eu-west-1 EC2: denied, 7 rows");
    assert!(other.is_none(), "only what came from the cache");
}

#[test]
fn what_is_shown_is_copied_and_the_filter_decides_what_is_shown() {
    let mut window = opened(estate());
    let copied = |window: &mut Window, label: &str| match &click(window, label)[..] {
        [Command::Copy(CopyCommand::Ledger { text, .. })] => {
            let lines = window.state_mut().fixture.pane().ledger.lines().clone();
            text.write(&lines).expect("something to copy")
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(copied(&mut window, "Copy as CSV").lines().count(), 1 + 4);
    click(&mut window, "Show: all");
    click(&mut window, "denied (1)");
    assert!(window.query_by_label("Show: denied").is_some());
    let cell = "prod eu-west-1 Volume: denied, 0 rows";
    assert!(window.query_by_label(cell).is_none(), "still by service");
    let cell = "prod eu-west-1 EC2: denied, 0 rows";
    assert!(window.query_by_label(cell).is_some());
    let text = copied(&mut window, "Copy as CSV");
    assert!(text.contains("AWS::EC2::Volume,denied,0,ec2,"), "{text}");
    assert_eq!(text.lines().count(), 1 + 1);
    let policy = copied(&mut window, "Copy policy for what was denied");
    let policy: serde_json::Value = serde_json::from_str(&policy).unwrap();
    let wanted = serde_json::json!(["ec2:DescribeVolumes"]);
    assert_eq!(policy["Statement"][0]["Action"], wanted);
}

#[test]
fn without_denials_there_is_no_policy_to_copy() {
    let mut fixture = PaneFixture::new();
    let scope = QueryScope {
        types: [ty("AWS::EC2::Volume")].into_iter().collect(),
        ..fixture.pane().spec.scope.to_scope()
    };
    fixture.pane().set_scope(scope);
    let key = key("eu-west-1", "AWS::EC2::Volume");
    fixture.event(ProgressEvent::Outcome(ended(key, Outcome::Complete, 3)));
    let mut window = opened(fixture);
    assert_eq!(click(&mut window, "Copy policy for what was denied"), []);
    assert_eq!(click(&mut window, "Retry failed"), []);
    let cell = "prod eu-west-1 EBS Volume: complete, 3 rows";
    assert!(
        window.query_by_label(cell).is_some(),
        "one service: by type"
    );
}

#[test]
fn the_matrix_follows_the_query_and_a_new_query_empties_it() {
    let mut window = opened(estate());
    let volumes = key("eu-west-1", "AWS::EC2::Volume");
    let again = ended(volumes, Outcome::Complete, 4);
    let fixture = &mut window.state_mut().fixture;
    fixture.event(ProgressEvent::Outcome(again));
    window.run_steps(3);
    let cell = "prod eu-west-1 EC2: complete, 11 rows";
    assert!(window.query_by_label(cell).is_some());
    window.state_mut().fixture.pane().begin(Generation(3));
    window.run_steps(3);
    assert!(window.query_by_label("No query key is done yet.").is_some());
}

#[test]
fn the_panel_keeps_its_height_without_lists_and_when_it_was_closed() {
    let mut window = opened(estate());
    let top = |window: &Window| {
        window
            .get_by_label("Ledger: outcome of every query key")
            .rect()
            .top()
    };
    let before = top(&window);
    window.state_mut().fixture.pane().begin(Generation(3));
    window.run_steps(3);
    assert_eq!(top(&window), before);
    click(&mut window, "Close ledger");
    open_ledger(&mut window);
    assert_eq!(top(&window), before);
}

#[test]
fn of_many_places_and_types_only_visible_ones_are_drawn() {
    let mut fixture = PaneFixture::new();
    fixture.pane().begin(Generation(1));
    let scope = QueryScope {
        types: [ty("AWS::EC2::Thing00")].into_iter().collect(),
        ..fixture.pane().spec.scope.to_scope()
    };
    fixture.pane().set_scope(scope);
    let types: Vec<String> = (0..30).map(|n| format!("AWS::EC2::Thing{n:02}")).collect();
    for n in 0..1_000_u64 {
        for name in &types {
            let mut key = key("eu-west-1", name);
            key.account = account(&format!("{n:012}"));
            fixture
                .pane()
                .ledger
                .record(ended(key, Outcome::Complete, n));
        }
    }
    let mut window = opened(fixture);
    let drawn = window.query_all_by_label_contains(": complete, ");
    let drawn = drawn.count();
    assert!((20..80).contains(&drawn), "{drawn} of 30,000 cells");
    window.run();
}

#[test]
fn a_low_or_narrow_pane_still_draws_the_ledger() {
    for size in [[180.0, 120.0], [320.0, 240.0], [460.0, 300.0]] {
        let mut window = sized(estate(), size);
        window.state_mut().ui.ledger.toggle();
        window.run_steps(3);
        assert!(window.state().ui.ledger.is_open(), "{size:?}");
    }
}

#[test]
fn the_matrix_is_walked_by_arrows_and_enter_opens_a_cell() {
    let mut window = opened(estate());
    window.get_by_role_and_label(Role::Grid, "Ledger").focus();
    window.run_steps(3);
    let first = "prod eu-west-1 EC2: denied, 7 rows";
    assert!(window.get_by_label(first).is_focused());
    assert_eq!(
        window.get_by_label(first).accesskit_node().role(),
        Role::GridCell
    );
    press(&mut window, Key::ArrowDown);
    let below = "prod us-east-1 EC2: complete, 1,200 rows";
    assert!(window.get_by_label(below).is_focused());
    press(&mut window, Key::ArrowRight);
    let beside = "prod us-east-1 RDS: cancelled, 0 rows";
    assert!(window.get_by_label(beside).is_focused());
    press(&mut window, Key::Home);
    press(&mut window, Key::ArrowLeft);
    press(&mut window, Key::Enter);
    // The query keys of the cell, worst first; Enter queries one again.
    window
        .get_by_role_and_label(Role::ListBox, "Query keys of the cell")
        .focus();
    window.run_steps(3);
    let volumes = key("eu-west-1", "AWS::EC2::Volume");
    assert_eq!(
        press(&mut window, Key::Enter),
        [Command::Query(PANE, QueryCommand::Retry(vec![volumes]))]
    );
    press(&mut window, Key::ArrowDown);
    assert_eq!(press(&mut window, Key::Enter), [], "what is complete");
}
