//! The pane's bottom line: how far the query is, and what went wrong, each in its own fixed place.

use egui::{Align2, FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::app::pane::Pane;
use crate::app::view::AppView;
use crate::text::durations;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::elided::{self, Elided};
use crate::ui::widgets::icons::{self, Icon};

/// Widths of the places at the right end, in points, from right to left.
const ELAPSED_WIDTH: f32 = 104.0;
const THROTTLED_WIDTH: f32 = 104.0;
const CACHE_WIDTH: f32 = 84.0;
const FAILED_WIDTH: f32 = 92.0;

/// Narrowest space for the main text; places at the right end give way before it does.
const MAIN_WIDTH: f32 = 400.0;

/// Positions of the parts. A part keeps its width when it is empty, so that nothing moves; in a narrow pane the
/// least important parts are left out.
#[derive(Debug)]
struct Places {
    main: Rect,
    failed: Rect,
    cache: Option<Rect>,
    throttled: Option<Rect>,
    elapsed: Option<Rect>,
}

impl Places {
    fn of(inner: Rect) -> Self {
        let mut spare = inner.width() - MAIN_WIDTH - FAILED_WIDTH;
        let mut afford = |width: f32| {
            let fits = spare >= width;
            spare -= if fits { width } else { 0.0 };
            fits
        };
        // Most important first; from right to left they are drawn in another order.
        let (elapsed, cache, throttled) = (
            afford(ELAPSED_WIDTH),
            afford(CACHE_WIDTH),
            afford(THROTTLED_WIDTH),
        );
        let mut right = inner.right();
        let mut take = |width: f32| {
            right -= width;
            Rect::from_min_max(
                pos2(right, inner.top()),
                pos2(right + width, inner.bottom()),
            )
        };
        let elapsed = elapsed.then(|| take(ELAPSED_WIDTH));
        let throttled = throttled.then(|| take(THROTTLED_WIDTH));
        let cache = cache.then(|| take(CACHE_WIDTH));
        let failed = take(FAILED_WIDTH.min(inner.width() / 2.0));
        let main = Rect::from_min_max(inner.min, pos2(right - tokens::SPACE_2, inner.bottom()));
        Self {
            main,
            failed,
            cache,
            throttled,
            elapsed,
        }
    }
}

/// What was asked for by clicking into the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusClick {
    /// Show what failed.
    Failures,
    /// Show how every list ended.
    Ledger,
}

/// Draws the bar into `rect`. Returns the response to anchor a popup at, and what was clicked.
pub fn status_bar_ui(
    ui: &mut Ui,
    rect: Rect,
    pane: &Pane,
    view: &AppView<'_>,
) -> (egui::Response, Option<StatusClick>) {
    let palette = Palette::of(ui);
    ui.painter().rect_filled(rect, 0.0, palette.raised);
    ui.painter()
        .hline(rect.x_range(), rect.top(), (tokens::LINE, palette.line));
    let font = FontId::proportional(tokens::TEXT_SMALL);

    let places = Places::of(rect.shrink2(egui::vec2(tokens::SPACE_2, 0.0)));
    let say = |rect: Option<Rect>, text: String, color| {
        if let Some(rect) = rect.filter(|_| !text.is_empty()) {
            ui.painter().text(
                rect.right_center(),
                Align2::RIGHT_CENTER,
                text,
                font.clone(),
                color,
            );
        }
    };
    say(
        places.elapsed,
        pane.eta
            .text()
            .or_else(|| {
                pane.elapsed()
                    .map(|elapsed| durations::precise(elapsed).into())
            })
            .unwrap_or_default(),
        palette.text_weak,
    );
    say(places.cache, cache_text(pane), palette.text_weak);
    let throttled = match pane.counts.throttled {
        0 => String::new(),
        times => format!("throttled {}", grouped(times)),
    };
    say(places.throttled, throttled, palette.warn);

    let status_text = pane.status_text(&view.budget);
    let text = status_text.to_string();
    let mut main = places.main;
    if failed_count(pane) == 0 {
        main.max.x = places.failed.right();
    }
    let status = ui.interact(main, pane_id(pane, "status"), Sense::hover());
    status.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    Elided::new(&text, font.clone(), palette.text).paint(
        ui.painter(),
        main.left_center(),
        main.width(),
    );
    let ledger = phase1_ui(ui, main, pane, &status_text.phase1, font);
    let (anchor, failures) = failures_ui(ui, places.failed, pane);
    (anchor, failures.or(ledger))
}

/// The part of the main text that says how many lists have ended: a click says how they ended.
fn phase1_ui(ui: &Ui, main: Rect, pane: &Pane, phase1: &str, font: FontId) -> Option<StatusClick> {
    let palette = Palette::of(ui);
    let room = main.width();
    let (galley, _) = elided::layout(ui.painter(), phase1, font, palette.text_strong, room);
    let rect = Rect::from_min_size(main.min, egui::vec2(galley.size().x, main.height()));
    let response = ui.interact(rect, pane_id(pane, "phase 1"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, phase1));
    if response.hovered() || response.has_focus() {
        let line = (tokens::LINE, palette.text_weak);
        let below = rect.center().y + galley.size().y / 2.0;
        ui.painter().hline(rect.x_range(), below, line);
    }
    let clicked = response.clicked();
    response.on_hover_text("Ledger: outcome of every query key");
    clicked.then_some(StatusClick::Ledger)
}

fn pane_id(pane: &Pane, part: &str) -> Id {
    Id::unique(("pane", pane.id_salt, part))
}

/// `cache 85 %`: the share of this query's lists that came from the cache.
fn cache_text(pane: &Pane) -> String {
    match (pane.counts.cache_hits, pane.counts.phase1_total) {
        (0, _) | (_, 0) => String::new(),
        (hits, total) => format!("cache {} %", u64::from(hits) * 100 / u64::from(total)),
    }
}

fn failed_count(pane: &Pane) -> usize {
    pane.ledger.failures() + pane.broken.len()
}

fn failures_ui(ui: &Ui, rect: Rect, pane: &Pane) -> (egui::Response, Option<StatusClick>) {
    let palette = Palette::of(ui);
    let failed = failed_count(pane);
    if failed == 0 {
        return (
            ui.interact(rect, pane_id(pane, "failures"), Sense::hover()),
            None,
        );
    }
    let text = format!("{} failed", grouped(failed));
    let response = ui.interact(rect, pane_id(pane, "failures"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    let color = if response.hovered() || response.has_focus() {
        palette.text_strong
    } else {
        palette.error
    };
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let written = ui.painter().text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        &text,
        font,
        color,
    );
    icons::paint(
        ui.painter(),
        Icon::Warning,
        pos2(written.left() - 10.0, rect.center().y),
        12.0,
        color,
    );
    let click = response.clicked().then_some(StatusClick::Failures);
    (response.on_hover_text("Show what failed, and why"), click)
}
