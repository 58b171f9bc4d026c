//! The pane's foot: what was found, how far the query is, and what went wrong, each in its own fixed place.

mod form;
mod founding_text;
mod result;

use egui::{Color32, FontId, Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::pane::ledger_matrix::LedgerFilter;
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::view::AppView;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::truncated::{Elided, Side};
use form::{FAILED_WIDTH, FootForm, ResultPlace, width_of};
use founding_text::founding_text_ui;
use result::Trouble;

/// Widths of places that are left out where they have no room, in points.
const WAITING_WIDTH: f32 = 92.0;
const TIME_WIDTH: f32 = 144.0;
const CACHE_WIDTH: f32 = 84.0;
const THROTTLED_WIDTH: f32 = 104.0;

/// Least room for the result in a line of its own, in points.
const RESULT_WIDTH: f32 = 120.0;

/// What was asked for by clicking into the foot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusClick {
    /// Show what failed.
    Failures,
    /// Show how every list ended.
    Ledger,
    /// Show the lists that ended so.
    LedgerOf(LedgerFilter),
}

/// How high the foot of a pane is that is `width` points wide.
pub fn height(ui: &Ui, width: f32, pane: &Pane, view: &AppView<'_>) -> f32 {
    FootForm::of(ui, width, pane, &view.budget).height()
}

/// Places from the right end of a line. A place keeps its width when it is empty, so that nothing moves; what has no
/// room is left out.
struct Line {
    rest: Rect,
    least: f32,
}

impl Line {
    fn new(line: Rect, least: f32) -> Self {
        Self { rest: line, least }
    }

    fn take(&mut self, width: f32) -> Option<Rect> {
        let fits = self.rest.width() - width - tokens::SPACE_2 >= self.least;
        fits.then(|| self.take_always(width))
    }

    /// As much of the width as half a line has.
    fn take_always(&mut self, width: f32) -> Rect {
        let left = self.rest.right() - width.min(self.rest.width() / 2.0);
        let place = Rect::from_x_y_ranges(left..=self.rest.right(), self.rest.y_range());
        self.rest.max.x = left - tokens::SPACE_2;
        place
    }
}

/// Draws the foot into `rect`. Returns the response to anchor a popup at, and what was clicked.
pub fn status_bar_ui(
    ui: &mut Ui,
    rect: Rect,
    pane: &Pane,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) -> (Response, Option<StatusClick>) {
    let palette = Palette::of(ui);
    ui.painter().rect_filled(rect, 0.0, palette.raised);
    ui.painter()
        .hline(rect.x_range(), rect.top(), (tokens::LINE, palette.line));
    let form = FootForm::of(ui, rect.width(), pane, &view.budget);
    let is_beside = form.result == ResultPlace::Beside;
    let least = if is_beside {
        RESULT_WIDTH + tokens::SPACE_4 + form.text_width
    } else {
        RESULT_WIDTH
    };
    let mut first = Line::new(form.line(rect, 0), least);
    let failed = first.take_always(FAILED_WIDTH);
    let time = first.take(TIME_WIDTH);
    let waiting = first.take(WAITING_WIDTH);
    let mut second = (!is_beside && form.lines.len() == 1)
        .then(|| Line::new(form.line(rect, 1), form.text_width));
    let side = second.as_mut().unwrap_or(&mut first);
    let (cache, throttled) = if is_beside || form.lines.len() == 1 {
        (side.take(CACHE_WIDTH), side.take(THROTTLED_WIDTH))
    } else {
        (None, None)
    };
    say(ui, time, &result::time_text(pane), palette.text_weak);
    say(ui, cache, &result::cache_text(pane), palette.text_weak);
    say(ui, throttled, &result::throttled_text(pane), palette.warn);
    let mut room = first.rest;
    if is_beside {
        room.max.x -= form.text_width + tokens::SPACE_4;
    }
    result_ui(ui, room, pane);
    let text_left = if is_beside {
        room.right() + tokens::SPACE_4
    } else {
        room.left()
    };
    let foot = (rect, text_left);
    // In the order in which it is read, which Tab follows.
    let missing_ui = || {
        let waiting = waiting.and_then(|place| waiting_ui(ui, place, pane));
        let (anchor, failures) = failures_ui(ui, failed, pane);
        (anchor, failures.or(waiting))
    };
    let above = (!is_beside).then(missing_ui);
    let ledger = founding_text_ui(ui, foot, &form, pane, view, commands);
    let (anchor, missing) = above.unwrap_or_else(missing_ui);
    (anchor, missing.or(ledger))
}

