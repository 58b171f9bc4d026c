//! Paints one group of the tree.

use egui::{FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::tree_rows::RowPainter;
use crate::app::commands::{Command, PaneCommand};
use crate::app::labels::count_text;
use crate::app::pane::Pane;
use crate::app::pane::tree_cursor::RowKey;
use crate::app::resource_explorer::tree::{Group, GroupKey, Open};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::elided::{Elided, Side};
use crate::ui::widgets::icons::{self, Icon};

/// Room for a count at the right edge of a group's line, and for its warning before that, in points.
const COUNT_WIDTH: f32 = 76.0;
const WARNING_WIDTH: f32 = 64.0;

/// One group.
pub(super) fn group_row_ui(
    ui: &mut Ui,
    painter: &mut RowPainter<'_, '_>,
    index: u32,
    at: usize,
    rect: Rect,
) {
    let pane = painter.pane;
    let Some(group) = pane.tree.groups.get(index as usize) else {
        return;
    };
    let key = RowKey::Group(group.id);
    let (name, beside) = painter
        .tree
        .names
        .group_label(&painter.view.directory.accounts, group.key);
    let count = group_count_text(pane, group);
    let open = pane.open.state(group.id, group.depth, pane.tree.levels);

    let id = Id::unique(("group", pane.id_salt, group.id.0));
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TreeItem, true, &name);
        info.current_text_value = Some(format!("{count} resources, {} failed", group.failed));
        info
    });
    painter.ground(ui, rect, &response, key, at);

    let x = rect.left() + tokens::SPACE_1 + f32::from(group.depth) * tokens::INDENT;
    let chevron = Rect::from_center_size(
        pos2(x + 8.0, rect.center().y),
        vec2(18.0, tokens::ROW_HEIGHT),
    );
    let toggled = chevron_ui(ui, chevron, id.with("chevron"), open, &name);

    paint_group(ui, rect, x + 20.0, group, [&name, &beside, &count]);

    if toggled || response.double_clicked() {
        painter
            .commands
            .push(Command::Pane(pane.id, PaneCommand::ToggleGroup(group.id)));
    }
    if toggled || response.clicked() {
        painter.tree.put_cursor(key, Some(at));
        painter.take_keyboard = true;
    }
    if response.hovered() {
        response.on_hover_text_at_pointer(group_hover(pane, group, &name));
    }
}

/// Name, secondary text and count; the first from `text_x` on, the last at the right edge.
fn paint_group(
    ui: &Ui,
    rect: Rect,
    mut text_x: f32,
    group: &Group,
    [name, beside, count]: [&str; 3],
) {
    let palette = Palette::of(ui);
    if let GroupKey::Account(account) = group.key {
        let center = pos2(text_x + tokens::DOT / 2.0, rect.center().y);
        ui.painter()
            .circle_filled(center, tokens::DOT / 2.0, palette.account(account));
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
        let left = right - COUNT_WIDTH - WARNING_WIDTH;
        paint_failed(ui, pos2(left, rect.center().y), group.failed);
        text_right = left - tokens::SPACE_2;
    }
    let start = pos2(text_x, rect.center().y);
    let painted = Elided::new(name, font.clone(), palette.text_strong).paint(
        ui.painter(),
        start,
        text_right - text_x,
    );
    let beside_x = painted.rect.right() + tokens::SPACE_2;
    let start = pos2(beside_x, rect.center().y);
    Elided::new(beside, font, palette.text_weak).paint(ui.painter(), start, text_right - beside_x);
}

fn chevron_ui(ui: &Ui, rect: Rect, id: Id, open: Open, name: &str) -> bool {
    let palette = Palette::of(ui);
    let (icon, verb) = match open {
        Open::Expanded => (Icon::ChevronDown, "Close"),
        Open::Collapsed => (Icon::ChevronRight, "Open"),
    };
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} {name}")));
    let color = if response.hovered() {
        palette.text_strong
    } else {
        palette.text_weak
    };
    icons::paint(ui.painter(), icon, rect.center(), 11.0, color);
    response.clicked()
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
    let text = count_text(failed as usize);
    Elided::new(&text, font, palette.error).paint(
        ui.painter(),
        left_center + vec2(18.0, 0.0),
        WARNING_WIDTH - 18.0,
    );
}

/// `412`, or `≥ 412` while or because there may be more; nothing where nothing could be listed.
fn group_count_text(pane: &Pane, group: &Group) -> String {
    let count = group.count() as usize;
    let lacks = pane.lacks_lines() || pane.tree.undecided > 0;
    let incomplete = group.incomplete > 0 || lacks;
    match (count, incomplete) {
        (0, true) if group.failed > 0 => String::new(),
        (count, true) => format!("≥ {}", count_text(count)),
        (count, false) => count_text(count).into(),
    }
}

fn group_hover(pane: &Pane, group: &Group, name: &str) -> String {
    let count = group_count_text(pane, group);
    let mut text = if count.is_empty() {
        name.to_owned()
    } else {
        format!("{name}: {count} resources")
    };
    if group.incomplete > 0 {
        text += &format!(
            "\n{} lists may have more than is shown",
            count_text(group.incomplete as usize)
        );
    }
    if group.failed > 0 {
        text += &format!(
            "\n{} lists failed: click the count in the status bar to see why",
            count_text(group.failed as usize)
        );
    }
    text
}
