//! The log window: shows the newest lines first, loads older ones on demand.

use egui::{
    CentralPanel, ComboBox, Frame, Key, Margin, Panel as SidePanel, Rect, RichText, Ui, WidgetInfo,
    vec2,
};

use super::keys;
use super::tokens::{self, Palette};
use super::widgets::elided::elided_label_ui;
use super::widgets::search_box::SearchBox;
use super::widgets::virtual_rows::{RowKeys, RowsShape, VirtualRows};
use crate::app::actions::Action;
use crate::app::actions::keymap::KeyMap;
use crate::app::commands::{Command, CopyCommand, Panel, PanelCommand};
use crate::app::log_tail::{Follow, LineFilter, LogLine, LogTail, OlderLines, TailState};
use crate::app::logging::LogLevel;

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 18.0;

/// Levels to choose from, least important last.
const LEVELS: [(Option<LogLevel>, &str); 5] = [
    (None, "All levels"),
    (Some(LogLevel::Error), "Errors"),
    (Some(LogLevel::Warn), "Warnings and up"),
    (Some(LogLevel::Info), "Info and up"),
    (Some(LogLevel::Debug), "Debug and up"),
];

/// What the window remembers between frames.
#[derive(Default)]
pub struct LogWindowUi {
    rows: VirtualRows,
    text: String,
    level: Option<LogLevel>,
    /// Ordinal of the line at the top, so that older lines that arrive above do not move the view.
    top: Option<i64>,
    /// Ordinal of the selected line.
    selected: Option<i64>,
}

/// Draws the window whole.
pub fn log_window_ui(
    ui: &mut Ui,
    state: &mut LogWindowUi,
    tail: &mut LogTail,
    keymap: &KeyMap,
    commands: &mut Vec<Command>,
) {
    // The keys that open it and that close a pane close it.
    let closing = [Action::Log, Action::ClosePane, Action::CloseWindow];
    if keys::any_pressed(ui, keymap, keys::context_of(ui.ctx()), &closing) {
        commands.push(Command::Panel(PanelCommand::Toggle(Panel::Log)));
    }
    let palette = Palette::of(ui);
    let bar = Frame::new()
        .fill(palette.raised)
        .inner_margin(Margin::symmetric(8, 4));
    SidePanel::top("log toolbar")
        .frame(bar)
        .show(ui, |ui| toolbar_ui(ui, state, tail, commands));
    let foot = Frame::new()
        .fill(palette.raised)
        .inner_margin(Margin::symmetric(8, 2));
    SidePanel::bottom("log state").frame(foot).show(ui, |ui| {
        ui.label(
            RichText::new(state_text(tail))
                .size(tokens::TEXT_SMALL)
                .color(palette.text_weak),
        );
    });
    CentralPanel::default()
        .frame(Frame::new().fill(palette.sunken))
        .show(ui, |ui| lines_ui(ui, state, tail));
}

fn toolbar_ui(
    ui: &mut Ui,
    state: &mut LogWindowUi,
    tail: &mut LogTail,
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        let following = tail.follow() == Follow::Following;
        let (text, next) = if following {
            ("Pause", Follow::Paused)
        } else {
            ("Follow", Follow::Following)
        };
        if ui.button(text).clicked() {
            tail.set_follow(next);
            if next == Follow::Following {
                state.rows.reveal_end();
            }
        }
        let chosen = LEVELS
            .iter()
            .find(|(level, _)| *level == state.level)
            .map_or("All levels", |(_, name)| name);
        let mut changed = false;
        let levels = ComboBox::from_id_salt("log level")
            .selected_text(chosen)
            .show_ui(ui, |ui| {
                for (level, name) in LEVELS {
                    changed |= ui.selectable_value(&mut state.level, level, name).changed();
                }
            });
        levels
            .response
            .widget_info(|| WidgetInfo::labeled(egui::Role::ComboBox, true, "Level"));
        let search = SearchBox {
            label: "Filter lines",
            hint: "Filter lines",
            width: 260.0,
        };
        changed |= search.show(ui, &mut state.text).changed();
        if changed {
            tail.set_filter(LineFilter::new(state.level, &state.text));
            state.rows.reveal_end();
        }
        let new_lines = tail.new_since_pause();
        if !following && new_lines > 0 {
            ui.weak(format!("{new_lines} new lines"));
        }
        let selected = state
            .selected
            .and_then(|ordinal| tail.line(tail.index_of(ordinal)));
        if let Some(line) = selected
            && ui.button("Copy line").clicked()
        {
            commands.push(Command::Copy(CopyCommand::Text {
                what: "Log line",
                text: line.text.to_string(),
            }));
        }
    });
}

