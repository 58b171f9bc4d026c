//! What is wrong with the filter, below its field and beside the place of it, with what to write instead.

use egui::{
    Area, EventFilter, Frame, Id, Key, Modifiers, Order, Rect, Response, RichText, Ui, pos2, vec2,
};

use super::completion_popup::Taken;
use crate::app::resource_explorer::filter::FilterError;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::name_group;

/// Widest it is, in points.
const WIDTH: f32 = 360.0;

/// From the left edge of the field to its text, in points.
const TEXT_AT: f32 = 24.0;

/// Longest proposal that is shown, in characters.
const CHARS: usize = 48;

/// What is remembered between frames.
#[derive(Debug, Default)]
pub(super) struct FilterErrorUi {
    place: Option<Rect>,
    /// The filter with what is wrong mended.
    proposal: Option<String>,
}

impl FilterErrorUi {
    /// Whether it is on the screen.
    pub(super) fn is_shown(&self) -> bool {
        self.place.is_some()
    }

    /// Tab takes the proposal.
    pub(super) fn keys(&mut self, ui: &Ui) -> Option<Taken> {
        self.place?;
        let is_taken = self.proposal.is_some()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab));
        let text = self.proposal.take_if(|_| is_taken)?;
        Some(Taken {
            caret: text.len(),
            text,
        })
    }

    /// Draws it while the field, which holds `text`, has the keyboard, and returns what was clicked.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        field: &Response,
        text: &str,
        error: Option<&FilterError>,
    ) -> Option<Taken> {
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let is_over =
            matches!((self.place, pointer), (Some(place), Some(at)) if place.contains(at));
        let Some(error) = error.filter(|_| field.has_focus() || is_over) else {
            *self = Self::default();
            return None;
        };
        self.proposal = error.proposal(text);
        let area = Area::new(Id::unique(("filter error", field.id)))
            .order(Order::Foreground)
            .fixed_pos(field.rect.left_bottom() + vec2(0.0, tokens::SPACE_1))
            .show(ui.ctx(), |ui| {
                let frame = Frame::popup(ui.style());
                let shown = frame.show(ui, |ui| inside_ui(ui, error, self.proposal.as_deref()));
                point_at(ui, field.rect, shown.response.rect, text, error);
                shown.inner
            });
        self.place = Some(area.response.rect);
        if self.proposal.is_some() {
            let filter = EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: false,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(field.id, filter));
        }
        let text = self.proposal.take_if(|_| area.inner)?;
        Some(Taken {
            caret: text.len(),
            text,
        })
    }
}

/// Whether the proposal was clicked.
fn inside_ui(ui: &mut Ui, error: &FilterError, proposal: Option<&str>) -> bool {
    let palette = Palette::of(ui);
    name_group(ui, "Filter error");
    ui.set_max_width(WIDTH);
    let said = ui.label(RichText::new(error.to_string()).color(palette.text));
    ui.ctx().accesskit_node_builder(said.id, |node| {
        node.set_live(egui::accesskit::Live::Polite);
    });
    let Some(proposal) = proposal else {
        return false;
    };
    let label = format!("Write {}  (Tab)", sanitize::line_of(proposal, CHARS));
    ui.button(label).clicked()
}

/// Paints a tip from the popup up to the first character that is wrong.
fn point_at(ui: &Ui, field: Rect, popup: Rect, text: &str, error: &FilterError) {
    let palette = Palette::of(ui);
    let before = text.get(..error.span.start).unwrap_or_default();
    let font = egui::FontSelection::Default.resolve(ui.style());
    let galley = ui
        .painter()
        .layout_no_wrap(before.to_owned(), font, palette.text);
    let at = field.left() + TEXT_AT + galley.size().x;
    let at = at.clamp(
        popup.left() + tokens::SPACE_2,
        popup.right() - tokens::SPACE_2,
    );
    let half = tokens::SPACE_1;
    let tip = [
        pos2(at - half, popup.top() + tokens::LINE),
        pos2(at, popup.top() - half),
        pos2(at + half, popup.top() + tokens::LINE),
    ];
    ui.painter().add(egui::Shape::convex_polygon(
        tip.to_vec(),
        palette.error,
        egui::Stroke::NONE,
    ));
}
