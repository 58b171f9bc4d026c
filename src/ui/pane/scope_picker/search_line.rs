//! One search over accounts, regions and types.

use egui::{FontId, Key, Ui, vec2};

use crate::app::pane::scope_chips::ScopePart;
use crate::app::scope_picker::{BestMatch, MatchedValue, ScopeDraft};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::search_box::SearchBox;
use crate::ui::widgets::text_cursor;
use crate::ui::widgets::truncated::truncated_label_ui;

const LABEL: &str = "Search accounts, regions and types";

/// Widest the field may be, in points.
const FIELD_WIDTH: f32 = 420.0;

/// Longest name of a match, in characters.
const MOST_CHARS: usize = 48;

/// The field and what is typed.
pub(super) struct SearchLine {
    text: String,
    /// The list that Down goes to while nothing is typed.
    part: ScopePart,
    wants_keyboard: bool,
}

/// What came of a frame.
#[derive(Default)]
pub(super) struct Searched {
    /// Whether the best match was ticked, or no longer.
    pub(super) is_ticked: bool,
    /// The list that the keyboard goes to.
    pub(super) goes_to: Option<ScopePart>,
}

impl SearchLine {
    pub(super) fn new(part: ScopePart) -> Self {
        Self {
            text: String::new(),
            part,
            wants_keyboard: true,
        }
    }

    /// Draws the field, and beside it what Enter ticks.
    pub(super) fn show(&mut self, ui: &mut Ui, draft: &mut ScopeDraft) -> Searched {
        let mut searched = Searched::default();
        let room = vec2(ui.available_width(), tokens::CONTROL_HEIGHT);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(room, layout, |ui| {
            let field = SearchBox {
                label: LABEL,
                hint: LABEL,
                width: FIELD_WIDTH.min(room.x),
            };
            let response = field.show(ui, &mut self.text);
            if std::mem::take(&mut self.wants_keyboard) {
                response.request_focus();
            }
            draft.set_search(&self.text);
            let best = draft.best_match();
            hint_ui(ui, &self.text, best);
            let best = best.map(|best| best.value);
            let pressed = |key| ui.input(|input| input.key_pressed(key));
            let is_bare = ui.input(|input| input.modifiers.is_none());
            if response.lost_focus() && is_bare && pressed(Key::Enter) {
                response.request_focus();
                if let Some(best) = best {
                    draft.tick_match(best);
                    searched.is_ticked = true;
                    // The next letter begins another search.
                    text_cursor::select_all(ui.ctx(), response.id, &self.text);
                }
            } else if response.has_focus() && pressed(Key::ArrowDown) {
                searched.goes_to = Some(best.map_or(self.part, part_of));
            }
        });
        searched
    }
}

fn part_of(value: MatchedValue) -> ScopePart {
    match value {
        MatchedValue::Account(_) => ScopePart::Accounts,
        MatchedValue::Region(_) => ScopePart::Regions,
        MatchedValue::Type(_) => ScopePart::Types,
    }
}

fn hint_ui(ui: &mut Ui, text: &str, best: Option<&BestMatch>) {
    let hint = match best {
        _ if text.trim().is_empty() => return,
        Some(best) => format!("Enter ticks {}", sanitize::line_of(&best.text, MOST_CHARS)),
        None => "Nothing matches".to_owned(),
    };
    let font = FontId::proportional(tokens::TEXT_BODY);
    let width = ui.available_width();
    truncated_label_ui(ui, &hint, font, Palette::of(ui).text_weak, width);
}
