//! One line of a summary: name, bar, how much, and its share.

use egui::{FontId, Rangef, Rect, Ui, pos2, vec2};

use super::Drawn;
use crate::app::list_cursor::{Fold, ListLines as _};
use crate::app::pane::figures::Freshness;
use crate::app::pane::summary::lines::SummaryLine;
use crate::app::pane::summary::weight_text;
use crate::app::resource_explorer::figures::Bar;
use crate::text::numbers::counted;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::truncated::{Elided, Side};

/// Room for the sign that a line opens, in points.
const FOLD_WIDTH: f32 = 20.0;

/// Room for how much it is and for its share, in points.
const AMOUNT_WIDTH: f32 = 84.0;
const SHARE_WIDTH: f32 = 44.0;

/// Narrower than this a line has no share, in points.
const SHARE_FROM_WIDTH: f32 = 360.0;

/// Widest that a name is made, in points.
const NAME_WIDEST: f32 = 220.0;

/// Height of a bar, and of one within another, in points.
const BAR_HEIGHT: f32 = 12.0;
const INNER_BAR_HEIGHT: f32 = 8.0;

/// Draws a line. Returns whether the sign at its left was clicked.
pub(super) fn bar_line_ui(ui: &Ui, drawn: &Drawn<'_>, line: &Line) -> bool {
    let Some(shown) = drawn.listed.lines.get(line.at) else {
        return false;
    };
    let rect = line.rect;
    let is_inner = matches!(
        shown,
        SummaryLine::Within(..) | SummaryLine::OthersWithin(_)
    );
    let indent = if is_inner { tokens::INDENT } else { 0.0 };
    let sign = Rect::from_min_size(rect.min, vec2(FOLD_WIDTH, rect.height()));
    let fold = drawn.listed.fold(line.at);
    paint_sign(ui, sign, fold);
    let left = rect.left() + FOLD_WIDTH + indent;
    match drawn.listed.bar(shown) {
        Some((bar, _)) => paint_bar(ui, drawn, line, shown, bar, left),
        None => paint_others(ui, drawn, line, shown, left),
    }
    fold != Fold::Leaf && line.clicked_in(sign)
}

fn paint_sign(ui: &Ui, rect: Rect, fold: Fold) {
    let icon = match fold {
        Fold::Leaf => return,
        Fold::Open => Icon::ChevronDown,
        Fold::Closed => Icon::ChevronRight,
    };
    let color = Palette::of(ui).text_weak;
    icons::paint(ui.painter(), icon, rect.center(), 11.0, color);
}

/// Where the parts of a line are.
struct Places {
    name: Rangef,
    track: Rangef,
    amount: Rangef,
    /// Where there is room.
    share: Option<Rangef>,
}

impl Places {
    fn of(rect: Rect, left: f32) -> Self {
        let right = rect.right() - tokens::SPACE_2;
        let has_share = rect.width() >= SHARE_FROM_WIDTH;
        let share = has_share.then(|| Rangef::new(right - SHARE_WIDTH, right));
        let amount_right = share.map_or(right, |share| share.min);
        let amount = Rangef::new(amount_right - AMOUNT_WIDTH, amount_right);
        let name_right = rect.left() + FOLD_WIDTH + name_width(rect.width());
        Self {
            name: Rangef::new(left, name_right),
            track: Rangef::new(name_right + tokens::SPACE_2, amount.min - tokens::SPACE_2),
            amount,
            share,
        }
    }
}

