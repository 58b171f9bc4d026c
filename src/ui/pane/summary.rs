//! The rows of a pane as a summary: bars for what there is of each kind, and the same as areas. Each is a filter.

mod bars;
mod head;
mod map;

use std::cell::RefCell;

use egui::{FontId, Id, Rect, Ui, UiBuilder, vec2};

use crate::app::actions::context::Context;
use crate::app::commands::{Command, CopyCommand, PaneCommand};
use crate::app::labels::AccountNames;
use crate::app::narrowing::Narrowing;
use crate::app::pane::Pane;
use crate::app::pane::figures::{Figures, Freshness};
use crate::app::pane::summary::bar_filter::{PlacedBar, bar_filter};
use crate::app::pane::summary::lines::{ListedSummary, SummaryLine, SummaryLines};
use crate::app::pane::summary::{
    SUMMARY, SummarySpec, bar_label, gaps_of, spoken_amount, summary_of,
};
use crate::app::pane::totals::Gaps;
use crate::app::resource_explorer::figures::{Bar, Dimension, Summary, Weight};
use crate::app::view::AppView;
use crate::ui::keys;
use crate::ui::theme;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::name_group;
use crate::ui::widgets::row_list::{Line, ListEvent, ListKind, ListShape, RowList};
use crate::ui::widgets::truncated::Elided;

/// From this width on areas stand beside the bars, in points.
const MAP_FROM_WIDTH: f32 = 760.0;

/// From this height on areas stand above the bars of a pane that is not so wide, in points.
const MAP_FROM_HEIGHT: f32 = 460.0;

/// The height of areas above the bars, in points.
const MAP_HEIGHT: f32 = 160.0;

/// Less than this is no room for areas, in points.
const MAP_LEAST_WIDTH: f32 = 320.0;

/// What the summary remembers between frames.
#[derive(Default)]
pub(super) struct SummaryUi {
    figures: Figures<SummarySpec, Summary>,
    lines: SummaryLines,
    /// What the lines were made for.
    made_for: Option<(u64, SummarySpec)>,
    list: RowList<SummaryLine>,
    head: head::HeadUi,
    names: RefCell<AccountNames>,
}

impl SummaryUi {
    /// Gives the bars the keyboard at the next draw.
    pub(super) fn focus(&mut self) {
        self.list.focus();
    }

    fn follow(&mut self, ui: &Ui, pane: &Pane) {
        let (ctx, viewport) = (ui.ctx().clone(), ui.ctx().viewport_id());
        let wake = move || ctx.request_repaint_of(viewport);
        let spec = &pane.spec.summary;
        let rest = self.figures.follow(pane, spec, SUMMARY, summary_of, wake);
        if let Some(rest) = rest {
            ui.ctx()
                .request_repaint_after_for(rest, ui.ctx().viewport_id());
        }
        let revision = self.figures.revision();
        let made_for = self.made_for.as_ref();
        if made_for.is_some_and(|(made_for, _)| *made_for == revision) {
            return;
        }
        let Some((summary, _)) = self.figures.shown(pane) else {
            return;
        };
        if made_for.is_some_and(|(_, made_for)| made_for == spec) {
            self.lines.list(summary);
        } else {
            self.lines = SummaryLines::of(summary);
            self.list = RowList::default();
        }
        self.made_for = Some((revision, spec.clone()));
    }
}

/// What is drawn this frame.
struct Drawn<'a> {
    pane: &'a Pane,
    listed: ListedSummary<'a>,
    dimensions: &'a [Dimension],
    gaps: Gaps,
    freshness: Freshness,
}

