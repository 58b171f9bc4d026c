//! What a pane has to tell, in the line below its rows.

use super::*;

#[test]
fn the_message_of_the_memory_limit_offers_what_to_do() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.pane().begin(Generation(2));
    let text = "Memory limit exceeded: 12,500 MB / 13,107 MB (80% of system RAM)";
    fixture.event(ProgressEvent::MemoryLimit(text.into()));
    fixture.event(ProgressEvent::Finished(FinishReason::MemoryLimit));
    let id = fixture.pane().banners[0].id;
    let mut window = window(fixture);
    assert!(window.query_by_label(text).is_some());
    assert!(window.query_by_label("web-1").is_some(), "rows stay");
    assert_eq!(
        click(&mut window, "Clear cache"),
        [Command::Cache(CacheCommand::Clear)]
    );
    assert_eq!(
        click(&mut window, "Close pane"),
        [Command::Tile(PANE, TileCommand::Close)]
    );
    assert_eq!(
        click(&mut window, "Raise limit"),
        [Command::Panel(PanelCommand::Show(ShownPanel::Settings))]
    );
    assert_eq!(
        click(&mut window, "Dismiss message"),
        [Command::Pane(PANE, PaneCommand::DismissBanner(id))]
    );
    assert_eq!(click(&mut window, "Narrow scope"), []);
    assert!(window.state().ui.is_editing_scope());
}

const LONG: &str = "One account waits for its sign-in, which is said here in a sentence that is longer than a line.";

/// A pane with a long message of three buttons.
fn window_with_a_message(width: f32) -> Window {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let banner = Banner::new(BannerKind::Waiting, Outcome::SignIn, LONG);
    fixture.pane().show_banner(banner.offering([
        BannerAction::Accounts,
        BannerAction::ClearCache,
        BannerAction::NarrowScope,
    ]));
    sized(fixture, [width, 500.0])
}

#[test]
fn a_message_takes_one_line_however_narrow_the_pane_is_and_is_whole_at_a_click() {
    for width in [240.0, 320.0, 640.0, 1280.0] {
        let mut window = window_with_a_message(width);
        let text = window.get_by_label(LONG).rect();
        let dismiss = window.get_by_label("Dismiss message").rect();
        assert!(text.height() < 24.0, "{width}: {text}");
        assert!(dismiss.left() >= text.right(), "{width}: {dismiss} {text}");
        assert!(dismiss.right() <= width, "{width}: {dismiss}");
        let buttons = ["Accounts", "Clear cache", "Narrow scope"];
        let mut hidden = 0;
        for label in buttons {
            let Some(button) = window.query_by_label(label) else {
                hidden += 1;
                continue;
            };
            let button = button.rect();
            assert!(!button.intersects(text), "{width}: {label} {button} {text}");
            assert!(button.right() <= dismiss.left(), "{width}: {label}");
        }
        assert_eq!(
            hidden == 0,
            width > 1000.0,
            "{width}: {hidden} have no room"
        );
        if hidden > 0 {
            click(&mut window, "Whole message");
            for label in buttons {
                assert!(
                    window.query_all_by_label(label).count() > 0,
                    "{width}: {label}"
                );
            }
        }
    }
}

#[test]
fn several_messages_are_one_line_with_all_of_them_behind_a_button() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    for text in ["first told", "second told", "third told"] {
        let banner = Banner::new(BannerKind::Waiting, Outcome::SignIn, text);
        fixture.pane().show_banner(banner);
    }
    let mut window = window(fixture);
    assert!(window.query_by_label("third told").is_some());
    assert!(window.query_by_label("first told").is_none());
    click(&mut window, "2 more");
    for text in ["first told", "second told"] {
        assert!(window.query_by_label(text).is_some(), "{text}");
    }
}

/// Where the rows begin, and the first of them.
fn tops(window: &Window) -> [f32; 2] {
    ["Resources", "web-1"].map(|label| window.get_by_label(label).rect().top())
}

/// Draws four frames, and says in which of them rows were elsewhere than at `before`.
fn moved(window: &mut Window, before: [f32; 2]) -> Vec<[f32; 2]> {
    let mut moved = Vec::new();
    for _ in 0..4 {
        window.step();
        moved.extend(Some(tops(window)).filter(|now| *now != before));
    }
    moved
}

#[test]
fn no_row_moves_whatever_is_told_of_a_pane() {
    let sign_in = || crate::app::resource_explorer::source::SourceError::SignIn {
        via: "profile prod".into(),
        reason: "expired".into(),
    };
    for width in [300.0, 640.0, 1100.0] {
        let mut window = sized(PaneFixture::with_rows(9, 4), [width, 640.0]);
        window.state_mut().fixture.pane().begin(Generation(2));
        window.state_mut().fixture.add_rows(vec![instance(1)]);
        window.run_steps(3);
        let before = tops(&window);
        let paused = |digits| ProgressEvent::AccountPaused {
            account: account(digits),
            error: sign_in(),
        };
        let events = [
            ProgressEvent::Waiting("Waiting for memory.".into()),
            paused(PROD),
            paused(DEV),
            ProgressEvent::MemoryLimit("Memory limit exceeded".into()),
            ProgressEvent::Finished(FinishReason::Cancelled),
        ];
        for event in events {
            let said = format!("{width}: {event:?}");
            window.state_mut().fixture.event(event);
            assert_eq!(moved(&mut window, before), [[0.0; 2]; 0], "{said}");
        }
        for filter in ["nmae:x", "web or has:Unknown", "web"] {
            window.state_mut().fixture.pane().set_filter(filter.into());
            window.state_mut().fixture.settle();
            assert_eq!(
                moved(&mut window, before),
                [[0.0; 2]; 0],
                "{width}: {filter}"
            );
        }
        window.state_mut().fixture.pane().banners.clear();
        assert_eq!(
            moved(&mut window, before),
            [[0.0; 2]; 0],
            "{width}: all over"
        );
    }
}

/// A window whose filter was typed.
fn typing(text: &str) -> Window {
    let mut window = window(PaneFixture::with_rows(3, 0));
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    window.get_by_label("Filter").type_text(text);
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    carry_out(&mut window, &commands);
    window
}

#[test]
fn a_filter_that_cannot_be_read_leaves_the_rows_and_says_why_below_the_field() {
    let mut window = typing("nmae:web");
    assert!(window.query_by_label("web-1").is_some(), "rows stay");
    let said = window.get_by_label_contains("unknown field 'nmae'").rect();
    let field = window.get_by_label("Filter").rect();
    assert!(said.top() >= field.bottom() && said.top() < field.bottom() + 24.0);
    assert_eq!(
        window.query_all_by_label_contains("unknown field").count(),
        1
    );
    window.key_press(Key::Tab);
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let set = PaneCommand::SetFilter("name:web".into());
    assert_eq!(commands, [Command::Pane(PANE, set)]);
    assert!(window.get_by_label("Filter").is_focused());
    // Out of the field it is told below the rows.
    let mut window = typing("nmae:web");
    window.get_by_label("Resources").focus();
    window.run_steps(3);
    let said = window.get_by_label_contains("unknown field 'nmae'").rect();
    assert!(said.top() > window.get_by_label("Resources").rect().bottom() - 1.0);
    assert_eq!(
        window.query_all_by_label_contains("unknown field").count(),
        1
    );
}