fn paint_bar(ui: &Ui, drawn: &Drawn<'_>, line: &Line, shown: SummaryLine, bar: &Bar, left: f32) {
    let (palette, rect) = (Palette::of(ui), line.rect);
    let places = Places::of(rect, left);
    let is_inner = matches!(shown, SummaryLine::Within(..));
    let is_faint = drawn.freshness == Freshness::Older;
    let name_color = match (is_faint, is_inner) {
        (true, _) => palette.text_faint,
        (false, true) => palette.text,
        (false, false) => palette.text_strong,
    };
    let paint = |text: &str, size: f32, color, side, place: Rangef| {
        let at = pos2(place.min, rect.center().y);
        Elided::new(text, FontId::proportional(size), color)
            .side(side)
            .paint(ui.painter(), at, place.span())
    };
    let name = (drawn.listed.label)(shown, bar);
    let (body, small) = (tokens::TEXT_BODY, tokens::TEXT_SMALL);
    let painted = paint(&name, body, name_color, Side::Left, places.name);
    let weight = drawn.pane.spec.summary.weight;
    let amount = weight_text(bar, weight, drawn.gaps);
    let weak = palette.text_weak;
    paint(&amount, body, weak, Side::Right, places.amount);
    if let Some(place) = places.share {
        let whole = drawn.weight_of_all().max(f64::MIN_POSITIVE);
        let share = share_text(bar.weight(weight) / whole);
        paint(&share, small, weak, Side::Right, place);
    }
    paint_length(ui, drawn, line, bar, places.track, is_inner);
    hover_ui(drawn, line, shown, bar, painted.cut.then_some(&name));
}

/// The bar itself, as long as its weight beside that of the longest.
fn paint_length(ui: &Ui, drawn: &Drawn<'_>, line: &Line, bar: &Bar, track: Rangef, is_inner: bool) {
    let palette = Palette::of(ui);
    let weight = drawn.pane.spec.summary.weight;
    // The longest is among the first: only ages are in another order, of which there are few.
    let bars = drawn.listed.summary.bars.iter().take(16);
    let longest = bars.map(|bar| bar.weight(weight)).fold(0.0, f64::max);
    if track.span() <= 0.0 || bar.weight(weight) <= 0.0 {
        return;
    }
    let share = (bar.weight(weight) / longest).clamp(0.0, 1.0) as f32;
    let (height, color) = if is_inner {
        (INNER_BAR_HEIGHT, palette.line_strong)
    } else {
        (BAR_HEIGHT, palette.unknown)
    };
    let color = if line.response.hovered() {
        palette.accent
    } else {
        color
    };
    let start = pos2(track.min, line.rect.center().y - height / 2.0);
    let size = vec2((track.span() * share).max(1.0), height);
    ui.painter()
        .rect_filled(Rect::from_min_size(start, size), 2.0, color);
}

fn hover_ui(drawn: &Drawn<'_>, line: &Line, shown: SummaryLine, bar: &Bar, name: Option<&String>) {
    if !line.response.hovered() {
        return;
    }
    let name = name.map(|name| format!("{name}, ")).unwrap_or_default();
    let told = (drawn.listed.told)(bar);
    let hint = drawn.hint(shown);
    let response = line.response.clone();
    response.on_hover_text_at_pointer(format!("{name}{told}\n{hint}"));
}

fn name_width(width: f32) -> f32 {
    (width * 0.38).min(NAME_WIDEST)
}

/// `12 %`; `< 1 %` of what is not nothing, `99 %` at most of what is not all.
fn share_text(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        return "< 1 %".to_owned();
    }
    if share < 1.0 {
        return format!("{} %", percent.round().min(99.0));
    }
    "100 %".to_owned()
}

fn paint_others(ui: &Ui, drawn: &Drawn<'_>, line: &Line, shown: SummaryLine, left: f32) {
    let palette = Palette::of(ui);
    let others = drawn.listed.others(shown);
    let text = format!("{} …", counted(others.len(), "other"));
    let font = FontId::proportional(tokens::TEXT_BODY);
    let middle = line.rect.center().y;
    let color = if line.response.hovered() {
        palette.text_strong
    } else {
        palette.text_weak
    };
    Elided::new(&text, font, color).paint(
        ui.painter(),
        pos2(left, middle),
        line.rect.right() - left,
    );
}
