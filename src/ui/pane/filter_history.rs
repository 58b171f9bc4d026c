//! Filters that were used before, by Up and Down in the field.

use egui::{Key, Modifiers, Ui};

use crate::app::commands::{AppCommand, Command};
use crate::app::pane::Pane;
use crate::app::settings::Setting;

/// Where in the history the field is.
#[derive(Debug, Default)]
pub(super) struct HistoryUi {
    /// Which one it shows; `None` where what it shows was typed.
    at: Option<usize>,
}

impl HistoryUi {
    /// Takes Up and Down while the field, which has the keyboard, is empty or shows a filter of the history. Returns
    /// what it shows from now on.
    pub(super) fn keys(&mut self, ui: &Ui, text: &str, history: &[String]) -> Option<String> {
        let shown = self.at.and_then(|at| history.get(at));
        if shown.is_none_or(|shown| shown != text) {
            self.at = None;
        }
        if self.at.is_none() && !text.is_empty() {
            return None;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowUp) {
            let older = self.at.map_or(0, |at| at + 1);
            let text = history.get(older)?.clone();
            self.at = Some(older);
            return Some(text);
        }
        let at = self.at.filter(|_| pressed(Key::ArrowDown))?;
        self.at = at.checked_sub(1);
        Some(
            self.at
                .map_or_else(String::new, |newer| history[newer].clone()),
        )
    }

    /// The field is left: what stands in it was used, if it can be read.
    pub(super) fn leave(&mut self, pane: &Pane, history: &[String], commands: &mut Vec<Command>) {
        self.at = None;
        let filter = pane.spec.filter.trim();
        let is_last = history.first().is_some_and(|last| last == filter);
        if !filter.is_empty() && pane.filter_error.is_none() && !is_last {
            let used = Setting::UsedFilter(filter.to_owned());
            commands.push(Command::App(AppCommand::Set(used)));
        }
    }
}
