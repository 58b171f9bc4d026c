//! A pane at every width: its head and foot are whole, and nothing in them overlaps.

use egui::Rect;
use egui::accesskit::Role;

use super::*;

/// The least width of a pane, and the widest that is tried, in points.
const LEAST: usize = 240;
const WIDEST: usize = 1600;

/// What the state of these tests has around a pane, on both sides together, in points.
const AROUND: f32 = 16.0;

/// Controls that stand in no other one.
fn is_control(role: Role) -> bool {
    matches!(
        role,
        Role::Button | Role::TextInput | Role::SearchInput | Role::Status | Role::Label
    )
}

/// What stands in the head and in the foot of the pane, by name.
fn head_and_foot(window: &Window) -> Vec<(Role, String, Rect)> {
    let list = window.query_by_label("Resources").map(|node| node.rect());
    let rows = list.expect("the rows are between head and foot");
    let all = window.root().children_recursive();
    let controls = all.filter(|node| is_control(node.accesskit_node().role()));
    let named = controls.map(|node| {
        let access = node.accesskit_node();
        let name = access.label().or_else(|| access.value());
        (access.role(), name.unwrap_or_default(), node.rect())
    });
    named
        .filter(|(_, _, rect)| {
            rect.bottom() <= rows.top() - tokens::HEADER_HEIGHT || rect.top() >= rows.bottom()
        })
        .collect()
}

fn busy_world() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(40, 20);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    let mut scope = fixture.pane().spec.scope.to_scope();
    scope.accounts = [account(PROD), account(DEV)].into_iter().collect();
    scope.regions = ["eu-west-1", "us-east-1", "ap-southeast-2"]
        .map(region)
        .into_iter()
        .collect();
    fixture.pane().set_scope(scope);
    fixture.pane().set_filter("name:web".into());
    fixture.pane().select_all();
    fixture.settle();
    fixture
}

/// Whether one is drawn within the other on purpose: the cross of a chip or a field, a part of the founding text.
fn is_part(one: &(Role, String, Rect), other: &(Role, String, Rect)) -> bool {
    one.2.expand(0.5).contains_rect(other.2) && (one.0 == Role::Status || is_cross(&other.1))
}

fn is_cross(name: &str) -> bool {
    name.starts_with("Remove ") || name.starts_with("Clear ")
}

fn check(window: &Window, width: f32) {
    let drawn = head_and_foot(window);
    assert!(drawn.len() >= 8, "{width}: {drawn:?}");
    for (at, one) in drawn.iter().enumerate() {
        let rect = one.2;
        assert!(
            rect.left() >= AROUND / 2.0 && rect.right() <= width + 0.5,
            "{width}: {one:?} leaves the pane"
        );
        for other in &drawn[at + 1..] {
            let common = rect.intersect(other.2);
            let overlaps = common.width() > 0.5 && common.height() > 0.5;
            assert!(
                !overlaps || is_part(one, other) || is_part(other, one),
                "{width}: {one:?} and {other:?}"
            );
        }
    }
    let filter = window.get_by_label("Filter").rect();
    assert!(filter.width() >= 160.0, "{width}: {filter}");
    let text = "Phase 1: 50/50 | Phase 2: 45/50 | Memory: 892 MB / 13107 MB (6%)";
    let text = window.get_by_label(text).rect();
    assert!(
        text.right() <= width && text.bottom() <= 640.5,
        "{width}: {text}"
    );
}

/// The parts of the founding text that are controls of their own.
fn text_parts(window: &Window) -> [Rect; 2] {
    let parts = ["Phase 1: 50/50", "Memory: 892 MB / 13107 MB (6%)"];
    parts.map(|part| window.get_by_label(part).rect())
}

#[test]
fn head_and_foot_are_whole_at_every_width_and_nothing_in_them_overlaps() {
    let mut window = sized(busy_world(), [WIDEST as f32 + AROUND, 640.0]);
    // In the widest pane the founding text has more room than it needs.
    let whole = text_parts(&window);
    for width in (LEAST..=WIDEST).step_by(20) {
        let width = width as f32;
        window.set_size(vec2(width + AROUND, 640.0));
        window.run_steps(3);
        check(&window, width + AROUND / 2.0);
        for (part, whole) in text_parts(&window).iter().zip(whole) {
            let is_whole = (part.width() - whole.width()).abs() < 0.5;
            assert!(is_whole, "{width}: {part}");
        }
    }
}

#[test]
fn nothing_in_head_and_foot_moves_while_a_query_runs_and_ends() {
    for width in [240.0, 300.0, 420.0, 640.0, 900.0, 1280.0] {
        let mut fixture = PaneFixture::with_rows(30, 20);
        fixture.pane().begin(Generation(2));
        let mut window = sized(fixture, [width + AROUND, 640.0]);
        let at = |window: &Window| {
            let places = ["Resources", "Filter", "More"];
            places.map(|label| window.get_by_label(label).rect())
        };
        let before = at(&window);
        let fixture = &mut window.state_mut().fixture;
        fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
        window.run_steps(3);
        assert_eq!(at(&window), before, "{width}: something failed");
        window.state_mut().fixture.pane().select_all();
        window.run_steps(3);
        assert_eq!(at(&window), before, "{width}: rows were selected");
        let end = ProgressEvent::Finished(FinishReason::Cancelled);
        window.state_mut().fixture.event(end);
        window.run_steps(3);
        assert_eq!(at(&window), before, "{width}: it was stopped");
    }
}
