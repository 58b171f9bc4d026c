//! How fast each API is asked, how many requests wait, and which APIs were throttled.

use std::borrow::Cow;
use std::slice;

use compact_str::{CompactString, format_compact};
use egui::{Align2, Color32, FontId, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::commands::{Command, CopyCommand};
use crate::app::list_cursor::ListLines;
use crate::app::requests::ApiUse;
use crate::app::view::AppView;
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::{ListKind, ListShape, RowList};

/// Width of a column of numbers, in points.
const NUMBER_WIDTH: f32 = 72.0;

/// Most of the panel's height that the list takes, in points.
const LIST_HEIGHT: f32 = 420.0;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct RequestsUi {
    list: RowList<&'static str>,
}

/// Draws the panel.
pub(super) fn requests_ui(
    ui: &mut Ui,
    state: &mut RequestsUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let apis = view.requests;
    if apis.is_empty() {
        let text = "Nothing was asked within the last two minutes.";
        ui.label(RichText::new(text).color(palette.text_weak));
        return;
    }
    ui.label(RichText::new(sentence(apis)).color(palette.text_weak));
    ui.add_space(tokens::SPACE_2);
    table_ui(ui, &mut state.list, apis, commands);
}

/// All APIs in one line.
fn sentence(apis: &[ApiUse]) -> String {
    let per_second: f64 = apis.iter().map(|api| api.per_second).sum();
    let waiting: usize = apis.iter().map(|api| api.waiting).sum();
    let in_flight: u32 = apis.iter().map(|api| api.in_flight).sum();
    let throttled: u64 = apis.iter().map(|api| api.throttled).sum();
    format!(
        "{} a second, {} waiting, {} without an answer yet, {} throttled",
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

/// A column of numbers: what it is called, and what is said of it.
const COLUMNS: [(&str, &str); 4] = [
    (
        "Per second",
        "Over the last ten seconds, all accounts and regions",
    ),
    (
        "Waiting",
        "For their turn: AWS takes only so many of one kind a second",
    ),
    ("In flight", "Sent and not answered yet"),
    ("Throttled", "How often AWS asked for a slower pace"),
];

fn table_ui(
    ui: &mut Ui,
    list: &mut RowList<&'static str>,
    apis: &[ApiUse],
    commands: &mut Vec<Command>,
) {
    header_ui(ui);
    let lines = ApiLines(apis);
    let shape = ListShape {
        label: "APIs",
        kind: ListKind::Plain,
        row_height: tokens::ROW_HEIGHT,
        lines_id: ui.scope_id().with("api"),
    };
    let height = (apis.len() as f32 * tokens::ROW_HEIGHT).min(LIST_HEIGHT);
    let size = vec2(ui.available_width(), height);
    ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        list.show(ui, shape, &lines, |ui, line| {
            let api = &apis[line.at];
            line_ui(ui, line.rect, api);
            let response = line.response.clone();
            response.on_hover_ui(|ui| _ = ui.label(pace_text(api)));
            line.context_menu(|ui| {
                if ui.button("Copy API").clicked() {
                    commands.push(Command::Copy(CopyCommand::Text {
                        what: "API",
                        text: api.api.to_owned(),
                    }));
                }
            });
        });
    });
}

fn header_ui(ui: &mut Ui) {
    let color = Palette::of(ui).text_weak;
    let size = vec2(ui.available_width(), tokens::ROW_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    paint(ui, rect, Align2::LEFT_CENTER, "API", color);
    for (at, (title, hover)) in COLUMNS.into_iter().enumerate() {
        let place = number_place(rect, at);
        paint(ui, place, Align2::RIGHT_CENTER, title, color);
        let response = ui.interact(place, ui.scope_id().with(title), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
        response.on_hover_text(hover);
    }
}

fn line_ui(ui: &Ui, rect: Rect, api: &ApiUse) {
    let palette = Palette::of(ui);
    let numbers_left = number_place(rect, 0).left();
    let name = rect
        .with_max_x(numbers_left)
        .shrink2(vec2(tokens::SPACE_1, 0.0));
    let clipped = ui.painter().with_clip_rect(name);
    clipped.text(
        name.left_center(),
        Align2::LEFT_CENTER,
        api.api,
        FontId::proportional(tokens::TEXT_BODY),
        palette.text,
    );
    let throttled = if api.throttled > 0 {
        palette.warn
    } else {
        palette.text
    };
    for (at, (text, color)) in [
        (rate_text(api.per_second), palette.text),
        (grouped(api.waiting), palette.text),
        (grouped(api.in_flight), palette.text),
        (grouped(api.throttled), throttled),
    ]
    .into_iter()
    .enumerate()
    {
        paint(
            ui,
            number_place(rect, at),
            Align2::RIGHT_CENTER,
            &text,
            color,
        );
    }
}

/// Where a number stands in a line.
fn number_place(line: Rect, column: usize) -> Rect {
    let right = line.right() - tokens::SPACE_2 - (COLUMNS.len() - 1 - column) as f32 * NUMBER_WIDTH;
    Rect::from_x_y_ranges(right - NUMBER_WIDTH..=right, line.y_range())
}

fn paint(ui: &Ui, place: Rect, align: Align2, text: &str, color: Color32) {
    let font = FontId::proportional(tokens::TEXT_BODY);
    let at = align.pos_in_rect(&place);
    ui.painter().text(at, align, text, font, color);
}

fn pace_text(api: &ApiUse) -> String {
    let places = if api.lanes == 1 { "place" } else { "places" };
    format!(
        "{}\nqueried {} times in {} {places} (account and region), {} of them slower than usual",
        api.api,
        grouped(api.sent),
        grouped(api.lanes),
        grouped(api.slowed)
    )
}

/// The lines, as they are walked by keys and read out.
struct ApiLines<'a>(&'a [ApiUse]);

impl ListLines for ApiLines<'_> {
    type Key = &'static str;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<&'static str> {
        self.0.get(at).map(|api| api.api)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.0.get(at).map_or("", |api| api.api).into()
    }

    fn description(&self, at: usize) -> String {
        let api = self.0.get(at);
        api.map(|api| sentence(slice::from_ref(api)))
            .unwrap_or_default()
    }
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
            "22 a second, 2,000 waiting, 4 without an answer yet, 3 throttled"
        );
    }
}
