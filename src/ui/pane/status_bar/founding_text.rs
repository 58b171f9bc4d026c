//! `Phase 1: … | Phase 2: … | Memory: …`: one text to a reader, in as many lines as it needs to be whole.

use egui::{Color32, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2};

use super::form::{BETWEEN, FootForm, width_of};
use super::{StatusClick, pane_id, small};
use crate::app::commands::{Command, Panel, PanelCommand};
use crate::app::pane::Pane;
use crate::app::resource_explorer::memory_budget::Pressure;
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::truncated::Elided;

/// A part of the text.
struct Part<'a> {
    name: &'static str,
    text: &'a str,
    color: Color32,
    role: Role,
    hover: &'static str,
}

/// Draws the text into a foot from `left` on.
pub(super) fn founding_text_ui(
    ui: &Ui,
    (foot, left): (Rect, f32),
    form: &FootForm,
    pane: &Pane,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) -> Option<StatusClick> {
    let palette = Palette::of(ui);
    let text = pane.status_text(&view.budget);
    let whole = text.to_string();
    let part = |name, text, color, role, hover| Part {
        name,
        text,
        color,
        role,
        hover,
    };
    let weak = palette.text_weak;
    let memory = match view.budget.pressure {
        Pressure::Calm => weak,
        Pressure::Soft => palette.warn,
        Pressure::Over => palette.error,
    };
    let parts = [
        part(
            "phase 1",
            &text.phase1,
            weak,
            Role::Button,
            "Listing: query keys that have ended, of all in the scope; click for the ledger",
        ),
        part(
            "phase 2",
            &text.phase2,
            weak,
            Role::Label,
            "Details: query keys whose details have ended, of those that have any",
        ),
        part(
            "memory",
            &text.memory,
            memory,
            Role::Button,
            "Memory of the whole program, of its limit; click for what holds it",
        ),
    ];
    let places = placed(ui, foot, left, form, &parts);
    let around = places[0].union(places[1]).union(places[2]);
    let status = ui.interact(around, pane_id(pane, "status"), Sense::hover());
    status.widget_info(|| WidgetInfo::labeled(Role::Status, true, &whole));
    let [phase1, _, memory] =
        [0, 1, 2].map(|at| parts[at].show(ui, places[at], pane_id(pane, parts[at].name)));
    if memory.clicked() {
        commands.push(Command::Panel(PanelCommand::Show(Panel::Memory)));
    }
    phase1.clicked().then_some(StatusClick::Ledger)
}

/// Where the parts are; paints what is between them.
fn placed(ui: &Ui, foot: Rect, left: f32, form: &FootForm, parts: &[Part<'_>; 3]) -> [Rect; 3] {
    let weak = Palette::of(ui).text_weak;
    let between = width_of(ui, BETWEEN);
    let mut places = [Rect::NOTHING; 3];
    for (at, (first, count)) in form.lines.iter().enumerate() {
        let line = form.line(foot, form.first_text_line() + at);
        let mut x = left;
        for part in *first..first + count {
            if part > *first {
                let start = pos2(x, line.center().y);
                Elided::new(BETWEEN, small(), weak).paint(ui.painter(), start, between + 1.0);
                x += between;
            }
            let width = width_of(ui, parts[part].text);
            places[part] = Rect::from_x_y_ranges(x..=x + width, line.y_range());
            x += width;
        }
    }
    places
}

impl Part<'_> {
    /// One that can be clicked has a line under it while it is pointed at.
    fn show(&self, ui: &Ui, rect: Rect, id: Id) -> Response {
        let palette = Palette::of(ui);
        let is_button = self.role == Role::Button;
        let sense = if is_button {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, id, sense);
        if is_button {
            response.widget_info(|| WidgetInfo::labeled(self.role, true, self.text));
        }
        let is_lit = is_button && (response.hovered() || response.has_focus());
        let color = if is_lit {
            palette.text_strong
        } else {
            self.color
        };
        let painted = Elided::new(self.text, small(), color).paint(
            ui.painter(),
            rect.left_center(),
            rect.width() + 1.0,
        );
        if is_lit {
            let line = (tokens::LINE, palette.text_weak);
            ui.painter()
                .hline(rect.x_range(), painted.rect.bottom(), line);
        }
        response.on_hover_text(self.hover)
    }
}
