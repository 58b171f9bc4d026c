use std::sync::Arc;

use super::*;
use crate::app::pane::ledger_text::LedgerText;
use crate::app::resource_explorer::ledger::LedgerEntry;
use crate::model::QueryKey;

#[test]
fn run_and_stop_stand_in_the_same_place() {
    let mut window = window(PaneFixture::new());
    assert_eq!(
        click(&mut window, "Run"),
        [Command::Query(PANE, QueryCommand::Run)]
    );
    let run = window.get_by_label("Run").rect();
    window.state_mut().fixture.pane().begin(Generation(1));
    window.run_steps(3);
    assert_eq!(window.get_by_label("Stop").rect().right(), run.right());
    assert_eq!(
        click(&mut window, "Stop"),
        [Command::Query(PANE, QueryCommand::Cancel)]
    );
    assert!(window.query_by_label("Run").is_none());
    world_ends(&mut window);
    let refresh = window.get_by_label("Refresh").rect();
    assert_eq!(refresh, run, "nothing is left to run");
    assert_eq!(
        click(&mut window, "Refresh"),
        [Command::Query(PANE, QueryCommand::Refresh)]
    );
    let mut scope = window.state_mut().fixture.pane().spec.scope.to_scope();
    scope.regions = [region("eu-west-1")].into_iter().collect();
    window.state_mut().fixture.pane().set_scope(scope);
    window.run_steps(3);
    assert_eq!(window.get_by_label("Run").rect(), run);
}

fn world_ends(window: &mut Window) {
    let end = ProgressEvent::Finished(FinishReason::Done);
    window.state_mut().fixture.event(end);
    window.run_steps(3);
}

#[test]
fn closing_a_chip_narrows_the_scope_and_an_empty_scope_cannot_run() {
    let mut fixture = PaneFixture::new();
    let mut scope = fixture.pane().spec.scope.to_scope();
    scope.regions = [region("eu-west-1")].into_iter().collect();
    fixture.pane().set_scope(scope);
    let mut window = window(fixture);
    let commands = click(&mut window, "Remove eu-west-1");
    let [Command::Pane(PANE, PaneCommand::SetScope(scope))] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!(scope.regions, Selection::Only(Default::default()));
    carry_out(&mut window, &commands);
    assert!(window.query_by_label("No regions").is_some());
    assert_eq!(click(&mut window, "Run"), []);
}

#[test]
fn an_idle_pane_asks_for_no_repaint() {
    let mut fixture = PaneFixture::with_rows(50, 10);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    fixture.pane().cursor = Some(RowIndex(0));
    let mut window = window(fixture);
    // Would panic if every frame asked for another.
    window.run();
}

#[test]
fn the_status_bar_says_how_far_and_what_failed() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    fixture.outcome("us-east-1", Outcome::Denied, Some(denied()));
    let mut window = window(fixture);
    let text = "Phase 1: 50/50 | Phase 2: 45/50 | Memory: 892 MB / 13107 MB (6%)";
    assert!(window.query_by_label(text).is_some());
    click(&mut window, "2 denied");
    assert!(
        window
            .query_by_label_contains("not allowed: ec2:DescribeVolumes")
            .is_some()
    );
    let commands = click(&mut window, "Retry all");
    assert!(
        matches!(commands.as_slice(), [Command::Query(_, QueryCommand::Retry(keys))] if keys.len() == 2),
        "{commands:?}"
    );
    let commands = click(&mut window, "Copy");
    assert!(
        matches!(commands.as_slice(), [Command::Copy(CopyCommand::Text { text, .. })] if text.contains("176031372159:eu-west-1:AWS::EC2::Volume")),
        "{commands:?}"
    );
    click(&mut window, "2 query keys");
    assert!(
        window
            .query_by_label("176031372159:us-east-1:AWS::EC2::Volume")
            .is_some()
    );
}

#[test]
fn a_narrow_pane_with_long_names_and_errors_keeps_its_lines_inside() {
    let fixture = || {
        let mut fixture = PaneFixture::with_rows(3, 3);
        let mut long = instance(9);
        long.tags = Tags::NONE.or_called(&"a-very-long-name-".repeat(4_000));
        fixture.add_rows(vec![long]);
        fixture.outcome("eu-west-1", Outcome::Failed, Some(denied()));
        fixture.pane().spec.details = DetailsSide::Closed;
        fixture
    };
    for size in [
        [256.0, 200.0],
        [320.0, 240.0],
        [500.0, 400.0],
        [700.0, 400.0],
    ] {
        let window = sized(fixture(), size);
        let lines = window.get_all_by_role(Role::TreeItem);
        let rects: Vec<_> = lines.map(|line| line.rect()).collect();
        let drawn = rects.iter().filter(|rect| rect.top() < size[1]).count();
        assert!(drawn > 0, "{size:?}");
        let inside = |rect: &Rect| rect.right() <= size[0] + 0.5;
        assert!(rects.iter().all(inside), "{size:?}: {rects:?}");
    }
}

#[test]
fn failures_of_many_lists_are_grouped_by_another_thread_and_stay_unfolded() {
    let mut fixture = PaneFixture::new();
    fixture.pane().begin(Generation(1));
    let line = |number: usize| {
        let mut line = LedgerEntry::new(
            QueryKey {
                account: account(&format!("{number:012}")),
                region: region("eu-west-1"),
                resource_type: ty("AWS::EC2::Volume"),
            },
            Outcome::Denied,
        );
        line.error = Some(Arc::new(denied()));
        line
    };
    fixture.pane().ledger.extend((0..10_500).map(line));
    fixture.event(ProgressEvent::Finished(FinishReason::Done));
    let mut window = window(fixture);
    click(&mut window, "10,500 denied");
    until_shown(&mut window, "10,500 query keys");
    click(&mut window, "10,500 query keys");
    let first = "000000000000:eu-west-1:AWS::EC2::Volume";
    assert!(window.query_by_label(first).is_some());
    let more = line(10_500);
    window
        .state_mut()
        .fixture
        .event(ProgressEvent::Outcome(more));
    until_shown(&mut window, "10,501 query keys");
    assert!(window.query_by_label(first).is_some(), "still unfolded");
    let commands = click(&mut window, "Copy all");
    assert!(matches!(
        commands.as_slice(),
        [Command::Copy(CopyCommand::Ledger {
            text: LedgerText::Failures,
            ..
        })]
    ));
}

/// Draws until another thread has done its part.
fn until_shown(window: &mut Window, label: &str) {
    let started = std::time::Instant::now();
    while window.query_by_label(label).is_none() {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "never shown: {label}"
        );
        std::thread::sleep(Duration::from_millis(5));
        window.run_steps(1);
    }
    // What pops up finds its place in the frames that follow.
    window.run_steps(3);
}
