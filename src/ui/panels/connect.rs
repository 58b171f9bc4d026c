//! How to connect: the credential sources that were looked for, and what to do next.

use std::borrow::Cow;

use egui::{Button, FontId, Grid, Label, Rect, RichText, ScrollArea, Ui, vec2};

use crate::app::commands::{AccessCommand, Command, CopyCommand};
use crate::app::labels::broken_text;
use crate::app::list_cursor::ListLines;
use crate::app::resource_explorer::source::BrokenAccess;
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::{ListEvent, ListKind, ListShape, RowList};
use crate::ui::widgets::truncated::Elided;
use crate::ui::widgets::virtual_rows::row_start;

/// The usual ways to give a machine credentials.
const WAYS: [(&str, &str); 4] = [
    (
        "aws configure sso",
        "sign in through your organization; then run awsdash --profile NAME",
    ),
    (
        "aws sso login --profile NAME",
        "sign in again when a session has expired",
    ),
    ("aws configure", "an access key, kept in ~/.aws/credentials"),
    (
        "AWS_PROFILE, AWS_ACCESS_KEY_ID, ...",
        "environment variables, as the AWS CLI has them",
    ),
];

/// Height of a line of what failed, and of the list at most, in points.
const LINE_HEIGHT: f32 = 2.0 * tokens::ROW_HEIGHT;
const LIST_HEIGHT: f32 = 4.0 * LINE_HEIGHT;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct ConnectUi {
    failed: RowList<usize>,
}

/// The first thing a person without credentials sees.
pub(super) fn welcome_ui(
    ui: &mut Ui,
    state: &mut ConnectUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    ui.painter().rect_filled(ui.max_rect(), 0.0, palette.panel);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.12).max(tokens::SPACE_6));
            ui.set_max_width(640.0);
            ui.vertical(|ui| {
                ui.label(RichText::new("No AWS account could be reached").size(tokens::TEXT_HEADING).color(palette.text_strong));
                ui.add_space(tokens::SPACE_2);
                ui.label("Two ways on: look around in a simulated AWS, or connect with your own credentials.");
                ui.add_space(tokens::SPACE_4);
                let open = Button::new(RichText::new("Open the sandbox").color(palette.on_accent)).fill(palette.accent);
                if ui.add(open).clicked() {
                    commands.push(Command::Access(AccessCommand::OpenSandbox));
                }
                ui.add_space(tokens::SPACE_6);
                connect_ui(ui, state, view, commands);
            });
        });
    });
}

/// Which credential sources were checked, what went wrong, and the usual ways.
pub(super) fn connect_ui(
    ui: &mut Ui,
    state: &mut ConnectUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let heading = |ui: &mut Ui, text: &str| {
        ui.add_space(tokens::SPACE_2);
        ui.label(RichText::new(text).color(palette.text_strong).strong());
        ui.add_space(tokens::SPACE_1);
    };
    heading(ui, "Connect with your credentials");
    rows_ui(ui, "ways", WAYS.iter().map(|(what, how)| (*what, *how)));
    if !view.connect.sources_checked.is_empty() {
        heading(ui, "Credential sources checked");
        let lines = view
            .connect
            .sources_checked
            .iter()
            .map(|(what, found)| (what.as_str(), found.as_str()));
        rows_ui(ui, "looked for", lines);
    }
    if let Some(error) = &view.directory.error {
        heading(ui, "What went wrong");
        ui.label(error);
    }
    if !view.directory.broken.is_empty() {
        heading(ui, "Profiles and roles that failed");
        failed_ui(ui, &mut state.failed, view, commands);
    }
    ui.add_space(tokens::SPACE_3);
    if ui.button("Try again").clicked() {
        commands.push(try_again(view));
    }
}

fn try_again(view: &AppView<'_>) -> Command {
    Command::Access(match view.sandbox {
        Some(_) => AccessCommand::ConnectAws,
        None => AccessCommand::Reload,
    })
}

