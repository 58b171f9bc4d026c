//! What is typed into the filter, and put together in its form.

use egui_kittest::kittest::Queryable as _;

use super::{Window, filtered_by};
use crate::ui::fixtures::PaneFixture;

pub(super) fn filtered_in_parts() -> PaneFixture {
    filtered_by("type:volume Size>=8 (a or b) !tag:Owner")
}

fn type_into_the_filter(window: &mut Window, text: &str) {
    window.get_by_label("Filter").focus();
    window.run_steps(2);
    window.get_by_label("Filter").type_text(text);
    window.run_steps(4);
}

pub(super) fn type_a_field(window: &mut Window) {
    type_into_the_filter(window, "type:");
}

pub(super) fn type_a_wrong_filter(window: &mut Window) {
    let text = "web nmae:x";
    type_into_the_filter(window, text);
    let fixture = &mut window.state_mut().fixture;
    fixture.pane().set_filter(text.into());
    fixture.settle();
    window.run_steps(4);
}

pub(super) fn open_the_builder(window: &mut Window) {
    let pane = window.state().window.panes()[0];
    window.state_mut().window.build_filter(pane);
    window.run_steps(4);
}
