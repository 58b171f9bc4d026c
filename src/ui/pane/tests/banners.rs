use super::*;

#[test]
fn the_banner_of_the_memory_limit_offers_what_to_do() {
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

/// A pane with a long banner of three buttons.
fn window_with_a_banner(width: f32) -> Window {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let text = "One account waits for its sign-in, which is said here in a sentence that is longer than a line.";
    let banner = Banner::new(BannerKind::Waiting, Outcome::SignIn, text);
    fixture.pane().show_banner(banner.offering([
        BannerAction::Accounts,
        BannerAction::ClearCache,
        BannerAction::NarrowScope,
    ]));
    sized(fixture, [width, 500.0])
}

#[test]
fn a_banner_can_be_dismissed_in_its_first_line_however_narrow_the_pane_is() {
    for width in [320.0, 640.0, 1280.0] {
        let window = window_with_a_banner(width);
        let text = window.get_by_label_contains("One account waits").rect();
        let dismiss = window.get_by_label("Dismiss message").rect();
        assert!(
            dismiss.top() < text.top() + 20.0,
            "{width}: {dismiss} {text}"
        );
        assert!(dismiss.left() >= text.right(), "{width}: {dismiss} {text}");
        for label in ["Accounts", "Clear cache", "Narrow scope"] {
            let button = window.get_by_label(label).rect();
            assert!(!button.intersects(text), "{width}: {label} {button} {text}");
            assert!(button.right() <= width, "{width}: {label} {button}");
        }
    }
}