/// A line for each profile or role that failed; the whole error of the one under the cursor below them.
fn failed_ui(
    ui: &mut Ui,
    list: &mut RowList<usize>,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let lines = FailedLines(&view.directory.broken);
    let shape = ListShape {
        label: "Failed profiles and roles",
        kind: ListKind::Plain,
        row_height: LINE_HEIGHT,
        lines_id: ui.scope_id().with("failed"),
    };
    let height = (lines.len() as f32 * LINE_HEIGHT).min(LIST_HEIGHT);
    let size = vec2(ui.available_width(), height);
    let again = try_again(view);
    let events = ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        let output = list.show(ui, shape, &lines, |ui, line| {
            let broken = &lines.0[line.at];
            paint_failed(ui, line.rect.shrink2(vec2(tokens::SPACE_1, 2.0)), broken);
            line.context_menu(|ui| {
                if ui.button("Try again").clicked() {
                    commands.push(again.clone());
                }
                if ui.button("Copy error").clicked() {
                    commands.push(Command::Copy(CopyCommand::Text {
                        what: "Error",
                        text: broken_text(broken),
                    }));
                }
            });
        });
        output.events
    });
    let activated = |event: &ListEvent| matches!(event, ListEvent::Activated(_));
    if events.inner.iter().any(activated) {
        commands.push(again);
    }
    let pointed_at = list.cursor().key().and_then(|at| lines.0.get(at));
    if let Some(broken) = pointed_at {
        let text = RichText::new(broken_text(broken)).color(Palette::of(ui).text);
        ui.add(Label::new(text).wrap());
    }
}

/// What the line itself says is painted only.
fn paint_failed(ui: &Ui, rect: Rect, broken: &BrokenAccess) {
    let palette = Palette::of(ui);
    let [upper, lower] = [
        rect.top()..=rect.center().y,
        rect.center().y..=rect.bottom(),
    ]
    .map(|side| Rect::from_x_y_ranges(rect.x_range(), side));
    let body = FontId::proportional(tokens::TEXT_BODY);
    let via = Elided::new(&broken.via, body, palette.text_strong);
    via.paint(ui.painter(), row_start(upper, 0.0), rect.width());
    let small = FontId::proportional(tokens::TEXT_SMALL);
    let error = broken.error.to_string();
    let error = Elided::new(&error, small, palette.text_weak);
    error.paint(ui.painter(), row_start(lower, 0.0), rect.width());
}

/// The lines, as they are walked by keys and read out.
struct FailedLines<'a>(&'a [BrokenAccess]);

impl ListLines for FailedLines<'_> {
    type Key = usize;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<usize> {
        (at < self.0.len()).then_some(at)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.0.get(at).map_or("", |broken| &broken.via).into()
    }

    fn description(&self, at: usize) -> String {
        let broken = self.0.get(at);
        broken
            .map(|broken| broken.error.to_string())
            .unwrap_or_default()
    }
}

fn rows_ui<'t>(ui: &mut Ui, salt: &str, rows: impl Iterator<Item = (&'t str, &'t str)>) {
    let palette = Palette::of(ui);
    Grid::new(salt)
        .num_columns(2)
        .spacing([tokens::SPACE_4, tokens::SPACE_1])
        .show(ui, |ui| {
            for (what, text) in rows {
                ui.label(
                    RichText::new(what)
                        .monospace()
                        .size(tokens::TEXT_MONO)
                        .color(palette.text),
                );
                ui.label(RichText::new(text).color(palette.text_weak));
                ui.end_row();
            }
        });
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::resource_explorer::source::SourceError;
    use crate::ui::fixtures::PaneFixture;

    /// The panel with so many profiles that failed, and what it asked for.
    fn harness(failed: usize) -> Harness<'static, (PaneFixture, ConnectUi, Vec<Command>)> {
        let mut fixture = PaneFixture::new();
        fixture
            .directory
            .broken
            .extend((0..failed).map(|n| BrokenAccess {
                via: format!("profile-{n}").into(),
                error: SourceError::Config(format!("no such role {n}").into()),
            }));
        let mut harness = Harness::builder().with_size([600.0, 800.0]).build_ui_state(
            |ui, (fixture, state, commands): &mut (PaneFixture, ConnectUi, Vec<Command>)| {
                connect_ui(ui, state, &fixture.view(), commands);
            },
            (fixture, ConnectUi::default(), Vec::new()),
        );
        harness.run_steps(3);
        harness
    }

    #[test]
    fn of_a_thousand_sources_that_failed_those_in_view_are_laid_out() {
        let harness = harness(1000);
        harness.get_by_label_contains("profile-0");
        let drawn = harness.get_all_by_label_contains("profile-").count();
        assert!(drawn <= 3 * 8, "{drawn}");
    }

    #[test]
    fn what_failed_is_walked_by_keys_and_its_whole_error_is_shown() {
        let mut harness = harness(40);
        harness.get_by_label("Failed profiles and roles").focus();
        harness.run_steps(2);
        harness.key_press(Key::End);
        harness.run_steps(3);
        let shown = harness.query_all_by_label_contains("no such role 39");
        assert!(shown.count() >= 1);
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        let (_, _, commands) = harness.state();
        assert_eq!(commands.len(), 1, "it is tried again: {commands:?}");
    }
}
