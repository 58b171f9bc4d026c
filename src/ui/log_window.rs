//! The log window: shows the newest lines first, loads older ones on demand.

mod lines;

use std::ops::Range;

use egui::{
    CentralPanel, ComboBox, FontId, Frame, Key, Margin, Panel as SidePanel, RichText, Ui,
    WidgetInfo, pos2,
};

use super::keys;
use super::tokens::{self, Palette};
use super::widgets::named::name_window;
use super::widgets::row_list::{Line, ListEvent, ListKind, ListOutput, ListShape, RowList, copies};
use super::widgets::search_box::SearchBox;
use super::widgets::truncated::Elided;
use crate::app::actions::Action;
use crate::app::actions::keymap::KeyMap;
use crate::app::commands::{Command, CopyCommand, Panel, PanelCommand};
use crate::app::list_cursor::SelectExtent;
use crate::app::log_tail::{Follow, LineFilter, LogLine, LogTail, OlderLines, TailState};
use crate::app::logging::LogLevel;
use crate::text::numbers::grouped;

use lines::LogLines;

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 18.0;

/// Most selected lines that are copied: more would take longer than a frame.
const MOST_COPIED: usize = 10_000;

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
    list: RowList<i64>,
    text: String,
    level: Option<LogLevel>,
    /// Ordinal of the line at the top, so that older lines that arrive above do not move the view.
    top: Option<i64>,
    /// Ordinals of the first and the last line that were selected, in the order in which they were.
    selected: Option<(i64, i64)>,
}

impl LogWindowUi {
    /// The selected lines, as indices of those that pass the filter.
    fn selected_lines(&self, tail: &LogTail) -> Range<usize> {
        let Some((from, to)) = self.selected else {
            return 0..0;
        };
        let after = tail.index_of(from.max(to) + 1);
        tail.index_of(from.min(to))..after
    }

    fn select(&mut self, ordinal: i64, extent: SelectExtent) {
        let from = match (extent, self.selected) {
            (SelectExtent::Range, Some((from, _))) => from,
            _ => ordinal,
        };
        self.selected = Some((from, ordinal));
    }
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
    let closing = [
        Action::Panel(Panel::Log),
        Action::ClosePane,
        Action::CloseWindow,
    ];
    if keys::any_pressed(ui, keymap, keys::context_of(ui.ctx()), &closing) {
        commands.push(Command::Panel(PanelCommand::Toggle(Panel::Log)));
    }
    name_window(ui, "Log of awsdash");
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
        .show(ui, |ui| lines_ui(ui, state, tail, commands));
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
                state.list.scroll_to_end();
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
            state.list.scroll_to_end();
        }
        let new_lines = tail.new_since_pause();
        if !following && new_lines > 0 {
            ui.weak(format!("{new_lines} new lines"));
        }
        let selected = state.selected_lines(tail);
        let label = match selected.len() {
            0 => return,
            1 => "Copy line".to_owned(),
            several => format!("Copy {} lines", grouped(several)),
        };
        if ui.button(label).clicked() {
            copy(tail, selected, commands);
        }
    });
}

/// The lines with their breaks, as they are in the file.
fn copy(tail: &LogTail, lines: Range<usize>, commands: &mut Vec<Command>) {
    let what = if lines.len() == 1 {
        "Log line"
    } else {
        "Log lines"
    };
    let texts = lines
        .take(MOST_COPIED)
        .filter_map(|at| tail.line(at))
        .map(|line| &*line.text);
    commands.push(Command::Copy(CopyCommand::Text {
        what,
        text: texts.collect::<Vec<_>>().join("\n"),
    }));
}

fn lines_ui(ui: &mut Ui, state: &mut LogWindowUi, tail: &mut LogTail, commands: &mut Vec<Command>) {
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
        state.list.rebase(tail.index_of(top));
    }
    if tail.follow() == Follow::Following && !ui.input(|input| input.pointer.any_down()) {
        state.list.scroll_to_end();
    }
    let scrolled = scrolled_up(ui);
    let shape = ListShape {
        label: "Log lines",
        kind: ListKind::Options,
        row_height: LINE_HEIGHT,
        lines_id: ui.scope_id().with("line"),
    };
    let lines = LogLines {
        tail,
        selected: state.selected_lines(tail),
    };
    let mut wanted = None;
    let output = state.list.show(ui, shape, &lines, |ui, line| {
        if let Some(shown) = lines.tail.line(line.at) {
            line_ui(ui, shown, line);
            line.context_menu(|ui| {
                if ui.button("Copy").clicked() {
                    wanted = Some(line.at);
                }
            });
        }
    });
    let selected = lines.selected;
    if let Some(at) = wanted {
        let lines = if selected.contains(&at) {
            selected.clone()
        } else {
            at..at + 1
        };
        copy(tail, lines, commands);
    }
    if output.has_keyboard && !selected.is_empty() && copies(ui) {
        copy(tail, selected, commands);
    }
    follow_events(state, tail, &output.events);
    follow_view(ui, state, tail, &output, scrolled);
}

fn follow_events(state: &mut LogWindowUi, tail: &LogTail, events: &[ListEvent]) {
    for event in events {
        let (line, extent) = match *event {
            ListEvent::Moved { line, extent } => (line, extent),
            ListEvent::Clicked { line, modifiers } if modifiers.shift => {
                (line, SelectExtent::Range)
            }
            ListEvent::Clicked { line, .. }
            | ListEvent::Activated(line)
            | ListEvent::Marked(line) => (line, SelectExtent::One),
            ListEvent::Menu(line) if !state.selected_lines(tail).contains(&line) => {
                (line, SelectExtent::One)
            }
            _ => continue,
        };
        if let Some(shown) = tail.line(line) {
            state.select(shown.ordinal, extent);
        }
    }
}

/// Follows the end while the view is there, and loads older lines when it is at the start.
fn follow_view(
    ui: &Ui,
    state: &mut LogWindowUi,
    tail: &mut LogTail,
    output: &ListOutput,
    scrolled: bool,
) {
    state.top = tail.line(output.visible.start).map(|line| line.ordinal);
    tail.looks_at(state.top.unwrap_or(i64::MAX));
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

fn line_ui(ui: &Ui, shown: &LogLine, line: &Line) {
    let palette = Palette::of(ui);
    let color = match shown.level {
        Some(LogLevel::Error) => palette.error,
        Some(LogLevel::Warn) => palette.warn,
        Some(LogLevel::Debug | LogLevel::Trace) => palette.text_weak,
        _ => palette.text,
    };
    let font = FontId::monospace(tokens::TEXT_MONO);
    let start = pos2(line.rect.left() + tokens::SPACE_2, line.rect.center().y);
    let width = line.rect.width() - 2.0 * tokens::SPACE_2;
    let painted = Elided::new(&shown.text, font, color).paint(ui.painter(), start, width);
    if painted.cut {
        let whole = |ui: &mut Ui| _ = ui.label(&*shown.text);
        line.response.clone().on_hover_ui_at_pointer(whole);
    }
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
        count => format!(", {count} older lines discarded"),
    };
    format!(
        "{file}: {state}, {} lines loaded{dropped}",
        tail.loaded_lines()
    )
}

#[cfg(test)]
mod tests;
