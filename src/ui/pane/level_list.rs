//! The levels of the tree in their menu: those in use first, in their order, which a drag or two buttons change.

use egui::{Align, CursorIcon, Layout, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::arrangement_menu::MOST_KEY_CHARS;
use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::GroupBy;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};

/// Width of what a level is dragged by, in points.
const HANDLE_WIDTH: f32 = 12.0;

/// Draws all levels.
pub(super) fn levels_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let used = &pane.spec.group_by;
    let mut wanted = used.clone();
    let mut places = Vec::new();
    let mut dragged = None;
    for (at, level) in used.iter().enumerate() {
        let line = ui.horizontal(|ui| {
            let handle = handle_ui(ui, level);
            level_ui(ui, level, Some(at), &mut wanted);
            handle
        });
        places.push(line.response.rect);
        if line.inner.dragged() || line.inner.drag_stopped() {
            dragged = Some((at, line.inner));
        }
    }
    let offered = GroupBy::OFFERED.into_iter();
    for level in offered.filter(|level| !used.contains(level)) {
        ui.horizontal(|ui| {
            ui.add_space(HANDLE_WIDTH + ui.spacing().item_spacing.x);
            level_ui(ui, &level, None, &mut wanted);
        });
    }
    if let Some((at, handle)) = dragged {
        drop_level(ui, at, &handle, &places, &mut wanted);
    }
    if wanted != *used {
        commands.push(Command::Pane(pane.id, PaneCommand::SetGrouping(wanted)));
    }
}

/// What a level is dragged by.
fn handle_ui(ui: &mut Ui, level: &GroupBy) -> Response {
    let size = vec2(HANDLE_WIDTH, ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::drag());
    let label = format!("Drag {}", lower_first(&level.label()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    let palette = Palette::of(ui);
    let color = if response.hovered() || response.dragged() {
        palette.text_strong
    } else {
        palette.text_faint
    };
    for (column, row) in [
        (-2.0, -4.0),
        (2.0, -4.0),
        (-2.0, 0.0),
        (2.0, 0.0),
        (-2.0, 4.0),
        (2.0, 4.0),
    ] {
        let center = rect.center() + vec2(column, row);
        ui.painter().circle_filled(center, 1.0, color);
    }
    response
        .on_hover_cursor(CursorIcon::Grab)
        .on_hover_text("Drag to another place")
}

/// Shows where a level that is dragged would come, and puts it there when it is let go.
fn drop_level(ui: &Ui, at: usize, handle: &Response, places: &[Rect], levels: &mut Vec<GroupBy>) {
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else {
        return;
    };
    let above = places.iter().filter(|place| place.center().y < pointer.y);
    let before = above.count();
    if !handle.drag_stopped() {
        let y = match places.get(before) {
            Some(place) => place.top(),
            None => places.last().map_or(pointer.y, Rect::bottom),
        };
        if let Some(place) = places.first() {
            let line = [pos2(place.left(), y), pos2(place.right(), y)];
            let stroke = (tokens::LINE_FOCUS, Palette::of(ui).accent);
            ui.painter().line_segment(line, stroke);
        }
        return;
    }
    let to = if before > at { before - 1 } else { before };
    if at < levels.len() && to != at {
        let level = levels.remove(at);
        levels.insert(to.min(levels.len()), level);
    }
}

/// One level: whether it is in use and, at place `at` of those that are, the buttons that move it.
fn level_ui(ui: &mut Ui, level: &GroupBy, at: Option<usize>, wanted: &mut Vec<GroupBy>) {
    let label = level.label();
    let mut used = at.is_some();
    let shown = sanitize::line_of(&label, MOST_KEY_CHARS);
    if ui.checkbox(&mut used, shown).changed() {
        if used {
            wanted.push(level.clone());
        } else {
            wanted.retain(|other| other != level);
        }
    }
    let Some(at) = at else { return };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let mut swap_ui = |icon, word: &str, with: Option<usize>| {
            let label = format!("Move {} {word}", lower_first(&label));
            let possible = with.filter(|&with| with < wanted.len());
            let button = ui.add_enabled_ui(possible.is_some(), |ui| {
                icons::icon_button_ui(ui, icon, &label)
            });
            if let Some(with) = possible.filter(|_| button.inner.clicked()) {
                wanted.swap(at, with);
            }
        };
        swap_ui(Icon::ChevronDown, "down", Some(at + 1));
        swap_ui(Icon::ChevronUp, "up", at.checked_sub(1));
    });
}

/// `Tag Team` as it stands in the middle of a sentence: the key, and what is written in capitals, stay as they are.
fn lower_first(label: &str) -> String {
    if label.chars().all(char::is_uppercase) {
        return label.to_owned();
    }
    let mut letters = label.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}