/// What was found, and how much of it is selected.
fn result_ui(ui: &Ui, room: Rect, pane: &Pane) {
    let palette = Palette::of(ui);
    let (rows, selected) = (result::rows_text(pane), result::selected_text(pane));
    let parts = [("rows", &rows), ("selected", &selected)];
    let mut left = room.left();
    for (part, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let width = width_of(ui, text).min((room.right() - left).max(0.0));
        let place = Rect::from_x_y_ranges(left..=left + width, room.y_range());
        let response = ui.interact(place, pane_id(pane, part), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        let painted = Elided::new(text, small(), palette.text_strong).paint(
            ui.painter(),
            place.left_center(),
            width,
        );
        if painted.cut {
            response.on_hover_text(text);
        }
        left += width + tokens::SPACE_3;
    }
}

fn say(ui: &Ui, place: Option<Rect>, text: &str, color: Color32) {
    if let Some(place) = place.filter(|_| !text.is_empty()) {
        Elided::new(text, small(), color).side(Side::Right).paint(
            ui.painter(),
            place.left_center(),
            place.width(),
        );
    }
}

fn small() -> FontId {
    FontId::proportional(tokens::TEXT_SMALL)
}

fn pane_id(pane: &Pane, part: &str) -> Id {
    Id::unique(("pane", pane.id_salt, part))
}

/// How many query keys wait for a sign-in: a click shows which.
fn waiting_ui(ui: &Ui, place: Rect, pane: &Pane) -> Option<StatusClick> {
    let waiting = result::waiting_keys(pane);
    let text = format!("{} waiting", grouped(waiting as usize));
    let button = Mark {
        text: &text,
        icon: Icon::Waiting,
        color: Palette::of(ui).text_weak,
        hover: "Wait for a sign-in and go on by themselves; click for which",
    };
    let clicked = waiting > 0 && button.show(ui, place, pane_id(pane, "waiting")).clicked();
    clicked.then_some(StatusClick::LedgerOf(LedgerFilter::Only(Outcome::SignIn)))
}

fn failures_ui(ui: &Ui, place: Rect, pane: &Pane) -> (Response, Option<StatusClick>) {
    let id = pane_id(pane, "failures");
    let Some((text, trouble)) = result::failed_text(pane) else {
        return (ui.interact(place, id, Sense::hover()), None);
    };
    let palette = Palette::of(ui);
    let button = Mark {
        text: &text,
        icon: Icon::Warning,
        color: match trouble {
            Trouble::Denied => palette.warn,
            Trouble::Failed => palette.error,
        },
        hover: "Show what failed, and why",
    };
    let response = button.show(ui, place, id);
    let click = response.clicked().then_some(StatusClick::Failures);
    (response, click)
}

/// A button that is an icon and a count.
struct Mark<'a> {
    text: &'a str,
    icon: Icon,
    color: Color32,
    hover: &'a str,
}

impl Mark<'_> {
    fn show(&self, ui: &Ui, place: Rect, id: Id) -> Response {
        let response = ui.interact(place, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.text));
        let color = if response.hovered() || response.has_focus() {
            Palette::of(ui).text_strong
        } else {
            self.color
        };
        let start = place.left_center() + vec2(20.0, 0.0);
        let painted = Elided::new(self.text, small(), color)
            .side(Side::Right)
            .paint(ui.painter(), start, place.width() - 20.0);
        let icon = pos2(painted.rect.left() - 10.0, place.center().y);
        icons::paint(ui.painter(), self.icon, icon, 12.0, color);
        response.on_hover_text(self.hover)
    }
}
