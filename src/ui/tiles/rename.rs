//! The field for the name of a tab, in the place of the tab.

use egui::{Key, Response, TextEdit, Ui, vec2};

use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::Pane;
use crate::app::resource_explorer::progress::PaneId;
use crate::ui::tokens;
use crate::ui::widgets::text_cursor;

/// Width of the field, in points.
const WIDTH: f32 = 160.0;

/// Longest name, in characters.
const MOST_CHARS: usize = 80;

/// A tab that is being given a name.
#[derive(Debug)]
pub(super) struct RenamedTab {
    pub(super) pane: PaneId,
    /// What is typed; `None` until the field is drawn first.
    text: Option<String>,
}

/// Whether the field stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    GoesOn,
    Ended,
}

impl RenamedTab {
    pub(super) fn new(pane: PaneId) -> Self {
        Self { pane, text: None }
    }

    /// Draws the field. Enter and leaving it take the name, Escape leaves the old one.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        pane: &Pane,
        commands: &mut Vec<Command>,
    ) -> (Response, Naming) {
        let is_first = self.text.is_none();
        let text = self.text.get_or_insert_with(|| pane.title().to_owned());
        let height = ui.available_height() - 2.0 * tokens::SPACE_1;
        let field = TextEdit::singleline(text)
            .char_limit(MOST_CHARS)
            .hint_text("Name of the tab");
        let output = ui
            .allocate_ui(vec2(WIDTH, height), |ui| {
                field.desired_width(WIDTH).show(ui)
            })
            .inner;
        let response = &output.response;
        if is_first {
            response.request_focus();
            text_cursor::select_all(ui.ctx(), response.id, text);
            return (output.response.response, Naming::GoesOn);
        }
        if !response.lost_focus() {
            return (output.response.response, Naming::GoesOn);
        }
        if !ui.input(|input| input.key_pressed(Key::Escape)) {
            let title = if text.trim() == pane.title() {
                pane.spec.title.clone()
            } else {
                text.clone()
            };
            commands.push(Command::Pane(self.pane, PaneCommand::SetTitle(title)));
        }
        (output.response.response, Naming::Ended)
    }
}