impl Drawn<'_> {
    /// The bars that lead to a line: the outer one first.
    fn path(&self, line: SummaryLine) -> Vec<PlacedBar<'_>> {
        let around = match line {
            SummaryLine::Within(at, _) => Some(SummaryLine::Bar(at)),
            _ => None,
        };
        let lines = around.into_iter().chain([line]);
        let placed = lines.zip(self.dimensions).filter_map(|(line, dimension)| {
            let (bar, beside) = self.listed.bar(line)?;
            Some(PlacedBar {
                dimension,
                key: &bar.key,
                beside,
            })
        });
        placed.collect()
    }

    /// The filter that a line stands for.
    fn filter(&self, line: SummaryLine, narrowing: Narrowing) -> Option<String> {
        let path = self.path(line);
        (!path.is_empty()).then(|| bar_filter(&self.pane.spec.filter, &path, narrowing))?
    }

    fn set_filter(&self, line: SummaryLine, commands: &mut Vec<Command>) {
        if let Some(filter) = self.filter(line, Narrowing::OnlyThis) {
            let command = PaneCommand::SetFilter(filter);
            commands.push(Command::Pane(self.pane.id, command));
        }
    }

    /// What a click on a line does.
    fn hint(&self, line: SummaryLine) -> String {
        match self.filter(line, Narrowing::OnlyThis) {
            Some(filter) => format!("Click to filter: {filter}"),
            None => "The filter has no words for it".to_owned(),
        }
    }

    /// What all bars are together.
    fn weight_of_all(&self) -> f64 {
        let summary = self.listed.summary;
        match self.pane.spec.summary.weight {
            Weight::Rows => f64::from(summary.rows),
            Weight::Size => summary.bytes,
        }
    }

    /// What a bar is called, and how much it is.
    fn said(&self, line: SummaryLine) -> Option<(String, String)> {
        let (bar, _) = self.listed.bar(line)?;
        Some(((self.listed.label)(line, bar), (self.listed.told)(bar)))
    }
}

/// Draws the summary into the rest of `ui`.
pub(super) fn summary_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut SummaryUi,
    commands: &mut Vec<Command>,
) {
    name_group(ui, "Summary of rows");
    state.follow(ui, pane);
    let shown = state.figures.shown(pane);
    head::head_ui(
        ui,
        pane,
        shown.map(|(summary, _)| summary),
        &mut state.head,
        commands,
    );
    let room = ui.available_rect_before_wrap();
    let Some((summary, freshness)) = shown else {
        waiting_ui(ui, room);
        return;
    };
    let dimensions = pane.spec.summary.dimensions();
    let weight = pane.spec.summary.weight;
    let gaps = gaps_of(summary, weight, pane.gaps());
    let accounts = &view.directory.accounts;
    let label = |line: SummaryLine, bar: &Bar| {
        let within = matches!(line, SummaryLine::Within(..));
        let dimension = dimensions.get(usize::from(within));
        let dimension = dimension.unwrap_or(&Dimension::Type);
        let mut names = state.names.borrow_mut();
        String::from(bar_label(&bar.key, dimension, &mut names, accounts))
    };
    let told = |bar: &Bar| spoken_amount(bar.rows, bar.bytes, weight, gaps);
    let drawn = Drawn {
        pane,
        listed: ListedSummary {
            summary,
            lines: &state.lines,
            label: &label,
            told: &told,
        },
        dimensions: &dimensions,
        gaps,
        freshness,
    };
    let (list_room, map_room) = rooms(room);
    if let Some(room) = map_room {
        map::map_ui(ui, &drawn, room, commands);
    }
    let events = list_ui(ui, &drawn, &mut state.list, list_room, commands);
    let toggled: Vec<SummaryLine> = events
        .into_iter()
        .filter_map(|event| carry_out(&drawn, event, commands))
        .collect();
    if let Some((summary, _)) = state.figures.shown(pane) {
        for line in toggled {
            state.lines.toggle(line, summary);
        }
    }
}

fn waiting_ui(ui: &Ui, room: Rect) {
    let font = FontId::proportional(tokens::TEXT_BODY);
    let at = room.min + vec2(tokens::SPACE_3, tokens::ROW_HEIGHT);
    Elided::new("Counting rows…", font, Palette::of(ui).text_weak).paint(
        ui.painter(),
        at,
        room.width(),
    );
}

