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
fn only_visible_rows_are_drawn_however_many_there_are() {
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
fn rows_that_come_above_do_not_move_visible_rows() {
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
        harness.state_mut().rows.scroll_into_view(row);
        harness.run();
        let rect = harness.get_by_label(&format!("row {row}")).rect();
        assert!(rect.top() >= 0.0 && rect.bottom() <= 220.5, "{rect:?}");
    }
}

#[test]
fn at_ten_million_rows_the_end_is_one_key_and_a_step_back_is_a_row() {
    let mut harness = harness(10_000_000);
    harness.run();
    harness.get_by_label("Numbers").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    let end = harness.state().rows.anchor();
    assert_eq!(harness.state().visible.end, 10_000_000);
    let last = harness.get_by_label("row 9999999").rect();
    assert_eq!(
        last.bottom(),
        harness.get_by_label("Numbers").rect().bottom()
    );
    harness.key_press(Key::ArrowUp);
    harness.run();
    let up = harness.state().rows.anchor();
    assert_eq!(up.first_row, end.first_row - 1);
    assert_eq!(up.px_into_row, end.px_into_row, "exactly a row");
    let last = harness.get_by_label("row 9999998").rect();
    assert_eq!(
        last.bottom(),
        harness.get_by_label("Numbers").rect().bottom()
    );
    // A point is a point, also at the far end.
    wheel(&mut harness, 1.0);
    let moved = harness.state().rows.anchor();
    let before = f64::from(up.px_into_row) + up.first_row as f64 * 22.0;
    let after = f64::from(moved.px_into_row) + moved.first_row as f64 * 22.0;
    assert!((before - after - 1.0).abs() < 1e-3, "{up:?} {moved:?}");
}

#[test]
fn the_thumb_of_ten_million_rows_stays_where_it_is_dragged() {
    let mut harness = harness(10_000_000);
    harness.run();
    let rect = harness.get_by_label("Numbers").rect();
    let x = rect.right() - tokens::SCROLLBAR_WIDTH / 2.0;
    harness.drag_at(pos2(x, rect.top() + 12.0));
    harness.step();
    let mut rows = Vec::new();
    for down in [50.0, 51.0, 52.0, 51.0, 50.0] {
        harness.hover_at(pos2(x, rect.top() + 12.0 + down));
        harness.run();
        rows.push(harness.state().rows.anchor().first_row);
        assert!(harness.state().drawn <= 12);
    }
    assert!(rows[0] < rows[1] && rows[1] < rows[2], "{rows:?}");
    assert_eq!((rows[0], rows[1]), (rows[4], rows[3]), "there and back");
    // Held still, nothing moves.
    harness.run_steps(3);
    assert_eq!(harness.state().rows.anchor().first_row, rows[4]);
    let share = 50.0 / f64::from(rect.height() - tokens::THUMB_MIN);
    let expected = share * 10_000_000.0;
    assert!(
        (rows[0] as f64 - expected).abs() < 20.0,
        "{} {expected}",
        rows[0]
    );
    harness.drop_at(pos2(x, rect.top() + 62.0));
    harness.run();
    assert_eq!(harness.state().rows.anchor().first_row, rows[4]);
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
