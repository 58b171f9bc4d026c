//! How fast each API is asked, how many requests wait, and which APIs were throttled.

use compact_str::{CompactString, format_compact};
use egui::{Align, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

use crate::app::requests::ApiUse;
use crate::app::view::AppView;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};

/// Width of a column of numbers, in points.
const NUMBER_WIDTH: f32 = 72.0;

/// Most of the panel's height that the table takes, in points.
const TABLE_HEIGHT: f32 = 420.0;

/// Draws the panel.
pub(super) fn requests_ui(ui: &mut Ui, view: &AppView<'_>) {
    let palette = Palette::of(ui);
    let apis = view.requests;
    if apis.is_empty() {
        let text = "Nothing was asked within the last two minutes.";
        ui.label(RichText::new(text).color(palette.text_weak));
        return;
    }
    ui.label(RichText::new(sentence(apis)).color(palette.text_weak));
    ui.add_space(tokens::SPACE_2);
    table_ui(ui, apis);
}

/// All APIs in one line.
fn sentence(apis: &[ApiUse]) -> String {
    let per_second: f64 = apis.iter().map(|api| api.per_second).sum();
    let waiting: usize = apis.iter().map(|api| api.waiting).sum();
    let in_flight: u32 = apis.iter().map(|api| api.in_flight).sum();
    let throttled: u64 = apis.iter().map(|api| api.throttled).sum();
    format!(
        "{} a second, {} waiting, {} without an answer yet, {} told to slow down",
        rate_text(per_second),
        grouped(waiting),
        grouped(in_flight),
        grouped(throttled)
    )
}

/// `12`, `3.4`, `0`.
fn rate_text(per_second: f64) -> CompactString {
    match per_second {
        rate if rate >= 10.0 => grouped(rate.round() as u64),
        rate if rate < 0.05 => "0".into(),
        rate => format_compact!("{rate:.1}"),
    }
}

fn table_ui(ui: &mut Ui, apis: &[ApiUse]) {
    let palette = Palette::of(ui);
    let number = |ui: &mut Ui, text: CompactString, warns: bool| {
        let color = if warns { palette.warn } else { palette.text };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(text).color(color));
        });
    };
    TableBuilder::new(ui)
        .max_scroll_height(TABLE_HEIGHT)
        .column(Column::remainder().clip(true))
        .columns(Column::exact(NUMBER_WIDTH), 4)
        .column(Column::exact(tokens::SPACE_2))
        .cell_layout(Layout::left_to_right(Align::Center))
        .header(tokens::ROW_HEIGHT, |mut header| {
            header.col(|ui| _ = ui.label(RichText::new("API").color(palette.text_weak)));
            for (title, hover) in [
                (
                    "Per second",
                    "Over the last ten seconds, all accounts and regions",
                ),
                (
                    "Waiting",
                    "For their turn: AWS takes only so many of one kind a second",
                ),
                ("In flight", "Sent and not answered yet"),
                ("Slowed", "How often AWS asked for a slower pace"),
            ] {
                header.col(|ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(RichText::new(title).color(palette.text_weak))
                            .on_hover_text(hover);
                    });
                });
            }
            header.col(|_| {});
        })
        .body(|body| {
            body.rows(tokens::ROW_HEIGHT, apis.len(), |mut row| {
                let api = &apis[row.index()];
                row.col(|ui| {
                    let places = if api.lanes == 1 { "place" } else { "places" };
                    let hover = format!(
                        "{}\nasked {} times in {} {places} (account and region), {} of them slower than usual",
                        api.api,
                        grouped(api.sent),
                        grouped(api.lanes),
                        grouped(api.slowed)
                    );
                    ui.label(api.api).on_hover_text(hover);
                });
                row.col(|ui| number(ui, rate_text(api.per_second), false));
                row.col(|ui| number(ui, grouped(api.waiting), false));
                row.col(|ui| number(ui, grouped(api.in_flight), false));
                row.col(|ui| number(ui, grouped(api.throttled), api.throttled > 0));
                // The scroll bar's.
                row.col(|_| {});
            });
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_short() {
        assert_eq!(rate_text(0.01), "0");
        assert_eq!(rate_text(3.44), "3.4");
        assert_eq!(rate_text(1234.5), "1,235");
    }

    #[test]
    fn one_line_sums_all_apis() {
        let api = |per_second, throttled| ApiUse {
            per_second,
            waiting: 1_000,
            in_flight: 2,
            throttled,
            ..ApiUse::default()
        };
        assert_eq!(
            sentence(&[api(20.0, 3), api(2.0, 0)]),
            "22 a second, 2,000 waiting, 4 without an answer yet, 3 told to slow down"
        );
    }
}