/// The place of the bars, and that of the areas where there is room.
fn rooms(room: Rect) -> (Rect, Option<Rect>) {
    if room.width() >= MAP_FROM_WIDTH {
        let middle = room.left() + (room.width() * 0.5).round();
        let (mut list, mut map) = (room, room);
        list.max.x = middle;
        map.min.x = middle + tokens::SPACE_2;
        return (list, Some(map.shrink(tokens::SPACE_2)));
    }
    if room.height() >= MAP_FROM_HEIGHT && room.width() >= MAP_LEAST_WIDTH {
        let (mut list, mut map) = (room, room);
        map.max.y = room.top() + MAP_HEIGHT;
        list.min.y = map.max.y;
        return (list, Some(map.shrink(tokens::SPACE_2)));
    }
    (room, None)
}

fn list_ui(
    ui: &mut Ui,
    drawn: &Drawn<'_>,
    list: &mut RowList<SummaryLine>,
    room: Rect,
    commands: &mut Vec<Command>,
) -> Vec<ListEvent> {
    let shape = ListShape {
        label: "Bars",
        kind: ListKind::Tree,
        row_height: theme::row_height(ui.ctx()),
        lines_id: Id::unique(("summary", drawn.pane.id_salt)),
    };
    let builder = UiBuilder::new().scope_id(ui.scope_id()).max_rect(room);
    let mut inside = ui.new_child(builder);
    let mut folded = Vec::new();
    let output = list.show(&mut inside, shape, &drawn.listed, |ui, line| {
        if bars::bar_line_ui(ui, drawn, line) {
            folded.push(line.at);
        }
        menu_ui(line, drawn, commands);
    });
    if output.has_keyboard {
        keys::list_has_keyboard(ui.ctx(), output.response.id, Context::Rows);
    }
    // A click on the sign at the left folds a line and is no filter.
    let mut events = output.events;
    events.retain(|event| {
        let (ListEvent::Clicked { line, .. } | ListEvent::DoubleClicked(line)) = event else {
            return true;
        };
        !folded.contains(line)
    });
    events.extend(folded.into_iter().map(ListEvent::ToggleFold));
    events
}

/// Turns what was done to a line into a filter, or returns it where it opens or closes.
fn carry_out(
    drawn: &Drawn<'_>,
    event: ListEvent,
    commands: &mut Vec<Command>,
) -> Option<SummaryLine> {
    let line_at = |at| drawn.listed.lines.get(at);
    match event {
        ListEvent::Clicked { line, .. } | ListEvent::Activated(line) | ListEvent::Marked(line) => {
            let line = line_at(line)?;
            if drawn.listed.bar(line).is_none() {
                return Some(line);
            }
            drawn.set_filter(line, commands);
            None
        }
        ListEvent::ToggleFold(line) => line_at(line),
        ListEvent::Moved { .. }
        | ListEvent::DoubleClicked(_)
        | ListEvent::Menu(_)
        | ListEvent::FoldBelow(..)
        | ListEvent::Sideways(_)
        | ListEvent::Escaped => None,
    }
}

fn menu_ui(line: &Line, drawn: &Drawn<'_>, commands: &mut Vec<Command>) {
    let Some(shown) = drawn.listed.lines.get(line.at) else {
        return;
    };
    let Some((label, told)) = drawn.said(shown) else {
        return;
    };
    line.context_menu(|ui| {
        let choices = [
            ("Only this", Narrowing::OnlyThis),
            ("Without this", Narrowing::WithoutThis),
        ];
        for (text, narrowing) in choices {
            let filter = drawn.filter(shown, narrowing);
            let button = ui.add_enabled(filter.is_some(), egui::Button::new(text));
            let button = button.on_disabled_hover_text("The filter has no words for it");
            if let Some(filter) = filter
                && button.on_hover_text(&filter).clicked()
            {
                let command = PaneCommand::SetFilter(filter);
                commands.push(Command::Pane(drawn.pane.id, command));
            }
        }
        ui.separator();
        if ui.button("Copy name and count").clicked() {
            let (what, text) = ("Name and count", format!("{label}\t{told}"));
            commands.push(Command::Copy(CopyCommand::Text { what, text }));
        }
    });
}
