//! The field that finds anything by its name, over the window, with what was found below it.

mod lines;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use egui::{Align2, Frame, Id, Key, Modal, Modifiers, RichText, Role, Ui, vec2};

use super::tokens::{self, Palette};
use super::widgets::named::name_popup;
use super::widgets::row_list::{ListEvent, ListKind, ListShape, RowList};
use super::widgets::search_box::SearchBox;
use super::widgets::text_cursor;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, Sought};
use crate::app::list_cursor::ListLines as _;
use crate::app::open_anything::{Found, OpenAnything};
use crate::app::view::AppView;
use crate::text::numbers::counted;
use lines::{HitLines, hit_ui};

/// Largest size, in points; a smaller window gets a smaller field.
const WIDTH: f32 = 720.0;
const HEIGHT: f32 = 420.0;

/// From the top of the window, in points.
const TOP: f32 = 40.0;

/// An open field.
pub(super) struct OpenAnythingUi {
    model: OpenAnything,
    list: RowList<u64>,
    wants_focus: bool,
    /// Whether a key has moved the cursor since something was typed.
    has_moved: bool,
    /// When the search began whose field is not drawn yet.
    hidden_since: Option<Instant>,
}

/// Whether the field is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldState {
    Open,
    Closed,
}

/// A reference that is followed in less time than this shows no field.
const QUICK: Duration = Duration::from_millis(250);

/// What the keys ask for that are the list's while the field has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Move(i64),
    Choose,
    Leave,
}

impl OpenAnythingUi {
    pub(super) fn new(sought: Sought) -> Self {
        let hidden = matches!(sought, Sought::Reference(_));
        Self {
            hidden_since: hidden.then(Instant::now),
            model: OpenAnything::new(sought),
            list: RowList::default(),
            wants_focus: true,
            has_moved: false,
        }
    }

