use std::ops::Range;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;

struct State {
    rows: VirtualRows,
    count: usize,
    keys: RowKeys,
    drawn: usize,
    visible: Range<usize>,
    first_top: f32,
}

fn harness(count: usize) -> Harness<'static, State> {
    let state = State {
        rows: VirtualRows::default(),
        count,
        keys: RowKeys::Scroll,
        drawn: 0,
        visible: 0..0,
        first_top: 0.0,
    };
    Harness::builder().with_size([300.0, 220.0]).build_ui_state(
        |ui, state: &mut State| {
            let State {
                rows, count, keys, ..
            } = state;
            let shape = RowsShape {
                label: "Numbers",
                row_count: *count,
                row_height: 22.0,
                keys: *keys,
            };
            let (mut drawn, mut first_top) = (0, None);
            let output = rows.show(ui, shape, |ui, row, rect| {
                drawn += 1;
                first_top.get_or_insert(rect.top());
                let response = ui.interact(rect, Id::unique(("row", row)), Sense::CLICK);
                response.widget_info(|| {
                    WidgetInfo::labeled(Role::ListItem, true, format!("row {row}"))
                });
            });
            state.drawn = drawn;
            state.visible = output.visible;
            state.first_top = first_top.unwrap_or_default();
        },
        state,
    )
}

fn wheel(harness: &mut Harness<'static, State>, points: f32) {
    harness.hover_at(pos2(100.0, 100.0));
    harness.step();
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Default::default(),
    });
    harness.run();
}

#[test]
fn only_rows_in_sight_are_drawn_however_many_there_are() {
    for count in [1_000, 10_000_000] {
        let mut harness = harness(count);
        harness.run();
        assert!(
            (9..=12).contains(&harness.state().drawn),
            "{} rows drawn of {count}",
            harness.state().drawn
        );
    }
}

#[test]
fn the_wheel_scrolls_by_its_points_even_at_row_nine_million() {
    let mut harness = harness(10_000_000);
    harness.state_mut().rows.scroll_to(9_000_000);
    harness.run();
    let before = harness.state().first_top;
    wheel(&mut harness, -3.0);
    assert_eq!(harness.state().rows.anchor().first_row, 9_000_000);
    assert!(
        (before - harness.state().first_top - 3.0).abs() < 0.51,
        "three points down, in whole pixels"
    );
}

#[test]
fn rows_that_come_above_do_not_move_what_is_in_sight() {
    let mut harness = harness(1_000);
    harness.state_mut().rows.scroll_to(500);
    harness.run();
    wheel(&mut harness, -5.0);
    let before = harness.get_by_label("row 505").rect();
    // A hundred rows come in above: what was row 500 is row 600 now.
    harness.state_mut().count = 1_100;
    harness.state_mut().rows.rebase(600);
    harness.run();
    assert_eq!(harness.get_by_label("row 605").rect(), before);
}

#[test]
fn a_row_asked_for_comes_into_sight_whole() {
    let mut harness = harness(10_000_000);
    for row in [7_654_321, 9_999_999, 0] {
        harness.state_mut().rows.reveal(row);
        harness.run();
        let rect = harness.get_by_label(&format!("row {row}")).rect();
        assert!(rect.top() >= 0.0 && rect.bottom() <= 220.5, "{rect:?}");
    }
}

#[test]
fn keys_scroll_once_the_list_has_the_keyboard() {
    let mut harness = harness(1_000);
    harness.run();
    harness.get_by_label("Numbers").focus();
    harness.run();
    harness.key_press(Key::PageDown);
    harness.run();
    let page = harness.state().rows.anchor().first_row;
    assert!((8..=10).contains(&page), "{page}");
    harness.key_press(Key::End);
    harness.run();
    assert_eq!(harness.state().visible.end, 1_000);
    harness.key_press(Key::Home);
    harness.run();
    assert_eq!(harness.state().rows.anchor(), Anchor::default());
    harness.state_mut().keys = RowKeys::Caller;
    harness.key_press(Key::End);
    harness.run();
    assert_eq!(
        harness.state().rows.anchor(),
        Anchor::default(),
        "keys are the caller's"
    );
}

#[test]
fn dragging_the_thumb_to_the_bottom_shows_the_last_row() {
    let mut harness = harness(10_000_000);
    harness.run();
    let rect = harness.get_by_label("Numbers").rect();
    let x = rect.right() - tokens::SCROLLBAR_WIDTH / 2.0;
    harness.drag_at(pos2(x, rect.top() + 5.0));
    harness.step();
    harness.hover_at(pos2(x, rect.bottom() + 50.0));
    harness.step();
    harness.drop_at(pos2(x, rect.bottom() + 50.0));
    harness.run();
    assert_eq!(harness.state().visible.end, 10_000_000);
}
