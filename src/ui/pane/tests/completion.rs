//! Suggestions below the filter.

use super::*;

fn typing(text: &str) -> Window {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    window.get_by_label("Filter").type_text(text);
    window.run_steps(4);
    window
}

fn typed(window: &mut Window) -> Option<String> {
    let commands = std::mem::take(&mut window.state_mut().commands);
    commands
        .into_iter()
        .rev()
        .find_map(|command| match command {
            Command::Pane(PANE, PaneCommand::SetFilter(text)) => Some(text),
            _ => None,
        })
}

fn is_shown(window: &Window) -> bool {
    window.query_by_label("Filter suggestions").is_some()
}

#[test]
fn tab_writes_the_field_and_then_its_value_with_the_number_of_rows() {
    let mut window = typing("typ");
    assert!(is_shown(&window));
    window.key_press(Key::Tab);
    window.run_steps(4);
    assert_eq!(typed(&mut window).as_deref(), Some("type:"));
    assert!(window.query_by_label_contains("\"EC2 Instance\"").is_some());
    window.key_press(Key::Tab);
    window.run_steps(4);
    assert_eq!(
        typed(&mut window).as_deref(),
        Some("type:\"EC2 Instance\" ")
    );
    assert!(
        window.get_by_label("Filter").is_focused(),
        "the keyboard stays in the filter"
    );
    assert!(!is_shown(&window), "nothing was begun");
}

#[test]
fn down_chooses_enter_takes_and_escape_closes_the_suggestions_alone() {
    let mut window = typing("type:");
    window.key_press(Key::ArrowDown);
    window.run_steps(2);
    window.key_press(Key::ArrowDown);
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(4);
    let taken = typed(&mut window).unwrap();
    assert!(
        taken.starts_with("type:") && !taken.contains("Instance"),
        "{taken}"
    );
    let mut window = typing("type:");
    assert!(is_shown(&window));
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!is_shown(&window));
    assert!(window.get_by_label("Filter").is_focused());
    assert_eq!(typed(&mut window).as_deref(), Some("type:"));
}

#[test]
fn a_key_asks_for_suggestions_and_a_click_takes_one() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.get_by_label("Filter").focus();
    window.run_steps(3);
    assert!(!is_shown(&window));
    window.key_press_modifiers(egui::Modifiers::COMMAND, Key::Space);
    window.run_steps(3);
    assert!(is_shown(&window));
    window.get_by_label_contains("region:").click();
    window.run_steps(4);
    assert_eq!(typed(&mut window).as_deref(), Some("region:"));
}