    /// Draws the field over the window.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        view: &AppView<'_>,
        target: ActionTarget,
        commands: &mut Vec<Command>,
    ) -> FieldState {
        if let Some(state) = self.follow_hidden(ui, view, target, commands) {
            return state;
        }
        let screen = ui.ctx().content_rect().size();
        let size = vec2(WIDTH, HEIGHT)
            .min(screen - vec2(48.0, 2.0 * TOP + 24.0))
            .max(vec2(280.0, 160.0));
        let id = Id::unique(("open anything", target.window.0));
        let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
        let frame = Frame::popup(ui.style()).inner_margin(tokens::SPACE_3);
        let modal = Modal::new(id).area(area).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(size.x);
            ui.set_height(size.y);
            self.inside_ui(ui, view, target, commands)
        });
        match modal.inner {
            FieldState::Open if !modal.should_close() => FieldState::Open,
            _ => FieldState::Closed,
        }
    }

    /// Follows a reference without drawing the field, as long as that is quick. `None` when the field is to be drawn.
    fn follow_hidden(
        &mut self,
        ui: &Ui,
        view: &AppView<'_>,
        target: ActionTarget,
        commands: &mut Vec<Command>,
    ) -> Option<FieldState> {
        let since = self.hidden_since?;
        let found = self.sync(ui, view, target);
        self.follow(found);
        if let Some(hit) = self.model.takes(view) {
            commands.extend(OpenAnything::commands_of(&hit, target, view));
            return Some(FieldState::Closed);
        }
        if self.model.follows_reference() && since.elapsed() < QUICK {
            let viewport = ui.ctx().viewport_id();
            ui.ctx().request_repaint_after_for(QUICK, viewport);
            return Some(FieldState::Open);
        }
        self.hidden_since = None;
        None
    }

    fn sync(&mut self, ui: &Ui, view: &AppView<'_>, target: ActionTarget) -> Found {
        let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
        let wake = move || ctx.request_repaint_of(viewport);
        self.model.sync(view, target, wake)
    }

    fn inside_ui(
        &mut self,
        ui: &mut Ui,
        view: &AppView<'_>,
        target: ActionTarget,
        commands: &mut Vec<Command>,
    ) -> FieldState {
        let asked = pressed(ui);
        self.field_ui(ui);
        let found = self.sync(ui, view, target);
        self.follow(found);
        let mut chosen = None;
        match asked {
            Some(Asked::Leave) => return FieldState::Closed,
            Some(Asked::Move(by)) => self.move_cursor(by),
            // What is typed and entered at once goes to what it names, not to what was found first.
            Some(Asked::Choose) if !self.has_moved && self.model.is_searching() => {
                self.model.choose_best_when_found();
            }
            Some(Asked::Choose) => chosen = self.line(),
            None => {}
        }
        let taken = self.model.takes(view);
        chosen = self.list_ui(ui).or(chosen);
        let hit = chosen.and_then(|line| self.model.hits().get(line));
        match taken.as_ref().or(hit).filter(|hit| hit.disabled.is_none()) {
            Some(hit) => {
                commands.extend(OpenAnything::commands_of(hit, target, view));
                FieldState::Closed
            }
            None => FieldState::Open,
        }
    }

    fn field_ui(&mut self, ui: &mut Ui) {
        let field = SearchBox {
            label: "Open anything",
            hint: "Name, ARN, id, address or console page    > actions   : types   @ accounts",
            width: ui.available_width(),
        };
        let response = field.show(ui, &mut self.model.text);
        name_popup(ui, Role::Dialog, &response);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            text_cursor::put_behind(ui.ctx(), response.id, &self.model.text);
        }
        ui.add_space(tokens::SPACE_2);
    }

    /// The cursor is on the best hit until a person moves it, and on the same hit from then on.
    fn follow(&mut self, found: Found) {
        if found == Found::ForAnotherText {
            self.has_moved = false;
        }
        if found != Found::AsBefore && !self.has_moved {
            self.put_cursor(0);
        }
    }

    fn put_cursor(&mut self, line: usize) {
        let lines = HitLines::of(&self.model);
        if let Some(key) = lines.key_at(line) {
            self.list.cursor_mut().put(key, line);
            self.list.scroll_into_view(line);
        }
    }

    /// The line of the cursor.
    fn line(&self) -> Option<usize> {
        let key = self.list.cursor().key()?;
        HitLines::of(&self.model).line_of(key)
    }

    fn move_cursor(&mut self, by: i64) {
        let last = self.model.hits().len().saturating_sub(1) as i64;
        let line = self.line().unwrap_or_default() as i64;
        self.has_moved = true;
        self.put_cursor((line + by).clamp(0, last) as usize);
    }

    /// Returns the line that was clicked.
    fn list_ui(&mut self, ui: &mut Ui) -> Option<usize> {
        let foot = self.foot();
        if self.model.hits().is_empty() {
            ui.label(RichText::new(foot).color(Palette::of(ui).text_weak));
            return None;
        }
        let shape = ListShape {
            label: "Found",
            kind: ListKind::Options,
            row_height: tokens::CONTROL_HEIGHT,
            lines_id: ui.scope_id().with("hit"),
        };
        let height = (ui.available_height() - tokens::CONTROL_HEIGHT).max(tokens::ROW_HEIGHT);
        let width = ui.available_width();
        let lines = HitLines::of(&self.model);
        let list = &mut self.list;
        let events = ui.allocate_ui(vec2(width, height), |ui| {
            ui.set_min_size(vec2(width, height));
            let output = list.show(ui, shape, &lines, |ui, line| hit_ui(ui, line, &lines));
            output.events
        });
        ui.label(RichText::new(foot).color(Palette::of(ui).text_weak));
        events.inner.into_iter().find_map(|event| match event {
            ListEvent::Clicked { line, .. } | ListEvent::Activated(line) => Some(line),
            _ => None,
        })
    }

    /// What there is to say below the list.
    fn foot(&self) -> String {
        let count = self.model.row_count();
        match self.model.is_searching() {
            true => "Looking through the rows of all panes…".to_owned(),
            false if count > 0 => format!("{} of all panes fit", counted(count, "row")),
            false if self.model.hits().is_empty() => {
                "Nothing that is loaded has this name. An ARN, an id or an address can be asked of AWS.".to_owned()
            }
            false => String::new(),
        }
    }
}

/// Keys that move in the list while a person types. What is taken reaches no widget.
fn pressed(ui: &Ui) -> Option<Asked> {
    let keys = [
        (Key::ArrowDown, Asked::Move(1)),
        (Key::ArrowUp, Asked::Move(-1)),
        (Key::PageDown, Asked::Move(10)),
        (Key::PageUp, Asked::Move(-10)),
        (Key::Enter, Asked::Choose),
        (Key::Escape, Asked::Leave),
    ];
    ui.input_mut(|input| {
        let mut keys = keys.into_iter();
        keys.find_map(|(key, asked)| input.consume_key(Modifiers::NONE, key).then_some(asked))
    })
}
