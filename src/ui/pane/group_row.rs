//! Paints one group of the tree.

use egui::{FontId, Rect, Response, Ui, pos2, vec2};

use super::group_menu::group_menu_ui;
use super::tree_rows::RowPainter;
use super::tree_state::TreeClick;
use crate::app::account_marks::{AccountMark, Stage};
use crate::app::pane::Pane;
use crate::app::pane::tree_lines::{failed_text, group_count_text, resources_text};
use crate::app::resource_explorer::tree::{Group, GroupKey, Open};
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::account_dot;
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::truncated::{Elided, Side};

/// Room for a count at the right edge of a group's line, and for its warning before that, in points.
const COUNT_WIDTH: f32 = 76.0;
const WARNING_WIDTH: f32 = 64.0;

/// One group.
pub(super) fn group_row_ui(ui: &mut Ui, painter: &mut RowPainter<'_, '_>, index: u32, line: &Line) {
    let pane = painter.pane;
    let Some(group) = pane.tree.groups.get(index as usize) else {
        return;
    };
    let (name, beside) = painter
        .tree
        .names
        .group_label(&painter.view.directory.accounts, &group.key);
    let count = group_count_text(pane, group);
    let open = pane.open.state(group.id, group.depth, pane.tree.levels);
    let rect = line.rect;
    let x = rect.left() + tokens::SPACE_1 + f32::from(group.depth) * tokens::INDENT;
    let chevron = Rect::from_center_size(
        pos2(x + 8.0, rect.center().y),
        vec2(18.0, tokens::ROW_HEIGHT),
    );
    paint_chevron(ui, chevron, open, &line.response);
    if group.failed > 0 && line.clicked_in(warning_rect(rect)) {
        let key = pane.failed_below(group).first().copied();
        painter.click = painter.click.or(key.map(TreeClick::ShowFailure));
    } else if line.clicked_in(rect) && is_plain_click(ui, line) {
        painter.toggled.push(line.at);
    }
    let mark = match group.key {
        GroupKey::Account(account) => Some(painter.view.directory.marks.mark_of(account)),
        _ => None,
    };
    paint_group(ui, rect, x + 20.0, group, mark, [&name, &beside, &count]);
    line.context_menu(|ui| group_menu_ui(ui, pane, group, &name, painter.commands));
    if line.response.hovered() {
        let text = group_hover(pane, group, &name);
        line.response.clone().on_hover_text_at_pointer(text);
    }
}

/// Where the warning of a group is on its line.
fn warning_rect(line: Rect) -> Rect {
    let right = line.right() - tokens::SPACE_2 - COUNT_WIDTH;
    let left = right - WARNING_WIDTH;
    Rect::from_x_y_ranges(left..=right, line.y_range())
}

/// Whether a click is the first of two at most, without a key that chooses rows.
fn is_plain_click(ui: &Ui, line: &Line) -> bool {
    let modifiers = ui.input(|input| input.modifiers);
    !line.response.double_clicked() && !modifiers.shift && !modifiers.command
}

/// Name, secondary text and count; the first from `text_x` on, the last at the right edge.
fn paint_group(
    ui: &Ui,
    rect: Rect,
    mut text_x: f32,
    group: &Group,
    mark: Option<AccountMark>,
    [name, beside, count]: [&str; 3],
) {
    let palette = Palette::of(ui);
    if let Some(mark) = mark {
        let center = pos2(text_x + tokens::DOT / 2.0, rect.center().y);
        account_dot::paint(ui.painter(), palette, mark, center);
        text_x += tokens::DOT + 6.0;
    }
    let right = rect.right() - tokens::SPACE_2;
    let font = FontId::proportional(tokens::TEXT_BODY);
    let start = pos2(right - COUNT_WIDTH, rect.center().y);
    let counted = Elided::new(count, font.clone(), palette.text_weak)
        .side(Side::Right)
        .paint(ui.painter(), start, COUNT_WIDTH);
    let mut text_right = counted.rect.left() - tokens::SPACE_2;
    if group.failed > 0 {
        let warning = warning_rect(rect);
        paint_failed(ui, warning.left_center(), group.failed);
        text_right = warning.left() - tokens::SPACE_2;
    }
    let start = pos2(text_x, rect.center().y);
    let painted = Elided::new(name, font.clone(), palette.text_strong).paint(
        ui.painter(),
        start,
        text_right - text_x,
    );
    let mut beside_x = painted.rect.right() + tokens::SPACE_2;
    if mark.is_some_and(|mark| mark.stage == Stage::Production) {
        let small = FontId::proportional(tokens::TEXT_SMALL);
        let start = pos2(beside_x, rect.center().y);
        let word = Elided::new("PROD", small, palette.warn);
        let word = word.paint(ui.painter(), start, text_right - beside_x);
        beside_x = word.rect.right() + tokens::SPACE_2;
    }
    let start = pos2(beside_x, rect.center().y);
    Elided::new(beside, font, palette.text_weak).paint(ui.painter(), start, text_right - beside_x);
}

fn paint_chevron(ui: &Ui, rect: Rect, open: Open, response: &Response) {
    let palette = Palette::of(ui);
    let icon = match open {
        Open::Expanded => Icon::ChevronDown,
        Open::Collapsed => Icon::ChevronRight,
    };
    let pointer = response.hover_pos();
    let color = if pointer.is_some_and(|pointer| rect.contains(pointer)) {
        palette.text_strong
    } else {
        palette.text_weak
    };
    icons::paint(ui.painter(), icon, rect.center(), 11.0, color);
}

fn paint_failed(ui: &Ui, left_center: egui::Pos2, failed: u32) {
    let palette = Palette::of(ui);
    icons::paint(
        ui.painter(),
        Icon::Warning,
        left_center + vec2(8.0, 0.0),
        12.0,
        palette.error,
    );
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let text = grouped(failed);
    Elided::new(&text, font, palette.error).paint(
        ui.painter(),
        left_center + vec2(18.0, 0.0),
        WARNING_WIDTH - 18.0,
    );
}

fn group_hover(pane: &Pane, group: &Group, name: &str) -> String {
    let mut text = match resources_text(pane, group) {
        None => name.to_owned(),
        Some(resources) => format!("{name}: {resources}"),
    };
    if group.incomplete > 0 {
        text += &format!(
            "\n{} may have more than is shown",
            counted(group.incomplete, "query key")
        );
    }
    if group.incomplete == 0 && pane.tree.may_lack_rows(group) {
        text += &format!(
            "\n{} with tags that are not known may belong here",
            counted(pane.tree.without_known_tags, "resource")
        );
    }
    if group.failed > 0 {
        text += &format!(
            "\n{}: click the warning to see why",
            failed_text(group.failed)
        );
    }
    text
}
