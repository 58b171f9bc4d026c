//! How many lines a pane's foot has, and what is on which: settled by the width of the pane and by how many digits
//! its totals may have, never by how far the query is.

use egui::{FontId, Rect, Ui, pos2};

use crate::app::pane::Pane;
use crate::app::resource_explorer::memory_budget::BudgetSnapshot;
use crate::text::bytes::MIB;
use crate::ui::tokens;

/// Height of a line, in points, and what is around all of them.
const LINE_HEIGHT: f32 = 20.0;
const AROUND: f32 = 4.0;

/// From this width on the result stands beside the founding text, in points.
const ONE_LINE_FROM: f32 = 900.0;

/// Digits that every count has room for, however few there are.
const LEAST_DIGITS: usize = 5;

/// Least room for the result beside the founding text, and for what is missing, in points.
const RESULT_WIDTH: f32 = 212.0;
pub(super) const FAILED_WIDTH: f32 = 92.0;

/// What stands between the parts of the founding text; lines break only here.
pub(super) const BETWEEN: &str = " | ";

/// The lines of a foot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FootForm {
    /// Whether the result has a line of its own.
    pub result: ResultPlace,
    /// The parts of the founding text that each of its lines has: the first, and how many.
    pub lines: Vec<(usize, usize)>,
    /// The widest that the founding text can be in one line, in points.
    pub text_width: f32,
}

/// Where the result stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResultPlace {
    /// Before the founding text.
    Beside,
    /// In the line above it.
    Above,
}

impl FootForm {
    /// The form of a pane that is `width` points wide.
    pub(super) fn of(ui: &Ui, width: f32, pane: &Pane, budget: &BudgetSnapshot) -> Self {
        let room = width - 2.0 * tokens::SPACE_2;
        let parts = widest_parts(pane, budget).map(|text| width_of(ui, &text));
        let between = width_of(ui, BETWEEN);
        let text_width = parts.iter().sum::<f32>() + 2.0 * between;
        let fits_beside =
            room >= RESULT_WIDTH + tokens::SPACE_4 + text_width + tokens::SPACE_2 + FAILED_WIDTH;
        let (result, lines) = if width >= ONE_LINE_FROM && fits_beside {
            (ResultPlace::Beside, vec![(0, parts.len())])
        } else {
            (ResultPlace::Above, packed(parts, between, room))
        };
        Self {
            result,
            lines,
            text_width,
        }
    }

    /// How high the foot is, in points.
    pub(super) fn height(&self) -> f32 {
        let above = usize::from(self.result == ResultPlace::Above);
        AROUND + (self.lines.len() + above) as f32 * LINE_HEIGHT
    }

    /// Line `at` of the foot, counted from above.
    pub(super) fn line(&self, foot: Rect, at: usize) -> Rect {
        let top = foot.top() + AROUND / 2.0 + at as f32 * LINE_HEIGHT;
        let (left, right) = (
            foot.left() + tokens::SPACE_2,
            foot.right() - tokens::SPACE_2,
        );
        Rect::from_min_max(pos2(left, top), pos2(right, top + LINE_HEIGHT))
    }

    /// The line of the founding text's first part.
    pub(super) fn first_text_line(&self) -> usize {
        usize::from(self.result == ResultPlace::Above)
    }
}

/// As many parts to a line as have room in it.
fn packed(parts: [f32; 3], between: f32, room: f32) -> Vec<(usize, usize)> {
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut used = 0.0;
    for (at, part) in parts.into_iter().enumerate() {
        match lines.last_mut() {
            Some((_, count)) if used + between + part <= room => {
                *count += 1;
                used += between + part;
            }
            _ => {
                lines.push((at, 1));
                used = part;
            }
        }
    }
    lines
}

/// The three parts with as many digits as they can come to have.
fn widest_parts(pane: &Pane, budget: &BudgetSnapshot) -> [String; 3] {
    let zeros = |total: u64| "0".repeat(total.to_string().len().max(LEAST_DIGITS));
    let phase = |number, total| format!("Phase {number}: {0}/{0}", zeros(total));
    let memory = zeros(budget.limit_bytes / MIB);
    let lists = u64::from(pane.counts.phase1_total);
    [
        phase(1, lists),
        phase(2, lists.max(u64::from(pane.counts.phase2_total))),
        format!("Memory: {memory} MB / {memory} MB (100%)"),
    ]
}

pub(super) fn width_of(ui: &Ui, text: &str) -> f32 {
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let color = egui::Color32::PLACEHOLDER;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    galley.size().x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_a_line_while_they_fit_and_none_is_lost() {
        let parts = [90.0, 90.0, 200.0];
        assert_eq!(packed(parts, 10.0, 400.0), [(0, 3)]);
        assert_eq!(packed(parts, 10.0, 399.0), [(0, 2), (2, 1)]);
        assert_eq!(packed(parts, 10.0, 190.0), [(0, 2), (2, 1)]);
        assert_eq!(packed(parts, 10.0, 189.0), [(0, 1), (1, 1), (2, 1)]);
        assert_eq!(packed(parts, 10.0, 0.0), [(0, 1), (1, 1), (2, 1)]);
    }
}
