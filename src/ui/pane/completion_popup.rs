//! What can be written into the filter where its cursor is, as lines below the field.

use egui::{
    Align, Area, Button, Frame, Id, Key, Layout, Modifiers, Order, Rect, Response, RichText, Ui,
    vec2,
};

use crate::app::pane::Pane;
use crate::app::pane::completion::{Completer, Suggestion, Suggestions};
use crate::text::numbers::grouped;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::name_group;

/// Longest suggestion that is shown, in characters.
const CHARS: usize = 48;

/// Width of the lines, in points.
const WIDTH: f32 = 260.0;

/// Why suggestions are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// Something was typed: they are shown where it begins a word.
    ByTyping,
    /// They were asked for.
    ByKey,
}

/// The filter with a suggestion written into it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// The whole filter.
    pub text: String,
    /// The byte where the cursor goes.
    pub caret: usize,
}

/// What is remembered between frames.
#[derive(Default)]
pub(super) struct CompletionUi {
    completer: Completer,
    opened: Option<Opened>,
    /// Chosen by a key.
    chosen: Option<usize>,
    /// What is shown, and the filter that it was made for.
    shown: Option<(String, Suggestions)>,
    place: Option<Rect>,
}

impl CompletionUi {
    /// Shows suggestions from the next draw on, if there are any.
    pub(super) fn open(&mut self, opened: Opened) {
        self.opened = Some(opened);
        self.chosen = None;
    }

    /// Whether suggestions are on the screen.
    pub(super) fn is_shown(&self) -> bool {
        self.shown.is_some()
    }

    /// Hides them until something is typed or they are asked for.
    pub(super) fn close(&mut self) {
        (self.opened, self.chosen, self.shown, self.place) = (None, None, None, None);
    }

    /// Acts on keys while the field has the keyboard: Ctrl+Space asks, Up and Down choose, Tab takes, as Enter does
    /// what was chosen, and Escape closes.
    pub(super) fn keys(&mut self, ui: &Ui) -> Option<Taken> {
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::COMMAND, Key::Space) || pressed(Modifiers::CTRL, Key::Space) {
            self.open(Opened::ByKey);
        }
        let count = self.shown.as_ref().map(|(_, shown)| shown.lines.len())?;
        if pressed(Modifiers::NONE, Key::Escape) {
            self.close();
            return None;
        }
        if pressed(Modifiers::NONE, Key::ArrowDown) {
            self.chosen = Some(self.chosen.map_or(0, |at| (at + 1) % count));
        }
        if pressed(Modifiers::NONE, Key::ArrowUp) {
            self.chosen = Some(
                self.chosen
                    .map_or(count, |at| if at == 0 { count } else { at })
                    - 1,
            );
        }
        let at = match self.chosen {
            Some(at) if pressed(Modifiers::NONE, Key::Enter) => at,
            chosen if pressed(Modifiers::NONE, Key::Tab) => chosen.unwrap_or(0),
            _ => return None,
        };
        self.take(at)
    }

    fn take(&mut self, at: usize) -> Option<Taken> {
        let (before, shown) = self.shown.take()?;
        let (text, caret) = shown.accepted(&before, shown.lines.get(at)?);
        // Behind a field stand its values.
        self.open(Opened::ByTyping);
        Some(Taken { text, caret })
    }

    /// Draws what can be written at byte `caret` of `text`, and returns what was clicked.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        pane: &Pane,
        field: &Response,
        text: &str,
        caret: usize,
    ) -> Option<Taken> {
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let is_over =
            matches!((self.place, pointer), (Some(place), Some(at)) if place.contains(at));
        if !field.has_focus() && !is_over {
            self.close();
        }
        let opened = self.opened?;
        let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
        let wake = move || ctx.request_repaint_of(viewport);
        let found = self.completer.at(pane, text, caret, wake).clone();
        let is_wanted = opened == Opened::ByKey || found.is_begun;
        if found.lines.is_empty() || !is_wanted {
            (self.shown, self.place) = (None, None);
            return None;
        }
        if self.chosen.is_some_and(|at| at >= found.lines.len()) {
            self.chosen = None;
        }
        let area = Area::new(Id::unique(("completion", pane.id_salt)))
            .order(Order::Foreground)
            .fixed_pos(field.rect.left_bottom())
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style())
                    .show(ui, |ui| lines_ui(ui, &found, self.chosen))
                    .inner
            });
        self.place = Some(area.response.rect);
        self.shown = Some((text.to_owned(), found));
        area.inner.and_then(|at| self.take(at))
    }
}

/// Draws the lines, and returns the one that was clicked.
fn lines_ui(ui: &mut Ui, found: &Suggestions, chosen: Option<usize>) -> Option<usize> {
    let palette = Palette::of(ui);
    name_group(ui, "Filter suggestions");
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut clicked = None;
    for (at, line) in found.lines.iter().enumerate() {
        if line_ui(ui, line, chosen == Some(at)).clicked() {
            clicked = Some(at);
        }
    }
    let keys = match found.more {
        0 => "Tab takes the first, Down chooses".to_owned(),
        more => format!(
            "and {} more; Tab takes the first, Down chooses",
            grouped(more)
        ),
    };
    let keys = RichText::new(keys).size(tokens::TEXT_SMALL);
    ui.label(keys.color(palette.text_weak));
    clicked
}

fn line_ui(ui: &mut Ui, line: &Suggestion, is_chosen: bool) -> Response {
    let palette = Palette::of(ui);
    let text = sanitize::line_of(&line.text, CHARS);
    let rows = line
        .rows
        .map_or_else(String::new, |rows| grouped(rows).to_string());
    let button = Button::selectable(is_chosen, &*text)
        .right_text(RichText::new(rows).color(palette.text_weak))
        .truncate()
        .min_size(vec2(WIDTH, tokens::ROW_HEIGHT));
    let size = vec2(WIDTH, tokens::ROW_HEIGHT);
    let layout = Layout::left_to_right(Align::Center);
    let line = ui.allocate_ui_with_layout(size, layout, |ui| ui.add(button));
    line.inner
}
