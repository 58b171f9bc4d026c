use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::bookmarks::MAX_BOOKMARKS;
use crate::app::pane::PaneSpec;
use crate::ui::fixtures::PaneFixture;

#[test]
fn of_a_thousand_bookmarks_those_in_view_are_laid_out() {
    let mut fixture = PaneFixture::new();
    fixture.bookmarks = Bookmarks::without_file();
    for n in 0..MAX_BOOKMARKS {
        let name = format!("bookmark {n}");
        fixture.bookmarks.add(&name, PaneSpec::default()).unwrap();
    }
    let mut state = BookmarksUi::default();
    let mut harness = Harness::builder()
        .with_size([240.0, 400.0])
        .build_ui(move |ui| {
            bookmarks_ui(ui, &mut state, None, &fixture.view(), &mut Vec::new());
        });
    harness.run_steps(3);
    harness.get_by_label("bookmark 0");
    let drawn = harness.get_all_by_label_contains("bookmark ").count();
    // Each has its words, a button to rename and one to delete.
    assert!(drawn <= 4 * 20, "{drawn}");
}

/// What the panel is drawn from, and what it asked for.
struct Shown {
    fixture: PaneFixture,
    state: BookmarksUi,
    commands: Vec<Command>,
}

fn three() -> Harness<'static, Shown> {
    let mut fixture = PaneFixture::new();
    fixture.bookmarks = Bookmarks::without_file();
    for name in ["buckets", "networks", "roles"] {
        fixture.bookmarks.add(name, PaneSpec::default()).unwrap();
    }
    let shown = Shown {
        fixture,
        state: BookmarksUi::default(),
        commands: Vec::new(),
    };
    let mut harness = Harness::builder().with_size([240.0, 400.0]).build_ui_state(
        |ui, shown: &mut Shown| {
            let view = shown.fixture.view();
            bookmarks_ui(ui, &mut shown.state, None, &view, &mut shown.commands);
        },
        shown,
    );
    harness.run_steps(3);
    harness.get_by_label("Saved bookmarks").focus();
    harness.run_steps(2);
    harness
}

fn press(harness: &mut Harness<'_, Shown>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

#[test]
fn a_bookmark_is_found_by_typing_and_loaded_by_enter() {
    let mut harness = three();
    harness.event(egui::Event::Text("n".into()));
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    let load = BookmarkCommand::Load {
        name: "networks".into(),
    };
    assert_eq!(harness.state().commands, [Command::Bookmark(load)]);
}

#[test]
fn a_bookmark_is_renamed_from_its_menu_and_the_list_has_the_keyboard_again() {
    let mut harness = three();
    press(&mut harness, Key::ArrowDown);
    harness.get_by_label("networks").click_secondary();
    harness.run_steps(3);
    harness.get_by_label("Rename").click();
    harness.run_steps(3);
    harness.event(egui::Event::Text("!".into()));
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    let rename = BookmarkCommand::Rename {
        name: "networks".into(),
        new_name: "networks!".into(),
    };
    assert_eq!(harness.state().commands, [Command::Bookmark(rename)]);
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands.len(), 2, "it loads by Enter");
}
