//! Paints one group of the tree.

use egui::{Color32, FontId, Pos2, Rect, Response, Ui, pos2, vec2};

use super::group_menu::group_menu_ui;
use super::group_text::{FiguresForm, paint_parts};
use super::row_columns::RowColumns;
use super::tree_rows::RowPainter;
use super::tree_state::TreeClick;
use crate::app::account_marks::{AccountMark, Stage};
use crate::app::pane::Pane;
use crate::app::pane::group_figures::{FigurePart, figure_parts};
use crate::app::pane::tree_lines::{failed_text, group_count_text, resources_text};
use crate::app::resource_explorer::tree::{Group, GroupKey, Open, Tree};
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::account_dot;
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::truncated::{Elided, Side, layout};

/// Room for a count at the right end of a group's line, and for its warning before that, in points.
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
    let open = pane.open.state(group.id, group.depth, pane.tree.levels);
    let rect = line.rect;
    let x = rect.left() + painter.columns.indent(group.depth);
    let chevron = Rect::from_center_size(
        pos2(x + 8.0, rect.center().y),
        vec2(18.0, tokens::ROW_HEIGHT),
    );
    paint_chevron(ui, chevron, open, &line.response);
    let warning = warning_rect(rect, painter.columns.count_right);
    if group.failed > 0 && line.clicked_in(warning) {
        let key = pane.failed_below(group).first().copied();
        painter.click = painter.click.or(key.map(TreeClick::ShowInLedger));
    } else if line.clicked_in(rect) && is_plain_click(ui, line) {
        painter.toggled.push(line.at);
    }
    let figure = painter.figures.of(pane, group);
    let lacks = pane.may_lack_rows(group);
    let now = painter.view.now;
    let figures = figure.map_or_else(Vec::new, |figure| figure_parts(figure, lacks, now));
    let count = group_count_text(pane, group);
    let texts = GroupTexts {
        group,
        mark: match group.key {
            GroupKey::Account(account) => Some(painter.view.directory.marks.mark_of(account)),
            _ => None,
        },
        name: &name,
        beside: &beside,
        figures: if is_said_below(&pane.tree, index, open) {
            &[]
        } else {
            &figures
        },
        count: &count,
    };
    texts.paint(ui, painter.columns, rect, x + 20.0);
    line.context_menu(|ui| group_menu_ui(ui, painter, group, &name));
    if line.response.hovered() {
        let text = group_hover(pane, group, &name, &figures);
        line.response.clone().on_hover_text_at_pointer(text);
    }
}

/// Whether the first group in an open one has all of its rows, and says what they come to.
fn is_said_below(tree: &Tree, index: u32, open: Open) -> bool {
    let groups = index as usize..;
    match tree.groups.get(groups) {
        Some([group, below, ..]) if open == Open::Expanded => {
            below.parent == Some(index) && below.count() == group.count()
        }
        _ => false,
    }
}

/// Where the warning of a group is on its line.
fn warning_rect(line: Rect, count_right: f32) -> Rect {
    let right = line.left() + count_right - COUNT_WIDTH;
    let left = right - WARNING_WIDTH;
    Rect::from_x_y_ranges(left..=right, line.y_range())
}

/// Whether a click is the first of two at most, without a key that chooses rows.
fn is_plain_click(ui: &Ui, line: &Line) -> bool {
    let modifiers = ui.input(|input| input.modifiers);
    !line.response.double_clicked() && !modifiers.shift && !modifiers.command
}

/// What is written on a group's line.
struct GroupTexts<'a> {
    group: &'a Group,
    mark: Option<AccountMark>,
    name: &'a str,
    beside: &'a str,
    figures: &'a [FigurePart],
    count: &'a str,
}

impl GroupTexts<'_> {
    /// Name, what stands beside it, figures and count; the first from `x` on.
    fn paint(&self, ui: &Ui, columns: RowColumns, rect: Rect, mut x: f32) {
        let palette = Palette::of(ui);
        let y = rect.center().y;
        if let Some(mark) = self.mark {
            let center = pos2(x + tokens::DOT / 2.0, y);
            account_dot::paint(ui.painter(), palette, mark, center);
            x += tokens::DOT + 6.0;
        }
        let right = self.paint_end(ui, columns, rect);
        let font = FontId::proportional(tokens::TEXT_BODY);
        let name = Elided::new(self.name, font.clone(), palette.text_strong);
        x = name.paint(ui.painter(), pos2(x, y), right - x).rect.right() + tokens::SPACE_2;
        if self
            .mark
            .is_some_and(|mark| mark.stage == Stage::Production)
        {
            let small = FontId::proportional(tokens::TEXT_SMALL);
            x = paint_whole(ui, "PROD", small, palette.warn, pos2(x, y), right);
        }
        x = paint_whole(ui, self.beside, font, palette.text_weak, pos2(x, y), right);
        // What groups of one level say begins at one place, where their names leave it free.
        let from = (rect.left() + columns.figures_left).max(x + tokens::SPACE_2);
        let form = FiguresForm::of(rect.width());
        let from = if form == FiguresForm::Words { from } else { x };
        paint_parts(ui, self.figures, form, pos2(from, y), right);
    }

    /// Count and warning; returns where they begin.
    fn paint_end(&self, ui: &Ui, columns: RowColumns, rect: Rect) -> f32 {
        let left = rect.left() + columns.count_right - COUNT_WIDTH;
        let font = FontId::proportional(tokens::TEXT_BODY);
        let counted = Elided::new(self.count, font, Palette::of(ui).text_weak)
            .side(Side::Right)
            .paint(ui.painter(), pos2(left, rect.center().y), COUNT_WIDTH);
        if self.group.failed == 0 {
            return counted.rect.left() - tokens::SPACE_2;
        }
        let warning = warning_rect(rect, columns.count_right);
        paint_failed(ui, warning.left_center(), self.group.failed);
        warning.left() - tokens::SPACE_2
    }
}

/// Paints a text where it fits whole; returns where the next may begin.
fn paint_whole(ui: &Ui, text: &str, font: FontId, color: Color32, at: Pos2, right: f32) -> f32 {
    let (galley, is_cut) = layout(ui.painter(), text, font, color, (right - at.x).max(0.0));
    if text.is_empty() || is_cut {
        return at.x;
    }
    let width = galley.size().x;
    let top = at.y - galley.size().y / 2.0;
    ui.painter().galley(pos2(at.x, top), galley, color);
    at.x + width + tokens::SPACE_2
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

fn paint_failed(ui: &Ui, left_center: Pos2, failed: u32) {
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

fn group_hover(pane: &Pane, group: &Group, name: &str, figures: &[FigurePart]) -> String {
    let mut text = match resources_text(pane, group) {
        None => name.to_owned(),
        Some(resources) => format!("{name}: {resources}"),
    };
    if !figures.is_empty() {
        let told: Vec<&str> = figures.iter().map(|part| part.text.as_str()).collect();
        text += &format!("\n{}", told.join(" · "));
    }
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
            "\n{}: click the warning to see them in the ledger",
            failed_text(group.failed)
        );
    }
    text
}