fn lines_ui(ui: &mut Ui, state: &mut LogWindowUi, tail: &mut LogTail) {
    if tail.is_empty() {
        let text = if tail.loaded_lines() == 0 {
            "No line yet."
        } else {
            "No line passes the filter."
        };
        ui.centered_and_justified(|ui| ui.weak(text));
    }
    // Lines came or went above: the one at the top stays at the top.
    if let Some(top) = state.top {
        state.rows.rebase(tail.index_of(top));
    }
    if tail.follow() == Follow::Following && !ui.input(|input| input.pointer.any_down()) {
        state.rows.reveal_end();
    }
    let scrolled = scrolled_up(ui);
    let mut clicked = None;
    let shape = RowsShape {
        label: "Log lines",
        row_count: tail.len(),
        row_height: LINE_HEIGHT,
        keys: RowKeys::Scroll,
    };
    let selected = state.selected;
    let output = state.rows.show(ui, shape, |ui, index, rect| {
        if let Some(line) = tail.line(index)
            && line_ui(ui, line, rect, selected == Some(line.ordinal))
        {
            clicked = Some(line.ordinal);
        }
    });
    state.top = tail.line(output.visible.start).map(|line| line.ordinal);
    tail.looks_at(state.top.unwrap_or(i64::MAX));
    if let Some(ordinal) = clicked {
        state.selected = Some(ordinal);
    }
    if scrolled && tail.follow() == Follow::Following {
        tail.set_follow(Follow::Paused);
    } else if output.at_end && tail.follow() == Follow::Paused && scrolled_down(ui) {
        tail.set_follow(Follow::Following);
    }
    if output.at_start && tail.older() == OlderLines::More && (scrolled || tail.is_empty()) {
        tail.load_older();
    }
}

/// Whether the person moves towards older lines.
fn scrolled_up(ui: &Ui) -> bool {
    let keys = [Key::ArrowUp, Key::PageUp, Key::Home];
    ui.input(|input| {
        input.smooth_scroll_delta().y > 0.0 || keys.iter().any(|key| input.key_pressed(*key))
    })
}

fn scrolled_down(ui: &Ui) -> bool {
    let keys = [Key::ArrowDown, Key::PageDown, Key::End];
    ui.input(|input| {
        input.smooth_scroll_delta().y < 0.0 || keys.iter().any(|key| input.key_pressed(*key))
    })
}

/// Draws a line; returns whether it was clicked.
fn line_ui(ui: &mut Ui, line: &LogLine, rect: Rect, selected: bool) -> bool {
    let palette = Palette::of(ui);
    // Not for the keyboard: egui would remember every line that was ever drawn. The list has the focus.
    let response = ui.interact(rect, ui.scope_id().with(line.ordinal), egui::Sense::CLICK);
    if selected {
        ui.painter().rect_filled(rect, 0.0, palette.row_selected);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, palette.row_hover);
    }
    let color = match line.level {
        Some(LogLevel::Error) => palette.error,
        Some(LogLevel::Warn) => palette.warn,
        Some(LogLevel::Debug | LogLevel::Trace) => palette.text_weak,
        _ => palette.text,
    };
    let inside = rect.shrink2(vec2(tokens::SPACE_2, 0.0));
    let font = egui::FontId::monospace(tokens::TEXT_MONO);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| {
        elided_label_ui(ui, &line.text, font, color, inside.width());
    });
    let whole = |ui: &mut Ui| _ = ui.label(&*line.text);
    response.on_hover_ui_at_pointer(whole).clicked()
}

fn state_text(tail: &LogTail) -> String {
    let file = tail.path().display();
    let state = match tail.state() {
        TailState::Opening => "opening".to_owned(),
        TailState::Following => "new lines arrive as they are written".to_owned(),
        TailState::Missing => "the file is gone; waiting for it to come back".to_owned(),
        TailState::Unreadable(reason) => format!("cannot be read: {reason}"),
    };
    let dropped = match tail.dropped_lines() {
        0 => String::new(),
        count => format!(", {count} older lines let go"),
    };
    format!(
        "{file}: {state}, {} lines loaded{dropped}",
        tail.loaded_lines()
    )
}
