//! The form that puts a filter together.

use super::*;

fn form(filter: &str) -> Window {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().set_filter(filter.into());
    fixture.settle();
    let mut window = window(fixture);
    window.state_mut().ui.build_filter();
    window.run_steps(4);
    window
}

fn applied(window: &mut Window) -> Vec<Command> {
    let commands = std::mem::take(&mut window.state_mut().commands);
    let is_set = |command: &Command| matches!(command, Command::Pane(_, PaneCommand::SetFilter(_)));
    commands.into_iter().filter(is_set).collect()
}

fn set(text: &str) -> Command {
    Command::Pane(PANE, PaneCommand::SetFilter(text.into()))
}

#[test]
fn a_term_is_added_by_keys_alone_and_enter_applies_it() {
    let mut window = form("web");
    assert!(window.get_by_label("Value of term 2").is_focused());
    window
        .get_by_label("Value of term 2")
        .type_text("running | stopped");
    window.run_steps(3);
    assert!(
        window.query_by_label("web running|stopped").is_some(),
        "as text"
    );
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(applied(&mut window), [set("web running|stopped")]);
    assert!(!window.state().ui.has_dialog());
}

#[test]
fn subjects_and_comparisons_are_chosen_and_terms_removed() {
    let mut window = form("(a or b) web");
    window.get_by_label("Remove term 1");
    click(&mut window, "Subject of term 3");
    click(&mut window, "property");
    click(&mut window, "Comparison of term 3");
    click(&mut window, ">=");
    window.get_by_label("Name of term 3").focus();
    window.run_steps(2);
    window.get_by_label("Name of term 3").type_text("Size");
    window.run_steps(2);
    window.get_by_label("Value of term 3").focus();
    window.run_steps(2);
    window.get_by_label("Value of term 3").type_text("8");
    window.run_steps(3);
    assert!(window.query_by_label("(a or b) web Size>=8").is_some());
    click(&mut window, "Remove term 2");
    click(&mut window, "One of these");
    window.state_mut().commands.clear();
    window.get_by_label("Apply").click();
    window.run_steps(3);
    assert_eq!(applied(&mut window), [set("(a or b) or Size>=8")]);
}

#[test]
fn escape_leaves_the_filter_as_it_was_and_what_cannot_be_read_is_kept_as_text() {
    let mut window = form("nmae:x");
    assert!(
        window
            .query_all_by_label_contains("unknown field")
            .next()
            .is_some()
    );
    assert!(window.get_by_label("Apply").accesskit_node().is_disabled());
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!window.state().ui.has_dialog());
    assert_eq!(applied(&mut window), []);
}
